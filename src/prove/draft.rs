//! A record to be, as the text of a case.

use std::collections::BTreeMap;
use std::fmt;

/// What a record says, field by field; shown as one record in RON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Fields that stand for one text or number, as RON, in the order in which they are shown.
    fields: BTreeMap<Field, String>,
    /// Answers to what rules ask, as RON.
    facts: BTreeMap<String, String>,
}

/// The fields that a draft can have, in the order of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Item,
    Category,
    Hs,
    Quantity,
    Unit,
    Value,
    Currency,
    From,
    To,
    Origin,
    EndUser,
    Flag,
    Date,
    SenderIs,
    RecipientIs,
}

impl Field {
    fn name(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Category => "category",
            Self::Hs => "hs",
            Self::Quantity => "quantity",
            Self::Unit => "unit",
            Self::Value => "value",
            Self::Currency => "currency",
            Self::From => "from",
            Self::To => "to",
            Self::Origin => "origin",
            Self::EndUser => "end_user",
            Self::Flag => "flag",
            Self::Date => "date",
            Self::SenderIs => "sender_is",
            Self::RecipientIs => "recipient_is",
        }
    }
}

impl Draft {
    /// Says a text.
    pub(super) fn say(&mut self, field: Field, text: &str) {
        self.fields.insert(field, quoted(text));
    }

    /// Says a number.
    pub(super) fn count(&mut self, field: Field, number: impl fmt::Display) {
        self.fields.insert(field, number.to_string());
    }

    /// Says several names.
    pub(super) fn list(&mut self, field: Field, names: &[&str]) {
        let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        self.fields.insert(field, format!("[{}]", names.join(", ")));
    }

    /// Answers what a rule asks with yes or no.
    pub(super) fn answer(&mut self, fact: &str, answer: bool) {
        self.facts.insert(fact.to_owned(), answer.to_string());
    }

    /// Answers what a rule asks with an amount or a day.
    pub(super) fn state(&mut self, name: &str, value: impl fmt::Display) {
        self.facts
            .insert(name.to_owned(), quoted(&value.to_string()));
    }

    /// Takes over what another draft says.
    pub(super) fn with(&mut self, other: &Self) {
        let fields = other.fields.iter();
        self.fields
            .extend(fields.map(|(field, value)| (*field, value.clone())));
        let facts = other.facts.iter();
        self.facts
            .extend(facts.map(|(name, value)| (name.clone(), value.clone())));
    }
}

impl fmt::Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(\n")?;
        for (field, value) in &self.fields {
            writeln!(f, "    {}: {value},", field.name())?;
        }
        if !self.facts.is_empty() {
            let facts = self.facts.iter();
            let facts: Vec<String> = facts
                .map(|(name, value)| format!("{}: {value}", quoted(name)))
                .collect();
            writeln!(f, "    facts: {{{}}},", facts.join(", "))?;
        }
        f.write_str(")")
    }
}

/// A text as RON.
fn quoted(text: &str) -> String {
    ron::ser::to_string(text).unwrap_or_default()
}

impl Draft {
    /// Whether a field is stated.
    pub(super) fn states(&self, field: Field) -> bool {
        self.fields.contains_key(&field)
    }
}
