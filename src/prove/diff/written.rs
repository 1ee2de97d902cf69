//! What was written differently: items and clauses that came, went or moved.

use std::collections::BTreeSet;

use crate::law::RuleSet;
use crate::terms::Citation;

use super::book::Book;
use super::items::items;
use super::paragraphs::paragraph;

/// Something that the new rules write differently.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// What is written differently.
    pub of: Written,
    /// In which respect.
    pub kind: ChangeKind,
    /// How, in words.
    pub words: String,
    /// The old words, where there were any.
    pub old: Option<Quote>,
    /// The new words, where there are any.
    pub new: Option<Quote>,
}

/// Something that rules write down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Written {
    /// A paragraph.
    Paragraph(Citation),
    /// Any other item: its keyword and its name.
    Item(&'static str, String),
}

/// Words of a rule file with their place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quote {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The words, on one line.
    pub text: String,
}

/// In which respect something was written differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another number or name.
    Renamed,
    /// Its title or definition.
    Title,
    /// How far it was checked.
    Standing,
    /// A measure of it is new, or gone.
    Measure,
    /// What a measure does to States.
    Force,
    /// How much a measure lets pass.
    Limit,
    /// When it is in force.
    Period,
    /// Which way transfers go.
    Direction,
    /// The goods.
    Goods,
    /// A `when` of a measure.
    Condition,
    /// What lifts a measure.
    Exemption,
    /// What is asked of a requirement or an allowance.
    Provided,
    /// How it stands to other paragraphs, or what it serves.
    Link,
    /// What silence of a fact means.
    Silence,
    /// What a category is a kind of.
    Parents,
    /// The codes of a category.
    Codes,
    /// Words by which it is known.
    Words,
    /// How words are read beside others, which no record is tried for.
    Reading,
    /// Over which time a limit adds up, which no single record shows.
    Term,
    /// Anything else.
    Other,
}

impl Change {
    /// Whether records are tried that would show what it moves.
    #[must_use]
    pub fn is_tried(&self) -> bool {
        let is_modifier = matches!(&self.of, Written::Item("modifier", _));
        !is_modifier && !matches!(self.kind, ChangeKind::Reading | ChangeKind::Term)
    }
}

impl ChangeKind {
    /// The word for it; reports rely on it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Title => "title",
            Self::Standing => "standing",
            Self::Measure => "measure",
            Self::Force => "force",
            Self::Limit => "limit",
            Self::Period => "period",
            Self::Direction => "direction",
            Self::Goods => "goods",
            Self::Condition => "condition",
            Self::Exemption => "exemption",
            Self::Provided => "provided",
            Self::Link => "link",
            Self::Silence => "silence",
            Self::Parents => "parents",
            Self::Codes => "codes",
            Self::Words => "words",
            Self::Reading => "reading",
            Self::Term => "term",
            Self::Other => "other",
        }
    }
}

impl std::fmt::Display for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Paragraph(citation) => write!(f, "{citation}"),
            Self::Item(keyword, name) => write!(f, "{keyword} {name}"),
        }
    }
}

/// What the new rules write differently, paragraphs first. Comments, layout, examples and the order
/// of files and items do not count.
///
/// ```
/// use interdict::law::RuleSet;
/// use interdict::prove::written;
/// use interdict::source::SourceFile;
///
/// let rules = |day: &str| {
///     let text = format!("resolution 1 adopted 2001-01-01\n  regime test\n\
///         paragraph 1 \"nothing\"\n  forbids supply to PRK\n  since {day}\n  checked \"nowhere\"");
///     RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap()
/// };
/// let changes = written(&rules("2001-02-01"), &rules("2001-03-01"));
/// assert_eq!(changes[0].of.to_string(), "1/1");
/// assert_eq!(changes[0].words, "begins 2001-03-01, was 2001-02-01");
/// assert_eq!(changes.len(), 1);
/// ```
#[must_use]
pub fn written(old: &RuleSet, new: &RuleSet) -> Vec<Change> {
    let (old, new) = (Book::of(old), Book::of(new));
    let mut changes = Vec::new();
    let citations: BTreeSet<&Citation> =
        old.paragraphs.keys().chain(new.paragraphs.keys()).collect();
    let renamed = renamed(&old, &new);
    for citation in citations {
        let change = |kind, words: String, before: Option<Quote>, after: Option<Quote>| Change {
            of: Written::Paragraph(citation.clone()),
            kind,
            words,
            old: before,
            new: after,
        };
        match (old.paragraphs.get(citation), new.paragraphs.get(citation)) {
            (Some(before), Some(after)) => changes.extend(paragraph(citation, before, after)),
            (Some(before), None) => {
                let moved = renamed.iter().find(|(was, _)| was == citation);
                let after = moved.and_then(|(_, is)| Some((is, new.paragraphs.get(is)?)));
                changes.push(match after {
                    Some((is, after)) => {
                        let words = format!("renamed: now {is}");
                        change(
                            ChangeKind::Renamed,
                            words,
                            Some(before.head()),
                            Some(after.head()),
                        )
                    }
                    None => change(
                        ChangeKind::Removed,
                        "paragraph removed".into(),
                        Some(before.head()),
                        None,
                    ),
                });
            }
            (None, Some(after)) if !renamed.iter().any(|(_, is)| is == citation) => {
                changes.push(change(
                    ChangeKind::Added,
                    "paragraph added".into(),
                    None,
                    Some(after.head()),
                ));
            }
            (None, _) => {}
        }
    }
    changes.extend(items(&old, &new));
    changes
}

/// The paragraphs that say the same under another number, as pairs of the old and the new.
fn renamed(old: &Book<'_>, new: &Book<'_>) -> Vec<(Citation, Citation)> {
    let gone = old.paragraphs.iter();
    let gone = gone.filter(|(citation, _)| !new.paragraphs.contains_key(citation));
    let mut renamed: Vec<(Citation, Citation)> = Vec::new();
    for (was, before) in gone {
        let mut came = new.paragraphs.iter();
        let found = came.find(|(is, after)| {
            let is_new = !old.paragraphs.contains_key(is);
            let is_free = !renamed.iter().any(|(_, taken)| taken == *is);
            is_new && is_free && before.says_as(after)
        });
        renamed.extend(found.map(|(is, _)| (was.clone(), is.clone())));
    }
    renamed
}
