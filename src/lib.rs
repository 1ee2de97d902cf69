//! temp
#![forbid(unsafe_code)]
pub mod check;
pub mod classify;
pub mod law;
pub mod logic;
pub mod record;
pub mod report;
pub mod source;
pub mod syntax;
pub mod terms;
