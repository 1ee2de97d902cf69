//! `interdict lint`: what in rules is doubtful, though not wrong.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use interdict::law::{RuleError, RuleSet};
use interdict::prove::{Lint, Prover};
use interdict::report::{Notice, Sarif, SarifEnd, Style, github_notice, render};
use interdict::source::Located;

use super::meaning::say_where;
use super::mending;
use super::output::say;
use super::whole::{write_github_of, write_sarif_of};
use super::{Common, Status, first_code, load_rules_or, write_text};

const EXAMPLES: &str = "Examples:
  interdict lint              the built-in rules
  interdict lint my-rules/
  interdict lint --fix my-rules/
  interdict lint --format sarif -o doubts.sarif my-rules/

A doubt is set aside where it stands, with a comment above the clause:
  # silence lint never-matters: the text names it twice

With `--fix`, what is certain is mended first: a slip of the pen in a keyword, signs of typography,
tabs, what cannot be seen, a clause said twice, a silencer that silences nothing. Each file is read
again, and takes its place only where less is wrong with it and nothing new. What is left is shown.

Exit status: 0 no doubt, 1 some, 2 could not run.";

/// Arguments of `lint`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Rule files and folders
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Mend in the files what is certain, and show what is left
    #[arg(long)]
    fix: bool,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Form::Pretty)]
    format: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Doubts with the clauses they are about
    Pretty,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// Workflow commands, which GitHub Actions shows beside the lines
    Github,
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    let mut paths = arguments.paths.clone();
    paths.extend(common.rules.iter().cloned());
    let mended = match arguments.fix {
        true => mending::run(&paths, common),
        false => Status::Fine,
    };
    // Without a file to fix there is nothing to look at either.
    if mended == Status::Failed && paths.iter().all(|path| path == Path::new("builtin")) {
        return mended;
    }
    match look(&paths, arguments, common, style) {
        _ if mended == Status::Failed => mended,
        status => status,
    }
}

/// Shows what is doubtful in rules.
fn look(paths: &[PathBuf], arguments: &Arguments, common: &Common, style: &Style) -> Status {
    // What is doubtful is what this command prints; it is not said twice.
    let quiet = Common {
        quiet: true,
        rules: Vec::new(),
        output: common.output.clone(),
        ..*common
    };
    let mut code = None;
    let tell = |errors: &[RuleError]| {
        code = first_code(errors);
        match arguments.format {
            Form::Pretty => {}
            Form::Sarif => write_sarif_of(errors, common),
            Form::Github => write_github_of(errors, common),
        }
    };
    let rules = match load_rules_or(paths, &quiet, style, tell) {
        Ok(rules) => rules,
        Err(status) => {
            say_where(code.as_deref(), common);
            return status;
        }
    };
    let Some(prover) = Prover::new(&rules) else {
        say!("the rules are too many to be held in decision diagrams");
        return Status::Failed;
    };
    let lints = prover.lint();
    let status = match rules.warnings.is_empty() && lints.is_empty() {
        true => Status::Fine,
        false => Status::Found,
    };
    let warnings = rules.warnings.iter().map(Notice::from);
    let doubts: Vec<Notice> = warnings.chain(lints.iter().map(Notice::from)).collect();
    let text = match arguments.format {
        Form::Pretty => Ok(pretty(&rules, &lints, style)),
        Form::Github => Ok(doubts.iter().map(github_notice).collect()),
        Form::Sarif => sarif(&doubts, &rules, status),
    };
    say_where(doubts.first().map(|doubt| doubt.code.as_str()), common);
    match text.map(|text| write_text(&text, common)) {
        Ok(Status::Fine) => status,
        Ok(failed) => failed,
        Err(error) => {
            say!("cannot write the output: {error}");
            Status::Failed
        }
    }
}

/// Every doubt as it is drawn, and how many there are.
fn pretty(rules: &RuleSet, lints: &[Located<Lint>], style: &Style) -> String {
    let warnings = rules.warnings.iter().map(|warning| render(warning, style));
    let doubts: Vec<String> = warnings
        .chain(lints.iter().map(|lint| render(lint, style)))
        .collect();
    let mut text: String = doubts.iter().map(|doubt| format!("{doubt}\n")).collect();
    text.push_str(&match doubts.len() {
        0 => "no doubt\n".to_owned(),
        1 => "1 doubt\n".to_owned(),
        count => format!("{count} doubts\n"),
    });
    text
}

fn sarif(doubts: &[Notice], rules: &RuleSet, status: Status) -> serde_json::Result<String> {
    let mut sarif = Sarif::default();
    doubts.iter().for_each(|doubt| sarif.add_doubt(doubt));
    sarif.text(&SarifEnd {
        rules: Some(rules),
        status: status.code(),
        is_whole: true,
        ..SarifEnd::default()
    })
}
