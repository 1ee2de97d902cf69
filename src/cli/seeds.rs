//! Seeds that are kept beside a rule file: `FILE.rule.seeds`.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use interdict::source::{printable, printable_line};
use interdict::strategies::Seed;

use super::output::put;

/// What a new file begins with.
const HEADING: &str = "\
# Seeds of records that broke a property. `interdict test` tries them first: keep this file with
# the rules. A line holds a seed and the property's title; it may go when the property is gone.
";

/// The seeds of one rule file.
#[derive(Debug)]
pub struct SeedFile {
    path: PathBuf,
    /// The text, as it was read and with what was added.
    text: String,
    seeds: BTreeMap<String, Vec<Seed>>,
    changed: bool,
}

impl SeedFile {
    /// Reads the seeds beside a rule file; there need not be any.
    ///
    /// # Errors
    /// Says what is wrong with the file.
    pub fn beside(rules: &Path) -> Result<Self, String> {
        let mut name = rules.as_os_str().to_owned();
        name.push(".seeds");
        let path = PathBuf::from(name);
        let shown = printable_line(&path.to_string_lossy()).into_owned();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(format!("cannot read `{shown}`: {error}")),
        };
        let mut seeds: BTreeMap<String, Vec<Seed>> = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (seed, title) =
                parse(line).map_err(|fault| format!("{shown}:{number}: {fault}"))?;
            seeds.entry(title).or_default().push(seed);
        }
        Ok(Self {
            path,
            text,
            seeds,
            changed: false,
        })
    }

    /// The seeds of a property.
    pub fn of(&self, title: &str) -> &[Seed] {
        self.seeds.get(title).map_or(&[], Vec::as_slice)
    }

    /// Adds a seed, unless it is there.
    pub fn add(&mut self, title: &str, seed: Seed) {
        let of_title = self.seeds.entry(title.to_owned()).or_default();
        if of_title.contains(&seed) {
            return;
        }
        of_title.push(seed);
        if self.text.is_empty() {
            self.text.push_str(HEADING);
        } else if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(&format!("{seed} \"{title}\"\n"));
        self.changed = true;
    }

    /// Writes what was added, whole or not at all.
    ///
    /// # Errors
    /// Says why it could not be written.
    pub fn keep(self) -> Result<(), String> {
        if !self.changed {
            return Ok(());
        }
        let shown = printable(&self.path.to_string_lossy()).into_owned();
        put(&self.path, &self.text)
            .map_err(|error| format!("cannot keep seeds in `{shown}`: {error}"))
    }
}

/// A seed and a title. What stands between the first and the last quote is the title, as it is.
fn parse(line: &str) -> Result<(Seed, String), String> {
    let (seed, title) = line.split_once(' ').unwrap_or((line, ""));
    let seed = seed
        .parse()
        .map_err(|error| printable_line(&format!("{error}")).into_owned())?;
    let title = title
        .trim()
        .strip_prefix('"')
        .and_then(|title| title.strip_suffix('"'));
    match title {
        Some(title) => Ok((seed, title.to_owned())),
        None => Err("the title of a property in quotes is missing behind the seed".into()),
    }
}
