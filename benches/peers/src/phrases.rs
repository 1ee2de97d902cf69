//! The vocabulary reduced to plain phrases that mean the same to every engine: whole words, one
//! blank between them, found wherever they stand.

use std::collections::{BTreeSet, HashSet};

use interdict::law::{CategoryId, RuleSet};
use interdict::terms::Nomenclature;

use crate::rules::Rule;

/// How many phrases of one category are taken at the most.
const MOST: usize = 4;

/// A phrase that makes goods a category.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// The phrase as the vocabulary has it, in small letters.
    pub text: String,
    /// Its forms: itself and its plural, each with a blank before and behind it, as in a text
    /// that was folded.
    pub forms: Vec<String>,
    /// The category, by its place among the narrowest.
    pub category: usize,
}

/// The phrases of the categories that rules name: plain words of letters and blanks, of which
/// none holds or overlaps another, so that to find one says nothing of the next.
pub fn reduce(rules: &RuleSet, narrowest: &[CategoryId], reduced: &[Rule]) -> Vec<Phrase> {
    let known = nomenclature_words();
    let named: BTreeSet<usize> = reduced
        .iter()
        .flat_map(|rule| rule.categories.clone())
        .collect();
    let mut taken: Vec<Phrase> = Vec::new();
    let mut words_taken: Vec<Vec<String>> = Vec::new();
    for place in named {
        let declared = narrowest
            .get(place)
            .and_then(|id| rules.categories.get(id.index()));
        let plain = declared.into_iter().flat_map(|category| &category.words);
        let plain = plain
            .map(|phrase| phrase.text.to_lowercase())
            .filter(|text| is_plain(text));
        let mut here = 0;
        for text in plain {
            if here == MOST {
                break;
            }
            let forms = forms(&text, &known);
            let words: Vec<Vec<String>> = forms.iter().map(|form| words(form)).collect();
            let clashes = |one: &Vec<String>| words_taken.iter().any(|other| meet(one, other));
            let run_together = text.contains(' ') && known.contains(&text.replace(' ', ""));
            if run_together || words.iter().any(clashes) {
                continue;
            }
            words_taken.extend(words);
            taken.push(Phrase {
                forms: forms.iter().map(|form| format!(" {form} ")).collect(),
                text,
                category: place,
            });
            here += 1;
        }
    }
    taken
}

/// A text as all engines are given it: small letters and digits, one blank between words, and
/// one before the first and behind the last.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 2);
    folded.push(' ');
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            folded.push(character.to_ascii_lowercase());
        } else if !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded
}

fn is_plain(text: &str) -> bool {
    let letters = text.chars().all(|c| c.is_ascii_lowercase() || c == ' ');
    letters && text.split(' ').all(|word| word.len() > 2)
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// Every word that stands in a text of the nomenclature.
fn nomenclature_words() -> HashSet<String> {
    let newest = Nomenclature::all().next();
    let texts = newest.iter().flat_map(|newest| {
        let codes = newest.codes();
        codes.filter_map(|code| newest.text(code))
    });
    texts.flat_map(|text| words(&fold(&text))).collect()
}

/// A phrase and the plurals that interdict reads as the same: the usual one, and those that
/// stand in a text of the nomenclature.
fn forms(text: &str, known: &HashSet<String>) -> Vec<String> {
    let last = text.rsplit(' ').next().unwrap_or_default();
    let mut forms = vec![text.to_owned()];
    let y = text
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    if let Some(stem) = y {
        forms.push(format!("{stem}ies"));
    } else if !text.ends_with('s') {
        forms.push(format!("{text}s"));
    }
    for ending in ["s", "es"] {
        let form = format!("{text}{ending}");
        if known.contains(&format!("{last}{ending}")) && !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// Whether one phrase holds the other, or one ends with what the other begins with.
fn meet(one: &[String], other: &[String]) -> bool {
    let holds = |long: &[String], short: &[String]| {
        long.windows(short.len().max(1))
            .any(|window| window == short)
    };
    let overlap = |first: &[String], second: &[String]| {
        (1..first.len().min(second.len()))
            .any(|count| first.get(first.len() - count..) == second.get(..count))
    };
    holds(one, other) || holds(other, one) || overlap(one, other) || overlap(other, one)
}

#[cfg(test)]
mod tests {
    use super::{fold, meet};

    #[test]
    fn texts_are_folded_to_words() {
        assert_eq!(fold("Horses; live, pure-bred"), " horses live pure bred ");
        assert_eq!(fold(""), " ");
    }

    #[test]
    fn phrases_meet_where_one_holds_or_overlaps_the_other() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<String>>();
        let met = |one: &str, other: &str| meet(&words(one), &words(other));
        assert!(met("attack drone", "drone"));
        assert!(met("fuel oil", "oil lamp"));
        assert!(!met("fuel oil", "lamp oil"));
        assert!(!met("coal", "charcoal"));
    }
}
