//! All engines agree, and the generator draws the same rows in every run.

use interdict::law::RuleSet;
use peers_bench::engines::{INTERDICT, others};
use peers_bench::generator::{self, Generator, seldom_named};
use peers_bench::question::{Kind, Record, compare};
use peers_bench::rules::Rules;

fn rules() -> Rules {
    let shipped = RuleSet::builtin().expect("the shipped rules are sound");
    Rules::reduce(&shipped).expect("they can be reduced")
}

fn agree_on(rules: &Rules, rows: &Rules, count: usize) {
    for kind in [Kind::Structured, Kind::Text] {
        let rows = Generator::new(rows).filter_map(|row| Record::of(&row, kind));
        let records: Vec<Record> = rows.take(count).collect();
        let answers = |make: peers_bench::question::Make| {
            let mut engine = make(rules, &records, kind).expect("the engine takes the rules");
            engine.answer().expect("the engine answers")
        };
        let right = answers(INTERDICT.make);
        assert!(right.named() > 0, "some record is covered");
        for engine in others() {
            let given = answers(engine.make);
            compare(engine.name, rules, &records, &right, &given).expect("the engine agrees");
        }
    }
}

#[test]
fn engines_agree() {
    let rules = rules();
    agree_on(&rules, &rules, 500);
}

#[test]
fn engines_agree_on_more_regimes() {
    let rules = rules();
    let more = rules
        .times(4, &seldom_named(&rules))
        .expect("there are countries enough");
    assert_eq!(more.rules.len(), rules.rules.len() * 4);
    agree_on(&more, &rules, 300);
}

#[test]
fn generator_draws_the_same_rows() {
    let rules = rules();
    let written = || {
        let mut bytes = Vec::new();
        let rows = Generator::new(&rules).take(2_000);
        generator::write(rows, u64::MAX, &mut bytes).expect("memory takes everything");
        bytes
    };
    let first = written();
    assert_eq!(first, written());
    assert_eq!(first.iter().filter(|byte| **byte == b'\n').count(), 2_001);
}

#[test]
fn a_fifth_of_the_rows_touches_a_regime() {
    let rules = rules();
    let regimes = rules.countries();
    let touches = |row: &generator::Row| {
        let countries = [row.from, row.to];
        countries
            .iter()
            .flatten()
            .any(|country| regimes.contains(country))
    };
    let touching = Generator::new(&rules).take(10_000).filter(touches).count();
    assert!(
        (1_700..2_300).contains(&touching),
        "{touching} of 10000 rows"
    );
}
