//! From description, assigned categories and HS code to the goods that a line names, each with
//! the words that decided.

mod beginning;
mod goods;
mod phrases;
mod reading;
mod spelling;
mod trie;
mod vocabulary;

pub use goods::{By, Evidence, Goods, Strength};
pub use vocabulary::Classifier;
