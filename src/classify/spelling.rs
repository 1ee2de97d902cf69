//! Words with one typing error.

use crate::law::Phrase;
use crate::terms::Folded;

/// Words shorter than this, in letters, are taken as they are written: too many words of that
/// length differ by one letter.
pub(super) const LONG: usize = 7;

/// The long words of the vocabulary, in an order in which those like a given word stand together.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    /// Each with how often it stands in a phrase.
    words: Vec<(String, usize)>,
    /// The words from their ends to their starts, each with its place in the list of words.
    backwards: Vec<(String, usize)>,
}

impl Spelling {
    pub fn new(mut all: Vec<String>) -> Self {
        all.sort_unstable();
        let mut words: Vec<(String, usize)> = Vec::new();
        for word in all {
            match words.last_mut() {
                Some((last, count)) if *last == word => *count = count.saturating_add(1),
                _ => words.push((word, 1)),
            }
        }
        let turned = words.iter().map(|(word, _)| word).enumerate();
        let mut backwards: Vec<(String, usize)> = turned
            .map(|(index, word)| (word.chars().rev().collect(), index))
            .collect();
        backwards.sort_unstable();
        Self { words, backwards }
    }

    /// The word that differs from `word` by one letter too many, too few, changed or swapped with
    /// the next; of several the one that stands in most phrases.
    ///
    /// One error leaves the first or the second half of a word as it is, so only words that
    /// share one of the halves are looked at.
    pub fn correct(&self, word: &str) -> Option<&str> {
        let letters: Vec<char> = word.chars().collect();
        let middle = letters.len().checked_div(2)?;
        // Two letters swapped in the very middle are in neither of these parts.
        let first = letters.get(..middle.checked_sub(1)?)?;
        let second = letters.get(middle..)?;
        let first: String = first.iter().collect();
        let second: String = second.iter().rev().collect();
        let from = self.words.partition_point(|(known, _)| **known < *first);
        let forwards = self
            .words
            .iter()
            .skip(from)
            .take_while(|(known, _)| known.starts_with(&first));
        let from = self
            .backwards
            .partition_point(|(known, _)| **known < *second);
        let backwards = self
            .backwards
            .iter()
            .skip(from)
            .take_while(|(known, _)| known.starts_with(&second))
            .filter_map(|(_, index)| self.words.get(*index));
        forwards
            .chain(backwards)
            .filter(|(known, _)| may_be_near(known, word) && is_near(known, word))
            .max_by_key(|(known, count)| (*count, std::cmp::Reverse(known)))
            .map(|(known, _)| known.as_str())
    }
}

/// Whether the lengths of two words allow for one error; one letter has no more than four bytes.
fn may_be_near(a: &str, b: &str) -> bool {
    let least = if a.is_ascii() && b.is_ascii() { 1 } else { 4 };
    a.len().abs_diff(b.len()) <= least
}

/// Whether two words differ by one letter at most, or by two letters swapped: what they share at
/// the front and at the end leaves no more than that between.
fn is_near(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.chars(), b.chars());
    loop {
        let (rest_a, rest_b) = (a.clone(), b.clone());
        match (a.next(), b.next()) {
            (Some(x), Some(y)) if x == y => {}
            _ => {
                (a, b) = (rest_a, rest_b);
                break;
            }
        }
    }
    loop {
        let (rest_a, rest_b) = (a.clone(), b.clone());
        match (a.next_back(), b.next_back()) {
            (Some(x), Some(y)) if x == y => {}
            _ => {
                (a, b) = (rest_a, rest_b);
                break;
            }
        }
    }
    let mut left = (a.next(), a.next(), b.next(), b.next());
    if a.next().is_some() || b.next().is_some() {
        return false;
    }
    std::mem::swap(&mut left.2, &mut left.3);
    match left {
        (_, None, None, _) => true,
        (Some(x), Some(y), Some(z), Some(w)) => x == z && y == w,
        _ => false,
    }
}

/// The long words of a phrase that a misspelt word may stand for.
pub(super) fn long_words(phrase: &Phrase, least: usize) -> Vec<String> {
    let alternatives = phrase.text.split(['(', ')', '|', '<', '>']);
    let words = alternatives.flat_map(|text| text.split(|c: char| !c.is_alphabetic() && c != '*'));
    words
        .filter(|word| !word.ends_with('*') && word.chars().count() >= least)
        .map(|word| Folded::new(word).stream().to_owned())
        .filter(|word| word.chars().count() >= least)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_error_is_mended_wherever_it_stands() {
        let spelling = Spelling::new(vec!["grenade".into(), "howitzer".into()]);
        for wrong in [
            "grenad", "gernade", "granade", "grenadee", "brenade", "grneade",
        ] {
            assert_eq!(spelling.correct(wrong), Some("grenade"), "{wrong}");
        }
        assert_eq!(spelling.correct("howtizer"), Some("howitzer"));
        assert_eq!(spelling.correct("garnad"), None);
    }

    #[test]
    fn a_word_between_two_is_the_more_frequent_one() {
        let words = ["rackets", "rockets", "rockets"].map(String::from);
        let spelling = Spelling::new(words.to_vec());
        assert_eq!(spelling.correct("ruckets"), Some("rockets"));
    }
}
