//! The timeline of a regime: goods of every category, either way, on every day on which something
//! changes, on the day before it, and on six days between.
//!
//! What must come out stands in `timeline.txt` beside the rules, for people to read and change; its
//! heading says how it is written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use interdict::check::{Checker, names};
use interdict::law::RuleSet;
use interdict::record::{Format, Record, read};
use interdict::source::SourceFile;
use interdict::terms::Verdict;
use serde_json::json;

/// Days on which every category is judged, whether anything changes for it or not.
const DAYS: [&str; 6] = [
    "2006-01-01",
    "2010-07-01",
    "2014-07-01",
    "2016-06-15",
    "2017-10-15",
    "2024-07-01",
];

const WAYS: [&str; 2] = ["to", "from"];

/// From a day on: the verdict, and the paragraphs that give it.
#[derive(Clone)]
struct Stretch {
    verdict: String,
    paragraphs: BTreeSet<String>,
}

/// By category and direction, the stretches by their first days.
type Timeline = BTreeMap<(String, String), BTreeMap<String, Stretch>>;

fn words(line: &str) -> Vec<String> {
    let parts = line.split([' ', ',']).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

fn is_day(word: &str) -> bool {
    word.len() == 10 && word.starts_with("20")
}

/// Reads the table. A line that begins with neither a direction nor a category goes on with the
/// one above it.
fn timeline(text: &str) -> Timeline {
    let mut timeline = Timeline::new();
    let mut goods: Vec<String> = Vec::new();
    let mut open = false;
    let mut last: Option<(String, String)> = None;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let words = words(line);
        if !line.starts_with(' ') {
            if !open {
                goods.clear();
            }
            open = !words.is_empty();
            for category in &words {
                for way in WAYS {
                    let key = (category.clone(), way.to_owned());
                    let before = timeline.insert(key, BTreeMap::new());
                    assert!(before.is_none(), "{category} stands there twice");
                }
            }
            goods.extend(words);
            continue;
        }
        open = false;
        let mut rest = words.as_slice();
        if let [way, day, verdict, paragraphs @ ..] = rest
            && WAYS.contains(&way.as_str())
        {
            assert!(is_day(day), "`{day}` is no day");
            last = Some((way.clone(), day.clone()));
            rest = paragraphs;
            for category in &goods {
                let key = (category.clone(), way.clone());
                let stretch = Stretch {
                    verdict: verdict.clone(),
                    paragraphs: BTreeSet::new(),
                };
                let stretches = timeline.get_mut(&key).unwrap();
                assert!(stretches.insert(day.clone(), stretch).is_none(), "{line}");
            }
        } else if rest == ["clear"] {
            continue;
        }
        let (way, day) = last.clone().expect("a direction comes first");
        for category in &goods {
            let stretches = timeline.get_mut(&(category.clone(), way.clone())).unwrap();
            let stretch = stretches.get_mut(&day).expect("a day comes first");
            stretch.paragraphs.extend(rest.iter().cloned());
        }
    }
    timeline
}

/// The day before, as ISO 8601 writes it.
fn day_before(day: &str) -> String {
    let number = |range: std::ops::Range<usize>| day[range].parse::<u32>().unwrap();
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let (year, month, day) = match (month, day) {
        (1, 1) => (year - 1, 12, 31),
        (3, 1) => (year, 2, if leap { 29 } else { 28 }),
        (5 | 7 | 10 | 12, 1) => (year, month - 1, 30),
        (_, 1) => (year, month - 1, 31),
        _ => (year, month, day - 1),
    };
    format!("{year:04}-{month:02}-{day:02}")
}

/// A record that says nothing but what the goods are, which way they go, and when.
fn record(category: &str, way: &str, day: &str, rules: &RuleSet) -> Record {
    let (from, to) = match way {
        "to" => ("CHN", "PRK"),
        _ => ("PRK", "CHN"),
    };
    let text = json!({"category": [category], "from": from, "to": to, "date": day}).to_string();
    let file = SourceFile::new("timeline", text);
    let mut records = read(&file, Format::Json, &names(rules));
    assert!(records.errors.is_empty(), "{category} on {day}");
    records.records.remove(0)
}

/// What the rules say of a record: the verdict, and the paragraphs that give it.
fn found(checker: &Checker<'_>, record: &Record) -> Stretch {
    let verdicts = checker.true_verdicts(record);
    let strongest = verdicts.iter().map(|(_, verdict)| *verdict).min();
    let verdict = strongest.unwrap_or(Verdict::Clear);
    let giving = verdicts
        .into_iter()
        .filter(|(_, of)| *of == verdict && verdict != Verdict::Clear);
    Stretch {
        verdict: verdict.to_string(),
        paragraphs: giving.map(|(citation, _)| citation.to_string()).collect(),
    }
}

#[test]
fn goods_of_every_category_either_way_agree_with_the_timeline_on_every_day() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/un/dprk/timeline.txt");
    let timeline = timeline(&std::fs::read_to_string(path).unwrap());
    let rules = RuleSet::builtin().unwrap();
    let checker = Checker::new(&rules);
    let declared: BTreeSet<&str> = rules.categories.iter().map(|c| c.name.as_str()).collect();
    let listed: BTreeSet<&str> = timeline.keys().map(|(goods, _)| goods.as_str()).collect();
    let (mut wrong, mut held) = (Vec::new(), 0);
    for category in declared.symmetric_difference(&listed) {
        wrong.push(format!(
            "{category} is not both a category and in the timeline"
        ));
    }
    let clear = Stretch {
        verdict: "clear".to_owned(),
        paragraphs: BTreeSet::new(),
    };
    for ((category, way), stretches) in &timeline {
        if !declared.contains(category.as_str()) {
            continue;
        }
        let mut days: BTreeSet<String> = DAYS.map(str::to_owned).into();
        days.extend(stretches.keys().cloned());
        days.extend(stretches.keys().map(|day| day_before(day)));
        for day in days {
            let expected = stretches.range(..=day.clone()).next_back();
            let expected = expected.map_or(&clear, |(_, stretch)| stretch);
            let found = found(&checker, &record(category, way, &day, &rules));
            let agree = match expected.verdict.as_str() {
                "undetermined" => expected.paragraphs.is_subset(&found.paragraphs),
                _ => expected.paragraphs == found.paragraphs,
            };
            held += 1;
            if expected.verdict != found.verdict || !agree {
                wrong.push(format!(
                    "{category} {way} the DPRK on {day}: expected {} by {:?}, found {} by {:?}",
                    expected.verdict, expected.paragraphs, found.verdict, found.paragraphs
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(held > 2000, "only {held} records");
}

#[test]
fn days_go_back_over_months_and_years() {
    let days = [
        ("2016-03-01", "2016-02-29"),
        ("2017-03-01", "2017-02-28"),
        ("2018-01-01", "2017-12-31"),
        ("2017-10-01", "2017-09-30"),
        ("2017-09-11", "2017-09-10"),
        ("2016-04-01", "2016-03-31"),
    ];
    for (day, before) in days {
        assert_eq!(day_before(day), before);
    }
}

#[test]
fn s_2006_814_is_the_nuclear_list_and_s_2006_815_the_missile_list() {
    let rules = RuleSet::builtin().unwrap();
    let first = |name: &str| {
        let list = rules.lists.iter().find(|list| list.name == name).unwrap();
        list.editions.first().unwrap().name.clone()
    };
    assert_eq!(first("nuclear_list"), "S/2006/814");
    assert_eq!(first("missile_list"), "S/2006/815");
}
