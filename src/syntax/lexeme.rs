//! The smallest parts: words, names, texts, dates, numbers, codes, citations.
//!
//! Every parser skips blanks and comments before what it reads, never after it, so that the
//! span of what was read is tight.

use nom::branch::alt;
use nom::bytes::complete::{is_not, take_while, take_while1};
use nom::character::complete::{char, multispace1};
use nom::combinator::{recognize, value};
use nom::error::{ErrorKind, ParseError};
use nom::multi::{many0, separated_list1};
use nom::sequence::pair;
use nom::{Err, Parser};

use crate::source::{Span, Spanned};
use crate::terms::{Amount, Citation, Date, HsCode, HsRange, Interval, Unit, parse_decimal};

use super::fault::SyntaxFault;
use super::tree::Name;

/// Words that cannot be names, because conditions and lists give them a meaning.
const RESERVED: &[&str] = &[
    "and",
    "or",
    "not",
    "if",
    "item",
    "hs",
    "to",
    "from",
    "is",
    "in",
    "of",
    "on",
    "by",
    "date",
    "other",
    "than",
    "with",
    "never",
    "silent",
    "otherwise",
    "sender",
    "recipient",
    "expect",
    "regime",
];

/// Where and why a parser stopped. The branch that got furthest wins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stop<'a> {
    /// What is left at the fault.
    pub at: &'a str,
    /// What could have stood there.
    pub expected: Vec<&'static str>,
    /// A fault that says more, and how many bytes it is about.
    pub fault: Option<(SyntaxFault, usize)>,
}

impl<'a> ParseError<&'a str> for Stop<'a> {
    fn from_error_kind(at: &'a str, _: ErrorKind) -> Self {
        Self {
            at,
            expected: Vec::new(),
            fault: None,
        }
    }

    fn append(_: &'a str, _: ErrorKind, other: Self) -> Self {
        other
    }

    fn or(mut self, mut other: Self) -> Self {
        match self.at.len().cmp(&other.at.len()) {
            std::cmp::Ordering::Less => self,
            std::cmp::Ordering::Greater => other,
            std::cmp::Ordering::Equal => {
                self.expected.append(&mut other.expected);
                self.fault = self.fault.or(other.fault);
                self
            }
        }
    }
}

/// The result of a parser.
pub(super) type Parsed<'a, T> = nom::IResult<&'a str, T, Stop<'a>>;

/// Stops with "expected …" at `at`; other branches may still be tried.
pub(super) fn expected<'a, T>(at: &'a str, what: &'static str) -> Parsed<'a, T> {
    Err(Err::Error(Stop {
        at,
        expected: vec![what],
        fault: None,
    }))
}

/// Stops for good with a fault about the first `length` bytes of `at`.
pub(super) fn fail<'a, T>(
    at: &'a str,
    length: usize,
    fault: impl Into<SyntaxFault>,
) -> Parsed<'a, T> {
    Err(Err::Failure(Stop {
        at,
        expected: Vec::new(),
        fault: Some((fault.into(), length)),
    }))
}

/// Makes a stop final: what was read before it allows nothing else.
pub(super) fn due<'a, T>(parsed: Parsed<'a, T>) -> Parsed<'a, T> {
    parsed.map_err(|stop| match stop {
        Err::Error(stop) => Err::Failure(stop),
        other => other,
    })
}

/// Skips blanks, line ends and comments.
pub(super) fn blank(input: &str) -> &str {
    let comment = pair(char('#'), take_while(|c| c != '\n'));
    let mut skip = recognize(many0(alt((value((), multispace1), value((), comment)))));
    let skipped: Parsed<'_, &str> = skip.parse(input);
    skipped.map_or(input, |(rest, _)| rest)
}

/// A run of word characters at the start of `input`, perhaps empty.
pub(super) fn word(input: &str) -> &str {
    let end = input.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    end.and_then(|end| input.get(..end)).unwrap_or(input)
}

/// Whether the next word is `keyword`.
pub(super) fn at_keyword(input: &str, keyword: &str) -> bool {
    word(blank(input)) == keyword
}

/// Reads a keyword, given with the backticks in which an error shows it.
pub(super) fn keyword<'a>(shown: &'static str) -> impl Fn(&'a str) -> Parsed<'a, ()> {
    move |input| {
        let input = blank(input);
        let found = word(input);
        if found == shown.trim_matches('`') {
            Ok((after(input, found.len()), ()))
        } else {
            expected(input, shown)
        }
    }
}

/// Reads one character of punctuation.
pub(super) fn symbol<'a>(wanted: char, shown: &'static str) -> impl Fn(&'a str) -> Parsed<'a, ()> {
    move |input| {
        let input = blank(input);
        match input.strip_prefix(wanted) {
            Some(rest) => Ok((rest, ())),
            None => expected(input, shown),
        }
    }
}

/// What follows the first `length` bytes.
pub(super) fn after(input: &str, length: usize) -> &str {
    input.get(length..).unwrap_or_default()
}

/// One or more, with commas.
pub(super) fn list<'a, T>(
    one: impl Fn(&'a str) -> Parsed<'a, T>,
) -> impl Fn(&'a str) -> Parsed<'a, Vec<T>> {
    move |input| separated_list1(symbol(',', "`,`"), &one).parse(input)
}

/// One or more with commas, where a comma must be followed by another.
pub(super) fn full_list<'a, T>(
    one: impl Fn(&'a str) -> Parsed<'a, T>,
) -> impl Fn(&'a str) -> Parsed<'a, Vec<T>> {
    move |input| {
        let (mut rest, first) = one(input)?;
        let mut all = vec![first];
        while let Ok((next, ())) = symbol(',', "`,`")(rest) {
            let (next, another) = due(one(next))?;
            all.push(another);
            rest = next;
        }
        Ok((rest, all))
    }
}

/// Reads in the file that spans count from.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub file: &'a str,
}

impl<'a> Reader<'a> {
    /// The span from the first word after `from` up to `rest`.
    pub fn span(self, from: &str, rest: &str) -> Span {
        let start = Span::of(blank(from), self.file).start;
        Span::new(start, Span::of(rest, self.file).start)
    }

    /// Adds the place to what a parser reads.
    pub fn spanned<T>(
        self,
        parser: impl Fn(&'a str) -> Parsed<'a, T>,
    ) -> impl Fn(&'a str) -> Parsed<'a, Spanned<T>> {
        move |input| {
            let (rest, read) = parser(input)?;
            Ok((rest, Spanned::new(read, self.span(input, rest))))
        }
    }

    /// A lower-case name; `what` is how an error calls it.
    pub fn name(self, what: &'static str) -> impl Fn(&'a str) -> Parsed<'a, Name> {
        self.spanned(move |input| {
            let input = blank(input);
            let found = word(input);
            let starts = found.starts_with(|c: char| c.is_ascii_lowercase());
            let plain = found
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !starts || !plain {
                return expected(input, what);
            }
            if RESERVED.contains(&found) {
                return Err(Err::Error(Stop {
                    at: input,
                    expected: vec![what],
                    fault: Some((SyntaxFault::Reserved(found.to_owned()), found.len())),
                }));
            }
            Ok((after(input, found.len()), found.to_owned()))
        })
    }

    /// A country code; whether there is such a country is not asked here.
    pub fn country(self, input: &'a str) -> Parsed<'a, Name> {
        self.spanned(|input| {
            let input = blank(input);
            let found = word(input);
            if found.starts_with(|c: char| c.is_ascii_uppercase()) {
                Ok((after(input, found.len()), found.to_owned()))
            } else {
                expected(input, "a country code such as `PRK`")
            }
        })(input)
    }

    /// A text in double quotes.
    pub fn text(self, input: &'a str) -> Parsed<'a, Name> {
        self.spanned(text)(input)
    }

    /// A single day.
    pub fn day(self, input: &'a str) -> Parsed<'a, Spanned<Date>> {
        let (rest, interval) = self.interval(input)?;
        if interval.value.is_day() {
            Ok((rest, interval.with(interval.value.first())))
        } else {
            expected(blank(input), "a day such as `2016-03-02`")
        }
    }

    /// A date of any precision.
    pub fn interval(self, input: &'a str) -> Parsed<'a, Spanned<Interval>> {
        self.spanned(|input| {
            let input = blank(input);
            if !input.starts_with(|c: char| c.is_ascii_digit()) {
                return expected(input, "a date");
            }
            let (rest, found) =
                take_while1(|c: char| c.is_alphanumeric() || "-/.".contains(c)).parse(input)?;
            match Interval::parse(found) {
                Ok(interval) => Ok((rest, interval)),
                Err(error) => fail(input, found.len(), error),
            }
        })(input)
    }

    /// A paragraph's citation.
    pub fn citation(self, input: &'a str) -> Parsed<'a, Spanned<Citation>> {
        self.spanned(|input| {
            let input = blank(input);
            if !input.starts_with(|c: char| c.is_ascii_digit()) {
                return expected(input, "a paragraph such as `2270/6`");
            }
            let (rest, found) =
                take_while1(|c: char| c.is_alphanumeric() || "/()".contains(c)).parse(input)?;
            match Citation::parse(found) {
                Ok(citation) => Ok((rest, citation)),
                Err(error) => fail(input, found.len(), error),
            }
        })(input)
    }

    /// A number and its unit.
    pub fn amount(self, input: &'a str) -> Parsed<'a, Spanned<Amount>> {
        self.spanned(|input| {
            let input = blank(input);
            if !input.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
                return expected(input, "a number with its unit");
            }
            let (rest, digits) =
                take_while1(|c: char| c.is_alphanumeric() || "-._".contains(c)).parse(input)?;
            let Some(number) = parse_decimal(digits) else {
                return fail(
                    input,
                    digits.len(),
                    SyntaxFault::Number(digits.chars().take(40).collect()),
                );
            };
            let unit_at = blank(rest);
            let symbol = unit_at.find(|c: char| !(c.is_alphanumeric() || c == '/'));
            let symbol = symbol.and_then(|end| unit_at.get(..end)).unwrap_or(unit_at);
            if symbol.is_empty() {
                return expected(unit_at, "a unit");
            }
            match Unit::parse(symbol) {
                Ok(unit) => Ok((after(unit_at, symbol.len()), Amount { number, unit })),
                Err(error) => fail(unit_at, symbol.len(), error),
            }
        })(input)
    }

    /// One code or a range of codes.
    pub fn hs_range(self, input: &'a str) -> Parsed<'a, Spanned<HsRange>> {
        self.spanned(|input| {
            let input = blank(input);
            let (rest, first) = hs_code(input)?;
            let Some(second) = rest.strip_prefix('-') else {
                return Ok((rest, HsRange::of(first)));
            };
            let (rest, last) = due(hs_code(second))?;
            let length = input.len().saturating_sub(rest.len());
            match HsRange::new(first, last) {
                Ok(range) => Ok((rest, range)),
                Err(error) => fail(input, length, error),
            }
        })(input)
    }

    /// Codes and ranges with commas; a comma before something else than a digit is left alone.
    pub fn hs_ranges(self, input: &'a str) -> Parsed<'a, Vec<Spanned<HsRange>>> {
        list(move |input| self.hs_range(input))(input)
    }
}

/// One code of the Harmonized System.
pub(super) fn hs_code(input: &str) -> Parsed<'_, HsCode> {
    let input = blank(input);
    if !input.starts_with(|c: char| c.is_ascii_digit()) {
        return expected(input, "a code such as `8806.10`");
    }
    let (rest, found) =
        take_while1(|c: char| c.is_alphanumeric() || ".:".contains(c)).parse(input)?;
    match HsCode::parse(found) {
        Ok(code) => Ok((rest, code)),
        Err(error) => fail(input, found.len(), error),
    }
}

/// A text in double quotes, unescaped. It ends on its line.
fn text(input: &str) -> Parsed<'_, String> {
    let start = blank(input);
    let Some(mut rest) = start.strip_prefix('"') else {
        return expected(start, "a text in double quotes");
    };
    let line = start.lines().next().map_or(0, |line| line.trim_end().len());
    let mut read = String::new();
    loop {
        let plain: Parsed<'_, &str> = is_not("\"\\\n").parse(rest);
        if let Ok((next, part)) = plain {
            read.push_str(part);
            rest = next;
        }
        let mut characters = rest.chars();
        match (characters.next(), characters.next()) {
            (Some('"'), _) => return Ok((after(rest, 1), read)),
            (Some('\\'), Some(escaped @ ('"' | '\\'))) => {
                read.push(escaped);
                rest = after(rest, 2);
            }
            (Some('\\'), Some(other)) if other != '\n' => {
                return fail(
                    rest,
                    other.len_utf8().saturating_add(1),
                    SyntaxFault::Escape(other),
                );
            }
            _ => return fail(start, line, SyntaxFault::UnclosedText),
        }
    }
}
