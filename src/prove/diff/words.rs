//! Records in words: what those of a block say. No word takes in more than the block.

use std::collections::BTreeMap;

use crate::prove::lines::{Stated, say};
use crate::prove::space::{EndUser, Space};
use crate::record::Draft;
use crate::terms::{Amount, Country, Date, Interval};

use super::cover::Block;
use super::scope::{Scope, joined};
use super::slots::{Slot, slots};

/// So many countries or facts of one kind are listed.
const MOST_LISTED: usize = 8;

/// What all records of a block say, on one line.
pub(super) fn words(block: &Block, space: &Space, scope: &Scope<'_>) -> String {
    let mut parts: Vec<(u8, String)> = Vec::new();
    let mut facts: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
    let mut parties: BTreeMap<(bool, bool), Vec<&str>> = BTreeMap::new();
    for ((slot, _), values) in slots(space).into_iter().zip(&block.values) {
        if values.iter().all(|value| *value) {
            continue;
        }
        if let Slot::Fact(name) = slot {
            facts.entry(answers(values)).or_default().push(name);
            continue;
        }
        if let Slot::Party(is_receiver, name) = slot {
            let is = values.get(1).copied().unwrap_or(false);
            parties.entry((is_receiver, is)).or_default().push(name);
            continue;
        }
        let rank = match slot {
            Slot::Goods => 0,
            Slot::From => 1,
            Slot::To => 2,
            Slot::Origin | Slot::EndUser | Slot::Flag => 3,
            Slot::Date => 4,
            _ => 6,
        };
        parts.extend(slot_words(slot, values, block, space, scope).map(|words| (rank, words)));
    }
    for (answer, names) in facts {
        parts.push((5, format!("{} {answer}", listed(&names))));
    }
    for ((is_receiver, is), names) in parties {
        let who = if is_receiver { "recipient" } else { "sender" };
        // Somebody can be stated to be several of them.
        let words = match is {
            true => format!("the {who} stated to be {}", listed(&names)),
            false => format!("the {who} not stated to be {}", none_of(&names)),
        };
        parts.push((7, words));
    }
    parts.sort();
    let parts: Vec<String> = parts.into_iter().map(|(_, words)| words).collect();
    match parts.is_empty() {
        true => "all records".into(),
        false => parts.join("; "),
    }
}

fn slot_words(
    slot: Slot<'_>,
    values: &[bool],
    block: &Block,
    space: &Space,
    scope: &Scope<'_>,
) -> Option<String> {
    let place = |what: &str| place(what, values, &space.countries, space);
    match slot {
        Slot::Goods => scope.words(values),
        Slot::To if block.to_widely => Some(format!("to {}", named(values, &space.countries))),
        Slot::From if block.from_widely => {
            Some(format!("from {}", named(values, &space.countries)))
        }
        Slot::To => place("`to`"),
        Slot::From => place("`from`"),
        Slot::Origin => place("`origin`"),
        Slot::Flag => place("`flag`"),
        Slot::EndUser => {
            let users = space.end_users.iter();
            let countries: Vec<Country> = users.filter_map(EndUser::country).collect();
            self::place("the country of `end_user`", values, &countries, space)
        }
        Slot::Date => Some(dates(values, &space.days)),
        Slot::Quantity(name) => {
            let (_, amounts) = space.quantities.get(name)?;
            // What is added up with the quantity of the line tells more than the rules name.
            if space.totals.contains(name) {
                return Some(format!("`{name}` {}", each(values, amounts)));
            }
            let thresholds = space.thresholds.get(name).map_or(&[][..], Vec::as_slice);
            Some(format!(
                "`{name}` {}",
                quantity(values, amounts, thresholds)
            ))
        }
        Slot::Day(name) => {
            let (_, days) = space.asked_days.get(name)?;
            Some(format!("`{name}` {}", days_asked(values, days)))
        }
        Slot::Line => Some(line(values, space)),
        Slot::Fact(_) | Slot::Party(..) => None,
    }
}

/// The answers to a fact: silent, yes, no.
fn answers(values: &[bool]) -> &'static str {
    match values {
        [false, true, false] => "yes",
        [false, false, true] => "no",
        [true, false, false] => "not stated",
        [true, true, false] => "yes or not stated",
        [true, false, true] => "no or not stated",
        [false, true, true] => "stated",
        _ => "anything",
    }
}

/// `a`, `b` or 3 more
fn none_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    either(&quoted.iter().map(String::as_str).collect::<Vec<_>>())
}

/// `a`, `b` and 3 more
fn listed(names: &[&str]) -> String {
    let mut shown: Vec<String> = names
        .iter()
        .take(MOST_LISTED)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = names.len().saturating_sub(MOST_LISTED);
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    joined(&shown)
}

/// The countries of a place that are in a set, by their codes.
fn named(values: &[bool], countries: &[Country]) -> String {
    let codes = values.iter().skip(1).zip(countries);
    let codes: Vec<&str> = codes
        .filter(|(value, _)| **value)
        .map(|(_, country)| country.alpha3())
        .collect();
    either(&codes)
}

/// What a place can be.
fn place(what: &str, values: &[bool], countries: &[Country], space: &Space) -> Option<String> {
    let is_silent = values.first().copied().unwrap_or(false);
    let of = |is: bool| -> Vec<&str> {
        let codes = values.iter().skip(1).zip(countries);
        codes
            .filter(|(value, _)| **value == is)
            .map(|(_, country)| country.alpha3())
            .collect()
    };
    let (these, not) = (of(true), of(false));
    // Countries that no rule names are all alike; where one is out, each is named.
    let mut others = space.others.iter().map(|country| country.alpha3());
    let any_other = others.all(|code| these.contains(&code));
    Some(match (any_other && !these.is_empty(), is_silent) {
        (true, true) if not.is_empty() => return None,
        (true, false) if not.is_empty() => format!("{what} stated"),
        (true, true) => format!("{what} not {}", either(&not)),
        (true, false) => format!("{what} stated and not {}", either(&not)),
        (false, true) if these.is_empty() => format!("{what} not stated"),
        (false, true) => format!("{what} {} or not stated", either(&these)),
        (false, false) => format!("{what} {}", either(&these)),
    })
}

/// `A, B or C`
fn either(codes: &[&str]) -> String {
    let mut shown: Vec<String> = codes
        .iter()
        .take(MOST_LISTED)
        .map(|code| (*code).to_owned())
        .collect();
    let more = codes.len().saturating_sub(MOST_LISTED);
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    match shown.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => shown.concat(),
    }
}

/// The stretches of values that are in a set: first and last of each.
fn runs(values: &[bool]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, _) in values.iter().enumerate().filter(|(_, value)| **value) {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(at) => *last = at,
            _ => runs.push((at, at)),
        }
    }
    runs
}

/// `from 2017-08-05 to 2017-09-04`; `days` begin all values but the first.
fn dates(values: &[bool], days: &[Date]) -> String {
    let first = |value: usize| value.checked_sub(1).and_then(|at| days.get(at));
    let stretches = runs(values).into_iter().map(|(from, to)| {
        let next = days.get(to);
        let last = next.and_then(|day| day.yesterday().ok());
        match (first(from), last, next) {
            (None, _, Some(next)) => format!("before {next}"),
            (None, _, None) => "on any day".into(),
            (Some(first), Some(last), _) if *first == last => format!("on {first}"),
            (Some(first), Some(last), _) => format!("from {first} to {last}"),
            (Some(first), None, _) => format!("from {first} on"),
        }
    });
    let stretches: Vec<String> = stretches.collect();
    joined(&stretches)
}

/// Days that a record can state; of two neighbours that differ the later is where a rule changes.
fn days_asked(values: &[bool], days: &[Option<Interval>]) -> String {
    let day = |at: usize| days.get(at).copied().flatten().map(Interval::first);
    let mut said = Vec::new();
    for (from, to) in runs(values) {
        let from = if from == 0 {
            said.push("not stated".to_owned());
            1
        } else {
            from
        };
        if from > to {
            continue;
        }
        let begins = (from > 1).then(|| day(from)).flatten();
        let ends = day(to.saturating_add(1));
        said.push(match (begins, ends) {
            (Some(begins), Some(ends)) => format!("from {begins} on and before {ends}"),
            (Some(begins), None) => format!("from {begins} on"),
            (None, Some(ends)) => format!("before {ends}"),
            (None, None) => "stated".into(),
        });
    }
    said.join(" or ")
}

/// Amounts that a record can state, one by one.
fn each(values: &[bool], amounts: &[Option<Amount>]) -> String {
    let said = values.iter().zip(amounts).filter(|(value, _)| **value);
    let said = said.map(|(_, amount)| amount.map_or("not stated".into(), |a| a.to_string()));
    let said: Vec<String> = said.collect();
    either(&said.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Amounts that a record can state, those of one dimension in one stretch.
fn quantity(values: &[bool], amounts: &[Option<Amount>], thresholds: &[Amount]) -> String {
    let mut said = Vec::new();
    if values.first().copied().unwrap_or(false) {
        said.push("not stated".to_owned());
    }
    let mut grid: Vec<(Amount, bool)> = amounts
        .iter()
        .zip(values)
        .filter_map(|(amount, value)| Some(((*amount)?, *value)))
        .collect();
    grid.sort_by(|(a, _), (b, _)| {
        let dimension = |amount: &Amount| format!("{:?}", amount.unit.dimension());
        let order = a.compare(*b).unwrap_or(std::cmp::Ordering::Equal);
        dimension(a).cmp(&dimension(b)).then(order)
    });
    let is_threshold = |amount: &Amount| {
        let same = |other: &&Amount| amount.compare(**other) == Some(std::cmp::Ordering::Equal);
        thresholds.iter().find(same).is_some()
    };
    let dimensions = grid.chunk_by(|(a, _), (b, _)| a.unit.dimension() == b.unit.dimension());
    for grid in dimensions {
        let values: Vec<bool> = grid.iter().map(|(_, value)| *value).collect();
        let amount = |at: usize| grid.get(at).map(|(amount, _)| amount);
        for (from, to) in runs(&values) {
            let before = from.checked_sub(1).and_then(amount);
            let (Some(first), Some(last)) = (amount(from), amount(to)) else {
                continue;
            };
            let begins = before.map(
                |before| match is_threshold(before) && !is_threshold(first) {
                    true => format!("more than {before}"),
                    false => format!("{first} or more"),
                },
            );
            let after = amount(to.saturating_add(1));
            let ends = after.map(|after| match is_threshold(after) && !is_threshold(last) {
                true => format!("less than {after}"),
                false => format!("{last} or less"),
            });
            said.push(match (begins, ends) {
                _ if from == to && is_threshold(first) => first.to_string(),
                (Some(begins), Some(ends)) => format!("{begins} and {ends}"),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => "stated".into(),
            });
        }
    }
    said.join(" or ")
}

/// What can be said of the whole line: the first of it, as there is no order in it.
fn line(values: &[bool], space: &Space) -> String {
    let said = values.iter().zip(&space.lines).filter(|(value, _)| **value);
    let line = |line: Stated| {
        let mut draft = Draft::default();
        say(&mut draft, line);
        draft.on_one_line()
    };
    let said: Vec<String> = said.map(|(_, stated)| line(*stated)).collect();
    let shown: Vec<&str> = said.iter().take(2).map(String::as_str).collect();
    let shown = shown.join(" or ").replace("()", "no quantity and value");
    match said.len().saturating_sub(2) {
        0 => shown,
        1 => format!("{shown} or 1 more amount"),
        more => format!("{shown} or {more} more amounts"),
    }
}
