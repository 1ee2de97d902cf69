//! What can be wrong with records.

use miette::Severity;
use thiserror::Error;

use crate::source::{Fault, Located, brief, nearest};
use crate::syntax::{did_you_mean, measure_help};
use crate::terms::{CitationError, Country, DateError, HsError, UnitError};

use super::form::FormError;
use super::read::Format;

/// A fault of a record with its place.
pub type RecordError = Located<RecordFault>;

/// What can be wrong with records.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordFault {
    /// The file, or a record of it, does not have the form of its format.
    #[error("this is not valid {}: {error}", format.name())]
    Form {
        /// The format.
        format: Format,
        /// Why.
        error: FormError,
    },
    /// Something else than a record stands where one is due.
    #[error("expected a record, found {0}")]
    NotARecord(&'static str),
    /// The file holds no record.
    #[error("the file holds no record")]
    Empty,
    /// The file is beyond the limit.
    #[error("the file is {size} bytes long; the limit is {limit}")]
    TooLarge {
        /// Its length.
        size: usize,
        /// The longest that is read.
        limit: usize,
    },
    /// A description of goods beyond the limit.
    #[error("`{field}` is {size} bytes long; the limit is {limit}")]
    LongText {
        /// The field.
        field: String,
        /// Its length.
        size: usize,
        /// The longest that is read.
        limit: usize,
    },
    /// A field that records do not have.
    #[error("unknown field `{name}`")]
    Field {
        /// The field.
        name: String,
        /// Fields of similar spelling.
        nearest: Vec<&'static str>,
        /// The fields there are.
        known: &'static [&'static str],
    },
    /// A column that is named like no field.
    #[error("the column `{name}` is not read")]
    Column {
        /// Its name.
        name: String,
        /// What to name it instead.
        help: String,
    },
    /// Columns of which a mapping says nothing.
    #[error("{}", unmapped(.0))]
    Unmapped(Vec<String>),
    /// A column that a mapping reads and the table does not have.
    #[error("no column is named {column}, which the mapping reads for `{purpose}`")]
    NoColumn {
        /// The column, in backticks.
        column: String,
        /// The field it would fill.
        purpose: String,
        /// Columns of similar spelling.
        nearest: Vec<String>,
    },
    /// A date that is not of the form its mapping states, or of several in different ways.
    #[error("`{text}` is not a date of the form {}", one_of(forms))]
    DateForm {
        /// The text.
        text: String,
        /// The forms.
        forms: Vec<String>,
    },
    /// A number that is not of the form its mapping states.
    #[error("`{text}` is not a number of the form `{form}`")]
    NumberForm {
        /// The text.
        text: String,
        /// An example of the form.
        form: String,
    },
    /// What a formula that failed left in its cell.
    #[error("the cell holds the error `{0}` of a spreadsheet")]
    CellError(String),
    /// A column without a name.
    #[error("a column without a name is not read")]
    NoColumnName,
    /// A field that is given twice.
    #[error("`{0}` is given twice")]
    Twice(String),
    /// Two records of one name.
    #[error("an earlier record has the name `{0}` too")]
    SameId(String),
    /// A code that its edition of the Harmonized System does not have.
    #[error("{}", strange_code(code, *elsewhere))]
    StrangeCode {
        /// The code.
        code: String,
        /// Another edition that has it.
        elsewhere: Option<u16>,
    },
    /// A value of the wrong kind.
    #[error("`{field}` must be {expected}, not {found}")]
    Kind {
        /// The field.
        field: String,
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
        /// What to write instead.
        help: String,
    },
    /// A text without anything in it.
    #[error("`{0}` is an empty text")]
    NoText(String),
    /// A spelling of several countries.
    #[error("`{text}` can be several countries")]
    Ambiguous {
        /// The spelling.
        text: String,
        /// The countries.
        candidates: Vec<Country>,
    },
    /// No country's spelling.
    #[error("unknown country `{text}`")]
    Country {
        /// The spelling.
        text: String,
        /// Countries of similar spelling.
        nearest: Vec<Country>,
    },
    /// A bad date.
    #[error(transparent)]
    Date(#[from] DateError),
    /// A date that no transfer has.
    #[error("`{0}` is far from the date of any report")]
    FarDate(String),
    /// A bad code.
    #[error(transparent)]
    Hs(#[from] HsError),
    /// A bad citation.
    #[error(transparent)]
    Citation(#[from] CitationError),
    /// An unknown unit.
    #[error(transparent)]
    Unit(#[from] UnitError),
    /// A number that is none.
    #[error("`{0}` is not a plain number")]
    Number(String),
    /// A number below zero.
    #[error("`{0}` is below zero")]
    Negative(String),
    /// No currency's code.
    #[error("unknown currency `{text}`")]
    Currency {
        /// The spelling.
        text: String,
        /// Codes of similar spelling.
        nearest: Vec<&'static str>,
    },
    /// A category, fact or actor that no rule declares.
    #[error("unknown {kind} `{name}`")]
    Name {
        /// What was wanted.
        kind: &'static str,
        /// The name.
        name: String,
        /// Names of similar spelling.
        nearest: Vec<String>,
    },
    /// A quantity without its unit, or with one of another dimension.
    #[error("`{fact}` must be a number with a unit such as {unit}")]
    FactUnit {
        /// The quantity.
        fact: String,
        /// The unit that is asked for.
        unit: String,
    },
    /// An unknown word for a stage or verdict.
    #[error("unknown {what} `{word}`")]
    Word {
        /// What the word stands for.
        what: &'static str,
        /// The word.
        word: String,
        /// The words there are.
        known: Vec<&'static str>,
    },
    /// A record that says nothing of the goods.
    #[error("the record says nothing of the goods")]
    NoGoods,
    /// A wording without its words.
    #[error("the wording has no text")]
    NoWords,
}

impl Fault for RecordFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Form { .. } => "record::form",
            Self::NotARecord(_) => "record::not_a_record",
            Self::Empty => "record::empty",
            Self::TooLarge { .. } => "record::too_large",
            Self::LongText { .. } => "record::long_text",
            Self::Field { .. } => "record::unknown_field",
            Self::Column { .. } => "record::unknown_column",
            Self::Unmapped(_) => "record::unmapped_columns",
            Self::NoColumn { .. } => "record::no_column",
            Self::DateForm { .. } => "record::date",
            Self::NumberForm { .. } => "record::number",
            Self::CellError(_) => "record::cell_error",
            Self::NoColumnName => "record::unnamed_column",
            Self::Twice(_) => "record::twice",
            Self::SameId(_) => "record::same_id",
            Self::StrangeCode { .. } => "record::strange_code",
            Self::Kind { .. } => "record::kind",
            Self::NoText(_) => "record::no_text",
            Self::Ambiguous { .. } => "record::ambiguous_country",
            Self::Country { .. } => "record::unknown_country",
            Self::Date(_) | Self::FarDate(_) => "record::date",
            Self::Hs(_) => "record::hs",
            Self::Citation(_) => "record::citation",
            Self::Unit(_) => "record::unit",
            Self::Number(_) => "record::number",
            Self::Negative(_) => "record::negative",
            Self::Currency { .. } => "record::currency",
            Self::Name { .. } => "record::unknown_name",
            Self::FactUnit { .. } => "record::fact_unit",
            Self::Word { .. } => "record::word",
            Self::NoGoods => "record::no_goods",
            Self::NoWords => "record::no_words",
        }
    }

    fn help(&self) -> Option<String> {
        let help = match self {
            _ if self.written().is_some_and(says_nothing) => {
                "leave the field out, or its cell empty, where it is not known".into()
            }
            Self::Form { format, error } => error.help(*format),
            Self::NotARecord(_) => "write a record as `(item: \"…\", to: \"…\")`, in JSON \
                 `{\"item\": \"…\", \"to\": \"…\"}`"
                .into(),
            Self::Empty => "write at least one record with `item`, `hs` or `category`".into(),
            Self::TooLarge { .. } => {
                "split the file, or write JSON Lines, which are read line by line".into()
            }
            Self::LongText { .. } => {
                "write one record for each kind of goods; what names none belongs in `remarks`"
                    .into()
            }
            Self::Field { nearest, known, .. } => did_you_mean(nearest)
                .unwrap_or_else(|| format!("the fields are {}", known.join(", "))),
            Self::Unmapped(_) => "map them, or name them under `columns` of `[ignored]`".into(),
            Self::NoColumn { nearest, .. } => did_you_mean(nearest).unwrap_or_else(|| {
                "name the column as the table does; `optional = true` where some tables lack it"
                    .into()
            }),
            Self::DateForm { .. } => {
                "state the form that the column has; `values` reads a single spelling otherwise"
                    .into()
            }
            Self::NumberForm { .. } => {
                "state the signs that the column has, as `decimal` and `thousands`".into()
            }
            Self::CellError(_) => "mend the formula, or leave the cell empty".into(),
            Self::NoColumnName => "name it in the first row, or take it out".into(),
            Self::Twice(_) => "keep one of the two".into(),
            Self::StrangeCode {
                elsewhere: Some(edition),
                ..
            } => format!("name the edition of {edition}, or the code of the edition named"),
            Self::StrangeCode { .. } => "see whether a digit is wrong; the record counts".into(),
            Self::SameId(_) => "give each record a name of its own, or leave `id` out".into(),
            Self::Kind { help, .. } | Self::Column { help, .. } => help.clone(),
            Self::NoText(_) => "write what is known, or leave the field out".into(),
            Self::Ambiguous { candidates, .. } => format!(
                "write the code of the one that is meant: {}",
                listed(candidates)
            ),
            Self::Country { nearest, .. } if nearest.is_empty() => {
                "write the ISO 3166-1 alpha-3 code, such as `PRK`, or the usual English name".into()
            }
            Self::Country { nearest, .. } => format!("did you mean {}?", listed(nearest)),
            Self::Date(DateError::Backwards(_)) => "write the earlier date first".into(),
            Self::Date(error) => {
                did_you_mean(&error.meant()).unwrap_or_else(|| DateError::FORMS.into())
            }
            Self::FarDate(_) => {
                "leave the field out, or its cell empty, where the date is not known".into()
            }
            Self::Hs(error) => error.help().into(),
            Self::Citation(_) => CitationError::HELP.into(),
            Self::Unit(error) => measure_help(error),
            Self::Number(text) if text.chars().all(|c| c.is_ascii_digit()) => {
                "numbers of up to 28 digits are read".into()
            }
            Self::Number(_) => {
                "write digits alone, with a point for decimals and without thousands separators; \
                 a unit stands in `unit`"
                    .into()
            }
            Self::Negative(_) => "leave the field out where the amount is not known".into(),
            Self::Currency { nearest, .. } => did_you_mean(nearest)
                .unwrap_or_else(|| "write the ISO 4217 code, such as `USD`".into()),
            Self::Name { nearest, .. } => did_you_mean(nearest)
                .unwrap_or_else(|| "`interdict rules` lists what the rules declare".into()),
            Self::FactUnit { unit, .. } => {
                let unit = unit.split(" or ").next().unwrap_or_default();
                format!("write it as a text, without thousands separators: `\"25 {unit}\"`")
            }
            Self::Word { word, known, .. } => did_you_mean(&nearest(word, known.iter().copied()))
                .unwrap_or_else(|| format!("write one of {}", known.join(", "))),
            Self::NoGoods => "give `item`, `hs` or `category`".into(),
            Self::NoWords => "write `text`, or the words alone in quotes".into(),
        };
        Some(help)
    }

    fn severity(&self) -> Severity {
        match self {
            Self::SameId(_)
            | Self::StrangeCode { .. }
            | Self::Column { .. }
            | Self::Unmapped(_)
            | Self::NoColumnName => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

impl RecordFault {
    /// The text that stands where another is due.
    fn written(&self) -> Option<&str> {
        match self {
            Self::Country { text, .. }
            | Self::Currency { text, .. }
            | Self::Number(text)
            | Self::DateForm { text, .. }
            | Self::NumberForm { text, .. }
            | Self::Word { word: text, .. }
            | Self::Date(DateError::Form(text))
            | Self::Hs(HsError::Form(text))
            | Self::Unit(UnitError { wanted: text, .. }) => Some(text),
            _ => None,
        }
    }
}

/// Whether a text is one of those that people and programs write where nothing is known.
fn says_nothing(text: &str) -> bool {
    const WORDS: [&str; 15] = [
        "unknown",
        "not known",
        "unspecified",
        "not specified",
        "not available",
        "n/a",
        "#n/a",
        "n.a.",
        "na",
        "nan",
        "null",
        "none",
        "tbd",
        "tba",
        "nil",
    ];
    let text = text.trim().to_lowercase();
    let is_sign = |c: char| matches!(c, '-' | '–' | '—' | '?' | '.' | '*' | '/');
    WORDS.contains(&text.as_str()) || (!text.is_empty() && text.chars().all(is_sign))
}

/// Forms of which one is due.
fn one_of(forms: &[String]) -> String {
    let forms: Vec<String> = forms.iter().map(|form| format!("`{form}`")).collect();
    match forms.as_slice() {
        [one] => one.clone(),
        several => format!("{} alone", several.join(" or ")),
    }
}

/// Columns that a mapping does not name.
fn unmapped(names: &[String]) -> String {
    let shown = names.iter().map(|name| match name.as_str() {
        "" => "one without a name".to_owned(),
        name => format!("`{}`", brief(name)),
    });
    let shown: Vec<String> = shown.collect();
    match shown.as_slice() {
        [one] => format!("the mapping does not name the column {one}"),
        all => format!(
            "the mapping does not name {} columns: {}",
            all.len(),
            all.join(", ")
        ),
    }
}

/// What is strange about a code.
fn strange_code(code: &str, elsewhere: Option<u16>) -> String {
    match elsewhere {
        None => format!(
            "no edition of the Harmonized System has the code `{}`",
            code
        ),
        Some(edition) => format!("`{}` is a code of the edition of {edition}", code),
    }
}

fn listed(countries: &[Country]) -> String {
    let names: Vec<String> = countries
        .iter()
        .map(|c| format!("`{c}` ({})", c.name()))
        .collect();
    names.join(" or ")
}
