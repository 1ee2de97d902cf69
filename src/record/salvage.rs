//! The records of a RON or JSON file that cannot be read as a whole.

use crate::source::Span;

use super::form::{FormError, FormFault};
use super::node::{Node, Value};
use super::scan::{Piece, Scan, closing, is_closing};

/// What a broken file holds where its records stand.
#[derive(Debug)]
pub(super) enum Element<'a> {
    /// A record that can be read.
    Sound(Node<'a>),
    /// What is wrong with one that cannot.
    Broken(FormFault),
    /// What is wrong between two records.
    Between(FormFault),
}

/// The most broken records that are looked for: to find out that one is broken can mean to read
/// as far as records are read here.
const MOST_BROKEN: usize = 200;

/// How far a record of a broken file is read, in bytes: not to the end of a large file, where its
/// bracket is never closed.
const LONGEST_RECORD: usize = 1024 * 1024;

/// Reads the records of a broken file one by one, so that one does not take the others with it.
/// `read` reads the value at the start of a text and says how long it is.
pub(super) fn elements<'a>(
    file: &'a str,
    read: impl Fn(&'a str) -> Result<(Node<'a>, usize), FormFault>,
) -> Vec<Element<'a>> {
    let list = list_start(file);
    let mut walk = Walk {
        file,
        in_list: list.is_some(),
        found: Vec::new(),
    };
    let mut broken: usize = 0;
    let mut at = list.or(Some(0));
    while let Some((span, piece)) = at.and_then(|at| Scan::new(file, at).next()) {
        at = match piece {
            _ if broken >= MOST_BROKEN => {
                let fault = FormFault::new(FormError::TooMany, span);
                walk.found.push(Element::Between(fault));
                None
            }
            Piece::Bare(bracket) if walk.in_list && is_closing(bracket) => None,
            Piece::Bare(',') if walk.in_list => Some(span.end),
            _ => match read_at(file, span.start, &read) {
                Ok((node, length)) => walk.pass(node, span.start.saturating_add(length)),
                Err(fault) => {
                    walk.found.push(Element::Broken(fault));
                    broken = broken.saturating_add(1);
                    next_record(file, span.start)
                }
            },
        };
    }
    walk.found
}

/// Reads the value at `start`. What its brackets enclose is tried first: a reader that is given
/// all the rest of a file may take time for all of it.
fn read_at<'a>(
    file: &'a str,
    start: usize,
    read: impl Fn(&'a str) -> Result<(Node<'a>, usize), FormFault>,
) -> Result<(Node<'a>, usize), FormFault> {
    let file = file.get(..reach(file, start)).unwrap_or(file);
    let enclosed = end_of(file, start).and_then(|end| file.get(start..end));
    match enclosed.map(&read) {
        Some(Ok(sound)) => Ok(sound),
        _ => read(file.get(start..).unwrap_or_default()),
    }
}

/// How far a record at `start` is read.
fn reach(file: &str, start: usize) -> usize {
    let mut end = file.len().min(start.saturating_add(LONGEST_RECORD));
    while !file.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    end
}

/// Where the bracket at `start` is closed; nothing where none stands there.
fn end_of(file: &str, start: usize) -> Option<usize> {
    let opens = file.get(start..)?.chars().next().and_then(closing);
    opens?;
    let mut depth: usize = 0;
    for (span, piece) in Scan::new(file, start) {
        match piece {
            Piece::Bare(bracket) if closing(bracket).is_some() => depth = depth.saturating_add(1),
            Piece::Bare(bracket) if is_closing(bracket) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(span.end);
        }
    }
    None
}

/// Where the list of records begins inside its bracket: at the beginning of the file, or after
/// `transfers` in a case.
pub(super) fn list_start(file: &str) -> Option<usize> {
    if let Some((span, Piece::Bare('['))) = Scan::new(file, 0).next() {
        return Some(span.end);
    }
    let mut mentions = file.match_indices("transfers");
    mentions.find_map(|(at, word)| {
        let name = file.get(at.saturating_add(word.len())..)?;
        let name = name.strip_prefix('"').unwrap_or(name).trim_start();
        // The colon or the bracket may be what is missing.
        let value = name.strip_prefix(':').unwrap_or(name).trim_start();
        let list = value.strip_prefix('[').unwrap_or(value);
        let is_list = list.len() < name.len() && value.starts_with(['[', '(', '{']);
        is_list.then(|| file.len().saturating_sub(list.len()))
    })
}

struct Walk<'a> {
    file: &'a str,
    in_list: bool,
    found: Vec<Element<'a>>,
}

impl<'a> Walk<'a> {
    /// Takes a sound value that ends at `end`, looks at what follows, and says where to go on.
    fn pass(&mut self, node: Node<'a>, end: usize) -> Option<usize> {
        let is_record = matches!(node.value, Value::Fields(_) | Value::List(_));
        let Some((span, piece)) = Scan::new(self.file, end).next() else {
            self.found.push(Element::Sound(node));
            return None;
        };
        if self.in_list && matches!(piece, Piece::Bare(',' | ']')) {
            self.found.push(Element::Sound(node));
            return Some(span.start);
        }
        let start = node.span.start;
        let (error, place) = match piece {
            Piece::Bare(':') if !is_record => (FormError::Outside, node.span),
            _ if self.in_list => (FormError::Comma, span),
            _ if !is_record => (FormError::Start, node.span),
            _ => (FormError::More, span),
        };
        let fault = FormFault::new(error, place);
        if is_record {
            self.found.push(Element::Sound(node));
            self.found.push(Element::Between(fault));
        } else {
            self.found.push(Element::Broken(fault));
        }
        if piece.opens_record() {
            Some(span.start)
        } else {
            next_record(self.file, start)
        }
    }
}

/// Where the next record begins after the broken one at `start`: behind the bracket that closes
/// it, or on a line that begins with a bracket no further to the right.
fn next_record(file: &str, start: usize) -> Option<usize> {
    let margin = indent(file, 0, start);
    let mut open: Vec<char> = Vec::new();
    let mut closed = false;
    let mut passed = start;
    for (span, piece) in Scan::by_lines(file, start) {
        let gap = std::mem::replace(&mut passed, span.end);
        if span.start > start && piece.opens_record() {
            // A line's first piece has the line's beginning in the gap before it. Only that gap is
            // looked at, lest each bracket of a long line cost the line up to it.
            let own = indent(file, gap, span.start).filter(|own| Some(*own) <= margin);
            // Without any indentation a list's records stand at the margin too.
            let is_next = own.is_some_and(|own| own > 0 || open.last() != Some(&'['));
            if closed || is_next {
                return Some(span.start);
            }
        }
        match piece {
            Piece::Bare(',') => continue,
            Piece::Bare(bracket) if closing(bracket).is_some() => open.push(bracket),
            Piece::Bare(bracket) if is_closing(bracket) => close(&mut open, bracket),
            _ => {}
        }
        closed = open.is_empty() && matches!(piece, Piece::Bare(c) if is_closing(c));
    }
    None
}

/// Takes a closing bracket for the nearest one that it can close.
fn close(open: &mut Vec<char>, bracket: char) {
    let own = open
        .iter()
        .rposition(|opening| closing(*opening) == Some(bracket));
    if let Some(own) = own {
        open.truncate(own);
    }
}

/// How far a place is from the margin, in bytes; nothing where other things stand before it, or
/// where its line begins before `from`.
fn indent(file: &str, from: usize, at: usize) -> Option<usize> {
    let before = file.get(from..at)?;
    let start = before.rfind('\n').map(|end| end.saturating_add(1));
    let line = before.get(start.or((from == 0).then_some(0))?..)?;
    line.trim().is_empty().then_some(line.len())
}

/// Whether a fault lies before the list of records, apart from what is wrong inside it.
pub(super) fn is_before_list(file: &str, span: Span) -> bool {
    list_start(file).is_some_and(|start| span.end < start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: Option<usize>, file: &str) -> Option<&str> {
        start.and_then(|start| file.get(start..))
    }

    #[test]
    fn the_list_of_records_is_the_file_or_its_transfers() {
        let case = "(source: [\"[\"], transfers : [(a), (b)])";
        assert_eq!(after(list_start(case), case), Some("(a), (b)])"));
        let list = "// [\n [(a)]";
        assert_eq!(after(list_start(list), list), Some("(a)]"));
        assert_eq!(list_start("(item: \"transfers\")"), None);
    }

    #[test]
    fn the_next_record_begins_behind_a_bracket_or_on_the_margin() {
        for (file, next) in [
            ("(a: [1), (b)", "(b)"),
            ("(a: [1)], c: 2), (b)", "(b)"),
            ("(a: \"x),\n(b)", "(b)"),
            (" (a: 1,\n (b)", "(b)"),
            ("id: 1, via: [(x)],\n), (b)", "(b)"),
        ] {
            let start = file.len() - file.trim_start().len();
            assert_eq!(after(next_record(file, start), file), Some(next), "{file}");
        }
        assert_eq!(next_record("(a: (b: [1", 0), None);
    }

    #[test]
    fn a_record_is_read_so_far_and_no_further() {
        let file = format!("({}", "é".repeat(LONGEST_RECORD));
        assert_eq!(reach(&file, 0), LONGEST_RECORD - 1);
        assert_eq!(reach(&file, 1), LONGEST_RECORD + 1);
        assert_eq!(reach(&file, file.len() - 2), file.len());
        let length = |rest: &str| -> Result<(Node<'_>, usize), FormFault> {
            Err(FormFault::new(FormError::Other, Span::new(0, rest.len())))
        };
        let fault = read_at(&file, 0, length).unwrap_err();
        assert_eq!(fault.span.end, LONGEST_RECORD - 1);
    }

    #[test]
    fn the_margin_is_found_in_the_gap_before_a_place() {
        for (file, from, found) in [
            ("  (", 0, Some(2)),
            ("x (", 0, None),
            ("x (", 1, None),
            ("x\n (", 0, Some(1)),
            ("x\n (", 1, Some(1)),
            ("x\n /* */ (", 1, None),
        ] {
            assert_eq!(indent(file, from, file.len() - 1), found, "{file:?}");
        }
    }
}
