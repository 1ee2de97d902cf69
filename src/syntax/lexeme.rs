//! The smallest parts: words, names, texts, dates, numbers, codes, citations.
//!
//! Every parser skips blanks and comments before what it reads, never after it, so that the
//! span of what was read is tight.

use nom::bytes::complete::{is_not, take_while1};
use nom::error::{ErrorKind, ParseError};
use nom::multi::separated_list1;
use nom::{Err, Parser};

use crate::source::{Span, Spanned, brief};
use crate::terms::{
    Amount, Citation, Country, Date, DateError, HsCode, HsRange, Interval, Unit, parse_decimal,
};

use super::fault::SyntaxFault;
use super::outline::FIELDS;
use super::tree::Name;
use super::words::RESERVED;

/// Where and why a parser stopped. The branch that got furthest wins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stop<'a> {
    /// What is left at the fault.
    pub at: &'a str,
    /// What could have stood there.
    pub expected: Vec<&'static str>,
    /// A fault that says more, and how many bytes it is about. In a box, because every result
    /// of a parser has room for it.
    pub fault: Option<Box<(SyntaxFault, usize)>>,
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
        fault: Some(Box::new((fault.into(), length))),
    }))
}

/// Makes a stop final: what was read before it allows nothing else.
pub(super) fn due<'a, T>(parsed: Parsed<'a, T>) -> Parsed<'a, T> {
    parsed.map_err(|stop| match stop {
        Err::Error(stop) => Err::Failure(stop),
        other => other,
    })
}

/// Skips blanks of every script, line ends and comments.
pub(super) fn blank(input: &str) -> &str {
    let mut rest = input.trim_start();
    while let Some(comment) = rest.strip_prefix('#') {
        let end = comment.find('\n').unwrap_or(comment.len());
        rest = after(comment, end).trim_start();
    }
    rest
}

/// What stands at the start of `input`, as a fault quotes it: a word with the signs inside it, a
/// text, an operator, or one character.
pub(super) fn token(input: &str) -> &str {
    let run = |part: fn(char) -> bool| {
        let end = input.find(|c| !part(c)).unwrap_or(input.len());
        input.get(..end).unwrap_or(input)
    };
    match input.chars().next() {
        Some(quote @ ('"' | '\'')) => quoted(input, quote),
        Some(c) if is_operator(c) => run(is_operator),
        Some(c) if c.is_alphanumeric() || c == '_' => {
            run(|c| c.is_alphanumeric() || "_-/.:".contains(c))
                .trim_end_matches(['-', '/', '.', ':'])
        }
        Some(c) => input.get(..c.len_utf8()).unwrap_or(input),
        None => input,
    }
}

/// A text up to its closing quote, or to the end of its line.
fn quoted(input: &str, quote: char) -> &str {
    let line = input.lines().next().unwrap_or_default().trim_end();
    let closing = line.char_indices().skip(1).find(|(_, c)| *c == quote);
    let end = closing.map_or(line.len(), |(at, _)| at.saturating_add(1));
    line.get(..end).unwrap_or(line)
}

/// Whether a character is part of a comparison, or of what may stand for one by mistake.
pub(super) fn is_operator(character: char) -> bool {
    matches!(character, '<' | '>' | '=' | '!' | '≤' | '≥' | '≠')
}

/// Whether a date stands here rather than an amount: four digits that go on as no number and have
/// no unit after them.
pub(super) fn is_date(input: &str) -> bool {
    let digits = input.bytes().take_while(u8::is_ascii_digit).count();
    let rest = after(input, digits);
    let next = word(blank(rest));
    let field = RESERVED.contains(&next) || FIELDS.contains(&next) || next == "category";
    let unit = !field && next.starts_with(char::is_alphabetic);
    digits == 4 && (rest.starts_with(['-', '/']) || !(unit || rest.starts_with(['.', '_'])))
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

/// One or more with commas, where a comma must be followed by another. Another without a comma
/// is a fault.
pub(super) fn full_list<'a, T>(
    one: impl Fn(&'a str) -> Parsed<'a, T>,
) -> impl Fn(&'a str) -> Parsed<'a, Vec<T>> {
    full_list_before(one, "`,` or the end of the clause")
}

/// The same in the middle of a clause; `due_next` is how an error calls what may come behind one.
pub(super) fn full_list_before<'a, T>(
    one: impl Fn(&'a str) -> Parsed<'a, T>,
    due_next: &'static str,
) -> impl Fn(&'a str) -> Parsed<'a, Vec<T>> {
    move |input| {
        let (mut rest, first) = one(input)?;
        let mut all = vec![first];
        while let Ok((next, ())) = symbol(',', "`,`")(rest) {
            let (next, another) = due(one(next))?;
            all.push(another);
            rest = next;
        }
        if at_keyword(rest, "and") || one(rest).is_ok() {
            return due(expected(blank(rest), due_next));
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
            let found = plain_word(input);
            if found.is_empty() || RESERVED.contains(&found) {
                return expected(input, what);
            }
            Ok((after(input, found.len()), found.to_owned()))
        })
    }

    /// A name where it is declared.
    pub fn new_name(self, input: &'a str) -> Parsed<'a, Name> {
        let start = blank(input);
        let found = plain_word(start);
        if RESERVED.contains(&found) {
            return fail(start, found.len(), SyntaxFault::Reserved(found.to_owned()));
        }
        self.name("a name")(input)
    }

    /// A country code; whether there is such a country is not asked here. A country's name of
    /// several words is read as well, so that the fault can be about the whole of it.
    pub fn country(self, input: &'a str) -> Parsed<'a, Name> {
        self.spanned(|input| {
            let input = blank(input);
            let found = word(input);
            if found.starts_with(|c: char| c.is_ascii_uppercase()) {
                let found = country_name(input).unwrap_or(found);
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
        let start = blank(input);
        let parsed = self.interval(start).map_err(|stop| stop.map(only_a_day));
        let (rest, interval) = match parsed {
            Err(Err::Error(_)) => return expected(start, "a day such as `2016-03-02`"),
            parsed => parsed?,
        };
        if interval.value.is_day() {
            return Ok((rest, interval.with(interval.value.first())));
        }
        let found = interval.span.quote(self.file).to_owned();
        let is = match found.len() {
            4 => "a year",
            7 => "a month",
            _ => "an interval",
        };
        fail(start, found.len(), SyntaxFault::NotADay { found, is })
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
            let (_, digits) =
                take_while1(|c: char| c.is_alphanumeric() || "-._,".contains(c)).parse(input)?;
            let digits = digits.trim_end_matches(',');
            let Some(number) = parse_decimal(digits) else {
                return fail(input, digits.len(), bad_number(digits));
            };
            let (rest, unit) = unit(after(input, digits.len()))?;
            Ok((rest, Amount { number, unit }))
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

/// A unit of measure or a currency.
pub(super) fn unit(input: &str) -> Parsed<'_, Unit> {
    let input = blank(input);
    let symbol = input.find(|c: char| !(c.is_alphanumeric() || c == '/'));
    let symbol = symbol.and_then(|end| input.get(..end)).unwrap_or(input);
    if symbol.is_empty() || RESERVED.contains(&symbol) {
        return expected(input, "a unit");
    }
    match Unit::parse(symbol) {
        Ok(unit) => Ok((after(input, symbol.len()), unit)),
        Err(error) => fail(input, symbol.len(), error),
    }
}

/// A whole word in the form of a name, or nothing.
fn plain_word(input: &str) -> &str {
    let found = word(input);
    let starts = found.starts_with(|c: char| c.is_ascii_lowercase());
    let plain = found
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if starts && plain && token(input) == found {
        found
    } else {
        ""
    }
}

/// The longest run of two to six words that is a country's name.
fn country_name(input: &str) -> Option<&str> {
    if Country::from_alpha3(word(input)).is_some() {
        return None;
    }
    let line = input.lines().next()?;
    let inside = |c: char| c.is_alphabetic() || matches!(c, ' ' | '\'' | '-');
    let run = line.find(|c| !inside(c)).and_then(|end| line.get(..end));
    let ends = run.unwrap_or(line).match_indices(' ').map(|(at, _)| at);
    let ends = ends.chain([run.unwrap_or(line).len()]).skip(1).take(5);
    let names = ends.filter_map(|end| line.get(..end));
    let known = |name: &&str| !name.ends_with(' ') && Country::find(name).is_ok();
    names.filter(known).last()
}

/// A number that is none, or too large for one.
pub(super) fn bad_number(digits: &str) -> SyntaxFault {
    let shown = brief(digits).into_owned();
    let plain = |b: u8| b.is_ascii_digit() || b == b'_';
    if digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(plain) {
        SyntaxFault::TooLarge(shown)
    } else {
        SyntaxFault::Number(shown)
    }
}

/// The same stop, with what is said of dates said of days.
fn only_a_day(mut stop: Stop<'_>) -> Stop<'_> {
    if let Some((fault, _)) = stop.fault.as_deref_mut() {
        match fault {
            SyntaxFault::Date(error) if !matches!(error, DateError::Backwards(_)) => {
                *fault = SyntaxFault::Day(error.clone());
            }
            _ => {}
        }
    }
    stop
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_quotes_whole_words_texts_and_signs() {
        for (input, whole) in [
            ("2016-04 x", "2016-04"),
            ("S/RES/2270.", "S/RES/2270"),
            ("\"a b\" c", "\"a b\""),
            ("\"a b\nc", "\"a b"),
            ("=> 25", "=>"),
            (")x", ")"),
            ("–x", "–"),
            ("", ""),
        ] {
            assert_eq!(token(input), whole);
        }
    }

    #[test]
    fn countries_by_name_are_read_whole() {
        let named = |text| country_name(text).unwrap_or_default();
        assert_eq!(named("North Korea of arms"), "North Korea");
        assert_eq!(named("Republic of Korea, supply"), "Republic of Korea");
        assert_eq!(named("PRK of arms"), "");
        assert_eq!(named("Congo"), "");
    }
}
