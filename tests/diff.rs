//! Two rule sets side by side: one folder for each case, its report beside it.
//!
//! A new case is a new folder in `tests/golden/diff` with the folders `old` and `new`;
//! `INSTA_UPDATE=always cargo test --test diff` writes its report.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use interdict::check::{Checker, names};
use interdict::law::RuleSet;
use interdict::prove::{Differ, Move};
use interdict::record::{Format, read};
use interdict::source::SourceFile;
use interdict::terms::{Citation, Verdict};
use support::{err, out, status};

/// What the program says, in a folder.
fn interdict(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
    command.current_dir(folder).args(arguments);
    command.env("COLUMNS", "90").env("NO_COLOR", "1");
    command.env_remove("NO_GRAPHICS").stdin(Stdio::null());
    command.output().unwrap()
}

/// The folders of `tests/golden/diff`.
fn cases() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/diff");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn scratch(name: &str) -> PathBuf {
    support::scratch("diff", name)
}

#[test]
fn every_pair_of_rules_gives_its_report() {
    for case in cases() {
        let run = interdict(&case, &["diff", "old", "new"]);
        let report = format!("{}{}status {}", out(&run), err(&run), status(&run));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&case);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("report", report));
    }
    assert!(cases().len() >= 20);
}

/// What a case is by some rules, by a paragraph of them or by all.
fn verdict(case: &str, checker: &Checker<'_>, paragraph: Option<&Citation>) -> Verdict {
    let file = SourceFile::new("case.ron", case);
    let records = read(&file, Format::Ron, &names(checker.rules())).records;
    let checked = checker.check(&records[0], None);
    let Some(citation) = paragraph else {
        return checked.verdict;
    };
    let mut findings = checked.findings.iter();
    let found = findings.find(|finding| {
        let paragraph = finding.paragraph(checker.rules());
        paragraph.is_some_and(|paragraph| paragraph.citation == *citation)
    });
    found.map_or(Verdict::Clear, |finding| finding.verdict)
}

#[test]
fn every_witness_is_judged_so_by_both_rule_sets() {
    let mut seen = 0;
    for case in cases() {
        let side = |side: &str| RuleSet::load(&[case.join(side)]);
        let (Ok(old), Ok(new)) = (side("old"), side("new")) else {
            continue;
        };
        let meant = Differ::new(&old, &new).unwrap().meant();
        let (before, after) = (Checker::new(&old), Checker::new(&new));
        let mut confirm = |one: &Move, paragraph: Option<&Citation>| {
            let text = one.witness.draft.to_string();
            let of = format!("{}: {text}", case.display());
            assert!(one.witness.is_confirmed, "{of}");
            // A record that states what one side does not know is read there without it.
            if !["humanitarian", "rebels"]
                .iter()
                .any(|new| text.contains(new))
            {
                assert_eq!(verdict(&text, &before, paragraph), one.from, "{of}");
            }
            assert_eq!(verdict(&text, &after, paragraph), one.to, "{of}");
            assert!(!one.records.is_empty(), "{of}");
            seen += 1;
        };
        for one in meant.whole.iter().flatten() {
            confirm(one, None);
        }
        for (citation, moves) in &meant.paragraphs {
            moves.iter().for_each(|one| confirm(one, Some(citation)));
        }
    }
    assert!(seen > 60, "only {seen}");
}

/// The scratch repository of a test, with a commit of each text of `rules/law.rule`.
fn repository(name: &str, texts: &[&str]) -> PathBuf {
    let folder = scratch(name);
    git(&folder, &["init", "--quiet"]);
    for (number, text) in texts.iter().enumerate() {
        std::fs::create_dir_all(folder.join("rules/deep")).unwrap();
        std::fs::create_dir_all(folder.join("tests")).unwrap();
        std::fs::write(folder.join("rules/deep/law.rule"), text).unwrap();
        std::fs::write(folder.join("tests/broken.rule"), "nonsense").unwrap();
        git(&folder, &["add", "--all"]);
        git(&folder, &["commit", "--quiet", "--message", "rules"]);
        git(&folder, &["tag", &format!("v{number}")]);
    }
    folder
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments);
    for (name, value) in [
        ("GIT_AUTHOR_NAME", "somebody"),
        ("GIT_AUTHOR_EMAIL", "somebody@example.org"),
        ("GIT_COMMITTER_NAME", "somebody"),
        ("GIT_COMMITTER_EMAIL", "somebody@example.org"),
        ("GIT_CONFIG_GLOBAL", ""),
    ] {
        command.env(name, value);
    }
    let run = command.output().unwrap();
    assert!(run.status.success(), "{}", err(&run));
}

const LAW: &str = include_str!("golden/diff/date_moved/old/law.rule");
const LATER: &str = include_str!("golden/diff/date_moved/new/law.rule");

#[test]
fn two_revisions_are_set_side_by_side() {
    let folder = repository("revisions", &[LAW, LATER]);
    let run = interdict(&folder, &["diff", "v0", "v1"]);
    assert_eq!(status(&run), 0, "{}", err(&run));
    let text = out(&run);
    let changed = "1001/1: period: begins 2001-03-01, was 2001-01-15\n    old  v0:rules/deep/law.rule:32: paragraph 1 \"No coal\"\n    new  v1:rules/deep/law.rule:33: since 2001-03-01\n";
    assert!(text.contains(changed), "{text}");
    assert!(
        text.contains("coal; from PRK; from 2001-01-15 to 2001-02-28"),
        "{text}"
    );
    // Of a file that is there and a revision of that name the file counts.
    let run = interdict(
        &folder,
        &["diff", "HEAD~1", "rules", "--fail-on", "loosened"],
    );
    assert_eq!(status(&run), 1, "{}", err(&run));
    std::fs::write(folder.join("v0"), "").unwrap();
    let run = interdict(&folder, &["diff", "v0", "v1"]);
    assert_eq!(status(&run), 2);
    assert!(
        err(&run).contains("`v0` cannot be compared"),
        "{}",
        err(&run)
    );
    // From a folder inside, and with a folder named.
    let inside = folder.join("rules/deep");
    let run = interdict(&inside, &["diff", "v1", "law.rule"]);
    assert!(
        out(&run).starts_with("nothing is written differently"),
        "{}",
        err(&run)
    );
    std::fs::remove_file(folder.join("v0")).unwrap();
    let run = interdict(&inside, &["diff", "v0", "v1", "--rules-in", ".."]);
    assert_eq!(status(&run), 0, "{}", err(&run));
    let run = interdict(&folder, &["diff", "v0", "v1", "--rules-in", "law"]);
    assert_eq!(status(&run), 2);
    let said = "cannot read `v0`: the revision has no rule file below `law`";
    assert!(err(&run).contains(said), "{}", err(&run));
}

#[test]
fn what_is_no_path_and_no_revision_is_told() {
    let folder = repository("unknown", &[LAW]);
    for (name, repository, git, said) in [
        ("v9", true, true, "no such revision of this repository"),
        (
            "v9",
            false,
            true,
            "the current folder lies in no git repository",
        ),
        ("v9", true, false, "is not installed"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
        command.current_dir(&folder).args(["diff", name, "rules"]);
        if !repository {
            command.env("GIT_DIR", folder.join("nowhere"));
        }
        if !git {
            command.env("PATH", folder.join("nowhere"));
        }
        let run = command.output().unwrap();
        assert_eq!(status(&run), 2);
        let said = format!("cannot read `v9`: no such file or folder, and {said}");
        let said = said.replace(
            "and is not",
            "and git, which could know it as a revision, is not",
        );
        assert!(err(&run).contains(&said), "{said}: {}", err(&run));
    }
}

/// The folder of a golden case.
fn golden(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/diff")).join(name)
}

#[test]
fn given_records_that_move_are_listed() {
    let folder = scratch("cases");
    let cases = folder.join("cases.jsonl");
    let lines = [
        r#"{"id": "early", "item": "coal", "from": "PRK", "to": "CHN", "date": "2001-02-01"}"#,
        r#"{"id": "late", "item": "coal", "from": "PRK", "to": "CHN", "date": "2001-03-01"}"#,
        r#"{"id": "both", "item": "coal", "from": "PRK", "to": "CHN", "date": "2001"}"#,
    ];
    std::fs::write(&cases, lines.join("\n")).unwrap();
    let cases = cases.to_str().unwrap();
    let run = interdict(
        &golden("date_moved"),
        &["diff", "old", "new", "--cases", cases],
    );
    assert_eq!(status(&run), 0, "{}", err(&run));
    let text = out(&run);
    let listed = "cases.jsonl:1: early: prohibited → clear\n    1001/1: prohibited → clear\n";
    assert!(text.contains(listed), "{text}");
    assert!(!text.contains(": late:"), "{text}");
    assert!(!text.contains(": both:"), "{text}");
    assert!(
        text.ends_with("1 given record is judged differently\n"),
        "{text}"
    );
    // A record that states what one side does not know is read by the other alone.
    std::fs::write(cases, r#"{"id": "new", "item": "coal", "from": "PRK", "date": "2002-01-01", "facts": {"humanitarian": true}}"#).unwrap();
    let run = interdict(
        &golden("fact_added"),
        &["diff", "old", "new", "--cases", cases],
    );
    assert!(
        out(&run).contains(": new: not read → exempt"),
        "{}",
        out(&run)
    );
    let run = interdict(
        &golden("fact_added"),
        &["diff", "new", "old", "--cases", cases],
    );
    assert_eq!(status(&run), 4, "{}", out(&run));
    let run = interdict(
        &golden("fact_added"),
        &["diff", "new", "old", "--cases", "nowhere.ron"],
    );
    assert_eq!(status(&run), 2, "{}", out(&run));
    let run = interdict(
        &golden("fact_added"),
        &["diff", "new", "old", "--cases", "-"],
    );
    assert_eq!(status(&run), 2, "{}", out(&run));
}

#[test]
fn the_exit_status_tells_which_way_verdicts_move() {
    for (case, loosened, tightened, any) in [
        ("date_moved", 1, 0, 1),
        ("goods_widened", 0, 1, 1),
        ("goods_narrowed", 1, 0, 1),
        ("paragraph_renamed", 0, 0, 1),
        ("comments_only", 0, 0, 0),
        ("old_broken", 2, 2, 2),
    ] {
        for (level, expected) in [
            ("loosened", loosened),
            ("tightened", tightened),
            ("any", any),
        ] {
            let run = interdict(&golden(case), &["diff", "old", "new", "--fail-on", level]);
            assert_eq!(status(&run), expected, "{case} {level}: {}", err(&run));
        }
    }
}

#[test]
fn tools_read_the_same() {
    let run = interdict(
        &golden("date_moved"),
        &["diff", "old", "new", "--format", "json"],
    );
    let json: serde_json::Value = serde_json::from_str(&out(&run)).unwrap();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["old"]["rules"], "old");
    assert_eq!(json["written"][0]["of"], "1001/1");
    assert_eq!(json["written"][0]["kind"], "period");
    assert_eq!(json["written"][0]["new"]["line"], 33);
    assert_eq!(json["paragraphs"][0]["paragraph"], "1001/1");
    let one = &json["together"][0];
    assert_eq!(one["old"], "prohibited");
    assert_eq!(one["new"], "clear");
    assert_eq!(one["confirmed"], true);
    assert_eq!(
        one["case"],
        r#"(category: "coal", from: "PRK", date: "2001-01-15")"#
    );
    assert_eq!(json["loosened"], true);
    assert_eq!(json["tightened"], false);
    assert!(json["cases"].is_null());
    let run = interdict(
        &golden("date_moved"),
        &["diff", "old", "new", "--rules", "old"],
    );
    assert_eq!(status(&run), 2);
}
