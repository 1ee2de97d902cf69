//! Places in text files: spans, files with their line table, and faults that point at them.

mod escape;
mod fault;
mod file;
mod folder;
mod nearest;
mod seen;
mod span;
mod text;

pub(crate) use escape::{brief, is_hidden};
pub use escape::{printable, printable_line};
pub use fault::{Fault, Label, Located};
pub use file::SourceFile;
pub use folder::{entries, is_found_below};
pub use nearest::nearest;
pub use seen::Seen;
pub use span::{Span, Spanned};
pub use text::{NotText, text_of};
