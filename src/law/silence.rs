//! Doubts that a rule file sets aside, each with its reason.

use std::ops::Range;
use std::sync::Arc;

use crate::source::{SourceFile, Span};

/// A comment that sets a doubt aside: `# silence lint ID: REASON` above what it is about.
#[derive(Debug, Clone)]
pub struct Silencer {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The comment.
    pub span: Span,
    /// The doubt's id, such as `never-matters`.
    pub id: String,
    /// Why; empty where nothing is said.
    pub reason: String,
    /// The bytes of the clause, or of the whole item, that stands below it.
    about: Range<usize>,
}

impl Silencer {
    /// Whether it sets aside a doubt of this id at a place of a file. One without a reason sets
    /// nothing aside.
    #[must_use]
    pub fn covers(&self, id: &str, file: &SourceFile, span: Span) -> bool {
        let is_same = std::ptr::eq(self.file.as_ref(), file);
        is_same && self.id == id && !self.reason.is_empty() && self.about.contains(&span.start)
    }
}

/// The id of a doubt from its code: `law::never_covers` is `never-covers`.
#[must_use]
pub fn doubt_id(code: &str) -> String {
    let name = code.rsplit("::").next().unwrap_or(code);
    name.replace('_', "-")
}

/// The silencers of a file.
pub(super) fn silencers(file: &Arc<SourceFile>) -> Vec<Silencer> {
    let text = file.text();
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = 0_usize;
    for line in text.split_inclusive('\n') {
        lines.push((at, line));
        at = at.saturating_add(line.len());
    }
    let mut found = Vec::new();
    for (number, (start, line)) in lines.iter().enumerate() {
        let Some(said) = silencing(line) else {
            continue;
        };
        let below = lines.get(number.saturating_add(1)..).unwrap_or_default();
        let (id, reason) = said.split_once(':').unwrap_or((said, ""));
        let indent = line.len().saturating_sub(line.trim_start().len());
        let begins = start.saturating_add(indent);
        found.push(Silencer {
            file: Arc::clone(file),
            span: Span::new(begins, start.saturating_add(line.trim_end().len())),
            id: id.trim().to_owned(),
            reason: reason.trim().to_owned(),
            about: below_it(below, text.len()),
        });
    }
    found
}

/// What a comment says behind the words that make it a silencer, however they are spaced.
fn silencing(line: &str) -> Option<&str> {
    let said = line.trim().strip_prefix('#')?;
    let said = said.trim_start().strip_prefix("silence")?;
    let said = said.strip_prefix(char::is_whitespace)?.trim_start();
    said.strip_prefix("lint")?.strip_prefix(char::is_whitespace)
}

/// The bytes of what the first line with words begins, until a line that stands no further in.
fn below_it(lines: &[(usize, &str)], end: usize) -> Range<usize> {
    let is_word = |line: &str| !line.trim().is_empty() && !line.trim().starts_with('#');
    let indent = |line: &str| line.len().saturating_sub(line.trim_start().len());
    let mut words = lines.iter().filter(|(_, line)| is_word(line));
    let Some((start, first)) = words.next() else {
        return 0..0;
    };
    let next = words.find(|(_, line)| indent(line) <= indent(first));
    *start..next.map_or(end, |(start, _)| *start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silencer_is_about_the_clause_or_the_item_below_it() {
        let text = "# silence lint gap: known\nparagraph 1 \"a\"\n  forbids supply to PRK\n  \
                    # silence lint never-lifts: because\n  except a or\n    b\n  note \"x\"\n\
                    # silence lint gap\nparagraph 2 \"b\"\n";
        let file = SourceFile::new("a.rule", text);
        let found = silencers(&file);
        let at = |words: &str| {
            let start = text.find(words).unwrap();
            Span::new(start, start + 1)
        };
        assert_eq!(found.len(), 3);
        assert!(found[0].covers("gap", &file, at("except")));
        assert!(!found[0].covers("gap", &file, at("paragraph 2")));
        assert!(!found[0].covers("never-lifts", &file, at("except")));
        assert!(found[1].covers("never-lifts", &file, at("b\n  note")));
        assert!(!found[1].covers("never-lifts", &file, at("note")));
        assert!(
            !found[2].covers("gap", &file, at("paragraph 2")),
            "without a reason"
        );
    }
}
