//! The symbolic reading.

use interdict::law::RuleSet;
use interdict::prove::{Proof, Prover};

#[test]
fn every_shipped_property_is_proved() {
    let rules = RuleSet::builtin().unwrap();
    let prover = Prover::new(&rules).unwrap();
    let proofs = prover.prove_all();
    for (property, proof) in rules.properties.iter().zip(&proofs) {
        let shown = match proof {
            Proof::Refuted(record) | Proof::Unknown(record) => record.to_string(),
            _ => String::new(),
        };
        eprintln!("{} {}", property.title, shown);
        assert_eq!(*proof, Proof::Proved, "{}: {shown}", property.title);
    }
    assert_eq!(proofs.len(), rules.properties.len());
}
