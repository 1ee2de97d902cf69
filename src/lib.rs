//! UN Security Council measures as plain rule files, and an exact checker of reported transfers:
//! which paragraph of which resolution covers a transfer, on its date, why, and what fact is
//! still missing.
//!
//! The rooms, in the order in which data flows; a room knows only those before it:
//!
//! | room | owns |
//! |---|---|
//! | [`source`] | places in text files, and faults that point at them |
//! | [`terms`] | countries, dates, amounts, codes, citations, verdicts |
//! | [`syntax`] | rule files as trees |
//! | [`law`] | the rules as a checked set |
//! | [`record`] | records of transfers |
//! | [`classify`] | from descriptions and codes to categories |
//! | [`logic`] | the one meaning of conditions and measures |
//! | [`check`] | rules applied to records |
//! | `strategies` | records made from the rules, for tests; feature `proptest` |
//! | [`prove`] | rules applied to all records at once |
//! | [`report`] | findings and errors in every format of the output |
//! | [`fix`] | ways out of what is wrong with rules |
//! | [`lsp`] | rule files as an editor sees them |
//!
//! ```
//! use interdict::check::{Checker, names};
//! use interdict::law::RuleSet;
//! use interdict::record::{Format, read};
//! use interdict::source::SourceFile;
//!
//! let rules = RuleSet::builtin()?;
//! let checker = Checker::new(&rules);
//! let file = SourceFile::new(
//!     "shells.jsonl",
//!     r#"{"item": "artillery shells", "from": "PRK", "to": "RUS", "date": "2023-08"}"#,
//! );
//! let records = read(&file, Format::JsonLines, &names(&rules));
//! for record in &records.records {
//!     let checked = checker.check(record, None);
//!     let strongest = checked.findings.first().and_then(|f| f.paragraph(&rules));
//!     assert_eq!(strongest.map(|p| p.citation.to_string()).as_deref(), Some("1874/9"));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

pub mod check;
pub mod classify;
pub mod fix;
pub mod law;
pub mod logic;
pub mod lsp;
pub mod prove;
pub mod record;
pub mod report;
pub mod source;
#[cfg(feature = "proptest")]
pub mod strategies;
pub mod syntax;
pub mod terms;
mod threads;
