//! One run of `check`: its files read, its records checked, its output written.

use std::io::{IsTerminal, stdout};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

use interdict::check::{Account, Checked, Checker, Depth, names};
use interdict::record::Record;
use interdict::report::{
    FaultJson, Manifest, RecordJson, ReportJson, Seal, Sealing, Style, SummaryJson, accounts,
    accounts_json, exact_table_rows, pretty, record_json, short, summary, table_head, table_rows,
};
use interdict::source::printable;
use interdict::terms::Verdict;

use super::check::{Arguments, FailOn, Form};
use super::input::{Input, Source, Told, read_all, report, sources};
use super::output::{Output, say};
use super::progress::Progress;
use super::stream::{Done, Work};
use super::{Common, Status, written_status};

/// A run over some files.
pub struct Run<'a> {
    arguments: &'a Arguments,
    common: &'a Common,
    style: &'a Style,
    checker: &'a Checker<'a>,
    told: Arc<Told>,
    /// Whether it was made before, so that nothing is written and nothing said again.
    is_again: bool,
}

/// What came of a run.
pub struct Ran {
    pub status: Status,
    counts: SummaryJson,
    /// Where they are asked for.
    inputs: Vec<Seal>,
    output: Option<Sealing>,
}

impl<'a> Run<'a> {
    pub fn new(
        arguments: &'a Arguments,
        common: &'a Common,
        style: &'a Style,
        checker: &'a Checker<'a>,
        is_again: bool,
    ) -> Result<Self, Status> {
        let names = names(checker.rules());
        let told = arguments.tables.told(common, style, &names)?;
        let told = Told {
            seals: is_again || arguments.manifest.is_some(),
            is_quiet: told.is_quiet || is_again,
            ..told
        };
        Ok(Self {
            arguments,
            common,
            style,
            checker,
            told: Arc::new(told),
            is_again,
        })
    }

    /// Checks, and says of what the run was made.
    pub fn manifested(&self, given: Vec<String>) -> (Manifest, Status) {
        let ran = self.check();
        let to = self.common.output.as_ref();
        let to = to.map_or("<standard output>".into(), |path| path.to_string_lossy());
        let manifest = Manifest {
            mapping: self.told.mapping.clone(),
            inputs: ran.inputs,
            summary: ran.counts,
            status: ran.status.code(),
            output: ran.output.map(|output| output.close(&to)),
            ..Manifest::new(given, self.style, self.checker.rules())
        };
        (manifest, ran.status)
    }

    fn output(&self) -> std::io::Result<Output> {
        let output = self.text_output()?;
        if self.arguments.format != Form::Parquet {
            return Ok(output);
        }
        if !self.is_again && self.common.output.is_none() && stdout().is_terminal() {
            return Err(std::io::Error::other(NO_TEXT));
        }
        output.into_parquet()
    }

    fn text_output(&self) -> std::io::Result<Output> {
        if self.is_again {
            return Ok(Output::nowhere().sealed());
        }
        let output = Output::open(self.common.output.as_deref())?;
        Ok(match self.told.seals {
            true => output.sealed(),
            false => output,
        })
    }

    pub fn check(&self) -> Ran {
        let Self {
            arguments,
            common,
            style,
            checker,
            told,
            ..
        } = self;
        let own_style = style_of(common, style);
        let form: &(dyn Fn(&Record, &Checked) -> String + Sync) = match arguments.format {
            Form::Json => return self.check_whole(),
            Form::Pretty => &|record, checked| {
                format!(
                    "{GAP}{}",
                    pretty(record, checked, checker.rules(), &own_style)
                )
            },
            Form::Short => &|record, checked| short(record, checked, checker.rules()),
            Form::Csv => &|record, checked| table_rows(record, checked, checker.rules()),
            Form::Parquet => &|record, checked| exact_table_rows(record, checked, checker.rules()),
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
        if !self.is_again {
            say_again(&sources.again, common);
        }
        let work = Work {
            checker,
            on: arguments.on,
            encoding: arguments.encoding,
            // A line for each finding shows nothing of what was assumed.
            depth: match arguments.format {
                Form::Short | Form::Csv | Form::Parquet => Depth::Findings,
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
        let written = self.output().and_then(|mut output| {
            if arguments.format == Form::Csv {
                output.write(&table_head())?;
            }
            let size = sources.files.iter().map(Source::size);
            let size = size
                .reduce(|all, size| Some(all?.saturating_add(size?)))
                .flatten();
            let progress = Progress::new(size, told.is_quiet, common.output.is_some());
            done = work.run(&sources.files, &mut output, progress)?;
            write_accounts(arguments, &done.accounts, checker, &mut output)?;
            if arguments.summary {
                output.write(&done.tally.tables(checker.rules()))?;
            }
            output.finish()
        });
        let inputs = sources.files.iter().filter_map(Source::seal).collect();
        let mut unreadable = sources.unreadable;
        unreadable.append(&mut done.unreadable);
        if !self.is_again {
            report(&unreadable, &done.left_out, &done.faults, style, common);
        }
        let status = match () {
            // Where there was nothing to write to, nothing was read either.
            () if done.counts.records == 0 && written.is_err() => Status::Failed,
            () if done.counts.records == 0 => {
                self.say_nothing(sources.files.is_empty() && unreadable.is_empty());
                Status::Failed
            }
            () if !unreadable.is_empty() => Status::Failed,
            () if done.faults.is_incomplete() || !done.left_out.is_empty() => Status::Incomplete,
            () => status(&done.counts, arguments.fail_on),
        };
        self.conclude(status, written, done.counts, inputs)
    }

    /// The same with one JSON object for all records, which are held until the end.
    fn check_whole(&self) -> Ran {
        let Self {
            arguments, checker, ..
        } = self;
        let names = names(checker.rules());
        let mut input = read_all(&arguments.input, &names, arguments.encoding, &self.told);
        if !self.is_again {
            say_again(&input.again, self.common);
            input.report(self.style, self.common);
        }
        let mut counts = SummaryJson {
            unread: input.unread(),
            ..SummaryJson::default()
        };
        let inputs = std::mem::take(&mut input.seals);
        let written = self.write_whole(&input, &mut counts);
        let status = match () {
            () if input.records().next().is_none() => {
                // Programs are told all the same what is wrong.
                self.say_nothing(input.files.is_empty() && input.unreadable.is_empty());
                Status::Failed
            }
            () if !input.unreadable.is_empty() => Status::Failed,
            () if input.is_incomplete() => Status::Incomplete,
            () => status(&counts, arguments.fail_on),
        };
        self.conclude(status, written, counts, inputs)
    }

    fn say_nothing(&self, is_no_file: bool) {
        if !self.is_again {
            say!("{}", nothing(is_no_file));
        }
    }

    /// Says how many records have which verdict, unless the run failed.
    fn conclude(
        &self,
        status: Status,
        written: std::io::Result<Option<Sealing>>,
        counts: SummaryJson,
        inputs: Vec<Seal>,
    ) -> Ran {
        let (written, output) = match written {
            Ok(output) => (Ok(()), output),
            Err(error) => (Err(error), None),
        };
        let status = written_status(written, status);
        if !self.told.is_quiet && status != Status::Failed {
            say!("{}", summary(&counts, self.checker.rules()).trim_end());
        }
        Ran {
            status,
            counts,
            inputs,
            output,
        }
    }

    fn write_whole(
        &self,
        input: &Input,
        counts: &mut SummaryJson,
    ) -> std::io::Result<Option<Sealing>> {
        let Self {
            arguments, checker, ..
        } = self;
        let mut output = self.output()?;
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
}

/// Why there is no Parquet on a terminal.
const NO_TEXT: &str = "Parquet is no text that a terminal could show; name a file with `-o`";

/// What stands between the reports of two records.
const GAP: &str = "\n";

fn say_again(again: &[PathBuf], common: &Common) {
    if !common.quiet {
        for path in again {
            let path = path.to_string_lossy();
            say!("`{}` is named again; it was read already", printable(&path));
        }
    }
}

/// A file gets no colours.
pub fn style_of(common: &Common, style: &Style) -> Style {
    match common.output {
        Some(_) => Style::plain(style.width),
        None => style.clone(),
    }
}

fn all_cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// What is said where accounts are asked for and there is none.
const NO_ACCOUNT: &str = "no record is one that a limit counts\n";

/// What is said where there is no record.
fn nothing(is_no_file: bool) -> &'static str {
    if is_no_file {
        "no file of records was found; their names end in .ron, .json, .jsonl, .ndjson, .csv, .tsv, \
         .parquet, .xlsx, .xls or .ods"
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

fn write_accounts(
    arguments: &Arguments,
    all: &[Account],
    checker: &Checker<'_>,
    output: &mut Output,
) -> std::io::Result<()> {
    let has_no_text = matches!(arguments.format, Form::Ndjson | Form::Csv | Form::Parquet);
    if !arguments.ledger || has_no_text {
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
