//! The phrases of the rules as one automaton, and what they mark in a text.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError};

use crate::law::{CategoryId, FactId, ModifierKind, Phrase, Place, RuleSet};
use crate::source::Span;
use crate::terms::Folded;
use crate::threads;

use super::pattern::{Pattern, long_words, patterns};
use super::spelling::{LONG, Spelling};

/// Finds categories in descriptions. Built once for a rule set.
#[derive(Debug)]
pub struct Classifier<'r> {
    pub(super) rules: &'r RuleSet,
    automaton: AhoCorasick,
    /// The patterns with their literals in order: those of one literal stand together.
    patterns: Vec<(Role, Place, Pattern)>,
    /// For each literal of the automaton, its patterns.
    of_literal: Vec<OfLiteral>,
    /// Made when the first word is met that may be misspelt.
    spelling: OnceLock<Spelling>,
}

/// The patterns of one literal.
#[derive(Debug, Clone, Copy)]
struct OfLiteral {
    from: usize,
    to: usize,
    /// Whether a word starts with the literal in each of them.
    starts: bool,
}

/// How a phrase speaks for a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    /// Plain words.
    Word,
    /// A name or a model that other things have as well.
    Name,
    /// A word that is common elsewhere.
    Hint,
}

/// What a phrase does where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// It speaks for a category.
    Speaks(CategoryId, Grade),
    /// It names goods of a category beside what they are for; the index of its clause.
    Heads(CategoryId, usize),
    /// Hints of a category are certain beside it.
    Beside(CategoryId),
    /// It says that a fact holds.
    Says(FactId),
    /// Words of a category do not count in it.
    Masks(CategoryId),
    /// It changes how the words around it are read.
    Modifies(ModifierKind),
}

/// A phrase found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub role: Role,
    /// In the folded text.
    pub span: Span,
    /// The phrase in the rules.
    pub place: Place,
}

impl<'r> Classifier<'r> {
    /// Builds the automaton of a rule set's vocabulary.
    ///
    /// # Errors
    /// Where the vocabulary is too large for one automaton.
    pub fn new(rules: &'r RuleSet) -> Result<Self, BuildError> {
        let mut texts: Vec<(String, usize)> = Vec::new();
        let mut all = Vec::new();
        let phrases = phrases(rules);
        let found = threads::map(&phrases, |(phrase, _)| patterns(phrase));
        for ((phrase, role), found) in phrases.into_iter().zip(found) {
            for (text, pattern) in found {
                texts.push((text, all.len()));
                all.push(Some((role, phrase.place, pattern)));
            }
        }
        texts.sort_unstable();
        let mut literals: Vec<String> = Vec::new();
        let mut found = Vec::with_capacity(all.len());
        let mut of_literal: Vec<OfLiteral> = Vec::new();
        for (text, index) in texts {
            let Some(pattern) = all.get_mut(index).and_then(Option::take) else {
                continue;
            };
            if literals.last() != Some(&text) {
                literals.push(text);
                of_literal.push(OfLiteral {
                    from: found.len(),
                    to: found.len(),
                    starts: true,
                });
            }
            let starts = pattern.2.starts_with_literal();
            found.push(pattern);
            if let Some(here) = of_literal.last_mut() {
                here.to = found.len();
                here.starts &= starts;
            }
        }
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .prefilter(false)
            .build(&literals)?;
        Ok(Self {
            rules,
            automaton,
            patterns: found,
            of_literal,
            spelling: OnceLock::new(),
        })
    }

    /// The literal stretches that the automaton looks for, for measurements.
    #[doc(hidden)]
    #[must_use]
    pub fn literals(rules: &RuleSet) -> Vec<String> {
        let phrases = phrases(rules);
        let found = phrases.iter().flat_map(|(phrase, _)| patterns(phrase));
        let mut texts: Vec<String> = found.map(|(text, _)| text).collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    }

    /// Every phrase of a folded text, by the place where it starts; of two with one start the
    /// longer first.
    pub(super) fn marks(&self, text: &Folded) -> Vec<Mark> {
        let mut marks = Vec::new();
        for found in self.automaton.find_overlapping_iter(text.stream()) {
            let Some(here) = self.of_literal.get(found.pattern().as_usize()) else {
                continue;
            };
            if here.starts && !text.starts_word(found.start()) {
                continue;
            }
            let patterns = self.patterns.get(here.from..here.to);
            for (role, place, pattern) in patterns.unwrap_or_default() {
                if let Some(span) = pattern.accept(text, found.range().into()) {
                    marks.push(Mark {
                        role: *role,
                        span,
                        place: *place,
                    });
                }
            }
        }
        marks.sort_unstable_by_key(|mark| {
            (
                mark.span.start,
                usize::MAX.saturating_sub(mark.span.end),
                mark.role,
                mark.place,
            )
        });
        marks
    }

    /// The text with its misspelt long words mended; nothing where there are none.
    pub(super) fn mended(&self, text: &Folded, marks: &[Mark]) -> Option<Folded> {
        let whole = Span::new(0, text.stream().len());
        let known = |word: Span| {
            marks
                .iter()
                .any(|mark| mark.span.start < word.end && word.start < mark.span.end)
        };
        let mut words: Vec<(Span, String)> = Vec::new();
        for span in text.words(whole) {
            let word = span.quote(text.stream());
            let long = span.end.saturating_sub(span.start) >= LONG;
            if long && !known(span) && word.chars().all(char::is_alphabetic) {
                words.extend(self.mend(word).map(|mended| (span, mended)));
            }
        }
        let words: Vec<(Span, &str)> = words
            .iter()
            .map(|(at, word)| (*at, word.as_str()))
            .collect();
        (!words.is_empty()).then(|| text.with_words(&words))
    }

    fn mend(&self, word: &str) -> Option<String> {
        let spelling = self.spelling.get_or_init(|| spelling(self.rules));
        let mend = |word: &str| {
            let long = word.chars().count() >= LONG;
            long.then(|| spelling.correct(word)).flatten()
        };
        if let Some(mended) = mend(word) {
            return Some(mended.to_owned());
        }
        let singular = mend(word.strip_suffix('s')?)?;
        Some(format!("{singular}s"))
    }
}

/// Every phrase with what it does.
fn phrases<'r>(rules: &'r RuleSet) -> Vec<(&'r Phrase, Role)> {
    let mut found = Vec::new();
    let mut all = |phrases: &'r [Phrase], role| {
        found.extend(phrases.iter().map(|phrase| (phrase, role)));
    };
    for (index, category) in rules.categories.iter().enumerate() {
        let id = CategoryId(index);
        all(&category.words, Role::Speaks(id, Grade::Word));
        all(&category.names, Role::Speaks(id, Grade::Name));
        all(&category.hints, Role::Speaks(id, Grade::Hint));
        all(&category.beside, Role::Beside(id));
        all(&category.but_not, Role::Masks(id));
        for (clause, heads) in category.heads.iter().enumerate() {
            all(&heads.phrases, Role::Heads(id, clause));
        }
    }
    for model in &rules.models {
        for category in &model.categories {
            all(&model.names, Role::Speaks(*category, Grade::Word));
        }
    }
    for (index, fact) in rules.facts.iter().enumerate() {
        all(&fact.words, Role::Says(FactId(index)));
    }
    for modifier in &rules.modifiers {
        all(&modifier.words, Role::Modifies(modifier.kind));
    }
    found
}

/// The long words of all categories that are more than what is left over.
fn spelling(rules: &RuleSet) -> Spelling {
    let categories = rules
        .categories
        .iter()
        .filter(|category| !category.residual);
    let phrases = categories.flat_map(|category| {
        let heads = category.heads.iter().flat_map(|heads| &heads.phrases);
        let spoken = category.words.iter().chain(&category.names);
        spoken.chain(&category.hints).chain(heads)
    });
    Spelling::new(
        phrases
            .flat_map(|phrase| long_words(phrase, LONG))
            .collect(),
    )
}
