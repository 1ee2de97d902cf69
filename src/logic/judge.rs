//! A whole line: every slice of its date, every part of its goods, every paragraph.

use crate::law::{Paragraph, ParagraphId, RuleSet};
use crate::terms::{Interval, Verdict};

use super::algebra::{Boolean, Verdicts};
use super::meaning::{World, outcome, reaches};

/// A line (or many at once) as slices of time and parts of goods.
pub trait Line {
    /// The algebra of its answers.
    type B: Boolean;

    /// The slices of its date; at least one. No boundary of the rules lies inside a slice.
    fn slices(&self) -> &[Interval];
    /// How many goods it names; at least one.
    fn parts(&self) -> usize;
    /// What is known of one part on one slice.
    fn world(&self, slice: Interval, part: usize) -> impl World<B = Self::B>;
    /// Whether nothing at all is known of what a part is.
    fn is_unclassified(&self, part: usize) -> Self::B;
}

/// What the paragraphs say on one slice of time.
#[derive(Debug, Clone)]
pub struct Slice<B> {
    /// The days.
    pub days: Interval,
    /// The verdicts of the paragraphs that have a measure, in their order.
    pub paragraphs: Vec<(ParagraphId, Verdicts<B>)>,
    /// Undetermined where goods are unknown and a measure reaches the transfer, else clear.
    pub unclassified: Verdicts<B>,
    /// The strongest of all.
    pub record: Verdicts<B>,
}

/// What the rules say of a line.
#[derive(Debug, Clone)]
pub struct Judgement<B> {
    /// On each slice of its date.
    pub slices: Vec<Slice<B>>,
    /// Of each paragraph that has a measure: what all slices agree on, else undetermined.
    pub paragraphs: Vec<(ParagraphId, Verdicts<B>)>,
    /// Of the record: what all slices agree on, else undetermined.
    pub record: Verdicts<B>,
}

/// Judges a line by every paragraph of the rules.
pub fn judge<L: Line>(rules: &RuleSet, line: &L) -> Judgement<L::B> {
    let all: Vec<_> = (0..rules.paragraphs.len()).map(ParagraphId).collect();
    judge_among(rules, line, &all)
}

/// Judges a line by some paragraphs, in order, of which it is known that no other says anything.
pub fn judge_among<L: Line>(
    rules: &RuleSet,
    line: &L,
    paragraphs: &[ParagraphId],
) -> Judgement<L::B> {
    let slices: Vec<_> = line
        .slices()
        .iter()
        .map(|days| judge_slice(rules, line, *days, paragraphs))
        .collect();
    let mut paragraphs = slices
        .first()
        .map(|slice| slice.paragraphs.clone())
        .unwrap_or_default();
    for slice in slices.iter().skip(1) {
        for ((_, all), (_, here)) in paragraphs.iter_mut().zip(&slice.paragraphs) {
            *all = all.agreed(here);
        }
    }
    let agreed = slices.iter().map(|slice| slice.record.clone());
    let record = agreed.reduce(|all, next| all.agreed(&next));
    let record = record.unwrap_or_else(|| clear(line, Interval::ALWAYS));
    Judgement {
        slices,
        paragraphs,
        record,
    }
}

/// Judges a line by one paragraph alone, over all slices and parts.
pub fn judge_by<L: Line>(rules: &RuleSet, paragraph: &Paragraph, line: &L) -> Verdicts<L::B> {
    agreed(line, |days| judge_paragraph(rules, paragraph, line, days))
}

/// Judges goods of a line of which nothing is known, over all slices and parts: undetermined where
/// a measure reaches the transfer, else clear.
pub fn judge_unclassified<L: Line>(rules: &RuleSet, line: &L) -> Verdicts<L::B> {
    agreed(line, |days| judge_unclassified_on(rules, line, days))
}

/// What all slices of a line agree on, else undetermined.
fn agreed<L: Line>(line: &L, judge: impl Fn(Interval) -> Verdicts<L::B>) -> Verdicts<L::B> {
    let slices = line.slices().iter().map(|days| judge(*days));
    let agreed = slices.reduce(|all, next| all.agreed(&next));
    agreed.unwrap_or_else(|| clear(line, Interval::ALWAYS))
}

fn judge_slice<L: Line>(
    rules: &RuleSet,
    line: &L,
    days: Interval,
    among: &[ParagraphId],
) -> Slice<L::B> {
    let mut paragraphs = Vec::new();
    for id in among {
        let paragraph = rules.paragraphs.get(id.index());
        if let Some(paragraph) = paragraph.filter(|paragraph| !paragraph.measures.is_empty()) {
            paragraphs.push((*id, judge_paragraph(rules, paragraph, line, days)));
        }
    }
    let unclassified = judge_unclassified_on(rules, line, days);
    let strongest = paragraphs
        .iter()
        .fold(unclassified.clone(), |strongest, (_, verdicts)| {
            strongest.strongest(verdicts)
        });
    Slice {
        days,
        paragraphs,
        unclassified,
        record: strongest,
    }
}

/// The strongest outcome of a paragraph's measures over all parts of the line.
fn judge_paragraph<L: Line>(
    rules: &RuleSet,
    paragraph: &Paragraph,
    line: &L,
    days: Interval,
) -> Verdicts<L::B> {
    let mut strongest = clear(line, days);
    for part in 0..line.parts() {
        let world = line.world(days, part);
        for measure in &paragraph.measures {
            strongest = strongest.strongest(&outcome(measure, rules, &world));
        }
    }
    strongest
}

fn judge_unclassified_on<L: Line>(rules: &RuleSet, line: &L, days: Interval) -> Verdicts<L::B> {
    let mut strongest = clear(line, days);
    for part in 0..line.parts() {
        let unclassified = line.is_unclassified(part);
        if unclassified.is_never() {
            continue;
        }
        let world = line.world(days, part);
        let paragraphs = rules.paragraphs.iter();
        let mut reached = world.constant(false);
        for measure in paragraphs.flat_map(|paragraph| &paragraph.measures) {
            reached = reached.or(&reaches(measure, rules, &world));
            if reached.not().is_never() {
                break;
            }
        }
        let open = unclassified.and(&reached);
        strongest = strongest.strongest(&Verdicts::from_each(|verdict| match verdict {
            Verdict::Undetermined => open.clone(),
            Verdict::Clear => open.not(),
            _ => world.constant(false),
        }));
    }
    strongest
}

fn clear<L: Line>(line: &L, days: Interval) -> Verdicts<L::B> {
    let world = line.world(days, 0);
    Verdicts::from_each(|verdict| world.constant(verdict == Verdict::Clear))
}
