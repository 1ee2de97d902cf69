//! What the printer prints of each item and clause: keywords, and pieces of text between which a
//! line can be broken.

use rust_decimal::Decimal;

use crate::source::Spanned;
use crate::terms::{Amount, Date, Interval};

use super::print::{Clause, Row, Shape};
use super::tree::*;
use super::vocabulary_tree::*;

/// What an item looks like.
pub(super) fn shape(item: &Item) -> Shape {
    let (keyword, head, column, clauses) = match item {
        Item::Resolution(tree) => {
            let head = format!("{} adopted {}", tree.number.value, tree.adopted.value);
            let clauses = all(&tree.clauses, resolution_clause);
            ("resolution", head, Some("verified".len()), clauses)
        }
        Item::Paragraph(tree) => {
            let head = titled(&tree.number.value, &tree.title);
            let clauses = all(&tree.clauses, paragraph_clause);
            ("paragraph", head, Some("requires".len()), clauses)
        }
        Item::Category(tree) => {
            let head = titled(&tree.name.value, &tree.definition);
            let clauses = all(&tree.clauses, category_clause);
            ("category", head, Some("kind of".len()), clauses)
        }
        Item::Fact(tree) => {
            let head = titled(&tree.name.value, &tree.question);
            ("fact", head, None, all(&tree.clauses, fact_clause))
        }
        Item::Quantity(tree) => {
            let units: Vec<&str> = tree.units.iter().map(|unit| unit.value.as_str()).collect();
            let asked = format!("{} in {}", tree.name.value, units.join(" or "));
            let head = titled(&asked, &tree.definition);
            ("quantity", head, None, Vec::new())
        }
        Item::Day(tree) => {
            let head = titled(&tree.name.value, &tree.question);
            ("day", head, None, Vec::new())
        }
        Item::Actor(tree) => {
            let head = titled(&tree.name.value, &tree.definition);
            ("actor", head, None, all(&tree.clauses, actor_clause))
        }
        Item::Area(tree) => {
            let place = format!("{} in {}", tree.name.value, tree.country.value);
            let clauses = all(&tree.clauses, area_clause);
            ("area", titled(&place, &tree.definition), None, clauses)
        }
        Item::Model(tree) => {
            let clauses = all(&tree.clauses, model_clause);
            ("model", texts(&tree.names).join(" "), Some(3), clauses)
        }
        Item::List(tree) => {
            let head = titled(&tree.name.value, &tree.title);
            let clauses = all(&tree.clauses, list_clause);
            ("list", head, Some("includes".len()), clauses)
        }
        Item::Modifier(tree) => {
            let head = titled(tree.kind.value.word(), &tree.definition);
            let clauses = all(&tree.clauses, |words| clause("words", texts(words)));
            ("modifier", head, Some("words".len()), clauses)
        }
        Item::Example(tree) => {
            let clauses = all(&tree.lines, |line| clause("", example_line(line)));
            ("example", text(&tree.title.value), None, clauses)
        }
        Item::Property(tree) => {
            let clauses = all(&tree.clauses, property_clause);
            ("property", text(&tree.title.value), None, clauses)
        }
    };
    Shape {
        keyword,
        head,
        column,
        clauses,
    }
}

/// What an item declares, and its title or definition.
fn titled(declared: &str, title: &Name) -> String {
    format!("{declared} {}", text(&title.value))
}

fn all<T>(clauses: &[Spanned<T>], one: impl Fn(&T) -> Clause) -> Vec<Clause> {
    clauses.iter().map(|clause| one(&clause.value)).collect()
}

fn clause(keyword: &'static str, row: Row) -> Clause {
    Clause {
        keyword,
        rows: vec![row],
    }
}

fn resolution_clause(tree: &ResolutionClause) -> Clause {
    match tree {
        ResolutionClause::Regime(name) => clause("regime", vec![name.value.clone()]),
        ResolutionClause::Url(url) => clause("url", vec![text(&url.value)]),
        ResolutionClause::Verified(date) => clause("verified", vec![interval(date.value)]),
    }
}

fn paragraph_clause(tree: &ParagraphClause) -> Clause {
    match tree {
        ParagraphClause::Measure(tree) => measure(tree),
        ParagraphClause::Exempts(Exempts::Regime(name)) => {
            clause("exempts", vec![format!("regime {}", name.value)])
        }
        ParagraphClause::Exempts(Exempts::Paragraphs(all)) => clause("exempts", shown(all)),
        ParagraphClause::When(tree) => clause("when", condition(tree)),
        ParagraphClause::Except(tree) => clause("except", condition(tree)),
        ParagraphClause::Provided(tree) => clause("provided", condition(tree)),
        ParagraphClause::Since(tree) => {
            let row = period(&tree.day, "at the latest", tree.latest.as_ref());
            clause("since", with_condition(row, tree.condition.as_ref()))
        }
        ParagraphClause::Until(tree) => {
            let row = period(&tree.day, "replaced by", tree.replaced_by.as_ref());
            clause("until", with_condition(row, tree.condition.as_ref()))
        }
        ParagraphClause::RecordedUntil(day) => {
            clause("recorded", vec![format!("until {}", day.value)])
        }
        ParagraphClause::Link(kind, all) => clause(kind.word(), shown(all)),
        ParagraphClause::Standing(standing, why) => {
            clause(standing_word(*standing), vec![text(&why.value)])
        }
        ParagraphClause::Note(note) => clause("note", vec![text(&note.value)]),
        ParagraphClause::Broken(_) => clause("", Row::new()),
    }
}

fn period<T: std::fmt::Display>(day: &Spanned<Date>, word: &str, more: Option<&Spanned<T>>) -> Row {
    match more {
        Some(more) => vec![format!("{},", day.value), format!("{word} {}", more.value)],
        None => vec![day.value.to_string()],
    }
}

/// A row, and the condition on which what it says holds.
fn with_condition(mut row: Row, tree: Option<&Condition>) -> Row {
    if let Some(tree) = tree {
        row.extend(prefixed("if ", condition(tree)));
    }
    row
}

fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Checked => "checked",
        Standing::Unconfirmed => "unconfirmed",
        Standing::Disputed => "disputed",
    }
}

/// A measure; what is taken out again stands on a line of its own.
fn measure(tree: &Measure) -> Clause {
    let (keyword, more) = match &tree.force {
        Force::Forbids => ("forbids", ""),
        Force::Allows(_) => ("allows", ""),
        Force::RequiresApproval => ("requires", "approval of "),
        Force::RequiresNotice => ("requires", "notice of "),
        Force::CallsUpon(Appeal::Watch) => ("calls", "upon States to watch "),
        Force::CallsUpon(Appeal::Prevent) => ("calls", "upon States to prevent "),
        Force::CallsUpon(Appeal::Inspect) => ("calls", "upon States to inspect "),
    };
    let mut row = prefixed(
        more,
        list(
            tree.directions
                .iter()
                .map(|one| vec![direction(&one.value)]),
        ),
    );
    if !tree.goods.is_empty() {
        row.extend(prefixed("of ", goods(&tree.goods)));
    }
    let mut rows = vec![row];
    if !tree.other_than.is_empty() {
        rows.push(prefixed("other than ", goods(&tree.other_than)));
    }
    if let Force::Allows(tree) = &tree.force {
        rows.push(limit(tree));
    }
    Clause { keyword, rows }
}

fn direction(tree: &Direction) -> String {
    let way = match tree.way {
        Way::To => "supply to",
        Way::From => "procurement from",
    };
    let place = place(&tree.place);
    match &tree.party {
        Some(party) if party.but => format!("{way} anyone but {} in {place}", party.actor.value),
        Some(party) => format!("{way} {} in {place}", party.actor.value),
        None => format!("{way} {place}"),
    }
}

fn place(place: &Place) -> &str {
    match place {
        Place::Country(name) | Place::Named(name) => &name.value,
    }
}

/// What `allows` lets pass, on a line of its own.
fn limit(tree: &Limit) -> Row {
    let (mut most, mut joint) = (Row::new(), "up to ");
    for one in &tree.most {
        most.push(format!("{joint}{}", amount(*one)));
        joint = "or ";
    }
    if let (Some(last), true) = (most.last_mut(), tree.lower) {
        last.push_str(", whichever is lower");
    }
    most.push(match tree.window {
        Window::CalendarYear => "in each calendar year".to_owned(),
        Window::YearFrom(day) => format!("in each year from {day}"),
        Window::All => "in all".to_owned(),
    });
    if let Some(last) = most.last_mut() {
        last.push(',');
    }
    most.push("all suppliers together".to_owned());
    most
}

fn goods(all: &[Spanned<Goods>]) -> Row {
    list(all.iter().map(|one| match &one.value {
        Goods::Named(name) => vec![name.clone()],
        Goods::Edition(name, of) => vec![name.value.clone(), edition(of)],
        Goods::Hs(ranges) => prefixed("hs ", plain(ranges)),
    }))
}

fn edition(name: &Name) -> String {
    format!("edition {}", text(&name.value))
}

fn actor_clause(tree: &ActorClause) -> Clause {
    match tree {
        ActorClause::IfSilentNo => clause("if silent", vec!["no".to_owned()]),
        ActorClause::Words(all) => clause("words", texts(all)),
    }
}

fn area_clause((way, tree): &(Way, Condition)) -> Clause {
    let keyword = if *way == Way::To { "to if" } else { "from if" };
    clause(keyword, condition(tree))
}

fn model_clause(tree: &ModelClause) -> Clause {
    let (fact, source) = match tree {
        ModelClause::Is(all) => return clause("is", shown(all)),
        ModelClause::Fact(name, true, source) => (name.value.clone(), source),
        ModelClause::Fact(name, false, source) => (format!("not {}", name.value), source),
        ModelClause::Quantity(name, least, most, source) => {
            return clause("has", sourced(&name.value, least, most.as_ref(), source));
        }
    };
    clause("has", vec![format!("{fact},"), source_of(source)])
}

/// `WHAT AMOUNT to AMOUNT, source "…"`
fn sourced(
    what: &str,
    least: &Spanned<Amount>,
    most: Option<&Spanned<Amount>>,
    source: &Name,
) -> Row {
    let mut row = vec![format!("{what} {}", amount(least.value))];
    row.extend(most.map(|most| format!("to {}", amount(most.value))));
    if let Some(last) = row.last_mut() {
        last.push(',');
    }
    row.push(source_of(source));
    row
}

fn source_of(source: &Name) -> String {
    format!("source {}", text(&source.value))
}

fn list_clause(tree: &ListClause) -> Clause {
    match tree {
        ListClause::Edition(name, since) => {
            let row = vec![text(&name.value), format!("since {}", since.value)];
            clause("edition", row)
        }
        ListClause::Includes(all, condition) => {
            clause("includes", with_condition(goods(all), condition.as_ref()))
        }
        ListClause::Standing(standing, why) => {
            clause(standing_word(*standing), vec![text(&why.value)])
        }
    }
}

fn property_clause(tree: &PropertyClause) -> Clause {
    match tree {
        PropertyClause::Where(tree) => clause("for every record where", condition(tree)),
        PropertyClause::Expect(tree) => {
            let (mut row, mut joint) = (Row::new(), "");
            for verdict in &tree.verdicts {
                row.push(format!("{joint}{}", verdict.value));
                joint = "or ";
            }
            if !tree.by.is_empty() {
                row.extend(prefixed("by ", shown(&tree.by)));
            }
            clause(if tree.never { "expect never" } else { "expect" }, row)
        }
    }
}

fn category_clause(tree: &CategoryClause) -> Clause {
    match tree {
        CategoryClause::KindOf(parents, link) => {
            clause("kind of", with_condition(shown(parents), link.as_ref()))
        }
        CategoryClause::HsAlways(codes) => clause("hs always", shown(codes)),
        CategoryClause::HsMay(codes) => clause("hs may", shown(codes)),
        CategoryClause::HsNone => clause("hs none", Row::new()),
        CategoryClause::One(tree) => {
            let what = format!("{} is", tree.unit.value);
            clause(
                "one",
                sourced(&what, &tree.least, tree.most.as_ref(), &tree.source),
            )
        }
        CategoryClause::Words(all) => clause("words", texts(all)),
        CategoryClause::Names(all) => clause("names", texts(all)),
        CategoryClause::Hints(all) => clause("hints", texts(all)),
        CategoryClause::Heads(heads, of) => {
            let mut row = texts(heads);
            row.extend(prefixed("of ", shown(of)));
            clause("heads", row)
        }
        CategoryClause::Beside(all) => clause("beside", texts(all)),
        CategoryClause::YieldsTo(to) => clause("yields to", shown(to)),
        CategoryClause::Residual => clause("residual", Row::new()),
        CategoryClause::ButNot(all) => clause("but not", texts(all)),
    }
}

fn fact_clause(tree: &FactClause) -> Clause {
    match tree {
        FactClause::IfSilent(answer) => clause("if silent", vec![yes_or_no(*answer).to_owned()]),
        FactClause::Words(all) => clause("words", texts(all)),
        FactClause::AskedOf(categories, answer) => {
            let mut row = shown(categories);
            if let Some(last) = row.last_mut() {
                last.push(',');
            }
            row.push(format!("otherwise {}", yes_or_no(*answer)));
            clause("asked of", row)
        }
    }
}

fn yes_or_no(answer: bool) -> &'static str {
    if answer { "yes" } else { "no" }
}

/// A condition. Brackets stand only where one joint is inside another.
fn condition(tree: &Condition) -> Row {
    match &tree.value {
        ConditionKind::All(operands) => joined("and ", operands),
        ConditionKind::Any(operands) => joined("or ", operands),
        ConditionKind::Not(inner) => prefixed("not ", operand(inner)),
        ConditionKind::Item(name) => vec![format!("item is {}", name.value)],
        ConditionKind::Hs(ranges) => prefixed("hs in ", plain(ranges)),
        ConditionKind::On(list, of) => {
            let mut row = vec![format!("item on {}", list.value)];
            row.extend(of.as_ref().map(edition));
            row
        }
        ConditionKind::Place(way, there) => {
            let field = if *way == Way::To { "to" } else { "from" };
            vec![format!("{field} is {}", place(there))]
        }
        ConditionKind::Flag(country) => vec![format!("flag is {}", country.value)],
        ConditionKind::Party(way, actor) => vec![party(*way, &actor.value)],
        ConditionKind::Fact(name, None) => vec![name.value.clone()],
        ConditionKind::Fact(name, Some(answer)) => {
            vec![format!("{} if silent {}", name.value, yes_or_no(*answer))]
        }
        ConditionKind::Quantity(name, how, than) => {
            vec![format!(
                "{} {} {}",
                name.value,
                how.sign(),
                amount(than.value)
            )]
        }
        ConditionKind::Line(of, how, than) => {
            vec![format!(
                "{} {} {}",
                of.words(),
                how.sign(),
                amount(than.value)
            )]
        }
        ConditionKind::Date(how, day) => vec![format!("date {} {day}", how.sign())],
        ConditionKind::Day(name, how, day) => {
            vec![format!("{} {} {day}", name.value, how.sign())]
        }
    }
}

fn joined(joint: &str, operands: &[Condition]) -> Row {
    let mut row = Row::new();
    for one in operands {
        let joint = if row.is_empty() { "" } else { joint };
        row.extend(prefixed(joint, operand(one)));
    }
    row
}

fn operand(tree: &Condition) -> Row {
    let mut row = condition(tree);
    if matches!(tree.value, ConditionKind::All(_) | ConditionKind::Any(_)) {
        row = prefixed("(", row);
        if let Some(last) = row.last_mut() {
            last.push(')');
        }
    }
    row
}

fn party(way: Way, actor: &str) -> String {
    match way {
        Way::To => format!("recipient is {actor}"),
        Way::From => format!("sender is {actor}"),
    }
}

fn example_line(tree: &ExampleLine) -> Row {
    let mut row = Row::new();
    let mut facts = false;
    for one in &tree.fields {
        let stated = stated(&one.value);
        // Facts that follow each other share one `with`.
        if let (true, Some(_), Some(last)) = (facts, &stated, row.last_mut()) {
            last.push(',');
        }
        let with = if facts { "" } else { "with " };
        facts = stated.is_some();
        row.push(stated.map_or_else(|| field(&one.value), |fact| format!("{with}{fact}")));
    }
    row.extend(expectation(tree));
    row
}

/// The verdict stays on a line with the first paragraph that it is about.
fn expectation(tree: &ExampleLine) -> Row {
    let verdict = format!("expect {}", tree.verdict.value);
    let (by, never) = (shown(&tree.by), shown(&tree.never));
    match (by.is_empty(), never.is_empty()) {
        (true, true) => vec![verdict],
        (true, false) => prefixed(&format!("{verdict} never by "), never),
        (false, true) => prefixed(&format!("{verdict} by "), by),
        (false, false) => {
            let both = [
                prefixed(&format!("{verdict} by "), by),
                prefixed("never by ", never),
            ];
            list(both.into_iter())
        }
    }
}

/// What stands after `with`.
fn stated(field: &ExampleField) -> Option<String> {
    match field {
        ExampleField::Fact(name, true) => Some(name.clone()),
        ExampleField::Fact(name, false) => Some(format!("not {name}")),
        ExampleField::Quantity(name, of) => Some(format!("{name} {}", amount(*of))),
        ExampleField::Day(name, date) => Some(format!("{name} {}", interval(*date))),
        _ => None,
    }
}

fn field(field: &ExampleField) -> String {
    match field {
        ExampleField::Item(item) => format!("item {}", text(item)),
        ExampleField::Hs(code) => format!("hs {code}"),
        ExampleField::Category(name) => format!("category {name}"),
        ExampleField::Country(field, country) => {
            let field = match field {
                CountryField::From => "from",
                CountryField::To => "to",
                CountryField::Origin => "origin",
                CountryField::Via => "via",
                CountryField::Flag => "flag",
            };
            format!("{field} {country}")
        }
        ExampleField::On(date) => format!("on {}", interval(*date)),
        ExampleField::Party(way, actor) => party(*way, actor),
        ExampleField::Line(of, number) => format!("{} {}", of.words(), amount(*number)),
        ExampleField::Fact(..) | ExampleField::Quantity(..) | ExampleField::Day(..) => {
            stated(field).unwrap_or_default()
        }
    }
}

/// A list: a comma after each element but the last.
fn list(elements: impl Iterator<Item = Row>) -> Row {
    let mut row = Row::new();
    for element in elements {
        if let Some(last) = row.last_mut() {
            last.push(',');
        }
        row.extend(element);
    }
    row
}

fn shown<T: std::fmt::Display>(all: &[Spanned<T>]) -> Row {
    list(all.iter().map(|one| vec![one.value.to_string()]))
}

fn plain<T: std::fmt::Display>(all: &[T]) -> Row {
    list(all.iter().map(|one| vec![one.to_string()]))
}

fn texts(all: &[Name]) -> Row {
    list(all.iter().map(|one| vec![text(&one.value)]))
}

fn prefixed(prefix: &str, mut row: Row) -> Row {
    if let Some(first) = row.first_mut() {
        first.insert_str(0, prefix);
    }
    row
}

fn text(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A date as roughly as it can be written.
fn interval(date: Interval) -> String {
    let (first, last) = (date.first(), date.last());
    let day = |day: Date| day.to_string();
    let month = |day: Date| format!("{:04}-{:02}", day.year(), day.month());
    let year = |day: Date| format!("{:04}", day.year());
    let months = first.day() == 1 && last == last.last_of_month();
    let years = first == first.first_of_year() && last == last.last_of_year();
    let (from, to) = match (years, months) {
        (true, _) => (year(first), year(last)),
        (_, true) => (month(first), month(last)),
        _ => (day(first), day(last)),
    };
    if from == to {
        from
    } else {
        format!("{from}/{to}")
    }
}

/// A number with its unit; five digits and more before the point are grouped.
fn amount(amount: Amount) -> String {
    format!("{} {}", grouped(amount.number), amount.unit)
}

fn grouped(number: Decimal) -> String {
    let written = number.to_string();
    let digits = written.trim_start_matches('-');
    let whole = digits.find('.').unwrap_or(digits.len());
    if whole < 5 {
        return written;
    }
    let start = written.len().saturating_sub(digits.len());
    let mut out = String::new();
    for (at, character) in written.chars().enumerate() {
        // All characters are one byte long.
        let left = whole.saturating_add(start).saturating_sub(at);
        if left > 0 && left % 3 == 0 && at > start {
            out.push('_');
        }
        out.push(character);
    }
    out
}
