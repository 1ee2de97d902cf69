//! Areas of the second pass, and what conditions in some places cannot ask.

use std::collections::BTreeMap;

use crate::source::{Span, Spanned};
use crate::syntax::{self, ConditionKind as Tree, Goods, Way};

use super::declare::Items;
use super::fault::{LawFault, NameKind};
use super::model::{Area, Place};
use super::resolve::{Resolver, Signs};

impl Resolver<'_, '_> {
    /// The areas, and what shows that a transfer goes there or comes from there. None of them
    /// is known while they are read, so that none can hang on another.
    pub fn read_areas(&mut self, items: &Items<'_>) -> Vec<Area> {
        let mut areas = Vec::new();
        let mut signs = BTreeMap::new();
        for (index, (file, tree)) in items.areas.iter().enumerate() {
            if tree.country.value.is_empty() {
                continue;
            }
            let country = self.country(*file, &tree.country);
            let (mut to, mut from) = (None, None);
            let mut sound = true;
            for clause in &tree.clauses {
                let (way, condition) = &clause.value;
                self.refuse_areas(*file, condition);
                self.refuse_goods(
                    *file,
                    condition,
                    "what shows an area cannot hang on the goods",
                );
                let (sign, word) = match way {
                    Way::To => (&mut to, "`to if`"),
                    Way::From => (&mut from, "`from if`"),
                };
                if sign.is_some() {
                    self.faults
                        .add(*file, clause.span, LawFault::ClauseTwice(word));
                }
                *sign = self.condition(*file, condition);
                sound &= sign.is_some();
            }
            let Some(country) = country else { continue };
            areas.push(Area {
                name: tree.name.value.clone(),
                country,
                definition: tree.definition.value.clone(),
                place: Place {
                    file: *file,
                    span: tree.name.span,
                },
            });
            // An area whose signs have a fault is not also said to have none.
            if sound {
                signs.insert(index, Signs { country, to, from });
            }
        }
        self.areas = signs;
        areas
    }

    /// Reports a condition that asks what the goods are, where that would ask itself.
    pub fn refuse_goods(&mut self, file: usize, tree: &syntax::Condition, because: &'static str) {
        self.refuse(file, tree, because, |kind| match kind {
            Tree::Item(_) => Some("`item is`"),
            Tree::On(..) => Some("`item on`"),
            _ => None,
        });
    }

    fn refuse_areas(&mut self, file: usize, tree: &syntax::Condition) {
        let because = "what shows an area cannot be another area";
        self.refuse(file, tree, because, |kind| match kind {
            Tree::Place(_, syntax::Place::Named(_)) => Some("an area"),
            _ => None,
        });
    }

    /// Reports a list as an entry of a list.
    pub fn refuse_list(&mut self, file: usize, goods: &Spanned<Goods>) {
        let list = match &goods.value {
            Goods::Named(name) => self.names.kind(name) == Some(NameKind::List),
            Goods::Edition(..) => true,
            Goods::Hs(_) => false,
        };
        if list {
            self.asks(file, goods.span, "a list", "name the goods themselves");
        }
    }

    fn refuse(
        &mut self,
        file: usize,
        tree: &syntax::Condition,
        because: &'static str,
        refused: impl Fn(&Tree) -> Option<&'static str> + Copy,
    ) {
        if let Some(asks) = refused(&tree.value) {
            self.asks(file, tree.span, asks, because);
        }
        match &tree.value {
            Tree::All(parts) | Tree::Any(parts) => {
                for part in parts {
                    self.refuse(file, part, because, refused);
                }
            }
            Tree::Not(inner) => self.refuse(file, inner, because, refused),
            _ => {}
        }
    }

    fn asks(&mut self, file: usize, span: Span, asks: &'static str, because: &'static str) {
        self.faults
            .add(file, span, LawFault::Asks { asks, because });
    }
}
