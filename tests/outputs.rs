//! No output takes the place of what is read, and nothing old is lost to something new.

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use support::{err, scratch, status};

const RULES: &str = "category rice \"Rice\"\n  words    \"rice\"\n\n\
    resolution 1 adopted 2001-01-01\n  regime    test\n\n\
    paragraph 1 \"No rice\"\n  forbids   supply to PRK of rice\n  checked   \"nowhere\"\n";

const TABLE: &str = "id,item,from,to,date\na,rice,CHN,PRK,2018\n";

/// A folder with rules in `rules`, records in `in` and a mapping.
fn folder(name: &str) -> PathBuf {
    let folder = scratch("outputs", name);
    for (file, text) in [
        ("rules/a.rule", RULES),
        ("in/a.csv", TABLE),
        ("map.toml", "[fields]\nitem = 'item'\n"),
    ] {
        let file = folder.join(file);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    folder
}

fn interdict(folder: &Path, arguments: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
    command.current_dir(folder).args(arguments.split(' '));
    command.stdin(Stdio::null()).output().unwrap()
}

/// All files of a folder, with what they hold.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path).into_iter().collect(),
            false => vec![(path.clone(), std::fs::read(path).unwrap())],
        })
        .collect()
}

fn refused(folder: &Path, arguments: &str, reason: &str) {
    let before = files(folder);
    let output = interdict(folder, arguments);
    assert_eq!(status(&output), 2, "{arguments}: {}", err(&output));
    assert!(
        err(&output).contains(reason),
        "{arguments}: {}",
        err(&output)
    );
    assert!(output.stdout.is_empty(), "{arguments}");
    assert!(files(folder) == before, "{arguments} changed a file");
}

#[test]
fn what_is_read_is_not_written_to() {
    let folder = folder("read");
    for arguments in [
        "check in/a.csv -o in/a.csv",
        "check in/*.csv --output ./in/../in/a.csv",
        "check in/a.csv --manifest in/a.csv",
        "check --rules rules/a.rule in/a.csv -o rules/a.rule",
        "check --map map.toml in/a.csv -o map.toml",
        "ask in/a.csv a -o in/a.csv",
        "explain in/a.csv a 1/1 --rules rules -o in/a.csv",
        "map in/a.csv -o in/a.csv",
        "classify --rules rules/a.rule rice -o rules/a.rule",
        "fmt --check rules/a.rule -o rules/a.rule",
        "lint rules/a.rule -o rules/a.rule",
        "lint --fix rules/a.rule -o rules/a.rule",
        "test rules/a.rule in/a.csv -o in/a.csv",
        "prove rules/a.rule -o rules/a.rule",
        "rules --rules rules/a.rule -o rules/a.rule",
        "diff rules/a.rule rules -o rules/a.rule",
    ] {
        refused(&folder, arguments, "it is read; name another file");
    }
}

/// What is written among what is read would be read the next time.
#[test]
fn nothing_is_written_among_what_is_read() {
    let folder = folder("among");
    let all = "all files of its kind in `";
    refused(&folder, "check in -o in/findings.csv", all);
    refused(&folder, "check in -o in/new.jsonl --format ndjson", all);
    refused(&folder, "check in --manifest in/run.json", all);
    refused(&folder, "lint rules -o rules/b.rule", all);
    for arguments in ["check in -o in/findings.txt", "check in -o findings.csv"] {
        let output = interdict(&folder, &format!("{arguments} --rules rules"));
        assert_eq!(status(&output), 1, "{}", err(&output));
    }
}

/// A record may be called like the file that is to be.
#[test]
fn a_name_is_no_path() {
    let folder = folder("name");
    let output = interdict(&folder, "ask in/a.csv a -o a");
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(folder.join("a").is_file());
}

#[test]
fn two_outputs_have_two_places() {
    let folder = folder("two");
    let same = "two outputs are to go there";
    refused(&folder, "check in -o out.json --manifest ./out.json", same);
}

#[cfg(unix)]
#[test]
fn a_link_does_not_hide_what_is_read() {
    let folder = folder("link");
    std::os::unix::fs::symlink("in/a.csv", folder.join("link.csv")).unwrap();
    refused(&folder, "check in -o link.csv", "are read");
    refused(&folder, "check link.csv -o in/a.csv", "it is read");
    let output = interdict(&folder, "check in/a.csv --rules rules -o /dev/null");
    assert_eq!(status(&output), 1, "{}", err(&output));
}

#[test]
fn a_skeleton_takes_the_place_of_nothing() {
    let folder = folder("new");
    let there =
        "`rules/a.rule` is there already; name another file, or add to it with `>> rules/a.rule`";
    for what in ["resolution 2 2002-01-01", "paragraph 1/2", "case"] {
        refused(&folder, &format!("new {what} -o rules/a.rule"), there);
    }
    let output = interdict(&folder, "new case -o new.ron");
    assert_eq!(status(&output), 0);
    assert!(folder.join("new.ron").is_file());
}

/// `fmt FILE -o OTHER` reads like a way to keep the file as it is.
#[test]
fn files_that_are_formatted_go_nowhere_else() {
    let folder = folder("fmt");
    std::fs::write(folder.join("b.rule"), RULES.replace("    ", " ")).unwrap();
    refused(&folder, "fmt b.rule -o c.rule", "written in its own place");
    let output = interdict(&folder, "fmt --check b.rule -o list.txt");
    assert_eq!(status(&output), 1);
    let list = std::fs::read_to_string(folder.join("list.txt")).unwrap();
    assert_eq!(list, "b.rule\n");
}
