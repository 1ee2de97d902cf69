//! A language server: rule files as an editor sees them.
//!
//! The way in is [`serve`]. One thread reads messages into a queue, one takes them from it in their
//! order, and what takes long is done by others beside them, which put what they found into the
//! same queue. `docs/editors.md` says what an author of rules sees.

mod actions;
mod address;
mod answers;
mod complete;
mod form;
mod hover;
mod lens;
mod lines;
mod names;
mod problem;
mod server;
mod sheet;
mod shelf;
mod symbols;
mod trial;
mod uses;
mod wire;
mod workspace;

pub use server::{Ended, serve};
pub use uses::{Use, What, uses};
