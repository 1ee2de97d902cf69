//! Findings and errors as text and as JSON.

mod finding;
mod json;
mod pretty;
mod score;
mod short;
mod style;
mod why;

pub use finding::FindingReport;
pub use json::{
    CategoryJson, ClassifiedJson, RecordJson, ReportJson, SummaryJson, classified, record_json,
};
pub use pretty::{pretty, summary};
pub use score::score_table;
pub use short::short;
pub use style::{Style, render};
pub use why::{explain_paragraph, why};
