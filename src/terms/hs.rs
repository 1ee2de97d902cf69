//! Codes of the Harmonized System, and ranges of them.

use std::fmt;

use thiserror::Error;

/// A code of two to ten digits, with the edition where it is stated.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HsCode {
    digits: String,
    edition: Option<u16>,
    /// The lowest and highest code of ten digits that begins like it. INVARIANT: follows from
    /// `digits`.
    bounds: (u64, u64),
}

/// A stretch of codes, such as `72-83` or `8806.10`. A code lies inside when all that it can
/// stand for does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HsRange {
    first: HsCode,
    last: HsCode,
}

/// Why a text is no code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HsError {
    /// Something else than two to ten digits.
    #[error("`{0}` is not a code of the Harmonized System")]
    Form(String),
    /// An odd number of digits.
    #[error("`{0}` has an odd number of digits")]
    Odd(String),
    /// An edition that is no year of one.
    #[error("`{0}` is not an edition of the Harmonized System")]
    Edition(String),
    /// A range from a higher to a lower code, or of codes of unlike length.
    #[error("`{0}` is not a range of codes")]
    Range(String),
}

impl HsError {
    /// How a code is written.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Form(_) => {
                "write two to ten digits as `93`, `8806` or `8806.10`; a leading zero counts"
            }
            Self::Odd(_) => {
                "codes have two, four, six, eight or ten digits; was a zero lost, in front or \
                 behind the point?"
            }
            Self::Edition(_) => "the editions are 1988, 1996, 2002, 2007, 2012, 2017 and 2022",
            Self::Range(_) => "write the lower code first, both with as many digits: `72-83`",
        }
    }
}

const EDITIONS: [u16; 7] = [1988, 1996, 2002, 2007, 2012, 2017, 2022];

impl HsCode {
    /// Reads a code, with or without dots and an edition.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    ///
    /// ```
    /// use interdict::terms::HsCode;
    /// let code = HsCode::parse("2022:8806.22").unwrap();
    /// assert_eq!((code.digits(), code.edition()), ("880622", Some(2022)));
    /// assert!(HsCode::parse("drone").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, HsError> {
        let text = text.trim();
        let (edition, code) = match text.split_once(':') {
            Some((year, code)) => (Some(parse_edition(year)?), code),
            None => (None, text),
        };
        let digits: String = code.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        let plain = digits.bytes().all(|b| b.is_ascii_digit());
        if !plain || !(2..=10).contains(&digits.len()) || digits.starts_with("00") {
            return Err(HsError::Form(text.chars().take(40).collect()));
        }
        if digits.len() % 2 == 1 {
            return Err(HsError::Odd(text.chars().take(40).collect()));
        }
        Ok(Self {
            bounds: bounds(&digits),
            digits,
            edition,
        })
    }

    /// The digits, without dots.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// The year of the edition, where it was stated.
    #[must_use]
    pub fn edition(&self) -> Option<u16> {
        self.edition
    }

    /// The same code of an edition.
    #[must_use]
    pub fn in_edition(&self, edition: u16) -> Self {
        Self {
            edition: Some(edition),
            ..self.clone()
        }
    }

    /// The years of all editions.
    #[must_use]
    pub fn editions() -> &'static [u16] {
        &EDITIONS
    }

    /// The lowest and highest ten-digit code that begins like this one.
    fn bounds(&self) -> (u64, u64) {
        self.bounds
    }

    /// The bounds as far as an edition of the given year can tell: where editions differ, only
    /// the chapter is known to mean the same.
    fn bounds_in(&self, edition: Option<u16>) -> (u64, u64) {
        match (self.edition, edition) {
            (Some(own), Some(other)) if own != other => {
                bounds(self.digits.get(..2).unwrap_or(&self.digits))
            }
            _ => self.bounds(),
        }
    }
}

/// Codes are compared as numbers of ten digits: filled up with zeros and with nines.
fn bounds(digits: &str) -> (u64, u64) {
    let number: u64 = digits.parse().unwrap_or_default();
    let missing = u32::try_from(10_usize.saturating_sub(digits.len())).unwrap_or_default();
    let size = 10_u64.saturating_pow(missing);
    let low = number.saturating_mul(size);
    (low, low.saturating_add(size.saturating_sub(1)))
}

fn parse_edition(year: &str) -> Result<u16, HsError> {
    let known = year
        .trim()
        .parse()
        .ok()
        .filter(|year| EDITIONS.contains(year));
    known.ok_or_else(|| HsError::Edition(year.chars().take(40).collect()))
}

impl fmt::Display for HsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(edition) = self.edition {
            write!(f, "{edition}:")?;
        }
        match (self.digits.get(..4), self.digits.get(4..)) {
            (Some(heading), Some(rest)) if !rest.is_empty() => write!(f, "{heading}.{rest}"),
            _ => f.write_str(&self.digits),
        }
    }
}

impl HsRange {
    /// A range from its ends.
    ///
    /// # Errors
    /// Where the ends are the wrong way round or of unlike length.
    pub fn new(first: HsCode, last: HsCode) -> Result<Self, HsError> {
        if first.digits.len() != last.digits.len() || first.digits > last.digits {
            return Err(HsError::Range(format!("{first}-{last}")));
        }
        Ok(Self { first, last })
    }

    /// The range that one code and everything under it make.
    #[must_use]
    pub fn of(code: HsCode) -> Self {
        Self {
            last: code.clone(),
            first: code,
        }
    }

    fn bounds(&self) -> (u64, u64) {
        (self.first.bounds().0, self.last.bounds().1)
    }

    /// Whether `code` lies inside: yes, no, or unknown for a code that is too short to tell or
    /// of another edition.
    ///
    /// ```
    /// use interdict::terms::{HsCode, HsRange};
    /// let code = |text| HsCode::parse(text).unwrap();
    /// let range = HsRange::new(code("72"), code("83")).unwrap();
    /// assert_eq!(range.holds(&code("7326.90")), Some(true));
    /// assert_eq!(range.holds(&code("9301")), Some(false));
    /// assert_eq!(HsRange::of(code("8806.10")).holds(&code("8806")), None);
    /// ```
    #[must_use]
    pub fn holds(&self, code: &HsCode) -> Option<bool> {
        let (low, high) = self.bounds();
        let (first, last) = code.bounds_in(self.first.edition);
        if low <= first && last <= high {
            Some(true)
        } else if last < low || high < first {
            Some(false)
        } else {
            None
        }
    }

    /// Whether all of `other` lies inside: yes, no, or in part.
    #[must_use]
    pub fn covers(&self, other: &Self) -> Option<bool> {
        let ((low, high), (first, last)) = (self.bounds(), other.bounds());
        if low <= first && last <= high {
            Some(true)
        } else if last < low || high < first {
            Some(false)
        } else {
            None
        }
    }

    /// The lowest and the highest code of the range as they are written.
    #[must_use]
    pub fn ends(&self) -> [&HsCode; 2] {
        [&self.first, &self.last]
    }

    /// The codes at both ends, beside them and in the middle, their chapter, and the first below
    /// them: what lies inside a range, outside of it, and in part.
    ///
    /// ```
    /// use interdict::terms::{HsCode, HsRange};
    /// let range = HsRange::of(HsCode::parse("8806.10").unwrap());
    /// let around: Vec<String> = range.around().iter().map(ToString::to_string).collect();
    /// assert!(around.contains(&"8806.09".to_owned()) && around.contains(&"8806.1001".to_owned()));
    /// ```
    #[must_use]
    pub fn around(&self) -> Vec<HsCode> {
        let (first, last) = (&self.first.digits, &self.last.digits);
        let width = first.len();
        let (Ok(low), Ok(high)) = (first.parse::<u64>(), last.parse::<u64>()) else {
            return Vec::new();
        };
        let middle = low.midpoint(high);
        let beside = [low.checked_sub(1), high.checked_add(1)];
        let numbers = [Some(low), Some(high), Some(middle)].into_iter();
        let numbers = numbers.chain(beside).flatten();
        let codes = numbers.map(|number| format!("{number:0width$}"));
        let chapter = first.get(..2).unwrap_or_default().to_owned();
        let below = ["01", "10", "90"].map(|digits| format!("{first}{digits}"));
        let codes = codes.chain([chapter]).chain(below);
        codes.filter_map(|code| HsCode::parse(&code).ok()).collect()
    }

    /// A code inside, for examples and questions.
    #[must_use]
    pub fn sample(&self) -> &HsCode {
        &self.first
    }

    /// Its last code.
    #[must_use]
    pub fn last(&self) -> &HsCode {
        &self.last
    }
}

impl fmt::Display for HsRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> HsCode {
        HsCode::parse(text).unwrap()
    }

    #[test]
    fn codes_are_shown_with_a_dot() {
        for (text, shown) in [
            ("93", "93"),
            ("9306.90", "9306.90"),
            ("88062210", "8806.2210"),
            ("2017:0101", "2017:0101"),
        ] {
            assert_eq!(code(text).to_string(), shown);
        }
    }

    #[test]
    fn bad_codes_are_refused() {
        for text in [
            "9",
            "12345678901",
            "93a",
            "",
            "00",
            "2021:8806",
            "x:8806",
            "９３",
        ] {
            assert!(HsCode::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_edition_that_differs_leaves_only_the_chapter() {
        let heading = HsRange::of(code("2022:8806"));
        assert_eq!(heading.holds(&code("2022:8806.22")), Some(true));
        assert_eq!(heading.holds(&code("2017:8802.12")), None);
        assert_eq!(heading.holds(&code("2017:9306")), Some(false));
        assert_eq!(heading.holds(&code("8802")), Some(false));
    }

    #[test]
    fn ranges_go_upwards_and_keep_one_length() {
        assert!(HsRange::new(code("83"), code("72")).is_err());
        assert!(HsRange::new(code("72"), code("8301")).is_err());
        let range = HsRange::new(code("7201"), code("7206")).unwrap();
        assert_eq!(range.holds(&code("72")), None);
        assert_eq!(range.covers(&HsRange::of(code("72"))), None);
        assert_eq!(range.to_string(), "7201-7206");
    }
}
