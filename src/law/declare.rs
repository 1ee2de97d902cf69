//! The first pass: which names the files declare, and where.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::{SourceFile, Span, Spanned, nearest};
use crate::syntax::{self, Item, RuleFile};

use super::fault::{LawError, LawFault, NameKind};
use super::model::Place;

/// One declared name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declared {
    pub kind: NameKind,
    /// Index among the names of its kind, in the order of names.
    pub index: usize,
    pub place: Place,
}

/// Every declared name. All kinds share one space of names, so that a condition's word means
/// one thing.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: BTreeMap<String, Declared>,
}

/// An item with the file it stands in.
pub(super) type Placed<'a, T> = (usize, &'a T);

/// The items of all files by kind, each kind of named item in the order of names.
#[derive(Debug, Default)]
pub(super) struct Items<'a> {
    pub categories: Vec<Placed<'a, syntax::Category>>,
    pub facts: Vec<Placed<'a, syntax::Fact>>,
    pub quantities: Vec<Placed<'a, syntax::Quantity>>,
    pub actors: Vec<Placed<'a, syntax::Actor>>,
    pub examples: Vec<Placed<'a, syntax::Example>>,
    /// Each resolution of a file with the paragraphs after it.
    pub resolutions: Vec<(usize, &'a syntax::Resolution, Vec<&'a syntax::Paragraph>)>,
}

/// The errors of the law room, in the files they stand in.
pub(super) struct Faults<'a> {
    pub files: &'a [Arc<SourceFile>],
    pub errors: Vec<LawError>,
}

impl Faults<'_> {
    pub fn add(&mut self, file: usize, span: Span, fault: LawFault) {
        if let Some(error) = self.make(file, span, fault) {
            self.errors.push(error);
        }
    }

    pub fn make(&self, file: usize, span: Span, fault: LawFault) -> Option<LawError> {
        let file = self.files.get(file)?;
        Some(LawError::new(fault, file, span))
    }

    /// `file:line` of a place.
    pub fn whereabouts(&self, place: Place) -> String {
        let Some(file) = self.files.get(place.file) else {
            return String::new();
        };
        let (line, _) = file.line_column(place.span.start);
        format!("{}:{line}", file.name())
    }
}

/// Sorts the items of all files by kind and declares their names.
pub(super) fn declare<'a>(trees: &'a [RuleFile], faults: &mut Faults<'_>) -> (Items<'a>, Names) {
    let mut items = Items::default();
    for (file, tree) in trees.iter().enumerate() {
        collect(file, tree, &mut items, faults);
    }
    let mut names = Names::default();
    names.declare(
        NameKind::Category,
        &mut items.categories,
        |c| &c.name,
        faults,
    );
    names.declare(NameKind::Fact, &mut items.facts, |f| &f.name, faults);
    names.declare(
        NameKind::Quantity,
        &mut items.quantities,
        |q| &q.name,
        faults,
    );
    names.declare(NameKind::Actor, &mut items.actors, |a| &a.name, faults);
    (items, names)
}

fn collect<'a>(file: usize, tree: &'a RuleFile, items: &mut Items<'a>, faults: &mut Faults<'_>) {
    let mut resolution_here = false;
    for item in &tree.items {
        match item {
            Item::Category(category) => items.categories.push((file, category)),
            Item::Fact(fact) => items.facts.push((file, fact)),
            Item::Quantity(quantity) => items.quantities.push((file, quantity)),
            Item::Actor(actor) => items.actors.push((file, actor)),
            Item::Example(example) => items.examples.push((file, example)),
            Item::Resolution(resolution) => {
                if resolution_here {
                    faults.add(file, resolution.number.span, LawFault::SecondResolution);
                }
                resolution_here = true;
                items.resolutions.push((file, resolution, Vec::new()));
            }
            Item::Paragraph(paragraph) => match items.resolutions.last_mut() {
                Some((_, _, paragraphs)) if resolution_here => paragraphs.push(paragraph),
                _ => faults.add(file, paragraph.number.span, LawFault::NoResolution),
            },
        }
    }
}

impl Names {
    /// Declares the names of one kind; of two items with one name, the first stays.
    fn declare<'a, T>(
        &mut self,
        kind: NameKind,
        items: &mut Vec<Placed<'a, T>>,
        name: impl Fn(&'a T) -> &'a syntax::Name,
        faults: &mut Faults<'_>,
    ) {
        items.sort_by(|(_, a), (_, b)| name(a).value.cmp(&name(b).value));
        let mut index: usize = 0;
        items.retain(|(file, item)| {
            let Spanned { value, span } = name(item);
            if let Some(first) = self.names.get(value) {
                let first = faults.whereabouts(first.place);
                faults.add(
                    *file,
                    *span,
                    LawFault::Twice {
                        name: value.clone(),
                        first,
                    },
                );
                return false;
            }
            let place = Place {
                file: *file,
                span: *span,
            };
            self.names
                .insert(value.clone(), Declared { kind, index, place });
            index = index.saturating_add(1);
            true
        });
    }

    /// The index of a name of one kind; otherwise the fault.
    pub fn find(&self, kind: NameKind, name: &str) -> Result<usize, LawFault> {
        match self.names.get(name) {
            Some(declared) if declared.kind == kind => Ok(declared.index),
            Some(declared) => Err(LawFault::WrongKind {
                name: name.to_owned(),
                is: declared.kind,
                wanted: kind,
            }),
            None => {
                let same_kind = self
                    .names
                    .iter()
                    .filter(|(_, declared)| declared.kind == kind);
                let near = nearest(name, same_kind.map(|(name, _)| name.as_str()));
                Err(LawFault::Unknown {
                    kind,
                    name: name.to_owned(),
                    nearest: near.into_iter().map(str::to_owned).collect(),
                })
            }
        }
    }
}
