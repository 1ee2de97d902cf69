//! The phrases of the rules as one automaton, and their hits in a text.

use std::ops::Range;

use aho_corasick::{AhoCorasick, BuildError};

use crate::law::{CategoryId, ModifierKind, Phrase, Place, RuleSet};
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
    /// It speaks for a category.
    Speaks(CategoryId, Strength),
    /// Words of a category do not count in it.
    Masks(CategoryId),
    /// It changes how the words around it are read.
    Modifies(ModifierKind),
}

#[derive(Debug)]
struct Pattern {
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
        let mut add = |phrases: &[Phrase], role| {
            for (text, pattern) in phrases.iter().flat_map(|phrase| forms(phrase, role)) {
                texts.push(text);
                patterns.push(pattern);
            }
        };
        for (index, category) in rules.categories.iter().enumerate() {
            let id = CategoryId(index);
            add(&category.words, Role::Speaks(id, Strength::Certain));
            add(&category.hints, Role::Speaks(id, Strength::Possible));
            add(&category.but_not, Role::Masks(id));
        }
        for model in &rules.models {
            for category in &model.categories {
                add(&model.names, Role::Speaks(*category, Strength::Certain));
            }
        }
        for modifier in &rules.modifiers {
            add(&modifier.words, Role::Modifies(modifier.kind));
        }
        let automaton = AhoCorasick::new(&texts)?;
        Ok(Self {
            rules,
            automaton,
            patterns,
        })
    }

    /// Everything that phrases say of a folded text.
    pub(super) fn read(&self, text: &Folded) -> Reading {
        let mut reading = Reading::default();
        let mut masks: Vec<(CategoryId, Span)> = Vec::new();
        for found in self.automaton.find_overlapping_iter(text.stream()) {
            let Some(pattern) = self.patterns.get(found.pattern().as_usize()) else {
                continue;
            };
            let Some(span) = pattern.accept(text, found.range()) else {
                continue;
            };
            let place = pattern.place;
            match pattern.role {
                Role::Masks(category) => masks.push((category, span)),
                Role::Speaks(category, strength) => {
                    reading.hits.push(Hit {
                        category,
                        strength,
                        span,
                        place,
                    });
                }
                Role::Modifies(ModifierKind::Join) => reading.joins.push(span),
                Role::Modifies(ModifierKind::Doubt) => reading.doubts.push(span),
                Role::Modifies(ModifierKind::Filler) => reading.fillers.push(span),
            }
        }
        reading
            .hits
            .retain(|hit| !masks.iter().any(|mask| self.is_masked(hit, mask)));
        reading.masks = masks.into_iter().map(|(_, span)| span).collect();
        reading.keep_longest();
        reading
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

/// What phrases say of a text; all spans are in the folded text.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Phrases that speak for a category, in the order of their place.
    pub hits: Vec<Hit>,
    /// Phrases in which words do not count.
    pub masks: Vec<Span>,
    /// Words that set one of the goods apart from another.
    pub joins: Vec<Span>,
    /// Words that make what follows them doubtful.
    pub doubts: Vec<Span>,
    /// Words that name no goods.
    pub fillers: Vec<Span>,
}

impl Reading {
    /// Of phrases inside each other the longest counts; a word inside one that speaks for a
    /// category neither joins nor doubts.
    fn keep_longest(&mut self) {
        let inside = |small: Span, large: Span| {
            large.start <= small.start && small.end <= large.end && small != large
        };
        let longer: Vec<Span> = self
            .hits
            .iter()
            .map(|hit| hit.span)
            .chain(self.masks.iter().copied())
            .collect();
        let spoken: Vec<Span> = self.hits.iter().map(|hit| hit.span).collect();
        self.hits
            .retain(|hit| !spoken.iter().any(|other| inside(hit.span, *other)));
        let stands = |span: &Span| !longer.iter().any(|other| inside(*span, *other));
        self.joins.retain(stands);
        self.doubts.retain(stands);
        self.joins.sort_unstable();
        self.hits
            .sort_by_key(|hit| (hit.span, hit.category, hit.strength));
        self.hits.dedup_by_key(|hit| (hit.span, hit.category));
    }

    /// The stretches of a text between commas and joining words, each a place for one of the
    /// line's goods.
    pub fn stretches(&self, text: &Folded) -> Vec<Span> {
        let stops = text.stream().match_indices(Folded::STOP);
        let stops = stops.map(|(at, stop)| Span::new(at, at.saturating_add(stop.len())));
        let mut cuts: Vec<Span> = stops.chain(self.joins.iter().copied()).collect();
        cuts.sort_unstable();
        let ends = cuts
            .iter()
            .map(|cut| cut.start)
            .chain([text.stream().len()]);
        let starts = [0].into_iter().chain(cuts.iter().map(|cut| cut.end));
        starts
            .zip(ends)
            .filter(|(start, end)| start < end)
            .map(|(start, end)| Span::new(start, end))
            .collect()
    }

    /// The words of a stretch that nothing is known of, where no phrase stands in it: the first
    /// to the last of them. Words of fewer than three letters name no goods.
    pub fn unknown_words(&self, stretch: Span, text: &Folded) -> Option<Span> {
        let touches = |span: &Span| span.start < stretch.end && stretch.start < span.end;
        if self.hits.iter().any(|hit| touches(&hit.span)) || self.masks.iter().any(touches) {
            return None;
        }
        let mut unknown: Option<Span> = None;
        let mut at = stretch.start;
        while at < stretch.end {
            let word = Span::new(at, text.word_end(at.saturating_add(1)).min(stretch.end));
            let said = word.quote(text.stream());
            let names = said.chars().filter(|c| c.is_alphabetic()).count() >= 3
                || said.chars().any(is_ideograph);
            let filled = |span: &Span| span.start <= word.start && word.end <= span.end;
            if names && !self.fillers.iter().chain(&self.doubts).any(filled) {
                unknown = Some(unknown.map_or(word, |first| first.to(word)));
            }
            at = word.end.max(at.saturating_add(1));
        }
        unknown
    }
}

/// Whether a character is a word by itself.
fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{3040}'..='\u{30ff}')
}

/// A phrase as patterns: itself, and with `-ies` where it ends in a consonant and `y`.
fn forms(phrase: &Phrase, role: Role) -> Vec<(String, Pattern)> {
    let folded = Folded::new(&phrase.text);
    let stream = folded.stream().trim_matches(Folded::STOP);
    if folded.is_empty() {
        return Vec::new();
    }
    let gaps: Vec<usize> = (1..stream.len())
        .filter(|at| folded.starts_word(*at))
        .collect();
    let pattern = |plural| Pattern {
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
