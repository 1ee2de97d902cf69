//! Doubts about the vocabulary: phrases that two categories claim, categories nothing leads to.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::terms::Folded;

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
        refuse_empty(word, faults);
    }
    let mut claims: BTreeMap<String, (CategoryId, &Phrase)> = BTreeMap::new();
    for (index, category) in categories.iter().enumerate() {
        let id = CategoryId(index);
        let evidence = category.words.iter().chain(&category.hints);
        for phrase in evidence.clone().chain(&category.but_not) {
            refuse_empty(phrase, faults);
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
        let named = |model: &Model| model.categories.contains(&id);
        let leads = !category.words.is_empty()
            || models.iter().any(named)
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

/// Reports names of models that something else has: of two, only one would be read, and what is
/// known of the other would be lost.
fn refuse_namesakes(categories: &[Category], models: &[Model], faults: &mut Faults<'_>) {
    let key = |phrase: &Phrase| Folded::new(&phrase.text).stream().to_owned();
    let words = categories.iter().flat_map(|category| &category.words);
    let mut known: BTreeMap<String, Place> = words.map(|word| (key(word), word.place)).collect();
    for name in models.iter().flat_map(|model| &model.names) {
        refuse_empty(name, faults);
        match known.entry(key(name)) {
            Entry::Vacant(free) => {
                free.insert(name.place);
            }
            Entry::Occupied(taken) => faults.twice(name.place, name.text.clone(), *taken.get()),
        }
    }
}

fn refuse_empty(phrase: &Phrase, faults: &mut Faults<'_>) {
    if Folded::new(&phrase.text).is_empty() {
        let fault = LawFault::EmptyPhrase(phrase.text.clone());
        faults.add(phrase.place.file, phrase.place.span, fault);
    }
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
