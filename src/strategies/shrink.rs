//! A made record and the way to a smaller one.

use std::sync::Arc;

use proptest::strategy::ValueTree;

use crate::law::RuleSet;
use crate::record::{Draft, Names};
use crate::terms::{Date, Decimal, Interval};

use super::{Made, read_draft};

/// A record with what it can be made simpler by.
///
/// Each step takes a field away or puts something plainer in its place; a step after which the
/// test no longer fails is taken back.
#[derive(Debug)]
pub struct RecordTree<'r> {
    rules: &'r RuleSet,
    names: Arc<Names>,
    current: Made,
    /// The last record that is known to fail.
    kept: Made,
    /// The next of the steps to try on that.
    next: usize,
}

impl<'r> RecordTree<'r> {
    pub(super) fn new(rules: &'r RuleSet, names: Arc<Names>, made: Made) -> Self {
        Self {
            rules,
            names,
            kept: made.clone(),
            current: made,
            next: 0,
        }
    }

    /// Takes the next step that leads to another record.
    fn step(&mut self) -> bool {
        let simpler = simpler(&self.kept.draft, self.rules);
        while let Some(draft) = simpler.get(self.next) {
            self.next = self.next.saturating_add(1);
            if let Some(made) = read_draft(draft.clone(), &self.names) {
                self.current = made;
                return true;
            }
        }
        self.current = self.kept.clone();
        false
    }
}

impl ValueTree for RecordTree<'_> {
    type Value = Made;

    fn current(&self) -> Made {
        self.current.clone()
    }

    fn simplify(&mut self) -> bool {
        self.kept = self.current.clone();
        self.next = 0;
        self.step()
    }

    fn complicate(&mut self) -> bool {
        self.step()
    }
}

/// The records that are one step simpler. INVARIANT: every way of steps ends. A field that is gone
/// stays gone, a date becomes a day and moves back, a category moves up, a code becomes shorter, a
/// number falls to one. A date is not taken away, but given: without one all days count, and what
/// is said of the record is said of none in particular.
fn simpler(draft: &Draft, rules: &RuleSet) -> Vec<Draft> {
    let mut all = Vec::new();
    let mut add = |change: &dyn Fn(&mut Draft)| {
        let mut simpler = draft.clone();
        change(&mut simpler);
        if simpler != *draft && simpler.names_goods() {
            all.push(simpler);
        }
    };
    add(&|d| d.facts.clear());
    for name in draft.facts.keys() {
        add(&|d| d.facts.retain(|other, _| other != name));
    }
    add(&|d| (d.quantity, d.unit) = (None, None));
    add(&|d| (d.value, d.currency) = (None, None));
    add(&|d| d.unit = None);
    add(&|d| d.currency = None);
    add(&|d| d.consignor = None);
    add(&|d| d.consignee = None);
    add(&|d| d.end_user = None);
    add(&|d| d.flag = None);
    add(&|d| d.sender_is.clear());
    add(&|d| d.recipient_is.clear());
    add(&|d| d.via.clear());
    add(&|d| d.origin = None);
    add(&|d| d.from = None);
    add(&|d| d.to = None);
    add(&|d| d.hs = None);
    add(&|d| d.item = None);
    add(&|d| d.categories.clear());
    for day in plainer_days(draft.date, &rules.boundaries) {
        add(&|d| d.date = Some(Interval::day(day)));
    }
    let code = draft.hs.as_deref().unwrap_or_default();
    for length in [2, 4, 6].into_iter().filter(|length| *length < code.len()) {
        add(&|d| d.hs = code.get(..length).map(str::to_owned));
    }
    let named = draft
        .categories
        .first()
        .and_then(|name| rules.category(name));
    let category = named.and_then(|id| rules.categories.get(id.index()));
    for parent in category.iter().flat_map(|category| &category.parents) {
        if let Some(upper) = rules.categories.get(parent.category.index()) {
            add(&|d| d.categories = vec![upper.name.clone()]);
        }
    }
    add(&|d| d.quantity = d.quantity.map(|_| Decimal::ONE));
    add(&|d| d.value = d.value.map(|_| Decimal::ONE));
    all
}

/// Days that stand for a date more plainly: the days before it on which rules change, the first of
/// them first, and of a rough or missing date those inside it, and its ends.
fn plainer_days(date: Option<Interval>, boundaries: &[Date]) -> Vec<Date> {
    let Some(date) = date else {
        return boundaries.to_vec();
    };
    let days = boundaries.iter().filter(|day| match date.is_day() {
        true => **day < date.first(),
        false => **day <= date.last(),
    });
    let mut days: Vec<Date> = days.copied().collect();
    if !date.is_day() {
        days.extend([date.first(), date.last()]);
    }
    days
}
