//! The phrases of the rules made ready, and what they mark in a text.

use std::cmp::Reverse;
use std::sync::OnceLock;

use crate::law::{CategoryId, FactId, ModifierKind, Phrase, Place, RuleSet};
use crate::source::Span;
use crate::terms::Folded;

use super::phrases::Phrases;
use super::spelling::{LONG, Spelling, long_words};

/// Finds categories in descriptions. Built once for a rule set.
#[derive(Debug)]
pub struct Classifier<'r> {
    pub(super) rules: &'r RuleSet,
    phrases: Phrases<'r>,
    /// Made when the first word is met that may be misspelt.
    spelling: OnceLock<Spelling>,
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
    /// Makes the vocabulary of a rule set ready to be found.
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Self {
        Self {
            rules,
            phrases: Phrases::new(phrases(rules)),
            spelling: OnceLock::new(),
        }
    }

    /// The literal stretches that phrases begin with, for measurements.
    #[doc(hidden)]
    #[must_use]
    pub fn literals(&self) -> Vec<String> {
        self.phrases.openings()
    }

    /// Puts every phrase of a folded text in place of what was in `marks`, by the place where it
    /// starts; of two with one start the longer first.
    pub(super) fn marks(&self, text: &Folded, marks: &mut Vec<Mark>) {
        marks.clear();
        self.phrases.find(text, |role, place, span| {
            // Of a phrase with several ends the longest counts.
            let here = marks.iter_mut().rev();
            let mut here = here.take_while(|mark| mark.span.start == span.start);
            match here.find(|mark| mark.place == place && mark.role == role) {
                Some(known) => known.span = known.span.to(span),
                None => marks.push(Mark { role, span, place }),
            }
        });
        for here in marks.chunk_by_mut(|a, b| a.span.start == b.span.start) {
            if here.len() > 1 {
                here.sort_unstable_by_key(|mark| (Reverse(mark.span.end), mark.role, mark.place));
            }
        }
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
        spelling.mend(word)
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
