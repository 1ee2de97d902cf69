//! The accounts in which limits are kept.

use serde::Serialize;

use crate::check::{Account, Counts, Entry, Term};
use crate::law::{Allowance, RuleSet};
use crate::source::printable_line;
use crate::terms::{Amount, Interval};

use super::finding::crossing;
use super::json::{CrossedJson, RangeJson};

/// Every account: its limit, a line for each record with its amount and the total before it, and
/// where the limit is crossed.
#[must_use]
pub fn accounts(all: &[Account], rules: &RuleSet) -> String {
    let mut text = String::new();
    for account in all {
        let Some(allowance) = rules.allowances.get(account.allowance.index()) else {
            continue;
        };
        for (unit, most) in told(account, allowance) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&table(account, allowance, unit, most, rules));
        }
        if let Some(silent) = silent(account, allowance) {
            text.push_str(&format!("  {silent}\n"));
        }
    }
    text
}

/// The amounts of a limit that an account tells, each with its place.
pub(super) fn told(
    account: &Account,
    allowance: &Allowance,
) -> impl Iterator<Item = (usize, Amount)> {
    let amounts = allowance.limit.most.iter().enumerate();
    let told = amounts.filter(|(unit, _)| account.silent.get(*unit) != Some(&true));
    told.map(|(unit, most)| (unit, *most))
}

/// Which amounts of a limit an account does not tell.
pub(super) fn silent(account: &Account, allowance: &Allowance) -> Option<String> {
    let amounts = allowance.limit.most.iter().zip(&account.silent);
    let silent = amounts.filter(|(_, is_silent)| **is_silent);
    let silent: Vec<String> = silent.map(|(most, _)| most.to_string()).collect();
    let silent = silent.join(", ");
    (!silent.is_empty())
        .then(|| format!("left out is {silent}: no record says how much in that unit"))
}

/// The account in one unit of its limit.
fn table(
    account: &Account,
    allowance: &Allowance,
    unit: usize,
    most: Amount,
    rules: &RuleSet,
) -> String {
    let mut text = format!(
        "account {}, {}: up to {most}{}\n",
        printable_line(&account.name),
        cited(allowance, rules),
        account.term,
    );
    let rows: Vec<[String; 4]> = account
        .entries
        .iter()
        .map(|entry| row(entry, unit))
        .collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths = [0, 1, 2, 3].map(width);
    for row in &rows {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        text.push_str(&format!("  {}\n", line.trim_end()));
    }
    let crossed = account.crossed.get(unit).map(crossing).unwrap_or_default();
    let crossed = crossed.trim_start_matches("; ");
    let crossed = if crossed.is_empty() {
        "not crossed"
    } else {
        crossed
    };
    text.push_str(&format!("  {crossed}\n"));
    text
}

pub(super) fn row(entry: &Entry, unit: usize) -> [String; 4] {
    let own = entry.own.get(unit).map(ToString::to_string);
    let before = entry.before.get(unit).map(ToString::to_string);
    let counts = match entry.counts {
        Counts::Surely => "",
        Counts::Perhaps => ", perhaps covered",
        Counts::Not => ", not counted again",
    };
    let date = match entry.date {
        Interval::ALWAYS => "no date stated".into(),
        date => date.to_string(),
    };
    [
        date,
        printable_line(&entry.id).into_owned(),
        format!("{}{counts}", own.unwrap_or_default()),
        format!("{} before", before.unwrap_or_default()),
    ]
}

/// The paragraph that has an allowance.
pub(super) fn cited(allowance: &Allowance, rules: &RuleSet) -> String {
    let has = |measure: &crate::law::Measure| measure.place == allowance.place;
    let mut paragraphs = rules.paragraphs.iter();
    let found = paragraphs.find(|paragraph| paragraph.measures.iter().any(has));
    found.map_or_else(String::new, |paragraph| paragraph.citation.to_string())
}

/// An account as JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountJson {
    /// Its name.
    account: String,
    /// The paragraph that sets the limit.
    paragraph: String,
    /// The first day of the time over which it adds up; null for any other year.
    since: Option<String>,
    /// What is allowed, in each unit.
    limits: Vec<LimitJson>,
}

/// What an account holds in one unit.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct LimitJson {
    /// The most that is allowed.
    limit: String,
    /// The records in order of their dates.
    entries: Vec<EntryJson>,
    /// With which records it is crossed.
    crossed: CrossedJson,
}

/// A record in an account.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct EntryJson {
    /// The record.
    id: String,
    /// Its date.
    date: String,
    /// Whether it counts.
    counts: &'static str,
    /// What it adds.
    own: RangeJson,
    /// The total before it.
    before: RangeJson,
}

/// The accounts as JSON.
#[must_use]
pub fn accounts_json(all: &[Account], rules: &RuleSet) -> Vec<AccountJson> {
    let accounts = all.iter().filter_map(|account| {
        let allowance = rules.allowances.get(account.allowance.index())?;
        let limits = allowance.limit.most.iter().enumerate();
        Some(AccountJson {
            account: account.name.clone(),
            paragraph: cited(allowance, rules),
            since: match account.term {
                Term::Year(since) => Some(since.to_string()),
                Term::All | Term::OtherYear => None,
            },
            limits: limits
                .filter_map(|(unit, most)| limit_json(account, unit, *most))
                .collect(),
        })
    });
    accounts.collect()
}

fn limit_json(account: &Account, unit: usize, most: Amount) -> Option<LimitJson> {
    let entries = account.entries.iter().filter_map(|entry| {
        Some(EntryJson {
            id: entry.id.clone(),
            date: entry.date.to_string(),
            counts: match entry.counts {
                Counts::Surely => "yes",
                Counts::Perhaps => "perhaps",
                Counts::Not => "no",
            },
            own: RangeJson::of(*entry.own.get(unit)?),
            before: RangeJson::of(*entry.before.get(unit)?),
        })
    });
    Some(LimitJson {
        limit: most.to_string(),
        entries: entries.collect(),
        crossed: CrossedJson::of(account.crossed.get(unit)?),
    })
}
