//! All records at once: what can be said of a record as Boolean variables, and the one meaning of
//! the rules worked out over them as decision diagrams.
//!
//! The way in is [`Prover`]. What is decided, and what is not, is in `docs/properties.md`.

mod asked;
mod diagram;
mod domain;
mod draft;
mod goods;
mod lines;
mod lint;
mod property;
mod reading;
mod space;

pub use draft::Draft;
pub use lint::Lint;
pub use property::{Proof, Prover, Refuted};
