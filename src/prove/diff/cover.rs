//! A set of records as a few blocks, each of which lies wholly in it.

use biodivine_lib_bdd::{BddValuation, BddVariable};

use crate::logic::Boolean;
use crate::prove::diagram::Diagram;
use crate::prove::property::least;
use crate::prove::space::{EndUser, Space};

use super::slots::{Slot, slots};

/// So many blocks of a set are looked for.
const MOST: usize = 12;

/// Records that say one of some values of each thing, whatever they say of the others.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// For each slot which of its values.
    pub values: Vec<Vec<bool>>,
    /// Whether receiver and end user (`To`), or sender and origin (`From`), can stand for each
    /// other.
    pub to_widely: bool,
    pub from_widely: bool,
}

/// Blocks of a set.
pub(super) struct Cover {
    pub blocks: Vec<Block>,
    /// Whether together they are the set.
    pub is_whole: bool,
}

/// Covers a set of records with blocks, those first of which the least has to be said.
pub(super) fn cover(set: &Diagram, space: &Space) -> Cover {
    let outside = space.valid.but_not(set);
    let mut rest = set.clone();
    let mut blocks = Vec::new();
    while blocks.len() < MOST {
        let Some(record) = least(&rest, space) else {
            break;
        };
        let mut block = widest(&record, &outside, space);
        let mut covered = block.diagram(space);
        for (slot, beside) in [(Slot::To, Slot::EndUser), (Slot::From, Slot::Origin)] {
            let Some(other) = block.swapped(slot, beside, space) else {
                continue;
            };
            let other = other.diagram(space);
            if other.and(&outside).is_never() {
                covered = covered.or(&other);
                match slot {
                    Slot::To => block.to_widely = true,
                    _ => block.from_widely = true,
                }
            }
        }
        rest = rest.but_not(&covered);
        blocks.push(block);
    }
    blocks.sort_by_key(Block::bounds);
    Cover {
        blocks,
        is_whole: rest.is_never(),
    }
}

/// The block around a record that reaches nothing outside, what matters least set free first.
fn widest(record: &BddValuation, outside: &Diagram, space: &Space) -> Block {
    let slots = slots(space);
    let all = &space.all;
    // What is said of all slots from each one on.
    let mut behind = vec![Diagram::of(all.mk_true())];
    for (_, domain) in slots.iter().rev() {
        let own = domain.is(all, domain.value(record));
        let next = behind.last().map(|behind| behind.and(&own));
        behind.extend(next);
    }
    behind.reverse();
    let mut values = Vec::new();
    let mut before = outside.clone();
    let to = space.to.value(record);
    for ((slot, domain), behind) in slots.iter().zip(behind.iter().skip(1)) {
        let hit = before.and(behind);
        let own = domain.digits();
        let others: Vec<BddVariable> = all
            .variables()
            .into_iter()
            .filter(|variable| !own.contains(variable))
            .collect();
        let hit = hit.whatever(&others);
        let mut point = BddValuation::all_false(all.num_vars());
        let mut free: Vec<bool> = (0..domain.size())
            .map(|value| {
                domain.put(&mut point, value);
                !(hit.is_too_large() || hit.has(&point))
            })
            .collect();
        if *slot == Slot::From {
            same_as_others(&mut free, to, space);
        }
        before = before.and(&domain.those(all, |value| is_in(&free, value)));
        values.push(free);
    }
    Block {
        values,
        to_widely: false,
        from_widely: false,
    }
}

/// No sender is where the receiver is. That country is one of the senders where all others are that
/// no rule names, so that it is not told apart without need.
fn same_as_others(senders: &mut [bool], to: usize, space: &Space) {
    let others = space.others.iter();
    let others = others.filter_map(|country| space.countries.binary_search(country).ok());
    let mut others = others.map(|at| at.saturating_add(1)).filter(|at| *at != to);
    let all = others.all(|at| is_in(senders, at));
    if let (Some(same), true) = (senders.get_mut(to), to > 0) {
        *same = all;
    }
}

fn is_in(values: &[bool], value: usize) -> bool {
    values.get(value).copied().unwrap_or(false)
}

impl Block {
    /// Of how much it asks something.
    fn bounds(&self) -> usize {
        let bound = |values: &&Vec<bool>| !values.iter().all(|value| *value);
        self.values.iter().filter(bound).count()
    }

    /// The records.
    fn diagram(&self, space: &Space) -> Diagram {
        let slots = slots(space);
        let narrow = slots.iter().zip(&self.values).rev();
        let narrow = narrow.filter(|(_, values)| !values.iter().all(|value| *value));
        narrow.fold(space.valid.clone(), |all, ((_, domain), values)| {
            all.and(&domain.those(&space.all, |value| is_in(values, value)))
        })
    }

    /// The block in which the countries of one place stand at the place beside it, which is free in
    /// this one; nothing where it is not free, or where this one can be silent.
    fn swapped(&self, slot: Slot<'_>, beside: Slot<'_>, space: &Space) -> Option<Self> {
        let slots = slots(space);
        let at = slots.iter().position(|(other, _)| *other == slot)?;
        let to = slots.iter().position(|(other, _)| *other == beside)?;
        let (here, there) = (self.values.get(at)?, self.values.get(to)?);
        if !there.iter().all(|value| *value) || is_in(here, 0) {
            return None;
        }
        let is_named = |country| {
            let value = space.countries.binary_search(&country).ok();
            value.is_some_and(|value| is_in(here, value.saturating_add(1)))
        };
        let countries: Vec<_> = match beside {
            Slot::EndUser => space
                .end_users
                .iter()
                .filter_map(EndUser::country)
                .collect(),
            _ => space.countries.clone(),
        };
        let named = countries.into_iter().map(is_named);
        let named: Vec<bool> = std::iter::once(false).chain(named).collect();
        if !named.contains(&true) {
            return None;
        }
        let mut other = self.clone();
        *other.values.get_mut(to)? = named;
        *other.values.get_mut(at)? = vec![true; here.len()];
        Some(other)
    }
}
