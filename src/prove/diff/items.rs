//! What items other than paragraphs say differently: categories, facts and all that rules speak of.

use std::collections::BTreeSet;

use crate::law::one_line;
use crate::source::{SourceFile, Span};
use crate::syntax::{self, CategoryClause, FactClause, Item};

use crate::prove::goods::is_plain;

use super::book::{Book, quote};
use super::written::{Change, ChangeKind, Quote, Written};

/// So many names of what came or went are listed.
const MOST_LISTED: usize = 6;

/// The lists of a category whose phrases are tried as descriptions of goods.
const NAMES_GOODS: [&str; 3] = ["words", "names", "hints"];

/// What a clause is called that is compared as a whole.
const CLAUSE: &str = "clause";

/// One thing that an item says: a clause, or an element of a clause that lists some.
struct Part<'r> {
    kind: ChangeKind,
    /// Of which clauses.
    what: &'static str,
    text: String,
    file: &'r SourceFile,
    span: Span,
}

/// What items say differently.
pub(super) fn items(old: &Book<'_>, new: &Book<'_>) -> Vec<Change> {
    let keys: BTreeSet<_> = old.items.keys().chain(new.items.keys()).collect();
    let mut changes = Vec::new();
    for key in keys {
        let of = Written::Item(key.0, key.1.clone());
        match (old.items.get(key), new.items.get(key)) {
            (Some(before), Some(after)) => changes.extend(item(&of, before, after)),
            (before, after) => {
                let head = |items: Option<&Vec<(&SourceFile, Item)>>| {
                    let (file, item) = items?.first()?;
                    Some(quote(file, head_span(item)?))
                };
                let (kind, word) = match after {
                    Some(_) => (ChangeKind::Added, "added"),
                    None => (ChangeKind::Removed, "removed"),
                };
                changes.push(Change {
                    kind,
                    words: format!("{} {word}", key.0),
                    old: head(before),
                    new: head(after),
                    of: of.clone(),
                });
                if key.0 == "model" {
                    let of_some = |items: Option<&Vec<_>>| items.cloned().unwrap_or_default();
                    let said = item(&of, &of_some(before), &of_some(after)).into_iter();
                    changes.extend(said.filter(|change| change.kind == ChangeKind::Reading));
                }
            }
        }
    }
    changes
}

/// What one item says differently; modifiers of one kind are one.
fn item(of: &Written, old: &[(&SourceFile, Item)], new: &[(&SourceFile, Item)]) -> Vec<Change> {
    let (before, after) = (parts(old), parts(new));
    let gone = only(&before, &after);
    let came = only(&after, &before);
    let groups: BTreeSet<(ChangeKind, &str)> = gone
        .iter()
        .chain(&came)
        .map(|part| (part.kind, part.what))
        .collect();
    let groups = groups.into_iter().map(|(kind, what)| {
        let these = |all: &[&Part<'_>]| -> (Vec<String>, Option<Quote>) {
            let these = all
                .iter()
                .filter(|part| (part.kind, part.what) == (kind, what));
            let first = these.clone().next();
            let texts = these.map(|part| part.text.clone()).collect();
            (texts, first.map(|part| quote(part.file, part.span)))
        };
        let ((gone, old), (came, new)) = (these(&gone), these(&came));
        Change {
            of: of.clone(),
            kind,
            words: said(kind, what, &gone, &came),
            old,
            new,
        }
    });
    groups.collect()
}

/// How something changed, in words.
fn said(kind: ChangeKind, what: &str, gone: &[String], came: &[String]) -> String {
    match (kind, gone, came) {
        (ChangeKind::Silence, _, _) => {
            let means = |these: &[String]| match these {
                [] => "unknown".to_owned(),
                these => these.join(", "),
            };
            format!("silence means {}, was {}", means(came), means(gone))
        }
        (ChangeKind::Title, _, _) => format!("{what} changed"),
        (ChangeKind::Parents, [was], [is]) => format!("{what} {is}, was {was}"),
        (_, [was], [is]) if what == CLAUSE => format!("`{is}`, was `{was}`"),
        (_, [was], [is]) => format!("{what}: {is}, was {was}"),
        (_, gone, []) => format!("{what} removed: {}", listed(gone)),
        (_, [], came) => format!("{what} added: {}", listed(came)),
        (_, gone, came) => format!("{what} added: {}; removed: {}", listed(came), listed(gone)),
    }
}

fn listed(texts: &[String]) -> String {
    let shown: Vec<&str> = texts.iter().take(MOST_LISTED).map(String::as_str).collect();
    match texts.len().saturating_sub(MOST_LISTED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn only<'p, 'r>(these: &'p [Part<'r>], others: &[Part<'_>]) -> Vec<&'p Part<'r>> {
    let said: BTreeSet<(&str, &str)> = others
        .iter()
        .map(|part| (part.what, part.text.as_str()))
        .collect();
    these
        .iter()
        .filter(|part| !said.contains(&(part.what, part.text.as_str())))
        .collect()
}

/// All that items say, in parts whose order means nothing.
fn parts<'r>(items: &[(&'r SourceFile, Item)]) -> Vec<Part<'r>> {
    let mut parts = Vec::new();
    for (file, item) in items {
        let mut add = |kind, what: &'static str, text: String, span: Span| {
            parts.push(Part {
                kind,
                what,
                text,
                file,
                span,
            });
        };
        if let Some((what, title)) = title(item) {
            add(ChangeKind::Title, what, title.value.clone(), title.span);
        }
        match item {
            Item::Category(tree) => category(tree, file, &mut add),
            Item::Fact(tree) => fact(tree, &mut add),
            Item::Modifier(tree) => {
                for word in tree.clauses.iter().flat_map(|clause| &clause.value) {
                    add(ChangeKind::Reading, "words", quoted(word), word.span);
                }
            }
            other => clauses(other, &mut add),
        }
    }
    parts
}

type Add<'a> = dyn FnMut(ChangeKind, &'static str, String, Span) + 'a;

fn category(tree: &syntax::Category, file: &SourceFile, add: &mut Add<'_>) {
    for clause in &tree.clauses {
        let mut phrases = |what, names: &[syntax::Name]| {
            for name in names {
                let is_tried = NAMES_GOODS.contains(&what) && is_plain(&name.value);
                let kind = match is_tried {
                    true => ChangeKind::Words,
                    false => ChangeKind::Reading,
                };
                add(kind, what, quoted(name), name.span);
            }
        };
        match &clause.value {
            CategoryClause::Words(names) => phrases("words", names),
            CategoryClause::Names(names) => phrases("names", names),
            CategoryClause::Hints(names) => phrases("hints", names),
            CategoryClause::Beside(names) => phrases("words beside", names),
            CategoryClause::ButNot(names) => phrases("words that do not count", names),
            CategoryClause::Heads(names, of) => {
                let of: Vec<&str> = of.iter().map(|name| name.value.as_str()).collect();
                for name in names {
                    let text = format!("{} of {}", quoted(name), of.join(", "));
                    add(ChangeKind::Reading, "heads", text, name.span);
                }
            }
            CategoryClause::KindOf(parents, condition) => {
                let condition = condition.as_ref();
                let condition = condition.map(|tree| one_line(file.quote(tree.span)));
                let condition = condition.map(|text| format!(" if {text}"));
                for parent in parents {
                    let text = format!("{}{}", parent.value, condition.as_deref().unwrap_or(""));
                    add(ChangeKind::Parents, "kind of", text, clause.span);
                }
            }
            CategoryClause::HsAlways(codes) => {
                for code in codes {
                    let text = code.value.to_string();
                    add(
                        ChangeKind::Codes,
                        "codes that always mean it",
                        text,
                        code.span,
                    );
                }
            }
            CategoryClause::HsMay(codes) => {
                for code in codes {
                    add(
                        ChangeKind::Codes,
                        "codes",
                        code.value.to_string(),
                        code.span,
                    );
                }
            }
            CategoryClause::HsNone => {
                add(ChangeKind::Codes, "codes", "none".into(), clause.span);
            }
            CategoryClause::YieldsTo(names) => {
                for name in names {
                    add(
                        ChangeKind::Reading,
                        "yields to",
                        name.value.clone(),
                        name.span,
                    );
                }
            }
            CategoryClause::One(_) | CategoryClause::Residual => {
                let text = one_line(file.quote(clause.span));
                add(ChangeKind::Other, CLAUSE, text, clause.span);
            }
        }
    }
}

fn fact(tree: &syntax::Fact, add: &mut Add<'_>) {
    let yes_or_no = |answer: bool| if answer { "yes" } else { "no" };
    for clause in &tree.clauses {
        match &clause.value {
            FactClause::IfSilent(answer) => {
                let text = yes_or_no(*answer).to_owned();
                add(ChangeKind::Silence, "silence", text, clause.span);
            }
            FactClause::AskedOf(names, answer) => {
                let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
                let otherwise = yes_or_no(*answer);
                let text = format!("unknown for {}, else {otherwise}", names.join(", "));
                add(ChangeKind::Silence, "silence", text, clause.span);
            }
            FactClause::Words(names) => {
                for name in names {
                    add(ChangeKind::Reading, "words", quoted(name), name.span);
                }
            }
        }
    }
}

/// The clauses of an item in their one form. An entry of a list belongs to the edition above it.
fn clauses(item: &Item, add: &mut Add<'_>) {
    if let Item::Resolution(tree) = item {
        let text = tree.adopted.value.to_string();
        add(ChangeKind::Period, "adopted", text, tree.adopted.span);
    }
    if let Item::Model(tree) = item {
        for name in &tree.names {
            let kind = match is_plain(&name.value) {
                true => ChangeKind::Words,
                false => ChangeKind::Reading,
            };
            add(kind, "names", quoted(name), name.span);
        }
    }
    if let Item::Quantity(tree) = item {
        for unit in &tree.units {
            add(ChangeKind::Other, "unit", unit.value.clone(), unit.span);
        }
    }
    if let Item::Area(tree) = item {
        let country = &tree.country;
        add(
            ChangeKind::Other,
            "country",
            country.value.clone(),
            country.span,
        );
    }
    let mut edition = String::new();
    let texts = syntax::clauses(item);
    for ((keyword, text), span) in texts.into_iter().zip(spans(item)) {
        let mut said = format!("{keyword} {text}");
        match keyword {
            "edition" => {
                edition = text.split(" since ").next().unwrap_or_default().to_owned();
                said.clone_from(&text);
            }
            "includes" => said = format!("{edition} {said}"),
            _ => {}
        }
        let kind = match keyword {
            "checked" | "unconfirmed" | "disputed" => ChangeKind::Standing,
            "includes" => ChangeKind::Goods,
            "edition" => ChangeKind::Period,
            "words" => ChangeKind::Reading,
            _ => ChangeKind::Other,
        };
        let what = match kind {
            ChangeKind::Standing => "standing",
            ChangeKind::Goods => "entries",
            ChangeKind::Period => "editions",
            _ => CLAUSE,
        };
        add(kind, what, said, span);
    }
}

/// Where the clauses of an item stand.
fn spans(item: &Item) -> Vec<Span> {
    fn of<T>(clauses: &[crate::source::Spanned<T>]) -> Vec<Span> {
        clauses.iter().map(|clause| clause.span).collect()
    }
    match item {
        Item::Resolution(tree) => of(&tree.clauses),
        Item::Actor(tree) => of(&tree.clauses),
        Item::Area(tree) => of(&tree.clauses),
        Item::Model(tree) => of(&tree.clauses),
        Item::List(tree) => of(&tree.clauses),
        Item::Property(tree) => of(&tree.clauses),
        Item::Paragraph(tree) => of(&tree.clauses),
        Item::Category(tree) => of(&tree.clauses),
        Item::Fact(tree) => of(&tree.clauses),
        Item::Modifier(tree) => of(&tree.clauses),
        Item::Example(tree) => of(&tree.lines),
        Item::Quantity(_) | Item::Day(_) => Vec::new(),
    }
}

/// What an item is, in words, and how those are called.
fn title(item: &Item) -> Option<(&'static str, &syntax::Name)> {
    Some(match item {
        Item::Category(tree) => ("definition", &tree.definition),
        Item::Fact(tree) => ("question", &tree.question),
        Item::Quantity(tree) => ("definition", &tree.definition),
        Item::Day(tree) => ("question", &tree.question),
        Item::Actor(tree) => ("definition", &tree.definition),
        Item::Area(tree) => ("definition", &tree.definition),
        Item::List(tree) => ("title", &tree.title),
        _ => return None,
    })
}

/// Where an item begins to speak of itself.
fn head_span(item: &Item) -> Option<Span> {
    let (name, title) = match item {
        Item::Resolution(tree) => return Some(tree.number.span.to(tree.adopted.span)),
        Item::Model(tree) => return tree.names.first().map(|name| name.span),
        Item::Property(tree) => return Some(tree.title.span),
        Item::Modifier(tree) => return Some(tree.kind.span.to(tree.definition.span)),
        Item::Category(tree) => (&tree.name, &tree.definition),
        Item::Fact(tree) => (&tree.name, &tree.question),
        Item::Quantity(tree) => (&tree.name, &tree.definition),
        Item::Day(tree) => (&tree.name, &tree.question),
        Item::Actor(tree) => (&tree.name, &tree.definition),
        Item::Area(tree) => (&tree.name, &tree.definition),
        Item::List(tree) => (&tree.name, &tree.title),
        Item::Paragraph(tree) => (&tree.number, &tree.title),
        Item::Example(_) => return None,
    };
    Some(name.span.to(title.span))
}

fn quoted(name: &syntax::Name) -> String {
    format!("\"{}\"", name.value)
}
