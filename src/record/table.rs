//! CSV and TSV as nodes: the first row names the fields, each further row is a record.

use std::sync::Arc;

use crate::source::{SourceFile, Span, Spanned, brief, nearest};
use crate::syntax::did_you_mean;

use super::cells::{MOST_COLUMNS, OPEN, Row, Rows, TableError, parts, text};
use super::decode::{Decoder, FIELDS};
use super::fault::RecordFault;
use super::form::{FormError, FormFault};
use super::model::{Names, Text};
use super::node::{Node, Value};
use super::read::Format;

/// Fields that hold values inside values, as a cell cannot.
const NESTED: &[&str] = &["wordings", "facts", "expect"];

/// Fields that hold several values, in a cell with `;` between them.
const LISTS: &[&str] = &["category", "via", "sender_is", "recipient_is"];

/// Fields of which a record needs one.
const GOODS: &[&str] = &["item", "hs", "category"];

/// What can separate cells.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// In how many lines the row of names is looked for, where it is not the first.
const MOST_ABOVE: usize = 20;

/// What stands before the name of a fact in the name of its column.
const FACT: &str = "facts.";

/// What the cells of a column say.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Field(&'static str),
    Fact(String),
}

/// The fields that have a column.
fn fields() -> impl Iterator<Item = &'static str> {
    let fields = FIELDS.iter().copied();
    fields.filter(|field| !NESTED.contains(field))
}

impl Column {
    fn named(name: &str, names: &Names) -> Option<Self> {
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

/// The format of a text whose first line names fields, where it seems to be a table.
pub(super) fn guess(file: &str) -> Option<Format> {
    let line = first_line(file);
    if line.starts_with(['(', '[', '{', '/', '#']) {
        return None;
    }
    if let Some(delimiter) = separator(line) {
        let line = first_line(Span::new(Span::of(line, file).end, file.len()).quote(file));
        return names_fields(line, delimiter, is_field).then_some(Format::Csv);
    }
    match delimiter(line) {
        _ if names_fields(line, '\t', is_field) => Some(Format::Tsv),
        delimiter => names_fields(line, delimiter, is_field).then_some(Format::Csv),
    }
}

/// Whether one of several names in a line is that of a field such as `is_known` looks for.
fn names_fields(line: &str, delimiter: char, is_known: impl Fn(&Column) -> bool) -> bool {
    let names = line
        .split(delimiter)
        .map(|name| name.trim_matches('"').trim());
    let mut columns = names.filter_map(|name| Column::named(name, &Names::default()));
    line.contains(delimiter) && columns.any(|column| is_known(&column))
}

fn is_field(_: &Column) -> bool {
    true
}

fn is_goods(column: &Column) -> bool {
    matches!(column, Column::Field(name) if GOODS.contains(name))
}

/// What a first line `sep=;` says that separates cells: spreadsheets write and understand it.
fn separator(line: &str) -> Option<char> {
    let line = line.trim_matches('"').trim_end_matches(' ');
    let (start, rest) = line.split_at_checked("sep=".len())?;
    let mut rest = rest.chars();
    let delimiter = rest.next().filter(|c| DELIMITERS.contains(c))?;
    (start.eq_ignore_ascii_case("sep=") && rest.next().is_none()).then_some(delimiter)
}

/// Where the row of names begins, and what separates cells.
fn layout(file: &str, format: Format) -> (usize, char) {
    let line = first_line(file);
    match separator(line) {
        Some(delimiter) => (Span::of(line, file).end, delimiter),
        None if format == Format::Tsv => (0, '\t'),
        None => (0, delimiter(line)),
    }
}

/// The row of names, where it stands below others, such as a heading: the first of them ends at
/// `end`.
fn row_of_names(file: &str, end: usize, format: Format) -> Option<Span> {
    let below = file.get(end..)?.split(['\r', '\n']).take(MOST_ABOVE);
    let mut rows = below.filter(|line| match (format, delimiter(line)) {
        (Format::Tsv, ',' | ';' | '|') => false,
        (_, delimiter) => names_fields(line, delimiter, is_goods),
    });
    rows.next().map(|line| Span::of(line, file))
}

fn first_line(file: &str) -> &str {
    let start = file.trim_start_matches(['\u{feff}', '\r', '\n', ' ']);
    start.split(['\r', '\n']).next().unwrap_or_default()
}

/// What separates the cells of a table: the first of `,`, `;`, tab and `|` that the first line has
/// outside quotes.
fn delimiter(line: &str) -> char {
    let outside = || line.split('"').step_by(2);
    let separates = |delimiter: &char| outside().any(|part| part.contains(*delimiter));
    DELIMITERS.into_iter().find(separates).unwrap_or(',')
}

/// What the first row of a table says of the others.
#[derive(Debug)]
pub(super) struct Layout {
    delimiter: char,
    /// What each column says; nothing where that is not clear and no row can be read.
    columns: Option<Vec<Option<Column>>>,
}

impl Layout {
    /// The layout of a table of which the beginning is known. What is wrong with its first row is
    /// said where that is read.
    pub fn of(file: &Arc<SourceFile>, format: Format, names: &Names) -> Self {
        let mut decoder = Decoder::new(file, names);
        let (mut rows, delimiter) = rows(file.text(), format);
        Self {
            columns: first_row(&mut decoder, &mut rows, file.text(), format),
            delimiter,
        }
    }
}

/// Where the last row ends of a stretch of a table of which more is to come; 0 where that is not
/// known of any. A quote that is not closed in it may be closed behind it, unless there is no
/// looking further.
pub(super) fn last_end(
    text: &str,
    layout: Option<&Layout>,
    format: Format,
    is_last_try: bool,
) -> usize {
    let (start, delimiter) = match layout {
        Some(layout) => (0, layout.delimiter),
        None => self::layout(text, format),
    };
    let mut rows = Rows::new(text, start, delimiter);
    let mut last = 0;
    while let Some(row) = rows.next() {
        let is_open = row.is_err_and(|fault| fault.error == OPEN);
        let is_whole = rows.at() < text.len() && (is_last_try || !is_open);
        if !is_whole {
            break;
        }
        last = rows.at();
    }
    last
}

fn rows(file: &str, format: Format) -> (impl Iterator<Item = RowRead<'_>>, char) {
    let (start, delimiter) = layout(file, format);
    (filled(Rows::new(file, start, delimiter)), delimiter)
}

type RowRead<'a> = Result<Row<'a>, FormFault>;

fn filled<'a>(rows: Rows<'a>) -> impl Iterator<Item = RowRead<'a>> {
    rows.filter(|row| match row {
        Ok(row) => !row.is_blank(),
        Err(_) => true,
    })
}

/// Reads the records of a table.
pub(super) fn read(decoder: &mut Decoder<'_>, file: &str, format: Format) {
    let (mut rows, _) = rows(file, format);
    let columns = first_row(decoder, &mut rows, file, format);
    read_below(decoder, rows, columns.as_deref(), file, format);
}

/// Reads the records of a stretch of a table below its first row.
pub(super) fn read_rows(decoder: &mut Decoder<'_>, file: &str, layout: &Layout, format: Format) {
    let rows = filled(Rows::new(file, 0, layout.delimiter));
    read_below(decoder, rows, layout.columns.as_deref(), file, format);
}

fn first_row<'a>(
    decoder: &mut Decoder<'_>,
    rows: &mut impl Iterator<Item = RowRead<'a>>,
    file: &str,
    format: Format,
) -> Option<Vec<Option<Column>>> {
    match rows.next()? {
        Ok(row) => header(decoder, &row, file, format),
        Err(fault) => {
            decoder.form(format, fault);
            None
        }
    }
}

fn read_below<'a>(
    decoder: &mut Decoder<'_>,
    rows: impl Iterator<Item = RowRead<'a>>,
    columns: Option<&[Option<Column>]>,
    file: &str,
    format: Format,
) {
    let Some(columns) = columns else {
        return rows.for_each(|_| decoder.leave_out());
    };
    // Whether the lines that follow may be the rest of a cell that was never closed.
    let mut is_open = false;
    for row in rows {
        match row.and_then(|row| node(&row, columns, file)) {
            Ok(node) => {
                is_open = false;
                decoder.take(&node);
            }
            Err(fault) if is_open && fault.error != OPEN => {}
            Err(fault) => {
                is_open = fault.error == OPEN;
                decoder.broken(format, fault);
            }
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
    let has_goods = columns.iter().flatten().any(is_goods);
    if !has_goods {
        let (error, place) = match row_of_names(file, row.span.end, format) {
            Some(place) => (TableError::Above, place),
            None => (TableError::Header, row.span),
        };
        decoder.form(format, FormFault::new(FormError::Table(error), place));
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
    if is_header && name.value.is_empty() {
        decoder.add(name.span, RecordFault::NoColumnName);
        return;
    }
    let facts = decoder.names.facts.keys();
    let facts: Vec<String> = facts.map(|fact| format!("{FACT}{fact}")).collect();
    let mut known: Vec<&str> = fields().collect();
    known.extend(facts.iter().map(String::as_str));
    let near = match synonym(&name.value) {
        Some(field) => vec![field],
        None => nearest(&name.value, known),
    };
    if is_header || !near.is_empty() {
        let near: Vec<String> = near.into_iter().map(str::to_owned).collect();
        let help = did_you_mean(&near).unwrap_or_else(|| instead(&name.value));
        let shown = brief(&name.value).into_owned();
        decoder.add(name.span, RecordFault::Column { name: shown, help });
    }
}

/// The field that a usual name of a column means. It is told, not taken: what such a column holds
/// differs from table to table.
fn synonym(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase().replace(['_', '-', '.', ' '], "");
    let names: [(&str, &[&str]); 10] = [
        (
            "item",
            &[
                "description",
                "itemdescription",
                "goods",
                "goodsdescription",
                "product",
                "commodity",
                "descriptionofgoods",
                "productdescription",
            ],
        ),
        (
            "hs",
            &[
                "hscode",
                "hscodes",
                "commoditycode",
                "tariffcode",
                "tariff",
                "hs6",
                "hts",
            ],
        ),
        ("quantity", &["qty", "amount", "number"]),
        ("unit", &["uom", "unitofmeasure", "qtyunit", "quantityunit"]),
        (
            "to",
            &[
                "destination",
                "destinationcountry",
                "countryofdestination",
                "importcountry",
                "tocountry",
                "recipientcountry",
            ],
        ),
        (
            "from",
            &[
                "exportcountry",
                "countryofexport",
                "fromcountry",
                "sendercountry",
                "countryofdispatch",
            ],
        ),
        ("origin", &["countryoforigin", "origincountry"]),
        (
            "date",
            &[
                "shipmentdate",
                "shippingdate",
                "dateofshipment",
                "deliverydate",
            ],
        ),
        (
            "consignor",
            &["shipper", "sender", "exporter", "supplier", "seller"],
        ),
        ("consignee", &["receiver", "recipient", "importer", "buyer"]),
    ];
    let mut fields = names.into_iter();
    fields.find_map(|(field, words)| words.contains(&name.as_str()).then_some(field))
}

/// What to write instead of a column that resembles none.
fn instead(name: &str) -> String {
    match name.to_ascii_lowercase().as_str() {
        "facts" => format!("each fact has a column of its own, such as `{FACT}used`"),
        "wordings" | "expect" => "no cell can hold it; write the records in RON or JSON".into(),
        _ => {
            let fields: Vec<&str> = fields().collect();
            let fields = fields.join(", ");
            format!("the columns are {fields}, and `{FACT}NAME` for each fact")
        }
    }
}

/// A row as a record, or what is wrong with its form.
fn node<'a>(row: &Row<'_>, columns: &[Option<Column>], file: &str) -> Result<Node<'a>, FormFault> {
    // Quotes that do not pair up are why a row is too long, and said first.
    let texts: Result<Vec<_>, _> = row.cells.iter().map(|cell| text(cell, file)).collect();
    let texts = texts?;
    let (found, due) = (row.count, columns.len());
    // Spreadsheets write empty cells behind the last one.
    let is_longer = row.count == row.cells.len() && found > due;
    let more = row.cells.get(due..).filter(|_| is_longer);
    let says_nothing = more.is_some_and(|more| more.iter().all(|cell| cell.trim().is_empty()));
    if found != due && !says_nothing {
        let error = FormError::Table(TableError::Ragged { found, due });
        return Err(FormFault::new(error, row.span));
    }
    let (mut fields, mut facts) = (Vec::new(), Vec::new());
    for (text, column) in texts.into_iter().zip(columns) {
        match column.as_ref().zip(text) {
            Some((Column::Field(name), text)) => fields.push(field(name, text)),
            Some((Column::Fact(name), text)) => facts.push(field(name, text)),
            None => {}
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value as Json, json};

    use crate::source::SourceFile;
    use crate::terms::Unit;

    use super::super::model::{FactForm, Record, Records};
    use super::super::read::read;
    use super::*;

    fn names() -> Names {
        let range = FactForm::Amount(vec![Unit::parse("km").unwrap()]);
        Names {
            categories: ["arms", "food"].map(str::to_owned).into(),
            facts: [("used", FactForm::YesNo), ("range", range)]
                .map(|(name, form)| (name.to_owned(), form))
                .into(),
            actors: ["government", "media"].map(str::to_owned).into(),
        }
    }

    fn records(text: &str, format: Format) -> Records {
        read(&SourceFile::new("a", text), format, &names())
    }

    /// A record without the places of its values.
    fn said(record: &Record) -> String {
        let mut record = record.clone();
        record.file = SourceFile::new("", "");
        let shown = format!("{record:?}");
        let mut parts = shown.split("Span { ");
        let first = parts.next().unwrap().to_owned();
        parts.fold(first, |said, part| {
            said + part.split_once('}').map_or("", |(_, rest)| rest)
        })
    }

    #[test]
    fn every_field_says_what_it_says_in_json() {
        let mut fields = json!({
            "id": "a-1", "item": "rifles, new", "category": ["arms", "food"], "hs": "9301.90",
            "quantity": "30.5", "unit": "kg", "value": "1200", "currency": "usd", "from": "Russia",
            "to": "PRK", "origin": "CHN", "via": ["CHN", "Mongolia"], "date": "2012-06",
            "consignor": "A", "consignee": "B", "end_user": "C", "vessel": "D", "flag": "PAN",
            "sender_is": ["government"], "recipient_is": ["media", "government"], "title": "E",
            "source": "F; G", "remarks": "H", "stage": "shipped", "account": "I",
            "same_as": "a-0",
        });
        let columns: Vec<&str> = fields
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        for field in super::fields() {
            assert!(columns.contains(&field), "{field}");
        }
        let cell = |value: &Json| match value {
            Json::Array(values) => {
                let values = values.iter().map(|value| value.as_str().unwrap());
                values.collect::<Vec<_>>().join(" ; ")
            }
            value => value.as_str().unwrap().to_owned(),
        };
        let cells = fields.as_object().unwrap().values().map(cell);
        let cells: Vec<String> = cells.map(|cell| format!("\"{cell}\"")).collect();
        let (columns, cells) = (columns.join(","), cells.join(","));
        let text = format!("{columns},facts.range,FACTS.Used\n{cells},400 km,yes\n");
        fields["facts"] = json!({"range": "400 km", "used": true});
        let (table, json) = (
            records(&text, Format::Csv),
            records(&fields.to_string(), Format::Json),
        );
        assert!(table.errors.is_empty(), "{:?}", table.errors);
        assert_eq!(said(&table.records[0]), said(&json.records[0]));
    }

    #[test]
    fn a_row_without_a_name_has_its_number() {
        let text = "\r\n Item ;ID\r\n\r\nrice;\r\n;\r\nrice;\"\"\r\n\"x\r\n\r\nrice;b\r\nrice; ";
        let read = records(text, Format::Csv);
        let ids: Vec<&str> = read
            .records
            .iter()
            .map(|record| record.id.as_str())
            .collect();
        // The third is broken.
        assert_eq!(ids, ["1", "2", "b", "5"]);
        assert_eq!(read.errors.len(), 1);
        let file = Arc::clone(&read.file);
        let rows: Vec<&str> = read
            .records
            .iter()
            .map(|record| file.quote(record.span))
            .collect();
        assert_eq!(rows, ["rice;", "rice;\"\"", "rice;b", "rice; "]);
    }

    #[test]
    fn words_inside_quotes_have_their_places() {
        let text = "item,to\r\n\"the \"\"big\"\"\r\n\"\"T-55\"\" tank\",PRK\r\n";
        let read = records(text, Format::Csv);
        let item = read.records[0].item.as_ref().unwrap();
        assert_eq!(item.value, "the \"big\"\r\n\"T-55\" tank");
        for word in ["the", "big", "T-55", "tank"] {
            let at = item.value.find(word).unwrap();
            let place = item.place(Span::new(at, at + word.len()));
            assert_eq!(read.file.quote(place), word);
        }
    }

    #[test]
    fn a_table_is_known_by_its_first_line() {
        for (text, format) in [
            ("item,colour\nrice,red", Some(Format::Csv)),
            (
                "\u{feff}\n\"Item\";\"to, from\"\nrice;red",
                Some(Format::Csv),
            ),
            ("weight, kg\tFacts.used\t hs \n", Some(Format::Tsv)),
            ("item\nrice", None),
            ("colour,weight\n", None),
            ("(item: \"a\", from: \"b\")", None),
            ("// item, from\n(item: \"a\")", None),
            ("[item, from]", None),
            ("", None),
        ] {
            assert_eq!(guess(text), format, "{text:?}");
            assert_eq!(
                Format::of_text(text),
                format.unwrap_or(Format::of_text(text))
            );
        }
    }

    #[test]
    fn a_table_with_too_many_columns_is_not_read() {
        let text = format!("item{}\nrice\n", ",x".repeat(MOST_COLUMNS));
        let read = records(&text, Format::Csv);
        assert_eq!((read.records.len(), read.errors.len()), (0, 1));
    }
}
