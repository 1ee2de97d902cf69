//! Phrases by the first two bytes that they can begin with, told from how they are written: so that
//! only those are worked out that a text may hold.

use std::collections::HashMap;

use crate::terms::Folded;

/// The first two bytes of folded text; the second is 0 where it may be any.
pub(super) type Pair = [u8; 2];

/// Tells how phrases begin.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    /// Letters that are not ASCII, with how they are folded.
    folded: HashMap<char, Option<Pair>>,
}

impl Beginnings {
    /// How what a phrase stands for can begin; nothing where that cannot be told.
    pub fn of(&mut self, phrase: &str) -> Option<Vec<Pair>> {
        let phrase = phrase.trim_start_matches([' ', '-', '.']);
        if phrase.starts_with('<') {
            return Some((b'0'..=b'9').map(|digit| [digit, 0]).collect());
        }
        if phrase.starts_with(ARABIC) {
            // The article goes, so that a word may begin with another letter of it.
            return Some((0xd8..=0xdb).map(|lead| [lead, 0]).collect());
        }
        let Some(choices) = phrase.strip_prefix('(') else {
            return Some(vec![self.one(phrase)?]);
        };
        let (choices, behind) = choices.split_once(')')?;
        let mut pairs = Vec::new();
        for choice in choices.split('|') {
            // What stands for nothing leads to what is behind it.
            let begins = if choice.is_empty() { behind } else { choice };
            pairs.extend(self.of(begins)?);
        }
        pairs.sort_unstable();
        pairs.dedup();
        Some(pairs)
    }

    /// How a phrase without choices begins.
    fn one(&mut self, text: &str) -> Option<Pair> {
        let mut characters = text.chars();
        let first = characters.next()?;
        let plain = |character: char| {
            let plain = character.is_ascii_alphanumeric();
            let byte = u8::try_from(character.to_ascii_lowercase()).ok();
            byte.filter(|_| plain)
        };
        match plain(first) {
            Some(first) => Some([first, characters.next().and_then(plain).unwrap_or(0)]),
            None if first.is_ascii() => None,
            None => *self
                .folded
                .entry(first)
                .or_insert_with(|| folded_pair(first)),
        }
    }
}

/// Whether a letter is one of Arabic, which are two bytes each.
const ARABIC: fn(char) -> bool = |letter| matches!(letter, '\u{600}'..='\u{6ff}');

/// How a letter is folded, where it stands first.
fn folded_pair(letter: char) -> Option<Pair> {
    if !letter.is_alphabetic() {
        return None;
    }
    let folded = Folded::new(letter.encode_utf8(&mut [0; 4]));
    match folded.stream().as_bytes() {
        [] => None,
        [only] => Some([*only, 0]),
        [first, second, ..] => Some([*first, *second]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_begins_with_what_is_written_first() {
        let of = |phrase: &str| Beginnings::default().of(phrase);
        assert_eq!(of("Rifle"), Some(vec![*b"ri"]));
        assert_eq!(of("T-72"), Some(vec![*b"t\0"]));
        assert_eq!(of("7.62 mm"), Some(vec![*b"7\0"]));
        assert_eq!(of("épée"), Some(vec![*b"e\0"]));
        let mortar = Folded::new("м");
        let pair = mortar.stream().as_bytes();
        assert_eq!(of("Миномёт*"), Some(vec![[pair[0], pair[1]]]));
        assert_eq!(of("(rocket|shell)s"), Some(vec![*b"ro", *b"sh"]));
        assert_eq!(of("(a|) (bc|d)"), Some(vec![*b"a\0", *b"bc", *b"d\0"]));
        assert_eq!(of("الصاروخ").map(|pairs| pairs.len()), Some(4));
        assert_eq!(of("(<n>|) mm").map(|pairs| pairs.len()), Some(11));
        for open in ["\"x\"", "(ab|\"c) b", ""] {
            assert_eq!(of(open), None, "{open}");
        }
    }
}
