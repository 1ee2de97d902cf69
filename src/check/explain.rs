//! Why a measure has the outcome it has: the clauses that met, the words they met, what is open.
//!
//! Explanation is no algebra. It walks a measure's tree for one part of one record and works out
//! each clause's truth from its own parts, so that a verdict can be derived again from what is
//! shown.

use crate::classify::By;
use crate::law::{
    CategoryId, Condition, ConditionKind, FactId, Force, Lift, Link, Measure, Period, Place,
    Silence, Way,
};
use crate::logic::{Tri, World, holds};
use crate::record::Record;
use crate::source::Span;
use crate::terms::{Citation, Verdict};

use super::known::Moment;
use super::missing::Question;

/// A clause with its truth, and what made it so.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Where the rule says it.
    pub place: Place,
    /// True, false, or nothing for unknown.
    pub truth: Option<bool>,
    /// What the record says to it.
    pub because: Vec<Because>,
    /// What would have to be known, where the truth is unknown.
    pub open: Vec<Question>,
    /// The clauses it is made of.
    pub parts: Vec<Clause>,
    joint: Joint,
}

/// How the truth of a clause follows from its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// It has none.
    Leaf,
    All,
    Any,
    Not,
}

/// A word of the record that a clause met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// The field.
    pub field: String,
    /// The words in the record's file; nothing where the record is silent.
    pub span: Option<Span>,
    /// The clause.
    pub rule: Place,
    /// What the one has to do with the other.
    pub text: String,
}

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
    pub lifts: Vec<(Clause, Exemption)>,
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
        let lifts: Vec<_> = measure
            .lifts
            .iter()
            .filter_map(|lift| self.lift(lift))
            .collect();
        let lifted = lifts.iter().any(|(clause, _)| clause.truth == Some(true));
        let verdict = match (covers.truth, lifted) {
            (Some(false), _) => Verdict::Clear,
            (_, true) => Verdict::Exempt,
            (Some(true), false) => firm(measure.force),
            (None, false) => Verdict::Undetermined,
        };
        Explained {
            verdict,
            covers,
            lifts,
        }
    }

    /// An exemption with its status; nothing where it is not in force.
    fn lift(&self, lift: &Lift) -> Option<(Clause, Exemption)> {
        let rules = self.moment.known.rules;
        let is_over = |part: &Condition| {
            let in_force = matches!(part.kind, ConditionKind::InForce(_));
            in_force && !holds(part, rules, &self.moment).may
        };
        if matches!(&lift.condition.kind, ConditionKind::All(parts) if parts.iter().any(is_over)) {
            return None;
        }
        let clause = self.clause(&lift.condition);
        let status = match clause.truth {
            Some(true) => ExemptionStatus::Shown,
            Some(false) => ExemptionStatus::NotShown,
            None => ExemptionStatus::Unknown,
        };
        let exemption = Exemption {
            by: lift.by.clone(),
            text: lift.text.clone(),
            status,
        };
        Some((clause, exemption))
    }

    fn clause(&self, condition: &Condition) -> Clause {
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

    fn leaf(&self, condition: &Condition) -> Clause {
        let rules = self.moment.known.rules;
        let truth = holds(condition, rules, &self.moment).truth();
        let mut clause = Clause {
            place: condition.place,
            truth,
            because: Vec::new(),
            open: Vec::new(),
            parts: Vec::new(),
            joint: Joint::Leaf,
        };
        match &condition.kind {
            ConditionKind::Item(category) => self.item(*category, &mut clause),
            ConditionKind::Hs(ranges) => {
                let shown: Vec<String> = ranges.iter().map(ToString::to_string).collect();
                self.hs(&shown.join(", "), &mut clause);
            }
            ConditionKind::Place(way, country) => self.place(*way, *country, &mut clause),
            ConditionKind::Party(way, _) => self.party(*way, &mut clause),
            ConditionKind::Fact(fact, silent) => self.fact(*fact, *silent, &mut clause),
            ConditionKind::Quantity(quantity, comparison, amount) => {
                let name = rules
                    .quantities
                    .get(quantity.index())
                    .map_or("", |q| q.name.as_str());
                match self.record.facts.get(name) {
                    Some(stated) => {
                        let known = self.moment.known.amounts.get(quantity);
                        let known = known.map(ToString::to_string).unwrap_or_default();
                        let text =
                            format!("{name} {known}, against {} {amount}", comparison.sign());
                        clause.because(format!("facts.{name}"), Some(stated.span), text);
                    }
                    None => clause
                        .open
                        .push(Question::Quantity(*quantity, *comparison, *amount)),
                }
            }
            ConditionKind::Date(comparison, day) => {
                self.date(&format!("date {} {day}", comparison.sign()), &mut clause);
            }
            ConditionKind::InForce(periods) => self.in_force(periods, &mut clause),
            ConditionKind::All(_) | ConditionKind::Any(_) | ConditionKind::Not(_) => {}
        }
        clause
    }

    fn item(&self, wanted: CategoryId, clause: &mut Clause) {
        let rules = self.moment.known.rules;
        let name = |id: CategoryId| {
            rules
                .categories
                .get(id.index())
                .map_or("", |c| c.name.as_str())
        };
        let Some(goods) = self.moment.goods else {
            return;
        };
        for (category, _) in goods.categories(rules) {
            let link = rules
                .categories
                .get(category.index())
                .and_then(|c| c.above.get(&wanted));
            if let (None, Some(true)) = (link, clause.truth) {
                continue;
            }
            let relation = match link {
                _ if category == wanted => format!("it is {}", name(wanted)),
                Some(_) if clause.truth == Some(true) => {
                    format!("{} is a kind of {}", name(category), name(wanted))
                }
                Some(_) => format!("{} may be a kind of {}", name(category), name(wanted)),
                None if clause.truth == Some(false) => {
                    format!("{} is no {}", name(category), name(wanted))
                }
                None => format!("{} may be {}", name(category), name(wanted)),
            };
            for evidence in goods.evidence.iter().filter(|e| e.category == category) {
                let (field, span) = self.evidence_place(evidence.by, evidence.span, name(category));
                clause.because(field, span, relation.clone());
            }
            if let Some(Link::If(condition)) = link {
                let inner = self.clause(condition);
                clause.because.extend(inner.cited());
                if clause.truth.is_none() {
                    clause.open.extend(inner.questions());
                }
            }
        }
        if clause.truth.is_none() {
            self.open_kinds(wanted, clause);
        }
    }

    /// Which kind of the goods would make them the wanted category: asked where what is known
    /// leaves more than one kind open.
    fn open_kinds(&self, wanted: CategoryId, clause: &mut Clause) {
        let rules = self.moment.known.rules;
        let below = |id: CategoryId| {
            rules
                .categories
                .get(id.index())
                .map_or(&[][..], |c| c.below.as_slice())
        };
        for &(category, strength) in self.moment.evidence() {
            let certain = strength.must;
            let kinds = below(category)
                .iter()
                .filter(|kind| below(wanted).contains(kind));
            let kinds: Vec<CategoryId> = kinds
                .copied()
                .filter(|kind| !certain || *kind != category)
                .collect();
            if !kinds.is_empty() {
                clause.open.push(Question::Item(kinds));
            }
        }
    }

    /// Where the record says what a piece of evidence rests on.
    fn evidence_place(&self, by: By, span: Span, category: &str) -> (String, Option<Span>) {
        match by {
            By::Item => {
                let place = self.record.item.as_ref().map(|text| text.place(span));
                ("item".into(), place)
            }
            By::Category => {
                let assigned = self
                    .record
                    .categories
                    .iter()
                    .find(|name| name.value == category);
                ("category".into(), assigned.map(|name| name.span))
            }
            By::Hs => ("hs".into(), self.record.hs.as_ref().map(|hs| hs.span)),
        }
    }

    fn hs(&self, ranges: &str, clause: &mut Clause) {
        let Some(goods) = self.moment.goods else {
            return;
        };
        if let (true, Some(hs)) = (goods.has_code, &self.record.hs) {
            let relation = match clause.truth {
                Some(true) => "lies in",
                Some(false) => "lies outside",
                None => "is too short, or of another edition, to say whether it lies in",
            };
            clause.because(
                "hs".into(),
                Some(hs.span),
                format!("{} {relation} {ranges}", hs.value),
            );
        }
        if clause.truth.is_none() {
            clause.open.push(Question::Code);
            return;
        }
        if goods.has_code {
            return;
        }
        for evidence in &goods.evidence {
            let category = self
                .moment
                .known
                .rules
                .categories
                .get(evidence.category.index());
            let name = category.map_or("", |c| c.name.as_str());
            let (field, span) = self.evidence_place(evidence.by, evidence.span, name);
            let all = if clause.truth == Some(true) {
                "every"
            } else {
                "no"
            };
            clause.because(
                field,
                span,
                format!("{all} code that {name} can have lies in {ranges}"),
            );
        }
    }

    fn place(&self, way: Way, country: crate::terms::Country, clause: &mut Clause) {
        let record = self.record;
        let field = if way == Way::To { "to" } else { "from" };
        let text = format!("{field} {}", country.name());
        let is = |place: &Option<crate::source::Spanned<crate::terms::Country>>| {
            place
                .filter(|place| place.value == country)
                .map(|place| place.span)
        };
        let via = record
            .via
            .iter()
            .find(|place| place.value == country)
            .map(|place| place.span);
        let end_user = record.end_user.as_ref().map(|user| user.span);
        let places: [(&str, Option<Span>); 3] = match way {
            Way::To => [("to", is(&record.to)), ("end_user", end_user), ("to", None)],
            Way::From => [
                ("from", is(&record.from)),
                ("origin", is(&record.origin)),
                ("via", via),
            ],
        };
        match clause.truth {
            Some(true) => {
                if let Some((field, span)) = places.into_iter().find(|(_, span)| span.is_some()) {
                    clause.because(field.into(), span, text);
                }
            }
            Some(false) => {
                let here = if way == Way::To {
                    record.to
                } else {
                    record.from
                };
                let said = here.map_or_else(
                    || format!("not {text}: sender and receiver differ"),
                    |place| format!("{field} {}, not {}", place.value.name(), country.name()),
                );
                clause.because(field.into(), here.map(|place| place.span), said);
            }
            None => clause.open.push(Question::Place(way, country)),
        }
    }

    fn party(&self, way: Way, clause: &mut Clause) {
        let (field, parties) = match way {
            Way::To => ("recipient_is", &self.record.recipient_is),
            Way::From => ("sender_is", &self.record.sender_is),
        };
        if clause.truth.is_none() {
            clause.open.push(Question::Recipient);
        }
        for party in parties {
            clause.because(field.into(), Some(party.span), party.value.clone());
        }
    }

    /// The words of the record that state a fact.
    fn said(&self, fact: FactId) -> Option<Span> {
        let goods = self.moment.goods?;
        let (_, words) = goods.says.iter().find(|(said, _)| *said == fact)?;
        self.evidence_place(By::Item, *words, "").1
    }

    fn fact(&self, fact: FactId, silent: Option<bool>, clause: &mut Clause) {
        let rules = self.moment.known.rules;
        let Some(declared) = rules.facts.get(fact.index()) else {
            return;
        };
        let field = format!("facts.{}", declared.name);
        if let (None, Some(words)) = (self.record.facts.get(&declared.name), self.said(fact)) {
            let said = format!("says so: {}", declared.name);
            return clause.because("item".into(), Some(words), said);
        }
        match (self.record.facts.get(&declared.name), clause.truth) {
            (Some(stated), _) => clause.because(
                field,
                Some(stated.span),
                format!("stated: {}", declared.name),
            ),
            (None, None) => clause.open.push(Question::Fact(fact)),
            (None, Some(answer)) => {
                let assumed = silent.is_some() || declared.silence != Silence::Unknown;
                let how = if assumed {
                    "assumed, as the record is silent"
                } else {
                    "supposed"
                };
                let answer = if answer { "yes" } else { "no" };
                clause.because(field, None, format!("{}: {answer} ({how})", declared.name));
            }
        }
    }

    fn date(&self, text: &str, clause: &mut Clause) {
        let span = self.record.date.as_ref().map(|date| date.span);
        clause.because("date".into(), span, text.to_owned());
    }

    fn in_force(&self, periods: &[Period], clause: &mut Clause) {
        let day = self.moment.day;
        let lasts =
            |period: &&Period| period.since <= day && period.until.is_none_or(|until| day < until);
        match periods.iter().find(lasts) {
            Some(period) if clause.truth.is_none() => {
                let begins = period.certain_since.filter(|start| day < *start);
                clause.open.push(match begins {
                    Some(start) => Question::InForceBefore(start),
                    None => Question::InForceAfter(period.recorded_until.unwrap_or(period.since)),
                });
            }
            Some(period) => self.date(&format!("in force since {}", period.since), clause),
            None => {
                let next = periods.iter().find(|period| day < period.since);
                let text = match (next, periods.last().and_then(|period| period.until)) {
                    (Some(next), _) => format!("not in force before {}", next.since),
                    (None, Some(until)) => format!("no longer in force since {until}"),
                    (None, None) => "not in force".into(),
                };
                self.date(&text, clause);
            }
        }
    }
}

impl Clause {
    fn because(&mut self, field: String, span: Option<Span>, text: String) {
        let because = Because {
            field,
            span,
            rule: self.place,
            text,
        };
        if !self.because.contains(&because) {
            self.because.push(because);
        }
    }

    /// What the record says to the clauses that decided, in the order of the rule.
    #[must_use]
    pub fn cited(&self) -> Vec<Because> {
        let mut cited = self.because.clone();
        for part in self.deciding() {
            cited.extend(part.cited());
        }
        cited
    }

    /// What is open in the clauses that leave it unknown.
    #[must_use]
    pub fn questions(&self) -> Vec<Question> {
        let mut open = self.open.clone();
        for part in self.parts.iter().filter(|part| part.truth.is_none()) {
            open.extend(part.questions());
        }
        open
    }

    /// The parts that suffice for the truth: all that are true of a true `and`, one that is false
    /// of a false one.
    fn deciding(&self) -> Vec<&Self> {
        let with = |truth: Option<bool>| self.parts.iter().filter(move |part| part.truth == truth);
        match (self.joint, self.truth) {
            (Joint::All, Some(false)) => with(Some(false)).take(1).collect(),
            (Joint::Any, Some(true)) => with(Some(true)).take(1).collect(),
            (Joint::All, None) => self.parts.iter().collect(),
            (Joint::Any, None) => with(None).collect(),
            _ => self.parts.iter().collect(),
        }
    }

    /// How many of the clauses that must all hold are false.
    pub(super) fn count_failed(&self) -> usize {
        let failed = |clause: &&Self| clause.truth == Some(false);
        match self.joint {
            Joint::All => self.parts.iter().filter(failed).count(),
            _ => usize::from(failed(&self)),
        }
    }

    /// Whether the clause says that its only part does not hold.
    #[must_use]
    pub fn is_negation(&self) -> bool {
        self.joint == Joint::Not
    }

    /// The clauses that say something of their own: leaves and negations.
    #[must_use]
    pub fn leaves(&self) -> Vec<&Self> {
        if self.parts.is_empty() || self.is_negation() {
            return vec![self];
        }
        self.parts.iter().flat_map(Self::leaves).collect()
    }

    /// The truth again, from the parts alone; a leaf keeps its own.
    #[must_use]
    pub fn derived(&self) -> Option<bool> {
        let parts = self.parts.iter().map(Self::derived);
        combine(self.joint, parts, self.truth)
    }
}

fn joined(place: Place, joint: Joint, parts: Vec<Clause>) -> Clause {
    let truth = combine(joint, parts.iter().map(|part| part.truth), None);
    Clause {
        place,
        truth,
        because: Vec::new(),
        open: Vec::new(),
        parts,
        joint,
    }
}

fn combine(
    joint: Joint,
    parts: impl Iterator<Item = Option<bool>>,
    own: Option<bool>,
) -> Option<bool> {
    let tri = |truth: Option<bool>| Tri {
        must: truth == Some(true),
        may: truth != Some(false),
    };
    let known = |value| Tri {
        must: value,
        may: value,
    };
    match joint {
        Joint::Leaf => own,
        Joint::All => parts
            .fold(known(true), |all, part| all.and(&tri(part)))
            .truth(),
        Joint::Any => parts
            .fold(known(false), |any, part| any.or(&tri(part)))
            .truth(),
        Joint::Not => parts.last().and_then(|part| tri(part).not().truth()),
    }
}

/// The verdict of a measure that covers.
fn firm(force: Force) -> Verdict {
    match force {
        Force::Forbids => Verdict::Prohibited,
        Force::RequiresApproval | Force::RequiresNotice => Verdict::Restricted,
        Force::CallsUpon(_) => Verdict::Advisory,
    }
}
