//! The second pass: every name becomes what it stands for. What the passes over vocabulary,
//! paragraphs, measures and conditions share is here.

use std::collections::BTreeMap;

use crate::source::{Span, nearest};
use crate::syntax;
use crate::terms::{Country, CountryError, Unit};

use super::declare::{Faults, Names};
use super::fault::{LawFault, NameKind};

/// What the second pass makes of the items.
pub(super) struct Resolver<'f, 'n> {
    pub faults: &'n mut Faults<'f>,
    pub names: &'n Names,
    /// The unit of each quantity that has one.
    pub units: BTreeMap<&'n str, Unit>,
    /// Whether codes are looked up, to doubt those that do not exist.
    pub doubts: bool,
    /// Whether a paragraph may be missing because its number could not be read.
    pub lost: bool,
}

impl Resolver<'_, '_> {
    pub fn name(&mut self, kind: NameKind, file: usize, name: &syntax::Name) -> Option<usize> {
        match self.names.find(kind, &name.value) {
            Ok(index) => Some(index),
            Err(fault) => {
                self.faults.add(file, name.span, fault);
                None
            }
        }
    }

    pub fn country(&mut self, file: usize, code: &syntax::Name) -> Option<Country> {
        let country = Country::from_alpha3(&code.value);
        if country.is_none() {
            let fault = LawFault::Country {
                code: code.value.clone(),
                nearest: nearest_countries(&code.value),
            };
            self.faults.add(file, code.span, fault);
        }
        country
    }

    /// Reports the comparison of a quantity with an amount of another dimension.
    pub fn alike(&mut self, file: usize, span: Span, quantity: &str, unit: Unit) {
        let own = self.units.get(quantity);
        if let Some(own) = own.filter(|own| own.dimension() != unit.dimension()) {
            let fault = LawFault::Unlike {
                quantity: quantity.to_owned(),
                own: own.to_string(),
                other: unit.to_string(),
            };
            self.faults.add(file, span, fault);
        }
    }
}

/// The countries that a text may mean where a code should stand.
fn nearest_countries(text: &str) -> Vec<Country> {
    match Country::parse(text) {
        Ok(country) => vec![country],
        Err(CountryError::Ambiguous { candidates }) => candidates,
        Err(CountryError::Unknown { nearest }) if !nearest.is_empty() => nearest,
        Err(_) => {
            let all: Vec<Country> = Country::all().collect();
            let near = nearest(text, all.iter().map(Country::alpha3));
            near.into_iter().filter_map(Country::from_alpha3).collect()
        }
    }
}
