//! What a record can state of its whole line: quantity and value.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};

use crate::check::{Checker, Sample, names};
use crate::law::LineAmount;
use crate::logic::World;
use crate::record::{Draft, Format, read};
use crate::source::SourceFile;
use crate::terms::{Amount, Decimal, Dimension, Unit};

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
    let mut lines = Vec::new();
    for line in candidates(checkers, asked) {
        let both = checkers.iter().zip(asked);
        let answers: Option<Vec<Answers>> = both
            .map(|(checker, asked)| answers(line, checker, asked))
            .collect();
        // What is measured counts towards limits by its size, which no single question tells.
        let [quantity, _] = line;
        let is_measured = quantity.is_some_and(|of| of.unit.dimension() != Dimension::Count);
        if answers.is_some_and(|answers| known.insert(answers) || is_measured) {
            lines.push(line);
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

fn candidates(checkers: &[Checker<'_>], asked: &[Asked<'_>]) -> Vec<Stated> {
    let asked_values = asked.iter().flat_map(|asked| &asked.lines);
    let values = asked_values
        .filter(|(of, ..)| *of != LineAmount::Quantity)
        .map(|(.., amount)| *amount);
    let values = points(values.collect());
    let quantities = asked.iter().flat_map(|asked| &asked.lines);
    let quantities = quantities.filter(|(of, ..)| *of == LineAmount::Quantity);
    let quantities = quantities.map(|(.., amount)| *amount);
    let limits = checkers.iter().flat_map(|c| &c.rules().allowances);
    let limits = limits.flat_map(|allowance| allowance.limit.most.iter().copied());
    let quantities = points(quantities.chain(limits).collect());
    let mut lines: Vec<Stated> = vec![[None, None]];
    lines.extend(
        quantities
            .into_iter()
            .map(|quantity| [Some(quantity), None]),
    );
    let pieces = Unit::parse("units").ok().into_iter();
    let pieces = pieces.flat_map(|unit| PIECES.map(|number| (Decimal::from(number), unit)));
    let pieces: Vec<Amount> = pieces
        .map(|(number, unit)| Amount { number, unit })
        .collect();
    for value in values {
        lines.push([None, Some(value)]);
        lines.extend(pieces.iter().map(|pieces| [Some(*pieces), Some(value)]));
    }
    lines.extend(both(checkers));
    let mut once = HashSet::new();
    lines.retain(|line| once.insert(*line));
    lines
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
        // So much that a value of many pieces is one of each, too.
        let factors = [Decimal::TWO, Decimal::from(10_000)];
        points.extend(factors.iter().filter_map(|factor| last?.times(*factor)));
    }
    for point in &mut points {
        point.number = point.number.normalize();
    }
    points
}
