//! How tables are read where they do not tell it themselves.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::mapping::Mapping;

/// What separates the cells of a table: an ASCII character.
///
/// ```
/// use interdict::record::Delimiter;
/// assert!("|".parse::<Delimiter>().is_ok());
/// assert_eq!("tab".parse::<Delimiter>(), "\t".parse());
/// assert!(";;".parse::<Delimiter>().is_err());
/// assert_eq!(";".parse::<Delimiter>()?.to_string(), ";");
/// # Ok::<(), interdict::record::SignError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delimiter(u8);

/// What stands around cells that hold a separator: an ASCII character, or nothing at all, so that a
/// quote is a character like any other.
///
/// ```
/// use interdict::record::Quote;
/// assert!("'".parse::<Quote>().is_ok());
/// assert_eq!("none".parse::<Quote>(), Ok(Quote::NONE));
/// assert!("''".parse::<Quote>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote(Option<u8>);

/// Why a text names no separator or quote, or why two signs cannot stand beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignError {
    /// No separator.
    #[error("a delimiter is one character of ASCII that is no line break, or `tab`")]
    Delimiter,
    /// No quote.
    #[error("a quote is one character of ASCII that is no line break, or `none`")]
    Quote,
    /// One sign for both.
    #[error("the delimiter and the quote are the same character")]
    Same,
}

/// A sign that a text is.
fn sign(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [sign] if sign.is_ascii() && !matches!(sign, b'\r' | b'\n' | 0) => Some(*sign),
        _ => None,
    }
}

impl FromStr for Delimiter {
    type Err = SignError;

    fn from_str(text: &str) -> Result<Self, SignError> {
        let byte = match text {
            "tab" | "\\t" => Some(b'\t'),
            other => sign(other),
        };
        byte.map(Self).ok_or(SignError::Delimiter)
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            b'\t' => f.write_str("tab"),
            sign => write!(f, "{}", char::from(sign)),
        }
    }
}

impl fmt::Display for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.character() {
            None => f.write_str("none"),
            Some(sign) => write!(f, "{sign}"),
        }
    }
}

impl Quote {
    /// No quotes.
    pub const NONE: Self = Self(None);

    /// The quote that tables have where nothing else is said.
    const USUAL: Self = Self(Some(b'"'));

    /// The character.
    pub(super) fn character(self) -> Option<char> {
        self.0.map(char::from)
    }
}

impl FromStr for Quote {
    type Err = SignError;

    fn from_str(text: &str) -> Result<Self, SignError> {
        match text {
            "none" => Ok(Self::NONE),
            other => sign(other)
                .map(|sign| Self(Some(sign)))
                .ok_or(SignError::Quote),
        }
    }
}

/// What is told of tables from outside: the signs between and around their cells, and what their
/// columns say.
#[derive(Debug, Default)]
pub struct TableForm {
    delimiter: Option<Delimiter>,
    quote: Option<Quote>,
    mapping: Option<Mapping>,
}

impl TableForm {
    /// A form with what is known of it.
    ///
    /// # Errors
    /// Where the same character separates and quotes.
    ///
    /// ```
    /// use interdict::record::{Format, Names, TableForm, read_as};
    /// use interdict::source::SourceFile;
    /// let form = TableForm::new("|".parse().ok(), "none".parse().ok(), None)?;
    /// let file = SourceFile::new("dump.csv", "item|to\n5\" gun|PRK\n");
    /// let records = read_as(&file, Format::Csv, &Names::default(), &form);
    /// assert_eq!(records.records[0].item.as_ref().unwrap().value, "5\" gun");
    /// # Ok::<(), interdict::record::SignError>(())
    /// ```
    pub fn new(
        delimiter: Option<Delimiter>,
        quote: Option<Quote>,
        mapping: Option<Mapping>,
    ) -> Result<Self, SignError> {
        let quotes = quote.unwrap_or(Quote::USUAL);
        if delimiter.is_some_and(|delimiter| quotes.0 == Some(delimiter.0)) {
            return Err(SignError::Same);
        }
        Ok(Self {
            delimiter,
            quote,
            mapping,
        })
    }

    /// What the columns say.
    #[must_use]
    pub fn mapping(&self) -> Option<&Mapping> {
        self.mapping.as_ref()
    }

    /// Whether a text without a name is taken for a table.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.delimiter.is_some() || self.mapping.is_some()
    }

    pub(super) fn delimiter(&self) -> Option<Delimiter> {
        self.delimiter
    }

    pub(super) fn quote(&self) -> Quote {
        self.quote.unwrap_or(Quote::USUAL)
    }
}

/// The signs of one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    delimiter: Delimiter,
    quote: Quote,
}

impl Dialect {
    /// The rows of worksheets: tabs between cells that hold none, and no quotes.
    pub const SHEET: Self = Self {
        delimiter: Delimiter(b'\t'),
        quote: Quote::NONE,
    };

    /// The dialect with a separator that was found, unless another was told.
    pub fn found(form: &TableForm, delimiter: char) -> Self {
        let quote = form.quote();
        // A sign that quotes does not separate.
        let found = u8::try_from(delimiter).ok();
        let found = found.filter(|found| quote.0 != Some(*found));
        Self {
            delimiter: form.delimiter.unwrap_or(Delimiter(found.unwrap_or(b','))),
            quote,
        }
    }

    pub fn delimiter(self) -> char {
        char::from(self.delimiter.0)
    }

    pub fn delimiter_byte(self) -> u8 {
        self.delimiter.0
    }

    pub fn quote(self) -> Option<char> {
        self.quote.character()
    }

    pub fn quote_byte(self) -> Option<u8> {
        self.quote.0
    }
}
