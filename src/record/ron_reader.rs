//! RON as nodes: `ron` reads, and the raw slices it hands out tell the places.

use ron::extensions::Extensions;
use ron::value::RawValue;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::source::{Span, Spanned};

use super::form::{FormError, FormFault};
use super::node::{DEPTH_LIMIT, Node, Value, key_span, text};
use super::read::Format;

/// Reads one value, which may be a whole file, that stands as `raw` in `file`.
pub(super) fn read<'a>(raw: &'a str, file: &'a str) -> Result<Node<'a>, FormFault> {
    Reader { file }.read(raw, 0)
}

/// Reads the value at the start of `rest`, and says how long it is.
pub(super) fn read_first<'a>(rest: &'a str, file: &'a str) -> Result<(Node<'a>, usize), FormFault> {
    let reader = Reader { file };
    let options = options();
    let fault = |error| reader.fault(&error, rest);
    let mut values = ron::Deserializer::from_str_with_options(rest, &options).map_err(fault)?;
    let raw =
        <&RawValue>::deserialize(&mut values).map_err(|code| fault(values.span_error(code)))?;
    let node = reader.read(raw.trim().get_ron(), 0)?;
    let length = rest.len().saturating_sub(values.remainder().len());
    Ok((node, length))
}

fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    file: &'a str,
}

impl<'a> Reader<'a> {
    fn read(self, raw: &'a str, depth: usize) -> Result<Node<'a>, FormFault> {
        let span = Span::of(raw, self.file);
        if depth > DEPTH_LIMIT {
            let start = Span::new(span.start, span.start);
            return Err(FormFault::new(FormError::TooDeep, start));
        }
        let node = |value| Ok(Node { value, span });
        match raw {
            "true" => return node(Value::YesNo(true)),
            "false" => return node(Value::YesNo(false)),
            "None" | "()" => return node(Value::Nothing),
            _ => {}
        }
        if let Some(inner) = raw
            .strip_prefix("Some(")
            .and_then(|rest| rest.strip_suffix(')'))
        {
            let inner: &RawValue = self.decode(inner)?;
            return self.read(inner.trim().get_ron(), depth.saturating_add(1));
        }
        if raw.starts_with('"') || raw.starts_with("r\"") || raw.starts_with("r#") {
            let value: String = self.decode(raw)?;
            let quote = raw.find('"').map_or(1, |at| at.saturating_add(1));
            let close = quote.saturating_sub(usize::from(raw.starts_with('r')));
            let text = text(value, span, quote, close, self.file);
            let span = text.span;
            return Ok(Node {
                value: Value::Text(text),
                span,
            });
        }
        let is_number =
            raw.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
        if is_number {
            return node(Value::Number(raw));
        }
        if !raw.is_empty() && raw.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return node(Value::Word(raw));
        }
        let parts: Parts<'a> = self.decode(raw)?;
        let deeper = depth.saturating_add(1);
        let value = match parts {
            Parts::List(raws) => {
                let nodes: Result<Vec<_>, _> =
                    raws.into_iter().map(|raw| self.read(raw, deeper)).collect();
                Value::List(nodes?)
            }
            Parts::Fields(raws) => {
                let mut fields = Vec::new();
                for (name, raw) in raws {
                    let node = self.read(raw, deeper)?;
                    let key = key_span(&name, node.span, self.file);
                    fields.push((Spanned::new(name.into(), key), node));
                }
                Value::Fields(fields)
            }
        };
        node(value)
    }

    fn decode<T: Deserialize<'a>>(self, raw: &'a str) -> Result<T, FormFault> {
        options()
            .from_str(raw)
            .map_err(|error| self.fault(&error, raw))
    }

    fn fault(self, error: &ron::error::SpannedError, raw: &str) -> FormFault {
        let start = Span::of(raw, self.file).start;
        let form = in_plain_words(&error.code);
        // The reader tells where it began on what it refused, and where it gave up.
        let position = match form {
            FormError::Escape => error.span.end,
            _ => error.span.start,
        };
        let offset = match error.code {
            ron::Error::Eof => raw.len(),
            _ => offset_of(position, raw),
        };
        let at = start.saturating_add(offset);
        FormFault::found(form, Format::Ron, self.file, start, at)
    }
}

/// What the reader's words mean to somebody who does not write programs.
fn in_plain_words(error: &ron::Error) -> FormError {
    use ron::Error as E;
    match error {
        E::ExpectedComma
        | E::ExpectedArrayEnd
        | E::ExpectedMapEnd
        | E::ExpectedStructLikeEnd
        | E::ExpectedOptionEnd => FormError::Comma,
        E::ExpectedMapColon => FormError::Colon,
        E::ExpectedIdentifier | E::InvalidIdentifier(_) | E::SuggestRawIdentifier(_) => {
            FormError::Name
        }
        E::ExpectedString | E::ExpectedStringEnd => FormError::Text,
        E::InvalidEscape(_) => FormError::Escape,
        E::UnexpectedChar(_) => FormError::Value,
        E::ExpectedChar => FormError::Quotes,
        E::ExpectedFloat
        | E::ExpectedInteger
        | E::FloatUnderscore
        | E::UnderscoreAtBeginning
        | E::IntegerOutOfBounds
        | E::InvalidIntegerDigit { .. } => FormError::Number,
        E::UnclosedBlockComment | E::UnclosedLineComment => FormError::Comment,
        E::ExpectedAttribute | E::ExpectedAttributeEnd | E::NoSuchExtension(_) => {
            FormError::NoComment
        }
        E::TrailingCharacters => FormError::More,
        E::ExceededRecursionLimit => FormError::TooDeep,
        _ => FormError::Other,
    }
}

/// The byte offset of a line and column, both from 1, the column in characters.
fn offset_of(position: ron::error::Position, raw: &str) -> usize {
    let mut offset: usize = 0;
    for (index, line) in raw.split_inclusive('\n').enumerate() {
        if index.saturating_add(1) == position.line {
            let column = line.char_indices().nth(position.col.saturating_sub(1));
            return offset.saturating_add(column.map_or(line.len(), |(at, _)| at));
        }
        offset = offset.saturating_add(line.len());
    }
    raw.len()
}

/// The parts of a list or of a record, as they stand in the file.
enum Parts<'a> {
    List(Vec<&'a str>),
    Fields(Vec<(String, &'a str)>),
}

impl<'de> Deserialize<'de> for Parts<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PartsVisitor)
    }
}

struct PartsVisitor;

impl<'de> Visitor<'de> for PartsVisitor {
    type Value = Parts<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list or a record")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut raws = Vec::new();
        while let Some(raw) = list.next_element::<&'de RawValue>()? {
            raws.push(raw.trim().get_ron());
        }
        Ok(Parts::List(raws))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut raws = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            raws.push((name, map.next_value::<&'de RawValue>()?.trim().get_ron()));
        }
        Ok(Parts::Fields(raws))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Parts::List(Vec::new()))
    }
}
