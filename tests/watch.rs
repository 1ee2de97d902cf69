//! `check --watch`: what is read is checked again once it changes, and nothing else is.

mod support;

use std::fs::{File, create_dir, read_to_string, remove_dir_all, rename, write};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use support::{err, scratch, status};

/// So long a test waits for what must come, that it may fail and not hang.
const GUARD: Duration = Duration::from_secs(60);

/// The program while it watches, and the lines that it says. It is ended when the test is.
struct Watching(Child, Receiver<String>);

impl Watching {
    fn begin(folder: &Path, arguments: &[&str]) -> Self {
        let mut watching = Self::spawn(folder, arguments, Stdio::null());
        watching.checked();
        watching
    }

    fn spawn(folder: &Path, arguments: &[&str], output: Stdio) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_interdict"))
            .current_dir(folder)
            .args(["check", "--watch", "--format", "short"])
            .args(arguments)
            .stdout(output)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stderr.take().unwrap());
        let (tell, told) = channel();
        std::thread::spawn(move || {
            said.lines()
                .map_while(Result::ok)
                .try_for_each(|line| tell.send(line))
        });
        Self(child, told)
    }

    /// Waits until it has checked once more.
    fn checked(&mut self) {
        while self.1.recv_timeout(GUARD).unwrap() != "watching; Ctrl-C ends" {}
    }

    /// Whether it says something in a while in which it would, had it checked again.
    fn says_more(&self) -> bool {
        self.1.recv_timeout(Duration::from_secs(2)).is_ok()
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
        rename(folder.join(".table.new"), &table).unwrap();
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

/// Whether what was found last is prohibited.
fn is_prohibited(folder: &Path) -> bool {
    let found = read_to_string(folder.join("found.txt")).unwrap_or_default();
    found.contains("prohibited")
}

/// Does something again and again until what is beside it is done.
fn meanwhile(again: impl Fn() + Sync, done: impl FnOnce()) {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Relaxed) {
                again();
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(done));
        over.store(true, Relaxed);
        done.unwrap();
    });
}

#[test]
fn a_folder_may_go_and_come() {
    let folder = scratch("watch", "folders");
    let inner = folder.join("in");
    // It is not there at first.
    let mut watching = Watching::begin(&folder, &["-o", "found.txt", "in"]);
    create_dir(&inner).unwrap();
    for _ in 0..2 {
        write(inner.join("table.csv"), RIFLES).unwrap();
        watching.checked();
        assert!(is_prohibited(&folder));
        write(inner.join("table.csv"), RICE).unwrap();
        watching.checked();
        assert!(!is_prohibited(&folder));
        remove_dir_all(&inner).unwrap();
        create_dir(&inner).unwrap();
        watching.checked();
        // Without a file in it nothing is read, and only the folder is another one.
        remove_dir_all(&inner).unwrap();
        create_dir(&inner).unwrap();
    }
}

#[test]
fn a_folder_of_rules_may_go_and_come() {
    let folder = scratch("watch", "rule-folders");
    let rules = folder.join("own");
    let broken = "resolution";
    write(folder.join("table.csv"), RICE).unwrap();
    create_dir(&rules).unwrap();
    write(rules.join("a.rule"), broken).unwrap();
    let mut watching = Watching::begin(&folder, &["--rules", "own", "table.csv"]);
    for _ in 0..2 {
        remove_dir_all(&rules).unwrap();
        create_dir(&rules).unwrap();
        watching.checked();
        write(rules.join("a.rule"), broken).unwrap();
        watching.checked();
    }
    // Rules are in files with their ending alone.
    write(rules.join("a.txt"), broken).unwrap();
    assert!(!watching.says_more());
}

#[cfg(unix)]
#[test]
fn a_link_may_lead_elsewhere() {
    use std::os::unix::fs::symlink;
    let folder = scratch("watch", "links");
    for (inner, text) in [("one", RIFLES), ("two", RICE)] {
        create_dir(folder.join(inner)).unwrap();
        write(folder.join(inner).join("table.csv"), text).unwrap();
    }
    let lead = |name: &str, target: &str| {
        symlink(target, folder.join("new")).unwrap();
        rename(folder.join("new"), folder.join(name)).unwrap();
    };
    // A link to a file, one to a folder, one on the way to a file, and one in a folder.
    create_dir(folder.join("links")).unwrap();
    for (name, input, targets) in [
        ("file.csv", "file.csv", ["one/table.csv", "two/table.csv"]),
        ("now", "now", ["one", "two"]),
        ("current", "current/table.csv", ["one", "two"]),
        (
            "links/inner.csv",
            "links",
            ["../one/table.csv", "../two/table.csv"],
        ),
    ] {
        let [one, two] = targets;
        lead(name, one);
        let mut watching = Watching::begin(&folder, &["-o", "found.txt", input]);
        assert!(is_prohibited(&folder), "{name}");
        lead(name, two);
        watching.checked();
        assert!(!is_prohibited(&folder), "{name}");
        // What it leads to now is watched, and what it led to no more.
        write(folder.join("two/table.csv"), RIFLES).unwrap();
        watching.checked();
        assert!(is_prohibited(&folder), "{name}");
        write(folder.join("two/table.csv"), RICE).unwrap();
        watching.checked();
        write(folder.join("one/table.csv"), RIFLES).unwrap();
        assert!(!watching.says_more(), "{name}");
    }
}

#[test]
fn a_file_with_a_leading_dot_is_watched() {
    let folder = scratch("watch", "dots");
    write(folder.join(".table.csv"), RICE).unwrap();
    let mut watching = Watching::begin(&folder, &["-o", "found.txt", ".table.csv"]);
    write(folder.join(".table.csv"), RIFLES).unwrap();
    watching.checked();
    assert!(is_prohibited(&folder));
}

#[test]
fn other_files_that_never_rest_hold_nothing_up() {
    let folder = scratch("watch", "restless");
    write(folder.join("table.csv"), RICE).unwrap();
    let mut watching = Watching::begin(&folder, &["-o", "found.txt", "table.csv"]);
    let other = || write(folder.join("other.csv"), RICE).unwrap();
    meanwhile(other, || {
        write(folder.join("table.csv"), RIFLES).unwrap();
        watching.checked();
    });
    assert!(is_prohibited(&folder));
    assert!(!watching.says_more());
    // The very file that is read: what it holds is checked all the same.
    let own = || write(folder.join("table.csv"), RICE).unwrap();
    meanwhile(own, || watching.checked());
}

#[test]
fn what_is_no_input_is_nothing_new() {
    let folder = scratch("watch", "log");
    let inner = folder.join("in");
    create_dir(&inner).unwrap();
    write(inner.join("table.csv"), RIFLES).unwrap();
    // What it says itself goes into the folder that it reads.
    let log = File::create(inner.join("log.txt")).unwrap();
    let mut watching = Watching::spawn(&folder, &["in"], log.into());
    watching.checked();
    assert!(!watching.says_more());
    assert!(
        read_to_string(inner.join("log.txt"))
            .unwrap()
            .contains("prohibited")
    );
    // What is packed is read.
    write(inner.join("more.csv.gz"), RICE).unwrap();
    watching.checked();
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_check_that_runs() {
    let folder = scratch("watch", "signals");
    let pipe = folder.join("table.csv");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    for signal in ["-TERM", "-INT"] {
        let mut watching = Watching::spawn(&folder, &["table.csv"], Stdio::null());
        // This goes on once the check reads, and it reads as long as this is open.
        let (opened, pipe) = (channel(), pipe.clone());
        std::thread::spawn(move || opened.0.send(File::options().write(true).open(pipe)));
        let open = opened.1.recv_timeout(GUARD).unwrap().unwrap();
        let id = watching.0.id().to_string();
        let told = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(told.success());
        assert!(!watching.0.wait().unwrap().success());
        // Both say no more: the other end of what they say it into is closed.
        let closed = Err(std::sync::mpsc::RecvTimeoutError::Disconnected);
        assert_eq!(watching.1.recv_timeout(GUARD), closed);
        drop(open);
    }
}
