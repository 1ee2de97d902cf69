//! Rule files as trees: what is written, before any name has a meaning.
//!
//! [`parse`] never fails: it returns the tree of what could be read and every fault it met.
//! [`print()`] is the way back.

mod clause;
mod comment;
mod condition;
mod example_clause;
mod fault;
mod follow;
mod lexeme;
mod outline;
mod parser;
mod print;
mod remark;
mod shape;
mod tree;
mod vocabulary_clause;
mod vocabulary_tree;
mod words;

pub use fault::{SyntaxError, SyntaxFault};
pub(crate) use fault::{a, did_you_mean, is_dash, meant_countries, measure_help, unit_help};
pub(crate) use follow::small_head;
pub use outline::{ITEMS, clauses_of};
pub use parser::parse;
pub(crate) use parser::parse_without_trial;
pub(crate) use print::clauses;
pub use print::print;
pub(crate) use remark::remarks;
pub use tree::*;
pub use vocabulary_tree::*;
pub use words::{RESERVED, WORDS};
