//! The engines, one file for each.

#[cfg(feature = "cedar")]
mod cedar;
#[cfg(feature = "cel")]
mod cel;
#[cfg(feature = "duckdb")]
mod duckdb;
pub mod hand_written;
mod interdict;
mod plain_loop;
#[cfg(feature = "polars")]
mod polars;
#[cfg(feature = "regorus")]
mod regorus;
#[cfg(any(feature = "duckdb", feature = "polars"))]
mod relations;
#[cfg(feature = "zen")]
mod zen;

use crate::question::Make;

/// An engine as the run knows it.
pub struct Known {
    /// What tables call it.
    pub name: &'static str,
    /// The package of which the version counts, where it is not this one.
    pub package: Option<&'static str>,
    /// Whether it is made to be asked of many records at once, and so is given all of them.
    pub in_bulk: bool,
    /// Makes it ready.
    pub make: Make,
}

impl Known {
    const fn new(name: &'static str, package: Option<&'static str>, make: Make) -> Self {
        Self {
            name,
            package,
            in_bulk: false,
            make,
        }
    }

    const fn in_bulk(self) -> Self {
        Self {
            in_bulk: true,
            ..self
        }
    }
}

/// The engine that all others are held to and compared with.
pub const INTERDICT: Known = Known::new("interdict", None, interdict::verdicts).in_bulk();

/// All others.
pub fn others() -> Vec<Known> {
    vec![
        Known::new("interdict, findings", None, interdict::findings).in_bulk(),
        Known::new("hand-written", Some("aho-corasick"), hand_written::make).in_bulk(),
        Known::new("plain loop", None, plain_loop::make).in_bulk(),
        #[cfg(feature = "duckdb")]
        Known::new("DuckDB, join", Some("duckdb"), duckdb::join).in_bulk(),
        #[cfg(feature = "duckdb")]
        Known::new("DuckDB, list", Some("duckdb"), duckdb::list).in_bulk(),
        #[cfg(feature = "polars")]
        Known::new("Polars", Some("polars"), polars::make).in_bulk(),
        #[cfg(feature = "zen")]
        Known::new("zen-engine", Some("zen-engine"), zen::make),
        #[cfg(feature = "cel")]
        Known::new("cel", Some("cel"), cel::make),
        #[cfg(feature = "regorus")]
        Known::new("regorus", Some("regorus"), regorus::make),
        #[cfg(feature = "cedar")]
        Known::new("cedar-policy", Some("cedar-policy"), cedar::make),
    ]
}
