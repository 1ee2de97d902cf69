//! `interdict lint`: what in rules is doubtful, though not wrong.

use std::path::PathBuf;

use interdict::prove::Prover;
use interdict::report::{Style, render};
use miette::Diagnostic;

use super::meaning::say_where;
use super::output::say;
use super::{Common, Status, load_rules, write_text};

const EXAMPLES: &str = "Examples:
  interdict lint              the built-in rules
  interdict lint my-rules/

A doubt is set aside where it stands, with a comment above the clause:
  # silence lint never-matters: the text names it twice

Exit status: 0 no doubt, 1 some, 2 could not run.";

/// Arguments of `lint`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Rule files and folders
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    let mut paths = arguments.paths.clone();
    paths.extend(common.rules.iter().cloned());
    // What is doubtful is what this command prints; it is not said twice.
    let quiet = Common {
        quiet: true,
        rules: Vec::new(),
        output: common.output.clone(),
        ..*common
    };
    let rules = match load_rules(&paths, &quiet, style) {
        Ok(rules) => rules,
        Err(status) => return status,
    };
    let Some(prover) = Prover::new(&rules) else {
        say!("the rules are too many to be held in decision diagrams");
        return Status::Failed;
    };
    let lints = prover.lint();
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
    let first = rules
        .warnings
        .first()
        .map(|warning| warning as &dyn Diagnostic);
    let first = first.or(lints.first().map(|lint| lint as &dyn Diagnostic));
    let code = first
        .and_then(Diagnostic::code)
        .map(|code| code.to_string());
    say_where(code.as_deref(), common);
    match write_text(&text, common) {
        Status::Fine if doubts.is_empty() => Status::Fine,
        Status::Fine => Status::Found,
        failed => failed,
    }
}
