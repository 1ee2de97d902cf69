//! The second pass: every name becomes what it stands for. What the passes over vocabulary,
//! paragraphs, measures and conditions share is here.

use std::collections::BTreeMap;

use crate::source::{Span, nearest};
use crate::syntax::{self, LineAmount};
use crate::terms::{Country, CountryError, Dimension, Unit};

use super::declare::{Faults, Names};
use super::fault::{LawFault, NameKind};
use super::model::{Allowance, Condition, List};

/// What the second pass makes of the items.
pub(super) struct Resolver<'f, 'n> {
    pub faults: &'n mut Faults<'f>,
    pub names: &'n Names,
    /// The units of each quantity.
    pub units: BTreeMap<&'n str, Vec<Unit>>,
    /// The areas whose country is known, in the order of names.
    pub areas: BTreeMap<usize, Signs>,
    /// The lists that have an edition, by their index among the names.
    pub lists: BTreeMap<usize, List>,
    /// The limits of the measures so far.
    pub allowances: Vec<Allowance>,
    /// Whether codes are looked up, to doubt those that do not exist.
    pub doubts: bool,
    /// Whether a paragraph may be missing because its number could not be read.
    pub lost: bool,
}

impl Resolver<'_, '_> {
    pub fn name(&mut self, kind: NameKind, file: usize, name: &syntax::Name) -> Option<usize> {
        self.name_or(kind, None, file, name)
    }

    /// The same where a name of another kind might have stood as well.
    pub fn name_or(
        &mut self,
        kind: NameKind,
        or: Option<NameKind>,
        file: usize,
        name: &syntax::Name,
    ) -> Option<usize> {
        match self.names.find(kind, or, &name.value) {
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
        let Some(own) = self.units.get(quantity).filter(|own| !own.is_empty()) else {
            return;
        };
        if !own.iter().any(|own| own.dimension() == unit.dimension()) {
            let own: Vec<&str> = own.iter().map(|unit| unit.symbol()).collect();
            self.unlike(file, span, quantity, own.join(" or "), unit);
        }
    }

    /// Reports the comparison of an amount of the whole line with one of another dimension.
    pub fn line_alike(&mut self, file: usize, span: Span, of: LineAmount, unit: Unit) {
        let money = matches!(unit.dimension(), Dimension::Money(_));
        let (fits, own) = match of {
            LineAmount::Quantity => (unit.counts_goods(), "pieces, a weight or another measure"),
            LineAmount::Value | LineAmount::PieceValue => (money, "a currency such as USD"),
        };
        if !fits {
            self.unlike(file, span, of.words(), own.into(), unit);
        }
    }

    fn unlike(&mut self, file: usize, span: Span, quantity: &str, own: String, other: Unit) {
        let fault = LawFault::Unlike {
            quantity: quantity.to_owned(),
            own,
            other: other.to_string(),
        };
        self.faults.add(file, span, fault);
    }
}

/// What shows that a transfer goes to an area, or comes from one.
pub(super) struct Signs {
    pub country: Country,
    pub to: Option<Condition>,
    pub from: Option<Condition>,
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
