//! Parquet: its rows as lines of cells with tabs between them, made as they are asked for, so that
//! a file of any size is read in little memory. The names of the columns are line 1.

use thiserror::Error;

/// Why a Parquet file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParquetError {
    /// It holds nothing.
    #[error("it is empty")]
    Empty,
    /// It begins otherwise than Parquet.
    #[error("it has the name of a Parquet file, and is none")]
    Other,
    /// It is locked.
    #[error("the Parquet file is encrypted; write it without that")]
    Encrypted,
    /// It has no end.
    #[error("the Parquet file is cut off, or was not written to its end")]
    Cut,
    /// It is damaged, or made in a way that is not understood.
    #[error("it cannot be read as Parquet: {0}")]
    Broken(String),
    /// It is damaged behind some of its rows.
    #[error("the Parquet file is damaged behind row {row}: {reason}")]
    Damaged {
        /// The last row that was read, from 1.
        row: u64,
        /// What is wrong.
        reason: String,
    },
    /// A column holds what no cell could.
    #[error(
        "the column `{0}` holds values inside values, for which a row has no place; \
         leave it out, or write it as text"
    )]
    Nested(String),
    /// A column holds what is not text, and no number or date either.
    #[error("the column `{column}` holds {kind}, which is not read; write it as text")]
    Kind {
        /// Its name.
        column: String,
        /// What it holds.
        kind: String,
    },
    /// The program was built without this.
    #[error(
        "this build of the program knows no Parquet; save the table as CSV, or build the program \
         with `--features parquet`"
    )]
    NotBuilt,
}

/// Reads the rows of a Parquet file, to be taken as [`Format::Sheet`](super::Format::Sheet).
///
/// # Errors
/// Says why it cannot be read.
#[cfg(not(feature = "parquet"))]
pub fn read_parquet(_: std::fs::File) -> Result<std::io::Empty, ParquetError> {
    Err(ParquetError::NotBuilt)
}

#[cfg(feature = "parquet")]
pub use rows::{ParquetRows, read_parquet};

#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "parquet")]
mod rows;
#[cfg(feature = "parquet")]
mod values;
