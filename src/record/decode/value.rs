//! The values of fields: texts, numbers, lists, and what can be read off a text.

use std::sync::LazyLock;

use crate::source::{Span, Spanned, brief, nearest};
use crate::terms::{Country, CountryError, Currency, Decimal, Interval, parse_decimal};

use super::super::fault::RecordFault;
use super::super::model::*;
use super::super::node::{Node, Value};
use super::{Decoder, ITEM_LIMIT, YEARS};

impl Decoder<'_> {
    pub(super) fn text(&mut self, field: &str, node: &Node<'_>) -> Option<Text> {
        self.borrowed(field, node).cloned()
    }

    /// A text where it stands.
    pub(super) fn borrowed<'t>(&mut self, field: &str, node: &'t Node<'_>) -> Option<&'t Text> {
        if let Value::Text(text) = &node.value {
            return Some(text);
        }
        let written = brief(self.file.quote(node.span));
        let help = match node.value {
            Value::List(_) if field == "item" => "write one record for each kind of goods".into(),
            Value::List(_) | Value::Fields(_) | Value::Nothing => "write one text".into(),
            _ => format!("put it in quotes: `\"{written}\"`"),
        };
        self.wrong_kind(field, "a text in quotes", node, help);
        None
    }

    /// A text that holds more than blanks.
    pub(super) fn filled<'t>(&mut self, field: &str, node: &'t Node<'_>) -> Option<&'t Text> {
        let text = self.borrowed(field, node)?;
        if text.value.trim().is_empty() {
            self.add(node.span, RecordFault::NoText(field.to_owned()));
            return None;
        }
        Some(text)
    }

    /// A description of goods. Every word of it can be goods of its own, and each is judged.
    pub(super) fn goods(&mut self, field: &str, node: &Node<'_>) -> Option<Text> {
        let text = self.filled(field, node)?.clone();
        let size = text.value.len();
        if size > ITEM_LIMIT {
            let fault = RecordFault::LongText {
                field: field.to_owned(),
                size,
                limit: ITEM_LIMIT,
            };
            self.add(Span::new(node.span.start, node.span.start), fault);
            return None;
        }
        Some(text)
    }

    /// A text that `parse` understands.
    pub(super) fn parsed<T>(
        &mut self,
        field: &str,
        node: &Node<'_>,
        parse: impl Fn(&str) -> Result<T, RecordFault>,
    ) -> Option<Spanned<T>> {
        if let Value::Number(written) | Value::Word(written) = node.value
            && let Err(fault) = parse(written)
        {
            // Quotes alone would not help.
            let fault = self.hinted(fault, written);
            self.add(node.span, fault);
            return None;
        }
        let text = self.filled(field, node)?;
        match parse(&text.value) {
            Ok(value) => Some(Spanned::new(value, node.span)),
            Err(fault) => {
                let fault = self.hinted(fault, &text.value);
                self.add(node.span, fault);
                None
            }
        }
    }

    /// The fault of a text with the names that are near to it.
    pub(super) fn hinted(&mut self, mut fault: RecordFault, written: &str) -> RecordFault {
        match &mut fault {
            RecordFault::Country { nearest, .. } => {
                *nearest = self.near(|| Country::near(written));
            }
            RecordFault::Currency { nearest, .. } => {
                *nearest = self.near(|| nearest_currencies(written));
            }
            _ => {}
        }
        fault
    }

    /// A list, or one value that stands for a list of one.
    pub(super) fn list<T>(
        &mut self,
        field: &str,
        node: &Node<'_>,
        one: impl Fn(&mut Self, &str, &Node<'_>) -> Option<T>,
    ) -> Vec<T> {
        match &node.value {
            Value::List(nodes) => nodes
                .iter()
                .filter(|node| !matches!(node.value, Value::Nothing))
                .filter_map(|node| match &node.value {
                    Value::Wrong(fault) => {
                        self.add(node.span, (**fault).clone());
                        None
                    }
                    _ => one(self, field, node),
                })
                .collect(),
            _ => one(self, field, node).into_iter().collect(),
        }
    }

    pub(super) fn number(&mut self, field: &str, node: &Node<'_>) -> Option<Spanned<Decimal>> {
        let written = match &node.value {
            Value::Number(number) => *number,
            Value::Text(text) => text.value.as_str(),
            _ => {
                let help = "write the digits alone; `unit` and `currency` say of what";
                self.wrong_kind(field, "a number", node, help);
                return None;
            }
        };
        if written.trim().is_empty() {
            self.add(node.span, RecordFault::NoText(field.to_owned()));
            return None;
        }
        let shown = || brief(written).into_owned();
        match parse_decimal(written) {
            None => self.add(node.span, RecordFault::Number(shown())),
            Some(number) if number.is_sign_negative() => {
                self.add(node.span, RecordFault::Negative(shown()))
            }
            Some(number) => return Some(Spanned::new(number, node.span)),
        }
        None
    }

    /// One of a few words, written bare or as a text.
    pub(super) fn word<T: Copy>(
        &mut self,
        field: &str,
        node: &Node<'_>,
        what: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<Spanned<T>> {
        let written = match &node.value {
            Value::Word(word) => *word,
            Value::Text(text) => text.value.as_str(),
            _ => {
                let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                let help = format!("write one of {}", words.join(", "));
                self.wrong_kind(field, "a word", node, help);
                return None;
            }
        };
        let found = words
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(written));
        if found.is_none() {
            let known = words.iter().map(|(word, _)| *word).collect();
            let word = brief(written).into_owned();
            self.add(node.span, RecordFault::Word { what, word, known });
        }
        found.map(|(_, value)| Spanned::new(*value, node.span))
    }
}

pub(super) fn country(text: &str) -> Result<Country, RecordFault> {
    let shown = || brief(text).into_owned();
    Country::find(text).map_err(|error| match error {
        CountryError::Ambiguous { candidates } => RecordFault::Ambiguous {
            text: shown(),
            candidates,
        },
        CountryError::Unknown { nearest } => RecordFault::Country {
            text: shown(),
            nearest,
        },
    })
}

/// A date in the years that transfers are reported of. One far off is written for an unknown
/// date, or mistyped, and would be clear of every rule.
pub(super) fn date(text: &str) -> Result<Interval, RecordFault> {
    let date = Interval::parse(text)?;
    let is_near = |year: i16| YEARS.contains(&year);
    if is_near(date.first().year()) && is_near(date.last().year()) {
        return Ok(date);
    }
    Err(RecordFault::FarDate(brief(text).into_owned()))
}

pub(super) fn currency(text: &str) -> Result<Currency, RecordFault> {
    let code = text.trim().to_ascii_uppercase();
    Currency::from_code(&code).ok_or_else(|| RecordFault::Currency {
        text: brief(text).into_owned(),
        nearest: Vec::new(),
    })
}

/// Codes of similar spelling.
fn nearest_currencies(text: &str) -> Vec<&'static str> {
    static CODES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let letters = || 'A'..='Z';
        letters()
            .flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])))
            .filter_map(|code| Currency::from_code(&String::from_iter(code)))
            .map(|currency| currency.code())
            .collect()
    });
    nearest(text, CODES.iter().copied())
}
