//! Files of records named on the command line.

use std::fs::File;
use std::io::{Cursor, ErrorKind, Read};
use std::path::{Path, PathBuf};

use interdict::record::{Format, Names, Record, RecordError, Records, read};
use interdict::report::{Style, render};
use interdict::source::{Fault, Seen, SourceFile, printable};
use miette::Severity;

use super::output::say;

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub struct Input {
    pub files: Vec<Records>,
    /// Paths that could not be read, with the reason.
    pub unreadable: Vec<(PathBuf, String)>,
    /// Paths that were named though they had been read already.
    pub again: Vec<PathBuf>,
}

/// How many faults, and how many notices beside them, are drawn: a fault that every row of a long
/// table has buries all others.
const MOST_SHOWN: usize = 20;

impl Input {
    /// The sound records of all files.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.files.iter().flat_map(|file| &file.records)
    }

    /// What is wrong with the records of all files, or doubtful.
    pub fn faults(&self) -> impl Iterator<Item = &RecordError> {
        self.files.iter().flat_map(|file| &file.errors)
    }

    /// How many records could not be read, as far as they can be told apart.
    pub fn unread(&self) -> usize {
        let unread = self.files.iter().map(|file| file.unread);
        unread.fold(0, usize::saturating_add)
    }

    /// Whether something could not be read.
    pub fn is_incomplete(&self) -> bool {
        self.faults().any(is_error)
    }

    /// Says what could not be read.
    pub fn report(&self, style: &Style) {
        let mut faults = Faults::default();
        self.files.iter().for_each(|file| faults.add(&file.errors));
        report(&self.unreadable, &faults, style);
    }
}

/// The faults of a run that are drawn, and how many there are beside them.
#[derive(Debug, Default)]
pub struct Faults {
    shown: Vec<RecordError>,
    errors: usize,
    notices: usize,
}

impl Faults {
    /// Adds the faults of a file, or of a piece of one.
    pub fn add(&mut self, faults: &[RecordError]) {
        for fault in faults {
            let count = if is_error(fault) {
                &mut self.errors
            } else {
                &mut self.notices
            };
            *count = count.saturating_add(1);
            if *count <= MOST_SHOWN {
                self.shown.push(fault.clone());
            }
        }
    }

    /// Whether something could not be read.
    pub fn is_incomplete(&self) -> bool {
        self.errors > 0
    }
}

/// Says what could not be read: files, and records.
pub fn report(unreadable: &[(PathBuf, String)], faults: &Faults, style: &Style) {
    for (path, reason) in unreadable {
        let path = path.to_string_lossy();
        say!("cannot read `{}`: {reason}", printable(&path));
    }
    for fault in &faults.shown {
        say!("{}", render(fault, style));
    }
    let more = [(faults.errors, "error"), (faults.notices, "notice")].into_iter();
    let more = more.filter_map(|(count, what)| match count.saturating_sub(MOST_SHOWN) {
        0 => None,
        1 => Some(format!("1 more {what}")),
        more => Some(format!("{more} more {what}s")),
    });
    let more: Vec<String> = more.collect();
    if !more.is_empty() {
        say!("{}; {ALL}", more.join(" and "));
    }
}

/// Where the faults stand that are not drawn.
const ALL: &str = "`interdict check --format json` lists all of them under `faults`";

fn is_error(fault: &RecordError) -> bool {
    fault.fault.severity() == Severity::Error
}

/// A file of records, or standard input.
#[derive(Debug)]
pub struct Source {
    /// Under which name reports show it.
    pub name: String,
    /// Nothing for standard input.
    path: Option<PathBuf>,
    /// As its name tells.
    format: Option<Format>,
}

impl Source {
    /// Opens it, with its format; that of standard input is told by how it begins.
    pub fn open(&self) -> Result<(Box<dyn Read>, Format), String> {
        if let (Some(path), Some(format)) = (&self.path, self.format) {
            let file = File::open(path).map_err(|error| reason(&error))?;
            return Ok((Box::new(file), format));
        }
        let mut start = Vec::new();
        let read = std::io::stdin().take(BEGINNING).read_to_end(&mut start);
        read.map_err(|error| error.to_string())?;
        let whole = String::from_utf8_lossy(&start);
        let format = Format::of_text(&whole);
        Ok((Box::new(Cursor::new(start).chain(std::io::stdin())), format))
    }

    /// Reads the records of all of it.
    fn read(&self, names: &Names) -> Result<Records, String> {
        let (mut input, format) = self.open()?;
        let mut bytes = Vec::new();
        input
            .read_to_end(&mut bytes)
            .map_err(|error| reason(&error))?;
        let file = SourceFile::new(self.name.as_str(), utf8(bytes)?);
        Ok(read(&file, format, names))
    }

    /// Its path, for messages.
    pub fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new("-"))
    }
}

/// By so many bytes the format of standard input is told.
const BEGINNING: u64 = 1024 * 1024;

/// The files that are named, all files of records below folders, and `-` for standard input, each
/// once.
pub fn sources(paths: &[PathBuf]) -> Sources {
    let mut sources = Sources::default();
    let mut seen = Seen::default();
    for path in paths {
        sources.take(path, true, &mut seen);
    }
    sources
}

/// Files of records that are to be read.
#[derive(Debug, Default)]
pub struct Sources {
    pub files: Vec<Source>,
    /// Paths at which there is none, with the reason.
    pub unreadable: Vec<(PathBuf, String)>,
    /// Paths that were named though they had been before.
    pub again: Vec<PathBuf>,
}

/// Reads all of some files.
pub fn read_all(paths: &[PathBuf], names: &Names) -> Input {
    let sources = sources(paths);
    let mut input = Input {
        files: Vec::new(),
        unreadable: sources.unreadable,
        again: sources.again,
    };
    for source in sources.files {
        match source.read(names) {
            Ok(records) => input.files.push(records),
            Err(reason) => input.unreadable.push((source.path().to_owned(), reason)),
        }
    }
    input
}

impl Sources {
    /// Takes a path; `named` is one that stands on the command line.
    fn take(&mut self, path: &Path, named: bool, seen: &mut Seen) {
        let taken = match path {
            _ if path == Path::new("-") => {
                if self.is_due(path, true, seen) {
                    self.files.push(Source {
                        name: "<standard input>".into(),
                        path: None,
                        format: None,
                    });
                }
                Ok(())
            }
            _ if path.is_dir() => self.folder(path, named, seen),
            _ => self.file(path, named, seen),
        };
        if let Err(reason) = taken {
            self.unreadable.push((path.to_owned(), reason));
        }
    }

    /// Whether a path is still to be read; one that is named again is noted.
    fn is_due(&mut self, path: &Path, named: bool, seen: &mut Seen) -> bool {
        let is_new = seen.is_new(path);
        if named && !is_new {
            self.again.push(path.to_owned());
        }
        is_new
    }

    fn folder(&mut self, folder: &Path, named: bool, seen: &mut Seen) -> Result<(), String> {
        if !self.is_due(folder, named, seen) {
            return Ok(());
        }
        let entries = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
        let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| entry.map(|e| e.path())).collect();
        let mut paths = paths.map_err(|error| error.to_string())?;
        paths.sort();
        paths.iter().for_each(|inner| self.take(inner, false, seen));
        Ok(())
    }

    fn file(&mut self, path: &Path, named: bool, seen: &mut Seen) -> Result<(), String> {
        let metadata = path.metadata();
        let Some(format) = Format::of_path(path) else {
            return match metadata {
                _ if !named => Ok(()),
                Err(error) => Err(reason(&error)),
                Ok(_) => Err(
                    "its name tells no format; use .ron, .json, .jsonl, .ndjson, .csv \
                    or .tsv"
                        .into(),
                ),
            };
        };
        metadata.map_err(|error| reason(&error))?;
        if self.is_due(path, named, seen) {
            self.files.push(Source {
                name: path.to_string_lossy().replace('\\', "/"),
                path: Some(path.to_owned()),
                format: Some(format),
            });
        }
        Ok(())
    }
}

/// The text of the file at a path.
pub fn read_text(path: &Path) -> Result<String, String> {
    utf8(std::fs::read(path).map_err(|error| reason(&error))?)
}

/// Why a path could not be read.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".into(),
        _ => error.to_string(),
    }
}

/// The text that bytes make.
pub fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        match bytes.as_slice() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it is UTF-16 text; save it as UTF-8".into(),
            [b'P', b'K', 3, 4, ..] => {
                "it is a ZIP archive, as spreadsheets are; save the table as CSV".into()
            }
            _ => {
                let before = bytes.iter().take(at);
                let line = before
                    .filter(|byte| **byte == b'\n')
                    .count()
                    .saturating_add(1);
                format!("it is not UTF-8 text (line {line}, byte {at}); save it as UTF-8")
            }
        }
    })
}
