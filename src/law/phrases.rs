//! Doubts about the vocabulary: phrases that two categories claim, categories nothing leads to.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::terms::{Folded, Part, TemplateError};

use super::declare::Faults;
use super::fault::{LawError, LawFault};
use super::model::{Actor, Category, CategoryId, Model, Phrase, Place};

/// Reports phrases without a word as errors; returns the doubts. That nothing leads to a category
/// is said only where all categories are `whole`.
pub(super) fn examine(
    categories: &[Category],
    models: &[Model],
    actors: &[Actor],
    whole: bool,
    faults: &mut Faults<'_>,
) -> Vec<LawError> {
    let mut doubts = Vec::new();
    refuse_namesakes(categories, models, faults);
    for word in actors.iter().flat_map(|actor| &actor.words) {
        check(word, faults);
    }
    let mut claims: BTreeMap<String, (CategoryId, &Phrase)> = BTreeMap::new();
    for (index, category) in categories.iter().enumerate() {
        let id = CategoryId(index);
        let names = category.words.iter().chain(&category.names);
        let evidence = names.chain(&category.hints);
        let heads = category.heads.iter().flat_map(|heads| &heads.phrases);
        let others = category.but_not.iter().chain(&category.beside).chain(heads);
        for phrase in evidence.clone().chain(others) {
            check(phrase, faults);
        }
        for phrase in evidence {
            let key = Folded::new(&phrase.text).stream().to_owned();
            match claims.get(&key) {
                Some((other, _)) if !related(*other, id, categories) => {
                    let name = |id: CategoryId| {
                        categories
                            .get(id.0)
                            .map_or_else(String::new, |c| c.name.clone())
                    };
                    let fault = LawFault::Claimed {
                        phrase: phrase.text.clone(),
                        first: name(*other),
                        second: name(id),
                    };
                    doubts.extend(faults.make(phrase.place.file, phrase.place.span, fault));
                }
                Some(_) => {}
                None => {
                    claims.insert(key, (id, phrase));
                }
            }
        }
        doubts.extend(excluded(category, categories, faults));
        let named = |model: &Model| model.categories.contains(&id);
        let leads = !category.words.is_empty()
            || models.iter().any(named)
            || !category.names.is_empty()
            || !category.heads.is_empty()
            || !category.hints.is_empty()
            || !category.hs_always.is_empty()
            || category.below.len() > 1;
        if whole && !leads {
            let fault = LawFault::Unreachable(category.name.clone());
            doubts.extend(faults.make(category.place.file, category.place.span, fault));
        }
    }
    doubts
}

/// Doubts about a category's excluded phrases: those that hold no word of it, and words of it or
/// of a category below that are excluded themselves.
fn excluded(category: &Category, categories: &[Category], faults: &Faults<'_>) -> Vec<LawError> {
    let mut doubts = Vec::new();
    if category.but_not.is_empty() {
        return doubts;
    }
    let below = || category.below.iter().filter_map(|id| categories.get(id.0));
    let mut words = BTreeSet::new();
    for phrase in below().flat_map(masked_by) {
        words_of(phrase, &mut words);
    }
    for mask in &category.but_not {
        let mut own = BTreeSet::new();
        words_of(mask, &mut own);
        if !own.iter().any(|word| is_near_one(word, &words)) {
            let fault = LawFault::MasksNothing(mask.text.clone());
            doubts.extend(faults.make(mask.place.file, mask.place.span, fault));
        }
    }
    for phrase in below().flat_map(masked_by) {
        let same = |mask: &&Phrase| mask.template() == phrase.template();
        if phrase.template().is_ok() && category.but_not.iter().any(|mask| same(&mask)) {
            let fault = LawFault::AlwaysMasked {
                phrase: phrase.text.clone(),
                by: category.name.clone(),
            };
            doubts.extend(faults.make(phrase.place.file, phrase.place.span, fault));
        }
    }
    doubts
}

/// The phrases of a category that an excluded phrase can mask.
fn masked_by(category: &Category) -> impl Iterator<Item = &Phrase> {
    let heads = category.heads.iter().flat_map(|heads| &heads.phrases);
    let names = category.words.iter().chain(&category.names);
    names.chain(&category.hints).chain(heads)
}

/// The folded words of a phrase, whatever is chosen.
fn words_of(phrase: &Phrase, words: &mut BTreeSet<String>) {
    for part in phrase.parts() {
        words_of_part(part, words);
    }
}

fn words_of_part(part: &Part, words: &mut BTreeSet<String>) {
    match part {
        Part::Text(text, gaps) => {
            let ends = gaps.iter().copied().chain([text.len()]);
            let mut start = 0;
            for end in ends {
                words.extend(text.get(start..end).map(str::to_owned));
                start = end;
            }
        }
        Part::Choice(choices) => choices
            .iter()
            .flatten()
            .for_each(|inner| words_of_part(inner, words)),
        Part::Number(..) | Part::Ending => {}
    }
}

/// Whether a word is one of several, begins with one, or begins one: they may be written together
/// with others, and have endings.
fn is_near_one(word: &str, words: &BTreeSet<String>) -> bool {
    let begun = words.range(word.to_owned()..).next();
    let begins = begun.is_some_and(|other| other.starts_with(word));
    let starts = word.char_indices().map(|(at, _)| at).skip(1);
    begins
        || starts
            .chain([word.len()])
            .any(|end| word.get(..end).is_some_and(|part| words.contains(part)))
}

/// Reports names of models that something else has: of two, only one would be read, and what is
/// known of the other would be lost.
fn refuse_namesakes(categories: &[Category], models: &[Model], faults: &mut Faults<'_>) {
    let key = |phrase: &Phrase| Folded::new(&phrase.text).stream().to_owned();
    let words = categories.iter().flat_map(|category| &category.words);
    let mut known: BTreeMap<String, Place> = words.map(|word| (key(word), word.place)).collect();
    for name in models.iter().flat_map(|model| &model.names) {
        check(name, faults);
        match known.entry(key(name)) {
            Entry::Vacant(free) => {
                free.insert(name.place);
            }
            Entry::Occupied(taken) => faults.twice(name.place, name.text.clone(), *taken.get()),
        }
    }
}

/// Reports a phrase that is no template or holds no word.
pub(super) fn check(phrase: &Phrase, faults: &mut Faults<'_>) {
    let fault = match phrase.template() {
        Ok(_) => return,
        Err(TemplateError::Empty(_)) => LawFault::EmptyPhrase(phrase.text.clone()),
        Err(error) => LawFault::Template(error.clone()),
    };
    faults.add(phrase.place.file, phrase.place.span, fault);
}

/// Whether one category lies above the other.
fn related(a: CategoryId, b: CategoryId, categories: &[Category]) -> bool {
    let above = |low: CategoryId, high| {
        categories
            .get(low.0)
            .is_some_and(|c| c.above.contains_key(&high))
    };
    above(a, b) || above(b, a)
}
