//! How well descriptions are read, held as a ratchet: a score may rise, and then its threshold
//! rises with it, but never fall.

use interdict::check::{Checker, Labelled, Score};
use interdict::law::RuleSet;

/// A file with the least F1 of arms and of all categories together.
const SETS: [(&str, f64, f64); 3] = [
    ("open", 0.99, 0.975),
    ("own", 0.99, 0.98),
    ("wide", 0.985, 0.965),
];

/// How far a score may lie above its threshold before the threshold must rise.
const SLACK: f64 = 0.02;

fn score(name: &str) -> Score {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/labels");
    let file = std::fs::read_to_string(format!("{folder}/{name}.jsonl")).unwrap();
    let lines = (1..).zip(file.lines().map(|line| Labelled::parse(line).unwrap()));
    let rules = RuleSet::builtin().unwrap();
    Checker::new(&rules).score(&lines.collect::<Vec<_>>())
}

#[test]
fn no_score_falls_below_its_threshold() {
    for (name, arms, micro) in SETS {
        let score = score(name);
        for (what, f1, least) in [
            ("arms", score.arms.f1(), arms),
            ("categories", score.micro.f1(), micro),
        ] {
            assert!(f1 >= least, "{name}: {what} {f1:.3}, at least {least}");
            assert!(
                f1 <= least + SLACK,
                "{name}: {what} {f1:.3}, raise the threshold of {least}"
            );
        }
    }
}

#[test]
fn labels_name_categories_of_the_rules() {
    let rules = RuleSet::builtin().unwrap();
    for (name, ..) in SETS {
        for category in score(name).categories.keys() {
            assert!(rules.category(category).is_some(), "{name}: {category}");
        }
    }
}
