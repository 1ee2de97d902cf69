//! A paragraph's measures in the making, each with the clauses that belong to it.

use crate::source::{Span, Spanned};
use crate::syntax::{self, Exempts, Lost, ParagraphClause};
use crate::terms::Date;

/// What a draft is about.
pub(super) enum Head<'t> {
    Measure(&'t syntax::Measure),
    Exempts(&'t Exempts),
    /// It could not be read.
    Broken,
}

/// A measure with the clauses after it.
pub(super) struct Draft<'t> {
    pub head: Head<'t>,
    pub span: Span,
    pub clauses: Clauses<'t>,
}

/// Clauses that modify measures.
#[derive(Default)]
pub(super) struct Clauses<'t> {
    pub all: Vec<&'t Spanned<ParagraphClause>>,
}

impl<'t> Clauses<'t> {
    /// Those that say when a measure is in force.
    pub fn dates(&self) -> Vec<&'t Spanned<ParagraphClause>> {
        let about_time = |clause: &&&Spanned<ParagraphClause>| {
            matches!(
                clause.value,
                ParagraphClause::Since(..)
                    | ParagraphClause::Until(..)
                    | ParagraphClause::RecordedUntil(_)
                    | ParagraphClause::Broken(Lost::Date)
            )
        };
        self.all.iter().filter(about_time).copied().collect()
    }
}

/// A measure's clauses beside those of its paragraph.
pub(super) struct Parts<'p, 't> {
    pub file: usize,
    pub adopted: Date,
    pub general: &'p Clauses<'t>,
    pub own: &'p Draft<'t>,
    /// Whether a clause of the paragraph could not be read.
    pub broken: bool,
}

impl<'t> Parts<'_, 't> {
    /// The paragraph's clauses for all measures, then the measure's own.
    pub fn clauses(&self) -> impl Iterator<Item = &'t Spanned<ParagraphClause>> {
        self.general
            .all
            .iter()
            .chain(&self.own.clauses.all)
            .copied()
    }
}
