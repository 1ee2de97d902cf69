//! JSON as nodes: `serde_json` reads, and the raw slices it hands out tell the places.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::source::{Span, Spanned};

use super::form::{FormError, FormFault};
use super::node::{DEPTH_LIMIT, Node, Value, key_span, text};
use super::read::Format;

/// Reads one value that stands as `raw` in `file`.
pub(super) fn read<'a>(raw: &'a str, file: &'a str) -> Result<Node<'a>, FormFault> {
    // The whole value is checked once; what is inside it is then sound.
    let whole: &RawValue = decode(raw, file)?;
    expand(whole.get(), file, 0)
}

/// Reads the value at the start of `rest`, and says how long it is.
pub(super) fn read_first<'a>(rest: &'a str, file: &'a str) -> Result<(Node<'a>, usize), FormFault> {
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
    let Some(raw) = values.next() else {
        return Err(FormFault::new(FormError::Other, Span::of(rest, file)));
    };
    let raw = raw.map_err(|error| fault(&error, rest, file))?;
    Ok((expand(raw.get(), file, 0)?, values.byte_offset()))
}

fn expand<'a>(raw: &'a str, file: &'a str, depth: usize) -> Result<Node<'a>, FormFault> {
    let raw = raw.trim();
    let span = Span::of(raw, file);
    if depth > DEPTH_LIMIT {
        let start = Span::new(span.start, span.start);
        return Err(FormFault::new(FormError::TooDeep, start));
    }
    let deeper = depth.saturating_add(1);
    let value = match raw.bytes().next() {
        Some(b'"') => {
            let text = text(decode(raw, file)?, span, 1, 1, file);
            let span = text.span;
            return Ok(Node {
                value: Value::Text(text),
                span,
            });
        }
        Some(b't') => Value::YesNo(true),
        Some(b'f') => Value::YesNo(false),
        Some(b'n') => Value::Nothing,
        Some(b'[') => {
            let List(raws) = decode(raw, file)?;
            let nodes: Result<Vec<_>, _> = raws
                .into_iter()
                .map(|raw| expand(raw.get(), file, deeper))
                .collect();
            Value::List(nodes?)
        }
        Some(b'{') => {
            let Fields(raws) = decode(raw, file)?;
            let mut fields = Vec::new();
            for (name, raw) in raws {
                let node = expand(raw.get(), file, deeper)?;
                let key = key_span(&name, node.span, file);
                fields.push((Spanned::new(name.into(), key), node));
            }
            Value::Fields(fields)
        }
        _ => Value::Number(raw),
    };
    Ok(Node { value, span })
}

fn decode<'a, T: Deserialize<'a>>(raw: &'a str, file: &'a str) -> Result<T, FormFault> {
    serde_json::from_str(raw).map_err(|error| fault(&error, raw, file))
}

fn fault(error: &serde_json::Error, raw: &str, file: &str) -> FormFault {
    let start = Span::of(raw, file).start;
    let lines = raw.split_inclusive('\n');
    let before = lines
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    // The reader counts columns in bytes.
    let at = start
        .saturating_add(before)
        .saturating_add(error.column().saturating_sub(1));
    let at = if error.is_eof() {
        file.len().min(start.saturating_add(raw.len()))
    } else {
        at
    };
    FormFault::found(in_plain_words(error), Format::Json, file, start, at)
}

/// What the reader's words mean to somebody who does not write programs. Its kinds of errors
/// can be told apart by its words alone.
fn in_plain_words(error: &serde_json::Error) -> FormError {
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(message, _)| message);
    match message {
        "expected `:`" => FormError::Colon,
        "expected `,` or `]`" | "expected `,` or `}`" => FormError::Comma,
        "key must be a string" | "expected `\"`" => FormError::Name,
        "trailing comma" => FormError::LastComma,
        "trailing characters" => FormError::More,
        "expected value" | "expected ident" => FormError::Value,
        "invalid number" | "number out of range" => FormError::Number,
        "recursion limit exceeded" => FormError::TooDeep,
        _ if message.starts_with("control character") => FormError::Text,
        _ if message.contains("escape") || message.contains("code point") => FormError::Escape,
        _ => FormError::Other,
    }
}

struct List<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for List<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor;
        impl<'de> Visitor<'de> for ListVisitor {
            type Value = List<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut raws = Vec::new();
                while let Some(raw) = list.next_element()? {
                    raws.push(raw);
                }
                Ok(List(raws))
            }
        }
        deserializer.deserialize_seq(ListVisitor)
    }
}

/// The fields of an object in their order, with repeated keys kept.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;
        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(FieldsVisitor)
    }
}
