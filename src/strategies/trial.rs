//! Properties tried on made records, each from a seed of its own so that it can be made again.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::check::{Checker, Unmet, names};
use crate::law::{Property, RuleSet};
use crate::record::{Around, Record, quoted};
use crate::terms::Verdict;

use super::{Made, RecordStrategy, read_one, records_for};

/// The longest way to a smaller record.
const STEPS: usize = 2000;

/// What a record is made from: the same seed gives the same record, on every machine, as long as
/// the rules are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Seed([u8; 32]);

/// A text that is no seed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no seed: 64 digits of base 16 are")]
pub struct SeedError(String);

impl Seed {
    /// The seed of one of the records that a run makes for a title.
    ///
    /// ```
    /// use interdict::strategies::Seed;
    /// let seed = Seed::of(7, "no coal", 0);
    /// assert_ne!(seed, Seed::of(7, "no coal", 1));
    /// assert_eq!(seed.to_string().parse(), Ok(seed));
    /// assert!("7".parse::<Seed>().is_err());
    /// ```
    #[must_use]
    pub fn of(run: u64, title: &str, number: u64) -> Self {
        let mut hash = Sha256::new();
        hash.update(run.to_le_bytes());
        hash.update(number.to_le_bytes());
        hash.update(title.as_bytes());
        Self(hash.finalize().into())
    }

    fn runner(self) -> TestRunner {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &self.0);
        // Nothing is kept or looked up beside the caller's files.
        let config = Config {
            failure_persistence: None,
            ..Config::default()
        };
        TestRunner::new_with_rng(config, rng)
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Seed {
    type Err = SeedError;

    fn from_str(text: &str) -> Result<Self, SeedError> {
        let wrong = || SeedError(text.chars().take(80).collect());
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            let start = at.saturating_mul(2);
            let digits = text.get(start..start.saturating_add(2));
            let number = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            *byte = number.ok_or_else(wrong)?;
        }
        Ok(Self(bytes))
    }
}

/// The seeds that a property is tried with: those that were kept, and then so many more of a run.
#[derive(Debug, Clone, Copy)]
pub struct Seeds<'s> {
    /// Those that come first.
    pub kept: &'s [Seed],
    /// The run.
    pub run: u64,
    /// How many records it makes.
    pub cases: u32,
}

impl Seeds<'_> {
    /// The run whose seed follows from the rules, so that it is the same each time.
    ///
    /// ```
    /// use interdict::law::RuleSet;
    /// use interdict::strategies::Seeds;
    /// let rules = RuleSet::builtin().unwrap();
    /// assert_eq!(Seeds::run_of(&rules), Seeds::run_of(&rules));
    /// ```
    #[must_use]
    pub fn run_of(rules: &RuleSet) -> u64 {
        let digits = rules.digest.get(..16).unwrap_or_default();
        u64::from_str_radix(digits, 16).unwrap_or_default()
    }

    /// The seeds for a title, in the order in which they are tried.
    pub fn of(&self, title: &str) -> impl Iterator<Item = Seed> {
        let run = self.run;
        let more = (0..u64::from(self.cases)).map(move |number| Seed::of(run, title, number));
        self.kept.iter().copied().chain(more)
    }
}

/// How the trial of a property went.
#[derive(Debug)]
pub struct Trial {
    /// How many records were made.
    pub made: usize,
    /// How many of them the property is about.
    pub met: usize,
    /// What broke it, where something did: then no more were made.
    pub broken: Option<Broken>,
}

/// A record that breaks a property, made as small as it could be.
#[derive(Debug)]
pub struct Broken {
    /// The record, under a name of its own, with its text as a case ready to be kept.
    pub case: Made,
    /// What is not as it should be.
    pub unmet: Vec<Unmet>,
    /// What it was made from.
    pub seed: Seed,
}

/// Tries a property on records made from the rules, until one breaks it. `seen` is told each record
/// that was made, before it is made smaller.
///
/// ```
/// use interdict::check::Checker;
/// use interdict::law::RuleSet;
/// use interdict::source::SourceFile;
/// use interdict::strategies::{Seeds, attempt};
///
/// let text = "category rice \"Rice\"\n  words \"rice\"\n\
///     property \"no rice\"\n  for every record where item is rice\n  expect prohibited";
/// let rules = RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap();
/// let checker = Checker::new(&rules);
/// let seeds = Seeds { kept: &[], run: 1, cases: 50 };
/// let trial = attempt(&rules.properties[0], &checker, &seeds, |_| ());
/// let broken = trial.broken.unwrap();
/// assert_eq!(broken.unmet[0].to_string(), "expected prohibited, found clear");
/// ```
pub fn attempt(
    property: &Property,
    checker: &Checker<'_>,
    seeds: &Seeds<'_>,
    mut seen: impl FnMut(&Record),
) -> Trial {
    let strategy = records_for(property, checker.rules());
    let mut trial = Trial {
        made: 0,
        met: 0,
        broken: None,
    };
    for seed in seeds.of(&property.title) {
        let Ok(tree) = strategy.new_tree(&mut seed.runner()) else {
            continue;
        };
        let made = tree.current();
        trial.made = trial.made.saturating_add(1);
        seen(&made.record);
        let Some(unmet) = checker.broken(property, &made.record) else {
            continue;
        };
        trial.met = trial.met.saturating_add(1);
        if !unmet.is_empty() {
            let alike = |record: &Record| breaks_alike(property, checker, record, &unmet);
            let smallest = shrunk(tree, alike);
            let as_made = Broken {
                case: smallest.clone(),
                unmet,
                seed,
            };
            trial.broken = Some(kept(smallest, property, checker, seed).unwrap_or(as_made));
            break;
        }
    }
    trial
}

impl RecordStrategy<'_> {
    /// The record that a seed gives.
    #[must_use]
    pub fn made_from(&self, seed: Seed) -> Option<Made> {
        let tree = self.new_tree(&mut seed.runner()).ok()?;
        Some(tree.current())
    }
}

/// Whether a record breaks a property in one of the ways in which another did: what is prohibited
/// and should not be says more than what is left open, though that may take fewer fields.
fn breaks_alike(
    property: &Property,
    checker: &Checker<'_>,
    record: &Record,
    ways: &[Unmet],
) -> bool {
    let unmet = checker.broken(property, record);
    unmet.is_some_and(|unmet| unmet.iter().any(|one| ways.contains(one)))
}

/// The smallest record on the way of steps that still fails.
fn shrunk(mut tree: impl ValueTree<Value = Made>, fails: impl Fn(&Record) -> bool) -> Made {
    let mut smallest = tree.current();
    let mut goes_on = tree.simplify();
    for _ in 0..STEPS {
        if !goes_on {
            break;
        }
        let smaller = tree.current();
        goes_on = match fails(&smaller.record) {
            true => {
                smallest = smaller;
                tree.simplify()
            }
            false => tree.complicate(),
        };
    }
    smallest
}

/// The record as a case: with a name, and with what the property demands.
fn kept(made: Made, property: &Property, checker: &Checker<'_>, seed: Seed) -> Option<Broken> {
    let rules = checker.rules();
    let name = seed.to_string();
    let around = Around {
        id: Some(format!("made-{}", name.get(..8).unwrap_or_default())),
        expect: expectation(property),
        comment: demand(property, rules).map(|demand| format!("must be: {demand}")),
    };
    let ron = format!("{}\n", made.draft.case(&around));
    let record = read_one(&ron, &names(rules))?;
    let unmet = checker.broken(property, &record)?;
    let draft = made.draft;
    Some(Broken {
        case: Made { record, ron, draft },
        unmet,
        seed,
    })
}

/// What a property demands, as the expectation of a case, where a case can say it.
fn expectation(property: &Property) -> Option<String> {
    match (property.verdicts.as_slice(), property.by.as_slice()) {
        ([verdict], []) => Some(format!("(verdict: {verdict})")),
        ([Verdict::Clear], by) => {
            let by = by.iter().map(|citation| quoted(&citation.to_string()));
            let by: Vec<String> = by.collect();
            Some(format!("(never: [{}])", by.join(", ")))
        }
        _ => None,
    }
}

/// What a property demands, in the words of its `expect`.
fn demand(property: &Property, rules: &RuleSet) -> Option<String> {
    let file = rules.files.get(property.place.file)?;
    let after = file.text().get(property.place.span.end..)?;
    let mut demand = String::new();
    for line in after.lines().skip(1) {
        let words = line.split('#').next().unwrap_or_default().trim();
        let begins = words.strip_prefix("expect ");
        if let Some(begins) = begins {
            demand.push_str(begins.trim());
        } else if !line.starts_with([' ', '\t']) && !words.is_empty() {
            break;
        } else if !demand.is_empty() && !words.is_empty() {
            let _ = write!(demand, " {words}");
        }
    }
    (!demand.is_empty()).then_some(demand)
}
