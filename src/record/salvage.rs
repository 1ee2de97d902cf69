//! The records of a RON file that cannot be read as a whole.

use crate::source::Span;

/// The stretches of the elements of the first list in a file, found by brackets alone, so that
/// one broken record does not take the others with it. Empty where no list is found.
pub(super) fn elements(file: &str) -> Vec<Span> {
    let mut scan = Scan { rest: file, at: 0 };
    let mut depth: usize = 0;
    // The depth inside the list, once it was found.
    let mut list: Option<usize> = None;
    let mut start: Option<usize> = None;
    let mut found = Vec::new();
    while let Some((at, character)) = scan.next_bare() {
        let in_list = list == Some(depth);
        match character {
            '[' if list.is_none() => {
                depth = depth.saturating_add(1);
                list = Some(depth);
                continue;
            }
            '(' | '[' | '{' => {
                if in_list && start.is_none() {
                    start = Some(at);
                }
                depth = depth.saturating_add(1);
            }
            ')' | ']' | '}' => {
                if in_list {
                    found.extend(start.take().map(|start| Span::new(start, at)));
                    break;
                }
                depth = depth.saturating_sub(1);
            }
            ',' if in_list => found.extend(start.take().map(|start| Span::new(start, at))),
            _ if in_list && start.is_none() && !character.is_whitespace() => start = Some(at),
            _ => {}
        }
    }
    found.extend(start.map(|start| Span::new(start, file.len())));
    found
}

/// A walk over the characters outside texts and comments.
struct Scan<'a> {
    rest: &'a str,
    at: usize,
}

impl Scan<'_> {
    fn next_bare(&mut self) -> Option<(usize, char)> {
        loop {
            let character = self.rest.chars().next()?;
            let at = self.at;
            let skipped = match character {
                '"' => text_length(self.rest),
                '/' if self.rest.starts_with("//") => {
                    self.rest.find('\n').unwrap_or(self.rest.len())
                }
                '/' if self.rest.starts_with("/*") => self
                    .rest
                    .find("*/")
                    .map_or(self.rest.len(), |end| end.saturating_add(2)),
                _ => {
                    self.skip(character.len_utf8());
                    return Some((at, character));
                }
            };
            self.skip(skipped);
        }
    }

    fn skip(&mut self, length: usize) {
        self.at = self.at.saturating_add(length);
        self.rest = self.rest.get(length..).unwrap_or_default();
    }
}

/// The length of a text with its quotes; one that is never closed ends with its line.
fn text_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            '"' if !escaped => return at.saturating_add(1),
            '\n' => return at,
            _ => escaped = character == '\\' && !escaped,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_by_brackets_outside_texts_and_comments() {
        let file = "(title: \"[,\", /* [ */ transfers: [ // [\n (id: \"a),\"), (id: [1, 2]), oops ] , x: 1)";
        let words: Vec<&str> = elements(file)
            .into_iter()
            .map(|span| span.quote(file).trim())
            .collect();
        assert_eq!(words, ["(id: \"a),\")", "(id: [1, 2])", "oops"]);
        assert!(elements("(id: 1)").is_empty());
        assert!(elements("").is_empty());
    }
}
