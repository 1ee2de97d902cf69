//! Doubts about rules: one file for each, its report beside it and its page in the docs.
//!
//! `INSTA_UPDATE=always cargo test --test lints` writes the reports.

use std::path::Path;

use interdict::law::{RuleSet, doubt_id};
use interdict::prove::Prover;
use interdict::report::{Style, render};
use interdict::source::SourceFile;
use miette::Diagnostic;

/// The doubts in one file: their ids, and what is printed.
fn doubts(name: &str, text: &str) -> (Vec<String>, String) {
    let rules = RuleSet::from_files(vec![SourceFile::new(name, text)]).unwrap();
    let lints = Prover::new(&rules).unwrap().lint();
    let warnings = rules
        .warnings
        .iter()
        .map(|warning| warning as &dyn Diagnostic);
    let all: Vec<&dyn Diagnostic> = warnings
        .chain(lints.iter().map(|lint| lint as &dyn Diagnostic))
        .collect();
    let style = Style::plain(90);
    let ids = all
        .iter()
        .map(|doubt| doubt_id(&doubt.code().unwrap().to_string()));
    let shown: Vec<String> = all.iter().map(|doubt| render(*doubt, &style)).collect();
    (ids.collect(), shown.join("\n"))
}

/// Whether anybody approved it is not known, and yet nothing is forbidden by the first.
#[test]
fn what_lifts_all_that_is_covered_for_certain_is_doubted() {
    let law = |lifting: &str| {
        format!(
            "category rice \"Rice\"\n  words \"rice\"\n\nfact approved \"Did anybody?\"\n\n\
             resolution 1 adopted 2001-01-01\n  regime test\n\nparagraph 1 \"No rice\"\n  \
             forbids supply to PRK of rice\n{lifting}"
        )
    };
    let own = |exempt: &str| format!("  when approved\n  except {exempt}\n  checked \"x\"\n");
    let by_other = |when: &str| {
        format!(
            "  checked \"x\"\n\nparagraph 2 \"All rice\"\n  exempts 1/1\n{when}  checked \"x\"\n"
        )
    };
    for (lifting, is_all) in [
        (own("approved"), true),
        (own("not approved"), false),
        (by_other(""), true),
        (by_other("  since 2001-06-01\n"), false),
        (by_other("  when approved\n"), false),
    ] {
        let (ids, shown) = doubts("a.rule", &law(&lifting));
        assert_eq!(ids.contains(&"lifts-all".to_owned()), is_all, "{shown}");
    }
}

#[test]
fn every_doubt_has_an_example_a_report_and_a_page() {
    let pages = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/lints"));
    let list = std::fs::read_to_string(pages.join("README.md")).unwrap();
    let mut count = 0;
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden/lints");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("golden/lints", "*.rule", |path| {
            let text = std::fs::read_to_string(path).unwrap();
            let id = path.file_stem().unwrap().to_string_lossy().into_owned();
            let (ids, shown) = doubts(&format!("{id}.rule"), &text);
            assert!(ids.contains(&id), "{id} is not among {ids:?}");
            insta::assert_snapshot!("report", shown);
            let page = std::fs::read_to_string(pages.join(format!("{id}.md"))).unwrap();
            assert!(
                page.contains(text.trim_end()),
                "the page of {id} shows another example"
            );
            assert!(
                list.contains(&format!("[{id}]({id}.md)")),
                "{id} is not in the list"
            );
            count += 1;
        });
    });
    assert!(count >= 15, "only {count}");
}

#[test]
fn a_silencer_sets_a_doubt_aside() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/lints"));
    for id in [
        "never-covers",
        "never-lifts",
        "never-matters",
        "lifts-all",
        "same-paragraph",
        "uncovered",
        "gap",
        "goes-on",
        "claimed",
    ] {
        let text = std::fs::read_to_string(folder.join(format!("{id}.rule"))).unwrap();
        let (ids, _) = doubts("a.rule", &text);
        let silenced: String = text
            .split_inclusive('\n')
            .map(
                |line| match line.starts_with(' ') || line.trim().is_empty() {
                    true => line.to_owned(),
                    false => format!("# silence lint {id}: a test\n{line}"),
                },
            )
            .collect();
        let (left, shown) = doubts("a.rule", &silenced);
        assert!(ids.contains(&id.to_owned()));
        assert!(!left.contains(&id.to_owned()), "{id}: {shown}");
        assert!(
            left.contains(&"silences-nothing".to_owned()),
            "one for each item is too many"
        );
    }
}

/// The head of a file for small rules.
const RICE: &str = "category rice \"Rice\"\n  words \"rice\"\n\nfact approved \"Approved?\"\n\n\
    resolution 1 adopted 2001-01-01\n  regime test\n\n";

fn ids_of(rules: &str) -> Vec<String> {
    doubts("a.rule", &format!("{RICE}{rules}")).0
}

#[test]
fn what_lifts_other_paragraphs_is_looked_at() {
    let ids = ids_of(
        "paragraph 1 \"No rice\"\n  forbids supply to PRK of rice\n  checked \"nowhere\"\n\n\
        paragraph 2 \"Never\"\n  exempts 1/1\n  when flag is PRK and not flag is PRK\n  checked \"nowhere\"\n\n\
        paragraph 3 \"Twice\"\n  exempts 1/1\n  when approved and approved\n  checked \"nowhere\"\n",
    );
    assert_eq!(ids, ["never-lifts", "never-matters", "never-matters"]);
}

#[test]
fn the_last_of_several_periods_is_held_to_the_successor() {
    let ids = ids_of(
        "paragraph 1 \"No rice\"\n  forbids supply to PRK of rice\n  until 2003-01-01\n  since 2004-01-01\n\
        \u{20} until 2005-01-01, replaced by 1/2\n  checked \"nowhere\"\n\n\
        paragraph 2 \"Of China, and later none\"\n  forbids supply to PRK of rice\n  when from is CHN\n\
        \u{20} since 2005-01-01\n  forbids supply to PRK of rice\n  since 2005-02-01\n  checked \"nowhere\"\n",
    );
    assert_eq!(ids, ["uncovered"]);
}

#[test]
fn only_what_has_measures_of_its_own_goes_on() {
    let rules = |first: &str, link: &str| {
        format!(
            "paragraph 1 \"First\"\n{first}  checked \"nowhere\"\n\n\
            paragraph 2 \"Second\"\n  forbids supply to ISL of rice\n  {link} 1/1\n  checked \"nowhere\"\n"
        )
    };
    let doubted =
        |first: &str, link: &str| ids_of(&rules(first, link)).contains(&"goes-on".to_owned());
    let measure = "  forbids supply to PRK of rice\n";
    assert!(doubted(measure, "ends") && doubted(measure, "replaces"));
    assert!(!doubted(measure, "amends"));
    for ended in ["until 2005-01-01", "until 2005-01-01 if approved"] {
        assert!(!doubted(&format!("{measure}  {ended}\n"), "ends"));
    }
    assert!(doubted(
        &format!("{measure}  recorded until 2005-01-01\n"),
        "ends"
    ));
    assert!(!doubted("  interprets 1/2\n", "ends"));
}

#[test]
fn what_dates_alone_show_is_told_once() {
    let ids = ids_of(
        "paragraph 1 \"Never\"\n  forbids supply to PRK of rice\n\
        \u{20} when date >= 2003-01-01 and date < 2002-01-01\n  checked \"nowhere\"\n",
    );
    assert_eq!(ids, ["never-covers"]);
}

#[test]
fn limits_of_another_term_are_not_the_same() {
    let rules = |term: &str| {
        format!(
            "quantity reported_total in t \"Total\"\n\n\
            paragraph 1 \"A\"\n  allows supply to PRK of rice up to 100 t in all, all suppliers together\n\
            \u{20} checked \"nowhere\"\n\n\
            paragraph 2 \"B\"\n  allows supply to PRK of rice up to 100 t {term}, all suppliers together\n\
            \u{20} checked \"nowhere\"\n"
        )
    };
    let same = |term| ids_of(&rules(term)).contains(&"same-paragraph".to_owned());
    assert!(same("in all") && !same("in each calendar year"));
}

#[test]
fn a_silencer_may_be_spaced_in_any_way() {
    let text = "paragraph 1 \"No rice\"\nforbids supply to PRK of rice\n\
        #silence  lint never-lifts: a sample\n  except approved and not approved\n  checked \"nowhere\"\n";
    let text = text
        .replace("\n#silence", "\n  #silence")
        .replace("\nforbids", "\n  forbids");
    assert!(!ids_of(&text).contains(&"never-lifts".to_owned()));
}
