//! The accounts of limits: the total in steps, as a band where it is rough, and every transfer.

use maud::{Markup, html};

use crate::check::{Account, Counts, Entry, Range};
use crate::law::{Allowance, RuleSet};
use crate::report::accounts::{cited, row};
use crate::report::finding::crossing;
use crate::report::web::scale::{days, round};
use crate::terms::{Amount, Date, Decimal};

/// How large a chart is, and where its drawing begins.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 160.0;
const LEFT: f64 = 80.0;
const TOP: f64 = 10.0;

/// Every account, in each unit of its limit.
pub(super) fn section(accounts: &[Account], rules: &RuleSet) -> Markup {
    html! {
        @if !accounts.is_empty() {
            section aria-labelledby="limits" {
                h2 id="limits" { "Limits" }
                p.faint { "The line is the least that the total can be once a transfer counts, the band reaches to the most; the dashes are the limit." }
                @for account in accounts {
                    @if let Some(allowance) = rules.allowances.get(account.allowance.index()) {
                        @for (unit, most) in allowance.limit.most.iter().enumerate() {
                            (table(account, allowance, unit, *most, rules))
                        }
                    }
                }
            }
        }
    }
}

fn table(
    account: &Account,
    allowance: &Allowance,
    unit: usize,
    most: Amount,
    rules: &RuleSet,
) -> Markup {
    let crossed = account.crossed.get(unit).map(crossing).unwrap_or_default();
    let crossed = crossed.trim_start_matches("; ");
    let title = format!(
        "{}: up to {most}{}, account {}",
        cited(allowance, rules),
        account.term,
        account.name
    );
    html! {
        h3 { (title) }
        (chart(account, unit, most))
        p { @if crossed.is_empty() { "not crossed" } @else { (crossed) } }
        details {
            summary { "transfers that count or may (" (account.entries.len()) ")" }
            div.wide tabindex="0" role="region" aria-label=(title) {
                table {
                    thead { tr { th scope="col" { "date" } th scope="col" { "transfer" } th scope="col" { "adds" } th scope="col" { "before it" } } }
                    tbody {
                        @for entry in &account.entries {
                            @let [date, id, own, before] = row(entry, unit);
                            tr { td { (date) } td { (id) } td { (own) } td { (before) } }
                        }
                    }
                }
            }
        }
    }
}

/// What the total is once a transfer is counted.
struct Step {
    day: Date,
    total: Range,
}

fn chart(account: &Account, unit: usize, most: Amount) -> Markup {
    let steps: Vec<Step> = account
        .entries
        .iter()
        .filter_map(|entry| step(entry, unit))
        .collect();
    let (Some(first), Some(last)) = (
        steps.iter().map(|step| step.day).min(),
        steps.iter().map(|step| step.day).max(),
    ) else {
        return html! {};
    };
    let ends = steps
        .iter()
        .map(|step| step.total.most.unwrap_or(step.total.least));
    // A tenth above the highest, so that what goes over the limit is seen to.
    let highest = ends.fold(most.number, Decimal::max);
    let highest = highest.checked_mul(Decimal::new(11, 1)).unwrap_or(highest);
    let x =
        |day: Date| round(LEFT + WIDTH * (days(first, day) / days(first, last).max(1.0)).min(0.96));
    let y = |amount: Decimal| {
        let share = amount
            .checked_div(highest)
            .and_then(|share| f64::try_from(share).ok());
        round(TOP + HEIGHT * (1.0 - share.unwrap_or(1.0).clamp(0.0, 1.0)))
    };
    let right = LEFT + WIDTH;
    let least = stairs(&steps, x, |range| y(range.least), right);
    let top = stairs(&steps, x, |range| range.most.map_or(TOP, y), right);
    let band: Vec<&String> = least.iter().chain(top.iter().rev()).collect();
    let points = |points: &[&String]| {
        let all: Vec<&str> = points.iter().map(|point| point.as_str()).collect();
        all.join(" ")
    };
    let line = points(&least.iter().collect::<Vec<_>>());
    let label = format!("the total in {} beside the limit of {most}", most.unit);
    let limit = y(most.number);
    html! {
        div.wide tabindex="0" role="region" aria-label="chart" {
            svg viewBox={ "0 0 " (right + 10.0) " " (TOP + HEIGHT + 20.0) } role="img" aria-label=(label) style="min-width: 30rem" {
                line.grid x1=(LEFT) y1=(TOP + HEIGHT) x2=(right) y2=(TOP + HEIGHT) {}
                polygon.band points=(points(&band)) {}
                polyline.step points=(line) {}
                line.limit x1=(LEFT) y1=(limit) x2=(right) y2=(limit) {}
                text x="0" y=(limit + 4.0) { (most.number.normalize()) }
                text x="0" y=(TOP + HEIGHT + 4.0) { "0 " (most.unit) }
                text.faint x=(LEFT) y=(TOP + HEIGHT + 16.0) { (first) }
                @if last > first {
                    text.faint x=(x(last)) y=(TOP + HEIGHT + 16.0) text-anchor="end" { (last) }
                }
            }
        }
    }
}

fn step(entry: &Entry, unit: usize) -> Option<Step> {
    let own = match entry.counts {
        Counts::Not => return None,
        _ => *entry.own.get(unit)?,
    };
    let known = entry.date.last() != Date::MAX;
    known.then_some(Step {
        day: entry.date.last(),
        total: entry.before.get(unit)?.plus(own),
    })
}

/// The corners of a staircase from the first step to the right end.
fn stairs(
    steps: &[Step],
    x: impl Fn(Date) -> f64,
    y: impl Fn(Range) -> f64,
    right: f64,
) -> Vec<String> {
    let mut corners = Vec::new();
    let mut height = y(Range::NOTHING);
    for step in steps {
        let at = x(step.day);
        corners.push(format!("{at},{height}"));
        height = y(step.total);
        corners.push(format!("{at},{height}"));
    }
    corners.push(format!("{right},{height}"));
    corners
}
