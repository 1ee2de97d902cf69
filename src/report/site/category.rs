//! A category: what falls under it, how it is recognised, and which paragraphs name it.

use maud::{Markup, html};

use crate::law::{Category, CategoryId, Link, Parent, Phrase};
use crate::report::plain::words;
use crate::report::web::wide;
use crate::terms::HsRange;

use super::uses::Role;
use super::{Site, SitePage, joined, naming};

/// The page of a category.
pub(super) fn page(site: &Site<'_>, index: usize) -> Option<SitePage> {
    let category = site.rules.categories.get(index)?;
    let id = site.rules.category(&category.name)?;
    let inner = html! {
        p { strong { (category.definition) } }
        (kinds(site, id, category))
        (paragraphs(site, id, category))
        (codes(site, category))
        (phrases(site, category))
        (models(site, id))
        (written(site, category))
    };
    let file = naming::category(&category.name);
    Some(site.page(file, &category.name, &inner))
}

fn kinds(site: &Site<'_>, id: CategoryId, category: &Category) -> Markup {
    let all = &site.rules.categories;
    let below = all.iter().filter_map(|other| {
        let parent = other.parents.iter().find(|parent| parent.category == id)?;
        Some((other, parent))
    });
    let below: Vec<(&Category, &Parent)> = below.collect();
    let kind = |id: CategoryId, parent: &Parent| {
        let condition = match &parent.link {
            Link::Always => None,
            Link::If(condition) => Some(words(site.rules, condition.place)),
        };
        html! {
            li {
                (site.category_link(id))
                @if let Some(category) = all.get(id.index()) { ": " (category.definition) }
                @if let Some(condition) = condition { " " span.faint { "(if " (site.linked(&condition)) ")" } }
            }
        }
    };
    html! {
        section aria-labelledby="kinds" {
            h2 id="kinds" { "Kinds" }
            @if category.parents.is_empty() { p { "It is a kind of nothing else." } } @else {
                p { "It is a kind of" }
                ul { @for parent in &category.parents { (kind(parent.category, parent)) } }
            }
            @if below.is_empty() { p { "It has no kinds." } } @else {
                p { "Its kinds are" }
                ul { @for (other, parent) in &below {
                    @if let Some(id) = site.rules.category(&other.name) { (kind(id, parent)) }
                } }
            }
            @if category.residual { p { "It counts only where nothing narrower is known." } }
        }
    }
}

/// The paragraphs that name it, what it is a kind of, a kind of it, or a code of it.
fn paragraphs(site: &Site<'_>, id: CategoryId, category: &Category) -> Markup {
    let mut rows = Vec::new();
    let mut add = |named: CategoryId, how: &dyn Fn(Markup) -> Markup| {
        for (paragraph, role) in site.uses.naming(named) {
            let role = match role {
                Role::Covers => "",
                Role::OnList => ", through a list",
                Role::Excepts => ", in what it takes out or lifts",
            };
            let how = how(site.category_link(named));
            rows.push((paragraph, html! { (how) (role) }));
        }
    };
    add(id, &|_| html! { "names it" });
    for (above, link) in category.above.iter().filter(|(above, _)| **above != id) {
        let only = match link {
            Link::Always => "",
            Link::If(_) => ", which it is on a condition",
        };
        add(*above, &|name| html! { "names " (name) (only) });
    }
    for below in category.below.iter().filter(|below| **below != id) {
        add(*below, &|name| html! { "names its kind " (name) });
    }
    for (paragraph, named) in site.uses.coded() {
        let meets = |one: &&HsRange| {
            let mut codes = category.codes.iter();
            codes.any(|code| one.covers(code) != Some(false))
        };
        let met: Vec<String> = named
            .iter()
            .filter(meets)
            .map(ToString::to_string)
            .collect();
        if !met.is_empty() {
            rows.push((
                paragraph,
                html! { "names codes that it can have: " (met.join(", ")) },
            ));
        }
    }
    rows.sort_by_key(|(paragraph, _)| *paragraph);
    let catch_all = site.uses.of_anything().map(|id| site.paragraph_link(id));
    let catch_all: Vec<Markup> = catch_all.collect();
    html! {
        section aria-labelledby="paragraphs" {
            h2 id="paragraphs" { "Paragraphs" }
            @if rows.is_empty() { p { "No paragraph names it, nor what it is a kind of." } } @else {
                (wide("paragraphs that name it", &html! {
                    table {
                        thead { tr { th scope="col" { "paragraph" } th scope="col" { "about" } th scope="col" { "how" } } }
                        tbody { @for (paragraph, how) in &rows {
                            tr {
                                th scope="row" { (site.paragraph_link(*paragraph)) }
                                td { @if let Some(one) = site.paragraph(*paragraph) { (one.title) } }
                                td { (how) }
                            }
                        } }
                    }
                }))
            }
            @if !catch_all.is_empty() {
                p.faint { "Paragraphs that name no goods hold for it like for any others: " (joined(catch_all)) "." }
            }
        }
    }
}

fn codes(site: &Site<'_>, category: &Category) -> Markup {
    let rows = [
        ("always mean it", &category.hs_always),
        ("may mean it", &category.hs_may),
    ];
    let none = category.hs_always.is_empty() && category.hs_may.is_empty();
    html! {
        section aria-labelledby="codes" {
            h2 id="codes" { "Codes of the Harmonized System" }
            @if category.hs_none { p { "No code describes it." } }
            @else if none { p { "It has no codes of its own." } }
            @else {
                (wide("codes", &html! {
                    table {
                        thead { tr { th scope="col" { "codes" } th scope="col" { "edition" } th scope="col" { "what they say" } } }
                        tbody { @for (says, ranges) in rows { @for range in ranges {
                            @let edition = range.sample().edition();
                            tr {
                                th scope="row" { (bare(range)) }
                                td { @match edition { Some(year) => (year), None => "any" } }
                                td { (says) }
                            }
                        } } }
                    }
                }))
            }
            @for one in &category.conversions {
                p { (words(site.rules, one.place)) }
            }
        }
    }
}

/// Codes without their edition, which stands beside them.
fn bare(range: &HsRange) -> String {
    let text = range.to_string();
    match range.sample().edition() {
        Some(year) => text.replace(&format!("{year}:"), ""),
        None => text,
    }
}

fn phrases(site: &Site<'_>, category: &Category) -> Markup {
    let kinds: [(&str, &[Phrase]); 5] = [
        ("Words that make it certain", &category.words),
        (
            "Names and models that make it certain, unless something ordinary stands against them",
            &category.names,
        ),
        ("Words that make it possible", &category.hints),
        ("Words beside which those are certain", &category.beside),
        ("Excluded: in these no word of it counts", &category.but_not),
    ];
    let is_empty = kinds.iter().all(|(_, all)| all.is_empty());
    let yields = category.yields_to.iter();
    let yields: Vec<Markup> = yields.map(|id| site.category_link(*id)).collect();
    html! {
        section aria-labelledby="words" {
            h2 id="words" { "Words in descriptions" }
            @if is_empty && category.heads.is_empty() { p { "It has no words of its own." } } @else {
                p.faint { "In brackets stand choices, " code { "*" } " is any ending, " code { "<1-9>" } " a number." }
            }
            @for (title, all) in kinds { @if !all.is_empty() { h3 { (title) } (list(all)) } }
            @for heads in &category.heads {
                h3 { "Words that name it beside " (joined(heads.of.iter().map(|id| site.category_link(*id)))) }
                (list(&heads.phrases))
            }
            @if !yields.is_empty() { p { "Beside " (joined(yields)) " its words only describe those." } }
        }
    }
}

fn list(phrases: &[Phrase]) -> Markup {
    html! { ul.phrases { @for phrase in phrases { li dir="auto" { (phrase.text) } } } }
}

fn models(site: &Site<'_>, id: CategoryId) -> Markup {
    let models = site.rules.models.iter();
    let models: Vec<_> = models
        .filter(|model| model.categories.contains(&id))
        .collect();
    html! {
        @if !models.is_empty() {
            section aria-labelledby="models" {
                h2 id="models" { "Models of it" }
                ul { @for model in models {
                    li {
                        (joined(model.names.iter().map(|name| html! { (name.text) })))
                        @for attribute in &model.attributes { br; span.faint { (site.linked(&words(site.rules, attribute.place))) } }
                    }
                } }
            }
        }
    }
}

fn written(site: &Site<'_>, category: &Category) -> Markup {
    let file = site.rules.files.get(category.place.file);
    html! {
        @if let Some(file) = file {
            p.faint { "Declared in " (file.name()) ", line " (file.line(category.place.span.start)) "." }
        }
    }
}
