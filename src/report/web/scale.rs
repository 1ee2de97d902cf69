//! Days as places on a drawing.

use maud::{Markup, html};

use crate::law::RuleSet;
use crate::record::YEARS;
use crate::terms::{Date, Interval};

/// Where time begins on a drawing, and how wide it is.
pub(in crate::report) const LEFT: f64 = 110.0;
pub(in crate::report) const WIDTH: f64 = 640.0;

/// How wide a whole drawing is.
pub(in crate::report) const WHOLE: f64 = LEFT + WIDTH + 10.0;

/// Days as places on a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::report) struct Scale {
    first: Date,
    last: Date,
}

impl Scale {
    /// From the year of the first change to the one after the last, and over a date.
    pub fn of(rules: &RuleSet, date: Option<Interval>) -> Self {
        let date = date
            .into_iter()
            .flat_map(|date| [date.first(), date.last()]);
        let days = rules.boundaries.iter().copied().chain(date);
        let days: Vec<Date> = days.filter(|day| YEARS.contains(&day.year())).collect();
        let first = days.iter().min().map_or(2000, |day| day.year());
        let last = days.iter().max().map_or(2001, |day| day.year());
        let year = |year: i16| Date::new(year, 1, 1).unwrap_or(Date::MIN);
        Self {
            first: year(first),
            last: year(last.saturating_add(1)),
        }
    }

    /// Where a day is; what lies outside is at the edge.
    pub fn x(&self, day: Date) -> f64 {
        let share = days(self.first, day.clamp(self.first, self.last))
            / days(self.first, self.last).max(1.0);
        round(LEFT + WIDTH * share)
    }

    /// The first days of years, so many that their numbers have room.
    fn years(&self) -> Vec<Date> {
        let (first, last) = (self.first.year(), self.last.year());
        let count = usize::from(first.abs_diff(last));
        let step = count.div_ceil(14).max(1);
        let years = (first..=last).step_by(step);
        years
            .filter_map(|year| Date::new(year, 1, 1).ok())
            .collect()
    }

    /// The years with a line for each, down to `bottom`.
    pub fn grid(&self, bottom: f64) -> Markup {
        html! {
            @for year in self.years() {
                @let x = self.x(year);
                line.grid x1=(x) y1="14" x2=(x) y2=(bottom) {}
                text.faint x=(x + 2.0) y="10" { (year.year()) }
            }
        }
    }
}

/// How many days lie between two.
pub(in crate::report) fn days(from: Date, to: Date) -> f64 {
    const DAY: f64 = 86_400.0;
    from.duration_until(to).as_secs_f64() / DAY
}

/// Tenths are fine enough for a drawing.
pub(in crate::report) fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// A count as a number to draw with.
pub(in crate::report) fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
