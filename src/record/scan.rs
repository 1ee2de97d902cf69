//! A walk over the brackets, texts and other characters of RON and JSON, for files that their
//! readers refuse.

use crate::source::Span;

/// What stands in a file outside blanks and comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// A text with its quotes; whether its last quote is there.
    Text { closed: bool },
    /// A character outside texts.
    Bare(char),
}

impl Piece {
    /// Whether a record begins with it.
    pub fn opens_record(self) -> bool {
        matches!(self, Self::Bare('(' | '{'))
    }
}

/// The bracket that closes what another opens.
pub(super) fn closing(opening: char) -> Option<char> {
    match opening {
        '(' => Some(')'),
        '[' => Some(']'),
        '{' => Some('}'),
        _ => None,
    }
}

pub(super) fn is_closing(bracket: char) -> bool {
    matches!(bracket, ')' | ']' | '}')
}

/// The pieces of a file from `at` on.
#[derive(Debug, Clone)]
pub(super) struct Scan<'a> {
    file: &'a str,
    at: usize,
    /// Whether a text ends with its line at the latest. That finds the way back after a text
    /// that is not closed, and misreads one that runs over several lines.
    text_ends_with_line: bool,
}

impl<'a> Scan<'a> {
    pub fn new(file: &'a str, at: usize) -> Self {
        Self {
            file,
            at,
            text_ends_with_line: false,
        }
    }

    pub fn by_lines(file: &'a str, at: usize) -> Self {
        Self {
            text_ends_with_line: true,
            ..Self::new(file, at)
        }
    }

    /// The length of what is at the start of `rest` and the piece it makes, if it makes one.
    fn step(&self, rest: &str, first: char) -> (usize, Option<Piece>) {
        if first.is_whitespace() {
            return (first.len_utf8(), None);
        }
        if rest.starts_with("//") {
            return (rest.find('\n').unwrap_or(rest.len()), None);
        }
        if rest.starts_with("/*") {
            let end = rest.find("*/").map(|end| end.saturating_add(2));
            return (end.unwrap_or(rest.len()), None);
        }
        if let Some(hashes) = raw_text(rest) {
            let (length, closed) = raw_text_length(rest, hashes);
            return (length, Some(Piece::Text { closed }));
        }
        if first == '"' {
            let (length, closed) = text_length(rest, self.text_ends_with_line);
            return (length, Some(Piece::Text { closed }));
        }
        (first.len_utf8(), Some(Piece::Bare(first)))
    }
}

impl Iterator for Scan<'_> {
    type Item = (Span, Piece);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.file.get(self.at..)?;
            let (length, piece) = self.step(rest, rest.chars().next()?);
            let start = self.at;
            self.at = start.saturating_add(length);
            if let Some(piece) = piece {
                return Some((Span::new(start, self.at), piece));
            }
        }
    }
}

/// How many `#` the raw text at the start of `rest` has; nothing where none begins there.
fn raw_text(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let quoted = after.trim_start_matches('#');
    let hashes = after.len().saturating_sub(quoted.len());
    quoted.starts_with('"').then_some(hashes)
}

/// The length of a raw text, and whether it is closed.
fn raw_text_length(rest: &str, hashes: usize) -> (usize, bool) {
    let opening = hashes.saturating_add(2);
    let close = format!("\"{}", "#".repeat(hashes));
    let inside = rest.get(opening..).unwrap_or_default();
    match inside.find(&close) {
        Some(at) => (opening.saturating_add(at).saturating_add(close.len()), true),
        None => (rest.len(), false),
    }
}

/// The length of a text with its quotes, and whether it is closed.
fn text_length(rest: &str, ends_with_line: bool) -> (usize, bool) {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            '"' if !escaped => return (at.saturating_add(1), true),
            '\n' if ends_with_line => return (at, false),
            _ => escaped = character == '\\' && !escaped,
        }
    }
    (rest.len(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(scan: Scan<'_>) -> Vec<&str> {
        let file = scan.file;
        scan.map(|(span, _)| span.quote(file)).collect()
    }

    #[test]
    fn texts_are_whole_and_comments_are_passed_over() {
        let file = "( /* [ */ \"a\\\"(\" // [\n r#\"x\"y\"# )";
        let expected = ["(", "\"a\\\"(\"", "r#\"x\"y\"#", ")"];
        assert_eq!(words(Scan::new(file, 0)), expected);
        assert!(words(Scan::new("", 0)).is_empty());
        assert!(words(Scan::new("/* x", 0)).is_empty());
    }

    #[test]
    fn a_text_that_is_not_closed_can_end_with_its_line() {
        let file = "\"a\n)";
        assert_eq!(words(Scan::by_lines(file, 0)), ["\"a", ")"]);
        assert_eq!(words(Scan::new(file, 0)), ["\"a\n)"]);
    }
}
