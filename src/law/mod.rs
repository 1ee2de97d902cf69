//! The law as a checked rule set: names resolved, units checked, graph closed.
//!
//! The way in is [`RuleSet::load`] (or [`RuleSet::builtin`]); what comes out can be relied on:
//! every id in a [`RuleSet`] is an index into it, and the category graph has no circle.

mod declare;
mod draft;
mod examples;
mod fault;
mod graph;
mod load;
mod measures;
mod model;
mod paragraphs;
mod periods;
mod phrases;
mod resolve;
mod vocabulary;

pub use crate::syntax::{Appeal, Comparison, Force, LinkKind, ModifierKind, Standing, Way};
pub use fault::{LawError, LawFault, NameKind};
pub use load::{RuleError, RuleErrors};
pub use model::*;
