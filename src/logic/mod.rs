//! What conditions and measures mean, written once.
//!
//! The meaning is generic over a Boolean algebra: read with `bool` it judges one record (see
//! the check room), read with bitmaps it would judge thousands, and nothing in here would
//! change. A condition has a pair of values, *must* and *may*, so that what a record leaves out
//! stays unknown.

mod algebra;
mod judge;
mod meaning;

pub use algebra::{Boolean, Tri, Verdicts};
pub use judge::{Judgement, Line, Slice, judge, judge_among, judge_by, judge_unclassified};
pub use meaning::{Stated, World, evident_is, holds, item_is, outcome, reaches};
