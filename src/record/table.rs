//! CSV and TSV as nodes: the first row names the fields, each further row is a record.

use std::borrow::Cow;
use std::sync::Arc;

use crate::source::{SourceFile, Span, Spanned, brief, nearest};
use crate::syntax::did_you_mean;

use super::cells::{MOST_COLUMNS, OPEN, Row, Rows, TableError, text};
use super::column::{Column, FACT, cell_node, fields, is_goods};
use super::decode::Decoder;
use super::dialect::{Dialect, TableForm};
use super::fault::RecordFault;
use super::form::{FormError, FormFault};
use super::head::{Head, row_of_names};
use super::mapping::{Cellular, Mapping, Mismatch, Plan};
use super::model::{Names, Text};
use super::node::{Node, Value};
use super::proposal::synonym;
use super::read::Format;

/// What the first row of a table says of the others.
#[derive(Debug)]
pub(super) struct Layout {
    dialect: Dialect,
    /// Nothing where it is not clear and no row can be read.
    columns: Option<Columns>,
}

/// What the cells of a row say.
#[derive(Debug)]
enum Columns {
    /// Each what its name tells, if anything.
    Named(Vec<Option<Column>>),
    /// What a mapping tells.
    Mapped(Plan),
}

impl Layout {
    /// The layout of a table of which the beginning is known. What is wrong with its first row is
    /// said where that is read.
    pub fn of(file: &Arc<SourceFile>, format: Format, names: &Names, form: &TableForm) -> Self {
        let mut decoder = Decoder::new(file, names);
        let head = Head::of(file.text(), format, form);
        let mut table = Table::new(&mut decoder, file.text(), format, head.dialect);
        let mut rows = table.rows(head.start);
        Self {
            columns: table.first_row(&mut rows, form),
            dialect: head.dialect,
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
    form: &TableForm,
    is_last_try: bool,
) -> usize {
    let (start, dialect) = match layout {
        Some(layout) => (0, layout.dialect),
        None => {
            let head = Head::of(text, format, form);
            if !head.is_sure && !is_last_try {
                return 0;
            }
            (head.start, head.dialect)
        }
    };
    if dialect.quote().is_none_or(|quote| !text.contains(quote)) {
        // Every line is a row.
        let end = text.rfind(['\n', '\r']).map(|at| at.saturating_add(1));
        return end.filter(|end| *end > start).unwrap_or(0);
    }
    let mut rows = Rows::new(text, start, dialect);
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

type RowRead<'a> = Result<Row<'a>, FormFault>;

/// Reads the records of a table.
pub(super) fn read(decoder: &mut Decoder<'_>, file: &str, format: Format, form: &TableForm) {
    let head = Head::of(file, format, form);
    let mut table = Table::new(decoder, file, format, head.dialect);
    let mut rows = table.rows(head.start);
    let columns = table.first_row(&mut rows, form);
    table.read(rows, columns.as_ref());
}

/// Reads the records of a stretch of a table below its first row.
pub(super) fn read_rows(decoder: &mut Decoder<'_>, file: &str, layout: &Layout, format: Format) {
    let mut table = Table::new(decoder, file, format, layout.dialect);
    let rows = table.rows(0);
    table.read(rows, layout.columns.as_ref());
}

/// A table that is being read.
struct Table<'d, 'n, 'a> {
    decoder: &'d mut Decoder<'n>,
    file: &'a str,
    format: Format,
    dialect: Dialect,
}

impl<'d, 'n, 'a> Table<'d, 'n, 'a> {
    fn new(decoder: &'d mut Decoder<'n>, file: &'a str, format: Format, dialect: Dialect) -> Self {
        Self {
            decoder,
            file,
            format,
            dialect,
        }
    }

    /// Its rows from a byte on, but for those that say nothing.
    fn rows(&self, start: usize) -> impl Iterator<Item = RowRead<'a>> + use<'a> {
        Rows::new(self.file, start, self.dialect).filter(|row| match row {
            Ok(row) => !row.is_blank(),
            Err(_) => true,
        })
    }

    fn first_row(
        &mut self,
        rows: &mut impl Iterator<Item = RowRead<'a>>,
        form: &TableForm,
    ) -> Option<Columns> {
        let row = rows.next()?;
        let names = row.and_then(|row| Ok((self.names(&row)?, row)));
        match (names, form.mapping()) {
            (Ok((names, row)), Some(mapping)) => self.plan(mapping, &names, row.span),
            (Ok((names, row)), None) => self.header(&names, &row).map(Columns::Named),
            (Err(fault), _) => {
                self.decoder.form(self.format, fault);
                None
            }
        }
    }

    fn read(&mut self, rows: impl Iterator<Item = RowRead<'a>>, columns: Option<&Columns>) {
        let Some(columns) = columns else {
            return rows.for_each(|_| self.decoder.leave_out());
        };
        // Whether the lines that follow may be the rest of a cell that was never closed.
        let mut is_open = false;
        for row in rows {
            match row.and_then(|row| self.node(&row, columns)) {
                Ok(node) => {
                    is_open = false;
                    match node {
                        Some(node) => self.decoder.take(&node),
                        None => self.decoder.pass_over(),
                    }
                }
                Err(fault) if is_open && fault.error != OPEN => {}
                Err(fault) => {
                    is_open = fault.error == OPEN;
                    self.decoder.broken(self.format, fault);
                }
            }
        }
    }

    /// The names in the first row; one that is missing is empty.
    fn names(&self, row: &Row<'_>) -> Result<Vec<Spanned<String>>, FormFault> {
        if row.count > MOST_COLUMNS {
            let error = FormError::Table(TableError::Columns);
            return Err(FormFault::new(
                error,
                Span::new(row.span.start, row.span.start),
            ));
        }
        let name = |cell: &&str| {
            let place = Span::of(cell.trim(), self.file);
            let name = text(cell, self.file, self.dialect)?;
            Ok(name.map_or(Spanned::new(String::new(), place), |name| {
                Spanned::new(name.value, name.span)
            }))
        };
        row.cells.iter().map(name).collect()
    }

    /// How a mapping reads the columns, or nothing where it does not fit them.
    fn plan(&mut self, mapping: &Mapping, names: &[Spanned<String>], row: Span) -> Option<Columns> {
        match Plan::of(mapping, names) {
            Ok(plan) => {
                let name = |place: &usize| names.get(*place);
                let unknown: Vec<_> = plan.unknown.iter().filter_map(name).collect();
                if let Some(first) = unknown.first() {
                    let names = unknown.iter().map(|name| name.value.clone()).collect();
                    self.decoder.add(first.span, RecordFault::Unmapped(names));
                }
                Some(Columns::Mapped(plan))
            }
            Err(wrong) => {
                for wrong in wrong {
                    self.mismatch(wrong, names, row);
                }
                None
            }
        }
    }

    fn mismatch(&mut self, wrong: Mismatch, names: &[Spanned<String>], row: Span) {
        match wrong {
            Mismatch::Missing {
                column,
                purpose,
                nearest,
            } => {
                let fault = RecordFault::NoColumn {
                    column,
                    purpose,
                    nearest,
                };
                self.decoder.add(Span::new(row.start, row.start), fault);
            }
            Mismatch::Twice { first, second } => {
                if let Some((first, second)) = names.get(first).zip(names.get(second)) {
                    self.decoder.twice(&second.value, second.span, first.span);
                }
            }
        }
    }

    /// What each column says, or nothing where that is not clear and no row can be read.
    fn header(&mut self, names: &[Spanned<String>], row: &Row<'_>) -> Option<Vec<Option<Column>>> {
        let column = |name: &Spanned<String>| Column::named(&name.value, self.decoder.names);
        let columns: Vec<Option<Column>> = names.iter().map(column).collect();
        let has_goods = columns.iter().flatten().any(is_goods);
        if !has_goods {
            let (error, place) = match row_of_names(self.file, row.span.end, self.format) {
                Some(place) => (TableError::Above, place),
                None => (TableError::Header, row.span),
            };
            let fault = FormFault::new(FormError::Table(error), place);
            self.decoder.form(self.format, fault);
        }
        let mut is_clear = has_goods;
        let mut seen: Vec<(&Option<Column>, &Spanned<String>)> = Vec::new();
        for (name, column) in names.iter().zip(&columns) {
            let same = |(other, first): &&(&Option<Column>, &Spanned<String>)| {
                *other == column && (column.is_some() || first.value == name.value)
            };
            match (seen.iter().find(same), column) {
                (Some((_, first)), Some(_)) => {
                    self.decoder.twice(&name.value, name.span, first.span);
                    is_clear = false;
                }
                // Said once.
                (Some(_), None) => {}
                (None, _) => {
                    if column.is_none() {
                        unknown(self.decoder, name, has_goods);
                    }
                    seen.push((column, name));
                }
            }
        }
        is_clear.then_some(columns)
    }

    /// The texts of a row's cells, of which there must be so many.
    fn texts(&self, row: &Row<'_>, due: usize) -> Result<Vec<Option<Text>>, FormFault> {
        // Quotes that do not pair up are why a row is too long, and said first.
        let text = |cell: &&str| text(cell, self.file, self.dialect);
        let texts = row.cells.iter().map(text).collect::<Result<Vec<_>, _>>()?;
        let found = row.count;
        // Spreadsheets write empty cells behind the last one.
        let is_longer = row.count == row.cells.len() && found > due;
        let more = row.cells.get(due..).filter(|_| is_longer);
        let says_nothing = more.is_some_and(|more| more.iter().all(|cell| cell.trim().is_empty()));
        if found != due && !says_nothing {
            let error = FormError::Table(TableError::Ragged { found, due });
            return Err(FormFault::new(error, row.span));
        }
        Ok(texts)
    }

    /// A row as a record, nothing where it is to be skipped, or what is wrong with its form.
    fn node<'v>(&self, row: &Row<'_>, columns: &Columns) -> Result<Option<Node<'v>>, FormFault> {
        let (mut fields, mut facts) = (Vec::with_capacity(row.count), Vec::new());
        let mut put = |column: &Column, node: Node<'v>| {
            let (into, name) = match column {
                Column::Field(name) => (&mut fields, Cow::Borrowed(*name)),
                Column::Fact(name) => (&mut facts, Cow::Owned(name.clone())),
            };
            // The name stands in another row; what is wrong is said at the cell.
            into.push((Spanned::new(name, node.span), node));
        };
        match columns {
            Columns::Named(columns) => {
                let texts = self.texts(row, columns.len())?;
                for (text, column) in texts.into_iter().zip(columns) {
                    if let Some((column, text)) = column.as_ref().zip(text) {
                        put(column, cell_node(column, text, ";"));
                    }
                }
            }
            Columns::Mapped(plan) => {
                let texts = self.texts(row, plan.width)?;
                let span = row.span;
                let Some(read) = plan.fields(&Cellular { texts, span }) else {
                    return Ok(None);
                };
                read.into_iter()
                    .for_each(|(column, node)| put(column, node));
            }
        }
        if let Some((first, _)) = facts.first() {
            let span = first.span;
            let value = Value::Fields(facts);
            fields.push((Spanned::new("facts".into(), span), Node { value, span }));
        }
        Ok(Some(Node {
            value: Value::Fields(fields),
            span: row.span,
        }))
    }
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
    fn a_table_with_too_many_columns_is_not_read() {
        let text = format!("item{}\nrice\n", ",x".repeat(MOST_COLUMNS));
        let read = records(&text, Format::Csv);
        assert_eq!((read.records.len(), read.errors.len()), (0, 1));
    }
}
