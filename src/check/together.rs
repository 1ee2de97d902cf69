//! Many records judged together: those that go through the same gates, first by their routes, then
//! with their goods.

use std::collections::BTreeMap;

use crate::classify::Classifier;
use crate::law::RuleSet;
use crate::logic::Line;
use crate::record::Record;
use crate::terms::{Date, Verdict};

use super::batch::{Batch, Related, Said, Silent};
use super::bits::Bits;
use super::gates::{Gates, MeasureAt, Through};
use super::known::Known;
use super::routes::reached;

/// Words of the bitmaps of a small group of records, and of a large one.
const FEW: usize = 4;
const MANY: usize = 64;
const FEW_MOMENTS: usize = Bits::<FEW>::MOST;
const MANY_MOMENTS: usize = Bits::<MANY>::MOST;

/// What is asked of records, and by what.
#[derive(Clone, Copy)]
pub(super) struct Together<'c, 'r> {
    pub rules: &'r RuleSet,
    pub classifier: &'c Classifier<'r>,
    pub gates: &'c Gates,
    pub related: &'c Related,
    /// What stands in for the records' dates.
    pub on: Option<Date>,
    pub silent: Silent,
}

/// What is heard of a record that some measure may reach.
pub(super) enum Heard<'m> {
    /// What the paragraphs say of it.
    Judged(Said),
    /// It is too large to be judged with others; no other measures can reach it.
    Open(&'m [MeasureAt]),
}

impl<'r> Together<'_, 'r> {
    /// Calls `each` for every record of which a paragraph may say something, by its place and in
    /// no order that means anything. Of all others none says anything.
    pub fn judge(&self, records: &[&Record], mut each: impl FnMut(usize, Known<'r>, Heard<'_>)) {
        let mut groups: BTreeMap<Through, Vec<usize>> = BTreeMap::new();
        for (place, record) in records.iter().enumerate() {
            if let Some(through) = self.gates.through(record) {
                groups.entry(through).or_default().push(place);
            }
        }
        for (through, places) in groups {
            let measures = self.gates.behind(&through);
            self.judge_group(records, &places, &measures, &mut each);
        }
    }

    fn judge_group(
        &self,
        records: &[&Record],
        places: &[usize],
        measures: &[MeasureAt],
        each: &mut impl FnMut(usize, Known<'r>, Heard<'_>),
    ) {
        let group: Vec<&Record> = places
            .iter()
            .filter_map(|at| records.get(*at))
            .copied()
            .collect();
        let reached = match group.len() {
            0..=FEW_MOMENTS => reached::<FEW>(&group, measures, self.rules, self.on),
            _ => reached::<MANY>(&group, measures, self.rules, self.on),
        };
        let mut open: Vec<(usize, Known<'r>)> = Vec::new();
        let mut moments = 0_usize;
        let all = places.iter().zip(group).zip(reached);
        for ((place, record), _) in all.filter(|(_, reached)| *reached) {
            let known = Known::of(record, self.classifier, self.rules, self.on);
            let own = known.slices().len().saturating_mul(known.parts());
            if own > MANY_MOMENTS {
                each(*place, known, Heard::Open(measures));
                continue;
            }
            if moments.saturating_add(own) > MANY_MOMENTS {
                self.judge_batch(&mut open, moments, measures, each);
                moments = 0;
            }
            moments = moments.saturating_add(own);
            open.push((*place, known));
        }
        self.judge_batch(&mut open, moments, measures, each);
    }

    /// Judges as many records as make a batch.
    fn judge_batch(
        &self,
        open: &mut Vec<(usize, Known<'r>)>,
        moments: usize,
        measures: &[MeasureAt],
        each: &mut impl FnMut(usize, Known<'r>, Heard<'_>),
    ) {
        let known: Vec<&Known<'r>> = open.iter().map(|(_, known)| known).collect();
        let said = match moments {
            0..=FEW_MOMENTS => self.said::<FEW>(&known, measures),
            _ => self.said::<MANY>(&known, measures),
        };
        for ((place, known), said) in open.drain(..).zip(said) {
            if said.record != Verdict::Clear {
                each(place, known, Heard::Judged(said));
            }
        }
    }

    fn said<const WORDS: usize>(&self, known: &[&Known<'r>], measures: &[MeasureAt]) -> Vec<Said> {
        let batch = Batch::<WORDS>::new(known, self.rules, self.related, self.silent);
        batch.judge(known.len(), measures)
    }
}
