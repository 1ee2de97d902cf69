//! Answers taken from silence that mattered to a result.

use crate::law::{ConditionKind, FactId, Link, RuleSet, Silence};
use crate::logic::judge_by;
use crate::terms::{Citation, Verdict};

use super::known::Known;

/// An answer that a rule takes from silence, and the paragraphs whose verdict hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    /// The fact.
    pub fact: FactId,
    /// The answer.
    pub value: bool,
    /// The paragraphs that would say something else if it were the other.
    pub matters_to: Vec<Citation>,
}

/// The answers that a rule set takes from silence, at a fact's declaration or where it is used.
pub(super) fn assumable(rules: &RuleSet) -> Vec<(FactId, bool)> {
    let mut all = Vec::new();
    for (index, fact) in rules.facts.iter().enumerate() {
        match fact.silence {
            Silence::Unknown => {}
            Silence::Means(answer) | Silence::AskedOf(_, answer) => {
                all.push((FactId(index), answer))
            }
        }
    }
    let mut used = |condition: &crate::law::Condition| {
        condition.walk(&mut |part| {
            if let ConditionKind::Fact(fact, Some(answer)) = part.kind {
                all.push((fact, answer));
            }
        });
    };
    for measure in rules
        .paragraphs
        .iter()
        .flat_map(|paragraph| &paragraph.measures)
    {
        used(&measure.covers);
        measure.lifts.iter().for_each(|lift| used(&lift.condition));
    }
    for parent in rules
        .categories
        .iter()
        .flat_map(|category| &category.parents)
    {
        if let Link::If(condition) = &parent.link {
            used(condition);
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Every assumption that mattered. An answer was assumed where stating it changes nothing; it
/// mattered to the paragraphs that the opposite would change.
pub(super) fn assumptions(
    known: &Known<'_>,
    assumable: &[(FactId, bool)],
    verdicts: &[(Citation, Verdict)],
) -> Vec<Assumed> {
    let mut all = Vec::new();
    for (fact, value) in assumable
        .iter()
        .copied()
        .filter(|(fact, _)| !known.answers.contains_key(fact))
    {
        let stating = |answer: bool| {
            let mut stated = known.clone();
            stated.answers.insert(fact, answer);
            stated
        };
        let (same, turned) = (stating(value), stating(!value));
        let paragraphs = known
            .rules
            .paragraphs
            .iter()
            .filter(|paragraph| !paragraph.measures.is_empty());
        let matters = paragraphs
            .zip(verdicts)
            .filter(|(paragraph, (_, verdict))| {
                let verdict_of =
                    |known: &Known<'_>| judge_by(known.rules, paragraph, known).verdict();
                let other = verdict_of(&turned);
                // Whether goods that are not covered would be exempt does not matter.
                let idle = [Verdict::Exempt, Verdict::Clear];
                let changes =
                    other != *verdict && !(idle.contains(&other) && idle.contains(verdict));
                changes && verdict_of(&same) == *verdict
            });
        let matters_to: Vec<Citation> = matters
            .map(|(paragraph, _)| paragraph.citation.clone())
            .collect();
        if !matters_to.is_empty() {
            all.push(Assumed {
                fact,
                value,
                matters_to,
            });
        }
    }
    all
}
