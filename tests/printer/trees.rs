//! Trees of rule files, as they may be.

use interdict::source::{Span, Spanned};
use interdict::syntax::*;
use interdict::terms::{
    Amount, Citation, Country, Date, HsCode, HsRange, Interval, Unit, Verdict, parse_decimal,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Words with a meaning of their own, where a name cannot stand or cannot stand everywhere.
const TAKEN: &str = " and or not if item hs to from is in of on by date other than with never \
    silent otherwise sender recipient expect regime via origin category value quantity anyone \
    edition up flag ";

/// Names that are keywords elsewhere, so that a line must not be broken before them.
const LIKE_KEYWORDS: &[&str] = &[
    "words",
    "names",
    "heads",
    "beside",
    "yields",
    "residual",
    "hints",
    "but",
    "kind",
    "note",
    "when",
    "until",
    "since",
    "ends",
    "checked",
    "asked",
    "replaced",
    "supply",
    "requires",
    "yes",
    "none",
    "latest",
    "fact",
    "paragraph",
];

fn at<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

fn all<T: std::fmt::Debug>(
    one: impl Strategy<Value = T>,
    most: usize,
) -> impl Strategy<Value = Vec<Spanned<T>>> {
    vec(one.prop_map(at), 1..=most)
}

fn name() -> impl Strategy<Value = String> {
    let any = "[a-z][a-z0-9_]{0,24}";
    let free = any.prop_filter("taken", |name| !TAKEN.contains(&format!(" {name} ")));
    prop_oneof![3 => free, 2 => select(LIKE_KEYWORDS).prop_map(str::to_owned)]
}

fn text() -> impl Strategy<Value = String> {
    let odd = vec![
        "",
        "\"",
        "\\",
        "\\\"",
        "#",
        "a # b",
        "C:\\",
        "\"quoted\" # no comment",
        "武器 é \u{301}",
        "أسلحة",
        "\u{202e}x",
        "a\rb",
        "\t",
        " blanks ",
        "words",
        "\u{a0}",
        "\u{2028}",
    ];
    let many = "[a-z ]{60,130}";
    prop_oneof![4 => "[ -~é武]{0,24}", 3 => select(odd).prop_map(str::to_owned), 1 => many]
}

fn country() -> impl Strategy<Value = String> {
    select(vec!["PRK", "RUS", "CHN", "COD", "ZZZ"]).prop_map(str::to_owned)
}

fn day() -> impl Strategy<Value = Date> {
    (0_u32..10_000, 1_u32..13, 1_u32..29).prop_map(|(year, month, day)| {
        let text = format!("{year:04}-{month:02}-{day:02}");
        Interval::parse(&text).unwrap().first()
    })
}

fn interval() -> impl Strategy<Value = Interval> {
    let rough = vec![
        "2016",
        "2016-02",
        "2016-12",
        "2016-03-02",
        "2016/2017",
        "2016-02/2016-03",
        "2016-01/2017-06",
        "2016-01-02/2016-12-31",
        "2016-02-01/2016-02-28",
        "0000",
    ];
    let rough = select(rough).prop_map(|text| Interval::parse(text).unwrap());
    prop_oneof![day().prop_map(Interval::day), rough]
}

fn amount(least: i64) -> impl Strategy<Value = Amount> {
    let units: Vec<&str> = Unit::symbols().collect();
    let small = least.max(-3)..100_000;
    let number = (
        prop_oneof![small, least..i64::MAX],
        0_u32..12,
        any::<bool>(),
    );
    (number, select(units)).prop_map(|((mantissa, scale, whole), unit)| {
        let scale = if whole { 0 } else { scale };
        let written = rust_decimal::Decimal::new(mantissa, scale).to_string();
        Amount {
            number: parse_decimal(&written).unwrap(),
            unit: Unit::parse(unit).unwrap(),
        }
    })
}

fn hs_code() -> impl Strategy<Value = HsCode> {
    let codes = vec![
        "93",
        "8806",
        "8806.10",
        "9306902110",
        "2022:8806",
        "2017:8802.12",
    ];
    select(codes).prop_map(|code| HsCode::parse(code).unwrap())
}

fn hs_range() -> impl Strategy<Value = HsRange> {
    let stretch = (10_u32..50, 0_u32..49).prop_map(|(from, more)| {
        let code = |number: u32| HsCode::parse(&number.to_string()).unwrap();
        HsRange::new(code(from), code(from + more)).unwrap()
    });
    prop_oneof![hs_code().prop_map(HsRange::of), stretch]
}

fn citation() -> impl Strategy<Value = Citation> {
    let points = select(vec!["", "(a)", "(a)(i)", "(12)"]);
    (1_u16..3000, 1_u16..60, points).prop_map(|(resolution, paragraph, points)| {
        Citation::parse(&format!("{resolution}/{paragraph}{points}")).unwrap()
    })
}

fn way() -> impl Strategy<Value = Way> {
    select(vec![Way::To, Way::From])
}

fn spanned<T: std::fmt::Debug>(one: impl Strategy<Value = T>) -> impl Strategy<Value = Spanned<T>> {
    one.prop_map(at)
}

fn condition() -> impl Strategy<Value = Condition> {
    use Comparison::{AtLeast, AtMost, Equal, Less, More};
    let compared = select(vec![Less, AtMost, Equal, AtLeast, More]);
    let dates = select(vec![Less, AtLeast]);
    let atom = prop_oneof![
        spanned(name()).prop_map(ConditionKind::Item),
        vec(hs_range(), 1..5).prop_map(ConditionKind::Hs),
        (spanned(name()), option::of(spanned(text())))
            .prop_map(|(list, of)| ConditionKind::On(list, of)),
        (way(), place()).prop_map(|(way, place)| ConditionKind::Place(way, place)),
        spanned(country()).prop_map(ConditionKind::Flag),
        (way(), spanned(name())).prop_map(|(way, actor)| ConditionKind::Party(way, actor)),
        (spanned(name()), option::of(any::<bool>()))
            .prop_map(|(fact, silent)| ConditionKind::Fact(fact, silent)),
        (
            spanned(name()),
            compared.clone(),
            spanned(amount(-9_000_000))
        )
            .prop_map(|(what, how, than)| ConditionKind::Quantity(what, how, than)),
        (line(), compared, spanned(amount(0)))
            .prop_map(|(of, how, than)| ConditionKind::Line(of, how, than)),
        (dates.clone(), day()).prop_map(|(how, day)| ConditionKind::Date(how, day)),
        (spanned(name()), dates, day())
            .prop_map(|(what, how, day)| ConditionKind::Day(what, how, day)),
    ];
    atom.prop_map(at).prop_recursive(5, 40, 4, |inner| {
        let kind = prop_oneof![
            vec(inner.clone(), 2..5).prop_map(ConditionKind::All),
            vec(inner.clone(), 2..5).prop_map(ConditionKind::Any),
            inner.prop_map(|inner| ConditionKind::Not(Box::new(inner))),
        ];
        kind.prop_map(at)
    })
}

fn line() -> impl Strategy<Value = LineAmount> {
    select(vec![
        LineAmount::Quantity,
        LineAmount::Value,
        LineAmount::PieceValue,
    ])
}

fn place() -> impl Strategy<Value = Place> {
    let country = spanned(country()).prop_map(Place::Country);
    // A country's name in lower case is refused where an area can stand.
    let free = name().prop_filter("a country", |name| Country::parse(name).is_err());
    prop_oneof![3 => country, 1 => spanned(free).prop_map(Place::Named)]
}

fn goods() -> impl Strategy<Value = Goods> {
    let codes = vec(hs_range(), 1..4).prop_map(Goods::Hs);
    let edition = (spanned(name()), spanned(text()));
    prop_oneof![
        6 => name().prop_map(Goods::Named),
        1 => edition.prop_map(|(list, of)| Goods::Edition(list, of)),
        2 => codes,
    ]
}

fn limit() -> impl Strategy<Value = Limit> {
    let window = prop_oneof![
        Just(Window::CalendarYear),
        day().prop_map(Window::YearFrom),
        Just(Window::All),
    ];
    (vec(amount(0), 1..3), any::<bool>(), window).prop_map(|(most, lower, window)| Limit {
        lower,
        most,
        window,
    })
}

fn measure() -> impl Strategy<Value = Measure> {
    let forces = vec![
        Force::Forbids,
        Force::RequiresApproval,
        Force::RequiresNotice,
        Force::CallsUpon(Appeal::Watch),
        Force::CallsUpon(Appeal::Prevent),
        Force::CallsUpon(Appeal::Inspect),
    ];
    let party = (spanned(name()), any::<bool>()).prop_map(|(actor, but)| Party { actor, but });
    let direction = (way(), option::of(party), place()).prop_map(|(way, party, place)| Direction {
        way,
        party,
        place,
    });
    let force = prop_oneof![3 => select(forces), 1 => limit().prop_map(Force::Allows)];
    let some = || option::of(all(goods(), 6)).prop_map(Option::unwrap_or_default);
    (force, all(direction, 3), some(), some()).prop_map(|(force, directions, goods, other_than)| {
        Measure {
            force,
            directions,
            goods,
            other_than,
        }
    })
}

fn standing() -> impl Strategy<Value = Standing> {
    select(vec![
        Standing::Checked,
        Standing::Unconfirmed,
        Standing::Disputed,
    ])
}

fn paragraph_clause() -> impl Strategy<Value = ParagraphClause> {
    use LinkKind::{Amends, Ends, Extends, Interprets, Replaces};
    let links = select(vec![Extends, Amends, Replaces, Ends, Interprets]);
    prop_oneof![
        4 => measure().prop_map(ParagraphClause::Measure),
        1 => spanned(name()).prop_map(|name| ParagraphClause::Exempts(Exempts::Regime(name))),
        1 => all(citation(), 9).prop_map(|all| ParagraphClause::Exempts(Exempts::Paragraphs(all))),
        2 => condition().prop_map(ParagraphClause::When),
        2 => condition().prop_map(ParagraphClause::Except),
        2 => condition().prop_map(ParagraphClause::Provided),
        1 => (spanned(day()), option::of(spanned(day())), option::of(condition())).prop_map(
            |(day, latest, condition)| ParagraphClause::Since(Since { day, latest, condition })
        ),
        1 => (spanned(day()), option::of(spanned(citation())), option::of(condition())).prop_map(
            |(day, replaced_by, condition)| {
                ParagraphClause::Until(Until { day, replaced_by, condition })
            }
        ),
        1 => spanned(day()).prop_map(ParagraphClause::RecordedUntil),
        2 => (links, all(citation(), 12)).prop_map(|(kind, all)| ParagraphClause::Link(kind, all)),
        1 => (standing(), spanned(text())).prop_map(|(how, why)| ParagraphClause::Standing(how, why)),
        1 => spanned(text()).prop_map(ParagraphClause::Note),
    ]
}

fn conversion() -> impl Strategy<Value = Conversion> {
    let unit = select(vec!["t", "bbl", "USD", "km/h"]);
    let unit = unit.prop_map(|unit| at(Unit::parse(unit).unwrap()));
    let most = option::of(spanned(amount(0)));
    (unit, spanned(amount(0)), most, spanned(text())).prop_map(|(unit, least, most, source)| {
        Conversion {
            unit,
            least,
            most,
            source,
        }
    })
}

fn category_clause() -> impl Strategy<Value = CategoryClause> {
    let link = option::of(condition());
    prop_oneof![
        3 => (all(name(), 8), link).prop_map(|(of, link)| CategoryClause::KindOf(of, link)),
        1 => all(hs_range(), 9).prop_map(CategoryClause::HsAlways),
        1 => all(hs_range(), 30).prop_map(CategoryClause::HsMay),
        1 => Just(CategoryClause::HsNone),
        1 => conversion().prop_map(CategoryClause::One),
        2 => all(text(), 12).prop_map(CategoryClause::Words),
        1 => all(text(), 12).prop_map(CategoryClause::Names),
        1 => all(text(), 12).prop_map(CategoryClause::Hints),
        1 => (all(text(), 12), all(name(), 8)).prop_map(|(of, all)| CategoryClause::Heads(of, all)),
        1 => all(text(), 12).prop_map(CategoryClause::Beside),
        1 => all(name(), 8).prop_map(CategoryClause::YieldsTo),
        1 => Just(CategoryClause::Residual),
        1 => all(text(), 12).prop_map(CategoryClause::ButNot),
    ]
}

fn example_field() -> impl Strategy<Value = ExampleField> {
    use CountryField::{Flag, From, Origin, To, Via};
    let fields = select(vec![From, To, Origin, Via, Flag]);
    prop_oneof![
        text().prop_map(ExampleField::Item),
        hs_code().prop_map(ExampleField::Hs),
        name().prop_map(ExampleField::Category),
        (fields, country()).prop_map(|(field, country)| ExampleField::Country(field, country)),
        interval().prop_map(ExampleField::On),
        (name(), any::<bool>()).prop_map(|(fact, answer)| ExampleField::Fact(fact, answer)),
        (name(), amount(0)).prop_map(|(what, of)| ExampleField::Quantity(what, of)),
        (name(), interval()).prop_map(|(what, date)| ExampleField::Day(what, date)),
        (
            select(vec![LineAmount::Quantity, LineAmount::Value]),
            amount(0)
        )
            .prop_map(|(of, number)| ExampleField::Line(of, number)),
        (way(), name()).prop_map(|(way, actor)| ExampleField::Party(way, actor)),
    ]
}

fn example_line() -> impl Strategy<Value = ExampleLine> {
    let some = || option::of(all(citation(), 4)).prop_map(Option::unwrap_or_default);
    let verdict = select(Verdict::ALL.to_vec()).prop_map(at);
    (all(example_field(), 8), verdict, some(), some()).prop_map(|(fields, verdict, by, never)| {
        ExampleLine {
            fields,
            verdict,
            by,
            never,
        }
    })
}

/// Up to five clauses, or none.
fn clauses<T: std::fmt::Debug>(
    one: impl Strategy<Value = T>,
) -> impl Strategy<Value = Vec<Spanned<T>>> {
    vec(one.prop_map(at), 0..6)
}

fn resolution() -> impl Strategy<Value = Item> {
    let clause = prop_oneof![
        spanned(name()).prop_map(ResolutionClause::Regime),
        spanned(text()).prop_map(ResolutionClause::Url),
        spanned(interval()).prop_map(ResolutionClause::Verified),
    ];
    (1_u16.., day(), clauses(clause)).prop_map(|(number, adopted, clauses)| {
        Item::Resolution(Resolution {
            number: at(number),
            adopted: at(adopted),
            clauses,
            broken: false,
        })
    })
}

fn paragraph() -> impl Strategy<Value = Item> {
    (citation(), text(), clauses(paragraph_clause())).prop_map(|(number, title, clauses)| {
        Item::Paragraph(Paragraph {
            number: at(number.paragraph()),
            title: at(title),
            clauses,
            span: Span::default(),
        })
    })
}

fn category() -> impl Strategy<Value = Item> {
    (name(), text(), clauses(category_clause())).prop_map(|(name, definition, clauses)| {
        Item::Category(Category {
            name: at(name),
            definition: at(definition),
            clauses,
            broken: false,
        })
    })
}

fn fact() -> impl Strategy<Value = Item> {
    let clause = prop_oneof![
        all(text(), 12).prop_map(FactClause::Words),
        any::<bool>().prop_map(FactClause::IfSilent),
        all(text(), 12).prop_map(FactClause::Words),
        (all(name(), 9), any::<bool>()).prop_map(|(of, other)| FactClause::AskedOf(of, other)),
    ];
    (name(), text(), clauses(clause)).prop_map(|(name, question, clauses)| {
        Item::Fact(Fact {
            name: at(name),
            question: at(question),
            clauses,
        })
    })
}

fn actor() -> impl Strategy<Value = Item> {
    let clause = prop_oneof![
        Just(ActorClause::IfSilentNo),
        all(text(), 5).prop_map(ActorClause::Words),
    ];
    (name(), text(), clauses(clause)).prop_map(|(name, definition, clauses)| {
        Item::Actor(Actor {
            name: at(name),
            definition: at(definition),
            clauses,
        })
    })
}

fn area() -> impl Strategy<Value = Item> {
    (name(), country(), text(), clauses((way(), condition()))).prop_map(
        |(name, country, definition, clauses)| {
            Item::Area(Area {
                name: at(name),
                country: at(country),
                definition: at(definition),
                clauses,
            })
        },
    )
}

fn model() -> impl Strategy<Value = Item> {
    let clause = prop_oneof![
        all(name(), 3).prop_map(ModelClause::Is),
        (spanned(name()), any::<bool>(), spanned(text()))
            .prop_map(|(fact, answer, source)| ModelClause::Fact(fact, answer, source)),
        (
            spanned(name()),
            spanned(amount(0)),
            option::of(spanned(amount(0))),
            spanned(text())
        )
            .prop_map(|(what, least, most, source)| ModelClause::Quantity(
                what, least, most, source
            )),
    ];
    (all(text(), 4), clauses(clause))
        .prop_map(|(names, clauses)| Item::Model(Model { names, clauses }))
}

fn list() -> impl Strategy<Value = Item> {
    let clause = prop_oneof![
        (spanned(text()), spanned(day()))
            .prop_map(|(name, since)| ListClause::Edition(name, since)),
        (all(goods(), 3), option::of(condition()))
            .prop_map(|(goods, only)| ListClause::Includes(goods, only)),
        (standing(), spanned(text())).prop_map(|(how, why)| ListClause::Standing(how, why)),
    ];
    (name(), text(), clauses(clause)).prop_map(|(name, title, clauses)| {
        Item::List(List {
            name: at(name),
            title: at(title),
            clauses,
            broken: false,
        })
    })
}

fn property() -> impl Strategy<Value = Item> {
    let some = option::of(all(citation(), 4)).prop_map(Option::unwrap_or_default);
    let clause = prop_oneof![
        condition().prop_map(PropertyClause::Where),
        (
            all(select(Verdict::ALL.to_vec()), 3),
            some,
            proptest::bool::ANY
        )
            .prop_map(|(verdicts, by, never)| {
                PropertyClause::Expect(PropertyExpectation {
                    never,
                    verdicts,
                    by,
                })
            }),
        all(citation(), 4).prop_map(|by| {
            PropertyClause::Expect(PropertyExpectation {
                never: true,
                verdicts: Vec::new(),
                by,
            })
        }),
    ];
    (text(), clauses(clause)).prop_map(|(title, clauses)| {
        Item::Property(Property {
            title: at(title),
            clauses,
            broken: false,
        })
    })
}

/// Any item.
pub fn item() -> impl Strategy<Value = Item> {
    let one_line = (
        name(),
        text(),
        select(vec!["km", "t", "parsec"]),
        any::<bool>(),
    )
        .prop_map(|(name, text, unit, day)| {
            let (name, definition) = (at(name), at(text));
            if day {
                let question = definition;
                return Item::Day(Day { name, question });
            }
            let units = vec![at(unit.to_owned()), at("USD".to_owned())];
            Item::Quantity(Quantity {
                name,
                units,
                definition,
            })
        });
    let words = clauses(all(text(), 15));
    let modifier = (select(ModifierKind::ALL.to_vec()), text(), words).prop_map(
        |(kind, definition, clauses)| {
            Item::Modifier(Modifier {
                kind: at(kind),
                definition: at(definition),
                clauses,
            })
        },
    );
    let example = (text(), clauses(example_line())).prop_map(|(title, lines)| {
        Item::Example(Example {
            title: at(title),
            lines,
        })
    });
    prop_oneof![
        1 => resolution(),
        3 => paragraph(),
        3 => category(),
        2 => fact(),
        3 => one_line,
        1 => actor(),
        1 => area(),
        1 => model(),
        1 => list(),
        1 => modifier,
        2 => example,
        1 => property(),
    ]
}
