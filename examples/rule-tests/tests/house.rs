//! What the continuous integration of a repository of rules can hold them to, beyond what
//! `interdict test` does.

use std::sync::LazyLock;

use interdict::check::{Before, Checker, Coverage};
use interdict::law::RuleSet;
use interdict::record::FactValue;
use interdict::source::{Span, Spanned};
use interdict::strategies::{Seed, Seeds, attempt, records, records_for};
use interdict::terms::Verdict;
use proptest::prelude::*;

static RULES: LazyLock<RuleSet> = LazyLock::new(|| {
    let house = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/house.rule");
    RuleSet::load(&[house]).unwrap_or_else(|errors| panic!("{:#?}", errors.errors))
});
static CHECKER: LazyLock<Checker<'static>> = LazyLock::new(|| Checker::new(&RULES));

/// The properties that the rule file states, on more records than `interdict test` makes of itself.
#[test]
fn properties_hold() {
    let seeds = Seeds {
        kept: &[],
        run: Seeds::run_of(&RULES),
        cases: 500,
    };
    for property in &RULES.properties {
        let trial = attempt(property, &CHECKER, &seeds, |_| ());
        let case = trial.broken.map(|broken| broken.case);
        assert!(
            case.is_none(),
            "\"{}\" does not hold of {case:?}",
            property.title
        );
        assert!(
            trial.met > 100,
            "\"{}\" is about few records",
            property.title
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// What no property can say, since it is about two records: the board's word never makes
    /// anything worse.
    #[test]
    fn the_board_only_ever_lifts(made in records(&RULES)) {
        let before = CHECKER.check(&made.record, None).verdict;
        let mut agreed = made.record.clone();
        let yes = Spanned::new(FactValue::YesNo(true), Span::default());
        agreed.facts.insert("board_agreed".into(), yes);
        let after = CHECKER.check(&agreed, None).verdict;
        // The strongest verdict comes first.
        prop_assert!(after >= before, "{before} became {after}");
    }

    /// Of what a property is about, a part can be asked more closely.
    #[test]
    fn a_silent_record_is_never_exempt(made in records_for(&RULES.properties[0], &RULES)) {
        if made.record.facts.is_empty() {
            let checked = CHECKER.check(&made.record, None);
            prop_assert_ne!(checked.verdict, Verdict::Exempt);
        }
    }
}

/// Every clause of the rules matters to some record.
#[test]
fn made_records_cover_the_rules() {
    let strategy = records(&RULES);
    let mut coverage = Coverage::of(&RULES);
    for made in (0..500).filter_map(|number| strategy.made_from(Seed::of(1, "", number))) {
        coverage.add(&CHECKER, &made.record, &Before::default());
    }
    let missed = coverage.clauses().filter(|clause| !clause.is_covered());
    let missed: Vec<&str> = missed.map(|clause| clause.text.as_str()).collect();
    assert!(missed.is_empty(), "never both true and false: {missed:#?}");
}
