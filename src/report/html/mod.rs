//! A run as one page of HTML: nothing is loaded from elsewhere, and nothing in it needs a script.

mod accounts;
mod finding;
mod run;
mod timeline;
mod transfer;
mod tree;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::check::{Account, Before, Checked, Checker, Subject};
use crate::law::{ParagraphId, RuleSet};
use crate::record::Record;
use crate::source::printable;
use crate::terms::{Date, Verdict};

use super::json::SummaryJson;
use super::workbook::MadeOf;

const STYLE: &str = include_str!("style.css");

/// What a page is made of.
#[derive(Debug)]
pub struct Page<'a> {
    /// Who checked.
    pub checker: &'a Checker<'a>,
    /// The transfers to show, each with what came before it.
    pub transfers: &'a [(Record, Checked, Before)],
    /// The day that stood in for their dates.
    pub on: Option<Date>,
    /// How many of all there were had which verdict.
    pub counts: &'a SummaryJson,
    /// The accounts of limits.
    pub accounts: &'a [Account],
    /// What the run was made of, and what could not be read.
    pub made_of: &'a MadeOf,
}

impl Page<'_> {
    /// The page as text.
    #[must_use]
    pub fn text(&self) -> String {
        let rules = self.checker.rules();
        let timelines = timeline::of_all(self);
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="generator" content=(self.made_of.manifest.tool);
                    title { "Transfers and the measures that cover them" }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    main {
                        h1 { "Transfers and the measures that cover them" }
                        (run::summary(self))
                        (matrix(self))
                        @for (place, (transfer, timeline)) in self.transfers.iter().zip(&timelines).enumerate() {
                            (transfer::section(self, place, transfer, timeline))
                        }
                        (accounts::section(self.accounts, rules))
                        (run::faults(&self.made_of.faults))
                        (run::manifest(self.made_of))
                    }
                }
            }
        };
        // What cannot be seen is shown by its number, wherever it comes from.
        printable(&page.into_string()).into_owned()
    }
}

/// The name of a transfer's section.
fn anchor(place: usize) -> String {
    format!("transfer-{}", place.saturating_add(1))
}

/// A verdict in its colour, and always in its word.
fn verdict(verdict: Verdict) -> Markup {
    html! { span class={ "verdict " (verdict.word()) } { (verdict.word()) } }
}

/// A row for each transfer, a column for each paragraph that says something of any.
fn matrix(page: &Page<'_>) -> Markup {
    let rules = page.checker.rules();
    let said = page
        .transfers
        .iter()
        .flat_map(|(_, checked, _)| &checked.findings);
    let mut paragraphs: Vec<ParagraphId> = said.filter_map(|one| id_of(one.subject)).collect();
    paragraphs.sort();
    paragraphs.dedup();
    if paragraphs.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="matrix" {
            h2 id="matrix" { "Transfers and paragraphs" }
            div.wide tabindex="0" role="region" aria-labelledby="matrix" {
                table.matrix {
                    thead {
                        tr {
                            th scope="col" { "transfer" }
                            th scope="col" { "in all" }
                            @for id in &paragraphs { th scope="col" { (cited(*id, rules)) } }
                        }
                    }
                    tbody {
                        @for (place, (record, checked, _)) in page.transfers.iter().enumerate() {
                            tr {
                                th scope="row" { a href={ "#" (anchor(place)) } { (record.id) } }
                                td { (verdict(checked.verdict)) }
                                @for id in &paragraphs { td { (cell(checked, *id)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cell(checked: &Checked, id: ParagraphId) -> Markup {
    let mut findings = checked.findings.iter();
    let found = findings.find(|finding| id_of(finding.subject) == Some(id));
    html! { @if let Some(finding) = found { (verdict(finding.verdict)) } }
}

fn id_of(subject: Subject) -> Option<ParagraphId> {
    match subject {
        Subject::Paragraph(id, _) => Some(id),
        Subject::Unclassified => None,
    }
}

fn cited(id: ParagraphId, rules: &RuleSet) -> String {
    let paragraph = rules.paragraphs.get(id.index());
    paragraph.map_or_else(String::new, |paragraph| paragraph.citation.to_string())
}
