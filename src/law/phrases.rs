//! Doubts about the vocabulary: phrases that two categories claim, categories nothing leads to.

use std::collections::BTreeMap;

use crate::terms::{Folded, TemplateError};

use super::declare::Faults;
use super::fault::{LawError, LawFault};
use super::model::{Category, CategoryId, Phrase};

/// Reports phrases without a word as errors; returns the doubts. That nothing leads to a category
/// is said only where all categories are `whole`.
pub(super) fn examine(
    categories: &[Category],
    whole: bool,
    faults: &mut Faults<'_>,
) -> Vec<LawError> {
    let mut doubts = Vec::new();
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
        let leads = !category.words.is_empty()
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

/// Reports a phrase that is no template or holds no word.
pub(super) fn check(phrase: &Phrase, faults: &mut Faults<'_>) {
    let fault = match &phrase.template {
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
