//! Doubts that a rule file sets aside, each with its reason.

use std::ops::Range;
use std::sync::Arc;

use crate::source::{SourceFile, Span};
use crate::syntax::remarks;

/// A comment that sets a doubt aside: `# silence lint ID: REASON` above what it is about, inside it
/// or behind it.
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
    /// The bytes of the clause, or of the whole item, that it stands at.
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
    let remarks = remarks(file.text(), "silence").into_iter();
    let silencers = remarks.filter_map(|remark| {
        let said = silencing(remark.span.quote(file.text()))?;
        let (id, reason) = said.split_once(':').unwrap_or((said, ""));
        Some(Silencer {
            file: Arc::clone(file),
            span: remark.span,
            id: id.trim().to_owned(),
            reason: reason.trim().to_owned(),
            about: remark.about,
        })
    });
    silencers.collect()
}

/// What a comment says behind the words that make it a silencer, however they are spaced.
fn silencing(comment: &str) -> Option<&str> {
    let said = comment.strip_prefix('#')?;
    let said = said.trim_start().strip_prefix("silence")?;
    let said = said.strip_prefix(char::is_whitespace)?.trim_start();
    said.strip_prefix("lint")?.strip_prefix(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use crate::syntax::{parse, print};

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

    #[test]
    fn to_print_a_file_changes_nothing_about_its_silencers() {
        let text = "paragraph 1 \"a\"  # silence lint gap: one\n  forbids supply to PRK of rice\n  \
                    except a or # silence lint never-lifts: two\n    \
                    # silence lint never-matters: three\n    b # silence lint never-firm: four\n  \
                    note \"# silence lint gap: no comment\"\n  # silence lint uncovered: five\n\
                    paragraph 2 \"b\"\n";
        let about = |text: &str| {
            let file = SourceFile::new("a.rule", text);
            let mut about: Vec<(String, String)> = silencers(&file)
                .into_iter()
                .map(|one| (one.id, text[one.about].split_whitespace().take(2).collect()))
                .collect();
            about.sort();
            about
        };
        let expected = [
            ("gap", "paragraph1"),
            ("never-firm", "excepta"),
            ("never-lifts", "excepta"),
            ("never-matters", "excepta"),
            ("uncovered", "paragraph2"),
        ];
        assert_eq!(
            about(text),
            expected.map(|(id, words)| (id.to_owned(), words.to_owned()))
        );
        let (tree, _) = parse(&SourceFile::new("a.rule", text));
        assert_eq!(about(&print(&tree)), about(text));
    }
}
