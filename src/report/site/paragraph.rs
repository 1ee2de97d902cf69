//! A paragraph: what it does in plain words, how it stands to others, examples, and its text.

use maud::{Markup, html};

use crate::law::{Measure, Paragraph};
use crate::report::plain::{PlainMeasure, exempting, relations};
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
    let exempting = exempting(paragraph, rules);
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
            @for measure in &paragraph.measures { (told(site, paragraph, measure)) }
            @if !exempting.is_empty() {
                article.exempt { pre { (site.linked(&exempting.join("\n"))) } }
            }
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

/// A measure in plain words.
fn told(site: &Site<'_>, paragraph: &Paragraph, measure: &Measure) -> Markup {
    let told = PlainMeasure::of(measure, site.rules);
    let rows = [("when", &told.when), ("provided", &told.provided)];
    html! {
        article class=(told.otherwise.word()) {
            p.does { strong { (site.linked(&told.does)) } }
            dl {
                dt { "time" }
                @for period in &told.periods { dd { (site.linked(period)) } }
                @for (word, clauses) in rows.into_iter().filter(|(_, clauses)| !clauses.is_empty()) {
                    dt { (word) }
                    @for clause in clauses { dd { (site.linked(clause)) } }
                }
                @if !told.lifted.is_empty() {
                    dt { "lifted" }
                    @for (by, words) in &told.lifted {
                        dd {
                            @if *by == &paragraph.citation { (site.linked(words)) }
                            @else { "by " (site.cited(by)) ": " (words) }
                        }
                    }
                }
                dt { "otherwise" } dd { (verdict(told.otherwise)) }
            }
        }
    }
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
            p.faint { "No example names it." }
        } @else {
            details { summary { (count) } (site.example_lines(lines, &label)) }
        }
    }
}
