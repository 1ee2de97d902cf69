//! temp
#![forbid(unsafe_code)]
pub mod law;
pub mod report;
pub mod source;
pub mod syntax;
pub mod terms;
