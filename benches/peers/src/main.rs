//! `cargo run --release --manifest-path benches/peers/Cargo.toml`

use std::fs;

use anyhow::{Result, anyhow};
use clap::{Parser, ValueEnum};
use interdict::check::{Checker, Depth};
use interdict::law::RuleSet;

use peers_bench::engines::hand_written::Tables;
use peers_bench::generator::{self, Generator};
use peers_bench::measure::{Rates, timed};
use peers_bench::question::Kind;
use peers_bench::rules::Rules;
use peers_bench::run::Plan;
use peers_bench::table::{Table, rate, ratio};
use peers_bench::{limits, machine, memory};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The same rules asked of the same records, by interdict and by other engines.
#[derive(Parser)]
struct Options {
    /// How many rows are drawn
    #[arg(long, default_value_t = 100_000)]
    rows: usize,
    /// How often each engine is timed
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Ask only engines whose names begin so, and interdict
    #[arg(long)]
    only: Vec<String>,
    /// Do only this
    #[arg(long, value_enum)]
    part: Vec<Part>,
    /// How many regimes the rules are copied for at the most
    #[arg(long, default_value_t = 100)]
    times: usize,
    /// How many megabytes the tables have of which the memory is measured
    #[arg(long, default_values_t = [10, 100])]
    megabytes: Vec<u64>,
    /// Write the rows as a table to this file, and do nothing else
    #[arg(long)]
    write: Option<std::path::PathBuf>,
}

/// The parts of the comparison.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Records with categories and codes
    Structured,
    /// Records with descriptions and codes
    Text,
    /// More rules
    Scale,
    /// From the bytes of a file to findings
    File,
    /// The memory of `interdict check`
    Memory,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some(memory::ONE_CHILD) {
        return memory::one_child(arguments);
    }
    // Every engine has one thread. This one takes the number of its threads from here alone.
    if std::env::var_os("POLARS_MAX_THREADS").is_none() {
        return with_one_thread();
    }
    let options = Options::parse();
    let shipped = RuleSet::builtin().map_err(|errors| anyhow!("{errors}"))?;
    let rules = Rules::reduce(&shipped)?;
    if let Some(path) = &options.write {
        let mut output = std::io::BufWriter::new(fs::File::create(path)?);
        generator::write(
            Generator::new(&rules).take(options.rows),
            u64::MAX,
            &mut output,
        )?;
        return Ok(());
    }
    let forms: usize = rules.phrases.iter().map(|phrase| phrase.forms.len()).sum();
    println!("{}", machine::describe());
    println!(
        "{} rules of {} paragraphs, {} categories, {} phrases in {forms} forms",
        rules.rules.len(),
        rules.paragraphs.len(),
        rules.categories.len(),
        rules.phrases.len(),
    );
    let plan = Plan {
        rules,
        rows: options.rows,
        rounds: options.rounds.max(1),
        only: options.only.clone(),
    };
    let is_asked = |part: Part| options.part.is_empty() || options.part.contains(&part);
    for (part, kind, title) in [
        (
            Part::Structured,
            Kind::Structured,
            "Records with categories and codes",
        ),
        (
            Part::Text,
            Kind::Text,
            "Records with descriptions and codes",
        ),
    ] {
        if is_asked(part) {
            println!(
                "\n{title}, records a second of the processor\n\n{}",
                plan.compare(kind)?
            );
        }
    }
    if is_asked(Part::Scale) {
        println!(
            "\nMore rules, records with categories and codes a second of the processor\n\n{}",
            plan.scale(Kind::Structured, options.times)?,
        );
    }
    if is_asked(Part::File) {
        println!(
            "\nFrom the bytes of a file, rows a second of the processor\n\n{}",
            file(&plan, &shipped)?
        );
    }
    if is_asked(Part::Memory) {
        println!(
            "\ninterdict check\n\n{}",
            memory_table(&plan, &options.megabytes)?
        );
    }
    Ok(())
}

/// Runs this program again, with one thread for the engine that asks the environment.
fn with_one_thread() -> Result<()> {
    let status = std::process::Command::new(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .env("POLARS_MAX_THREADS", "1")
        .status()?;
    std::process::exit(status.code().unwrap_or(1));
}

/// What could be reached with a file, and what is.
fn file(plan: &Plan, shipped: &RuleSet) -> Result<Table> {
    let mut bytes = Vec::new();
    generator::write(
        Generator::new(&plan.rules).take(plan.rows),
        u64::MAX,
        &mut bytes,
    )?;
    let tables = Tables::of(&plan.rules)?;
    let checker = Checker::new(shipped);
    type Run<'a> = (&'a str, Box<dyn Fn() -> Result<usize> + 'a>);
    let runs: Vec<Run<'_>> = vec![
        (
            "interdict, all rules, findings",
            Box::new(|| limits::interdict(&bytes, &checker, Depth::Findings)),
        ),
        (
            "interdict, all rules, with assumptions",
            Box::new(|| limits::interdict(&bytes, &checker, Depth::Whole)),
        ),
        (
            "interdict, reading records alone",
            Box::new(|| limits::interdict_records(&bytes, &checker)),
        ),
        (
            "hand-written, reduced rules",
            Box::new(|| limits::hand_written(&bytes, &tables)),
        ),
        ("csv, cells alone", Box::new(|| limits::cells(&bytes))),
        (
            "memchr, lines alone",
            Box::new(|| Ok(limits::lines(&bytes))),
        ),
    ];
    let mut rates: Vec<Rates> = vec![Rates::default(); runs.len()];
    for _ in 0..plan.rounds {
        for ((_, run), rates) in runs.iter().zip(&mut rates) {
            let (_, took) = timed(|| {
                // A pass may be too short for the clock.
                let start = std::time::Instant::now();
                let mut passes = 0;
                while passes == 0 || start.elapsed().as_secs_f64() < 0.3 {
                    std::hint::black_box(run()?);
                    passes += 1;
                }
                Ok(passes)
            })
            .map(|(passes, took)| {
                rates.add(plan.rows * passes, took);
                (passes, took)
            })?;
            std::hint::black_box(took);
        }
    }
    let base = rates.first().map_or(1.0, |rates| rates.spread().1);
    let mut table = Table::new(&["what", "ratio", "least", "middle", "most", "MB a second"]);
    for ((name, _), rates) in runs.iter().zip(&rates) {
        let (least, middle, most) = rates.spread();
        let megabytes = middle * bytes.len() as f64 / plan.rows as f64 / 1e6;
        table.row(vec![
            (*name).to_owned(),
            ratio(middle, base),
            rate(least),
            rate(middle),
            rate(most),
            format!("{megabytes:.0}"),
        ]);
    }
    Ok(table)
}

/// The memory of the program for files of some sizes.
fn memory_table(plan: &Plan, sizes: &[u64]) -> Result<Table> {
    let program = memory::program()?;
    let folder = tempfile::tempdir()?;
    let mut table = Table::new(&[
        "file",
        "rows",
        "jobs",
        "memory at the most",
        "processor",
        "clock",
        "rows a second",
    ]);
    for size in sizes {
        let path = folder.path().join("transfers.csv");
        let (rows, bytes) = memory::write_table(&path, &plan.rules, size * 1_000_000)?;
        for jobs in [1, 2] {
            let took = memory::check(&program, &path, jobs)?;
            table.row(vec![
                format!("{} MB", bytes / 1_000_000),
                rows.to_string(),
                jobs.to_string(),
                format!("{} MB", took.memory / 1_000_000),
                format!("{:.1} s", took.processor),
                format!("{:.1} s", took.clock),
                rate(rows as f64 / took.clock.max(1e-9)),
            ]);
        }
        fs::remove_file(&path)?;
    }
    Ok(table)
}
