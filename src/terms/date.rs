//! Days, and intervals of days for dates that are known only roughly.

use std::fmt;

use thiserror::Error;

/// A calendar day.
pub type Date = jiff::civil::Date;

/// The days among which a date lies, both ends included. INVARIANT: `first <= last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
        let (from, to) = (parse_one(from.trim())?, parse_one(to.trim())?);
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
