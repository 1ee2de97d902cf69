//! `interdict check`: records against the rules.

use std::num::NonZero;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use encoding_rs::Encoding;
use interdict::check::Checker;
use interdict::law::RuleError;
use interdict::report::{Manifest, Style};
use interdict::source::printable_line;
use interdict::terms::{Date, Interval, Verdict};

use super::input::encoding;
use super::output::{Output, say};
use super::run::Run;
use super::tables::Tables;
use super::whole::{write_github_of, write_sarif_of};
use super::{Common, Status, watch, with_checker_or};

const EXAMPLES: &str = "Examples:
  interdict check cases/dprk/2023-09-kim-visit.ron
  interdict check --format ndjson --fail-on undetermined transfers.jsonl
  interdict check --format short transfers.csv
  interdict check --on 2012-01-01 - < transfer.json
  interdict check --ledger oil-deliveries.csv
  interdict check --summary declarations.csv
  interdict check --map comtrade comtrade.csv
  interdict check --map map.toml --sheet 2019 declarations.xlsx
  interdict check --format csv --only prohibited,undetermined -o findings.csv declarations.csv.gz
  interdict check --format parquet -o findings.parquet declarations.parquet
  interdict check --format xlsx -o findings.xlsx declarations.csv
  interdict check --watch --rules my-rules/ transfers.csv
  interdict check --format html -o report.html cases/dprk/2023-09-kim-visit.ron
  interdict check --format sarif -o transfers.sarif transfers.jsonl
  interdict check --format ndjson --manifest run.json -o findings.ndjson declarations.csv

Exit status: 0 nothing at the --fail-on level, 1 something at it, 2 could not run,
3 nothing at it but something undetermined, 4 some records could not be read.
Where several hold, the first of 2, 4, 1, 3 counts.

Text for people is as wide as the terminal, in a file 100 columns; `COLUMNS` says otherwise, and
`NO_COLOR` leaves colours out.";

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files of records (.ron, .json, .jsonl, .ndjson, .csv, .tsv, .parquet, .xlsx, .xls, .ods,
    /// and the same with .gz or .zst behind it), folders of them, patterns such as `data/*.csv`, or `-` for
    /// standard input
    #[arg(required = true, value_name = "INPUT")]
    pub input: Vec<PathBuf>,
    /// Exit with status 1 where a record has this verdict or a stronger one
    #[arg(long, value_enum, default_value_t = FailOn::Prohibited)]
    pub fail_on: FailOn,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Form::Pretty)]
    pub format: Form,
    /// Judge every record as of this day, whatever its own date
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub on: Option<Date>,
    /// Print the accounts in which limits were kept, after the records (with pretty, short, json and md; html always has them)
    #[arg(long)]
    pub ledger: bool,
    /// Encoding of the input, such as windows-1252 or utf-16le; UTF-8 where neither this nor a byte
    /// order mark says another
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<&'static Encoding>,
    #[command(flatten)]
    pub tables: Tables,
    /// Write tables by paragraph, pair of countries and month in place of the records
    #[arg(long, conflicts_with_all = ["format", "ledger", "only", "full"])]
    pub summary: bool,
    /// Check again whenever a file changes that is read: records, rules or the mapping
    #[arg(long)]
    pub watch: bool,
    /// Draw every finding of every record in full (with pretty), in place of one screenful at the most
    /// and those alike folded
    #[arg(long)]
    pub full: bool,
    /// Show only records with one of these verdicts, with commas between them
    #[arg(long, value_name = "VERDICT", value_delimiter = ',', value_parser = verdict)]
    pub only: Vec<Verdict>,
    /// How many threads check records (not with json, sarif, md and html); all cores where it is not said
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZero<usize>>,
    /// Write to this file what the run was made of: program, rules, arguments, inputs and output by
    /// their SHA-256; `interdict replay` makes it again
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
}

impl Arguments {
    /// Whether records with a verdict are shown.
    pub fn shows(&self, verdict: Verdict) -> bool {
        !self.summary && (self.only.is_empty() || self.only.contains(&verdict))
    }

    /// The options that are set, of those that change what is found and shown.
    pub fn options(&self) -> Vec<String> {
        let only: Vec<&str> = self.only.iter().map(|verdict| verdict.word()).collect();
        let on = self.on.map(|day| format!("--on {day}"));
        let only = (!only.is_empty()).then(|| format!("--only {}", only.join(",")));
        let encoding = self.encoding;
        let encoding = encoding.map(|encoding| format!("--encoding {}", encoding.name()));
        let own = [on, only, encoding].into_iter().flatten();
        own.chain(self.tables.options()).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Prohibited,
    Restricted,
    Undetermined,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Findings with the words and clauses they rest on
    Pretty,
    /// A line for each finding
    Short,
    /// One JSON object
    Json,
    /// One JSON object for each record
    Ndjson,
    /// A table with a row for each finding
    Csv,
    /// The same table as Parquet, where the program was built with it
    Parquet,
    /// The same table as a workbook, with a sheet on the run
    Xlsx,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// Workflow commands, which GitHub Actions shows beside the lines
    Github,
    /// Markdown, for a comment or a memo
    Md,
    /// One page with timelines, charts of limits and the run, for a browser or a printer
    Html,
}

impl Form {
    /// Whether it tells what a run was made of.
    pub fn tells_run(self) -> bool {
        matches!(self, Self::Xlsx | Self::Html)
    }

    /// What it is, where it is no text.
    pub fn no_text(self) -> Option<&'static str> {
        match self {
            Self::Parquet => Some("Parquet"),
            Self::Xlsx => Some("a workbook"),
            _ => None,
        }
    }
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    if arguments.watch {
        return watch::run(arguments, common);
    }
    let tell = |errors: &[RuleError]| match arguments.format {
        Form::Sarif => write_sarif_of(errors, common),
        Form::Github => write_github_of(errors, common),
        _ => {}
    };
    with_checker_or(&common.rules, common, style, tell, |checker| {
        if checker.rules().paragraphs.is_empty() {
            say!("the rules hold no paragraph: against none of them every record would be clear");
            return Status::Failed;
        }
        let Some(path) = &arguments.manifest else {
            let ran = Run::new(arguments, common, style, checker, false).map(|run| run.check());
            return ran.map_or_else(|status| status, |ran| ran.status);
        };
        let given = match given() {
            Ok(given) => given,
            Err(status) => return status,
        };
        let run = Run::new(arguments, common, style, checker, false);
        match run.map(|run| run.manifested(given)) {
            Ok((manifest, status)) => write_manifest(&manifest, path, status),
            Err(status) => status,
        }
    })
}

/// Makes a run again; nothing is written, and little said.
pub fn again(
    arguments: &Arguments,
    common: &Common,
    style: &Style,
    checker: &Checker<'_>,
    given: &[String],
) -> Result<Manifest, Status> {
    let run = Run::new(arguments, common, style, checker, true)?;
    Ok(run.manifested(given.to_vec()).0)
}

/// The arguments of the process.
fn given() -> Result<Vec<String>, Status> {
    let given = std::env::args_os()
        .skip(1)
        .map(std::ffi::OsString::into_string);
    given.collect::<Result<_, _>>().map_err(|other| {
        let shown = other.to_string_lossy();
        say!(
            "no manifest can hold the argument `{}`: it is not UTF-8 text",
            printable_line(&shown)
        );
        Status::Failed
    })
}

fn write_manifest(manifest: &Manifest, path: &Path, status: Status) -> Status {
    let written = Output::open(Some(path)).and_then(|mut output| {
        output.write(&format!("{}\n", serde_json::to_string_pretty(manifest)?))?;
        output.finish()
    });
    match written {
        Ok(_) => status,
        Err(error) => {
            let path = path.to_string_lossy();
            say!(
                "cannot write the manifest `{}`: {error}",
                printable_line(&path)
            );
            Status::Failed
        }
    }
}

/// A verdict by its name.
fn verdict(word: &str) -> Result<Verdict, String> {
    Verdict::from_word(word).ok_or_else(|| {
        let words = Verdict::ALL.map(Verdict::word).join(", ");
        format!("the verdicts are {words}")
    })
}

/// A single day.
fn day(text: &str) -> Result<Date, String> {
    let interval = Interval::parse(text).map_err(|error| error.to_string())?;
    match interval.is_day() {
        true => Ok(interval.first()),
        false => Err("a single day is needed, such as 2016-03-02".into()),
    }
}
