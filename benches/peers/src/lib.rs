//! The same rules asked of the same records, by interdict and by other engines.

pub mod engines;
pub mod generator;
pub mod limits;
pub mod machine;
pub mod measure;
pub mod memory;
pub mod phrases;
pub mod question;
pub mod rule_text;
pub mod rules;
pub mod run;
pub mod table;
