//! `interdict map`: a mapping proposed for a table.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use encoding_rs::Encoding;
use interdict::check::names;
use interdict::record::{Format, propose};
use interdict::report::Style;
use interdict::source::printable_line;

use super::input::{encoding, sources};
use super::output::say;
use super::tables::Signs;
use super::{Common, Status, with_checker, write_text};

const EXAMPLES: &str = "Examples:
  interdict map declarations.csv > map.toml
  interdict check --map map.toml declarations.csv
  interdict map --sheet 2019 declarations.xlsx

Read what it proposes before you use it: it goes by the names of the columns and the first rows,
and leaves open what they do not tell, such as whether the day or the month stands first.";

/// So much of a table is looked at, in bytes.
const LOOKED_AT: u64 = 1024 * 1024;

/// Arguments of `map`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// A table (.csv, .tsv, .parquet, .xlsx, .xls, .ods), or `-` for standard input
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// Encoding of the table, such as windows-1252
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<&'static Encoding>,
    #[command(flatten)]
    signs: Signs,
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    with_checker(&common.rules, common, style, |checker| {
        let proposed = proposal(arguments, common, &names(checker.rules()));
        match proposed {
            Ok(text) => write_text(&text, common),
            Err(reason) => {
                let path = arguments.input.to_string_lossy();
                say!(
                    "cannot propose a mapping for `{}`: {reason}",
                    printable_line(&path)
                );
                Status::Failed
            }
        }
    })
}

fn proposal(
    arguments: &Arguments,
    common: &Common,
    names: &interdict::record::Names,
) -> Result<String, String> {
    let told = arguments
        .signs
        .told(common, None)
        .map_err(|error| error.to_string())?;
    let told = Arc::new(told);
    let found = sources(std::slice::from_ref(&arguments.input), &told);
    if let Some((_, reason)) = found.unreadable.into_iter().next() {
        return Err(reason);
    }
    let [source] = found.files.as_slice() else {
        return Err("one file is needed".into());
    };
    let (input, format) = source.open(arguments.encoding)?;
    let format = match format {
        Format::Csv | Format::Tsv | Format::Sheet => format,
        // Names that are not ours do not tell a table.
        _ if source.is_standard_input() => Format::Csv,
        _ => return Err("a mapping is for tables, and this is none".into()),
    };
    let mut bytes = Vec::new();
    let read = input.take(LOOKED_AT).read_to_end(&mut bytes);
    read.map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    let proposal = propose(text, format, names, &told.form).ok_or("it has no row of names")?;
    let name = match source.is_standard_input() {
        true => "-".to_owned(),
        false => printable_line(&source.name).into_owned(),
    };
    let mut head = format!(
        "# Proposed for `{name}` by `interdict map`.\n# Read each line before you use it: \
         interdict check --map THIS {name}\n"
    );
    if let Some(shipped) = proposal.shipped {
        head.push_str(&format!(
            "#\n# The table has all columns that the mapping `{shipped}` needs, which comes with the \
             program:\n# interdict check --map {shipped} {name}\n"
        ));
    }
    if !common.quiet {
        let (placed, all) = proposal.placed;
        say!("{placed} of {all} columns are placed");
        if let Some(shipped) = proposal.shipped {
            say!("the mapping `{shipped}` fits: interdict check --map {shipped} {name}");
        }
    }
    Ok(format!("{head}\n{}", proposal.text))
}
