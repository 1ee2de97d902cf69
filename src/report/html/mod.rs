//! A run as one page of HTML: nothing is loaded from elsewhere, and nothing in it needs a script.

mod accounts;
mod finding;
mod run;
mod steps;
mod timeline;
mod transfer;
mod tree;

use maud::{Markup, html};

use crate::check::{Account, Before, Checked, Checker, Subject};
use crate::law::{ParagraphId, RuleSet};
use crate::record::Record;
use crate::terms::Date;

use super::json::SummaryJson;
use super::web::{document, verdict};
use super::workbook::MadeOf;

const TITLE: &str = "Transfers and the measures that cover them";

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
        let drawn = timeline::drawn_before(self, &timelines);
        let body = html! {
            main {
                h1 { (TITLE) }
                (run::summary(self))
                (matrix(self))
                @for (place, (transfer, timeline)) in self.transfers.iter().zip(timelines.iter().zip(drawn)).enumerate() {
                    (transfer::section(self, place, transfer, timeline))
                }
                (accounts::section(self.accounts, rules))
                (run::faults(&self.made_of.faults))
                (run::manifest(self.made_of))
            }
        };
        document(TITLE, &self.made_of.manifest.tool, &body)
    }
}

/// The name of a transfer's section.
fn anchor(place: usize) -> String {
    format!("transfer-{}", place.saturating_add(1))
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
