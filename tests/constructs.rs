//! Every construct of the rule language at work: sample files, each with examples of its own.
//!
//! A new sample is a new file in `tests/golden/constructs`.

use std::path::PathBuf;
use std::sync::Arc;

use interdict::check::{Checker, compare, example_records, names};
use interdict::law::RuleSet;
use interdict::record::{Format, read};
use interdict::report::{Style, explain_paragraph};
use interdict::source::SourceFile;
use interdict::syntax::{parse, print};

fn files(folder: &str) -> Vec<Arc<SourceFile>> {
    let mut open = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut files = Vec::new();
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "rule")
            {
                let text = std::fs::read_to_string(&path).unwrap();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                files.push(SourceFile::new(name, text));
            }
        }
    }
    files
}

#[test]
fn every_sample_says_what_its_examples_expect() {
    let samples = files("tests/golden/constructs");
    assert!(samples.len() >= 7, "only {}", samples.len());
    for file in samples {
        let name = file.name().to_owned();
        let (tree, faults) = parse(&file);
        assert!(faults.is_empty(), "{name}: {faults:?}");
        assert_eq!(print(&tree), file.text(), "{name} has another form");
        let rules = RuleSet::from_files(vec![file]).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        assert!(rules.warnings.is_empty(), "{name}: {:?}", rules.warnings);
        let checker = Checker::new(&rules);
        let mut held = 0;
        for example in &rules.examples {
            for record in example_records(example, &rules) {
                let checked = checker.check(&record, None);
                let expect = record.expect.as_ref().unwrap();
                let unmet = compare(expect, &checked, &rules, false);
                assert!(unmet.is_empty(), "{name}: {}: {unmet:?}", record.id);
                for property in &rules.properties {
                    if let Some(unmet) = checker.broken(property, &record) {
                        assert!(unmet.is_empty(), "{name}: {}: {unmet:?}", record.id);
                        held += 1;
                    }
                }
            }
        }
        assert!(held > 0 || rules.properties.is_empty(), "{name}");
    }
}

/// What the reference shows is read without fault and has the form that it tells of.
#[test]
fn the_blocks_of_the_reference_can_be_read() {
    let page = include_str!("../docs/language.md");
    let blocks: Vec<&str> = page.split("```").skip(1).step_by(2).collect();
    assert!(blocks.len() >= 7, "only {}", blocks.len());
    for block in blocks {
        let text = block.trim_start_matches('\n');
        let (tree, faults) = parse(&SourceFile::new("language.md", text));
        assert!(faults.is_empty(), "{faults:?} in\n{text}");
        assert_eq!(print(&tree), text);
    }
}

#[test]
fn every_construct_is_at_work_in_a_rule_or_a_sample() {
    let mut all = files("rules");
    all.extend(files("tests/golden/constructs"));
    let lines: Vec<String> = all
        .iter()
        .flat_map(|file| file.text().lines())
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let clauses = "resolution|paragraph|category|modifier join|modifier doubt|modifier filler|fact|\
        quantity|day|actor|area|model|list|example|property|regime|url|verified|forbids|\
        requires notice of|allows|exempts regime|when|except|provided|since|until|recorded until|\
        calls upon States to|requires approval of|replaces|ends|extends|amends|interprets|checked|unconfirmed|disputed|note|kind of|hs always|hs may|\
        hs none|words|hints|but not|if silent|asked of|to if|from if|is|has|has not|edition|\
        includes|for every record where|expect";
    for clause in clauses.split('|') {
        let starts = |line: &String| line.starts_with(&format!("{clause} ")) || line == clause;
        assert!(lines.iter().any(starts), "nothing uses `{clause}`");
    }
    let inside = "at the latest| if silent |per piece|value >|quantity >=|item on |edition \"|\
        anyone but|other than|whichever is lower|in each calendar year|in each year from|in all|\
        all suppliers together|date >=|hs in|hs 8|sender is|recipient is|not |source \"";
    for words in inside.split('|') {
        assert!(
            lines.iter().any(|line| line.contains(words)),
            "nothing uses `{words}`"
        );
    }
}

/// What a sample says of one record: the words that it met, and the answers that would decide.
fn said(sample: &str, record: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/constructs/");
    let text = std::fs::read_to_string(format!("{folder}{sample}")).unwrap();
    let rules = RuleSet::from_files(vec![SourceFile::new(sample, text)]).unwrap();
    let records = read(
        &SourceFile::new("record.ron", record),
        Format::Ron,
        &names(&rules),
    );
    assert!(records.errors.is_empty(), "{:?}", records.errors);
    let checked = Checker::new(&rules).check(&records.records[0], None);
    let finding = &checked.findings[0];
    let because = finding.because.iter();
    let because = because.map(|because| format!("{}: {}", because.field, because.text));
    (because.collect(), finding.missing.sets.clone())
}

#[test]
fn what_is_left_of_a_limit_is_asked_in_the_unit_of_the_record() {
    let gas = r#"item: "gas", from: "CHN", to: "PRK", date: "2019""#;
    let decides = |more: &str| said("limits.rule", &format!("({gas}{more})")).1;
    // A ton is 12 to 14 barrels, so 100 tons are 1200 or more of the 1300.
    assert_eq!(
        decides(r#", quantity: 100, unit: "t", facts: {"reported_total": "10 bbl"}"#),
        [["quantity > 1290 bbl"]]
    );
    assert_eq!(decides(""), [["quantity > 1300 bbl"]]);
}

#[test]
fn each_amount_of_a_limit_stands_under_its_own_words() {
    let coal = r#"(item: "coal", from: "PRK", to: "CHN", date: "2018", quantity: 7500001,
        unit: "t", value: 5000, currency: "USD")"#;
    let (because, _) = said("limits.rule", coal);
    for words in [
        "value: 5000 USD with 0 before: 5000, of 400870018 USD",
        "quantity: 7500001 t with 0 before: 7500001, of 7500000 t",
    ] {
        assert!(because.iter().any(|one| one == words), "{because:?}");
    }
}

#[test]
fn a_day_decides_only_where_all_days_on_its_side_do() {
    let thread = r#"item: "thread", from: "PRK", to: "CHN", date: "2017-12-10""#;
    let decides = |more: &str| said("days_and_properties.rule", &format!("({thread}{more})")).1;
    assert!(decides("").is_empty());
    assert_eq!(
        decides(r#", facts: {"contract_date": "2016-12/2017"}"#),
        [["contract_date < 2017-01-01"]]
    );
}

#[test]
fn a_party_that_is_named_is_cited_and_what_it_may_be_besides_is_asked() {
    let brotherhood = r#"(item: "rifle", from: "RUS", to: "MLI", date: "2005",
        consignee: "the Brotherhood")"#;
    let (because, _) = said("areas_and_parties.rule", brotherhood);
    let words = "consignee: named as brotherhood".to_owned();
    assert!(because.contains(&words), "{because:?}");
    let somebody = r#"(item: "rifle", from: "RUS", to: "SOM", date: "2005")"#;
    let (_, sets) = said("areas_and_parties.rule", somebody);
    assert_eq!(sets, [["not recipient is government"]]);
}

#[test]
fn what_a_beginning_or_an_end_hangs_on_stands_beside_it() {
    let sample = "periods.rule";
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/constructs/");
    let text = std::fs::read_to_string(format!("{folder}{sample}")).unwrap();
    let text = text.replace(
        "since     2025-09-28 if snapback",
        "since     2025-09-28 if snapback\n  until     2035-10-18",
    );
    let rules = RuleSet::from_files(vec![SourceFile::new(sample, text)]).unwrap();
    let explained: Vec<String> = rules
        .paragraphs
        .iter()
        .map(|paragraph| explain_paragraph(paragraph, &rules, &Style::plain(90)))
        .collect();
    let explained = explained.join("\n");
    for line in [
        "in force from 2025-09-28 if snapback, no longer from 2035-10-18",
        "in force from 2023-10-18 unless lapsed",
    ] {
        assert!(explained.contains(line), "{explained}");
    }
}
