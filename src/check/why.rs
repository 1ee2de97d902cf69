//! Why a paragraph says what it says of a record, or why it says nothing: every clause of every
//! measure with its truth and what the record says to it.

use std::collections::BTreeMap;

use crate::law::{Paragraph, ParagraphId};
use crate::record::Record;
use crate::terms::{Date, Interval, Verdict};

use super::checker::Checker;
use super::clause::Clause;
use super::explain::{Exemption, Explained, Explainer};
use super::known::Known;
use super::ledger::Before;

/// One measure of a paragraph, on the days and for the goods of the line where it comes closest
/// to covering.
#[derive(Debug, Clone)]
pub struct Why {
    /// The measure, as an index into the paragraph's measures.
    pub measure: usize,
    /// The days of the record's date that are meant.
    pub days: Interval,
    /// Its outcome there.
    pub verdict: Verdict,
    /// What it says on all days of the record's date, in their order.
    pub said: Vec<(Interval, Verdict)>,
    /// When it covers.
    pub covers: Clause,
    /// Of an allowance: what it asks.
    pub allowed: Option<Clause>,
    /// What could lift it.
    pub lifts: Vec<(Clause, Exemption)>,
}

impl Checker<'_> {
    /// Explains every measure of a paragraph for a record that comes after others; `on` stands in
    /// for its date.
    #[must_use]
    pub fn why(
        &self,
        record: &Record,
        paragraph: ParagraphId,
        before: &Before,
        on: Option<Date>,
    ) -> Vec<Why> {
        let mut known = Known::of(record, self.classifier(), self.rules(), on);
        known.before = before.clone();
        let paragraph = self.rules().paragraphs.get(paragraph.index());
        paragraph
            .map(|paragraph| explain(record, &known, paragraph))
            .unwrap_or_default()
    }
}

fn explain(record: &Record, known: &Known<'_>, paragraph: &Paragraph) -> Vec<Why> {
    let measures = paragraph.measures.iter().enumerate();
    let closest = measures.filter_map(|(index, measure)| {
        let mut all: Vec<(Interval, Explained)> = Vec::new();
        for slice in &known.slices {
            for part in 0..known.goods.len() {
                let explainer = Explainer {
                    moment: known.moment(*slice, part),
                    record,
                };
                all.push((*slice, explainer.measure(measure)));
            }
        }
        let said = said(&all);
        let closeness = |(_, explained): &(Interval, Explained)| {
            (explained.verdict, explained.covers.count_failed())
        };
        let (days, explained) = all.into_iter().min_by_key(closeness)?;
        let Explained {
            verdict,
            covers,
            allowed,
            lifts,
            ..
        } = explained;
        Some(Why {
            measure: index,
            days,
            verdict,
            said,
            covers,
            allowed,
            lifts,
        })
    });
    closest.collect()
}

/// The strongest outcome on each of the days, those together that follow each other with the same.
fn said(all: &[(Interval, Explained)]) -> Vec<(Interval, Verdict)> {
    let mut of_days: BTreeMap<(Date, Date), Verdict> = BTreeMap::new();
    for (days, explained) in all {
        let verdict = of_days
            .entry((days.first(), days.last()))
            .or_insert(explained.verdict);
        *verdict = explained.verdict.min(*verdict);
    }
    let mut said: Vec<(Interval, Verdict)> = Vec::new();
    for ((first, last), verdict) in of_days {
        match said.last_mut() {
            Some((days, before)) if *before == verdict => {
                *days = Interval::new(days.first(), last).unwrap_or(*days);
            }
            _ => said.extend(Interval::new(first, last).map(|days| (days, verdict))),
        }
    }
    said
}
