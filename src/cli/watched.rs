//! What a check reads, as `check --watch` looks at it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::{Component, Path, PathBuf, absolute};
use std::sync::Arc;
use std::time::SystemTime;

use interdict::source::{Seen, entries};

use super::Common;
use super::check::Arguments;
use super::input::{Told, sources};

/// What a check reads, and what it writes.
pub struct Watched {
    /// Files and folders of records, and patterns of them.
    input: Vec<PathBuf>,
    /// Files and folders of rules.
    rules: Vec<PathBuf>,
    map: Option<PathBuf>,
    /// Files that the check writes itself. INVARIANT: they are not watched, which would never end.
    written: Vec<PathBuf>,
}

/// The files that are read, and as what they are known.
pub type State = BTreeMap<PathBuf, Stamp>;

/// What tells a file from what it was before.
#[derive(PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    node: [i128; 4],
}

/// So many links may stand on the way to a file: more lead in a circle.
const MOST_LINKS: usize = 40;

impl Watched {
    pub fn new(arguments: &Arguments, common: &Common) -> Result<Self, String> {
        if arguments.input.iter().any(|path| path == OsStr::new("-")) {
            return Err("standard input cannot be read again; name a file".into());
        }
        let rules = common.rules.iter();
        let rules = rules.filter(|path| path.as_os_str() != OsStr::new("builtin"));
        let written = [common.output.as_ref(), arguments.manifest.as_ref()];
        let watched = Self {
            input: arguments.input.clone(),
            rules: rules.cloned().collect(),
            map: arguments.tables.mapping_file(),
            written: written.into_iter().flatten().cloned().collect(),
        };
        // What is not there may come, but not where nothing is: that is a slip of the pen.
        let lost = watched.roots().find(|root| {
            let whole = absolute(root).unwrap_or_else(|_| root.clone());
            whole.parent().is_some_and(|folder| !folder.is_dir())
        });
        match lost {
            Some(root) => Err(format!("`{}`: its folder does not exist", root.display())),
            None => Ok(watched),
        }
    }

    /// What is named, and of a pattern the folder in which all its files lie.
    fn roots(&self) -> impl Iterator<Item = PathBuf> {
        let inputs = self.input.iter().map(|path| fixed(path));
        inputs.chain(self.rules.iter().chain(&self.map).cloned())
    }

    /// The files that a check would read now: of a folder only those with a name that it reads, so
    /// that what else is written there, such as a log, is nothing new.
    pub fn state(&self) -> State {
        let records = sources(&self.input, &Arc::new(Told::default())).files;
        let mut files: Vec<PathBuf> = records.iter().map(|file| file.path().to_owned()).collect();
        let mut seen = Seen::default();
        for path in &self.rules {
            rule_files(path, true, &mut seen, &mut files);
        }
        files.extend(self.map.clone());
        files.retain(|path| !self.is_written(path));
        let stamped = files.into_iter().filter_map(|path| {
            let stamp = Stamp::of(&path.metadata().ok()?);
            Some((path, stamp))
        });
        stamped.collect()
    }

    fn is_written(&self, path: &Path) -> bool {
        let real = |path: &Path| path.canonicalize().ok();
        let mut written = self.written.iter();
        written.any(|written| {
            written == path || real(path).is_some_and(|it| real(written) == Some(it))
        })
    }

    /// The places that decide what is read: those that are named, and links with what they lead to.
    pub fn spots(&self) -> Vec<PathBuf> {
        let files = self.state().into_keys();
        let links = files.filter(|path| path.is_symlink());
        let ways = self.roots().chain(links).map(|path| way(&path));
        let mut spots: Vec<PathBuf> = ways.flatten().collect();
        spots.sort();
        spots.dedup();
        spots
    }

    /// The folders to listen to, and whether to all below them: the one above each place, as another
    /// file or folder may take it, and the place itself where it is a folder.
    pub fn folders(&self, spots: &[PathBuf]) -> BTreeMap<PathBuf, bool> {
        let mut folders = BTreeMap::new();
        for spot in spots {
            if let Some(above) = spot.parent() {
                folders.entry(above.to_owned()).or_insert(false);
            }
            if spot.is_dir() && !spot.is_symlink() {
                folders.insert(spot.clone(), true);
            }
        }
        folders
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            node: node(metadata),
        }
    }
}

/// Which file it is, and when anything about it changed: another one may have the same size and time.
#[cfg(unix)]
fn node(metadata: &Metadata) -> [i128; 4] {
    use std::os::unix::fs::MetadataExt;
    [
        metadata.dev().into(),
        metadata.ino().into(),
        metadata.ctime().into(),
        metadata.ctime_nsec().into(),
    ]
}

#[cfg(not(unix))]
fn node(_: &Metadata) -> [i128; 4] {
    [0; 4]
}

/// Adds the files of rules below a path, each once; `named` is one that stands on the command line.
fn rule_files(path: &Path, named: bool, seen: &mut Seen, files: &mut Vec<PathBuf>) {
    let is_folder = path.is_dir();
    let is_rule = path.extension().is_some_and(|ending| ending == "rule");
    if !(is_folder || named || is_rule) || !seen.is_new(path) {
        return;
    }
    if !is_folder {
        files.push(path.to_owned());
        return;
    }
    for inner in entries(path).into_iter().flatten() {
        rule_files(&inner, false, seen, files);
    }
}

/// The places at which it is decided what a path leads to: each link on the way, and its end; where
/// that is not there, the first part that is missing.
fn way(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut rest = absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut at = PathBuf::new();
    loop {
        let mut parts = rest.components();
        let Some(part) = parts.next() else { break };
        let behind = parts.as_path().to_owned();
        let next = match part {
            Component::ParentDir => at.parent().unwrap_or(&at).to_owned(),
            _ => at.join(part),
        };
        match next.read_link() {
            Ok(target) if found.len() < MOST_LINKS => {
                found.push(next);
                rest = target.join(behind);
            }
            _ => {
                at = next;
                rest = behind;
            }
        }
        // Of Windows the sign of a drive alone is no folder.
        if at.has_root() && at.symlink_metadata().is_err() {
            break;
        }
    }
    found.push(at);
    found
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
