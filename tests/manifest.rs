//! `check --manifest` and `replay`: what a run was made of, and whether it can be made again.

mod support;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use interdict::report::{Manifest, Seal};
use support::{err, out, status};

const TABLE: &str =
    "item,to,from,date\nassault rifles,PRK,CHN,2018\nrice,IND,CHN,2018\nrice,Korea,CHN,2018\n";

/// Runs the program in a folder, with what stands on standard input.
fn interdict(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_interdict"))
        .current_dir(folder)
        .args(arguments)
        .env("COLUMNS", "90")
        .env_remove("NO_GRAPHICS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that reads nothing of it may be gone.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().unwrap()
}

/// A folder of this test's own, with a table in it.
fn scratch(name: &str) -> PathBuf {
    let folder = support::scratch("manifest", name);
    std::fs::write(folder.join("a.csv"), TABLE).unwrap();
    folder
}

fn manifest(folder: &Path) -> Manifest {
    serde_json::from_str(&std::fs::read_to_string(folder.join("run.json")).unwrap()).unwrap()
}

#[test]
fn a_run_can_be_made_again_in_every_form() {
    let folder = scratch("forms");
    for form in [
        "pretty",
        "short",
        "json",
        "ndjson",
        "csv",
        "xlsx",
        "sarif",
        "github",
        "md",
        "summary",
        "to a file",
        "in colour",
    ] {
        let mut arguments = vec!["check", "a.csv", "--manifest", "run.json"];
        match form {
            "summary" => arguments.push("--summary"),
            "to a file" => arguments.extend(["-o", "found.txt", "--format", "short"]),
            "in colour" => arguments.extend(["--color", "always"]),
            form => arguments.extend(["--format", form]),
        }
        let ran = interdict(&folder, &arguments, "");
        // One of the rows names a country that can be two.
        assert_eq!(status(&ran), 4, "{form}");
        let manifest = manifest(&folder);
        let written = match form {
            "to a file" => std::fs::read(folder.join("found.txt")).unwrap(),
            _ => ran.stdout,
        };
        let sealed = manifest.output.unwrap();
        assert_eq!(sealed, Seal::of(&sealed.file, &written), "{form}");
        assert_eq!(manifest.inputs, [Seal::of("a.csv", TABLE.as_bytes())]);
        assert_eq!((manifest.summary.records, manifest.summary.unread), (2, 1));
        assert_eq!(manifest.status, 4);
        let again = interdict(&folder, &["replay", "run.json"], "");
        assert_eq!((status(&again), err(&again)), (0, String::new()), "{form}");
        let said = format!(
            "the result is byte-identical: {} bytes, SHA-256 {}\n",
            sealed.bytes, sealed.sha256
        );
        assert_eq!(out(&again), said, "{form}");
    }
}

#[test]
fn it_is_said_which_input_moved_and_what_comes_out_otherwise() {
    let folder = scratch("moved");
    std::fs::write(folder.join("b.csv"), "item,to\nrice,IND\n").unwrap();
    let arguments = ["check", "a.csv", "b.csv", "--manifest", "run.json", "-q"];
    assert_eq!(status(&interdict(&folder, &arguments, "")), 4);
    std::fs::write(folder.join("b.csv"), "item,to\nguns,PRK\n").unwrap();
    let again = interdict(&folder, &["replay", "run.json"], "");
    assert_eq!(status(&again), 1);
    let said = out(&again);
    assert!(
        said.starts_with("input `b.csv` has changed: 17 bytes then, 17 now\n"),
        "{said}"
    );
    assert!(
        said.contains("the result is another\n  undetermined: "),
        "{said}"
    );

    std::fs::write(folder.join("b.csv"), "item,to\nrice,IND\n\n").unwrap();
    let again = interdict(&folder, &["replay", "run.json"], "");
    let said = out(&again);
    assert_eq!(status(&again), 0, "{said}");
    assert!(
        said.contains("`b.csv` has changed") && said.contains("byte-identical"),
        "{said}"
    );

    std::fs::remove_file(folder.join("b.csv")).unwrap();
    let again = interdict(&folder, &["replay", "run.json"], "");
    let said = out(&again);
    assert_eq!(status(&again), 1);
    assert!(said.contains("input `b.csv` is gone\n"), "{said}");
    assert!(said.contains("  records: 3 then, 2 now\n"), "{said}");
    assert!(said.contains("  exit status: 4 then, 2 now\n"), "{said}");
}

#[test]
fn standard_input_is_read_again_and_rules_of_ones_own_count() {
    let folder = scratch("given");
    let rules = "resolution 1 adopted 2001-01-01\n  regime x\nparagraph 1 \"x\"\n  \
        forbids supply to PRK of rice\n  checked \"x\"\ncategory rice \"Rice\"\n  words \"rice\"\n";
    std::fs::write(folder.join("own.rule"), rules).unwrap();
    let arguments = [
        "check",
        "-",
        "--manifest",
        "run.json",
        "--rules",
        "own.rule",
        "-q",
    ];
    let table = "item,to,from,date\nrice,PRK,CHN,2018\n";
    assert_eq!(status(&interdict(&folder, &arguments, table)), 1);
    assert_eq!(
        status(&interdict(&folder, &["replay", "run.json"], table)),
        0
    );
    let rules = rules.replace("2001-01-01", "2001-01-02");
    std::fs::write(folder.join("own.rule"), rules).unwrap();
    let again = interdict(&folder, &["replay", "run.json"], table);
    assert!(
        out(&again).starts_with("rule file `own.rule` has changed: "),
        "{}",
        out(&again)
    );
}

#[test]
fn what_is_no_manifest_is_told_to_be_none() {
    let folder = scratch("none");
    let file = |text: &str| std::fs::write(folder.join("run.json"), text).unwrap();
    let arguments = ["check", "a.csv", "--manifest", "run.json", "-q"];
    interdict(&folder, &arguments, "");
    let sound = std::fs::read_to_string(folder.join("run.json")).unwrap();
    let of_rules = Manifest {
        arguments: vec!["rules".into()],
        ..manifest(&folder)
    };
    let of_rules = serde_json::to_string(&of_rules).unwrap();
    let cut = &sound[..sound.len() / 2];
    for (text, said) in [
        ("{}", "it is no manifest of a run: missing field `schema`"),
        (cut, "it is no manifest of a run: EOF while parsing"),
        (
            &sound.replace("\"schema\": 1", "\"schema\": 2"),
            "its form is 2",
        ),
        (
            &sound.replace("\"--manifest\"", "\"--manifst\""),
            "the arguments in it are not understood",
        ),
        (&of_rules, "are not those of `check`"),
    ] {
        file(text);
        let ran = interdict(&folder, &["replay", "run.json"], "");
        assert_eq!((status(&ran), out(&ran)), (2, String::new()));
        assert!(
            err(&ran).starts_with("cannot replay `run.json`: "),
            "{}",
            err(&ran)
        );
        assert!(err(&ran).contains(said), "{}", err(&ran));
    }
    let ran = interdict(&folder, &["replay", "nothing.json"], "");
    assert_eq!(status(&ran), 2);
    assert!(err(&ran).contains("there is no such file"), "{}", err(&ran));
    let arguments = ["check", "a.csv", "--manifest", "no/run.json", "-q"];
    let ran = interdict(&folder, &arguments, "");
    assert_eq!(status(&ran), 2);
    assert!(
        err(&ran).contains("cannot write the manifest `no/run.json`"),
        "{}",
        err(&ran)
    );
}
