//! `interdict new`, `completions` and `man`.

mod support;

use std::process::{Command, Output};

use interdict::check::names;
use interdict::law::RuleSet;
use interdict::record::{Format, read};
use interdict::source::SourceFile;
use support::{out, scratch, status};

fn interdict(arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_interdict"));
    program.args(arguments).output().unwrap()
}

fn skeleton(arguments: &[&str]) -> String {
    let output = interdict(&[&["new"], arguments].concat());
    assert_eq!(status(&output), 0);
    out(&output)
}

/// What stands in capitals, replaced as a reader of its comments would.
fn filled(text: &str) -> String {
    let fillings = [
        ("REGIME", "dprk"),
        ("COUNTRY", "PRK"),
        ("CATEGORY", "arms"),
        ("GOODS IN THE WORDS OF A REPORT", "assault rifles"),
        ("GOODS IT IS NOT ABOUT", "rice"),
        ("on YYYY-MM-DD", "on 2018-01-01"),
    ];
    fillings.iter().fold(text.to_owned(), |text, (what, with)| {
        text.replace(what, with)
    })
}

fn with_builtin(text: String) -> Result<RuleSet, Vec<String>> {
    let mut files = RuleSet::builtin().unwrap().files;
    files.push(SourceFile::new("new.rule", text));
    RuleSet::from_files(files)
        .map_err(|errors| errors.errors.iter().map(ToString::to_string).collect())
}

#[test]
fn a_resolution_that_was_filled_in_can_be_loaded() {
    let resolution = skeleton(&["resolution", "3001", "2031-05-06"]);
    insta::assert_snapshot!("resolution", resolution);
    let paragraph = skeleton(&["paragraph", "3001/8(a)(i)", "No \"tanks\""]);
    insta::assert_snapshot!("paragraph", paragraph);
    let rules = with_builtin(filled(&format!("{resolution}\n{paragraph}"))).unwrap();
    assert!(
        rules
            .paragraphs
            .iter()
            .any(|one| one.citation.to_string() == "3001/8(a)(i)")
    );
    // As it is, it tells what is to be written.
    assert!(with_builtin(resolution).is_err());
}

#[test]
fn a_case_can_be_read_as_it_is() {
    let case = skeleton(&["case", "Coal \"of\" spring"]);
    insta::assert_snapshot!("case", case);
    let rules = RuleSet::builtin().unwrap();
    let read = read(
        &SourceFile::new("new.ron", case),
        Format::Ron,
        &names(&rules),
    );
    assert!(read.errors.is_empty(), "{:?}", read.errors);
    assert_eq!(read.title.as_deref(), Some("Coal \"of\" spring"));
}

/// A heading may hold what has to be escaped in a file.
#[test]
fn a_heading_is_written_as_it_is_given() {
    let title = r#"a "quoted" \path\ "#;
    let text = skeleton(&["paragraph", "2270/6", title]);
    assert!(
        text.starts_with(r#"paragraph 6 "a \"quoted\" \\path\\ ""#),
        "{text}"
    );
}

#[test]
fn what_cannot_be_begun_is_refused() {
    for bad in [
        &["paragraph", "2270"][..],
        &["resolution", "2270", "May"],
        &["resolution", "0", "2015-01-01"],
        &["paragraph", "2270/6", "a\nb"],
        &["paragraph", "2270/6", "a\u{1b}[2J"],
        &["case", "a\nb"],
        &["law"],
        &[],
    ] {
        assert_eq!(status(&interdict(&[&["new"], bad].concat())), 2);
    }
}

#[test]
fn every_shell_has_completions_of_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = out(&interdict(&["completions", shell]));
        for command in ["check", "ask", "prove", "completions"] {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = scratch("skeletons", "man").join("man1");
    let folder = folder.to_str().unwrap();
    assert_eq!(status(&interdict(&["man", folder])), 0);
    let page = |name: &str| std::fs::read_to_string(format!("{folder}/{name}.1")).unwrap();
    assert!(page("interdict").contains("interdict\\-check"));
    assert!(page("interdict-check").contains("fail\\-on"));
    let file = format!("{folder}/interdict.1");
    assert_eq!(status(&interdict(&["man", &file])), 2);
}
