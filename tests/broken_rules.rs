//! Broken rule files and the reports they give: one file each, its report beside it.
//!
//! A new case is a new `.rule` file in `tests/golden/broken_rules`; `INSTA_UPDATE=always cargo
//! test --test broken_rules` writes its report.

use std::path::Path;

use interdict::law::RuleSet;
use interdict::report::{Style, render};
use interdict::source::SourceFile;

/// What the program prints of the faults in one rule file.
fn report_of(path: &Path) -> String {
    let text = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let text = String::from_utf8_lossy(&text).into_owned();
    let style = Style::plain(90);
    let faults = match RuleSet::from_files(vec![SourceFile::new(name, text)]) {
        Ok(rules) => rules.warnings,
        Err(faults) => faults.errors,
    };
    faults
        .iter()
        .map(|fault| render(fault, &style))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn every_broken_rule_file_gives_its_report() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden/broken_rules");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("golden/broken_rules", "*.rule", |path| {
            let report = report_of(path);
            assert!(!report.is_empty(), "{} is not broken", path.display());
            insta::assert_snapshot!("report", report);
        });
    });
}

#[test]
fn there_are_enough_of_them() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/broken_rules");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let rules = files
        .filter(|path| path.extension().is_some_and(|e| e == "rule"))
        .count();
    assert!(rules >= 25, "only {rules}");
}
