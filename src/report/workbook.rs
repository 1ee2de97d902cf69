//! Findings as a workbook, with what the run was made of.

use thiserror::Error;

use super::manifest::Manifest;
use super::notice::Notice;

/// Why findings cannot be written as a workbook.
#[derive(Debug, Error)]
pub enum WorkbookError {
    /// It was refused.
    #[error("the workbook cannot be written: {0}")]
    Refused(String),
    /// More findings than a sheet has rows.
    #[error(
        "a sheet holds {MOST} findings at the most; `--format csv` and `parquet` hold any number"
    )]
    TooMany,
    /// The program was built without this.
    #[error("this build of the program writes no workbooks; build it with the feature `excel`")]
    NotBuilt,
}

/// What a workbook or a page says of the run that it comes from.
#[derive(Debug)]
pub struct MadeOf {
    /// The program, the rules' files, the options, the inputs and the counts.
    pub manifest: Manifest,
    /// The SHA-256 of all rules.
    pub digest: String,
    /// What is wrong with the inputs, or doubtful.
    pub faults: Vec<Notice>,
}

/// How many findings a sheet holds, below its header.
const MOST: u32 = 1_048_575;

impl From<WorkbookError> for std::io::Error {
    fn from(error: WorkbookError) -> Self {
        Self::other(error)
    }
}

#[cfg(not(feature = "excel"))]
pub use without::WorkbookTable;
#[cfg(feature = "excel")]
pub use writer::WorkbookTable;

#[cfg(not(feature = "excel"))]
mod without {
    use super::{MadeOf, WorkbookError};

    /// Workbooks in a program that writes none.
    pub struct WorkbookTable(std::convert::Infallible);

    impl WorkbookTable {
        /// Nothing but what is wrong.
        ///
        /// # Errors
        /// Always.
        pub fn new() -> Result<Self, WorkbookError> {
            Err(WorkbookError::NotBuilt)
        }

        /// What is never asked.
        ///
        /// # Errors
        /// Never.
        pub fn add(&mut self, _: &str) -> Result<(), WorkbookError> {
            match self.0 {}
        }

        /// What is never asked.
        ///
        /// # Errors
        /// Never.
        pub fn finish(self, _: &MadeOf) -> Result<Vec<u8>, WorkbookError> {
            match self.0 {}
        }
    }
}

#[cfg(feature = "excel")]
mod writer {
    use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

    use super::{MOST, MadeOf, WorkbookError};
    use crate::report::Seal;
    use crate::report::table::COLUMNS;
    use crate::source::printable_line;
    use crate::terms::Interval;

    /// How wide the columns of findings are, in characters.
    const WIDTHS: [f64; COLUMNS.len()] = [
        28.0, 7.0, 24.0, 13.0, 14.0, 24.0, 48.0, 28.0, 14.0, 48.0, 12.0, 7.0, 7.0, 12.0, 12.0, 13.0,
    ];

    /// The same rows make the same bytes: every workbook is of this day.
    const MADE: (u16, u8, u8) = (2000, 1, 1);

    /// A workbook of findings in the making.
    ///
    /// ```
    /// use interdict::law::RuleSet;
    /// use interdict::report::{MadeOf, Manifest, Style, WorkbookTable};
    /// let rules = RuleSet::builtin()?;
    /// let mut table = WorkbookTable::new()?;
    /// table.add("a.csv,2,x,clear,,,,,,rice,1006,IND,CHN,2018,,clear\n")?;
    /// let made_of = MadeOf {
    ///     manifest: Manifest::new(Vec::new(), &Style::plain(80), &rules),
    ///     digest: rules.digest.clone(),
    ///     faults: Vec::new(),
    /// };
    /// assert!(table.finish(&made_of)?.starts_with(b"PK"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct WorkbookTable {
        sheet: Worksheet,
        /// The next row.
        row: u32,
        date: Format,
    }

    impl WorkbookTable {
        /// A workbook without findings.
        ///
        /// # Errors
        /// Says what was refused.
        pub fn new() -> Result<Self, WorkbookError> {
            let mut sheet = Worksheet::new();
            sheet.set_name("findings")?;
            head(&mut sheet, 0, &COLUMNS)?;
            for (column, width) in (0..).zip(WIDTHS) {
                sheet.set_column_width(column, width)?;
            }
            sheet.set_freeze_panes(1, 0)?;
            Ok(Self {
                sheet,
                row: 1,
                date: Format::new().set_num_format("yyyy-mm-dd"),
            })
        }

        /// Takes rows as [`exact_table_rows`](crate::report::exact_table_rows) writes them.
        ///
        /// # Errors
        /// Says what was refused.
        pub fn add(&mut self, rows: &str) -> Result<(), WorkbookError> {
            let mut reader = csv::ReaderBuilder::new();
            let reader = reader.has_headers(false).from_reader(rows.as_bytes());
            for row in reader.into_records() {
                let row = row.map_err(|error| WorkbookError::Refused(error.to_string()))?;
                if self.row > MOST {
                    return Err(WorkbookError::TooMany);
                }
                for ((at, name), cell) in (0..).zip(COLUMNS).zip(&row) {
                    self.cell(at, name, cell)?;
                }
                self.row = self.row.saturating_add(1);
            }
            Ok(())
        }

        /// Writes a cell: a text is stored as one, so that it is never a formula.
        fn cell(&mut self, at: u16, name: &str, cell: &str) -> Result<(), WorkbookError> {
            let day = || Interval::parse(cell).ok().filter(|date| date.is_day());
            match (name, cell.parse::<u32>()) {
                _ if cell.is_empty() => {}
                ("line", Ok(line)) => {
                    self.sheet.write_number(self.row, at, line)?;
                }
                ("date", _) => match day().and_then(|date| excel_day(date.first())) {
                    Some(day) => {
                        self.sheet
                            .write_datetime_with_format(self.row, at, day, &self.date)?;
                    }
                    None => text(&mut self.sheet, self.row, at, cell)?,
                },
                _ => text(&mut self.sheet, self.row, at, cell)?,
            }
            Ok(())
        }

        /// The bytes of the workbook, with a sheet that says what the run was made of.
        ///
        /// # Errors
        /// Says what was refused.
        pub fn finish(mut self, made_of: &MadeOf) -> Result<Vec<u8>, WorkbookError> {
            let last = self.row.saturating_sub(1);
            let right = u16::try_from(COLUMNS.len().saturating_sub(1)).unwrap_or_default();
            self.sheet.autofilter(0, 0, last, right)?;
            let (year, month, day) = MADE;
            let properties = DocProperties::new()
                .set_title("findings of interdict")
                .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?);
            let mut workbook = Workbook::new();
            workbook.set_properties(&properties);
            workbook.push_worksheet(self.sheet);
            workbook.push_worksheet(run(made_of)?);
            Ok(workbook.save_to_buffer()?)
        }
    }

    /// The sheet that says what the run was made of.
    fn run(made_of: &MadeOf) -> Result<Worksheet, WorkbookError> {
        let manifest = &made_of.manifest;
        let mut lines = Lines::new()?;
        lines.add("program", &manifest.tool, None, "")?;
        lines.add("rules", "all", None, &made_of.digest)?;
        for option in &manifest.arguments {
            lines.add("option", option, None, "")?;
        }
        for (what, count) in manifest.summary.counts() {
            lines.count(what, count)?;
        }
        lines.add_all("input", &manifest.inputs)?;
        for fault in &made_of.faults {
            let what = if fault.is_error() {
                "not read"
            } else {
                "notice"
            };
            let place = match (fault.file(), fault.line()) {
                (Some(file), Some(line)) => format!("{file}:{line}: "),
                (Some(file), None) => format!("{file}: "),
                (None, _) => String::new(),
            };
            lines.add(what, &format!("{place}{}", fault.message), None, "")?;
        }
        lines.add_all("mapping", manifest.mapping.as_slice())?;
        lines.add_all("rule file", &manifest.rules)?;
        lines.add_all("table", &manifest.data)?;
        Ok(lines.sheet)
    }

    /// The sheet in the making.
    struct Lines {
        sheet: Worksheet,
        row: u32,
    }

    impl Lines {
        fn new() -> Result<Self, WorkbookError> {
            let mut sheet = Worksheet::new();
            sheet.set_name("run")?;
            for (column, width) in [(0, 22.0), (1, 60.0), (2, 12.0), (3, 68.0)] {
                sheet.set_column_width(column, width)?;
            }
            head(&mut sheet, 0, &["what", "value", "bytes", "sha256"])?;
            sheet.set_freeze_panes(1, 0)?;
            Ok(Self { sheet, row: 0 })
        }

        fn add(
            &mut self,
            what: &str,
            value: &str,
            bytes: Option<u64>,
            sha256: &str,
        ) -> Result<(), WorkbookError> {
            self.row = self.row.saturating_add(1);
            text(&mut self.sheet, self.row, 0, what)?;
            text(&mut self.sheet, self.row, 1, value)?;
            if let Some(bytes) = bytes {
                number(&mut self.sheet, self.row, 2, bytes)?;
            }
            text(&mut self.sheet, self.row, 3, sha256)
        }

        fn count(&mut self, what: &str, count: usize) -> Result<(), WorkbookError> {
            self.add(&format!("count of {what}"), "", None, "")?;
            let count = u64::try_from(count).unwrap_or(u64::MAX);
            number(&mut self.sheet, self.row, 1, count)
        }

        fn add_all(&mut self, what: &str, seals: &[Seal]) -> Result<(), WorkbookError> {
            let mut seals = seals.iter();
            seals.try_for_each(|seal| self.add(what, &seal.file, Some(seal.bytes), &seal.sha256))
        }
    }

    /// A number; as a text where a cell would round it.
    fn number(sheet: &mut Worksheet, row: u32, at: u16, value: u64) -> Result<(), WorkbookError> {
        match u32::try_from(value) {
            Ok(value) => sheet.write_number(row, at, value).map(drop)?,
            Err(_) => text(sheet, row, at, &value.to_string())?,
        }
        Ok(())
    }

    fn head(sheet: &mut Worksheet, row: u32, names: &[&str]) -> Result<(), WorkbookError> {
        let bold = Format::new().set_bold();
        for (column, name) in (0..).zip(names) {
            sheet.write_string_with_format(row, column, *name, &bold)?;
        }
        Ok(())
    }

    /// A text with what cannot be seen shown by its number. INVARIANT: shorter than the 32,767
    /// characters of a cell, as the rest is cut.
    fn text(sheet: &mut Worksheet, row: u32, at: u16, cell: &str) -> Result<(), WorkbookError> {
        if !cell.is_empty() {
            let all = printable_line(cell);
            let mut shown: String = all.chars().take(16_000).collect();
            if shown.len() < all.len() {
                shown.push_str(" …");
            }
            sheet.write_string(row, at, shown)?;
        }
        Ok(())
    }

    fn excel_day(day: crate::terms::Date) -> Option<ExcelDateTime> {
        let year = u16::try_from(day.year()).ok()?;
        let (month, day) = (
            u8::try_from(day.month()).ok()?,
            u8::try_from(day.day()).ok()?,
        );
        ExcelDateTime::from_ymd(year, month, day).ok()
    }

    impl From<XlsxError> for WorkbookError {
        fn from(error: XlsxError) -> Self {
            Self::Refused(error.to_string())
        }
    }
}
