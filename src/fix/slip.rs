//! Which keyword a misspelt one can only be.

use crate::syntax::{RESERVED, WORDS};

/// How many changes every other keyword must be away.
const MARGIN: usize = 3;

/// The least length of a word in which one wrong letter is seen as such.
const LEAST: usize = 4;

/// Whether a word is a keyword but for its capitals or for one slip of the pen, and nothing else
/// that may stand there.
///
/// One slip is a letter too many, too few or wrong, or two neighbours that changed places. A word
/// of less than four letters is too short to tell. The first letter must be right: `nand` is not
/// `and`, `unchecked` is not `checked`. No other keyword may be near.
pub(super) fn is_slip<'a>(
    word: &str,
    meant: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> bool {
    // A word of the language in another place is no slip: `replaced` is not `replaces`.
    if RESERVED.contains(&word) || WORDS.contains(&word) {
        return false;
    }
    let small = word.to_lowercase();
    let only_capitals = small == meant;
    let is_near = strsim::damerau_levenshtein(&small, meant) == 1
        && word.chars().count() >= LEAST
        && small.chars().next() == meant.chars().next();
    let mut others = known.into_iter().filter(|other| *other != meant);
    let apart = |other: &str| strsim::damerau_levenshtein(&small, other) >= MARGIN;
    only_capitals || (is_near && others.all(apart))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_of_the_pen_far_from_all_else_is_certain() {
        let known = ["words", "names", "hints", "heads"];
        for word in ["word", "wrods", "wordss", "Words", "WORDS"] {
            assert!(is_slip(word, "words", known), "{word}");
        }
        for (word, meant, known) in [
            ("wrd", "words", &known[..]),
            ("nand", "and", &["and", "or"]),
            ("excepts", "except", &["except", "exempts"]),
            ("not", "note", &["note"]),
            ("orwds", "words", &known[..]),
            ("tends", "ends", &["ends", "extends", "amends"]),
            ("replaced", "replaces", &["replaces"]),
        ] {
            assert!(!is_slip(word, meant, known.iter().copied()), "{word}");
        }
    }
}
