//! Text reduced to what counts when words are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::source::Span;

/// A text without letter case, accents, hyphens and spaces, with the way back to the original.
///
/// Spaces and hyphens leave the stream but not the memory: a word starts where
/// [`starts_word`](Self::starts_word) says so. Three signs stay, so that what they keep apart is
/// not run together: [`Folded::STOP`] for a comma, a full stop, a bracket or a line end,
/// [`Folded::COLON`], and a space between two numbers. A point or comma inside a number becomes a
/// point, and a sign of multiplication between two an `x`. Of Arabic words the article goes.
///
/// ```
/// use interdict::terms::Folded;
/// assert_eq!(Folded::new("One-way DRONÉ").stream(), "onewaydrone");
/// assert_eq!(Folded::new("7,62 mm").stream(), "7.62mm");
/// assert_eq!(Folded::new("7.62×39").stream(), "7.62x39");
/// assert_eq!(Folded::new("5 45").stream(), "5 45");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    stream: String,
    /// For each byte of the stream, the first original byte of the character it came from, and
    /// the first after it.
    origin: Vec<(u32, u32)>,
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
    /// Such a sign for a colon.
    pub const COLON: char = '\u{2}';

    /// Folds a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut folded = Self::default();
        folded.refold(text);
        folded
    }

    /// Folds another text in place of the one before, with its memory.
    pub fn refold(&mut self, text: &str) {
        self.stream.clear();
        self.origin.clear();
        self.starts.clear();
        self.stream.reserve(text.len());
        self.origin.reserve(text.len());
        self.starts.reserve(text.len());
        let mut before = Class::Stop;
        let mut characters = text.char_indices();
        loop {
            let rest = characters.as_str();
            let plain = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            if let Some(run) = rest.get(..plain).filter(|run| !run.is_empty()) {
                self.push_plain(run, characters.offset(), before != Class::Letter);
                before = Class::Letter;
                characters.nth(plain.saturating_sub(1));
            }
            let Some((at, character)) = characters.next() else {
                return;
            };
            if character == ' ' {
                before = Class::Gap;
                continue;
            }
            let span = (offset(at), offset(at.saturating_add(character.len_utf8())));
            if let Some(letter) = plain_letter(character) {
                let article = match before {
                    Class::Letter => 0,
                    _ => arabic_article(text, at),
                };
                if article == 0 && !(before == Class::Digit && letter == 'х') {
                    self.push(letter, span, before != Class::Letter);
                    before = Class::Letter;
                    continue;
                }
            }
            let mut class = classify(character);
            let next = || text.get(at..).and_then(|rest| rest.chars().nth(1));
            if before == Class::Digit && matches!(character, '.' | ',' | '×' | '*' | 'х' | 'Х') {
                let in_number = next().is_some_and(|c| c.is_ascii_digit());
                if in_number && matches!(character, '.' | ',') {
                    // Between digits it is a decimal sign: `7,62`.
                    self.push('.', span, false);
                    continue;
                }
                if in_number {
                    // And these are a sign of multiplication: `7,62×39`.
                    self.push('x', span, true);
                    before = Class::Letter;
                    continue;
                }
            }
            match class {
                Class::Stop => self.push_stop(character, span),
                Class::Gap => {
                    // A mark on the letter before it, or a stroke, is no gap.
                    if is_combining_mark(character) || character == '\u{640}' {
                        class = before;
                    }
                }
                Class::Letter | Class::Digit | Class::Ideograph => {
                    let starts = before != class || class == Class::Ideograph;
                    let article = if starts { arabic_article(text, at) } else { 0 };
                    if article > 0 {
                        for _ in 1..article {
                            characters.next();
                        }
                        before = Class::Gap;
                        continue;
                    }
                    let number_again =
                        before == Class::Gap && class == Class::Digit && self.ends_with_digit();
                    if number_again {
                        self.push(' ', span, true);
                    }
                    self.push_folded(character, span, starts);
                }
            }
            before = class;
        }
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

    /// The byte at which the word before this byte of the stream starts.
    #[must_use]
    pub fn word_start(&self, before: usize) -> usize {
        let all = self.starts.get(..before).unwrap_or_default();
        all.iter().rposition(|starts| *starts).unwrap_or_default()
    }

    /// The words of a stretch of the stream, numbers and stops among them.
    pub fn words(&self, stretch: Span) -> impl Iterator<Item = Span> {
        let mut at = stretch.start;
        std::iter::from_fn(move || {
            if at >= stretch.end {
                return None;
            }
            let end = self.word_end(at.saturating_add(1)).min(stretch.end);
            let word = Span::new(at, end);
            at = end.max(at.saturating_add(1));
            Some(word)
        })
    }

    /// The original bytes behind a stretch of the stream.
    #[must_use]
    pub fn original(&self, stretch: Span) -> Span {
        let (start, first_end) = self.origin.get(stretch.start).copied().unwrap_or_default();
        let last = self.origin.get(stretch.end.saturating_sub(1));
        let end = last.map_or(first_end, |(_, end)| *end);
        let at = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        Span::new(at(start), at(end.max(start)))
    }

    /// The same text with other letters in place of some of its words; each word keeps its place
    /// in the original. The words are in order.
    #[must_use]
    pub fn with_words(&self, words: &[(Span, &str)]) -> Self {
        let mut folded = Self::default();
        let mut at = 0;
        for (span, word) in words {
            folded.copy(self, Span::new(at, span.start));
            let place = self.original(*span);
            let place = (offset(place.start), offset(place.end));
            for (index, letter) in word.chars().enumerate() {
                folded.push(letter, place, index == 0);
            }
            at = span.end;
        }
        folded.copy(self, Span::new(at, self.stream.len()));
        folded
    }

    /// Two stretches of another text, one behind the other, with a gap between.
    #[must_use]
    pub fn joined(&self, first: Span, second: Span) -> Self {
        let mut folded = Self::default();
        folded.copy(self, first);
        let seam = folded.stream.len();
        folded.copy(self, second);
        if let Some(start) = folded.starts.get_mut(seam) {
            *start = true;
        }
        folded
    }

    fn copy(&mut self, other: &Self, stretch: Span) {
        let range = stretch.start..stretch.end;
        self.stream
            .push_str(other.stream.get(range.clone()).unwrap_or_default());
        self.origin
            .extend_from_slice(other.origin.get(range.clone()).unwrap_or_default());
        self.starts
            .extend_from_slice(other.starts.get(range).unwrap_or_default());
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

    fn push_stop(&mut self, character: char, span: (u32, u32)) {
        let stop = match character {
            ':' | '：' => Self::COLON,
            _ => Self::STOP,
        };
        if !self.stream.ends_with([Self::STOP, Self::COLON]) {
            self.push(stop, span, true);
        }
    }

    fn push_folded(&mut self, character: char, span: (u32, u32), starts: bool) {
        let mut starts = starts;
        if character.is_ascii() {
            self.push(character, span, starts);
            return;
        }
        for part in character
            .to_lowercase()
            .nfkd()
            .filter(|part| !is_combining_mark(*part))
        {
            for lower in part.to_lowercase().filter(|c| c.is_alphanumeric()) {
                self.push(same_letter(lower), span, starts);
                starts = false;
            }
        }
    }

    /// Letters without accents, from a place of the original on.
    fn push_plain(&mut self, letters: &str, at: usize, starts: bool) {
        let from = self.stream.len();
        self.stream.push_str(letters);
        if let Some(letters) = self.stream.get_mut(from..) {
            letters.make_ascii_lowercase();
        }
        let places = offset(at)..offset(at.saturating_add(letters.len()));
        self.origin
            .extend(places.map(|place| (place, place.saturating_add(1))));
        self.starts.resize(self.stream.len(), false);
        if let Some(start) = self.starts.get_mut(from) {
            *start = starts;
        }
    }

    fn push(&mut self, character: char, span: (u32, u32), starts: bool) {
        self.stream.push(character);
        self.starts.push(starts);
        self.origin.push(span);
        for _ in 1..character.len_utf8() {
            self.starts.push(false);
            self.origin.push(span);
        }
    }
}

/// Cyrillic and Arabic letters as they are folded, without a look into the tables of Unicode.
fn plain_letter(character: char) -> Option<char> {
    match character {
        'й' | 'Й' => Some('и'),
        'ё' | 'Ё' => Some('е'),
        'а'..='я' => Some(character),
        'А'..='Я' => char::from_u32(u32::from(character).saturating_add(32)),
        'آ' | 'أ' | 'إ' => Some('ا'),
        'ؤ' => Some('و'),
        'ئ' | 'ى' => Some('ي'),
        'ة' => Some('ه'),
        'ء' | 'ا'..='غ' | 'ف'..='ي' => Some(character),
        _ => None,
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Letters that writers of Arabic and Persian use for each other.
fn same_letter(letter: char) -> char {
    match letter {
        'ة' => 'ه',
        'ى' | 'ی' | 'ئ' => 'ي',
        'ک' => 'ك',
        'ٱ' => 'ا',
        'ё' => 'е',
        '٠'..='٩' => digit(letter, '٠'),
        '۰'..='۹' => digit(letter, '۰'),
        other => other,
    }
}

fn digit(letter: char, zero: char) -> char {
    let value = u32::from(letter).saturating_sub(u32::from(zero));
    char::from_digit(value, 10).unwrap_or(letter)
}

/// How many letters of an Arabic word are its article, with the particles that are written
/// together with it; the word goes on for three letters or more.
fn arabic_article(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let articles = ["ال", "وال", "بال", "فال", "لل"];
    let article = articles.iter().find(|article| {
        let after = rest.strip_prefix(**article).unwrap_or_default();
        let letters = after.chars().take_while(|c| c.is_alphabetic()).take(3);
        letters.count() == 3
    });
    article.map_or(0, |article| article.chars().count())
}

fn classify(character: char) -> Class {
    match character {
        ',' | ';' | '.' | ':' | '(' | ')' | '[' | ']' | '{' | '}' | '\n' | '\r' | '!' | '?'
        | '،' | '؛' | '。' | '，' | '、' | '；' | '：' | '•' | '|' => Class::Stop,
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
    fn the_short_way_of_letters_folds_as_the_tables_do() {
        for letter in ('А'..='ё').chain('ء'..='ي') {
            let Some(plain) = plain_letter(letter) else {
                continue;
            };
            let lower = letter.to_lowercase().nfkd();
            let mut tables = lower
                .filter(|part| !is_combining_mark(*part))
                .map(same_letter);
            assert_eq!(tables.next(), Some(plain), "{letter}");
        }
    }

    #[test]
    fn ideographs_are_words_by_themselves() {
        let folded = Folded::new("武器弹药");
        assert!((0..12).step_by(3).all(|at| folded.starts_word(at)));
    }
}
