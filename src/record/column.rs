//! The columns of tables: which field or fact each is, and what its cells hold.

use std::fmt;

use super::cells::parts;
use super::decode::FIELDS;
use super::mapping::cell_error;
use super::model::{Names, Text};
use super::node::{Node, Value};

/// Fields that hold values inside values, as a cell cannot.
const NESTED: &[&str] = &["wordings", "facts", "expect"];

/// Fields that hold several values, in a cell with `;` between them.
const LISTS: &[&str] = &["category", "via", "sender_is", "recipient_is"];

/// Fields of which a record needs one.
const GOODS: &[&str] = &["item", "hs", "category"];

/// What stands before the name of a fact in the name of its column.
pub(super) const FACT: &str = "facts.";

/// What the cells of a column say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    Field(&'static str),
    Fact(String),
}

/// The fields that have a column.
pub(super) fn fields() -> impl Iterator<Item = &'static str> {
    let fields = FIELDS.iter().copied();
    fields.filter(|field| !NESTED.contains(field))
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => f.write_str(name),
            Self::Fact(name) => write!(f, "{FACT}{name}"),
        }
    }
}

impl Column {
    /// Whether a cell can hold several values.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Field(name) if LISTS.contains(name))
    }

    pub fn named(name: &str, names: &Names) -> Option<Self> {
        let name = name.replace([' ', '-'], "_");
        let same = |known: &str| known.eq_ignore_ascii_case(&name);
        if let Some(field) = fields().find(|field| same(field)) {
            return Some(Self::Field(field));
        }
        let mut facts = names.facts.keys();
        let fact = facts.find(|fact| same(&format!("{FACT}{fact}")));
        fact.map(|fact| Self::Fact(fact.clone()))
    }
}

/// Whether it is one of those of which a record needs one.
pub(super) fn is_goods(column: &Column) -> bool {
    matches!(column, Column::Field(name) if GOODS.contains(name))
}

/// A cell's text as the value of its column.
pub(super) fn cell_node<'a>(column: &Column, text: Text, separator: &str) -> Node<'a> {
    if !column.is_list() {
        return text_node(text);
    }
    let nodes = parts(&text, separator).into_iter().map(text_node);
    Node {
        span: text.span,
        value: Value::List(nodes.collect()),
    }
}

/// A cell's text, unless a formula that failed left it.
pub(super) fn text_node<'a>(text: Text) -> Node<'a> {
    Node {
        span: text.span,
        value: match cell_error(&text) {
            Some(fault) => Value::Wrong(Box::new(fault)),
            None => Value::Text(text),
        },
    }
}
