//! Large and strange files: what is read of them, what is said, and what is left behind when a run
//! ends early.

mod support;

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use support::{err, out, status};

/// The program with these arguments, not yet run.
fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .env("COLUMNS", "90")
        .env("NO_COLOR", "1")
        .env_remove("NO_GRAPHICS")
        .stdin(Stdio::null());
    command
}

fn interdict(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

/// A folder of this test's own.
fn scratch(name: &str) -> PathBuf {
    support::scratch("large", name)
}

/// Checks a file of these bytes, with a line for each finding.
fn check(name: &str, bytes: impl AsRef<[u8]>) -> Output {
    let path = scratch(name).join("a.csv");
    std::fs::write(&path, bytes).unwrap();
    interdict(&["check", path.to_str().unwrap(), "--format", "short"])
}

/// A table of many pieces: rice, with a rifle in every hundredth row, and a ragged row near the end.
fn many_rows() -> String {
    let mut text = String::from("item,quantity,unit,from,to,date,remarks\n");
    for row in 0..3_000 {
        let (item, to) = if row % 100 == 99 {
            ("assault rifles", "PRK")
        } else {
            ("\"rice, \nin bags\"", "IND")
        };
        text.push_str(&format!(
            "{item},{row},kg,CHN,{to},2018,{}\n",
            "x".repeat(300)
        ));
    }
    let end = text.trim_end().rfind('\n').unwrap() + 1;
    text.insert_str(end, "ragged\n");
    text
}

#[test]
fn large_tables_are_read_in_pieces_on_any_number_of_threads() {
    let folder = scratch("pieces");
    let path = folder.join("large.csv");
    std::fs::write(&path, many_rows()).unwrap();
    let path = path.to_str().unwrap();
    let runs = ["1", "2", "5"]
        .map(|jobs| interdict(&["check", path, "--format", "ndjson", "--jobs", jobs]));
    for run in &runs {
        assert_eq!(status(run), 4, "{}", err(run));
        assert_eq!(run.stdout, runs[0].stdout);
        assert_eq!(run.stderr, runs[0].stderr);
    }
    let text = out(&runs[0]);
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let whole = interdict(&["check", path, "--format", "json"]);
    let whole: serde_json::Value = serde_json::from_slice(&whole.stdout).unwrap();
    assert_eq!(serde_json::Value::Array(lines), whole["records"]);
    assert!(err(&runs[0]).contains("ragged"), "{}", err(&runs[0]));
}

#[test]
fn limits_add_up_over_the_pieces_of_a_file() {
    let folder = scratch("limits");
    let path = folder.join("oil.csv");
    let mut text =
        String::from("id,item,quantity,unit,from,to,date,facts.notified_to_committee,remarks\n");
    let oil = |id: &str, quantity: u32, month: u32| {
        format!("{id},diesel fuel,{quantity},bbl,CHN,PRK,2019-{month:02}-05,yes,\n")
    };
    text.push_str(&oil("late", 200_000, 9));
    text.push_str(&format!("r,rice,1,kg,CHN,IND,2019-01-01,,{}\n", "x".repeat(500)).repeat(1_500));
    text.push_str(&oil("early", 400_000, 1));
    std::fs::write(&path, text).unwrap();
    let run = interdict(&[
        "check",
        path.to_str().unwrap(),
        "--format",
        "short",
        "--ledger",
        "-q",
    ]);
    let out = out(&run);
    let first = out.lines().next().unwrap();
    assert!(
        first.contains("late: prohibited by S/RES/2397 (2017) ¶5"),
        "{first}"
    );
    assert!(out.contains("early: exempt"), "{out}");
    assert_eq!(
        out.lines().filter(|line| line.contains(": r: ")).count(),
        1_500
    );
}

#[test]
fn what_stands_before_a_broken_end_is_checked() {
    let folder = scratch("broken-end");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(many_rows().as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let cut = packed[..packed.len() / 2].to_vec();
    let mut bad = many_rows().into_bytes();
    let middle = bad.len() / 2;
    bad[middle] = 0xff;
    for (name, bytes) in [("cut.csv.gz", cut), ("bad.csv", bad)] {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        let run = interdict(&["check", path.to_str().unwrap(), "--format", "short"]);
        assert_eq!(status(&run), 2, "{name}");
        assert!(err(&run).contains("cannot read"), "{name}: {}", err(&run));
        let found = out(&run)
            .lines()
            .filter(|line| line.contains("prohibited"))
            .count();
        assert!((3..30).contains(&found), "{name}: {found}");
    }
}

#[test]
fn a_line_beyond_all_measure_is_left_out() {
    let folder = scratch("long-line");
    let path = folder.join("long.csv");
    let long = "x".repeat(4 * 1024 * 1024 + 1);
    let rifle = "rifles,CHN,PRK,2018\n";
    std::fs::write(&path, format!("item,from,to,date\n{rifle}{long}\n{rifle}")).unwrap();
    let run = interdict(&["check", path.to_str().unwrap(), "--format", "short"]);
    assert_eq!(status(&run), 4, "{}", err(&run));
    assert!(
        err(&run).contains("begins in line 3 is longer"),
        "{}",
        err(&run)
    );
    let text = out(&run);
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines
            .iter()
            .any(|line| line.contains("long.csv:2: 1: prohibited")),
        "{text}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains("long.csv:4: 2: prohibited")),
        "{text}"
    );
}

/// A write that fails ends the run: it does not wait for threads that wait for it.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_a_long_run() {
    let folder = scratch("full");
    let path = folder.join("large.csv");
    std::fs::write(&path, many_rows().repeat(3)).unwrap();
    let run = interdict(&[
        "check",
        path.to_str().unwrap(),
        "-o",
        "/dev/full",
        "--jobs",
        "1",
    ]);
    assert_eq!(status(&run), 2);
    assert!(
        err(&run).contains("cannot write the output"),
        "{}",
        err(&run)
    );
}

#[test]
fn a_file_cut_in_the_middle_of_a_row_is_read_up_to_there() {
    // Inside a quoted cell, so that the last quote is missing too.
    for (end, says) in [(",CH", "differ in length"), (",\"CH", "is never closed")] {
        let text = many_rows();
        let rows = text.matches("kg,CHN").count();
        let run = check("cut", format!("{text}rice,1,kg{end}"));
        assert_eq!(status(&run), 4, "{}", err(&run));
        assert!(err(&run).contains(says), "{}", err(&run));
        let clear = out(&run)
            .lines()
            .filter(|line| line.ends_with("clear"))
            .count();
        // In every hundredth row there is a rifle.
        assert_eq!(clear, rows - rows / 100, "{end}");
    }
}

#[test]
fn ten_thousand_columns_are_refused_with_one_fault() {
    let names: Vec<String> = (0..10_000).map(|column| format!("c{column}")).collect();
    let table = format!("item,{}\nrice{}\n", names.join(","), ",x".repeat(10_000));
    let run = check("columns", &table);
    assert_eq!(status(&run), 2);
    assert!(
        err(&run).contains("more than 1000 columns"),
        "{}",
        err(&run)
    );
    assert!(err(&run).len() < 2_000, "{}", err(&run));
    // As many in a row below a short header.
    let run = check(
        "columns",
        format!("item,to\nrice{}\nrice,IND\n", ",x".repeat(10_000)),
    );
    assert_eq!(status(&run), 4);
    assert!(err(&run).contains("10001 and 2 cells"), "{}", err(&run));
    assert!(out(&run).contains("2: clear"), "{}", out(&run));
}

#[test]
fn nul_bytes_cost_their_rows() {
    let run = check("nul", "item,to\nrice,IND\nri\0ce,IND\n\0\0\0\nrice,IND\n");
    assert_eq!(status(&run), 4);
    assert!(err(&run).contains("a NUL character"), "{}", err(&run));
    assert_eq!(out(&run).matches(": clear").count(), 2, "{}", out(&run));
}

#[test]
fn an_empty_file_is_told_so() {
    for (name, text) in [("empty", ""), ("blank", "\n \r\n\n"), ("mark", "\u{feff}")] {
        let run = check(name, text);
        assert_eq!(status(&run), 2, "{name}");
        assert!(err(&run).contains("no record"), "{name}: {}", err(&run));
        assert!(run.stdout.is_empty(), "{name}");
    }
}

#[test]
fn a_file_of_several_pieces_without_a_record_is_told_so() {
    let blank = format!("item,to\n{}", " , \n".repeat(200_000));
    let run = check("no-record", blank);
    assert_eq!(status(&run), 2);
    assert!(
        err(&run).contains("no record could be read"),
        "{}",
        err(&run)
    );
}

#[test]
fn a_folder_that_is_named_like_a_file_is_read_as_a_folder() {
    let folder = scratch("folder").join("a.csv");
    std::fs::create_dir(&folder).unwrap();
    let run = interdict(&["check", folder.to_str().unwrap()]);
    assert_eq!(status(&run), 2);
    assert!(
        err(&run).contains("no file of records was found"),
        "{}",
        err(&run)
    );
    std::fs::write(folder.join("b.csv"), "item,to\nrice,IND\n").unwrap();
    assert_eq!(status(&interdict(&["check", folder.to_str().unwrap()])), 0);
    // A mapping is one file.
    let run = interdict(&["check", "--map", folder.to_str().unwrap(), "a.csv"]);
    assert_eq!(status(&run), 2);
    assert!(
        err(&run).contains("cannot read the mapping"),
        "{}",
        err(&run)
    );
}

#[test]
fn the_same_large_file_named_twice_is_read_once() {
    let path = scratch("twice").join("a.csv");
    std::fs::write(&path, many_rows()).unwrap();
    let path = path.to_str().unwrap();
    let once = interdict(&["check", path, "--format", "short"]);
    let twice = interdict(&["check", path, path, "--format", "short"]);
    assert_eq!(once.stdout, twice.stdout);
    assert_eq!(status(&once), status(&twice));
    assert!(err(&twice).contains("is named again"), "{}", err(&twice));
}

/// Whoever reads the output of a long run may stop early: the run ends as it would have.
#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_in_a_long_run_changes_nothing() {
    let path = scratch("reader").join("a.csv");
    std::fs::write(&path, many_rows().repeat(3)).unwrap();
    let path = path.to_str().unwrap();
    let whole = interdict(&["check", path, "--format", "ndjson"]);
    let mut child = program(&["check", path, "--format", "ndjson"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut reader = child.stdout.take().unwrap();
    reader.read_exact(&mut [0; 100]).unwrap();
    drop(reader);
    let run = child.wait_with_output().unwrap();
    assert_eq!(run.status.code(), whole.status.code());
    assert_eq!(err(&run), err(&whole));
}

/// A run that reads what this test writes, and writes to a file in a folder of its own.
#[cfg(unix)]
fn run_with_output(folder: &std::path::Path) -> Child {
    let path = folder.join("report.csv");
    let before = files(folder).len();
    let arguments = [
        "check",
        "-",
        "--format",
        "csv",
        "-o",
        path.to_str().unwrap(),
    ];
    let mut child = program(&arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let table = "item,to\nrice,IND\n".repeat(20);
    child
        .stdin
        .as_mut()
        .unwrap()
        .write_all(table.as_bytes())
        .unwrap();
    // Its output is in the making as soon as one more file is there.
    while files(folder).len() <= before {
        assert!(child.try_wait().unwrap().is_none(), "it ended");
        std::thread::yield_now();
    }
    child
}

#[cfg(unix)]
fn files(folder: &std::path::Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// What a signal ends leaves nothing: no output, and no file in the making beside its place.
#[cfg(unix)]
#[test]
fn a_run_that_is_interrupted_leaves_nothing_behind() {
    use std::os::unix::process::ExitStatusExt;
    for (name, number) in [("INT", 2), ("TERM", 15)] {
        let folder = scratch(&format!("signal-{name}"));
        let mut child = run_with_output(&folder);
        let signal = Command::new("kill")
            .args(["-s", name, &child.id().to_string()])
            .status();
        assert!(signal.unwrap().success());
        let status = child.wait().unwrap();
        assert_eq!(status.signal(), Some(number), "{status}");
        assert!(files(&folder).is_empty(), "{name}");
    }
}

/// What was there before stays as it was.
#[cfg(unix)]
#[test]
fn a_run_that_is_interrupted_leaves_the_old_output() {
    let folder = scratch("signal-old");
    let path = folder.join("report.csv");
    std::fs::write(&path, "old").unwrap();
    let mut child = run_with_output(&folder);
    let signal = Command::new("kill")
        .args(["-s", "INT", &child.id().to_string()])
        .status();
    assert!(signal.unwrap().success());
    child.wait().unwrap();
    assert_eq!(files(&folder), std::slice::from_ref(&path));
    assert_eq!(std::fs::read_to_string(path).unwrap(), "old");
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_how_to_get_it() {
    let folder = scratch("no-parquet");
    let (table, other) = (folder.join("a.parquet"), folder.join("a.csv"));
    std::fs::write(&table, "PAR1").unwrap();
    std::fs::write(&other, "item\nrice\n").unwrap();
    for arguments in [
        ["check", table.to_str().unwrap(), "--format", "short"],
        ["check", other.to_str().unwrap(), "--format", "parquet"],
    ] {
        let run = Command::new(env!("CARGO_BIN_EXE_interdict"))
            .args(arguments)
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(2));
        let said = String::from_utf8(run.stderr).unwrap();
        assert!(said.contains("with `--features parquet`"), "{said}");
    }
}

#[test]
fn nothing_runs_what_a_record_says_and_dates_are_as_understood() {
    let folder = scratch("formulas");
    let (table, map) = (folder.join("a.csv"), folder.join("map.toml"));
    let rows = "Nr,Goods,To,Sent\n=1+1,@rifles,PRK,05.06.2018\n-2,rifles\u{1b}[2J,PRK,06.06.2018\n";
    std::fs::write(&table, rows).unwrap();
    let fields = "[fields]\nid = 'Nr'\nitem = 'Goods'\nto = 'To'\n";
    for (date, first, second) in [
        (
            "date = { column = 'Sent', format = 'DD.MM.YYYY' }\n",
            "2018-06-05",
            "2018-06-06",
        ),
        ("date = { constant = '2018-06' }\n", "2018-06", "2018-06"),
    ] {
        std::fs::write(&map, format!("{fields}{date}")).unwrap();
        let run = Command::new(env!("CARGO_BIN_EXE_interdict"))
            .args(["check", "--format", "csv", "--map"])
            .args([&map, &table])
            .output()
            .unwrap();
        let (found, said) = (String::from_utf8(run.stdout), String::from_utf8(run.stderr));
        let (found, said) = (found.unwrap(), said.unwrap());
        assert!(
            found.contains(",'=1+1,") && found.contains(",'@rifles,"),
            "{found}{said}"
        );
        assert!(found.contains(",'-2,"), "{found}");
        assert!(found.contains(",rifles\\u{1b}[2J,"), "{found}");
        let ends = |day: &str| {
            found
                .lines()
                .any(|line| line.contains(&format!(",PRK,{day},,")))
        };
        assert!(ends(first) && ends(second), "{found}");
    }
}
