//! What can be wrong with the meaning of rules.

use std::fmt;

use miette::Severity;
use thiserror::Error;

use crate::source::{Fault, Located, brief};
use crate::syntax::{LinkKind, a, did_you_mean, meant_countries, unit_help};
use crate::terms::{Amount, Citation, Country, Date};

/// A fault of meaning with its place.
pub type LawError = Located<LawFault>;

/// What is strange about a code.
fn strange(code: &str, elsewhere: Option<u16>) -> String {
    match elsewhere {
        None => format!("no edition of the Harmonized System has the code `{code}`"),
        Some(edition) => format!("`{code}` is a code of the edition of {edition}"),
    }
}

/// The kinds of names that rules declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// A category.
    Category,
    /// A fact.
    Fact,
    /// A quantity.
    Quantity,
    /// A day.
    Day,
    /// An actor.
    Actor,
    /// A part of a country.
    Area,
    /// A list document.
    List,
}

impl NameKind {
    /// How a condition uses such a name.
    fn use_it(self, name: &str) -> String {
        match self {
            Self::Category => format!("write `item is {name}`"),
            Self::Fact => format!("write `{name}` alone: a fact is yes or no"),
            Self::Quantity => {
                format!("say how much: `{name} >= …` in a condition, `{name} …` in an example")
            }
            Self::Day => format!("compare it with a day: `{name} < 2017-12-22`"),
            Self::Actor => format!("write `recipient is {name}` or `sender is {name}`"),
            Self::Area => format!("write `to is {name}` or `from is {name}`"),
            Self::List => format!("write `item on {name}`"),
        }
    }

    /// The way out where such a name was wanted and another stands.
    fn wanted_instead(self, name: &str, is: Self) -> String {
        match (self, is) {
            (Self::Fact, _) | (Self::Quantity, Self::Fact) => is.use_it(name),
            (Self::Quantity, _) => "only a quantity is compared with an amount".into(),
            (Self::Day, _) => "only a day is compared with a date".into(),
            (Self::Category | Self::Actor | Self::Area | Self::List, _) => {
                let wanted = a(&self.to_string());
                format!("only {wanted} can stand here; {}", is.elsewhere(name))
            }
        }
    }

    fn elsewhere(self, name: &str) -> String {
        let use_it = self.use_it(name);
        format!("in a condition, {use_it}")
    }
}

impl fmt::Display for NameKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Category => "category",
            Self::Fact => "fact",
            Self::Quantity => "quantity",
            Self::Day => "day",
            Self::Actor => "actor",
            Self::Area => "area",
            Self::List => "list",
        })
    }
}

/// What can be wrong with the meaning of rules.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LawFault {
    /// A name that nothing declares.
    #[error("unknown {kind} `{}`", brief(name))]
    Unknown {
        /// What was wanted.
        kind: NameKind,
        /// The name.
        name: String,
        /// Names of similar spelling.
        nearest: Vec<String>,
    },
    /// A name of another kind.
    #[error("`{}` is {}, not {}", brief(name), a(&is.to_string()), a(&wanted.to_string()))]
    WrongKind {
        /// The name.
        name: String,
        /// What it is.
        is: NameKind,
        /// What was wanted.
        wanted: NameKind,
    },
    /// A name, resolution or paragraph that is declared already.
    #[error("`{}` is declared twice", brief(name))]
    Twice {
        /// What is declared.
        name: String,
        /// `file:line` of the first declaration, where it is in another file.
        first: Option<String>,
    },
    /// A code that is no country's.
    #[error("`{}` is not the alpha-3 code of a country", brief(code))]
    Country {
        /// The code.
        code: String,
        /// Countries that may be meant.
        nearest: Vec<Country>,
    },
    /// A unit that is none.
    #[error(transparent)]
    Unit(#[from] crate::terms::UnitError),
    /// A comparison of unlike amounts.
    #[error(
        "`{}` is measured in {own} and cannot be compared with {other}",
        brief(quantity)
    )]
    Unlike {
        /// The quantity.
        quantity: String,
        /// Its unit.
        own: String,
        /// The unit it was compared with.
        other: String,
    },
    /// Categories that are a kind of each other, in the order of the way round.
    #[error("{}", way_round(.0))]
    Circle(Vec<String>),
    /// A chain of categories beyond the limit.
    #[error("more than {0} categories lie one above the other")]
    Chain(usize),
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
    #[error("{0} is said twice")]
    ClauseTwice(&'static str),
    /// A paragraph that does nothing.
    #[error("paragraph {} has no measure and interprets nothing", .0.paragraph())]
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
    #[error("paragraph {} does not say how far it was checked", .0.paragraph())]
    NoStanding(Citation),
    /// An end that is not after the start.
    #[error("{}", backwards(*since, *until, *adopted, *recorded))]
    Backwards {
        /// The first day in force.
        since: Date,
        /// The first day no longer in force.
        until: Date,
        /// Whether the measure begins with the resolution's adoption.
        adopted: bool,
        /// Whether the end is that of the record.
        recorded: bool,
    },
    /// Periods that overlap or stand in the wrong order.
    #[error("this period begins before the one above it has ended")]
    Overlap {
        /// Whether the one above has no end at all.
        open: bool,
    },
    /// An end without a start.
    #[error("no `since` opens a period for this `{0}`")]
    NoPeriod(&'static str),
    /// A latest first day that is not after the earliest.
    #[error("the measure begins on {since}, at the latest on {latest}")]
    NoWindow {
        /// The earliest first day.
        since: Date,
        /// The latest.
        latest: Date,
    },
    /// A start before the resolution's adoption.
    #[error("the measure begins on {since}, before the resolution was adopted on {adopted}")]
    BeforeAdoption {
        /// The first day in force.
        since: Date,
        /// The day of adoption.
        adopted: Date,
    },
    /// A regime that no resolution names.
    #[error("no resolution belongs to the regime `{}`", brief(name))]
    Regime {
        /// The regime.
        name: String,
        /// Regimes of similar spelling.
        nearest: Vec<String>,
        /// All regimes.
        known: Vec<String>,
    },
    /// A paragraph that is not among the rules.
    #[error("there is no paragraph `{citation}` among the rules")]
    Paragraph {
        /// The citation.
        citation: Citation,
        /// The paragraphs of that resolution.
        known: Vec<String>,
        /// All resolutions.
        resolutions: Vec<u16>,
        /// Whether the rules can do without it.
        needed: bool,
    },
    /// A condition that asks for what it would decide.
    #[error("{asks} cannot be asked here")]
    Asks {
        /// What is asked.
        asks: &'static str,
        /// Why not.
        because: &'static str,
    },
    /// An area that does not say what shows that goods go there, or come from there.
    #[error("nothing says what shows a transfer {way} `{}`", brief(area))]
    NoSign {
        /// `to` or `from`.
        way: &'static str,
        /// The area.
        area: String,
    },
    /// An edition that a list does not have.
    #[error("`{}` has no edition `{}`", brief(list), brief(edition))]
    Edition {
        /// The list.
        list: String,
        /// What was asked for.
        edition: String,
        /// The editions that it has.
        known: Vec<String>,
    },
    /// An entry of a list before its first edition.
    #[error("this entry stands in no edition")]
    NoEdition,
    /// An edition that does not come after the one above it.
    #[error("this edition does not begin after the one above it")]
    EditionOrder,
    /// A list without an edition.
    #[error("the list `{}` has no edition", brief(.0))]
    EmptyList(String),
    /// A list without word of how far it was checked.
    #[error("the list `{}` does not say how far it was checked", brief(.0))]
    ListStanding(String),
    /// A model that is nothing.
    #[error("nothing says what this model is")]
    NoKind,
    /// Two ends of a range, the first of which is not the lower one.
    #[error("{least} is not less than {most}")]
    NoRange {
        /// The first end.
        least: Amount,
        /// The second.
        most: Amount,
    },
    /// A conversion between units of one dimension, or into nothing.
    #[error("this converts nothing")]
    NoConversion,
    /// A property that lacks a part.
    #[error("the property does not say {0}")]
    HalfProperty(&'static str),
    /// A measure that can cover nothing.
    #[error("this can never cover anything")]
    NeverCovers,
    /// An exemption that can lift nothing.
    #[error("this can never matter")]
    NeverLifts,
    /// A phrase without any letter or digit.
    #[error("the phrase `{}` holds no word", brief(.0))]
    EmptyPhrase(String),
    /// A phrase whose alternatives, numbers or endings cannot be read.
    #[error(transparent)]
    Template(#[from] crate::terms::TemplateError),
    /// An example line without goods.
    #[error("the line says nothing of the goods")]
    NoGoods,
    /// An example that gives two answers to one question.
    #[error("`{}` is given twice in one line", brief(.0))]
    GivenTwice(String),
    /// A category that no text or code leads to.
    #[error("nothing leads to the category `{}`", brief(.0))]
    Unreachable(String),
    /// An excluded phrase that holds no word of its category.
    #[error("the excluded phrase `{}` holds no word of its category", brief(.0))]
    MasksNothing(String),
    /// A phrase that is excluded itself.
    #[error("the phrase `{}` is excluded by `{}`", brief(phrase), brief(by))]
    AlwaysMasked {
        /// The phrase.
        phrase: String,
        /// The category that excludes it.
        by: String,
    },
    /// A code that its edition of the Harmonized System does not have.
    #[error("{}", strange(code, *elsewhere))]
    StrangeCode {
        /// The code.
        code: String,
        /// Another edition that has it.
        elsewhere: Option<u16>,
    },
    /// A phrase of two categories that have nothing to do with each other.
    #[error(
        "the phrase `{}` belongs to `{}` and to `{}`",
        brief(phrase),
        brief(first),
        brief(second)
    )]
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
    /// A paragraph that is said to end, and does not.
    #[error("`{by}` {} `{ended}`, which goes on", kind.word())]
    GoesOn {
        /// The paragraph that says so.
        by: Citation,
        /// Whether it ends the other or takes its place.
        kind: LinkKind,
        /// The other.
        ended: Citation,
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
            Self::Unknown {
                kind: NameKind::Day,
                ..
            } => "law::unknown_day",
            Self::Unknown {
                kind: NameKind::Area,
                ..
            } => "law::unknown_area",
            Self::Unknown {
                kind: NameKind::List,
                ..
            } => "law::unknown_list",
            Self::Asks { .. } => "law::asks",
            Self::NoSign { .. } => "law::no_sign",
            Self::Edition { .. } => "law::edition",
            Self::NoEdition => "law::no_edition",
            Self::EditionOrder => "law::edition_order",
            Self::EmptyList(_) => "law::empty_list",
            Self::ListStanding(_) => "law::list_standing",
            Self::NoKind => "law::no_kind",
            Self::NoRange { .. } => "law::no_range",
            Self::NoConversion => "law::no_conversion",
            Self::HalfProperty(_) => "law::half_property",
            Self::NeverCovers => "law::never_covers",
            Self::NeverLifts => "law::never_lifts",
            Self::WrongKind { .. } => "law::wrong_kind",
            Self::Twice { .. } => "law::twice",
            Self::Country { .. } => "law::country",
            Self::Unit(_) => "law::unit",
            Self::Unlike { .. } => "law::unlike",
            Self::Circle(_) => "law::circle",
            Self::Chain(_) => "law::chain",
            Self::NoResolution => "law::no_resolution",
            Self::SecondResolution => "law::second_resolution",
            Self::NoRegime(_) => "law::no_regime",
            Self::ClauseTwice(_) => "law::clause_twice",
            Self::NoMeasure(_) => "law::no_measure",
            Self::Misplaced { .. } => "law::misplaced",
            Self::NoProvided => "law::no_provided",
            Self::NoStanding(_) => "law::no_standing",
            Self::Backwards { .. } => "law::backwards",
            Self::Overlap { .. } => "law::overlap",
            Self::NoPeriod(_) => "law::no_period",
            Self::NoWindow { .. } => "law::no_window",
            Self::BeforeAdoption { .. } => "law::before_adoption",
            Self::Regime { .. } => "law::regime",
            Self::Paragraph { .. } => "law::paragraph",
            Self::EmptyPhrase(_) => "law::empty_phrase",
            Self::Template(_) => "law::template",
            Self::NoGoods => "law::no_goods",
            Self::GivenTwice(_) => "law::given_twice",
            Self::Unreachable(_) => "law::unreachable",
            Self::MasksNothing(_) => "law::masks_nothing",
            Self::AlwaysMasked { .. } => "law::always_masked",
            Self::StrangeCode { .. } => "law::strange_code",
            Self::Claimed { .. } => "law::claimed",
            Self::Gap { .. } => "law::gap",
            Self::GoesOn { .. } => "law::goes_on",
        }
    }

    fn help(&self) -> Option<String> {
        let help = match self {
            Self::Unknown { kind, name, nearest } => did_you_mean(nearest)
                .unwrap_or_else(|| format!("declare it: `{kind} {} …`", brief(name))),
            Self::WrongKind { name, is, wanted } => wanted.wanted_instead(&brief(name), *is),
            Self::Twice { first, .. } => {
                format!("the first declaration is at {}", first.as_ref()?)
            }
            Self::Country { nearest, .. } => meant_countries(nearest)
                .unwrap_or_else(|| "write three capital letters, such as `PRK`".into()),
            Self::Unit(error) => unit_help(error),
            Self::Unlike { own, .. } => format!("write the amount in {own}"),
            Self::Circle(_) => "take out one of these links".into(),
            Self::Chain(_) => "take some of them out of the chain".into(),
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
            Self::Backwards { recorded: true, .. } => {
                "`recorded until` is the first day that nobody has checked".into()
            }
            Self::Backwards { .. } => "`until` is the first day no longer in force".into(),
            Self::Overlap { open: true } => "end the period above with `until` first".into(),
            Self::Overlap { open: false } => "write the periods in order of time".into(),
            Self::NoWindow { .. } => {
                "leave `at the latest` out, or write a later day than after `since`".into()
            }
            Self::NoPeriod(_) => "write the first day of the period above it: `since DATE`".into(),
            Self::BeforeAdoption { .. } => "leave `since` out for a measure in force from adoption".into(),
            Self::Regime { nearest, known, .. } => did_you_mean(nearest)
                .unwrap_or_else(|| format!("regimes among the rules: {}", known.join(", "))),
            Self::Paragraph { known, resolutions, .. } if known.is_empty() => {
                let resolutions: Vec<_> = resolutions.iter().map(u16::to_string).collect();
                format!("resolutions among the rules: {}", resolutions.join(", "))
            }
            Self::Paragraph { known, .. } => format!("that resolution has {}", known.join(", ")),
            Self::Asks { because, .. } => (*because).into(),
            Self::NoSign { way, area } => {
                format!("add `{way} if …` to the area `{}`", brief(area))
            }
            Self::Edition { known, .. } => format!("its editions are {}", known.join(", ")),
            Self::NoEdition => "write `edition \"…\" since DATE` above it".into(),
            Self::EditionOrder => "write the editions in order of time".into(),
            Self::EmptyList(_) => "add `edition \"…\" since DATE`, and its entries under it".into(),
            Self::ListStanding(_) => {
                "add `checked \"where it was read\"`, `unconfirmed \"what is missing\"` or `disputed \"how\"`".into()
            }
            Self::NoKind => "add `is CATEGORY`".into(),
            Self::NoRange { .. } => "write the lower end first, both in like units".into(),
            Self::NoConversion => {
                "write a number above nothing, in a unit that measures something else".into()
            }
            Self::HalfProperty(_) => {
                "write `for every record where CONDITION` and `expect VERDICT`".into()
            }
            Self::NeverCovers => {
                "its conditions on the date hold on no day on which it is in force".into()
            }
            Self::NeverLifts => "it holds on no day on which the measure is in force".into(),
            Self::EmptyPhrase(_) => "write at least one letter or digit".into(),
            Self::Template(error) => error.help().into(),
            Self::NoGoods => "say what they are with `item`, `hs` or `category`".into(),
            Self::GivenTwice(_) => "keep one of the two".into(),
            Self::Unreachable(_) => "give it `words`, `hints`, `hs always`, or a category below it".into(),
            Self::MasksNothing(_) => "take it out: `but not` only masks words of this category and of those below".into(),
            Self::AlwaysMasked { .. } => "keep it in one of the two".into(),
            Self::StrangeCode {
                elsewhere: Some(edition),
                ..
            } => format!("write the edition that has it before the code: `{edition}:…`"),
            Self::StrangeCode { .. } => "see whether a digit is wrong".into(),
            Self::Claimed { .. } => "take it from one of them, or make one a kind of the other".into(),
            Self::Gap { .. } => "periods that hand over must meet on one day".into(),
            Self::GoesOn { kind, by, ended } => {
                let successor = match kind {
                    LinkKind::Replaces => format!(", replaced by {by}"),
                    _ => String::new(),
                };
                let word = kind.word();
                format!("write `until DATE{successor}` under the measures of `{ended}`: `{word}` alone ends none of them")
            }
        };
        Some(help)
    }

    fn label(&self) -> String {
        match self {
            Self::Twice { first: None, .. } => "again here".into(),
            _ => String::new(),
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Unreachable(_)
            | Self::Claimed { .. }
            | Self::Gap { .. }
            | Self::GoesOn { .. }
            | Self::NeverCovers
            | Self::NeverLifts
            | Self::MasksNothing(_)
            | Self::AlwaysMasked { .. }
            | Self::StrangeCode { .. } => Severity::Warning,
            Self::Paragraph { needed: false, .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

/// "`a` is a kind of `b`, which is a kind of `a`".
fn way_round(names: &[String]) -> String {
    let (Some(first), rest) = (names.first(), names.get(1..).unwrap_or_default()) else {
        return String::new();
    };
    let mut text = format!("`{}` is a kind of ", brief(first));
    if rest.is_empty() {
        text.push_str("itself");
        return text;
    }
    for name in rest.iter().take(5) {
        text.push_str(&format!("`{}`, which is a kind of ", brief(name)));
    }
    if rest.len() > 5 {
        text.push_str("others, which are kinds of ");
    }
    text.push_str(&format!("`{}`", brief(first)));
    text
}

/// An end, or the end of a record, that is not after the start.
fn backwards(since: Date, until: Date, adopted: bool, recorded: bool) -> String {
    let (ends, on) = match recorded {
        true => ("the measure is recorded", "until"),
        false => ("the measure ends", "on"),
    };
    match (since == until, adopted) {
        (true, true) => format!("{ends} {on} the day of the adoption, on which it begins"),
        (true, false) => format!("{ends} {on} the day it begins, {since}"),
        (false, true) => {
            format!("{ends} {on} {until}, before the resolution was adopted on {since}")
        }
        (false, false) => format!("{ends} {on} {until}, before it begins on {since}"),
    }
}
