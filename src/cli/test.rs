//! `interdict test`: examples in rule files, expectations in cases.

use std::path::{Path, PathBuf};

use interdict::check::{Checker, compare, example_records, names};
use interdict::record::Record;
use interdict::report::{Style, render};
use interdict::source::{Span, printable};

use super::input::read_all;
use super::{Common, Status, with_checker};

const EXAMPLES: &str = "Examples:
  interdict test                          the examples of the built-in rules
  interdict test cases                    and the expectations of cases
  interdict test rules my.rule cases      with these rules in place of the built-in ones

Exit status: 0 all is as expected, 1 something is not, 2 could not run,
4 some records could not be read.";

/// Arguments of `test`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Rule files, files of cases, and folders of either
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    let (mut rule_paths, case_paths): (Vec<PathBuf>, Vec<PathBuf>) = arguments
        .paths
        .iter()
        .cloned()
        .partition(|path| holds_rules(path));
    rule_paths.extend(common.rules.iter().cloned());
    with_checker(&rule_paths, common, style, |checker| {
        test(checker, &case_paths, style)
    })
}

fn test(checker: &Checker<'_>, case_paths: &[PathBuf], style: &Style) -> Status {
    let rules = checker.rules();
    let mut tally = Tally::default();
    for record in rules
        .examples
        .iter()
        .flat_map(|example| example_records(example, rules))
    {
        tally.test(&record, checker, false);
    }
    let input = read_all(case_paths, &names(rules));
    for (path, reason) in &input.unreadable {
        eprintln!(
            "cannot read `{}`: {reason}",
            printable(&path.to_string_lossy())
        );
    }
    let errors: Vec<_> = input.files.iter().flat_map(|file| &file.errors).collect();
    errors
        .iter()
        .for_each(|error| eprintln!("{}", render(*error, style)));
    for record in input.files.iter().flat_map(|file| &file.records) {
        for wording in record.in_every_wording() {
            tally.test(&wording, checker, true);
        }
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    match () {
        () if !input.unreadable.is_empty() || (tally.passed == 0 && tally.failed == 0) => {
            Status::Failed
        }
        () if !errors.is_empty() => Status::Incomplete,
        () if tally.failed > 0 => Status::Found,
        () => Status::Fine,
    }
}

/// Whether a path is a rule file or a folder that holds one.
fn holds_rules(path: &Path) -> bool {
    if !path.is_dir() {
        return path
            .extension()
            .is_some_and(|extension| extension == "rule")
            || path == Path::new("builtin");
    }
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .any(|inner| holds_rules(&inner))
}

#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

impl Tally {
    /// Tests one record against its expectation, and prints what was not met.
    fn test(&mut self, record: &Record, checker: &Checker<'_>, all_firm: bool) {
        let Some(expect) = &record.expect else { return };
        let checked = checker.check(record, None);
        let unmet = compare(expect, &checked, checker.rules(), all_firm);
        if unmet.is_empty() {
            self.passed = self.passed.saturating_add(1);
            return;
        }
        self.failed = self.failed.saturating_add(1);
        let Span { start, .. } = expect.span;
        let (line, _) = record.file.line_column(start);
        println!(
            "{}:{line}: {}",
            printable(record.file.name()),
            printable(&record.id)
        );
        for one in unmet {
            println!("  {one}");
        }
    }
}
