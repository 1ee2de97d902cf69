//! `interdict check`: records against the rules.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use encoding_rs::Encoding;
use interdict::check::{Account, Checked, Checker, Depth, names};
use interdict::record::Record;
use interdict::report::{
    FaultJson, RecordJson, ReportJson, Style, SummaryJson, accounts, accounts_json, pretty,
    record_json, short, summary, table_head, table_rows,
};
use interdict::source::printable;
use interdict::terms::{Date, Interval, Verdict};

use super::input::{Input, Source, Told, encoding, read_all, report, sources};
use super::output::{Output, say};
use super::progress::Progress;
use super::stream::{Done, Work};
use super::tables::Tables;
use super::{Common, Status, with_checker, written_status};

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

Exit status: 0 nothing at the --fail-on level, 1 something at it, 2 could not run,
3 nothing at it but something undetermined, 4 some records could not be read.
Where several hold, the first of 2, 4, 1, 3 counts.";

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files of records (.ron, .json, .jsonl, .ndjson, .csv, .tsv, .xlsx, .xls, .ods, and the same
    /// with .gz or .zst behind it), folders of them, patterns such as `data/*.csv`, or `-` for
    /// standard input
    #[arg(required = true, value_name = "INPUT")]
    input: Vec<PathBuf>,
    /// Exit with status 1 where a record has this verdict or a stronger one
    #[arg(long, value_enum, default_value_t = FailOn::Prohibited)]
    fail_on: FailOn,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Form::Pretty)]
    format: Form,
    /// Judge every record as of this day, whatever its own date
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    on: Option<Date>,
    /// Print the accounts in which limits were kept, after the records (not with ndjson or csv)
    #[arg(long)]
    ledger: bool,
    /// Encoding of the input, such as windows-1252 or utf-16le; UTF-8 where neither this nor a byte
    /// order mark says another
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<&'static Encoding>,
    #[command(flatten)]
    tables: Tables,
    /// Write tables by paragraph, pair of countries and month in place of the records
    #[arg(long, conflicts_with_all = ["format", "ledger"])]
    summary: bool,
    /// Show only records with one of these verdicts, with commas between them
    #[arg(long, value_name = "VERDICT", value_delimiter = ',', value_parser = verdict)]
    only: Vec<Verdict>,
    /// How many threads check records (not with json); all cores where it is not said
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
}

impl Arguments {
    /// Whether records with a verdict are shown.
    fn shows(&self, verdict: Verdict) -> bool {
        !self.summary && (self.only.is_empty() || self.only.contains(&verdict))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Prohibited,
    Restricted,
    Undetermined,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
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
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    with_checker(&common.rules, common, style, |checker| {
        let told = arguments
            .tables
            .told(common, style, &names(checker.rules()));
        match told {
            Ok(told) => check(arguments, common, style, checker, &Arc::new(told)),
            Err(status) => status,
        }
    })
}

fn check(
    arguments: &Arguments,
    common: &Common,
    style: &Style,
    checker: &Checker<'_>,
    told: &Arc<Told>,
) -> Status {
    let own_style = style_of(common, style);
    let form: &(dyn Fn(&Record, &Checked) -> String + Sync) = match arguments.format {
        Form::Json => return check_whole(arguments, common, style, checker, told),
        Form::Pretty => &|record, checked| {
            format!(
                "{GAP}{}",
                pretty(record, checked, checker.rules(), &own_style)
            )
        },
        Form::Short => &|record, checked| short(record, checked, checker.rules()),
        Form::Csv => &|record, checked| table_rows(record, checked, checker.rules()),
        Form::Ndjson => &|record, checked| {
            let line = serde_json::to_string(&record_json(record, checked, checker.rules()));
            line.map_or_else(|_| String::new(), |line| line + "\n")
        },
    };
    let form = &|record: &Record, checked: &Checked| match arguments.shows(checked.verdict) {
        true => form(record, checked),
        false => String::new(),
    };
    let sources = sources(&arguments.input, told);
    say_again(&sources.again, common);
    let work = Work {
        checker,
        on: arguments.on,
        encoding: arguments.encoding,
        // A line for each finding shows nothing of what was assumed.
        depth: match arguments.format {
            Form::Short | Form::Csv => Depth::Findings,
            _ if arguments.summary => Depth::Findings,
            Form::Pretty => Depth::Assumptions,
            _ if !arguments.shows(Verdict::Clear) => Depth::Assumptions,
            _ => Depth::Whole,
        },
        tallies: arguments.summary,
        accounts: arguments.ledger,
        jobs: arguments.jobs.map_or_else(all_cores, NonZero::get),
        form,
        gap: if arguments.format == Form::Pretty {
            GAP
        } else {
            ""
        },
    };
    let mut done = Done::default();
    let written = Output::open(common.output.as_deref()).and_then(|mut output| {
        if arguments.format == Form::Csv {
            output.write(&table_head())?;
        }
        let size = sources.files.iter().map(Source::size);
        let size = size
            .reduce(|all, size| Some(all?.saturating_add(size?)))
            .flatten();
        let progress = Progress::new(size, common.quiet, common.output.is_some());
        done = work.run(&sources.files, &mut output, progress)?;
        write_accounts(arguments, &done.accounts, checker, &mut output)?;
        if arguments.summary {
            output.write(&done.tally.tables(checker.rules()))?;
        }
        output.finish()
    });
    let mut unreadable = sources.unreadable;
    unreadable.append(&mut done.unreadable);
    report(&unreadable, &done.left_out, &done.faults, style);
    let status = match () {
        () if done.counts.records == 0 => {
            say!(
                "{}",
                nothing(sources.files.is_empty() && unreadable.is_empty())
            );
            Status::Failed
        }
        () if !unreadable.is_empty() => Status::Failed,
        () if done.faults.is_incomplete() || !done.left_out.is_empty() => Status::Incomplete,
        () => status(&done.counts, arguments.fail_on),
    };
    conclude(status, written, &done.counts, common, checker)
}

/// What stands between the reports of two records.
const GAP: &str = "\n";

/// The same with one JSON object for all records, which are held until the end.
fn check_whole(
    arguments: &Arguments,
    common: &Common,
    style: &Style,
    checker: &Checker<'_>,
    told: &Arc<Told>,
) -> Status {
    let input = read_all(
        &arguments.input,
        &names(checker.rules()),
        arguments.encoding,
        told,
    );
    say_again(&input.again, common);
    input.report(style);
    let mut counts = SummaryJson {
        unread: input.unread(),
        ..SummaryJson::default()
    };
    let written = write_whole(arguments, common, checker, &input, &mut counts);
    let status = match () {
        () if input.records().next().is_none() => {
            // Programs are told all the same what is wrong.
            say!(
                "{}",
                nothing(input.files.is_empty() && input.unreadable.is_empty())
            );
            Status::Failed
        }
        () if !input.unreadable.is_empty() => Status::Failed,
        () if input.is_incomplete() => Status::Incomplete,
        () => status(&counts, arguments.fail_on),
    };
    conclude(status, written, &counts, common, checker)
}

/// Says how many records have which verdict, unless the run failed.
fn conclude(
    status: Status,
    written: std::io::Result<()>,
    counts: &SummaryJson,
    common: &Common,
    checker: &Checker<'_>,
) -> Status {
    let status = written_status(written, status);
    if !common.quiet && status != Status::Failed {
        say!("{}", summary(counts, checker.rules()).trim_end());
    }
    status
}

fn say_again(again: &[PathBuf], common: &Common) {
    if !common.quiet {
        for path in again {
            let path = path.to_string_lossy();
            say!("`{}` is named again; it was read already", printable(&path));
        }
    }
}

/// A file gets no colours.
fn style_of(common: &Common, style: &Style) -> Style {
    match common.output {
        Some(_) => Style::plain(style.width),
        None => style.clone(),
    }
}

fn all_cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
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

/// What is said where accounts are asked for and there is none.
const NO_ACCOUNT: &str = "no record is one that a limit counts\n";

/// What is said where there is no record.
fn nothing(is_no_file: bool) -> &'static str {
    if is_no_file {
        "no file of records was found; their names end in .ron, .json, .jsonl, .ndjson, .csv, .tsv, \
         .xlsx, .xls or .ods"
    } else {
        "no record could be read"
    }
}

/// Everything that is wrong with the input.
fn faults(input: &Input) -> Vec<FaultJson> {
    let files = input.unreadable.iter().map(|(path, reason)| {
        FaultJson::of_file(path.to_string_lossy().into_owned(), reason.clone())
    });
    files
        .chain(input.faults().map(FaultJson::of_record))
        .collect()
}

fn write_whole(
    arguments: &Arguments,
    common: &Common,
    checker: &Checker<'_>,
    input: &Input,
    counts: &mut SummaryJson,
) -> std::io::Result<()> {
    let mut output = Output::open(common.output.as_deref())?;
    let rules = checker.rules();
    let ledger = checker.ledger(input.records(), arguments.on);
    let after = input.records().enumerate();
    let after = after.map(|(index, record)| (record, ledger.before(index)));
    let all_checked = checker.check_many(after, arguments.on, Depth::Whole);
    let mut all: Vec<RecordJson> = Vec::new();
    for (record, checked) in input.records().zip(all_checked) {
        counts.count(checked.verdict);
        if arguments.shows(checked.verdict) {
            all.push(record_json(record, &checked, rules));
        }
    }
    let mut report = ReportJson::new(rules, counts.clone(), faults(input), all);
    if arguments.ledger {
        report = report.with_accounts(accounts_json(&ledger.accounts, rules));
    }
    output.write(&format!("{}\n", serde_json::to_string_pretty(&report)?))?;
    output.finish()
}

fn write_accounts(
    arguments: &Arguments,
    all: &[Account],
    checker: &Checker<'_>,
    output: &mut Output,
) -> std::io::Result<()> {
    if !arguments.ledger || matches!(arguments.format, Form::Ndjson | Form::Csv) {
        return Ok(());
    }
    let text = accounts(all, checker.rules());
    let text = if text.is_empty() { NO_ACCOUNT } else { &text };
    output.write(&format!("\n{text}"))
}

/// What the verdicts say: found before undetermined.
fn status(counts: &SummaryJson, fail_on: FailOn) -> Status {
    let level = match fail_on {
        FailOn::Prohibited => Some(Verdict::Prohibited),
        FailOn::Restricted => Some(Verdict::Restricted),
        FailOn::Undetermined => Some(Verdict::Undetermined),
        FailOn::Never => None,
    };
    let found = |level: Verdict| {
        Verdict::ALL
            .into_iter()
            .any(|verdict| verdict <= level && counts.of(verdict) > 0)
    };
    match level {
        Some(level) if found(level) => Status::Found,
        Some(_) if counts.of(Verdict::Undetermined) > 0 => Status::Undetermined,
        _ => Status::Fine,
    }
}
