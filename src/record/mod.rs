//! Records of reported transfers, read with the place of every value.
//!
//! Names that rules declare are checked against a table that the caller hands in: this room does
//! not know the rules. A faulty record is reported and left out; the others count.

mod cells;
mod column;
mod decode;
mod dialect;
mod draft;
mod fault;
mod form;
mod head;
mod json;
mod mapping;
mod mapping_fault;
mod mapping_file;
mod model;
mod node;
mod parquet;
mod pattern;
mod pieces;
mod proposal;
mod read;
mod ron_reader;
mod salvage;
mod scan;
#[cfg(feature = "schema")]
mod schema;
mod sheet;
mod shipped;
mod table;

pub use cells::TableError;
pub use decode::ITEM_LIMIT;
pub(crate) use decode::YEARS;
pub use dialect::{Delimiter, Quote, SignError, TableForm};
pub use draft::Draft;
#[cfg(feature = "proptest")]
pub(crate) use draft::{Around, quoted};
pub use fault::{RecordError, RecordFault};
pub use form::FormError;
pub use mapping::Mapping;
pub use mapping_fault::{MappingErrors, MappingFault};
pub use model::*;
#[cfg(feature = "parquet")]
pub use parquet::ParquetRows;
pub use parquet::{ParquetError, read_parquet};
pub use pattern::PatternError;
pub use pieces::{Kept, Piece, PieceError, Pieces, Shape};
pub use proposal::{Proposal, propose};
pub use read::{Format, read, read_as};
#[cfg(feature = "schema")]
pub(crate) use schema::RecordsForm;
pub use sheet::{Sheet, SheetError, read_sheet};
pub use shipped::{shipped_mapping, shipped_mappings};
