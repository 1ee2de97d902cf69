//! Where many transfers go to or come from.

use std::collections::HashMap;

use crate::logic::{Boolean, Tri};
use crate::terms::Country;

use super::bits::Bits;

/// Where some transfers go to or come from.
#[derive(Default)]
pub(super) struct Places<const WORDS: usize> {
    /// Those that do for certain, and those that may.
    named: HashMap<Country, Tri<Bits<WORDS>>>,
    /// Those whose report names no such country.
    pub silent: Option<Bits<WORDS>>,
}

impl<const WORDS: usize> Places<WORDS> {
    pub fn add(&mut self, country: Country, at: usize, certain: bool) {
        let named = self.named.entry(country).or_insert(Tri::NEVER);
        named.may.set(at);
        if certain {
            named.must.set(at);
        }
    }

    fn of(&self, country: Country) -> Tri<Bits<WORDS>> {
        self.named.get(&country).copied().unwrap_or(Tri::NEVER)
    }

    /// Where these name a country, or leave it open that they do, given the party that stands there
    /// and the one at the other end.
    pub fn reached(&self, country: Country, here: &Self, there: &Self) -> Tri<Bits<WORDS>> {
        let named = self.of(country);
        let Some(silent) = &here.silent else {
            return named;
        };
        // Sender and receiver differ.
        let open = silent.and(&there.of(country).must.not());
        Tri {
            must: named.must,
            may: named.may.or(&open),
        }
    }
}
