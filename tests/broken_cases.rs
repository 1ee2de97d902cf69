//! Broken files of records and the reports they give: one file each, its report beside it.
//!
//! A new case is a new file of records of any format in `tests/golden/broken_cases`;
//! `INSTA_UPDATE=always cargo test --test broken_cases` writes its report. The report ends with
//! the number of records that were sound all the same.

use std::path::Path;

use interdict::check::names;
use interdict::law::RuleSet;
use interdict::record::{Format, Names, RecordError, RecordFault, read};
use interdict::report::{Style, render};
use interdict::source::SourceFile;

/// What the program prints of the faults in one file of records.
fn report_of(path: &Path, names: &Names) -> String {
    let text = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let text = String::from_utf8_lossy(&text).into_owned();
    let file = SourceFile::new(name, text);
    let records = read(&file, Format::of_path(path).unwrap(), names);
    assert!(
        !records.errors.is_empty(),
        "{} is not broken",
        path.display()
    );
    let style = Style::plain(90);
    let reports: Vec<String> = records
        .errors
        .iter()
        .map(|error| render(error, &style))
        .collect();
    let (sound, errors) = (records.records.len(), records.errors.len());
    format!("{}\n{sound} sound, {errors} errors\n", reports.join("\n"))
}

#[test]
fn every_broken_file_of_records_gives_its_report() {
    let rules = RuleSet::builtin().unwrap();
    let names = names(&rules);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden/broken_cases");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!(
            "golden/broken_cases",
            "*.{ron,json,jsonl,csv,tsv}",
            |path| {
                insta::assert_snapshot!("report", report_of(path, &names));
            }
        );
    });
}

#[test]
fn there_are_enough_of_them() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/broken_cases");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let records = files.filter(|path| Format::of_path(path).is_some()).count();
    assert!(records >= 30, "only {records}");
}

/// A case of three records, each field on a line of its own, as people write them.
fn case(format: Format) -> String {
    if format == Format::Ron {
        let record = r#"
        (
            id: "ID",
            item: "towed (howitzers), é",
            via: ["CHN", "RUS"],
            quantity: 5,
        ),"#;
        let records = ["first", "second", "third"].map(|id| record.replace("ID", id));
        let records = records.concat();
        return format!("(\n    source: [\"an agency\"],\n    transfers: [{records}\n    ],\n)\n");
    }
    let record = r#"
    {
      "id": "ID",
      "item": "towed {howitzers], é",
      "via": ["CHN", "RUS"],
      "quantity": 5
    }"#;
    let records = ["first", "second", "third"].map(|id| record.replace("ID", id));
    let records = records.join(",");
    format!("{{\n  \"source\": [\"an agency\"],\n  \"transfers\": [{records}\n  ]\n}}\n")
}

/// How many records are sound in a text, and how many errors are told of it.
fn counts(text: &str, format: Format) -> (usize, usize) {
    let file = SourceFile::new("case", text);
    let records = read(&file, format, &Names::default());
    for error in &records.errors {
        assert!(!render(error, &Style::plain(90)).is_empty());
    }
    (records.records.len(), records.errors.len())
}

#[test]
fn a_file_that_breaks_off_keeps_what_is_whole_and_gives_one_error() {
    for format in [Format::Ron, Format::Json] {
        let case = case(format);
        assert_eq!(counts(&case, format), (3, 0));
        let closing = if format == Format::Ron {
            "        )"
        } else {
            "    }"
        };
        for (end, _) in case.trim_end().char_indices().skip(1) {
            let text = &case[..end];
            let whole = text.matches(&format!("\n{closing}")).count();
            assert_eq!(counts(text, format), (whole, 1), "{text}");
        }
    }
}

#[test]
fn one_character_too_few_costs_one_record() {
    for format in [Format::Ron, Format::Json] {
        let case = case(format);
        for (at, character) in case.char_indices() {
            let text = format!("{}{}", &case[..at], &case[at + character.len_utf8()..]);
            let (sound, errors) = counts(&text, format);
            assert!(
                sound >= 2 && errors <= 1,
                "{sound} sound, {errors} errors:\n{text}"
            );
        }
    }
}

/// Three rows, with separators, quotes and a line break in quotes.
const TABLE: &str = "id,item,from,to
a,\"howitzers, \"\"towed\"\"\",RUS,PRK
b,\"shells,
é\",RUS,PRK
c,\"rockets\",RUS,PRK
";

#[test]
fn a_table_that_breaks_off_keeps_its_whole_rows() {
    assert_eq!(counts(TABLE, Format::Csv), (3, 0));
    let header = TABLE.find('\n').unwrap();
    for (end, _) in TABLE.char_indices().skip_while(|(at, _)| *at <= header) {
        let text = &TABLE[..end];
        let whole = text.matches("RUS,PRK\n").count();
        let (sound, errors) = counts(text, Format::Csv);
        // The last letters of a row can be missing without a trace.
        assert!(
            (whole..=whole + 1).contains(&sound),
            "{sound} sound: {text}"
        );
        assert!(errors <= 1, "{errors} errors: {text}");
    }
}

#[test]
fn one_character_too_few_costs_two_rows_of_a_table_at_most() {
    let header = TABLE.find('\n').unwrap();
    for (at, character) in TABLE.char_indices().skip_while(|(at, _)| *at <= header) {
        let text = format!("{}{}", &TABLE[..at], &TABLE[at + character.len_utf8()..]);
        let (sound, errors) = counts(&text, Format::Csv);
        let least = if character == '\n' { 1 } else { 2 };
        assert!(
            sound >= least && errors <= 2,
            "{sound} sound, {errors} errors:\n{text}"
        );
    }
}

#[test]
fn a_file_that_is_nothing_but_broken_is_given_up() {
    for (format, text) in [(Format::Ron, "\n(a: \""), (Format::Json, "\n{\"a\":")] {
        assert_eq!(counts(&text.repeat(4000), format), (0, 201));
    }
}

/// Where each bracket costs the whole line before it, this takes minutes.
#[test]
fn one_broken_line_of_a_megabyte_is_read_once() {
    for open in ["(", "[(", "{", "(a:["] {
        let text = open.repeat((1 << 20) / open.len());
        for format in [Format::Ron, Format::Json] {
            let (sound, errors) = counts(&text, format);
            assert_eq!((sound, errors > 0), (0, true), "{open}");
        }
    }
}

/// To look for near names costs far more than to read: past some number of faults it would take
/// minutes.
#[test]
fn near_names_are_not_looked_for_without_end() {
    let lines = "{\"item\": \"rice\", \"to\": \"Rusland\"}\n".repeat(250);
    let file = SourceFile::new("a.jsonl", lines);
    let records = read(&file, Format::JsonLines, &Names::default());
    let is_hinted = |error: &RecordError| match &error.fault {
        RecordFault::Country { nearest, .. } => !nearest.is_empty(),
        _ => false,
    };
    let hints: Vec<bool> = records.errors.iter().map(is_hinted).collect();
    assert_eq!(hints, [[true; 200].as_slice(), &[false; 50]].concat());
}

/// Where each field is compared with all before it, this takes minutes.
#[test]
fn a_record_of_very_many_fields_is_read_once() {
    let fields: String = (0..100_000)
        .map(|number| format!(", \"f{number}\": 1"))
        .collect();
    let text = format!("{{\"item\": \"rice\"{fields}}}");
    assert_eq!(counts_alone(&text, Format::Json), (0, 100_000));
}

/// As `counts`, without drawing the errors.
fn counts_alone(text: &str, format: Format) -> (usize, usize) {
    let records = read(&SourceFile::new("case", text), format, &Names::default());
    (records.records.len(), records.errors.len())
}
