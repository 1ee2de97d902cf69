//! Documents that list goods, with their editions.

use maud::{Markup, html};

use crate::law::{Edition, List};

use super::{Site, SitePage, joined, naming};

pub(super) fn page(site: &Site<'_>) -> SitePage {
    let lists = &site.rules.lists;
    let inner = html! {
        p { "Documents that the Council or its Committees adopted, as far as their items are encoded." }
        @if lists.is_empty() { p { "The rules have none." } }
        @for list in lists { (section(site, list)) }
    };
    site.page(naming::LISTS.into(), "Lists of goods", &inner)
}

fn section(site: &Site<'_>, list: &List) -> Markup {
    let id = naming::place("list", &list.name);
    let standing = list.standing.word();
    let named = site.uses.with_name(&list.name);
    let named: Vec<Markup> = named.map(|id| site.paragraph_link(id)).collect();
    let editions = list.editions.iter().map(edition);
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (list.name) }
            p { strong { (list.title) } }
            p { strong class={ "standing " (standing) } { (standing) } ": " (list.standing_note) }
            @if !named.is_empty() { p { "Named by " (joined(named)) } }
            p { "Editions: " (joined(editions)) }
            details {
                summary { "as it is written in the rules" }
                blockquote { pre { (site.linked(site.rules.quote(list.whole))) } }
            }
        }
    }
}

fn edition(edition: &Edition) -> Markup {
    html! {
        (edition.name) " from " (edition.period.since)
        @if let Some(day) = edition.period.until { " until before " (day) }
    }
}
