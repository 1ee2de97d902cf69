//! The words that rules and records share: countries, dates, amounts, codes.
//!
//! Each is a type that cannot hold a wrong value; text becomes one of them at the edge of the
//! program or not at all.

mod amount;
mod citation;
mod country;
mod date;
mod fold;
mod hs;
mod nomenclature;
mod template;
mod verdict;

pub use amount::{Amount, Dimension, Unit, UnitError, parse_decimal};
pub use citation::{Citation, CitationError};
pub use country::{Country, CountryError};
pub(crate) use date::month_named;
pub use date::{Date, DateError, Interval};
pub use fold::Folded;
pub use hs::{HsCode, HsError, HsRange};
pub use iso_currency::Currency;
pub use nomenclature::{CodeStatus, Nomenclature};
pub use rust_decimal::Decimal;
pub use template::{ENDING, Part, Template, TemplateError, thousandths};
pub use verdict::Verdict;

/// The tables that are built into the program, by their names.
#[must_use]
pub fn data_tables() -> [(&'static str, &'static str); 3] {
    [
        ("countries.csv", country::TABLE_TEXT),
        ("hs2017.csv", nomenclature::HS2017),
        ("hs2022.csv", nomenclature::HS2022),
    ]
}
