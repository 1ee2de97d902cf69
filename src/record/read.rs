//! Files of records, by format.

use std::path::Path;
use std::sync::Arc;

use crate::source::{SourceFile, Span};

use super::decode::Decoder;
use super::dialect::TableForm;
use super::fault::RecordFault;
use super::form::{FormError, FormFault};
use super::model::{Names, Records};
use super::salvage::Element;
use super::scan::Scan;
use super::{head, json, ron_reader, salvage, table};

/// The largest file that is read as a whole, in bytes.
const FILE_LIMIT: usize = 256 * 1024 * 1024;

/// The formats of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Rusty Object Notation: `.ron`.
    Ron,
    /// JSON: `.json`.
    Json,
    /// One JSON object on each line: `.jsonl`, `.ndjson`.
    JsonLines,
    /// Comma-separated values below a row that names the fields: `.csv`. Where that row has no
    /// comma, semicolons, tabs or `|` separate.
    Csv,
    /// The same with tabs: `.tsv`.
    Tsv,
    /// A worksheet or Parquet, as lines of cells with tabs between them: `.xlsx`, `.xls`, `.ods`,
    /// `.parquet`.
    Sheet,
}

impl Format {
    /// The name, for messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ron => "RON",
            Self::Json => "JSON",
            Self::JsonLines => "JSON Lines",
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Sheet => "worksheet data",
        }
    }

    /// The format that a file's name tells.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "ron" => Some(Self::Ron),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "csv" => Some(Self::Csv),
            "tsv" => Some(Self::Tsv),
            "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" | "parquet" => Some(Self::Sheet),
            _ => None,
        }
    }

    /// Whether it has rows and columns, so that a mapping can say what these are.
    #[must_use]
    pub fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Sheet)
    }

    /// The format that a text without a name seems to have: JSON Lines where its first line is a
    /// whole JSON object, CSV or TSV where its first line names a field beside other columns, JSON
    /// where it begins like a JSON object or list, else RON.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let first = text.trim_start_matches('\u{feff}').trim_start();
        let line = first.split(['\n', '\r']).next().unwrap_or_default();
        let is_object = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        if line.starts_with('{') && is_object(line) {
            return Self::JsonLines;
        }
        if let Some(format) = head::guess(text) {
            return format;
        }
        let opens_object = first
            .strip_prefix('[')
            .unwrap_or(first)
            .trim_start()
            .starts_with('{');
        if opens_object { Self::Json } else { Self::Ron }
    }
}

/// Reads a file of records. Never fails: faulty records are reported beside the sound ones.
///
/// ```
/// use interdict::record::{Format, Names, read};
/// use interdict::source::SourceFile;
/// let file = SourceFile::new("a.jsonl", "{\"item\": \"rice\"}\n{\"itm\": \"tanks\"}\n");
/// let records = read(&file, Format::JsonLines, &Names::default());
/// assert_eq!((records.records.len(), records.errors.len()), (1, 1));
/// ```
#[must_use]
pub fn read(file: &Arc<SourceFile>, format: Format, names: &Names) -> Records {
    read_as(file, format, names, &TableForm::default())
}

/// Reads a file of records, tables as is told of them.
///
/// ```
/// use interdict::record::{Format, Mapping, Names, TableForm, read_as};
/// use interdict::source::SourceFile;
/// let names = Names::default();
/// let mapping = SourceFile::new("map.toml", "[fields]\nitem = 'Goods'\n");
/// let mapping = Mapping::parse(&mapping, &names).unwrap();
/// let form = TableForm::new(None, None, Some(mapping))?;
/// let file = SourceFile::new("a.csv", "Goods,Price\nrice,5\n");
/// let records = read_as(&file, Format::Csv, &names, &form);
/// assert_eq!(records.records[0].item.as_ref().unwrap().value, "rice");
/// # Ok::<(), interdict::record::SignError>(())
/// ```
#[must_use]
pub fn read_as(file: &Arc<SourceFile>, format: Format, names: &Names, form: &TableForm) -> Records {
    let mut decoder = Decoder::new(file, names);
    let size = file.text().len();
    if size > FILE_LIMIT {
        let fault = RecordFault::TooLarge {
            size,
            limit: FILE_LIMIT,
        };
        decoder.add(Span::new(0, 1), fault);
    } else {
        read_text(&mut decoder, file.text(), format, form);
        if decoder.found_nothing() {
            decoder.add(Span::new(0, 1), RecordFault::Empty);
        }
    }
    decoder.finish()
}

fn read_text(decoder: &mut Decoder<'_>, file: &str, format: Format, form: &TableForm) {
    let whole = match format {
        _ if file.trim().is_empty() => return,
        Format::JsonLines => return read_lines(decoder, file),
        Format::Csv | Format::Tsv | Format::Sheet => {
            return table::read(decoder, file, format, form);
        }
        Format::Ron => ron_reader::read(file, file),
        Format::Json => json::read(file, file),
    };
    match whole {
        Ok(node) => decoder.file(&node),
        Err(fault) if format == Format::Ron && holds_comments_alone(file, &fault) => {}
        Err(fault) => read_broken(decoder, file, format, fault),
    }
}

/// A comment that is never closed hides what follows, and is a fault.
fn holds_comments_alone(file: &str, fault: &FormFault) -> bool {
    fault.error != FormError::Comment && Scan::new(file, 0).next().is_none()
}

/// Reads one record from each line.
pub(super) fn read_lines(decoder: &mut Decoder<'_>, file: &str) {
    // Whether the record before goes on where it should not.
    let mut is_open = false;
    // No record holds a bare carriage return, and some programs end lines with nothing else.
    let lines = file.split(['\n', '\r']);
    for line in lines.filter(|line| !line.trim().is_empty()) {
        if is_open && !line.trim_start().starts_with('{') {
            continue;
        }
        let end = Span::of(line, file).end;
        let upto = file.get(..end).unwrap_or(file);
        match json::read(line, upto) {
            Ok(node) => {
                is_open = false;
                decoder.take(&node);
            }
            Err(fault) => {
                is_open = matches!(fault.error, FormError::Open(_));
                match json::read_first(line, upto) {
                    Ok((node, _)) if fault.error == FormError::More => {
                        decoder.take(&node);
                        decoder.form(Format::JsonLines, fault);
                    }
                    _ => decoder.broken(Format::JsonLines, fault),
                }
            }
        }
    }
}

/// Reads the sound records of a broken file. The fault of the whole file is reported where it
/// is not the fault of a record.
fn read_broken(decoder: &mut Decoder<'_>, file: &str, format: Format, whole: FormFault) {
    let elements = match format {
        Format::Ron => salvage::elements(file, |rest| ron_reader::read_first(rest, file)),
        _ => salvage::elements(file, |rest| json::read_first(rest, file)),
    };
    let is_sound = |element: &Element<'_>| matches!(element, Element::Sound(_));
    if elements.iter().all(is_sound) || salvage::is_before_list(file, whole.span) {
        decoder.form(format, whole);
    }
    for element in elements {
        match element {
            Element::Sound(node) => decoder.take(&node),
            Element::Broken(fault) => decoder.broken(format, fault),
            Element::Between(fault) => decoder.form(format, fault),
        }
    }
}
