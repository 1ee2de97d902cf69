//! A record in the making, and how it is written as a case.

use std::collections::BTreeMap;
use std::fmt;

use crate::source::Spanned;
use crate::terms::{Amount, Country, Currency, Decimal, Dimension, Interval, Unit};

use super::model::{FactValue, Record, Stage, Text};

/// What a record says, before it is a record; shown as one record in RON.
///
/// ```
/// use interdict::record::Draft;
/// let draft = Draft { item: Some("rice".into()), ..Draft::default() };
/// assert_eq!(draft.to_string(), "(\n    item: \"rice\",\n)");
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(
    missing_docs,
    reason = "the fields are those of a record, by the same names"
)]
pub struct Draft {
    pub item: Option<String>,
    pub categories: Vec<String>,
    pub hs: Option<String>,
    pub quantity: Option<Decimal>,
    pub unit: Option<Unit>,
    pub value: Option<Decimal>,
    pub currency: Option<Currency>,
    pub from: Option<Country>,
    pub to: Option<Country>,
    pub origin: Option<Country>,
    pub via: Vec<Country>,
    pub date: Option<Interval>,
    pub consignor: Option<String>,
    pub consignee: Option<String>,
    pub end_user: Option<String>,
    pub vessel: Option<String>,
    pub flag: Option<Country>,
    pub sender_is: Vec<String>,
    pub recipient_is: Vec<String>,
    pub facts: BTreeMap<String, FactValue>,
    pub stage: Stage,
    pub account: Option<String>,
    pub same_as: Option<String>,
    pub title: Option<String>,
    pub source: Vec<String>,
    pub remarks: Option<String>,
}

/// What else a case says, around what was made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    /// Its name.
    pub id: Option<String>,
    /// What must come out, as RON.
    pub expect: Option<String>,
    /// A comment above that.
    pub comment: Option<String>,
}

impl Draft {
    /// What a record says, but for its name and for what only tests read.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
        let names = |names: &[Spanned<String>]| names.iter().map(|one| one.value.clone()).collect();
        let facts = record.facts.iter();
        Self {
            item: text(&record.item),
            categories: names(&record.categories),
            hs: record.hs.as_ref().map(|hs| hs.value.to_string()),
            quantity: value(&record.quantity),
            unit: value(&record.unit),
            value: value(&record.value),
            currency: value(&record.currency),
            from: value(&record.from),
            to: value(&record.to),
            origin: value(&record.origin),
            via: record.via.iter().map(|country| country.value).collect(),
            date: value(&record.date),
            consignor: text(&record.consignor),
            consignee: text(&record.consignee),
            end_user: text(&record.end_user),
            vessel: text(&record.vessel),
            flag: value(&record.flag),
            sender_is: names(&record.sender_is),
            recipient_is: names(&record.recipient_is),
            facts: facts
                .map(|(name, fact)| (name.clone(), fact.value))
                .collect(),
            stage: record.stage,
            account: record.account.clone(),
            same_as: record.same_as.as_ref().map(|other| other.value.clone()),
            title: text(&record.title),
            source: record
                .source
                .iter()
                .map(|text| text.value.clone())
                .collect(),
            remarks: text(&record.remarks),
        }
    }

    /// Whether it names goods, without which there is no record.
    #[must_use]
    pub fn names_goods(&self) -> bool {
        self.item.is_some() || self.hs.is_some() || !self.categories.is_empty()
    }

    /// States an amount of the line: a value in money, a quantity in all other units.
    pub fn measure(&mut self, amount: Amount) {
        match amount.unit.dimension() {
            Dimension::Money(currency) => {
                (self.value, self.currency) = (Some(amount.number), Some(currency));
            }
            _ => (self.quantity, self.unit) = (Some(amount.number), Some(amount.unit)),
        }
    }

    /// What it says, in RON, in the order of cases.
    fn fields(&self) -> impl Iterator<Item = (&'static str, String)> {
        let country = |country: Option<Country>| country.map(|c| quoted(c.alpha3()));
        let text = |text: &Option<String>| text.as_deref().map(quoted);
        let via: Vec<String> = self.via.iter().map(|c| c.alpha3().to_owned()).collect();
        let category = match self.categories.as_slice() {
            [one] => Some(quoted(one)),
            several => list(several),
        };
        let stage = (self.stage != Stage::default()).then(|| quoted(self.stage.word()));
        let fields = [
            ("title", text(&self.title)),
            ("source", list(&self.source)),
            ("item", text(&self.item)),
            ("category", category),
            ("hs", text(&self.hs)),
            ("quantity", self.quantity.map(number)),
            ("unit", self.unit.map(|unit| quoted(unit.symbol()))),
            ("value", self.value.map(number)),
            ("currency", self.currency.map(|c| quoted(c.code()))),
            ("from", country(self.from)),
            ("to", country(self.to)),
            ("origin", country(self.origin)),
            ("via", list(&via)),
            ("date", self.date.map(|date| quoted(&date.to_string()))),
            ("consignor", text(&self.consignor)),
            ("consignee", text(&self.consignee)),
            ("end_user", text(&self.end_user)),
            ("vessel", text(&self.vessel)),
            ("flag", country(self.flag)),
            ("sender_is", list(&self.sender_is)),
            ("recipient_is", list(&self.recipient_is)),
            ("facts", self.stated()),
            ("stage", stage),
            ("account", text(&self.account)),
            ("same_as", text(&self.same_as)),
            ("remarks", text(&self.remarks)),
        ];
        let said = |(name, value): (&'static str, Option<String>)| Some((name, value?));
        fields.into_iter().filter_map(said)
    }

    /// What it says, field by field, as a reader reads it.
    #[must_use]
    pub fn said(&self) -> Vec<(&'static str, String)> {
        self.fields()
            .map(|(name, value)| (name, self.plain(name, value)))
            .collect()
    }

    /// A field without the brackets and quotes of a case.
    fn plain(&self, name: &str, value: String) -> String {
        let list = |all: &[String]| {
            let all = all.iter().map(|one| unquoted(quoted(one)));
            all.collect::<Vec<_>>().join("; ")
        };
        match name {
            "source" => list(&self.source),
            "category" => list(&self.categories),
            "sender_is" => list(&self.sender_is),
            "recipient_is" => list(&self.recipient_is),
            "via" => {
                let via = self.via.iter().map(|country| country.alpha3());
                via.collect::<Vec<_>>().join("; ")
            }
            "facts" => {
                let facts = self.facts.iter().map(|(name, value)| {
                    let value = match value {
                        FactValue::YesNo(true) => "yes".to_owned(),
                        FactValue::YesNo(false) => "no".to_owned(),
                        FactValue::Amount(amount) => {
                            format!("{} {}", number(amount.number), amount.unit)
                        }
                        FactValue::Day(day) => day.to_string(),
                    };
                    format!("{}: {value}", unquoted(quoted(name)))
                });
                facts.collect::<Vec<_>>().join("; ")
            }
            _ => unquoted(value),
        }
    }

    fn stated(&self) -> Option<String> {
        let facts = self.facts.iter().map(|(name, value)| {
            let value = match value {
                FactValue::YesNo(answer) => answer.to_string(),
                FactValue::Amount(amount) => {
                    quoted(&format!("{} {}", number(amount.number), amount.unit))
                }
                FactValue::Day(day) => quoted(&day.to_string()),
            };
            format!("{}: {value}", quoted(name))
        });
        let facts: Vec<String> = facts.collect();
        (!facts.is_empty()).then(|| format!("{{{}}}", facts.join(", ")))
    }

    /// The record as a case of a file, with what else the case says.
    pub(crate) fn case(&self, around: &Around) -> String {
        let mut text = String::from("(\n");
        let id = around.id.as_deref().map(|id| ("id", quoted(id)));
        for (name, value) in id.into_iter().chain(self.fields()) {
            text.push_str(&format!("    {name}: {value},\n"));
        }
        if let Some(comment) = &around.comment {
            text.push_str(&format!("    // {comment}\n"));
        }
        if let Some(expect) = &around.expect {
            text.push_str(&format!("    expect: {expect},\n"));
        }
        text.push(')');
        text
    }

    /// The record as a case with a name.
    #[must_use]
    pub fn named(&self, id: &str) -> String {
        self.case(&Around {
            id: Some(id.to_owned()),
            ..Around::default()
        })
    }

    /// The record on one line.
    ///
    /// ```
    /// assert_eq!(interdict::record::Draft::default().on_one_line(), "()");
    /// ```
    #[must_use]
    pub fn on_one_line(&self) -> String {
        let fields = self
            .fields()
            .map(|(name, value)| format!("{name}: {value}"));
        format!("({})", fields.collect::<Vec<_>>().join(", "))
    }
}

impl fmt::Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.case(&Around::default()))
    }
}

fn value<T: Copy>(field: &Option<Spanned<T>>) -> Option<T> {
    field.as_ref().map(|field| field.value)
}

fn number(number: Decimal) -> String {
    number.normalize().to_string()
}

/// A text without its quotes, where nothing in it is escaped.
fn unquoted(value: String) -> String {
    match value.strip_prefix('"').and_then(|v| v.strip_suffix('"')) {
        Some(text) if !text.contains(['"', '\\']) => text.to_owned(),
        _ => value,
    }
}

fn list(texts: &[String]) -> Option<String> {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    (!texts.is_empty()).then(|| format!("[{}]", texts.join(", ")))
}

/// A text as RON writes it.
pub(crate) fn quoted(text: &str) -> String {
    ron::ser::to_string(text).unwrap_or_default()
}
