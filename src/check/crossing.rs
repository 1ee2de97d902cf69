//! With which transfers a limit is crossed.

use std::collections::BTreeMap;

use crate::law::Limit;
use crate::terms::{Amount, Date, Decimal};

use super::ledger::{Counts, Crossed, Entry};
use super::range::Range;
use super::sheet::{Above, Sums};

/// The order of transfers, in which names part those of one day, so that the order of records
/// changes nothing.
type Order = (Date, Date, String, usize);

/// The order of the last days of transfers.
type LastOrder = (Date, String, Date, usize);

/// The first records, in order of their dates, with which a limit may be and is crossed.
#[derive(Debug, Clone)]
pub(super) struct Crossing {
    most: Decimal,
    /// Whether any transfer tells how much.
    is_told: bool,
    earliest: Option<Order>,
    /// The first that shows by itself that the limit is crossed.
    shown: Option<LastOrder>,
    sum: Option<Filling>,
}

impl Crossing {
    /// Before any transfer is noted.
    pub fn of(sums: &Sums, most: Amount) -> Self {
        Self {
            most: most.number,
            is_told: false,
            earliest: None,
            shown: None,
            sum: sums.above(most.number).map(Filling::of),
        }
    }

    /// Notes a transfer; one that adds nothing crosses nothing, but what it states of the total
    /// before it may show that the limit is crossed.
    pub fn note(&mut self, entry: &Entry, unit: usize, is_stated: bool) {
        if entry.counts == Counts::Not {
            return;
        }
        let both = entry.before.get(unit).zip(entry.own.get(unit));
        let Some((before, own)) = both.map(|(before, own)| (*before, *own)) else {
            return;
        };
        self.is_told |= own != Range::ANY || is_stated;
        let total = before.plus(own).is_at_most(self.most);
        let (first, last) = (entry.date.first(), entry.date.last());
        if !total.must && (own != Range::NOTHING || is_stated) {
            let here = (first, last, entry.id.clone(), entry.place);
            note_first(&mut self.earliest, here);
        }
        if entry.counts != Counts::Surely {
            return;
        }
        let here = (last, entry.id.clone(), first, entry.place);
        let adds = own.least > Decimal::ZERO;
        if !total.may && (adds || (is_stated && before.least > self.most)) {
            note_first(&mut self.shown, here.clone());
        }
        if let Some(filling) = self.sum.as_mut().filter(|_| adds) {
            filling.note(here, !total.must, own.least);
        }
    }

    /// Which amounts of a limit no transfer tells, where another will do.
    pub fn silent(all: &[Self], limit: &Limit) -> Vec<bool> {
        let will_do = !limit.lower && all.iter().any(|one| one.is_told);
        all.iter().map(|one| will_do && !one.is_told).collect()
    }

    /// Where each amount of a limit is crossed; nowhere where no transfer tells it.
    pub fn all_shown(all: &[Self], limit: &Limit) -> Vec<Crossed> {
        let silent = Self::silent(all, limit);
        let shown = all.iter().zip(silent).map(|(one, silent)| match silent {
            true => Crossed::default(),
            false => one.shown(),
        });
        shown.collect()
    }

    fn shown(&self) -> Crossed {
        let sum = self.sum.as_ref().and_then(Filling::last);
        let latest = sum.into_iter().chain(self.shown.as_ref()).min();
        Crossed {
            earliest: self.earliest.as_ref().map(|(_, _, id, _)| id.clone()),
            latest: latest.map(|(_, id, ..)| id.clone()),
        }
    }
}

fn note_first<T: Ord>(first: &mut Option<T>, here: T) {
    if first.as_ref().is_none_or(|known| here < *known) {
        *first = Some(here);
    }
}

/// The first transfers of a last day that together are more than what is left of a limit. No more
/// of them are held than that takes. Those that state to be within the limit come before others.
#[derive(Debug, Clone)]
struct Filling {
    above: Above,
    sum: Decimal,
    parts: BTreeMap<(bool, LastOrder), Decimal>,
}

impl Filling {
    fn of(above: Above) -> Self {
        Self {
            above,
            sum: Decimal::ZERO,
            parts: BTreeMap::new(),
        }
    }

    fn note(&mut self, here: LastOrder, may_cross: bool, least: Decimal) {
        if here.0 != self.above.day {
            return;
        }
        self.sum = self.sum.saturating_add(least);
        self.parts.insert((may_cross, here), least);
        while let Some(last) = self.parts.last_entry() {
            let without = self.sum.saturating_sub(*last.get());
            if without <= self.above.left {
                break;
            }
            self.sum = without;
            last.remove();
        }
    }

    /// The one with which nothing is left.
    fn last(&self) -> Option<&LastOrder> {
        let ((may_cross, last), _) = self.parts.last_key_value()?;
        (*may_cross && self.sum > self.above.left).then_some(last)
    }
}
