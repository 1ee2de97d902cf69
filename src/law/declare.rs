//! The first pass: which names the files declare, and where.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::{SourceFile, Span, nearest};
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
    pub days: Vec<Placed<'a, syntax::Day>>,
    pub actors: Vec<Placed<'a, syntax::Actor>>,
    pub areas: Vec<Placed<'a, syntax::Area>>,
    pub models: Vec<Placed<'a, syntax::Model>>,
    pub lists: Vec<Placed<'a, syntax::List>>,
    pub modifiers: Vec<Placed<'a, syntax::Modifier>>,
    pub examples: Vec<Placed<'a, syntax::Example>>,
    pub properties: Vec<Placed<'a, syntax::Property>>,
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

    /// Reports a second declaration; the first is marked, or named where it is in another file.
    pub fn twice(&mut self, place: Place, name: String, first: Place) {
        let here = place.file == first.file;
        let fault = LawFault::Twice {
            name,
            first: (!here).then(|| self.whereabouts(first)),
        };
        let error = self.make(place.file, place.span, fault);
        let error = error.map(|error| match here {
            true => error.also(first.span, "first here"),
            false => error,
        });
        self.errors.extend(error);
    }

    /// `file:line` of a place.
    fn whereabouts(&self, place: Place) -> String {
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
    names.declare(&items, faults);
    names.keep(NameKind::Category, &mut items.categories, |c| &c.name);
    names.keep(NameKind::Fact, &mut items.facts, |f| &f.name);
    names.keep(NameKind::Quantity, &mut items.quantities, |q| &q.name);
    names.keep(NameKind::Day, &mut items.days, |d| &d.name);
    names.keep(NameKind::Actor, &mut items.actors, |a| &a.name);
    names.keep(NameKind::Area, &mut items.areas, |a| &a.name);
    names.keep(NameKind::List, &mut items.lists, |l| &l.name);
    (items, names)
}

fn collect<'a>(file: usize, tree: &'a RuleFile, items: &mut Items<'a>, faults: &mut Faults<'_>) {
    let mut resolution_here = false;
    // One fault is enough for all paragraphs that miss their resolution.
    let mut missed = tree.lost;
    for item in &tree.items {
        match item {
            Item::Category(category) => items.categories.push((file, category)),
            Item::Fact(fact) => items.facts.push((file, fact)),
            Item::Quantity(quantity) => items.quantities.push((file, quantity)),
            Item::Day(day) => items.days.push((file, day)),
            Item::Actor(actor) => items.actors.push((file, actor)),
            Item::Area(area) => items.areas.push((file, area)),
            Item::Model(model) => items.models.push((file, model)),
            Item::List(list) => items.lists.push((file, list)),
            Item::Property(property) => items.properties.push((file, property)),
            Item::Modifier(modifier) => items.modifiers.push((file, modifier)),
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
                _ => {
                    if !std::mem::replace(&mut missed, true) {
                        faults.add(file, paragraph.number.span, LawFault::NoResolution);
                    }
                }
            },
        }
    }
}

/// The names of items of one kind, with their places.
fn named<'a, T>(
    kind: NameKind,
    items: &[Placed<'a, T>],
    name: impl Fn(&'a T) -> &'a syntax::Name,
) -> Vec<(Place, NameKind, &'a str)> {
    let named = |(file, item): &Placed<'a, T>| {
        let name = name(item);
        (place_of(*file, name), kind, name.value.as_str())
    };
    items.iter().map(named).collect()
}

fn place_of(file: usize, name: &syntax::Name) -> Place {
    let span = name.span;
    Place { file, span }
}

impl Names {
    /// Declares all names; of two items with one name, the one that stands first stays.
    fn declare(&mut self, items: &Items<'_>, faults: &mut Faults<'_>) {
        let mut all = named(NameKind::Category, &items.categories, |c| &c.name);
        all.extend(named(NameKind::Fact, &items.facts, |f| &f.name));
        all.extend(named(NameKind::Quantity, &items.quantities, |q| &q.name));
        all.extend(named(NameKind::Day, &items.days, |d| &d.name));
        all.extend(named(NameKind::Actor, &items.actors, |a| &a.name));
        all.extend(named(NameKind::Area, &items.areas, |a| &a.name));
        all.extend(named(NameKind::List, &items.lists, |l| &l.name));
        all.sort_by_key(|(place, ..)| *place);
        for (place, kind, name) in all {
            match self.names.get(name) {
                Some(first) => faults.twice(place, name.to_owned(), first.place),
                None => {
                    let index = 0;
                    let declared = Declared { kind, index, place };
                    self.names.insert(name.to_owned(), declared);
                }
            }
        }
    }

    /// Keeps the declared items of one kind, puts them in the order of names and numbers them.
    fn keep<'a, T>(
        &mut self,
        kind: NameKind,
        items: &mut Vec<Placed<'a, T>>,
        name: impl Fn(&'a T) -> &'a syntax::Name,
    ) {
        items.sort_by(|(_, a), (_, b)| name(a).value.cmp(&name(b).value));
        let mut index: usize = 0;
        items.retain(|(file, item)| {
            let name = name(item);
            let declared = self.names.get_mut(&name.value);
            let place = place_of(*file, name);
            let Some(declared) = declared.filter(|d| d.kind == kind && d.place == place) else {
                return false;
            };
            declared.index = index;
            index = index.saturating_add(1);
            true
        });
    }

    /// What a name is, where it is declared.
    pub fn kind(&self, name: &str) -> Option<NameKind> {
        self.names.get(name).map(|declared| declared.kind)
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
