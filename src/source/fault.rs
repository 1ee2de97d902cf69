//! Faults with a place: what every room reports when its input is wrong.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};

use super::{SourceFile, Span, printable};

/// What a room says about one kind of fault, apart from where it is.
///
/// The message comes from `Display`: lower case, no full stop, user input in backticks.
pub trait Fault: std::error::Error {
    /// A stable name such as `law::unknown_category`.
    fn code(&self) -> &'static str;

    /// The way out, where there is one.
    fn help(&self) -> Option<String>;

    /// What stands under the marked words, where the message leaves something to say.
    fn label(&self) -> String {
        String::new()
    }

    /// Whether the fault stops the work or only warns.
    fn severity(&self) -> Severity {
        Severity::Error
    }
}

/// A place that a fault points at, and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The marked words.
    pub span: Span,
    /// What is said of them; empty where the message says it.
    pub text: String,
}

/// A fault, the file it is in, and the words it is about.
#[derive(Debug, Clone)]
pub struct Located<F> {
    /// What is wrong.
    pub fault: F,
    /// The file.
    pub file: Arc<SourceFile>,
    /// The place to look first, then places that help to understand it.
    pub labels: Vec<Label>,
}

impl<F: Fault> Located<F> {
    /// A fault at `span` of `file`.
    pub fn new(fault: F, file: &Arc<SourceFile>, span: Span) -> Self {
        let text = fault.label();
        let located = Self {
            fault,
            file: Arc::clone(file),
            labels: Vec::new(),
        };
        located.also(span, text)
    }

    /// The same fault, with one more place in the same file.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span: self.file.visible(span),
            text: text.into(),
        });
        self
    }

    /// The first place, by which faults are put in order.
    #[must_use]
    pub fn span(&self) -> Span {
        self.labels.first().map_or_else(Span::default, |l| l.span)
    }
}

impl<F: fmt::Display> fmt::Display for Located<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.fault.to_string()))
    }
}

impl<F: std::error::Error> std::error::Error for Located<F> {}

impl<F: Fault> Diagnostic for Located<F> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.fault.code()))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.fault.severity())
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.fault.help()?;
        Some(Box::new(printable(&help).into_owned()))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.file.as_ref())
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let near = self.file.near(&self.labels, |label| label.span).into_iter();
        let near = near.filter_map(|index| Some((index, self.labels.get(index)?)));
        let labels = near.map(|(index, label)| {
            let said = !label.text.is_empty();
            let text = said.then(|| printable(&label.text).into_owned());
            if index == 0 {
                LabeledSpan::new_primary_with_span(text, label.span)
            } else {
                LabeledSpan::new_with_span(text, label.span)
            }
        });
        Some(Box::new(labels))
    }
}
