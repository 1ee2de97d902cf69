//! One phrase as the automaton finds it: a literal stretch, and what stands around it.

use crate::law::Phrase;
use crate::source::Span;
use crate::terms::{ENDING, Folded, Part, Template, thousandths};

/// What the automaton looks for, and what must stand around it.
#[derive(Debug, Default)]
pub(super) struct Pattern {
    /// What stands before, the nearest first: texts and numbers.
    before: Box<[Part]>,
    /// Where the literal has a hyphen, a space, or a letter beside a digit: only there may the
    /// text have one as well.
    gaps: Box<[usize]>,
    /// What stands after.
    after: Box<[Part]>,
    /// Whether a plural ending may follow.
    plural: bool,
}

/// The patterns of a phrase, each with the literal to look for. What is no template has none:
/// such phrases are refused when rules are loaded.
pub(super) fn patterns(phrase: &Phrase) -> Vec<(String, Pattern)> {
    let templates = Template::parse(&phrase.text).unwrap_or_default();
    templates.into_iter().flat_map(forms).collect()
}

/// A template as patterns: itself, and with `-ies` where it ends in a consonant and `y`.
fn forms(template: Template) -> Vec<(String, Pattern)> {
    let Some((literal, gaps, before, after)) = split(template.parts) else {
        return Vec::new();
    };
    let last = match after.last() {
        Some(Part::Text(text, _)) => text.as_str(),
        Some(_) => "",
        None => literal.as_str(),
    };
    let plural = last.ends_with(char::is_alphabetic);
    let stem = literal
        .strip_suffix('y')
        .filter(|stem| after.is_empty() && stem.len() > 1)
        .filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    let ies = stem.map(|stem| {
        let pattern = Pattern {
            before: before.clone().into(),
            gaps: gaps.clone().into(),
            ..Pattern::default()
        };
        (format!("{stem}ies"), pattern)
    });
    let pattern = Pattern {
        before: before.into(),
        gaps: gaps.into(),
        after: after.into(),
        plural,
    };
    [(literal, pattern)].into_iter().chain(ies).collect()
}

/// The parts before the literal, from the nearest; the literal with its gaps; the parts after it.
type Split = (String, Vec<usize>, Vec<Part>, Vec<Part>);

/// Takes the longest text of a template as the literal to look for. None behind an open ending
/// is taken, because where a word with an open ending starts can only be found from its front.
fn split(parts: Vec<Part>) -> Option<Split> {
    let first_ending = parts.iter().position(|part| *part == Part::Ending);
    let length = |part: &Part| match part {
        Part::Text(text, _) => text.len(),
        _ => 0,
    };
    let eligible = parts
        .iter()
        .enumerate()
        .take(first_ending.unwrap_or(parts.len()));
    let (anchor, _) = eligible
        .filter(|(_, part)| matches!(part, Part::Text(..)))
        .max_by_key(|(index, part)| (length(part), usize::MAX.saturating_sub(*index)))?;
    let mut before: Vec<Part> = Vec::new();
    let mut found = None;
    let mut after = Vec::new();
    for (index, part) in parts.into_iter().enumerate() {
        match part {
            Part::Text(text, gaps) if index == anchor => found = Some((text, gaps)),
            part if index < anchor => before.insert(0, part),
            part => after.push(part),
        }
    }
    let (text, gaps) = found?;
    Some((text, gaps, before, after))
}

impl Pattern {
    /// The stretch that counts, where the phrase stands around `found` in whole words.
    pub fn accept(&self, text: &Folded, found: Span) -> Option<Span> {
        let start = match self.before.is_empty() {
            true => text.starts_word(found.start).then_some(found.start)?,
            false => self.backward(text, found.start)?,
        };
        if !gaps_fit(&self.gaps, text, found) {
            return None;
        }
        let end = self.forward(text, found.end)?;
        Some(Span::new(start, end))
    }

    fn backward(&self, text: &Folded, mut at: usize) -> Option<usize> {
        for part in &self.before {
            let start = match part {
                Part::Text(wanted, gaps) => {
                    let start = at.checked_sub(wanted.len())?;
                    let here = Span::new(start, at);
                    let same = text.stream().get(start..at)? == wanted;
                    (same && gaps_fit(gaps, text, here)).then_some(start)?
                }
                Part::Number(least, most) => {
                    let start = text.word_start(at);
                    number(text.stream().get(start..at)?, *least, *most).then_some(start)?
                }
                Part::Ending => return None,
            };
            if !text.starts_word(at) {
                return None;
            }
            at = start;
        }
        text.starts_word(at).then_some(at)
    }

    fn forward(&self, text: &Folded, mut at: usize) -> Option<usize> {
        for part in &self.after {
            if *part != Part::Ending && !text.starts_word(at) {
                return None;
            }
            at = match part {
                Part::Text(wanted, gaps) => {
                    let end = at.checked_add(wanted.len())?;
                    let here = Span::new(at, end);
                    let same = text.stream().get(at..end)? == wanted;
                    (same && gaps_fit(gaps, text, here)).then_some(end)?
                }
                Part::Number(least, most) => {
                    let end = text.word_end(at.checked_add(1)?);
                    number(text.stream().get(at..end)?, *least, *most).then_some(end)?
                }
                Part::Ending if text.starts_word(at) => at,
                Part::Ending => {
                    let end = text.word_end(at);
                    let ending = text.stream().get(at..end)?;
                    let short = ending.chars().count() <= ENDING;
                    (short && ending.chars().all(char::is_alphabetic)).then_some(end)?
                }
            };
        }
        if text.starts_word(at) {
            return Some(at);
        }
        let end = text.word_end(at);
        let tail = text.stream().get(at..end)?;
        let plural = self.plural && matches!(tail, "s" | "es");
        plural.then_some(end)
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
