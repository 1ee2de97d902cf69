//! What is wrong or doubtful, and where, for programs that show it in their own way.

use std::collections::BTreeSet;
use std::sync::Arc;

use miette::{Diagnostic, Severity};

use crate::check::{Checked, Finding};
use crate::law::{RuleError, RuleSet};
use crate::record::Record;
use crate::source::{Fault, Located, SourceFile, Span, printable};

use super::finding::{code, headline, help, labels, reasons};
use super::json::SummaryJson;

/// What is wrong or doubtful with a file, a record or a rule.
///
/// ```
/// use interdict::report::Notice;
/// let notice = Notice::of_path("a.csv", "record::unreadable", "there is no such file");
/// assert_eq!(notice.message, "there is no such file");
/// assert!(notice.is_error());
/// ```
#[derive(Debug, Clone)]
pub struct Notice {
    /// How much it matters.
    pub severity: Severity,
    /// A stable name such as `record::unknown_country`.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// The way out, where there is one.
    pub help: Option<String>,
    /// Where it is, as far as that is known.
    pub(super) at: At,
}

/// A place, as far as it is known.
#[derive(Debug, Clone)]
pub(super) enum At {
    Nowhere,
    Path(String),
    Line(String, usize),
    Words(Arc<SourceFile>, Span),
}

impl Notice {
    /// A fault of a file as a whole.
    #[must_use]
    pub fn of_path(path: &str, code: &str, reason: &str) -> Self {
        Self {
            at: At::Path(path.to_owned()),
            ..Self::of_nothing(code, reason)
        }
    }

    /// A fault in a line of a file.
    #[must_use]
    pub fn of_line(path: &str, line: usize, code: &str, reason: &str) -> Self {
        Self {
            at: At::Line(path.to_owned(), line),
            ..Self::of_nothing(code, reason)
        }
    }

    /// A fault that stands nowhere.
    #[must_use]
    pub fn of_nothing(code: &str, reason: &str) -> Self {
        Self {
            severity: Severity::Error,
            code: code.to_owned(),
            message: printable(reason).into_owned(),
            help: None,
            at: At::Nowhere,
        }
    }

    /// What is to be seen to of a record's findings: none where they are exempt.
    pub(super) fn of_record(record: &Record, checked: &Checked, rules: &RuleSet) -> Vec<Self> {
        let severity = |finding: &Finding| finding_severity(finding);
        let findings = checked.findings.iter();
        let due = findings.filter_map(|finding| Some((finding, severity(finding)?)));
        due.map(|(finding, severity)| Self {
            severity,
            code: code(finding, rules),
            message: headline(finding, rules),
            help: Some(why(finding, record, rules)).filter(|why| !why.is_empty()),
            at: place(finding, record),
        })
        .collect()
    }

    /// Whether something is wrong, and not only doubtful.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The file it is in, where it is in one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match &self.at {
            At::Nowhere => None,
            At::Path(path) | At::Line(path, _) => Some(path),
            At::Words(file, _) => Some(file.name()),
        }
    }

    /// The line there, from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        match &self.at {
            At::Nowhere | At::Path(_) => None,
            At::Line(_, line) => Some(*line),
            At::Words(file, span) => Some(file.line(span.start)),
        }
    }

    /// The message, and the way out below it.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.help {
            Some(help) => format!("{}\n{help}", self.message),
            None => self.message.clone(),
        }
    }
}

impl<F: Fault> From<&Located<F>> for Notice {
    fn from(located: &Located<F>) -> Self {
        let help = located.fault.help();
        Self {
            severity: located.fault.severity(),
            code: located.fault.code().to_owned(),
            message: located.to_string(),
            help: help.map(|help| printable(&help).into_owned()),
            at: At::Words(Arc::clone(&located.file), located.span()),
        }
    }
}

impl From<&RuleError> for Notice {
    fn from(error: &RuleError) -> Self {
        match error {
            RuleError::Syntax(error) => error.into(),
            RuleError::Law(error) => error.into(),
            RuleError::Unreadable { path, .. } => {
                let path = path.to_string_lossy();
                let notice = Self::of_path(&path, "rules::unreadable", &error.to_string());
                Self {
                    help: error.help().map(|help| help.to_string()),
                    ..notice
                }
            }
        }
    }
}

/// "2 files and records could not be read"; nothing where all were.
pub(super) fn not_read(faults: &[Notice], counts: &SummaryJson) -> Option<String> {
    let errors = || faults.iter().filter(|fault| fault.is_error());
    let whole = errors().filter(|fault| fault.line().is_none()).count();
    let within = errors().filter(|fault| fault.line().is_some());
    let files: BTreeSet<Option<&str>> = within.map(Notice::file).collect();
    // A record may have several faults, and where it cannot be told from the next it is not counted.
    match whole.saturating_add(counts.unread.max(files.len())) {
        0 => None,
        1 => Some("1 file or record could not be read".into()),
        many => Some(format!("{many} files and records could not be read")),
    }
}

/// How much a finding asks for; nothing where it asks for nothing.
fn finding_severity(finding: &Finding) -> Option<Severity> {
    use crate::terms::Verdict;
    match finding.weight() {
        Verdict::Prohibited | Verdict::Restricted => Some(Severity::Error),
        Verdict::Undetermined => Some(Severity::Warning),
        Verdict::Advisory => Some(Severity::Advice),
        Verdict::Exempt | Verdict::Clear => None,
    }
}

/// The first words that decided.
fn place(finding: &Finding, record: &Record) -> At {
    let first = labels(finding, record).into_iter().next();
    let span = first.map_or(record.span, |(span, _)| span);
    At::Words(Arc::clone(&record.file), span)
}

/// What decided, and what is missing: a line for each.
pub(super) fn why(finding: &Finding, record: &Record, rules: &RuleSet) -> String {
    let reasons = reasons(finding, record).into_iter();
    let reasons = reasons.map(|(words, text)| format!("`{words}`: {}", printable(&text)));
    let help = help(finding, rules).map(|help| printable(&help).into_owned());
    reasons.chain(help).collect::<Vec<_>>().join("\n")
}
