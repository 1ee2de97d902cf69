//! How the total of an account can rise in the course of its time, where dates and amounts are rough.

use std::collections::BTreeSet;

use jiff::ToSpan;

use crate::check::{Account, Counts, Entry, Range, Term};
use crate::terms::{Date, Decimal};

/// What the total can be from a day on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub day: Date,
    pub total: Range,
}

/// A transfer that counts or may, in the time of its account.
struct Counted {
    first: Date,
    last: Date,
    is_sure: bool,
    own: Range,
    /// The total with it. It goes beyond the sum of the account where a record states what came
    /// before it, which counts for more.
    with: Range,
}

impl Counted {
    fn of(entry: &Entry, unit: usize, (start, end): (Date, Date)) -> Option<Self> {
        let own = *entry.own.get(unit)?;
        let with = entry.before.get(unit)?.plus(own);
        (entry.counts != Counts::Not).then_some(Self {
            first: entry.date.first().clamp(start, end),
            last: entry.date.last().clamp(start, end),
            is_sure: entry.counts == Counts::Surely,
            own,
            with,
        })
    }
}

/// The days on which the least or the most of the total rises, in order. A transfer is in the least
/// from its last day on, if it counts for certain, and in the most from its first.
pub(super) fn steps(account: &Account, unit: usize) -> Vec<Step> {
    let time = time(account.term);
    let entries = account.entries.iter();
    let counted: Vec<Counted> = entries
        .filter_map(|entry| Counted::of(entry, unit, time))
        .collect();
    // What has no date is there for certain on no day that is known.
    let sure = || {
        let sure = counted.iter().filter(|one| one.is_sure);
        sure.filter(|one| one.last != Date::MAX)
    };
    let least = running(sure().map(|one| (one.last, one.own)), Range::plus);
    let least_with = running(sure().map(|one| (one.last, one.with)), higher);
    let most = running(counted.iter().map(|one| (one.first, one.own)), Range::plus);
    let beyond = |one: &&Counted| is_beyond(one.with.most, until(&most, one.last).most);
    let beyond = counted.iter().filter(beyond);
    let most_with = running(beyond.map(|one| (one.first, one.with)), higher);
    let days: BTreeSet<Date> = least.iter().chain(&most).map(|(day, _)| *day).collect();
    let step = |day| Step {
        day,
        total: Range {
            least: higher(until(&least, day), until(&least_with, day)).least,
            most: higher(until(&most, day), until(&most_with, day)).most,
        },
    };
    days.into_iter().map(step).collect()
}

/// The first and the last day of an account, where it has some.
fn time(term: Term) -> (Date, Date) {
    match term {
        Term::All | Term::OtherYear => (Date::MIN, Date::MAX),
        Term::Year(since) => {
            let next = since.checked_add(1.year());
            let last = next.and_then(Date::yesterday);
            (since, last.unwrap_or(Date::MAX))
        }
    }
}

/// What `join` makes of all ranges until each day.
fn running(
    ranges: impl Iterator<Item = (Date, Range)>,
    join: impl Fn(Range, Range) -> Range,
) -> Vec<(Date, Range)> {
    let mut ranges: Vec<(Date, Range)> = ranges.collect();
    ranges.sort_by_key(|(day, _)| *day);
    let mut all = Range::NOTHING;
    for (_, range) in &mut ranges {
        all = join(all, *range);
        *range = all;
    }
    ranges
}

/// What a running total is on a day, which is included.
fn until(running: &[(Date, Range)], day: Date) -> Range {
    let count = running.partition_point(|(other, _)| *other <= day);
    let last = count.checked_sub(1).and_then(|at| running.get(at));
    last.map_or(Range::NOTHING, |(_, total)| *total)
}

/// The higher of both ends.
fn higher(one: Range, other: Range) -> Range {
    Range {
        least: one.least.max(other.least),
        most: one.most.zip(other.most).map(|(a, b)| a.max(b)),
    }
}

/// Whether one bound is above another, where nothing stands for none.
fn is_beyond(one: Option<Decimal>, other: Option<Decimal>) -> bool {
    other.is_some_and(|other| one.is_none_or(|one| one > other))
}
