//! All records at once: what can be said of a record as Boolean variables, and the one meaning of
//! the rules worked out over them as decision diagrams.
//!
//! The ways in are [`Prover`] for properties, and [`Differ`] and [`written`] for two rule sets. What is decided, and what is not, is in `docs/properties.md`.

mod asked;
mod diagram;
mod diff;
mod domain;
mod doubt;
mod goods;
mod lines;
mod lint;
mod property;
mod reading;
mod space;
mod voices;

pub use diff::{
    Case, Change, ChangeKind, Differ, Given, Meant, Move, Quote, Witness, Written, written,
};
pub use doubt::{DOUBTS, Lint};
pub use property::{Proof, Prover, Refuted};
