//! From description, assigned categories and HS code to the goods that a line names, each with
//! the words that decided.

mod goods;
mod pattern;
mod reading;
mod spelling;
mod vocabulary;

pub use goods::{By, Evidence, Goods, Strength};
pub use vocabulary::Classifier;
