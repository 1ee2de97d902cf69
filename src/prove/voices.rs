//! Paragraphs asked one after another, until what is left to ask has an answer.

use std::collections::BTreeMap;

use crate::check::Subject;
use crate::law::ParagraphId;
use crate::logic::{Boolean, Verdicts, judge_by, judge_unclassified};
use crate::terms::{Citation, Verdict};

use super::diagram::Diagram;
use super::property::record_of;
use super::reading::{Reading, Region};

/// What has a say on a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    Paragraph(ParagraphId),
    /// What is said of goods that nobody knows.
    Unclassified,
}

/// All that has a say on the records of a region: the strongest counts. To set all against all is
/// dear, as what paragraphs say together has no short diagram; what each says of a region has one,
/// and to know whether anybody says something a few are enough.
pub(super) struct Voices<'a, 's, 'r> {
    reading: &'a Reading<'s, 'r>,
    region: &'a Region<'a, 's, 'r>,
    all: Vec<Voice>,
    said: BTreeMap<usize, Verdicts<Diagram>>,
}

impl<'a, 's, 'r> Voices<'a, 's, 'r> {
    /// Every paragraph, and what is said of goods that nobody knows.
    pub fn all(reading: &'a Reading<'s, 'r>, region: &'a Region<'a, 's, 'r>) -> Self {
        let paragraphs = (0..reading.rules().paragraphs.len()).map(ParagraphId);
        let paragraphs = paragraphs.map(Voice::Paragraph);
        Self::of(
            paragraphs.chain([Voice::Unclassified]).collect(),
            reading,
            region,
        )
    }

    /// The paragraphs that a citation names.
    pub fn within(
        citation: &Citation,
        reading: &'a Reading<'s, 'r>,
        region: &'a Region<'a, 's, 'r>,
    ) -> Self {
        let paragraphs = reading.rules().paragraphs.iter().enumerate();
        let within = paragraphs.filter(|(_, paragraph)| paragraph.citation.is_within(citation));
        let within = within.map(|(index, _)| Voice::Paragraph(ParagraphId(index)));
        Self::of(within.collect(), reading, region)
    }

    fn of(all: Vec<Voice>, reading: &'a Reading<'s, 'r>, region: &'a Region<'a, 's, 'r>) -> Self {
        Self {
            reading,
            region,
            all,
            said: BTreeMap::new(),
        }
    }

    /// The records of a part of the region whose strongest verdict is none of some.
    pub fn not_in(mut self, allowed: &[Verdict], about: &Diagram) -> Diagram {
        let mut open = about.clone();
        let mut broken = about.but_not(about);
        // Those of one kind that stand together in strength are one question.
        for run in
            Verdict::ALL.chunk_by(|one, other| allowed.contains(one) == allowed.contains(other))
        {
            let is_allowed = run.first().is_some_and(|first| allowed.contains(first));
            // Where nobody says anything stronger, all that is left is in the last run.
            let last = run.contains(&Verdict::Clear);
            let left = if last {
                about.but_not(about)
            } else {
                self.without(run, &open, is_allowed)
            };
            if !is_allowed {
                broken = broken.or(&open.but_not(&left));
            }
            open = left;
        }
        broken
    }

    /// Those of which nobody says one of some verdicts. Where many are thought to be said, those who
    /// say it of some record that is left are asked first.
    fn without(&mut self, verdicts: &[Verdict], records: &Diagram, are_many: bool) -> Diagram {
        let mut left = records.clone();
        let mut unasked: Vec<usize> = (0..self.all.len()).collect();
        let mut guess = are_many;
        while !left.is_never() && !unasked.is_empty() {
            let likely = guess
                .then(|| self.likely(verdicts, &left, &unasked))
                .flatten();
            guess &= likely.is_some();
            let voice = unasked.remove(likely.unwrap_or(0));
            let said = self.said(voice);
            left = verdicts
                .iter()
                .fold(left, |left, verdict| left.but_not(said.of(*verdict)));
        }
        left
    }

    /// The place among some voices of one that says one of some verdicts of a record.
    fn likely(&self, verdicts: &[Verdict], records: &Diagram, among: &[usize]) -> Option<usize> {
        let draft = self.reading.space.draft(&records.some().next()?);
        let record = record_of(&draft, self.reading.rules())?;
        let checked = self.reading.checker.check(&record, None);
        let findings = checked.findings.iter();
        let findings = findings.filter(|finding| verdicts.contains(&finding.verdict));
        let speakers = findings.map(|finding| match finding.subject {
            Subject::Paragraph(id, _) => Voice::Paragraph(id),
            Subject::Unclassified => Voice::Unclassified,
        });
        let speakers: Vec<Voice> = speakers.collect();
        let speaks = |voice: &usize| {
            self.all
                .get(*voice)
                .is_some_and(|one| speakers.contains(one))
        };
        among.iter().position(speaks)
    }

    fn said(&mut self, voice: usize) -> &Verdicts<Diagram> {
        let rules = self.reading.rules();
        let paragraph = self.all.get(voice).and_then(|voice| match voice {
            Voice::Paragraph(id) => rules.paragraphs.get(id.index()),
            Voice::Unclassified => None,
        });
        self.said.entry(voice).or_insert_with(|| match paragraph {
            Some(paragraph) => judge_by(rules, paragraph, self.region),
            None => judge_unclassified(rules, self.region),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::check::Checker;
    use crate::law::RuleSet;
    use crate::logic::judge;
    use crate::prove::asked::Asked;
    use crate::prove::space::Space;
    use crate::source::SourceFile;

    const RULES: &str = r#"
resolution 1 adopted 2001-01-01
  regime test

paragraph 1 "No rice"
  forbids  supply to PRK of rice
  except   approved
  checked  "nowhere"

paragraph 2 "Approval of tea"
  requires approval of supply to PRK of rice, tea
  provided approved
  until    2008-01-01
  checked  "nowhere"

paragraph 3 "Care with food"
  calls upon States to watch supply to PRK of tea, salt
  checked  "nowhere"

category rice "Rice"
  words "rice"
category tea "Tea"
  words "tea"
category salt "Salt"
  words "salt"

fact approved "Approved?"
"#;

    /// One voice after another says of every choice of verdicts what all say together.
    #[test]
    fn voices_say_what_all_say_together() {
        let rules = RuleSet::from_files(vec![SourceFile::new("a.rule", RULES)]);
        let rules = rules.unwrap_or_else(|errors| panic!("{}", errors.errors[0]));
        let checkers = [Checker::new(&rules)];
        let space = Space::of(&checkers, &[Asked::by(&rules)]).unwrap();
        let reading = Reading::new(&space, &checkers[0]).unwrap();
        let region = reading.over(&space.valid);
        let together = judge(&rules, &region).record;
        for verdict in Verdict::ALL {
            assert!(
                !together.of(verdict).and(&space.valid).is_never(),
                "{verdict}"
            );
        }
        for choice in 0..64_u32 {
            let chosen = Verdict::ALL.into_iter().enumerate();
            let chosen = chosen.filter(|(place, _)| choice >> place & 1 == 1);
            let chosen: Vec<Verdict> = chosen.map(|(_, verdict)| verdict).collect();
            let verdicts = chosen.iter().map(|verdict| together.of(*verdict));
            let broken = verdicts.fold(space.valid.clone(), |all, those| all.but_not(those));
            let found = Voices::all(&reading, &region).not_in(&chosen, &space.valid);
            assert!(found.is_same(&broken), "{chosen:?}");
        }
    }
}
