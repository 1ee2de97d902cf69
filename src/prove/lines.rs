//! What a record can state of its whole line: quantity and value.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};

use crate::check::{Checker, Sample, names};
use crate::law::LineAmount;
use crate::logic::World;
use crate::record::{Draft, Format, read};
use crate::source::SourceFile;
use crate::terms::{Amount, Decimal, Unit};

use super::asked::Asked;

/// Numbers of pieces that tell a value of the line from that of a piece.
const PIECES: [u32; 4] = [1, 3, 10, 1000];

/// What tells two lines apart: the answers to what is asked of amounts.
type Answers = Vec<(bool, bool)>;

/// What a record states of its whole line: its quantity, and its value.
pub(super) type Stated = [Option<Amount>; 2];

/// Has a record in the making state its line.
pub(super) fn say(draft: &mut Draft, line: Stated) {
    line.into_iter()
        .flatten()
        .for_each(|amount| draft.measure(amount));
}

/// What a record can state of its quantity and value; the first is nothing.
pub(super) fn lines(checkers: &[Checker<'_>], asked: &[Asked<'_>]) -> Vec<Stated> {
    let mut known: BTreeSet<Vec<Answers>> = BTreeSet::new();
    let mut once = HashSet::new();
    let mut lines = Vec::new();
    let mut enter = |line: Stated, is_limited: bool| {
        let both = checkers.iter().zip(asked);
        let answers: Option<Vec<Answers>> = both
            .map(|(checker, asked)| answers(line, checker, asked))
            .collect();
        let is_new = answers.is_some_and(|answers| known.insert(answers) || is_limited);
        if is_new && once.insert(line) {
            lines.push(line);
        }
    };
    let (quantities, values) = candidates(checkers, asked);
    enter([None, None], false);
    // What counts towards limits does so by its size, which no single question tells.
    for quantity in &quantities {
        enter([Some(*quantity), None], true);
    }
    for line in both(checkers) {
        enter(line, true);
    }
    let pieces = Unit::parse("units").ok().into_iter();
    let pieces = pieces.flat_map(|unit| PIECES.map(|number| (Decimal::from(number), unit)));
    let pieces: Vec<Amount> = pieces
        .map(|(number, unit)| Amount { number, unit })
        .collect();
    for value in values {
        enter([None, Some(value)], false);
        for quantity in pieces.iter().chain(&quantities) {
            enter([Some(*quantity), Some(value)], false);
        }
    }
    lines
}

fn answers(line: Stated, checker: &Checker<'_>, asked: &Asked<'_>) -> Option<Answers> {
    let mut draft = Draft {
        item: Some("zzz".into()),
        ..Draft::default()
    };
    say(&mut draft, line);
    let sample = sample(&draft, checker, 0)?;
    let world = sample.world();
    let lines = asked.lines.iter();
    let answers = lines.map(|(of, comparison, amount)| world.line(*of, *comparison, *amount));
    Some(answers.map(|answer| (answer.must, answer.may)).collect())
}

/// What the rules know of one of the goods of a record to be.
pub(super) fn sample<'r>(draft: &Draft, checker: &Checker<'r>, part: usize) -> Option<Sample<'r>> {
    let file = SourceFile::new("record.ron", draft.to_string());
    let records = read(&file, Format::Ron, &names(checker.rules()));
    Sample::of_record(checker, records.records.first()?, part)
}

/// The quantities and the values with which rules, limits and conversions tell lines apart.
fn candidates(checkers: &[Checker<'_>], asked: &[Asked<'_>]) -> (Vec<Amount>, Vec<Amount>) {
    let lines = || asked.iter().flat_map(|asked| &asked.lines);
    let values = lines().filter(|(of, ..)| *of != LineAmount::Quantity);
    let values = values.map(|(.., amount)| *amount);
    let quantities = lines().filter(|(of, ..)| *of == LineAmount::Quantity);
    let quantities = quantities.map(|(.., amount)| *amount);
    let quantities = quantities
        .chain(limits(checkers))
        .chain(converted(checkers));
    (points(quantities.collect()), points(values.collect()))
}

fn limits<'c>(checkers: &'c [Checker<'_>]) -> impl Iterator<Item = Amount> + 'c {
    let limits = checkers.iter().flat_map(|c| &c.rules().allowances);
    limits.flat_map(|allowance| allowance.limit.most.iter().copied())
}

/// The limits in each unit that goods convert to theirs: between the two nobody knows on which side
/// a quantity lies.
fn converted(checkers: &[Checker<'_>]) -> Vec<Amount> {
    let categories = checkers.iter().flat_map(|c| &c.rules().categories);
    let conversions = categories.flat_map(|category| &category.conversions);
    let mut amounts = Vec::new();
    for conversion in conversions {
        for limit in limits(checkers) {
            let ends = [conversion.least, conversion.most];
            amounts.extend(ends.iter().filter_map(|one| {
                let number = limit.number_of(one.unit)?.checked_div(one.number)?;
                // Enough digits to stay on its side, and few enough to be read.
                let number = number.round_sf(6)?;
                let unit = conversion.unit;
                Some(Amount { number, unit })
            }));
        }
    }
    amounts
}

/// Quantities with values, as limits that are set in both ask for them.
fn both(checkers: &[Checker<'_>]) -> Vec<Stated> {
    let mut lines = Vec::new();
    for allowance in checkers.iter().flat_map(|c| &c.rules().allowances) {
        let most = allowance.limit.most.iter().copied();
        let is_money = |most: &Amount| LineAmount::in_unit(most.unit) == LineAmount::Value;
        let (values, quantities): (Vec<Amount>, Vec<Amount>) = most.partition(is_money);
        for value in points(values) {
            for quantity in points(quantities.clone()) {
                lines.push([Some(quantity), Some(value)]);
            }
        }
    }
    lines
}

/// Amounts on each of some amounts, between neighbours, below the least and above the most of each
/// dimension.
pub(super) fn points(mut amounts: Vec<Amount>) -> Vec<Amount> {
    let half = Decimal::new(5, 1);
    // Those of one dimension stand together, in order.
    amounts.sort_by(|a, b| {
        let name = |amount: &Amount| format!("{:?}", amount.unit.dimension());
        let dimensions = name(a).cmp(&name(b));
        dimensions.then(a.compare(*b).unwrap_or(Ordering::Equal))
    });
    amounts.dedup_by(|a, b| a.compare(*b) == Some(Ordering::Equal));
    let mut points = Vec::new();
    for same in amounts.chunk_by(|a, b| a.unit.dimension() == b.unit.dimension()) {
        let (first, last) = (same.first(), same.last());
        points.extend(first.and_then(|least| least.times(half)));
        points.extend(same);
        for neighbours in same.windows(2) {
            if let [low, high] = neighbours {
                let low = low.number_of(high.unit);
                let sum = low.and_then(|low| low.checked_add(high.number));
                let middle = sum.and_then(|sum| sum.checked_mul(half));
                points.extend(middle.map(|number| Amount { number, ..*high }));
            }
        }
        // So much that a value of many pieces is one of each, too. Of nothing the double is no more.
        let factors = [Decimal::TWO, Decimal::from(10_000)];
        points.extend(factors.iter().filter_map(|factor| last?.times(*factor)));
        let more = last.and_then(|most| {
            let number = most.number.checked_add(Decimal::ONE)?;
            Some(Amount { number, ..*most })
        });
        points.extend(more);
    }
    for point in &mut points {
        point.number = point.number.normalize();
    }
    points
}
