//! Ways out of what is wrong or doubtful in rule files: for editors, which offer them, and for
//! `interdict lint --fix`, which takes those that are certain.
//!
//! A way out is certain where it cannot change what the rules say: what stood there could not be
//! read, and a reader of the text sees but one thing that it can be. `docs/lints/README.md` lists
//! the codes; [`MENDED`] holds the pages to it. The way in is [`fixes`] for one fault, and
//! [`mend()`] for whole files.

mod form;
mod mend;
mod rounds;
mod slip;
mod tabs;
mod ways;

pub use mend::{Mend, Mended, mend};
pub use ways::{Edit, Fix, Mendable, Sure, fixes};

/// The codes of what `interdict lint --fix` mends, where it is certain.
pub const MENDED: [&str; 10] = [
    "law::clause_twice",
    "law::country",
    "lint::silences_nothing",
    "syntax::expected",
    "syntax::hidden",
    "syntax::indented",
    "syntax::tab",
    "syntax::typographic",
    "syntax::unknown_clause",
    "syntax::unknown_item",
];
