//! All measures over time, resolution by resolution on one scale.

use maud::html;

use super::bars::{Row, drawing, legend, rows};
use super::naming::{TIMELINE, resolution};
use super::{Site, SitePage};

pub(super) fn page(site: &Site<'_>) -> SitePage {
    let rules = site.rules;
    let scale = site.scale();
    let mut all: Vec<Row<'_>> = Vec::new();
    let mut drawings = Vec::new();
    for (index, one) in rules.resolutions.iter().enumerate() {
        let own = rules.paragraphs.iter().filter(|p| p.resolution == index);
        let own: Vec<Row<'_>> = own.flat_map(|paragraph| rows(paragraph, rules)).collect();
        let label = format!("the measures of resolution {} over time", one.number);
        drawings.push(html! {
            section aria-labelledby={ "r-" (one.number) } {
                h2 id={ "r-" (one.number) } {
                    a href=(resolution(one.number)) { "Resolution " (one.number) " (" (one.adopted.year()) ")" }
                }
                @if own.is_empty() { p { "no measure" } }
                (drawing(&own, &scale, &label))
            }
        });
        all.extend(own);
    }
    let inner = html! {
        p { "When which measure was in force. The citations lead to the paragraphs." }
        (legend())
        p { a href="#table" { "The same as a table" } }
        @for one in &drawings { (one) }
        section aria-labelledby="table" {
            h2 id="table" { "The same as a table" }
            (site.bar_table(&all, "all measures with their days"))
        }
    };
    site.page(TIMELINE.into(), "Measures over time", &inner)
}
