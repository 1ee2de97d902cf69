//! Two rule sets as they are written, item by item.

use std::collections::BTreeMap;

use crate::law::{RuleSet, one_line};
use crate::source::{SourceFile, Span};
use crate::syntax::{self, Item, ParagraphClause, parse};
use crate::terms::{Citation, Date};

use super::written::Quote;

/// What the files of a rule set say, whatever their order.
pub(super) struct Book<'r> {
    pub paragraphs: BTreeMap<Citation, Paragraph<'r>>,
    /// All other items but examples, with their files, by keyword and name.
    pub items: BTreeMap<(&'static str, String), Vec<(&'r SourceFile, Item)>>,
}

/// A paragraph as it is written.
pub(super) struct Paragraph<'r> {
    pub file: &'r SourceFile,
    pub adopted: Date,
    pub tree: syntax::Paragraph,
    /// Each clause in its one form.
    pub texts: Vec<String>,
}

impl<'r> Book<'r> {
    /// Reads the files again: a rule set keeps what they mean, and not how they say it.
    pub fn of(rules: &'r RuleSet) -> Self {
        let mut book = Self {
            paragraphs: BTreeMap::new(),
            items: BTreeMap::new(),
        };
        for file in &rules.files {
            let (tree, _) = parse(file);
            let mut resolution = None;
            for item in tree.items {
                if let Item::Resolution(tree) = &item {
                    resolution = Some((tree.number.value, tree.adopted.value));
                }
                if let Item::Paragraph(tree) = item {
                    book.add_paragraph(file, resolution, tree);
                    continue;
                }
                if let Some(key) = key(&item) {
                    book.items.entry(key).or_default().push((file, item));
                }
            }
        }
        book
    }

    fn add_paragraph(
        &mut self,
        file: &'r SourceFile,
        resolution: Option<(u16, Date)>,
        tree: syntax::Paragraph,
    ) {
        let Some((number, adopted)) = resolution else {
            return;
        };
        let Ok(citation) = Citation::in_resolution(number, &tree.number.value) else {
            return;
        };
        let item = Item::Paragraph(tree.clone());
        let texts = syntax::clauses(&item).into_iter();
        let texts = texts.map(|(keyword, text)| format!("{keyword} {text}"));
        let paragraph = Paragraph {
            file,
            adopted,
            texts: texts.collect(),
            tree,
        };
        self.paragraphs.insert(citation, paragraph);
    }
}

impl Paragraph<'_> {
    /// The first line of the paragraph.
    pub fn head(&self) -> Quote {
        quote(self.file, self.head_span())
    }

    /// Where that stands.
    pub fn head_span(&self) -> Span {
        Span::new(self.tree.span.start, self.tree.title.span.end)
    }

    /// Words of the paragraph.
    pub fn quote(&self, span: Span) -> Quote {
        quote(self.file, span)
    }

    /// Whether another says the same under whatever number.
    pub fn says_as(&self, other: &Self) -> bool {
        let measures = |clause: &ParagraphClause| {
            matches!(
                clause,
                ParagraphClause::Measure(_) | ParagraphClause::Exempts(_)
            )
        };
        let mut clauses = self.tree.clauses.iter();
        self.tree.clauses == other.tree.clauses
            && self.tree.title == other.tree.title
            && clauses.any(|clause| measures(&clause.value))
    }
}

/// Words of a file with their place.
pub(super) fn quote(file: &SourceFile, span: Span) -> Quote {
    Quote {
        file: file.name().to_owned(),
        line: file.line(span.start),
        text: one_line(file.quote(span)),
    }
}

/// The keyword and name of an item; nothing for examples, which rule on nothing.
fn key(item: &Item) -> Option<(&'static str, String)> {
    let name = |name: &syntax::Name| name.value.clone();
    Some(match item {
        Item::Resolution(tree) => ("resolution", tree.number.value.to_string()),
        Item::Category(tree) => ("category", name(&tree.name)),
        Item::Fact(tree) => ("fact", name(&tree.name)),
        Item::Quantity(tree) => ("quantity", name(&tree.name)),
        Item::Day(tree) => ("day", name(&tree.name)),
        Item::Actor(tree) => ("actor", name(&tree.name)),
        Item::Area(tree) => ("area", name(&tree.name)),
        Item::Model(tree) => ("model", name(tree.names.first()?)),
        Item::List(tree) => ("list", name(&tree.name)),
        Item::Modifier(tree) => ("modifier", tree.kind.value.word().to_owned()),
        Item::Property(tree) => ("property", name(&tree.title)),
        Item::Paragraph(_) | Item::Example(_) => return None,
    })
}
