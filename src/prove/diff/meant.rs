//! Of which records the verdict moves.

use std::collections::BTreeSet;

use crate::check::Checker;
use crate::law::RuleSet;
use crate::logic::{Boolean, Verdicts, judge_by, judge_unclassified};
use crate::prove::asked::Asked;
use crate::prove::diagram::Diagram;
use crate::prove::property::{least, record_of};
use crate::prove::reading::Reading;
use crate::prove::space::Space;
use crate::record::Draft;
use crate::terms::{Citation, Verdict};

use super::cover::cover;
use super::scope::Scope;
use super::words::words;

/// Diagrams of so many nodes are worked out in seconds.
const LARGEST: usize = 200_000;

/// So many blocks of records are put into words for a paragraph.
const MOST_SHOWN: usize = 3;

/// The same for all rules together, where each block has to say why no other rule speaks.
const MOST_TOGETHER: usize = 2;

/// Two rule sets made ready for the question of which records they judge differently.
pub struct Differ<'r> {
    checkers: Vec<Checker<'r>>,
    space: Space,
    /// With more nodes than this, what all rules say together is not worked out.
    largest: usize,
}

/// Of which records the verdict moves.
#[derive(Debug, Clone)]
pub struct Meant {
    /// Where all rules together say something else; nothing where that is too much to work out.
    pub whole: Option<Vec<Move>>,
    /// Where a paragraph says something else.
    pub paragraphs: Vec<(Citation, Vec<Move>)>,
}

/// Records that had one verdict and have another.
#[derive(Debug, Clone)]
pub struct Move {
    /// What the old rules say.
    pub from: Verdict,
    /// What the new rules say.
    pub to: Verdict,
    /// Which records, block by block; nothing is in a block that is not moved.
    pub records: Vec<String>,
    /// How many more blocks there are.
    pub more: usize,
    /// Whether these are all blocks.
    pub is_whole: bool,
    /// One of them.
    pub witness: Witness,
}

/// A record whose verdict moves.
#[derive(Debug, Clone)]
pub struct Witness {
    /// The record as the text of a case; nothing can be left out of it.
    pub draft: Draft,
    /// Whether checking it by both rule sets says so too.
    pub is_confirmed: bool,
}

impl Meant {
    /// The moves that count for the record as a whole; those of paragraphs where that is not known.
    fn firm(&self) -> Vec<&Move> {
        match &self.whole {
            Some(moves) => moves.iter().collect(),
            None => self.paragraphs.iter().flat_map(|(_, all)| all).collect(),
        }
    }

    /// Whether a record that was prohibited no longer is.
    #[must_use]
    pub fn is_loosened(&self) -> bool {
        let mut moves = self.firm().into_iter();
        moves.any(|one| one.from == Verdict::Prohibited)
    }

    /// Whether a record that was not prohibited is now.
    #[must_use]
    pub fn is_tightened(&self) -> bool {
        let mut moves = self.firm().into_iter();
        moves.any(|one| one.to == Verdict::Prohibited)
    }

    /// Whether any verdict moves, of a record or by a paragraph, as far as that is known.
    #[must_use]
    pub fn is_moved(&self) -> bool {
        let whole = self.whole.as_ref().is_none_or(|moves| !moves.is_empty());
        whole || !self.paragraphs.is_empty()
    }
}

impl<'r> Differ<'r> {
    /// Makes two rule sets ready; nothing where they are larger than diagrams can hold.
    ///
    /// ```
    /// use interdict::law::RuleSet;
    /// use interdict::prove::Differ;
    /// use interdict::source::SourceFile;
    /// use interdict::terms::Verdict;
    ///
    /// let rules = |day: &str| {
    ///     let text = format!("category rice \"Rice\"\n  words \"rice\"\n\
    ///         resolution 1 adopted 2001-01-01\n  regime test\n\
    ///         paragraph 1 \"no rice\"\n  forbids supply to PRK of rice\n  since {day}\n  checked \"nowhere\"");
    ///     RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap()
    /// };
    /// let (old, new) = (rules("2001-02-01"), rules("2001-03-01"));
    /// let meant = Differ::new(&old, &new).unwrap().meant();
    /// let whole = meant.whole.unwrap();
    /// let later = whole.iter().find(|one| one.from == Verdict::Prohibited).unwrap();
    /// assert_eq!(later.to, Verdict::Clear);
    /// assert_eq!(later.records, ["rice; to PRK; from 2001-02-01 to 2001-02-28"]);
    /// assert!(later.witness.is_confirmed);
    /// ```
    #[must_use]
    pub fn new(old: &'r RuleSet, new: &'r RuleSet) -> Option<Self> {
        let checkers = vec![Checker::new(old), Checker::new(new)];
        let asked = [Asked::by(old), Asked::by(new)];
        let space = Space::of(&checkers, &asked)?;
        Some(Self {
            checkers,
            space,
            largest: LARGEST,
        })
    }

    /// The old rules and the new ones, each ready to check records.
    #[must_use]
    pub fn checkers(&self) -> Option<(&Checker<'r>, &Checker<'r>)> {
        match self.checkers.as_slice() {
            [old, new] => Some((old, new)),
            _ => None,
        }
    }

    /// Of which records the verdict moves, by each paragraph and by all rules together.
    #[must_use]
    pub fn meant(&self) -> Meant {
        let texts: BTreeSet<&str> = self
            .checkers
            .iter()
            .map(|checker| checker.rules().digest.as_str())
            .collect();
        if texts.len() == 1 {
            return Meant {
                whole: Some(Vec::new()),
                paragraphs: Vec::new(),
            };
        }
        let readings = self.checkers.iter();
        let readings: Option<Vec<Reading<'_, 'r>>> = readings
            .map(|checker| Reading::new(&self.space, checker))
            .collect();
        match readings.as_deref() {
            Some([old, new]) => Pair::of(&self.space, old, new).meant(self.largest),
            _ => Meant {
                whole: None,
                paragraphs: Vec::new(),
            },
        }
    }
}

/// Two rule sets read over one space.
struct Pair<'a, 's, 'r> {
    space: &'s Space,
    old: &'a Reading<'s, 'r>,
    new: &'a Reading<'s, 'r>,
    scope: Scope<'s>,
}

/// A diagram for each verdict.
type Six = Vec<(Verdict, Diagram)>;

impl<'a, 's, 'r> Pair<'a, 's, 'r> {
    fn of(space: &'s Space, old: &'a Reading<'s, 'r>, new: &'a Reading<'s, 'r>) -> Self {
        let scope = Scope::of(&[old, new]);
        Self {
            space,
            old,
            new,
            scope,
        }
    }

    fn meant(&self, largest: usize) -> Meant {
        let (old, new) = (said(self.old), said(self.new));
        let citations: BTreeSet<&Citation> =
            old.iter().chain(&new).map(|(cited, _)| cited).collect();
        let mut paragraphs = Vec::new();
        let mut moved = self.nowhere();
        for citation in citations {
            let find = |all: &[(Citation, Six)]| {
                let at = all.binary_search_by(|(cited, _)| cited.cmp(citation)).ok();
                let found = at.and_then(|at| all.get(at)).map(|(_, six)| six.clone());
                found.unwrap_or_else(|| self.clear())
            };
            let moves = self.moves(&find(&old), &find(&new), Some(citation), &mut moved);
            if !moves.is_empty() {
                paragraphs.push((citation.clone(), moves));
            }
        }
        let unknown = (unknown(self.old), unknown(self.new));
        for (one, two) in unknown.0.iter().zip(&unknown.1) {
            let differ = one.1.but_not(&two.1).or(&two.1.but_not(&one.1));
            moved = moved.or(&differ.and(&self.space.valid));
        }
        let together = |paragraphs, unknown| together(paragraphs, unknown, &moved, largest);
        let both = together(&old, &unknown.0).zip(together(&new, &unknown.1));
        let whole = both.map(|(old, new)| self.moves(&old, &new, None, &mut self.nowhere()));
        Meant { whole, paragraphs }
    }

    /// The moves between what two rule sets say; the records that move are added to `moved`.
    fn moves(
        &self,
        old: &Six,
        new: &Six,
        paragraph: Option<&Citation>,
        moved: &mut Diagram,
    ) -> Vec<Move> {
        let mut moves = Vec::new();
        for (from, before) in old {
            let same = new.iter().find(|(verdict, _)| verdict == from);
            let Some((_, same)) = same else { continue };
            let gone = before.but_not(same).and(&self.space.valid);
            if gone.is_never() {
                continue;
            }
            *moved = moved.or(&gone);
            for (to, after) in new.iter().filter(|(to, _)| to != from) {
                let set = gone.and(after);
                moves.extend(self.one_move((*from, *to), &set, paragraph));
            }
        }
        moves
    }

    fn one_move(
        &self,
        (from, to): (Verdict, Verdict),
        set: &Diagram,
        paragraph: Option<&Citation>,
    ) -> Option<Move> {
        let witness = match self.witness((from, to), set, paragraph) {
            None if set.is_too_large() => Witness {
                draft: Draft::default(),
                is_confirmed: false,
            },
            witness => witness?,
        };
        let found = cover(set, self.space);
        let most = paragraph.map_or(MOST_TOGETHER, |_| MOST_SHOWN);
        let shown = found.blocks.iter().take(most);
        Some(Move {
            from,
            to,
            records: shown
                .map(|block| words(block, self.space, &self.scope))
                .collect(),
            more: found.blocks.len().saturating_sub(most),
            is_whole: found.is_whole,
            witness,
        })
    }

    /// The smallest record of a set, or another where that is not confirmed.
    fn witness(
        &self,
        verdicts: (Verdict, Verdict),
        set: &Diagram,
        paragraph: Option<&Citation>,
    ) -> Option<Witness> {
        let smallest = least(set, self.space)?;
        let mut all = std::iter::once(smallest.clone()).chain(set.some());
        let confirmed = all.find(|record| {
            let verdict = |reading: &Reading<'_, '_>| {
                let known = self.space.as_known(record, reading.rules());
                verdict_of(&self.space.draft(&known), reading.checker, paragraph)
            };
            (verdict(self.old), verdict(self.new)) == (Some(verdicts.0), Some(verdicts.1))
        });
        let is_confirmed = confirmed.is_some();
        let draft = self.space.draft(&confirmed.unwrap_or(smallest));
        Some(Witness {
            draft,
            is_confirmed,
        })
    }

    fn nowhere(&self) -> Diagram {
        Diagram::of(self.space.all.mk_false())
    }

    /// What a paragraph says that is not there.
    fn clear(&self) -> Six {
        let everywhere = Diagram::of(self.space.all.mk_true());
        let each = Verdict::ALL.into_iter();
        each.map(|verdict| match verdict {
            Verdict::Clear => (verdict, everywhere.clone()),
            _ => (verdict, self.nowhere()),
        })
        .collect()
    }
}

/// What a record is when it is checked, by a paragraph or by all.
fn verdict_of(
    draft: &Draft,
    checker: &Checker<'_>,
    paragraph: Option<&Citation>,
) -> Option<Verdict> {
    let rules = checker.rules();
    let record = record_of(draft, rules)?;
    let checked = checker.check(&record, None);
    let Some(citation) = paragraph else {
        return Some(checked.verdict);
    };
    let mut findings = checked.findings.iter();
    let found = findings.find(|finding| {
        let paragraph = finding.paragraph(rules);
        paragraph.is_some_and(|paragraph| paragraph.citation == *citation)
    });
    Some(found.map_or(Verdict::Clear, |finding| finding.verdict))
}

fn six(verdicts: &Verdicts<Diagram>) -> Six {
    let each = Verdict::ALL.into_iter();
    each.map(|verdict| (verdict, verdicts.of(verdict).clone()))
        .collect()
}

/// What each paragraph says of all records, in the order of citations.
fn said(reading: &Reading<'_, '_>) -> Vec<(Citation, Six)> {
    let rules = reading.rules();
    let region = reading.over(&reading.space.valid);
    let speaks = rules.paragraphs.iter().filter(|p| !p.measures.is_empty());
    speaks
        .map(|paragraph| {
            let verdicts = judge_by(rules, paragraph, &region);
            (paragraph.citation.clone(), six(&verdicts))
        })
        .collect()
}

/// What is said of goods of which nothing is known.
fn unknown(reading: &Reading<'_, '_>) -> Six {
    let region = reading.over(&reading.space.valid);
    six(&judge_unclassified(reading.rules(), &region))
}

/// What all paragraphs together say of some records; nothing where that has more nodes than are
/// worked out.
fn together(
    paragraphs: &[(Citation, Six)],
    unknown: &Six,
    records: &Diagram,
    largest: usize,
) -> Option<Six> {
    let mut rest = records.clone();
    let mut together = Six::new();
    for (index, verdict) in Verdict::ALL.into_iter().enumerate() {
        let each = paragraphs.iter().map(|(_, six)| six);
        let each = each.chain(std::iter::once(unknown));
        let mut any = rest.but_not(&rest);
        for six in each {
            let Some((_, here)) = six.get(index) else {
                continue;
            };
            if verdict != Verdict::Clear {
                any = any.or(&here.and(&rest));
            }
            if any.size().is_none_or(|size| size > largest) {
                return None;
            }
        }
        // What nothing says anything of is clear.
        if verdict == Verdict::Clear {
            any = rest.clone();
        }
        rest = rest.but_not(&any);
        together.push((verdict, any));
    }
    Some(together)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use biodivine_lib_bdd::BddValuation;
    use proptest::prelude::Rng;
    use proptest::test_runner::{Config, RngSeed, TestRunner};

    use super::*;
    use crate::prove::diff::cover::Block;
    use crate::prove::diff::slots::slots;

    /// Checks records of a block, which must all move.
    fn try_block(
        block: &Block,
        pair: &Pair<'_, '_, '_>,
        verdicts: (Verdict, Verdict),
        paragraph: Option<&Citation>,
        random: &mut impl FnMut(usize) -> usize,
    ) -> usize {
        let space = pair.space;
        let mut tried = 0;
        for _ in 0..12 {
            let mut record = BddValuation::all_false(space.all.num_vars());
            for ((_, domain), values) in slots(space).iter().zip(&block.values) {
                let values = values.iter().enumerate().filter(|(_, value)| **value);
                let values: Vec<usize> = values.map(|(at, _)| at).collect();
                domain.put(&mut record, values[random(values.len())]);
            }
            if !space.valid.has(&record) {
                continue;
            }
            tried += 1;
            let said = |reading: &Reading<'_, '_>| {
                let known = space.as_known(&record, reading.rules());
                verdict_of(&space.draft(&known), reading.checker, paragraph).unwrap()
            };
            let draft = space.draft(&record);
            let words = words(block, space, &pair.scope);
            assert_eq!(
                (said(pair.old), said(pair.new)),
                verdicts,
                "{words}: {draft}"
            );
        }
        tried
    }

    /// What is too much to work out is said to be, and counts by paragraphs.
    #[test]
    fn what_is_too_large_counts_by_paragraphs() {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/diff/date_moved");
        let side = |side: &str| RuleSet::load(&[golden.join(side)]).unwrap();
        let (old, new) = (side("old"), side("new"));
        let mut differ = Differ::new(&old, &new).unwrap();
        let whole = differ.meant();
        differ.largest = 1;
        let parts = differ.meant();
        assert!(whole.whole.is_some() && parts.whole.is_none());
        assert_eq!(parts.paragraphs.len(), whole.paragraphs.len());
        assert!(parts.is_moved());
        assert_eq!(
            (parts.is_loosened(), parts.is_tightened()),
            (whole.is_loosened(), whole.is_tightened())
        );
    }

    #[test]
    fn every_record_of_a_block_moves_when_it_is_checked() {
        let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/diff");
        let mut runner = TestRunner::new(Config {
            rng_seed: RngSeed::Fixed(11),
            ..Config::default()
        });
        let mut random = |below: usize| {
            let number = runner.rng().next_u64() % below as u64;
            usize::try_from(number).unwrap()
        };
        let mut tried = 0;
        for case in std::fs::read_dir(golden).unwrap() {
            let case = case.unwrap().path();
            let side = |side: &str| RuleSet::load(&[Path::new(&case).join(side)]);
            let (Ok(old), Ok(new)) = (side("old"), side("new")) else {
                continue;
            };
            let differ = Differ::new(&old, &new).unwrap();
            let readings = differ.checkers.iter();
            let readings: Vec<_> = readings
                .map(|checker| Reading::new(&differ.space, checker).unwrap())
                .collect();
            let pair = Pair::of(&differ.space, &readings[0], &readings[1]);
            let (old, new) = (said(pair.old), said(pair.new));
            for (citation, before) in &old {
                let after = new.iter().find(|(cited, _)| cited == citation);
                let after = after.map_or_else(|| pair.clear(), |(_, six)| six.clone());
                for (from, was) in before {
                    for (to, is) in after.iter().filter(|(to, _)| to != from) {
                        let set = was.and(is).and(&differ.space.valid);
                        for block in &cover(&set, &differ.space).blocks {
                            let verdicts = (*from, *to);
                            tried += try_block(block, &pair, verdicts, Some(citation), &mut random);
                        }
                    }
                }
            }
        }
        assert!(tried > 500, "only {tried}");
    }
}
