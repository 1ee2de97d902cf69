//! Records of reported transfers, read with the place of every value.
//!
//! Names that rules declare are checked against a table that the caller hands in: this room does
//! not know the rules. A faulty record is reported and left out; the others count.

mod cells;
mod decode;
mod fault;
mod form;
mod json;
mod model;
mod node;
mod pieces;
mod read;
mod ron_reader;
mod salvage;
mod scan;
mod table;

pub use cells::TableError;
pub use decode::ITEM_LIMIT;
pub use fault::{RecordError, RecordFault};
pub use form::FormError;
pub use model::*;
pub use pieces::{Piece, PieceError, Pieces};
pub use read::{Format, read};
