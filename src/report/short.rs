//! One line for each finding.

use crate::check::Checked;
use crate::law::RuleSet;
use crate::record::Record;
use crate::source::printable_line;

use super::finding::headline;

/// `file:line: id: prohibited by S/RES/2270 (2016) ¶6: title`, a line for each finding; one line
/// that says `clear` where there is none.
#[must_use]
pub fn short(record: &Record, checked: &Checked, rules: &RuleSet) -> String {
    let line = record.file.line(record.span.start);
    let start = format!(
        "{}:{line}: {}",
        printable_line(record.file.name()),
        printable_line(&record.id)
    );
    let mut text = String::new();
    for finding in &checked.findings {
        let missing: Vec<&str> = finding
            .missing
            .questions
            .iter()
            .map(|q| q.field(rules))
            .collect();
        let missing = if missing.is_empty() {
            String::new()
        } else {
            format!(" (missing: {})", missing.join(", "))
        };
        text.push_str(&format!("{start}: {}{missing}\n", headline(finding, rules)));
    }
    if text.is_empty() {
        let as_of = checked.as_of.map(|day| format!(" as of {day}"));
        let as_of = as_of.unwrap_or_default();
        text = format!("{start}: {}{as_of}\n", checked.verdict);
    }
    text
}
