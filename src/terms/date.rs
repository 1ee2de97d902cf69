//! Days, and intervals of days for dates that are known only roughly.

use std::fmt;

use serde::{Deserialize, Serialize};

use thiserror::Error;

/// A calendar day.
pub type Date = jiff::civil::Date;

/// The days among which a date lies, both ends included. INVARIANT: `first <= last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(Date, Date)", into = "(Date, Date)")]
pub struct Interval {
    first: Date,
    last: Date,
}

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DateError {
    /// Not of the form `2023`, `2023-09`, `2023-09-17`, or two of these joined by `/`.
    #[error("`{0}` is not a date")]
    Form(String),
    /// The form of a date, but no such month or day.
    #[error("there is no day `{0}` in the calendar")]
    NoSuchDay(String),
    /// An interval whose end is before its start.
    #[error("the interval `{0}` ends before it starts")]
    Backwards(String),
}

impl DateError {
    /// How a date is written.
    pub const FORMS: &'static str = "write a year, month or day as `2023`, `2023-09` or \
        `2023-09-17`, or an interval as `2023-08/2023-09`";

    /// What a date of another form may mean, in the form that is read: both where it is not clear
    /// which is the day and which the month. These are hints for a reader and must not be taken
    /// as the answer.
    ///
    /// ```
    /// use interdict::terms::Interval;
    /// let hints = |text| Interval::parse(text).unwrap_err().meant();
    /// assert_eq!(hints("17 Sept 2016"), ["2016-09-17"]);
    /// assert_eq!(hints("5/6/2016"), ["2016-06-05", "2016-05-06"]);
    /// ```
    #[must_use]
    pub fn meant(&self) -> Vec<String> {
        let Self::Form(text) = self else {
            return Vec::new();
        };
        let mut hints = hints(text);
        hints.retain(|hint| Interval::parse(hint).is_ok());
        hints.dedup();
        hints
    }
}

impl TryFrom<(Date, Date)> for Interval {
    type Error = DateError;

    fn try_from((first, last): (Date, Date)) -> Result<Self, DateError> {
        Self::new(first, last).ok_or_else(|| DateError::Backwards(format!("{first}/{last}")))
    }
}

impl From<Interval> for (Date, Date) {
    fn from(interval: Interval) -> Self {
        (interval.first, interval.last)
    }
}

impl Interval {
    /// Every day there is: what a missing date says.
    pub const ALWAYS: Self = Self {
        first: Date::MIN,
        last: Date::MAX,
    };

    /// One day.
    #[must_use]
    pub fn day(day: Date) -> Self {
        Self {
            first: day,
            last: day,
        }
    }

    /// The days from `first` to `last`, or nothing where they are the wrong way round.
    #[must_use]
    pub fn new(first: Date, last: Date) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// Reads a date of any precision.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    ///
    /// ```
    /// use interdict::terms::Interval;
    /// let month = Interval::parse("2024-02").unwrap();
    /// assert_eq!(month.first().to_string(), "2024-02-01");
    /// assert_eq!(month.last().to_string(), "2024-02-29");
    /// assert!(Interval::parse("2023-13").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let text = text.trim();
        let Some((from, to)) = text.split_once('/') else {
            return parse_one(text);
        };
        // A stroke may be meant for something else: what is no date is the whole.
        let whole = |error| match error {
            DateError::Form(_) => DateError::Form(text.chars().take(40).collect()),
            other => other,
        };
        let from = parse_one(from.trim()).map_err(whole)?;
        let to = parse_one(to.trim()).map_err(whole)?;
        Self::new(from.first, to.last).ok_or_else(|| DateError::Backwards(text.into()))
    }

    /// The first day.
    #[must_use]
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day.
    #[must_use]
    pub fn last(self) -> Date {
        self.last
    }

    /// Whether it is a single day.
    #[must_use]
    pub fn is_day(self) -> bool {
        self.first == self.last
    }

    /// The interval cut at those of `boundaries` (in order) that lie inside it: each boundary
    /// is the first day of a slice.
    #[must_use]
    pub fn slices(self, boundaries: &[Date]) -> Vec<Self> {
        let from = boundaries.partition_point(|day| *day <= self.first);
        let to = boundaries.partition_point(|day| *day <= self.last);
        let inside = boundaries.get(from..to).unwrap_or_default();
        let starts = std::iter::once(self.first).chain(inside.iter().copied());
        let ends = inside.iter().map(|day| day.yesterday().unwrap_or(*day));
        let ends = ends.chain(std::iter::once(self.last));
        starts
            .zip(ends)
            .map(|(first, last)| Self { first, last })
            .collect()
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole_month = self.first.day() == 1 && self.last == self.first.last_of_month();
        let whole_year =
            self.first == self.first.first_of_year() && self.last == self.first.last_of_year();
        match (self.is_day(), whole_month, whole_year) {
            (true, ..) => write!(f, "{}", self.first),
            (_, true, _) => write!(f, "{:04}-{:02}", self.first.year(), self.first.month()),
            (_, _, true) => write!(f, "{:04}", self.first.year()),
            _ => write!(f, "{}/{}", self.first, self.last),
        }
    }
}

/// A year, a month or a day.
fn parse_one(text: &str) -> Result<Interval, DateError> {
    let form = || DateError::Form(text.chars().take(40).collect());
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize| {
        let fits = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<i16>().ok()).flatten()
    };
    let day = |year: i16, month: i16, day: i16| {
        let narrow = i8::try_from(month).ok().zip(i8::try_from(day).ok());
        narrow
            .and_then(|(month, day)| Date::new(year, month, day).ok())
            .ok_or_else(|| DateError::NoSuchDay(text.into()))
    };
    match parts.as_slice() {
        [y] => {
            let year = number(y, 4).ok_or_else(form)?;
            let first = day(year, 1, 1)?;
            Ok(Interval {
                first,
                last: first.last_of_year(),
            })
        }
        [y, m] => {
            let (year, month) = number(y, 4).zip(number(m, 2)).ok_or_else(form)?;
            let first = day(year, month, 1)?;
            Ok(Interval {
                first,
                last: first.last_of_month(),
            })
        }
        [y, m, d] => {
            let (year, month) = number(y, 4).zip(number(m, 2)).ok_or_else(form)?;
            let day_of_month = number(d, 2).ok_or_else(form)?;
            Ok(Interval::day(day(year, month, day_of_month)?))
        }
        _ => Err(form()),
    }
}

/// Readings of a date in the forms of letters, tables and programs, sound or not.
fn hints(text: &str) -> Vec<String> {
    let text = text.trim();
    // A time of day may follow.
    let day = text.split(['T', ' ']).next().unwrap_or_default();
    if Interval::parse(day).is_ok() && day.len() < text.len() {
        return vec![day.to_owned()];
    }
    let parts = text.split(|c: char| !c.is_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let numbers: Option<Vec<(usize, i32)>> = parts.iter().map(|part| number(part)).collect();
    match numbers.as_deref() {
        Some([(8, number)]) => {
            let (year, rest) = (number.div_euclid(10_000), number.rem_euclid(10_000));
            vec![iso(year, rest.div_euclid(100), rest.rem_euclid(100))]
        }
        Some([(5, number)]) => of_spreadsheet(*number).into_iter().collect(),
        Some([(4, year), (1 | 2, month), (1 | 2, day)]) => vec![iso(*year, *month, *day)],
        Some([(1 | 2, a), (1 | 2, b), (4, year)]) => vec![iso(*year, *b, *a), iso(*year, *a, *b)],
        Some([(4, from), (4, to)]) => vec![format!("{from:04}/{to:04}")],
        Some([(4, year), (1 | 2, month)] | [(1 | 2, month), (4, year)]) => {
            vec![format!("{year:04}-{month:02}")]
        }
        _ => in_words(&parts).into_iter().collect(),
    }
}

fn iso(year: i32, month: i32, day: i32) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// How many digits a part has, and the number they make.
fn number(part: &str) -> Option<(usize, i32)> {
    let plain = part.bytes().all(|b| b.is_ascii_digit());
    Some((part.len(), part.parse().ok().filter(|_| plain)?))
}

/// The day that a spreadsheet keeps as a number: how many days it is after 1899-12-30. Lower
/// numbers than those of the last seventy years are more likely something else.
fn of_spreadsheet(number: i32) -> Option<String> {
    let start = Date::new(1899, 12, 30).ok()?;
    let days = jiff::Span::new().try_days(number).ok()?;
    let day = start.checked_add(days).ok()?;
    (20_000..80_000).contains(&number).then(|| day.to_string())
}

/// The month, from 1, that an English name means, of which three letters are enough.
pub(crate) fn month_named(name: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = name.to_lowercase();
    let mut months = (1..).zip(MONTHS);
    let found = months.find(|(_, month)| name.len() >= 3 && month.starts_with(&name));
    found.map(|(number, _)| number)
}

/// A date with the English name of a month: `17 September 2016`, `Sept 2016`, `May 5, 2016`.
fn in_words(parts: &[&str]) -> Option<String> {
    let month = parts.iter().find_map(|part| month_named(part))?;
    let others: Vec<(usize, i32)> = parts.iter().filter_map(|part| number(part)).collect();
    match others.as_slice() {
        _ if parts.len() != others.len().saturating_add(1) => None,
        [(4, year)] => Some(format!("{year:04}-{month:02}")),
        [(1 | 2, day), (4, year)] => Some(format!("{year:04}-{month:02}-{day:02}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(text: &str) -> Interval {
        Interval::parse(text).unwrap()
    }

    #[test]
    fn what_is_written_is_shown_again() {
        for text in ["2023", "2023-09", "2023-09-17", "2023-08-01/2023-09-14"] {
            assert_eq!(interval(text).to_string(), text);
        }
        assert_eq!(
            interval("2023-08/2023-09").to_string(),
            "2023-08-01/2023-09-30"
        );
    }

    #[test]
    fn bad_dates_say_why() {
        assert!(matches!(
            Interval::parse("17.9.2023"),
            Err(DateError::Form(_))
        ));
        assert!(matches!(
            Interval::parse("2023-9-17"),
            Err(DateError::Form(_))
        ));
        assert!(matches!(
            Interval::parse("2023-02-30"),
            Err(DateError::NoSuchDay(_))
        ));
        assert!(matches!(
            Interval::parse("2024/2023"),
            Err(DateError::Backwards(_))
        ));
        assert!(matches!(Interval::parse(""), Err(DateError::Form(_))));
    }

    #[test]
    fn other_forms_of_dates_are_understood_for_hints() {
        for (text, hints) in [
            ("17.09.2016", "2016-09-17"),
            ("9/17/2016", "2016-09-17"),
            ("5.6.2016", "2016-06-05 2016-05-06"),
            ("6/6/2016", "2016-06-06"),
            ("2016/09/17", "2016-09-17"),
            ("2016-9-7", "2016-09-07"),
            ("20160917", "2016-09-17"),
            ("2016-09-17T00:00:00Z", "2016-09-17"),
            ("2016-09-17 12:30", "2016-09-17"),
            ("17 September 2016", "2016-09-17"),
            ("Sep. 17, 2016", "2016-09-17"),
            ("May 2016", "2016-05"),
            ("9/2016", "2016-09"),
            ("2016–2017", "2016/2017"),
            ("42630", "2016-09-17"),
            ("40.40.2016", ""),
            ("12345", ""),
            ("soon", ""),
            ("1 2 3 4", ""),
            ("", ""),
        ] {
            let error = Interval::parse(text).unwrap_err();
            assert_eq!(error.meant().join(" "), hints, "{text}");
            assert!(error.to_string().contains(text), "{error}");
        }
    }

    #[test]
    fn slices_cover_the_interval_without_gap_or_overlap() {
        let cuts = [
            "2015-01-01",
            "2016-01-01",
            "2016-03-02",
            "2016-12-31",
            "2017-01-01",
        ];
        let cuts: Vec<Date> = cuts.iter().map(|day| day.parse().unwrap()).collect();
        let shown: Vec<String> = interval("2016")
            .slices(&cuts)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            shown,
            [
                "2016-01-01/2016-03-01",
                "2016-03-02/2016-12-30",
                "2016-12-31"
            ]
        );
        assert_eq!(
            interval("2016-03-02").slices(&cuts),
            [interval("2016-03-02")]
        );
    }
}
