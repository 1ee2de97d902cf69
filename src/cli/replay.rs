//! `interdict replay`: a run made again from its manifest, and compared with what it was.

use std::path::PathBuf;

use clap::Parser;
use interdict::report::{Manifest, Seal, Style};
use interdict::source::{printable, printable_line};

use super::input::read_text;
use super::output::say;
use super::{Command, Common, Status, check, with_checker, write_text};

const EXAMPLES: &str = "Examples:
  interdict check --format csv --manifest run.json -o findings.csv declarations.csv
  interdict replay run.json

Run it in the folder in which the run was made. Nothing is written but the comparison.

Exit status: 0 the result is byte-identical, 1 it is another, 2 it could not run.";

/// Arguments of `replay`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// What `check --manifest` wrote
    #[arg(value_name = "MANIFEST")]
    manifest: PathBuf,
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    let (then, of_then) = match read(arguments) {
        Ok(read) => read,
        Err(reason) => {
            let path = arguments.manifest.to_string_lossy();
            say!(
                "cannot replay `{}`: {}",
                printable_line(&path),
                printable(&reason)
            );
            return Status::Failed;
        }
    };
    let Command::Check(of_check) = &of_then.command else {
        return Status::Failed;
    };
    let mut now = None;
    let drawn = Style::from(then.drawn);
    let ran = with_checker(&of_then.common.rules, &of_then.common, style, |checker| {
        let made = check::again(of_check, &of_then.common, &drawn, checker, &then.arguments);
        match made {
            Ok(manifest) => {
                now = Some(manifest);
                Status::Fine
            }
            Err(status) => status,
        }
    });
    let Some(now) = now else { return ran };
    let (moved, changed) = (then.moved(&now), then.changed(&now));
    let mut text = String::new();
    for line in &moved {
        text.push_str(&format!("{}\n", printable(line)));
    }
    let is_same = changed.is_empty();
    match (&now.output, is_same) {
        (Some(Seal { bytes, sha256, .. }), true) => {
            text.push_str(&format!(
                "the result is byte-identical: {bytes} bytes, SHA-256 {sha256}\n"
            ));
        }
        _ => text.push_str("the result is another\n"),
    }
    for line in &changed {
        text.push_str(&format!("  {}\n", printable(line)));
    }
    match (write_text(&text, common), is_same) {
        (Status::Fine, false) => Status::Found,
        (status, _) => status,
    }
}

/// The manifest, and the arguments of its run.
fn read(arguments: &Arguments) -> Result<(Manifest, super::Arguments), String> {
    let text = read_text(&arguments.manifest)?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| format!("it is no manifest of a run: {error}"))?;
    if manifest.schema != 1 {
        return Err(format!(
            "its form is {}, and this program knows form 1",
            manifest.schema
        ));
    }
    let given = std::iter::once("interdict").chain(manifest.arguments.iter().map(String::as_str));
    let parsed = super::Arguments::try_parse_from(given)
        .map_err(|error| format!("the arguments in it are not understood: {error}"))?;
    match parsed.command {
        Command::Check(_) => Ok((manifest, parsed)),
        _ => Err("the arguments in it are not those of `check`".into()),
    }
}
