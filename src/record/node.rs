//! Values of any format as one kind of tree, with the place of each.

use std::borrow::Cow;

use crate::source::{Span, Spanned};

use super::fault::RecordFault;
use super::model::{Text, Way};

/// A value in a file.
#[derive(Debug)]
pub(super) struct Node<'a> {
    /// What it is.
    pub value: Value<'a>,
    /// Its place; for a text without the quotes.
    pub span: Span,
}

/// The name of a field.
pub(super) type Key<'a> = Spanned<Cow<'a, str>>;

/// The kinds of values.
#[derive(Debug)]
pub(super) enum Value<'a> {
    Text(Text),
    /// A number as written.
    Number(&'a str),
    YesNo(bool),
    /// A bare word, as in RON's `verdict: prohibited`.
    Word(&'a str),
    List(Vec<Node<'a>>),
    Fields(Vec<(Key<'a>, Node<'a>)>),
    Nothing,
    /// What cannot be read as its table's mapping says.
    Wrong(Box<RecordFault>),
}

impl Node<'_> {
    /// What an error calls the value.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a text",
            Value::Number(_) => "a number",
            Value::YesNo(_) => "true or false",
            Value::Word(_) => "a bare word",
            Value::List(_) => "a list",
            Value::Fields(_) => "a record",
            Value::Nothing => "nothing",
            Value::Wrong(_) => "something that cannot be read",
        }
    }
}

/// The deepest nesting that is read; records need four levels.
pub(super) const DEPTH_LIMIT: usize = 16;

/// The place of a key, found backwards from the value after it: the formats' readers do not say.
pub(super) fn key_span(name: &str, value: Span, file: &str) -> Span {
    let before = file.get(..value.start).unwrap_or_default();
    let before = before.trim_end_matches(['"', '#', 'r']).trim_end();
    let before = before.trim_end_matches("Some(").trim_end();
    let before = before.strip_suffix(':').unwrap_or(before).trim_end();
    let Some(quoted) = before.strip_suffix('"') else {
        let start = before.strip_suffix(name).map(str::len);
        return start.map_or(value, |start| Span::new(start, before.len()));
    };
    let start = match quoted.strip_suffix(name) {
        Some(rest) => rest.len(),
        // A name with escapes: its first quote is the last one that is not escaped.
        None => {
            let mut quotes = quoted
                .rmatch_indices('"')
                .map(|(at, _)| at.saturating_add(1));
            let first = quotes.find(|at| {
                !quoted
                    .get(..at.saturating_sub(1))
                    .is_some_and(|b| b.ends_with('\\'))
            });
            first.unwrap_or(value.start)
        }
    };
    Span::new(start, quoted.len())
}

/// A text that stands in the file as `raw`, whose opening quote is `quote` bytes long and whose
/// closing one is `close` bytes long.
pub(super) fn text(value: String, raw: Span, quote: usize, close: usize, file: &str) -> Text {
    let inner = Span::new(
        raw.start.saturating_add(quote),
        raw.end.saturating_sub(close),
    );
    let source = inner.quote(file);
    let steps = if source == value {
        Vec::new()
    } else {
        steps(&value, source, inner.start)
    };
    Text {
        value,
        span: inner,
        way: Way::Steps(steps),
    }
}

/// Where a text and its escaped form go out of step.
fn steps(value: &str, source: &str, base: usize) -> Vec<(usize, usize)> {
    let mut steps = Vec::new();
    let (mut at, mut rest) = (0_usize, source);
    for character in value.chars() {
        let here = base.saturating_add(source.len().saturating_sub(rest.len()));
        let width = character.len_utf8();
        let written = written_length(rest, width);
        if written != width {
            steps.push((at, here));
            steps.push((at.saturating_add(width), here.saturating_add(written)));
        }
        at = at.saturating_add(width);
        rest = rest.get(written..).unwrap_or_default();
    }
    steps
}

/// How many bytes the next character takes in the escaped form.
fn written_length(rest: &str, plain: usize) -> usize {
    let Some(escape) = rest.strip_prefix('\\') else {
        return plain;
    };
    match escape.chars().next() {
        Some('x') => 4,
        Some('u') if escape.starts_with("u{") => {
            rest.find('}').map_or(plain, |end| end.saturating_add(1))
        }
        // Two escapes make one character outside the basic plane.
        Some('u') if plain == 4 => 12,
        Some('u') => 6,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_escaped_texts_are_exact() {
        let file = r#""a\"b\u00e9c\n\ud83d\ude00 tank""#;
        let value: String = serde_json::from_str(file).unwrap();
        let text = text(value.clone(), Span::new(0, file.len()), 1, 1, file);
        let at = |part: &str| {
            let start = value.find(part).unwrap();
            text.place(Span::new(start, start + part.len())).quote(file)
        };
        assert_eq!(at("tank"), "tank");
        assert_eq!(at("é"), r"\u00e9");
        assert_eq!(at("b"), "b");
        assert_eq!(at("\u{1f600}"), r"\ud83d\ude00");
    }

    #[test]
    fn keys_are_found_before_their_values() {
        let file = r#"( form : "PRK", "to": "x", from: Some("y"), "t\"\u00f6" : 7 )"#;
        let span = |part: &str| {
            let start = file.find(part).unwrap();
            Span::new(start, start + part.len())
        };
        assert_eq!(key_span("form", span("PRK"), file).quote(file), "form");
        assert_eq!(key_span("to", span("x"), file).quote(file), "to");
        assert_eq!(key_span("from", span("y"), file).quote(file), "from");
        let escaped = key_span("t\"ö", span("7"), file);
        assert_eq!(escaped.quote(file), r#"t\"\u00f6"#);
    }
}
