//! The run: how many transfers have which verdict, what could not be read, what it was made of.

use maud::{Markup, html};

use crate::report::manifest::Seal;
use crate::report::notice::{Notice, not_read};
use crate::report::workbook::MadeOf;
use crate::terms::Verdict;

use super::Page;

/// The name of the section of what could not be read.
const UNREAD: &str = "faults";

/// How many transfers have which verdict, and what the rules cover.
pub(super) fn summary(page: &Page<'_>) -> Markup {
    let rules = page.checker.rules();
    let number = rules.paragraphs.len();
    let shown = page.transfers.len();
    html! {
        @if let Some(told) = not_read(&page.made_of.faults, page.counts) {
            p { a href={ "#" (UNREAD) } { (told) } "; no verdict is about them." }
        }
        table {
            thead { tr { th scope="col" { "verdict" } th scope="col" { "transfers" } } }
            tbody {
                @for verdict in Verdict::ALL {
                    tr {
                        th scope="row" { (super::verdict(verdict)) }
                        td.number { (page.counts.of(verdict)) }
                    }
                }
                @if page.counts.unread > 0 {
                    tr { th scope="row" { "not read" } td.number { (page.counts.unread) } }
                }
                @if page.counts.skipped > 0 {
                    tr { th scope="row" { "passed over by the mapping" } td.number { (page.counts.skipped) } }
                }
            }
            tfoot { tr { th scope="row" { "checked" } td.number { (page.counts.records) } } }
        }
        p {
            "Clear means: covered by none of the " (number) " paragraphs loaded"
            @if let Some(day) = rules.verified() { ", compared with their sources as of " (day) }
            ". The page says which measures cover a transfer as it was reported, and not that anybody broke the law."
            @if shown < page.counts.records { " Shown are " (shown) " of the transfers." }
            @if let Some(day) = page.on { " All were judged as of " (day) "." }
        }
    }
}

/// What could not be read, and what is doubtful.
pub(super) fn faults(faults: &[Notice]) -> Markup {
    let (errors, doubts): (Vec<&Notice>, Vec<&Notice>) =
        faults.iter().partition(|fault| fault.is_error());
    html! {
        (list(UNREAD, "What could not be read", &errors))
        (list("doubts", "What is doubtful in the input", &doubts))
    }
}

fn list(id: &str, title: &str, faults: &[&Notice]) -> Markup {
    html! {
        @if !faults.is_empty() {
            section aria-labelledby=(id) {
                h2 id=(id) { (title) }
                ul {
                    @for fault in faults {
                        li {
                            @if let Some(file) = fault.file() {
                                (file)
                                @if let Some(line) = fault.line() { ", line " (line) }
                                ": "
                            }
                            (fault.message)
                            @if let Some(help) = &fault.help { br; span.faint { (help) } }
                        }
                    }
                }
            }
        }
    }
}

/// What the run was made of.
pub(super) fn manifest(made_of: &MadeOf) -> Markup {
    let manifest = &made_of.manifest;
    html! {
        section aria-labelledby="run" {
            h2 id="run" { "The run" }
            dl {
                dt { "program" } dd { (manifest.tool) }
                dt { "rules" } dd { "SHA-256 " code { (made_of.digest) } }
                @if !manifest.arguments.is_empty() {
                    dt { "options" } dd { code { (manifest.arguments.join(" ")) } }
                }
                dt { "exit status" } dd { (manifest.status) }
            }
            (seals("files that were read", &manifest.inputs, true))
            (seals("mapping", manifest.mapping.as_slice(), true))
            (seals("rule files", &manifest.rules, false))
            (seals("tables of the program", &manifest.data, false))
        }
    }
}

fn seals(title: &str, seals: &[Seal], is_open: bool) -> Markup {
    html! {
        @if !seals.is_empty() {
            details open[is_open] {
                summary { (title) " (" (seals.len()) ")" }
                div.wide tabindex="0" role="region" aria-label=(title) {
                    table {
                        thead { tr { th scope="col" { "file" } th scope="col" { "bytes" } th scope="col" { "SHA-256" } } }
                        tbody {
                            @for seal in seals {
                                tr { td { (seal.file) } td.number { (seal.bytes) } td { code { (seal.sha256) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}
