//! The rows of a file, as lines.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};

use ::parquet::errors::ParquetError as Fault;
use ::parquet::file::metadata::ColumnChunkMetaData;
use ::parquet::file::reader::{FileReader, SerializedFileReader};

use super::ParquetError;
use super::columns::{Column, Leaf, column, leaves};

/// So many rows are unpacked at once.
const ROWS: usize = 1024;

/// So much text is made ahead, in bytes.
const AHEAD: usize = 64 * 1024;

/// The longest line: twice of what is read as a record.
const LONGEST: usize = 8 * 1024 * 1024;

/// The rows of a Parquet file, as lines of cells with tabs between them below a line with the names
/// of the columns.
pub struct ParquetRows {
    file: SerializedFileReader<File>,
    leaves: Vec<Leaf>,
    /// The columns of the group of rows that is being read.
    columns: Vec<Box<dyn Column>>,
    /// The group that comes next.
    next: usize,
    /// How many rows of the group are not unpacked yet.
    packed: usize,
    /// How many rows are unpacked and not written yet.
    unpacked: usize,
    /// How many rows are written.
    written: u64,
    text: Cursor<Vec<u8>>,
    /// Why there is nothing behind `text`.
    failed: Option<ParquetError>,
    is_over: bool,
}

/// Reads the rows of a Parquet file, to be taken as [`Format::Sheet`](crate::record::Format::Sheet).
///
/// A value that is null is an empty cell. Of a moment the day is taken, and a decimal is written
/// with all its digits. The values of a list have `;` between them, and those of a structure have
/// columns of their own, `facts.used`. Line breaks and tabs inside a text become blanks.
///
/// Damage that shows only when a row is reached is an error of [`Read`], after the rows before it.
///
/// # Errors
/// Says why it cannot be read.
///
/// ```
/// use std::io::Write;
/// use interdict::record::{ParquetError, read_parquet};
/// let mut file = tempfile::tempfile()?;
/// file.write_all(b"item,to\nrice,PRK\n")?;
/// assert_eq!(read_parquet(file).err(), Some(ParquetError::Other));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn read_parquet(mut file: File) -> Result<ParquetRows, ParquetError> {
    let ends = ends(&mut file).map_err(|error| ParquetError::Broken(error.to_string()))?;
    match (ends.0.as_slice(), ends.1.as_slice()) {
        ([], _) => return Err(ParquetError::Empty),
        (b"PAR1", b"PAR1") => {}
        (b"PARE", _) => return Err(ParquetError::Encrypted),
        (b"PAR1", _) => return Err(ParquetError::Cut),
        _ => return Err(ParquetError::Other),
    }
    let file = guarded(|| SerializedFileReader::new(file));
    let file = file.map_err(ParquetError::Broken)?;
    let schema = file.metadata().file_metadata().schema_descr();
    let leaves = leaves(schema)?;
    let names: Vec<&str> = leaves.iter().map(|leaf| leaf.name.as_str()).collect();
    let head = names.join("\t") + "\n";
    Ok(ParquetRows {
        leaves,
        columns: Vec::new(),
        next: 0,
        packed: 0,
        unpacked: 0,
        written: 0,
        text: Cursor::new(head.into_bytes()),
        failed: None,
        is_over: false,
        file,
    })
}

/// The first and the last bytes of a file.
fn ends(file: &mut File) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut part = |from: SeekFrom| -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        file.seek(from)?;
        file.by_ref().take(4).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let first = part(SeekFrom::Start(0))?;
    let last = match first.len() {
        4 => part(SeekFrom::End(-4))?,
        _ => Vec::new(),
    };
    Ok((first, last))
}

/// What comes of reading; where a damaged file leads the reader astray, that is a fault of the
/// file, and no end of the program.
fn guarded<T>(read: impl FnOnce() -> Result<T, Fault>) -> Result<T, String> {
    let read = std::panic::AssertUnwindSafe(read);
    match std::panic::catch_unwind(read) {
        Ok(read) => read.map_err(|fault| reason(&fault)),
        Err(_) => Err("its parts contradict each other".into()),
    }
}

/// What is wrong, without the words that say of what it is a fault.
fn reason(fault: &Fault) -> String {
    match fault {
        Fault::General(reason) | Fault::EOF(reason) => reason.clone(),
        Fault::External(error) => error.to_string(),
        other => other.to_string(),
    }
}

impl ParquetRows {
    /// Writes some more lines; none where there are no more rows.
    fn write(&mut self) -> Result<(), Fault> {
        let mut line = String::new();
        while self.text.get_ref().len() < AHEAD && self.unpack()? {
            line.clear();
            for (place, column) in self.columns.iter_mut().enumerate() {
                if place > 0 {
                    line.push('\t');
                }
                column.write(&mut line)?;
                if line.len() > LONGEST {
                    let megabytes = LONGEST / 1024 / 1024;
                    let reason = format!("the row behind it is longer than {megabytes} MiB");
                    return Err(Fault::General(reason));
                }
            }
            line.push('\n');
            self.unpacked = self.unpacked.saturating_sub(1);
            self.written = self.written.saturating_add(1);
            // Whatever comes behind, this line is whole.
            self.text.get_mut().extend_from_slice(line.as_bytes());
        }
        Ok(())
    }

    /// Unpacks rows where none is left; tells whether there is one.
    fn unpack(&mut self) -> Result<bool, Fault> {
        while self.unpacked == 0 {
            if self.packed == 0 && !self.open_next()? {
                return Ok(false);
            }
            let due = self.packed.min(ROWS);
            for column in &mut self.columns {
                column.unpack(due)?;
            }
            self.packed = self.packed.saturating_sub(due);
            self.unpacked = due;
        }
        Ok(true)
    }

    /// Opens the next group of rows, where there is one.
    fn open_next(&mut self) -> Result<bool, Fault> {
        if self.next >= self.file.num_row_groups() {
            return Ok(false);
        }
        let group = self.file.get_row_group(self.next)?;
        self.next = self.next.saturating_add(1);
        if group.num_columns() < self.leaves.len() {
            return Err(Fault::General("a group of rows lacks a column".into()));
        }
        // The reader would stumble over a place before the beginning.
        let is_placed = |column: &ColumnChunkMetaData| {
            let start = column.dictionary_page_offset().unwrap_or_default();
            start >= 0 && column.data_page_offset() >= 0 && column.compressed_size() >= 0
        };
        if !group.metadata().columns().iter().all(is_placed) {
            return Err(Fault::General("a column is in no place of the file".into()));
        }
        self.packed = usize::try_from(group.metadata().num_rows())?;
        let leaves = self.leaves.iter().enumerate();
        let columns = leaves.map(|(place, leaf)| Ok(column(leaf, group.get_column_reader(place)?)));
        self.columns = columns.collect::<Result<_, Fault>>()?;
        Ok(true)
    }
}

impl Read for ParquetRows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.text.read(buffer)?;
        if count > 0 || buffer.is_empty() {
            return Ok(count);
        }
        self.text = Cursor::default();
        if !self.is_over
            && let Err(reason) = guarded(|| self.write())
        {
            let row = self.written;
            self.is_over = true;
            self.failed = Some(ParquetError::Damaged { row, reason });
        }
        match (self.text.read(buffer)?, self.failed.take()) {
            (0, Some(failed)) => Err(io::Error::other(failed)),
            (count, failed) => {
                self.failed = failed;
                Ok(count)
            }
        }
    }
}
