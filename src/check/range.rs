//! Numbers that are known only roughly.

use std::fmt;

use rust_decimal::RoundingStrategy;
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
        let least = |towards| readable(self.least, towards);
        match self.most {
            Some(most) if most == self.least => {
                write!(f, "{}", least(RoundingStrategy::MidpointAwayFromZero))
            }
            Some(most) => {
                let most = readable(most, RoundingStrategy::AwayFromZero);
                write!(f, "{} to {most}", least(RoundingStrategy::ToZero))
            }
            None => write!(f, "at least {}", least(RoundingStrategy::ToZero)),
        }
    }
}

/// A number as people read it: one that no unit divides without a rest has three decimals. It has
/// more where the last of them would be nothing, so that it never looks like a limit that it is
/// a little above or below.
pub(super) fn readable(number: Decimal, towards: RoundingStrategy) -> Decimal {
    let number = number.normalize();
    if number.scale() <= LONGEST_STATED {
        return number;
    }
    let rounded = |decimals| number.round_dp_with_strategy(decimals, towards).normalize();
    let mut shown = (DECIMALS..number.scale()).map(|decimals| (decimals, rounded(decimals)));
    let found = shown.find(|(decimals, shown)| shown.scale() == *decimals);
    found.map_or(number, |(_, shown)| shown)
}

/// How many decimals a number has at the least that is shown with fewer: none is stated so.
const LONGEST_STATED: u32 = 12;

/// How many it is shown with.
const DECIMALS: u32 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn exactly(number: &str) -> String {
        Range::exactly(number.parse().unwrap()).to_string()
    }

    #[test]
    fn what_is_stated_is_shown_as_it_is() {
        for number in ["0", "2000", "0.5", "0.000012", "123456.123456789"] {
            assert_eq!(exactly(number), number);
        }
        assert_eq!(exactly("2.500"), "2.5");
    }

    #[test]
    fn what_no_unit_divides_is_shown_with_three_decimals() {
        assert_eq!(exactly("628.98107704321051280928552764"), "628.981");
        let range = |least: &str, most: Option<&str>| Range {
            least: least.parse().unwrap(),
            most: most.map(|most| most.parse().unwrap()),
        };
        let both = range("6.2898107704321051280928", Some("7.33333333333333333333"));
        assert_eq!(both.to_string(), "6.289 to 7.334");
        let open = range("6.2898107704321051280928", None);
        assert_eq!(open.to_string(), "at least 6.289");
    }

    /// Half a drop above a limit is not at the limit.
    #[test]
    fn what_is_close_to_a_limit_does_not_look_like_it() {
        assert_eq!(exactly("500000.00000043210512809285"), "500000.0000004");
        assert_eq!(
            exactly("0.49999999999999999999999999"),
            "0.49999999999999999999999999"
        );
        assert_eq!(exactly("628.98043210512809285"), "628.9804");
    }
}
