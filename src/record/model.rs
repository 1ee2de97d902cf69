//! A record: one reported transfer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::source::{SourceFile, Span, Spanned};
use crate::terms::{Amount, Citation, Country, Currency, Decimal, HsCode, Interval, Unit, Verdict};

/// What a file of records holds.
#[derive(Debug)]
pub struct Records {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The heading of a case file.
    pub title: Option<String>,
    /// The sound records, in the order of the file.
    pub records: Vec<Record>,
    /// How many records were seen, sound or not.
    pub seen: usize,
    /// How many records could not be read, as far as they can be told apart.
    pub unread: usize,
    /// How many rows a mapping passes over.
    pub skipped: usize,
    /// What is wrong with those and around them, in the order of the file. A record can have
    /// several faults, and notices keep none out.
    pub errors: Vec<super::RecordError>,
}

/// One reported transfer. What is missing is unknown.
#[derive(Debug, Clone)]
pub struct Record {
    /// The file it was read from.
    pub file: Arc<SourceFile>,
    /// The whole record in the file.
    pub span: Span,
    /// Its own name, or its number in the file.
    pub id: String,
    /// The number, where that is all the name it has.
    pub(super) number: Option<usize>,
    /// The goods or service as reported.
    pub item: Option<Text>,
    /// The same transfer in the words of other sources.
    pub wordings: Vec<Wording>,
    /// Categories that somebody assigned, by name.
    pub categories: Vec<Spanned<String>>,
    /// The code.
    pub hs: Option<Spanned<HsCode>>,
    /// How many.
    pub quantity: Option<Spanned<Decimal>>,
    /// Of what.
    pub unit: Option<Spanned<Unit>>,
    /// Stated value of the whole line.
    pub value: Option<Spanned<Decimal>>,
    /// Its currency.
    pub currency: Option<Spanned<Currency>>,
    /// Sender's country.
    pub from: Option<Spanned<Country>>,
    /// Receiver's country.
    pub to: Option<Spanned<Country>>,
    /// Country of origin.
    pub origin: Option<Spanned<Country>>,
    /// Countries of transit.
    pub via: Vec<Spanned<Country>>,
    /// When it was shipped or handed over.
    pub date: Option<Spanned<Interval>>,
    /// The sender as named.
    pub consignor: Option<Text>,
    /// The receiver as named.
    pub consignee: Option<Text>,
    /// The end user as named.
    pub end_user: Option<Text>,
    /// The vessel as named.
    pub vessel: Option<Text>,
    /// The vessel's flag.
    pub flag: Option<Spanned<Country>>,
    /// What the sender is, by names of actors.
    pub sender_is: Vec<Spanned<String>>,
    /// What the receiver is, by names of actors.
    pub recipient_is: Vec<Spanned<String>>,
    /// Answers to what rules ask, by name.
    pub facts: BTreeMap<String, Spanned<FactValue>>,
    /// A heading.
    pub title: Option<Text>,
    /// Where the report comes from.
    pub source: Vec<Text>,
    /// Anything else.
    pub remarks: Option<Text>,
    /// What must come out, for tests.
    pub expect: Option<Expect>,
    /// How far the transfer has come.
    pub stage: Stage,
    /// The record of the same transfer by another reporter, by its id: amounts count once.
    pub same_as: Option<Spanned<String>>,
    /// The account its amounts are added up in.
    pub account: Option<String>,
}

/// A text with the way from its characters back to the file.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The text, unescaped.
    pub value: String,
    /// Where it stands in the file, without its quotes.
    pub span: Span,
    pub(super) way: Way,
}

/// The way from the characters of a text back to the file.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// Where the text and the file go out of step, after an escape or between two cells: offsets
    /// in the text, ascending, and in the file.
    Steps(Vec<(usize, usize)>),
    /// The text stands for another, and each of its words for all of that.
    Whole,
}

impl Default for Way {
    fn default() -> Self {
        Self::Steps(Vec::new())
    }
}

impl Text {
    /// A text that stands in its file as it is.
    #[must_use]
    pub fn plain(value: &str, span: Span) -> Self {
        Self {
            value: value.to_owned(),
            span,
            way: Way::default(),
        }
    }

    /// A text that stands for what is written in the file.
    pub(super) fn instead(value: &str, span: Span) -> Self {
        Self {
            value: value.to_owned(),
            span,
            way: Way::Whole,
        }
    }

    /// The place in the file of a stretch of the text.
    #[must_use]
    pub fn place(&self, stretch: Span) -> Span {
        let Way::Steps(steps) = &self.way else {
            return self.span;
        };
        let (start, end) = (
            self.offset(steps, stretch.start),
            self.offset(steps, stretch.end),
        );
        if start <= end {
            return Span::new(start, end);
        }
        // It reaches into a cell that stands before the one where it begins: that one's part.
        let back = steps
            .iter()
            .find(|(text, file)| *text > stretch.start && *file < start);
        let last = back.map_or(stretch.end, |(text, _)| text.saturating_sub(1));
        Span::new(start, self.offset(steps, last))
    }

    fn offset(&self, steps: &[(usize, usize)], at: usize) -> usize {
        let passed = steps.partition_point(|(text, _)| *text <= at);
        let step = passed.checked_sub(1).and_then(|last| steps.get(last));
        let (text, file) = step.copied().unwrap_or((0, self.span.start));
        file.saturating_add(at.saturating_sub(text))
            .min(self.span.end)
    }

    /// The text with another of the same file behind it, and a third between them that stands
    /// nowhere.
    pub(super) fn followed_by(self, between: &str, next: &Self) -> Self {
        let (Way::Steps(own), Way::Steps(others)) = (&self.way, &next.way) else {
            return Self::instead(
                &[&self.value, between, &next.value].concat(),
                self.span.to(next.span),
            );
        };
        let mut steps = own.clone();
        // Without one the text begins where the whole does, which may be the other cell.
        if steps.first().is_none_or(|(text, _)| *text > 0) {
            steps.insert(0, (0, self.span.start));
        }
        let end = self.offset(own, self.value.len());
        let begins = self.value.len().saturating_add(between.len());
        steps.extend((self.value.len()..begins).map(|at| (at, end)));
        steps.push((begins, next.span.start));
        let shifted = others
            .iter()
            .map(|(text, file)| (text.saturating_add(begins), *file));
        steps.extend(shifted);
        Self {
            value: [&self.value, between, &next.value].concat(),
            span: self.span.to(next.span),
            way: Way::Steps(steps),
        }
    }
}

/// Another source's words for the same goods.
#[derive(Debug, Clone)]
pub struct Wording {
    /// The words.
    pub text: Text,
    /// Whose they are.
    pub source: Option<String>,
    /// What must come out for them, where that differs from the record's own expectation.
    pub expect: Option<Expect>,
}

/// What a record states of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactValue {
    /// Yes or no.
    YesNo(bool),
    /// A number with its unit.
    Amount(Amount),
    /// A date of any precision.
    Day(Interval),
}

/// How far a transfer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename_all = "lowercase"))]
pub enum Stage {
    /// Handed over.
    #[default]
    Delivered,
    /// On its way.
    Shipped,
    /// Agreed.
    Agreed,
    /// Offered.
    Offered,
    /// Asked for.
    Sought,
    /// Said to have happened.
    Alleged,
}

impl Stage {
    /// Every stage with its word.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("delivered", Self::Delivered),
        ("shipped", Self::Shipped),
        ("agreed", Self::Agreed),
        ("offered", Self::Offered),
        ("sought", Self::Sought),
        ("alleged", Self::Alleged),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        let found = Self::WORDS.into_iter().find(|(_, stage)| *stage == self);
        found.map_or("", |(word, _)| word)
    }

    /// Whether the transfer has not happened: reports then say "would be".
    #[must_use]
    pub fn is_prospect(self) -> bool {
        matches!(self, Self::Offered | Self::Sought)
    }
}

/// What must come out of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expect {
    /// The record's verdict.
    pub verdict: Option<Verdict>,
    /// Paragraphs that must be found.
    pub paragraphs: Vec<Citation>,
    /// Paragraphs that must be found undetermined.
    pub undetermined: Vec<Citation>,
    /// Paragraphs that may be found.
    pub may: Vec<Citation>,
    /// Paragraphs that must not be found.
    pub never: Vec<Citation>,
    /// Paragraphs that must exempt.
    pub exempt_by: Vec<Citation>,
    /// Where it stands.
    pub span: Span,
}

/// The names that records may use, handed in by whoever knows the rules.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Names of categories.
    pub categories: BTreeSet<String>,
    /// Names of facts and quantities, with the form of their values.
    pub facts: BTreeMap<String, FactForm>,
    /// Names of actors.
    pub actors: BTreeSet<String>,
}

/// The form that a fact's value must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactForm {
    /// Yes or no.
    YesNo,
    /// A number with a unit of the dimension of one of these, which are the ones asked for.
    Amount(Vec<Unit>),
    /// A date.
    Day,
}

impl Record {
    /// A record without any value, in a file of its own kind.
    #[must_use]
    pub fn empty(file: &Arc<SourceFile>, span: Span, id: String) -> Self {
        Self {
            file: Arc::clone(file),
            span,
            id,
            number: None,
            item: None,
            wordings: Vec::new(),
            categories: Vec::new(),
            hs: None,
            quantity: None,
            unit: None,
            value: None,
            currency: None,
            from: None,
            to: None,
            origin: None,
            via: Vec::new(),
            date: None,
            consignor: None,
            consignee: None,
            end_user: None,
            vessel: None,
            flag: None,
            sender_is: Vec::new(),
            recipient_is: Vec::new(),
            facts: BTreeMap::new(),
            title: None,
            source: Vec::new(),
            remarks: None,
            expect: None,
            stage: Stage::default(),
            same_as: None,
            account: None,
        }
    }

    /// A record without a name of its own.
    pub(super) fn numbered(file: &Arc<SourceFile>, span: Span, number: usize) -> Self {
        Self {
            number: Some(number),
            ..Self::empty(file, span, number.to_string())
        }
    }

    /// The same under another name.
    pub(super) fn named(self, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            number: None,
            ..self
        }
    }

    /// Counts so many records of the file before it.
    pub fn count_before(&mut self, before: usize) {
        if let Some(number) = self.number {
            self.id = number.saturating_add(before).to_string();
        }
    }

    /// The record once for each wording, the main one first; further ones are named
    /// `ID, wording N` and carry the expectation that holds for them.
    #[must_use]
    pub fn in_every_wording(&self) -> Vec<Self> {
        let mut all = vec![self.clone()];
        for (index, wording) in self.wordings.iter().enumerate() {
            let mut other = self.clone();
            other.id = format!("{}, wording {}", self.id, index.saturating_add(2));
            other.item = Some(wording.text.clone());
            other.expect = wording.expect.clone().or(other.expect);
            all.push(other);
        }
        all
    }
}
