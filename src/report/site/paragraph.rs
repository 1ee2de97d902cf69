//! A paragraph: what it does in plain words, how it stands to others, examples, and its text.

use maud::{Markup, html};

use crate::law::Paragraph;
use crate::report::plain::{PlainLift, PlainMeasure, lifts, relations};
use crate::report::web::{address, verdict};

use super::{Site, counted, naming};

/// Everything about a paragraph.
pub(super) fn section(site: &Site<'_>, paragraph: &Paragraph) -> Markup {
    let rules = site.rules;
    let anchor = naming::anchor(&paragraph.citation);
    let url = rules
        .resolution_of(paragraph)
        .and_then(|one| one.url.as_deref());
    let formal = paragraph.formal_citation(rules);
    let written = rules.quote(paragraph.place);
    html! {
        section.paragraph aria-labelledby=(anchor) {
            h2 id=(anchor) { (paragraph.citation) ": " (paragraph.title) }
            p {
                @match url.and_then(address) {
                    Some(url) => { "The document: " a href=(url) rel="noreferrer" { (formal) } },
                    None => (formal),
                }
            }
            @for measure in &paragraph.measures { (told(site, paragraph, &PlainMeasure::of(measure, rules))) }
            @for lift in lifts(paragraph, rules) { (told(site, paragraph, &PlainMeasure::lifting(lift, rules))) }
            (words(site, written))
            (around(site, paragraph))
            (examples(site, paragraph))
            details {
                summary { "as it is written in the rules" }
                @if let Some(file) = rules.files.get(paragraph.place.file) {
                    p.faint { (file.name()) ", line " (file.line(paragraph.place.span.start)) }
                }
                blockquote { pre { (site.linked(written)) } }
            }
        }
    }
}

/// A measure in plain words, or what a paragraph lifts.
fn told(site: &Site<'_>, paragraph: &Paragraph, told: &PlainMeasure<'_>) -> Markup {
    let rows = [("only when", &told.when), ("provided", &told.provided)];
    let rows = rows.into_iter().filter(|(_, clauses)| !clauses.is_empty());
    html! {
        article class=(told.otherwise.word()) {
            p { strong { (site.linked(&told.does)) } }
            dl {
                @if !told.periods.is_empty() {
                    dt { "in force" }
                    @for period in &told.periods { dd { (site.linked(without(period, &["in force "]))) } }
                }
                @for (word, clauses) in rows {
                    dt { (word) }
                    @for clause in clauses { dd { (site.linked(clause)) } }
                }
                @if !told.lifted.is_empty() {
                    dt { "lifted where" }
                    @for lift in &told.lifted { dd { (lifted(site, paragraph, lift)) } }
                }
                dt { @if told.lifted.is_empty() { "verdict" } @else { "otherwise" } }
                dd { (verdict(told.otherwise)) @if told.is_limit { " beyond its limit" } }
            }
        }
    }
}

/// What lifts a measure: a clause of its own paragraph, or another paragraph with its time.
fn lifted(site: &Site<'_>, paragraph: &Paragraph, plain: &PlainLift<'_>) -> Markup {
    let PlainLift { lift, lasts } = plain;
    html! {
        @if lift.by == paragraph.citation {
            (site.linked(without(&lift.text, &["except ", "provided "])))
        } @else {
            (site.cited(&lift.by)) ": " (lift.text)
        }
        @if !lasts.is_empty() { span.faint { " (" (site.linked(&lasts.join("; "))) ")" } }
    }
}

/// A text without the word that it begins with, where what stands before it says as much.
fn without<'t>(text: &'t str, words: &[&str]) -> &'t str {
    let bare = words.iter().find_map(|word| text.strip_prefix(word));
    bare.unwrap_or(text)
}

/// What the names in a paragraph mean.
fn words(site: &Site<'_>, written: &str) -> Markup {
    let words = site.glossary(written);
    html! {
        @if !words.is_empty() {
            div.words {
                p.faint { "What its words mean" }
                dl { @for (word, means) in &words { dt { (word) } dd { (means) } } }
            }
        }
    }
}

/// How far it was checked, how it stands to others, and notes.
fn around(site: &Site<'_>, paragraph: &Paragraph) -> Markup {
    let relations = relations(paragraph, site.rules);
    let standing = paragraph.standing.word();
    html! {
        p { strong class={ "standing " (standing) } { (standing) } ": " (paragraph.standing_note) }
        @if !relations.is_empty() {
            ul.advice {
                @for one in &relations {
                    li { (one.how) " " (site.cited(one.other)) @if let Some(title) = one.title { ", " (title) } }
                }
            }
        }
        @for note in &paragraph.notes { p { "Note: " (note) } }
    }
}

fn examples(site: &Site<'_>, paragraph: &Paragraph) -> Markup {
    let lines = site.uses.shown(&paragraph.citation);
    let count = counted(lines.len(), "example names it", "examples name it");
    let label = format!("examples that name {}", paragraph.citation);
    html! {
        @if lines.is_empty() {
            @match paragraph.measures.is_empty() {
                true => p.faint { "No example names it, as no transfer is found under it." },
                false => p.faint { "No example names it." },
            }
        } @else {
            details { summary { (count) } (site.example_lines(lines, &label)) }
        }
    }
}
