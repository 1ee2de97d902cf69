//! Arguments, files and exit status. Each command has a file of its own.

mod answers;
mod ask;
mod check;
mod child;
mod cite;
mod clash;
mod classify;
mod covering;
mod diff;
mod docs;
mod explain;
mod fmt;
mod folding;
mod generate;
mod input;
mod lint;
mod lsp;
mod map;
mod meaning;
mod mending;
mod new;
mod output;
mod progress;
mod prove;
mod replay;
mod revision;
mod rules;
mod run;
mod seal;
#[cfg(feature = "proptest")]
mod seeds;
mod stream;
mod tables;
mod test;
#[cfg(feature = "proptest")]
mod trying;
mod unfinished;
mod waiting;
mod watch;
mod watched;
mod whole;

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use interdict::check::Checker;
use interdict::law::{RuleError, RuleErrors, RuleSet};
use interdict::report::{Style, render};
use miette::Diagnostic;
use output::{Output, say};

/// Which paragraph of which Security Council resolution covers a reported transfer, why, and
/// what fact is still missing.
#[derive(Debug, Parser)]
#[command(name = "interdict", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

/// What every command understands.
#[derive(Debug, clap::Args)]
struct Common {
    /// Colours in the output
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// Say less on standard error
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Rule files or folders, in place of the built-in rules; `builtin` stands for those
    #[arg(long, global = true, value_name = "PATH")]
    rules: Vec<PathBuf>,
    /// Write the output to this file, which appears whole or not at all; `docs` writes a folder
    #[arg(long, short, global = true, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Ask what a record leaves open, question by question, and write the completed case
    Ask(ask::Arguments),
    /// Check records of reported transfers
    Check(check::Arguments),
    /// Find the categories of a description, with the words that decided
    Classify(classify::Arguments),
    /// Write the completions of a shell
    Completions(generate::Completions),
    /// Set two rule sets side by side: what was written differently, and of which records the
    /// verdict moves
    Diff(diff::Arguments),
    /// Write the rules as a site of HTML, a folder of pages
    Docs(docs::Arguments),
    /// Explain a paragraph, why it covers a record or does not, or what a diagnostic code means
    Explain(explain::Arguments),
    /// Write rule files in their one form, comments kept
    Fmt(fmt::Arguments),
    /// Look for what in rules can never matter
    Lint(lint::Arguments),
    /// Serve an editor that shows rule files
    Lsp(lsp::Arguments),
    /// Write manual pages, one for each command
    Man(generate::Man),
    /// Propose how the columns of somebody else's table are read
    Map(map::Arguments),
    /// Write a commented skeleton of a rule file, a paragraph or a case
    New(new::Arguments),
    /// Hold properties against all records there can be
    Prove(prove::Arguments),
    /// Make a run again from its manifest, and say whether the result is the same
    Replay(replay::Arguments),
    /// List what is loaded: paragraphs, categories, facts
    Rules(rules::Arguments),
    /// Test examples in rule files and expectations in cases
    Test(test::Arguments),
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// It ran, and nothing is at the level asked for.
    Fine,
    /// Something is at the level.
    Found,
    /// It could not run.
    Failed,
    /// Nothing is at the level, but something is undetermined.
    Undetermined,
    /// Some records could not be read.
    Incomplete,
}

impl Status {
    /// The exit status.
    fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Found => 1,
            Self::Failed => 2,
            Self::Undetermined => 3,
            Self::Incomplete => 4,
        }
    }
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let matches = Arguments::command().get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let color = match arguments.common.color {
        Color::Auto => None,
        Color::Always => Some(true),
        Color::Never => Some(false),
    };
    let style = Style::of_terminal(color);
    if let Some(refusal) = clash::refusal(&matches) {
        say!("{refusal}");
        return ExitCode::from(Status::Failed.code());
    }
    let status = match &arguments.command {
        Command::Ask(command) => ask::run(command, &arguments.common, &style),
        Command::Check(command) => check::run(command, &arguments.common, &style),
        Command::Classify(command) => classify::run(command, &arguments.common, &style),
        Command::Completions(command) => generate::completions(command, &arguments.common),
        Command::Diff(command) => diff::run(command, &arguments.common, &style),
        Command::Docs(command) => docs::run(command, &arguments.common, &style),
        Command::Explain(command) => explain::run(command, &arguments.common, &style),
        Command::Fmt(command) => fmt::run(command, &arguments.common, &style),
        Command::Lint(command) => lint::run(command, &arguments.common, &style),
        Command::Lsp(command) => lsp::run(command, &arguments.common),
        Command::Map(command) => map::run(command, &arguments.common, &style),
        Command::Man(command) => generate::man(command),
        Command::New(command) => new::run(command, &arguments.common),
        Command::Prove(command) => prove::run(command, &arguments.common, &style),
        Command::Replay(command) => replay::run(command, &arguments.common, &style),
        Command::Rules(command) => rules::run(command, &arguments.common, &style),
        Command::Test(command) => test::run(command, &arguments.common, &style),
    };
    ExitCode::from(status.code())
}

/// Whether the built-in rules are among those that the arguments name.
fn names_builtin(common: &Common) -> bool {
    let builtin = Path::new("builtin");
    common.rules.is_empty() || common.rules.iter().any(|path| path == builtin)
}

/// Runs a command with the rules at `paths` made ready; empty stands for the built-in ones.
fn with_checker(
    paths: &[PathBuf],
    common: &Common,
    style: &Style,
    command: impl FnOnce(&Checker<'_>) -> Status,
) -> Status {
    with_checker_or(paths, common, style, |_| {}, command)
}

/// The same; `tell` writes what is wrong with rules that cannot be used, for programs.
fn with_checker_or(
    paths: &[PathBuf],
    common: &Common,
    style: &Style,
    tell: impl FnOnce(&[RuleError]),
    command: impl FnOnce(&Checker<'_>) -> Status,
) -> Status {
    let rules = match load_rules_or(paths, common, style, tell) {
        // The program ends with the command; to take the rules apart piece by piece before would
        // only cost time.
        Ok(rules) => ManuallyDrop::new(rules),
        Err(status) => return status,
    };
    let checker = ManuallyDrop::new(Checker::new(&rules));
    command(&checker)
}

/// Writes text to where the arguments say.
fn write_text(text: &str, common: &Common) -> Status {
    let written = Output::open(common.output.as_deref()).and_then(|mut output| {
        output.write(text)?;
        output.finish().map(drop)
    });
    written_status(written, Status::Fine)
}

/// `status` where the output was written.
fn written_status(written: std::io::Result<()>, status: Status) -> Status {
    match written {
        Err(error) => {
            say!("cannot write the output: {error}");
            Status::Failed
        }
        Ok(()) => status,
    }
}

/// Loads the rules that the arguments name, or reports everything that is wrong with them.
fn load_rules(paths: &[PathBuf], common: &Common, style: &Style) -> Result<RuleSet, Status> {
    load_rules_or(paths, common, style, |_| {})
}

/// The same; `tell` writes what is wrong with rules that cannot be used, for programs.
fn load_rules_or(
    paths: &[PathBuf],
    common: &Common,
    style: &Style,
    tell: impl FnOnce(&[RuleError]),
) -> Result<RuleSet, Status> {
    let loaded = if paths.is_empty() {
        RuleSet::builtin()
    } else {
        RuleSet::load(paths)
    };
    sound_or(loaded, common, style, tell)
}

/// Rules that can be used, or a report of everything that is wrong with them.
fn sound(
    loaded: Result<RuleSet, RuleErrors>,
    common: &Common,
    style: &Style,
) -> Result<RuleSet, Status> {
    sound_or(loaded, common, style, |_| {})
}

fn sound_or(
    loaded: Result<RuleSet, RuleErrors>,
    common: &Common,
    style: &Style,
    tell: impl FnOnce(&[RuleError]),
) -> Result<RuleSet, Status> {
    let loaded = loaded.and_then(|rules| {
        if rules.paragraphs.is_empty() && rules.categories.is_empty() {
            return Err(RuleErrors {
                errors: rules.warnings,
            });
        }
        Ok(rules)
    });
    match loaded {
        Ok(rules) => {
            if !common.quiet {
                rules
                    .warnings
                    .iter()
                    .for_each(|warning| say!("{}", render(warning, style)));
                meaning::say_where(first_code(&rules.warnings).as_deref(), common);
            }
            Ok(rules)
        }
        Err(faults) => {
            tell(&faults.errors);
            faults
                .errors
                .iter()
                .for_each(|error| say!("{}", render(error, style)));
            let count = faults
                .errors
                .iter()
                .filter(|error| error.is_error())
                .count();
            match count {
                0 => say!("no rule was found"),
                1 => say!("the rules have an error"),
                _ => say!("the rules have {count} errors"),
            }
            meaning::say_where(first_code(&faults.errors).as_deref(), common);
            Err(Status::Failed)
        }
    }
}

/// The code of the first error, or of the first doubt where there is no error.
fn first_code(faults: &[RuleError]) -> Option<String> {
    let error = faults.iter().find(|fault| fault.is_error());
    let code = error.or(faults.first())?.code()?;
    Some(code.to_string())
}
