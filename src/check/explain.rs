//! Why a measure has the outcome it has: the clauses that met, the words they met, what is open.
//!
//! Explanation is no algebra. It walks a measure's tree for one part of one record and works out
//! each clause's truth from its own parts, so that a verdict can be derived again from what is
//! shown.

use crate::law::{Condition, ConditionKind, Lift, Measure, Paragraph, RuleSet, one_line};
use crate::logic::holds;
use crate::record::Record;
use crate::terms::{Amount, Citation, Decimal, Verdict};

use super::clause::{Because, Clause, Joint, joined};
use super::ledger::Crossed;
use super::missing::Question;
use super::moment::Moment;
use super::range::Range;

/// An exemption that could lift a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    /// The paragraph that grants it.
    pub by: Citation,
    /// The clause in the rule's words.
    pub text: String,
    /// Whether the record shows it.
    pub status: ExemptionStatus,
}

/// Whether a record shows an exemption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExemptionStatus {
    /// It does.
    Shown,
    /// It does not, or shows the contrary.
    NotShown,
    /// Part of it is open.
    Unknown,
}

impl ExemptionStatus {
    /// The status of an exemption whose condition has this truth.
    fn of(truth: Option<bool>) -> Self {
        match truth {
            Some(true) => Self::Shown,
            Some(false) => Self::NotShown,
            None => Self::Unknown,
        }
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::NotShown => "not shown",
            Self::Unknown => "unknown",
        }
    }
}

/// A measure explained for one part on one slice.
#[derive(Debug, Clone)]
pub(super) struct Explained {
    pub verdict: Verdict,
    pub covers: Clause,
    /// Of an allowance: whether what it asks is met.
    pub allowed: Option<Clause>,
    pub lifts: Vec<(Clause, Exemption)>,
    /// Of an allowance: what its limit holds.
    pub totals: Vec<Total>,
}

/// What a limit holds in one unit, at one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The limit.
    pub most: Amount,
    /// The total before the record, in the limit's unit.
    pub before: Range,
    /// What the record adds.
    pub own: Range,
    /// With which records the limit is crossed.
    pub crossed: Crossed,
}

/// Explains conditions for one part of one record on one slice.
#[derive(Clone, Copy)]
pub(super) struct Explainer<'k> {
    pub moment: Moment<'k>,
    pub record: &'k Record,
}

impl Explainer<'_> {
    /// The outcome of a measure from the truth of its clauses, by the table of outcomes.
    pub fn measure(&self, measure: &Measure) -> Explained {
        let covers = self.clause(&measure.covers);
        let allowed = measure.allowed.as_ref().map(|allowed| self.clause(allowed));
        let lifts: Vec<_> = measure
            .lifts
            .iter()
            .filter_map(|lift| self.lift(lift))
            .collect();
        let mut explained = Explained {
            verdict: Verdict::Clear,
            covers,
            allowed,
            lifts,
            totals: measure
                .allowed
                .as_ref()
                .map_or_else(Vec::new, |a| self.totals(a)),
        };
        explained.verdict = explained.outcome(measure);
        explained
    }

    /// What the limit in an allowance's condition holds, in each unit in which the record speaks.
    fn totals(&self, allowed: &Condition) -> Vec<Total> {
        let rules = self.moment.known.rules;
        let mut totals = Vec::new();
        allowed.walk(&mut |part| {
            let ConditionKind::Within(id) = part.kind else {
                return;
            };
            let limit = rules.allowances.get(id.index()).map(|a| &a.limit.most);
            for (unit, most) in limit.into_iter().flatten().enumerate() {
                let own = self.moment.own(most.unit);
                let before = self.moment.before(id, unit);
                // What came before can fill a limit, however much there is of it now.
                let own = own.or((before.least > Decimal::ZERO).then_some(Range::ANY));
                totals.extend(own.map(|own| Total {
                    most: *most,
                    before,
                    own,
                    crossed: self.moment.known.before.crossed(id, unit),
                }));
            }
        });
        totals
    }

    /// An exemption with its status; nothing where it is not in force.
    fn lift(&self, lift: &Lift) -> Option<(Clause, Exemption)> {
        let rules = self.moment.known.rules;
        let is_over = |in_force: &Condition| !holds(in_force, rules, &self.moment).may;
        if lift.in_force.as_ref().is_some_and(is_over) {
            return None;
        }
        let clause = self.clause(&lift.condition);
        let status = ExemptionStatus::of(clause.truth);
        let exemption = Exemption {
            by: lift.by.clone(),
            text: lift.text.clone(),
            status,
        };
        Some((clause, exemption))
    }

    pub(super) fn clause(&self, condition: &Condition) -> Clause {
        let place = condition.place;
        match &condition.kind {
            ConditionKind::All(parts) => joined(place, Joint::All, self.clauses(parts)),
            ConditionKind::Any(parts) => joined(place, Joint::Any, self.clauses(parts)),
            ConditionKind::Not(inner) => joined(place, Joint::Not, vec![self.clause(inner)]),
            _ => self.leaf(condition),
        }
    }

    fn clauses(&self, conditions: &[Condition]) -> Vec<Clause> {
        conditions
            .iter()
            .map(|condition| self.clause(condition))
            .collect()
    }
}

/// The outcome of a measure by the table of outcomes: whether it covers, whether something lifts
/// it, and, of an allowance, whether what it asks is met.
fn outcome(
    measure: &Measure,
    covers: Option<bool>,
    lifted: bool,
    allowed: Option<Option<bool>>,
) -> Verdict {
    match (covers, lifted, allowed) {
        (Some(false), ..) => Verdict::Clear,
        (_, true, _) | (_, _, Some(Some(true))) => Verdict::Exempt,
        (Some(true), _, None | Some(Some(false))) => measure.verdict(),
        _ => Verdict::Undetermined,
    }
}

/// A condition cut down to the parts that an explanation cites.
fn cited_part(condition: &Condition, clause: &Clause) -> Condition {
    let cut = |parts: &[Condition]| -> Vec<Condition> {
        let deciding = clause.deciding().into_iter();
        let pairs = deciding.filter_map(|part| Some((parts.get(part)?, clause.parts.get(part)?)));
        pairs
            .map(|(condition, clause)| cited_part(condition, clause))
            .collect()
    };
    let kind = match (&condition.kind, clause.parts.first()) {
        (ConditionKind::All(parts), _) => ConditionKind::All(cut(parts)),
        (ConditionKind::Any(parts), _) => ConditionKind::Any(cut(parts)),
        (ConditionKind::Not(inner), Some(part)) => {
            ConditionKind::Not(Box::new(cited_part(inner, part)))
        }
        (leaf, _) => leaf.clone(),
    };
    let place = condition.place;
    Condition { kind, place }
}

impl Explainer<'_> {
    /// The verdict of a measure derived again from nothing but the clauses that its explanation
    /// cites, read by the reference reading.
    pub fn derived_again(&self, measure: &Measure) -> Verdict {
        let truth = |condition: &Condition| {
            let cited = cited_part(condition, &self.clause(condition));
            holds(&cited, self.moment.known.rules, &self.moment).truth()
        };
        let lifted = measure.lifts.iter().any(|lift| {
            let shown = self.lift(lift).map(|(_, exemption)| exemption.status);
            shown == Some(ExemptionStatus::Shown) && truth(&lift.condition) == Some(true)
        });
        let allowed = measure.allowed.as_ref().map(truth);
        outcome(measure, truth(&measure.covers), lifted, allowed)
    }
}

impl Explained {
    /// The outcome from the truth of the clauses alone.
    fn outcome(&self, measure: &Measure) -> Verdict {
        let allowed = self.allowed.as_ref().map(|allowed| allowed.truth);
        let lifted = self
            .lifts
            .iter()
            .any(|(clause, _)| clause.truth == Some(true));
        outcome(measure, self.covers.truth, lifted, allowed)
    }

    /// What the record says to the clauses that decided.
    pub fn cited(&self) -> Vec<Because> {
        let mut because = self.covers.cited();
        because.extend(self.allowed.iter().flat_map(Clause::cited));
        if self.verdict == Verdict::Exempt {
            let shown = self
                .lifts
                .iter()
                .filter(|(_, exemption)| exemption.status == ExemptionStatus::Shown);
            because.extend(shown.flat_map(|(clause, _)| clause.cited()));
        }
        because
    }

    /// What could lift the measure: an allowance itself, where it is one, and what others grant.
    pub fn exemptions(
        &self,
        paragraph: &Paragraph,
        measure: usize,
        rules: &RuleSet,
    ) -> Vec<Exemption> {
        let words = paragraph
            .measures
            .get(measure)
            .map(|m| rules.quote(m.place));
        let own = self.allowed.as_ref().map(|allowed| Exemption {
            by: paragraph.citation.clone(),
            text: one_line(words.unwrap_or_default()),
            status: ExemptionStatus::of(allowed.truth),
        });
        let lifts = self.lifts.iter().map(|(_, exemption)| exemption.clone());
        own.into_iter().chain(lifts).collect()
    }

    /// What is open in the clauses that leave the verdict unknown.
    pub fn questions(&self) -> Vec<Question> {
        let mut open = self.covers.questions();
        open.extend(self.allowed.iter().flat_map(Clause::questions));
        open
    }
}
