//! Measures of the second pass: each becomes one condition, with what lifts it.

use crate::source::{Span, Spanned};
use crate::syntax::{self, LineAmount, Lost, ParagraphClause};
use crate::terms::{Citation, Dimension};

use super::draft::Parts;
use super::fault::{LawFault, NameKind};
use super::model::*;
use super::periods::{Periods, Stretch};
use super::resolve::Resolver;

/// The quantity in which a record states what was transferred before it.
const TOTAL_BEFORE: &str = "reported_total";

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
        let (whens, lifts, allowed) = self.modifiers(parts, &tree.force, by);
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
            force: tree.force.clone(),
            place,
            reach,
            in_force,
            covers: condition(ConditionKind::All(covers)),
            allowed,
            lifts,
        })
    }

    /// The `when` clauses of a measure, what lifts it, and what an allowance asks.
    fn modifiers(
        &mut self,
        parts: &Parts<'_, '_>,
        force: &syntax::Force,
        by: &Citation,
    ) -> (Vec<Condition>, Vec<Lift>, Option<Condition>) {
        let file = parts.file;
        let requires = matches!(
            force,
            syntax::Force::RequiresApproval | syntax::Force::RequiresNotice
        );
        let mut asked = self.within(parts, force);
        let (mut whens, mut lifts, mut provided) = (Vec::new(), Vec::new(), false);
        for clause in parts.clauses() {
            match &clause.value {
                ParagraphClause::When(tree) => whens.extend(self.condition(file, tree)),
                ParagraphClause::Except(tree) => {
                    lifts.extend(self.lift(file, clause.span, tree, by));
                }
                ParagraphClause::Provided(tree) => {
                    provided = true;
                    if let Some(asked) = &mut asked {
                        asked.extend(self.condition(file, tree));
                        continue;
                    }
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
        let span = parts.own.span;
        let allowed = asked.map(|all| Condition {
            kind: ConditionKind::All(all),
            place: Place { file, span },
        });
        (whens, lifts, allowed)
    }

    /// Of an allowance: that its limit is kept.
    fn within(&mut self, parts: &Parts<'_, '_>, force: &syntax::Force) -> Option<Vec<Condition>> {
        let syntax::Force::Allows(limit) = force else {
            return None;
        };
        let before = self.names.find(NameKind::Quantity, None, TOTAL_BEFORE).ok();
        let place = Place {
            file: parts.file,
            span: parts.own.span,
        };
        let kind = ConditionKind::Within(AllowanceId(self.allowances.len()));
        for most in &limit.most {
            // A limit in money adds up what lines are worth.
            if !matches!(most.unit.dimension(), Dimension::Money(_)) {
                self.line_alike(place.file, place.span, LineAmount::Quantity, most.unit);
            }
        }
        self.allowances.push(Allowance {
            limit: limit.clone(),
            before: before.map(QuantityId),
            place,
        });
        Some(vec![Condition { kind, place }])
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
            in_force: None,
            condition,
            text: one_line(text),
        })
    }

    pub(super) fn exemption(&mut self, parts: &Parts<'_, '_>, paragraph: &Paragraph) -> Lift {
        let place = Place {
            file: parts.file,
            span: parts.own.span,
        };
        let in_force = self.in_force(parts);
        let mut all: Vec<Condition> = in_force.clone().into_iter().collect();
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
            in_force,
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
        let place = Place {
            file: parts.file,
            span: parts.own.span,
        };
        self.stretches(parts.file, place, builder.finish())
    }

    /// Periods as one condition. A period that begins or ends only if something holds is a
    /// reading of the law: what it hangs on is asked like any other fact.
    fn stretches(
        &mut self,
        file: usize,
        place: Place,
        stretches: Vec<Stretch<'_>>,
    ) -> Option<Condition> {
        let condition = |kind| Condition { kind, place };
        let in_force = |periods| condition(ConditionKind::InForce(periods));
        let plain = |s: &Stretch<'_>| s.begins_if.is_none() && s.ends_if.is_none();
        if stretches.iter().all(plain) {
            return Some(in_force(stretches.into_iter().map(|s| s.period).collect()));
        }
        let mut any = Vec::new();
        for stretch in stretches {
            let begins = stretch.begins_if.map(|tree| self.condition(file, tree));
            let ends = stretch.ends_if.map(|tree| self.condition(file, tree));
            let end = stretch.period.until;
            let mut lasts = in_force(vec![stretch.period]);
            if let (Some(ends), Some(end)) = (ends, end) {
                let after = in_force(vec![Period::from(end)]);
                let goes_on = condition(ConditionKind::Not(Box::new(ends?)));
                let goes_on = condition(ConditionKind::All(vec![after, goes_on]));
                lasts = condition(ConditionKind::Any(vec![lasts, goes_on]));
            }
            any.push(match begins {
                Some(begins) => condition(ConditionKind::All(vec![lasts, begins?])),
                None => lasts,
            });
        }
        Some(condition(ConditionKind::Any(any)))
    }
}

fn misplaced_in_exempts(clause: &'static str) -> LawFault {
    LawFault::Misplaced {
        clause,
        measure: "exempts",
        instead: "say with `when` under which conditions it exempts",
    }
}

fn force_word(force: &syntax::Force) -> &'static str {
    match force {
        syntax::Force::Forbids => "forbids",
        syntax::Force::Allows(_) => "allows",
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
