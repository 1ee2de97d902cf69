//! CSV and TSV as nodes: the first row names the fields, each further row is a record.

use crate::source::{Span, Spanned, brief, nearest};

use super::cells::{MOST_COLUMNS, Row, Rows, TableError, parts, text};
use super::decode::{Decoder, FIELDS};
use super::fault::RecordFault;
use super::form::{FormError, FormFault};
use super::model::{Names, Text};
use super::node::{Node, Value};
use super::read::Format;

/// Fields that hold values inside values, which a cell cannot; a fact has a column of its own.
const NESTED: &[&str] = &["wordings", "facts", "expect"];

/// Fields that hold several values, in a cell with `;` between them.
const LISTS: &[&str] = &["category", "via", "sender_is", "recipient_is"];

/// Fields of which a record needs one.
const GOODS: &[&str] = &["item", "hs", "category"];

/// What stands before the name of a fact in the name of its column.
const FACT: &str = "facts.";

/// What the cells of a column say.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Field(&'static str),
    Fact(String),
}

/// The fields that have a column.
pub(super) fn fields() -> impl Iterator<Item = &'static str> {
    let fields = FIELDS.iter().copied();
    fields.filter(|field| !NESTED.contains(field))
}

impl Column {
    fn named(name: &str, names: &Names) -> Option<Self> {
        let same = |known: &str| known.eq_ignore_ascii_case(name);
        if let Some(field) = fields().find(|field| same(field)) {
            return Some(Self::Field(field));
        }
        let mut facts = names.facts.keys();
        let fact = facts.find(|fact| same(&format!("{FACT}{fact}")));
        fact.map(|fact| Self::Fact(fact.clone()))
    }
}

/// The format of a text whose first line names fields, where it seems to be a table.
pub(super) fn guess(file: &str) -> Option<Format> {
    let line = first_line(file);
    if line.starts_with(['(', '[', '{', '/', '#']) {
        return None;
    }
    let names_fields = |delimiter: char| {
        let mut names = line
            .split(delimiter)
            .map(|name| name.trim_matches('"').trim());
        let is_known = |name: &str| Column::named(name, &Names::default()).is_some();
        line.contains(delimiter) && names.any(is_known)
    };
    match delimiter(line) {
        _ if names_fields('\t') => Some(Format::Tsv),
        delimiter => names_fields(delimiter).then_some(Format::Csv),
    }
}

fn first_line(file: &str) -> &str {
    let start = file.trim_start_matches(['\u{feff}', '\r', '\n', ' ']);
    start.split(['\r', '\n']).next().unwrap_or_default()
}

/// What separates the cells of a table: the first of `,`, `;` and tab that the first line has
/// outside quotes.
fn delimiter(line: &str) -> char {
    let outside = || line.split('"').step_by(2);
    let separates = |delimiter: &char| outside().any(|part| part.contains(*delimiter));
    [',', ';', '\t'].into_iter().find(separates).unwrap_or(',')
}

/// Reads the records of a table.
pub(super) fn read(decoder: &mut Decoder<'_>, file: &str, format: Format) {
    let delimiter = match format {
        Format::Tsv => '\t',
        _ => delimiter(first_line(file)),
    };
    let mut rows = Rows::new(file, delimiter).filter(|row| match row {
        Ok(row) => !row.is_blank(),
        Err(_) => true,
    });
    let columns = match rows.next() {
        Some(Ok(row)) => header(decoder, &row, file, format),
        Some(Err(fault)) => {
            decoder.form(format, fault);
            None
        }
        None => None,
    };
    let Some(columns) = columns else { return };
    for row in rows {
        match row.and_then(|row| node(&row, &columns, file)) {
            Ok(node) => decoder.take(&node),
            Err(fault) => decoder.broken(format, fault),
        }
    }
}

/// What each column says, or nothing where that is not clear and no row can be read.
fn header(
    decoder: &mut Decoder<'_>,
    row: &Row<'_>,
    file: &str,
    format: Format,
) -> Option<Vec<Option<Column>>> {
    let names = match names(row, file) {
        Ok(names) => names,
        Err(fault) => {
            decoder.form(format, fault);
            return None;
        }
    };
    let column = |name: &Spanned<String>| Column::named(&name.value, decoder.names);
    let columns: Vec<Option<Column>> = names.iter().map(column).collect();
    let is_goods = |column: &Column| matches!(column, Column::Field(name) if GOODS.contains(name));
    let has_goods = columns.iter().flatten().any(is_goods);
    if !has_goods {
        let error = FormError::Table(TableError::Header);
        decoder.form(format, FormFault::new(error, row.span));
    }
    let mut is_clear = has_goods;
    let mut seen: Vec<(&Option<Column>, &Spanned<String>)> = Vec::new();
    for (name, column) in names.iter().zip(&columns) {
        let same = |(other, first): &&(&Option<Column>, &Spanned<String>)| {
            *other == column && (column.is_some() || first.value == name.value)
        };
        match (seen.iter().find(same), column) {
            (Some((_, first)), Some(_)) => {
                decoder.twice(name, first.span);
                is_clear = false;
            }
            // Said once.
            (Some(_), None) => {}
            (None, _) => {
                if column.is_none() {
                    unknown(decoder, name, has_goods);
                }
                seen.push((column, name));
            }
        }
    }
    is_clear.then_some(columns)
}

/// The names in the first row; one that is missing is empty.
fn names(row: &Row<'_>, file: &str) -> Result<Vec<Spanned<String>>, FormFault> {
    if row.count > MOST_COLUMNS {
        let error = FormError::Table(TableError::Columns);
        return Err(FormFault::new(
            error,
            Span::new(row.span.start, row.span.start),
        ));
    }
    let name = |cell: &&str| {
        let place = Span::of(cell.trim(), file);
        let name = text(cell, file)?;
        Ok(name.map_or(Spanned::new(String::new(), place), |name| {
            Spanned::new(name.value, name.span)
        }))
    };
    row.cells.iter().map(name).collect()
}

/// Warns of a column that is not read. A first row that names no goods may be no header at all:
/// then only names that are nearly right are worth a word.
fn unknown(decoder: &mut Decoder<'_>, name: &Spanned<String>, is_header: bool) {
    let facts = decoder.names.facts.keys();
    let facts: Vec<String> = facts.map(|fact| format!("{FACT}{fact}")).collect();
    let mut known: Vec<&str> = fields().collect();
    known.extend(facts.iter().map(String::as_str));
    let nearest: Vec<String> = nearest(&name.value, known)
        .into_iter()
        .map(str::to_owned)
        .collect();
    if !is_header && nearest.is_empty() {
        return;
    }
    let fault = if name.value.is_empty() {
        RecordFault::NoColumnName
    } else {
        let known = fields().collect();
        let name = brief(&name.value).into_owned();
        RecordFault::Column {
            name,
            nearest,
            known,
        }
    };
    decoder.add(name.span, fault);
}

/// A row as a record, or what is wrong with its form.
fn node<'a>(row: &Row<'_>, columns: &[Option<Column>], file: &str) -> Result<Node<'a>, FormFault> {
    if row.count != columns.len() {
        let (found, due) = (row.count, columns.len());
        let error = FormError::Table(TableError::Ragged { found, due });
        return Err(FormFault::new(error, row.span));
    }
    let (mut fields, mut facts) = (Vec::new(), Vec::new());
    for (cell, column) in row.cells.iter().zip(columns) {
        let Some((column, text)) = column.as_ref().zip(text(cell, file)?) else {
            continue;
        };
        match column {
            Column::Field(name) => fields.push(field(name, text)),
            Column::Fact(name) => facts.push(field(name, text)),
        }
    }
    if let Some((first, _)) = facts.first() {
        let span = first.span;
        let value = Value::Fields(facts);
        fields.push((Spanned::new("facts".to_owned(), span), Node { value, span }));
    }
    Ok(Node {
        value: Value::Fields(fields),
        span: row.span,
    })
}

/// A cell's text under the name of its column. Its name stands in another row; what is wrong
/// with the field is said at the cell.
fn field<'a>(name: &str, text: Text) -> (Spanned<String>, Node<'a>) {
    let node = |text: Text| Node {
        span: text.span,
        value: Value::Text(text),
    };
    let span = text.span;
    let value = if LISTS.contains(&name) {
        let nodes = parts(&text).into_iter().map(node).collect();
        Node {
            value: Value::List(nodes),
            span,
        }
    } else {
        node(text)
    };
    (Spanned::new(name.to_owned(), span), value)
}
