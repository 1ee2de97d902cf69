//! Rule files as trees: what is written, before any name has a meaning.
//!
//! [`parse`] never fails: it returns the tree of what is sound and every fault it met.

mod clause;
mod condition;
mod fault;
mod lexeme;
mod outline;
mod parser;
mod tree;

pub(crate) use fault::did_you_mean;
pub use fault::{SyntaxError, SyntaxFault};
pub use parser::parse;
pub use tree::*;
