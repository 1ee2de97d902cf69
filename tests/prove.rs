//! The symbolic reading.

use interdict::law::RuleSet;
use interdict::prove::{Proof, Prover};
use interdict::source::SourceFile;

#[test]
fn every_shipped_property_is_proved() {
    let rules = RuleSet::builtin().unwrap();
    let prover = Prover::new(&rules).unwrap();
    let proofs = prover.prove_each(&rules.properties.iter().collect::<Vec<_>>());
    for (property, proof) in rules.properties.iter().zip(&proofs) {
        let shown = match proof {
            Proof::Refuted(found) => found.draft.to_string(),
            Proof::Unknown(draft) => format!("{draft:?}"),
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

/// Properties that were once taken to be proved, though a record breaks them: one file for each,
/// its least record beside it.
#[test]
fn records_that_break_properties_are_found() {
    let mut count = 0;
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden/proofs/refuted");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("golden/proofs/refuted", "*.rule", |path| {
            let text = std::fs::read_to_string(path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let rules = RuleSet::from_files(vec![SourceFile::new(name.clone(), text)]).unwrap();
            let prover = Prover::new(&rules).unwrap();
            for proof in prover.prove_each(&rules.properties.iter().collect::<Vec<_>>()) {
                let Proof::Refuted(found) = proof else {
                    panic!("{name}: {proof:?}");
                };
                let unmet = found.unmet.iter().map(ToString::to_string);
                let unmet: Vec<String> = unmet.collect();
                let shown = format!("{}\n{}", found.draft, unmet.join("\n"));
                insta::assert_snapshot!("record", shown);
                count += 1;
            }
        });
    });
    assert!(count >= 10, "only {count}");
}
