//! The page on records does what it says: every block of it is a file, a command, or what a command
//! prints.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use interdict::check::names;
use interdict::law::RuleSet;
use interdict::record::{Format, Records, read};
use interdict::source::SourceFile;
use serde_json::Value;

/// A stretch of the page between fences.
struct Block {
    language: String,
    /// The last name in backquotes that stands before it.
    name: String,
    text: String,
}

fn page() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/records.md");
    std::fs::read_to_string(path).unwrap()
}

fn blocks(page: &str) -> Vec<Block> {
    let parts: Vec<&str> = page.split("```").collect();
    let pairs = parts.chunks_exact(2);
    let block = |pair: &[&str]| {
        let (language, text) = pair[1].split_once('\n').unwrap();
        let name = pair[0].split('`').rev().nth(1).unwrap_or_default();
        Block {
            language: language.to_owned(),
            name: name.to_owned(),
            text: text.to_owned(),
        }
    };
    pairs.map(block).collect()
}

fn is_file(block: &Block) -> bool {
    matches!(
        block.language.as_str(),
        "csv" | "tsv" | "jsonl" | "json" | "ron"
    )
}

/// The folder with every file of the page.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for block in blocks(&page()).iter().filter(|block| is_file(block)) {
        assert!(
            block.name.ends_with(&format!(".{}", block.language)),
            "`{}` is no name of a {} file",
            block.name,
            block.language
        );
        std::fs::write(folder.join(&block.name), &block.text).unwrap();
    }
    folder
}

/// Runs a line such as `interdict check - < FILE`.
fn run(line: &str, folder: &PathBuf) -> Output {
    let (command, input) = match line.split_once(" < ") {
        Some((command, file)) => {
            let file = std::fs::File::open(folder.join(file)).unwrap();
            (command, Stdio::from(file))
        }
        None => (line, Stdio::null()),
    };
    Command::new(env!("CARGO_BIN_EXE_interdict"))
        .current_dir(folder)
        .args(command.split_whitespace().skip(1))
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .env_remove("NO_GRAPHICS")
        .stdin(input)
        .output()
        .unwrap()
}

fn records(name: &str, text: &str) -> Records {
    let rules = RuleSet::builtin().unwrap();
    let format = Format::of_path(name.as_ref()).unwrap();
    read(&SourceFile::new(name, text), format, &names(&rules))
}

#[test]
fn every_command_prints_what_the_page_shows() {
    let folder = folder("records-page-commands");
    let mut printed = String::new();
    let mut shown = 0;
    for block in blocks(&page()) {
        match block.language.as_str() {
            "console" => {
                let output = run(block.text.trim(), &folder);
                let status = output.status.code();
                let expected = match block.text.trim() {
                    line if line.contains("broken") => 4,
                    line if line.starts_with("interdict test") => 0,
                    _ => 1,
                };
                printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
                assert_eq!(status, Some(expected), "{}{printed}", block.text);
            }
            "text" => {
                let text = &block.text;
                assert!(printed.contains(text), "{text}is not in\n{printed}");
                shown += 1;
            }
            _ => assert!(is_file(&block), "what is a block of `{}`?", block.language),
        }
    }
    assert_eq!(shown, 2);
}

#[test]
fn every_file_is_sound_but_the_broken_one() {
    for block in blocks(&page()).iter().filter(|block| is_file(block)) {
        let read = records(&block.name, &block.text);
        let errors = if block.name.starts_with("broken") {
            3
        } else {
            0
        };
        let told: Vec<String> = read.errors.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), errors, "{}: {told:?}", block.name);
    }
}

#[test]
fn every_format_says_the_same() {
    let folder = folder("records-page-formats");
    let mut answers: BTreeMap<String, Vec<(Value, Value, Value)>> = BTreeMap::new();
    let same = |name: &str| name.starts_with("transfers") || name == "semicolons.csv";
    for block in blocks(&page()).iter().filter(|block| same(&block.name)) {
        if !is_file(block) {
            continue;
        }
        let output = run(
            &format!("interdict check --format ndjson {}", block.name),
            &folder,
        );
        let text = String::from_utf8(output.stdout).unwrap();
        let answer = |line: &str| {
            let mut record: Value = serde_json::from_str(line).unwrap();
            let findings = record["findings"].as_array_mut().unwrap();
            let said = findings.iter().map(|finding| finding["paragraph"].clone());
            (
                Value::from_iter(said),
                record["id"].take(),
                record["verdict"].take(),
            )
        };
        let answers_here = text.lines().map(answer).collect();
        answers.insert(block.name.clone(), answers_here);
    }
    assert_eq!(answers.len(), 6);
    let first = answers.values().next().unwrap();
    assert_eq!(first.len(), 2);
    for (name, other) in &answers {
        assert_eq!(other, first, "{name}");
    }
}

/// The rows of the page's tables whose last cell holds an example of the form `field: value`.
fn examples(page: &str) -> Vec<(String, String)> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| "));
    let example = |row: &str| {
        let cell = row.trim_end_matches(" |").rsplit(" | ").next()?;
        let example = cell.strip_prefix('`')?.strip_suffix('`')?;
        let (field, _) = example.split_once(": ")?;
        let is_field = field.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        is_field.then(|| (field.to_owned(), example.to_owned()))
    };
    rows.filter_map(example).collect()
}

#[test]
fn every_field_is_listed_with_an_example_that_is_read() {
    let page = page();
    let mut listed = Vec::new();
    for (field, example) in examples(&page) {
        let goods = if field == "item" {
            ""
        } else {
            "item: \"rice\", "
        };
        let read = records("a.ron", &format!("({goods}{example})"));
        let told: Vec<String> = read.errors.iter().map(ToString::to_string).collect();
        assert!(told.is_empty(), "{example}: {told:?}");
        listed.push(field);
    }
    // What a field that resembles none is told.
    let read = records("a.ron", "(item: \"rice\", far_from_any_of_them: 1)");
    let help = miette::Diagnostic::help(&read.errors[0])
        .unwrap()
        .to_string();
    for field in help.trim_start_matches("the fields are ").split(", ") {
        assert!(
            listed.iter().any(|one| one == field),
            "`{field}` is missing"
        );
    }
}
