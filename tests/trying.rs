//! `interdict test` on records that are made from the rules, and the coverage of the rules.

#![cfg(feature = "proptest")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::{err, out, status};

const SMALL: &str = include_str!("golden/trying/small.rule");
const BROKEN: &str = include_str!("golden/trying/broken.rule");

fn test(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
    command.current_dir(folder).arg("test").args(arguments);
    command.env("COLUMNS", "90").env("NO_COLOR", "1");
    command.env_remove("NO_GRAPHICS").output().unwrap()
}

/// A folder with the sample, and the properties that it breaks.
fn scratch(name: &str) -> PathBuf {
    let folder = support::scratch("trying", name);
    std::fs::write(folder.join("small.rule"), SMALL).unwrap();
    std::fs::write(folder.join("broken.rule"), BROKEN).unwrap();
    folder
}

#[test]
fn a_record_that_breaks_a_property_is_shown_as_a_small_case() {
    let folder = scratch("broken");
    let run = test(&folder, &["small.rule", "broken.rule"]);
    assert_eq!((status(&run), err(&run)), (1, String::new()));
    insta::assert_snapshot!(out(&run));
    // The case is one: it is read, and says what the property was told.
    let text = out(&run);
    let cases: Vec<&str> = text
        .split("\n\n")
        .filter(|part| part.starts_with('('))
        .collect();
    assert_eq!(cases.len(), 2, "{text}");
    for case in cases {
        std::fs::write(folder.join("kept.ron"), case).unwrap();
        let run = test(
            &folder,
            &["small.rule", "broken.rule", "kept.ron", "--cases", "0"],
        );
        assert_eq!(status(&run), 1);
        assert!(out(&run).contains("made-"), "{}", out(&run));
        assert_eq!(err(&run), "");
    }
}

#[test]
fn the_same_seed_gives_the_same_output() {
    let folder = scratch("same");
    let fresh = |arguments: &[&str]| {
        let _ = std::fs::remove_file(folder.join("broken.rule.seeds"));
        let all = [&["small.rule", "broken.rule"], arguments].concat();
        out(&test(&folder, &all))
    };
    assert_eq!(fresh(&["--cases", "60"]), fresh(&["--cases", "60"]));
    assert_eq!(
        fresh(&["--seed", "7", "--cases", "60"]),
        fresh(&["--seed", "7", "--cases", "60"])
    );
    assert_ne!(
        fresh(&["--seed", "7", "--cases", "60"]),
        fresh(&["--seed", "8", "--cases", "60"])
    );
    assert!(fresh(&["--seed", "7", "--cases", "60"]).contains(" by seed 7;"));
    let none = fresh(&["--cases", "0"]);
    assert!(!none.contains("made from the rules"), "{none}");
}

#[test]
fn a_seed_is_kept_beside_the_rules_and_tried_first() {
    let folder = scratch("kept");
    let seeds = folder.join("broken.rule.seeds");
    let first = test(&folder, &["small.rule", "broken.rule"]);
    let kept = std::fs::read_to_string(&seeds).unwrap();
    let lines: Vec<&str> = kept.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines.len(), 2, "{kept}");
    assert!(lines[1].ends_with(" \"arms go nowhere\""), "{kept}");
    let shown = format!("id: \"made-{}\"", &lines[0][..8]);
    assert!(out(&first).contains(&shown), "{}", out(&first));

    // Another run makes other records, but comes upon the same one first, and writes nothing.
    let second = test(
        &folder,
        &["small.rule", "broken.rule", "--seed", "99", "--cases", "1"],
    );
    assert_eq!(status(&second), 1);
    assert!(out(&second).contains(&shown), "{}", out(&second));
    assert_eq!(std::fs::read_to_string(&seeds).unwrap(), kept);

    // Seeds and remarks of others stay where one is added.
    let other = format!("# mine\n{} \"of another time\"", "0".repeat(64));
    std::fs::write(&seeds, &other).unwrap();
    test(&folder, &["small.rule", "broken.rule"]);
    let added = std::fs::read_to_string(&seeds).unwrap();
    assert!(added.starts_with(&format!("{other}\n")), "{added}");
    assert_eq!(added.lines().count(), 4, "{added}");
}

/// What the page on properties shows is what is printed of the samples.
#[test]
fn the_page_shows_what_is_printed() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/properties.md");
    let page = std::fs::read_to_string(page).unwrap();
    let block = |language: &str, at: usize| {
        let rest = page.split(&format!("```{language}\n")).nth(at).unwrap();
        rest.split("```")
            .next()
            .unwrap()
            .trim_end_matches("…\n")
            .trim_end()
    };
    let folder = scratch("page");
    let broken = out(&test(&folder, &["small.rule", "broken.rule"]));
    assert!(broken.contains(block("text", 1)), "{}", block("text", 1));
    let text = out(&test(&folder, &["small.rule", "--coverage"]));
    assert!(text.contains(block("text", 2)), "{}", block("text", 2));
    let json = [
        "small.rule",
        "--coverage",
        "--cases",
        "0",
        "--coverage-format",
        "json",
    ];
    let json = out(&test(&folder, &json));
    assert!(json.starts_with(block("json", 1)), "{json}");
}

#[test]
fn nothing_is_kept_where_no_record_breaks_a_property_and_none_beside_built_in_rules() {
    let folder = scratch("sound");
    let sound = BROKEN.split("property \"rice").nth(1).unwrap();
    std::fs::write(
        folder.join("broken.rule"),
        format!("property \"rice{sound}"),
    )
    .unwrap();
    let run = test(&folder, &["small.rule", "broken.rule"]);
    assert_eq!(
        (status(&run), folder.join("broken.rule.seeds").exists()),
        (0, false)
    );
    assert!(out(&run).contains("4 passed, 0 failed"), "{}", out(&run));

    // A file of one's own that has the name of a built-in one is another file.
    let own = folder.join("rules/un/dprk");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("2397.rule.seeds"), "nonsense").unwrap();
    std::fs::write(own.join("2397.rule"), "").unwrap();
    let run = test(&folder, &["builtin", "--cases", "1"]);
    assert_eq!((status(&run), err(&run)), (0, String::new()));
}

#[test]
fn seeds_that_cannot_be_read_or_kept_are_told() {
    let folder = scratch("seeds");
    let seeds = folder.join("broken.rule.seeds");
    for (text, told) in [
        (
            "# fine\n12 \"x\"\n",
            "broken.rule.seeds:2: `12` is no seed: 64 digits of base 16 are\n",
        ),
        (
            &format!("{}\n", "a".repeat(64)),
            "broken.rule.seeds:1: the title of a property in quotes is missing behind the seed\n",
        ),
    ] {
        std::fs::write(&seeds, text).unwrap();
        let run = test(&folder, &["small.rule", "broken.rule"]);
        assert_eq!((status(&run), err(&run).as_str()), (2, told));
    }
    std::fs::write(&seeds, [0xff, 0xfe]).unwrap();
    let run = test(&folder, &["small.rule", "broken.rule"]);
    assert_eq!(status(&run), 2);
    assert!(
        err(&run).starts_with("cannot read `broken.rule.seeds`: "),
        "{}",
        err(&run)
    );
    // Where nothing is tried, nobody asks for them.
    let run = test(&folder, &["small.rule", "broken.rule", "--cases", "0"]);
    assert_eq!(err(&run), "");

    std::fs::write(&seeds, "").unwrap();
    let mut permissions = seeds.metadata().unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&seeds, permissions).unwrap();
    let run = test(&folder, &["small.rule", "broken.rule"]);
    assert_eq!(
        (status(&run), err(&run).as_str()),
        (
            1,
            "cannot keep seeds in `broken.rule.seeds`: it is read-only\n"
        )
    );
}

#[test]
fn nonsense_in_arguments_is_told() {
    let folder = scratch("nonsense");
    for (arguments, told) in [
        (
            &["--seed", "x"][..],
            "invalid value 'x' for '--seed <NUMBER>'",
        ),
        (&["--seed", "-1"], "-1"),
        (
            &["--cases", "many"],
            "invalid value 'many' for '--cases <NUMBER>'",
        ),
        (
            &["--coverage", "--fail-under", "101"],
            "101 is not in 0..=100",
        ),
        (&["--fail-under", "90"], "--coverage"),
        (
            &["--coverage", "--coverage-format", "xml"],
            "[possible values: text, json, lcov]",
        ),
    ] {
        let run = test(&folder, &[&["small.rule"], arguments].concat());
        assert_eq!(status(&run), 2, "{arguments:?}");
        assert!(err(&run).contains(told), "{arguments:?}: {}", err(&run));
    }
}

#[test]
fn coverage_says_of_each_clause_which_truths_it_had() {
    let folder = scratch("coverage");
    let coverage = |form: &str| {
        let arguments = [
            "small.rule",
            "--cases",
            "0",
            "--coverage",
            "--coverage-format",
            form,
        ];
        let run = test(&folder, &arguments);
        assert_eq!(status(&run), 0, "{}", err(&run));
        run
    };
    let text = coverage("text");
    insta::assert_snapshot!("coverage_text", out(&text));
    let json = coverage("json");
    insta::assert_snapshot!("coverage_json", out(&json));
    let lcov = coverage("lcov");
    insta::assert_snapshot!("coverage_lcov", out(&lcov));
    for run in [json, lcov] {
        assert!(err(&run).ends_with("2 passed, 0 failed\n"), "{}", err(&run));
    }
    // What is written to a file is what is printed.
    let file = folder.join("coverage.json");
    let run = test(
        &folder,
        &[
            "small.rule",
            "--cases",
            "0",
            "--coverage",
            "--coverage-format",
            "json",
            "-o",
            "coverage.json",
        ],
    );
    assert_eq!((status(&run), out(&run)), (0, String::new()));
    assert_eq!(
        std::fs::read_to_string(file).unwrap(),
        out(&coverage("json"))
    );
}

#[test]
fn made_records_cover_more_and_too_little_coverage_is_a_failure() {
    let folder = scratch("under");
    let status_of = |arguments: &[&str]| {
        let run = test(
            &folder,
            &[&["small.rule", "--coverage"], arguments].concat(),
        );
        (status(&run), err(&run))
    };
    assert_eq!(status_of(&["--fail-under", "100"]), (0, String::new()));
    let (status, told) = status_of(&["--cases", "0", "--fail-under", "90"]);
    assert_eq!(status, 1);
    assert!(
        told.contains("of 100, less than the 90 asked for"),
        "{told}"
    );
    assert_eq!(status_of(&["--cases", "0", "--fail-under", "0"]).0, 0);
}
