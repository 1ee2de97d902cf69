//! Rules about codes, held to every code of the nomenclature.

use interdict::check::{Checker, names};
use interdict::classify::{By, Strength};
use interdict::law::RuleSet;
use interdict::record::{Format, read};
use interdict::source::SourceFile;
use interdict::terms::{HsCode, Nomenclature, Verdict};

/// The categories that a code alone means, by the longest list entry that it begins with.
fn meant<'r>(code: &HsCode, rules: &'r RuleSet) -> Vec<&'r str> {
    let inside = |range: &interdict::terms::HsRange| range.holds(code) == Some(true);
    let length = |range: &interdict::terms::HsRange| range.sample().digits().len();
    let fitting = rules.categories.iter().filter_map(|category| {
        let ranges = category.hs_always.iter().filter(|range| inside(range));
        Some((ranges.map(length).max()?, category.name.as_str()))
    });
    let fitting: Vec<_> = fitting.collect();
    let longest = fitting.iter().map(|(length, _)| *length).max();
    let longest = fitting
        .iter()
        .filter(|(length, _)| Some(*length) == longest);
    longest.map(|(_, name)| *name).collect()
}

#[test]
fn every_code_means_what_the_longest_list_entry_says() {
    let rules = RuleSet::builtin().unwrap();
    let checker = Checker::new(&rules);
    for nomenclature in Nomenclature::all() {
        for digits in nomenclature.codes() {
            let code = HsCode::parse(&format!("{}:{digits}", nomenclature.edition)).unwrap();
            let goods = checker.classifier().goods(None, &[], Some(&code));
            let found = goods.iter().flat_map(|one| &one.evidence);
            let certain = found.filter(|e| e.by == By::Hs && e.strength == Strength::Certain);
            let mut found: Vec<&str> = certain
                .map(|e| rules.categories[e.category.index()].name.as_str())
                .collect();
            found.sort_unstable();
            found.dedup();
            assert_eq!(found, meant(&code, &rules), "{code}");
        }
    }
}

#[test]
fn measures_about_chapters_cover_every_code_of_them_and_no_other() {
    let rules = RuleSet::builtin().unwrap();
    let checker = Checker::new(&rules);
    let names = names(&rules);
    let measures: [(&str, &str, &str, &[std::ops::RangeInclusive<u32>]); 2] = [
        (
            "2397/6",
            "PRK",
            "CHN",
            &[7..=8, 12..=12, 25..=25, 44..=44, 84..=85, 89..=89],
        ),
        ("2397/7", "CHN", "PRK", &[72..=89]),
    ];
    let newest = Nomenclature::all().next().unwrap();
    for (paragraph, from, to, chapters) in measures {
        let records: Vec<String> = newest
            .codes()
            .filter(|code| code.len() == 4)
            .map(|code| {
                format!(r#"{{"id": "{code}", "hs": "{code}", "from": "{from}", "to": "{to}", "date": "2018-06-01"}}"#)
            })
            .collect();
        let file = SourceFile::new("codes.jsonl", records.join("\n"));
        let read = read(&file, Format::JsonLines, &names);
        assert_eq!(read.records.len(), records.len());
        for record in &read.records {
            let checked = checker.check(record, None);
            let found = checked.findings.iter().any(|finding| {
                let citation = finding.paragraph(&rules).map(|p| p.citation.to_string());
                citation.as_deref() == Some(paragraph) && finding.verdict == Verdict::Prohibited
            });
            let chapter: u32 = record.id[..2].parse().unwrap();
            let inside = chapters.iter().any(|range| range.contains(&chapter));
            assert_eq!(found, inside, "{paragraph}: {}", record.id);
        }
    }
}
