//! A resolution: its days, its paragraphs, and what it has beside them.

use maud::{Markup, html};

use crate::law::{Paragraph, Resolution};
use crate::report::web::{address, wide};
use crate::terms::Citation;

use super::bars::{Row, drawing, legend, rows};
use super::naming::{self, anchor};
use super::start::became;
use super::{Site, SitePage, paragraph};

/// The page of a resolution.
pub(super) fn page(site: &Site<'_>, index: usize) -> Option<SitePage> {
    let rules = site.rules;
    let resolution = rules.resolutions.get(index)?;
    let own = rules.paragraphs.iter().filter(|p| p.resolution == index);
    let own: Vec<&Paragraph> = own.collect();
    let (number, year) = (resolution.number, resolution.adopted.year());
    let inner = html! {
        (facts(resolution))
        (contents(&own))
        (over_time(site, resolution, &own))
        @for one in &own { (paragraph::section(site, one)) }
        (beside(site, resolution))
        (others(site, resolution, &own))
    };
    let file = naming::resolution(number);
    Some(site.page(file, &format!("Resolution {number} ({year})"), &inner))
}

fn facts(resolution: &Resolution) -> Markup {
    html! {
        dl {
            dt { "regime" } dd { (resolution.regime) }
            dt { "adopted" } dd { (resolution.adopted) }
            dt { "compared with its sources" }
            dd { @match resolution.verified { Some(day) => { "as of " (day) }, None => "not said" } }
            @if let Some(url) = &resolution.url {
                dt { "document" }
                dd { @match address(url) {
                    Some(url) => a href=(url) rel="noreferrer" { (url) },
                    None => (url),
                } }
            }
        }
    }
}

fn contents(own: &[&Paragraph]) -> Markup {
    html! {
        nav aria-label="paragraphs" {
            ul.contents {
                @for one in own {
                    li { a href={ "#" (anchor(&one.citation)) } { (one.citation) } " " (one.title) " " span.faint { "(" (one.standing.word()) ")" } }
                }
            }
        }
    }
}

fn over_time(site: &Site<'_>, resolution: &Resolution, own: &[&Paragraph]) -> Markup {
    let rows: Vec<Row<'_>> = own.iter().flat_map(|p| rows(p, site.rules)).collect();
    let label = format!("the measures of resolution {} over time", resolution.number);
    html! {
        @if !rows.is_empty() {
            section aria-labelledby="time" {
                h2 id="time" { "Over time" }
                (drawing(&rows, &site.scale(), &label))
                (legend())
                details { summary { "as a table" } (site.bar_table(&rows, &format!("{label}, as a table"))) }
            }
        }
    }
}

/// What the resolution has that no rule of its own says.
fn beside(site: &Site<'_>, resolution: &Resolution) -> Markup {
    let left = site.without_rule(resolution.number);
    html! {
        @if !left.is_empty() {
            section aria-labelledby="beside" {
                h2 id="beside" { "Paragraphs without a rule of their own" }
                (wide("paragraphs without a rule of their own", &html! {
                    table {
                        thead { tr { th scope="col" { "paragraph" } th scope="col" { "what became of it" } th scope="col" { "why" } } }
                        tbody { @for one in left {
                            tr { th scope="row" { (one.paragraph) } td { (became(one)) } td { (site.linked(&one.reason)) } }
                        } }
                    }
                }))
            }
        }
    }
}

/// The examples of its rule file that name none of its paragraphs.
fn others(site: &Site<'_>, resolution: &Resolution, own: &[&Paragraph]) -> Markup {
    let is_own = |citation: &Citation| own.iter().any(|one| one.citation == *citation);
    let mut lines = Vec::new();
    for (place, example) in site.rules.examples.iter().enumerate() {
        if example.file != resolution.place.file {
            continue;
        }
        for (line, one) in example.lines.iter().enumerate() {
            let mut named = one.value.by.iter().chain(&one.value.never);
            if !named.any(|citation| is_own(&citation.value)) {
                lines.push((place, line));
            }
        }
    }
    html! {
        @if !lines.is_empty() {
            section aria-labelledby="others" {
                h2 id="others" { "Other examples of its rule file" }
                (site.example_lines(&lines, "other examples of its rule file"))
            }
        }
    }
}
