//! `interdict classify`: categories of descriptions.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use interdict::check::Checker;
use interdict::classify::{By, Goods, Strength};
use interdict::law::RuleSet;
use interdict::record::ITEM_LIMIT;
use interdict::report::{Style, classified};
use interdict::source::{printable, printable_line};
use interdict::terms::{CodeStatus, HsCode};
use serde::Deserialize;

use super::input::read_text;
use super::output::{Output, say};
use super::{Common, Status, with_checker, written_status};

const EXAMPLES: &str = "Examples:
  interdict classify \"two boxes of AK magazines and rice\"
  interdict classify --hs 9306.21 \"workshop goods\"
  interdict classify --file descriptions.jsonl --format ndjson

A file of descriptions has a line {\"text\": \"…\", \"hs\": \"…\", \"id\": \"…\"} for each; `hs` and `id`
may be missing. In ndjson `arms` is true, false or \"possible\". Words of which nothing is known
make it false and leave `categories` empty: that says that no word speaks for arms, not that
they are none.

Exit status: 0 done, 2 could not run, 4 some lines could not be read.";

/// Arguments of `classify`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Descriptions, each one an argument
    #[arg(value_name = "TEXT", required_unless_present_any = ["hs", "file"])]
    texts: Vec<String>,
    /// A file of descriptions in JSON Lines
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Form::Pretty)]
    format: Form,
    /// Code of the Harmonized System that goes with the description
    #[arg(long, value_name = "CODE", value_parser = |text: &str| HsCode::parse(text))]
    hs: Option<HsCode>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// The text with its categories under the words that decided
    Pretty,
    /// One JSON object for each text
    Ndjson,
}

/// A line of a file of descriptions.
#[derive(Debug, Deserialize)]
struct Description {
    id: Option<String>,
    #[serde(default)]
    text: String,
    hs: Option<String>,
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    with_checker(&common.rules, common, style, |checker| {
        classify(arguments, common, checker)
    })
}

/// What is strange about a code that its edition of the Harmonized System does not have.
fn strange(code: &HsCode) -> Option<String> {
    match CodeStatus::of(code) {
        CodeStatus::Known { .. } | CodeStatus::Untold => None,
        CodeStatus::Unknown => Some(format!(
            "no edition of the Harmonized System has the code `{code}`"
        )),
        CodeStatus::OtherEdition { edition, text } => Some(format!(
            "`{code}` is a code of the edition of {edition}: {}",
            printable(&text)
        )),
    }
}

/// What a code stands for, from its chapter on.
fn headings(code: &HsCode) -> Vec<String> {
    let CodeStatus::Known { edition, texts } = CodeStatus::of(code) else {
        return Vec::new();
    };
    let lengths = [2, 4, 6].into_iter();
    let named = lengths.zip(&texts).filter_map(|(length, text)| {
        let digits = code.digits().get(..length)?;
        let shown = HsCode::parse(digits).ok()?;
        Some(format!("  {:<9}{}", shown.to_string(), printable(text)))
    });
    let mut lines: Vec<String> = named.collect();
    if let Some(last) = lines.last_mut() {
        last.push_str(&format!(" (HS {edition})"));
    }
    lines
}

/// A description with its name and its code.
type Named = (String, String, Option<HsCode>);

fn classify(arguments: &Arguments, common: &Common, checker: &Checker<'_>) -> Status {
    if let Some(fault) = arguments.hs.as_ref().and_then(strange) {
        say!("{fault}");
        return Status::Failed;
    }
    let mut descriptions = given(arguments);
    let mut unread: usize = 0;
    if let Some(path) = &arguments.file {
        match read_file(path) {
            Ok((mut more, faulty)) => {
                descriptions.append(&mut more);
                unread = faulty;
            }
            Err(error) => {
                say!(
                    "cannot read `{}`: {error}",
                    printable_line(&path.to_string_lossy())
                );
                return Status::Failed;
            }
        }
    }
    let status = if unread > 0 {
        Status::Incomplete
    } else {
        Status::Fine
    };
    written_status(write(arguments, common, checker, &descriptions), status)
}

/// The descriptions on the command line; a code alone is one with an empty text.
fn given(arguments: &Arguments) -> Vec<Named> {
    let code_alone = arguments.texts.is_empty() && arguments.file.is_none();
    let texts = arguments
        .texts
        .iter()
        .cloned()
        .chain(code_alone.then(String::new));
    texts
        .enumerate()
        .map(|(index, text)| {
            (
                index.saturating_add(1).to_string(),
                text,
                arguments.hs.clone(),
            )
        })
        .collect()
}

/// The descriptions of a file, and how many of its lines could not be read.
fn read_file(path: &Path) -> Result<(Vec<Named>, usize), String> {
    let file = read_text(path)?;
    let (mut descriptions, mut unread) = (Vec::new(), 0_usize);
    for (index, line) in file
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let number = index.saturating_add(1);
        match description(line) {
            Ok((id, text, hs)) => {
                if let Some(fault) = hs.as_ref().and_then(strange) {
                    say!(
                        "{}:{number}: {fault}",
                        printable_line(&path.to_string_lossy())
                    );
                }
                descriptions.push((id.unwrap_or_else(|| number.to_string()), text, hs));
            }
            Err(reason) => {
                let (path, reason) = (path.to_string_lossy(), printable(&reason));
                say!("{}:{number}: {reason}", printable_line(&path));
                unread = unread.saturating_add(1);
            }
        }
    }
    Ok((descriptions, unread))
}

fn description(line: &str) -> Result<(Option<String>, String, Option<HsCode>), String> {
    if !line.trim_start().starts_with('{') {
        return Err("a description is written `{\"text\": \"…\"}`".into());
    }
    let read: Description = serde_json::from_str(line).map_err(|error| {
        let error = error.to_string();
        // A line is all that was read: its number would be misleading.
        error.replacen(" at line 1 column", ", column", 1)
    })?;
    let size = read.text.len();
    if size > ITEM_LIMIT {
        return Err(format!(
            "`text` is {size} bytes long; the limit is {ITEM_LIMIT}"
        ));
    }
    let hs = read
        .hs
        .map(|code| HsCode::parse(&code))
        .transpose()
        .map_err(|error| error.to_string())?;
    if read.text.is_empty() && hs.is_none() {
        return Err("the line has neither `text` nor `hs`".into());
    }
    Ok((read.id, read.text, hs))
}

fn write(
    arguments: &Arguments,
    common: &Common,
    checker: &Checker<'_>,
    descriptions: &[Named],
) -> std::io::Result<()> {
    let mut output = Output::open(common.output.as_deref())?;
    let rules = checker.rules();
    for (index, (id, text, hs)) in descriptions.iter().enumerate() {
        let goods = checker.classifier().goods(Some(text), &[], hs.as_ref());
        let arms = checker.is_arms(&goods);
        if arguments.format == Form::Ndjson {
            let line = serde_json::to_string(&classified(id.clone(), text, &goods, arms, rules))?;
            output.write(&format!("{line}\n"))?;
        } else {
            let gap = if index == 0 { "" } else { "\n" };
            output.write(&format!(
                "{gap}{}",
                shown(text, hs.as_ref(), &goods, arms, rules)
            ))?;
        }
    }
    output.finish().map(drop)
}

/// The text, and under it a line for each category.
fn shown(
    text: &str,
    hs: Option<&HsCode>,
    goods: &[Goods],
    arms: Option<bool>,
    rules: &RuleSet,
) -> String {
    let code = hs.map(|code| format!("HS {code}"));
    let heading: Vec<String> = [printable(text).into_owned()]
        .into_iter()
        .filter(|t| !t.is_empty())
        .chain(code)
        .collect();
    let mut lines = vec![heading.join("  ")];
    lines.extend(hs.into_iter().flat_map(headings));
    let named = lines.len();
    for one in goods {
        for (category, strength) in one.categories(rules) {
            let name = rules
                .categories
                .get(category.index())
                .map_or("", |c| c.name.as_str());
            let strength_word = if strength == Strength::Certain {
                ""
            } else {
                " (possible)"
            };
            let evidence = one.evidence.iter().filter(|e| e.category == category);
            let mut because: Vec<String> = Vec::new();
            for evidence in evidence {
                let said = match evidence.by {
                    By::Item => format!("“{}”", printable(evidence.span.quote(text))),
                    By::Category => "assigned".into(),
                    By::Hs => "code".into(),
                };
                // Several phrases may find the same words.
                if !because.contains(&said) {
                    because.push(said);
                }
            }
            lines.push(format!("  {name}{strength_word}: {}", because.join(", ")));
        }
    }
    if lines.len() == named {
        lines.push("  no known category".into());
    }
    let unknown = goods.iter().all(Goods::is_unclassified);
    lines.push(match arms {
        _ if unknown => "  arms: not known".into(),
        Some(true) => "  arms: yes".into(),
        Some(false) => "  arms: no".into(),
        None => "  arms: possible".into(),
    });
    format!("{}\n", lines.join("\n"))
}
