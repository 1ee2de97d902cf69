//! Phrases of the vocabulary with their places for alternatives, numbers and endings.

use thiserror::Error;

use super::Folded;

/// A phrase made ready to be found: literal stretches with numbers and endings between.
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
/// let all = Template::parse("(Geran|Shahed)-<n>").unwrap();
/// assert_eq!(all.len(), 2);
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
}

/// The longest ending that [`Part::Ending`] stands for, in letters.
pub const ENDING: usize = 5;

/// How many phrases one template may stand for.
const LIMIT: usize = 600;

/// Why a phrase is no template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// A bracket without its partner.
    #[error("a bracket of the phrase `{0}` has no partner")]
    Bracket(String),
    /// Something else than a number in angle brackets.
    #[error("`<{0}>` is neither `<n>` nor a range of numbers")]
    Number(String),
    /// An asterisk that stands after no letter.
    #[error("a `*` of the phrase `{0}` stands after no letter")]
    Ending(String),
    /// Alternatives that make too many phrases.
    #[error("the phrase stands for more than {LIMIT} phrases")]
    Many,
    /// No letter and no digit to look for.
    #[error("the phrase `{0}` holds no word")]
    Empty(String),
}

impl TemplateError {
    /// How a phrase is written.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Bracket(_) => "write alternatives as `(round|shell)` and numbers as `<n>`",
            Self::Number(_) => "write `<n>` for any number, `<60-82>` for those of a range",
            Self::Ending(_) => "write `*` where a word may have any ending, as in `grenad*`",
            Self::Many => "make several phrases of it",
            Self::Empty(_) => "write at least one letter or digit outside `<…>`",
        }
    }
}

impl Template {
    /// Reads a phrase: one template for each choice of its alternatives.
    ///
    /// # Errors
    /// Says what is wrong with the phrase.
    pub fn parse(text: &str) -> Result<Vec<Self>, TemplateError> {
        let plain = !text.contains(['(', ')', '<', '>', '*']);
        if plain {
            return Ok(vec![Self::literal(text)?]);
        }
        let mut all = Vec::new();
        for choice in choices(text)? {
            let template = Self::of_choice(&choice)?;
            if !all.contains(&template) {
                all.push(template);
            }
        }
        Ok(all)
    }

    fn literal(text: &str) -> Result<Self, TemplateError> {
        let part = literal(text).ok_or_else(|| TemplateError::Empty(text.to_owned()))?;
        Ok(Self { parts: vec![part] })
    }

    fn of_choice(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['<', '>', '*']) {
            let (before, sign) = rest.split_at(at);
            parts.extend(literal(before));
            let after = sign.get(1..).unwrap_or_default();
            rest = match sign.chars().next() {
                Some('<') => {
                    let (number, after) = after
                        .split_once('>')
                        .ok_or_else(|| TemplateError::Bracket(text.to_owned()))?;
                    parts.push(number_part(number)?);
                    after
                }
                Some('*') if before.ends_with(char::is_alphabetic) => {
                    parts.push(Part::Ending);
                    after
                }
                Some('*') => return Err(TemplateError::Ending(text.to_owned())),
                _ => return Err(TemplateError::Bracket(text.to_owned())),
            };
        }
        parts.extend(literal(rest));
        let holds_text = parts.iter().any(|part| matches!(part, Part::Text(..)));
        match holds_text {
            true => Ok(Self { parts }),
            false => Err(TemplateError::Empty(text.to_owned())),
        }
    }
}

/// Folded text as a part, where a letter or digit is left.
fn literal(text: &str) -> Option<Part> {
    let folded = Folded::new(text);
    if folded.is_empty() {
        return None;
    }
    let stream = folded.stream().trim_matches(Folded::STOP);
    let start = folded.stream().find(|c| c != Folded::STOP).unwrap_or(0);
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

/// The texts that alternatives stand for.
fn choices(text: &str) -> Result<Vec<String>, TemplateError> {
    let mut all = vec![String::new()];
    let mut rest = text;
    let unpaired = || TemplateError::Bracket(text.to_owned());
    while let Some(at) = rest.find(['(', ')']) {
        let (before, bracket) = rest.split_at(at);
        let inner = bracket.strip_prefix('(').ok_or_else(unpaired)?;
        let (inner, after) = inner.split_once(')').ok_or_else(unpaired)?;
        if inner.contains('(') {
            return Err(unpaired());
        }
        let mut next = Vec::new();
        for start in &all {
            for choice in inner.split('|') {
                next.push(format!("{start}{before}{choice}"));
            }
        }
        if next.len() > LIMIT {
            return Err(TemplateError::Many);
        }
        all = next;
        rest = after;
    }
    all.iter_mut().for_each(|start| start.push_str(rest));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_cut_into_its_parts() {
        let all = Template::parse("<60-82> mm (mortar|миномёт*)").unwrap();
        let number = Part::Number(60_000, 82_000);
        assert_eq!(
            all[0].parts,
            [number.clone(), Part::Text("mmmortar".into(), vec![2])]
        );
        assert_eq!(all[1].parts.last(), Some(&Part::Ending));
        assert_eq!(all[1].parts[0], number);
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for text in ["a(b", "a)b", "<", "<5-3>x", "* a", "()", "-", "((a)b)"] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
        let many = "(a|b|c|d|e)".repeat(5);
        assert_eq!(Template::parse(&many), Err(TemplateError::Many));
    }
}
