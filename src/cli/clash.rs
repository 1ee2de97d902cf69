//! Output that would take the place of what is read.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use interdict::source::printable_line;

use super::input::{format_of, matches};

/// Why the output of a command cannot be written where its arguments say, if it cannot: what is
/// read would be lost, or be read with the output in it the next time.
pub fn refusal(arguments: &ArgMatches) -> Option<String> {
    let (command, arguments) = arguments.subcommand()?;
    let is_output = |id: &str| id == "output" || (command == "check" && id == "manifest");
    let mut outputs = Vec::new();
    let mut inputs = Vec::new();
    for id in arguments.ids().map(clap::Id::as_str) {
        let values = arguments.try_get_raw(id).ok().flatten();
        let paths = values.into_iter().flatten().map(Path::new);
        match is_output(id) {
            true => outputs.extend(paths),
            false => inputs.extend(paths),
        }
    }
    // Not every argument is a path: the name of a record leads nowhere.
    let inputs = inputs.into_iter().flat_map(meant);
    let inputs = inputs.filter(|input| input.exists());
    let inputs: Vec<PathBuf> = inputs.filter_map(|input| whole(&input)).collect();
    let places: Vec<(&Path, PathBuf)> = outputs
        .iter()
        .filter_map(|output| Some((*output, whole(output)?)))
        .collect();
    let twice = |place: &PathBuf| places.iter().filter(|(_, other)| other == place).count() > 1;
    places.iter().find_map(|(output, place)| {
        let reason = match () {
            () if twice(place) => "two outputs are to go there".into(),
            () => clash(place, &inputs)?,
        };
        let output = output.to_string_lossy();
        let output = printable_line(&output);
        Some(format!(
            "cannot write to `{output}`: {reason}; name another file"
        ))
    })
}

/// What is read at a place, or would be read there the next time.
fn clash(place: &Path, inputs: &[PathBuf]) -> Option<String> {
    let is_read = format_of(place).is_some() || place.extension() == Some(OsStr::new("rule"));
    inputs.iter().find_map(|input| {
        if place == input {
            return (!input.is_dir()).then(|| "it is read".into());
        }
        let folder = printable_line(&input.to_string_lossy()).into_owned();
        (is_read && input.is_dir() && place.starts_with(input))
            .then(|| format!("all files of its kind in `{folder}` are read"))
    })
}

/// The paths that an argument means: several where it is a pattern.
fn meant(argument: &Path) -> Vec<PathBuf> {
    match matches(argument) {
        Some(Ok(found)) => found,
        Some(Err(_)) => Vec::new(),
        None => vec![argument.to_owned()],
    }
}

/// A path without links, where it leads to a file, or to a folder in which one can come to be.
fn whole(path: &Path) -> Option<PathBuf> {
    if let Ok(whole) = path.canonicalize() {
        let is_stream = !whole.is_dir() && !whole.is_file();
        return (!is_stream).then_some(whole);
    }
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    let above = above.unwrap_or(Path::new(".")).canonicalize().ok()?;
    Some(above.join(path.file_name()?))
}
