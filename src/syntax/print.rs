//! From tree to text: the one form in which rule files are written.

use std::iter::Peekable;
use std::slice::Iter;

use rust_decimal::Decimal;

use crate::source::Spanned;
use crate::terms::{Amount, Date, Interval};

use super::outline::may_go_on;
use super::tree::*;

/// How wide a line becomes, in characters, where it can be broken.
const WIDTH: usize = 112;

/// The text of a rule file that was read without faults: what could not be read is not in the
/// tree, and so not in the text.
///
/// Reading the text gives the same tree, and printing that tree the same text.
///
/// ```
/// use interdict::source::SourceFile;
/// use interdict::syntax::{parse, print};
/// let (tree, _) = parse(&SourceFile::new("a.rule", "fact used \"Used?\" # or new\n   if   silent no"));
/// assert_eq!(print(&tree), "fact used \"Used?\"  # or new\n  if silent no\n");
/// ```
#[must_use]
pub fn print(file: &RuleFile) -> String {
    let mut printer = Printer {
        comments: file.comments.iter().peekable(),
        out: String::new(),
    };
    for (index, item) in file.items.iter().enumerate() {
        let apart = match printer.above_item(index) {
            Some(side) => side == Side::Apart,
            None => file.together.binary_search(&index).is_err(),
        };
        if apart {
            printer.blank_line();
        }
        printer.item(index, &shape(item));
    }
    printer.above_item(file.items.len());
    printer.out
}

/// Pieces of a clause's text, between which a line can be broken.
type Row = Vec<String>;

/// An item as lines to be.
struct Shape {
    keyword: &'static str,
    /// What follows the keyword on the first line.
    head: String,
    clauses: Vec<Clause>,
    /// How wide keywords are made, so that what follows them stands in one column; nothing
    /// where each line stands alone.
    column: Option<usize>,
}

/// A clause: its keyword, and what follows it; each row begins a line.
struct Clause {
    keyword: &'static str,
    rows: Vec<Row>,
}

struct Printer<'t> {
    comments: Peekable<Iter<'t, Comment>>,
    out: String,
}

impl Printer<'_> {
    fn item(&mut self, index: usize, shape: &Shape) {
        self.out
            .push_str(&format!("{} {}", shape.keyword, shape.head));
        self.end_line(index, 0);
        let longest = shape.clauses.iter().map(|clause| clause.keyword.len());
        let column = shape.column.map(|least| longest.fold(least, usize::max));
        for (part, clause) in (1..).zip(&shape.clauses) {
            self.above_clause(index, part);
            self.clause(shape.keyword, clause, column);
            self.end_line(index, part);
        }
        self.above_clause(index, shape.clauses.len().saturating_add(1));
    }

    fn clause(&mut self, item: &str, clause: &Clause, column: Option<usize>) {
        let (width, gap) = match (column, clause.keyword) {
            (Some(width), _) => (width, 2),
            (None, "") => (0, 0),
            (None, keyword) => (keyword.len(), 1),
        };
        let lead = format!("  {:width$}{:gap$}", clause.keyword, "");
        // Lines of an example have no keyword before them; what goes on is still deeper.
        let indent = lead.len().max(4);
        let mut lines = clause
            .rows
            .iter()
            .flat_map(|row| broken(item, row, lead.len(), indent));
        let first = lines.next().unwrap_or_default();
        self.out.push_str(format!("{lead}{first}").trim_end());
        for line in lines {
            self.out.push_str(&format!("\n{:indent$}{line}", ""));
        }
    }

    /// A blank line, save at the start of the file.
    fn blank_line(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// Comments over an item, or at the end of the file; returns the side of the last.
    fn above_item(&mut self, item: usize) -> Option<Side> {
        let (part, side) = (0, Side::Above);
        let mut last = None;
        while let Some(comment) = self.comment(Anchor { item, part, side }) {
            self.blank_line();
            self.lines(comment, "");
            last = Some(comment.anchor.side);
        }
        last
    }

    /// Comments over a clause, or under the last.
    fn above_clause(&mut self, item: usize, part: usize) {
        let side = Side::Above;
        while let Some(comment) = self.comment(Anchor { item, part, side }) {
            self.lines(comment, "  ");
        }
    }

    fn lines(&mut self, comment: &Comment, indent: &str) {
        for line in &comment.lines {
            self.out.push_str(&format!("{indent}#{line}\n"));
        }
    }

    /// Ends a line of words, with the comment that stands behind it.
    fn end_line(&mut self, item: usize, part: usize) {
        let side = Side::Beside;
        while let Some(comment) = self.comment(Anchor { item, part, side }) {
            for line in &comment.lines {
                self.out.push_str(&format!("  #{line}"));
            }
        }
        self.out.push('\n');
    }
}

impl<'t> Printer<'t> {
    /// The next comment, if it stands at the anchor or before it.
    fn comment(&mut self, anchor: Anchor) -> Option<&'t Comment> {
        self.comments.next_if(|comment| comment.anchor <= anchor)
    }
}

/// The lines that a row makes. A line that goes on with a clause never begins with a word that
/// would begin another.
fn broken(item: &str, row: &Row, lead: usize, indent: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut room = WIDTH.saturating_sub(lead);
    for piece in row {
        let length = piece.chars().count();
        match lines.last_mut() {
            Some(line) if length < room || !may_go_on(item, piece) => {
                line.push(' ');
                line.push_str(piece);
                room = room.saturating_sub(length).saturating_sub(1);
            }
            before => {
                let whole = before.map_or(lead, |_| indent);
                room = WIDTH.saturating_sub(whole).saturating_sub(length);
                lines.push(piece.clone());
            }
        }
    }
    lines
}

fn shape(item: &Item) -> Shape {
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
            let asked = format!("{} in {}", tree.name.value, tree.unit.value);
            (
                "quantity",
                titled(&asked, &tree.definition),
                None,
                Vec::new(),
            )
        }
        Item::Actor(tree) => {
            let head = titled(&tree.name.value, &tree.definition);
            ("actor", head, None, Vec::new())
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
        ParagraphClause::Since(day, latest) => {
            clause("since", period(day, "at the latest", latest.as_ref()))
        }
        ParagraphClause::Until(day, by) => clause("until", period(day, "replaced by", by.as_ref())),
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

fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Checked => "checked",
        Standing::Unconfirmed => "unconfirmed",
        Standing::Disputed => "disputed",
    }
}

/// A measure; what is taken out again stands on a line of its own.
fn measure(tree: &Measure) -> Clause {
    let (keyword, more) = match tree.force {
        Force::Forbids => ("forbids", ""),
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
    Clause { keyword, rows }
}

fn direction(tree: &Direction) -> String {
    let way = match tree.way {
        Way::To => "supply to",
        Way::From => "procurement from",
    };
    match &tree.actor {
        Some(actor) => format!("{way} {} in {}", actor.value, tree.country.value),
        None => format!("{way} {}", tree.country.value),
    }
}

fn goods(all: &[Spanned<Goods>]) -> Row {
    list(all.iter().map(|one| match &one.value {
        Goods::Category(name) => vec![name.clone()],
        Goods::Hs(ranges) => prefixed("hs ", plain(ranges)),
    }))
}

fn category_clause(tree: &CategoryClause) -> Clause {
    match tree {
        CategoryClause::KindOf(parents, link) => {
            let mut row = shown(parents);
            if let Some(link) = link {
                row.extend(prefixed("if ", condition(link)));
            }
            clause("kind of", row)
        }
        CategoryClause::HsAlways(codes) => clause("hs always", shown(codes)),
        CategoryClause::HsMay(codes) => clause("hs may", shown(codes)),
        CategoryClause::HsNone => clause("hs none", Row::new()),
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
        ConditionKind::Place(way, country) => {
            let field = if *way == Way::To { "to" } else { "from" };
            vec![format!("{field} is {}", country.value)]
        }
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
        ConditionKind::Date(how, day) => vec![format!("date {} {day}", how.sign())],
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
            };
            format!("{field} {country}")
        }
        ExampleField::On(date) => format!("on {}", interval(*date)),
        ExampleField::Party(way, actor) => party(*way, actor),
        ExampleField::Fact(..) | ExampleField::Quantity(..) => stated(field).unwrap_or_default(),
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
