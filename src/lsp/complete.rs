//! What may stand at a place of a rule file.
//!
//! The parser is asked, so that there is no second grammar to keep: a word may stand where the
//! clause up to there, with the word after it, is read as far as its end.

use std::path::Path;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionTextEdit, Position,
    Range, TextEdit,
};

use crate::law::{ModifierKind, NameKind};
use crate::source::{SourceFile, Span};
use crate::syntax::{
    ITEMS, Item, RESERVED, SyntaxFault, WORDS, clauses_of, parse_without_trial, small_head,
};
use crate::terms::{Country, Unit, Verdict};

use super::sheet::Sheet;
use super::uses::What;
use super::workspace::Workspace;

/// A name that nobody would give, to find out whether one may stand somewhere.
const SOME_NAME: &str = "zz_zz";

/// What the parser says of the text before a place.
struct Asked {
    /// A small file: the head of an item, and of its clauses the one that is asked about.
    text: String,
}

/// How a text goes on.
enum Goes {
    /// It can end here.
    Complete,
    /// It is read to its end, and one of these is due.
    Due(Vec<&'static str>),
    /// It stops before its end.
    Stops(Vec<&'static str>),
}

impl Asked {
    /// How the text goes on with more behind it.
    fn with(&self, more: &str) -> Goes {
        let text = format!("{}{more}", self.text);
        let (_, faults) = parse_without_trial(&SourceFile::new("asked", text.as_str()));
        let mut faults = faults.into_iter();
        let Some(first) = faults.next() else {
            return Goes::Complete;
        };
        match first.fault {
            SyntaxFault::Expected { expected, found } if !found.starts_with('`') => {
                Goes::Due(expected)
            }
            // The bracket can still be closed.
            SyntaxFault::UnclosedBracket => Goes::Complete,
            SyntaxFault::Expected { expected, .. } => Goes::Stops(expected),
            _ => Goes::Stops(Vec::new()),
        }
    }

    fn takes(&self, word: &str) -> bool {
        !matches!(self.with(word), Goes::Stops(_))
    }

    /// What is due here, as errors call it.
    fn due(&self) -> Vec<&'static str> {
        match self.with("") {
            Goes::Due(due) => due,
            Goes::Complete | Goes::Stops(_) => match self.with(";") {
                Goes::Stops(due) => due,
                _ => Vec::new(),
            },
        }
    }

    /// The words of the language that may stand here, each with those that must follow it.
    fn words(&self, takes_names: bool) -> Vec<String> {
        let verdicts = Verdict::ALL.into_iter().map(Verdict::word);
        let kinds = ModifierKind::ALL.into_iter().map(ModifierKind::word);
        let openers = ITEMS.iter().flat_map(|item| clauses_of(item));
        let openers = openers.flat_map(|clause| clause.split(' '));
        let all = RESERVED.iter().chain(WORDS).copied();
        let mut all: Vec<&str> = all.chain(verdicts).chain(kinds).chain(openers).collect();
        all.sort_unstable();
        all.dedup();
        // Where a name may stand, any word that is not reserved would be one.
        let may = |word: &&str| !takes_names || RESERVED.contains(word);
        let words = all.into_iter().filter(may).filter(|word| self.takes(word));
        words.map(|word| self.whole(word)).collect()
    }

    /// A word with those that must follow it: `supply to`.
    fn whole(&self, word: &str) -> String {
        let mut whole = word.to_owned();
        for _ in 0..4 {
            let next = Self {
                text: format!("{}{whole} ", self.text),
            };
            let due = match next.with("") {
                Goes::Due(due) => due,
                _ => break,
            };
            let [only] = due.as_slice() else { break };
            let only = only
                .strip_prefix('`')
                .and_then(|only| only.strip_suffix('`'));
            let Some(only) = only.filter(|only| only.chars().all(char::is_alphabetic)) else {
                break;
            };
            let others = RESERVED.iter().chain(WORDS).filter(|word| next.takes(word));
            if others.count() > 1 || next.takes(SOME_NAME) {
                break;
            }
            whole.push(' ');
            whole.push_str(only);
        }
        whole
    }
}

/// Where the cursor stands.
struct Spot<'a> {
    /// The item's keyword; empty outside any.
    item: &'a str,
    /// The item's first line or clause up to the word that is being written.
    before: &'a str,
    /// Whether a new line begins here, which may be a new clause.
    begins: bool,
    /// Whether it is at the margin.
    margin: bool,
    /// What is written of the word.
    word: Span,
}

/// What may stand at a place.
pub(super) fn complete(
    workspace: &mut Workspace,
    path: &Path,
    position: Position,
) -> Vec<CompletionItem> {
    let Some(sheet) = workspace.sheet(path).cloned() else {
        return Vec::new();
    };
    let offset = sheet.offset(position);
    let Some(spot) = spot(&sheet, offset) else {
        return Vec::new();
    };
    let mut list = List {
        range: sheet.range(spot.word),
        items: Vec::new(),
    };
    if spot.begins && spot.margin {
        ITEMS.iter().for_each(|item| list.keyword(item));
        return list.items;
    }
    if spot.begins {
        clauses_of(spot.item)
            .iter()
            .for_each(|clause| list.keyword(clause));
    }
    if !spot.before.is_empty() {
        list.inside(&spot, workspace);
    }
    list.items
}

/// The clause at a byte; nothing in a text or a comment.
fn spot(sheet: &Sheet, offset: usize) -> Option<Spot<'_>> {
    let text = sheet.text();
    let start = sheet.line_start(offset);
    let line = text.get(start..offset)?;
    if is_quoted(line) {
        return None;
    }
    let word = word_before(line);
    let word = Span::new(offset.saturating_sub(word.len()), offset);
    let ahead = text.get(start..word.start)?;
    let begins = ahead.trim().is_empty();
    let margin = ahead.is_empty();
    let open = opened(text.get(..start)?, ahead, begins);
    Some(Spot {
        item: open.item,
        before: text.get(open.start..word.start).unwrap_or_default(),
        begins,
        margin,
        word,
    })
}

/// What is open at a line.
struct Open {
    /// The item's keyword; empty outside any.
    item: &'static str,
    /// Where the item's first line, or the clause, begins that the line goes on with; the line
    /// itself, or its end where nothing is there to go on with.
    start: usize,
}

/// What is open at a line below `above`, of which `ahead` stands before the word being written.
fn opened(above: &str, ahead: &str, begins: bool) -> Open {
    let own = indent(ahead);
    let here = match begins {
        true => above.len().saturating_add(ahead.len()),
        false => above.len(),
    };
    let first = |line: &str| {
        let word = line.split_whitespace().next().unwrap_or_default();
        ITEMS.iter().copied().find(|item| *item == word)
    };
    if own == 0 && !begins {
        let item = first(ahead).unwrap_or_default();
        return Open { item, start: here };
    }
    let mut start = None;
    let mut at = above.len();
    for line in above.split_inclusive('\n').rev() {
        at = at.saturating_sub(line.len());
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let inner = indent(line);
        if inner == 0 {
            let item = first(line).unwrap_or_default();
            let opens = !begins && opens_clause(item, ahead);
            let start = start.filter(|_| !opens).unwrap_or(here);
            return Open { item, start };
        }
        // What stands further in than what is above it goes on with that.
        if inner < own && start.is_none() {
            start = Some(at);
        }
    }
    let item = "";
    Open { item, start: here }
}

fn indent(line: &str) -> usize {
    line.len().saturating_sub(line.trim_start().len())
}

/// Whether a line begins a clause of an item, however far in it stands. The fields of an example
/// go on with its lines.
fn opens_clause(item: &str, line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    let mut clauses = clauses_of(item).iter();
    item != "example" && clauses.any(|clause| clause.split(' ').next() == Some(word))
}

/// The part of a word that stands before the end of a line.
fn word_before(line: &str) -> &str {
    let run = |part: fn(char) -> bool| {
        let rest = line.trim_end_matches(part);
        line.get(rest.len()..).unwrap_or_default()
    };
    let cited = run(|c| c.is_alphanumeric() || "/()".contains(c));
    match cited.starts_with(|c: char| c.is_ascii_digit()) {
        true => cited,
        false => run(|c| c.is_alphanumeric() || c == '_'),
    }
}

/// Whether the end of a line is in a text or a comment.
fn is_quoted(line: &str) -> bool {
    let (mut in_text, mut escaped) = (false, false);
    for character in line.chars() {
        match character {
            '#' if !in_text => return true,
            '"' if !escaped => in_text = !in_text,
            _ => {}
        }
        escaped = character == '\\' && !escaped;
    }
    in_text
}

/// What is offered.
struct List {
    /// What it takes the place of.
    range: Range,
    items: Vec<CompletionItem>,
}

impl List {
    /// What may stand inside a clause or an item's first line.
    fn inside(&mut self, spot: &Spot<'_>, workspace: &mut Workspace) {
        let head = match spot.before.starts_with([' ', '\t']) {
            true => small_head(spot.item),
            false => "",
        };
        let asked = Asked {
            text: format!("{head}{}", spot.before),
        };
        let due = asked.due();
        let wanted = |what: &str| due.iter().any(|due| due.contains(what));
        let new = wanted("a name");
        let takes_names = !new && asked.takes(SOME_NAME);
        if takes_names {
            let kinds = kinds(&due, spot.before);
            let names = workspace
                .names()
                .filter(|declared| kinds.contains(&declared.kind));
            let names: Vec<_> = names.collect();
            for declared in names {
                let (name, title) = (&declared.head.name.value, &declared.head.title);
                self.name(name, &declared.kind.to_string(), title);
            }
        }
        if wanted("a regime") {
            self.regimes(workspace);
        }
        if wanted("country code") || asked.takes("PRK") {
            for country in Country::all() {
                self.country(country);
            }
        }
        if wanted("a paragraph such as") || asked.takes("1/1") {
            for (citation, title, ..) in workspace.paragraphs() {
                self.add(&citation.to_string(), CompletionItemKind::REFERENCE, &title);
            }
        }
        if wanted("a unit") {
            return units(counted(spot.before), workspace)
                .into_iter()
                .for_each(|unit| self.add(unit, CompletionItemKind::UNIT, ""));
        }
        if !new {
            asked
                .words(takes_names)
                .iter()
                .for_each(|word| self.keyword(word));
        }
    }

    fn regimes(&mut self, workspace: &mut Workspace) {
        let mut regimes: Vec<String> = Vec::new();
        for sheet in workspace.sheets() {
            for one in sheet.uses.iter().filter(|one| one.declares) {
                if let What::Regime(name) = &one.what {
                    regimes.push(name.clone());
                }
            }
        }
        regimes.sort();
        regimes.dedup();
        regimes
            .iter()
            .for_each(|name| self.name(name, "regime", ""));
    }

    fn keyword(&mut self, word: &str) {
        self.add(word, CompletionItemKind::KEYWORD, "");
    }

    fn name(&mut self, name: &str, kind: &str, title: &str) {
        self.add(name, CompletionItemKind::VARIABLE, title);
        if let Some(item) = self.items.last_mut() {
            item.label_details = Some(CompletionItemLabelDetails {
                detail: None,
                description: Some(kind.to_owned()),
            });
        }
    }

    /// A country is found by its name as well as by its code.
    fn country(&mut self, country: Country) {
        let (code, name) = (country.alpha3(), country.name());
        self.add(code, CompletionItemKind::CONSTANT, name);
        if let Some(item) = self.items.last_mut() {
            item.filter_text = Some(format!("{code} {name}"));
        }
    }

    fn add(&mut self, text: &str, kind: CompletionItemKind, detail: &str) {
        self.items.push(CompletionItem {
            label: text.to_owned(),
            kind: Some(kind),
            detail: (!detail.is_empty()).then(|| detail.to_owned()),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit {
                range: self.range,
                new_text: text.to_owned(),
            })),
            ..CompletionItem::default()
        });
    }
}

/// Of what the amount is that a clause ends with.
fn counted(before: &str) -> &str {
    let rest = before.trim_end();
    let rest = rest.trim_end_matches(|c: char| c.is_ascii_digit() || "._-".contains(c));
    let rest = rest.trim_end().trim_end_matches(['<', '>', '=']);
    match word_before(rest.trim_end()) {
        "piece" => "value",
        word => word,
    }
}

/// The units in which so much of something can be.
fn units(counted: &str, workspace: &mut Workspace) -> Vec<&'static str> {
    let fits = |fit: &dyn Fn(Unit) -> bool| {
        let symbols = Unit::symbols();
        let symbols = symbols.filter(|symbol| Unit::parse(symbol).is_ok_and(fit));
        symbols.collect()
    };
    if counted == "value" {
        return Unit::usual_currencies().collect();
    }
    let own = declared_units(counted, workspace);
    if own.is_empty() {
        return fits(&Unit::counts_goods);
    }
    let alike = |unit: Unit| own.iter().any(|own| own.dimension() == unit.dimension());
    let mut units: Vec<&str> = fits(&alike);
    let money = own.iter().map(|own| own.symbol());
    units.extend(money.filter(|symbol| !Unit::symbols().any(|known| known == *symbol)));
    units
}

/// The units in which a quantity is declared.
fn declared_units(name: &str, workspace: &mut Workspace) -> Vec<Unit> {
    let mut units = Vec::new();
    for sheet in workspace.sheets() {
        for item in &sheet.tree.items {
            if let Item::Quantity(quantity) = item
                && quantity.name.value == name
            {
                let named = quantity.units.iter();
                units.extend(named.filter_map(|unit| Unit::parse(&unit.value).ok()));
            }
        }
    }
    units
}

/// The kinds of names that are due, as errors call them; where nothing is said of them, what the
/// clause lists.
fn kinds(due: &[&str], clause: &str) -> Vec<NameKind> {
    let wanted = |what: &str| due.iter().any(|due| due.contains(what));
    let mut kinds = Vec::new();
    let mut add = |is: bool, kind: NameKind| {
        if is {
            kinds.push(kind);
        }
    };
    let condition = wanted("a condition");
    add(wanted("a category"), NameKind::Category);
    add(wanted("a list"), NameKind::List);
    add(wanted("an actor"), NameKind::Actor);
    add(wanted("an area"), NameKind::Area);
    add(condition || wanted("a fact"), NameKind::Fact);
    add(condition || wanted("a quantity"), NameKind::Quantity);
    add(condition || wanted("or a day"), NameKind::Day);
    if kinds.is_empty() && clause.trim_start().starts_with("asked") {
        kinds.push(NameKind::Category);
    }
    kinds
}
