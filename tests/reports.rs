//! Whole reports on the reported transfers, at a fixed width and without colour.

use interdict::check::{Checker, names};
use interdict::law::RuleSet;
use interdict::record::{Format, Record, read};
use interdict::report::{Style, full, pretty, record_json, short};
use interdict::source::SourceFile;

const CASES: &str = include_str!("../cases/dprk/2023-09-kim-visit.ron");

fn for_each_case(mut say: impl FnMut(&Record, &Checker<'_>) -> String) {
    let rules = RuleSet::builtin().unwrap();
    let checker = Checker::new(&rules);
    let file = SourceFile::new("cases/dprk/2023-09-kim-visit.ron", CASES);
    let read = read(&file, Format::Ron, &names(&rules));
    assert!(read.errors.is_empty());
    for record in &read.records {
        let text = say(record, &checker);
        insta::with_settings!({ omit_expression => true, snapshot_suffix => record.id.clone() }, {
            insta::assert_snapshot!("report", text);
        });
    }
}

#[test]
fn people_read_findings_with_the_words_and_the_rule() {
    let style = Style::plain(90);
    for_each_case(|record, checker| {
        let checked = checker.check(record, None);
        let json = serde_json::to_string_pretty(&record_json(record, &checked, checker.rules()));
        format!(
            "{}\n==== in full\n{}\n{}\n{}\n",
            pretty(record, &checked, checker.rules(), &style),
            full(record, &checked, checker.rules(), &style),
            short(record, &checked, checker.rules()),
            json.unwrap()
        )
    });
}

/// Every finding of every case, at three widths: a screenful, no line too long, no paragraph lost.
#[test]
fn a_finding_fits_on_a_screen() {
    let rules = RuleSet::builtin().unwrap();
    let checker = Checker::new(&rules);
    let (mut findings, mut alike, mut cut) = (0, 0, 0);
    for path in glob::glob("cases/**/*.ron").unwrap() {
        let path = path.unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let file = SourceFile::new(path.to_string_lossy(), text);
        let read = read(&file, Format::Ron, &names(&rules));
        for record in &read.records {
            let checked = checker.check(record, None);
            for width in [60, 80, 160] {
                let text = pretty(record, &checked, &rules, &Style::plain(width));
                let long = text.lines().find(|line| line.chars().count() > width);
                assert_eq!(long, None, "{text}");
                for finding in &checked.findings {
                    let citation = finding.paragraph(&rules).map(|p| p.citation.to_string());
                    let citation = citation.unwrap_or_else(|| "goods unknown".into());
                    assert!(text.contains(&citation), "{citation} in {text}");
                }
                let blocks = text.split("\n\n").skip(1);
                let blocks = blocks.filter(|block| block.contains("\n    "));
                for block in blocks {
                    findings += 1;
                    assert!(block.lines().count() <= 24, "{block}");
                }
                alike += text.matches(" more by the same words: ").count();
                cut += text.matches(" …\n").count();
            }
        }
    }
    assert!(
        findings > 100 && alike > 10 && cut > 10,
        "{findings} {alike} {cut}"
    );
}

/// Paragraphs that come to hold one after the other rest on the same words and ask for the same date,
/// but to another end: none of them stands for another.
#[test]
fn what_would_decide_is_never_folded_away() {
    let rules = RuleSet::builtin().unwrap();
    let checker = Checker::new(&rules);
    let text = r#"[
        {"id": "workers", "item": "labourers", "from": "PRK", "to": "RUS"},
        {"id": "rifle", "item": "rifle", "from": "RUS", "to": "PRK"},
        {"id": "years", "item": "rifle", "from": "RUS", "to": "PRK", "date": "2005/2020"},
        {"id": "coal", "item": "coal", "from": "PRK", "to": "CHN", "date": "2016/2018"}
    ]"#;
    let file = SourceFile::new("rough.json", text);
    let read = read(&file, Format::Json, &names(&rules));
    assert!(read.errors.is_empty());
    let mut told = 0;
    for record in &read.records {
        let checked = checker.check(record, None);
        let text = pretty(record, &checked, &rules, &Style::plain(200));
        let text: Vec<&str> = text.split_whitespace().collect();
        let text = text.join(" ");
        for finding in &checked.findings {
            // More than three sets are cut to the first three.
            for set in finding.missing.sets.iter().take(3) {
                told += 1;
                assert!(text.contains(&set.join(" and ")), "{set:?} in {text}");
            }
        }
        assert!(text.contains("would be prohibited if"), "{text}");
    }
    assert!(told > 10, "{told}");
}

/// Where two units limit together, what is asked for is the one of which nothing is known.
#[test]
fn of_two_units_the_unknown_one_is_asked_for() {
    let rules = RuleSet::builtin().unwrap();
    let checker = Checker::new(&rules);
    let text = r#"[
        {"id": "weight", "item": "coal", "from": "PRK", "to": "CHN", "date": "2017-01-05", "quantity": 2000000, "unit": "t"},
        {"id": "value", "item": "coal", "from": "PRK", "to": "CHN", "date": "2017-01-05", "value": 300000000, "currency": "USD"}
    ]"#;
    let file = SourceFile::new("coal.json", text);
    let read = read(&file, Format::Json, &names(&rules));
    assert!(read.errors.is_empty(), "{:?}", read.errors);
    let asked = |record: &Record| {
        let checked = checker.check(record, None);
        let mut findings = checked.findings.iter();
        let limited = findings.find(|finding| !finding.totals.is_empty());
        let asked = limited.unwrap().missing.questions.iter();
        let asked: Vec<&str> = asked.map(|one| one.field(&rules)).collect();
        asked.join(" ")
    };
    let [weight, value] = read.records.as_slice() else {
        panic!("two records");
    };
    let (weight, value) = (asked(weight), asked(value));
    assert!(
        weight.contains("value") && !weight.contains("quantity"),
        "{weight}"
    );
    assert!(
        value.contains("quantity") && !value.contains("value"),
        "{value}"
    );
}

/// A screen reader gets sentences, and a narrow screen whole words.
#[test]
fn other_readers_get_the_same() {
    let rules = RuleSet::builtin().unwrap();
    let checker = Checker::new(&rules);
    let file = SourceFile::new("cases/dprk/2023-09-kim-visit.ron", CASES);
    let read = read(&file, Format::Ron, &names(&rules));
    let rifle = read
        .records
        .iter()
        .find(|record| record.id == "rifle-to-kim")
        .unwrap();
    let checked = checker.check(rifle, None);
    let narrated = Style {
        narrated: true,
        ..Style::plain(90)
    };
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("narrated", full(rifle, &checked, &rules, &narrated));
        insta::assert_snapshot!("narrow", pretty(rifle, &checked, &rules, &Style::plain(60)));
    });
}
