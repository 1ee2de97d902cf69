//! Places as editors count them: lines from 0, and columns in units of UTF-16.

use lsp_types::{Position, Range};

use crate::source::Span;

/// Where the lines of a text begin. Unlike reports, editors also end a line at a lone carriage
/// return.
#[derive(Debug, Default)]
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// The lines of a text.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at.saturating_add(1)) != Some(&b'\n'),
            _ => false,
        });
        let starts = ends.map(|(at, _)| at.saturating_add(1));
        Self {
            starts: std::iter::once(0).chain(starts).collect(),
        }
    }

    /// The place of a byte of the text.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset);
        let line = line.saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let before = text.get(start..offset.min(text.len())).unwrap_or_default();
        Position::new(number(line), number(before.encode_utf16().count()))
    }

    /// The place of a stretch of the text.
    pub fn range(&self, text: &str, span: Span) -> Range {
        Range::new(
            self.position(text, span.start),
            self.position(text, span.end),
        )
    }

    /// The byte at a place. What lies beyond a line is its end, and beyond the text its end; what
    /// lies inside a character is its start.
    pub fn offset(&self, text: &str, position: Position) -> usize {
        let index = usize::try_from(position.line).unwrap_or(usize::MAX);
        let Some(start) = self.starts.get(index).copied() else {
            return text.len();
        };
        let next = self.starts.get(index.saturating_add(1)).copied();
        let line = text.get(start..next.unwrap_or(text.len()));
        let line = line.unwrap_or_default().trim_end_matches(['\r', '\n']);
        let mut left = usize::try_from(position.character).unwrap_or(usize::MAX);
        for (at, character) in line.char_indices() {
            if left < character.len_utf16() {
                return start.saturating_add(at);
            }
            left = left.saturating_sub(character.len_utf16());
        }
        start.saturating_add(line.len())
    }

    /// Where the line of a byte begins.
    pub fn start_of(&self, offset: usize) -> usize {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1));
        start.copied().unwrap_or_default()
    }
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_units_of_utf_16() {
        let text = "# 🦀é x\r\ncategory\rlast";
        let lines = Lines::of(text);
        let x = text.find('x').unwrap();
        assert_eq!(lines.position(text, x), Position::new(0, 6));
        assert_eq!(lines.offset(text, Position::new(0, 6)), x);
        assert_eq!(
            lines.offset(text, Position::new(0, 3)),
            2,
            "inside the crab"
        );
        assert_eq!(lines.offset(text, Position::new(0, 99)), x + 1);
        assert_eq!(lines.offset(text, Position::new(9, 0)), text.len());
        let last = text.find("last").unwrap();
        assert_eq!(lines.position(text, last), Position::new(2, 0));
        for (at, _) in text.char_indices().filter(|(_, c)| *c != '\n') {
            let position = lines.position(text, at);
            assert_eq!(lines.offset(text, position), at);
        }
    }
}
