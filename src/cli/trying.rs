//! `interdict test`: properties tried on records that are made from the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use interdict::check::{Before, Checker, Coverage};
use interdict::law::Property;
use interdict::report::{Ending, Style, Tested, pretty};
use interdict::source::printable_line;
use interdict::strategies::{Broken, Seed, Seeds, attempt, records};

use super::output::say;
use super::seeds::SeedFile;

/// How many records are made for all properties together where nobody says how many.
const TOGETHER: u32 = 8192;

/// The fewest and the most of those for each property.
const FEWEST: u32 = 16;
const MOST: u32 = 256;

/// How many times as many of all rules: there are far more clauses than properties.
const OF_ALL: u64 = 8;

/// Arguments of the trial.
#[derive(Debug, clap::Args)]
pub struct Trying {
    /// Make records from this seed: the same seed and rules give the same records everywhere. By
    /// default it follows from the rules
    #[arg(long, value_name = "NUMBER", conflicts_with = "labels")]
    seed: Option<u64>,
    /// How many records are made for each property, and for coverage eight times as many of all
    /// rules; 0 makes none. By default 256, and less where there are many properties
    #[arg(long, value_name = "NUMBER", conflicts_with = "labels")]
    cases: Option<u32>,
}

/// What came of all trials.
#[derive(Debug, Default)]
pub struct Tried {
    /// How many properties held.
    pub held: usize,
    /// How many did not.
    pub broken: usize,
    /// What is to be said.
    pub text: String,
    /// What came of each property.
    pub tested: Vec<Tested>,
}

impl Tried {
    /// Takes up what came of a property.
    fn take(&mut self, property: &Property, checker: &Checker<'_>, ending: Ending) {
        match &ending {
            Ending::Passed => self.held = self.held.saturating_add(1),
            Ending::Failed(text) => {
                self.broken = self.broken.saturating_add(1);
                self.text.push_str(text);
            }
            Ending::Skipped(text) | Ending::Unread(text) => self.text.push_str(text),
        }
        let file = checker.rules().files.get(property.place.file);
        self.tested.extend(file.map(|file| Tested {
            file: file.name().to_owned(),
            line: Some(file.line(property.place.span.start)),
            name: property.title.clone(),
            ending,
        }));
    }
}

/// Tries every property, and makes records of all rules where coverage is asked for.
///
/// # Errors
/// Says what is wrong with a file of seeds.
pub fn run(
    arguments: &Trying,
    checker: &Checker<'_>,
    rule_paths: &[PathBuf],
    mut coverage: Option<&mut Coverage<'_>>,
    style: &Style,
) -> Result<Tried, Vec<String>> {
    let mut tried = Tried::default();
    let rules = checker.rules();
    let cases = arguments
        .cases
        .unwrap_or_else(|| usual(rules.properties.len()));
    if cases == 0 {
        return Ok(tried);
    }
    let run = arguments.seed.unwrap_or_else(|| Seeds::run_of(rules));
    let mut files = read_seeds(checker, rule_paths)?;
    let (mut made, mut met) = (0_usize, 0_usize);
    for property in &rules.properties {
        let file = files.get_mut(&property.place.file);
        let seeds = Seeds {
            kept: file.as_ref().map_or(&[], |file| file.of(&property.title)),
            run,
            cases,
        };
        let trial = attempt(property, checker, &seeds, |record| {
            if let Some(coverage) = coverage.as_deref_mut() {
                coverage.add(checker, record, &Before::default());
            }
        });
        made = made.saturating_add(trial.made);
        met = met.saturating_add(trial.met);
        let ending = match trial.broken {
            Some(broken) => {
                if let Some(file) = file {
                    file.add(&property.title, broken.seed);
                }
                Ending::Failed(told(&broken, property, checker, style))
            }
            None if trial.met == 0 => Ending::Skipped(format!(
                "{}: no record made from the rules meets \"{}\"\n",
                place(property, checker),
                printable_line(&property.title)
            )),
            None => Ending::Passed,
        };
        tried.take(property, checker, ending);
    }
    for file in files.into_values() {
        if let Err(fault) = file.keep() {
            say!("{fault}");
        }
    }
    if let Some(coverage) = coverage {
        made = made.saturating_add(make_of_all(
            checker,
            run,
            arguments.cases.unwrap_or(MOST),
            coverage,
        ));
    }
    if made > 0 {
        let are = if made == 1 {
            "record was"
        } else {
            "records were"
        };
        let about = match rules.properties.is_empty() {
            true => String::new(),
            false => format!("; properties are about {met} of them"),
        };
        let line = format!("{made} {are} made from the rules by seed {run}{about}\n");
        tried.text.push_str(&line);
    }
    Ok(tried)
}

/// How many records are made for each of so many properties: a run is to take seconds.
fn usual(properties: usize) -> u32 {
    let properties = u32::try_from(properties).unwrap_or(u32::MAX);
    let each = TOGETHER.checked_div(properties).unwrap_or(MOST);
    each.clamp(FEWEST, MOST)
}

/// Records of all measures, for what they put to use.
fn make_of_all(checker: &Checker<'_>, run: u64, cases: u32, coverage: &mut Coverage<'_>) -> usize {
    let strategy = records(checker.rules());
    let all = u64::from(cases).saturating_mul(OF_ALL);
    let seeds = (0..all).map(|number| Seed::of(run, "", number));
    let mut count = 0_usize;
    for made in seeds.filter_map(|seed| strategy.made_from(seed)) {
        coverage.add(checker, &made.record, &Before::default());
        count = count.saturating_add(1);
    }
    count
}

/// The seeds beside those rule files that lie on disk and hold properties, by the files' places in
/// the rules.
fn read_seeds(
    checker: &Checker<'_>,
    rule_paths: &[PathBuf],
) -> Result<BTreeMap<usize, SeedFile>, Vec<String>> {
    let given: Vec<&PathBuf> = rule_paths
        .iter()
        .filter(|path| *path != Path::new("builtin"))
        .collect();
    let (mut files, mut faults) = (BTreeMap::new(), Vec::new());
    let properties = checker.rules().properties.iter();
    let numbers: BTreeSet<usize> = properties.map(|property| property.place.file).collect();
    for number in numbers {
        let Some(file) = checker.rules().files.get(number) else {
            continue;
        };
        let path = Path::new(file.name());
        // The names of built-in files look like paths too.
        let lies_there = given.iter().any(|given| path.starts_with(given)) && path.is_file();
        if !lies_there {
            continue;
        }
        match SeedFile::beside(path) {
            Ok(seeds) => drop(files.insert(number, seeds)),
            Err(fault) => faults.push(fault),
        }
    }
    match faults.is_empty() {
        true => Ok(files),
        false => Err(faults),
    }
}

/// `FILE:LINE` of a property.
fn place(property: &Property, checker: &Checker<'_>) -> String {
    let file = checker.rules().files.get(property.place.file);
    let at = file.map(|file| {
        let line = file.line(property.place.span.start);
        format!("{}:{line}", printable_line(file.name()))
    });
    at.unwrap_or_default()
}

/// A property that does not hold: the record that shows it, as a case, and its explanation.
fn told(broken: &Broken, property: &Property, checker: &Checker<'_>, style: &Style) -> String {
    let (case, rules) = (&broken.case, checker.rules());
    let title = style.bold(&format!("\"{}\"", printable_line(&property.title)));
    let mut text = format!("{}: {title} does not hold\n", place(property, checker));
    for one in &broken.unmet {
        let line = format!("  {one}\n");
        if !text.contains(&line) {
            text.push_str(&line);
        }
    }
    text.push('\n');
    text.push_str(&case.ron);
    text.push('\n');
    let checked = checker.check(&case.record, None);
    text.push_str(&pretty(&case.record, &checked, rules, style));
    text.push('\n');
    text
}
