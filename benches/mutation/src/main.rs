//! Changes the shipped rules one date, direction, category, connective or exemption at a time, and
//! asks whether `interdict test` and `interdict prove` notice.

mod change;
mod suite;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, ensure};
use clap::Parser;

use change::{Change, Kind};
use suite::{Noticed, Suite};

/// Changes the shipped rules one thing at a time and asks whether tests and proofs notice
#[derive(Parser)]
struct Arguments {
    /// Only changes of files whose name holds this
    #[arg(long, default_value = "")]
    only: String,
    /// Every so many changes one is tried
    #[arg(long, default_value_t = 1)]
    every: usize,
    /// Threads
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Fails where less than so many of a hundred are noticed
    #[arg(long, default_value_t = 95)]
    fail_under: usize,
}

/// Changes that nothing has to notice, each with its reason, by what the list of survivors says.
const REASONS: &str = include_str!("../reasons.txt");

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let suite = Suite {
        files: files(&root, "rules", "rule")?,
        cases: files(&root, "cases", "ron")?,
    };
    let (first, text) = suite.files.first().context("there are rules")?;
    let untouched = suite.notices(first, text);
    ensure!(
        untouched.is_none(),
        "the rules as they are do not pass: {untouched:?}"
    );
    let all = suite.files.iter();
    let all = all.filter(|(path, _)| path.to_string_lossy().contains(&arguments.only));
    let all = all.flat_map(|(path, text)| change::changes(path, text));
    let changes: Vec<Change> = all.step_by(arguments.every.max(1)).collect();
    let noticed = try_all(&suite, &changes, arguments.jobs);
    report(&changes, &noticed, arguments.fail_under)
}

/// What noticed each change.
fn try_all(suite: &Suite, changes: &[Change], jobs: usize) -> Vec<Option<Noticed>> {
    let next = AtomicUsize::new(0);
    let noticed = Mutex::new(vec![None; changes.len()]);
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(change) = changes.get(at) else {
                        break;
                    };
                    let own = suite.files.iter().find(|(path, _)| *path == change.file);
                    let text = own
                        .map(|(_, text)| change.applied(text))
                        .unwrap_or_default();
                    let found = suite.notices(&change.file, &text);
                    if let Ok(mut noticed) = noticed.lock() {
                        noticed[at] = found;
                    }
                }
            });
        }
    });
    noticed.into_inner().unwrap_or_default()
}

fn report(changes: &[Change], noticed: &[Option<Noticed>], fail_under: usize) -> Result<()> {
    let mut kinds: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
    let mut by: BTreeMap<Noticed, usize> = BTreeMap::new();
    let mut explained = 0;
    for (change, noticed) in changes.iter().zip(noticed) {
        let reason = REASONS.lines().find_map(|line| {
            let (known, reason) = line.split_once(" -- ")?;
            (known == change.to_string()).then_some(reason)
        });
        let (count, caught) = kinds.entry(change.kind).or_default();
        *count += 1;
        match (noticed, reason) {
            (Some(noticed), _) => {
                *caught += 1;
                *by.entry(*noticed).or_default() += 1;
            }
            (None, Some(_)) => explained += 1,
            (None, None) => println!("survives: {change}"),
        }
    }
    println!("\n{:<12} {:>7} {:>7}", "kind", "changes", "noticed");
    for (kind, (count, caught)) in &kinds {
        println!("{:<12} {count:>7} {caught:>7}", format!("{kind:?}"));
    }
    let caught: usize = kinds.values().map(|(_, caught)| caught).sum();
    let of = changes.len().saturating_sub(explained);
    println!("\nby {by:?}; {explained} with a reason");
    println!(
        "{caught} of {of} noticed, {:.1} of 100",
        100.0 * caught as f64 / of.max(1) as f64
    );
    ensure!(
        caught * 100 >= fail_under * of,
        "less than {fail_under} of 100 are noticed"
    );
    Ok(())
}

/// The files of a folder with an ending, in order, with their names from the root.
fn files(root: &Path, folder: &str, ending: &str) -> Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| own == ending) {
                let name = path.strip_prefix(root)?.to_owned();
                found.push((name, std::fs::read_to_string(&path)?));
            }
        }
    }
    found.sort();
    Ok(found)
}
