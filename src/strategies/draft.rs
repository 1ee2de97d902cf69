//! A record in the making, and how it is written as a case.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::record::FactValue;
use crate::terms::{Country, Currency, Decimal, Interval, Unit};

/// What a record says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Draft {
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
    pub flag: Option<Country>,
    pub sender_is: Vec<String>,
    pub recipient_is: Vec<String>,
    pub facts: BTreeMap<String, FactValue>,
}

/// What else a case says, around what was made.
#[derive(Debug, Clone, Default)]
pub(super) struct Around {
    /// Its name.
    pub id: Option<String>,
    /// What must come out, as RON.
    pub expect: Option<String>,
    /// A comment above that.
    pub comment: Option<String>,
}

impl Draft {
    /// Whether it names goods, without which there is no record.
    pub fn names_goods(&self) -> bool {
        self.item.is_some() || self.hs.is_some() || !self.categories.is_empty()
    }

    /// The record in RON, its fields in the order of cases.
    pub fn ron(&self, around: &Around) -> String {
        let mut text = String::from("(\n");
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                let _ = writeln!(text, "    {name}: {value},");
            }
        };
        let country = |country: Option<Country>| country.map(|c| quoted(c.alpha3()));
        let text_of = |text: &Option<String>| text.as_deref().map(quoted);
        put("id", text_of(&around.id));
        put("item", text_of(&self.item));
        put("category", list(&self.categories));
        put("hs", text_of(&self.hs));
        put("quantity", self.quantity.map(number));
        put("unit", self.unit.map(|unit| quoted(unit.symbol())));
        put("value", self.value.map(number));
        put("currency", self.currency.map(|c| quoted(c.code())));
        put("from", country(self.from));
        put("to", country(self.to));
        put("origin", country(self.origin));
        let via: Vec<String> = self.via.iter().map(|c| c.alpha3().to_owned()).collect();
        put("via", list(&via));
        put("date", self.date.map(|date| quoted(&date.to_string())));
        put("consignor", text_of(&self.consignor));
        put("consignee", text_of(&self.consignee));
        put("end_user", text_of(&self.end_user));
        put("flag", country(self.flag));
        put("sender_is", list(&self.sender_is));
        put("recipient_is", list(&self.recipient_is));
        put("facts", self.facts());
        if let Some(comment) = &around.comment {
            let _ = writeln!(text, "    // {comment}");
        }
        if let Some(expect) = &around.expect {
            let _ = writeln!(text, "    expect: {expect},");
        }
        text.push_str(")\n");
        text
    }

    fn facts(&self) -> Option<String> {
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
}

fn number(number: Decimal) -> String {
    number.normalize().to_string()
}

fn list(texts: &[String]) -> Option<String> {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    (!texts.is_empty()).then(|| format!("[{}]", texts.join(", ")))
}

/// A text as RON writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(if c.is_control() { ' ' } else { c });
    }
    quoted.push('"');
    quoted
}
