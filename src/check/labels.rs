//! How well descriptions are read: labelled lines, and the score of what is found in them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::classify::Strength;
use crate::law::{Category, CategoryId, Link, RuleSet};
use crate::terms::HsCode;

use super::checker::Checker;

/// A description with what it is known to name.
#[derive(Debug, Clone, Deserialize)]
pub struct Labelled {
    /// The description.
    pub text: String,
    /// The code that goes with it.
    #[serde(default)]
    pub hs: Option<String>,
    /// The narrowest categories of its goods.
    pub categories: Vec<String>,
    /// Whether one of them is arms.
    pub arms: bool,
    /// What the line tests; after `optional:`, categories that may be found as well.
    #[serde(default)]
    pub note: String,
}

impl Labelled {
    /// Reads a line of a file of labels.
    ///
    /// # Errors
    /// Where it is no such JSON object.
    ///
    /// ```
    /// use interdict::check::Labelled;
    /// let line = r#"{"text": "AK-47", "categories": ["assault_rifle"], "arms": true}"#;
    /// assert!(Labelled::parse(line).unwrap().arms);
    /// assert!(Labelled::parse("{}").is_err());
    /// ```
    pub fn parse(line: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(line)
    }

    fn optional(&self) -> impl Iterator<Item = &str> {
        let listed = self.note.split_once("optional:").map_or("", |(_, all)| all);
        listed.split(',').map(str::trim)
    }
}

/// How often something was found that is there, found that is not, and not found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Rate {
    /// Found and there.
    pub right: usize,
    /// Found and not there.
    pub wrong: usize,
    /// There and not found.
    pub missed: usize,
}

impl Rate {
    fn note(&mut self, found: bool, there: bool) {
        let count = match (found, there) {
            (true, true) => &mut self.right,
            (true, false) => &mut self.wrong,
            (false, true) => &mut self.missed,
            (false, false) => return,
        };
        *count = count.saturating_add(1);
    }

    /// Of what was found, the part that is there; 1 where nothing was found.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.right, self.wrong)
    }

    /// Of what is there, the part that was found; 1 where nothing is there.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.right, self.missed)
    }

    /// The harmonic mean of precision and recall.
    ///
    /// ```
    /// use interdict::check::Rate;
    /// let tally = Rate { right: 8, wrong: 2, missed: 2 };
    /// assert_eq!(format!("{:.3}", tally.f1()), "0.800");
    /// ```
    #[must_use]
    pub fn f1(&self) -> f64 {
        let other = self.wrong.saturating_add(self.missed);
        share(self.right.saturating_mul(2), other)
    }
}

/// `part` of `part + rest`, or 1 of nothing.
fn share(part: usize, rest: usize) -> f64 {
    let float = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    match part.saturating_add(rest) {
        0 => 1.0,
        all => float(part) / float(all),
    }
}

/// A line of which something was found wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// Its number in the file, from 1.
    pub line: usize,
    /// Its text.
    pub text: String,
    /// Its code.
    pub hs: Option<String>,
    /// Whether arms were found that are not there, or the other way round.
    pub arms: bool,
    /// Categories found that are not there.
    pub wrong: Vec<String>,
    /// Categories there that were not found.
    pub missed: Vec<String>,
}

/// The score of a file of labels. Certain answers count; possible ones go to review.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Score {
    /// How many lines were read.
    pub lines: usize,
    /// Arms or not.
    pub arms: Rate,
    /// All categories together.
    pub micro: Rate,
    /// Each category.
    pub categories: BTreeMap<String, Rate>,
    /// Lines that may name arms, though not for certain, and how many of them do.
    pub review: (usize, usize),
    /// Lines of which something was found wrong.
    pub errors: Vec<Miss>,
}

impl Score {
    /// The mean F1 of all categories that are there or were found.
    #[must_use]
    pub fn macro_f1(&self) -> f64 {
        let sum: f64 = self.categories.values().map(Rate::f1).sum();
        let count = u32::try_from(self.categories.len()).unwrap_or(u32::MAX);
        if count == 0 {
            1.0
        } else {
            sum / f64::from(count)
        }
    }
}

impl Checker<'_> {
    /// Scores what is found in labelled lines, given with their numbers.
    ///
    /// Labels name what their author had a name for. A category that no line names counts as the
    /// nearest one above it that some line does; without one it counts only if it is arms.
    ///
    /// ```
    /// use interdict::check::{Checker, Labelled};
    /// let rules = interdict::law::RuleSet::builtin().unwrap();
    /// let checker = Checker::new(&rules);
    /// let line = r#"{"text": "AK-47 rifles", "categories": ["assault_rifle"], "arms": true}"#;
    /// let score = checker.score(&[(1, Labelled::parse(line).unwrap())]);
    /// assert_eq!((score.lines, score.arms.right), (1, 1));
    /// ```
    #[must_use]
    pub fn score(&self, lines: &[(usize, Labelled)]) -> Score {
        let rules = self.rules();
        let named: BTreeSet<&str> = lines
            .iter()
            .flat_map(|(_, line)| {
                line.categories
                    .iter()
                    .map(String::as_str)
                    .chain(line.optional())
            })
            .collect();
        let mut score = Score::default();
        for (number, line) in lines {
            self.score_line(*number, line, &named, rules, &mut score);
        }
        score
    }

    fn score_line(
        &self,
        number: usize,
        line: &Labelled,
        named: &BTreeSet<&str>,
        rules: &RuleSet,
        score: &mut Score,
    ) {
        let code = line.hs.as_deref().and_then(|code| HsCode::parse(code).ok());
        let goods = self
            .classifier()
            .goods(Some(&line.text), &[], code.as_ref());
        let arms = self.is_arms(&goods);
        score.lines = score.lines.saturating_add(1);
        score.arms.note(arms == Some(true), line.arms);
        if arms.is_none() {
            score.review.0 = score.review.0.saturating_add(1);
            score.review.1 = score.review.1.saturating_add(usize::from(line.arms));
        }
        let found: BTreeSet<&str> = goods
            .iter()
            .flat_map(|one| one.categories(rules))
            .filter(|(_, strength)| *strength == Strength::Certain)
            .flat_map(|(category, _)| counted(category, named, rules))
            .collect();
        let there: BTreeSet<&str> = line.categories.iter().map(String::as_str).collect();
        let optional: BTreeSet<&str> = line.optional().collect();
        let is_wrong = |category: &&&str| {
            let extra = !there.contains(**category) && !optional.contains(**category);
            extra && !lies_above_another(category, &found, rules)
        };
        let wrong: Vec<&&str> = found.iter().filter(is_wrong).collect();
        let missed: Vec<&&str> = there.difference(&found).collect();
        let all: BTreeSet<&&str> = there.iter().chain(wrong.iter().copied()).collect();
        for category in all {
            let (found, there) = (found.contains(*category), there.contains(*category));
            score.micro.note(found, there);
            let tally = score.categories.entry((*category).to_owned()).or_default();
            tally.note(found, there);
        }
        let owned = |all: &[&&str]| all.iter().map(|one| (**one).to_owned()).collect();
        let arms_wrong = (arms == Some(true)) != line.arms;
        if arms_wrong || !wrong.is_empty() || !missed.is_empty() {
            score.errors.push(Miss {
                line: number,
                text: line.text.clone(),
                hs: line.hs.clone(),
                arms: arms_wrong,
                wrong: owned(&wrong),
                missed: owned(&missed),
            });
        }
    }
}

/// The names under which a category counts.
fn counted<'r>(category: CategoryId, named: &BTreeSet<&str>, rules: &'r RuleSet) -> Vec<&'r str> {
    let mut counted = counted_above(category, named, rules);
    let arms = rules.category("arms");
    let declared = rules.categories.get(category.index());
    let is_arms = |one: &&Category| arms.is_some_and(|arms| one.above.contains_key(&arms));
    if counted.is_empty() {
        counted.extend(declared.filter(is_arms).map(|one| one.name.as_str()));
    }
    counted
}

/// Those that the labels name, of a category and of what it always is.
fn counted_above<'r>(
    category: CategoryId,
    named: &BTreeSet<&str>,
    rules: &'r RuleSet,
) -> Vec<&'r str> {
    let Some(declared) = rules.categories.get(category.index()) else {
        return Vec::new();
    };
    if named.contains(declared.name.as_str()) {
        return vec![&declared.name];
    }
    let above = declared
        .parents
        .iter()
        .filter(|parent| parent.link == Link::Always);
    above
        .flat_map(|parent| counted_above(parent.category, named, rules))
        .collect()
}

/// Whether a category only lies above another one that was found, and so says nothing more.
fn lies_above_another(category: &str, found: &BTreeSet<&str>, rules: &RuleSet) -> bool {
    let id = rules.category(category);
    found
        .iter()
        .filter(|other| **other != category)
        .any(|other| {
            let other = rules
                .category(other)
                .and_then(|o| rules.categories.get(o.index()));
            other
                .zip(id)
                .is_some_and(|(other, id)| other.above.contains_key(&id))
        })
}
