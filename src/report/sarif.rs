//! Findings and doubts as a SARIF 2.1.0 log.

use std::collections::BTreeMap;

use miette::Severity;
use serde::Serialize;

use crate::check::{Checked, Finding};
use crate::law::RuleSet;
use crate::record::Record;
use crate::source::{SourceFile, Span, printable, printable_line};
use crate::terms::Verdict;

use super::finding::{code, headline, labels, rule_reports};
use super::json::SummaryJson;
use super::notice::{At, Notice, why};
use super::page::CodePage;
use super::plain::explain_paragraph;
use super::style::Style;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// A log in the making.
///
/// ```
/// use interdict::report::{Notice, Sarif, SarifEnd};
/// let end = SarifEnd {
///     status: 2,
///     configuration: vec![Notice::of_path("a.rule", "rules::unreadable", "there is no such file")],
///     ..SarifEnd::default()
/// };
/// let log = Sarif::default().text(&end)?;
/// assert!(log.contains("\"executionSuccessful\": false"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Sarif {
    has_no_bytes: bool,
    results: Vec<Outcome>,
    /// The rules that results name.
    rules: BTreeMap<String, Rule>,
}

/// How a run ended.
#[derive(Debug, Default)]
pub struct SarifEnd<'a> {
    /// The rules, where they could be loaded.
    pub rules: Option<&'a RuleSet>,
    /// The counts of records, where some were to be checked.
    pub summary: Option<&'a SummaryJson>,
    /// The exit status.
    pub status: u8,
    /// Whether all was looked at that was to be.
    pub is_whole: bool,
    /// What is wrong with records and files.
    pub execution: Vec<Notice>,
    /// What is wrong with rules.
    pub configuration: Vec<Notice>,
}

impl Sarif {
    /// The same without offsets in bytes, as the text that is read is not what the files hold.
    #[must_use]
    pub fn without_bytes(self) -> Self {
        Self {
            has_no_bytes: true,
            ..self
        }
    }

    /// Adds a result for each finding of a record.
    pub fn add(&mut self, record: &Record, checked: &Checked, rules: &RuleSet) {
        for finding in &checked.findings {
            let id = code(finding, rules);
            self.rules
                .entry(id.clone())
                .or_insert_with(|| Rule::of_finding(&id, finding, rules));
            let (kind, level) = kind_and_level(finding.weight());
            let why = why(finding, record, rules);
            let text = [headline(finding, rules), why].join("\n");
            self.results.push(Outcome {
                rule_id: id,
                kind,
                level,
                message: Message::of(text.trim_end()),
                locations: vec![self.record_location(finding, record)],
                related_locations: self.rule_locations(finding, rules),
                properties: Some(OutcomeProperties {
                    record: record.id.clone(),
                    verdict: finding.verdict,
                }),
            });
        }
    }

    /// Adds a result for a doubt about rules.
    pub fn add_doubt(&mut self, doubt: &Notice) {
        self.rules
            .entry(doubt.code.clone())
            .or_insert_with(|| Rule::of_code(&doubt.code));
        self.results.push(Outcome {
            rule_id: doubt.code.clone(),
            kind: "fail",
            level: level(doubt.severity),
            message: Message::of(&doubt.text()),
            locations: self.location(&doubt.at).into_iter().collect(),
            related_locations: Vec::new(),
            properties: None,
        });
    }

    /// The log as JSON.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn text(self, end: &SarifEnd<'_>) -> serde_json::Result<String> {
        let notifications = |notices: &[Notice]| -> Vec<Notification> {
            let notices = notices.iter();
            notices.map(|notice| self.notification(notice)).collect()
        };
        let invocation = Invocation {
            execution_successful: end.is_whole,
            exit_code: end.status,
            tool_execution_notifications: notifications(&end.execution),
            tool_configuration_notifications: notifications(&end.configuration),
        };
        let driver = Driver {
            name: "interdict",
            version: env!("CARGO_PKG_VERSION"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            rules: self.rules.into_values().collect(),
            properties: end.rules.map(|rules| DriverProperties {
                sha256: rules.digest.clone(),
                paragraphs: rules.paragraphs.len(),
                verified: rules.verified().map(|date| date.to_string()),
            }),
        };
        let log = Log {
            schema: SCHEMA,
            version: "2.1.0",
            runs: [Run {
                tool: Tool { driver },
                invocations: [invocation],
                column_kind: "unicodeCodePoints",
                results: self.results,
                properties: end.summary.map(|summary| RunProperties { summary }),
            }],
        };
        serde_json::to_string_pretty(&log).map(|json| json + "\n")
    }

    fn notification(&self, notice: &Notice) -> Notification {
        Notification {
            descriptor: Descriptor {
                id: notice.code.clone(),
            },
            level: level(notice.severity),
            message: Message::of(&notice.text()),
            locations: self.location(&notice.at).into_iter().collect(),
        }
    }

    /// The record, and the words that decided.
    fn record_location(&self, finding: &Finding, record: &Record) -> Location {
        let labels = labels(finding, record).into_iter();
        let annotations = labels.map(|(span, text)| Region {
            message: (!text.is_empty()).then(|| Message::of(&printable(&text))),
            ..self.region(&record.file, span)
        });
        Location {
            annotations: annotations.collect(),
            logical_locations: vec![LogicalLocation {
                name: printable_line(&record.id).into_owned(),
            }],
            ..self.words(&record.file, record.span)
        }
    }

    /// The clauses of the rule, and the entries of lists.
    fn rule_locations(&self, finding: &Finding, rules: &RuleSet) -> Vec<Location> {
        let mut all = Vec::new();
        for report in rule_reports(finding, rules) {
            for span in &report.spans {
                let mut location = self.words(&report.file, *span);
                location.message =
                    Some(Message::of(&format!("{} {}", report.code, report.message)));
                let text = printable(report.file.quote(*span)).into_owned();
                location.physical_location.region = location
                    .physical_location
                    .region
                    .map(|region| region.quoting(text));
                all.push(location);
            }
        }
        all
    }

    fn location(&self, at: &At) -> Option<Location> {
        match at {
            At::Nowhere => None,
            At::Path(path) => Some(Location::of(path, None)),
            At::Line(path, line) => Some(Location::of(path, Some(Region::of_line(*line)))),
            At::Words(file, span) => Some(self.words(file, *span)),
        }
    }

    fn words(&self, file: &SourceFile, span: Span) -> Location {
        Location::of(file.name(), Some(self.region(file, span)))
    }

    fn region(&self, file: &SourceFile, span: Span) -> Region {
        let ((line, column), (last, end)) = (file.place(span.start), file.place(span.end));
        let whole = file.in_whole(span);
        let has_bytes = !self.has_no_bytes && is_text(file.name());
        Region {
            start_column: column,
            end_line: Some(last),
            end_column: end,
            byte_offset: has_bytes.then_some(whole.start),
            byte_length: has_bytes.then(|| whole.len()),
            ..Region::of_line(line)
        }
    }
}

/// Whether a file of this name holds the text that is read, byte for byte.
fn is_text(name: &str) -> bool {
    const ENDINGS: [&str; 7] = ["ron", "json", "jsonl", "ndjson", "csv", "tsv", "rule"];
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| ENDINGS.iter().any(|text| ending.eq_ignore_ascii_case(text)))
}

/// What SARIF calls a verdict. INVARIANT: only what fails has a level.
fn kind_and_level(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Prohibited | Verdict::Restricted => ("fail", "error"),
        Verdict::Undetermined => ("fail", "warning"),
        Verdict::Advisory => ("fail", "note"),
        Verdict::Exempt | Verdict::Clear => ("pass", "none"),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// A path as a reference that names it: all but letters, digits and a few signs by their bytes.
fn reference(path: &str) -> String {
    let mut text = String::new();
    if path.starts_with('/') {
        text.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(byte));
            }
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[derive(Debug, Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    invocations: [Invocation; 1],
    column_kind: &'static str,
    results: Vec<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<RunProperties<'a>>,
}

#[derive(Debug, Serialize)]
struct RunProperties<'a> {
    summary: &'a SummaryJson,
}

#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<DriverProperties>,
}

/// The rules that were loaded.
#[derive(Debug, Serialize)]
struct DriverProperties {
    sha256: String,
    paragraphs: usize,
    verified: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    short_description: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_description: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
}

impl Rule {
    fn named(id: &str, title: &str) -> Self {
        Self {
            id: id.to_owned(),
            short_description: Message::of(title),
            full_description: None,
            help: None,
            help_uri: None,
        }
    }

    /// A doubt by its code, with the page that tells what it means.
    fn of_code(code: &str) -> Self {
        Self {
            help: CodePage::of(code).map(|page| Message::of(page.text)),
            ..Self::named(code, code)
        }
    }

    /// The paragraph that a finding rests on.
    fn of_finding(id: &str, finding: &Finding, rules: &RuleSet) -> Self {
        let Some(paragraph) = finding.paragraph(rules) else {
            return Self::named(id, "nothing is known of what the goods are");
        };
        let citation = paragraph.formal_citation(rules);
        let text = explain_paragraph(paragraph, rules, &Style::plain(100));
        let resolution = rules.resolution_of(paragraph);
        Self {
            full_description: Some(Message::of(&format!("{citation}: {}", paragraph.title))),
            help: Some(Message::of(text.trim_end())),
            help_uri: resolution.and_then(|resolution| resolution.url.clone()),
            ..Self::named(id, &paragraph.title)
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    exit_code: u8,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_configuration_notifications: Vec<Notification>,
}

#[derive(Debug, Serialize)]
struct Notification {
    descriptor: Descriptor,
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

#[derive(Debug, Serialize)]
struct Descriptor {
    id: String,
}

/// A result.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: String,
    kind: &'static str,
    level: &'static str,
    message: Message,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<OutcomeProperties>,
}

#[derive(Debug, Serialize)]
struct OutcomeProperties {
    record: String,
    verdict: Verdict,
}

#[derive(Debug, Serialize)]
struct Message {
    text: String,
}

impl Message {
    /// A message in which nothing is a link or stands for an argument.
    fn of(text: &str) -> Self {
        let text = text.replace('{', "{{").replace('}', "}}");
        Self {
            text: text.replace("](", "] ("),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    annotations: Vec<Region>,
}

impl Location {
    fn of(path: &str, region: Option<Region>) -> Self {
        let uri = reference(path);
        Self {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri },
                region,
            },
            logical_locations: Vec::new(),
            message: None,
            annotations: Vec::new(),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Debug, Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Debug, Serialize)]
struct LogicalLocation {
    name: String,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_offset: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

impl Region {
    fn of_line(line: usize) -> Self {
        Self {
            start_line: line,
            ..Self::default()
        }
    }

    /// The same with the words that stand there, as they stand.
    fn quoting(self, text: String) -> Self {
        Self {
            snippet: Some(Message { text }),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_references() {
        assert_eq!(reference("a b/é:1.csv"), "a%20b/%C3%A9%3A1.csv");
        assert_eq!(reference("/a.csv"), "file:///a.csv");
    }

    #[test]
    fn nothing_in_a_message_is_a_link_or_an_argument() {
        assert_eq!(Message::of("[a](b) {0}").text, "[a] (b) {{0}}");
    }
}
