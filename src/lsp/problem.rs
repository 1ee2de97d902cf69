//! What is wrong or doubtful in a rule file, as an editor shows it.

use std::path::PathBuf;
use std::sync::Arc;

use lsp_types::{DiagnosticSeverity, NumberOrString};
use miette::Severity;

use crate::law::{RuleError, doubt_id};
use crate::source::{Fault, Label, Located, SourceFile, Span, printable};

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
    /// What may be meant by the words.
    pub meant: Vec<String>,
}

impl Problem {
    /// A fault of any room.
    pub fn of<F: Fault>(located: &Located<F>) -> Self {
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
            meant: meant(&help),
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

/// The words in backticks of "did you mean `a` or `b`?".
fn meant(help: &str) -> Vec<String> {
    let Some((_, question)) = help.split_once("did you mean ") else {
        return Vec::new();
    };
    let question = question.split('?').next().unwrap_or_default();
    let words = question.split('`').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_meant_is_read_off_the_help() {
        assert_eq!(meant("did you mean `a` or `b`?"), ["a", "b"]);
        let country = "names are lower-case; did you mean `PRK` (North Korea)?";
        assert_eq!(meant(country), ["PRK"]);
        assert!(meant("write `x`").is_empty());
    }
}
