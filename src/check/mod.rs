//! A rule set applied to records: findings with their evidence, what is missing, what was
//! assumed.

mod amounts;
mod assumed;
mod batch;
mod bits;
mod checker;
mod clause;
mod cover;
mod decisive;
mod examples;
mod exercise;
mod expect;
mod explain;
mod gates;
mod known;
mod labels;
mod leaves;
mod ledger;
mod missing;
mod models;
mod moment;
mod parties;
mod places;
mod property;
mod range;
mod routes;
mod sample;
mod sheet;
mod together;
mod why;

pub(crate) use amounts::compares;
pub use assumed::{Assumed, Supposed};
pub use checker::{Checked, Checker, Depth, Finding, Screened, Subject};
pub use clause::{Because, Clause};
pub use cover::{ClauseKind, Coverage, CoveredClause};
pub use decisive::{Open, decisive};
pub use examples::{example_records, names};
pub use expect::{Unmet, compare};
pub use explain::{Exemption, ExemptionStatus, Total};
pub use labels::{Labelled, Miss, Rate, Score};
pub use ledger::{Account, Before, Book, Counted, Counts, Crossed, Entry, Ledger, Posting, Totals};
pub use missing::{Missing, Question};
pub use range::Range;
pub(crate) use sample::Sample;
pub use sheet::Term;
pub use why::Why;
