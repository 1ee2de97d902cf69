//! `check --watch`: the check made again whenever a file changes that it reads.
//!
//! Each time a process of its own checks, so that what it does is what a run without `--watch` does.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use interdict::source::printable;
use notify::{Event, RecursiveMode, Watcher};

use super::check::Arguments;
use super::output::say;
use super::{Common, Status};

/// How long nothing must change before it is checked again: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(150);

/// What a check reads, and what it writes.
struct Watched {
    /// Files and folders that matter.
    read: Vec<PathBuf>,
    /// Files that the check writes itself.
    written: Vec<PathBuf>,
}

pub fn run(arguments: &Arguments, common: &Common) -> Status {
    match watch(arguments, common) {
        Ok(status) => status,
        Err(reason) => {
            say!("cannot watch: {}", printable(&reason));
            Status::Failed
        }
    }
}

fn watch(arguments: &Arguments, common: &Common) -> Result<Status, String> {
    let watched = Watched::new(arguments, common)?;
    let (tell, told) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let _ = tell.send(event);
    })
    .map_err(|error| error.to_string())?;
    for (folder, mode) in watched.folders() {
        let begun = watcher.watch(&folder, mode);
        begun.map_err(|error| format!("`{}`: {error}", folder.display()))?;
    }
    loop {
        check_once()?;
        if !common.quiet {
            say!("watching; Ctrl-C ends");
        }
        watched.wait(&told)?;
    }
}

/// Checks as the arguments of this process say, but once.
fn check_once() -> Result<(), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let arguments = std::env::args_os().skip(1).filter(|one| one != "--watch");
    let checked = Command::new(program).args(arguments).status();
    checked.map(drop).map_err(|error| error.to_string())
}

impl Watched {
    fn new(arguments: &Arguments, common: &Common) -> Result<Self, String> {
        if arguments.input.iter().any(|path| path == OsStr::new("-")) {
            return Err("standard input cannot be read again; name a file".into());
        }
        let rules = common.rules.iter();
        let rules = rules
            .filter(|path| path.as_os_str() != OsStr::new("builtin"))
            .cloned();
        let inputs = arguments.input.iter().map(|path| fixed(path));
        let map = arguments.tables.mapping_file();
        let read = inputs.chain(rules).chain(map);
        let written = [common.output.as_ref(), arguments.manifest.as_ref()];
        Ok(Self {
            read: read.map(|path: PathBuf| settled(&path)).collect(),
            written: written
                .into_iter()
                .flatten()
                .map(|path| settled(path))
                .collect(),
        })
    }

    /// The folders to listen to: of a file its own, as editors put another file in its place.
    fn folders(&self) -> Vec<(PathBuf, RecursiveMode)> {
        let mut folders: Vec<(PathBuf, RecursiveMode)> = Vec::new();
        for path in &self.read {
            let (folder, mode) = match path.is_dir() {
                true => (path.as_path(), RecursiveMode::Recursive),
                false => (
                    path.parent().unwrap_or(Path::new("/")),
                    RecursiveMode::NonRecursive,
                ),
            };
            match folders.iter_mut().find(|(known, _)| known == folder) {
                Some((_, known)) if mode == RecursiveMode::Recursive => *known = mode,
                Some(_) => {}
                None => folders.push((folder.to_owned(), mode)),
            }
        }
        folders
    }

    /// Waits for a change, and until no more come.
    fn wait(&self, told: &Receiver<notify::Result<Event>>) -> Result<(), String> {
        loop {
            let event = told.recv().map_err(|error| error.to_string())?;
            if self.matters(&event.map_err(|error| error.to_string())?) {
                break;
            }
        }
        while told.recv_timeout(QUIET).is_ok() {}
        Ok(())
    }

    /// Whether something was written that is read. INVARIANT: not what the check does itself, which
    /// would never end.
    fn matters(&self, event: &Event) -> bool {
        if event.kind.is_access() {
            return false;
        }
        event.paths.iter().any(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            // Files in the making, of this program and of editors.
            let is_passing = name.starts_with('.') || name.ends_with('~');
            let is_own = self.written.iter().any(|written| written == path);
            !is_passing && !is_own && self.read.iter().any(|read| path.starts_with(read))
        })
    }
}

/// A path as the system tells it; of what is not there, the folder at least.
fn settled(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize();
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Of a pattern the folder in which all its files lie.
fn fixed(path: &Path) -> PathBuf {
    if path.symlink_metadata().is_ok() {
        return path.to_owned();
    }
    let parts = path.components();
    let plain = parts.take_while(|part| {
        let part = part.as_os_str().to_string_lossy();
        !part.contains(['*', '?', '['])
    });
    let folder: PathBuf = plain.collect();
    match folder.as_os_str().is_empty() {
        true => PathBuf::from("."),
        false => folder,
    }
}
