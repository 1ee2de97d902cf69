//! Large files, piece by piece: a table or JSON Lines is cut between its records, so that no more
//! of it is held than a few pieces, and several can be read at once.

use std::io::{self, Read};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::source::SourceFile;

use super::decode::Decoder;
use super::dialect::TableForm;
use super::fault::RecordFault;
use super::model::{Names, Record, Records};
use super::read::{Format, read_lines};
use super::table::{self, Layout};

/// How many bytes a piece has at least, where the file goes on.
const PIECE: usize = 256 * 1024;

/// How many bytes are looked through for the end of a record. A cell whose quote is not closed
/// within them is taken for one that never is.
const REACH: usize = 4 * 1024 * 1024;

/// A stretch of a file that holds whole records.
#[derive(Debug, Clone)]
pub struct Piece {
    file: Arc<SourceFile>,
    format: Format,
    /// What is told of the table from outside.
    form: Arc<TableForm>,
    /// What the first row says of a table, for pieces that do not hold it.
    layout: Option<Arc<Layout>>,
    /// Whether it is all of its file.
    is_whole: bool,
}

/// Why something in a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PieceError {
    /// It could not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A byte that is not UTF-8 text.
    #[error("it is not UTF-8 text (line {line}, byte {byte})")]
    Utf8 {
        /// The line of the byte, from 1.
        line: usize,
        /// Its place in the file, from 0.
        byte: usize,
    },
    /// A record longer than is looked through.
    #[error("the record that begins in line {line} is longer than {REACH} bytes")]
    TooLong {
        /// The line in which it begins, from 1.
        line: usize,
    },
}

/// The pieces of a file. The records before an error are in pieces; after it there are no more, unless
/// only one record is too long.
pub struct Pieces<'n> {
    input: Box<dyn Read + 'n>,
    names: &'n Names,
    name: String,
    format: Format,
    form: Arc<TableForm>,
    layout: Option<Arc<Layout>>,
    /// What was read and is in no piece yet.
    rest: Vec<u8>,
    /// Where `rest` begins in the file: its line from 0, and its byte.
    line: usize,
    byte: usize,
    /// How many bytes a piece has at least.
    size: usize,
    is_first: bool,
    is_over: bool,
    /// Why there is nothing behind `rest`, though the file goes on.
    failed: Option<PieceError>,
}

impl<'n> Pieces<'n> {
    /// Whether a format has places to cut: RON and JSON are read as a whole.
    #[must_use]
    pub fn can_cut(format: Format) -> bool {
        format.is_table() || format == Format::JsonLines
    }

    /// The pieces of what `input` holds, which is called `name`.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        input: Box<dyn Read + 'n>,
        format: Format,
        names: &'n Names,
    ) -> Self {
        Self {
            input,
            names,
            name: name.into(),
            format,
            form: Arc::default(),
            layout: None,
            rest: Vec::new(),
            line: 0,
            byte: 0,
            size: PIECE,
            is_first: true,
            is_over: false,
            failed: None,
        }
    }

    /// Reads tables as is told of them.
    #[must_use]
    pub fn told(self, form: &Arc<TableForm>) -> Self {
        Self {
            form: Arc::clone(form),
            ..self
        }
    }

    /// Cuts smaller pieces, for tests.
    #[doc(hidden)]
    #[must_use]
    pub fn of_size(self, size: usize) -> Self {
        Self { size, ..self }
    }

    /// Reads until there are so many bytes, or the file ends.
    fn fill(&mut self, least: usize) {
        let missing = least.saturating_sub(self.rest.len());
        if self.failed.is_some() || missing == 0 {
            return;
        }
        let before = self.rest.len();
        let most = u64::try_from(missing).unwrap_or(u64::MAX);
        let read = self.input.by_ref().take(most).read_to_end(&mut self.rest);
        if let Err(error) = read {
            self.failed = Some(error.into());
        } else {
            self.is_over = self.rest.len().saturating_sub(before) < missing;
        }
        self.keep_text();
    }

    /// Leaves what is behind a byte that is no text.
    fn keep_text(&mut self) {
        let Err(error) = std::str::from_utf8(&self.rest) else {
            return;
        };
        // The rest of a character may still come.
        if error.error_len().is_none() && !self.is_over && self.failed.is_none() {
            return;
        }
        let sound = error.valid_up_to();
        self.rest.truncate(sound);
        let before = self.rest.iter().filter(|byte| **byte == b'\n').count();
        self.is_over = false;
        self.failed.get_or_insert(PieceError::Utf8 {
            line: self.line.saturating_add(before).saturating_add(1),
            byte: self.byte.saturating_add(sound),
        });
    }

    fn cut(&mut self) -> Result<Option<Piece>, PieceError> {
        let mut least = self.size;
        loop {
            self.fill(least);
            if self.rest.is_empty() && !self.is_first {
                return self.failed.take().map_or(Ok(None), Err);
            }
            let is_last_try = least >= REACH || self.failed.is_some();
            let end = match self.is_over {
                true => self.rest.len(),
                false => self.end(is_last_try),
            };
            if end > 0 || self.is_over {
                return Ok(Some(self.take(end)));
            }
            if let Some(failed) = self.failed.take() {
                return Err(failed);
            }
            if is_last_try {
                let line = self.line.saturating_add(1);
                self.leave_line();
                return Err(PieceError::TooLong { line });
            }
            least = least.saturating_mul(2).min(REACH);
        }
    }

    /// Leaves the line that `rest` begins with.
    fn leave_line(&mut self) {
        loop {
            let end = self.rest.iter().position(|byte| *byte == b'\n');
            let left = end.map_or(self.rest.len(), |end| end.saturating_add(1));
            self.rest.drain(..left);
            self.byte = self.byte.saturating_add(left);
            if end.is_some() {
                self.line = self.line.saturating_add(1);
                return;
            }
            if self.is_over || self.failed.is_some() {
                return;
            }
            self.fill(self.size);
        }
    }

    /// The text that was read, without a character that is not whole yet.
    fn text(&self) -> &str {
        std::str::from_utf8(&self.rest).unwrap_or_else(|error| {
            let sound = self.rest.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(sound).unwrap_or_default()
        })
    }

    /// Where the last record ends that is whole for certain; 0 where there is none.
    fn end(&self, is_last_try: bool) -> usize {
        let text = self.text();
        match self.format {
            Format::JsonLines => text
                .rfind(['\n', '\r'])
                .map_or(0, |at| at.saturating_add(1)),
            _ => {
                let layout = self.layout.as_deref();
                table::last_end(text, layout, self.format, &self.form, is_last_try)
            }
        }
    }

    /// Takes the first bytes as a piece.
    fn take(&mut self, end: usize) -> Piece {
        let rest = self.rest.split_off(end.min(self.rest.len()));
        let text = String::from_utf8(std::mem::replace(&mut self.rest, rest)).unwrap_or_default();
        let lines = text.bytes().filter(|byte| *byte == b'\n').count();
        let file = SourceFile::part(self.name.as_str(), text, self.line, self.byte);
        let length = file.text().len();
        let piece = Piece {
            layout: self.layout.clone(),
            format: self.format,
            form: Arc::clone(&self.form),
            is_whole: self.is_first && self.is_over,
            file,
        };
        if self.is_first && !self.is_over && self.format != Format::JsonLines {
            let layout = Layout::of(&piece.file, self.format, self.names, &self.form);
            self.layout = Some(Arc::new(layout));
        }
        self.is_first = false;
        self.line = self.line.saturating_add(lines);
        self.byte = self.byte.saturating_add(length);
        piece
    }
}

impl Iterator for Pieces<'_> {
    type Item = Result<Piece, PieceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over && self.rest.is_empty() && !self.is_first {
            return None;
        }
        let piece = self.cut();
        if piece.is_err() {
            self.is_first = false;
        }
        if matches!(piece, Err(PieceError::Io(_) | PieceError::Utf8 { .. })) {
            self.rest.clear();
            self.is_over = true;
        }
        piece.transpose()
    }
}

impl Piece {
    /// Reads its records, as [`read()`](super::read()) reads those of a file. Records without a name
    /// are numbered from the first of the piece; names given twice are noticed within it.
    #[must_use]
    pub fn read(&self, names: &Names) -> Records {
        let mut decoder = Decoder::new(&self.file, names);
        let text = self.file.text();
        match (&self.layout, self.format) {
            (_, _) if text.trim().is_empty() => {}
            (_, Format::JsonLines) => read_lines(&mut decoder, text),
            (None, format) => table::read(&mut decoder, text, format, &self.form),
            (Some(layout), format) => table::read_rows(&mut decoder, text, layout, format),
        }
        if self.is_whole && decoder.found_nothing() {
            decoder.add(crate::source::Span::new(0, 1), RecordFault::Empty);
        }
        decoder.finish()
    }

    /// What has to be known of its file to read a record of it alone.
    #[must_use]
    pub fn shape(&self, names: &Names) -> Shape {
        let layout = || Layout::of(&self.file, self.format, names, &self.form);
        let layout = match &self.layout {
            Some(layout) => Some(Arc::clone(layout)),
            None => self.format.is_table().then(|| Arc::new(layout())),
        };
        Shape {
            name: self.file.name().to_owned(),
            format: self.format,
            form: Arc::clone(&self.form),
            layout,
        }
    }

    /// How many bytes of the file it is.
    #[must_use]
    pub fn length(&self) -> usize {
        self.file.text().len()
    }
}

/// What has to be known of a file to read one of its records alone.
#[derive(Debug, Clone)]
pub struct Shape {
    name: String,
    format: Format,
    form: Arc<TableForm>,
    /// Of a table.
    layout: Option<Arc<Layout>>,
}

/// A record by itself: its words, and where they stand in its file. It can be put aside and read
/// again.
///
/// ```
/// use interdict::record::{Format, Kept, Names, Pieces};
/// let (names, text) = (Names::default(), "item,to\nrice,PRK\nsalt,CHN\n");
/// let mut pieces = Pieces::new("a.csv", Box::new(text.as_bytes()), Format::Csv, &names);
/// let piece = pieces.next().unwrap()?;
/// let kept = Kept::of(&piece.read(&names).records[1]);
/// let salt = piece.shape(&names).read(&kept, &names).unwrap();
/// assert_eq!((salt.id.as_str(), salt.file.line(salt.span.start)), ("2", 3));
/// # Ok::<(), interdict::record::PieceError>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    id: String,
    /// Where it begins in the file: its line from 0, and its byte.
    line: usize,
    byte: usize,
    text: String,
}

impl Kept {
    /// Puts a record aside.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let file = &record.file;
        Self {
            id: record.id.clone(),
            line: file.line(record.span.start).saturating_sub(1),
            byte: file.in_whole(record.span).start,
            text: file.quote(record.span).to_owned(),
        }
    }
}

impl Shape {
    /// Whether the two are known to be the same.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        let layouts = match (&self.layout, &other.layout) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => self.format == other.format,
            _ => false,
        };
        layouts && self.name == other.name
    }

    /// Reads a record that was put aside; nothing where it is none of such a file.
    #[must_use]
    pub fn read(&self, kept: &Kept, names: &Names) -> Option<Record> {
        let piece = Piece {
            file: SourceFile::part(self.name.as_str(), kept.text.as_str(), kept.line, kept.byte),
            format: self.format,
            form: Arc::clone(&self.form),
            layout: self.layout.clone(),
            is_whole: false,
        };
        let alone = <[Record; 1]>::try_from(piece.read(names).records);
        alone.ok().map(|[alone]| alone.named(&kept.id))
    }
}
