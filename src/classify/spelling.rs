//! Words with one typing error.

use std::collections::HashSet;
use std::sync::LazyLock;

use smallvec::SmallVec;

use crate::law::Phrase;
use crate::terms::{Folded, Nomenclature};

/// Words shorter than this, in letters, are taken as they are written: too many words of that
/// length differ by one letter.
pub(super) const LONG: usize = 7;

/// The long words of the vocabulary, found by what is left of them without one letter.
///
/// Two words that differ by one error are alike once the wrong letter is taken out of each.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    /// Each with how often it stands in a phrase.
    words: Vec<(String, usize)>,
    /// Words and words without one letter, as the remainder of a hash, each with its word; those
    /// with one quotient together.
    variants: Vec<(u16, u32)>,
    /// For each quotient where its variants begin.
    begins: Vec<u32>,
}

/// How many quotients there are.
const BUCKETS: usize = 1 << 16;

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
        let mut hashes: Vec<((u16, u16), u32)> = Vec::new();
        for (index, (word, _)) in (0..).zip(&words) {
            variants(word, |hash| hashes.push((hash, index)));
        }
        hashes.sort_unstable();
        hashes.dedup();
        let mut begins = vec![0; BUCKETS.saturating_add(1)];
        let mut quotients = hashes
            .iter()
            .map(|((quotient, _), _)| usize::from(*quotient))
            .peekable();
        let mut passed = 0;
        for (quotient, begin) in begins.iter_mut().enumerate() {
            while quotients.next_if(|next| *next < quotient).is_some() {
                passed = u32::saturating_add(passed, 1);
            }
            *begin = passed;
        }
        let variants = hashes.into_iter().map(|((_, rest), word)| (rest, word));
        Self {
            words,
            variants: variants.collect(),
            begins,
        }
    }

    /// The word that a long word, or one in the plural, is meant to be; nothing where it is right as
    /// it is, or near none.
    pub fn mend(&self, word: &str) -> Option<String> {
        let singular = word.strip_suffix('s').filter(|stem| is_long(stem));
        if let Some(near) = self.correct(word)? {
            let is_right = is_long(word) && ordinary().contains(word);
            return (!is_right).then(|| near.to_owned());
        }
        let stem = singular?;
        let near = self.correct(stem)??;
        let is_right = ordinary().contains(word) || ordinary().contains(stem);
        (!is_right).then(|| format!("{near}s"))
    }

    /// The word that differs from `word` by one letter too many, too few, changed or swapped with
    /// the next; of several the one that stands in most phrases. Nothing at all where the word is
    /// one of the vocabulary, in the singular or the plural.
    fn correct(&self, word: &str) -> Option<Option<&str>> {
        if !is_long(word) {
            return Some(None);
        }
        let mut near: SmallVec<[&(String, usize); 8]> = SmallVec::new();
        variants(word, |(quotient, rest)| {
            let from = usize::from(quotient);
            let Some([from, to]) = self.begins.get(from..from.saturating_add(2)) else {
                return;
            };
            if from == to {
                return;
            }
            let bucket = usize::try_from(*from).ok().zip(usize::try_from(*to).ok());
            let bucket = bucket.and_then(|(from, to)| self.variants.get(from..to));
            for (other, index) in bucket.unwrap_or_default() {
                if *other == rest
                    && let Some(known) =
                        usize::try_from(*index).ok().and_then(|i| self.words.get(i))
                {
                    near.push(known);
                }
            }
        });
        let stem = word.strip_suffix('s');
        let is_plural = |known: &str| known.strip_suffix('s') == Some(word);
        let is_known = |known: &str| known == word || Some(known) == stem || is_plural(known);
        if near.iter().any(|(known, _)| is_known(known)) {
            return None;
        }
        let near = near.iter().filter(|(known, _)| is_near(known, word));
        let near = near.max_by_key(|(known, count)| (*count, std::cmp::Reverse(known)));
        Some(near.map(|(known, _)| known.as_str()))
    }
}

fn is_long(word: &str) -> bool {
    word.chars().count() >= LONG
}

/// The long words of the nomenclature: what ordinary goods are called is no misspelt weapon.
fn ordinary() -> &'static HashSet<String> {
    static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let texts = Nomenclature::all().flat_map(Nomenclature::lines);
        let words = texts.flat_map(|text| text.split(|c: char| !c.is_ascii_alphabetic()));
        let long = words.filter(|word| word.len() >= LONG);
        long.map(str::to_ascii_lowercase).collect()
    });
    &WORDS
}

/// Hands out the hash of a word, and of the word without each of its letters, as quotient and
/// remainder.
fn variants(word: &str, mut each: impl FnMut((u16, u16))) {
    // The letters are digits of a number: without one of them, those before it are worth less.
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let digits: SmallVec<[u64; 32]> = word
        .chars()
        .map(|letter| u64::from(u32::from(letter)).wrapping_add(1))
        .collect();
    let mut after: SmallVec<[(u64, u64); 32]> = SmallVec::new();
    let (mut value, mut power) = (0_u64, 1_u64);
    for digit in digits.iter().rev() {
        after.push((value, power));
        value = digit.wrapping_mul(power).wrapping_add(value);
        power = power.wrapping_mul(BASE);
    }
    let mut hand_out = |hash: u64| {
        let mixed = (hash ^ (hash >> 32)).wrapping_mul(BASE);
        let [a, b, c, d, ..] = mixed.to_be_bytes();
        each((u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])));
    };
    hand_out(value);
    let mut before = 0_u64;
    for (digit, (behind, power)) in digits.iter().zip(after.iter().rev()) {
        hand_out(before.wrapping_mul(*power).wrapping_add(*behind));
        before = before.wrapping_mul(BASE).wrapping_add(*digit);
    }
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
        for wrong in ["gernade", "granade", "grenadee", "brenade", "grneade"] {
            assert_eq!(spelling.mend(wrong).as_deref(), Some("grenade"), "{wrong}");
        }
        assert_eq!(spelling.mend("howtizer").as_deref(), Some("howitzer"));
        assert_eq!(spelling.mend("howtizers").as_deref(), Some("howitzers"));
        assert_eq!(spelling.mend("garnad"), None);
    }

    #[test]
    fn a_word_between_two_is_the_more_frequent_one() {
        let words = ["rackets", "rockets", "rockets"].map(String::from);
        let spelling = Spelling::new(words.to_vec());
        assert_eq!(spelling.mend("ruckets").as_deref(), Some("rockets"));
    }

    #[test]
    fn words_that_are_right_stay() {
        let words = ["fighting", "reparation", "howitzer", "instruments"].map(String::from);
        let spelling = Spelling::new(words.to_vec());
        for right in [
            "lighting",
            "preparation",
            "preparations",
            "howitzers",
            "instrument",
            "instruments",
        ] {
            assert_eq!(spelling.mend(right), None, "{right}");
        }
    }
}
