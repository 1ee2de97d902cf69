//! Why a measure says what it says: its clauses as a tree, open where they decide.

use maud::{Markup, html};

use crate::check::{Before, Clause};
use crate::law::{ParagraphId, RuleSet};
use crate::record::Record;
use crate::report::plain::words;
use crate::report::why::{on, quoted, said};

use super::Page;

/// The tree of the measure that a finding shows.
pub(super) fn details(
    page: &Page<'_>,
    record: &Record,
    before: &Before,
    id: ParagraphId,
    measure: usize,
) -> Markup {
    let whys = page.checker.why(record, id, before, page.on);
    let rules = page.checker.rules();
    html! {
        @for why in whys.iter().filter(|why| why.measure == measure) {
            details open {
                summary { "clause by clause" @if why.said.len() > 1 { ", as it is " (on(why.days)) } }
                @if why.said.len() > 1 {
                    p.faint { "The date is not known exactly. This measure " (said(why)) "." }
                }
                ul.tree {
                    (branch(&why.covers, true, record, rules))
                    @if let Some(allowed) = &why.allowed {
                        li { "allowed where" ul { (branch(allowed, true, record, rules)) } }
                    }
                    @for (clause, exemption) in &why.lifts {
                        li {
                            "lifted by " (exemption.by) ", " (exemption.text) ": " (exemption.status.word())
                            ul { (branch(clause, clause.truth == Some(true), record, rules)) }
                        }
                    }
                }
            }
        }
    }
}

/// A clause with its parts; those that suffice for its truth are open.
fn branch(clause: &Clause, decides: bool, record: &Record, rules: &RuleSet) -> Markup {
    // What joins nothing is its only part.
    if let [only] = clause.parts.as_slice()
        && !clause.is_negation()
    {
        return branch(only, decides, record, rules);
    }
    let deciding = clause.deciding();
    html! {
        li {
            @if clause.parts.is_empty() {
                (leaf(clause, decides, record, rules))
            } @else {
                details open[decides] {
                    summary { (mark(clause, decides)) " " (clause.joint()) }
                    ul {
                        @for (place, part) in clause.parts.iter().enumerate() {
                            (branch(part, decides && deciding.contains(&place), record, rules))
                        }
                    }
                }
            }
        }
    }
}

fn leaf(clause: &Clause, decides: bool, record: &Record, rules: &RuleSet) -> Markup {
    let said: Vec<String> = clause
        .because
        .iter()
        .map(|because| quoted(because, record))
        .collect();
    let mut asked: Vec<String> = Vec::new();
    for question in &clause.open {
        let text = format!(
            "missing {}: {}",
            question.field(rules),
            question.text(rules)
        );
        if !asked.contains(&text) {
            asked.push(text);
        }
    }
    html! {
        (mark(clause, decides)) " " code { (words(rules, clause.place)) }
        @if !said.is_empty() { ": " (said.join("; ")) }
        @for text in &asked { br; span.undetermined { (text) } }
    }
}

/// Yes, no or open, in bold where it decides.
fn mark(clause: &Clause, decides: bool) -> Markup {
    let word = match clause.truth {
        Some(true) => "yes",
        Some(false) => "no",
        None => "open",
    };
    html! { @if decides { strong { (word) } } @else { (word) } }
}
