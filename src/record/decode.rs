//! From nodes to records: every field checked, every fault of a record reported.

mod said;
mod value;

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;
use std::sync::Arc;

use miette::Severity;

use crate::source::{Fault, SourceFile, Span, Spanned, brief, nearest};
use crate::terms::{CodeStatus, HsCode, Unit};

use super::column::Column;
use super::fault::{RecordError, RecordFault};
use super::form::FormFault;
use super::model::*;
use super::node::{Key, Node, Value};
use super::read::Format;
use value::{country, currency, date};

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

/// The years that transfers are reported of.
pub(crate) const YEARS: RangeInclusive<i16> = 1900..=2200;

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
