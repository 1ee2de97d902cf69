//! Which clauses of the rules a record puts to use.

use std::collections::BTreeSet;

use crate::law::{Measure, Place};
use crate::logic::{Line, holds};
use crate::record::Record;

use super::checker::Checker;
use super::known::Known;
use super::ledger::Before;

impl Checker<'_> {
    /// The measures that may cover a record, and the exemptions and requirements that it shows for
    /// them, by the places of their clauses.
    #[must_use]
    pub fn exercised(&self, record: &Record, before: &Before) -> BTreeSet<Place> {
        let mut known = Known::of(record, self.classifier(), self.rules(), None);
        known.before = before.clone();
        let mut places = BTreeSet::new();
        for measure in self.rules().paragraphs.iter().flat_map(|p| &p.measures) {
            self.exercise(measure, &known, &mut places);
        }
        places
    }

    fn exercise(&self, measure: &Measure, known: &Known<'_>, places: &mut BTreeSet<Place>) {
        for days in known.slices() {
            for part in 0..known.parts() {
                let moment = known.moment(*days, part);
                if !holds(&measure.covers, self.rules(), &moment).may {
                    continue;
                }
                places.insert(measure.place);
                let shown = measure
                    .lifts
                    .iter()
                    .filter(|lift| holds(&lift.condition, self.rules(), &moment).must);
                places.extend(shown.map(|lift| lift.condition.place));
            }
        }
    }
}
