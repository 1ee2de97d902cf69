//! What the conditions of some rules ask of a record: all that can tell one record from another.

use std::collections::BTreeSet;

use crate::law::{
    ActorId, AllowanceId, Comparison, Condition, ConditionKind, DayId, FactId, LineAmount, Link,
    QuantityId, RuleSet, Way,
};
use crate::terms::{Amount, Country, Date, HsRange};

/// The questions of a rule set's conditions, without those on categories, which are asked by name.
#[derive(Debug, Default)]
pub(super) struct Asked<'r> {
    /// Ranges of codes that are asked for together.
    pub codes: Vec<&'r [HsRange]>,
    pub countries: BTreeSet<Country>,
    pub flags: BTreeSet<Country>,
    pub parties: Vec<(Way, ActorId)>,
    /// In the order in which conditions ask for them, what stands together together.
    pub facts: Vec<FactId>,
    pub quantities: Vec<(QuantityId, Comparison, Amount)>,
    pub lines: Vec<(LineAmount, Comparison, Amount)>,
    pub days: Vec<(DayId, Date)>,
    pub dates: BTreeSet<Date>,
    pub allowances: Vec<AllowanceId>,
}

impl<'r> Asked<'r> {
    /// What a rule set asks, its properties with it.
    pub fn by(rules: &'r RuleSet) -> Self {
        let mut asked = Self::default();
        conditions(rules, &mut |condition| asked.note(condition));
        asked.dates.extend(&rules.boundaries);
        asked
    }

    fn note(&mut self, condition: &'r Condition) {
        match &condition.kind {
            ConditionKind::Hs(ranges) => self.codes.push(ranges),
            ConditionKind::Place(_, country) => {
                self.countries.insert(*country);
            }
            ConditionKind::Flag(country) => {
                self.flags.insert(*country);
            }
            ConditionKind::Fact(fact, _) => self.facts.push(*fact),
            ConditionKind::Party(way, actor) => self.parties.push((*way, *actor)),
            ConditionKind::Quantity(quantity, comparison, amount) => {
                self.quantities.push((*quantity, *comparison, *amount));
            }
            ConditionKind::Line(of, comparison, amount) => {
                self.lines.push((*of, *comparison, *amount));
            }
            ConditionKind::Within(allowance) => self.allowances.push(*allowance),
            ConditionKind::Date(_, day) => {
                self.dates.insert(*day);
            }
            ConditionKind::Day(day, _, limit) => self.days.push((*day, *limit)),
            ConditionKind::All(_)
            | ConditionKind::Any(_)
            | ConditionKind::Not(_)
            | ConditionKind::Item(_)
            | ConditionKind::InForce(_) => {}
        }
    }
}

/// Calls `visit` on every condition of a rule set, and every condition inside it.
fn conditions<'r>(rules: &'r RuleSet, visit: &mut impl FnMut(&'r Condition)) {
    for measure in rules.paragraphs.iter().flat_map(|p| &p.measures) {
        measure.covers.walk(visit);
        measure
            .allowed
            .iter()
            .for_each(|allowed| allowed.walk(visit));
        measure
            .lifts
            .iter()
            .for_each(|lift| lift.condition.walk(visit));
    }
    for category in &rules.categories {
        for link in category.above.values() {
            if let Link::If(condition) = link {
                condition.walk(visit);
            }
        }
    }
    for property in &rules.properties {
        property.records.walk(visit);
    }
}
