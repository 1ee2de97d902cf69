//! Every construct of the rule language at work: sample files, each with examples of its own.
//!
//! A new sample is a new file in `tests/golden/constructs`.

use std::path::PathBuf;
use std::sync::Arc;

use interdict::check::{Checker, compare, example_records};
use interdict::law::RuleSet;
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
        let checker = Checker::new(&rules).unwrap();
        let mut held = 0;
        for example in &rules.examples {
            for record in example_records(example, &rules) {
                let checked = checker.check(&record, None);
                let expect = record.expect.as_ref().unwrap();
                let unmet = compare(expect, &checked, &rules, false);
                assert!(unmet.is_empty(), "{name}: {}: {unmet:?}", record.id);
                for property in &rules.properties {
                    if let Some(unmet) = checker.broken(property, &record, &checked) {
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
