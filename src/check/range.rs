//! Numbers that are known only roughly.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::logic::Tri;
use crate::terms::Decimal;

/// A number that is at least this and at most that, where anything bounds it. INVARIANT: the least
/// is not above the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The least it can be.
    pub least: Decimal,
    /// The most; nothing where it has no bound.
    pub most: Option<Decimal>,
}

impl Range {
    /// Nothing at all.
    pub const NOTHING: Self = Self {
        least: Decimal::ZERO,
        most: Some(Decimal::ZERO),
    };

    /// Any number from nothing upwards: what a missing amount can be.
    pub const ANY: Self = Self {
        least: Decimal::ZERO,
        most: None,
    };

    /// One number.
    #[must_use]
    pub fn exactly(number: Decimal) -> Self {
        Self {
            least: number,
            most: Some(number),
        }
    }

    /// Both together. A sum too large to be held has no bound.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let least = self.least.checked_add(other.least);
        let most = self.most.zip(other.most);
        Self {
            least: least.unwrap_or(Decimal::MAX),
            most: most.and_then(|(one, other)| one.checked_add(other)),
        }
    }

    /// Whether it is at most a number.
    pub(super) fn is_at_most(self, number: Decimal) -> Tri<bool> {
        Tri {
            must: self.most.is_some_and(|most| most <= number),
            may: self.least <= number,
        }
    }
}

impl fmt::Display for Range {
    /// `5`, `5 to 7`, `at least 5`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let least = self.least.normalize();
        match self.most {
            Some(most) if most == self.least => write!(f, "{least}"),
            Some(most) => write!(f, "{least} to {}", most.normalize()),
            None => write!(f, "at least {least}"),
        }
    }
}
