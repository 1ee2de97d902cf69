//! The law as a checked rule set: names resolved, units checked, graph closed.
//!
//! The way in is [`RuleSet::load`] (or [`RuleSet::builtin`]); what comes out can be relied on:
//! every id in a [`RuleSet`] is an index into it, and the category graph has no circle.

mod conditions;
mod coverage;
mod declare;
mod doubts;
mod draft;
mod examples;
mod fault;
mod graph;
mod lists;
mod load;
mod measures;
mod model;
mod paragraphs;
mod periods;
mod phrases;
mod places;
mod properties;
mod resolve;
mod silence;
mod vocabulary;

pub use crate::syntax::{
    Appeal, Comparison, Force, Limit, LineAmount, LinkKind, ModifierKind, Standing, Way, Window,
};
pub use coverage::{Coverage, coverage};
pub use fault::{LawError, LawFault, NameKind};
pub use load::{RuleError, RuleErrors};
pub(crate) use measures::one_line;
pub use model::*;
pub use silence::{Silencer, doubt_id};
