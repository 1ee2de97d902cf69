//! Goods in words: the highest categories that a set of them holds whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::prove::goods::Kind;
use crate::prove::reading::Reading;

/// So many goods are listed.
const MOST_LISTED: usize = 6;

/// Which goods are of which category, by any of some rule sets.
pub(super) struct Scope<'s> {
    kinds: &'s [Kind],
    members: Vec<(String, BTreeSet<usize>)>,
}

impl<'s> Scope<'s> {
    /// The categories of some rule sets that are read over one space.
    pub fn of(readings: &[&Reading<'s, '_>]) -> Self {
        let mut members: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut depth: BTreeMap<String, usize> = BTreeMap::new();
        for reading in readings {
            for (id, kinds) in reading.members() {
                if let Some(category) = reading.rules().categories.get(id.index()) {
                    members
                        .entry(category.name.clone())
                        .or_default()
                        .extend(kinds);
                    depth.insert(category.name.clone(), category.above.len());
                }
            }
        }
        let mut members: Vec<_> = members.into_iter().collect();
        // Those with the most goods first; of equals the higher one.
        members.sort_by_key(|(name, kinds)| {
            (std::cmp::Reverse(kinds.len()), depth.get(name).copied())
        });
        Self {
            kinds: readings
                .first()
                .map_or(&[][..], |reading| reading.space.kinds.as_slice()),
            members,
        }
    }

    /// Goods in words, never more than there are; nothing for all goods.
    pub fn words(&self, values: &[bool]) -> Option<String> {
        let of = |is: bool| -> BTreeSet<usize> {
            let values = values.iter().enumerate();
            let values = values.filter(|(_, value)| **value == is);
            values.map(|(at, _)| at).collect()
        };
        let (these, others) = (of(true), of(false));
        if others.is_empty() {
            return None;
        }
        let (named, single) = self.highest(&these);
        let (without, apart) = self.highest(&others);
        let length = |named: &[&str], single: &[usize]| named.len().saturating_add(single.len());
        let is_named = !without.is_empty() || apart.is_empty();
        if is_named && length(&without, &apart) < length(&named, &single) {
            // A code stands for others like it, so that of what is taken out only whole categories
            // are named.
            let mut out: Vec<String> = without.iter().map(|name| (*name).to_owned()).collect();
            if !apart.is_empty() {
                out.push(kinds_of(apart.len()));
            }
            return Some(format!("any goods but {}", joined(&out)));
        }
        let labels = single.iter().filter_map(|at| self.kinds.get(*at));
        let labels = labels.map(Kind::label);
        let all: Vec<String> = named
            .iter()
            .map(|name| (*name).to_owned())
            .chain(labels)
            .collect();
        let more = all.len().saturating_sub(MOST_LISTED);
        let mut shown: Vec<String> = all.into_iter().take(MOST_LISTED).collect();
        if more > 0 {
            shown.push(kinds_of(more));
        }
        Some(joined(&shown))
    }

    /// The categories that a set holds whole, none inside another, and what is left of it.
    fn highest(&self, set: &BTreeSet<usize>) -> (Vec<&str>, Vec<usize>) {
        let mut left = set.clone();
        let mut named = Vec::new();
        for (name, kinds) in &self.members {
            if kinds.is_subset(set) && !kinds.is_disjoint(&left) {
                left.retain(|kind| !kinds.contains(kind));
                named.push(name.as_str());
            }
        }
        named.sort_unstable();
        (named, left.into_iter().collect())
    }
}

fn kinds_of(count: usize) -> String {
    match count {
        1 => "1 more kind of goods".into(),
        count => format!("{count} more kinds of goods"),
    }
}

/// `a, b and c`
pub(super) fn joined(all: &[String]) -> String {
    match all.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => all.concat(),
    }
}
