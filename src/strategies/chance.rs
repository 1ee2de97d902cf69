//! Choices from the numbers of a generator: the same on every machine, whatever its words are wide.

use proptest::prelude::Rng;
use proptest::test_runner::TestRng;

/// Makes choices.
pub(super) struct Chance<'a>(pub &'a mut TestRng);

impl Chance<'_> {
    /// A number below another; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        let number = self.0.next_u64().checked_rem(end).unwrap_or_default();
        usize::try_from(number).unwrap_or_default()
    }

    /// One of several.
    pub fn pick<'t, T>(&mut self, choices: &'t [T]) -> Option<&'t T> {
        let at = self.below(choices.len());
        choices.get(at)
    }

    /// Whether something happens that happens so many times in a hundred.
    pub fn happens(&mut self, in_hundred: usize) -> bool {
        self.below(100) < in_hundred
    }
}
