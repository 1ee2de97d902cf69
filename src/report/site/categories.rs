//! All categories, as what is a kind of what.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use crate::law::{CategoryId, ParagraphId};

use super::{Site, SitePage, naming};

type Kinds = BTreeMap<CategoryId, Vec<CategoryId>>;

pub(super) fn page(site: &Site<'_>) -> SitePage {
    let mut kinds = Kinds::new();
    let mut roots = Vec::new();
    for category in &site.rules.categories {
        let Some(id) = site.rules.category(&category.name) else {
            continue;
        };
        if category.parents.is_empty() {
            roots.push(id);
        }
        let parents: BTreeSet<CategoryId> = category.parents.iter().map(|p| p.category).collect();
        for parent in parents {
            kinds.entry(parent).or_default().push(id);
        }
    }
    let mut told = BTreeSet::new();
    let inner = html! {
        p { "Below each category stand its kinds. One that is a kind of several stands below each of them, its own kinds only below the first." }
        @if roots.is_empty() { p { "The rules declare none." } }
        ul.tree.kinds { @for root in &roots { (branch(site, *root, &kinds, &mut told)) } }
    };
    site.page(
        naming::CATEGORIES.into(),
        "Categories of goods and services",
        &inner,
    )
}

/// A category with its kinds. The graph has no circle and chains of it have a limit, which loading
/// sees to, so that this ends.
fn branch(
    site: &Site<'_>,
    id: CategoryId,
    kinds: &Kinds,
    told: &mut BTreeSet<CategoryId>,
) -> Markup {
    let is_first = told.insert(id);
    let below = kinds.get(&id).map_or(&[][..], Vec::as_slice);
    let definition = site.rules.categories.get(id.index());
    html! {
        li {
            (site.category_link(id))
            @if let Some(category) = definition { ": " (category.definition) }
            @if !below.is_empty() {
                @if is_first {
                    ul { @for kind in below { (branch(site, *kind, kinds, told)) } }
                } @else {
                    span.faint { " (its kinds stand above)" }
                }
            }
        }
    }
}

impl Site<'_> {
    /// A category's name, which leads to its page.
    pub(super) fn category_link(&self, id: CategoryId) -> Markup {
        html! {
            @if let Some(category) = self.rules.categories.get(id.index()) {
                a href=(naming::category(&category.name)) { (category.name) }
            }
        }
    }

    /// A paragraph's citation, which leads to it.
    pub(super) fn paragraph_link(&self, id: ParagraphId) -> Markup {
        html! { @if let Some(paragraph) = self.paragraph(id) { (self.cited(&paragraph.citation)) } }
    }
}
