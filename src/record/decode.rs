//! From nodes to records: every field checked, every fault of a record reported.

use std::sync::Arc;

use crate::source::{SourceFile, Span, Spanned, nearest};
use crate::terms::{
    Amount, Citation, Country, CountryError, Currency, Decimal, HsCode, Interval, Unit, Verdict,
    parse_decimal,
};

use super::fault::{RecordError, RecordFault};
use super::model::*;
use super::node::{Node, Value};

/// The fields of a record.
const FIELDS: &[&str] = &[
    "id",
    "item",
    "wordings",
    "category",
    "hs",
    "quantity",
    "unit",
    "value",
    "currency",
    "from",
    "to",
    "origin",
    "via",
    "date",
    "consignor",
    "consignee",
    "end_user",
    "vessel",
    "flag",
    "sender_is",
    "recipient_is",
    "facts",
    "title",
    "source",
    "remarks",
    "expect",
    "stage",
    "account",
];

/// The fields of a case file around its records.
const CASE_FIELDS: &[&str] = &["title", "source", "remarks", "transfers"];

const WORDING_FIELDS: &[&str] = &["text", "source", "expect"];

const EXPECT_FIELDS: &[&str] = &[
    "verdict",
    "paragraphs",
    "undetermined",
    "may",
    "never",
    "exempt_by",
];

/// Decodes the nodes of one file.
pub(super) struct Decoder<'n> {
    pub file: Arc<SourceFile>,
    pub names: &'n Names,
    pub errors: Vec<RecordError>,
    pub records: Vec<Record>,
    pub title: Option<String>,
}

impl Decoder<'_> {
    /// Takes a whole file: a record, a list of records, or a case with its `transfers`.
    pub fn file(&mut self, node: &Node<'_>) {
        match &node.value {
            Value::List(nodes) => nodes.iter().for_each(|node| self.take(node)),
            Value::Fields(fields) if fields.iter().any(|(key, _)| key.value == "transfers") => {
                self.case(fields)
            }
            _ => self.take(node),
        }
    }

    fn case(&mut self, fields: &[(Spanned<String>, Node<'_>)]) {
        for (key, node) in fields {
            match (key.value.as_str(), &node.value) {
                ("title", _) => self.title = self.text("title", node).map(|text| text.value),
                ("source" | "remarks", _) => {}
                ("transfers", Value::List(nodes)) => nodes.iter().for_each(|node| self.take(node)),
                ("transfers", _) => self.wrong_kind("transfers", "a list of records", node),
                _ => self.unknown_field(key, CASE_FIELDS),
            }
        }
    }

    /// Takes one record, or reports what is wrong with it.
    pub fn take(&mut self, node: &Node<'_>) {
        let Value::Fields(fields) = &node.value else {
            self.add(node.span, RecordFault::NotARecord(node.kind()));
            return;
        };
        let before = self.count_errors();
        let number = self.records.len().saturating_add(1);
        let mut record = Record::empty(&self.file, node.span, number.to_string());
        for (index, (key, node)) in fields.iter().enumerate() {
            let earlier = fields.get(..index).unwrap_or_default();
            if earlier.iter().any(|(other, _)| other.value == key.value) {
                self.add(key.span, RecordFault::Twice(key.value.clone()));
            } else if !matches!(node.value, Value::Nothing) {
                self.field(&mut record, key, node);
            }
        }
        if record.item.is_none()
            && record.hs.is_none()
            && record.categories.is_empty()
            && self.count_errors() == before
        {
            let first = fields.first().map_or(node.span, |(key, _)| key.span);
            self.add(first, RecordFault::NoGoods);
        }
        if self.count_errors() > before {
            return;
        }
        if self.records.iter().any(|other| other.id == record.id) {
            let id = fields.iter().find(|(key, _)| key.value == "id");
            let span = id.map_or(node.span, |(_, node)| node.span);
            self.add(span, RecordFault::SameId(record.id.clone()));
        }
        self.records.push(record);
    }

    fn field(&mut self, record: &mut Record, key: &Spanned<String>, node: &Node<'_>) {
        let name = key.value.as_str();
        match name {
            "id" => {
                if let Some(id) = self.text(name, node) {
                    record.id = id.value;
                }
            }
            "item" => record.item = self.text(name, node),
            "wordings" => record.wordings = self.list(name, node, Self::wording),
            "category" => {
                record.categories = self.list(name, node, |this, _, node| this.category(node))
            }
            "hs" => record.hs = self.parsed(name, node, |text| Ok(HsCode::parse(text)?)),
            "quantity" => record.quantity = self.number(name, node),
            "unit" => record.unit = self.parsed(name, node, |text| Ok(Unit::parse(text)?)),
            "value" => record.value = self.number(name, node),
            "currency" => record.currency = self.parsed(name, node, currency),
            "from" => record.from = self.parsed(name, node, country),
            "to" => record.to = self.parsed(name, node, country),
            "origin" => record.origin = self.parsed(name, node, country),
            "via" => {
                record.via = self.list(name, node, |this, name, node| {
                    this.parsed(name, node, country)
                })
            }
            "date" => record.date = self.parsed(name, node, |text| Ok(Interval::parse(text)?)),
            "consignor" => record.consignor = self.text(name, node),
            "consignee" => record.consignee = self.text(name, node),
            "end_user" => record.end_user = self.text(name, node),
            "vessel" => record.vessel = self.text(name, node),
            "flag" => record.flag = self.parsed(name, node, country),
            "sender_is" => {
                record.sender_is = self.list(name, node, |this, _, node| this.actor(node))
            }
            "recipient_is" => {
                record.recipient_is = self.list(name, node, |this, _, node| this.actor(node))
            }
            "facts" => self.facts(record, node),
            "title" => record.title = self.text(name, node),
            "source" => record.source = self.list(name, node, Self::text),
            "remarks" => record.remarks = self.text(name, node),
            "expect" => record.expect = self.expect(node),
            "stage" => {
                let stage = self.word(name, node, "stage", &Stage::WORDS);
                record.stage = stage.map_or(record.stage, |stage| stage.value);
            }
            "account" => record.account = self.text(name, node).map(|text| text.value),
            _ => self.unknown_field(key, FIELDS),
        }
    }

    fn text(&mut self, field: &str, node: &Node<'_>) -> Option<Text> {
        if let Value::Text(text) = &node.value {
            return Some(text.clone());
        }
        self.wrong_kind(field, "a text in quotes", node);
        None
    }

    /// A text that `parse` understands.
    fn parsed<T>(
        &mut self,
        field: &str,
        node: &Node<'_>,
        parse: impl Fn(&str) -> Result<T, RecordFault>,
    ) -> Option<Spanned<T>> {
        let text = self.text(field, node)?;
        match parse(&text.value) {
            Ok(value) => Some(Spanned::new(value, node.span)),
            Err(fault) => {
                self.add(node.span, fault);
                None
            }
        }
    }

    /// A list, or one value that stands for a list of one.
    fn list<T>(
        &mut self,
        field: &str,
        node: &Node<'_>,
        one: impl Fn(&mut Self, &str, &Node<'_>) -> Option<T>,
    ) -> Vec<T> {
        match &node.value {
            Value::List(nodes) => nodes
                .iter()
                .filter_map(|node| one(self, field, node))
                .collect(),
            _ => one(self, field, node).into_iter().collect(),
        }
    }

    fn number(&mut self, field: &str, node: &Node<'_>) -> Option<Spanned<Decimal>> {
        let written = match &node.value {
            Value::Number(number) => *number,
            Value::Text(text) => text.value.as_str(),
            _ => {
                self.wrong_kind(field, "a number", node);
                return None;
            }
        };
        let shown = || written.chars().take(40).collect();
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
    fn word<T: Copy>(
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
                self.wrong_kind(field, "a word", node);
                return None;
            }
        };
        let found = words
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(written));
        if found.is_none() {
            let known = words.iter().map(|(word, _)| *word).collect();
            let word = written.chars().take(40).collect();
            self.add(node.span, RecordFault::Word { what, word, known });
        }
        found.map(|(_, value)| Spanned::new(*value, node.span))
    }

    fn category(&mut self, node: &Node<'_>) -> Option<Spanned<String>> {
        let name = self.text("category", node)?.value;
        let known = self.names.categories.contains(&name);
        self.known(known, "category", name, node.span, |names| {
            names.categories.iter().map(String::as_str).collect()
        })
    }

    fn actor(&mut self, node: &Node<'_>) -> Option<Spanned<String>> {
        let name = self.text("sender_is, recipient_is", node)?.value;
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
        let near = nearest(&name, all(self.names))
            .into_iter()
            .map(str::to_owned)
            .collect();
        self.add(
            span,
            RecordFault::Name {
                kind,
                name,
                nearest: near,
            },
        );
        None
    }

    fn facts(&mut self, record: &mut Record, node: &Node<'_>) {
        let Value::Fields(fields) = &node.value else {
            // An empty map and an empty list look alike in RON.
            if !matches!(&node.value, Value::List(list) if list.is_empty()) {
                self.wrong_kind("facts", "a map from fact to answer", node);
            }
            return;
        };
        for (key, node) in fields {
            let form = self.names.facts.get(&key.value).copied();
            let Some(form) = form else {
                let name = key.value.clone();
                self.known(false, "fact", name, key.span, |names| {
                    names.facts.keys().map(String::as_str).collect()
                });
                continue;
            };
            if record.facts.contains_key(&key.value) {
                self.add(key.span, RecordFault::Twice(key.value.clone()));
            } else if let Some(value) = self.fact(&key.value, form, node) {
                record
                    .facts
                    .insert(key.value.clone(), Spanned::new(value, node.span));
            }
        }
    }

    fn fact(&mut self, name: &str, form: FactForm, node: &Node<'_>) -> Option<FactValue> {
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
                self.wrong_kind(name, "true or false", node);
                None
            }
            (FactForm::Amount(dimension, unit), value) => {
                let text = match value {
                    Value::Text(text) => text.value.as_str(),
                    _ => "",
                };
                let amount = amount(text).filter(|amount| amount.unit.dimension() == dimension);
                if amount.is_none() {
                    let fault = RecordFault::FactUnit {
                        fact: name.to_owned(),
                        unit: unit.to_string(),
                    };
                    self.add(node.span, fault);
                }
                amount.map(FactValue::Amount)
            }
        }
    }

    fn wording(&mut self, field: &str, node: &Node<'_>) -> Option<Wording> {
        let Value::Fields(fields) = &node.value else {
            let text = self.text(field, node)?;
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
        let mut has_text = false;
        for (key, node) in fields {
            match key.value.as_str() {
                "text" => {
                    wording.text = self.text("text", node)?;
                    has_text = true;
                }
                "source" => wording.source = self.text("source", node).map(|text| text.value),
                "expect" => wording.expect = self.expect(node),
                _ => self.unknown_field(key, WORDING_FIELDS),
            }
        }
        if !has_text {
            self.add(node.span, RecordFault::NoGoods);
            return None;
        }
        Some(wording)
    }

    fn expect(&mut self, node: &Node<'_>) -> Option<Expect> {
        let Value::Fields(fields) = &node.value else {
            self.wrong_kind(
                "expect",
                "a record such as `(verdict: prohibited, paragraphs: [\"2270/6\"])`",
                node,
            );
            return None;
        };
        let mut expect = Expect {
            span: node.span,
            ..Expect::default()
        };
        for (key, node) in fields {
            let name = key.value.as_str();
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

    fn unknown_field(&mut self, key: &Spanned<String>, known: &'static [&'static str]) {
        let name = key.value.chars().take(40).collect();
        let nearest = nearest(&key.value, known.iter().copied());
        self.add(
            key.span,
            RecordFault::Field {
                name,
                nearest,
                known,
            },
        );
    }

    fn wrong_kind(&mut self, field: &str, expected: &'static str, node: &Node<'_>) {
        let fault = RecordFault::Kind {
            field: field.to_owned(),
            expected,
            found: node.kind(),
        };
        self.add(node.span, fault);
    }

    pub fn add(&mut self, span: Span, fault: RecordFault) {
        self.errors.push(RecordError::new(fault, &self.file, span));
    }

    /// The faults so far that keep a record out; the others only warn.
    fn count_errors(&self) -> usize {
        let stops = |error: &&RecordError| !matches!(error.fault, RecordFault::SameId(_));
        self.errors.iter().filter(stops).count()
    }
}

fn country(text: &str) -> Result<Country, RecordFault> {
    let shown = || text.chars().take(40).collect();
    Country::parse(text).map_err(|error| match error {
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

fn currency(text: &str) -> Result<Currency, RecordFault> {
    let code = text.trim().to_ascii_uppercase();
    Currency::from_code(&code).ok_or_else(|| RecordFault::Currency(text.chars().take(40).collect()))
}

/// A number and a unit, with or without a blank between them.
fn amount(text: &str) -> Option<Amount> {
    let text = text.trim();
    let digits = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_' | '-')));
    let (number, unit) = text.split_at_checked(digits.unwrap_or(text.len()))?;
    Some(Amount {
        number: parse_decimal(number)?,
        unit: Unit::parse(unit).ok()?,
    })
}
