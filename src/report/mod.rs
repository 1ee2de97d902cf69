//! Findings and errors as text, as JSON, and in the formats of other tools.

mod accounts;
mod compact;
mod cover;
mod diff;
mod finding;
mod github;
mod html;
mod json;
mod junit;
mod manifest;
mod markdown;
mod notice;
mod page;
mod parquet;
mod pretty;
mod sarif;
#[cfg(feature = "schema")]
mod schema;
mod score;
mod short;
mod style;
mod table;
mod tally;
mod why;
mod workbook;

pub use accounts::{AccountJson, accounts, accounts_json};
pub use cover::{
    ClauseCoverageJson, CoverageJson, ParagraphCoverageJson, coverage_json, coverage_lcov,
    coverage_text,
};
pub use diff::{Comparison, DiffJson};
pub use finding::FindingReport;
pub use github::{github, github_notice};
pub use html::Page;
pub use json::{
    CategoryJson, ClassifiedJson, FaultJson, RecordJson, ReportJson, SummaryJson, classified,
    record_json,
};
pub use junit::{Ending, Tested, junit};
pub use manifest::{Drawn, Manifest, Seal, Sealing};
pub use markdown::Memo;
pub use notice::Notice;
pub(crate) use page::pages;
pub use page::{CodePage, NoPage, codes};
pub use parquet::{ParquetTable, ParquetTableError};
pub use pretty::{brief, full, gist, head, pretty, summary};
pub use sarif::{Sarif, SarifEnd};
#[cfg(feature = "schema")]
pub use schema::{NamedSchema, schemas};
pub use score::score_table;
pub use short::short;
pub use style::{Style, render};
pub use table::{exact_table_rows, table_head, table_rows};
pub use tally::Tally;
pub use why::{explain_paragraph, why};
pub use workbook::{MadeOf, WorkbookError, WorkbookTable};
