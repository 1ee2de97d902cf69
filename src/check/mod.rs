//! A rule set applied to records: findings with their evidence, what is missing, what was
//! assumed.

mod assumed;
mod checker;
mod examples;
mod expect;
mod explain;
mod known;
mod labels;
mod missing;
mod why;

pub use assumed::Assumed;
pub use checker::{Checked, Checker, Finding, Subject};
pub use examples::{example_records, names};
pub use expect::{Unmet, compare};
pub use explain::{Because, Clause, Exemption, ExemptionStatus};
pub use labels::{Labelled, Miss, Score, Tally};
pub use missing::{Missing, Question};
pub use why::Why;
