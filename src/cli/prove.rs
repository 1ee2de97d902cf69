//! `interdict prove`: properties, exhaustively.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use interdict::check::Checker;
use interdict::law::{Property, RuleSet};
use interdict::prove::{Proof, Prover, Refuted};
use interdict::report::{Style, pretty};
use interdict::source::{SourceFile, printable_line};
use interdict::syntax::{Item, parse};

use super::output::say;
use super::{Common, Status, sound, write_text};

const EXAMPLES: &str = "Examples:
  interdict prove                    the properties of the built-in rules
  interdict prove my-rules/          those of other rules
  interdict prove mine.rule          a file of properties alone is about the built-in rules,
                                     or those of --rules
  interdict prove --that \"for every record where hs in 93 and to is PRK
                          expect never by 2397/7\"

Exit status: 0 all are proved, 1 something is refuted or about no record,
2 could not run, 3 something is unknown.";

/// How a property that was given by itself is called.
const THAT: &str = "--that";

/// Arguments of `prove`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Rule files and folders, or files with properties alone
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// One property: `for every record where CONDITION expect VERDICT`
    #[arg(long, value_name = "PROPERTY", conflicts_with = "paths")]
    that: Option<String>,
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    let (own, mut rules): (Vec<PathBuf>, Vec<PathBuf>) = arguments
        .paths
        .iter()
        .cloned()
        .partition(|path| holds_properties_alone(path));
    rules.extend(common.rules.iter().cloned());
    if rules.is_empty() {
        rules.push("builtin".into());
    }
    rules.extend(own.iter().cloned());
    let that = arguments.that.as_deref().map(as_file);
    let loaded = RuleSet::load_with(&rules, that.into_iter().collect());
    let rules = match sound(loaded, common, style) {
        Ok(rules) => rules,
        Err(status) => return status,
    };
    let asked = |property: &&Property| {
        let file = rules.files.get(property.place.file);
        let name = file.map_or("", |file| file.name());
        match &arguments.that {
            Some(_) => name == THAT,
            None => own.is_empty() || own.iter().any(|path| path == Path::new(name)),
        }
    };
    let properties: Vec<&Property> = rules.properties.iter().filter(asked).collect();
    if properties.is_empty() {
        say!("there is no property to prove");
        return Status::Failed;
    }
    let Some(prover) = Prover::new(&rules) else {
        say!("the rules are too many to be held in decision diagrams");
        return Status::Failed;
    };
    let proofs = prover.prove_each(&properties);
    let checker = Checker::new(&rules);
    let mut text = String::new();
    let mut tally = Tally::default();
    for (property, proof) in properties.iter().zip(&proofs) {
        tally.count(proof);
        text.push_str(&said(property, proof, &checker, style));
    }
    text.push_str(&format!("{tally}\n"));
    match write_text(&text, common) {
        Status::Fine => tally.status(),
        failed => failed,
    }
}

/// Whether a file holds properties and nothing else.
fn holds_properties_alone(path: &Path) -> bool {
    if path.is_dir() || path == Path::new("builtin") {
        return false;
    }
    let Ok(text) = std::fs::read_to_string(path) else {
        return false;
    };
    let (tree, _) = parse(&SourceFile::new(path.to_string_lossy(), text));
    let items = tree.items.iter();
    !tree.items.is_empty() && items.clone().all(|item| matches!(item, Item::Property(_)))
}

/// A property that was given by itself, as a rule file.
fn as_file(that: &str) -> Arc<SourceFile> {
    let title = "property \"the property asked for\"";
    let that = that.trim();
    let text = match that.rfind("expect ") {
        Some(at) => {
            let (records, expect) = that.split_at(at);
            format!("{title}\n  {}\n  {expect}\n", records.trim_end())
        }
        None => format!("{title}\n  {that}\n"),
    };
    SourceFile::new(THAT, text)
}

/// What is to be said of a property; nothing where it is proved.
fn said(property: &Property, proof: &Proof, checker: &Checker<'_>, style: &Style) -> String {
    let rules = checker.rules();
    let place = rules.files.get(property.place.file).map(|file| {
        let line = file.line(property.place.span.start);
        format!("{}:{line}", printable_line(file.name()))
    });
    let head = |word: &str| {
        let place = place.clone().unwrap_or_default();
        format!("{place}: {word}: {}\n", printable_line(&property.title))
    };
    match proof {
        Proof::Proved => String::new(),
        Proof::Empty => format!(
            "{}  no record meets its condition\n\n",
            head("about nothing")
        ),
        Proof::Unknown(None) => format!("{}  there is too much to work out\n\n", head("unknown")),
        Proof::Unknown(Some(draft)) => format!(
            "{}  this record would break it, but is judged otherwise, or cannot be read:\n\n{draft}\n\n",
            head("unknown")
        ),
        Proof::Refuted(found) => format!("{}{}", head("refuted"), shown(found, checker, style)),
    }
}

/// A record that breaks a property, ready to be kept, and why it does.
fn shown(found: &Refuted, checker: &Checker<'_>, style: &Style) -> String {
    let mut text = String::new();
    for unmet in &found.unmet {
        text.push_str(&format!("  {unmet}\n"));
    }
    let checked = checker.check(&found.record, None);
    let report = pretty(&found.record, &checked, checker.rules(), style);
    text.push_str(&format!("\n{}\n\n{report}\n", found.draft));
    text
}

/// How many properties came out how.
#[derive(Debug, Default)]
struct Tally {
    proved: usize,
    refuted: usize,
    unknown: usize,
    empty: usize,
}

impl Tally {
    fn count(&mut self, proof: &Proof) {
        let counted = match proof {
            Proof::Proved => &mut self.proved,
            Proof::Refuted(_) => &mut self.refuted,
            Proof::Unknown(_) => &mut self.unknown,
            Proof::Empty => &mut self.empty,
        };
        *counted = counted.saturating_add(1);
    }

    fn status(&self) -> Status {
        match (self.refuted.saturating_add(self.empty), self.unknown) {
            (0, 0) => Status::Fine,
            (0, _) => Status::Undetermined,
            _ => Status::Found,
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} proved, {} refuted", self.proved, self.refuted)?;
        if self.unknown > 0 {
            write!(f, ", {} unknown", self.unknown)?;
        }
        if self.empty > 0 {
            write!(f, ", {} about no record", self.empty)?;
        }
        Ok(())
    }
}
