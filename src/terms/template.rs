//! Phrases of the vocabulary with their places for alternatives, numbers and endings.

use thiserror::Error;

use crate::source::brief;

use super::Folded;

/// A phrase made ready to be found: literal stretches with choices, numbers and endings between.
///
/// | written | stands for |
/// |---|---|
/// | `(a\|b\|)` | one of these; nothing, where one of them is empty |
/// | `<n>` | a number |
/// | `<75-240>` | a number from 75 to 240 |
/// | `*` after a letter | any ending of the word, up to five letters |
///
/// ```
/// use interdict::terms::Template;
/// let template = Template::parse("(Geran|Shahed)-<n>").unwrap();
/// assert_eq!(template.parts.len(), 2);
/// assert!(Template::parse("Geran-<x>").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// What follows each other.
    pub parts: Vec<Part>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Folded text, with the places inside it where a word may start.
    Text(String, Vec<usize>),
    /// A number from one to another, in thousandths.
    Number(u64, u64),
    /// Any ending of a word.
    Ending,
    /// One of these, the longer ones first; an empty one stands for nothing.
    Choice(Vec<Vec<Part>>),
}

/// The longest ending that [`Part::Ending`] stands for, in letters.
pub const ENDING: usize = 5;

/// Why a phrase is no template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// A bracket without its partner, or inside another.
    #[error("a bracket of the phrase `{}` has no partner, or stands inside another", brief(.0))]
    Bracket(String),
    /// Something else than a number in angle brackets.
    #[error("`<{}>` is neither `<n>` nor a range of numbers", brief(.0))]
    Number(String),
    /// An asterisk that stands after no letter.
    #[error("a `*` of the phrase `{}` stands after no letter", brief(.0))]
    Ending(String),
    /// No letter and no digit to look for.
    #[error("the phrase `{}` holds no word", brief(.0))]
    Empty(String),
}

impl TemplateError {
    /// How a phrase is written.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Bracket(_) => "write choices as `(round|shell)` and numbers as `<n>`",
            Self::Number(_) => "write `<n>` for any number, `<60-82>` for those of a range",
            Self::Ending(_) => "write `*` where a word may have any ending, as in `grenad*`",
            Self::Empty(_) => "write a word that stands in every choice",
        }
    }
}

impl Template {
    /// Reads a phrase.
    ///
    /// # Errors
    /// Says what is wrong with the phrase.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let unpaired = || TemplateError::Bracket(text.to_owned());
        let mut parts = Vec::new();
        let mut rest = text;
        let folded = &mut Folded::default();
        while let Some(at) = rest.find(['(', ')']) {
            let (before, bracket) = rest.split_at(at);
            let inner = bracket.strip_prefix('(').ok_or_else(unpaired)?;
            let (inner, after) = inner.split_once(')').ok_or_else(unpaired)?;
            if inner.contains('(') {
                return Err(unpaired());
            }
            sequence(before, text, &mut parts, folded)?;
            parts.push(choice(inner, text, folded)?);
            rest = after;
        }
        sequence(rest, text, &mut parts, folded)?;
        if parts.iter().any(Part::holds_text) {
            Ok(Self { parts })
        } else {
            Err(TemplateError::Empty(text.to_owned()))
        }
    }
}

impl Part {
    /// Whether there is text to look for in it, whatever is chosen.
    #[must_use]
    pub fn holds_text(&self) -> bool {
        match self {
            Self::Text(..) => true,
            Self::Number(..) | Self::Ending => false,
            Self::Choice(choices) => choices
                .iter()
                .all(|choice| choice.iter().any(Self::holds_text)),
        }
    }
}

fn choice(inner: &str, whole: &str, folded: &mut Folded) -> Result<Part, TemplateError> {
    let mut texts: Vec<&str> = inner.split('|').collect();
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let mut choices = Vec::new();
    for text in texts {
        let mut parts = Vec::new();
        sequence(text, whole, &mut parts, folded)?;
        choices.push(parts);
    }
    Ok(Part::Choice(choices))
}

/// Reads a stretch without choices.
fn sequence(
    text: &str,
    whole: &str,
    parts: &mut Vec<Part>,
    folded: &mut Folded,
) -> Result<(), TemplateError> {
    let mut rest = text;
    while let Some(at) = rest.find(['<', '>', '*']) {
        let (before, sign) = rest.split_at(at);
        parts.extend(literal(before, folded));
        let after = sign.get(1..).unwrap_or_default();
        rest = match sign.chars().next() {
            Some('<') => {
                let (number, after) = after
                    .split_once('>')
                    .ok_or_else(|| TemplateError::Bracket(whole.to_owned()))?;
                parts.push(number_part(number)?);
                after
            }
            Some('*') if before.ends_with(char::is_alphabetic) => {
                parts.push(Part::Ending);
                after
            }
            Some('*') => return Err(TemplateError::Ending(whole.to_owned())),
            _ => return Err(TemplateError::Bracket(whole.to_owned())),
        };
    }
    parts.extend(literal(rest, folded));
    Ok(())
}

/// Folded text as a part, where a letter or digit is left.
fn literal(text: &str, folded: &mut Folded) -> Option<Part> {
    folded.refold(text);
    if folded.is_empty() {
        return None;
    }
    let stops = [Folded::STOP, Folded::COLON];
    let stream = folded.stream().trim_matches(stops);
    let start = folded.stream().find(|c| !stops.contains(&c)).unwrap_or(0);
    let gaps = (1..stream.len()).filter(|at| folded.starts_word(at.saturating_add(start)));
    Some(Part::Text(stream.to_owned(), gaps.collect()))
}

fn number_part(text: &str) -> Result<Part, TemplateError> {
    if text == "n" {
        return Ok(Part::Number(0, u64::MAX));
    }
    let range = text
        .split_once('-')
        .and_then(|(from, to)| Some((thousandths(from)?, thousandths(to)?)))
        .filter(|(from, to)| from <= to);
    match range {
        Some((from, to)) => Ok(Part::Number(from, to)),
        None => Err(TemplateError::Number(text.to_owned())),
    }
}

/// A number with up to three decimals, in thousandths.
///
/// ```
/// use interdict::terms::thousandths;
/// assert_eq!(thousandths("12.7"), Some(12_700));
/// assert_eq!(thousandths("1.2.3"), None);
/// ```
#[must_use]
pub fn thousandths(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || !digits(whole) || !digits(decimals) {
        return None;
    }
    let mut value: u64 = whole.parse().ok()?;
    let mut decimals = decimals.bytes();
    for _ in 0..3 {
        let digit = decimals.next().map_or(0, |b| b.saturating_sub(b'0'));
        value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_cut_into_its_parts() {
        let template = Template::parse("<60-82> mm (mortar|миномёт*|)").unwrap();
        let text = |text: &str| Part::Text(text.into(), Vec::new());
        let choices = vec![
            vec![text("миномет"), Part::Ending],
            vec![text("mortar")],
            Vec::new(),
        ];
        assert_eq!(
            template.parts,
            [
                Part::Number(60_000, 82_000),
                text("mm"),
                Part::Choice(choices)
            ]
        );
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for text in [
            "a(b",
            "a)b",
            "<",
            "<5-3>x",
            "* a",
            "()",
            "-",
            "((a)b)",
            "(a|) (b|)",
        ] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }
}
