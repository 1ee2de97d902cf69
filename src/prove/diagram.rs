//! Decision diagrams as an algebra.

use std::sync::Arc;

use biodivine_lib_bdd::Bdd;

use crate::logic::{Boolean, Tri};

/// A set of records: those for which a diagram over all variables is true.
#[derive(Debug, Clone)]
pub(super) struct Diagram(Arc<Bdd>);

impl Diagram {
    /// Wraps a diagram of the library.
    pub fn of(bdd: Bdd) -> Self {
        Self(Arc::new(bdd))
    }

    /// The diagram of the library.
    pub fn bdd(&self) -> &Bdd {
        &self.0
    }

    /// Whether both hold the same records.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.iff(&other.0).is_true()
    }

    /// Those that are not in another.
    pub fn but_not(&self, other: &Self) -> Self {
        Self::of(self.0.and_not(&other.0))
    }
}

impl Boolean for Diagram {
    fn and(&self, other: &Self) -> Self {
        if self.0.is_false() || other.0.is_true() {
            return self.clone();
        }
        if self.0.is_true() || other.0.is_false() {
            return other.clone();
        }
        Self::of(self.0.and(&other.0))
    }

    fn or(&self, other: &Self) -> Self {
        if self.0.is_true() || other.0.is_false() {
            return self.clone();
        }
        if self.0.is_false() || other.0.is_true() {
            return other.clone();
        }
        Self::of(self.0.or(&other.0))
    }

    fn not(&self) -> Self {
        Self::of(self.0.not())
    }

    fn is_never(&self) -> bool {
        self.0.is_false()
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
