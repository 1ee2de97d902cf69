//! Comments with the bytes that each is about.

use std::ops::Range;

use crate::source::Span;

use super::outline::{Outline, outline, without_comment};

/// A comment, and what it stands at.
///
/// What it is about stays the same where a file is printed in its one form, though the comment may
/// move: what stands inside a clause, or behind its words, is about all of that clause.
#[derive(Debug)]
pub(crate) struct Remark {
    /// From `#` to the end of its line, without blanks.
    pub span: Span,
    /// The bytes of a clause, or of a whole item where it stands at its first line; empty where
    /// nothing stands below it.
    pub about: Range<usize>,
}

/// The comments of a file that hold `word`, in their order.
pub(crate) fn remarks(text: &str, word: &str) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut parts = None;
    for line in text.split_inclusive('\n') {
        let start = Span::of(line, text).start;
        let at = start.saturating_add(without_comment(line).len());
        let end = start.saturating_add(line.trim_end().len());
        let said = text.get(at..end).unwrap_or_default();
        if said.contains(word) {
            let parts = parts.get_or_insert_with(|| Parts::of(&outline(text), text));
            let about = parts.at(at, text);
            let span = Span::new(at, end);
            remarks.push(Remark { span, about });
        }
    }
    remarks
}

/// Where items and clauses stand.
struct Parts {
    /// The words of each, and all that it takes in, in the order of the file.
    all: Vec<(Span, Range<usize>)>,
}

impl Parts {
    fn of(outline: &Outline<'_>, text: &str) -> Self {
        let mut all = Vec::new();
        let starts = outline.blocks.iter().skip(1);
        let starts = starts.map(|block| Span::of(block.head.text, text).start);
        let ends = starts.chain([text.len()]);
        for (block, end) in outline.blocks.iter().zip(ends) {
            let head = Span::of(block.head.text, text);
            all.push((head, head.start..end));
            let clauses = block.clauses.iter();
            let clauses = clauses.map(|clause| Span::of(clause.text, text));
            all.extend(clauses.map(|words| (words, words.start..words.end)));
        }
        Self { all }
    }

    /// What a comment at an offset is about: the part that it stands in or behind, or else the next.
    fn at(&self, offset: usize, text: &str) -> Range<usize> {
        let next = self.all.partition_point(|(words, _)| words.start <= offset);
        let before = next.checked_sub(1).and_then(|at| self.all.get(at));
        let is_in = |(words, _): &&(Span, Range<usize>)| {
            let between = text.get(words.end..offset);
            between.is_none_or(|between| !between.contains('\n'))
        };
        let part = before.filter(is_in).or_else(|| self.all.get(next));
        part.map_or(0..0, |(_, whole)| whole.clone())
    }
}
