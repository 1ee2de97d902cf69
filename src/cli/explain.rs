//! `interdict explain`: a paragraph in plain words, why it says what it says of a record, or what a
//! diagnostic code means.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use interdict::check::{Before, Checker, names};
use interdict::record::Record;
use interdict::report::{Style, explain_paragraph, full, why};
use interdict::source::{nearest, printable, printable_line};
use interdict::terms::CitationError;

use super::cite::{self, Found, listed};
use super::input::read_all;
use super::meaning;
use super::output::say;
use super::{Common, Status, with_checker, write_text};

const EXAMPLES: &str = "Examples:
  interdict explain 2270/6
  interdict explain \"S/RES/2270 (2016) ¶6\"
  interdict explain 2270
  interdict explain cases/dprk/2023-09-kim-visit.ron rifle-to-kim
  interdict explain cases/dprk/2023-09-kim-visit.ron rifle-to-kim 2397/7
  interdict explain law::unknown_category

Exit status: 0 explained, 2 could not run.";

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// A paragraph such as `2270/6` or `S/RES/2270 (2016) ¶6`, a resolution, a file of records, or
    /// the code of an error or doubt such as `law::unknown_category`
    #[arg(value_name = "PARAGRAPH | CASE | CODE")]
    what: String,
    /// The record of the file
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// The paragraph to explain for that record, whether it covers it or not
    #[arg(value_name = "PARAGRAPH")]
    paragraph: Option<String>,
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    // Of a code more is asked where the rules cannot be used, so they are not looked at.
    let is_alone = arguments.id.is_none() && !Path::new(&arguments.what).exists();
    match is_alone.then(|| meaning::page(&arguments.what)).flatten() {
        Some(Ok(page)) => write_text(page, common),
        Some(Err(reason)) => {
            say!("{reason}");
            Status::Failed
        }
        None => run_with_rules(arguments, common, style),
    }
}

fn run_with_rules(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    with_checker(&common.rules, common, style, |checker| {
        match explained(arguments, checker, style) {
            Ok(text) => write_text(&text, common),
            Err(reason) => {
                say!("{}", printable(&reason));
                Status::Failed
            }
        }
    })
}

fn explained(
    arguments: &Arguments,
    checker: &Checker<'_>,
    style: &Style,
) -> Result<String, String> {
    let rules = checker.rules();
    let path = Path::new(&arguments.what);
    if arguments.id.is_none() && !path.exists() {
        let help = CitationError::HELP;
        let cited = cite::parse(&arguments.what).map_err(|error| {
            let code = meaning::meant(&arguments.what);
            let help = code.as_deref().unwrap_or(help);
            format!("{error}, and no file has that name\n{help}")
        })?;
        return Ok(match cited.find(rules)? {
            Found::Paragraph(_, paragraph) => explain_paragraph(paragraph, rules, style),
            Found::Several(paragraphs) => listed(&paragraphs, rules),
        });
    }
    let id = arguments
        .id
        .as_ref()
        .ok_or("name the record to explain, after the file")?;
    let (record, before) = find_record(path, id, checker)?;
    match &arguments.paragraph {
        Some(citation) => {
            let help = CitationError::HELP;
            let cited = cite::parse(citation).map_err(|error| format!("{error}\n{help}"))?;
            let (id, paragraph) = match cited.find(rules)? {
                Found::Paragraph(id, paragraph) => (id, paragraph),
                Found::Several(paragraphs) => {
                    let several = listed(&paragraphs, rules);
                    return Err(format!("name one of these paragraphs\n{several}"));
                }
            };
            let whys = checker.why(&record, id, &before, None);
            Ok(why(&record, paragraph, &whys, rules, style))
        }
        None => {
            let checked = checker.check_after(&record, &before, None);
            Ok(full(&record, &checked, rules, style))
        }
    }
}

/// The one record of a name, with its place among all. Of several of one name it is that of a line,
/// as in `17:4`.
fn named<'r>(records: &[&'r Record], name: &str) -> Result<Option<(usize, &'r Record)>, String> {
    let line = |record: &Record| record.file.line(record.span.start);
    let all = || records.iter().copied().enumerate();
    let found: Vec<(usize, &Record)> = all().filter(|(_, record)| record.id == name).collect();
    let (Some(first), true) = (found.first(), found.len() > 1) else {
        let of_line = |record: &Record| format!("{}:{}", record.id, line(record)) == name;
        let of_line = || all().find(|(_, record)| of_line(record));
        return Ok(found.first().copied().or_else(of_line));
    };
    let lines = found
        .iter()
        .take(MOST_NAMED)
        .map(|(_, record)| line(record));
    let lines: Vec<String> = lines.map(|line| line.to_string()).collect();
    let more = if found.len() > MOST_NAMED {
        " and others"
    } else {
        ""
    };
    Err(format!(
        "{} records are named `{name}`, in lines {}{more}; name one with its line, as in `{name}:{}`",
        found.len(),
        lines.join(", "),
        line(first.1)
    ))
}

/// How many lines are named in which records of one name stand.
const MOST_NAMED: usize = 8;

/// A record of a file, with what came before it there.
pub fn find_record(
    path: &Path,
    id: &str,
    checker: &Checker<'_>,
) -> Result<(Record, Before), String> {
    let input = read_all(
        &[PathBuf::from(path)],
        &names(checker.rules()),
        None,
        &Arc::default(),
    );
    if let Some((path, reason)) = input.unreadable.first() {
        return Err(format!(
            "cannot read `{}`: {reason}",
            printable_line(&path.to_string_lossy())
        ));
    }
    let records: Vec<&Record> = input.records().collect();
    let found = named(&records, id)?;
    let ledger = checker.ledger(input.records(), None);
    let found = found.map(|(at, record)| (record.clone(), ledger.before(at)));
    found.ok_or_else(|| {
        let near = nearest(id, records.iter().map(|record| record.id.as_str()));
        let faulty = input.unread();
        let broken = if faulty > 0 {
            format!("; {faulty} records could not be read")
        } else {
            String::new()
        };
        let hint = if near.is_empty() {
            String::new()
        } else {
            format!("; did you mean `{}`?", near.join("` or `"))
        };
        format!("no record is named `{}`{hint}{broken}", printable(id))
    })
}
