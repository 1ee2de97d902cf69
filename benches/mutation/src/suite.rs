//! What `interdict test` and `interdict prove` ask, in one call.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use interdict::check::{Before, Checker, compare, example_records, names};
use interdict::law::{Property, RuleSet};
use interdict::prove::{Proof, Prover};
use interdict::record::{Format, Record, read};
use interdict::source::SourceFile;

/// What noticed a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noticed {
    /// The rules cannot be loaded.
    Load,
    /// An example does not hold.
    Example,
    /// A case does not hold.
    Case,
    /// A property is refuted.
    Property,
}

/// The files of rules, and the cases.
pub struct Suite {
    pub files: Vec<(PathBuf, String)>,
    pub cases: Vec<(PathBuf, String)>,
}

impl Suite {
    /// What noticed that a file has another text; nothing where all is as it was.
    pub fn notices(&self, path: &Path, text: &str) -> Option<Noticed> {
        let files = self.files.iter().map(|(known, own)| {
            let text = if known == path { text } else { own };
            SourceFile::new(known.to_string_lossy(), text.to_owned())
        });
        let files: Vec<Arc<SourceFile>> = files.collect();
        let Ok(rules) = RuleSet::from_files(files) else {
            return Some(Noticed::Load);
        };
        let checker = Checker::new(&rules);
        let examples = rules.examples.iter();
        let mut examples = examples.flat_map(|example| example_records(example, &rules));
        if examples.any(|record| !holds(&record, &Before::default(), &checker, false)) {
            return Some(Noticed::Example);
        }
        for (path, text) in &self.cases {
            let format = Format::of_path(path)?;
            let file = SourceFile::new(path.to_string_lossy(), text.clone());
            let records = read(&file, format, &names(&rules)).records;
            let ledger = checker.ledger(records.iter(), None);
            for (at, record) in records.iter().enumerate() {
                let mut wordings = record.in_every_wording().into_iter();
                if wordings.any(|record| !holds(&record, &ledger.before(at), &checker, true)) {
                    return Some(Noticed::Case);
                }
            }
        }
        let properties: Vec<&Property> = rules.properties.iter().collect();
        let proofs = Prover::new(&rules)?.prove_each(&properties);
        let all = proofs.iter().all(|proof| matches!(proof, Proof::Proved));
        (!all).then_some(Noticed::Property)
    }
}

fn holds(record: &Record, before: &Before, checker: &Checker<'_>, all_firm: bool) -> bool {
    let Some(expect) = &record.expect else {
        return true;
    };
    let checked = checker.check_after(record, before, None);
    compare(expect, &checked, checker.rules(), all_firm).is_empty()
}
