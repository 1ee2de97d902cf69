//! What has to wait for the end of the input: records that a limit counts, and what is said of the
//! records behind the first of them. It waits in a temporary file, so that memory does not grow.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use interdict::check::Posting;
use interdict::record::{Kept, Names, Record, Shape};
use serde::{Deserialize, Serialize};

/// What waits, while it is gathered: one after the other, each with its kind and its length before
/// it.
pub struct Waiting {
    file: BufWriter<File>,
    /// Shapes of the files that records come from.
    shapes: Vec<Shape>,
    /// Records of formats that are read as a whole, which stay in memory as their files do.
    here: Vec<Record>,
}

/// A record that waits.
#[derive(Serialize, Deserialize)]
struct Put {
    posting: Posting,
    stored: Stored,
}

/// The same where only this is asked for.
#[derive(Deserialize)]
struct Posted {
    posting: Posting,
}

/// Where a record is.
#[derive(Serialize, Deserialize)]
enum Stored {
    /// Beside this, of a file of so many shapes.
    Kept(usize, Kept),
    /// In memory, at a place.
    Here(usize),
}

const TEXT: u8 = b't';
const RECORD: u8 = b'r';

impl Waiting {
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(tempfile::tempfile()?),
            shapes: Vec::new(),
            here: Vec::new(),
        })
    }

    fn put(&mut self, kind: u8, bytes: &[u8]) -> io::Result<()> {
        let length = u64::try_from(bytes.len()).map_err(io::Error::other)?;
        self.file.write_all(&[kind])?;
        self.file.write_all(&length.to_le_bytes())?;
        self.file.write_all(bytes)
    }

    /// Lets a text wait.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        match text.is_empty() {
            true => Ok(()),
            false => self.put(TEXT, text.as_bytes()),
        }
    }

    /// Lets a record of a file of a shape wait, or one of a file without.
    pub fn record(
        &mut self,
        posting: Posting,
        record: Record,
        shape: Option<&Shape>,
    ) -> io::Result<()> {
        let stored = match shape {
            Some(shape) => {
                if !self.shapes.last().is_some_and(|last| last.is(shape)) {
                    self.shapes.push(shape.clone());
                }
                let place = self.shapes.len().saturating_sub(1);
                Stored::Kept(place, Kept::of(&record))
            }
            None => {
                self.here.push(record);
                Stored::Here(self.here.len().saturating_sub(1))
            }
        };
        let bytes = serde_json::to_vec(&Put { posting, stored })?;
        self.put(RECORD, &bytes)
    }

    /// Ends the gathering.
    pub fn close(self) -> io::Result<Waited> {
        let file = self.file.into_inner();
        Ok(Waited {
            file: file.map_err(io::IntoInnerError::into_error)?,
            shapes: self.shapes,
            here: self.here,
        })
    }
}

/// What has waited.
pub struct Waited {
    file: File,
    shapes: Vec<Shape>,
    here: Vec<Record>,
}

/// One thing that has waited.
pub enum Next {
    Text(String),
    Record(Box<Record>, Posting),
}

impl Next {
    /// About how many bytes it takes.
    pub fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Record(..) => RECORD_SIZE,
        }
    }
}

/// About how many bytes a record takes.
const RECORD_SIZE: usize = 4 * 1024;

impl Waited {
    /// What limits count of the records, from the first on. Only one such walk can be under way.
    pub fn postings(&self) -> io::Result<impl Iterator<Item = io::Result<Posting>>> {
        let mut walk = self.walk()?;
        Ok(std::iter::from_fn(move || {
            loop {
                let (kind, length) = match walk.head().transpose()? {
                    Ok(head) => head,
                    Err(error) => return Some(Err(error)),
                };
                let bytes = match kind {
                    RECORD => walk.bytes(length),
                    _ => match walk.pass(length) {
                        Ok(()) => continue,
                        Err(error) => Err(error),
                    },
                };
                let posted = bytes.and_then(|bytes| Ok(serde_json::from_slice::<Posted>(&bytes)?));
                return Some(posted.map(|posted| posted.posting));
            }
        }))
    }

    /// All that has waited, in order.
    pub fn all<'w>(
        &'w self,
        names: &'w Names,
    ) -> io::Result<impl Iterator<Item = io::Result<Next>> + 'w> {
        let mut walk = self.walk()?;
        Ok(std::iter::from_fn(move || {
            let head = walk.head().transpose()?;
            Some(head.and_then(|(kind, length)| {
                let bytes = walk.bytes(length)?;
                match kind {
                    RECORD => self.record(serde_json::from_slice(&bytes)?, names),
                    _ => Ok(Next::Text(
                        String::from_utf8(bytes).map_err(io::Error::other)?,
                    )),
                }
            }))
        }))
    }

    fn record(&self, put: Put, names: &Names) -> io::Result<Next> {
        let record = match &put.stored {
            Stored::Kept(shape, kept) => {
                let shape = self.shapes.get(*shape);
                shape.and_then(|shape| shape.read(kept, names))
            }
            Stored::Here(place) => self.here.get(*place).cloned(),
        };
        let lost = || io::Error::other("a record that was put aside cannot be read again");
        let record = record.ok_or_else(lost)?;
        Ok(Next::Record(Box::new(record), put.posting))
    }

    fn walk(&self) -> io::Result<Walk> {
        let mut file = self.file.try_clone()?;
        file.rewind()?;
        Ok(Walk(BufReader::new(file)))
    }
}

/// A walk through the file.
struct Walk(BufReader<File>);

impl Walk {
    /// The kind and the length of what comes next.
    fn head(&mut self) -> io::Result<Option<(u8, u64)>> {
        let Some(kind) = self.0.by_ref().bytes().next().transpose()? else {
            return Ok(None);
        };
        let mut length = [0; 8];
        self.0.read_exact(&mut length)?;
        Ok(Some((kind, u64::from_le_bytes(length))))
    }

    fn bytes(&mut self, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.0.by_ref().take(length).read_to_end(&mut bytes)?;
        match u64::try_from(bytes.len()) == Ok(length) {
            true => Ok(bytes),
            false => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn pass(&mut self, length: u64) -> io::Result<()> {
        let length = i64::try_from(length).map_err(io::Error::other)?;
        self.0.seek_relative(length)
    }
}
