//! Text reduced to what counts when words are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::source::Span;

/// A text without letter case, accents, hyphens and spaces, with the way back to the original.
///
/// Spaces and hyphens leave the stream but not the memory: a word starts where
/// [`starts_word`](Self::starts_word) says so. Two signs stay, so that what they keep apart is
/// not run together: [`Folded::STOP`] for a comma, a full stop, a bracket or a line end, and a
/// space between two numbers. A point or comma inside a number becomes a point.
///
/// ```
/// use interdict::terms::Folded;
/// assert_eq!(Folded::new("One-way DRONÉ").stream(), "onewaydrone");
/// assert_eq!(Folded::new("7,62 mm").stream(), "7.62mm");
/// assert_eq!(Folded::new("5 45").stream(), "5 45");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Folded {
    stream: String,
    /// For each byte of the stream, the original bytes of the character it came from.
    origin: Vec<Span>,
    /// For each byte of the stream, whether a word starts there.
    starts: Vec<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// A character that is a word by itself, as in Chinese.
    Ideograph,
    Gap,
    Stop,
}

impl Folded {
    /// The sign in the stream that no phrase reaches across.
    pub const STOP: char = '\u{1}';

    /// Folds a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut folded = Self::default();
        let mut before = Class::Stop;
        let mut characters = text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let span = Span::new(at, at.saturating_add(character.len_utf8()));
            let next = characters.peek().map(|(_, next)| *next);
            let mut class = classify(character);
            if matches!(character, '.' | ',') && folded.ends_with_digit() {
                // Between digits it is a decimal sign: `7,62`.
                let in_number = before == Class::Digit && next.is_some_and(|c| c.is_ascii_digit());
                if in_number {
                    folded.push('.', span, false);
                    continue;
                }
            }
            match class {
                Class::Stop => folded.push_stop(span),
                Class::Gap => {
                    // A mark on the letter before it, or a stroke, is no gap.
                    if is_combining_mark(character) || character == '\u{640}' {
                        class = before;
                    }
                }
                Class::Letter | Class::Digit | Class::Ideograph => {
                    let number_again =
                        before == Class::Gap && class == Class::Digit && folded.ends_with_digit();
                    if number_again {
                        folded.push(' ', span, true);
                    }
                    let starts = before != class || class == Class::Ideograph;
                    folded.push_folded(character, span, starts);
                }
            }
            before = class;
        }
        folded
    }

    /// The letters and digits, run together.
    #[must_use]
    pub fn stream(&self) -> &str {
        &self.stream
    }

    /// Whether nothing is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.stream.chars().any(char::is_alphanumeric)
    }

    /// Whether a word starts at this byte of the stream; its end counts as a start.
    #[must_use]
    pub fn starts_word(&self, at: usize) -> bool {
        self.starts.get(at).copied().unwrap_or(true)
    }

    /// The byte after the word that goes on at this byte of the stream.
    #[must_use]
    pub fn word_end(&self, at: usize) -> usize {
        let rest = self.starts.get(at..).unwrap_or_default();
        let length = rest.iter().position(|starts| *starts).unwrap_or(rest.len());
        at.saturating_add(length)
    }

    /// The original bytes behind a stretch of the stream.
    #[must_use]
    pub fn original(&self, stretch: Span) -> Span {
        let first = self.origin.get(stretch.start).copied().unwrap_or_default();
        let last = self.origin.get(stretch.end.saturating_sub(1)).copied();
        first.to(last.unwrap_or(first))
    }

    /// Whether the words of another text stand in it, one after the other.
    ///
    /// ```
    /// use interdict::terms::Folded;
    /// assert!(Folded::new("the Al-Shabaab militia").holds(&Folded::new("al Shabaab")));
    /// assert!(!Folded::new("Talibanized").holds(&Folded::new("Taliban")));
    /// ```
    #[must_use]
    pub fn holds(&self, words: &Self) -> bool {
        let wanted = words.stream.trim_matches(Self::STOP);
        let mut found = self.stream.match_indices(wanted);
        !wanted.is_empty()
            && found.any(|(at, words)| {
                self.starts_word(at) && self.starts_word(at.saturating_add(words.len()))
            })
    }

    fn ends_with_digit(&self) -> bool {
        self.stream.ends_with(|c: char| c.is_ascii_digit())
    }

    fn push_stop(&mut self, span: Span) {
        if !self.stream.ends_with(Self::STOP) {
            self.push(Self::STOP, span, true);
        }
    }

    fn push_folded(&mut self, character: char, span: Span, starts: bool) {
        let mut starts = starts;
        for part in character
            .to_lowercase()
            .nfkd()
            .filter(|part| !is_combining_mark(*part))
        {
            for lower in part.to_lowercase().filter(|c| c.is_alphanumeric()) {
                self.push(lower, span, starts);
                starts = false;
            }
        }
    }

    fn push(&mut self, character: char, span: Span, starts: bool) {
        self.stream.push(character);
        self.origin.resize(self.stream.len(), span);
        self.starts.push(starts);
        self.starts.resize(self.stream.len(), false);
    }
}

fn classify(character: char) -> Class {
    match character {
        ',' | ';' | '.' | ':' | '(' | ')' | '[' | ']' | '{' | '}' | '\n' | '\r' | '!' | '?'
        | '،' | '؛' | '。' | '，' | '、' | '；' | '•' | '|' => Class::Stop,
        '\u{3400}'..='\u{9fff}' | '\u{3040}'..='\u{30ff}' | '\u{f900}'..='\u{faff}' => {
            Class::Ideograph
        }
        c if c.is_numeric() => Class::Digit,
        c if c.is_alphabetic() => Class::Letter,
        _ => Class::Gap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_start_after_gaps_and_between_letters_and_digits() {
        let folded = Folded::new("RPG-7V x2, a");
        assert_eq!(folded.stream(), "rpg7vx2\u{1}a");
        let starts: Vec<usize> = (0..9).filter(|at| folded.starts_word(*at)).collect();
        assert_eq!(starts, [0, 3, 4, 5, 6, 7, 8]);
    }

    #[test]
    fn the_way_back_finds_the_original_words() {
        let text = "two «ДРО́НЫ» and Fusées";
        let folded = Folded::new(text);
        for (stream, original) in [("дроны", "ДРО́НЫ"), ("fusees", "Fusées")] {
            let at = folded.stream().find(stream).unwrap();
            let span = folded.original(Span::new(at, at + stream.len()));
            assert_eq!(span.quote(text), original);
        }
    }

    #[test]
    fn numbers_are_not_run_together() {
        assert_eq!(
            Folded::new("107 mm, 12.7x108").stream(),
            "107mm\u{1}12.7x108"
        );
        assert_eq!(Folded::new("lot 5 45 mm").stream(), "lot5 45mm");
        assert_eq!(Folded::new("AK. 47").stream(), "ak\u{1}47");
    }

    #[test]
    fn ideographs_are_words_by_themselves() {
        let folded = Folded::new("武器弹药");
        assert!((0..12).step_by(3).all(|at| folded.starts_word(at)));
    }
}
