//! One run of `check`: its files read, its records checked, its output written.

use std::io::{self, IsTerminal, stdout};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

use interdict::check::{Account, Checked, Checker, Depth, names};
use interdict::record::Record;
use interdict::report::{
    MadeOf, Manifest, Notice, Seal, Sealing, Style, SummaryJson, accounts, exact_table_rows, full,
    gist, github, github_notice, head, pretty, record_json, short, summary, table_head, table_rows,
};
use interdict::source::printable_line;
use interdict::terms::Verdict;

use super::check::{Arguments, FailOn, Form};
use super::folding::foldable;
use super::input::{Input, Source, Sources, Told, read_all, report, sources};
use super::output::{Output, say};
use super::progress::Progress;
use super::stream::{Done, Work};
use super::whole::{End, Whole, notices, notices_of};
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
            seals: is_again || arguments.manifest.is_some() || arguments.format.tells_run(),
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

    fn output(&self) -> io::Result<Output> {
        let output = self.text_output()?;
        let Some(what) = self.arguments.format.no_text() else {
            return Ok(match self.arguments.format {
                Form::Pretty if !self.arguments.full => output.into_folded(),
                _ => output,
            });
        };
        if !self.is_again && self.common.output.is_none() && stdout().is_terminal() {
            let said = format!("{what} {NO_TEXT}");
            return Err(io::Error::other(said));
        }
        match self.arguments.format {
            Form::Xlsx => output.into_workbook(),
            _ => output.into_parquet(),
        }
    }

    fn text_output(&self) -> io::Result<Output> {
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
        if let Some(whole) = Whole::of(arguments.format, arguments.encoding.is_some()) {
            return self.check_whole(whole);
        }
        let own_style = style_of(common, style);
        let form = |record: &Record, checked: &Checked| self.text(record, checked, &own_style);
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
            depth: self.depth(),
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
            self.add_faults(&sources, &done, &mut output)?;
            output.say_folded()?;
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

    /// How much is worked out: a line for each finding shows nothing of what was assumed.
    fn depth(&self) -> Depth {
        match self.arguments.format {
            Form::Short | Form::Csv | Form::Parquet | Form::Xlsx => Depth::Findings,
            _ if self.arguments.summary => Depth::Findings,
            Form::Pretty | Form::Github => Depth::Assumptions,
            _ if !self.arguments.shows(Verdict::Clear) => Depth::Assumptions,
            _ => Depth::Whole,
        }
    }

    /// What is written of one record.
    fn text(&self, record: &Record, checked: &Checked, style: &Style) -> String {
        let rules = self.checker.rules();
        match self.arguments.format {
            Form::Pretty if self.arguments.full => {
                format!("{GAP}{}", full(record, checked, rules, style))
            }
            Form::Pretty => {
                let head = head(record, checked, rules, style);
                let whole = pretty(record, checked, rules, style);
                let gist = gist(record, checked, rules);
                format!("{GAP}{}", foldable(record, &gist, &head, &whole))
            }
            Form::Short => short(record, checked, rules),
            Form::Csv => table_rows(record, checked, rules),
            Form::Parquet | Form::Xlsx => exact_table_rows(record, checked, rules),
            Form::Github => github(record, checked, rules),
            Form::Ndjson => {
                let line = serde_json::to_string(&record_json(record, checked, rules));
                line.map_or_else(|_| String::new(), |line| line + "\n")
            }
            // These are no lines of their own.
            Form::Json | Form::Sarif | Form::Md | Form::Html => String::new(),
        }
    }

    /// Adds what is wrong with the input, where a form for others tells it.
    fn add_faults(&self, sources: &Sources, done: &Done, output: &mut Output) -> io::Result<()> {
        let form = self.arguments.format;
        if !matches!(form, Form::Github | Form::Xlsx) {
            return Ok(());
        }
        let files = [&sources.unreadable, &done.unreadable, &done.left_out];
        let files: Vec<_> = files.into_iter().flatten().cloned().collect();
        let faults = notices_of(&files, done.faults.shown());
        if form == Form::Github {
            let lines: String = faults.iter().map(github_notice).collect();
            return output.write(&lines);
        }
        let inputs = sources.files.iter().filter_map(Source::seal).collect();
        output.describe(self.made_of(inputs, &done.counts, faults));
        Ok(())
    }

    /// What a workbook or a page says of the run: of the arguments those that change what is found.
    fn made_of(&self, inputs: Vec<Seal>, counts: &SummaryJson, faults: Vec<Notice>) -> MadeOf {
        let rules = self.checker.rules();
        MadeOf {
            manifest: Manifest {
                mapping: self.told.mapping.clone(),
                inputs,
                summary: counts.clone(),
                ..Manifest::new(self.arguments.options(), self.style, rules)
            },
            digest: rules.digest.clone(),
            faults,
        }
    }

    /// The same for a form that is written at the end; all records are held until then.
    fn check_whole(&self, whole: Whole) -> Ran {
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
            skipped: input.skipped(),
            ..SummaryJson::default()
        };
        let inputs = std::mem::take(&mut input.seals);
        let written = self.write_whole(whole, &input, &inputs, &mut counts);
        if input.records().next().is_none() {
            // Programs are told all the same what is wrong.
            self.say_nothing(input.files.is_empty() && input.unreadable.is_empty());
        }
        let status = self.whole_status(&input, &counts);
        self.conclude(status, written, counts, inputs)
    }

    fn whole_status(&self, input: &Input, counts: &SummaryJson) -> Status {
        match () {
            () if input.records().next().is_none() => Status::Failed,
            () if !input.unreadable.is_empty() => Status::Failed,
            () if input.is_incomplete() => Status::Incomplete,
            () => status(counts, self.arguments.fail_on),
        }
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
        written: io::Result<Option<Sealing>>,
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
        mut whole: Whole,
        input: &Input,
        inputs: &[Seal],
        counts: &mut SummaryJson,
    ) -> io::Result<Option<Sealing>> {
        let Self {
            arguments, checker, ..
        } = self;
        let mut output = self.output()?;
        let rules = checker.rules();
        let ledger = checker.ledger(input.records(), arguments.on);
        let after = input.records().enumerate();
        let after = after.map(|(index, record)| (record, ledger.before(index)));
        let all_checked = checker.check_many(after, arguments.on, Depth::Whole);
        for ((index, record), checked) in input.records().enumerate().zip(all_checked) {
            counts.count(checked.verdict);
            if arguments.shows(checked.verdict) {
                whole.add(record, checked, ledger.before(index), rules);
            }
        }
        let status = self.whole_status(input, counts);
        let mut made_of = self.made_of(inputs.to_vec(), counts, notices(input));
        made_of.manifest.status = status.code();
        let text = whole.text(&End {
            checker,
            input,
            counts,
            status,
            accounts: &ledger.accounts,
            with_accounts: arguments.ledger,
            on: arguments.on,
            made_of,
        })?;
        output.write(&text)?;
        output.finish()
    }
}

/// Why it is not written to a terminal.
const NO_TEXT: &str = "is no text that a terminal could show; name a file with `-o`";

/// What stands between the reports of two records.
const GAP: &str = "\n";

fn say_again(again: &[PathBuf], common: &Common) {
    if !common.quiet {
        for path in again {
            let path = path.to_string_lossy();
            say!(
                "`{}` is named again; it was read already",
                printable_line(&path)
            );
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

fn write_accounts(
    arguments: &Arguments,
    all: &[Account],
    checker: &Checker<'_>,
    output: &mut Output,
) -> io::Result<()> {
    let has_text = matches!(arguments.format, Form::Pretty | Form::Short);
    if !arguments.ledger || !has_text {
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
