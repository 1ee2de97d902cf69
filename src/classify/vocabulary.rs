//! The phrases of the rules as one automaton, and their hits in a text.

use std::ops::Range;

use aho_corasick::{AhoCorasick, BuildError};

use crate::law::{CategoryId, Phrase, Place, RuleSet};
use crate::source::Span;
use crate::terms::Folded;

use super::goods::Strength;

/// Finds categories in descriptions. Built once for a rule set.
#[derive(Debug)]
pub struct Classifier<'r> {
    pub(super) rules: &'r RuleSet,
    automaton: AhoCorasick,
    /// One for each pattern of the automaton, in its order.
    patterns: Vec<Pattern>,
}

/// What a phrase does where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Speaks(Strength),
    Masks,
}

#[derive(Debug)]
struct Pattern {
    category: CategoryId,
    role: Role,
    place: Place,
    /// Where the phrase has a hyphen, a space, or a letter beside a digit: only there may the
    /// text have one as well.
    gaps: Vec<usize>,
    /// Whether a plural ending may follow.
    plural: bool,
}

/// A phrase of a category found in a text.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub category: CategoryId,
    pub strength: Strength,
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
        let mut texts = Vec::new();
        let mut patterns = Vec::new();
        for (index, category) in rules.categories.iter().enumerate() {
            let mut add = |phrases: &[Phrase], role| {
                for phrase in phrases {
                    for (text, pattern) in forms(phrase, CategoryId(index), role) {
                        texts.push(text);
                        patterns.push(pattern);
                    }
                }
            };
            add(&category.words, Role::Speaks(Strength::Certain));
            add(&category.hints, Role::Speaks(Strength::Possible));
            add(&category.but_not, Role::Masks);
        }
        let automaton = AhoCorasick::new(&texts)?;
        Ok(Self {
            rules,
            automaton,
            patterns,
        })
    }

    /// The phrases that speak for a category in a folded text, in the order of their place.
    pub(super) fn hits(&self, text: &Folded) -> Vec<Hit> {
        let mut spoken: Vec<Hit> = Vec::new();
        let mut masks: Vec<(CategoryId, Span)> = Vec::new();
        for found in self.automaton.find_overlapping_iter(text.stream()) {
            let Some(pattern) = self.patterns.get(found.pattern().as_usize()) else {
                continue;
            };
            let Some(span) = pattern.accept(text, found.range()) else {
                continue;
            };
            match pattern.role {
                Role::Masks => masks.push((pattern.category, span)),
                Role::Speaks(strength) => spoken.push(Hit {
                    category: pattern.category,
                    strength,
                    span,
                    place: pattern.place,
                }),
            }
        }
        spoken.retain(|hit| !masks.iter().any(|mask| self.is_masked(hit, mask)));
        let inside = |small: Span, large: Span| {
            large.start <= small.start && small.end <= large.end && small != large
        };
        let spans: Vec<Span> = spoken.iter().map(|hit| hit.span).collect();
        spoken.retain(|hit| !spans.iter().any(|longer| inside(hit.span, *longer)));
        spoken.sort_by_key(|hit| (hit.span, hit.category, hit.strength));
        spoken.dedup_by_key(|hit| (hit.span, hit.category));
        spoken
    }

    /// A phrase that does not count masks the words of its category and of those below it.
    fn is_masked(&self, hit: &Hit, (category, span): &(CategoryId, Span)) -> bool {
        let covered = span.start <= hit.span.start && hit.span.end <= span.end;
        let below = self
            .rules
            .categories
            .get(category.index())
            .map(|c| &c.below);
        covered && below.is_some_and(|below| below.contains(&hit.category))
    }
}

/// A phrase as patterns: itself, and with `-ies` where it ends in a consonant and `y`.
fn forms(phrase: &Phrase, category: CategoryId, role: Role) -> Vec<(String, Pattern)> {
    let folded = Folded::new(&phrase.text);
    let stream = folded.stream().trim_matches(Folded::STOP);
    if folded.is_empty() {
        return Vec::new();
    }
    let gaps: Vec<usize> = (1..stream.len())
        .filter(|at| folded.starts_word(*at))
        .collect();
    let pattern = |plural| Pattern {
        category,
        role,
        place: phrase.place,
        gaps: gaps.clone(),
        plural,
    };
    let ends_in_letter = stream.ends_with(char::is_alphabetic);
    let mut forms = vec![(stream.to_owned(), pattern(ends_in_letter))];
    let stem = stream
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    if let Some(stem) = stem.filter(|stem| stem.len() > 1) {
        forms.push((format!("{stem}ies"), pattern(false)));
    }
    forms
}

impl Pattern {
    /// The stretch that counts, where the phrase stands there in whole words.
    fn accept(&self, text: &Folded, found: Range<usize>) -> Option<Span> {
        let gaps_fit = || {
            let inside = found.start.saturating_add(1)..found.end;
            inside.filter(|at| text.starts_word(*at)).all(|at| {
                let own = at.saturating_sub(found.start);
                self.gaps.binary_search(&own).is_ok()
            })
        };
        if !text.starts_word(found.start) || !gaps_fit() {
            return None;
        }
        if text.starts_word(found.end) {
            return Some(found.into());
        }
        let end = text.word_end(found.end);
        let tail = text.stream().get(found.end..end)?;
        let plural = self.plural && matches!(tail, "s" | "es");
        plural.then(|| Span::new(found.start, end))
    }
}
