//! The printer: what it writes is read as the same tree, and printing again changes nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use interdict::source::{SourceFile, Span, Spanned};
use interdict::syntax::*;
use interdict::terms::{
    Amount, Citation, Date, HsCode, HsRange, Interval, Unit, Verdict, parse_decimal,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Words with a meaning of their own, where a name cannot stand or cannot stand everywhere.
const TAKEN: &str = " and or not if item hs to from is in of on by date other than with never \
    silent otherwise sender recipient expect regime via origin category ";

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
        (way(), spanned(country())).prop_map(|(way, to)| ConditionKind::Place(way, to)),
        (way(), spanned(name())).prop_map(|(way, actor)| ConditionKind::Party(way, actor)),
        (spanned(name()), option::of(any::<bool>()))
            .prop_map(|(fact, silent)| ConditionKind::Fact(fact, silent)),
        (spanned(name()), compared, spanned(amount(-9_000_000)))
            .prop_map(|(what, how, than)| ConditionKind::Quantity(what, how, than)),
        (dates, day()).prop_map(|(how, day)| ConditionKind::Date(how, day)),
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

fn goods() -> impl Strategy<Value = Goods> {
    let codes = vec(hs_range(), 1..4).prop_map(Goods::Hs);
    prop_oneof![3 => name().prop_map(Goods::Category), 1 => codes]
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
    let actor = option::of(spanned(name()));
    let direction =
        (way(), actor, spanned(country())).prop_map(|(way, actor, country)| Direction {
            way,
            actor,
            country,
        });
    let some = || option::of(all(goods(), 6)).prop_map(Option::unwrap_or_default);
    (select(forces), all(direction, 3), some(), some()).prop_map(
        |(force, directions, goods, other_than)| Measure {
            force,
            directions,
            goods,
            other_than,
        },
    )
}

fn paragraph_clause() -> impl Strategy<Value = ParagraphClause> {
    use LinkKind::{Amends, Ends, Extends, Interprets, Replaces};
    let links = select(vec![Extends, Amends, Replaces, Ends, Interprets]);
    let standings = select(vec![
        Standing::Checked,
        Standing::Unconfirmed,
        Standing::Disputed,
    ]);
    prop_oneof![
        4 => measure().prop_map(ParagraphClause::Measure),
        1 => spanned(name()).prop_map(|name| ParagraphClause::Exempts(Exempts::Regime(name))),
        1 => all(citation(), 9).prop_map(|all| ParagraphClause::Exempts(Exempts::Paragraphs(all))),
        2 => condition().prop_map(ParagraphClause::When),
        2 => condition().prop_map(ParagraphClause::Except),
        2 => condition().prop_map(ParagraphClause::Provided),
        1 => (spanned(day()), option::of(spanned(day())))
            .prop_map(|(day, latest)| ParagraphClause::Since(day, latest)),
        1 => (spanned(day()), option::of(spanned(citation())))
            .prop_map(|(day, by)| ParagraphClause::Until(day, by)),
        1 => spanned(day()).prop_map(ParagraphClause::RecordedUntil),
        2 => (links, all(citation(), 12)).prop_map(|(kind, all)| ParagraphClause::Link(kind, all)),
        1 => (standings, spanned(text())).prop_map(|(how, why)| ParagraphClause::Standing(how, why)),
        1 => spanned(text()).prop_map(ParagraphClause::Note),
    ]
}

fn category_clause() -> impl Strategy<Value = CategoryClause> {
    let link = option::of(condition());
    prop_oneof![
        3 => (all(name(), 8), link).prop_map(|(of, link)| CategoryClause::KindOf(of, link)),
        1 => all(hs_range(), 9).prop_map(CategoryClause::HsAlways),
        1 => all(hs_range(), 30).prop_map(CategoryClause::HsMay),
        1 => Just(CategoryClause::HsNone),
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
    use CountryField::{From, Origin, To, Via};
    let fields = select(vec![From, To, Origin, Via]);
    prop_oneof![
        text().prop_map(ExampleField::Item),
        hs_code().prop_map(ExampleField::Hs),
        name().prop_map(ExampleField::Category),
        (fields, country()).prop_map(|(field, country)| ExampleField::Country(field, country)),
        interval().prop_map(ExampleField::On),
        (name(), any::<bool>()).prop_map(|(fact, answer)| ExampleField::Fact(fact, answer)),
        (name(), amount(0)).prop_map(|(what, of)| ExampleField::Quantity(what, of)),
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
        any::<bool>().prop_map(FactClause::IfSilent),
        (all(name(), 9), any::<bool>()).prop_map(|(of, other)| FactClause::AskedOf(of, other)),
        all(text(), 12).prop_map(FactClause::Words),
    ];
    (name(), text(), clauses(clause)).prop_map(|(name, question, clauses)| {
        Item::Fact(Fact {
            name: at(name),
            question: at(question),
            clauses,
        })
    })
}

fn item() -> impl Strategy<Value = Item> {
    let one_line = (
        name(),
        text(),
        select(vec!["km", "t", "parsec"]),
        any::<bool>(),
    )
        .prop_map(|(name, definition, unit, actor)| {
            let (name, definition) = (at(name), at(definition));
            if actor {
                return Item::Actor(Actor { name, definition });
            }
            let unit = at(unit.to_owned());
            Item::Quantity(Quantity {
                name,
                unit,
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
        1 => modifier,
        2 => example,
    ]
}

fn clause_count(item: &Item) -> usize {
    match item {
        Item::Resolution(item) => item.clauses.len(),
        Item::Paragraph(item) => item.clauses.len(),
        Item::Category(item) => item.clauses.len(),
        Item::Fact(item) => item.clauses.len(),
        Item::Modifier(item) => item.clauses.len(),
        Item::Example(item) => item.lines.len(),
        Item::Quantity(_) | Item::Actor(_) => 0,
    }
}

/// What stands beside the parts of an item.
#[derive(Debug, Clone)]
struct Marks {
    apart: Vec<Vec<String>>,
    /// For each part: what is above it and behind it. The last is for what is under the item.
    parts: Vec<(Vec<String>, Option<String>)>,
    together: bool,
}

fn block(chance: f64) -> impl Strategy<Value = Vec<String>> {
    let text = prop_oneof![
        " [a-z]{1,9}",
        "[ -~é武]{0,20}",
        Just(" \"unclosed \\".to_owned())
    ];
    let line = text.prop_map(|text: String| text.trim_end().to_owned());
    option::weighted(chance, vec(line, 1..4)).prop_map(Option::unwrap_or_default)
}

fn marks() -> impl Strategy<Value = Marks> {
    let beside = block(0.2).prop_map(|lines| lines.into_iter().next());
    let apart = vec(block(0.5), 0..3).prop_map(|mut blocks| {
        blocks.retain(|block| !block.is_empty());
        blocks
    });
    let apart = option::weighted(0.2, apart).prop_map(Option::unwrap_or_default);
    (apart, vec((block(0.15), beside), 7), any::<bool>()).prop_map(|(apart, parts, together)| {
        Marks {
            apart,
            parts,
            together,
        }
    })
}

/// A rule file as its layout allows it.
fn rule_file() -> impl Strategy<Value = RuleFile> {
    (vec((item(), marks()), 1..8), marks()).prop_map(|(items, end)| {
        let mut file = RuleFile::default();
        for (index, (item, marks)) in items.into_iter().enumerate() {
            let before = file.comments.len();
            comment(&mut file, index, clause_count(&item), &marks);
            let comments = &file.comments;
            // Of this item and the one before, only what is behind their lines is allowed.
            let alone = |c: &Comment| c.anchor.side != Side::Beside && c.anchor.item == index;
            let under = |c: &Comment| c.anchor.item + 1 == index && c.anchor.part > 0;
            let free = !comments.iter().skip(before).any(alone) && !comments.iter().any(under);
            let one_lines = file
                .items
                .last()
                .is_some_and(|last| clause_count(last) == 0)
                && clause_count(&item) == 0;
            if marks.together && free && one_lines {
                file.together.push(index);
            }
            file.items.push(item);
        }
        let items = file.items.len();
        end.apart
            .iter()
            .for_each(|lines| keep(&mut file, items, 0, Side::Apart, lines.clone()));
        file
    })
}

fn comment(file: &mut RuleFile, item: usize, clauses: usize, marks: &Marks) {
    for lines in &marks.apart {
        keep(file, item, 0, Side::Apart, lines.clone());
    }
    for (part, (above, beside)) in marks.parts.iter().enumerate().take(clauses + 2) {
        keep(file, item, part, Side::Above, above.clone());
        if part <= clauses {
            keep(
                file,
                item,
                part,
                Side::Beside,
                beside.iter().cloned().collect(),
            );
        }
    }
}

fn keep(file: &mut RuleFile, item: usize, part: usize, side: Side, lines: Vec<String>) {
    if !lines.is_empty() {
        let anchor = Anchor { item, part, side };
        file.comments.push(Comment { anchor, lines });
    }
}

fn read(text: &str) -> (RuleFile, Vec<String>) {
    let (tree, faults) = parse(&SourceFile::new("printed.rule", text));
    (tree, faults.iter().map(ToString::to_string).collect())
}

/// The two properties, of a tree without faults. Returns the text.
fn printed(tree: &RuleFile) -> String {
    let text = print(tree);
    let (again, faults) = read(&text);
    assert!(faults.is_empty(), "{faults:?} in\n{text}");
    assert_eq!(&again, tree, "{text}");
    assert_eq!(print(&again), text);
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_as_the_same_tree(tree in rule_file()) {
        let text = printed(&tree);
        for line in text.lines() {
            prop_assert_eq!(line.trim_end(), line);
        }
        prop_assert!(!text.contains("\n\n\n") && !text.starts_with('\n') && !text.ends_with("\n\n"));
    }
}

/// What a tree holds, by name, so that the property above can be shown to say something.
fn tally(tree: &RuleFile, seen: &mut BTreeMap<String, usize>) {
    let mut note = |what: String| *seen.entry(what).or_default() += 1;
    for item in &tree.items {
        note(kind(item));
        let empty = clause_count(item) == 0;
        note(format!(
            "{} {}",
            kind(item),
            if empty { "alone" } else { "with clauses" }
        ));
        match item {
            Item::Resolution(item) => item.clauses.iter().for_each(|c| note(kind(&c.value))),
            Item::Paragraph(item) => {
                for clause in &item.clauses {
                    note(kind(&clause.value));
                    match &clause.value {
                        ParagraphClause::Measure(measure) => {
                            note(format!("{:?}", measure.force));
                            measure
                                .goods
                                .iter()
                                .for_each(|goods| note(kind(&goods.value)));
                            note(format!("other than {}", measure.other_than.len().min(1)));
                        }
                        ParagraphClause::Link(link, _) => note(format!("{link:?}")),
                        ParagraphClause::Standing(standing, _) => note(format!("{standing:?}")),
                        ParagraphClause::Exempts(exempts) => note(kind(exempts)),
                        ParagraphClause::When(condition) => conditions(condition, 0, &mut note),
                        _ => {}
                    }
                }
            }
            Item::Category(item) => item.clauses.iter().for_each(|c| note(kind(&c.value))),
            Item::Fact(item) => item.clauses.iter().for_each(|c| note(kind(&c.value))),
            Item::Example(item) => {
                let fields = item.lines.iter().flat_map(|line| &line.value.fields);
                fields.for_each(|field| note(format!("field {}", kind(&field.value))));
            }
            _ => {}
        }
    }
    for comment in &tree.comments {
        let end = comment.anchor.item == tree.items.len();
        note(if end {
            "at the end".into()
        } else {
            format!("{:?}", comment.anchor.side)
        });
    }
    tree.together.iter().for_each(|_| note("together".into()));
    let text = print(tree);
    let deeper = |line: &&str| line.starts_with("    ") && !line.trim_start().starts_with('#');
    text.lines()
        .filter(deeper)
        .for_each(|_| note("broken line".into()));
}

fn conditions(condition: &Condition, depth: usize, note: &mut impl FnMut(String)) {
    note(format!("condition {}", kind(&condition.value)));
    note(format!("depth {depth}"));
    match &condition.value {
        ConditionKind::All(all) | ConditionKind::Any(all) => {
            all.iter().for_each(|one| conditions(one, depth + 1, note));
        }
        ConditionKind::Not(inner) => conditions(inner, depth + 1, note),
        _ => {}
    }
}

/// The name of a variant.
fn kind(value: &impl std::fmt::Debug) -> String {
    let shown = format!("{value:?}");
    shown.split(['(', ' ', '{']).next().unwrap().to_owned()
}

#[test]
fn generated_trees_reach_every_clause_and_nested_conditions() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeMap::new();
    for _ in 0..400 {
        tally(
            &rule_file().new_tree(&mut runner).unwrap().current(),
            &mut seen,
        );
    }
    let wanted = "Resolution Paragraph Category Fact Quantity Actor Modifier Example \
        Regime Url Verified Measure Exempts When Except Provided Since Until RecordedUntil Link \
        Standing Note Extends Amends Replaces Ends Interprets Checked Unconfirmed Disputed \
        Forbids RequiresApproval RequiresNotice Paragraphs Hs KindOf HsAlways HsMay HsNone Words \
        Names Hints Heads Beside YieldsTo Residual ButNot IfSilent AskedOf Apart Above Beside together";
    let more = [
        "CallsUpon(Watch)",
        "CallsUpon(Prevent)",
        "CallsUpon(Inspect)",
        "other than 0",
        "other than 1",
        "condition All",
        "condition Any",
        "condition Not",
        "condition Item",
        "condition Hs",
        "condition Place",
        "condition Party",
        "condition Fact",
        "condition Quantity",
        "condition Date",
        "depth 3",
        "field Item",
        "field Hs",
        "field Category",
        "field Country",
        "field On",
        "field Fact",
        "field Quantity",
        "field Party",
        "at the end",
        "broken line",
        "Modifier with clauses",
        "Category alone",
    ];
    for what in wanted.split_whitespace().chain(more) {
        let count = seen.get(what).copied().unwrap_or_default();
        assert!(count >= 3, "{what}: {count} of {seen:#?}");
    }
}

/// The rule files below a folder.
fn rule_files(folder: &str) -> Vec<PathBuf> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() => open.push(path),
                Some(extension) if extension == "rule" => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

#[test]
fn shipped_and_golden_files_are_printed_as_they_say() {
    let mut sound = 0;
    for path in rule_files("rules")
        .into_iter()
        .chain(rule_files("tests/golden/broken_rules"))
    {
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        let (tree, faults) = read(&text);
        if faults.is_empty() {
            sound += 1;
            printed(&tree);
        }
    }
    assert!(sound > 50, "only {sound}");
}

#[test]
fn the_shipped_files_have_the_form() {
    for path in rule_files("rules") {
        let text = std::fs::read_to_string(&path)
            .unwrap()
            .replace("\r\n", "\n");
        assert!(
            print(&read(&text).0) == text,
            "run `interdict fmt rules`: {}",
            path.display()
        );
    }
}

/// What is put into a file between its words, where the language allows it.
#[derive(Debug, Clone, Copy)]
enum Put {
    Blank,
    Margin,
    Indented,
    Beside,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Wherever a comment stands, inside a clause as well, it is kept, and in its order.
    #[test]
    fn comments_are_kept_wherever_they_stand(
        which in any::<Index>(),
        puts in vec((any::<Index>(), select(vec![Put::Blank, Put::Margin, Put::Indented, Put::Beside])), 1..12),
    ) {
        let files = rule_files("rules");
        let source = std::fs::read_to_string(which.get(&files)).unwrap();
        let mut lines: Vec<String> = source.lines().map(str::to_owned).collect();
        for (number, (line, put)) in puts.iter().enumerate() {
            let line = line.index(lines.len());
            match put {
                Put::Blank => lines.insert(line, "  ".into()),
                Put::Margin => lines.insert(line, format!("#mark {number}.")),
                Put::Indented => lines.insert(line, format!("   #mark {number}.")),
                Put::Beside => lines[line].push_str(&format!(" #mark {number}.")),
            }
        }
        let text = lines.join("\n");
        let (tree, faults) = read(&text);
        prop_assert!(faults.is_empty(), "{:?}", faults);
        prop_assert_eq!(&tree.items, &read(&source).0.items);
        let marks = |text: &str| -> Vec<String> {
            let after = text.split("#mark ").skip(1);
            after.map(|rest| rest.split('.').next().unwrap().to_owned()).collect()
        };
        prop_assert_eq!(marks(&printed(&tree)), marks(&text));
    }
}

#[test]
fn comments_stand_where_they_belong() {
    let text = "# the file\n\n\n# and more\n#about both\n\nfact a \"A?\"#one\nfact b \"B?\"\n\n\n# of c\nfact c \"C?\"\n\n\
        # why\n if silent no # here\n  # under c\n\n  # next\n#margin\ncategory d \"D\"\n   words \"a\",  # first\n\n # second\n        \"b\" # last\n\
        # end\n";
    let formed = "# the file\n\n# and more\n#about both\n\nfact a \"A?\"  #one\nfact b \"B?\"\n\n# of c\nfact c \"C?\"\n  \
        # why\n  if silent no  # here\n  # under c\n  # next\n\n#margin\ncategory d \"D\"\n  # first\n  # second\n  words    \"a\", \"b\"  # last\n\n\
        # end\n";
    let (tree, faults) = read(text);
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(printed(&tree), formed);
}

#[test]
fn clauses_have_one_form() {
    let text = "category arms \"x\"\n hs always 930610,8806\n kind   of a,b if (range>=500000.5 kilometres and (not (c or d)))\n but not \"q\"\n\
        example \"x\"\n  hs 8806.1010 with not a with b, range 1234 m on 2016-01/2016-06 expect exempt, never by 2270/6\n";
    let formed = "category arms \"x\"\n  hs always  9306.10, 8806\n  kind of    a, b if range >= 500_000.5 km and not (c or d)\n  but not    \"q\"\n\n\
        example \"x\"\n  hs 8806.1010 with not a, b, range 1234 m on 2016-01/2016-06 expect exempt never by 2270/6\n";
    assert_eq!(printed(&read(text).0), formed);
}
