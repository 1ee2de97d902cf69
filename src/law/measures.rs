//! Measures of the second pass: each becomes one condition, with what lifts it.

use crate::source::{Span, Spanned};
use crate::syntax::{self, Goods, Lost, ParagraphClause};
use crate::terms::Citation;

use super::draft::Parts;
use super::fault::{LawFault, NameKind};
use super::model::*;
use super::periods::Periods;
use super::resolve::Resolver;

impl Resolver<'_, '_> {
    pub(super) fn measure(
        &mut self,
        parts: &Parts<'_, '_>,
        tree: &syntax::Measure,
        by: &Citation,
    ) -> Option<Measure> {
        let file = parts.file;
        let place = Place {
            file,
            span: parts.own.span,
        };
        let condition = |kind| Condition { kind, place };
        // Every part is looked at before one of them ends the work.
        let in_force = self.in_force(parts);
        let directions: Vec<Condition> = tree
            .directions
            .iter()
            .filter_map(|direction| self.direction(file, direction))
            .collect();
        let goods = self.goods(file, &tree.goods);
        let other_than = self.goods(file, &tree.other_than);
        let (whens, lifts) = self.modifiers(parts, tree.force, by);
        let in_force = in_force?;
        let reach = condition(ConditionKind::Any(directions));
        let mut covers = vec![in_force.clone(), reach.clone()];
        if !tree.goods.is_empty() {
            covers.push(condition(ConditionKind::Any(goods)));
        }
        if !other_than.is_empty() {
            let others = condition(ConditionKind::Any(other_than));
            covers.push(condition(ConditionKind::Not(Box::new(others))));
        }
        covers.extend(whens);
        Some(Measure {
            force: tree.force,
            place,
            reach,
            in_force,
            covers: condition(ConditionKind::All(covers)),
            lifts,
        })
    }

    /// The `when` clauses of a measure, and what lifts it.
    fn modifiers(
        &mut self,
        parts: &Parts<'_, '_>,
        force: syntax::Force,
        by: &Citation,
    ) -> (Vec<Condition>, Vec<Lift>) {
        let file = parts.file;
        let requires = matches!(
            force,
            syntax::Force::RequiresApproval | syntax::Force::RequiresNotice
        );
        let (mut whens, mut lifts, mut provided) = (Vec::new(), Vec::new(), false);
        for clause in parts.clauses() {
            match &clause.value {
                ParagraphClause::When(tree) => whens.extend(self.condition(file, tree)),
                ParagraphClause::Except(tree) => {
                    lifts.extend(self.lift(file, clause.span, tree, by));
                }
                ParagraphClause::Provided(tree) => {
                    provided = true;
                    lifts.extend(self.lift(file, clause.span, tree, by));
                    if !requires {
                        let fault = LawFault::Misplaced {
                            clause: "provided",
                            measure: force_word(force),
                            instead: "write an exemption with `except`",
                        };
                        self.faults.add(file, clause.span, fault);
                    }
                }
                _ => {}
            }
        }
        if requires && !provided && !parts.broken {
            self.faults.add(file, parts.own.span, LawFault::NoProvided);
        }
        (whens, lifts)
    }

    fn lift(
        &mut self,
        file: usize,
        span: Span,
        tree: &syntax::Condition,
        by: &Citation,
    ) -> Option<Lift> {
        let condition = self.condition(file, tree)?;
        let text = self
            .faults
            .files
            .get(file)
            .map_or("", |source| source.quote(span));
        Some(Lift {
            by: by.clone(),
            condition,
            text: one_line(text),
        })
    }

    pub(super) fn exemption(&mut self, parts: &Parts<'_, '_>, paragraph: &Paragraph) -> Lift {
        let place = Place {
            file: parts.file,
            span: parts.own.span,
        };
        let mut all: Vec<Condition> = self.in_force(parts).into_iter().collect();
        for clause in parts.clauses() {
            let (word, tree) = match &clause.value {
                ParagraphClause::When(tree) => {
                    all.extend(self.condition(parts.file, tree));
                    continue;
                }
                ParagraphClause::Except(tree) => ("except", tree),
                ParagraphClause::Provided(tree) => ("provided", tree),
                _ => continue,
            };
            self.condition(parts.file, tree);
            self.faults
                .add(parts.file, clause.span, misplaced_in_exempts(word));
        }
        Lift {
            by: paragraph.citation.clone(),
            condition: Condition {
                kind: ConditionKind::All(all),
                place,
            },
            text: paragraph.title.clone(),
        }
    }

    /// When a measure is in force, from its own clauses or those of the paragraph.
    pub(super) fn in_force(&mut self, parts: &Parts<'_, '_>) -> Option<Condition> {
        let own = parts.own.clauses.dates();
        let clauses = if own.is_empty() {
            parts.general.dates()
        } else {
            own
        };
        let lost = |clause: &&Spanned<_>| clause.value == ParagraphClause::Broken(Lost::Date);
        let whole = !clauses.iter().any(lost);
        let mut builder = Periods::new(parts.adopted);
        let mut sound = whole;
        for clause in clauses {
            if let Err(fault) = builder.take(&clause.value) {
                sound = false;
                // The order of the others means nothing where one of them is not known.
                if whole || matches!(fault, LawFault::BeforeAdoption { .. }) {
                    self.faults.add(parts.file, clause.span, fault);
                }
            }
        }
        if !sound {
            return None;
        }
        let periods = builder.finish();
        let place = Place {
            file: parts.file,
            span: parts.own.span,
        };
        Some(Condition {
            kind: ConditionKind::InForce(periods),
            place,
        })
    }

    fn direction(
        &mut self,
        file: usize,
        direction: &Spanned<syntax::Direction>,
    ) -> Option<Condition> {
        let place = Place {
            file,
            span: direction.span,
        };
        let tree = &direction.value;
        let country = self.country(file, &tree.country)?;
        let there = Condition {
            kind: ConditionKind::Place(tree.way, country),
            place,
        };
        let Some(actor) = &tree.actor else {
            return Some(there);
        };
        let actor = ActorId(self.name(NameKind::Actor, file, actor)?);
        let party = Condition {
            kind: ConditionKind::Party(tree.way, actor),
            place,
        };
        Some(Condition {
            kind: ConditionKind::All(vec![there, party]),
            place,
        })
    }

    fn goods(&mut self, file: usize, goods: &[Spanned<Goods>]) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for good in goods {
            let place = Place {
                file,
                span: good.span,
            };
            let kind = match &good.value {
                Goods::Hs(ranges) => Some(ConditionKind::Hs(ranges.clone())),
                Goods::Category(name) => {
                    let id = self.name(NameKind::Category, file, &good.with(name.clone()));
                    id.map(|id| ConditionKind::Item(CategoryId(id)))
                }
            };
            conditions.extend(kind.map(|kind| Condition { kind, place }));
        }
        conditions
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
            Tree::Place(way, country) => ConditionKind::Place(*way, self.country(file, country)?),
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
            Tree::Date(comparison, day) => ConditionKind::Date(*comparison, *day),
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

fn misplaced_in_exempts(clause: &'static str) -> LawFault {
    LawFault::Misplaced {
        clause,
        measure: "exempts",
        instead: "say with `when` under which conditions it exempts",
    }
}

fn force_word(force: syntax::Force) -> &'static str {
    match force {
        syntax::Force::Forbids => "forbids",
        syntax::Force::RequiresApproval | syntax::Force::RequiresNotice => "requires",
        syntax::Force::CallsUpon(_) => "calls upon",
    }
}

/// A clause's words on one line, without comments.
pub(crate) fn one_line(text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once('#') {
        Some((words, _)) if !words.contains('"') => words,
        _ => line,
    });
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ")
}
