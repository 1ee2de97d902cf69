//! Properties held against all records.

use biodivine_lib_bdd::BddValuation;

use crate::check::{Checker, Unmet, names};
use crate::law::{Property, RuleSet};
use crate::logic::{Boolean, holds};
use crate::record::{Draft, Format, Record, read};
use crate::source::SourceFile;

use super::asked::Asked;
use super::diagram::Diagram;
use super::reading::Reading;
use super::space::{EndUser, Space};
use super::voices::Voices;

/// What is said of a property.
#[derive(Debug, Clone)]
pub enum Proof {
    /// It holds for all records.
    Proved,
    /// It holds because it is about no record at all.
    Empty,
    /// This record breaks it, and checking it says so too.
    Refuted(Box<Refuted>),
    /// This record would break it, but checking it does not say so; or there is too much to work out.
    Unknown(Option<Box<Draft>>),
}

/// A record that breaks a property.
#[derive(Debug, Clone)]
pub struct Refuted {
    /// The record as the text of a case; nothing can be left out of it.
    pub draft: Draft,
    /// The same as it was read.
    pub record: Record,
    /// What it breaks.
    pub unmet: Vec<Unmet>,
}

/// A rule set made ready for questions about all records.
pub struct Prover<'r> {
    checkers: Vec<Checker<'r>>,
    space: Space,
}

impl<'r> Prover<'r> {
    /// Makes a rule set ready; nothing where it is larger than diagrams can hold.
    ///
    /// ```
    /// use interdict::law::RuleSet;
    /// use interdict::prove::{Proof, Prover};
    /// use interdict::source::SourceFile;
    ///
    /// let text = "category rice \"Rice\"\n  words \"rice\"\n\
    ///     resolution 1 adopted 2001-01-01\n  regime test\n\
    ///     paragraph 1 \"no rice\"\n  forbids supply to PRK of rice\n  checked \"nowhere\"\n\
    ///     property \"no rice\"\n\
    ///     \u{20} for every record where item is rice and to is PRK\n  expect prohibited";
    /// let rules = RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap();
    /// let prover = Prover::new(&rules).unwrap();
    /// let proofs = prover.prove_each(&[&rules.properties[0]]);
    /// assert!(matches!(&proofs[0], Proof::Refuted(found) if found.draft.to_string().contains("2000-12-31")));
    /// ```
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Option<Self> {
        let checkers = vec![Checker::new(rules)];
        let asked = vec![Asked::by(rules)];
        let space = Space::of(&checkers, &asked)?;
        Some(Self { checkers, space })
    }

    /// The rule set, ready to be asked.
    pub(super) fn reading(&self) -> Option<Reading<'_, 'r>> {
        Reading::new(&self.space, self.checkers.first()?)
    }

    /// Holds properties of the rule set against all records, each by itself.
    #[must_use]
    pub fn prove_each(&self, properties: &[&Property]) -> Vec<Proof> {
        let reading = self.reading();
        let proofs = properties.iter().map(|property| match &reading {
            Some(reading) => prove(property, reading),
            None => Proof::Unknown(None),
        });
        proofs.collect()
    }
}

fn prove(property: &Property, reading: &Reading<'_, '_>) -> Proof {
    let rules = reading.rules();
    let everywhere = reading.over(&reading.space.valid);
    let about = holds(&property.records, rules, &everywhere.view()).must;
    let about = about.and(&reading.space.valid);
    if about.is_never() {
        return Proof::Empty;
    }
    let broken = broken(property, reading, &about);
    let Some(record) = least(&broken, reading.space) else {
        return match broken.is_never() {
            true => Proof::Proved,
            false => Proof::Unknown(None),
        };
    };
    let draft = reading.space.draft(&record);
    let refuted = record_of(&draft, rules).and_then(|record| {
        let unmet = reading.checker.broken(property, &record)?;
        let draft = draft.clone();
        (!unmet.is_empty()).then_some(Refuted {
            draft,
            record,
            unmet,
        })
    });
    match refuted {
        Some(refuted) => Proof::Refuted(Box::new(refuted)),
        None => Proof::Unknown(Some(Box::new(draft))),
    }
}

/// The records that a property is about and that break it.
fn broken(property: &Property, reading: &Reading<'_, '_>, about: &Diagram) -> Diagram {
    let region = reading.over(about);
    if property.by.is_empty() {
        return Voices::all(reading, &region).not_in(&property.verdicts, about);
    }
    let each = property.by.iter().map(|citation| {
        Voices::within(citation, reading, &region).not_in(&property.verdicts, about)
    });
    let broken = each.reduce(|any, next| any.or(&next));
    broken.unwrap_or_else(|| about.but_not(about))
}

/// A record of a set from which nothing can be left out; nothing where the set is empty.
pub(super) fn least(set: &Diagram, space: &Space) -> Option<BddValuation> {
    let mut record = set.smallest()?;
    speak_plainly(&mut record, set, space);
    for domain in space.domains() {
        let value = domain.value(&record);
        for less in 0..value {
            domain.put(&mut record, less);
            if set.has(&record) {
                break;
            }
            domain.put(&mut record, value);
        }
    }
    Some(record)
}

/// Has sender and receiver say what a record says of origin and end user, where that is the same.
fn speak_plainly(record: &mut BddValuation, set: &Diagram, space: &Space) {
    let end_user = space.end_user.value(record).checked_sub(1);
    let end_user = end_user.and_then(|at| space.end_users.get(at));
    let origin = space.origin.value(record).checked_sub(1);
    let origin = origin.and_then(|at| space.countries.get(at).copied());
    let ways = [
        (
            &space.end_user,
            &space.to,
            end_user.and_then(EndUser::country),
        ),
        (&space.origin, &space.from, origin),
    ];
    for (beside, plain, country) in ways {
        let value = country.and_then(|country| space.countries.binary_search(&country).ok());
        let mut other = record.clone();
        beside.put(&mut other, 0);
        plain.put(&mut other, value.map_or(0, |at| at.saturating_add(1)));
        if country.is_some() && set.has(&other) {
            *record = other;
        }
    }
}

/// A record to be, read as any other.
pub(super) fn record_of(draft: &Draft, rules: &RuleSet) -> Option<Record> {
    let file = SourceFile::new("record.ron", draft.to_string());
    read(&file, Format::Ron, &names(rules))
        .records
        .into_iter()
        .next()
}
