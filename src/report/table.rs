//! Findings as the rows of a table, in CSV.

use crate::check::{Checked, Finding};
use crate::law::RuleSet;
use crate::record::Record;
use crate::source::printable;
use crate::terms::Verdict;

/// The names of the columns.
pub(super) const COLUMNS: [&str; 16] = [
    "file",
    "line",
    "id",
    "verdict",
    "paragraph",
    "citation",
    "title",
    "missing",
    "exempt_by",
    "item",
    "hs",
    "from",
    "to",
    "date",
    "as_of",
    "in_all",
];

/// The first row, which names the columns.
#[must_use]
pub fn table_head() -> String {
    rows(std::iter::once(COLUMNS.map(str::to_owned)))
}

/// A row for each finding of a record; none where nothing is found. Texts stand as they do
/// in the record and the rules, but for a `'` before one that a spreadsheet would take for a formula,
/// and for what acts on a terminal, which is shown as `\u{…}`.
#[must_use]
pub fn table_rows(record: &Record, checked: &Checked, rules: &RuleSet) -> String {
    let findings = checked.findings.iter();
    self::rows(findings.map(|finding| row(record, checked.verdict, finding, rules, harmless)))
}

/// The same rows, with all texts as they stand in the record: for programs, not for spreadsheets.
#[must_use]
pub fn exact_table_rows(record: &Record, checked: &Checked, rules: &RuleSet) -> String {
    let findings = checked.findings.iter();
    self::rows(findings.map(|finding| row(record, checked.verdict, finding, rules, str::to_owned)))
}

/// A text that neither a spreadsheet nor a terminal runs.
fn harmless(text: &str) -> String {
    let shown = printable(text);
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{shown}"),
        false => shown.into_owned(),
    }
}

/// The row of a finding; `text` writes what the author of the record or of the rules could choose.
fn row(
    record: &Record,
    in_all: Verdict,
    finding: &Finding,
    rules: &RuleSet,
    text: fn(&str) -> String,
) -> [String; COLUMNS.len()] {
    let paragraph = finding.paragraph(rules);
    let missing = finding.missing.questions.iter();
    let missing: Vec<&str> = missing.map(|question| question.field(rules)).collect();
    let exempt_by: Vec<String> = finding
        .exempt_by()
        .iter()
        .map(ToString::to_string)
        .collect();
    [
        text(record.file.name()),
        record.file.line(record.span.start).to_string(),
        text(&record.id),
        finding.verdict.to_string(),
        paragraph.map_or_else(String::new, |paragraph| paragraph.citation.to_string()),
        paragraph.map_or_else(String::new, |paragraph| paragraph.formal_citation(rules)),
        paragraph.map_or_else(String::new, |paragraph| text(&paragraph.title)),
        missing.join(";"),
        exempt_by.join(";"),
        record
            .item
            .as_ref()
            .map_or_else(String::new, |item| text(&item.value)),
        record
            .hs
            .as_ref()
            .map_or_else(String::new, |hs| hs.value.to_string()),
        record
            .from
            .map_or_else(String::new, |from| from.value.to_string()),
        record
            .to
            .map_or_else(String::new, |to| to.value.to_string()),
        record
            .date
            .map_or_else(String::new, |date| date.value.to_string()),
        finding
            .as_of
            .map_or_else(String::new, |day| day.to_string()),
        in_all.to_string(),
    ]
}

/// Rows as CSV writes them.
fn rows(rows: impl Iterator<Item = [String; COLUMNS.len()]>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // What is written into memory is not refused.
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
