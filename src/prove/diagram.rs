//! Decision diagrams as an algebra.

use std::sync::Arc;

use biodivine_lib_bdd::{Bdd, BddValuation, BddVariable, op_function};

use crate::logic::{Boolean, Tri};

/// The nodes that a diagram can have. What is larger takes minutes and gigabytes to work on.
const LARGEST: usize = 1_000_000;

/// A set of records: those for which a diagram over all variables is true. One that would be too
/// large is not there, and neither is what is made of it, but where the other side decides.
#[derive(Debug, Clone)]
pub(super) struct Diagram(Option<Arc<Bdd>>);

impl Diagram {
    /// Wraps a diagram of the library.
    pub fn of(bdd: Bdd) -> Self {
        Self(Some(Arc::new(bdd)))
    }

    /// Whether it would be too large, so that nothing is known of the set.
    pub fn is_too_large(&self) -> bool {
        self.0.is_none()
    }

    /// How many nodes there are; nothing where there would be too many.
    pub fn size(&self) -> Option<usize> {
        self.0.as_ref().map(|bdd| bdd.size())
    }

    /// Whether both hold the same records, as far as that is known.
    pub fn is_same(&self, other: &Self) -> bool {
        self.but_not(other).is_never() && other.but_not(self).is_never()
    }

    /// Those that are not in another.
    pub fn but_not(&self, other: &Self) -> Self {
        if self.is_never() || other.is_never() {
            return self.clone();
        }
        self.with(other, op_function::and_not)
    }

    /// Those of whom some record that differs in these variables alone is in the set.
    pub fn whatever(&self, variables: &[BddVariable]) -> Self {
        Self(self.0.as_ref().map(|bdd| Arc::new(bdd.exists(variables))))
    }

    /// Whether a record is in the set, as far as that is known.
    pub fn has(&self, record: &BddValuation) -> bool {
        self.0.as_ref().is_some_and(|bdd| bdd.eval_in(record))
    }

    /// The record that says least, in the order of variables.
    pub fn smallest(&self) -> Option<BddValuation> {
        self.0.as_ref()?.most_negative_valuation()
    }

    /// Some records of the set that are unlike, where there are any.
    pub fn some(&self) -> impl Iterator<Item = BddValuation> {
        let bdd = self.0.as_ref();
        let ends = bdd.map(|bdd| [bdd.last_valuation(), bdd.first_valuation()]);
        ends.into_iter().flatten().flatten()
    }

    fn with(
        &self,
        other: &Self,
        operation: impl Fn(Option<bool>, Option<bool>) -> Option<bool>,
    ) -> Self {
        let both = self.0.as_ref().zip(other.0.as_ref());
        Self(both.and_then(|(one, two)| {
            Bdd::binary_op_with_limit(LARGEST, one, two, operation).map(Arc::new)
        }))
    }

    fn is_all(&self) -> bool {
        self.0.as_ref().is_some_and(|bdd| bdd.is_true())
    }
}

impl Boolean for Diagram {
    fn and(&self, other: &Self) -> Self {
        if self.is_never() || other.is_all() {
            return self.clone();
        }
        if self.is_all() || other.is_never() {
            return other.clone();
        }
        self.with(other, op_function::and)
    }

    fn or(&self, other: &Self) -> Self {
        if self.is_all() || other.is_never() {
            return self.clone();
        }
        if self.is_never() || other.is_all() {
            return other.clone();
        }
        self.with(other, op_function::or)
    }

    fn not(&self) -> Self {
        Self(self.0.as_ref().map(|bdd| Arc::new(bdd.not())))
    }

    fn is_never(&self) -> bool {
        self.0.as_ref().is_some_and(|bdd| bdd.is_false())
    }
}

impl Tri<Diagram> {
    /// What is true of some records and unknown of others.
    pub(super) fn within(&self, region: &Diagram) -> Self {
        Self {
            must: self.must.and(region),
            may: self.may.and(region),
        }
    }
}
