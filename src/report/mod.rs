//! Findings and errors as text and as JSON.

mod accounts;
mod cover;
mod diff;
mod finding;
mod json;
mod manifest;
mod page;
mod parquet;
mod pretty;
mod score;
mod short;
mod style;
mod table;
mod tally;
mod why;

pub use accounts::{AccountJson, accounts, accounts_json};
pub use cover::{
    ClauseCoverageJson, CoverageJson, ParagraphCoverageJson, coverage_json, coverage_lcov,
    coverage_text,
};
pub use diff::{Comparison, DiffJson};
pub use finding::FindingReport;
pub use json::{
    CategoryJson, ClassifiedJson, FaultJson, RecordJson, ReportJson, SummaryJson, classified,
    record_json,
};
pub use manifest::{Drawn, Manifest, Seal, Sealing};
pub(crate) use page::pages;
pub use page::{CodePage, NoPage, codes};
pub use parquet::{ParquetTable, ParquetTableError};
pub use pretty::{brief, pretty, summary};
pub use score::score_table;
pub use short::short;
pub use style::{Style, render};
pub use table::{exact_table_rows, table_head, table_rows};
pub use tally::Tally;
pub use why::{explain_paragraph, why};
