//! What can be wrong with the form of a rule file.

use miette::Severity;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::source::{Fault, Located, brief, nearest};
use crate::terms::{CitationError, Country, DateError, HsError, Unit, UnitError};

use super::outline::{ITEMS, clauses_of, item_with_clause};
use super::words::RESERVED;

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
        /// The item of which the word begins a clause.
        clause_of: Option<&'static str>,
    },
    /// An item's keyword on an indented line.
    #[error("the item `{0}` is indented")]
    Indented(&'static str),
    /// An indented line begins with no clause's keyword.
    #[error("unknown clause `{word}` of {}", a(item))]
    UnknownClause {
        /// The first word of the line.
        word: String,
        /// The item it stands in.
        item: &'static str,
        /// Clauses of similar spelling.
        nearest: Vec<&'static str>,
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
    /// A closing bracket without its partner.
    #[error("this bracket is never opened")]
    UnopenedBracket,
    /// A character that cannot be seen, where none can stand.
    #[error("a hidden character (U+{:04X}) stands here", u32::from(*.0))]
    Hidden(char),
    /// A dash or quote of typography.
    #[error("{}", typographic(*.0))]
    Typographic(char),
    /// `and` beside `or` without brackets.
    #[error("`and` and `or` stand side by side")]
    Mixed,
    /// Conditions nested too deep.
    #[error("conditions are nested deeper than {0} levels")]
    TooDeep(usize),
    /// A keyword where a name is due.
    #[error("`{0}` is a word of the language and cannot be a name")]
    Reserved(String),
    /// A number that is none.
    #[error("`{0}` is not a number")]
    Number(String),
    /// A number beyond what can be held.
    #[error("`{0}` is too large")]
    TooLarge(String),
    /// A bad paragraph number.
    #[error("`{0}` is not a paragraph's number")]
    ParagraphNumber(String),
    /// A bad date.
    #[error("{}", date_words(.0))]
    Date(#[from] DateError),
    /// A bad date where only a day can stand.
    #[error("{}", date_words(.0))]
    Day(DateError),
    /// A longer time where a day is due.
    #[error("`{found}` is {is}; a rule needs the day")]
    NotADay {
        /// What was written.
        found: String,
        /// What it is.
        is: &'static str,
    },
    /// A bad code.
    #[error(transparent)]
    Hs(#[from] HsError),
    /// A bad citation.
    #[error(transparent)]
    Citation(#[from] CitationError),
    /// An unknown unit.
    #[error(transparent)]
    Unit(#[from] UnitError),
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
            Self::UnopenedBracket => "syntax::unopened_bracket",
            Self::Hidden(_) => "syntax::hidden",
            Self::Typographic(_) => "syntax::typographic",
            Self::Indented(_) => "syntax::indented",
            Self::TooLarge(_) => "syntax::too_large",
            Self::ParagraphNumber(_) => "syntax::paragraph_number",
            Self::Mixed => "syntax::mixed",
            Self::TooDeep(_) => "syntax::too_deep",
            Self::Reserved(_) => "syntax::reserved",
            Self::Number(_) => "syntax::number",
            Self::Date(_) | Self::Day(_) | Self::NotADay { .. } => "syntax::date",
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
            Self::Expected { expected, found } => return expected_help(expected, found),
            Self::UnknownItem {
                word,
                clause_of: Some(item),
                ..
            } => format!("indent it: `{word}` is a clause of {}", a(item)),
            Self::UnknownItem { nearest, .. } => did_you_mean(nearest)
                .unwrap_or_else(|| format!("an item begins with {}", one_of(&quoted(ITEMS)))),
            Self::Indented(_) => "an item begins at the left margin".into(),
            Self::UnknownClause {
                word,
                item,
                nearest,
            } => unknown_clause_help(word, item, nearest),
            Self::NoItem => "begin an item at the left margin, then indent its clauses".into(),
            Self::Tab => "indent with spaces".into(),
            Self::UnclosedText => "close it with `\"` on the same line".into(),
            Self::Escape(_) => "only `\\\"` and `\\\\` are escapes".into(),
            Self::UnclosedBracket => "add `)` where the condition ends".into(),
            Self::UnopenedBracket => "take it out, or add `(` where the condition begins".into(),
            Self::Hidden(_) => "delete it".into(),
            Self::Typographic(dash) if is_dash(*dash) => "write a plain hyphen: `-`".into(),
            Self::Typographic(_) => "write straight double quotes: `\"`".into(),
            Self::Mixed => "say with brackets which belong together: `a and (b or c)`".into(),
            Self::TooDeep(_) => "split the condition over several clauses".into(),
            Self::Reserved(word) => format!("choose another name, such as `{word}_stated`"),
            Self::Number(number) if number.contains(',') => {
                format!("group digits with `_`: `{}`", number.replace(',', "_"))
            }
            Self::Number(_) => {
                "write digits, with `_` between groups if you like: `500_000`".into()
            }
            Self::TooLarge(_) => return None,
            Self::ParagraphNumber(cited) if cited.contains('/') => {
                "leave the resolution out: it stands above, at the head of the file".into()
            }
            Self::ParagraphNumber(_) => {
                "write it as the resolution numbers it: `6`, `8(a)(i)`".into()
            }
            Self::Date(DateError::Backwards(_)) => "write the earlier date first".into(),
            Self::Date(_) => DateError::FORMS.into(),
            Self::Day(_) | Self::NotADay { .. } => "write the day as `2016-03-02`".into(),
            Self::Hs(error) => error.help().into(),
            Self::Citation(_) => CitationError::HELP.into(),
            Self::Unit(error) => unit_help(error),
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

/// The item that has such a clause, the clause that was meant, or all there are.
fn unknown_clause_help(word: &str, item: &str, nearest: &[&'static str]) -> String {
    let known = clauses_of(item);
    match item_with_clause(word) {
        Some(other) => format!("`{word}` is a clause of {}", a(other)),
        None if known.is_empty() => format!("{} has no clauses", a(item)),
        // It stands behind a day, and is as near to its opposite.
        None if word == "replaced" => {
            "write it behind a day: `until 2012-01-01, replaced by 900/2`".to_owned()
        }
        None => did_you_mean(nearest)
            .unwrap_or_else(|| format!("a clause begins with {}", one_of(&quoted(known)))),
    }
}

/// The unit that was meant, or all there are.
pub(crate) fn unit_help(error: &UnitError) -> String {
    if error.wanted.starts_with(|c: char| c.is_ascii_digit()) {
        return "write the number without a blank, with `_` between groups if you like: `500_000`"
            .into();
    }
    if let Some(currency) = Unit::meant_currency(&error.wanted) {
        return format!("did you mean `{currency}`?");
    }
    did_you_mean(&error.nearest).unwrap_or_else(|| {
        let known = known_units();
        format!("{known}; currencies by their codes, such as USD")
    })
}

/// The unit of goods that was meant, or all there are.
pub(crate) fn measure_help(error: &UnitError) -> String {
    did_you_mean(&error.nearest).unwrap_or_else(known_units)
}

fn known_units() -> String {
    let symbols: Vec<_> = Unit::symbols().collect();
    format!("known units: {}", symbols.join(", "))
}

/// "did you mean `PRK` (North Korea)?", or nothing without candidates.
pub(crate) fn meant_countries(candidates: &[Country]) -> Option<String> {
    let shown = |country: &Country| format!("`{}` ({})", country.alpha3(), country.name());
    let shown: Vec<String> = candidates.iter().map(shown).collect();
    (!shown.is_empty()).then(|| format!("did you mean {}?", one_of(&shown)))
}

/// A noun with its article.
pub(crate) fn a(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {noun}")
}

/// A bad date in words that fit a month without days.
fn date_words(error: &DateError) -> String {
    match error {
        DateError::NoSuchDay(text) if text.matches('-').count() == 1 => {
            format!("there is no month `{}`", brief(text))
        }
        other => other.to_string(),
    }
}

fn typographic(sign: char) -> String {
    let kind = if is_dash(sign) { "dash" } else { "quote" };
    format!("`{sign}` is a typographic {kind}")
}

pub(crate) fn is_dash(character: char) -> bool {
    matches!(character, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

pub(super) fn is_quote(character: char) -> bool {
    matches!(character, '\u{2018}'..='\u{201f}' | '«' | '»')
}

/// The way out where something else was due, as far as both tell it.
fn expected_help(expected: &[&'static str], found: &str) -> Option<String> {
    let found = found.strip_prefix('`')?.strip_suffix('`')?;
    let wanted = |what: &str| expected.iter().any(|one| one.contains(what));
    let operator = match found {
        "≥" | "=>" => "`>=`",
        "≤" | "=<" => "`<=`",
        "==" => "`=`",
        _ => "",
    };
    if !operator.is_empty() && wanted(operator) {
        return Some(format!("did you mean {operator}?"));
    }
    // A country's letters are no slip of a word.
    if wanted("`is`") && Country::parse(found).is_ok_and(|country| country.alpha3() == found) {
        return Some(format!("did you mean `is {found}`?"));
    }
    if found == "is" && wanted("`if`") {
        return Some("a fact is yes or no: it stands alone, or with `not` before it".into());
    }
    let keywords = expected
        .iter()
        .filter_map(|one| one.strip_prefix('`')?.strip_suffix('`'));
    if let Some(help) = did_you_mean(&nearest(found, keywords.filter(|word| word.len() > 1))) {
        return Some(help);
    }
    // A word of two letters is rather one of the language.
    if wanted("country code") && found.len() > 2 {
        return match found {
            "and" => Some("write both ways in full: `supply to PRK, procurement from PRK`".into()),
            _ => meant_countries(&Country::parse(found).ok().into_iter().collect::<Vec<_>>()),
        };
    }
    if wanted("in double quotes") && matches!(found, ":" | ";" | "," | "." | "?" | "!" | "=") {
        return Some(format!("take out `{found}`: the text stands alone"));
    }
    if wanted("in double quotes") {
        return Some("write it in straight double quotes: `\"…\"`".into());
    }
    let named = [
        "a name",
        "a category",
        "an actor",
        "a regime",
        "a fact",
        "a condition",
    ];
    let is_country = Country::parse(found).is_ok_and(|country| country.alpha3() == found);
    if wanted("an actor") && is_country {
        return Some(format!(
            "an actor is a party, such as a government; of a country write `to is {found}` or `from is {found}`"
        ));
    }
    if named.into_iter().any(wanted) && !found.starts_with(|c: char| c.is_ascii_digit()) {
        return name_help(found);
    }
    None
}

/// How a name is written, and what a name written otherwise would be.
fn name_help(found: &str) -> Option<String> {
    let rule = "names are lower-case a–z, digits and `_`";
    match as_name(found.trim_matches('"')) {
        // A word of the language: nothing is wrong with its form.
        Some(name) if name == found => None,
        Some(name) if is_placeholder(found, &name) => {
            Some(format!("write a name in the place of `{found}`"))
        }
        Some(name) => Some(format!("{rule}; did you mean `{name}`?")),
        None if found.starts_with(|c: char| c.is_alphabetic()) => Some(rule.into()),
        None => None,
    }
}

/// Whether a word in capitals says what is to stand there, as skeletons do.
fn is_placeholder(found: &str, name: &str) -> bool {
    let words = [ITEMS, RESERVED].concat();
    found == name.to_ascii_uppercase() && words.contains(&name)
}

/// The name that a word would be without capitals, accents and hyphens.
pub(super) fn as_name(text: &str) -> Option<String> {
    let mut name = String::new();
    for character in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match character {
            '_' | '-' | '.' | '/' => name.push('_'),
            letter if letter.is_ascii_alphanumeric() => name.push(letter.to_ascii_lowercase()),
            _ => return None,
        }
    }
    name.starts_with(|c: char| c.is_ascii_lowercase())
        .then_some(name)
}

/// Each word in backticks.
fn quoted(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| format!("`{word}`")).collect()
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
