//! What is wrong or doubtful in a rule file, as an editor shows it.

use std::path::PathBuf;
use std::sync::Arc;

use lsp_types::{DiagnosticSeverity, NumberOrString};
use miette::Severity;

use crate::fix::{Fix, Mendable};
use crate::law::{RuleError, doubt_id};
use crate::source::{Label, Located, SourceFile, Span, printable};

/// A fault with all that an editor shows of it.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    /// The file it is in.
    pub file: Arc<SourceFile>,
    /// The words it is about.
    pub span: Span,
    /// How bad it is.
    pub severity: DiagnosticSeverity,
    /// Its stable code.
    pub code: String,
    /// What is wrong, and on a line of its own the way out.
    pub message: String,
    /// Other places of the file that help to understand it.
    pub related: Vec<Label>,
    /// The ways out.
    pub fixes: Vec<Fix>,
}

impl Problem {
    /// A fault of any room.
    pub fn of<F: Mendable>(located: &Located<F>) -> Self {
        let fault = &located.fault;
        let help = fault.help().unwrap_or_default();
        let message = match help.as_str() {
            "" => fault.to_string(),
            help => format!("{fault}\n{help}"),
        };
        Self {
            file: Arc::clone(&located.file),
            span: located.span(),
            severity: match fault.severity() {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Advice => DiagnosticSeverity::INFORMATION,
            },
            code: fault.code().to_owned(),
            message: printable(&message).into_owned(),
            related: located.labels.iter().skip(1).cloned().collect(),
            fixes: F::ways(located),
        }
    }

    /// What is wrong with rules; a path where it could not be read.
    pub fn of_rules(error: &RuleError) -> Result<Self, (PathBuf, String)> {
        match error {
            RuleError::Syntax(error) => Ok(Self::of(error)),
            RuleError::Law(error) => Ok(Self::of(error)),
            RuleError::Unreadable { path, reason } => Err((path.clone(), reason.clone())),
        }
    }

    /// The id under which a comment can set it aside, where one can.
    pub fn silenced_by(&self) -> Option<String> {
        let is_doubt = self.severity == DiagnosticSeverity::WARNING
            && !self.code.starts_with("syntax::")
            && !matches!(
                self.code.as_str(),
                "lint::silences_nothing" | "lint::no_reason"
            );
        is_doubt.then(|| doubt_id(&self.code))
    }

    /// The diagnostic's code.
    pub fn code(&self) -> NumberOrString {
        NumberOrString::String(self.code.clone())
    }
}
