//! The built-in rules and the shipped cases hold to what they promise.

use interdict::check::{Checker, compare, example_records};
use interdict::law::RuleSet;
use interdict::report::{Style, render};

fn builtin() -> RuleSet {
    RuleSet::builtin().unwrap_or_else(|faults| {
        let style = Style::plain(100);
        let reports: Vec<String> = faults
            .errors
            .iter()
            .map(|error| render(error, &style))
            .collect();
        panic!("{}", reports.join("\n"));
    })
}

#[test]
fn the_built_in_rules_are_sound_and_beyond_doubt() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");
    let rules = RuleSet::load(&[folder]).unwrap();
    let style = Style::plain(100);
    let doubts: Vec<String> = rules
        .warnings
        .iter()
        .map(|warning| render(warning, &style))
        .collect();
    assert!(doubts.is_empty(), "{}", doubts.join("\n"));
}

#[test]
fn every_example_gives_what_it_says() {
    let rules = builtin();
    let checker = Checker::new(&rules);
    let mut unmet = Vec::new();
    for record in rules
        .examples
        .iter()
        .flat_map(|example| example_records(example, &rules))
    {
        let checked = checker.check(&record, None);
        let expect = record.expect.as_ref().unwrap();
        for one in compare(expect, &checked, &rules, false) {
            unmet.push(format!("{}: {one}", record.id));
        }
    }
    assert!(unmet.is_empty(), "{}", unmet.join("\n"));
}
