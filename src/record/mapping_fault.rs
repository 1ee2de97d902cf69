//! What can be wrong with a mapping.

use miette::Severity;
use thiserror::Error;

use crate::source::{Fault, Located};
use crate::syntax::did_you_mean;

use super::fault::RecordFault;
use super::pattern::PatternError;

/// What can be wrong with a mapping.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MappingFault {
    /// It has not the form of TOML.
    #[error("this is not valid TOML: {0}")]
    Toml(String),
    /// A name that says nothing where it stands.
    #[error("unknown name `{name}` in {place}")]
    Key {
        /// The name.
        name: String,
        /// What it stands in.
        place: String,
        /// Names of similar spelling.
        nearest: Vec<String>,
        /// The names there are.
        known: Vec<String>,
    },
    /// A value of the wrong kind.
    #[error("`{name}` must be {expected}, not {found}")]
    Kind {
        /// The name.
        name: String,
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// Something that cannot be missing.
    #[error("{place} needs {needed}")]
    Needs {
        /// What lacks it.
        place: String,
        /// What is missing.
        needed: &'static str,
    },
    /// Two ways to fill one field.
    #[error("`{first}` and `{second}` both say where the text comes from")]
    Both {
        /// One name.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// A name that says nothing of the field.
    #[error("`{name}` says nothing of `{field}`")]
    NotOf {
        /// The name.
        name: String,
        /// The field.
        field: String,
        /// For what it is.
        of: &'static str,
    },
    /// A bad form of dates or numbers.
    #[error(transparent)]
    Pattern(#[from] PatternError),
    /// A value that no record could have.
    #[error(transparent)]
    Value(RecordFault),
    /// A spelling that is read in two ways.
    #[error("the spelling `{0}` is given twice")]
    Twice(String),
    /// No field tells the goods.
    #[error("no column tells what the goods are")]
    NoGoods,
}

/// Everything that is wrong with a mapping.
#[derive(Debug, Clone, Error)]
#[error("the mapping has {} faults", .errors.len())]
pub struct MappingErrors {
    /// At least one, in the order of the file.
    pub errors: Vec<Located<MappingFault>>,
}

impl Fault for MappingFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Toml(_) => "mapping::toml",
            Self::Key { .. } => "mapping::unknown_name",
            Self::Kind { .. } => "mapping::kind",
            Self::Needs { .. } => "mapping::needs",
            Self::Both { .. } => "mapping::both",
            Self::NotOf { .. } => "mapping::not_of_field",
            Self::Pattern(_) => "mapping::form",
            Self::Value(fault) => fault.code(),
            Self::Twice(_) => "mapping::twice",
            Self::NoGoods => "mapping::no_goods",
        }
    }

    fn help(&self) -> Option<String> {
        Some(match self {
            Self::Toml(_) => {
                "names stand left of `=`, texts in quotes right of it; a name with blanks or \
                 points stands in quotes too"
                    .into()
            }
            Self::Key { nearest, known, .. } => did_you_mean(nearest)
                .unwrap_or_else(|| format!("the names are {}", known.join(", "))),
            Self::Kind { .. } => "see docs/mapping.md for an example of each".into(),
            Self::Needs { .. } => "write it, or take the whole out".into(),
            Self::Both { .. } => "keep one of the two".into(),
            Self::NotOf { of, .. } => format!("it is for {of}"),
            Self::Pattern(error) => error.help().into(),
            Self::Value(fault) => return fault.help(),
            Self::Twice(_) => "keep one; letter case and blanks around it do not matter".into(),
            Self::NoGoods => "map `item`, `hs` or `category`".into(),
        })
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }
}
