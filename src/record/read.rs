//! Files of records, by format.

use std::path::Path;
use std::sync::Arc;

use crate::source::{SourceFile, Span};

use super::decode::Decoder;
use super::fault::RecordFault;
use super::model::{Names, Records};
use super::node::FormFault;
use super::{json, ron_reader, salvage};

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
}

impl Format {
    /// The name, for messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ron => "RON",
            Self::Json => "JSON",
            Self::JsonLines => "JSON Lines",
        }
    }

    /// The format that a file's name tells.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "ron" => Some(Self::Ron),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            _ => None,
        }
    }

    /// The format that a text without a name seems to have: JSON Lines where its first line is a
    /// whole JSON object, JSON where it begins like a JSON object or list, else RON.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let first = text.trim_start_matches('\u{feff}').trim_start();
        let line = first.lines().next().unwrap_or_default();
        let is_object = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        if line.starts_with('{') && is_object(line) {
            return Self::JsonLines;
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
    let mut decoder = Decoder {
        file: Arc::clone(file),
        names,
        errors: Vec::new(),
        records: Vec::new(),
        title: None,
    };
    let size = file.text().len();
    if size > FILE_LIMIT {
        let fault = RecordFault::TooLarge {
            size,
            limit: FILE_LIMIT,
        };
        decoder.add(Span::new(0, 1), fault);
    } else {
        read_text(&mut decoder, file.text(), format);
        if decoder.records.is_empty() && decoder.errors.is_empty() {
            decoder.add(Span::new(0, 1), RecordFault::Empty);
        }
    }
    decoder.errors.sort_by_key(super::RecordError::span);
    Records {
        file: Arc::clone(file),
        title: decoder.title,
        records: decoder.records,
        errors: decoder.errors,
    }
}

fn read_text(decoder: &mut Decoder<'_>, file: &str, format: Format) {
    let text = file.strip_prefix('\u{feff}').unwrap_or(file);
    let form = |fault: FormFault| {
        (
            fault.span,
            RecordFault::Form {
                format: format.name(),
                reason: fault.reason,
            },
        )
    };
    let result = match format {
        _ if text.trim().is_empty() => return,
        Format::Ron => ron_reader::read(text, file),
        Format::Json => json::read(text, file),
        Format::JsonLines => {
            for line in text.lines().filter(|line| !line.trim().is_empty()) {
                match json::read(line, file).map_err(form) {
                    Ok(node) => decoder.take(&node),
                    Err((span, fault)) => decoder.add(span, fault),
                }
            }
            return;
        }
    };
    match result {
        Ok(node) => decoder.file(&node),
        Err(fault) if format == Format::Ron && salvaged(decoder, file) => drop(fault),
        Err(fault) => {
            let (span, fault) = form(fault);
            decoder.add(span, fault);
        }
    }
}

/// Reads the records of a broken RON file one by one; whether the fault lay in one of them.
fn salvaged(decoder: &mut Decoder<'_>, file: &str) -> bool {
    let mut faults = Vec::new();
    let mut nodes = Vec::new();
    for element in salvage::elements(file) {
        match ron_reader::read(element.quote(file).trim(), file) {
            Ok(node) => nodes.push(node),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        return false;
    }
    nodes.iter().for_each(|node| decoder.take(node));
    for fault in faults {
        let form = RecordFault::Form {
            format: Format::Ron.name(),
            reason: fault.reason,
        };
        decoder.add(fault.span, form);
    }
    true
}
