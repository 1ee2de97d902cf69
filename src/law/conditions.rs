//! Conditions, directions and goods of the second pass: every name in them becomes what it stands
//! for, and places and lists become the conditions that they are short for.

use crate::source::Spanned;
use crate::syntax::{self, Goods, Way};

use super::fault::{LawFault, NameKind};
use super::model::*;
use super::resolve::Resolver;

impl Resolver<'_, '_> {
    pub(super) fn direction(
        &mut self,
        file: usize,
        direction: &Spanned<syntax::Direction>,
    ) -> Option<Condition> {
        let place = Place {
            file,
            span: direction.span,
        };
        let tree = &direction.value;
        let there = self.at(file, tree.way, &tree.place, place)?;
        let Some(party) = &tree.party else {
            return Some(there);
        };
        let party = self.party(file, tree.way, party, place)?;
        Some(Condition {
            kind: ConditionKind::All(vec![there, party]),
            place,
        })
    }

    fn party(
        &mut self,
        file: usize,
        way: Way,
        party: &syntax::Party,
        place: Place,
    ) -> Option<Condition> {
        let actor = ActorId(self.name(NameKind::Actor, file, &party.actor)?);
        let is = Condition {
            kind: ConditionKind::Party(way, actor),
            place,
        };
        Some(match party.but {
            true => Condition {
                kind: ConditionKind::Not(Box::new(is)),
                place,
            },
            false => is,
        })
    }

    /// A place that a transfer goes to or comes from; in a direction that may be an actor.
    fn at(
        &mut self,
        file: usize,
        way: Way,
        tree: &syntax::Place,
        place: Place,
    ) -> Option<Condition> {
        let name = match tree {
            syntax::Place::Country(code) => {
                let kind = ConditionKind::Place(way, self.country(file, code)?);
                return Some(Condition { kind, place });
            }
            syntax::Place::Named(name) => name,
        };
        if self.names.kind(&name.value) == Some(NameKind::Actor) {
            let actor = name.clone();
            return self.party(file, way, &syntax::Party { actor, but: false }, place);
        }
        self.area(file, way, name, place)
    }

    /// An area: its country, and what shows that a transfer goes there or comes from there.
    fn area(
        &mut self,
        file: usize,
        way: Way,
        name: &syntax::Name,
        place: Place,
    ) -> Option<Condition> {
        let index = self.name(NameKind::Area, file, name)?;
        let signs = self.areas.get(&index)?;
        let (word, sign) = match way {
            Way::To => ("to", &signs.to),
            Way::From => ("from", &signs.from),
        };
        let Some(sign) = sign.clone() else {
            let area = name.value.clone();
            self.faults
                .add(file, name.span, LawFault::NoSign { way: word, area });
            return None;
        };
        let there = Condition {
            kind: ConditionKind::Place(way, signs.country),
            place,
        };
        Some(Condition {
            kind: ConditionKind::All(vec![there, sign]),
            place,
        })
    }

    pub(super) fn goods(&mut self, file: usize, goods: &[Spanned<Goods>]) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for good in goods {
            let place = Place {
                file,
                span: good.span,
            };
            let named = |name: &String| good.with(name.clone());
            conditions.extend(match &good.value {
                Goods::Hs(ranges) => {
                    let kind = ConditionKind::Hs(ranges.clone());
                    Some(Condition { kind, place })
                }
                Goods::Named(name) if self.names.kind(name) == Some(NameKind::List) => {
                    self.on(file, &named(name), None)
                }
                Goods::Named(name) => {
                    let id = self.name(NameKind::Category, file, &named(name));
                    let kind = id.map(|id| ConditionKind::Item(CategoryId(id)));
                    kind.map(|kind| Condition { kind, place })
                }
                Goods::Edition(name, edition) => self.on(file, name, Some(edition)),
            });
        }
        conditions
    }

    /// Whether goods are on a list, as it stands on the day or in one edition: the list's own
    /// entries, wherever they are asked for.
    fn on(
        &mut self,
        file: usize,
        name: &syntax::Name,
        edition: Option<&syntax::Name>,
    ) -> Option<Condition> {
        let index = self.name(NameKind::List, file, name)?;
        let list = self.lists.get(&index)?;
        let place = list.place;
        let Some(wanted) = edition else {
            let in_time = list.editions.iter().map(|edition| {
                let in_force = ConditionKind::InForce(vec![edition.period.clone()]);
                let in_force = Condition {
                    kind: in_force,
                    place: edition.place,
                };
                let kind = ConditionKind::All(vec![in_force, edition.entries.clone()]);
                let place = edition.place;
                Condition { kind, place }
            });
            let kind = ConditionKind::Any(in_time.collect());
            return Some(Condition { kind, place });
        };
        let found = list.editions.iter().find(|one| one.name == wanted.value);
        if let Some(found) = found {
            return Some(found.entries.clone());
        }
        let fault = LawFault::Edition {
            list: list.name.clone(),
            edition: wanted.value.clone(),
            known: list.editions.iter().map(|one| one.name.clone()).collect(),
        };
        self.faults.add(file, wanted.span, fault);
        None
    }

    /// A condition with its names resolved, or nothing where one of them cannot be.
    pub(super) fn condition(&mut self, file: usize, tree: &syntax::Condition) -> Option<Condition> {
        use syntax::ConditionKind as Tree;
        let place = Place {
            file,
            span: tree.span,
        };
        let kind = match &tree.value {
            Tree::All(parts) => ConditionKind::All(self.conditions(file, parts)?),
            Tree::Any(parts) => ConditionKind::Any(self.conditions(file, parts)?),
            Tree::Not(inner) => ConditionKind::Not(Box::new(self.condition(file, inner)?)),
            Tree::Item(name) => {
                ConditionKind::Item(CategoryId(self.name(NameKind::Category, file, name)?))
            }
            Tree::Hs(ranges) => ConditionKind::Hs(ranges.clone()),
            Tree::On(name, edition) => return self.on(file, name, edition.as_ref()),
            Tree::Place(way, syntax::Place::Named(name)) => {
                return self.area(file, *way, name, place);
            }
            Tree::Place(way, syntax::Place::Country(code)) => {
                ConditionKind::Place(*way, self.country(file, code)?)
            }
            Tree::Flag(code) => ConditionKind::Flag(self.country(file, code)?),
            Tree::Party(way, actor) => {
                ConditionKind::Party(*way, ActorId(self.name(NameKind::Actor, file, actor)?))
            }
            Tree::Fact(name, silent) => {
                ConditionKind::Fact(FactId(self.name(NameKind::Fact, file, name)?), *silent)
            }
            Tree::Quantity(name, comparison, amount) => {
                self.alike(file, tree.span, &name.value, amount.value.unit);
                let id = QuantityId(self.name(NameKind::Quantity, file, name)?);
                ConditionKind::Quantity(id, *comparison, amount.value)
            }
            Tree::Line(of, comparison, amount) => {
                self.line_alike(file, tree.span, *of, amount.value.unit);
                ConditionKind::Line(*of, *comparison, amount.value)
            }
            Tree::Date(comparison, day) => ConditionKind::Date(*comparison, *day),
            Tree::Day(name, comparison, day) => {
                let id = DayId(self.name(NameKind::Day, file, name)?);
                ConditionKind::Day(id, *comparison, *day)
            }
        };
        Some(Condition { kind, place })
    }

    /// All of the conditions, each tried so that every unknown name is reported.
    fn conditions(&mut self, file: usize, trees: &[syntax::Condition]) -> Option<Vec<Condition>> {
        let resolved: Vec<Option<Condition>> = trees
            .iter()
            .map(|tree| self.condition(file, tree))
            .collect();
        resolved.into_iter().collect()
    }
}
