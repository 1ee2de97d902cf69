//! One account of a limit, while it is gathered and when it is added up: sums by date, so that its
//! size depends on how many dates there are and not on how many transfers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::ToSpan;

use crate::law::Window;
use crate::terms::{Date, Decimal, Interval};

use super::ledger::{Count, Counts};
use super::range::Range;

/// Sums of the transfers of each date, in each unit of the limit.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    days: BTreeMap<(Date, Date), Vec<Day>>,
}

/// What a transfer is called: a name, and a place among all for those that share one.
pub(super) type Name = (String, usize);

/// The transfers of one date in one unit.
#[derive(Debug, Clone, Default)]
struct Day {
    sum: Sum,
    /// The last of them, by its name, that states the total before it.
    stated: Option<(Name, Stated)>,
}

/// What a transfer states of the total before it.
#[derive(Debug, Clone, Copy)]
struct Stated {
    date: Interval,
    before: Range,
    /// What it adds itself.
    own: Range,
}

/// A sum of amounts.
#[derive(Debug, Clone, Copy)]
struct Sum {
    least: Decimal,
    /// Of those that have a bound; nothing where it is too large to be held.
    most: Option<Decimal>,
    /// How many have none.
    unbounded: usize,
}

impl Default for Sum {
    fn default() -> Self {
        Self {
            least: Decimal::ZERO,
            most: Some(Decimal::ZERO),
            unbounded: 0,
        }
    }
}

impl Sum {
    fn of(own: Range) -> Self {
        Self {
            least: own.least,
            most: Some(own.most.unwrap_or_default()),
            unbounded: usize::from(own.most.is_none()),
        }
    }

    fn plus(self, other: Self) -> Self {
        let most = self.most.zip(other.most);
        let least = self.least.checked_add(other.least);
        Self {
            least: least.unwrap_or(Decimal::MAX),
            most: most.and_then(|(one, other)| one.checked_add(other)),
            unbounded: self.unbounded.saturating_add(other.unbounded),
        }
    }

    /// The most it can be, where all have a bound.
    fn most(self) -> Option<Decimal> {
        self.most.filter(|_| self.unbounded == 0)
    }

    /// The most it can be without one that is in it.
    fn most_without(self, own: Range) -> Option<Decimal> {
        let others = self
            .unbounded
            .saturating_sub(usize::from(own.most.is_none()));
        let most = self.most.filter(|_| others == 0)?;
        Some(most.saturating_sub(own.most.unwrap_or_default()))
    }
}

impl Day {
    fn enter(&mut self, name: &Name, count: &Count, unit: usize) {
        let own = count.counted(unit);
        if count.counts != Counts::Not {
            self.sum = self.sum.plus(Sum::of(own));
        }
        let stated = count.stated.get(unit).copied().flatten();
        let is_last = self.stated.as_ref().is_none_or(|(last, _)| *last <= *name);
        if let Some(before) = stated.filter(|_| is_last) {
            let date = count.date;
            self.stated = Some((name.clone(), Stated { date, before, own }));
        }
    }
}

impl Sheet {
    pub fn enter(&mut self, name: &Name, count: &Count) {
        let date = (count.date.first(), count.date.last());
        let units = count.own.len();
        let days = self
            .days
            .entry(date)
            .or_insert_with(|| vec![Day::default(); units]);
        for (unit, day) in days.iter_mut().enumerate() {
            day.enter(name, count, unit);
        }
    }

    /// The times of its transfers, and of those that come late.
    pub fn terms(&self, window: Window, late: &[(Name, Count)]) -> Terms {
        let dates = self.days.keys().copied();
        let late = late.iter().map(|(_, count)| count.date);
        Terms::of(
            window,
            dates.chain(late.map(|date| (date.first(), date.last()))),
        )
    }

    /// Adds up what lies in one time, and perhaps in it, with transfers that come late.
    pub fn sums(
        &self,
        terms: &Terms,
        term: Term,
        late: &[(Name, Count)],
        units: usize,
    ) -> Vec<Sums> {
        let mut days: BTreeMap<(Date, Date), Vec<Day>> = BTreeMap::new();
        for (date, of_date) in &self.days {
            match terms.lies(term, *date) {
                Lies::Inside => drop(days.insert(*date, of_date.clone())),
                Lies::Perhaps => {
                    let rough = of_date.iter().map(|day| Day {
                        sum: Sum {
                            least: Decimal::ZERO,
                            ..day.sum
                        },
                        stated: None,
                    });
                    days.insert(*date, rough.collect());
                }
                Lies::Outside => {}
            }
        }
        for (name, count) in late {
            let Some(count) = count.within(terms, term) else {
                continue;
            };
            let date = (count.date.first(), count.date.last());
            let new = || vec![Day::default(); units];
            let of_date = days.entry(date).or_insert_with(new).iter_mut();
            let rough = terms.lies(term, date) == Lies::Perhaps;
            for (unit, day) in of_date.enumerate() {
                let stated = day.stated.clone();
                day.enter(name, &count, unit);
                if rough {
                    day.stated = stated;
                }
            }
        }
        (0..units).map(|unit| Sums::of(&days, unit)).collect()
    }
}

/// The time of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// All the time of a limit that knows no shorter one.
    All,
    /// The year from a day.
    Year(Date),
    /// Any year in which no transfer lies for certain. Rough dates alone may bring transfers
    /// together there, so that a total is at least nothing, and at most what all of them add.
    OtherYear,
}

impl fmt::Display for Term {
    /// As it stands behind a limit: nothing where no shorter time is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::Year(since) => write!(f, " from {since}"),
            Self::OtherYear => f.write_str(" in any other year"),
        }
    }
}

impl Term {
    /// The time that a day belongs to.
    fn of(window: Window, day: Date) -> Self {
        match window {
            Window::CalendarYear => Self::Year(day.first_of_year()),
            Window::YearFrom(from) => Self::Year(anniversary_of(from, day)),
            Window::All => Self::All,
        }
    }
}

/// The times of one account: those in which a transfer lies for certain, and any other year where
/// one may lie in it.
#[derive(Debug)]
pub(super) struct Terms {
    window: Window,
    all: BTreeSet<Term>,
}

impl Terms {
    fn of(window: Window, dates: impl Iterator<Item = (Date, Date)> + Clone) -> Self {
        let within = dates.clone().filter_map(|(first, last)| {
            let term = Term::of(window, first);
            (term == Term::of(window, last)).then_some(term)
        });
        let all = within.collect();
        let mut terms = Self { window, all };
        let mut dates = dates;
        if dates.any(|date| terms.is_elsewhere(date)) {
            terms.all.insert(Term::OtherYear);
        }
        terms
    }

    pub fn iter(&self) -> impl Iterator<Item = Term> {
        self.all.iter().copied()
    }

    /// How a date lies to one of the times.
    pub fn lies(&self, term: Term, date: (Date, Date)) -> Lies {
        if term == Term::OtherYear {
            return match self.is_elsewhere(date) {
                true => Lies::Perhaps,
                false => Lies::Outside,
            };
        }
        let first = Term::of(self.window, date.0);
        let last = Term::of(self.window, date.1);
        match first == last {
            true if first == term => Lies::Inside,
            false if first <= term && term <= last => Lies::Perhaps,
            _ => Lies::Outside,
        }
    }

    /// Whether a date may lie in a year in which no transfer lies for certain.
    fn is_elsewhere(&self, (first, last): (Date, Date)) -> bool {
        let (first, last) = (Term::of(self.window, first), Term::of(self.window, last));
        let (Term::Year(from), Term::Year(until)) = (first, last) else {
            return false;
        };
        let after_first = until.year().abs_diff(from.year());
        self.all.range(first..=last).count() <= usize::from(after_first)
    }
}

/// How a date lies to the time of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lies {
    Inside,
    /// It reaches over several times, of which this is one.
    Perhaps,
    Outside,
}

/// The last anniversary of a day until another.
fn anniversary_of(from: Date, day: Date) -> Date {
    let years = day.year().saturating_sub(from.year());
    let anniversary = |years: i16| from.checked_add(i32::from(years).years()).ok();
    let this = anniversary(years).filter(|this| *this <= day);
    let last = || anniversary(years.saturating_sub(1));
    this.or_else(last).unwrap_or(from).max(from)
}

/// Sums of one unit up to each date, in the order of first days and in that of last days.
/// INVARIANT: each holds all that stands before it.
#[derive(Debug)]
pub(super) struct Sums {
    by_first: Vec<(Date, Sum)>,
    by_last: Vec<(Date, Sum)>,
    /// The last transfer of each last day that states the total before it.
    stated: Vec<(Date, Stated)>,
}

/// When a total is above a limit for certain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Above {
    /// The first of the last days on which it is.
    pub day: Date,
    /// How much of the limit is left at the beginning of that day.
    pub left: Decimal,
}

impl Sums {
    fn of(days: &BTreeMap<(Date, Date), Vec<Day>>, unit: usize) -> Self {
        let mut by_first: BTreeMap<Date, Sum> = BTreeMap::new();
        let mut by_last: BTreeMap<Date, Sum> = BTreeMap::new();
        let mut stated: BTreeMap<Date, Stated> = BTreeMap::new();
        for ((first, last), days) in days {
            let Some(day) = days.get(unit) else { continue };
            for (sums, date) in [(&mut by_first, first), (&mut by_last, last)] {
                let sum = sums.entry(*date).or_default();
                *sum = sum.plus(day.sum);
            }
            // Of one last day, those that begin later come later.
            stated.extend(day.stated.as_ref().map(|(_, stated)| (*last, *stated)));
        }
        let running = |sums: BTreeMap<Date, Sum>| {
            let sums = sums.into_iter().scan(Sum::default(), |all, (date, sum)| {
                *all = all.plus(sum);
                Some((date, *all))
            });
            sums.collect()
        };
        Self {
            by_first: running(by_first),
            by_last: running(by_last),
            stated: stated.into_iter().collect(),
        }
    }

    /// The sum of what stands before `day` in an order, the day included or not.
    fn until(sums: &[(Date, Sum)], day: Date, included: bool) -> Sum {
        let count = sums.partition_point(|(date, _)| match included {
            true => *date <= day,
            false => *date < day,
        });
        let last = count.checked_sub(1).and_then(|at| sums.get(at));
        last.map_or_else(Sum::default, |(_, sum)| *sum)
    }

    /// The total before a transfer that is among those: at least what came before it for certain,
    /// at most what may have come before it.
    pub fn before(&self, count: &Count, unit: usize) -> Range {
        if let Some(stated) = count.stated.get(unit).copied().flatten() {
            return stated;
        }
        let (first, last) = (count.date.first(), count.date.last());
        let own = count.counted(unit);
        let sure = Self::until(&self.by_last, first, false).least;
        // What may have come before holds the transfer itself.
        let most = Self::until(&self.by_first, last, true).most_without(own);
        match self.after_stated(count.date, own) {
            Some(stated) => Range {
                least: stated.least.max(sure),
                most: stated.most.map(|most| most.max(sure)),
            },
            None => Range { least: sure, most },
        }
    }

    /// The first of the last days by which the total is above a limit for certain, without what is
    /// stated on that day itself.
    pub fn above(&self, limit: Decimal) -> Option<Above> {
        let mut earlier = Sum::default();
        for (day, sum) in &self.by_last {
            let total = sum.least.max(self.least_after_stated(*day, *sum));
            if total > limit {
                let of_day = sum.least.saturating_sub(earlier.least);
                let left = limit.saturating_sub(total.saturating_sub(of_day));
                return Some(Above { day: *day, left });
            }
            earlier = *sum;
        }
        None
    }

    /// The least that the total can be at the end of a day, as it follows from the last transfer
    /// of an earlier day that states its own.
    fn least_after_stated(&self, day: Date, sum: Sum) -> Decimal {
        let count = self.stated.partition_point(|(last, _)| *last < day);
        let base = count.checked_sub(1).and_then(|at| self.stated.get(at));
        let Some((_, base)) = base else {
            return Decimal::ZERO;
        };
        let until = Self::until(&self.by_first, base.date.last(), true).least;
        let since = sum.least.saturating_sub(until).max(Decimal::ZERO);
        let stated = base.before.plus(base.own);
        stated.least.saturating_add(since)
    }

    /// The total before a transfer as it follows from the last one before it that states its own.
    fn after_stated(&self, date: Interval, own: Range) -> Option<Range> {
        let count = self
            .stated
            .partition_point(|(last, _)| *last < date.first());
        let (_, base) = self.stated.get(count.checked_sub(1)?)?;
        let all = Self::until(&self.by_last, date.first(), false).least;
        let until = Self::until(&self.by_first, base.date.last(), true).least;
        let between = all.saturating_sub(until).max(Decimal::ZERO);
        let may = Self::until(&self.by_first, date.last(), true).most();
        let earlier = Self::until(&self.by_last, base.date.first(), false).most();
        let most = may.zip(earlier).and_then(|(may, earlier)| {
            let rest = may.saturating_sub(earlier).saturating_sub(own.most?);
            let rest = rest.saturating_sub(base.own.most?);
            Some(rest.max(Decimal::ZERO))
        });
        let between = Range {
            least: between,
            most,
        };
        Some(base.before.plus(base.own).plus(between))
    }
}
