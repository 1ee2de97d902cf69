//! Files of records named on the command line.

use std::fs::File;
use std::io::{Cursor, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;
use glob::MatchOptions;
use interdict::record::{
    Format, Names, PieceError, Pieces, Record, RecordError, Records, TableForm, read_as,
    read_parquet, read_sheet,
};
use interdict::report::{Seal, Style, render};
use interdict::source::{
    Fault, NotText, Seen, SourceFile, entries, printable, printable_line, text_of,
};
use miette::Severity;

use super::Common;
use super::meaning::say_where;
use super::output::say;
use super::seal::InputSeal;

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub struct Input {
    pub files: Vec<Records>,
    /// Paths that could not be read, with the reason.
    pub unreadable: Vec<(PathBuf, String)>,
    /// Paths that were named though they had been read already.
    pub again: Vec<PathBuf>,
    /// What was read, where that is asked.
    pub seals: Vec<Seal>,
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

    /// How many rows a mapping passes over.
    pub fn skipped(&self) -> usize {
        let skipped = self.files.iter().map(|file| file.skipped);
        skipped.fold(0, usize::saturating_add)
    }

    /// Whether something could not be read.
    pub fn is_incomplete(&self) -> bool {
        self.faults().any(is_error)
    }

    /// Says what could not be read.
    pub fn report(&self, style: &Style, common: &Common) {
        let mut faults = Faults::default();
        self.files.iter().for_each(|file| faults.add(&file.errors));
        report(&self.unreadable, &[], &faults, style, common);
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

    /// Those that are drawn.
    pub fn shown(&self) -> impl Iterator<Item = &RecordError> {
        self.shown.iter()
    }

    /// The code of the first error, or of the first notice where there is no error.
    fn first_code(&self) -> Option<&'static str> {
        let error = self.shown.iter().find(|fault| is_error(fault));
        Some(error.or(self.shown.first())?.fault.code())
    }
}

/// Says what could not be read: files, and records.
pub fn report(
    unreadable: &[(PathBuf, String)],
    left_out: &[(PathBuf, String)],
    faults: &Faults,
    style: &Style,
    common: &Common,
) {
    for (path, reason) in unreadable {
        let path = path.to_string_lossy();
        say!("cannot read `{}`: {reason}", printable_line(&path));
    }
    for (path, reason) in left_out.iter().take(MOST_SHOWN) {
        let path = path.to_string_lossy();
        say!("`{}`: {reason}; it is left out", printable_line(&path));
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
    say_where(faults.first_code(), common);
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
    told: Arc<Told>,
    /// Where it is asked what was read.
    seal: Option<InputSeal>,
}

/// What the command line tells of files.
#[derive(Debug, Default)]
pub struct Told {
    pub form: Arc<TableForm>,
    /// The worksheet that is read, where it is not the first.
    pub sheet: Option<String>,
    /// Whether less is said.
    pub is_quiet: bool,
    /// The seal of what the columns say.
    pub mapping: Option<Seal>,
    /// Whether what is read is sealed.
    pub seals: bool,
}

impl Source {
    /// Opens it, with its format; that of standard input is told by how it begins. What is packed
    /// is unpacked, and other encodings than UTF-8 become that, where `encoding` or the first bytes
    /// tell them.
    pub fn open(
        &self,
        encoding: Option<&'static Encoding>,
    ) -> Result<(Box<dyn Read>, Format), String> {
        let file = self.path.as_ref().map(File::open).transpose();
        let file = file.map_err(|error| reason(&error))?;
        let again = file.as_ref().map(File::try_clone).transpose();
        let again = again.map_err(|error| reason(&error))?;
        let input: Box<dyn Read> = match file {
            Some(file) => Box::new(file),
            None => Box::new(std::io::stdin()),
        };
        let input = match &self.seal {
            Some(seal) => Box::new(seal.through(input)),
            None => input,
        };
        let (start, input) = beginning(input, MAGIC)?;
        let is_named = self.path.as_deref().is_some_and(is_named_parquet);
        let is_packed = matches!(
            start.as_slice(),
            [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd]
        );
        if start == PARQUET || is_named && !is_packed {
            return Ok((parquet(input, again)?, Format::Sheet));
        }
        let input = self.unpacked(&start, input)?;
        if is_named {
            return Ok((parquet(input, None)?, Format::Sheet));
        }
        if self.is_workbook(&start) {
            return Ok((Box::new(self.sheet(input)?), Format::Sheet));
        }
        let mut decoder = DecodeReaderBytesBuilder::new();
        let decoder = decoder
            .encoding(encoding)
            .utf8_passthru(true)
            .bom_override(true);
        let input: Box<dyn Read> = Box::new(decoder.build(input));
        match self.format {
            Some(format) if format.is_table() || self.told.form.mapping().is_none() => {
                Ok((input, format))
            }
            Some(_) => Err("a mapping is for tables, and this is none".into()),
            None if self.told.form.is_told() => Ok((input, Format::Csv)),
            None => {
                let (start, input) = beginning(input, TELLING)?;
                Ok((input, Format::of_text(&String::from_utf8_lossy(&start))))
            }
        }
    }

    /// What is packed, as it was before.
    fn unpacked(&self, start: &[u8], input: Box<dyn Read>) -> Result<Box<dyn Read>, String> {
        Ok(match start {
            [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(input)),
            [0x28, 0xb5, 0x2f, 0xfd] => {
                Box::new(zstd::Decoder::new(input).map_err(|error| reason(&error))?)
            }
            b"PK\x03\x04" if !self.is_workbook(start) => {
                return Err("it is a ZIP archive; workbooks need the ending .xlsx or .ods".into());
            }
            _ => input,
        })
    }

    /// Whether it is a workbook: that of standard input is told by its first bytes.
    fn is_workbook(&self, start: &[u8]) -> bool {
        match self.format {
            Some(format) => format == Format::Sheet,
            None => matches!(start, b"PK\x03\x04" | [0xd0, 0xcf, 0x11, 0xe0]),
        }
    }

    /// The rows of a workbook's sheet; says which it is where there are several.
    fn sheet(&self, input: impl Read) -> Result<Cursor<String>, String> {
        let mut bytes = Vec::new();
        let read = input.take(LARGEST_WORKBOOK).read_to_end(&mut bytes);
        read.map_err(|error| reason(&error))?;
        let sheet = read_sheet(bytes, self.told.sheet.as_deref());
        let sheet = sheet.map_err(|error| error.to_string())?;
        if !sheet.others.is_empty() && self.told.sheet.is_none() && !self.told.is_quiet {
            let others: Vec<String> = sheet
                .others
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            let said = format!(
                "`{}`: the sheet `{}` is read, and not {}; `--sheet NAME` reads another",
                self.name,
                sheet.name,
                others.join(", ")
            );
            say!("{}", printable(&said));
        }
        Ok(Cursor::new(sheet.text))
    }

    /// Its records piece by piece, once it is open.
    pub fn pieces<'n>(
        &self,
        input: Box<dyn Read + 'n>,
        format: Format,
        names: &'n Names,
    ) -> Pieces<'n> {
        Pieces::new(self.name.as_str(), input, format, names).told(&self.told.form)
    }

    /// Reads the records of all of it.
    fn read(&self, names: &Names, encoding: Option<&'static Encoding>) -> Result<Records, String> {
        let (mut input, format) = self.open(encoding)?;
        let mut bytes = Vec::new();
        input
            .read_to_end(&mut bytes)
            .map_err(|error| reason(&error))?;
        let file = SourceFile::new(self.name.as_str(), utf8(bytes)?);
        Ok(read_as(&file, format, names, &self.told.form))
    }

    /// How many bytes it is read as; nothing where that is not known before.
    pub fn size(&self) -> Option<u64> {
        let path = self
            .path
            .as_ref()
            .filter(|path| Format::of_path(path).is_some_and(|format| format != Format::Sheet))?;
        path.metadata().ok().map(|metadata| metadata.len())
    }

    /// What was read of it, once that is done.
    pub fn seal(&self) -> Option<Seal> {
        self.seal.as_ref().map(|seal| seal.close(&self.name))
    }

    /// Whether its records can say what is expected of them: those of tables cannot.
    pub fn can_expect(&self) -> bool {
        self.format.is_some_and(|format| !format.is_table())
    }

    /// Whether it is JSON that names neither what a case is about nor what it expects, such as the
    /// settings of another program. What cannot be read may be anything.
    pub fn is_foreign(&self) -> bool {
        if !matches!(self.format, Some(Format::Json | Format::JsonLines)) {
            return false;
        }
        let start = self.open(None);
        let start = start.and_then(|(input, _)| beginning(input, TELLING));
        start.is_ok_and(|(start, _)| {
            let start = String::from_utf8_lossy(&start);
            let named = ["\"item\"", "\"hs\"", "\"expect\""];
            !named.iter().any(|name| start.contains(name))
        })
    }

    pub fn is_standard_input(&self) -> bool {
        self.path.is_none()
    }

    /// Its path, for messages.
    pub fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new("-"))
    }
}

/// So much of a workbook is read, in bytes: one that is larger is broken.
const LARGEST_WORKBOOK: u64 = 256 * 1024 * 1024;

/// So many bytes tell how a file is packed.
const MAGIC: u64 = 4;

/// So many bytes tell the format of standard input.
const TELLING: u64 = 1024 * 1024;

/// The first bytes of an input, and all of it.
fn beginning(mut input: Box<dyn Read>, length: u64) -> Result<(Vec<u8>, Box<dyn Read>), String> {
    let mut start = Vec::new();
    let read = input.by_ref().take(length).read_to_end(&mut start);
    read.map_err(|error| reason(&error))?;
    let whole = Cursor::new(start.clone()).chain(input);
    Ok((start, Box::new(whole)))
}

/// The rows of a Parquet file, which is read here and there. What can be read only from its beginning
/// to its end, such as standard input, becomes a temporary file before.
fn parquet(mut input: Box<dyn Read>, file: Option<File>) -> Result<Box<dyn Read>, String> {
    let is_file = |file: &File| file.metadata().is_ok_and(|metadata| metadata.is_file());
    let file = match file.filter(is_file) {
        Some(file) => {
            // Where it is under seal, it is read as a whole by this.
            drop(input);
            file
        }
        None => {
            let mut spool = || -> std::io::Result<File> {
                let mut file = tempfile::tempfile()?;
                std::io::copy(&mut input, &mut file)?;
                Ok(file)
            };
            spool().map_err(|error| reason(&error))?
        }
    };
    match read_parquet(file) {
        Ok(rows) => Ok(Box::new(rows)),
        Err(error) => Err(error.to_string()),
    }
}

/// How Parquet begins.
const PARQUET: &[u8] = b"PAR1";

/// Whether a file's name tells that it is Parquet, packed or not.
fn is_named_parquet(path: &Path) -> bool {
    let ending = unpacked_name(path).extension();
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"))
}

/// The format that a file's name tells, packed or not.
pub fn format_of(path: &Path) -> Option<Format> {
    Format::of_path(unpacked_name(path))
}

/// A file's name without the ending that tells that it is packed.
fn unpacked_name(path: &Path) -> &Path {
    let ending = path.extension().unwrap_or_default();
    let is_packed = PACKED
        .iter()
        .any(|packed| ending.eq_ignore_ascii_case(packed));
    match (path.file_stem(), is_packed) {
        (Some(stem), true) => Path::new(stem),
        _ => path,
    }
}

/// The endings of packed files.
const PACKED: [&str; 2] = ["gz", "zst"];

/// The files that are named, all files of records below folders, and `-` for standard input, each
/// once.
pub fn sources(paths: &[PathBuf], told: &Arc<Told>) -> Sources {
    let mut sources = Sources {
        told: Arc::clone(told),
        ..Sources::default()
    };
    let mut seen = Seen::default();
    for path in paths {
        match matches(path) {
            None => sources.take(path, true, &mut seen),
            Some(Ok(found)) => found
                .iter()
                .for_each(|path| sources.take(path, true, &mut seen)),
            Some(Err(reason)) => sources.unreadable.push((path.clone(), reason)),
        }
    }
    sources
}

/// The paths that a pattern means, in order, where it is one: a shell that knows no patterns, or
/// quotes around one, leave it to the program. What exists under that very name is no pattern.
pub fn matches(pattern: &Path) -> Option<Result<Vec<PathBuf>, String>> {
    let text = pattern
        .to_str()
        .filter(|text| text.contains(['*', '?', '[']))?;
    if pattern.symlink_metadata().is_ok() {
        return None;
    }
    let as_in_shells = MatchOptions {
        require_literal_leading_dot: true,
        require_literal_separator: true,
        case_sensitive: true,
    };
    let found = match glob::glob_with(text, as_in_shells) {
        Ok(found) => found,
        Err(error) => return Some(Err(format!("it is no sound pattern: {}", error.msg))),
    };
    let found: Result<Vec<PathBuf>, _> = found.collect();
    Some(match found {
        Ok(found) if found.is_empty() => Err("no file has a name of this pattern".into()),
        Ok(mut found) => {
            found.sort();
            Ok(found)
        }
        Err(error) => Err(error.to_string()),
    })
}

/// Files of records that are to be read.
#[derive(Debug, Default)]
pub struct Sources {
    pub files: Vec<Source>,
    /// Paths at which there is none, with the reason.
    pub unreadable: Vec<(PathBuf, String)>,
    /// Paths that were named though they had been before.
    pub again: Vec<PathBuf>,
    told: Arc<Told>,
}

/// Reads all of some files.
pub fn read_all(
    paths: &[PathBuf],
    names: &Names,
    encoding: Option<&'static Encoding>,
    told: &Arc<Told>,
) -> Input {
    let sources = sources(paths, told);
    let mut input = Input {
        files: Vec::new(),
        unreadable: sources.unreadable,
        again: sources.again,
        seals: Vec::new(),
    };
    for source in sources.files {
        match source.read(names, encoding) {
            Ok(records) => input.files.push(records),
            Err(reason) => input.unreadable.push((source.path().to_owned(), reason)),
        }
        input.seals.extend(source.seal());
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
                        told: Arc::clone(&self.told),
                        seal: self.told.seals.then(InputSeal::default),
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
        let mut paths = entries(folder).map_err(|error| error.to_string())?;
        // What a spreadsheet leaves beside a workbook that is open is none.
        paths.retain(|path| {
            let name = path.file_name().unwrap_or_default();
            !name.to_string_lossy().starts_with("~$")
        });
        paths.iter().for_each(|inner| self.take(inner, false, seen));
        Ok(())
    }

    fn file(&mut self, path: &Path, named: bool, seen: &mut Seen) -> Result<(), String> {
        let metadata = path.metadata();
        let Some(format) = format_of(path) else {
            return match metadata {
                _ if !named => Ok(()),
                Err(error) => Err(reason(&error)),
                Ok(_) => Err(
                    "its name tells no format; use .ron, .json, .jsonl, .ndjson, .csv, \
                    .tsv, .parquet, .xlsx, .xls or .ods, with .gz or .zst behind it where it is packed"
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
                told: Arc::clone(&self.told),
                seal: self.told.seals.then(InputSeal::default),
            });
        }
        Ok(())
    }
}

/// An encoding by one of its names.
pub fn encoding(name: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(name.as_bytes()).ok_or_else(|| {
        "no such encoding is known; usual ones are windows-1252, windows-1251, utf-16le, gbk".into()
    })
}

/// The text of the file at a path, where no encoding can be named.
pub fn read_text(path: &Path) -> Result<String, String> {
    plain_text(std::fs::read(path).map_err(|error| reason(&error))?)
}

/// The text that bytes make, where no encoding can be named.
pub fn plain_text(bytes: Vec<u8>) -> Result<String, String> {
    text_of(bytes).map_err(|error| format!("{error}; save it as UTF-8"))
}

/// Why a path could not be read.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".into(),
        _ => error.to_string(),
    }
}

/// The text of records that bytes make.
pub fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    text_of(bytes).map_err(|NotText { line, byte }| not_utf8(&PieceError::Utf8 { line, byte }))
}

/// Why a file was not read to its end, with the way out.
pub fn not_utf8(error: &PieceError) -> String {
    match error {
        PieceError::Utf8 { .. } => format!("{error}; save it as UTF-8, {OR_SAY}"),
        other => other.to_string(),
    }
}

const OR_SAY: &str = "or name its encoding, as with `check --encoding windows-1252`";
