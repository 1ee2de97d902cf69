//! Boolean algebras, pairs of their values, and verdicts in terms of them.

use crate::terms::Verdict;

/// Values that can be combined like truth: `bool`, or a bitmap with a bit for each record.
pub trait Boolean: Clone {
    /// Both.
    #[must_use]
    fn and(&self, other: &Self) -> Self;
    /// At least one.
    #[must_use]
    fn or(&self, other: &Self) -> Self;
    /// The opposite.
    #[must_use]
    fn not(&self) -> Self;
    /// Whether it holds nowhere: then nothing is added to it by what must hold as well.
    fn is_never(&self) -> bool;
}

impl Boolean for bool {
    fn and(&self, other: &Self) -> Self {
        *self && *other
    }

    fn or(&self, other: &Self) -> Self {
        *self || *other
    }

    fn not(&self) -> Self {
        !*self
    }

    fn is_never(&self) -> bool {
        !*self
    }
}

/// A three-valued truth value as a pair. INVARIANT: `must` implies `may`.
///
/// Both is true, neither is false, `may` alone is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tri<B> {
    /// True however what is unknown turns out.
    pub must: B,
    /// True for some way it turns out.
    pub may: B,
}

impl<B: Boolean> Tri<B> {
    /// A value that is known.
    pub fn known(value: B) -> Self {
        Self {
            must: value.clone(),
            may: value,
        }
    }

    /// Strong Kleene conjunction.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self {
            must: self.must.and(&other.must),
            may: self.may.and(&other.may),
        }
    }

    /// Strong Kleene disjunction.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self {
            must: self.must.or(&other.must),
            may: self.may.or(&other.may),
        }
    }

    /// Negation.
    #[must_use]
    pub fn not(&self) -> Self {
        Self {
            must: self.may.not(),
            may: self.must.not(),
        }
    }
}

impl Tri<bool> {
    /// True, false, or nothing for unknown.
    #[must_use]
    pub fn truth(self) -> Option<bool> {
        match (self.must, self.may) {
            (true, _) => Some(true),
            (_, false) => Some(false),
            _ => None,
        }
    }
}

/// Which verdict holds, one value for each. INVARIANT: of all values exactly one is true (for
/// bitmaps: in every bit).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdicts<B> {
    /// In the order of [`Verdict::ALL`].
    values: [B; 6],
}

impl<B: Boolean> Verdicts<B> {
    /// Verdicts where each comes from `value`; the caller keeps the invariant.
    pub(super) fn from_each(value: impl FnMut(Verdict) -> B) -> Self {
        Self {
            values: Verdict::ALL.map(value),
        }
    }

    /// Whether a verdict holds.
    pub fn of(&self, verdict: Verdict) -> &B {
        let [
            prohibited,
            restricted,
            undetermined,
            advisory,
            exempt,
            clear,
        ] = &self.values;
        match verdict {
            Verdict::Prohibited => prohibited,
            Verdict::Restricted => restricted,
            Verdict::Undetermined => undetermined,
            Verdict::Advisory => advisory,
            Verdict::Exempt => exempt,
            Verdict::Clear => clear,
        }
    }

    /// The stronger of two, where the first in [`Verdict::ALL`] is the strongest.
    #[must_use]
    pub fn strongest(&self, other: &Self) -> Self {
        // Whether neither side has anything stronger than the verdict in question.
        let mut open: Option<B> = None;
        Self::from_each(|verdict| {
            let either = self.of(verdict).or(other.of(verdict));
            let here = match &open {
                Some(open) => open.and(&either),
                None => either.clone(),
            };
            open = Some(match &open {
                Some(open) => open.and(&either.not()),
                None => either.not(),
            });
            here
        })
    }

    /// What holds of something that is one or the other, nobody knows which: the verdict where
    /// both agree, else undetermined.
    #[must_use]
    pub fn agreed(&self, other: &Self) -> Self {
        let both = |verdict| self.of(verdict).and(other.of(verdict));
        let differ = Verdict::ALL
            .into_iter()
            .map(both)
            .reduce(|any, next| any.or(&next))
            .map(|any| any.not());
        Self::from_each(|verdict| match (&differ, verdict) {
            (Some(differ), Verdict::Undetermined) => both(verdict).or(differ),
            _ => both(verdict),
        })
    }
}

impl Verdicts<bool> {
    /// The verdict that holds.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let holds = |verdict: &Verdict| *self.of(*verdict);
        Verdict::ALL
            .into_iter()
            .find(holds)
            .unwrap_or(Verdict::Clear)
    }

    /// One verdict as verdicts.
    #[must_use]
    pub fn just(verdict: Verdict) -> Self {
        Self::from_each(|each| each == verdict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tiny bitmap: what holds for `bool` must hold bit by bit.
    impl Boolean for u8 {
        fn and(&self, other: &Self) -> Self {
            self & other
        }
        fn or(&self, other: &Self) -> Self {
            self | other
        }
        fn not(&self) -> Self {
            !self
        }
        fn is_never(&self) -> bool {
            *self == 0
        }
    }

    #[test]
    fn strongest_and_agreed_are_what_their_names_say() {
        for a in Verdict::ALL {
            for b in Verdict::ALL {
                let (one, two) = (Verdicts::just(a), Verdicts::just(b));
                assert_eq!(one.strongest(&two).verdict(), a.min(b));
                let agreed = if a == b { a } else { Verdict::Undetermined };
                assert_eq!(one.agreed(&two).verdict(), agreed);
            }
        }
    }

    #[test]
    fn bitmaps_combine_bit_by_bit() {
        let bits = |verdicts: [Verdict; 8]| {
            Verdicts::from_each(|each| {
                verdicts
                    .iter()
                    .rev()
                    .fold(0_u8, |bits, v| bits << 1 | u8::from(*v == each))
            })
        };
        let a = std::array::from_fn(|i| Verdict::ALL[i % 6]);
        let b = std::array::from_fn(|i| Verdict::ALL[(i * 5 + 1) % 6]);
        let stronger = std::array::from_fn(|i| a[i].min(b[i]));
        assert_eq!(bits(a).strongest(&bits(b)), bits(stronger));
        let agreed = std::array::from_fn(|i| {
            if a[i] == b[i] {
                a[i]
            } else {
                Verdict::Undetermined
            }
        });
        assert_eq!(bits(a).agreed(&bits(b)), bits(agreed));
    }

    #[test]
    fn tri_values_follow_the_tables_of_strong_kleene_logic() {
        let values = [Some(true), None, Some(false)];
        let tri = |truth: Option<bool>| Tri {
            must: truth == Some(true),
            may: truth != Some(false),
        };
        for a in values {
            assert_eq!(tri(a).not().truth(), a.map(|a| !a));
            for b in values {
                let and = match (a, b) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                };
                assert_eq!(tri(a).and(&tri(b)).truth(), and);
                let or = tri(a).not().and(&tri(b).not()).not();
                assert_eq!(tri(a).or(&tri(b)), or);
            }
        }
    }
}
