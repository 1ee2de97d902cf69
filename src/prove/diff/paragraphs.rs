//! What one paragraph says differently.

use crate::law::{LinkKind, Standing};
use crate::source::Span;
use crate::syntax::ParagraphClause;
use crate::terms::Citation;

use super::book::Paragraph;
use super::measures::{Measure, matched, measure};
use super::written::{Change, ChangeKind, Quote, Written};

/// The changes of one paragraph in the making.
pub(super) struct Changes<'p, 'r> {
    citation: &'p Citation,
    pub old: &'p Paragraph<'r>,
    pub new: &'p Paragraph<'r>,
    pub all: Vec<Change>,
}

impl Changes<'_, '_> {
    /// Notes a change, with the words of both sides.
    pub fn add(
        &mut self,
        kind: ChangeKind,
        words: impl Into<String>,
        old: Option<Span>,
        new: Option<Span>,
    ) {
        let old: Option<Quote> = old.map(|span| self.old.quote(span));
        let new = new.map(|span| self.new.quote(span));
        let change = Change {
            of: Written::Paragraph(self.citation.clone()),
            kind,
            words: words.into(),
            old,
            new,
        };
        // What holds for several measures is met with each of them.
        if !self.all.contains(&change) {
            self.all.push(change);
        }
    }

    /// Notes the clauses that one side alone has; one on each side is a clause that changed.
    pub fn clauses(
        &mut self,
        kind: ChangeKind,
        what: &str,
        old: &[Clause<'_>],
        new: &[Clause<'_>],
    ) {
        let gone = only(old, new);
        let came = only(new, old);
        if let ([before], [after]) = (gone.as_slice(), came.as_slice()) {
            self.add(
                kind,
                format!("{what} changed"),
                Some(before.span),
                Some(after.span),
            );
            return;
        }
        for clause in gone {
            self.add(kind, format!("{what} removed"), Some(clause.span), None);
        }
        for clause in came {
            self.add(kind, format!("{what} added"), None, Some(clause.span));
        }
    }
}

/// A clause in its one form, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clause<'p> {
    pub tree: &'p ParagraphClause,
    pub text: &'p str,
    pub span: Span,
}

/// The clauses that another list has not, counted.
fn only<'p>(these: &[Clause<'p>], others: &[Clause<'_>]) -> Vec<Clause<'p>> {
    let mut others: Vec<&str> = others.iter().map(|clause| clause.text).collect();
    let mut only = Vec::new();
    for clause in these {
        match others.iter().position(|text| *text == clause.text) {
            Some(at) => drop(others.swap_remove(at)),
            None => only.push(*clause),
        }
    }
    only
}

/// A paragraph's clauses, sorted.
struct Sorted<'p> {
    standing: Option<Clause<'p>>,
    links: Vec<Clause<'p>>,
    notes: Vec<Clause<'p>>,
    general: Vec<Clause<'p>>,
    measures: Vec<Measure<'p>>,
}

impl<'p> Sorted<'p> {
    fn of(paragraph: &'p Paragraph<'_>) -> Self {
        let mut sorted = Self {
            standing: None,
            links: Vec::new(),
            notes: Vec::new(),
            general: Vec::new(),
            measures: Vec::new(),
        };
        let clauses = paragraph.tree.clauses.iter().zip(&paragraph.texts);
        for (clause, text) in clauses {
            let span = clause.span;
            let tree = &clause.value;
            let clause = Clause { tree, text, span };
            match tree {
                ParagraphClause::Standing(..) => sorted.standing = Some(clause),
                ParagraphClause::Link(..) => sorted.links.push(clause),
                ParagraphClause::Note(_) => sorted.notes.push(clause),
                ParagraphClause::Measure(_) | ParagraphClause::Exempts(_) => {
                    sorted.measures.push(Measure {
                        adopted: paragraph.adopted,
                        head: clause,
                        own: Vec::new(),
                        general: Vec::new(),
                    });
                }
                _ => match sorted.measures.last_mut() {
                    Some(measure) => measure.own.push(clause),
                    None => sorted.general.push(clause),
                },
            }
        }
        for measure in &mut sorted.measures {
            measure.general.clone_from(&sorted.general);
        }
        sorted
    }

    /// How it stands to other paragraphs.
    fn stands(&self) -> Vec<(LinkKind, &'p Citation, Span)> {
        let links = self.links.iter().filter_map(|clause| match clause.tree {
            ParagraphClause::Link(kind, citations) => Some((kind, citations, clause.span)),
            _ => None,
        });
        let each = links.flat_map(|(kind, citations, span)| {
            citations
                .iter()
                .map(move |citation| (*kind, &citation.value, span))
        });
        each.collect()
    }
}

/// What a paragraph says differently.
pub(super) fn paragraph(
    citation: &Citation,
    old: &Paragraph<'_>,
    new: &Paragraph<'_>,
) -> Vec<Change> {
    let mut changes = Changes {
        citation,
        old,
        new,
        all: Vec::new(),
    };
    let (before, after) = (&old.tree.title, &new.tree.title);
    if before != after {
        let (before, after) = (Some(before.span), Some(after.span));
        changes.add(ChangeKind::Title, "title changed", before, after);
    }
    let (before, after) = (Sorted::of(old), Sorted::of(new));
    standing(&mut changes, &before, &after);
    links(&mut changes, &before, &after);
    changes.clauses(ChangeKind::Other, "note", &before.notes, &after.notes);
    for pair in matched(&before.measures, &after.measures) {
        match pair {
            (Some(before), Some(after)) => measure(&mut changes, before, after),
            (before, after) => {
                let words = match after {
                    Some(_) => "measure added",
                    None => "measure removed",
                };
                let span = |measure: Option<&Measure<'_>>| Some(measure?.head.span);
                changes.add(ChangeKind::Measure, words, span(before), span(after));
            }
        }
    }
    changes.all
}

fn standing(changes: &mut Changes<'_, '_>, old: &Sorted<'_>, new: &Sorted<'_>) {
    let (Some(before), Some(after)) = (&old.standing, &new.standing) else {
        return;
    };
    let word = |clause: &Clause<'_>| match clause.tree {
        ParagraphClause::Standing(standing, _) => *standing,
        _ => Standing::Unconfirmed,
    };
    if before.tree == after.tree {
        return;
    }
    let (was, is) = (word(before), word(after));
    let words = match was == is {
        true => format!("still {}, on other grounds", is.word()),
        false => format!("{}, was {}", is.word(), was.word()),
    };
    let (before, after) = (Some(before.span), Some(after.span));
    changes.add(ChangeKind::Standing, words, before, after);
}

fn links(changes: &mut Changes<'_, '_>, old: &Sorted<'_>, new: &Sorted<'_>) {
    let (before, after) = (old.stands(), new.stands());
    let has = |all: &[(LinkKind, &Citation, Span)], kind: LinkKind, to: &Citation| {
        all.iter()
            .any(|(other, cited, _)| *other == kind && *cited == to)
    };
    for (kind, to, span) in before
        .iter()
        .filter(|(kind, to, _)| !has(&after, *kind, to))
    {
        let words = format!("no longer {} {to}", kind.word());
        changes.add(ChangeKind::Link, words, Some(*span), None);
    }
    for (kind, to, span) in after
        .iter()
        .filter(|(kind, to, _)| !has(&before, *kind, to))
    {
        let words = format!("now {} {to}", kind.word());
        changes.add(ChangeKind::Link, words, None, Some(*span));
    }
}
