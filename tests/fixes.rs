//! What `interdict lint --fix` mends: a file before, with what it becomes beside it.
//!
//! A new case is a new `.rule` file in `tests/golden/fixes`; `INSTA_UPDATE=always cargo test --test
//! fixes` writes what becomes of it.

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use interdict::fix::{MENDED, Mended, fixes, mend};
use interdict::law::RuleSet;
use interdict::prove::Prover;
use interdict::report::{CodePage, codes};
use interdict::source::SourceFile;
use interdict::syntax::parse;
use miette::Diagnostic;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use support::{err, out, scratch, status};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn mended_file(file: &Arc<SourceFile>) -> Mended {
    mend(&[Arc::clone(file)], false, true).remove(0)
}

fn mended(text: &str) -> Mended {
    mended_file(&SourceFile::new("a.rule", text))
}

/// The codes of what is wrong or doubtful in rules.
fn left(text: &str) -> Vec<String> {
    let code = |one: &dyn Diagnostic| one.code().unwrap().to_string();
    match RuleSet::from_files(vec![SourceFile::new("a.rule", text)]) {
        Err(faults) => faults.errors.iter().map(|one| code(one)).collect(),
        Ok(rules) => {
            let lints = Prover::new(&rules).unwrap().lint();
            let warnings = rules.warnings.iter().map(|one| code(one));
            warnings.chain(lints.iter().map(|one| code(one))).collect()
        }
    }
}

/// What became of a file: its text, then what was done and what was not.
fn story(name: &str, text: &str) -> String {
    let mended = mended_file(&SourceFile::new(name, text));
    let mut story: String = mended.text.split_inclusive('\n').map(visible).collect();
    story.push_str("---\n");
    for one in &mended.done {
        story.push_str(&format!(
            "{}:{} {}: {}\n",
            one.line, one.column, one.code, one.title
        ));
    }
    for (line, code) in &mended.refused {
        story.push_str(&format!("{line} {code} is left as it was\n"));
    }
    let left = left(&mended.text);
    let left: Vec<String> = left.iter().map(|code| format!("left: {code}\n")).collect();
    story + &left.concat()
}

/// A line with what is not seen in it spelt out.
fn visible(line: &str) -> String {
    let spelt = |c: char| match c {
        '\r' | '\t' => c.escape_default().to_string(),
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => c.escape_unicode().to_string(),
        c => c.to_string(),
    };
    line.chars().map(spelt).collect()
}

#[test]
fn files_become_what_stands_beside_them() {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden/fixes");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("golden/fixes", "*.rule", |path| {
            let text = std::fs::read_to_string(path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy();
            seen.extend(mended(&text).done.into_iter().map(|one| one.code));
            insta::assert_snapshot!("after", story(&name, &text));
        });
    });
    let all: BTreeSet<String> = MENDED.iter().map(|code| (*code).to_owned()).collect();
    assert_eq!(seen, all, "each code that is mended has a file");
}

#[test]
fn pages_say_what_is_mended_and_no_others_do() {
    let list = std::fs::read_to_string(root().join("docs/lints/README.md")).unwrap();
    for code in codes() {
        let page = CodePage::of(&code).unwrap().text;
        let is_said = page
            .lines()
            .any(|line| line.starts_with("`interdict lint --fix` mends this"));
        let is_mended = MENDED.contains(&code.as_str());
        assert_eq!(is_said, is_mended, "the page of {code}");
        let is_listed = list.contains(&format!("| `{code}` |"));
        assert_eq!(is_listed, is_mended, "docs/lints/README.md on {code}");
    }
}

#[test]
fn a_fault_of_one_file_is_no_matter_to_another() {
    let good = "category arms “Arms”\n  words \"rifle\"\n";
    let bad = "category guns \"Guns\"\n  kind of rifels\n  words “gun\n";
    let files = [("a.rule", good), ("b.rule", bad)].map(|(n, text)| SourceFile::new(n, text));
    let mended = mend(&files, false, true);
    assert_eq!(mended[0].text, good.replace(['“', '”'], "\""));
    assert_eq!((mended[1].text.as_str(), mended[1].done.len()), (bad, 0));
}

#[test]
fn a_silencer_stays_where_a_file_could_not_be_read() {
    let path = root().join("tests/golden/fixes/silences_nothing.rule");
    let text = std::fs::read_to_string(path).unwrap();
    let files = [SourceFile::new("a.rule", text.as_str())];
    assert!(mend(&files, false, true)[0].text.len() < text.len());
    assert_eq!(mend(&files, false, false)[0].text, text);
}

#[test]
fn the_built_in_rules_need_no_mending() {
    let rules = RuleSet::builtin().unwrap();
    for one in mend(&rules.files, false, false) {
        assert!(one.done.is_empty() && one.refused.is_empty(), "{one:?}");
    }
}

/// The numbers and kinds of what is wrong with the form of a text.
fn faults_of_form(text: &str) -> usize {
    parse(&SourceFile::new("a.rule", text)).1.len()
}

/// Slips of the pen in a text of rules.
fn slips() -> impl Strategy<Value = Vec<(Index, &'static str, usize)>> {
    let bits = vec![
        "",
        "\t",
        "“",
        "”",
        "\u{200b}",
        "\u{ad}",
        "–",
        "≥",
        "e",
        " ",
        "\n",
        "  ",
        "#",
        "\"",
        "\\",
        "(",
        "\u{202e}",
        "North Korea",
        "if silent no\n  if silent no\n",
    ];
    prop::collection::vec((any::<Index>(), select(bits), 0_usize..3), 1..6)
}

fn slipped(text: &str, slips: &[(Index, &str, usize)]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for (at, bit, length) in slips {
        let start = at.index(characters.len() + 1);
        let end = (start + length).min(characters.len());
        characters.splice(start..end, bit.chars());
    }
    characters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn mending_adds_no_fault_and_mending_again_does_nothing(
        slips in slips(),
        base in select(vec!["silences_nothing", "clause_twice", "expected", "indented"]),
    ) {
        let path = root().join(format!("tests/golden/fixes/{base}.rule"));
        let text = slipped(&std::fs::read_to_string(path).unwrap(), &slips);
        let once = mended(&text);
        let (before, after) = (faults_of_form(&text), faults_of_form(&once.text));
        prop_assert!(after <= before, "{text:?}");
        let is_form = once.done.iter().any(|one| one.code.starts_with("syntax::"));
        prop_assert_eq!(after < before, is_form, "{:?}", text);
        prop_assert_eq!(once.text == text, once.done.is_empty());
        if !is_form && !once.done.is_empty() {
            // Doubts of rules that cannot be used come to light with the last error mended.
            let is_usable = |text: &str| RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).is_ok();
            let comes_to_light = is_usable(&once.text) && !is_usable(&text);
            let is_less = left(&once.text).len() < left(&text).len();
            prop_assert!(is_less || comes_to_light, "{text:?}");
        }
        let again = mended(&once.text);
        prop_assert_eq!(&again.text, &once.text, "{:?}", text);
        prop_assert!(again.done.is_empty());
        // Of comments only silencers go.
        let gone = once.done.iter().filter(|one| one.code == "lint::silences_nothing").count();
        let kept = comments(&once.text);
        prop_assert!(kept + gone >= comments(&text), "{text:?}");
    }
}

/// How many lines are comments.
fn comments(text: &str) -> usize {
    let is_comment = |line: &&str| line.trim().starts_with('#');
    text.lines().filter(is_comment).count()
}

fn lint(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
    command.current_dir(folder).arg("lint").args(arguments);
    command.env("NO_COLOR", "1").output().unwrap()
}

const SLIPS: &str = "category rice “Rice” # kept\n  word \"rice\"\n\n\
    resolution 1 adopted 2001-01-01\n  regime test\n\n\
    paragraph 1 \"No rice\"\n  forbids supply to North Korea of rice\n  checked \"nowhere\"\n";

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = scratch("fixes", name);
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    folder
}

#[test]
fn files_are_mended_in_their_place_and_told() {
    let doubtful = "category wheat \"Wheat\"\n";
    let folder = folder("place", &[("a.rule", SLIPS), ("b.rule", doubtful)]);
    let run = lint(&folder, &["--fix", "."]);
    assert_eq!(status(&run), 1, "{}", err(&run));
    let said = "fixed `./a.rule`: 3 places\n  \
        ./a.rule:1:15: syntax::typographic: write a straight quote\n  \
        ./a.rule:2:3: syntax::unknown_clause: replace by `words`\n  \
        ./a.rule:8:21: law::country: replace by `PRK`\n";
    assert!(err(&run).starts_with(said), "{}", err(&run));
    assert!(out(&run).ends_with("1 doubt\n"), "{}", out(&run));
    let now = std::fs::read_to_string(folder.join("a.rule")).unwrap();
    let sound = SLIPS.replace(['“', '”'], "\"");
    let sound = sound
        .replace("  word ", "  words ")
        .replace("North Korea", "PRK");
    assert_eq!(now, sound);
    let again = lint(&folder, &["--fix", "."]);
    assert!(!err(&again).contains("fixed"), "{}", err(&again));
    let quiet = lint(&folder, &["--fix", "--quiet", "."]);
    assert_eq!(err(&quiet), "");
}

#[test]
fn what_is_left_is_told_in_the_form_that_is_asked() {
    let broken = format!("{SLIPS}  tends 1/2\n");
    for format in ["sarif", "github"] {
        let folder = folder(format, &[("a.rule", &broken)]);
        let run = lint(&folder, &["--fix", "--format", format, "a.rule"]);
        assert_eq!(status(&run), 2, "{}", err(&run));
        let said = out(&run);
        assert!(said.contains("unknown clause `tends`"), "{said}");
        assert!(!said.contains("fixed"), "{said}");
        assert!(!said.contains("typographic"), "{said}");
        assert!(err(&run).contains("fixed `a.rule`: 3 places"));
    }
}

#[test]
fn the_built_in_rules_cannot_be_fixed() {
    let folder = folder("builtin", &[("a.rule", SLIPS)]);
    for arguments in [&["--fix"][..], &["--fix", "builtin"]] {
        let run = lint(&folder, arguments);
        assert_eq!((status(&run), out(&run).as_str()), (2, ""));
        let said = "the built-in rules are part of the program and cannot be fixed; name files or \
            folders of rules\n";
        assert_eq!(err(&run), said);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_read_only_is_told_and_others_are_mended() {
    use std::os::unix::fs::PermissionsExt;
    let other = "category wheat “Wheat”\n  words \"wheat\"\n";
    let folder = folder("readonly", &[("a.rule", SLIPS), ("b.rule", other)]);
    let fixed = folder.join("a.rule");
    std::fs::set_permissions(&fixed, std::fs::Permissions::from_mode(0o444)).unwrap();
    let run = lint(&folder, &["--fix", "a.rule", "b.rule"]);
    assert_eq!(status(&run), 2);
    assert!(
        err(&run).contains("cannot fix `a.rule`: it is read-only\n"),
        "{}",
        err(&run)
    );
    assert!(
        err(&run).contains("fixed `b.rule`: 1 place\n"),
        "{}",
        err(&run)
    );
    assert_eq!(std::fs::read_to_string(&fixed).unwrap(), SLIPS);
}

#[test]
fn what_would_not_be_sound_is_left_and_told() {
    let text = "Facts about rice\n\ncategory rice \"Rice\"\n  words \"rice\"\n";
    let folder = folder("refused", &[("a.rule", text)]);
    let run = lint(&folder, &["--fix", "a.rule"]);
    assert_eq!(status(&run), 2);
    let said = "a.rule:1: syntax::unknown_item is left as it was: mended, it would not be sound\n";
    assert!(err(&run).starts_with(said), "{}", err(&run));
    assert_eq!(
        std::fs::read_to_string(folder.join("a.rule")).unwrap(),
        text
    );
}

/// The text with the first way out of its first fault taken, where there is one.
fn with_the_first_taken(text: &str) -> Option<String> {
    let faults = RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap_err();
    let ways = fixes(&faults.errors[0]);
    let edit = ways.first()?.edits.first()?;
    let (before, behind) = (&text[..edit.span.start], &text[edit.span.end..]);
    Some(format!("{before}{}{behind}", edit.new))
}

#[test]
fn no_guess_is_wrong_itself() {
    let paragraph = |clause: &str| {
        format!(
            "category weapons \"Weapons\"\n  words \"rifle\"\n\nresolution 1 adopted 2001-01-01\n  regime test\n\n\
            paragraph 1 \"No arms\"\n  forbids supply to PRK of weapons\n  {clause}\n  checked \"a sample\"\n"
        )
    };
    for (clause, mended) in [
        ("except to ISL", "except to is ISL"),
        ("except flag ISL", "except flag is ISL"),
    ] {
        let taken = with_the_first_taken(&paragraph(clause)).unwrap();
        assert_eq!(taken, paragraph(mended));
        assert!(RuleSet::from_files(vec![SourceFile::new("a.rule", taken)]).is_ok());
    }
    for clause in [
        "except item is CATEGORY",
        "exempts regime REGIME",
        "except FACT",
    ] {
        assert_eq!(with_the_first_taken(&paragraph(clause)), None, "{clause}");
    }
}
