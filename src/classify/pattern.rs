//! One phrase as the automaton finds it: a literal stretch, and what stands around it.

use std::sync::Arc;

use crate::law::Phrase;
use crate::source::Span;
use crate::terms::{ENDING, Folded, Part, thousandths};

/// What stands around a literal that the automaton looks for.
#[derive(Debug)]
pub(super) struct Pattern {
    /// Where the literal has a hyphen, a space, or a letter beside a digit: only there may the
    /// text have one as well.
    gaps: Box<[usize]>,
    /// What stands before, the nearest first, inner parts as well.
    before: Arc<[Part]>,
    /// What stands between the literal and the parts after it, where it is one of several.
    inner: Box<[Part]>,
    /// What stands after.
    after: Arc<[Part]>,
}

/// The patterns of a phrase, each with the literal to look for. What is no template has none:
/// such phrases are refused when rules are loaded.
pub(super) fn patterns(phrase: &Phrase) -> Vec<(String, Pattern)> {
    let parts = phrase.parts();
    let Some(anchor) = anchor(parts) else {
        return Vec::new();
    };
    let before: Arc<[Part]> = parts.iter().take(anchor).rev().map(reversed).collect();
    let after: Arc<[Part]> = parts
        .iter()
        .skip(anchor.saturating_add(1))
        .cloned()
        .collect();
    let single;
    let choices = match parts.get(anchor) {
        Some(Part::Choice(choices)) => choices.as_slice(),
        Some(part) => {
            single = [vec![part.clone()]];
            single.as_slice()
        }
        None => &[],
    };
    let mut all = Vec::new();
    for choice in choices {
        all.extend(forms(choice, &before, &after));
    }
    all
}

/// The part whose texts to look for: a long one, and one text rather than many. None behind an
/// open ending is taken, because where a word with an open ending starts can only be found from
/// its front.
fn anchor(parts: &[Part]) -> Option<usize> {
    let first_open = parts.iter().position(is_open);
    let last = first_open.map_or(parts.len(), |at| at.saturating_add(1));
    let worth = |part: &Part| match part {
        Part::Text(text, _) => Some((text.len().min(GOOD), 0)),
        Part::Choice(choices) => {
            let lengths = choices
                .iter()
                .map(|choice| longest(choice).map(|(_, text)| text.len()));
            let least = lengths.min().flatten()?;
            Some((least.min(GOOD), choices.len()))
        }
        Part::Number(..) | Part::Ending => None,
    };
    let worth = parts
        .iter()
        .take(last)
        .enumerate()
        .filter_map(|(at, part)| {
            let (length, count) = worth(part)?;
            Some((length, usize::MAX.saturating_sub(count), at))
        });
    worth.max().map(|(.., at)| at)
}

/// A literal of so many bytes is rare enough.
const GOOD: usize = 5;

fn is_open(part: &Part) -> bool {
    match part {
        Part::Ending => true,
        Part::Choice(choices) => choices.iter().flatten().any(is_open),
        Part::Text(..) | Part::Number(..) => false,
    }
}

/// The longest text of a sequence that no open ending stands before, with its place.
fn longest(parts: &[Part]) -> Option<(usize, &str)> {
    let closed = parts
        .iter()
        .enumerate()
        .take_while(|(_, part)| !is_open(part));
    let texts = closed.filter_map(|(at, part)| match part {
        Part::Text(text, _) => Some((at, text.as_str())),
        _ => None,
    });
    texts.max_by_key(|(at, text)| (text.len(), usize::MAX.saturating_sub(*at)))
}

/// A part as it is met from its end.
fn reversed(part: &Part) -> Part {
    match part {
        Part::Choice(choices) => {
            let turned = |choice: &Vec<Part>| choice.iter().rev().map(reversed).collect();
            Part::Choice(choices.iter().map(turned).collect())
        }
        other => other.clone(),
    }
}

/// The patterns of one choice: itself, and with `-ies` where it ends in a consonant and `y`.
fn forms(choice: &[Part], before: &Arc<[Part]>, after: &Arc<[Part]>) -> Vec<(String, Pattern)> {
    let Some((at, _)) = longest(choice) else {
        return Vec::new();
    };
    let Some(Part::Text(literal, gaps)) = choice.get(at) else {
        return Vec::new();
    };
    let before: Arc<[Part]> = match at {
        0 => Arc::clone(before),
        _ => {
            let own = choice.iter().take(at).rev().map(reversed);
            own.chain(before.iter().cloned()).collect()
        }
    };
    let mut inner: Vec<Part> = choice.iter().skip(at.saturating_add(1)).cloned().collect();
    let (literal, gaps, rest) = shortened(literal, gaps);
    inner.splice(0..0, rest);
    let pattern = || Pattern {
        gaps: gaps.as_slice().into(),
        before: Arc::clone(&before),
        inner: inner.as_slice().into(),
        after: Arc::clone(after),
    };
    let ends = inner.is_empty() && after.is_empty();
    let many = ies(&literal).filter(|_| ends);
    let many = many.map(|many| (many, pattern()));
    [(literal, pattern())].into_iter().chain(many).collect()
}

/// A literal cut where it has a gap, so that phrases which begin alike share what the automaton
/// looks for, with what comes after the cut.
fn shortened(literal: &str, gaps: &[usize]) -> (String, Vec<usize>, Option<Part>) {
    let cut = gaps.iter().position(|gap| *gap >= ENOUGH);
    let split = cut.and_then(|cut| {
        let at = *gaps.get(cut)?;
        let (first, rest) = literal.split_at_checked(at)?;
        let before = gaps.get(..cut)?.to_vec();
        let after = gaps.get(cut.saturating_add(1)..)?;
        let after = after.iter().map(|gap| gap.saturating_sub(at)).collect();
        Some((first, before, Part::Text(rest.to_owned(), after)))
    });
    match split {
        Some((first, before, rest)) => (first.to_owned(), before, Some(rest)),
        None => (literal.to_owned(), gaps.to_vec(), None),
    }
}

/// Literals are cut at the first gap after so many bytes.
const ENOUGH: usize = 7;

/// The plural of an English word that ends in a consonant and `y`.
fn ies(word: &str) -> Option<String> {
    let stem = word.strip_suffix('y').filter(|stem| stem.len() > 1)?;
    let vowel = stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    (!vowel).then(|| format!("{stem}ies"))
}

impl Pattern {
    /// Whether the literal is the first of the phrase, so that a word must start with it.
    pub fn starts_with_literal(&self) -> bool {
        self.before.is_empty()
    }

    /// The stretch that counts, where the phrase stands around `found` in whole words.
    pub fn accept(&self, text: &Folded, found: Span) -> Option<Span> {
        if self.before.is_empty() && !text.starts_word(found.start) {
            return None;
        }
        if !gaps_fit(&self.gaps, text, found) {
            return None;
        }
        let after = Rest::of(&self.after);
        let parts = Rest {
            parts: &self.inner,
            next: Some(&after),
        };
        let end = forward(parts, text, found.end)?;
        let start = match self.before.is_empty() {
            true => found.start,
            false => backward(Rest::of(&self.before), text, found.start)?,
        };
        Some(Span::new(start, end))
    }
}

/// Lists of parts, one after the other.
#[derive(Clone, Copy)]
struct Rest<'a> {
    parts: &'a [Part],
    next: Option<&'a Rest<'a>>,
}

impl<'a> Rest<'a> {
    fn of(parts: &'a [Part]) -> Self {
        Self { parts, next: None }
    }

    /// Whether no part is left.
    fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.next.is_none_or(Self::is_empty)
    }
}

/// The place where a text goes on that `parts` stand before.
fn forward(parts: Rest<'_>, text: &Folded, at: usize) -> Option<usize> {
    let Some((part, left)) = parts.parts.split_first() else {
        return match parts.next {
            Some(next) => forward(*next, text, at),
            None => end(text, at),
        };
    };
    let rest = Rest {
        parts: left,
        next: parts.next,
    };
    let go_on = |at: usize| forward(rest, text, at);
    match part {
        Part::Text(wanted, gaps) => {
            let stop = at.checked_add(wanted.len())?;
            let same = text.stream().get(at..stop) == Some(wanted.as_str());
            if same && gaps_fit(gaps, text, Span::new(at, stop)) {
                return go_on(stop);
            }
            if !rest.is_empty() || !wanted.ends_with('y') {
                return None;
            }
            let many = ies(wanted)?;
            let stop = at.checked_add(many.len())?;
            (text.stream().get(at..stop)? == many).then(|| go_on(stop))?
        }
        Part::Number(least, most) => {
            let stop = text.word_end(at.checked_add(1)?);
            number(text.stream().get(at..stop)?, *least, *most).then(|| go_on(stop))?
        }
        Part::Ending if text.starts_word(at) => go_on(at),
        Part::Ending => {
            let stop = text.word_end(at);
            let ending = text.stream().get(at..stop)?;
            let short = ending.chars().count() <= ENDING;
            (short && ending.chars().all(char::is_alphabetic)).then(|| go_on(stop))?
        }
        Part::Choice(choices) => {
            let byte = text.stream().as_bytes().get(at);
            choices.iter().find_map(|parts| {
                // Most choices differ in their first letter.
                if let Some(Part::Text(wanted, _)) = parts.first()
                    && wanted.as_bytes().first() != byte
                {
                    return None;
                }
                let next = Some(&rest);
                forward(Rest { parts, next }, text, at)
            })
        }
    }
}

/// The end of a phrase: where a word ends, or before its plural ending.
fn end(text: &Folded, at: usize) -> Option<usize> {
    if text.starts_word(at) {
        return Some(at);
    }
    let stop = text.word_end(at);
    let tail = text.stream().get(at..stop)?;
    let in_word = text.stream().get(..at)?.ends_with(char::is_alphabetic);
    (in_word && matches!(tail, "s" | "es")).then_some(stop)
}

/// The place where a text begins that ends with `parts`, the nearest first.
fn backward(parts: Rest<'_>, text: &Folded, at: usize) -> Option<usize> {
    let Some((part, left)) = parts.parts.split_first() else {
        return match parts.next {
            Some(next) => backward(*next, text, at),
            None => text.starts_word(at).then_some(at),
        };
    };
    let rest = Rest {
        parts: left,
        next: parts.next,
    };
    let go_on = |at: usize| backward(rest, text, at);
    match part {
        Part::Text(wanted, gaps) => {
            let start = at.checked_sub(wanted.len())?;
            let same = text.stream().get(start..at)? == wanted;
            (same && gaps_fit(gaps, text, Span::new(start, at))).then(|| go_on(start))?
        }
        Part::Number(least, most) => {
            let start = text.word_start(at);
            number(text.stream().get(start..at)?, *least, *most).then(|| go_on(start))?
        }
        Part::Ending => None,
        Part::Choice(choices) => choices.iter().find_map(|parts| {
            let next = Some(&rest);
            backward(Rest { parts, next }, text, at)
        }),
    }
}

/// Whether the text has gaps only where the phrase has some.
fn gaps_fit(gaps: &[usize], text: &Folded, here: Span) -> bool {
    let inside = here.start.saturating_add(1)..here.end;
    inside.filter(|at| text.starts_word(*at)).all(|at| {
        let own = at.saturating_sub(here.start);
        gaps.binary_search(&own).is_ok()
    })
}

fn number(word: &str, least: u64, most: u64) -> bool {
    thousandths(word).is_some_and(|value| (least..=most).contains(&value))
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
