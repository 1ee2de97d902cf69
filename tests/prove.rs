//! The symbolic reading.

use interdict::law::RuleSet;
use interdict::prove::{Proof, Prover};

#[test]
fn every_shipped_property_is_proved() {
    let rules = RuleSet::builtin().unwrap();
    let prover = Prover::new(&rules).unwrap();
    let proofs = prover.prove_each(&rules.properties.iter().collect::<Vec<_>>());
    for (property, proof) in rules.properties.iter().zip(&proofs) {
        let shown = match proof {
            Proof::Refuted(found) => found.draft.to_string(),
            Proof::Unknown(draft) => draft.to_string(),
            Proof::Proved | Proof::Empty => String::new(),
        };
        assert!(
            matches!(proof, Proof::Proved),
            "{}: {shown}",
            property.title
        );
    }
    assert_eq!(proofs.len(), rules.properties.len());
}

#[test]
fn nothing_in_the_shipped_rules_is_in_doubt() {
    let rules = RuleSet::builtin().unwrap();
    let lints = Prover::new(&rules).unwrap().lint();
    let shown: Vec<String> = lints
        .iter()
        .map(|lint| format!("{:?}: {lint}", lint.span()))
        .collect();
    assert!(lints.is_empty(), "{shown:?}");
    assert!(!rules.silencers.is_empty());
}
