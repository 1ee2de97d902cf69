//! Forms of other people's dates and numbers, as a mapping states them.

use std::fmt;

use thiserror::Error;

use crate::terms::{Interval, month_named};

/// Why a text is no pattern of dates, or two signs no form of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PatternError {
    /// Letters that stand for nothing.
    #[error("`{0}` means nothing in a form of dates")]
    Word(String),
    /// A year of two digits.
    #[error("a year of two digits can be in several centuries")]
    ShortYear,
    /// The year, the month or the day stands in it twice.
    #[error("the form has two {0}s")]
    Twice(&'static str),
    /// No year, or a day without its month.
    #[error("the form has no {0}")]
    Lacks(&'static str),
    /// Digits of which it cannot be told where they end.
    #[error("where `{0}` ends cannot be told")]
    RunsOn(&'static str),
    /// A sign that no number is written with.
    #[error("`{0}` cannot stand in a number for this")]
    Sign(String),
    /// One sign for both.
    #[error("decimals and thousands have the same sign")]
    SameSign,
}

impl PatternError {
    /// The way out.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Word(_) | Self::Lacks(_) | Self::Twice(_) => {
                "write `YYYY`, `MM` and `DD`, `M` or `D` for one or two digits, `Mon` for an \
                 English name, signs between them as they stand, and `*` at the end for what is \
                 passed over"
            }
            Self::ShortYear => "make the column one with `YYYY` first",
            Self::RunsOn(_) => "write `MM` or `DD` where there are always two digits",
            Self::Sign(_) => "write `.` or `,`; for thousands also ` `, `'` or `_`",
            Self::SameSign => "write another sign for one of them",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Day,
    /// One or two digits.
    ShortMonth,
    ShortDay,
    /// An English name of a month, of three letters or more.
    NameOfMonth,
    Sign(char),
}

impl Part {
    const WORDS: [(&'static str, Self); 6] = [
        ("YYYY", Self::Year),
        ("Mon", Self::NameOfMonth),
        ("MM", Self::Month),
        ("DD", Self::Day),
        ("M", Self::ShortMonth),
        ("D", Self::ShortDay),
    ];

    /// What it says of a date.
    fn says(self) -> Option<&'static str> {
        match self {
            Self::Year => Some("year"),
            Self::Month | Self::ShortMonth | Self::NameOfMonth => Some("month"),
            Self::Day | Self::ShortDay => Some("day"),
            Self::Sign(_) => None,
        }
    }

    fn is_short(self) -> bool {
        matches!(self, Self::ShortMonth | Self::ShortDay)
    }
}

/// The form of a column's dates, such as `DD/MM/YYYY`.
///
/// INVARIANT: it has one year, at most one month, and a day only beside that; digits of unknown
/// number are followed by a sign or a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DatePattern {
    written: String,
    parts: Vec<Part>,
    /// Whether anything may stand behind the date.
    is_open: bool,
}

impl fmt::Display for DatePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl DatePattern {
    pub fn parse(written: &str) -> Result<Self, PatternError> {
        let written = written.trim();
        let (mut rest, is_open) = match written.strip_suffix('*') {
            Some(rest) => (rest, true),
            None => (written, false),
        };
        let mut parts = Vec::new();
        while let Some(character) = rest.chars().next() {
            let word = Part::WORDS
                .iter()
                .find_map(|(word, part)| Some((*part, rest.strip_prefix(word)?)));
            let (part, behind) = match word {
                Some(found) => found,
                None if character.is_ascii_alphanumeric() => return Err(strange(rest)),
                None => {
                    let behind = rest.get(character.len_utf8()..).unwrap_or_default();
                    (Part::Sign(character), behind)
                }
            };
            parts.push(part);
            rest = behind;
        }
        sound(&parts)?;
        Ok(Self {
            written: written.to_owned(),
            parts,
            is_open,
        })
    }

    /// A date of this form as `2016-06-17`, `2016-06` or `2016`.
    pub fn read(&self, text: &str) -> Option<String> {
        let mut rest = text.trim();
        let (mut year, mut month, mut day) = (None, None, None);
        for part in &self.parts {
            rest = match part {
                Part::Year => digits(rest, 4, 4, &mut year)?,
                Part::Month => digits(rest, 2, 2, &mut month)?,
                Part::ShortMonth => digits(rest, 1, 2, &mut month)?,
                Part::Day => digits(rest, 2, 2, &mut day)?,
                Part::ShortDay => digits(rest, 1, 2, &mut day)?,
                Part::NameOfMonth => name_of_month(rest, &mut month)?,
                Part::Sign(sign) => rest.strip_prefix(*sign)?,
            };
        }
        if !rest.is_empty() && !self.is_open {
            return None;
        }
        let mut date = format!("{:04}", year?);
        for part in [month, day].into_iter().flatten() {
            date.push_str(&format!("-{part:02}"));
        }
        Some(date).filter(|date| Interval::parse(date).is_ok())
    }
}

/// What letters that mean nothing are called.
fn strange(rest: &str) -> PatternError {
    let end = rest.find(|c: char| !c.is_alphanumeric());
    let word = rest.get(..end.unwrap_or(rest.len())).unwrap_or(rest);
    match word {
        _ if word.starts_with("YY") => PatternError::ShortYear,
        _ => PatternError::Word(word.chars().take(40).collect()),
    }
}

fn sound(parts: &[Part]) -> Result<(), PatternError> {
    for said in ["year", "month", "day"] {
        let count = parts.iter().filter(|part| part.says() == Some(said));
        match (count.count(), said) {
            (0, "year") => return Err(PatternError::Lacks("year")),
            (0 | 1, _) => {}
            _ => return Err(PatternError::Twice(said)),
        }
    }
    let has = |said| parts.iter().any(|part| part.says() == Some(said));
    if has("day") && !has("month") {
        return Err(PatternError::Lacks("month"));
    }
    let pairs = parts.iter().zip(parts.iter().skip(1));
    let mut runs_on = pairs.filter(|(part, next)| {
        part.is_short() && !matches!(next, Part::Sign(_) | Part::NameOfMonth)
    });
    match runs_on.next() {
        Some((Part::ShortMonth, _)) => Err(PatternError::RunsOn("M")),
        Some(_) => Err(PatternError::RunsOn("D")),
        None => Ok(()),
    }
}

/// What stands behind so many digits.
fn digits<'a>(text: &'a str, least: usize, most: usize, into: &mut Option<u32>) -> Option<&'a str> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit);
    let count = count.count();
    let (digits, rest) = text.split_at_checked(count).filter(|_| count >= least)?;
    *into = digits.parse().ok();
    Some(rest)
}

/// What stands behind the name of a month.
fn name_of_month<'a>(text: &'a str, into: &mut Option<u32>) -> Option<&'a str> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic());
    let (name, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
    *into = Some(month_named(name)?);
    Some(rest.strip_prefix('.').unwrap_or(rest))
}

/// How a column's numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NumberForm {
    decimal: char,
    thousands: Option<char>,
}

impl fmt::Display for NumberForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("1")?;
        if let Some(sign) = self.thousands {
            write!(f, "{sign}")?;
        }
        write!(f, "234{}5", self.decimal)
    }
}

impl NumberForm {
    /// The form with these signs; a point stands before decimals where nothing else is said.
    pub fn new(decimal: Option<&str>, thousands: Option<&str>) -> Result<Self, PatternError> {
        let sign = |text: &str, known: &[char]| {
            let mut characters = text.chars();
            let sign = characters.next().filter(|_| characters.as_str().is_empty());
            sign.filter(|sign| known.contains(sign))
                .ok_or_else(|| PatternError::Sign(text.chars().take(40).collect()))
        };
        let decimal = decimal.map(|text| sign(text, &['.', ','])).transpose()?;
        let thousands = thousands
            .map(|text| sign(text, &['.', ',', ' ', '\'', '_']))
            .transpose()?;
        let form = Self {
            decimal: decimal.unwrap_or('.'),
            thousands,
        };
        match thousands == Some(form.decimal) {
            true => Err(PatternError::SameSign),
            false => Ok(form),
        }
    }

    /// A number of this form with a point and without separators.
    pub fn read(self, text: &str) -> Option<String> {
        // Programs write several kinds of blank between thousands.
        let is_blank = |c: char| matches!(c, '\u{a0}' | '\u{2009}' | '\u{202f}');
        let text = text.trim().replace(is_blank, " ").replace('’', "'");
        let (sign, digits) = match text.strip_prefix(['-', '−']) {
            Some(digits) => ("-", digits),
            None => ("", text.as_str()),
        };
        let (whole, decimals) = match digits.split_once(self.decimal) {
            Some((whole, decimals)) => (whole, Some(decimals)),
            None => (digits, None),
        };
        let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let groups: Vec<&str> = match self.thousands {
            Some(sign) => whole.split(sign).collect(),
            None => vec![whole],
        };
        let fits = groups.iter().all(|group| plain(group))
            && decimals.is_none_or(plain)
            && is_grouped(&groups);
        let decimals = decimals.map(|digits| format!(".{digits}"));
        fits.then(|| format!("{sign}{}{}", groups.concat(), decimals.unwrap_or_default()))
    }
}

/// Whether digits are grouped as thousands are: by three, or, as in India, by two before the last
/// three.
fn is_grouped(groups: &[&str]) -> bool {
    match groups {
        [] | [_] => true,
        [first, middle @ .., last] => {
            let by = |size: usize| middle.iter().all(|group| group.len() == size);
            let by_three = first.len() <= 3 && by(3);
            let by_two = first.len() <= 2 && by(2);
            last.len() == 3 && (by_three || by_two)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_form_stated_and_no_other() {
        for (pattern, text, date) in [
            ("YYYYMM", "201606", Some("2016-06")),
            ("YYYYMM", "2016", None),
            ("YYYYMM", "20160617", None),
            ("YYYY", " 2016 ", Some("2016")),
            ("DD/MM/YYYY", "05/06/2016", Some("2016-06-05")),
            ("MM/DD/YYYY", "05/06/2016", Some("2016-05-06")),
            ("DD/MM/YYYY", "5/6/2016", None),
            ("D/M/YYYY", "5/6/2016", Some("2016-06-05")),
            ("D/M/YYYY", "15/06/2016", Some("2016-06-15")),
            ("D.M.YYYY", "5/6/2016", None),
            ("D Mon YYYY", "5 Sept. 2016", Some("2016-09-05")),
            ("DD-Mon-YYYY", "05-SEP-2016", Some("2016-09-05")),
            ("Mon D, YYYY", "June 5, 2016", Some("2016-06-05")),
            ("D Mon YYYY", "5 Ju 2016", None),
            ("YYYY-MM-DD*", "2016-06-17T08:30:00Z", Some("2016-06-17")),
            ("YYYY-MM-DD", "2016-06-17 00:00", None),
            ("YYYY年M月D日", "2016年6月7日", Some("2016-06-07")),
            ("YYYYMMDD", "٢٠١٦٠٦١٧", None),
            ("MM/DD/YYYY", "14/02/2018", None),
            ("YYYYMMDD", "20180229", None),
        ] {
            let pattern = DatePattern::parse(pattern).unwrap();
            assert_eq!(pattern.read(text).as_deref(), date, "{pattern} {text}");
        }
    }

    #[test]
    fn patterns_that_could_be_read_in_two_ways_are_refused() {
        for (pattern, error) in [
            ("DD/MM/YY", PatternError::ShortYear),
            ("dd/mm/yyyy", PatternError::Word("dd".into())),
            ("DD/MM", PatternError::Lacks("year")),
            ("DD YYYY", PatternError::Lacks("month")),
            ("MM/Mon/YYYY", PatternError::Twice("month")),
            ("MDYYYY", PatternError::RunsOn("M")),
            ("YYYYMMDD HH:MM", PatternError::Word("HH".into())),
        ] {
            assert_eq!(DatePattern::parse(pattern), Err(error), "{pattern}");
        }
    }

    #[test]
    fn numbers_are_read_with_the_signs_stated_and_no_others() {
        for (decimal, thousands, text, number) in [
            (",", ".", "1.234,5", Some("1234.5")),
            (",", ".", "1.234.567", Some("1234567")),
            (",", ".", "1234,5", Some("1234.5")),
            (",", ".", "1,234.5", None),
            (",", ".", "12.34", None),
            (".", ",", "1,234.50", Some("1234.50")),
            (".", ",", "12,34,567.5", Some("1234567.5")),
            (".", ",", "1,23,45", None),
            (".", " ", "12\u{a0}345", Some("12345")),
            (".", "'", "12’345", Some("12345")),
            (".", "_", "-12", Some("-12")),
            (".", ",", "1e5", None),
            (".", ",", "", None),
            (".", ",", "5.", None),
        ] {
            let form = NumberForm::new(Some(decimal), Some(thousands)).unwrap();
            assert_eq!(form.read(text).as_deref(), number, "{text}");
        }
        assert!(NumberForm::new(None, None).unwrap().read("1,5").is_none());
        assert_eq!(
            NumberForm::new(None, Some(".")),
            Err(PatternError::SameSign)
        );
        assert_eq!(
            NumberForm::new(Some(";"), None),
            Err(PatternError::Sign(";".into()))
        );
    }
}
