//! Which truths each clause of the rules had over many records.

use std::collections::BTreeMap;

use crate::law::{Condition, ConditionKind, Lift, Measure, Place, RuleSet, one_line};
use crate::logic::{Line, holds};
use crate::record::Record;
use crate::terms::Citation;

use super::checker::Checker;
use super::known::Known;
use super::ledger::Before;
use super::moment::Moment;

/// What a clause is of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClauseKind {
    /// All that a measure asks to cover a transfer.
    Measure,
    /// When it is in force.
    InForce,
    /// Where transfers come from or go to.
    Direction,
    /// The goods.
    Goods,
    /// The goods taken out again.
    OtherThan,
    /// `when`
    When,
    /// The limit of an allowance.
    Limit,
    /// `provided`
    Provided,
    /// `except`
    Except,
    /// What lifts measures of other paragraphs.
    Exempts,
}

impl ClauseKind {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Measure => "measure",
            Self::InForce => "in force",
            Self::Direction => "direction",
            Self::Goods => "goods",
            Self::OtherThan => "other than",
            Self::When => "when",
            Self::Limit => "limit",
            Self::Provided => "provided",
            Self::Except => "except",
            Self::Exempts => "exempts",
        }
    }
}

/// A clause, or a part of one, with the truths it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveredClause {
    /// The paragraph.
    pub citation: Citation,
    /// Where the rule says it.
    pub place: Place,
    /// What it is.
    pub kind: ClauseKind,
    /// Its words.
    pub text: String,
    /// In how many records it was true of some goods on some day.
    pub yes: u64,
    /// In how many it was false.
    pub no: u64,
    /// In how many it was unknown.
    pub unknown: u64,
}

impl CoveredClause {
    /// Whether it was seen both true and false.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.yes > 0 && self.no > 0
    }
}

/// A part of a rule that records are held to: the clause it stands in, what that is, and its number
/// there.
type Key = (Citation, Place, ClauseKind, usize);

/// The truths that a clause had in one record.
type Truths = [bool; 3];

/// Which truths each clause of the rules had.
///
/// The day and the direction of a measure count in every record. What else a measure asks counts
/// where these may hold, and what lifts it where it may cover: elsewhere the clause is not asked.
///
/// ```
/// use interdict::check::{Before, Checker, Coverage, example_records};
/// use interdict::law::RuleSet;
///
/// let rules = RuleSet::builtin().unwrap();
/// let checker = Checker::new(&rules);
/// let mut coverage = Coverage::of(&rules);
/// assert_eq!(coverage.covered(), 0);
/// for record in rules.examples.iter().flat_map(|example| example_records(example, &rules)) {
///     coverage.add(&checker, &record, &Before::default());
/// }
/// assert!(coverage.covered() > 0 && coverage.covered() <= coverage.clauses().count());
/// ```
#[derive(Debug, Clone)]
pub struct Coverage<'r> {
    rules: &'r RuleSet,
    clauses: Vec<CoveredClause>,
    measures: Vec<Parts<'r>>,
}

/// A measure and the conditions in it, each with where it is asked and the clause it stands for.
#[derive(Debug, Clone)]
struct Parts<'r> {
    measure: &'r Measure,
    conditions: Vec<(Asked, &'r Condition, usize)>,
}

impl<'r> Coverage<'r> {
    /// No truths yet.
    #[must_use]
    pub fn of(rules: &'r RuleSet) -> Self {
        let mut measures = Vec::new();
        // A clause may stand in several measures: what holds for all of a paragraph, and what lifts
        // others. It counts as one.
        let mut found: BTreeMap<Key, &Condition> = BTreeMap::new();
        for paragraph in &rules.paragraphs {
            for measure in &paragraph.measures {
                let mut conditions = Vec::new();
                for part in parts(&paragraph.citation, measure) {
                    part.each(&mut |key, condition| {
                        found.insert(key.clone(), condition);
                        conditions.push((part.asked, condition, key));
                    });
                }
                measures.push((measure, conditions));
            }
        }
        let numbers: BTreeMap<&Key, usize> = found.keys().zip(0..).collect();
        let numbered = measures.into_iter().map(|(measure, conditions)| {
            let conditions = conditions
                .into_iter()
                .filter_map(|(asked, condition, key)| {
                    Some((asked, condition, *numbers.get(&key)?))
                });
            Parts {
                measure,
                conditions: conditions.collect(),
            }
        });
        let measures = numbered.collect();
        let clauses = found
            .iter()
            .map(|((citation, _, kind, _), condition)| CoveredClause {
                citation: citation.clone(),
                place: condition.place,
                kind: *kind,
                text: words(condition, *kind, rules),
                yes: 0,
                no: 0,
                unknown: 0,
            });
        Self {
            rules,
            clauses: clauses.collect(),
            measures,
        }
    }

    /// Adds the truths that clauses have in a record.
    pub fn add(&mut self, checker: &Checker<'_>, record: &Record, before: &Before) {
        let mut known = Known::of(record, checker.classifier(), self.rules, None);
        known.before = before.clone();
        let mut truths: Vec<Truths> = vec![[false; 3]; self.clauses.len()];
        for days in known.slices() {
            for part in 0..known.parts() {
                let moment = known.moment(*days, part);
                for measure in &self.measures {
                    measure.note(self.rules, &moment, &mut truths);
                }
            }
        }
        for (clause, [yes, no, unknown]) in self.clauses.iter_mut().zip(truths) {
            clause.yes = clause.yes.saturating_add(u64::from(yes));
            clause.no = clause.no.saturating_add(u64::from(no));
            clause.unknown = clause.unknown.saturating_add(u64::from(unknown));
        }
    }

    /// The clauses, by paragraph and place.
    pub fn clauses(&self) -> impl Iterator<Item = &CoveredClause> {
        self.clauses.iter()
    }

    /// How many clauses were seen both true and false.
    #[must_use]
    pub fn covered(&self) -> usize {
        self.clauses().filter(|clause| clause.is_covered()).count()
    }

    /// The clauses seen both true and false, of a hundred; of no clauses all are.
    #[must_use]
    pub fn percent(&self) -> f64 {
        let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        match self.clauses.len() {
            0 => 100.0,
            all => count(self.covered()) * 100.0 / count(all),
        }
    }
}

/// A part of a measure, where it counts.
struct Counted<'r> {
    citation: Citation,
    kind: ClauseKind,
    condition: &'r Condition,
    asked: Asked,
}

/// Where a part of a measure is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Always,
    /// Where the measure is in force and its direction may be met.
    Reached,
    /// Where it may cover.
    Covering,
}

impl<'r> Counted<'r> {
    /// The condition and what it is made of; where one stands for another, once.
    fn each(&self, visit: &mut impl FnMut(Key, &'r Condition)) {
        let mut number = 0_usize;
        let mut inside = |condition: &'r Condition| {
            let key = (
                self.citation.clone(),
                self.condition.place,
                self.kind,
                number,
            );
            visit(key, condition);
            number = number.saturating_add(1);
        };
        // Of the whole measure its parts stand for themselves.
        match self.kind {
            ClauseKind::Measure => inside(self.condition),
            _ => walk(self.condition, &mut inside),
        }
    }
}

fn walk<'c>(condition: &'c Condition, visit: &mut impl FnMut(&'c Condition)) {
    match &condition.kind {
        ConditionKind::Not(inner) => walk(inner, visit),
        ConditionKind::All(parts) | ConditionKind::Any(parts) => {
            if parts.len() > 1 {
                visit(condition);
            }
            parts.iter().for_each(|part| walk(part, visit));
        }
        _ => visit(condition),
    }
}

/// The parts of a measure.
fn parts<'r>(citation: &Citation, measure: &'r Measure) -> Vec<Counted<'r>> {
    let part = |kind, condition, asked| Counted {
        citation: citation.clone(),
        kind,
        condition,
        asked,
    };
    let mut all = vec![
        part(ClauseKind::Measure, &measure.covers, Asked::Always),
        part(ClauseKind::InForce, &measure.in_force, Asked::Always),
        part(ClauseKind::Direction, &measure.reach, Asked::Always),
    ];
    if let ConditionKind::All(covers) = &measure.covers.kind {
        for condition in covers.iter().skip(2) {
            let own = condition.place == measure.place;
            let kind = match (&condition.kind, own) {
                (ConditionKind::Not(_), true) => ClauseKind::OtherThan,
                (_, true) => ClauseKind::Goods,
                _ => ClauseKind::When,
            };
            all.push(part(kind, condition, Asked::Reached));
        }
    }
    let allowed = measure.allowed.as_ref().map(|allowed| &allowed.kind);
    if let Some(ConditionKind::All(asked)) = allowed {
        for condition in asked {
            let kind = match condition.kind {
                ConditionKind::Within(_) => ClauseKind::Limit,
                _ => ClauseKind::Provided,
            };
            all.push(part(kind, condition, Asked::Covering));
        }
    }
    let lifts = measure.lifts.iter().map(|lift| Counted {
        citation: lift.by.clone(),
        kind: kind_of(lift, citation),
        condition: &lift.condition,
        asked: Asked::Covering,
    });
    all.extend(lifts);
    all
}

fn kind_of(lift: &Lift, citation: &Citation) -> ClauseKind {
    if lift.by != *citation || lift.in_force.is_some() {
        ClauseKind::Exempts
    } else if lift.text.starts_with("provided") {
        ClauseKind::Provided
    } else {
        ClauseKind::Except
    }
}

impl Parts<'_> {
    /// Notes the truths of the clauses at one moment.
    fn note(&self, rules: &RuleSet, moment: &Moment<'_>, truths: &mut [Truths]) {
        let may = |condition: &Condition| holds(condition, rules, moment).may;
        let reached = may(&self.measure.in_force) && may(&self.measure.reach);
        let covering = reached && may(&self.measure.covers);
        for (asked, condition, number) in &self.conditions {
            let counts = match asked {
                Asked::Always => true,
                Asked::Reached => reached,
                Asked::Covering => covering,
            };
            if let (true, Some([yes, no, unknown])) = (counts, truths.get_mut(*number)) {
                match holds(condition, rules, moment).truth() {
                    Some(true) => *yes = true,
                    Some(false) => *no = true,
                    None => *unknown = true,
                }
            }
        }
    }
}

/// The words of a clause. A period has none of its own.
fn words(condition: &Condition, kind: ClauseKind, rules: &RuleSet) -> String {
    match &condition.kind {
        ConditionKind::InForce(periods) => {
            let each = periods.iter().map(|period| match period.until {
                Some(until) => format!("from {} until {until}", period.since),
                None => format!("from {}", period.since),
            });
            each.collect::<Vec<_>>().join(", ")
        }
        ConditionKind::Any(parts) if kind == ClauseKind::Goods => {
            format!("any of {} kinds of goods", parts.len())
        }
        ConditionKind::Any(parts) if kind == ClauseKind::OtherThan => {
            format!("any of {} kinds of goods", parts.len())
        }
        ConditionKind::Any(parts) if kind == ClauseKind::Direction => {
            format!("any of {} directions", parts.len())
        }
        _ => one_line(rules.quote(condition.place)),
    }
}
