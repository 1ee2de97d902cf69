//! Categories, models, facts, quantities and actors of the second pass.

use std::collections::BTreeMap;

use crate::source::{Span, Spanned};
use crate::syntax::{self, ActorClause, CategoryClause, FactClause, ModelClause};
use crate::terms::{Amount, CodeStatus, Decimal, Folded, HsRange, Unit};

use super::declare::Items;
use super::fault::{LawFault, NameKind};
use super::graph;
use super::model::*;
use super::resolve::Resolver;

impl Resolver<'_, '_> {
    pub fn categories(&mut self, items: &Items<'_>) -> Vec<Category> {
        let mut categories: Vec<Category> = items
            .categories
            .iter()
            .map(|(file, category)| self.category(*file, category))
            .collect();
        graph::close(&mut categories, self.faults);
        categories
    }

    fn category(&mut self, file: usize, tree: &syntax::Category) -> Category {
        let mut category = Category {
            name: tree.name.value.clone(),
            definition: tree.definition.value.clone(),
            place: Place {
                file,
                span: tree.name.span,
            },
            parents: Vec::new(),
            hs_always: Vec::new(),
            hs_may: Vec::new(),
            hs_none: false,
            conversions: Vec::new(),
            words: Vec::new(),
            names: Vec::new(),
            hints: Vec::new(),
            heads: Vec::new(),
            beside: Vec::new(),
            but_not: Vec::new(),
            yields_to: Vec::new(),
            residual: false,
            above: BTreeMap::new(),
            below: Vec::new(),
            codes: Vec::new(),
        };
        let phrases = |texts: &[syntax::Name]| phrases(file, texts);
        for clause in &tree.clauses {
            match &clause.value {
                CategoryClause::KindOf(names, condition) => {
                    let parents = self.parents(file, names, condition.as_ref());
                    category.parents.extend(parents);
                }
                CategoryClause::HsAlways(ranges) => {
                    self.doubt_codes(file, ranges);
                    category
                        .hs_always
                        .extend(ranges.iter().map(|range| range.value.clone()));
                }
                CategoryClause::HsMay(ranges) => {
                    self.doubt_codes(file, ranges);
                    category
                        .hs_may
                        .extend(ranges.iter().map(|range| range.value.clone()));
                }
                CategoryClause::HsNone => category.hs_none = true,
                CategoryClause::One(tree) => {
                    let conversion = self.conversion(file, clause.span, tree);
                    category.conversions.extend(conversion);
                }
                CategoryClause::Words(texts) => category.words.extend(phrases(texts)),
                CategoryClause::Names(texts) => category.names.extend(phrases(texts)),
                CategoryClause::Hints(texts) => category.hints.extend(phrases(texts)),
                CategoryClause::Heads(texts, of) => {
                    let of = of
                        .iter()
                        .filter_map(|name| self.name(NameKind::Category, file, name));
                    category.heads.push(Heads {
                        phrases: phrases(texts),
                        of: of.map(CategoryId).collect(),
                    });
                }
                CategoryClause::Beside(texts) => category.beside.extend(phrases(texts)),
                CategoryClause::YieldsTo(to) => {
                    let to = to
                        .iter()
                        .filter_map(|name| self.name(NameKind::Category, file, name));
                    category.yields_to.extend(to.map(CategoryId));
                }
                CategoryClause::Residual => category.residual = true,
                CategoryClause::ButNot(texts) => category.but_not.extend(phrases(texts)),
            }
        }
        category
    }

    fn conversion(
        &mut self,
        file: usize,
        span: Span,
        tree: &syntax::Conversion,
    ) -> Option<Conversion> {
        let unit = tree.unit.value;
        let least = tree.least.value;
        let most = tree.most.as_ref().map_or(least, |most| most.value);
        let order = least.compare(most);
        if order.is_none_or(|order| order.is_gt()) {
            self.faults
                .add(file, tree.least.span, LawFault::NoRange { least, most });
            return None;
        }
        if unit.dimension() == least.unit.dimension() || least.number <= Decimal::ZERO {
            self.faults.add(file, span, LawFault::NoConversion);
            return None;
        }
        Some(Conversion {
            unit,
            least,
            most,
            source: tree.source.value.clone(),
            place: Place { file, span },
        })
    }

    /// Doubts codes that their edition, or every edition, does not have.
    fn doubt_codes(&mut self, file: usize, ranges: &[Spanned<HsRange>]) {
        if !self.doubts {
            return;
        }
        for range in ranges {
            let strange = range.value.ends().into_iter().find_map(|code| {
                let elsewhere = match CodeStatus::of(code) {
                    CodeStatus::Known { .. } | CodeStatus::Untold => return None,
                    CodeStatus::OtherEdition { edition, .. } => Some(edition),
                    CodeStatus::Unknown => None,
                };
                Some((code.to_string(), elsewhere))
            });
            if let Some((code, elsewhere)) = strange {
                let fault = LawFault::StrangeCode { code, elsewhere };
                self.faults.add(file, range.span, fault);
            }
        }
    }

    /// The links of one `kind of` clause.
    fn parents(
        &mut self,
        file: usize,
        names: &[syntax::Name],
        condition: Option<&syntax::Condition>,
    ) -> Vec<Parent> {
        let link = match condition {
            Some(condition) => {
                self.refuse_goods(file, condition, "a kind cannot hang on what the item is");
                self.condition(file, condition).map(Link::If)
            }
            None => Some(Link::Always),
        };
        let mut parents = Vec::new();
        for name in names {
            let category = self.name(NameKind::Category, file, name).map(CategoryId);
            if let Some((category, link)) = category.zip(link.clone()) {
                let span = name.span;
                let place = Place { file, span };
                parents.push(Parent {
                    category,
                    link,
                    place,
                });
            }
        }
        parents
    }

    pub fn fact(&mut self, file: usize, tree: &syntax::Fact) -> Fact {
        let mut silence = Silence::Unknown;
        let mut words = Vec::new();
        for clause in &tree.clauses {
            if let FactClause::Words(texts) = &clause.value {
                words.extend(phrases(file, texts));
                continue;
            }
            if silence != Silence::Unknown {
                self.faults.add(
                    file,
                    clause.span,
                    LawFault::ClauseTwice("what silence means"),
                );
            }
            silence = match &clause.value {
                FactClause::IfSilent(answer) => Silence::Means(*answer),
                FactClause::AskedOf(categories, otherwise) => {
                    let ids = categories
                        .iter()
                        .filter_map(|name| self.name(NameKind::Category, file, name));
                    Silence::AskedOf(ids.map(CategoryId).collect(), *otherwise)
                }
                FactClause::Words(_) => continue,
            };
        }
        Fact {
            name: tree.name.value.clone(),
            question: tree.question.value.clone(),
            place: Place {
                file,
                span: tree.name.span,
            },
            silence,
            words,
        }
    }

    pub fn quantity(&mut self, file: usize, tree: &syntax::Quantity) -> Option<Quantity> {
        let mut units = Vec::new();
        for unit in &tree.units {
            match Unit::parse(&unit.value) {
                Ok(unit) => units.push(unit),
                Err(error) => self.faults.add(file, unit.span, error.into()),
            }
        }
        if units.is_empty() {
            return None;
        }
        Some(Quantity {
            name: tree.name.value.clone(),
            units,
            definition: tree.definition.value.clone(),
            place: Place {
                file,
                span: tree.name.span,
            },
        })
    }

    pub fn actor(&mut self, file: usize, tree: &syntax::Actor) -> Actor {
        let mut actor = Actor {
            name: tree.name.value.clone(),
            definition: tree.definition.value.clone(),
            place: Place {
                file,
                span: tree.name.span,
            },
            silent_no: false,
            words: Vec::new(),
            folded: Vec::new(),
        };
        for clause in &tree.clauses {
            match &clause.value {
                ActorClause::IfSilentNo => actor.silent_no = true,
                ActorClause::Words(texts) => actor.words.extend(phrases(file, texts)),
            }
        }
        let folded = actor.words.iter().map(|word| Folded::new(&word.text));
        actor.folded = folded.collect();
        actor
    }

    pub fn model(&mut self, file: usize, tree: &syntax::Model) -> Model {
        let mut model = Model {
            names: phrases(file, &tree.names),
            categories: Vec::new(),
            attributes: Vec::new(),
        };
        for clause in &tree.clauses {
            let place = Place {
                file,
                span: clause.span,
            };
            let (says, source) = match &clause.value {
                ModelClause::Is(names) => {
                    let ids = names
                        .iter()
                        .filter_map(|name| self.name(NameKind::Category, file, name));
                    model.categories.extend(ids.map(CategoryId));
                    continue;
                }
                ModelClause::Fact(name, answer, source) => {
                    let fact = self.name(NameKind::Fact, file, name).map(FactId);
                    (fact.map(|fact| Says::Fact(fact, *answer)), source)
                }
                ModelClause::Quantity(name, least, most, source) => {
                    (self.range(file, name, least, most.as_ref()), source)
                }
            };
            model.attributes.extend(says.map(|says| Attribute {
                says,
                source: source.value.clone(),
                place,
            }));
        }
        let said = |clause: &Spanned<ModelClause>| matches!(clause.value, ModelClause::Is(_));
        if let (Some(first), false) = (tree.names.first(), tree.clauses.iter().any(said)) {
            self.faults.add(file, first.span, LawFault::NoKind);
        }
        model
    }

    /// What a model has of a quantity, between two ends.
    fn range(
        &mut self,
        file: usize,
        name: &syntax::Name,
        least: &Spanned<Amount>,
        most: Option<&Spanned<Amount>>,
    ) -> Option<Says> {
        let most = most.unwrap_or(least);
        self.alike(file, least.span, &name.value, least.value.unit);
        let order = least.value.compare(most.value);
        if order.is_none_or(|order| order.is_gt()) {
            let (least, most) = (least.value, most.value);
            let fault = LawFault::NoRange { least, most };
            self.faults.add(file, name.span, fault);
        }
        let id = QuantityId(self.name(NameKind::Quantity, file, name)?);
        Some(Says::Quantity(id, least.value, most.value))
    }
}

/// Phrases with their places.
pub(super) fn phrases(file: usize, texts: &[syntax::Name]) -> Vec<Phrase> {
    let phrase = |text: &syntax::Name| {
        let span = text.span;
        Phrase::new(text.value.clone(), Place { file, span })
    };
    texts.iter().map(phrase).collect()
}
