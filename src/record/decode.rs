//! From nodes to records: every field checked, every fault of a record reported.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock};

use miette::Severity;

use crate::source::{Fault, SourceFile, Span, Spanned, brief, nearest};
use crate::terms::{
    Amount, Citation, CodeStatus, Country, CountryError, Currency, Decimal, HsCode, Interval, Unit,
    UnitError, Verdict, parse_decimal,
};

use super::fault::{RecordError, RecordFault};
use super::form::FormFault;
use super::model::*;
use super::node::{Key, Node, Value};
use super::read::Format;
use super::table::Column;

/// The fields of a record.
pub(super) const FIELDS: &[&str] = &[
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
    "same_as",
];

/// The fields of a case file around its records.
pub(super) const CASE_FIELDS: &[&str] = &["title", "source", "remarks", "transfers"];

pub(super) const WORDING_FIELDS: &[&str] = &["text", "source", "expect"];

pub(super) const EXPECT_FIELDS: &[&str] = &[
    "verdict",
    "paragraphs",
    "undetermined",
    "may",
    "never",
    "exempt_by",
];

/// For how many faults of a file near names are looked for. Where there are more, a column is
/// mapped wrongly, and to compare each of its cells with every name costs far more than to read
/// them.
const MOST_HINTS: usize = 200;

/// The longest description of goods, in bytes.
pub const ITEM_LIMIT: usize = 16 * 1024;

/// So many fields are few.
const FEW: usize = 32;

/// How many lines two places of a report may be apart.
const LINES_APART: usize = 6;

/// Decodes the nodes of one file.
pub(super) struct Decoder<'n> {
    pub file: Arc<SourceFile>,
    pub names: &'n Names,
    pub errors: Vec<RecordError>,
    pub records: Vec<Record>,
    pub title: Option<String>,
    /// How many of the errors keep a record out; the others only warn.
    stopping: usize,
    /// How many records were seen, sound or not.
    seen: usize,
    /// How many of them are left out.
    pub unread: usize,
    /// How many of them nobody wants to be read.
    skipped: usize,
    /// Where the name of each of the records stands.
    ids: Vec<Span>,
    /// For how many more faults near names are looked for.
    hints: usize,
}

type Fields<'a> = [(Key<'a>, Node<'a>)];

impl<'n> Decoder<'n> {
    pub fn new(file: &Arc<SourceFile>, names: &'n Names) -> Self {
        Self {
            file: Arc::clone(file),
            names,
            errors: Vec::new(),
            records: Vec::new(),
            title: None,
            stopping: 0,
            seen: 0,
            unread: 0,
            skipped: 0,
            ids: Vec::new(),
            hints: MOST_HINTS,
        }
    }

    /// What was read.
    pub fn finish(mut self) -> Records {
        self.warn_of_namesakes();
        self.errors.sort_by_key(RecordError::span);
        Records {
            file: self.file,
            title: self.title,
            records: self.records,
            seen: self.seen,
            unread: self.unread,
            skipped: self.skipped,
            errors: self.errors,
        }
    }

    /// Whether neither a record was read nor anything found that keeps one out.
    pub fn found_nothing(&self) -> bool {
        self.records.is_empty() && self.stopping == 0
    }

    /// Takes a whole file: a record, a list of records, or a case with its `transfers`.
    pub fn file(&mut self, node: &Node<'_>) {
        match &node.value {
            Value::List(nodes) => nodes.iter().for_each(|node| self.take(node)),
            Value::Fields(fields) if fields.iter().any(holds_records) => self.case(fields),
            _ => self.take(node),
        }
    }

    fn case(&mut self, fields: &Fields<'_>) {
        for field in self.once(fields) {
            let (key, node) = field;
            match (&*key.value, &node.value) {
                ("title", _) => self.title = self.text("title", node).map(|text| text.value),
                ("source" | "remarks", _) => {}
                (_, Value::List(nodes)) if holds_records(field) => {
                    if key.value != "transfers" {
                        self.unknown_field(key, CASE_FIELDS);
                    }
                    for node in nodes {
                        self.take(node);
                    }
                }
                ("transfers", _) => {
                    self.leave_out();
                    let help = "write `[` before the first record and `]` after the last";
                    self.wrong_kind("transfers", "a list of records", node, help);
                }
                _ => self.unknown_field(key, CASE_FIELDS),
            }
        }
    }

    /// The fields of a record that say something; those given twice are reported.
    fn once<'f, 'a>(&mut self, fields: &'f Fields<'a>) -> Vec<&'f (Key<'a>, Node<'a>)> {
        let mut once: Vec<&(Key<'a>, Node<'a>)> = Vec::with_capacity(fields.len());
        // To look at all that stand before is cheaper than a table, where they are few.
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let are_many = fields.len() > FEW;
        for (place, field) in fields.iter().enumerate() {
            let (key, node) = field;
            let name = &*key.value;
            let first = if are_many {
                let first = seen.get(name).copied();
                seen.entry(name).or_insert(key.span);
                first
            } else {
                let before = fields.get(..place).unwrap_or_default().iter();
                let mut before = before.filter(|(other, _)| other.value == key.value);
                before.next().map(|(other, _)| other.span)
            };
            match first {
                Some(first) => self.twice(name, key.span, first),
                None if matches!(node.value, Value::Nothing) => {}
                None => once.push(field),
            }
        }
        once
    }

    /// Reports a name that is given twice.
    pub fn twice(&mut self, name: &str, span: Span, first: Span) {
        let name = brief(name).into_owned();
        self.add_also(span, RecordFault::Twice(name), first, "first given");
    }

    /// Reports a record that has not the form of its format.
    pub fn broken(&mut self, format: Format, fault: FormFault) {
        self.leave_out();
        self.form(format, fault);
    }

    /// Counts a record that is not read.
    pub fn leave_out(&mut self) {
        self.seen = self.seen.saturating_add(1);
        self.unread = self.unread.saturating_add(1);
    }

    /// Counts a record that nobody wants to be read.
    pub fn pass_over(&mut self) {
        self.seen = self.seen.saturating_add(1);
        self.skipped = self.skipped.saturating_add(1);
    }

    /// Reports what is wrong around the records.
    pub fn form(&mut self, format: Format, fault: FormFault) {
        let FormFault { error, span, open } = fault;
        let fault = RecordFault::Form { format, error };
        match open {
            Some(open) => self.add_also(span, fault, open, "opened"),
            None => self.add(span, fault),
        }
    }

    /// Takes one record, or reports what is wrong with it.
    pub fn take(&mut self, node: &Node<'_>) {
        let Value::Fields(fields) = &node.value else {
            self.leave_out();
            self.add(node.span, RecordFault::NotARecord(node.kind()));
            return;
        };
        self.seen = self.seen.saturating_add(1);
        let before = self.stopping;
        let mut record = Record::numbered(&self.file, node.span, self.seen);
        for (key, node) in self.once(fields) {
            self.field(&mut record, key, node);
        }
        let has_goods =
            record.item.is_some() || record.hs.is_some() || !record.categories.is_empty();
        let first = fields.first().map_or(node.span, |(key, _)| key.span);
        if !has_goods && self.stopping == before {
            self.add(first, RecordFault::NoGoods);
        }
        if self.stopping > before {
            self.unread = self.unread.saturating_add(1);
            return;
        }
        let id = fields.iter().find(|(key, _)| key.value == "id");
        self.ids.push(id.map_or(first, |(_, node)| node.span));
        self.records.push(record);
    }

    /// Warns of records that have the name of an earlier one.
    fn warn_of_namesakes(&mut self) {
        // Numbers sort faster than names; of those with one number the names are compared.
        let hash = |id: &str| {
            let mut hasher = DefaultHasher::new();
            id.hash(&mut hasher);
            hasher.finish()
        };
        let names = self.records.iter().zip(&self.ids);
        let mut names: Vec<(u64, Span, &str)> = names
            .map(|(record, span)| (hash(&record.id), *span, record.id.as_str()))
            .collect();
        names.sort_unstable_by_key(|(hash, span, _)| (*hash, *span));
        let same_hash = names.chunk_by(|one, other| one.0 == other.0);
        let mut several: Vec<(String, Vec<Span>)> = Vec::new();
        for some in same_hash.filter(|some| some.len() > 1) {
            let mut by_name: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
            for (_, span, name) in some {
                by_name.entry(name).or_default().push(*span);
            }
            let by_name = by_name.into_iter();
            several.extend(by_name.map(|(name, spans)| (brief(name).into_owned(), spans)));
        }
        for (name, spans) in several {
            let (Some(first), later) = (spans.first(), spans.iter().skip(1)) else {
                continue;
            };
            for span in later {
                let fault = RecordFault::SameId(name.clone());
                self.add_also(*span, fault, *first, "the earlier one is");
            }
        }
    }

    /// Reads a value of a column for the sake of what is wrong with it.
    pub fn try_field(&mut self, column: &Column, node: Node<'_>) {
        let mut record = Record::numbered(&self.file, node.span, 1);
        match column {
            Column::Field(name) => {
                let key = Spanned::new((*name).into(), node.span);
                self.field(&mut record, &key, &node);
            }
            Column::Fact(name) => {
                let span = node.span;
                let value = Value::Fields(vec![(Spanned::new(name.as_str().into(), span), node)]);
                self.facts(&mut record, &Node { value, span });
            }
        }
    }

    fn field(&mut self, record: &mut Record, key: &Key<'_>, node: &Node<'_>) {
        let name = &*key.value;
        if let Value::Wrong(fault) = &node.value {
            return self.add(node.span, (**fault).clone());
        }
        match name {
            "id" => {
                if let Some(id) = self.filled(name, node) {
                    record.id.clone_from(&id.value);
                    record.number = None;
                }
            }
            "item" => record.item = self.goods(name, node),
            "wordings" => record.wordings = self.list(name, node, Self::wording),
            "category" => {
                record.categories = self.list(name, node, |this, _, node| this.category(node))
            }
            "hs" => {
                record.hs = self.parsed(name, node, |text| Ok(HsCode::parse(text)?));
                self.note_strange(record.hs.as_ref());
            }
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
            "date" => record.date = self.parsed(name, node, date),
            "consignor" => record.consignor = self.text(name, node),
            "consignee" => record.consignee = self.text(name, node),
            "end_user" => record.end_user = self.text(name, node),
            "vessel" => record.vessel = self.text(name, node),
            "flag" => record.flag = self.parsed(name, node, country),
            "sender_is" => record.sender_is = self.list(name, node, Self::actor),
            "recipient_is" => record.recipient_is = self.list(name, node, Self::actor),
            "facts" => self.facts(record, node),
            "title" => record.title = self.text(name, node),
            "source" => record.source = self.list(name, node, Self::text),
            "remarks" => record.remarks = self.text(name, node),
            "expect" => record.expect = self.expect(node),
            "stage" => {
                let stage = self.word(name, node, "stage", &Stage::WORDS);
                record.stage = stage.map_or(record.stage, |stage| stage.value);
            }
            "same_as" => {
                let text = self.text(name, node);
                record.same_as = text.map(|text| Spanned::new(text.value, text.span));
            }
            "account" => record.account = self.text(name, node).map(|text| text.value),
            _ => self.unknown_field(key, FIELDS),
        }
    }

    fn text(&mut self, field: &str, node: &Node<'_>) -> Option<Text> {
        self.borrowed(field, node).cloned()
    }

    /// A text where it stands.
    fn borrowed<'t>(&mut self, field: &str, node: &'t Node<'_>) -> Option<&'t Text> {
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
    fn filled<'t>(&mut self, field: &str, node: &'t Node<'_>) -> Option<&'t Text> {
        let text = self.borrowed(field, node)?;
        if text.value.trim().is_empty() {
            self.add(node.span, RecordFault::NoText(field.to_owned()));
            return None;
        }
        Some(text)
    }

    /// A description of goods. Every word of it can be goods of its own, and each is judged.
    fn goods(&mut self, field: &str, node: &Node<'_>) -> Option<Text> {
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
    fn parsed<T>(
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
    fn hinted(&mut self, mut fault: RecordFault, written: &str) -> RecordFault {
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
    fn list<T>(
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

    fn number(&mut self, field: &str, node: &Node<'_>) -> Option<Spanned<Decimal>> {
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

    fn category(&mut self, node: &Node<'_>) -> Option<Spanned<String>> {
        let name = self.filled("category", node)?.value.clone();
        let known = self.names.categories.contains(&name);
        self.known(known, "category", name, node.span, |names| {
            names.categories.iter().map(String::as_str).collect()
        })
    }

    fn actor(&mut self, field: &str, node: &Node<'_>) -> Option<Spanned<String>> {
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

    fn facts(&mut self, record: &mut Record, node: &Node<'_>) {
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

    fn wording(&mut self, field: &str, node: &Node<'_>) -> Option<Wording> {
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

    fn expect(&mut self, node: &Node<'_>) -> Option<Expect> {
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

    fn unknown_field(&mut self, key: &Key<'_>, known: &'static [&'static str]) {
        let name = brief(&key.value).into_owned();
        let nearest = self.near(|| nearest(&key.value, known.iter().copied()));
        self.add(
            key.span,
            RecordFault::Field {
                name,
                nearest,
                known,
            },
        );
    }

    /// What `find` finds, as long as it is looked for.
    fn near<T>(&mut self, find: impl FnOnce() -> Vec<T>) -> Vec<T> {
        match self.hints.checked_sub(1) {
            Some(left) => {
                self.hints = left;
                find()
            }
            None => Vec::new(),
        }
    }

    fn wrong_kind(
        &mut self,
        field: &str,
        expected: &'static str,
        node: &Node<'_>,
        help: impl Into<String>,
    ) {
        let fault = RecordFault::Kind {
            field: field.to_owned(),
            expected,
            found: node.kind(),
            help: help.into(),
        };
        self.add(node.span, fault);
    }

    pub fn add(&mut self, span: Span, fault: RecordFault) {
        self.push(RecordError::new(fault, &self.file, span));
    }

    /// Notes a code that its edition, or every edition, does not have. The record counts: such
    /// codes are made by mistake, and its words may still say what the goods are.
    fn note_strange(&mut self, code: Option<&Spanned<HsCode>>) {
        let strange = code.filter(|code| !CodeStatus::is_known(&code.value));
        let Some(code) = strange else { return };
        let elsewhere = match CodeStatus::of(&code.value) {
            CodeStatus::Known { .. } | CodeStatus::Untold => return,
            CodeStatus::OtherEdition { edition, .. } => Some(edition),
            CodeStatus::Unknown => None,
        };
        let fault = RecordFault::StrangeCode {
            code: code.value.to_string(),
            elsewhere,
        };
        self.add(code.span, fault);
    }

    /// A fault that a second place helps to understand. A report shows all the lines between
    /// the two, so that a place far off is named only.
    fn add_also(&mut self, span: Span, fault: RecordFault, other: Span, label: &str) {
        let line = self.file.line(span.start);
        let other_line = self.file.line(other.start);
        let mut error = RecordError::new(fault, &self.file, span);
        if line.abs_diff(other_line) <= LINES_APART {
            error = error.also(other, format!("{label} here"));
        } else if let Some(first) = error.labels.first_mut() {
            first.text = format!("{label} on line {other_line}");
        }
        self.push(error);
    }

    fn push(&mut self, error: RecordError) {
        if error.fault.severity() == Severity::Error {
            self.stopping = self.stopping.saturating_add(1);
        }
        self.errors.push(error);
    }
}

/// Whether a field is the `transfers` of a case, be it misspelt.
fn holds_records((key, node): &(Key<'_>, Node<'_>)) -> bool {
    let is_record = |node: &Node<'_>| matches!(node.value, Value::Fields(_));
    let has_records = matches!(&node.value, Value::List(nodes) if nodes.iter().any(is_record));
    key.value == "transfers" || (has_records && !FIELDS.contains(&&*key.value))
}

fn country(text: &str) -> Result<Country, RecordFault> {
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

/// The years that transfers are reported of.
pub(crate) const YEARS: RangeInclusive<i16> = 1900..=2200;

/// A date in the years that transfers are reported of. One far off is written for an unknown
/// date, or mistyped, and would be clear of every rule.
fn date(text: &str) -> Result<Interval, RecordFault> {
    let date = Interval::parse(text)?;
    let is_near = |year: i16| YEARS.contains(&year);
    if is_near(date.first().year()) && is_near(date.last().year()) {
        return Ok(date);
    }
    Err(RecordFault::FarDate(brief(text).into_owned()))
}

fn currency(text: &str) -> Result<Currency, RecordFault> {
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
