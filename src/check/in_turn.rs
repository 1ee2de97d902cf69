//! Paragraphs that take turns: on each day of a rough date one of them says what none says on all.

use crate::law::RuleSet;
use crate::logic::{Judgement, Slice};
use crate::terms::{Citation, Interval, Verdict};

/// What some paragraphs say in turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTurn {
    /// The verdict of each day, and so of the record.
    pub verdict: Verdict,
    /// Which paragraphs say so on which days, in their order.
    pub days: Vec<(Interval, Vec<Citation>)>,
}

impl InTurn {
    /// Of a record's judgement; nothing where one of the paragraphs says on all days what the record's
    /// verdict is.
    pub(super) fn of(judgement: &Judgement<bool>, rules: &RuleSet) -> Option<Self> {
        let verdict = judgement.record.verdict();
        let mut said = judgement.paragraphs.iter().map(|(_, said)| said.verdict());
        let is_turn = !matches!(verdict, Verdict::Clear | Verdict::Undetermined);
        if !is_turn || said.any(|one| one == verdict) {
            return None;
        }
        let mut days: Vec<(Interval, Vec<Citation>)> = Vec::new();
        for slice in &judgement.slices {
            let saying = saying(slice, verdict, rules);
            match days.last_mut() {
                Some((before, same)) if *same == saying => {
                    let longer = Interval::new(before.first(), slice.days.last());
                    *before = longer.unwrap_or(*before);
                }
                _ => days.push((slice.days, saying)),
            }
        }
        Some(Self { verdict, days })
    }

    /// Whether a paragraph has a turn.
    #[must_use]
    pub fn names(&self, citation: &Citation) -> bool {
        self.days.iter().any(|(_, said)| said.contains(citation))
    }
}

/// The paragraphs that say something on the days of a slice.
fn saying(slice: &Slice<bool>, verdict: Verdict, rules: &RuleSet) -> Vec<Citation> {
    let saying = slice.paragraphs.iter();
    let saying = saying.filter(|(_, said)| said.verdict() == verdict);
    let cited = saying.filter_map(|(id, _)| rules.paragraphs.get(id.index()));
    cited.map(|paragraph| paragraph.citation.clone()).collect()
}
