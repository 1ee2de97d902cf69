//! Two rule sets side by side: what was written differently, and of which records the verdict moves.

mod book;
mod cases;
mod cover;
mod items;
mod meant;
mod measures;
mod paragraphs;
mod periods;
mod scope;
mod slots;
mod words;
mod written;

pub use cases::{Case, Given};
pub use meant::{Differ, Meant, Move, Witness};
pub use written::{Change, ChangeKind, Quote, Written, written};
