//! `interdict docs`: the rules as a site of HTML.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{File, Permissions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use interdict::law::{RuleSet, coverage};
use interdict::report::{Site, Style};
use interdict::source::{printable, printable_line};

use super::output::say;
use super::unfinished::UnfinishedFolder;
use super::{Common, Status, load_rules, names_builtin};

const EXAMPLES: &str = "The folder is made where it is not there; the one above it must be. It appears whole or not at all. \
A folder that holds a site made before is replaced, one that holds anything else is left alone.

Examples:
  interdict docs --output site/
  interdict docs --rules my-rules/ -o site/

Exit status: 0 written, 2 could not run.";

/// Arguments of `docs`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {}

/// The file by which a site is known again. It lists the others, so that nothing that somebody
/// put beside them is lost when the site is made anew.
const MARK: &str = "interdict-docs.txt";

/// The first line of that file.
const MARK_LINE: &str = "A site made by `interdict docs`, which replaces these files:";

/// So much of that file is read: a site of a million pages names them in less.
const LARGEST_MARK: u64 = 64 * 1024 * 1024;

pub fn run(_: &Arguments, common: &Common, style: &Style) -> Status {
    let Some(folder) = &common.output else {
        say!("no folder is named to write the site to\nname one: `interdict docs --output DIR`");
        return Status::Failed;
    };
    // What is wrong with the folder is told before any work is done.
    let place = match Place::find(folder) {
        Ok(place) => place,
        Err(reason) => return failed(folder, &reason),
    };
    let rules = match load_rules(&common.rules, common, style) {
        Ok(rules) => rules,
        Err(status) => return status,
    };
    match write(&rules, names_builtin(common), place) {
        Ok(count) => {
            if !common.quiet {
                let folder = folder.to_string_lossy();
                say!("{count} pages are in `{}`", printable_line(&folder));
            }
            Status::Fine
        }
        Err(reason) => failed(folder, &reason),
    }
}

fn failed(folder: &Path, reason: &str) -> Status {
    let said = format!("cannot write to `{}`: {reason}", folder.to_string_lossy());
    say!("{}", printable(&said));
    Status::Failed
}

/// Writes the site beside its place and moves it there; says how many pages it has.
fn write(rules: &RuleSet, is_builtin: bool, place: Place) -> Result<usize, String> {
    let coverage = match is_builtin {
        true => coverage(),
        false => Vec::new(),
    };
    let told = |error: std::io::Error| error.to_string();
    let made = UnfinishedFolder::beside(&place.above, place.permissions).map_err(told)?;
    let mut mark = format!("{MARK_LINE}\n");
    let mut count = 0_usize;
    for page in Site::new(rules, &coverage).pages() {
        made.put(&page.file, &page.text).map_err(told)?;
        // Writing to a string cannot fail.
        let _ = writeln!(mark, "{}", page.file);
        count = count.saturating_add(1);
    }
    made.put(MARK, &mark).map_err(told)?;
    made.finish(&place.folder).map_err(told)?;
    Ok(count)
}

/// Where a site is to be.
struct Place {
    folder: PathBuf,
    /// The folder that it lies in.
    above: PathBuf,
    /// Those of the folder that is there already.
    permissions: Option<Permissions>,
}

impl Place {
    /// The place that a path names, if a site may come there. A link to a folder stays.
    fn find(path: &Path) -> Result<Self, String> {
        if path.symlink_metadata().is_err() {
            let above = path.parent().filter(|above| !above.as_os_str().is_empty());
            let above = above.unwrap_or(Path::new("."));
            if !above.is_dir() {
                return Err("the folder above it is not there".into());
            }
            return Ok(Self {
                folder: path.to_owned(),
                above: above.to_owned(),
                permissions: None,
            });
        }
        let told = |error: std::io::Error| error.to_string();
        let folder = path.canonicalize().map_err(|error| match error.kind() {
            ErrorKind::NotFound => "it is a link to what is not there".into(),
            _ => told(error),
        })?;
        if !folder.is_dir() {
            return Err("it is no folder".into());
        }
        // A folder that programs stand in would be gone under them.
        let here = std::env::current_dir().and_then(|here| here.canonicalize());
        if here.is_ok_and(|here| here.starts_with(&folder)) {
            return Err("it is the folder that you are in, or above it; name another".into());
        }
        let above = folder.parent().ok_or("nothing is above it")?.to_owned();
        is_free(&folder)?;
        let permissions = folder.metadata().map_err(told)?.permissions();
        Ok(Self {
            folder,
            above,
            permissions: Some(permissions),
        })
    }
}

/// Whether a folder holds nothing but a site that was made before.
fn is_free(folder: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| error.to_string();
    let known = marked(folder).map_err(told)?;
    let entries = folder.read_dir().map_err(told)?;
    let mut others = BTreeSet::new();
    for entry in entries {
        let entry = entry.map_err(told)?;
        let name = entry.file_name();
        let is_page = name
            .to_str()
            .is_some_and(|name| known.as_ref().is_some_and(|known| known.contains(name)));
        if !is_page || entry.file_type().map_err(told)?.is_dir() {
            others.insert(name.to_string_lossy().into_owned());
        }
    }
    match (others.first(), known) {
        (None, _) => Ok(()),
        (Some(_), None) => {
            Err("it holds something else than a site; name a new or an empty folder".into())
        }
        (Some(other), Some(_)) => Err(format!(
            "it holds `{other}`, which is no part of the site; move that away or name another folder"
        )),
    }
}

/// The files of a site that was made before; nothing where a folder holds none.
fn marked(folder: &Path) -> std::io::Result<Option<BTreeSet<String>>> {
    let file = match File::open(folder.join(MARK)) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(LARGEST_MARK).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.lines();
    if lines.next() != Some(MARK_LINE) {
        return Ok(None);
    }
    let names = lines.map(str::to_owned).chain([MARK.to_owned()]);
    Ok(Some(names.collect()))
}
