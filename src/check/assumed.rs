//! Answers taken from silence that mattered to a result.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::classify::Goods;
use crate::law::{
    AllowanceId, Condition, ConditionKind, FactId, Link, Paragraph, QuantityId, RuleSet, Silence,
};
use crate::logic::{World, judge_by};
use crate::terms::{Citation, Interval, Unit, Verdict};

use super::known::{Known, Listening};
use super::moment::Moment;
use super::range::Range;

/// An answer that a rule takes from silence, and the paragraphs whose verdict hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    /// What was supposed.
    pub supposed: Supposed,
    /// The paragraphs that would say something else if it were the other.
    pub matters_to: Vec<Citation>,
}

/// What is supposed where a record is silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Supposed {
    /// An answer to a fact.
    Answer(FactId, bool),
    /// The total before the record, as the record's account shows it, in a unit.
    Total(QuantityId, Range, Unit),
}

impl Supposed {
    /// The name of the fact or quantity.
    #[must_use]
    pub fn name<'r>(&self, rules: &'r RuleSet) -> &'r str {
        match self {
            Self::Answer(fact, _) => rules
                .facts
                .get(fact.index())
                .map_or("", |fact| fact.name.as_str()),
            Self::Total(quantity, ..) => rules
                .quantities
                .get(quantity.index())
                .map_or("", |quantity| quantity.name.as_str()),
        }
    }
}

/// The totals that were taken from the account because the record states none, where they
/// mattered: without them nothing would bound what came before.
pub(super) fn totals(known: &Known<'_>, verdicts: &BTreeMap<usize, Verdict>) -> Vec<Assumed> {
    let rules = known.rules;
    let mut all: Vec<Assumed> = Vec::new();
    for (index, allowance) in rules.allowances.iter().enumerate() {
        let id = AllowanceId(index);
        let units = &allowance.limit.most;
        let stated = units
            .iter()
            .any(|most| known.stated_before(id, most.unit).is_some());
        let (Some(quantity), false) = (allowance.before, stated) else {
            continue;
        };
        let mut open = known.clone();
        open.before = known.before.unbounded(id, units.len());
        let holds_it = |paragraph: &Paragraph| {
            let mut measures = paragraph.measures.iter();
            measures.any(|measure| measure.place == allowance.place)
        };
        for (at, verdict) in verdicts {
            let paragraph = rules.paragraphs.get(*at).filter(|p| holds_it(p));
            let Some(paragraph) = paragraph else { continue };
            if judge_by(rules, paragraph, &open).verdict() != *verdict
                && let Some(most) = units.first()
            {
                let total = known.before.total(id, 0);
                all.push(Assumed {
                    supposed: Supposed::Total(quantity, total, most.unit),
                    matters_to: vec![paragraph.citation.clone()],
                });
            }
        }
    }
    all
}

/// An answer that a rule set may take from silence.
#[derive(Debug)]
pub(super) struct Assumable {
    fact: FactId,
    value: bool,
    /// Whether the answer is taken only where the fact is not asked of the goods.
    unless_asked: bool,
    /// The paragraphs that it can matter to, as indices.
    paragraphs: BTreeSet<usize>,
}

/// The answers that a rule set takes from silence, at a fact's declaration or where it is used,
/// in the order of the facts' names.
pub(super) fn assumable(rules: &RuleSet) -> Vec<Assumable> {
    let mut all: BTreeMap<(FactId, bool), BTreeSet<usize>> = BTreeMap::new();
    let mut note = |condition: &Condition, paragraphs: &[usize]| {
        condition.walk(&mut |part| {
            let ConditionKind::Fact(fact, here) = part.kind else {
                return;
            };
            let declared = rules.facts.get(fact.index()).map(|fact| &fact.silence);
            let value = here.or(match declared {
                Some(Silence::Means(answer) | Silence::AskedOf(_, answer)) => Some(*answer),
                _ => None,
            });
            if let Some(value) = value {
                all.entry((fact, value)).or_default().extend(paragraphs);
            }
        });
    };
    for (index, paragraph) in rules.paragraphs.iter().enumerate() {
        for measure in &paragraph.measures {
            note(&measure.covers, &[index]);
            measure
                .allowed
                .iter()
                .for_each(|allowed| note(allowed, &[index]));
            measure
                .lifts
                .iter()
                .for_each(|lift| note(&lift.condition, &[index]));
        }
    }
    // What a category's link asks can matter to every paragraph that names goods.
    let every: Vec<usize> = (0..rules.paragraphs.len()).collect();
    for parent in rules
        .categories
        .iter()
        .flat_map(|category| &category.parents)
    {
        if let Link::If(condition) = &parent.link {
            note(condition, &every);
        }
    }
    let assumable = all.into_iter();
    assumable
        .map(|((fact, value), paragraphs)| {
            let silence = rules.facts.get(fact.index()).map(|fact| &fact.silence);
            Assumable {
                fact,
                value,
                unless_asked: matches!(silence, Some(Silence::AskedOf(..))),
                paragraphs,
            }
        })
        .collect()
}

/// Whether a paragraph may be about a transfer between such countries, whatever the answers: where
/// it is not, no answer can matter to it.
fn may_reach(known: &Known<'_>, paragraph: &Paragraph) -> bool {
    let moment = known.moment(Interval::ALWAYS, 0);
    let mut measures = paragraph.measures.iter();
    measures.any(|measure| place_may(&measure.reach, &moment))
}

fn place_may(condition: &Condition, moment: &Moment<'_>) -> bool {
    match &condition.kind {
        ConditionKind::All(parts) => parts.iter().all(|part| place_may(part, moment)),
        ConditionKind::Any(parts) => parts.iter().any(|part| place_may(part, moment)),
        ConditionKind::Place(way, country) => moment.place(*way, *country).may,
        _ => true,
    }
}

/// The facts that are asked for when a paragraph is judged. If any other were answered otherwise,
/// the same would be asked and the same come out.
fn asked(known: &Known<'_>, paragraph: &Paragraph) -> BTreeSet<FactId> {
    let listening = Listening {
        known,
        asked: RefCell::default(),
    };
    judge_by(known.rules, paragraph, &listening);
    listening.asked.into_inner().into_iter().collect()
}

/// Every assumption that mattered. An answer was assumed where stating it changes nothing; it
/// mattered to the paragraphs that the opposite would change.
pub(super) fn assumptions(
    known: &Known<'_>,
    assumable: &[Assumable],
    verdicts: &BTreeMap<usize, Verdict>,
) -> Vec<Assumed> {
    let judged = verdicts.iter().filter_map(|(index, verdict)| {
        let paragraph = known.rules.paragraphs.get(*index)?;
        let asked = may_reach(known, paragraph).then(|| asked(known, paragraph))?;
        Some((*index, paragraph, *verdict, asked))
    });
    let judged: Vec<_> = judged.collect();
    let mut all = Vec::new();
    for one in assumable {
        let Assumable {
            fact,
            value,
            paragraphs,
            ..
        } = one;
        let concerned = judged
            .iter()
            .filter(|(index, .., asked)| asked.contains(fact) && paragraphs.contains(index));
        let concerned: Vec<_> = concerned.collect();
        let said = |goods: &Goods| goods.says.iter().any(|(said, _)| said == fact);
        if concerned.is_empty()
            || known.answers(*fact)
            || known.goods.iter().all(said)
            || (one.unless_asked && known.is_open(*fact))
        {
            continue;
        }
        let stating = |answer: bool| {
            let mut stated = known.clone();
            stated.answers.insert(*fact, answer);
            stated
        };
        let (same, turned) = (stating(*value), stating(!*value));
        let mut matters_to = Vec::new();
        for (_, paragraph, verdict, _) in concerned {
            let verdict_of = |known: &Known<'_>| judge_by(known.rules, paragraph, known).verdict();
            let other = verdict_of(&turned);
            // Whether goods that are not covered would be exempt does not matter.
            let idle = [Verdict::Exempt, Verdict::Clear];
            let changes = other != *verdict && !(idle.contains(&other) && idle.contains(verdict));
            if changes && verdict_of(&same) == *verdict {
                matters_to.push(paragraph.citation.clone());
            }
        }
        if !matters_to.is_empty() {
            all.push(Assumed {
                supposed: Supposed::Answer(*fact, *value),
                matters_to,
            });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::check::{Checker, example_records};
    use crate::law::RuleSet;
    use crate::source::SourceFile;

    #[test]
    fn what_a_model_says_is_not_assumed() {
        let text = "resolution 1 adopted 2001-01-01\n  regime x\n\
            paragraph 1 \"x\"\n  forbids supply to PRK of drone\n  when fixed_wing\n  checked \"x\"\n\
            category drone \"Drone\"\n  words \"drone\"\n\
            fact fixed_wing \"Is it?\"\n  if silent no\n\
            model \"Short Bird\"\n  is drone\n  has not fixed_wing, source \"x\"\n\
            example \"x\"\n  item \"Short Bird\" to PRK on 2002 expect clear\n  \
            item \"drone\" to PRK on 2002 expect clear";
        let rules = RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap();
        let checker = Checker::new(&rules);
        let records = example_records(&rules.examples[0], &rules);
        let assumed = records
            .iter()
            .map(|record| checker.check(record, None).assumed.len());
        assert_eq!(assumed.collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn what_one_clause_asks_is_not_assumed_because_another_takes_it_from_silence() {
        let text = "resolution 1 adopted 2001-01-01\n  regime x\n\
            paragraph 1 \"x\"\n  forbids supply to PRK of arms\n  checked \"x\"\n\
            category arms \"Arms\"\n  words \"rifle\"\n\
            category kit \"Kit\"\n  kind of arms if military\n  words \"kit\"\n  hints \"bag\"\n\
            category vest \"Vest\"\n  \
            kind of arms if military if silent yes\n  words \"vest\"\n\
            fact military \"Is it?\"\n\
            example \"x\"\n  item \"kit\" to PRK on 2002 expect undetermined\n  \
            item \"bag\" to PRK on 2002 expect undetermined\n  \
            item \"vest\" to PRK on 2002 expect prohibited";
        let rules = RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap();
        let checker = Checker::new(&rules);
        let records = example_records(&rules.examples[0], &rules);
        let assumed = records
            .iter()
            .map(|record| checker.check(record, None).assumed.len());
        assert_eq!(assumed.collect::<Vec<_>>(), [0, 0, 1]);
    }
}
