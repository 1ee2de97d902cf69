//! Workbooks: one sheet as lines of cells with tabs between them, so that a row of the sheet is the
//! line of that number.

use thiserror::Error;

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows, to be read as [`Format::Sheet`](super::Format::Sheet).
    pub text: String,
    /// Other sheets that can be seen and hold something.
    pub others: Vec<String>,
}

/// Why a workbook cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SheetError {
    /// It is locked.
    #[error("the workbook is protected by a password; save it without one, or as CSV")]
    Protected,
    /// It has no sheet of that name.
    #[error("the workbook has no sheet `{wanted}`; its sheets are {known}")]
    NoSheet {
        /// The name.
        wanted: String,
        /// The names there are.
        known: String,
    },
    /// No sheet holds anything.
    #[error("the workbook holds nothing")]
    Empty,
    /// What it holds is beyond the limit.
    #[error("the sheet holds more than {} MiB of text; save it as CSV", LIMIT / 1024 / 1024)]
    TooLarge,
    /// It is no workbook, or a damaged one.
    #[error("it cannot be read as a workbook: {0}")]
    Broken(String),
    /// The program was built without this.
    #[error("this build of the program reads no workbooks; save the sheet as CSV")]
    NotBuilt,
}

/// The most text that is made of a sheet, in bytes. A workbook is packed, and a small one can hold
/// very much.
const LIMIT: usize = 256 * 1024 * 1024;

/// Reads the sheet of that name, or else the first that can be seen and holds something.
///
/// A cell is what is stored in it: of a formula its last result, of a number all its digits
/// whatever its format shows, of a date the day. Line breaks and tabs inside a cell become blanks.
///
/// # Errors
/// Says why it cannot be read.
#[cfg(not(feature = "excel"))]
pub fn read_sheet(_: Vec<u8>, _: Option<&str>) -> Result<Sheet, SheetError> {
    Err(SheetError::NotBuilt)
}

#[cfg(feature = "excel")]
pub use workbook::read_sheet;

#[cfg(feature = "excel")]
mod workbook {
    use std::io::Cursor;
    use std::sync::Arc;

    use calamine::{
        Data, DataType, Ods, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx, XlsxError,
    };

    use super::super::cells::MOST_COLUMNS;
    use super::{LIMIT, Sheet, SheetError};

    type Bytes = Cursor<Arc<[u8]>>;

    /// A workbook of one of the formats.
    enum Workbook {
        Xlsx(Box<Xlsx<Bytes>>),
        Xlsb(Box<Xlsb<Bytes>>),
        Xls(Box<Xls<Bytes>>),
        Ods(Box<Ods<Bytes>>),
    }

    /// Reads the sheet of that name, or else the first that can be seen and holds something.
    ///
    /// A cell is what is stored in it: of a formula its last result, of a number all its digits
    /// whatever its format shows, of a date the day. Line breaks and tabs inside a cell become
    /// blanks.
    ///
    /// # Errors
    /// Says why it cannot be read.
    ///
    /// ```
    /// use interdict::record::{SheetError, read_sheet};
    /// assert!(matches!(read_sheet(b"item,to".to_vec(), None), Err(SheetError::Broken(_))));
    /// ```
    pub fn read_sheet(bytes: Vec<u8>, wanted: Option<&str>) -> Result<Sheet, SheetError> {
        let mut workbook = Workbook::open(bytes)?;
        let (known, seen) = workbook.sheets();
        let (name, text) = match wanted {
            Some(wanted) => {
                let same = |name: &&String| name.trim().eq_ignore_ascii_case(wanted.trim());
                let name = known.iter().find(same).ok_or_else(|| SheetError::NoSheet {
                    wanted: wanted.to_owned(),
                    known: known
                        .iter()
                        .map(|name| format!("`{name}`"))
                        .collect::<Vec<_>>()
                        .join(", "),
                })?;
                (name.clone(), workbook.text(name)?)
            }
            None => first_filled(&mut workbook, &seen)?,
        };
        let is_other = |other: &&String| **other != name && workbook.is_filled(other);
        let others = seen.iter().filter(is_other).cloned().collect();
        Ok(Sheet { name, text, others })
    }

    fn first_filled(
        workbook: &mut Workbook,
        seen: &[String],
    ) -> Result<(String, String), SheetError> {
        for name in seen {
            let text = workbook.text(name)?;
            if !text.trim().is_empty() {
                return Ok((name.clone(), text));
            }
        }
        Err(SheetError::Empty)
    }

    fn broken(error: &impl ToString) -> SheetError {
        SheetError::Broken(error.to_string())
    }

    /// Whether some bytes hold others.
    fn holds(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|window| window == part)
    }

    impl Workbook {
        fn open(bytes: Vec<u8>) -> Result<Self, SheetError> {
            let bytes: Arc<[u8]> = bytes.into();
            let input = || Cursor::new(Arc::clone(&bytes));
            let is_locked = |error: String| match error.contains("password") {
                true => SheetError::Protected,
                false => SheetError::Broken(error),
            };
            if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
                // What Excel locks with a password is wrapped into its older format.
                let locked: Vec<u8> = "EncryptedPackage".bytes().flat_map(|b| [b, 0]).collect();
                if holds(&bytes, &locked) {
                    return Err(SheetError::Protected);
                }
                let xls = Xls::new(input()).map_err(|error| is_locked(error.to_string()))?;
                return Ok(Self::Xls(Box::new(xls)));
            }
            if holds(bytes.get(..200).unwrap_or(&bytes), b"opendocument") {
                let ods = Ods::new(input()).map_err(|error| is_locked(error.to_string()))?;
                return Ok(Self::Ods(Box::new(ods)));
            }
            match Xlsx::new(input()) {
                Ok(xlsx) => Ok(Self::Xlsx(Box::new(xlsx))),
                // The first is the reason where it is neither.
                Err(error) => match Xlsb::new(input()) {
                    Ok(xlsb) => Ok(Self::Xlsb(Box::new(xlsb))),
                    Err(_) => Err(broken(&error)),
                },
            }
        }

        /// The names of its sheets of cells, and of those that can be seen.
        fn sheets(&self) -> (Vec<String>, Vec<String>) {
            let sheets = match self {
                Self::Xlsx(workbook) => workbook.sheets_metadata(),
                Self::Xlsb(workbook) => workbook.sheets_metadata(),
                Self::Xls(workbook) => workbook.sheets_metadata(),
                Self::Ods(workbook) => workbook.sheets_metadata(),
            };
            let sheets = sheets.iter();
            let sheets = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
            let name = |sheet: &calamine::Sheet| sheet.name.clone();
            let seen = sheets.clone();
            let seen = seen.filter(|sheet| sheet.visible == SheetVisible::Visible);
            (sheets.map(name).collect(), seen.map(name).collect())
        }

        /// Its cells that hold something, with their rows and columns from 0.
        fn cells(&mut self, name: &str, most: usize) -> Result<Vec<(u32, u32, Data)>, SheetError> {
            let range = match self {
                // A sheet can hold one cell at each end, and all between them would fill the memory.
                Self::Xlsx(workbook) => {
                    return cells(workbook, name, most).map_err(|error| broken(&error));
                }
                Self::Xlsb(workbook) => workbook.worksheet_range(name).map_err(|e| broken(&e)),
                Self::Xls(workbook) => workbook.worksheet_range(name).map_err(|e| broken(&e)),
                Self::Ods(workbook) => workbook.worksheet_range(name).map_err(|e| broken(&e)),
            }?;
            let (top, left) = range.start().unwrap_or_default();
            let used = range.used_cells().take(most);
            let used = used.map(|(row, column, value)| {
                let place = |from: u32, by: usize| {
                    from.saturating_add(u32::try_from(by).unwrap_or(u32::MAX))
                };
                (place(top, row), place(left, column), value.clone())
            });
            Ok(used.collect())
        }

        fn is_filled(&mut self, name: &str) -> bool {
            self.cells(name, 1).is_ok_and(|cells| !cells.is_empty())
        }

        /// The rows of a sheet as lines, each as wide as the widest.
        fn text(&mut self, name: &str) -> Result<String, SheetError> {
            let mut cells = self.cells(name, usize::MAX)?;
            cells.sort_by_key(|(row, column, _)| (*row, *column));
            // One more than is read tells that there are too many.
            let most = u32::try_from(MOST_COLUMNS).unwrap_or(u32::MAX);
            cells.retain(|(_, column, _)| *column <= most);
            let columns = cells.iter().map(|(_, column, _)| *column);
            let width = columns.max().map_or(0, |last| last.saturating_add(1));
            let last = width.saturating_sub(1);
            let mut text = String::new();
            // The row and the column where the text ends; rows without cells are empty lines.
            let (mut row, mut column) = (0, last);
            let cells = cells
                .iter()
                .map(|(at, place, value)| (*at, *place, written(value)));
            for (at, place, value) in cells.filter(|(.., text)| !text.is_empty()) {
                if at > row {
                    fill(&mut text, '\t', last.saturating_sub(column));
                    fill(&mut text, '\n', at.saturating_sub(row));
                    row = at;
                    column = 0;
                } else if text.is_empty() {
                    column = 0;
                }
                fill(&mut text, '\t', place.saturating_sub(column));
                column = place;
                text.push_str(&value);
                if text.len() > LIMIT {
                    return Err(SheetError::TooLarge);
                }
            }
            fill(&mut text, '\t', last.saturating_sub(column));
            text.push('\n');
            Ok(text)
        }
    }

    fn fill(text: &mut String, sign: char, count: u32) {
        text.extend((0..count).map(|_| sign));
    }

    fn cells(
        workbook: &mut Xlsx<Bytes>,
        name: &str,
        most: usize,
    ) -> Result<Vec<(u32, u32, Data)>, XlsxError> {
        let mut reader = workbook.worksheet_cells_reader(name)?;
        let mut cells = Vec::new();
        while let Some(cell) = reader.next_cell()? {
            let (row, column) = cell.get_position();
            let value = Data::from(cell.get_value().clone());
            if !value.is_empty() {
                cells.push((row, column, value));
            }
            if cells.len() >= most {
                break;
            }
        }
        Ok(cells)
    }

    /// What stands in a cell, on one line.
    fn written(value: &Data) -> String {
        match value {
            Data::Empty => String::new(),
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
                let text = match value {
                    // The time of day says nothing that a record could hold.
                    Data::DateTimeIso(text) => text.split('T').next().unwrap_or(text),
                    _ => text,
                };
                let breaks = |c: char| matches!(c, '\t' | '\n' | '\r' | '\0');
                text.replace("\r\n", " ").replace(breaks, " ")
            }
            Data::Int(number) => number.to_string(),
            Data::Float(number) => decimal(*number),
            Data::Bool(answer) => answer.to_string(),
            Data::DateTime(date) if date.is_datetime() => {
                let (year, month, day, ..) = date.to_ymd_hms_milli();
                format!("{year:04}-{month:02}-{day:02}")
            }
            Data::DateTime(duration) => decimal(duration.as_f64()),
            Data::Error(error) => error.to_string(),
        }
    }

    /// A number with the fifteen digits that spreadsheets show, and none that they do not know.
    fn decimal(number: f64) -> String {
        let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
        rounded.to_string()
    }
}
