//! What a record says with names of the rules: categories, parties, facts, and what is expected.

use crate::source::{Span, Spanned, brief, nearest};
use crate::terms::{Amount, Citation, Interval, Unit, UnitError, Verdict, parse_decimal};

use super::super::fault::RecordFault;
use super::super::model::*;
use super::super::node::{Node, Value};
use super::{Decoder, EXPECT_FIELDS, WORDING_FIELDS};

impl Decoder<'_> {
    pub(super) fn category(&mut self, node: &Node<'_>) -> Option<Spanned<String>> {
        let name = self.filled("category", node)?.value.clone();
        let known = self.names.categories.contains(&name);
        self.known(known, "category", name, node.span, |names| {
            names.categories.iter().map(String::as_str).collect()
        })
    }

    pub(super) fn actor(&mut self, field: &str, node: &Node<'_>) -> Option<Spanned<String>> {
        let name = self.filled(field, node)?.value.clone();
        let known = self.names.actors.contains(&name);
        self.known(known, "actor", name, node.span, |names| {
            names.actors.iter().map(String::as_str).collect()
        })
    }

    fn known(
        &mut self,
        known: bool,
        kind: &'static str,
        name: String,
        span: Span,
        all: impl Fn(&Names) -> Vec<&str>,
    ) -> Option<Spanned<String>> {
        if known {
            return Some(Spanned::new(name, span));
        }
        let near = self.near(|| {
            let near = nearest(&name, all(self.names)).into_iter();
            near.map(str::to_owned).collect()
        });
        self.add(
            span,
            RecordFault::Name {
                kind,
                name: brief(&name).into_owned(),
                nearest: near,
            },
        );
        None
    }

    pub(super) fn facts(&mut self, record: &mut Record, node: &Node<'_>) {
        let Value::Fields(fields) = &node.value else {
            // An empty map and an empty list look alike in RON.
            if !matches!(&node.value, Value::List(list) if list.is_empty()) {
                let help = "write the name of each fact and its answer: `{\"NAME\": true}`";
                self.wrong_kind("facts", "names with their answers", node, help);
            }
            return;
        };
        for (key, node) in self.once(fields) {
            if let Value::Wrong(fault) = &node.value {
                self.add(node.span, (**fault).clone());
                continue;
            }
            let form = self.names.facts.get(&*key.value);
            let Some(form) = form else {
                let name = key.value.clone().into_owned();
                self.known(false, "fact", name, key.span, |names| {
                    names.facts.keys().map(String::as_str).collect()
                });
                continue;
            };
            if let Some(value) = self.fact(&key.value, form, node) {
                record.facts.insert(
                    key.value.clone().into_owned(),
                    Spanned::new(value, node.span),
                );
            }
        }
    }

    fn fact(&mut self, name: &str, form: &FactForm, node: &Node<'_>) -> Option<FactValue> {
        let words = [
            ("true", true),
            ("yes", true),
            ("false", false),
            ("no", false),
        ];
        match (form, &node.value) {
            (_, Value::Nothing) => None,
            (FactForm::YesNo, Value::YesNo(answer)) => Some(FactValue::YesNo(*answer)),
            (FactForm::YesNo, Value::Text(_) | Value::Word(_)) => self
                .word(name, node, "answer", &words)
                .map(|answer| FactValue::YesNo(answer.value)),
            (FactForm::YesNo, _) => {
                let help = "write `true` or `false`, or leave it out where it is not known";
                self.wrong_kind(name, "true or false", node, help);
                None
            }
            (FactForm::Day, _) => self
                .parsed(name, node, |text| Ok(Interval::parse(text)?))
                .map(|date| FactValue::Day(date.value)),
            (FactForm::Amount(units), value) => {
                let text = match value {
                    Value::Text(text) => text.value.as_str(),
                    _ => "",
                };
                let like = |amount: &Amount| {
                    let found = amount.unit.dimension();
                    units.iter().any(|unit| unit.dimension() == found)
                };
                let amount = amount(text).and_then(|amount| match like(&amount) {
                    true => Ok(amount),
                    false => Err(None),
                });
                amount
                    .map_err(|unknown| {
                        let fault = RecordFault::FactUnit {
                            fact: name.to_owned(),
                            unit: either(units),
                        };
                        self.add(node.span, unknown.map_or(fault, RecordFault::Unit));
                    })
                    .ok()
                    .map(FactValue::Amount)
            }
        }
    }

    pub(super) fn wording(&mut self, field: &str, node: &Node<'_>) -> Option<Wording> {
        let Value::Fields(fields) = &node.value else {
            let text = self.goods(field, node)?;
            return Some(Wording {
                text,
                source: None,
                expect: None,
            });
        };
        let mut wording = Wording {
            text: Text::default(),
            source: None,
            expect: None,
        };
        let before = self.stopping;
        for (key, node) in self.once(fields) {
            match &*key.value {
                "text" => wording.text = self.goods("text", node)?,
                "source" => wording.source = self.text("source", node).map(|text| text.value),
                "expect" => wording.expect = self.expect(node),
                _ => self.unknown_field(key, WORDING_FIELDS),
            }
        }
        if wording.text.value.is_empty() && self.stopping == before {
            self.add(node.span, RecordFault::NoWords);
        }
        Some(wording)
    }

    pub(super) fn expect(&mut self, node: &Node<'_>) -> Option<Expect> {
        let Value::Fields(fields) = &node.value else {
            self.wrong_kind(
                "expect",
                "a record",
                node,
                "write `(verdict: prohibited, paragraphs: [\"2270/6\"])`, in JSON \
                 `{\"verdict\": \"prohibited\", \"paragraphs\": [\"2270/6\"]}`",
            );
            return None;
        };
        let mut expect = Expect {
            span: node.span,
            ..Expect::default()
        };
        for (key, node) in self.once(fields) {
            let name = &*key.value;
            match name {
                "verdict" => {
                    let words = Verdict::ALL.map(|verdict| (verdict.word(), verdict));
                    expect.verdict = self
                        .word(name, node, "verdict", &words)
                        .map(|verdict| verdict.value);
                }
                "paragraphs" => expect.paragraphs = self.citations(name, node),
                "undetermined" => expect.undetermined = self.citations(name, node),
                "may" => expect.may = self.citations(name, node),
                "never" => expect.never = self.citations(name, node),
                "exempt_by" => expect.exempt_by = self.citations(name, node),
                _ => self.unknown_field(key, EXPECT_FIELDS),
            }
        }
        Some(expect)
    }

    fn citations(&mut self, field: &str, node: &Node<'_>) -> Vec<Citation> {
        self.list(field, node, |this, field, node| {
            let citation = this.parsed(field, node, |text| Ok(Citation::parse(text)?));
            citation.map(|citation| citation.value)
        })
    }
}

/// Units, as a message names them.
fn either(units: &[Unit]) -> String {
    let symbols: Vec<&str> = units.iter().map(|unit| unit.symbol()).collect();
    symbols.join(" or ")
}

/// A number and a unit, with or without a blank between them; the error is the unit's, where
/// it is the unit that is unknown.
fn amount(text: &str) -> Result<Amount, Option<UnitError>> {
    let text = text.trim();
    let digits = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_' | '-')));
    let parts = text.split_at_checked(digits.unwrap_or(text.len()));
    let (number, unit) = parts.filter(|(_, unit)| !unit.is_empty()).ok_or(None)?;
    let number = parse_decimal(number).ok_or(None)?;
    let unit = unit.trim();
    // Signs and digits that follow belong to a number of another form, such as `1,500 km`.
    let is_word = unit.starts_with(char::is_alphabetic);
    let unit = Unit::parse(unit).map_err(|error| is_word.then_some(error))?;
    Ok(Amount { number, unit })
}
