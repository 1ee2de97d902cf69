//! One rule file as it stands in an editor or on disk, read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{Position, Range};

use crate::law::NameKind;
use crate::source::{SourceFile, Span};
use crate::syntax::{Item, Name, RuleFile, SyntaxError, parse};

use super::lines::Lines;
use super::uses::{Use, uses};

/// A rule file, read as far as it can be.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Where it lies; of a built-in file its name.
    pub path: PathBuf,
    /// Whether it is built into the program.
    pub is_builtin: bool,
    /// Its text.
    pub file: Arc<SourceFile>,
    /// What could be read of it.
    pub tree: RuleFile,
    /// What could not.
    pub faults: Vec<SyntaxError>,
    /// The names in it.
    pub uses: Vec<Use>,
    lines: Lines,
}

/// An item of a file: what it is called, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// The keyword.
    pub keyword: &'static str,
    /// Its name, number or title.
    pub name: Name,
    /// What it is, in words.
    pub title: String,
    /// The kind of name that it declares, if any.
    pub kind: Option<NameKind>,
    /// From its keyword to its last word.
    pub whole: Span,
}

impl Sheet {
    /// Reads a text under the name that messages show.
    pub fn new(path: &Path, name: &str, text: &str) -> Arc<Self> {
        Self::of(path.to_owned(), false, SourceFile::new(name, text))
    }

    /// A file that is built into the program.
    pub fn builtin(file: &Arc<SourceFile>) -> Arc<Self> {
        Self::of(PathBuf::from(file.name()), true, Arc::clone(file))
    }

    fn of(path: PathBuf, is_builtin: bool, file: Arc<SourceFile>) -> Arc<Self> {
        let (tree, faults) = parse(&file);
        Arc::new(Self {
            path,
            is_builtin,
            uses: uses(&tree, file.text()),
            lines: Lines::of(file.text()),
            tree,
            faults,
            file,
        })
    }

    /// Its text.
    pub fn text(&self) -> &str {
        self.file.text()
    }

    /// A stretch of it as editors count.
    pub fn range(&self, span: Span) -> Range {
        self.lines.range(self.text(), span)
    }

    /// The byte at a place that an editor names.
    pub fn offset(&self, position: Position) -> usize {
        self.lines.offset(self.text(), position)
    }

    /// Where the line of a byte begins.
    pub fn line_start(&self, offset: usize) -> usize {
        self.lines.start_of(offset)
    }

    /// The name at a byte, or right before it.
    pub fn use_at(&self, offset: usize) -> Option<&Use> {
        let touches = |one: &&Use| one.span.start <= offset && offset <= one.span.end;
        let mut found = self.uses.iter().filter(touches);
        // Where two touch, the one that begins here is meant.
        found
            .clone()
            .find(|one| one.span.start == offset)
            .or(found.next())
    }

    /// Whether it is read without an error.
    pub fn is_sound(&self) -> bool {
        use crate::source::Fault;
        let is_error = |error: &SyntaxError| error.fault.severity() == miette::Severity::Error;
        !self.faults.iter().any(is_error)
    }

    /// Its items in order.
    pub fn heads(&self) -> Vec<Head> {
        let heads = self.tree.items.iter().filter_map(head).collect::<Vec<_>>();
        let starts: Vec<usize> = heads
            .iter()
            .map(|(_, name, ..)| self.line_start(name.span.start))
            .collect();
        let mut all = Vec::new();
        for (index, (keyword, name, title, kind)) in heads.into_iter().enumerate() {
            let start = starts.get(index).copied().unwrap_or_default();
            let next = starts.get(index.saturating_add(1)).copied();
            let stretch = self.text().get(start..next.unwrap_or(self.text().len()));
            let length = last_word(stretch.unwrap_or_default());
            all.push(Head {
                keyword,
                title,
                kind,
                whole: Span::new(start, start.saturating_add(length).max(name.span.end)),
                name,
            });
        }
        all
    }
}

/// Where the last word of an item ends: what stands at the margin below it, or blank, is not its.
fn last_word(stretch: &str) -> usize {
    let mut end = 0;
    let mut at = 0_usize;
    for (index, line) in stretch.split_inclusive('\n').enumerate() {
        let words = line.trim_end();
        if !words.is_empty() && (index == 0 || words.starts_with([' ', '\t'])) {
            end = at.saturating_add(words.len());
        }
        at = at.saturating_add(line.len());
    }
    end
}

/// The keyword of an item, its name, what it is, and what it declares; nothing where its first
/// line could not be read at all.
fn head(item: &Item) -> Option<(&'static str, Name, String, Option<NameKind>)> {
    let named = |keyword, name: &Name, title: &Name, kind| {
        Some((keyword, name.clone(), title.value.clone(), Some(kind)))
    };
    let titled = |keyword, title: &Name| {
        let is_there = !title.span.is_empty();
        is_there.then(|| (keyword, title.clone(), String::new(), None))
    };
    match item {
        Item::Resolution(tree) => {
            let name = tree.number.with(tree.number.value.to_string());
            let title = format!("adopted {}", tree.adopted.value);
            Some(("resolution", name, title, None))
        }
        Item::Paragraph(tree) => {
            let (name, title) = (tree.number.clone(), tree.title.value.clone());
            Some(("paragraph", name, title, None))
        }
        Item::Category(tree) => named("category", &tree.name, &tree.definition, NameKind::Category),
        Item::Fact(tree) => named("fact", &tree.name, &tree.question, NameKind::Fact),
        Item::Quantity(tree) => named("quantity", &tree.name, &tree.definition, NameKind::Quantity),
        Item::Day(tree) => named("day", &tree.name, &tree.question, NameKind::Day),
        Item::Actor(tree) => named("actor", &tree.name, &tree.definition, NameKind::Actor),
        Item::Area(tree) => named("area", &tree.name, &tree.definition, NameKind::Area),
        Item::List(tree) => named("list", &tree.name, &tree.title, NameKind::List),
        Item::Model(tree) => titled("model", tree.names.first()?),
        Item::Modifier(tree) => {
            let name = tree.kind.with(tree.kind.value.word().to_owned());
            Some(("modifier", name, tree.definition.value.clone(), None))
        }
        Item::Example(tree) => titled("example", &tree.title),
        Item::Property(tree) => titled("property", &tree.title),
    }
}
