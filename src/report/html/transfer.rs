//! One transfer: what was reported, its findings, and how it would be judged on other days.

use maud::{Markup, html};

use crate::check::{Before, Checked, Supposed};
use crate::law::RuleSet;
use crate::record::{Draft, Record};

use super::timeline::Timeline;
use super::{Page, anchor, finding, verdict};

/// The section of a transfer.
pub(super) fn section(
    page: &Page<'_>,
    place: usize,
    (record, checked, before): &(Record, Checked, Before),
    (timeline, drawn): (&Timeline, Option<usize>),
) -> Markup {
    let rules = page.checker.rules();
    let anchor = anchor(place);
    html! {
        section aria-labelledby=(anchor) {
            h2 id=(anchor) {
                (record.id) ": "
                @if record.stage.is_prospect() { "would be " }
                (verdict(checked.verdict))
            }
            (reported(record))
            @if let Some(day) = checked.as_of { p { "Judged as of " (day) ", whatever its own date." } }
            @if checked.findings.is_empty() {
                p { "No paragraph says anything of it." }
            }
            @for finding in &checked.findings {
                (finding::article(page, record, before, finding))
            }
            (assumed(checked, rules))
            (timeline.markup(page, place, drawn))
        }
    }
}

/// The record's own words, field by field.
fn reported(record: &Record) -> Markup {
    let line = record.file.line(record.span.start);
    let fields = Draft::of(record).said();
    html! {
        dl {
            @for (name, said) in &fields {
                dt { (name) } dd { (said) }
            }
            dt { "stage" } dd { (record.stage.word()) }
            dt { "read from" } dd { (record.file.name()) ", line " (line) }
        }
    }
}

/// What was taken from silence and mattered.
fn assumed(checked: &Checked, rules: &RuleSet) -> Markup {
    html! {
        @if !checked.assumed.is_empty() {
            details {
                summary { "answers assumed, as the record is silent (" (checked.assumed.len()) ")" }
                ul {
                    @for one in &checked.assumed {
                        li {
                            code { (one.supposed.name(rules)) } ": "
                            @match &one.supposed {
                                Supposed::Answer(_, true) => "yes",
                                Supposed::Answer(_, false) => "no",
                                Supposed::Total(_, total, unit) => { (total) " " (unit) },
                            }
                            span.faint {
                                " (matters to "
                                @for (index, citation) in one.matters_to.iter().enumerate() {
                                    @if index > 0 { ", " }
                                    (citation)
                                }
                                ")"
                            }
                        }
                    }
                }
            }
        }
    }
}
