//! `interdict diff`: two rule sets side by side.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use interdict::check::names;
use interdict::law::RuleSet;
use interdict::prove::{Case, Differ, Given, written};
use interdict::report::{Comparison, Style};
use interdict::source::printable_line;

use super::input::read_all;
use super::output::say;
use super::revision::rule_files;
use super::{Common, Status, sound, write_text};

const EXAMPLES: &str = "Examples:
  interdict diff old-rules/ rules/              two folders
  interdict diff builtin mine.rule              the built-in rules and a file
  interdict diff HEAD rules/                    the last commit and what lies in the folder
  interdict diff v1.2 v1.3 --rules-in law/      two revisions, of which the folder `law` counts
  interdict diff HEAD~3 HEAD --cases cases --fail-on loosened
  interdict diff old.rule new.rule --format json

A revision is one of the git repository that the current folder lies in. Of it the rule files below
`rules` count, or where there are none all but those in folders named `tests`.

Exit status: 0 it ran, 1 what --fail-on names is there, 2 could not run,
4 some records of --cases could not be read.";

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The old rules: a rule file, a folder, `builtin`, or a git revision
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The new rules, as well
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Records of which those whose verdict moves are listed: files and folders
    #[arg(long, value_name = "FILE", num_args = 1..)]
    cases: Vec<PathBuf>,
    /// Exit with status 1 where this is so
    #[arg(long, value_enum, default_value_t = FailOn::Never)]
    fail_on: FailOn,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Form::Pretty)]
    format: Form,
    /// Where the rule files of a revision are
    #[arg(long, value_name = "DIR")]
    rules_in: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A record that was prohibited no longer is
    Loosened,
    /// A record that was not prohibited is now
    Tightened,
    /// Any verdict moves, of a record or by a paragraph
    Any,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Pretty,
    /// One JSON object
    Json,
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    if !common.rules.is_empty() {
        say!("`diff` takes its rules as OLD and NEW, and not by `--rules`");
        return Status::Failed;
    }
    let folder = arguments.rules_in.as_deref();
    let old = load(&arguments.old, folder, common, style);
    let new = load(&arguments.new, folder, common, style);
    let (Ok(old), Ok(new)) = (old, new) else {
        return Status::Failed;
    };
    let differ = Differ::new(&old, &new);
    let Some(differ) = differ else {
        say!("the rules are too many to be held in decision diagrams");
        return Status::Failed;
    };
    let (cases, read) = match arguments.cases.as_slice() {
        [] => (None, Status::Fine),
        paths => match given(&differ, paths, style, common) {
            Ok((cases, read)) => (Some(cases), read),
            Err(status) => return status,
        },
    };
    let comparison = Comparison {
        old: (shown(&arguments.old), old.digest.clone()),
        new: (shown(&arguments.new), new.digest.clone()),
        written: written(&old, &new),
        meant: differ.meant(),
        cases,
    };
    let text = match arguments.format {
        Form::Pretty => Ok(comparison.text(style)),
        Form::Json => {
            serde_json::to_string_pretty(&comparison.json()).map(|json| format!("{json}\n"))
        }
    };
    let wrote = match text {
        Ok(text) => write_text(&text, common),
        Err(error) => {
            say!("cannot write the output: {error}");
            Status::Failed
        }
    };
    let is_found = match arguments.fail_on {
        FailOn::Loosened => comparison.is_loosened(),
        FailOn::Tightened => comparison.is_tightened(),
        FailOn::Any => comparison.is_moved(),
        FailOn::Never => false,
    };
    match (wrote, read, is_found) {
        (Status::Fine, Status::Fine, true) => Status::Found,
        (Status::Fine, read, _) => read,
        (failed, ..) => failed,
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The rules at a path, or else of a revision.
fn load(
    path: &Path,
    folder: Option<&Path>,
    common: &Common,
    style: &Style,
) -> Result<RuleSet, Status> {
    let name = shown(path);
    let loaded = if path == Path::new("builtin") || path.exists() {
        RuleSet::load(&[path])
    } else {
        match rule_files(&name, folder) {
            Ok(files) => RuleSet::from_files(files),
            Err(reason) => {
                say!("cannot read `{}`: {reason}", printable_line(&name));
                return Err(Status::Failed);
            }
        }
    };
    sound(loaded, common, style).inspect_err(|_| {
        say!("`{}` cannot be compared", printable_line(&name));
    })
}

/// The records at some paths whose verdict moves, and whether all could be read.
fn given(
    differ: &Differ<'_>,
    paths: &[PathBuf],
    style: &Style,
    common: &Common,
) -> Result<(Vec<Given>, Status), Status> {
    if paths.iter().any(|path| path == Path::new("-")) {
        say!("standard input cannot be read by two rule sets; give `--cases` a file");
        return Err(Status::Failed);
    }
    let Some((old, new)) = differ.checkers() else {
        return Err(Status::Failed);
    };
    // Each side reads by its own names: what one does not know, the other may.
    let before = read_all(paths, &names(old.rules()), None, &Arc::default());
    let after = read_all(paths, &names(new.rules()), None, &Arc::default());
    after.report(style, common);
    if !after.unreadable.is_empty() {
        return Err(Status::Failed);
    }
    let before = Case {
        checker: old,
        records: before.records().collect(),
    };
    let moved = before.moved(&Case {
        checker: new,
        records: after.records().collect(),
    });
    let read = match after.is_incomplete() {
        true => Status::Incomplete,
        false => Status::Fine,
    };
    Ok((moved, read))
}
