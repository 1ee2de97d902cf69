//! The cells of CSV and TSV: `csv-core` finds where each ends, and the bytes it has passed tell
//! the places.

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};
use thiserror::Error;

use crate::source::Span;

use super::dialect::Dialect;
use super::form::{FormError, FormFault};
use super::model::{Text, Way};
use super::read::Format;

/// The most columns that are read.
pub(super) const MOST_COLUMNS: usize = 1000;

/// Why a table has not the form of CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TableError {
    /// A first row that names no column for the goods.
    #[error("no column is named `item`, `hs` or `category`")]
    Header,
    /// Such a row above the one that names them.
    #[error("the names of the columns do not stand in the first row")]
    Above,
    /// More columns than are read.
    #[error("the table has more than {MOST_COLUMNS} columns")]
    Columns,
    /// A row with more or fewer cells than the header.
    #[error("the row and the header differ in length: {found} and {due} cells")]
    Ragged {
        /// How many cells the row has.
        found: usize,
        /// How many cells the header has.
        due: usize,
    },
    /// A cell without its last quote.
    #[error("the quote that begins this cell is never closed")]
    Open,
    /// Something behind the last quote of a cell, or a quote that is not written twice.
    #[error("the quotes do not pair up in this cell")]
    Pairs,
    /// A quote that does not begin its cell, so that it does not hold separators together.
    #[error("a blank stands before the quote of a cell")]
    Blank,
    /// A character that no text holds.
    #[error("a NUL character stands inside a cell")]
    Null,
}

/// A cell that is never closed, so that it cannot be told where its row ends.
pub(super) const OPEN: FormError = FormError::Table(TableError::Open);

impl TableError {
    /// The way out.
    pub(super) fn help(self, format: Format) -> &'static str {
        match self {
            Self::Header if format == Format::Sheet => {
                "the first row names the columns, one of them `item`, `hs` or `category`; \
                 `--map FILE` reads others, `--sheet NAME` another sheet"
            }
            Self::Header if format == Format::Tsv => {
                "the first row names the columns, with a tab between them; a table with commas \
                 needs the ending `.csv`"
            }
            Self::Header => {
                "the first row names the columns, as in `item,quantity,from,to,date`; the \
                 separator is `,`, or `;`, a tab or `|` in the whole table"
            }
            Self::Above => "take out the rows above it",
            Self::Columns => "leave out columns that say nothing of the transfers",
            Self::Ragged { .. } => {
                "a cell that holds the separator stands in double quotes; an empty cell keeps its \
                 separator"
            }
            Self::Open => "write `\"` where the cell ends; a quote inside it is written `\"\"`",
            Self::Pairs => "the cell has one `\"` at each end; a quote inside it is written `\"\"`",
            Self::Blank => "take the blank out: the quote stands right behind the separator",
            Self::Null => "take it out; where there are many, save the table as UTF-8 text",
        }
    }
}

/// The rows of a table. Empty lines are no rows.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    file: &'a str,
    dialect: Dialect,
    reader: Reader,
    at: usize,
    /// Where the reader writes unescaped cells. They are not used: they do not tell which of
    /// their characters stands where.
    scratch: [u8; 1024],
}

/// One row.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    /// Its cells as they stand in the file, `MOST_COLUMNS` at most.
    pub cells: Vec<&'a str>,
    /// How many cells it has.
    pub count: usize,
    /// From its first cell to its last.
    pub span: Span,
}

impl Row<'_> {
    /// Whether it says nothing, as spreadsheets write rows below the last one.
    pub fn is_blank(&self) -> bool {
        self.count == self.cells.len() && self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

impl<'a> Rows<'a> {
    /// The rows of a file from `at` on.
    pub fn new(file: &'a str, at: usize, dialect: Dialect) -> Self {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(dialect.delimiter_byte());
        match dialect.quote_byte() {
            Some(quote) => builder.quote(quote),
            None => builder.quoting(false),
        };
        Self {
            file,
            dialect,
            reader: builder.build(),
            at,
            scratch: [0; 1024],
        }
    }

    /// The byte behind the last row.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The next cell with its quotes, and whether it is the last of its row.
    fn cell(&mut self, is_first: bool) -> Option<(&'a str, bool)> {
        let start = self.at;
        let is_last = loop {
            let rest = self.file.as_bytes().get(self.at..).unwrap_or_default();
            let (result, passed, _) = self.reader.read_field(rest, &mut self.scratch);
            self.at = self.at.saturating_add(passed);
            match result {
                ReadFieldResult::Field { record_end } => break record_end,
                ReadFieldResult::End => return None,
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
            }
        };
        let mut cell = self.file.get(start..self.at)?;
        if is_first {
            // Empty lines, and the second half of a line's end, are passed with what follows.
            cell = cell.trim_start_matches(['\r', '\n']);
        }
        let cell = if is_last {
            cell.strip_suffix(['\r', '\n']).unwrap_or(cell)
        } else {
            cell.strip_suffix(self.dialect.delimiter()).unwrap_or(cell)
        };
        Some((cell, is_last))
    }

    /// Leaves a row whose cell is never closed, and goes on with the next line.
    fn leave(&mut self, cell: &str) -> FormFault {
        let start = Span::of(cell, self.file).start;
        let length = cell.find(['\r', '\n']).unwrap_or(cell.len());
        self.at = start.saturating_add(length);
        self.reader.reset();
        FormFault::new(OPEN, Span::new(start, self.at))
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Result<Row<'a>, FormFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = Row::default();
        loop {
            let (cell, is_last) = self.cell(row.count == 0)?;
            if is_open(cell, self.dialect) {
                return Some(Err(self.leave(cell)));
            }
            let span = Span::of(cell, self.file);
            row.span = if row.count == 0 {
                span
            } else {
                row.span.to(span)
            };
            row.count = row.count.saturating_add(1);
            if row.cells.len() < MOST_COLUMNS {
                row.cells.push(cell);
            }
            if is_last {
                return Some(Ok(row));
            }
        }
    }
}

/// What stands before and behind the quote that closes a cell, given what follows its first one.
fn quoted(rest: &str, quote: char) -> Option<(&str, &str)> {
    let mut quotes = rest.match_indices(quote).peekable();
    while let Some((at, quote)) = quotes.next() {
        let behind = at.saturating_add(quote.len());
        if quotes.next_if(|(next, _)| *next == behind).is_none() {
            return Some((rest.get(..at)?, rest.get(behind..)?));
        }
    }
    None
}

/// Whether the quote that begins a cell is never closed. It then takes the first quote of a later
/// cell for its last one; what follows stands close to that.
fn is_open(cell: &str, dialect: Dialect) -> bool {
    let Some(quote) = dialect.quote() else {
        return false;
    };
    cell.strip_prefix(quote).is_some_and(|rest| {
        quoted(rest, quote).is_none_or(|(inside, behind)| {
            inside.contains(['\r', '\n']) && !behind.trim().is_empty()
        })
    })
}

/// The text of a cell without its quotes and the blanks around it; nothing where it is empty.
pub(super) fn text(cell: &str, file: &str, dialect: Dialect) -> Result<Option<Text>, FormFault> {
    let trimmed = cell.trim();
    let fault = |error, place| Err(FormFault::new(FormError::Table(error), place));
    if let Some((_, null)) = cell.match_indices('\0').next() {
        return fault(TableError::Null, Span::of(null, file));
    }
    let inside = dialect
        .quote()
        .and_then(|quote| Some((trimmed.strip_prefix(quote)?, quote)));
    let text = match inside.map(|(rest, quote)| (quoted(rest, quote), quote)) {
        None => Text::plain(trimmed, Span::of(trimmed, file)),
        Some((Some((inside, "")), quote)) => unescaped(inside.trim(), file, quote),
        Some((Some(_), _)) => return fault(TableError::Pairs, Span::of(trimmed, file)),
        Some((None, _)) => return fault(TableError::Blank, Span::of(trimmed, file)),
    };
    Ok(Some(text).filter(|text| !text.value.is_empty()))
}

/// The text that stands inside quotes, where each quote is written twice.
fn unescaped(inside: &str, file: &str, quote: char) -> Text {
    let span = Span::of(inside, file);
    if !inside.contains(quote) {
        return Text::plain(inside, span);
    }
    let twice = String::from_iter([quote, quote]);
    let quotes = inside.match_indices(&twice).enumerate();
    let steps = quotes.map(|(before, (at, twice))| {
        let behind = at.saturating_sub(before).saturating_add(1);
        let place = at.saturating_add(twice.len());
        (behind, span.start.saturating_add(place))
    });
    Text {
        value: inside.replace(&twice, quote.encode_utf8(&mut [0; 4])),
        span,
        way: Way::Steps(steps.collect()),
    }
}

/// The parts of a text between separators, without the empty ones.
pub(super) fn parts(text: &Text, separator: &str) -> Vec<Text> {
    let parts = text.value.split(separator).map(str::trim);
    let filled = parts.filter(|part| !part.is_empty());
    let part = |part: &str| {
        let stretch = Span::of(part, &text.value);
        let inside = |(at, _): &&(usize, usize)| stretch.start < *at && *at <= stretch.end;
        let from_part = |(at, place): &(usize, usize)| (at.saturating_sub(stretch.start), *place);
        Text {
            value: part.to_owned(),
            span: text.place(stretch),
            way: match &text.way {
                Way::Whole => Way::Whole,
                Way::Steps(steps) => {
                    Way::Steps(steps.iter().filter(inside).map(from_part).collect())
                }
            },
        }
    };
    filled.map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::super::dialect::TableForm;
    use super::*;

    fn dialect(delimiter: char) -> Dialect {
        Dialect::found(&TableForm::default(), delimiter)
    }

    /// The values of every row, each checked against what its place quotes.
    fn values(file: &str, delimiter: char) -> Vec<Vec<String>> {
        let rows = Rows::new(file, 0, dialect(delimiter)).map(|row| row.unwrap());
        rows.map(|row| {
            assert_eq!(row.count, row.cells.len());
            let cells = row
                .cells
                .iter()
                .map(|cell| text(cell, file, dialect(delimiter)).unwrap());
            let texts = cells.map(|text| text.unwrap_or_default());
            let texts: Vec<Text> = texts.inspect(|text| quotes_itself(text, file)).collect();
            texts.into_iter().map(|text| text.value).collect()
        })
        .collect()
    }

    /// Each character of a text is found where it stands.
    fn quotes_itself(text: &Text, file: &str) {
        let written = text.span.quote(file);
        assert!(written == text.value || written.replace("\"\"", "\"") == text.value);
        for (at, character) in text.value.char_indices() {
            let place = text.place(Span::new(at, at + character.len_utf8()));
            let expected = match place.quote(file) {
                "\"\"" => "\"",
                other => other,
            };
            assert_eq!(expected, character.to_string(), "{written}");
        }
    }

    #[test]
    fn the_place_of_every_cell_quotes_its_text() {
        let long = "é ".repeat(2000);
        let long = long.trim();
        for (file, expected) in [
            ("a,b\n1,2\n", vec![vec!["a", "b"], vec!["1", "2"]]),
            ("a,b\r\n1,2", vec![vec!["a", "b"], vec!["1", "2"]]),
            ("a,b\r1,2\r", vec![vec!["a", "b"], vec!["1", "2"]]),
            (
                "\r\n\na,b\n\n\r\n1,2\n\n",
                vec![vec!["a", "b"], vec!["1", "2"]],
            ),
            (",\n a ,\tb c", vec![vec!["", ""], vec!["a", "b c"]]),
            (" \"a\" , \"\"\n", vec![vec!["a", ""]]),
            ("\"\",\" \"\n\"x\",", vec![vec!["", ""], vec!["x", ""]]),
            (
                "\"a \"\"b\"\"\",\"c,d\" \n\"\"\"\"\"\",\" é\r\n\"\"ö \"\n",
                vec![vec!["a \"b\"", "c,d"], vec!["\"\"", "é\r\n\"ö"]],
            ),
            // Without quotes around them, two quotes are two quotes.
            ("7\" gun,a\"\"b\n", vec![vec!["7\" gun", "a\"\"b"]]),
            (
                &format!("{long},\"{long}\"\"{long}\""),
                vec![vec![long, &format!("{long}\"{long}")]],
            ),
        ] {
            // The separator in quotes cannot change with the one between cells.
            if !file.contains("c,d") {
                for (separator, delimiter) in [(";", ';'), ("\t", '\t')] {
                    let file = file.replace('\t', " ").replace(',', separator);
                    assert_eq!(values(&file, delimiter), expected, "{file:?}");
                }
            }
            assert_eq!(values(file, ','), expected, "{file:?}");
        }
    }

    #[test]
    fn parts_of_a_list_have_places_of_their_own() {
        let file = "\"a; b \"\"c\"\" ;;d\"\";\"";
        let text = text(file, file, dialect(',')).unwrap().unwrap();
        let parts = parts(&text, ";");
        let values: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
        assert_eq!(values, ["a", "b \"c\"", "d\""]);
        parts.iter().for_each(|part| quotes_itself(part, file));
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_row() {
        for file in [
            "a,b\n1,\"2\n3,4\n",
            "a,b\n1,\"2\n3,\"4\"\n",
            "a,b\r\n1,\"2\r\n3,\"4 \"\"\"\r\n",
            "a,b\r1,\"2\r3,4",
        ] {
            let rows: Vec<_> = Rows::new(file, 0, dialect(',')).collect();
            assert_eq!(rows.len(), 3, "{file:?}");
            let fault = rows[1].as_ref().unwrap_err();
            assert_eq!(fault.error, FormError::Table(TableError::Open));
            assert_eq!(fault.span.quote(file), "\"2");
            assert_eq!(rows[2].as_ref().unwrap().cells[0], "3");
        }
    }

    #[test]
    fn what_is_wrong_with_a_cell_is_said_at_its_place() {
        for (cell, error, place) in [
            ("\"a\"b", TableError::Pairs, "\"a\"b"),
            ("\"a\"\"\" b", TableError::Pairs, "\"a\"\"\" b"),
            (" \"a", TableError::Blank, "\"a"),
            ("a\0b\0", TableError::Null, "\0"),
        ] {
            let fault = text(cell, cell, dialect(',')).unwrap_err();
            assert_eq!(fault.error, FormError::Table(error));
            assert_eq!(fault.span.quote(cell), place);
        }
    }

    #[test]
    fn other_quotes_and_none_are_read() {
        let cells = |file: &str, quote: &str| {
            let form = TableForm::new(None, quote.parse().ok(), None).unwrap();
            let dialect = Dialect::found(&form, ',');
            let row = Rows::new(file, 0, dialect).next().unwrap().unwrap();
            let texts = row.cells.iter().map(|cell| text(cell, file, dialect));
            let texts = texts.map(|text| text.unwrap().unwrap_or_default().value);
            texts.collect::<Vec<String>>()
        };
        assert_eq!(cells("'a, ''b''',\"c\n", "'"), ["a, 'b'", "\"c"]);
        assert_eq!(cells("\"a,b\",\"c\n", "none"), ["\"a", "b\"", "\"c"]);
    }

    #[test]
    fn rows_beyond_all_measure_are_counted_only() {
        let file = ",".repeat(MOST_COLUMNS * 3);
        let row = Rows::new(&file, 0, dialect(',')).next().unwrap().unwrap();
        assert_eq!(row.count, MOST_COLUMNS * 3 + 1);
        assert_eq!(row.cells.len(), MOST_COLUMNS);
        assert_eq!(row.span, Span::new(0, file.len()));
        assert!(!row.is_blank());
    }
}
