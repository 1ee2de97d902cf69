//! The accounts of limits: the total in steps, as a band where it is rough, and every transfer.

use maud::{Markup, html};

use crate::check::{Account, Range};
use crate::law::{Allowance, RuleSet};
use crate::report::accounts::{cited, row, silent, told};
use crate::report::finding::crossing;
use crate::report::web::scale::{days, round};
use crate::terms::{Amount, Date, Decimal};

use super::steps::{Step, steps};

/// How large a chart is, and where its drawing begins.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 160.0;
const LEFT: f64 = 80.0;
const TOP: f64 = 10.0;

/// Where its drawing ends.
const RIGHT: f64 = LEFT + WIDTH;

/// Every account, in each unit of its limit.
pub(super) fn section(accounts: &[Account], rules: &RuleSet) -> Markup {
    html! {
        @if !accounts.is_empty() {
            section aria-labelledby="limits" {
                h2 id="limits" { "Limits" }
                p.faint { "The line is the least that the total can be on a day, the band reaches to the most: a transfer whose date is rough is in the most from its first day on, and in the least from its last. The dashes are the limit." }
                @for account in accounts {
                    @if let Some(allowance) = rules.allowances.get(account.allowance.index()) {
                        @for (unit, most) in told(account, allowance) {
                            (table(account, allowance, unit, most, rules))
                        }
                        @if let Some(silent) = silent(account, allowance) { p.faint { (silent) } }
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

fn chart(account: &Account, unit: usize, most: Amount) -> Markup {
    let steps = steps(account, unit);
    let known = steps.iter().map(|step| step.day);
    let known = known.filter(|day| *day != Date::MIN);
    let (Some(first), Some(last)) = (known.clone().min(), known.max()) else {
        return html! {};
    };
    let axes = Axes::of(&steps, first, last, most.number);
    let least = axes.stairs(&steps, |total| axes.y(total.least));
    let top = axes.stairs(&steps, |total| total.most.map_or(TOP, |most| axes.y(most)));
    let band: Vec<&str> = least.iter().chain(top.iter().rev()).map(|c| &**c).collect();
    let label = format!("the total in {} beside the limit of {most}", most.unit);
    let limit = axes.y(most.number);
    html! {
        div.wide tabindex="0" role="region" aria-label="chart" {
            svg viewBox={ "0 0 " (RIGHT + 10.0) " " (TOP + HEIGHT + 20.0) } role="img" aria-label=(label) style="min-width: 30rem" {
                line.grid x1=(LEFT) y1=(TOP + HEIGHT) x2=(RIGHT) y2=(TOP + HEIGHT) {}
                polygon.band points=(band.join(" ")) {}
                polyline.step points=(least.join(" ")) {}
                line.limit x1=(LEFT) y1=(limit) x2=(RIGHT) y2=(limit) {}
                text x="0" y=(limit + 4.0) { (most.number.normalize()) }
                text x="0" y=(TOP + HEIGHT + 4.0) { "0 " (most.unit) }
                text.faint x=(LEFT) y=(TOP + HEIGHT + 16.0) { (first) }
                @if last > first {
                    text.faint x=(axes.x(last)) y=(TOP + HEIGHT + 16.0) text-anchor="end" { (last) }
                }
            }
        }
    }
}

/// Days and amounts as places on a chart.
struct Axes {
    first: Date,
    last: Date,
    highest: Decimal,
}

impl Axes {
    /// A tenth above the highest, so that what goes over the limit is seen to.
    fn of(steps: &[Step], first: Date, last: Date, limit: Decimal) -> Self {
        let totals = steps.iter().map(|step| step.total);
        let ends = totals.map(|total| total.most.unwrap_or(total.least));
        let highest = ends.fold(limit, Decimal::max);
        let highest = highest.checked_mul(Decimal::new(11, 1)).unwrap_or(highest);
        Self {
            first,
            last,
            highest,
        }
    }

    /// Where a day is; room is left behind the last, on which the total rises too.
    fn x(&self, day: Date) -> f64 {
        let day = day.clamp(self.first, self.last);
        let share = days(self.first, day) / days(self.first, self.last).max(1.0);
        round(LEFT + WIDTH * 0.96 * share)
    }

    fn y(&self, amount: Decimal) -> f64 {
        let share = amount
            .checked_div(self.highest)
            .and_then(|share| f64::try_from(share).ok());
        round(TOP + HEIGHT * (1.0 - share.unwrap_or(1.0).clamp(0.0, 1.0)))
    }

    /// The corners of a staircase from nothing to the right end, its height being that of an end
    /// of each total.
    fn stairs(&self, steps: &[Step], end: impl Fn(Range) -> f64) -> Vec<String> {
        let mut corners = Vec::new();
        let mut height = end(Range::NOTHING);
        for step in steps {
            let at = self.x(step.day);
            corners.push(format!("{at},{height}"));
            height = end(step.total);
            corners.push(format!("{at},{height}"));
        }
        corners.push(format!("{RIGHT},{height}"));
        corners
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jiff::ToSpan;
    use proptest::prelude::*;
    use proptest::sample::select;

    use crate::check::{Checker, Counts, Term, names};
    use crate::record::{Format, read};
    use crate::source::SourceFile;
    use crate::terms::Interval;

    use super::*;

    static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::builtin().unwrap());
    static CHECKER: LazyLock<Checker<'static>> = LazyLock::new(|| Checker::new(&RULES));

    /// The accounts of deliveries of crude oil; one without a quantity has no bound.
    fn accounts_of(deliveries: &[(&str, Option<u32>)]) -> Vec<Account> {
        let mut text = String::from("id,item,from,to,unit,quantity,date\n");
        for (at, (date, quantity)) in deliveries.iter().enumerate() {
            let (quantity, unit) = match quantity {
                Some(quantity) => (quantity.to_string(), "bbl"),
                None => Default::default(),
            };
            text += &format!("{at},crude oil,CHN,PRK,{unit},{quantity},{date}\n");
        }
        accounts_in(&text)
    }

    fn accounts_in(table: &str) -> Vec<Account> {
        let file = SourceFile::new("oil.csv", table);
        let records = read(&file, Format::Csv, &names(&RULES)).records;
        assert_eq!(records.len() + 1, table.lines().count());
        CHECKER.ledger(records.iter(), None).accounts
    }

    fn shown(account: &Account) -> Vec<String> {
        let steps = steps(account, 0).into_iter();
        let shown = steps.map(|step| format!("{}: {}", step.day, step.total));
        shown.collect()
    }

    #[test]
    fn a_rough_date_is_in_the_most_first_and_in_the_least_last() {
        let accounts = accounts_of(&[("2018-06", Some(100)), ("2018-06-15", Some(50))]);
        let [account] = accounts.as_slice() else {
            panic!("{accounts:?}");
        };
        let expected = [
            "2018-06-01: 0 to 100",
            "2018-06-15: 50 to 150",
            "2018-06-30: 150",
        ];
        assert_eq!(shown(account), expected);
    }

    #[test]
    fn what_a_record_states_of_the_total_before_it_counts_for_more() {
        let table = "id,item,from,to,unit,quantity,date,facts.reported_total\n\
            a,crude oil,CHN,PRK,bbl,100,2018-06-15,3999000 bbl\n\
            b,crude oil,CHN,PRK,bbl,50,2018-08,\n";
        let expected = [
            "2018-06-15: 3999100",
            "2018-08-01: 3999100 to 3999150",
            "2018-08-31: 3999150",
        ];
        let [account] = &accounts_in(table)[..] else {
            panic!("not one account");
        };
        assert_eq!(shown(account), expected);
    }

    /// The total on a day, added up anew.
    fn added(account: &Account, day: Date) -> Range {
        let mut total = Range::NOTHING;
        for entry in &account.entries {
            let own = entry.own[0];
            let is_in = entry.counts == Counts::Surely && entry.date.last() <= day;
            let may = entry.counts != Counts::Not && entry.date.first() <= day;
            let least = if is_in { own.least } else { Decimal::ZERO };
            let most = if may { own.most } else { Some(Decimal::ZERO) };
            total = total.plus(Range { least, most });
        }
        total
    }

    /// The corners of the line and of the band in a drawing.
    fn corners(drawing: &str) -> [Vec<(f64, f64)>; 2] {
        ["polyline", "polygon"].map(|name| {
            let (_, element) = drawing.split_once(&format!("<{name} ")).unwrap();
            let (_, points) = element.split_once("points=\"").unwrap();
            let points = points.split('"').next().unwrap().split(' ');
            let both = points.map(|point| point.split_once(',').unwrap());
            both.map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
                .collect()
        })
    }

    /// To the right, and on a drawing upwards is to less.
    fn climbs(corners: &[(f64, f64)]) -> bool {
        let mut pairs = corners.iter().zip(&corners[1..]);
        pairs.all(|((x, y), (next_x, next_y))| x <= next_x && y >= next_y)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn totals_never_fall(deliveries in proptest::collection::vec((
            select(vec!["2018", "2018-06", "2018-06-15", "2018-06-30", "2018-12", "2018-12-21",
                "2018-12-22", "2018-05/2018-07", "2017-12-30", "2019", ""]),
            proptest::option::weighted(0.8, 1_u32..3_000_000),
        ), 1..8)) {
            for account in accounts_of(&deliveries) {
                let steps = steps(&account, 0);
                let time = match account.term {
                    Term::Year(since) => Interval::new(since, since.saturating_add(365.days())),
                    Term::All | Term::OtherYear => Some(Interval::ALWAYS),
                };
                let time = time.unwrap();
                for (at, step) in steps.iter().enumerate() {
                    prop_assert!(time.first() <= step.day && step.day <= time.last());
                    let added = added(&account, step.day);
                    // In any other year what came before is taken more widely than the entries.
                    prop_assert_eq!(step.total.least, added.least);
                    match (account.term, step.total.most.zip(added.most)) {
                        (Term::OtherYear, both) => {
                            prop_assert!(both.is_none_or(|(most, added)| added <= most));
                        }
                        _ => prop_assert_eq!(step.total.most, added.most),
                    }
                    prop_assert!(step.total.most.is_none_or(|most| step.total.least <= most));
                    prop_assert!(at == 0 || steps[at - 1].day < step.day);
                }
                let limit = RULES.allowances[account.allowance.index()].limit.most[0];
                let drawing = chart(&account, 0, limit).into_string();
                if drawing.is_empty() {
                    continue;
                }
                let [line, band] = corners(&drawing);
                let (least, most) = band.split_at(line.len());
                let most: Vec<(f64, f64)> = most.iter().rev().copied().collect();
                prop_assert_eq!(least, line.as_slice());
                prop_assert!(climbs(&line) && climbs(&most), "{}", drawing);
            }
        }
    }
}
