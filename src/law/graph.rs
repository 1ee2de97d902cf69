//! The category graph: what lies above and below each category, and on what conditions.

use std::collections::BTreeMap;

use super::declare::Faults;
use super::fault::LawFault;
use super::model::{Category, CategoryId, Condition, ConditionKind, Link};
use crate::terms::HsRange;

/// Fills in `above`, `below` and `codes` of every category. A link that closes a circle is
/// reported and left out.
pub(super) fn close(categories: &mut [Category], faults: &mut Faults<'_>) {
    let mut closer = Closer {
        above: vec![None; categories.len()],
        on_the_way: vec![false; categories.len()],
        circles: Vec::new(),
    };
    for index in 0..categories.len() {
        closer.above_of(CategoryId(index), categories, 0);
    }
    for (from, to) in std::mem::take(&mut closer.circles) {
        if let Some(category) = categories.get(from.0) {
            let place = category.place;
            let name = categories.get(to.0).map_or("", |c| c.name.as_str());
            faults.add(place.file, place.span, LawFault::Circle(name.to_owned()));
        }
    }
    let mut below = vec![Vec::new(); categories.len()];
    for (index, above) in closer.above.into_iter().enumerate() {
        let above = above.unwrap_or_default();
        for upper in above.keys() {
            if let Some(list) = below.get_mut(upper.0) {
                list.push(CategoryId(index));
            }
        }
        if let Some(category) = categories.get_mut(index) {
            category.above = above;
        }
    }
    for (index, below) in below.into_iter().enumerate() {
        let codes = all_codes(CategoryId(index), &below, categories);
        if let Some(category) = categories.get_mut(index) {
            category.below = below;
            category.codes = codes;
        }
    }
}

/// A chain of categories longer than this is refused as a circle: each link costs stack.
const CHAIN_LIMIT: usize = 100;

struct Closer {
    above: Vec<Option<BTreeMap<CategoryId, Link>>>,
    on_the_way: Vec<bool>,
    circles: Vec<(CategoryId, CategoryId)>,
}

impl Closer {
    fn above_of(
        &mut self,
        id: CategoryId,
        categories: &[Category],
        depth: usize,
    ) -> BTreeMap<CategoryId, Link> {
        if let Some(Some(known)) = self.above.get(id.0) {
            return known.clone();
        }
        let mut above = BTreeMap::from([(id, Link::Always)]);
        self.mark(id, true);
        let parents = categories
            .get(id.0)
            .map_or(&[][..], |c| c.parents.as_slice());
        for parent in parents {
            let busy = self.on_the_way.get(parent.category.0) == Some(&true);
            if busy || depth > CHAIN_LIMIT {
                self.circles.push((id, parent.category));
                continue;
            }
            let further = self.above_of(parent.category, categories, depth.saturating_add(1));
            for (upper, link) in further {
                let whole = both(&parent.link, &link);
                above
                    .entry(upper)
                    .and_modify(|known| *known = either(known, &whole))
                    .or_insert(whole);
            }
        }
        self.mark(id, false);
        if let Some(slot) = self.above.get_mut(id.0) {
            *slot = Some(above.clone());
        }
        above
    }

    fn mark(&mut self, id: CategoryId, busy: bool) {
        if let Some(slot) = self.on_the_way.get_mut(id.0) {
            *slot = busy;
        }
    }
}

/// One link after another.
fn both(first: &Link, second: &Link) -> Link {
    match (first, second) {
        (Link::Always, other) | (other, Link::Always) => other.clone(),
        (Link::If(a), Link::If(b)) => {
            let kind = ConditionKind::All(vec![a.clone(), b.clone()]);
            Link::If(Condition {
                kind,
                place: a.place,
            })
        }
    }
}

/// Two ways to the same category.
fn either(first: &Link, second: &Link) -> Link {
    match (first, second) {
        (Link::Always, _) | (_, Link::Always) => Link::Always,
        (Link::If(a), Link::If(b)) if a == b => Link::If(a.clone()),
        (Link::If(a), Link::If(b)) => {
            let kind = ConditionKind::Any(vec![a.clone(), b.clone()]);
            Link::If(Condition {
                kind,
                place: a.place,
            })
        }
    }
}

/// The codes that the goods of a category can have.
///
/// A declared list is complete, and what lies below adds its own. Without one, the lists of the
/// kinds make it up if every kind has one; else the list of a category above bounds it. Empty
/// means that nothing is known.
fn all_codes(id: CategoryId, below: &[CategoryId], categories: &[Category]) -> Vec<HsRange> {
    let declared = |id: &CategoryId| -> Vec<HsRange> {
        let category = categories.get(id.0);
        let lists = category.map(|c| c.hs_always.iter().chain(&c.hs_may).cloned().collect());
        lists.unwrap_or_default()
    };
    let kinds: Vec<&CategoryId> = below.iter().filter(|kind| **kind != id).collect();
    let own = declared(&id);
    let complete = !own.is_empty()
        || (!kinds.is_empty() && kinds.iter().all(|kind| !declared(kind).is_empty()));
    if complete {
        let mut codes = own;
        codes.extend(kinds.into_iter().flat_map(declared));
        codes.sort_by_key(ToString::to_string);
        codes.dedup();
        return codes;
    }
    let above = categories.get(id.0).map(|c| c.above.keys());
    let bound = above
        .into_iter()
        .flatten()
        .map(declared)
        .find(|codes| !codes.is_empty());
    bound.unwrap_or_default()
}
