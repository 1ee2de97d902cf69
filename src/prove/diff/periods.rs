//! When a measure is in force, before and now.

use crate::source::Span;
use crate::syntax::ParagraphClause;
use crate::terms::Date;

use super::book::Paragraph;
use super::measures::Measure;
use super::paragraphs::Changes;
use super::written::ChangeKind;

/// A stretch of time as it is written.
#[derive(Default)]
struct Stretch {
    since: Option<Date>,
    latest: Option<Date>,
    begins_if: Option<String>,
    begins_at: Option<Span>,
    until: Option<Date>,
    by: Option<String>,
    ends_if: Option<String>,
    ends_at: Option<Span>,
    recorded: Option<Date>,
    recorded_at: Option<Span>,
}

/// The stretches of a measure; the first begins with adoption where nothing is said.
fn stretches(measure: &Measure<'_>) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for clause in measure.dates() {
        let condition = clause
            .text
            .split_once(" if ")
            .map(|(_, text)| text.to_owned());
        let starts = matches!(clause.tree, ParagraphClause::Since(_));
        if starts || stretches.is_empty() {
            stretches.push(Stretch {
                since: Some(measure.adopted),
                ..Stretch::default()
            });
        }
        let Some(stretch) = stretches.last_mut() else {
            continue;
        };
        match clause.tree {
            ParagraphClause::Since(tree) => {
                stretch.since = Some(tree.day.value);
                stretch.latest = tree.latest.as_ref().map(|latest| latest.value);
                stretch.begins_if = condition;
                stretch.begins_at = Some(clause.span);
            }
            ParagraphClause::Until(tree) => {
                stretch.until = Some(tree.day.value);
                stretch.by = tree.replaced_by.as_ref().map(|by| by.value.to_string());
                stretch.ends_if = condition;
                stretch.ends_at = Some(clause.span);
            }
            ParagraphClause::RecordedUntil(day) => {
                stretch.recorded = Some(day.value);
                stretch.recorded_at = Some(clause.span);
            }
            _ => {}
        }
    }
    if stretches.is_empty() {
        stretches.push(Stretch {
            since: Some(measure.adopted),
            ..Stretch::default()
        });
    }
    stretches
}

/// Notes where a measure begins or ends on another day, or for another reason.
pub(super) fn periods(changes: &mut Changes<'_, '_>, old: &Measure<'_>, new: &Measure<'_>) {
    let (before, after) = (stretches(old), stretches(new));
    // What is not written stands with the measure, or with the paragraph where it holds for all.
    let first = |of: &Paragraph<'_>, measure: &Measure<'_>| match measure.has_own_dates() {
        true => measure.head.span,
        false => of.head_span(),
    };
    let heads = (first(changes.old, old), first(changes.new, new));
    for (was, is) in before.iter().zip(&after) {
        stretch(changes, was, is, heads);
    }
    let days = |stretch: &Stretch| {
        let since = told(stretch.since.as_ref(), "adoption");
        let until = told(stretch.until.as_ref(), "without end");
        format!("since {since}, until {until}")
    };
    for gone in before.iter().skip(after.len()) {
        let words = format!("a period removed: {}", days(gone));
        let place = gone.begins_at.or(Some(heads.0));
        changes.add(ChangeKind::Period, words, place, None);
    }
    for came in after.iter().skip(before.len()) {
        let words = format!("a period added: {}", days(came));
        let place = came.begins_at.or(Some(heads.1));
        changes.add(ChangeKind::Period, words, None, place);
    }
}

fn stretch(changes: &mut Changes<'_, '_>, was: &Stretch, is: &Stretch, heads: (Span, Span)) {
    let begins = [
        differ(
            "begins",
            was.since.as_ref(),
            is.since.as_ref(),
            "with adoption",
        ),
        differ(
            "begins for certain by",
            was.latest.as_ref(),
            is.latest.as_ref(),
            "its first day",
        ),
        differ(
            "begins only if",
            was.begins_if.as_ref(),
            is.begins_if.as_ref(),
            "in any case",
        ),
    ];
    let ends = [
        differ("ends", was.until.as_ref(), is.until.as_ref(), "never"),
        differ("is replaced by", was.by.as_ref(), is.by.as_ref(), "nothing"),
        differ(
            "ends only if",
            was.ends_if.as_ref(),
            is.ends_if.as_ref(),
            "in any case",
        ),
    ];
    let recorded = (was.recorded.as_ref(), is.recorded.as_ref());
    let recorded = [differ("is recorded until", recorded.0, recorded.1, "today")];
    let place = |at: Option<Span>, head: Span| Some(at.unwrap_or(head));
    let mut note = |words: &[Option<String>], from: Option<Span>, to: Option<Span>| {
        for words in words.iter().flatten() {
            let (from, to) = (place(from, heads.0), place(to, heads.1));
            changes.add(ChangeKind::Period, words.clone(), from, to);
        }
    };
    note(&begins, was.begins_at, is.begins_at);
    note(&ends, was.ends_at, is.ends_at);
    note(&recorded, was.recorded_at, is.recorded_at);
}

/// `begins 2017-09-01, was 2017-08-05`; nothing where both are the same.
fn differ<T: PartialEq + std::fmt::Display>(
    what: &str,
    was: Option<&T>,
    is: Option<&T>,
    nothing: &str,
) -> Option<String> {
    (was != is).then(|| format!("{what} {}, was {}", told(is, nothing), told(was, nothing)))
}

fn told<T: std::fmt::Display>(value: Option<&T>, nothing: &str) -> String {
    value.map_or_else(|| nothing.to_owned(), ToString::to_string)
}
