//! `interdict lint --fix`: what is certain is mended in the files before doubts are looked for.

use std::path::{Path, PathBuf};

use interdict::fix::{Mended, mend};
use interdict::law::RuleSet;
use interdict::source::{SourceFile, printable};

use super::output::{replace, say};
use super::{Common, Status};

/// Mends the rule files at some paths, and says what was done to each. What cannot be written
/// keeps nothing else from being mended.
pub fn run(paths: &[PathBuf], common: &Common) -> Status {
    let builtin = Path::new("builtin");
    if paths.iter().all(|path| path == builtin) {
        say!(
            "the built-in rules are part of the program and cannot be fixed; name files or folders of rules"
        );
        return Status::Failed;
    }
    let (files, errors) = RuleSet::read_files(paths);
    let with_builtin = paths.iter().any(|path| path == builtin);
    let mended = mend(&files, with_builtin, errors.is_empty());
    let mut status = Status::Fine;
    for (file, mended) in files.iter().zip(&mended) {
        let name = printable(file.name());
        for (line, code) in &mended.refused {
            say!("{name}:{line}: {code} is left as it was: mended, it would not be sound");
        }
        if mended.done.is_empty() {
            continue;
        }
        match put(file, &mended.text) {
            Ok(()) => tell(&name, mended, common),
            Err(reason) => {
                say!("cannot fix `{name}`: {reason}");
                status = Status::Failed;
            }
        }
    }
    status
}

/// Puts a mended text in the place of a file that is still what was read.
fn put(file: &SourceFile, text: &str) -> Result<(), String> {
    let path = Path::new(file.name());
    let now = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    if now.strip_prefix('\u{feff}').unwrap_or(&now) != file.text() {
        return Err("it changed in the meantime".to_owned());
    }
    replace(path, text).map_err(|error| error.to_string())
}

/// Says how much was mended in a file, and where.
fn tell(name: &str, mended: &Mended, common: &Common) {
    match mended.done.len() {
        1 => say!("fixed `{name}`: 1 place"),
        count => say!("fixed `{name}`: {count} places"),
    }
    if common.quiet {
        return;
    }
    for one in &mended.done {
        let place = format!("{name}:{}:{}", one.line, one.column);
        say!("  {place}: {}: {}", one.code, one.title);
    }
}
