//! Files of records named on the command line.

use std::io::Read;
use std::path::{Path, PathBuf};

use interdict::record::{Format, Names, Records, read};
use interdict::source::SourceFile;

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub struct Input {
    pub files: Vec<Records>,
    /// Paths that could not be read, with the reason.
    pub unreadable: Vec<(PathBuf, String)>,
}

/// Reads files, all files of records below folders, and `-` for standard input.
pub fn read_all(paths: &[PathBuf], names: &Names) -> Input {
    let mut input = Input::default();
    for path in paths {
        take(path, true, names, &mut input);
    }
    input
}

fn take(path: &Path, named: bool, names: &Names, input: &mut Input) {
    if let Err(reason) = try_take(path, named, names, input) {
        input.unreadable.push((path.to_owned(), reason));
    }
}

fn try_take(path: &Path, named: bool, names: &Names, input: &mut Input) -> Result<(), String> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|error| error.to_string())?;
        let text = utf8(bytes)?;
        let format = Format::of_text(&text);
        input.files.push(read(
            &SourceFile::new("<standard input>", text),
            format,
            names,
        ));
        return Ok(());
    }
    if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| error.to_string())?;
        let inner: Result<Vec<PathBuf>, _> = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect();
        let mut inner = inner.map_err(|error| error.to_string())?;
        inner.sort();
        inner
            .iter()
            .for_each(|path| take(path, false, names, input));
        return Ok(());
    }
    let Some(format) = Format::of_path(path) else {
        if named {
            return Err(
                "its name tells no format; use .ron, .json, .jsonl, .ndjson, .csv or .tsv".into(),
            );
        }
        return Ok(());
    };
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let name = path.to_string_lossy().replace('\\', "/");
    input
        .files
        .push(read(&SourceFile::new(name, utf8(bytes)?), format, names));
    Ok(())
}

/// The text of a file.
pub fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("it is not UTF-8 text (byte {at})")
    })
}
