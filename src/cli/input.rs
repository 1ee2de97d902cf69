//! Files of records named on the command line.

use std::io::{ErrorKind, Read};
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
        for (path, reason) in &self.unreadable {
            let path = path.to_string_lossy();
            say!("cannot read `{}`: {reason}", printable(&path));
        }
        let (mut errors, mut notices) = (0_usize, 0_usize);
        for fault in self.faults() {
            let count = if is_error(fault) {
                &mut errors
            } else {
                &mut notices
            };
            *count = count.saturating_add(1);
            if *count <= MOST_SHOWN {
                say!("{}", render(fault, style));
            }
        }
        let more = [(errors, "error"), (notices, "notice")].into_iter();
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
}

/// Where the faults stand that are not drawn.
const ALL: &str = "`interdict check --format json` lists all of them under `faults`";

fn is_error(fault: &RecordError) -> bool {
    fault.fault.severity() == Severity::Error
}

/// Reads files, all files of records below folders, and `-` for standard input, each once.
pub fn read_all(paths: &[PathBuf], names: &Names) -> Input {
    let mut reader = Reader {
        names,
        seen: Seen::default(),
        input: Input::default(),
    };
    for path in paths {
        reader.take(path, true);
    }
    reader.input
}

struct Reader<'n> {
    names: &'n Names,
    seen: Seen,
    input: Input,
}

impl Reader<'_> {
    /// Reads a path; `named` is one that stands on the command line.
    fn take(&mut self, path: &Path, named: bool) {
        let read = match path {
            _ if path == Path::new("-") => self.standard_input(path),
            _ if path.is_dir() => self.folder(path, named),
            _ => self.file(path, named),
        };
        if let Err(reason) = read {
            self.input.unreadable.push((path.to_owned(), reason));
        }
    }

    /// Whether a path is still to be read; one that is named again is noted.
    fn is_due(&mut self, path: &Path, named: bool) -> bool {
        let is_new = self.seen.is_new(path);
        if named && !is_new {
            self.input.again.push(path.to_owned());
        }
        is_new
    }

    fn standard_input(&mut self, path: &Path) -> Result<(), String> {
        if !self.is_due(path, true) {
            return Ok(());
        }
        let mut bytes = Vec::new();
        let read = std::io::stdin().read_to_end(&mut bytes);
        read.map_err(|error| error.to_string())?;
        let text = utf8(bytes)?;
        let format = Format::of_text(&text);
        self.add("<standard input>".into(), text, format);
        Ok(())
    }

    fn folder(&mut self, folder: &Path, named: bool) -> Result<(), String> {
        if !self.is_due(folder, named) {
            return Ok(());
        }
        let entries = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
        let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| entry.map(|e| e.path())).collect();
        let mut paths = paths.map_err(|error| error.to_string())?;
        paths.sort();
        paths.iter().for_each(|inner| self.take(inner, false));
        Ok(())
    }

    fn file(&mut self, path: &Path, named: bool) -> Result<(), String> {
        let Some(format) = Format::of_path(path) else {
            return match path.metadata() {
                _ if !named => Ok(()),
                Err(error) => Err(reason(&error)),
                Ok(_) => Err(
                    "its name tells no format; use .ron, .json, .jsonl, .ndjson, .csv \
                    or .tsv"
                        .into(),
                ),
            };
        };
        if !self.is_due(path, named) {
            return Ok(());
        }
        let text = read_text(path)?;
        let name = path.to_string_lossy().replace('\\', "/");
        self.add(name, text, format);
        Ok(())
    }

    fn add(&mut self, name: String, text: String, format: Format) {
        let file = SourceFile::new(name, text);
        self.input.files.push(read(&file, format, self.names));
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
