//! One of a record's goods by itself, as a world that can be asked.

use crate::law::{CategoryId, QuantityId};
use crate::logic::{Line, World};
use crate::record::Record;
use crate::terms::{Amount, Country, HsCode, Interval};

use super::checker::Checker;
use super::known::Known;

/// One of the goods that a record names, with what the record says beside.
#[derive(Debug)]
pub(crate) struct Sample<'r> {
    known: Known<'r>,
    part: usize,
}

impl<'r> Sample<'r> {
    /// The goods in one place of those that are so named; nothing where there are fewer.
    pub fn of_goods(
        checker: &Checker<'r>,
        item: Option<&str>,
        category: Option<CategoryId>,
        code: Option<&HsCode>,
        part: usize,
    ) -> Option<Self> {
        let assigned: Vec<CategoryId> = category.into_iter().collect();
        let goods = checker.classifier().goods(item, &assigned, code);
        let mut known = Known::of_goods(goods, checker.rules());
        known.code = code.cloned();
        (part < known.parts()).then_some(Self { known, part })
    }

    /// The goods in one place of those that a record names.
    pub fn of_record(checker: &Checker<'r>, record: &Record, part: usize) -> Option<Self> {
        let known = Known::of(record, checker.classifier(), checker.rules(), None);
        (part < known.parts()).then_some(Self { known, part })
    }

    /// The same where the record states an amount as well.
    pub fn stating(&self, quantity: QuantityId, amount: Amount) -> Self {
        let mut known = self.known.clone();
        known.amounts.insert(quantity, amount);
        Self {
            known,
            part: self.part,
        }
    }

    /// What is known, on the first day of its date.
    pub fn world(&self) -> impl World<B = bool> {
        let days = self.known.slices().first().copied();
        self.known
            .moment(days.unwrap_or(Interval::ALWAYS), self.part)
    }

    /// Whether nothing at all is known of what the goods are.
    pub fn is_unclassified(&self) -> bool {
        self.known.is_unclassified(self.part)
    }

    /// Whether the record names nothing else.
    pub fn is_alone(&self) -> bool {
        self.known.parts() == 1
    }

    /// The countries in which an end user is or may be, and whether for certain.
    pub fn end_user_in(&self) -> &[(Country, bool)] {
        &self.known.end_user_in
    }
}
