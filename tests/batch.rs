//! The batch reading, held to the reference reading: on every case and example, and on every code
//! of the nomenclature in both directions at six dates.

use interdict::check::{Checker, example_records, names};
use interdict::law::RuleSet;
use interdict::record::{Format, Record, read};
use interdict::source::SourceFile;
use interdict::terms::{Nomenclature, Verdict};

/// Days between the changes of the rules, and one month that holds several.
const DATES: [&str; 6] = [
    "2007-01-01",
    "2012-06-01",
    "2016-06-01",
    "2017-09",
    "2018-06-01",
    "2023-06-01",
];

/// Whether the batch reading gives records the verdicts that Truth gives each of them; how many
/// have each verdict.
fn compare(checker: &Checker<'_>, records: &[Record]) -> [usize; 6] {
    let together = checker.verdicts_together(&records.iter().collect::<Vec<_>>());
    assert_eq!(together.len(), records.len());
    let mut counts = [0; 6];
    for (record, (paragraphs, verdict)) in records.iter().zip(together) {
        let truth = checker.true_verdicts(record).into_iter();
        let truth: Vec<_> = truth.filter(|(_, said)| *said != Verdict::Clear).collect();
        assert_eq!(paragraphs, truth, "{record:?}");
        let strongest = paragraphs.iter().map(|(_, verdict)| *verdict).min();
        assert!(
            strongest
                .is_none_or(|strongest| verdict <= strongest || verdict == Verdict::Undetermined)
        );
        let place = Verdict::ALL.iter().position(|one| *one == verdict);
        counts[place.unwrap()] += 1;
    }
    counts
}

#[test]
fn every_case_and_example_is_judged_alike() {
    let rules = RuleSet::builtin().unwrap();
    let checker = Checker::new(&rules);
    let names = names(&rules);
    let examples = rules.examples.iter();
    let mut records: Vec<Record> = examples
        .flat_map(|example| example_records(example, &rules))
        .collect();
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/cases"
    ))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some(format) = Format::of_path(&path) {
                let text = std::fs::read_to_string(&path).unwrap();
                let file = SourceFile::new(path.to_string_lossy(), text);
                records.extend(read(&file, format, &names).records);
            }
        }
    }
    let counts = compare(&checker, &records);
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
}

#[test]
fn every_code_is_judged_alike_in_both_directions_at_six_dates() {
    let rules = RuleSet::builtin().unwrap();
    let checker = Checker::new(&rules);
    let newest = Nomenclature::all().next().unwrap();
    for date in DATES {
        let mut text = String::from("hs,from,to,date\n");
        for code in newest.codes().filter(|code| code.len() == 6) {
            text.push_str(&format!("{code},CHN,PRK,{date}\n{code},PRK,CHN,{date}\n"));
        }
        let file = SourceFile::new("codes.csv", text);
        let records = read(&file, Format::Csv, &names(&rules)).records;
        assert!(records.len() > 11_000);
        compare(&checker, &records);
    }
}
