//! Whole reports on the reported transfers, at a fixed width and without colour.

use interdict::check::{Checker, names};
use interdict::law::RuleSet;
use interdict::record::{Format, Record, read};
use interdict::report::{Style, pretty, record_json, short};
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
            "{}\n{}\n{}\n",
            pretty(record, &checked, checker.rules(), &style),
            short(record, &checked, checker.rules()),
            json.unwrap()
        )
    });
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
        insta::assert_snapshot!("narrated", pretty(rifle, &checked, &rules, &narrated));
        insta::assert_snapshot!("narrow", pretty(rifle, &checked, &rules, &Style::plain(60)));
    });
}
