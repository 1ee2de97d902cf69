//! Bitmaps as an algebra: a bit for each of many moments.

use crate::logic::{Boolean, Tri};

/// A bit for each of some moments; in few words where there are few.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Bits<const WORDS: usize>([u64; WORDS]);

impl<const WORDS: usize> Bits<WORDS> {
    pub const NONE: Self = Self([0; WORDS]);
    pub const ALL: Self = Self([u64::MAX; WORDS]);
    /// How many bits there are.
    pub const MOST: usize = 64 * WORDS;

    pub fn set(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    /// The first `count` bits.
    pub fn first(count: usize) -> Self {
        let mut bits = Self::NONE;
        (0..count.min(Self::MOST)).for_each(|at| bits.set(at));
        bits
    }

    /// The places of the bits that are set, in order.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        let words = self.0.iter().enumerate();
        words.flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = usize::try_from(rest.trailing_zeros()).unwrap_or(64);
                rest &= rest.wrapping_sub(1);
                (bit < 64).then(|| index.saturating_mul(64).saturating_add(bit))
            })
        })
    }

    fn each(&self, other: &Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        let mut words = self.0;
        for (word, other) in words.iter_mut().zip(&other.0) {
            *word = combine(*word, *other);
        }
        Self(words)
    }
}

impl<const WORDS: usize> Boolean for Bits<WORDS> {
    fn and(&self, other: &Self) -> Self {
        self.each(other, |a, b| a & b)
    }

    fn or(&self, other: &Self) -> Self {
        self.each(other, |a, b| a | b)
    }

    fn not(&self) -> Self {
        self.each(self, |a, _| !a)
    }

    fn is_never(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}

impl<const WORDS: usize> Tri<Bits<WORDS>> {
    /// What never holds.
    pub(super) const NEVER: Self = Self {
        must: Bits::NONE,
        may: Bits::NONE,
    };

    /// What may be anything.
    pub(super) const OPEN: Self = Self {
        must: Bits::NONE,
        may: Bits::ALL,
    };
}
