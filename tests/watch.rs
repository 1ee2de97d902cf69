//! `check --watch`: what is read is checked again once it changes, and nothing else is.

mod support;

use std::fs::{read_to_string, write};
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};

use support::{err, scratch, status};

/// The program while it watches. It is ended when the test is.
struct Watching(Child, BufReader<ChildStderr>);

impl Watching {
    fn begin(folder: &std::path::Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_interdict"))
            .current_dir(folder)
            .args(["check", "--watch", "--format", "short"])
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let told = BufReader::new(child.stderr.take().unwrap());
        let mut watching = Self(child, told);
        watching.checked();
        watching
    }

    /// Waits until it has checked once more.
    fn checked(&mut self) {
        let mut line = String::new();
        while line != "watching; Ctrl-C ends\n" {
            line.clear();
            assert_ne!(self.1.read_line(&mut line).unwrap(), 0, "it ended");
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const RIFLES: &str = "item,from,to,date\nassault rifles,CHN,PRK,2018\n";
const RICE: &str = "item,from,to,date\nrice,CHN,IND,2018\n";

#[test]
fn a_change_is_checked_again_and_the_output_is_none() {
    let folder = scratch("watch", "records");
    let (table, found) = (folder.join("table.csv"), folder.join("found.txt"));
    write(&table, RIFLES).unwrap();
    // The whole folder is read, and the output lies in it.
    let mut watching = Watching::begin(&folder, &["-o", "found.txt", "."]);
    assert!(read_to_string(&found).unwrap().contains("prohibited"));
    for _ in 0..2 {
        write(&table, RICE).unwrap();
        watching.checked();
        assert!(!read_to_string(&found).unwrap().contains("prohibited"));
        // As editors do: another file takes its place.
        write(folder.join(".table.new"), RIFLES).unwrap();
        std::fs::rename(folder.join(".table.new"), &table).unwrap();
        watching.checked();
        assert!(read_to_string(&found).unwrap().contains("prohibited"));
    }
}

#[test]
fn rules_are_read_again_and_their_errors_end_nothing() {
    let folder = scratch("watch", "rules");
    let (rules, found) = (folder.join("own.rule"), folder.join("found.txt"));
    let rule = |clause: &str| {
        format!(
            "category rice \"Rice\"\n  words \"rice\"\n\nresolution 1 adopted 2001-01-01\n  regime test\n\n\
             paragraph 1 \"No rice\"\n  {clause} of rice\n  checked  \"nowhere\"\n"
        )
    };
    write(folder.join("table.csv"), RICE).unwrap();
    write(&rules, rule("forbids supply to IND")).unwrap();
    let arguments = ["--rules", "own.rule", "-o", "found.txt", "table.csv"];
    let mut watching = Watching::begin(&folder, &arguments);
    assert!(read_to_string(&found).unwrap().contains("prohibited"));
    write(&rules, rule("forbid supply to IND")).unwrap();
    watching.checked();
    write(&rules, rule("forbids supply to PRK")).unwrap();
    watching.checked();
    assert!(!read_to_string(&found).unwrap().contains("prohibited"));
}

#[test]
fn what_cannot_be_watched_is_told() {
    for (arguments, said) in [
        (
            ["check", "--watch", "-"],
            "standard input cannot be read again",
        ),
        (
            ["check", "--watch", "nowhere/at/all.csv"],
            "cannot watch: `",
        ),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
        let output = command
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(status(&output), 2);
        assert!(err(&output).contains(said), "{}", err(&output));
    }
}
