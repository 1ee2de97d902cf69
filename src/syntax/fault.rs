//! What can be wrong with the form of a rule file.

use miette::Severity;
use thiserror::Error;

use crate::source::{Fault, Located};
use crate::terms::{CitationError, DateError, HsError};

/// A fault of form with its place.
pub type SyntaxError = Located<SyntaxFault>;

/// What can be wrong with the form of a rule file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SyntaxFault {
    /// Something else was due here.
    #[error("expected {}, found {found}", one_of(expected))]
    Expected {
        /// What could have stood here.
        expected: Vec<&'static str>,
        /// What stands here, with backticks, or "the end of the clause".
        found: String,
    },
    /// A line at the left margin begins with no item's keyword.
    #[error("unknown item `{word}`")]
    UnknownItem {
        /// The first word of the line.
        word: String,
        /// Items of similar spelling.
        nearest: Vec<&'static str>,
    },
    /// An indented line begins with no clause's keyword.
    #[error("unknown clause `{word}` of a {item}")]
    UnknownClause {
        /// The first word of the line.
        word: String,
        /// The item it stands in.
        item: &'static str,
        /// Clauses of similar spelling.
        nearest: Vec<&'static str>,
        /// All clauses of the item.
        known: &'static [&'static str],
    },
    /// An indented line before any item.
    #[error("a clause stands outside any item")]
    NoItem,
    /// A tab before a line's first word.
    #[error("a tab indents this line")]
    Tab,
    /// A text without its closing quote.
    #[error("this text is never closed")]
    UnclosedText,
    /// A backslash before something else than `"` or `\`.
    #[error("unknown escape `\\{0}` in a text")]
    Escape(char),
    /// A bracket without its partner.
    #[error("this bracket is never closed")]
    UnclosedBracket,
    /// `and` beside `or` without brackets.
    #[error("`and` and `or` stand side by side")]
    Mixed,
    /// Conditions nested too deep.
    #[error("conditions are nested deeper than {0} levels")]
    TooDeep(usize),
    /// A keyword where a name is due.
    #[error("`{0}` is a word of the language and cannot be a name")]
    Reserved(String),
    /// A number that is none or too large.
    #[error("`{0}` is not a number")]
    Number(String),
    /// A bad date.
    #[error(transparent)]
    Date(#[from] DateError),
    /// A bad code.
    #[error(transparent)]
    Hs(#[from] HsError),
    /// A bad citation.
    #[error(transparent)]
    Citation(#[from] CitationError),
    /// An unknown unit.
    #[error(transparent)]
    Unit(#[from] crate::terms::UnitError),
    /// An unknown verdict.
    #[error("unknown verdict `{0}`")]
    Verdict(String),
    /// A file beyond the limit.
    #[error("the file is {size} bytes long; the limit is {limit}")]
    FileTooLarge {
        /// Its length.
        size: usize,
        /// The longest that is read.
        limit: usize,
    },
    /// A clause beyond the limit.
    #[error("the clause is {size} bytes long; the limit is {limit}")]
    ClauseTooLong {
        /// Its length.
        size: usize,
        /// The longest that is read.
        limit: usize,
    },
    /// A file without any item.
    #[error("the file holds no rule")]
    Empty,
}

impl Fault for SyntaxFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Expected { .. } => "syntax::expected",
            Self::UnknownItem { .. } => "syntax::unknown_item",
            Self::UnknownClause { .. } => "syntax::unknown_clause",
            Self::NoItem => "syntax::no_item",
            Self::Tab => "syntax::tab",
            Self::UnclosedText => "syntax::unclosed_text",
            Self::Escape(_) => "syntax::escape",
            Self::UnclosedBracket => "syntax::unclosed_bracket",
            Self::Mixed => "syntax::mixed",
            Self::TooDeep(_) => "syntax::too_deep",
            Self::Reserved(_) => "syntax::reserved",
            Self::Number(_) => "syntax::number",
            Self::Date(_) => "syntax::date",
            Self::Hs(_) => "syntax::hs",
            Self::Citation(_) => "syntax::citation",
            Self::Unit(_) => "syntax::unit",
            Self::Verdict(_) => "syntax::verdict",
            Self::FileTooLarge { .. } => "syntax::file_too_large",
            Self::ClauseTooLong { .. } => "syntax::clause_too_long",
            Self::Empty => "syntax::empty",
        }
    }

    fn help(&self) -> Option<String> {
        let help = match self {
            Self::Expected { .. } => return None,
            Self::UnknownItem { nearest, .. } => did_you_mean(nearest).unwrap_or_else(|| {
                format!("an item begins with {}", one_of(super::outline::ITEMS))
            }),
            Self::UnknownClause { nearest, known, .. } => did_you_mean(nearest)
                .unwrap_or_else(|| format!("a clause begins with {}", one_of(known))),
            Self::NoItem => "begin an item at the left margin, then indent its clauses".into(),
            Self::Tab => "indent with spaces".into(),
            Self::UnclosedText => "close it with `\"` on the same line".into(),
            Self::Escape(_) => "only `\\\"` and `\\\\` are escapes".into(),
            Self::UnclosedBracket => "add `)` where the condition ends".into(),
            Self::Mixed => "say with brackets which belong together: `a and (b or c)`".into(),
            Self::TooDeep(_) => "split the condition over several clauses".into(),
            Self::Reserved(word) => format!("choose another name, such as `{word}_stated`"),
            Self::Number(_) => {
                "write digits, with `_` between groups if you like: `500_000`".into()
            }
            Self::Date(_) => DateError::FORMS.into(),
            Self::Hs(error) => error.help().into(),
            Self::Citation(_) => CitationError::HELP.into(),
            Self::Unit(error) => did_you_mean(&error.nearest).unwrap_or_else(|| {
                let symbols: Vec<_> = crate::terms::Unit::symbols().collect();
                format!("known units: {}", symbols.join(", "))
            }),
            Self::Verdict(_) => {
                "write prohibited, restricted, undetermined, advisory, exempt or clear".into()
            }
            Self::FileTooLarge { .. } => "split the file; one resolution makes one file".into(),
            Self::ClauseTooLong { .. } => "repeat the clause instead: lists add up".into(),
            Self::Empty => "write at least one item, such as `category NAME \"definition\"`".into(),
        };
        Some(help)
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Empty => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

/// "did you mean `a` or `b`?", or nothing without candidates.
pub(crate) fn did_you_mean<S: AsRef<str>>(nearest: &[S]) -> Option<String> {
    let names: Vec<String> = nearest
        .iter()
        .map(|n| format!("`{}`", n.as_ref()))
        .collect();
    (!names.is_empty()).then(|| format!("did you mean {}?", names.join(" or ")))
}

/// "a", "a or b", "a, b or c".
fn one_of<S: AsRef<str>>(words: &[S]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => (*last).to_owned(),
        None => "something else".to_owned(),
    }
}
