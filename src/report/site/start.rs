//! The start page: what the rules are, and the ways into them.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::law::{Coverage, Paragraph, Resolution, Standing};
use crate::report::web::wide;

use super::naming::{self, START, TIMELINE};
use super::{Site, SitePage, TOOL, counted};

pub(super) const TITLE: &str = "Sanctions measures as rules";

pub(super) fn page(site: &Site<'_>) -> SitePage {
    let inner = html! {
        p {
            "Each rule encodes a paragraph of a resolution of the Security Council: which transfers it covers, from which day to which, and what lifts it. "
            "These pages show every rule in plain words beside its text, so that it can be held against the resolution. "
            "They say how the measures are encoded, and not that anybody broke the law."
        }
        (about(site))
        (regimes(site))
        (unencoded(site))
        (categories(site))
    };
    site.page(START.into(), TITLE, &inner)
}

fn about(site: &Site<'_>) -> Markup {
    let rules = site.rules;
    let lines = rules.examples.iter().map(|one| one.lines.len()).sum();
    html! {
        dl {
            dt { "rules" }
            dd {
                (counted(rules.paragraphs.len(), "paragraph", "paragraphs")) " of "
                (counted(rules.resolutions.len(), "resolution", "resolutions")) ", "
                (counted(rules.categories.len(), "category", "categories")) ", "
                (counted(lines, "example", "examples")) ", "
                (counted(rules.properties.len(), "property", "properties")) " that must hold for all records"
            }
            dt { "compared with their sources" }
            dd { @match rules.verified() { Some(day) => { "as of " (day) }, None => "not said of all" } }
            dt { "SHA-256 of the rules" } dd { code { (rules.digest) } }
            dt { "made by" } dd { (TOOL) }
        }
    }
}

/// A table for each regime: how far each resolution is encoded.
fn regimes(site: &Site<'_>) -> Markup {
    let mut regimes: BTreeMap<&str, Vec<(usize, &Resolution)>> = BTreeMap::new();
    for (index, one) in site.rules.resolutions.iter().enumerate() {
        regimes.entry(&one.regime).or_default().push((index, one));
    }
    html! {
        section aria-labelledby="resolutions" {
            h2 id="resolutions" { "Resolutions, and how far they are encoded" }
            p {
                "Checked, unconfirmed and disputed say how far an encoding was compared with its source. Tested are paragraphs that an example expects to be found; one that only lifts others, or only interprets them, never is. "
                a href=(TIMELINE) { "All measures over time" } "."
            }
            @for (regime, resolutions) in &regimes {
                h3 { "Regime " (regime) }
                (wide(&format!("the resolutions of the regime {regime}"), &table(site, resolutions)))
            }
        }
    }
}

fn table(site: &Site<'_>, resolutions: &[(usize, &Resolution)]) -> Markup {
    let listed = !site.coverage.is_empty();
    html! {
        table.counts {
            thead { tr {
                th scope="col" { "resolution" } th scope="col" { "adopted" }
                th scope="col" { "encoded" } th scope="col" { "tested" }
                th scope="col" { "checked" } th scope="col" { "unconfirmed" } th scope="col" { "disputed" }
                @if listed { th scope="col" { "no measure on transfers" } th scope="col" { "needs data" } }
            } }
            tbody {
                @for (index, one) in resolutions {
                    tr {
                        th scope="row" { a href=(naming::resolution(one.number)) { (one.number) " (" (one.adopted.year()) ")" } }
                        td.day { (one.adopted) }
                        (numbers(&counts(site, &[(*index, one)]), listed))
                    }
                }
            }
            @if resolutions.len() > 1 {
                tfoot { tr { th scope="row" { "all" } td {} (numbers(&counts(site, resolutions), listed)) } }
            }
        }
    }
}

/// How many paragraphs of some resolutions are encoded, tested, checked, unconfirmed and disputed,
/// hold no measure, and wait for data.
fn counts(site: &Site<'_>, of: &[(usize, &Resolution)]) -> [usize; 7] {
    let all = site.rules.paragraphs.iter();
    let own = all.filter(|p| of.iter().any(|(index, _)| *index == p.resolution));
    let own: Vec<&Paragraph> = own.collect();
    let standing = |standing| own.iter().filter(|p| p.standing == standing).count();
    let tested = own.iter().filter(|p| site.uses.is_tested(&p.citation));
    let is_here = |c: &&Coverage| of.iter().any(|(_, one)| number(c) == Some(one.number));
    let became = |status: &str| {
        let here = site.coverage.iter().filter(is_here);
        here.filter(|c| c.status == status).count()
    };
    [
        own.len(),
        tested.count(),
        standing(Standing::Checked),
        standing(Standing::Unconfirmed),
        standing(Standing::Disputed),
        became("no transfer"),
        became("needs data"),
    ]
}

fn numbers(counts: &[usize; 7], listed: bool) -> Markup {
    let shown = if listed { counts.len() } else { 5 };
    html! { @for count in counts.iter().take(shown) { td.number { (count) } } }
}

/// Resolutions that have no rule and so no page.
fn unencoded(site: &Site<'_>) -> Markup {
    let known = |number| {
        site.rules
            .resolutions
            .iter()
            .any(|one| one.number == number)
    };
    let left = site.coverage.iter();
    let left = left.filter(|one| number(one).is_none_or(|number| !known(number)));
    let left: Vec<&Coverage> = left.collect();
    html! {
        @if !left.is_empty() {
            section aria-labelledby="unencoded" {
                h2 id="unencoded" { "Resolutions without a rule" }
                (wide("resolutions without a rule", &html! {
                    table {
                        thead { tr { th scope="col" { "resolution or paragraph" } th scope="col" { "what became of it" } th scope="col" { "why" } } }
                        tbody { @for one in left {
                            tr { th scope="row" { (one.paragraph) } td { (became(one)) } td { (one.reason) } }
                        } }
                    }
                }))
            }
        }
    }
}

fn categories(site: &Site<'_>) -> Markup {
    html! {
        section aria-labelledby="categories" {
            h2 id="categories" { "Categories of goods and services" }
            p { a href=(naming::CATEGORIES) { "What is a kind of what" } ", with what falls under each." }
            ul.columns {
                @for one in &site.rules.categories {
                    li { a href=(naming::category(&one.name)) title=(one.definition) { (one.name) } }
                }
            }
        }
    }
}

/// The number of the resolution that a line of the table of coverage is about.
fn number(coverage: &Coverage) -> Option<u16> {
    let (number, _) = coverage
        .paragraph
        .split_once('/')
        .unwrap_or((&coverage.paragraph, ""));
    number.parse().ok()
}

/// What became of a paragraph without a rule of its own, in words for readers.
pub(super) fn became(one: &Coverage) -> &str {
    match one.status.as_str() {
        "encoded" => "encoded with another",
        "no transfer" => "no measure on transfers",
        other => other,
    }
}

impl Site<'_> {
    /// The paragraphs of a resolution that have no rule of their own, with why.
    pub(super) fn without_rule(&self, resolution: u16) -> Vec<&Coverage> {
        let has_rule = |one: &&Coverage| {
            let citation = crate::terms::Citation::parse(&one.paragraph);
            citation.is_ok_and(|citation| self.rules.paragraph(&citation).is_some())
        };
        let here = self
            .coverage
            .iter()
            .filter(|one| number(one) == Some(resolution));
        here.filter(|one| !has_rule(one)).collect()
    }
}
