//! JSON as nodes: `serde_json` reads, and the raw slices it hands out tell the places.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::source::{SourceFile, Span, Spanned};

use super::node::{DEPTH_LIMIT, FormFault, Node, Value, key_span, text};

/// Reads one value that stands as `raw` in `file`.
pub(super) fn read<'a>(raw: &'a str, file: &'a str) -> Result<Node<'a>, FormFault> {
    // The whole value is checked once; what is inside it is then sound.
    let whole: &RawValue = decode(raw, file)?;
    expand(whole.get(), file, 0)
}

fn expand<'a>(raw: &'a str, file: &'a str, depth: usize) -> Result<Node<'a>, FormFault> {
    let raw = raw.trim();
    let span = Span::of(raw, file);
    if depth > DEPTH_LIMIT {
        let reason = format!("values are nested deeper than {DEPTH_LIMIT} levels");
        return Err(FormFault { reason, span });
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
                fields.push((Spanned::new(name, key), node));
            }
            Value::Fields(fields)
        }
        _ => Value::Number(raw),
    };
    Ok(Node { value, span })
}

fn decode<'a, T: Deserialize<'a>>(raw: &'a str, file: &'a str) -> Result<T, FormFault> {
    serde_json::from_str(raw).map_err(|error| {
        let base = Span::of(raw, file).start;
        // The reader counts columns in bytes; a line that is not there gives the end.
        let line = SourceFile::new("", raw).offset(error.line().max(1), 1);
        let at = base
            .saturating_add(line)
            .saturating_add(error.column().saturating_sub(1));
        let reason = error.to_string();
        let reason = reason
            .rsplit_once(" at line ")
            .map_or(reason.as_str(), |(reason, _)| reason);
        FormFault {
            reason: reason.to_owned(),
            span: Span::new(at, at),
        }
    })
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
