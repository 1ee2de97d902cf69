//! Findings and errors as text and as JSON.

mod style;

pub use style::{Style, render};
