//! The category graph: what lies above and below each category, and on what conditions.

use std::collections::BTreeMap;

use super::declare::Faults;
use super::fault::LawFault;
use super::model::{Category, CategoryId, Condition, ConditionKind, Link, Place};
use crate::terms::HsRange;

/// Fills in `above`, `below` and `codes` of every category. A link that closes a circle is
/// reported and left out.
pub(super) fn close(categories: &mut [Category], faults: &mut Faults<'_>) {
    let mut closer = Closer {
        height: vec![0; categories.len()],
        above: vec![None; categories.len()],
        way: Vec::new(),
        circles: Vec::new(),
        chains: Vec::new(),
    };
    for index in 0..categories.len() {
        closer.above_of(CategoryId(index), categories);
    }
    closer
        .circles
        .iter()
        .for_each(|way| report_circle(way, categories, faults));
    for place in &closer.chains {
        faults.add(place.file, place.span, LawFault::Chain(CHAIN_LIMIT));
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

/// Reports a circle: its first link, and the others where they are in the same file.
fn report_circle(way: &[CategoryId], categories: &[Category], faults: &mut Faults<'_>) {
    let next = way.iter().cycle().skip(1);
    let names = way.iter().filter_map(|id| categories.get(id.0));
    let names = names.map(|category| category.name.clone()).collect();
    let links = way.iter().zip(next).filter_map(|(id, above)| {
        let parents = &categories.get(id.0)?.parents;
        let link = parents.iter().find(|parent| parent.category == *above)?;
        Some(link.place)
    });
    let links: Vec<Place> = links.collect();
    let Some(first) = links.first() else { return };
    let error = faults.make(first.file, first.span, LawFault::Circle(names));
    let others = links.iter().skip(1).filter(|link| link.file == first.file);
    let error = error.map(|error| others.fold(error, |error, link| error.also(link.span, "")));
    faults.errors.extend(error);
}

/// A longer chain of categories is refused: each link costs stack, and every category remembers
/// all that lies above it.
const CHAIN_LIMIT: usize = 100;

struct Closer {
    above: Vec<Option<BTreeMap<CategoryId, Link>>>,
    /// How many links the longest chain above each category has.
    height: Vec<usize>,
    /// The categories from which the one at hand was reached.
    way: Vec<CategoryId>,
    circles: Vec<Vec<CategoryId>>,
    /// Links that would make a chain too long.
    chains: Vec<Place>,
}

impl Closer {
    fn above_of(&mut self, id: CategoryId, categories: &[Category]) -> BTreeMap<CategoryId, Link> {
        if let Some(Some(known)) = self.above.get(id.0) {
            return known.clone();
        }
        let mut above = BTreeMap::from([(id, Link::Always)]);
        self.way.push(id);
        let parents = categories
            .get(id.0)
            .map_or(&[][..], |c| c.parents.as_slice());
        for parent in parents {
            let seen = self.way.iter().skip_while(|on| **on != parent.category);
            let circle: Vec<CategoryId> = seen.copied().collect();
            if !circle.is_empty() {
                self.circles.push(circle);
                continue;
            }
            if self.way.len() >= CHAIN_LIMIT {
                self.chains.push(parent.place);
                continue;
            }
            let further = self.above_of(parent.category, categories);
            // What was closed before counts as well: it may have been reached from its top.
            let height = self.height_of(parent.category).saturating_add(1);
            if height > CHAIN_LIMIT {
                self.chains.push(parent.place);
                continue;
            }
            if let Some(own) = self.height.get_mut(id.0) {
                *own = height.max(*own);
            }
            for (upper, link) in further {
                let whole = both(&parent.link, &link);
                above
                    .entry(upper)
                    .and_modify(|known| *known = either(known, &whole))
                    .or_insert(whole);
            }
        }
        self.way.pop();
        if let Some(slot) = self.above.get_mut(id.0) {
            *slot = Some(above.clone());
        }
        above
    }

    fn height_of(&self, id: CategoryId) -> usize {
        self.height.get(id.0).copied().unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use crate::law::RuleSet;
    use crate::source::SourceFile;

    /// A chain of categories, named from its top down or from its foot up.
    fn chain(length: usize, from_top: bool) -> String {
        let name = |link: usize| if from_top { link } else { 999 - link };
        let one = |link: usize| {
            let above = format!("  kind of c{:03}\n", name(link.saturating_sub(1)));
            let above = if link == 0 { "" } else { &above };
            format!(
                "category c{:03} \"x\"\n{above}  words \"w{link} x\"\n",
                name(link)
            )
        };
        (0..length).map(one).collect()
    }

    #[test]
    fn a_long_chain_is_refused_whatever_its_names() {
        for from_top in [true, false] {
            let load = |length| {
                let file = SourceFile::new("chain.rule", chain(length, from_top));
                RuleSet::from_files(vec![file]).map(|_| ())
            };
            assert!(load(100).is_ok(), "{from_top}");
            let errors = load(300).unwrap_err().errors;
            let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
            assert!(said.iter().any(|one| one.contains("100")), "{said:?}");
        }
    }
}
