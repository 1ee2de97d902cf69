//! Records made from the rules, for tests: proptest strategies, and properties tried on what they
//! make. Feature `proptest`.
//!
//! A record begins with a condition of the rules: what a measure covers, what lifts it, what a
//! property is about. One way in which it holds is chosen down to its leaves, one leaf may be
//! turned or left open, and each field is then filled so that the leaves come out: with days on,
//! before and behind those on which rules change, amounts on both sides of each threshold, codes at
//! the ends of ranges, categories at every depth. At the end a field may be left out.
//!
//! ```
//! use interdict::check::Checker;
//! use interdict::law::RuleSet;
//! use interdict::strategies::records;
//! use interdict::terms::Verdict;
//! use proptest::test_runner::{Config, TestRunner};
//!
//! let rules = RuleSet::builtin().unwrap();
//! let checker = Checker::new(&rules);
//! let mut runner = TestRunner::new(Config { cases: 20, ..Config::default() });
//! runner.run(&records(&rules), |made| {
//!     // Whatever is made, a record is clear where nothing is found, and nowhere else.
//!     let checked = checker.check(&made.record, None);
//!     assert_eq!(checked.verdict == Verdict::Clear, checked.findings.is_empty(), "{}", made.ron);
//!     Ok(())
//! }).unwrap();
//! ```

mod chance;
mod fulfil;
mod goods;
mod shrink;
mod trial;
mod wish;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;

use crate::check::names;
use crate::law::{Condition, ConditionKind, Measure, Property, RuleSet};
use crate::record::{Draft, Format, Names, Record, read};
use crate::source::SourceFile;
use crate::terms::Country;

use chance::Chance;
use fulfil::fulfil;
use wish::{Wish, leaves, turn, turn_one, wish};

pub use shrink::RecordTree;
pub use trial::{Broken, Seed, SeedError, Seeds, Trial, attempt};

/// The name under which reports show a record that was made.
const FILE: &str = "made from the rules";

/// How often a record is made anew that cannot be read.
const TRIES: usize = 20;

/// A record that was made, and its text.
#[derive(Clone)]
pub struct Made {
    /// The record, as the library reads the text.
    pub record: Record,
    /// The text: one record in RON.
    pub ron: String,
    pub(self) draft: Draft,
}

impl fmt::Debug for Made {
    /// The text says all there is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.ron)
    }
}

/// Makes records from rules: see the [module](self).
#[derive(Debug)]
pub struct RecordStrategy<'r> {
    rules: &'r RuleSet,
    /// What every record is about, where that is given.
    about: Option<&'r Condition>,
    /// The measures of which parts are met or missed.
    measures: Vec<&'r Measure>,
    /// The leaves of their clauses.
    leaves: Vec<Vec<Leaf<'r>>>,
    /// The countries that rules name.
    named: Vec<Country>,
    names: Arc<Names>,
}

/// A leaf of a measure.
#[derive(Debug, Clone, Copy)]
struct Leaf<'r> {
    measure: &'r Measure,
    /// What it is part of, where that is not what the measure covers.
    of: Option<&'r Condition>,
    leaf: &'r Condition,
}

/// Records that meet, or just miss, the measures of the rules.
///
/// ```
/// use interdict::law::RuleSet;
/// use interdict::strategies::records;
/// use proptest::strategy::{Strategy, ValueTree};
/// use proptest::test_runner::TestRunner;
///
/// let rules = RuleSet::builtin().unwrap();
/// let mut runner = TestRunner::deterministic();
/// let made = records(&rules).new_tree(&mut runner).unwrap().current();
/// assert!(made.ron.starts_with("(\n"));
/// ```
#[must_use]
pub fn records(rules: &RuleSet) -> RecordStrategy<'_> {
    let measures = rules.paragraphs.iter().flat_map(|p| &p.measures);
    RecordStrategy::new(rules, None, measures.collect())
}

/// Records that a property is about, or nearly so, among them those that meet, or just miss, the
/// measures of the paragraphs that it names.
///
/// ```
/// use interdict::check::Checker;
/// use interdict::law::RuleSet;
/// use interdict::strategies::records_for;
/// use proptest::strategy::{Strategy, ValueTree};
/// use proptest::test_runner::TestRunner;
///
/// let rules = RuleSet::builtin().unwrap();
/// let checker = Checker::new(&rules);
/// let property = &rules.properties[0];
/// let strategy = records_for(property, &rules);
/// let mut runner = TestRunner::deterministic();
/// let made = (0..20).map(|_| strategy.new_tree(&mut runner).unwrap().current());
/// let about = made.filter(|made| checker.broken(property, &made.record).is_some());
/// assert!(about.count() > 5);
/// ```
#[must_use]
pub fn records_for<'r>(property: &'r Property, rules: &'r RuleSet) -> RecordStrategy<'r> {
    let asked = |measure_of: &crate::law::Paragraph| {
        let mut by = property.by.iter();
        property.by.is_empty() || by.any(|citation| measure_of.citation.is_within(citation))
    };
    let paragraphs = rules.paragraphs.iter().filter(|paragraph| asked(paragraph));
    let measures = paragraphs.flat_map(|paragraph| &paragraph.measures);
    RecordStrategy::new(rules, Some(&property.records), measures.collect())
}

impl<'r> RecordStrategy<'r> {
    fn new(rules: &'r RuleSet, about: Option<&'r Condition>, measures: Vec<&'r Measure>) -> Self {
        Self {
            rules,
            about,
            leaves: leaves_of(&measures),
            measures,
            named: countries(rules),
            names: Arc::new(names(rules)),
        }
    }

    fn draft(&self, chance: &mut Chance<'_>) -> Draft {
        let mut wishes = Vec::new();
        if let Some(about) = self.about {
            wish(about, true, None, chance, &mut wishes);
        }
        let firm = wishes.len();
        // A property is also tried on records that no measure in particular is behind.
        let alone = self.about.is_some() && chance.happens(25);
        let clause = chance.pick(&self.leaves);
        let leaf = clause.and_then(|clause| chance.pick(clause)).copied();
        match (leaf, chance.pick(&self.measures)) {
            _ if alone => {}
            (Some(leaf), _) if chance.happens(60) => {
                leaf.meet(chance, &mut wishes);
                if chance.happens(50)
                    && let Some(own) = wishes.get_mut(firm..)
                {
                    turn(own, leaf.leaf, chance);
                }
            }
            (_, Some(measure)) => {
                meet(measure, chance, &mut wishes);
                if chance.happens(30) {
                    turn_one(&mut wishes, firm, chance);
                }
            }
            _ => {}
        }
        if chance.happens(4) {
            turn_one(&mut wishes, 0, chance);
        }
        let mut draft = fulfil(wishes, self.rules, &self.named, chance);
        if chance.happens(12) {
            leave_out(&mut draft, chance);
        }
        draft
    }
}

impl<'r> Strategy for RecordStrategy<'r> {
    type Tree = RecordTree<'r>;
    type Value = Made;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        for _ in 0..TRIES {
            let draft = self.draft(&mut Chance(runner.rng()));
            if let Some(made) = read_draft(draft, &self.names) {
                let names = Arc::clone(&self.names);
                return Ok(RecordTree::new(self.rules, names, made));
            }
        }
        Err("no record made from the rules could be read".into())
    }
}

impl<'r> Leaf<'r> {
    /// Wishes that the measure covers, and that what the leaf is part of holds by it.
    fn meet(&self, chance: &mut Chance<'_>, wishes: &mut Vec<Wish<'r>>) {
        let leaf = Some(self.leaf);
        wish(&self.measure.covers, true, leaf, chance, wishes);
        if let Some(of) = self.of {
            wish(of, true, leaf, chance, wishes);
        }
    }
}

/// The leaves of measures, clause by clause. What lifts many measures is taken with the first of
/// them; days and places need no leaf of their own, since every measure has them.
fn leaves_of<'r>(measures: &[&'r Measure]) -> Vec<Vec<Leaf<'r>>> {
    let mut clauses = Vec::new();
    let mut seen = BTreeSet::new();
    for measure in measures {
        let mut add = |of: Option<&'r Condition>, clause: &'r Condition| {
            let inside = leaves(clause).into_iter();
            clauses.push(inside.map(|leaf| Leaf { measure, of, leaf }).collect());
        };
        if let ConditionKind::All(covers) = &measure.covers.kind {
            covers.iter().skip(2).for_each(|clause| add(None, clause));
        }
        let lifts = measure.lifts.iter().map(|lift| &lift.condition);
        for of in lifts.chain(&measure.allowed) {
            if seen.insert(of.place) {
                add(Some(of), of);
            }
        }
    }
    clauses
}

/// Wishes that a measure covers, just so or by what else decides it.
fn meet<'r>(measure: &'r Measure, chance: &mut Chance<'_>, wishes: &mut Vec<Wish<'r>>) {
    let lift = chance.pick(&measure.lifts);
    let (covers, also) = match (chance.below(100), lift, &measure.allowed) {
        (0..10, ..) => (false, None),
        (10..45, Some(lift), _) => (true, Some(&lift.condition)),
        (.., allowed) => (true, allowed.as_ref()),
    };
    wish(&measure.covers, covers, None, chance, wishes);
    if let Some(also) = also {
        let holds = chance.happens(60);
        wish(also, holds, None, chance, wishes);
    }
}

/// Takes one of the fields away that a report may lack.
fn leave_out(draft: &mut Draft, chance: &mut Chance<'_>) {
    let facts: Vec<String> = draft.facts.keys().cloned().collect();
    match chance.below(9) {
        0 => draft.from = None,
        1 => draft.to = None,
        2 => draft.date = None,
        3 if draft.item.is_some() || !draft.categories.is_empty() => draft.hs = None,
        4 if draft.hs.is_some() => {
            draft.item = None;
            draft.categories.clear();
        }
        5 => draft.unit = None,
        6 => draft.currency = None,
        _ => {
            if let Some(name) = chance.pick(&facts) {
                draft.facts.remove(name);
            }
        }
    }
}

/// Writes a draft and reads it as any other record; nothing where the reader finds fault with it.
fn read_draft(draft: Draft, names: &Names) -> Option<Made> {
    let ron = format!("{draft}\n");
    let record = read_one(&ron, names)?;
    Some(Made { record, ron, draft })
}

fn read_one(ron: &str, names: &Names) -> Option<Record> {
    let file = SourceFile::new(FILE, ron);
    let records = read(&file, Format::Ron, names);
    (records.unread == 0).then_some(records.records)?.pop()
}

/// The countries that conditions of the rules name, those of properties among them, in order.
fn countries(rules: &RuleSet) -> Vec<Country> {
    let mut named = Vec::new();
    let measures = rules.paragraphs.iter().flat_map(|p| &p.measures);
    let of_measures = measures.flat_map(|measure| {
        let lifts = measure.lifts.iter().map(|lift| &lift.condition);
        lifts.chain([&measure.covers])
    });
    let of_properties = rules.properties.iter().map(|property| &property.records);
    for condition in of_measures.chain(of_properties) {
        condition.walk(&mut |part| match part.kind {
            ConditionKind::Place(_, country) | ConditionKind::Flag(country) => {
                named.push(country);
            }
            _ => {}
        });
    }
    named.sort_by(|a, b| a.alpha3().cmp(b.alpha3()));
    named.dedup();
    named
}
