//! What in the rules cannot matter for any record.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use miette::Diagnostic;

use crate::law::{
    Condition, ConditionKind, Lift, Measure, Paragraph, Place, RuleSet, Silencer, Window, doubt_id,
};
use crate::logic::{Boolean, Tri, Verdicts, holds, judge_by};
use crate::source::{Fault, Located};
use crate::terms::{Date, Verdict};

use super::diagram::Diagram;
use super::doubt::Lint;
use super::property::Prover;
use super::reading::{Reading, Region};

impl Prover<'_> {
    /// What in the rules cannot matter, and what is silenced without need, in the order of files
    /// and places; what a rule file sets aside is left out.
    ///
    /// ```
    /// use interdict::law::RuleSet;
    /// use interdict::prove::Prover;
    /// use interdict::source::SourceFile;
    ///
    /// let text = "category rice \"Rice\"\n  words \"rice\"\n\
    ///     resolution 1 adopted 2001-01-01\n  regime test\n\
    ///     paragraph 1 \"no rice\"\n  forbids supply to PRK of rice\n\
    ///     \u{20} except item is rice\n  checked \"nowhere\"";
    /// let rules = RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap();
    /// let lints = Prover::new(&rules).unwrap().lint();
    /// assert_eq!(lints[0].to_string(), "this lifts all that the measure covers");
    /// ```
    #[must_use]
    pub fn lint(&self) -> Vec<Located<Lint>> {
        let Some(reading) = self.reading() else {
            return Vec::new();
        };
        let mut linter = Linter {
            everywhere: reading.over(&reading.space.valid),
            reading: &reading,
            found: Vec::new(),
            decides: BTreeMap::new(),
            serves: BTreeMap::new(),
            lifts_all: BTreeMap::new(),
        };
        for paragraph in &reading.rules().paragraphs {
            for measure in &paragraph.measures {
                linter.measure(measure);
            }
        }
        linter.paragraphs();
        linter.finish()
    }
}

struct Linter<'a, 's, 'r> {
    reading: &'a Reading<'s, 'r>,
    everywhere: Region<'a, 's, 'r>,
    found: Vec<(Place, Lint)>,
    /// The parts of conditions, and whether they decide anything in some measure: what a list says
    /// stands in several.
    decides: BTreeMap<Place, bool>,
    /// What paragraphs lift of others, and whether it lifts any of their measures.
    serves: BTreeMap<Place, bool>,
    /// The same, and whether it lifts all that any of them covers.
    lifts_all: BTreeMap<Place, bool>,
}

/// Whether all of what is covered for certain is lifted; nothing that could be is no case of it.
fn is_all(covered: &Diagram, lifted: &Diagram) -> bool {
    !covered.is_never() && covered.but_not(lifted).is_never()
}

impl Linter<'_, '_, '_> {
    fn measure(&mut self, measure: &Measure) {
        let rules = self.reading.rules();
        let covers = self
            .holds(&measure.covers)
            .within(&self.reading.space.valid);
        if covers.may.is_too_large() || covers.must.is_too_large() {
            self.found.push((measure.place, Lint::TooLarge));
            return;
        }
        if covers.may.is_never() {
            self.found.push((measure.place, Lint::NeverCovers));
            return;
        }
        if covers.must.is_never() {
            self.found.push((measure.place, Lint::NeverFirm));
        }
        // Where a record leaves something open, nothing is decided that could be lifted.
        let firm = covers.must;
        let covers = covers.may;
        let region = self.reading.over(&covers);
        let own = |lift: &&Lift| lift.in_force.is_none();
        let lifted: Vec<Diagram> = measure
            .lifts
            .iter()
            .map(|lift| {
                holds(&lift.condition, rules, &region.view())
                    .must
                    .and(&covers)
            })
            .collect();
        for (index, lift) in measure
            .lifts
            .iter()
            .enumerate()
            .filter(|(_, lift)| own(lift))
        {
            let Some(here) = lifted.get(index) else {
                continue;
            };
            // What serves a whole regime is not what an exemption of the paragraph's own repeats.
            let others = measure.lifts.iter().zip(&lifted).enumerate();
            let others = others.filter(|(other, (lift, _))| *other != index && own(lift));
            let alone = others.fold(here.clone(), |alone, (_, (_, other))| alone.but_not(other));
            let place = lift.condition.place;
            if alone.is_never() {
                self.found.push((place, Lint::NeverLifts));
            } else if is_all(&firm, here) {
                self.found.push((place, Lint::LiftsAll));
            } else {
                self.parts(&lift.condition, &region, &covers);
            }
        }
        for (lift, here) in measure
            .lifts
            .iter()
            .zip(&lifted)
            .filter(|(lift, _)| !own(lift))
        {
            let place = lift.condition.place;
            *self.serves.entry(place).or_default() |= !here.is_never();
            *self.lifts_all.entry(place).or_insert(true) &= is_all(&firm, here);
            self.parts(&lift.condition, &region, &covers);
        }
        if let Some(allowed) = &measure.allowed {
            self.parts(allowed, &region, &covers);
        }
        self.parts_of_covers(measure);
    }

    fn holds(&self, condition: &Condition) -> Tri<Diagram> {
        holds(condition, self.reading.rules(), &self.everywhere.view())
    }

    /// The goods and `when` clauses of a measure; its dates and directions are no conditions of
    /// their own.
    fn parts_of_covers(&mut self, measure: &Measure) {
        let ConditionKind::All(parts) = &measure.covers.kind else {
            return;
        };
        let (head, rest) = parts.split_at(parts.len().min(2));
        let head = Condition {
            kind: ConditionKind::All(head.to_vec()),
            place: measure.covers.place,
        };
        let head = self.holds(&head).may.and(&self.reading.space.valid);
        let region = self.reading.over(&head);
        let rest = Condition {
            kind: ConditionKind::All(rest.to_vec()),
            place: measure.covers.place,
        };
        self.parts(&rest, &region, &head);
    }

    /// The parts of a condition without which it would say the same of all records of a region.
    fn parts(&mut self, condition: &Condition, region: &Region<'_, '_, '_>, of: &Diagram) {
        let rules = self.reading.rules();
        let said = |condition: &Condition| holds(condition, rules, &region.view()).within(of);
        let whole = said(condition);
        if whole.must.is_too_large() || whole.may.is_too_large() {
            self.found.push((condition.place, Lint::TooLarge));
            return;
        }
        for (place, without) in without_parts(condition) {
            let less = said(&without);
            let is_same = less.must.is_same(&whole.must) && less.may.is_same(&whole.may);
            *self.decides.entry(place).or_default() |= !is_same;
        }
    }

    /// Doubts about paragraphs beside each other.
    fn paragraphs(&mut self) {
        let rules = self.reading.rules();
        let speaking = |paragraph: &&Paragraph| !paragraph.measures.is_empty();
        let said: Vec<(&Paragraph, Verdicts<Diagram>)> = rules
            .paragraphs
            .iter()
            .filter(speaking)
            .map(|paragraph| (paragraph, judge_by(rules, paragraph, &self.everywhere)))
            .collect();
        for (index, (first, verdicts)) in said.iter().enumerate() {
            let is_too_large = |verdict: &Verdict| verdicts.of(*verdict).is_too_large();
            let mut found = self.found.iter();
            let is_told = found.any(|(place, lint)| {
                let is_inside = first.place.span.to(place.span) == first.place.span;
                *lint == Lint::TooLarge && place.file == first.place.file && is_inside
            });
            if !is_told && Verdict::ALL.iter().any(is_too_large) {
                self.found.push((first.place, Lint::TooLarge));
            }
            for (second, others) in said.iter().skip(index.saturating_add(1)) {
                let is_near = first.citation.resolution() == second.citation.resolution();
                let same = |verdict: Verdict| {
                    let valid = &self.reading.space.valid;
                    let of = |verdicts: &Verdicts<Diagram>| verdicts.of(verdict).and(valid);
                    of(verdicts).is_same(&of(others))
                };
                // No single record shows over which time a limit adds up.
                let terms = terms(first, rules) == terms(second, rules);
                if is_near && terms && Verdict::ALL.into_iter().all(same) {
                    let lint = Lint::SameParagraph {
                        first: first.citation.clone(),
                        second: second.citation.clone(),
                    };
                    self.found.push((second.place, lint));
                }
            }
            let periods = first.measures.iter().flat_map(|measure| {
                let periods = measure.in_force.periods().into_iter();
                periods.map(|period| (measure.place, period))
            });
            for (place, period) in periods {
                let (Some(day), Some(by)) = (period.until, &period.replaced_by) else {
                    continue;
                };
                let next = said.iter().find(|(paragraph, _)| paragraph.citation == *by);
                if next.is_some_and(|(_, next)| self.leaves_a_day(verdicts, next, day)) {
                    let by = by.clone();
                    self.found.push((place, Lint::Uncovered { by, day }));
                }
            }
        }
    }

    /// Whether some transfer is covered until a day by one paragraph, and by the next only some
    /// time after that day.
    fn leaves_a_day(&self, one: &Verdicts<Diagram>, next: &Verdicts<Diagram>, day: Date) -> bool {
        let space = self.reading.space;
        let Some(before) = space.days.binary_search(&day).ok() else {
            return false;
        };
        let says = |verdicts: &Verdicts<Diagram>, holds: &dyn Fn(usize) -> bool| {
            let says = verdicts.of(Verdict::Clear).not().and(&space.valid);
            let then = says.and(&space.date.those(&space.all, holds));
            then.whatever(space.date.digits())
        };
        // The first value of a date lies before all days.
        let on = before.saturating_add(1);
        let until = says(one, &|value| value == before);
        let after = says(next, &|value| value == on);
        let later = says(next, &|value| value > on);
        !until.but_not(&after).and(&later).is_never()
    }

    /// What is not set aside, with silencers that set nothing aside.
    fn finish(mut self) -> Vec<Located<Lint>> {
        let all = self.lifts_all.iter().filter(|(_, all)| **all);
        let all = all.map(|(place, _)| (*place, Lint::LiftsAll));
        self.found.extend(all);
        let never = self.serves.iter().filter(|(_, serves)| !**serves);
        let never: Vec<Place> = never.map(|(place, _)| *place).collect();
        let is_in = |place: &Place| {
            let holds = |outer: &Place| {
                let (outer_span, inner) = (outer.span, place.span);
                outer.file == place.file
                    && outer_span.start <= inner.start
                    && inner.end <= outer_span.end
            };
            never.iter().any(holds)
        };
        let idle = self.decides.iter().filter(|(_, decides)| !**decides);
        let idle = idle.map(|(place, _)| *place).filter(|place| !is_in(place));
        let idle: Vec<Place> = idle.collect();
        let never = never.iter().map(|place| (*place, Lint::NeverLifts));
        self.found.extend(never);
        let idle = idle.into_iter().map(|place| (place, Lint::NeverMatters));
        self.found.extend(idle);
        let rules = self.reading.rules();
        // A silencer may have its use in what is not looked at.
        let unseen = self.found.iter();
        let unseen = unseen.filter(|(_, lint)| *lint == Lint::TooLarge);
        let unseen: BTreeSet<usize> = unseen.map(|(place, _)| place.file).collect();
        let may_serve = |silencer: &Silencer| {
            let mut files = unseen.iter().filter_map(|file| rules.files.get(*file));
            files.any(|file| Arc::ptr_eq(file, &silencer.file))
        };
        let mut used = vec![false; rules.silencers.len()];
        let mut lints: Vec<Located<Lint>> = Vec::new();
        for (place, lint) in self.found {
            let Some(file) = rules.files.get(place.file) else {
                continue;
            };
            let id = doubt_id(lint.code());
            // What dates alone show was said when the rules were loaded.
            let is_said = rules.warnings.iter().any(|warning| {
                let code = warning.code().map(|code| doubt_id(&code.to_string()));
                code.as_ref() == Some(&id) && warning.is_at(file, place.span)
            });
            if is_said {
                continue;
            }
            let silenced = rules.silencers.iter().zip(&mut used);
            let silenced = silenced.filter(|(silencer, _)| silencer.covers(&id, file, place.span));
            if silenced.map(|(_, used)| *used = true).count() == 0 {
                lints.push(Located::new(lint, file, place.span));
            }
        }
        for (index, (silencer, used)) in rules.silencers.iter().zip(used).enumerate() {
            let lint = match () {
                () if silencer.reason.is_empty() => Lint::NoReason,
                () if used || rules.silencing.contains(&index) || may_serve(silencer) => continue,
                () => Lint::SilencesNothing(silencer.id.clone()),
            };
            lints.push(Located::new(lint, &silencer.file, silencer.span));
        }
        let order = |lint: &Located<Lint>| {
            (
                lint.file.name().to_owned(),
                lint.span().start,
                lint.to_string(),
            )
        };
        lints.sort_by_cached_key(order);
        lints.dedup_by_key(|lint| order(lint));
        lints
    }
}

/// Over which times the limits of a paragraph add up.
fn terms(paragraph: &Paragraph, rules: &RuleSet) -> Vec<Window> {
    let mut terms = Vec::new();
    let allowed = paragraph.measures.iter();
    for allowed in allowed.filter_map(|measure| measure.allowed.as_ref()) {
        allowed.walk(&mut |part| {
            if let ConditionKind::Within(id) = part.kind {
                let allowance = rules.allowances.get(id.index());
                terms.extend(allowance.map(|allowance| allowance.limit.window));
            }
        });
    }
    terms
}

/// A condition without each of its parts in turn, with the place of what is left out.
fn without_parts(condition: &Condition) -> Vec<(Place, Condition)> {
    let (parts, make): (_, fn(Vec<Condition>) -> ConditionKind) = match &condition.kind {
        ConditionKind::All(parts) => (parts, ConditionKind::All),
        ConditionKind::Any(parts) => (parts, ConditionKind::Any),
        ConditionKind::Not(inner) => {
            let without = without_parts(inner).into_iter();
            let not = |inner| Condition {
                kind: ConditionKind::Not(Box::new(inner)),
                place: condition.place,
            };
            return without.map(|(place, inner)| (place, not(inner))).collect();
        }
        _ => return Vec::new(),
    };
    let mut all = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let with = |changed: Option<Condition>| {
            let mut parts = parts.clone();
            match (changed, parts.get_mut(index)) {
                (Some(changed), Some(part)) => *part = changed,
                _ => drop(parts.drain(index..=index)),
            }
            Condition {
                kind: make(parts),
                place: condition.place,
            }
        };
        // What stands for several conditions in one place was written as one.
        let is_written = parts
            .iter()
            .filter(|other| other.place == part.place)
            .count()
            == 1;
        if parts.len() > 1 && is_written && part.place != condition.place {
            all.push((part.place, with(None)));
        }
        let inner = without_parts(part).into_iter();
        all.extend(inner.map(|(place, changed)| (place, with(Some(changed)))));
    }
    all
}
