//! One text file with a table of its line starts.

use std::sync::Arc;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::Span;
use super::escape::{marked, misleads, printable};

/// How many bytes before and after a marked stretch a report shows at the most: a renderer draws
/// whole lines, and a file can be one line.
const MARGIN: usize = 240;

/// How far apart the places that one report shows may be, in bytes, and how long one may be.
const REACH: usize = 4000;

/// How many bytes of a line are counted for a column.
const FAR: usize = 64 * 1024;

/// A file that was read: its name, its text, and where its lines start.
///
/// The line table makes a report's snippet cost the same wherever it stands in a large file.
#[derive(Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    /// What reports show of the text where it holds characters that would mislead a reader or
    /// a terminal. INVARIANT: as long as `text`, byte for byte, so that spans fit both.
    shown: Option<String>,
    /// Offset of the first byte of each line; the first is 0.
    lines: Vec<usize>,
    /// Where the text begins, if it is part of a larger file: its line from 0, and its byte.
    start: (usize, usize),
}

impl SourceFile {
    /// A file from its name and text. A byte order mark before the text is no part of it.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Self::part(name, text, 0, 0)
    }

    /// A part of a larger file, which begins there in a line, counted from 0, and at a byte. Lines
    /// are told as those of the whole; spans are within the part.
    #[must_use]
    pub fn part(
        name: impl Into<String>,
        text: impl Into<String>,
        line: usize,
        byte: usize,
    ) -> Arc<Self> {
        let (mut text, mut byte) = (text.into(), byte);
        if byte == 0 && text.starts_with('\u{feff}') {
            byte = text.remove(0).len_utf8();
        }
        let after_newline = text.match_indices('\n').map(|(at, _)| at.saturating_add(1));
        let lines = std::iter::once(0).chain(after_newline).collect();
        let shown = without_misleading(&text);
        Arc::new(Self {
            name: name.into(),
            text,
            shown,
            lines,
            start: (line, byte),
        })
    }

    /// Where a span of the text stands in the whole file.
    #[must_use]
    pub fn in_whole(&self, span: Span) -> Span {
        span.shifted(self.start.1)
    }

    /// The name under which reports show the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words that `span` covers.
    #[must_use]
    pub fn quote(&self, span: Span) -> &str {
        span.quote(&self.text)
    }

    /// Line (from 1) and column in characters (from 1) of a byte offset.
    ///
    /// ```
    /// use interdict::source::SourceFile;
    /// let file = SourceFile::new("a.rule", "é x\ny");
    /// assert_eq!(file.line_column(3), (1, 3));
    /// assert_eq!(file.line_column(5), (2, 1));
    /// ```
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let line = self.line_index(offset);
        let start = self.lines.get(line).copied().unwrap_or_default();
        let before = Span::new(start, offset.min(self.text.len())).quote(&self.text);
        (
            line.saturating_add(self.start.0).saturating_add(1),
            before.chars().count().saturating_add(1),
        )
    }

    /// Line (from 1) of a byte offset. Where no column is needed, this costs the same however long
    /// the line is.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        let line = self.line_index(offset).saturating_add(self.start.0);
        line.saturating_add(1)
    }

    /// Line and column in characters of a byte offset, both from 1; no column far behind the start
    /// of a line, where counting would cost as much as there is before: a file can be one line.
    ///
    /// ```
    /// use interdict::source::SourceFile;
    /// let file = SourceFile::new("a.json", format!("[\n{}1]", " ".repeat(100_000)));
    /// assert_eq!(file.place(1), (1, Some(2)));
    /// assert_eq!(file.place(100_002), (2, None));
    /// ```
    #[must_use]
    pub fn place(&self, offset: usize) -> (usize, Option<usize>) {
        let start = self.lines.get(self.line_index(offset)).copied();
        match offset.saturating_sub(start.unwrap_or_default()) > FAR {
            true => (self.line(offset), None),
            false => {
                let (line, column) = self.line_column(offset);
                (line, Some(column))
            }
        }
    }

    /// The line that a byte offset lies in, without its end.
    #[must_use]
    pub fn line_span(&self, offset: usize) -> Span {
        let line = self.line_index(offset);
        let start = self.lines.get(line).copied().unwrap_or_default();
        let rest = self.text.get(start..).unwrap_or_default();
        let length = rest.find('\n').unwrap_or(rest.len());
        Span::new(start, start.saturating_add(length))
    }

    /// The byte offset of a line and a column in characters, both from 1.
    #[must_use]
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let start = self.lines.get(line.saturating_sub(1)).copied();
        let start = start.unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default();
        let within = rest.char_indices().nth(column.saturating_sub(1));
        start.saturating_add(within.map_or(rest.len(), |(at, _)| at))
    }

    /// The character boundary at or before a byte offset.
    fn boundary(&self, offset: usize) -> usize {
        let mut at = offset.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at = at.saturating_sub(1);
        }
        at
    }

    /// Those of some places that one report can show together: the ones near the first.
    pub fn near<T>(&self, places: &[T], span: impl Fn(&T) -> Span) -> Vec<usize> {
        let first = places.first().map(&span).unwrap_or_default();
        let is_near = |place: &T| span(place).start.abs_diff(first.start) <= REACH;
        let places = places.iter().enumerate();
        places
            .filter(|(_, place)| is_near(place))
            .map(|(index, _)| index)
            .collect()
    }

    /// Index, from 0, of the line that holds `offset`.
    fn line_index(&self, offset: usize) -> usize {
        self.lines
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    }

    /// A span that a label can show: on character boundaries, inside the text, and not empty
    /// where the text is not. An empty span at the end of a file moves to the last character
    /// that is not blank, or else to the first, because a renderer drops it otherwise.
    #[must_use]
    pub fn visible(&self, span: Span) -> Span {
        let mut start = span.start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start = start.saturating_sub(1);
        }
        let mut end = span.end.clamp(start, self.text.len());
        while !self.text.is_char_boundary(end) {
            end = end.saturating_add(1);
        }
        if end > start {
            let longest = self.boundary(start.saturating_add(REACH));
            return Span::new(start, end.min(longest));
        }
        let here = self.text.get(start..).and_then(|rest| rest.chars().next());
        if let Some(next) = here.filter(|next| !next.is_whitespace()) {
            return Span::new(start, start.saturating_add(next.len_utf8()));
        }
        let before = self.text.get(..start).unwrap_or_default().trim_end();
        if let Some(last) = before.chars().next_back() {
            return Span::new(before.len().saturating_sub(last.len_utf8()), before.len());
        }
        let after = self.text.get(start..).unwrap_or_default();
        let blanks = after.len().saturating_sub(after.trim_start().len());
        let first = after.trim_start().chars().next().map_or(0, char::len_utf8);
        let start = start.saturating_add(blanks);
        Span::new(start, start.saturating_add(first))
    }
}

/// The text with each misleading character replaced by a harmless one of the same length, or
/// nothing where it holds none.
fn without_misleading(text: &str) -> Option<String> {
    if !misleads(text) {
        return None;
    }
    let shown = marked(text).map(|(character, misleads)| match character.len_utf8() {
        _ if !misleads => character,
        1 => '?',
        2 => '·',
        _ => '\u{fffd}',
    });
    Some(shown.collect())
}

impl SourceCode for SourceFile {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset().saturating_add(span.len()));
        if end > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let first = self.line_index(start).saturating_sub(lines_before);
        let last = self.line_index(end.saturating_sub(1).max(start));
        let after = last.saturating_add(lines_after).saturating_add(1);
        let from = self.lines.get(first).copied().unwrap_or_default();
        let to = self.lines.get(after).copied().unwrap_or(self.text.len());
        // Of a line that is very long only the stretch around the span is shown.
        let from = from.max(self.boundary(start.saturating_sub(MARGIN)));
        let to = to.min(self.boundary(end.saturating_add(MARGIN)));
        let shown = Span::new(from, to.max(end));
        let clipped = self.lines.get(first).is_some_and(|line| *line < from);
        let column = if lines_before == 0 || clipped {
            self.line_column(start).1.saturating_sub(1)
        } else {
            0
        };
        Ok(Box::new(MietteSpanContents::new_named(
            printable(&self.name).into_owned(),
            shown
                .quote(self.shown.as_ref().unwrap_or(&self.text))
                .as_bytes(),
            shown.into(),
            first.saturating_add(self.start.0),
            column,
            self.lines.len(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_at_the_end_of_a_file_moves_to_the_last_word() {
        let file = SourceFile::new("x", "abc def\n\n");
        assert_eq!(file.quote(file.visible(Span::new(9, 9))), "f");
        let blank = SourceFile::new("x", "  é");
        assert_eq!(blank.quote(blank.visible(Span::new(0, 0))), "é");
        let empty = SourceFile::new("x", "");
        assert_eq!(empty.visible(Span::new(4, 9)), Span::new(0, 0));
    }

    #[test]
    fn what_reports_show_has_no_escape_sequences() {
        let file = SourceFile::new("x", "a\u{1b}[31m\u{202e}b\u{9b}");
        let span = SourceSpan::from((0, file.text().len()));
        let contents = file.read_span(&span, 0, 0).unwrap();
        assert_eq!(contents.data(), "a?[31m\u{fffd}b·".as_bytes());
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let file = SourceFile::new("x", "\u{feff}abc");
        assert_eq!(file.text(), "abc");
        assert_eq!(file.in_whole(Span::new(0, 1)), Span::new(3, 4));
    }

    #[test]
    fn reports_count_columns_in_characters() {
        let file = SourceFile::new("x", "éé abc");
        let contents = file.read_span(&SourceSpan::from((5, 3)), 0, 0).unwrap();
        assert_eq!(contents.column(), 3);
    }

    #[test]
    fn a_label_inside_a_character_covers_it() {
        let file = SourceFile::new("x", "aé");
        assert_eq!(file.quote(file.visible(Span::new(2, 2))), "é");
    }

    #[test]
    fn offsets_and_lines_agree() {
        let file = SourceFile::new("x", "é x\r\ny\n");
        for (line, column, offset) in [(1, 1, 0), (1, 2, 2), (2, 1, 6), (3, 1, 8)] {
            assert_eq!(file.offset(line, column), offset);
            assert_eq!(file.line_column(offset), (line, column));
        }
        assert_eq!(file.offset(99, 1), 8);
    }
}
