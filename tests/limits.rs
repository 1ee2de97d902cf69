//! Limits over many records: however the rough dates and amounts turn out, the totals lie where the
//! accounts say.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use interdict::check::{Account, Checker, Counts, Crossed, Ledger, Range, Term, names};
use interdict::law::RuleSet;
use interdict::record::{Format, Record, read};
use interdict::source::SourceFile;
use interdict::terms::{Date, Decimal, Interval, Verdict};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

const GAS: &str = r#"
resolution 3003 adopted 2010-01-01
  regime  sample

paragraph 6 "Gas by volume, reported by weight"
  allows   supply to PRK of gas
           up to 1300 bbl in each year from 2010-03-01, all suppliers together
  except   approved
  checked  "nowhere: a sample"

category gas "Gas"
  one    t is 12 bbl to 14 bbl, source "nowhere: a sample"
  words  "gas"

quantity reported_total in bbl "Total before this transfer"

fact approved "Did the Committee approve?"
  if silent no
"#;

static RULES: LazyLock<RuleSet> =
    LazyLock::new(|| RuleSet::from_files(vec![SourceFile::new("gas.rule", GAS)]).unwrap());
static CHECKER: LazyLock<Checker<'static>> = LazyLock::new(|| Checker::new(&RULES));

/// A record of gas, and how its rough parts turn out.
#[derive(Debug, Clone)]
struct Delivery {
    date: &'static str,
    /// In bbl, in t, or not stated.
    quantity: Option<(u32, bool)>,
    states_total: bool,
    approved: bool,
    /// Which day of its date, and which of the possible amounts.
    day: usize,
    amount: usize,
}

fn delivery() -> impl Strategy<Value = Delivery> {
    let dates = vec![
        "2019-01-05",
        "2019-01-05",
        "2019-01",
        "2019-02-28",
        "2019-03-01",
        "2019-03",
        "2019",
        "2019-12",
        "2020-02-29",
        "2020-03-01",
        "2018/2020",
    ];
    one_of(dates)
}

/// Those that lie in one year for certain are few.
fn rough_delivery() -> impl Strategy<Value = Delivery> {
    one_of(vec!["2019", "2019/2020", "2018/2020", "2018", "2020-03-01"])
}

fn deliveries() -> impl Strategy<Value = Vec<Delivery>> {
    prop_oneof![
        prop::collection::vec(delivery(), 1..9),
        prop::collection::vec(rough_delivery(), 1..9)
    ]
}

fn one_of(dates: Vec<&'static str>) -> impl Strategy<Value = Delivery> {
    let quantity = prop::option::weighted(0.9, (1_u32..60, any::<bool>()));
    let chance = |chance| prop::bool::weighted(chance);
    (
        select(dates),
        quantity,
        chance(0.2),
        chance(0.1),
        any::<usize>(),
        any::<usize>(),
    )
        .prop_map(
            |(date, quantity, states_total, approved, day, amount)| Delivery {
                date,
                quantity,
                states_total,
                approved,
                day,
                amount,
            },
        )
}

impl Delivery {
    fn actual_day(&self) -> Date {
        let interval = Interval::parse(self.date).unwrap();
        let days = (interval.last() - interval.first()).get_days();
        let after = self.day % (usize::try_from(days).unwrap() + 1);
        let after = i64::try_from(after).unwrap();
        interval
            .first()
            .checked_add(jiff::Span::new().days(after))
            .unwrap()
    }

    /// In barrels.
    fn actual_amount(&self) -> Decimal {
        match self.quantity {
            Some((number, false)) => number.into(),
            Some((number, true)) => {
                let factor = [12, 13, 14][self.amount % 3];
                Decimal::from(number * factor)
            }
            None => [0, 5, 5000][self.amount % 3].into(),
        }
    }

    /// The first day of its year.
    fn year(&self) -> Date {
        let day = self.actual_day();
        let year = match (day.month(), day.day()) < (3, 1) {
            true => day.year() - 1,
            false => day.year(),
        };
        Date::new(year, 3, 1).unwrap()
    }
}

/// What was before each delivery as everything turned out; those of one day follow each other
/// in the order of the list.
fn actual_before(all: &[Delivery]) -> Vec<Decimal> {
    let earlier = |at: usize, other: usize| {
        let key = |i: usize| (all[i].actual_day(), i);
        other != at && key(other) < key(at) && all[other].year() == all[at].year()
    };
    let sum = |at: usize| {
        let others = (0..all.len()).filter(|other| earlier(at, *other) && !all[*other].approved);
        others.map(|other| all[other].actual_amount()).sum()
    };
    (0..all.len()).map(sum).collect()
}

fn records(all: &[Delivery], totals: &[Decimal]) -> Vec<Record> {
    let mut table =
        String::from("id,item,quantity,unit,to,from,date,facts.reported_total,facts.approved\n");
    for (at, one) in all.iter().enumerate() {
        let (quantity, unit) = match one.quantity {
            Some((number, tons)) => (number.to_string(), if tons { "t" } else { "bbl" }),
            None => (String::new(), ""),
        };
        let total = match one.states_total {
            true => format!("{} bbl", totals[at]),
            false => String::new(),
        };
        let approved = if one.approved { "yes" } else { "" };
        table.push_str(&format!(
            "r{at},gas,{quantity},{unit},PRK,CHN,{},{total},{approved}\n",
            one.date
        ));
    }
    let read = read(
        &SourceFile::new("gas.csv", table),
        Format::Csv,
        &names(&RULES),
    );
    assert!(read.errors.is_empty(), "{:?}", read.errors);
    read.records
}

/// Every total that the ledger gives, by the record's name.
fn totals(ledger: &Ledger) -> Vec<(String, Term, Range, Range)> {
    let entries = ledger.accounts.iter().flat_map(|account| {
        let entries = account.entries.iter();
        entries.map(move |entry| (account.term, entry))
    });
    let mut totals: Vec<_> = entries
        .map(|(term, entry)| (entry.id.clone(), term, entry.before[0], entry.own[0]))
        .collect();
    totals.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    totals
}

fn limit() -> Decimal {
    Decimal::from(1300)
}

/// The first last day by which what an account holds for certain is above its limit, whatever
/// records state.
fn surely_above(account: &Account) -> Option<Date> {
    let entries = account.entries.iter();
    let sure: Vec<_> = entries.filter(|e| e.counts == Counts::Surely).collect();
    let days: BTreeSet<Date> = sure.iter().map(|entry| entry.date.last()).collect();
    days.into_iter().find(|day| {
        let by_then = sure.iter().filter(|entry| entry.date.last() <= *day);
        by_then.map(|entry| entry.own[0].least).sum::<Decimal>() > limit()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn totals_lie_where_the_ledger_says(all in deliveries()) {
        let actual = actual_before(&all);
        let records = records(&all, &actual);
        let ledger = CHECKER.ledger(records.iter(), None);
        for (at, record) in records.iter().enumerate() {
            let after = actual[at] + all[at].actual_amount();
            let verdict = CHECKER.check_after(record, &ledger.before(at), None).verdict;
            let expected = match all[at].approved || after <= Decimal::from(1300) {
                true => Verdict::Exempt,
                false => Verdict::Prohibited,
            };
            prop_assert!(
                verdict == expected || verdict == Verdict::Undetermined,
                "r{at} is {verdict}, and turned out {expected} with {} before, {:?}",
                actual[at],
                totals(&ledger)
            );
        }
        let totals = totals(&ledger);
        let terms: BTreeSet<Term> = totals.iter().map(|(_, term, ..)| *term).collect();
        let mut found = 0;
        for (id, term, before, _) in totals {
            let at: usize = id[1..].parse().unwrap();
            let year = Term::Year(all[at].year());
            if term == year || (term == Term::OtherYear && !terms.contains(&year)) {
                found += 1;
                let inside = before.least <= actual[at] && before.most.is_none_or(|most| actual[at] <= most);
                prop_assert!(inside, "{id}: {before}, and turned out {}", actual[at]);
            }
        }
        // Each that counts is in the account of the year that it turned out to lie in.
        prop_assert_eq!(found, all.iter().filter(|one| !one.approved).count());
    }

    /// What is called crossed at the latest with a record was crossed by its last day, and with one
    /// that adds something; what is above the limit for certain is called so by the day it is.
    #[test]
    fn limits_are_crossed_when_the_ledger_says(all in deliveries()) {
        let actual = actual_before(&all);
        let records = records(&all, &actual);
        let ledger = CHECKER.ledger(records.iter(), None);
        for account in &ledger.accounts {
            let latest = account.crossed[0].latest.as_deref();
            let latest = latest.map(|id| id[1..].parse::<usize>().unwrap());
            let last_day = |at: usize| Interval::parse(all[at].date).unwrap().last();
            let in_year = |at: &usize| Term::Year(all[*at].year()) == account.term;
            let counting = (0..all.len()).filter(|at| !all[*at].approved).filter(in_year);
            let above = counting.filter(|at| actual[*at] + all[*at].actual_amount() > limit());
            let crossed = above.map(|at| all[at].actual_day()).min();
            if let Some(latest) = latest {
                prop_assert!(all[latest].quantity.is_some() || all[latest].states_total);
                prop_assert!(crossed.is_some_and(|day| day <= last_day(latest)), "r{latest}: {crossed:?}");
            }
            if let Some(day) = surely_above(account) {
                prop_assert!(latest.is_some_and(|at| last_day(at) <= day), "{latest:?}, not {day}");
            }
        }
    }

    /// The order of the records changes nothing.
    #[test]
    fn the_order_of_records_changes_nothing(all in deliveries()) {
        let records = records(&all, &actual_before(&all));
        let forwards = CHECKER.ledger(records.iter(), None);
        let backwards = CHECKER.ledger(records.iter().rev(), None);
        prop_assert_eq!(totals(&forwards), totals(&backwards));
        let crossed = |ledger: &Ledger| -> Vec<_> {
            ledger.accounts.iter().map(|account| account.crossed.clone()).collect()
        };
        prop_assert_eq!(crossed(&forwards), crossed(&backwards));
    }
}

/// The property above says something only where limits are kept, crossed and open.
#[test]
fn generated_deliveries_reach_every_outcome() {
    let mut runner = TestRunner::deterministic();
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    for _ in 0..600 {
        let tree = deliveries().new_tree(&mut runner);
        let all = tree.unwrap().current();
        let records = records(&all, &actual_before(&all));
        let ledger = CHECKER.ledger(records.iter(), None);
        for (at, record) in records.iter().enumerate() {
            let verdict = CHECKER
                .check_after(record, &ledger.before(at), None)
                .verdict;
            *seen.entry(verdict.to_string()).or_default() += 1;
        }
        for (_, _, before, _) in totals(&ledger) {
            let kind = match before.most {
                None => "no bound",
                Some(most) if most == before.least => "exact",
                Some(_) => "rough",
            };
            *seen.entry(kind.to_owned()).or_default() += 1;
        }
    }
    for outcome in [
        "exempt",
        "prohibited",
        "undetermined",
        "no bound",
        "exact",
        "rough",
    ] {
        let count = seen.get(outcome).copied().unwrap_or_default();
        assert!(count >= 30, "{outcome}: {count} of {seen:?}");
    }
}

/// So many barrels, the rough parts turning out as they first can.
fn plain(date: &'static str, barrels: Option<u32>) -> Delivery {
    Delivery {
        date,
        quantity: barrels.map(|number| (number, false)),
        states_total: false,
        approved: false,
        day: 0,
        amount: 0,
    }
}

/// A record whose date reaches over years in which no other lies for certain counted in none of
/// them, and nothing before it, while another year had an account.
#[test]
fn rough_dates_meet_in_years_of_no_exact_one() {
    let all = [
        plain("2019", Some(1)),
        plain("2019", None),
        plain("2020-03-01", Some(1)),
    ];
    let records = records(&all, &[]);
    let ledger = CHECKER.ledger(records.iter(), None);
    let verdicts = [0, 1, 2].map(|at| {
        let before = ledger.before(at);
        CHECKER.check_after(&records[at], &before, None).verdict
    });
    let (open, within) = (Verdict::Undetermined, Verdict::Exempt);
    assert_eq!(verdicts, [open, open, within]);
    let terms: Vec<String> = ledger.accounts.iter().map(|a| a.term.to_string()).collect();
    assert_eq!(terms, [" from 2020-03-01", " in any other year"]);
}

/// A rough date that lies in one of two years that have accounts lies in no other year.
#[test]
fn years_of_exact_dates_are_no_other_year() {
    let all = [
        plain("2018-05-01", Some(1)),
        plain("2019", None),
        plain("2019-05-01", Some(1)),
        plain("2021", Some(2)),
    ];
    let records = records(&all, &[]);
    let ledger = CHECKER.ledger(records.iter(), None);
    let other = ledger.accounts.iter().find(|a| a.term == Term::OtherYear);
    let entries = &other.unwrap().entries;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].id, "r3");
    assert_eq!(entries[0].before, [Range::NOTHING]);
    let verdict = CHECKER.check_after(&records[3], &ledger.before(3), None);
    assert_eq!(verdict.verdict, Verdict::Exempt);
}

/// Where everything is exact, so are the totals.
#[test]
fn exact_records_have_exact_totals() {
    let one = |date, number| plain(date, Some(number));
    let all = [
        one("2019-03-02", 700),
        one("2019-03-01", 600),
        one("2019-03-03", 1),
        one("2020-02-29", 5),
        one("2020-03-01", 1300),
    ];
    let records = records(&all, &[]);
    let ledger = CHECKER.ledger(records.iter(), None);
    let before: Vec<String> = totals(&ledger)
        .iter()
        .map(|(id, term, before, _)| format!("{id}{term}: {before}"))
        .collect();
    assert_eq!(
        before,
        [
            "r0 from 2019-03-01: 600",
            "r1 from 2019-03-01: 0",
            "r2 from 2019-03-01: 1300",
            "r3 from 2019-03-01: 1301",
            "r4 from 2020-03-01: 0"
        ]
    );
    let verdicts: Vec<Verdict> = (0..all.len())
        .map(|at| {
            CHECKER
                .check_after(&records[at], &ledger.before(at), None)
                .verdict
        })
        .collect();
    let (within, over) = (Verdict::Exempt, Verdict::Prohibited);
    assert_eq!(verdicts, [within, within, over, over, within]);
    let crossed = &ledger.accounts[0].crossed[0];
    assert_eq!(crossed.earliest.as_deref(), Some("r2"));
    assert_eq!(crossed.latest.as_deref(), Some("r2"));
}

/// With which records the limit is crossed in the first account, by their places.
fn crossed(all: &[Delivery], totals: &[Decimal]) -> (Option<String>, Option<String>) {
    let records = records(all, totals);
    let ledger = CHECKER.ledger(records.iter(), None);
    let Crossed { earliest, latest } = ledger.accounts[0].crossed[0].clone();
    (earliest, latest)
}

/// None of them was above the limit by itself, with what came before it for certain.
#[test]
fn rough_dates_cross_together_by_their_last_day() {
    let one = |date, number| plain(date, Some(number));
    let found = |earliest: &str, latest: &str| (Some(earliest.into()), Some(latest.into()));
    let all = [
        one("2019-06", 800),
        one("2019-06", 500),
        one("2019-06", 500),
        one("2019-08", 10),
    ];
    assert_eq!(crossed(&all, &[]), found("r0", "r2"));
    let nothing_added = [
        one("2019-03-01", 1300),
        one("2019-03-02", 0),
        one("2019-03-02", 1),
        one("2019-03-03", 0),
    ];
    assert_eq!(crossed(&nothing_added, &[]), found("r2", "r2"));
    assert_eq!(crossed(&nothing_added[..2], &[]), (None, None));
}

/// What a record states of the total before it shows what no sum does, though it adds nothing.
#[test]
fn stated_totals_show_that_a_limit_is_crossed() {
    let one = |date, number, states_total| Delivery {
        states_total,
        ..plain(date, Some(number))
    };
    let all = [
        one("2019-03-01", 10, true),
        one("2019-06", 20, false),
        one("2019-06", 20, false),
        one("2019-08-01", 0, false),
    ];
    let sum = [1260.into(), 0.into(), 0.into(), 0.into()];
    let at = |id: &str| Some(id.to_owned());
    assert_eq!(crossed(&all, &sum), (at("r1"), at("r2")));
    let before = [one("2019-03-01", 0, true), one("2019-04-01", 5, false)];
    assert_eq!(
        crossed(&before, &[1301.into(), 0.into()]),
        (at("r0"), at("r0"))
    );
}

const OIL: &str = r#"
resolution 3004 adopted 2010-01-01
  regime  sample

paragraph 4 "Oil by volume or by weight"
  allows   supply to PRK of oil
           up to 1000 bbl or 150 t in each calendar year, all suppliers together
  checked  "nowhere: a sample"

category oil "Oil"
  words  "oil"
"#;

/// The accounts of deliveries of oil, and what people read of them.
fn oil(rules: &str, quantities: &[&str]) -> (Vec<Vec<Crossed>>, String) {
    let rules = RuleSet::from_files(vec![SourceFile::new("oil.rule", rules)]).unwrap();
    let mut table = String::from("id,item,quantity,unit,to,from,date\n");
    for (at, quantity) in quantities.iter().enumerate() {
        table.push_str(&format!("r{at},oil,{quantity},PRK,CHN,2019-01-05\n"));
    }
    let read = read(
        &SourceFile::new("oil.csv", table),
        Format::Csv,
        &names(&rules),
    );
    let ledger = Checker::new(&rules).ledger(read.records.iter(), None);
    let text = interdict::report::accounts(&ledger.accounts, &rules);
    let crossed = ledger.accounts.into_iter().map(|account| account.crossed);
    (crossed.collect(), text)
}

/// A cargo in barrels was told as one that may cross the limit in tons.
#[test]
fn a_unit_of_which_no_record_speaks_has_no_account() {
    let (crossed, text) = oil(OIL, &["700,bbl", "200,bbl"]);
    assert_eq!(crossed, [vec![Crossed::default(); 2]]);
    assert!(!text.contains("up to 150 t"), "{text}");
    assert!(
        text.contains("left out is 150 t: no record says how much"),
        "{text}"
    );
}

/// Where any record speaks of a unit, where none speaks of any, and where the lower of both amounts
/// is the limit, each unit may be what is crossed.
#[test]
fn a_unit_of_which_a_record_speaks_has_an_account() {
    let lower = OIL.replace("150 t ", "150 t, whichever is lower ");
    let cases: [(&str, &[&str]); 3] = [
        (OIL, &["700,bbl", "2,t"]),
        (OIL, &[",", ","]),
        (&lower, &["700,bbl"]),
    ];
    for (rules, quantities) in cases {
        let (crossed, text) = oil(rules, quantities);
        assert!(crossed[0][1].earliest.is_some(), "{text}");
        assert!(text.contains("up to 150 t"), "{text}");
        assert!(!text.contains("left out"), "{text}");
    }
}
