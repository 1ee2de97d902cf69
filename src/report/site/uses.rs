//! Which paragraphs name what: worked out once, asked by every page.

use std::collections::{BTreeMap, BTreeSet};

use crate::law::{
    ActorId, CategoryId, Condition, ConditionKind, DayId, FactId, Link, Measure, Paragraph,
    ParagraphId, QuantityId, RuleSet,
};
use crate::terms::{Citation, HsRange};

use super::linked::{Word, words};

/// How a paragraph names goods, the nearest way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// They are what it is about.
    Covers,
    /// They stand on a list that it names.
    OnList,
    /// They are taken out of it, or what it lifts or asks hangs on them.
    Excepts,
}

/// Something that a record can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Question {
    Fact(FactId),
    Quantity(QuantityId),
    Day(DayId),
    Actor(ActorId),
}

/// Which paragraphs name what.
#[derive(Debug, Default)]
pub(super) struct Uses {
    categories: BTreeMap<CategoryId, BTreeMap<ParagraphId, Role>>,
    /// The codes that paragraphs name.
    codes: BTreeMap<ParagraphId, Vec<HsRange>>,
    /// Paragraphs that name neither goods nor codes.
    anything: BTreeSet<ParagraphId>,
    asked: BTreeMap<Question, BTreeSet<ParagraphId>>,
    /// Where a paragraph says itself what silence about a fact means.
    silent: BTreeMap<(FactId, bool), BTreeSet<ParagraphId>>,
    /// The categories that are kinds of others only on an answer.
    hangs: BTreeMap<Question, BTreeSet<CategoryId>>,
    /// Lists and parts of countries, by their names, which share one space.
    named: BTreeMap<String, BTreeSet<ParagraphId>>,
    /// The lines of examples that name a paragraph, by the places of example and line.
    shown: BTreeMap<Citation, Vec<(usize, usize)>>,
    /// The paragraphs that an example expects to be found.
    tested: BTreeSet<Citation>,
}

impl Uses {
    pub fn of(rules: &RuleSet) -> Self {
        let mut uses = Self::default();
        for paragraph in &rules.paragraphs {
            let Some(id) = rules.paragraph(&paragraph.citation) else {
                continue;
            };
            for measure in &paragraph.measures {
                uses.measure(id, paragraph, measure, rules);
            }
            for word in words(rules.quote(paragraph.place)) {
                if let Word::Name(name) = word {
                    let named = uses.named.entry(name.to_owned()).or_default();
                    named.insert(id);
                }
            }
        }
        for category in &rules.categories {
            let Some(id) = rules.category(&category.name) else {
                continue;
            };
            for parent in &category.parents {
                if let Link::If(condition) = &parent.link {
                    condition.walk(&mut |part| {
                        if let Some(question) = question(part) {
                            uses.hangs.entry(question).or_default().insert(id);
                        }
                    });
                }
            }
        }
        uses.examples(rules);
        uses
    }

    fn measure(
        &mut self,
        id: ParagraphId,
        paragraph: &Paragraph,
        measure: &Measure,
        rules: &RuleSet,
    ) {
        if !names_goods(&measure.covers) {
            self.anything.insert(id);
        }
        self.condition(id, paragraph, &measure.covers, false);
        if let Some(allowed) = &measure.allowed {
            self.condition(id, paragraph, allowed, true);
            allowed.walk(&mut |part| {
                let ConditionKind::Within(limit) = part.kind else {
                    return;
                };
                let limit = rules.allowances.get(limit.index());
                if let Some(before) = limit.and_then(|limit| limit.before) {
                    let asked = self.asked.entry(Question::Quantity(before));
                    asked.or_default().insert(id);
                }
            });
        }
        for lift in &measure.lifts {
            // What another paragraph lifts is that paragraph's to ask.
            let by = rules.paragraph(&lift.by).unwrap_or(id);
            let of = rules.paragraphs.get(by.index()).unwrap_or(paragraph);
            self.condition(by, of, &lift.condition, true);
        }
    }

    fn condition(
        &mut self,
        id: ParagraphId,
        paragraph: &Paragraph,
        condition: &Condition,
        excepts: bool,
    ) {
        let place = condition.place;
        let own = paragraph.place;
        let is_own = place.file == own.file
            && place.span.start >= own.span.start
            && place.span.end <= own.span.end;
        match &condition.kind {
            ConditionKind::All(parts) | ConditionKind::Any(parts) => {
                for part in parts {
                    self.condition(id, paragraph, part, excepts);
                }
            }
            ConditionKind::Not(inner) => self.condition(id, paragraph, inner, true),
            ConditionKind::Item(category) => {
                let role = match (excepts, is_own) {
                    (true, _) => Role::Excepts,
                    (false, true) => Role::Covers,
                    (false, false) => Role::OnList,
                };
                let roles = self.categories.entry(*category).or_default();
                let known = roles.entry(id).or_insert(role);
                *known = role.min(*known);
            }
            ConditionKind::Hs(ranges) if !excepts => {
                let codes = self.codes.entry(id).or_default();
                codes.extend(ranges.iter().cloned());
            }
            _ => {
                if let ConditionKind::Fact(fact, Some(answer)) = condition.kind {
                    let silent = self.silent.entry((fact, answer));
                    silent.or_default().insert(id);
                }
                if let Some(question) = question(condition) {
                    self.asked.entry(question).or_default().insert(id);
                }
            }
        }
    }

    fn examples(&mut self, rules: &RuleSet) {
        for (place, example) in rules.examples.iter().enumerate() {
            for (line, one) in example.lines.iter().enumerate() {
                let by = one.value.by.iter().map(|by| &by.value);
                self.tested.extend(by.clone().cloned());
                let never = one.value.never.iter().map(|never| &never.value);
                for citation in by.chain(never) {
                    let shown = self.shown.entry(citation.clone()).or_default();
                    if shown.last() != Some(&(place, line)) {
                        shown.push((place, line));
                    }
                }
            }
        }
    }

    /// The paragraphs that name a category, each with how.
    pub fn naming(&self, category: CategoryId) -> impl Iterator<Item = (ParagraphId, Role)> + '_ {
        let found = self.categories.get(&category).into_iter().flatten();
        found.map(|(id, role)| (*id, *role))
    }

    /// The paragraphs that name codes, with the codes.
    pub fn coded(&self) -> impl Iterator<Item = (ParagraphId, &[HsRange])> {
        self.codes.iter().map(|(id, codes)| (*id, codes.as_slice()))
    }

    /// The paragraphs that name no goods.
    pub fn of_anything(&self) -> impl Iterator<Item = ParagraphId> + '_ {
        self.anything.iter().copied()
    }

    /// The paragraphs that ask something.
    pub fn asking(&self, question: Question) -> impl Iterator<Item = ParagraphId> + '_ {
        self.asked.get(&question).into_iter().flatten().copied()
    }

    /// The paragraphs that say themselves that silence about a fact means an answer.
    pub fn silent(&self, fact: FactId, answer: bool) -> impl Iterator<Item = ParagraphId> + '_ {
        let paragraphs = self.silent.get(&(fact, answer));
        paragraphs.into_iter().flatten().copied()
    }

    /// The categories that are a kind of another on an answer.
    pub fn hanging(&self, question: Question) -> impl Iterator<Item = CategoryId> + '_ {
        self.hangs.get(&question).into_iter().flatten().copied()
    }

    /// The paragraphs in whose text a name stands.
    pub fn with_name(&self, name: &str) -> impl Iterator<Item = ParagraphId> + '_ {
        self.named.get(name).into_iter().flatten().copied()
    }

    /// The lines of examples that name a paragraph.
    pub fn shown(&self, citation: &Citation) -> &[(usize, usize)] {
        self.shown.get(citation).map_or(&[], Vec::as_slice)
    }

    /// Whether an example expects a paragraph to be found.
    pub fn is_tested(&self, citation: &Citation) -> bool {
        self.tested.contains(citation)
    }
}

/// Whether a condition asks what the goods are.
fn names_goods(condition: &Condition) -> bool {
    let mut names = false;
    condition.walk(&mut |part| {
        names |= matches!(part.kind, ConditionKind::Item(_) | ConditionKind::Hs(_));
    });
    names
}

/// What a leaf asks of a record.
fn question(condition: &Condition) -> Option<Question> {
    match &condition.kind {
        ConditionKind::Fact(id, _) => Some(Question::Fact(*id)),
        ConditionKind::Quantity(id, ..) => Some(Question::Quantity(*id)),
        ConditionKind::Day(id, ..) => Some(Question::Day(*id)),
        ConditionKind::Party(_, id) => Some(Question::Actor(*id)),
        _ => None,
    }
}
