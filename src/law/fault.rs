//! What can be wrong with the meaning of rules.

use std::fmt;

use miette::Severity;
use thiserror::Error;

use crate::source::{Fault, Located};
use crate::syntax::did_you_mean;
use crate::terms::{Citation, Date};

/// A fault of meaning with its place.
pub type LawError = Located<LawFault>;

/// The kinds of names that rules declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// A category.
    Category,
    /// A fact.
    Fact,
    /// A quantity.
    Quantity,
    /// An actor.
    Actor,
}

impl NameKind {
    /// How a condition uses such a name.
    fn use_it(self, name: &str) -> String {
        match self {
            Self::Category => format!("write `item is {name}`"),
            Self::Fact => format!("write `{name}` alone: a fact is yes or no"),
            Self::Quantity => format!("compare it with an amount: `{name} >= …`"),
            Self::Actor => format!("write `recipient is {name}` or `sender is {name}`"),
        }
    }
}

impl fmt::Display for NameKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Category => "category",
            Self::Fact => "fact",
            Self::Quantity => "quantity",
            Self::Actor => "actor",
        })
    }
}

/// What can be wrong with the meaning of rules.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LawFault {
    /// A name that nothing declares.
    #[error("unknown {kind} `{name}`")]
    Unknown {
        /// What was wanted.
        kind: NameKind,
        /// The name.
        name: String,
        /// Names of similar spelling.
        nearest: Vec<String>,
    },
    /// A name of another kind.
    #[error("`{name}` is a {is}, not a {wanted}")]
    WrongKind {
        /// The name.
        name: String,
        /// What it is.
        is: NameKind,
        /// What was wanted.
        wanted: NameKind,
    },
    /// A name, resolution or paragraph that is declared already.
    #[error("`{name}` is declared twice")]
    Twice {
        /// What is declared.
        name: String,
        /// `file:line` of the first declaration.
        first: String,
    },
    /// A code that is no country's.
    #[error("`{code}` is not the alpha-3 code of a country")]
    Country {
        /// The code.
        code: String,
        /// Codes that may be meant.
        nearest: Vec<String>,
    },
    /// A unit that is none.
    #[error(transparent)]
    Unit(#[from] crate::terms::UnitError),
    /// A comparison of unlike amounts.
    #[error("`{quantity}` is measured in {own} and cannot be compared with {other}")]
    Unlike {
        /// The quantity.
        quantity: String,
        /// Its unit.
        own: String,
        /// The unit it was compared with.
        other: String,
    },
    /// A category that is a kind of itself.
    #[error("`{0}` is a kind of itself")]
    Circle(String),
    /// A paragraph before any resolution.
    #[error("a paragraph stands before any resolution")]
    NoResolution,
    /// A second resolution in one file.
    #[error("a second resolution begins in this file")]
    SecondResolution,
    /// A resolution without a regime.
    #[error("resolution {0} names no regime")]
    NoRegime(u16),
    /// A clause that may stand once stands again.
    #[error("`{0}` is said twice")]
    ClauseTwice(&'static str),
    /// A paragraph that does nothing.
    #[error("paragraph {0} has no measure and interprets nothing")]
    NoMeasure(Citation),
    /// A clause that fits no measure before it.
    #[error("`{clause}` does not go with `{measure}`")]
    Misplaced {
        /// The clause.
        clause: &'static str,
        /// The measure.
        measure: &'static str,
        /// What to write instead.
        instead: &'static str,
    },
    /// A requirement that nothing can meet.
    #[error("nothing says what meets this requirement")]
    NoProvided,
    /// A paragraph without word of how far it was checked.
    #[error("paragraph {0} does not say how far it was checked")]
    NoStanding(Citation),
    /// An end before the start.
    #[error("the measure ends on {until}, before it begins on {since}")]
    Backwards {
        /// The first day in force.
        since: Date,
        /// The first day no longer in force.
        until: Date,
    },
    /// Periods that overlap or stand in the wrong order.
    #[error("this period begins before the one above it has ended")]
    Overlap,
    /// A start before the resolution's adoption.
    #[error("the measure begins on {since}, before the resolution was adopted on {adopted}")]
    BeforeAdoption {
        /// The first day in force.
        since: Date,
        /// The day of adoption.
        adopted: Date,
    },
    /// A regime that no resolution names.
    #[error("no resolution belongs to the regime `{name}`")]
    Regime {
        /// The regime.
        name: String,
        /// Regimes of similar spelling.
        nearest: Vec<String>,
    },
    /// A paragraph that is not among the rules.
    #[error("there is no paragraph `{citation}` among the rules")]
    Paragraph {
        /// The citation.
        citation: Citation,
        /// The paragraphs of that resolution.
        known: Vec<String>,
        /// Whether the rules can do without it.
        needed: bool,
    },
    /// A phrase without any letter or digit.
    #[error("the phrase `{0}` holds no word")]
    EmptyPhrase(String),
    /// An example line without goods.
    #[error("the line says nothing of the goods")]
    NoGoods,
    /// An example that gives two answers to one question.
    #[error("`{0}` is given twice in one line")]
    GivenTwice(String),
    /// A category that no text or code leads to.
    #[error("nothing leads to the category `{0}`")]
    Unreachable(String),
    /// A phrase of two categories that have nothing to do with each other.
    #[error("the phrase `{phrase}` belongs to `{first}` and to `{second}`")]
    Claimed {
        /// The phrase.
        phrase: String,
        /// One category.
        first: String,
        /// The other.
        second: String,
    },
    /// A rule ends and its successor begins on another day.
    #[error("`{by}` is in force from {begins}, this ends on {ends}")]
    Gap {
        /// The successor.
        by: Citation,
        /// When it begins.
        begins: Date,
        /// When this ends.
        ends: Date,
    },
}

impl Fault for LawFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown {
                kind: NameKind::Category,
                ..
            } => "law::unknown_category",
            Self::Unknown {
                kind: NameKind::Fact,
                ..
            } => "law::unknown_fact",
            Self::Unknown {
                kind: NameKind::Quantity,
                ..
            } => "law::unknown_quantity",
            Self::Unknown {
                kind: NameKind::Actor,
                ..
            } => "law::unknown_actor",
            Self::WrongKind { .. } => "law::wrong_kind",
            Self::Twice { .. } => "law::twice",
            Self::Country { .. } => "law::country",
            Self::Unit(_) => "law::unit",
            Self::Unlike { .. } => "law::unlike",
            Self::Circle(_) => "law::circle",
            Self::NoResolution => "law::no_resolution",
            Self::SecondResolution => "law::second_resolution",
            Self::NoRegime(_) => "law::no_regime",
            Self::ClauseTwice(_) => "law::clause_twice",
            Self::NoMeasure(_) => "law::no_measure",
            Self::Misplaced { .. } => "law::misplaced",
            Self::NoProvided => "law::no_provided",
            Self::NoStanding(_) => "law::no_standing",
            Self::Backwards { .. } => "law::backwards",
            Self::Overlap => "law::overlap",
            Self::BeforeAdoption { .. } => "law::before_adoption",
            Self::Regime { .. } => "law::regime",
            Self::Paragraph { .. } => "law::paragraph",
            Self::EmptyPhrase(_) => "law::empty_phrase",
            Self::NoGoods => "law::no_goods",
            Self::GivenTwice(_) => "law::given_twice",
            Self::Unreachable(_) => "law::unreachable",
            Self::Claimed { .. } => "law::claimed",
            Self::Gap { .. } => "law::gap",
        }
    }

    fn help(&self) -> Option<String> {
        let help = match self {
            Self::Unknown { kind, name, nearest } => did_you_mean(nearest)
                .unwrap_or_else(|| format!("declare it: `{kind} {name} …`")),
            Self::WrongKind { name, is, .. } => is.use_it(name),
            Self::Twice { first, .. } => format!("the first declaration is at {first}"),
            Self::Country { nearest, .. } => did_you_mean(nearest)
                .unwrap_or_else(|| "write three capital letters, such as `PRK`".into()),
            Self::Unit(error) => did_you_mean(&error.nearest)?,
            Self::Unlike { own, .. } => format!("write the amount in {own}"),
            Self::Circle(_) => "take out one of the links marked".into(),
            Self::NoResolution => {
                "open the file with `resolution NUMBER adopted YYYY-MM-DD`".into()
            }
            Self::SecondResolution => "give each resolution a file of its own".into(),
            Self::NoRegime(_) => "add a clause `regime NAME`".into(),
            Self::ClauseTwice(_) => "keep one of the two".into(),
            Self::NoMeasure(_) => {
                "add `forbids`, `requires`, `calls upon`, `exempts` or `interprets`".into()
            }
            Self::Misplaced { instead, .. } => (*instead).into(),
            Self::NoProvided => "add `provided` and the fact that shows it".into(),
            Self::NoStanding(_) => {
                "add `checked \"where it was read\"`, `unconfirmed \"what is missing\"` or `disputed \"how\"`".into()
            }
            Self::Backwards { .. } => "`until` is the first day no longer in force".into(),
            Self::Overlap => "write the periods in order of time".into(),
            Self::BeforeAdoption { .. } => "leave `since` out for a measure in force from adoption".into(),
            Self::Regime { nearest, .. } => did_you_mean(nearest)?,
            Self::Paragraph { known, .. } if known.is_empty() => return None,
            Self::Paragraph { known, .. } => format!("that resolution has {}", known.join(", ")),
            Self::EmptyPhrase(_) => "write at least one letter or digit".into(),
            Self::NoGoods => "begin with `item`, `hs` or `category`".into(),
            Self::GivenTwice(_) => "keep one of the two".into(),
            Self::Unreachable(_) => "give it `words`, `hints`, `hs always`, or a category below it".into(),
            Self::Claimed { .. } => "take it from one of them, or make one a kind of the other".into(),
            Self::Gap { .. } => "periods that hand over must meet on one day".into(),
        };
        Some(help)
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Unreachable(_) | Self::Claimed { .. } | Self::Gap { .. } => Severity::Warning,
            Self::Paragraph { needed: false, .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }
}
