//! What has one of several values, as Boolean variables.

use biodivine_lib_bdd::{BddValuation, BddVariable, BddVariableSet};

use crate::logic::Boolean;

use super::diagram::Diagram;

/// Something of a record that has one of some values, counted from nothing. The first value stands
/// for silence where there is any.
#[derive(Debug, Clone)]
pub(super) struct Domain {
    /// The variables of its number, the highest digit first.
    digits: Vec<BddVariable>,
    size: usize,
}

/// Hands out variables.
#[derive(Debug, Default)]
pub(super) struct Variables {
    taken: u16,
}

impl Variables {
    /// How many were handed out.
    pub fn taken(&self) -> u16 {
        self.taken
    }

    /// Something with so many values; nothing where there are too many variables.
    pub fn domain(&mut self, size: usize) -> Option<Domain> {
        let last = size.saturating_sub(1);
        let count = usize::BITS.saturating_sub(last.leading_zeros());
        let mut digits = Vec::new();
        for _ in 0..count {
            digits.push(BddVariable::from_index(usize::from(self.taken)));
            // The library keeps the highest number for itself.
            self.taken = self
                .taken
                .checked_add(1)
                .filter(|taken| *taken < u16::MAX)?;
        }
        Some(Domain { digits, size })
    }
}

impl Domain {
    /// How many values there are.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The records whose value `holds`. Numbers beyond the last value are in no set.
    pub fn those(&self, all: &BddVariableSet, holds: impl Fn(usize) -> bool) -> Diagram {
        let numbers = 1_usize << self.digits.len();
        let holds: Vec<bool> = (0..numbers)
            .map(|value| value < self.size && holds(value))
            .collect();
        set(all, &self.digits, &holds)
    }

    /// The records with one value.
    pub fn is(&self, all: &BddVariableSet, value: usize) -> Diagram {
        self.those(all, |other| other == value)
    }

    /// The value in one record.
    pub fn value(&self, record: &BddValuation) -> usize {
        let digits = self.digits.iter();
        digits.fold(0, |value, digit| {
            value << 1 | usize::from(record.value(*digit))
        })
    }

    /// Gives a record a value.
    pub fn put(&self, record: &mut BddValuation, value: usize) {
        for (place, digit) in self.digits.iter().rev().enumerate() {
            record.set_value(*digit, value >> place & 1 == 1);
        }
    }

    /// The variables.
    pub fn digits(&self) -> &[BddVariable] {
        &self.digits
    }
}

/// The numbers that are in a set, of which there are as many as the digits can write.
fn set(all: &BddVariableSet, digits: &[BddVariable], holds: &[bool]) -> Diagram {
    if holds.iter().all(|holds| *holds) {
        return Diagram::of(all.mk_true());
    }
    if !holds.iter().any(|holds| *holds) {
        return Diagram::of(all.mk_false());
    }
    let Some((digit, rest)) = digits.split_first() else {
        return Diagram::of(all.mk_false());
    };
    let (low, high) = holds.split_at(holds.len() / 2);
    let low_set = set(all, rest, low);
    let high_set = if low == high {
        low_set.clone()
    } else {
        set(all, rest, high)
    };
    let digit = Diagram::of(all.mk_var(*digit));
    digit.and(&high_set).or(&low_set.but_not(&digit))
}
