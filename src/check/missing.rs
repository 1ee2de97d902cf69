//! What would have to be known: the smallest sets of answers that make a paragraph cover.

use rust_decimal::RoundingStrategy;

use crate::classify::{By, Evidence, Goods, Strength};
use crate::law::{
    ActorId, CategoryId, Comparison, ConditionKind, DayId, FactId, LineAmount, Paragraph,
    QuantityId, RuleSet, Way,
};
use crate::logic::judge_by;
use crate::source::Span;
use crate::terms::{Amount, Country, Date, Decimal, HsCode, HsRange, Interval, Verdict};

use super::amounts::compares;
use super::known::Known;
use super::range::readable;

/// How many facts a set may hold.
const LARGEST_SET: usize = 3;

/// How many suppositions are tried before the search stops.
const TRIES: usize = 4000;

/// Something that a record leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// A fact.
    Fact(FactId),
    /// A quantity, as one clause compares it.
    Quantity(QuantityId, Comparison, Amount),
    /// A day, as one clause compares it.
    Day(DayId, Comparison, Date),
    /// An amount of the whole line, as one clause compares it, and the field that is missing.
    Line(LineAmount, Comparison, Amount, LineAmount),
    /// The goods' code.
    Code,
    /// Which of these kinds the goods are.
    Item(Vec<CategoryId>),
    /// Whether the transfer goes to, or comes from, a country.
    Place(Way, Country),
    /// Whether the receiver is such a party.
    Recipient(ActorId),
    /// The day, where the verdict depends on it.
    Date,
    /// Whether a measure is in force already before a day, by which it is for certain.
    InForceBefore(Date),
    /// Whether a measure is still in force after a day.
    InForceAfter(Date),
}

impl Question {
    /// The field or fact to fill in.
    #[must_use]
    pub fn field<'r>(&self, rules: &'r RuleSet) -> &'r str {
        match self {
            Self::Fact(fact) => rules
                .facts
                .get(fact.index())
                .map_or("", |f| f.name.as_str()),
            Self::Quantity(quantity, ..) => rules
                .quantities
                .get(quantity.index())
                .map_or("", |q| q.name.as_str()),
            Self::Day(day, ..) => rules.days.get(day.index()).map_or("", |d| d.name.as_str()),
            Self::Line(.., field) => field.words(),
            Self::Code => "hs",
            Self::Item(_) => "item",
            Self::Place(Way::To, _) => "to",
            Self::Place(Way::From, _) => "from",
            Self::Recipient(_) => "recipient_is",
            Self::Date => "date",
            Self::InForceBefore(_) | Self::InForceAfter(_) => "in_force",
        }
    }

    /// The question in words.
    #[must_use]
    pub fn text(&self, rules: &RuleSet) -> String {
        match self {
            Self::Fact(fact) => rules
                .facts
                .get(fact.index())
                .map(|f| f.question.clone())
                .unwrap_or_default(),
            Self::Quantity(quantity, ..) => {
                let quantity = rules.quantities.get(quantity.index());
                quantity
                    .map(|q| {
                        let units: Vec<&str> = q.units.iter().map(|unit| unit.symbol()).collect();
                        format!("{}, in {}?", q.definition, units.join(" or "))
                    })
                    .unwrap_or_default()
            }
            Self::Day(day, ..) => {
                let day = rules.days.get(day.index());
                day.map(|day| day.question.clone()).unwrap_or_default()
            }
            Self::Line(LineAmount::PieceValue, _, _, LineAmount::Quantity) => {
                "How many pieces are there?".into()
            }
            Self::Line(_, _, amount, LineAmount::Quantity) => {
                format!("How much is it, in {}?", amount.unit)
            }
            Self::Line(_, _, amount, _) => {
                format!("What is the whole line worth, in {}?", amount.unit)
            }
            Self::Code => {
                "Under which code of the Harmonized System are the goods classified?".into()
            }
            Self::Item(_) => "What exactly are the goods?".into(),
            Self::Place(Way::To, country) => format!("Do the goods go to {}?", country.name()),
            Self::Place(Way::From, country) => {
                format!("Do the goods come from {}?", country.name())
            }
            Self::Recipient(_) => {
                "What is the receiver: a government, an armed group, a mission?".into()
            }
            Self::Date => "On which day was it shipped or handed over?".into(),
            Self::InForceBefore(day) => {
                format!(
                    "Was the measure in force already? The rules know it for certain from {day}."
                )
            }
            Self::InForceAfter(day) => format!(
                "Is the measure still in force? It was last checked for the day before {day}."
            ),
        }
    }
}

/// What is missing for one finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// The questions, each once, those of the smallest sets first.
    pub questions: Vec<Question>,
    /// The smallest sets of answers that make the paragraph cover: any one of them would do.
    pub sets: Vec<Vec<String>>,
    /// The questions that these answer, by their places, in the same order.
    pub asks: Vec<Vec<usize>>,
    /// Whether sets were left untried because there were too many or they would be too large.
    pub stopped: bool,
    /// Where days of a rough date differ, and on none of them the paragraph would cover: what it says
    /// of which days.
    pub by_day: Vec<String>,
}

/// One answer to one question, tried against the reference reading.
#[derive(Debug, Clone)]
struct Supposition {
    question: Question,
    /// What the record might say to mean it. An answer that leaves a range open, such as "not 60
    /// minutes or more", decides only if both ends of the range do.
    answers: Vec<Answer>,
    text: String,
}

#[derive(Debug, Clone)]
enum Answer {
    Fact(FactId, bool),
    Amount(QuantityId, Amount),
    Day(DayId, Date),
    Line(LineAmount, Amount),
    Code(HsCode),
    Kind(CategoryId),
    To(Country),
    From(Country),
    Recipient(ActorId, bool),
    On(Vec<Interval>),
}

/// The smallest sets of answers under which `paragraph`, which is undetermined, covers firmly.
pub(super) fn missing(known: &Known<'_>, paragraph: &Paragraph, open: Vec<Question>) -> Missing {
    let suppositions = suppositions(known, paragraph, &open);
    let mut search = Search {
        rules: known.rules,
        paragraph,
        suppositions: &suppositions,
        tries: TRIES,
        sets: Vec::new(),
    };
    for size in 1..=LARGEST_SET {
        search.extend(std::slice::from_ref(known), &mut Vec::new(), 0, size);
    }
    let by_day = match search.sets.is_empty() && open.contains(&Question::Date) {
        true => lifted_by_day(known, paragraph),
        false => Vec::new(),
    };
    let stopped = (search.tries == 0 || search.sets.is_empty()) && by_day.is_empty();
    let mut questions: Vec<Question> = Vec::new();
    let deciding = search.sets.iter().flatten();
    let deciding = deciding
        .filter_map(|index| suppositions.get(*index))
        .map(|s| s.question.clone());
    let all: Vec<Question> = if search.sets.is_empty() {
        open
    } else {
        deciding.collect()
    };
    for question in all {
        let field = question.field(known.rules);
        if !questions
            .iter()
            .any(|known_one| known_one.field(known.rules) == field)
        {
            questions.push(question);
        }
    }
    let texts = |set: &Vec<usize>| -> Vec<String> {
        set.iter()
            .filter_map(|index| suppositions.get(*index))
            .map(|s| s.text.clone())
            .collect()
    };
    let place = |index: &usize| {
        let field = suppositions.get(*index)?.question.field(known.rules);
        questions
            .iter()
            .position(|one| one.field(known.rules) == field)
    };
    Missing {
        sets: search.sets.iter().map(texts).collect(),
        asks: search
            .sets
            .iter()
            .map(|set| set.iter().filter_map(place).collect())
            .collect(),
        questions,
        stopped,
        by_day,
    }
}

/// What a paragraph says on which days, where it is clear or exempt on each.
fn lifted_by_day(known: &Known<'_>, paragraph: &Paragraph) -> Vec<String> {
    let runs = runs(known, paragraph).into_iter().map(|run| {
        let there = suppose(known, &Answer::On(run.clone()));
        let verdict = judge_by(known.rules, paragraph, &there).verdict();
        let is_lifted = matches!(verdict, Verdict::Clear | Verdict::Exempt);
        is_lifted.then(|| format!("{verdict} if {}", dated(&run, known)))
    });
    runs.collect::<Option<Vec<String>>>().unwrap_or_default()
}

struct Search<'s> {
    rules: &'s RuleSet,
    paragraph: &'s Paragraph,
    suppositions: &'s [Supposition],
    tries: usize,
    sets: Vec<Vec<usize>>,
}

impl Search<'_> {
    /// Tries every set of `size` more suppositions from index `from` on, on top of `supposed`.
    fn extend(
        &mut self,
        supposed: &[Known<'_>],
        chosen: &mut Vec<usize>,
        from: usize,
        size: usize,
    ) {
        for (index, supposition) in self.suppositions.iter().enumerate().skip(from) {
            if self.tries == 0 {
                return;
            }
            if self.asks_again(chosen, supposition) {
                continue;
            }
            chosen.push(index);
            let answers = &supposition.answers;
            let further: Vec<Known<'_>> = supposed
                .iter()
                .flat_map(|known| answers.iter().map(|answer| suppose(known, answer)))
                .collect();
            if size > 1 {
                self.extend(
                    &further,
                    chosen,
                    index.saturating_add(1),
                    size.saturating_sub(1),
                );
            } else if !self.holds_smaller(chosen) && self.tries > 0 {
                self.tries = self.tries.saturating_sub(1);
                if further.iter().all(|known| covers(known, self.paragraph)) {
                    self.sets.push(chosen.clone());
                }
            }
            chosen.pop();
        }
    }

    /// Whether one of the chosen suppositions answers the same question.
    fn asks_again(&self, chosen: &[usize], supposition: &Supposition) -> bool {
        let field = |s: &Supposition| s.question.field(self.rules).to_owned();
        let mut others = chosen
            .iter()
            .filter_map(|index| self.suppositions.get(*index));
        others.any(|other| field(other) == field(supposition))
    }

    /// Whether a smaller set that was found is part of this one.
    fn holds_smaller(&self, chosen: &[usize]) -> bool {
        self.sets
            .iter()
            .any(|set| set.iter().all(|index| chosen.contains(index)))
    }
}

/// Whether the paragraph's verdict on the line is firm: what its measure says where it covers.
fn covers(known: &Known<'_>, paragraph: &Paragraph) -> bool {
    !matches!(
        judge_by(known.rules, paragraph, known).verdict(),
        Verdict::Undetermined | Verdict::Clear | Verdict::Exempt
    )
}

fn suppose<'r>(known: &Known<'r>, answer: &Answer) -> Known<'r> {
    let mut supposed = known.clone();
    match answer {
        Answer::Fact(fact, yes) => {
            supposed.answers.insert(*fact, *yes);
        }
        Answer::Amount(quantity, amount) => {
            supposed.amounts.insert(*quantity, *amount);
        }
        Answer::Day(day, date) => {
            supposed.days.insert(*day, Interval::day(*date));
        }
        Answer::Line(of, amount) => supposed.line.suppose(*of, *amount),
        Answer::Code(code) => {
            supposed.code = Some(code.clone());
            supposed.change_goods(|goods| goods.has_code = true);
        }
        Answer::Kind(category) => {
            let rules = known.rules;
            let place = rules.categories.get(category.index()).map(|c| c.place);
            supposed.change_goods(|goods| {
                let may_be = place.filter(|_| can_be(goods, *category, rules));
                goods.evidence.extend(may_be.map(|place| Evidence {
                    category: *category,
                    strength: Strength::Certain,
                    by: By::Item,
                    span: Span::default(),
                    place,
                    bare: false,
                }));
            });
        }
        Answer::To(country) => supposed.to = Some(*country),
        Answer::From(country) => supposed.from = Some(*country),
        Answer::Recipient(actor, is) => supposed.recipient.suppose(*actor, *is),
        Answer::On(slices) => supposed.slices.clone_from(slices),
    }
    supposed
}

/// Whether goods may turn out to be of a category.
fn can_be(goods: &Goods, category: CategoryId, rules: &RuleSet) -> bool {
    goods.categories(rules).iter().any(|(known, _)| {
        rules
            .categories
            .get(known.index())
            .is_some_and(|c| c.below.contains(&category))
    })
}

/// The answers to try, each question's "yes" before its "no".
fn suppositions(known: &Known<'_>, paragraph: &Paragraph, open: &[Question]) -> Vec<Supposition> {
    let mut all: Vec<Supposition> = Vec::new();
    for question in open {
        for (answers, text) in answers(known, paragraph, question) {
            if !all.iter().any(|other| other.text == text) {
                all.push(Supposition {
                    question: question.clone(),
                    answers,
                    text,
                });
            }
        }
    }
    all
}

fn answers(
    known: &Known<'_>,
    paragraph: &Paragraph,
    question: &Question,
) -> Vec<(Vec<Answer>, String)> {
    let rules = known.rules;
    let name = question.field(rules);
    let one = |answer, text| vec![(vec![answer], text)];
    match question {
        Question::Fact(fact) => vec![
            (vec![Answer::Fact(*fact, true)], name.to_owned()),
            (vec![Answer::Fact(*fact, false)], format!("not {name}")),
        ],
        Question::Quantity(quantity, comparison, amount) => {
            either_side(name, *comparison, *amount, |amount| {
                Answer::Amount(*quantity, amount)
            })
        }
        Question::Line(of, comparison, amount, _) => {
            either_side(of.words(), *comparison, *amount, |amount| {
                Answer::Line(*of, amount)
            })
        }
        Question::Day(day, _, limit) => {
            let on = |days: [Date; 2]| -> Vec<Answer> {
                days.map(|date| Answer::Day(*day, date)).to_vec()
            };
            // Of a day that is known roughly, the ends that it can have.
            let rough = known.days.get(day).copied().unwrap_or(Interval::ALWAYS);
            let before = on([limit.yesterday().unwrap_or(*limit), rough.first()]);
            let after = on([*limit, rough.last()]);
            vec![
                (before, format!("{name} < {limit}")),
                (after, format!("{name} >= {limit}")),
            ]
        }
        Question::Code => codes(known, paragraph),
        Question::Item(kinds) => kinds_to_try(kinds, rules),
        Question::Place(Way::To, country) => one(Answer::To(*country), format!("to is {country}")),
        Question::Place(Way::From, country) => {
            one(Answer::From(*country), format!("from is {country}"))
        }
        Question::Recipient(actor) => {
            let name = rules.actors.get(actor.index()).map_or("", |a| &a.name);
            let text = format!("recipient is {name}");
            let not = format!("not {text}");
            vec![
                (vec![Answer::Recipient(*actor, true)], text),
                (vec![Answer::Recipient(*actor, false)], not),
            ]
        }
        Question::Date => Some(runs(known, paragraph))
            // Where every day is alike, the date decides nothing.
            .filter(|runs| runs.len() > 1)
            .into_iter()
            .flatten()
            .map(|run| {
                let text = dated(&run, known);
                (vec![Answer::On(run)], text)
            })
            .collect(),
        // Whether a measure was renewed is not a thing that a record could say.
        Question::InForceBefore(_) | Question::InForceAfter(_) => Vec::new(),
    }
}

/// The amounts that satisfy a comparison, and those that do not.
fn either_side(
    name: &str,
    comparison: Comparison,
    amount: Amount,
    answer: impl Fn(Amount) -> Answer,
) -> Vec<(Vec<Answer>, String)> {
    let ends = |wanted| -> Vec<Answer> {
        let ends = ends(comparison, amount, wanted).into_iter();
        ends.map(&answer).collect()
    };
    let text = compared(name, comparison, amount);
    let not = match comparison.opposite() {
        Some(opposite) => compared(name, opposite, amount),
        None => format!("not {text}"),
    };
    [(ends(true), text), (ends(false), not)]
        .into_iter()
        .filter(|(ends, _)| !ends.is_empty())
        .collect()
}

/// A comparison in words; an amount that no unit divides is shortened towards what surely satisfies it.
fn compared(name: &str, comparison: Comparison, amount: Amount) -> String {
    let number = match comparison {
        Comparison::Less | Comparison::AtMost => readable(amount.number, RoundingStrategy::ToZero),
        Comparison::More | Comparison::AtLeast => {
            readable(amount.number, RoundingStrategy::AwayFromZero)
        }
        Comparison::Equal => amount.number,
    };
    format!(
        "{name} {} {}",
        comparison.sign(),
        Amount { number, ..amount }
    )
}

/// The widest of some kinds: one that lies below another in the list says no more than that.
fn kinds_to_try(kinds: &[CategoryId], rules: &RuleSet) -> Vec<(Vec<Answer>, String)> {
    let category = |kind: &CategoryId| rules.categories.get(kind.index());
    let below_other = |kind: &CategoryId| {
        let above = category(kind).map(|c| &c.above);
        kinds
            .iter()
            .any(|other| other != kind && above.is_some_and(|above| above.contains_key(other)))
    };
    let widest = kinds.iter().filter(|kind| !below_other(kind));
    let named = |kind: &CategoryId| category(kind).map_or("", |c| c.name.as_str());
    widest
        .map(|kind| {
            (
                vec![Answer::Kind(*kind)],
                format!("item is {}", named(kind)),
            )
        })
        .collect()
}

/// The slices of the date in runs on which the paragraph says the same.
fn runs(known: &Known<'_>, paragraph: &Paragraph) -> Vec<Vec<Interval>> {
    let mut runs: Vec<(Verdict, Vec<Interval>)> = Vec::new();
    for slice in &known.slices {
        let there = suppose(known, &Answer::On(vec![*slice]));
        let verdict = judge_by(known.rules, paragraph, &there).verdict();
        match runs.last_mut() {
            Some((before, run)) if *before == verdict => run.push(*slice),
            _ => runs.push((verdict, vec![*slice])),
        }
    }
    runs.into_iter().map(|(_, run)| run).collect()
}

/// "date >= 2016-03-02", "date < 2016-03-02" or both; an end that the record's own date has
/// already goes without saying.
fn dated(run: &[Interval], known: &Known<'_>) -> String {
    let (first, last) = (run.first(), run.last());
    let from = first.filter(|first| known.slices.first() != Some(*first));
    let to = last.filter(|last| known.slices.last() != Some(*last));
    let from = from.map(|slice| format!("date >= {}", slice.first()));
    let to = to.and_then(|slice| slice.last().tomorrow().ok());
    let to = to.map(|day| format!("date < {day}"));
    let both: Vec<String> = from.into_iter().chain(to).collect();
    both.join(" and ")
}

/// The amounts next to `amount` and far from it that satisfy the comparison, or do not.
fn ends(comparison: Comparison, amount: Amount, wanted: bool) -> Vec<Amount> {
    let number = amount.number;
    let near = [
        Some(number),
        number.checked_add(Decimal::ONE),
        number.checked_sub(Decimal::ONE),
    ];
    let far = [
        Some(Decimal::ZERO),
        number.checked_mul(Decimal::ONE_THOUSAND),
    ];
    let fits = |number: &Decimal| {
        let candidate = Amount {
            number: *number,
            ..amount
        };
        candidate
            .compare(amount)
            .is_some_and(|order| compares(order, comparison) == wanted)
    };
    let next = near.into_iter().flatten().find(|number| fits(number));
    let furthest = far.into_iter().flatten().filter(fits);
    next.into_iter()
        .chain(furthest)
        .map(|number| Amount { number, ..amount })
        .collect()
}

/// The codes that the goods can have: each range of their lists, cut where the paragraph names a part
/// of it; where nothing bounds them, each range that the paragraph names.
fn codes(known: &Known<'_>, paragraph: &Paragraph) -> Vec<(Vec<Answer>, String)> {
    let named = named_codes(paragraph);
    let of_goods = || known.goods.iter().map(|goods| goods.codes(known.rules));
    let mut ranges: Vec<HsRange> = Vec::new();
    let mut note = |range: &HsRange| {
        if !ranges.contains(range) {
            ranges.push(range.clone());
        }
    };
    for range in of_goods().flatten() {
        if named.iter().any(|part| is_inside(part, range)) {
            note(&HsRange::of(range.sample().clone()));
            let parts = named.iter().filter(|part| is_inside(part, range));
            parts.for_each(&mut note);
        } else {
            note(range);
        }
    }
    if of_goods().any(|codes| codes.is_empty()) {
        named.iter().for_each(&mut note);
    }
    let told = ranges.iter().map(|range| {
        // A clause says the same of all codes of a range only where it names all of them, and no
        // other names a part.
        let is_named = named.iter().any(|whole| whole.covers(range) == Some(true));
        let is_cut = named.iter().any(|part| is_inside(part, range));
        let range = match is_named && !is_cut {
            true => range.clone(),
            false => HsRange::of(range.sample().clone()),
        };
        let ends = [range.sample(), range.last()];
        let answers = ends.map(|code| Answer::Code(code.clone()));
        (answers.to_vec(), format!("hs in {range}"))
    });
    told.collect()
}

/// The ranges of codes that the measures of a paragraph name, and what lifts them.
fn named_codes(paragraph: &Paragraph) -> Vec<HsRange> {
    let mut named: Vec<HsRange> = Vec::new();
    for measure in &paragraph.measures {
        let lifts = measure.lifts.iter().map(|lift| &lift.condition);
        for condition in [&measure.covers].into_iter().chain(lifts) {
            condition.walk(&mut |part| {
                if let ConditionKind::Hs(ranges) = &part.kind {
                    named.extend(ranges.iter().cloned());
                }
            });
        }
    }
    named
}

/// Whether a range is a part of another, and not all of it.
fn is_inside(part: &HsRange, whole: &HsRange) -> bool {
    part != whole && whole.covers(part) == Some(true)
}

#[cfg(test)]
mod tests {
    use crate::terms::Unit;

    use super::*;

    #[test]
    fn an_amount_without_end_is_told_so_that_it_surely_suffices() {
        let amount = |number: &str, unit| Amount {
            number: number.parse().unwrap(),
            unit: Unit::parse(unit).unwrap(),
        };
        let long = amount("499371.01892295678948719071447", "bbl");
        let told = |comparison, amount| compared("quantity", comparison, amount);
        assert_eq!(told(Comparison::More, long), "quantity > 499371.019 bbl");
        assert_eq!(told(Comparison::AtMost, long), "quantity <= 499371.018 bbl");
        let short = amount("60", "t");
        assert_eq!(told(Comparison::AtLeast, short), "quantity >= 60 t");
    }
}
