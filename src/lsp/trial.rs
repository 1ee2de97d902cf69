//! Examples and cases tried in the background.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::check::{Before, Checked, Checker, compare, example_records, names};
use crate::law::RuleSet;
use crate::record::{Format, Record, read};
use crate::report::{Style, pretty};
use crate::source::SourceFile;
use crate::terms::{Citation, Verdict};

/// A case of more bytes is none that somebody wrote.
const LARGEST_CASE: u64 = 16 * 1024 * 1024;

/// What came of one example line or case.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The name of the file and the words of the line; of a case its id. As long as a line stays
    /// the same, so does what came of it.
    pub file: String,
    /// The words.
    pub words: String,
    /// The verdict of the record.
    pub verdict: Verdict,
    /// The paragraphs that say something of it.
    pub found: Vec<(Citation, Verdict)>,
    /// The paragraphs that the expectation names.
    pub named: Vec<Citation>,
    /// What of the expectation was not met.
    pub unmet: Vec<String>,
}

/// What came of all examples and cases.
#[derive(Debug, Default)]
pub(super) struct Trial {
    /// The lines of examples.
    pub lines: Vec<Outcome>,
    /// The cases.
    pub cases: Vec<Outcome>,
}

/// Whether work that was begun for a state of the texts is still wanted.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// The state that the texts are in now.
    now: Arc<AtomicU64>,
    /// The state that the work is for.
    of: u64,
}

impl Wanted {
    /// Work for the present state.
    pub fn at(now: &Arc<AtomicU64>) -> Self {
        Self {
            now: Arc::clone(now),
            of: now.load(Ordering::Relaxed),
        }
    }

    /// Whether the texts are still the same.
    pub fn still(&self) -> bool {
        self.now.load(Ordering::Relaxed) == self.of
    }
}

/// Tries all examples and cases; nothing where that is no longer wanted.
pub(super) fn try_all(rules: &RuleSet, cases: &[PathBuf], wanted: &Wanted) -> Option<Trial> {
    let checker = Checker::new(rules);
    let mut trial = Trial::default();
    for record in rules
        .examples
        .iter()
        .flat_map(|e| example_records(e, rules))
    {
        if !wanted.still() {
            return None;
        }
        let checked = checker.check(&record, None);
        let words = record.file.quote(record.span).to_owned();
        trial
            .lines
            .push(outcome(&record, words, &checked, rules, false));
    }
    let known = names(rules);
    for path in cases {
        let is_small = path.metadata().is_ok_and(|file| file.len() <= LARGEST_CASE);
        let text = is_small
            .then(|| std::fs::read_to_string(path).ok())
            .flatten();
        let Some(text) = text else { continue };
        let file = SourceFile::new(path.to_string_lossy(), text);
        let records = read(&file, Format::Ron, &known).records;
        let ledger = checker.ledger(records.iter(), None);
        for (at, record) in records.iter().enumerate() {
            if !wanted.still() {
                return None;
            }
            let checked = checker.check_after(record, &ledger.before(at), None);
            trial
                .cases
                .push(outcome(record, record.id.clone(), &checked, rules, true));
        }
    }
    Some(trial)
}

fn outcome(
    record: &Record,
    words: String,
    checked: &Checked,
    rules: &RuleSet,
    all_firm: bool,
) -> Outcome {
    let findings = checked.findings.iter();
    let found = findings
        .filter_map(|finding| Some((finding.paragraph(rules)?.citation.clone(), finding.verdict)));
    let unmet = record.expect.iter();
    let unmet = unmet.flat_map(|expect| compare(expect, checked, rules, all_firm));
    let expect = record.expect.iter();
    let named = expect.flat_map(|e| e.paragraphs.iter().chain(&e.never).chain(&e.undetermined));
    Outcome {
        file: record.file.name().to_owned(),
        words,
        verdict: checked.verdict,
        found: found.collect(),
        named: named.cloned().collect(),
        unmet: unmet.map(|unmet| unmet.to_string()).collect(),
    }
}

impl Outcome {
    /// Whether it has something to do with a paragraph.
    pub fn is_about(&self, citation: &Citation) -> bool {
        let found = self.found.iter().map(|(found, _)| found);
        found.chain(&self.named).any(|one| one.is_within(citation))
    }
}

impl Trial {
    /// What came of a line with these words.
    pub fn of_line(&self, file: &str, words: &str) -> Option<&Outcome> {
        self.lines
            .iter()
            .find(|line| line.file == file && line.words == words)
    }
}

/// What the rules say of the example line with these words, as `interdict explain` tells it.
pub(super) fn explain(rules: &RuleSet, file: &str, words: &str) -> Option<String> {
    let records = rules
        .examples
        .iter()
        .flat_map(|e| example_records(e, rules));
    let is_it =
        |record: &Record| record.file.name() == file && record.file.quote(record.span) == words;
    let record = records.into_iter().find(is_it)?;
    let checker = Checker::new(rules);
    let checked = checker.check_after(&record, &Before::default(), None);
    let mut text = pretty(&record, &checked, rules, &Style::plain(100));
    let expect = record.expect.iter();
    for unmet in expect.flat_map(|expect| compare(expect, &checked, rules, false)) {
        text.push_str(&format!("\nnot as expected: {unmet}\n"));
    }
    Some(text)
}
