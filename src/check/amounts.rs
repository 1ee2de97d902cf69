//! Amounts of a record: those of its whole line, and how ranges compare.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::law::{Comparison, LineAmount};
use crate::logic::Tri;
use crate::record::Record;
use crate::terms::{Amount, Decimal, Unit};

/// What a record states of its whole line.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// INVARIANT: the value is money, and nothing else is.
    amounts: BTreeMap<LineAmount, Amount>,
}

impl Line {
    /// Reads a record. A value without a currency and a quantity without a unit say nothing that
    /// a rule could compare.
    pub fn of(record: &Record) -> Self {
        let mut line = Self::default();
        if let (Some(number), Some(unit)) = (&record.quantity, &record.unit) {
            let (number, unit) = (number.value, unit.value);
            line.suppose(LineAmount::Quantity, Amount { number, unit });
        }
        if let (Some(number), Some(currency)) = (&record.value, &record.currency) {
            let unit = Unit::of(currency.value);
            let number = number.value;
            line.suppose(LineAmount::Value, Amount { number, unit });
        }
        line
    }

    /// Sets an amount.
    pub fn suppose(&mut self, of: LineAmount, amount: Amount) {
        self.amounts.insert(of, amount);
    }

    /// Whether an amount is stated.
    pub fn states(&self, of: LineAmount) -> bool {
        self.amounts.contains_key(&of)
    }

    /// How the line's amount compares; nothing where that is not known, as with another currency.
    pub fn compare(&self, of: LineAmount, with: Amount) -> Option<Ordering> {
        if let Some(stated) = self.amounts.get(&of) {
            return stated.compare(with);
        }
        if of != LineAmount::PieceValue {
            return None;
        }
        let pieces = self.amounts.get(&LineAmount::Quantity)?;
        let pieces = pieces.in_units().filter(|pieces| !pieces.is_zero())?;
        // Multiplying keeps what dividing would round.
        self.amounts
            .get(&LineAmount::Value)?
            .compare(with.times(pieces)?)
    }

    /// The line's quantity and value, as far as they are stated.
    pub fn stated(&self) -> impl Iterator<Item = Amount> {
        let stated = [LineAmount::Quantity, LineAmount::Value];
        stated
            .into_iter()
            .filter_map(|of| self.amounts.get(&of).copied())
    }
}

/// Nothing, in the unit of an amount.
pub(super) fn zero(amount: Amount) -> Amount {
    Amount {
        number: Decimal::ZERO,
        ..amount
    }
}

/// Whether an order satisfies a comparison.
pub(crate) fn compares(order: Ordering, comparison: Comparison) -> bool {
    match comparison {
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::Equal => order.is_eq(),
        Comparison::AtLeast => order.is_ge(),
        Comparison::More => order.is_gt(),
    }
}

/// The same of something that lies between two ends, each of which compares so.
pub(super) fn compares_between(
    least: Ordering,
    most: Ordering,
    comparison: Comparison,
) -> Tri<bool> {
    let (low, high) = (compares(least, comparison), compares(most, comparison));
    let inside = comparison == Comparison::Equal && least.is_le() && most.is_ge();
    Tri {
        must: low && high,
        may: low || high || inside,
    }
}

/// The same of two ends as amounts; unknown where they are of another dimension.
pub(super) fn compares_range(
    (least, most): (Amount, Amount),
    comparison: Comparison,
    amount: Amount,
) -> Tri<bool> {
    match (least.compare(amount), most.compare(amount)) {
        (Some(least), Some(most)) => compares_between(least, most, comparison),
        _ => Tri {
            must: false,
            may: true,
        },
    }
}
