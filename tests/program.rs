//! The program from outside: arguments, exit statuses, output.

mod support;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use support::{err, out, status};

const CASES: &str = "cases/dprk/2023-09-kim-visit.ron";

fn interdict(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments);
    command
        .env("COLUMNS", "90")
        .env("NO_COLOR", "1")
        .env_remove("NO_GRAPHICS");
    command.stdin(Stdio::null()).output().unwrap()
}

fn with_input(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_interdict"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

/// A folder of this test's own.
fn scratch(name: &str) -> PathBuf {
    support::scratch("program", name)
}

#[test]
fn check_finds_what_the_articles_report() {
    let run = interdict(&["check", CASES, "--format", "short"]);
    assert_eq!(status(&run), 1);
    let text = out(&run);
    assert!(
        text.contains("attack-drones: prohibited by S/RES/2270 (2016) ¶6"),
        "{text}"
    );
    assert!(
        text.contains("attack-drones: prohibited by S/RES/1874 (2009) ¶10"),
        "{text}"
    );
    assert!(text.contains("food-aid: clear"), "{text}");
    assert!(err(&run).contains("8  prohibited"), "{}", err(&run));
    assert!(err(&interdict(&["check", CASES, "--quiet"])).is_empty());
}

#[test]
fn every_exit_status_has_its_case() {
    let record = |fields: &str| format!("({fields}, from: \"RUS\", to: \"PRK\")");
    let rifle = record("item: \"a rifle\", date: \"2023-09-13\"");
    let drone = record("item: \"drone\", date: \"2015\"");
    let food = record("item: \"rice\", date: \"2015\"");
    let notice = record("item: \"a rifle\", date: \"2012\"");
    let check = |records: &str, level: &str| {
        status(&with_input(&["check", "-", "--fail-on", level], records))
    };
    assert_eq!(check(&food, "prohibited"), 0);
    assert_eq!(check(&rifle, "prohibited"), 1);
    assert_eq!(check(&rifle, "never"), 0);
    assert_eq!(check(&notice, "prohibited"), 0);
    assert_eq!(check(&notice, "restricted"), 1);
    assert_eq!(check(&drone, "prohibited"), 3);
    assert_eq!(check(&drone, "undetermined"), 1);
    assert_eq!(check("(item: 3)", "prohibited"), 2);
    assert_eq!(check(&format!("[{rifle}, (itm: \"x\")]"), "prohibited"), 4);
    assert_eq!(status(&interdict(&["check", "no-such-file.ron"])), 2);
    assert_eq!(
        status(&interdict(&["check", CASES, "--rules", "Cargo.toml"])),
        2
    );
    assert_eq!(status(&interdict(&["check", "README.md"])), 2);
    assert_eq!(status(&interdict(&["check"])), 2);
}

#[test]
fn a_table_is_checked_like_any_other_file() {
    let folder = scratch("table");
    let table = "ID,Item,From,To,Date,Colour,facts.used\r\n\
        a,\"rifles, \"\"AK\"\" magazines\",RUS,North Korea,2023-09-13,black,no\r\n\
        b,rice,RUS,PRK,2023-09-13,,\r\n";
    let path = folder.join("transfers.csv");
    std::fs::write(&path, table).unwrap();
    let run = interdict(&["check", path.to_str().unwrap(), "--format", "short"]);
    assert_eq!(status(&run), 1, "{}", err(&run));
    assert!(
        out(&run).contains("a: prohibited by S/RES/2270 (2016) ¶6"),
        "{}",
        out(&run)
    );
    // A column that is not read is told, and keeps no record out.
    let told = err(&run);
    assert!(told.contains("the column `Colour` is not read"), "{told}");
    let pretty = out(&interdict(&["check", path.to_str().unwrap()]));
    assert!(pretty.contains("AK\"\" magazines"), "{pretty}");
    for text in [
        table.replace(',', "\t"),
        table.replace("b,rice,RUS", "b,rice"),
    ] {
        let run = with_input(&["check", "-"], &text);
        let expected = if text.contains('\t') { 1 } else { 4 };
        assert_eq!(status(&run), expected, "{}", err(&run));
    }
    std::fs::write(folder.join("transfers.tsv"), table.replace(',', "\t")).unwrap();
    let run = interdict(&["check", folder.to_str().unwrap(), "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out(&run)).unwrap();
    assert_eq!(report["summary"]["records"], 4);
    let help = out(&interdict(&["check", "--help"]));
    assert!(help.contains(".csv") && help.contains(".tsv"), "{help}");
}

#[test]
fn a_date_on_the_command_line_stands_in_for_the_records_own() {
    let run = interdict(&["check", CASES, "--format", "ndjson", "--on", "2012-01-01"]);
    let lines: Vec<serde_json::Value> = out(&run)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let rifle = lines
        .iter()
        .find(|record| record["id"] == "rifle-to-kim")
        .unwrap();
    assert_eq!(rifle["verdict"], "restricted");
    assert_eq!(rifle["findings"][0]["paragraph"], "1874/10");
}

#[test]
fn json_has_the_names_that_scripts_rely_on() {
    let run = interdict(&["check", CASES, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out(&run)).unwrap();
    assert_eq!(report["schema"], 1);
    assert_eq!(report["summary"]["records"], 13);
    assert_eq!(report["summary"]["prohibited"], 8);
    assert_eq!(report["rules"]["sha256"].as_str().unwrap().len(), 64);
    let drones = &report["records"][0];
    assert_eq!(
        (&drones["id"], &drones["verdict"]),
        (&"attack-drones".into(), &"prohibited".into())
    );
    assert_eq!(drones["categories"][0]["id"], "attack_uav");
    let text =
        std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(CASES)).unwrap();
    let span = |value: &serde_json::Value| {
        let at = |index: usize| usize::try_from(value[index].as_u64().unwrap()).unwrap();
        text[at(0)..at(1)].to_owned()
    };
    assert_eq!(
        span(&drones["categories"][0]["span"]),
        "one-way attack drones"
    );
    let register = drones["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["paragraph"] == "1718/8(a)(i)");
    let missing = register.unwrap()["missing"].as_array().unwrap();
    assert!(
        missing.iter().any(|one| one["fact"] == "range"),
        "{missing:?}"
    );
    for finding in drones["findings"].as_array().unwrap() {
        let because = finding["because"].as_array().unwrap();
        assert!(!because.is_empty());
        for one in because.iter().filter(|one| one["span"].is_array()) {
            assert!(!span(&one["span"]).is_empty());
        }
    }
}

#[test]
fn a_copy_of_the_built_in_rules_gives_the_same() {
    let folder = scratch("copied-rules");
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut open = vec![source.clone()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                // The folders are left behind and the names change: neither may matter.
                let name = path
                    .strip_prefix(&source)
                    .unwrap()
                    .to_string_lossy()
                    .replace('/', "-");
                std::fs::copy(&path, folder.join(format!("z-{name}"))).unwrap();
            }
        }
    }
    let own = interdict(&["check", CASES, "--format", "json"]);
    let copied = interdict(&[
        "check",
        CASES,
        "--format",
        "json",
        "--rules",
        folder.to_str().unwrap(),
    ]);
    let without_files = |output: &Output| {
        let mut report: serde_json::Value = serde_json::from_str(&out(output)).unwrap();
        for record in report["records"].as_array_mut().unwrap() {
            for finding in record["findings"].as_array_mut().unwrap() {
                for because in finding["because"].as_array_mut().unwrap() {
                    because.as_object_mut().unwrap().remove("rule_file");
                }
            }
        }
        report
    };
    assert_eq!(without_files(&own), without_files(&copied));
}

#[test]
fn an_output_file_appears_whole_or_not_at_all() {
    let folder = scratch("output");
    let path = folder.join("report.json");
    let run = interdict(&[
        "check",
        CASES,
        "--format",
        "json",
        "--output",
        path.to_str().unwrap(),
    ]);
    assert_eq!(status(&run), 1);
    assert!(run.stdout.is_empty());
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    let nowhere = folder.join("missing").join("report.json");
    let run = interdict(&["check", CASES, "--output", nowhere.to_str().unwrap()]);
    assert_eq!(status(&run), 2);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
}

/// A pipe or device is written to, never replaced by a file.
#[cfg(unix)]
#[test]
fn a_pipe_is_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let pipe = scratch("pipe").join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    let run = interdict(&[
        "check",
        CASES,
        "--quiet",
        "--output",
        pipe.to_str().unwrap(),
    ]);
    assert_eq!(status(&run), 1);
    assert!(reader.join().unwrap().contains("attack-drones: prohibited"));
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
}

/// A record stands for another only where all that is said of it but its own words is the same, and
/// is named by its place, as ids come again in other files.
/// A report fits the terminal that it is read in, and is as wide everywhere in a file.
#[cfg(unix)]
#[test]
fn lines_are_as_wide_as_the_terminal() {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{Winsize, tcsetwinsize};
    use std::io::Read;

    let widest = |text: &str| {
        text.lines()
            .map(|line| line.trim_end().chars().count())
            .max()
    };
    let case = "cases/dprk/2023-09-kim-visit.ron";
    let arguments = ["check", "--color", "never", "-q", case];
    for (columns, least) in [(72, 60), (140, 110)] {
        let host = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&host).unwrap();
        unlockpt(&host).unwrap();
        let size = Winsize {
            ws_row: 50,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&host, size).unwrap();
        let name = ptsname(&host, Vec::new()).unwrap().into_string().unwrap();
        let terminal = std::fs::File::options()
            .read(true)
            .write(true)
            .open(name)
            .unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
        command
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(arguments);
        command
            .env_remove("COLUMNS")
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        let mut child = command.stdout(terminal).spawn().unwrap();
        drop(command);
        // Once the child has ended, reading what it left ends with an error.
        let mut said = Vec::new();
        let _ = std::fs::File::from(host).read_to_end(&mut said);
        child.wait().unwrap();
        let text = String::from_utf8(said).unwrap();
        let widest = widest(&text).unwrap();
        assert!(
            widest <= usize::from(columns) && widest > least,
            "{widest}:\n{text}"
        );
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments);
    let to_pipe = out(&command.env_remove("COLUMNS").output().unwrap());
    assert!(widest(&to_pipe).unwrap() <= 100);
}

#[test]
fn folded_records_name_the_one_that_is_told() {
    let folder = scratch("folding");
    let table = |item: &str| format!("item,from,to,date\n{item},RUS,PRK,2018\n");
    std::fs::write(folder.join("a.csv"), table("assault rifle")).unwrap();
    std::fs::write(folder.join("b.csv"), table("lathe")).unwrap();
    std::fs::write(folder.join("c.csv"), table("assault rifles")).unwrap();
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let text = out(&interdict(&[
        "check",
        "-q",
        &path("a.csv"),
        &path("b.csv"),
        &path("c.csv"),
    ]));
    assert!(
        text.contains(&format!("\n  as `1` ({}:2) above\n", path("a.csv"))),
        "{text}"
    );
    assert_eq!(text.matches(" above\n").count(), 1, "{text}");

    let long = "of no known use, ".repeat(8) + "isotope thing";
    let unknown = ["flux capacitor", &long].map(|item| {
        format!(
            "{{\"item\": \"{item}\", \"from\": \"RUS\", \"to\": \"PRK\", \"date\": \"2018\"}}\n"
        )
    });
    std::fs::write(folder.join("unknown.jsonl"), unknown.concat()).unwrap();
    let text = out(&interdict(&["check", "-q", &path("unknown.jsonl")]));
    assert!(
        text.contains("\"isotope thing\": nothing is known"),
        "{text}"
    );
    assert!(!text.contains(" above\n"), "{text}");
}

/// Against no paragraph every record would be clear.
#[test]
fn rules_without_a_paragraph_check_nothing() {
    let rules = scratch("no-paragraph").join("goods.rule");
    std::fs::write(&rules, "category rice \"Rice\"\n  words \"rice\"\n").unwrap();
    let run = interdict(&["check", "--rules", rules.to_str().unwrap(), CASES]);
    assert_eq!(status(&run), 2);
    assert!(
        err(&run).contains("the rules hold no paragraph"),
        "{}",
        err(&run)
    );
    assert_eq!(out(&run), "");
}

/// A file that is one very long line is shown in stretches around what is said of it.
#[test]
fn a_file_of_one_long_line_gives_short_reports() {
    let record = r#"{"item": "a rifle", "from": "RUS", "to": "PRK", "date": "2023-09-13"}"#;
    let path = scratch("line").join("line.json");
    std::fs::write(&path, format!("[{}]", vec![record; 1200].join(", "))).unwrap();
    let run = interdict(&["check", path.to_str().unwrap(), "--quiet"]);
    let text = out(&run);
    assert_eq!(text.matches("prohibited by S/RES/2270").count(), 1);
    assert_eq!(text.matches("\n  as `1` (").count(), 1199);
    assert!(text.contains("\n1199 records are told as ones above"));
    let run = interdict(&["check", path.to_str().unwrap(), "--quiet", "--full"]);
    assert_eq!(status(&run), 1);
    let text = out(&run);
    assert_eq!(text.matches("prohibited by S/RES/2270").count(), 1200);
    assert!(text.len() < 1200 * 5000, "{}", text.len());
}

/// Whoever reads the output may stop: the run goes on, and its status is that of all records.
#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_changes_nothing() {
    for command in ["check", "test"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_interdict"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args([command, CASES])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        drop(child.stderr.take());
        let expected = if command == "check" { 1 } else { 0 };
        assert_eq!(child.wait().unwrap().code(), Some(expected), "{command}");
    }
}

/// Other rules change in the year that the date may be any day of; those that say something do not.
#[test]
fn a_rough_date_is_asked_for_only_where_it_matters() {
    let header = "item,from,to,date\n";
    let short = |row: &str| {
        let run = with_input(
            &["check", "-q", "--format", "short", "-"],
            &[header, row].concat(),
        );
        out(&run)
    };
    let steady = short("ammunition,CHN,PRK,2018\n");
    assert!(steady.contains("(missing: item)"), "{steady}");
    assert!(!steady.contains("date"), "{steady}");
    // The measure begins on 22 December.
    let begins = short("tractors,CHN,PRK,2017\n");
    assert!(begins.contains("2397 (2017) ¶7"), "{begins}");
    assert!(begins.contains("(missing: date"), "{begins}");
}

/// Nothing makes it covered, and that is no fault of the search.
#[test]
fn of_days_that_are_all_clear_or_exempt_it_is_said_which_are() {
    let table = "hs,from,to,date,facts.committee_approved\n8701,CHN,PRK,2017,yes\n";
    let mut folder = scratch("by-day");
    folder.push("a.csv");
    std::fs::write(&folder, table).unwrap();
    let mut check = Command::new(env!("CARGO_BIN_EXE_interdict"));
    check.arg("check").arg(&folder).env("COLUMNS", "200");
    let text = out(&check.output().unwrap());
    let said = "on no day would it be prohibited: it is clear if date < 2017-12-22, and exempt if \
        date >= 2017-12-22";
    assert!(text.contains(said), "{text}");
    assert!(!text.contains("no set of up to three"), "{text}");
}

/// What was judged as of another day is not to be taken for what holds on the record's own.
#[test]
fn a_day_on_the_command_line_is_told_in_every_form() {
    let folder = scratch("as-of");
    let file = folder.join("a.csv");
    let rows = "id,item,from,to,date\na,assault rifles,RUS,PRK,2023-09-13\nb,rice,RUS,PRK,2023\n";
    std::fs::write(&file, rows).unwrap();
    let file = file.to_str().unwrap();
    for form in [
        "pretty", "short", "json", "ndjson", "github", "md", "sarif", "html",
    ] {
        let run = interdict(&["check", "-q", "--on", "2016-03-01", "--format", form, file]);
        let text = out(&run);
        let told = text.matches("as of 2016-03-01").count() + text.matches("\"as_of\"").count();
        let least = if matches!(form, "github" | "sarif") {
            1
        } else {
            2
        };
        assert!(told >= least, "{form}: {text}");
        // The record's own date is no day on which that is in force.
        assert!(!text.contains("`2023-09-13`: in force"), "{form}: {text}");
        assert!(!text.contains("\"2023-09-13\": in force"), "{form}: {text}");
    }
    let run = interdict(&["check", "-q", "--on", "2016-03-01", "--format", "csv", file]);
    let rows: Vec<String> = out(&run).lines().map(str::to_owned).collect();
    assert!(
        rows.len() > 1 && rows[0].ends_with(",date,as_of,in_all"),
        "{rows:?}"
    );
    assert!(rows[1].contains(",2023-09-13,2016-03-01,"), "{rows:?}");
}

#[test]
fn a_day_on_the_command_line_is_read_like_any_date() {
    for (day, says) in [
        ("2023-13-01", "no day"),
        ("2023", "a single day"),
        ("soon", "not a date"),
    ] {
        let run = interdict(&["check", CASES, "--on", day]);
        assert_eq!(status(&run), 2);
        assert!(err(&run).contains(says), "{}", err(&run));
    }
}

/// Several phrases of a category find the same words.
#[test]
fn classify_names_words_once() {
    let run = out(&interdict(&["classify", "rifle scope"]));
    assert!(run.contains("weapon_parts: “rifle scope”\n"), "{run}");
}

#[test]
fn classify_names_the_words_that_decided() {
    let run = interdict(&["classify", "two boxes of AK magazines and rice"]);
    assert_eq!(status(&run), 0);
    let text = out(&run);
    assert!(
        text.contains("weapon_parts: “AK magazines”") && text.contains("food: “rice”"),
        "{text}"
    );
    let run = interdict(&[
        "classify",
        "--format",
        "ndjson",
        "drone",
        "toy drone",
        "assault rifles",
        "zzyzx",
    ]);
    let arms: Vec<String> = out(&run)
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["arms"].to_string())
        .collect();
    assert_eq!(arms, ["\"possible\"", "false", "true", "false"]);
    let unknown: serde_json::Value =
        serde_json::from_str(out(&run).lines().last().unwrap()).unwrap();
    assert_eq!(unknown["categories"], serde_json::json!([]));
    assert_eq!(status(&interdict(&["classify", "--hs", "drone"])), 2);
    let run = interdict(&["classify", "--hs", "9306.21", "workshop goods"]);
    assert!(
        out(&run).contains("small_arms_ammunition: code"),
        "{}",
        out(&run)
    );
}

#[test]
fn test_tells_what_was_not_as_expected() {
    let run = interdict(&["test", "cases"]);
    assert_eq!(
        (status(&run), out(&run).contains(" 0 failed")),
        (0, true),
        "{}",
        out(&run)
    );
    let folder = scratch("unmet");
    let path = folder.join("wrong.ron");
    let case = "(item: \"a rifle\", from: \"RUS\", to: \"PRK\", date: \"2023\",\n expect: (verdict: clear, never: [\"2270/6\"]))";
    std::fs::write(&path, case).unwrap();
    let run = interdict(&["test", path.to_str().unwrap()]);
    assert_eq!(status(&run), 1);
    let text = out(&run);
    assert!(text.contains("expected clear, found prohibited"), "{text}");
    assert!(
        text.contains("2270/6 says prohibited, and never should"),
        "{text}"
    );
    assert!(text.contains("wrong.ron:2:"), "{text}");
}

/// What ended before a measure began never lifts it, and what lifts it for some time says for which.
#[test]
fn explain_tells_what_can_lift_a_measure_at_some_time() {
    let late = out(&interdict(&["explain", "2397/5"]));
    assert!(!late.contains("lifted by 2321/46"), "{late}");
    assert!(!late.contains("lifted by 2375/26"), "{late}");
    let whole = "lifted by 2397/25: What the Committee approves case by case\n";
    assert!(late.contains(whole), "{late}");
    let early = out(&interdict(&["explain", "2375/14"]));
    let part =
        "lifted by 2397/25: What the Committee approves case by case (in force from 2017-12-22)\n";
    assert!(early.contains(part), "{early}");
    let ended = out(&interdict(&["explain", "2321/26"]));
    assert!(ended.contains("lifted by 2321/46"), "{ended}");
}

const LAW: &str = r#"resolution 9100 adopted 2020-01-01
  regime    test

paragraph 1 "No arms"
  forbids      supply to ISL of weapons
  unconfirmed  "a sample"

category weapons "Weapons"
  words    "rifle"
"#;

/// A folder may hold rules beside cases: all of them count.
#[test]
fn test_tries_the_cases_of_a_folder_that_holds_rules_too() {
    let folder = scratch("mixed");
    for (name, text) in [
        ("rules/a.rule", LAW),
        ("rules/coverage.csv", "paragraph,state\n1,done\n"),
        ("rules/README.md", "what these are"),
        ("package.json", "{\"name\": \"rules\", \"private\": true}"),
        ("editor.json", "{ // a comment\n \"tab\": 2 }"),
        (
            "cases/case.ron",
            "(item: \"a rifle\", to: \"ISL\", date: \"2021\", expect: (verdict: clear))",
        ),
    ] {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let name = folder.to_str().unwrap();
    let run = interdict(&["test", name]);
    assert_eq!(status(&run), 1, "{}", err(&run));
    assert!(out(&run).contains("cases/case.ron:1:"), "{}", out(&run));
    assert!(out(&run).contains("0 passed, 1 failed"), "{}", out(&run));
    let junit = interdict(&["test", "--format", "junit", name]);
    assert!(out(&junit).contains("case.ron"), "{}", out(&junit));
    for file in ["package.json", "editor.json"] {
        let said = format!("{file}` is passed over: it names no `item`");
        assert!(err(&run).contains(&said), "{}", err(&run));
    }
    assert_eq!(err(&interdict(&["test", "--quiet", name])), "");
    // What may be meant as a case is read as one.
    std::fs::write(folder.join("slip.json"), "{\"expekt\": 1, \"item\": \"a\"}").unwrap();
    let run_with_slip = interdict(&["test", name]);
    assert_eq!(status(&run_with_slip), 4, "{}", err(&run_with_slip));
    std::fs::remove_file(folder.join("slip.json")).unwrap();
    let (rules, cases) = (folder.join("rules"), folder.join("cases"));
    let apart = interdict(&["test", rules.to_str().unwrap(), cases.to_str().unwrap()]);
    assert_eq!((status(&apart), out(&apart)), (1, out(&run)));
    let twice = interdict(&["test", name, name]);
    assert_eq!(out(&twice), out(&run));
}

/// Where the built-in rules are used though something was named, that is said.
#[test]
fn test_says_which_rules_it_takes() {
    let folder = scratch("no-rules");
    std::fs::write(folder.join("r.rules"), LAW).unwrap();
    let name = folder.to_str().unwrap();
    for more in [vec![], vec!["--format", "junit"], vec!["--quiet"]] {
        let run = interdict(&[vec!["test", name], more].concat());
        assert_eq!(status(&run), 2);
        assert!(
            err(&run).contains("holds no rule file and no file of cases"),
            "{}",
            err(&run)
        );
        assert!(!out(&run).contains("passed"), "{}", out(&run));
    }
    let said = "no rule file is named; the built-in rules are used\n";
    assert_eq!(err(&interdict(&["test", "--cases", "0", CASES])), said);
    for silent in [
        vec!["test", "--cases", "0", CASES, "--quiet"],
        vec!["test", "--cases", "0", CASES, "builtin"],
        vec!["test", "--cases", "0"],
    ] {
        assert_eq!(err(&interdict(&silent)), "", "{silent:?}");
    }
}

#[test]
fn explain_says_why_and_why_not() {
    let why = interdict(&["explain", CASES, "rifle-to-kim", "2397/7"]);
    assert_eq!(status(&why), 0);
    let text = out(&why);
    assert!(text.contains("says nothing on 2023-09-13"), "{text}");
    assert!(
        text.contains("no code that rifle_carbine can have lies in"),
        "{text}"
    );
    let early = interdict(&["explain", CASES, "rifle-to-kim", "1874/10"]);
    assert!(
        out(&early).contains("no longer in force since 2016-03-02"),
        "{}",
        out(&early)
    );
    let paragraph = interdict(&["explain", "1874/10"]);
    let text = out(&paragraph);
    assert!(
        text.contains("no longer from 2016-03-02, replaced by 2270/6"),
        "{text}"
    );
    assert!(text.contains("amended by 2270/6"), "{text}");
    for formal in ["S/RES/1874 (2009) ¶10", "1874 (2009), para. 10"] {
        assert_eq!(out(&interdict(&["explain", formal])), text, "{formal}");
    }
    let formal = ["explain", CASES, "rifle-to-kim", "S/RES/1874 (2009) ¶10"];
    assert_eq!(out(&interdict(&formal)), out(&early));
    let whole = out(&interdict(&["explain", "1718"]));
    let lines: Vec<&str> = whole.lines().collect();
    assert!(lines.len() > 3, "{whole}");
    for line in lines {
        assert!(line.starts_with("S/RES/1718 (2006) ¶8("), "{line}");
    }
    assert_eq!(out(&interdict(&["explain", "S/RES/1718 (2006)"])), whole);
    assert_eq!(out(&interdict(&["explain", "1718/8"])), whole);
    let other = err(&interdict(&["explain", "S/RES/2270 (2017) ¶6"]));
    assert_eq!(other, "resolution 2270 is of 2016, not of 2017\n");
    for wrong in [
        vec!["explain", "2270/66"],
        vec!["explain", "2271"],
        vec!["explain", CASES, "rifle-to-kim", "1718"],
        vec!["explain", "nonsense"],
        vec!["explain", CASES],
        vec!["explain", CASES, "rifle"],
        vec!["explain", CASES, "rifle-to-kim", "9/9"],
    ] {
        let run = interdict(&wrong);
        assert_eq!(status(&run), 2, "{wrong:?}");
        assert!(!err(&run).is_empty());
    }
}

#[test]
fn rules_lists_what_is_loaded() {
    let text = out(&interdict(&["rules"]));
    for part in [
        "2270/6",
        "unconfirmed",
        "military_use_determined",
        "attack_uav",
        "sha256 ",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

/// A rule file in another form, and in the one that `fmt` gives it.
const UNFORMED: &str =
    "# media\nactor media \"Journalists\"#all\n\n\n\nfact used \"Used?\"\n if  silent no\n";
const FORMED: &str =
    "# media\nactor media \"Journalists\"  #all\n\nfact used \"Used?\"\n  if silent no\n";

#[test]
fn fmt_gives_files_their_form_and_names_them() {
    let folder = scratch("fmt");
    let (inner, path) = (folder.join("inner"), folder.join("inner/a.rule"));
    std::fs::create_dir(&inner).unwrap();
    std::fs::write(&path, UNFORMED).unwrap();
    std::fs::write(folder.join("b.rule"), FORMED).unwrap();
    std::fs::write(folder.join("notes.txt"), "  x").unwrap();
    let folder = folder.to_str().unwrap();

    let check = interdict(&["fmt", "--check", folder]);
    assert_eq!((status(&check), out(&check).lines().count()), (1, 1));
    assert!(out(&check).contains("inner/a.rule"), "{}", out(&check));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), UNFORMED);

    let run = interdict(&["fmt", folder]);
    assert_eq!((status(&run), out(&run)), (0, out(&check)));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), FORMED);
    assert_eq!(std::fs::read_dir(&inner).unwrap().count(), 1);

    for arguments in [vec!["fmt", folder], vec!["fmt", "--check", folder]] {
        let again = interdict(&arguments);
        assert_eq!((status(&again), out(&again).as_str()), (0, ""));
    }
}

#[test]
fn fmt_leaves_broken_files_alone_and_does_the_others() {
    let folder = scratch("fmt-broken");
    let (broken, sound) = (folder.join("a.rule"), folder.join("b.rule"));
    let text = "fact used  \"Used?\"\n   if silent perhaps\ncategory x\n";
    std::fs::write(&broken, text).unwrap();
    std::fs::write(folder.join("c.rule"), b"actor media \"\xff\"").unwrap();
    std::fs::write(&sound, UNFORMED).unwrap();
    let folder = folder.to_str().unwrap();
    let run = interdict(&["fmt", folder]);
    assert_eq!(status(&run), 2);
    let said = err(&run);
    for part in ["a.rule:2:", "a.rule:3:", "it has 2 errors", "not UTF-8"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(std::fs::read_to_string(&broken).unwrap(), text);
    assert_eq!(std::fs::read_to_string(&sound).unwrap(), FORMED);
    assert_eq!(status(&interdict(&["fmt", "--check", folder])), 2);
    for nothing in [
        vec!["fmt"],
        vec!["fmt", "cases"],
        vec!["fmt", "no-such.rule"],
    ] {
        let run = interdict(&nothing);
        assert_eq!(
            (status(&run), err(&run).is_empty()),
            (2, false),
            "{nothing:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn what_tools_keep_below_a_folder_is_passed_over() {
    let folder = scratch("passed-over");
    for inner in [".git", "node_modules", "target"] {
        std::fs::create_dir(folder.join(inner)).unwrap();
        std::fs::write(folder.join(inner).join("a.rule"), UNFORMED).unwrap();
        std::fs::write(folder.join(inner).join("a.ron"), "(").unwrap();
    }
    std::fs::write(folder.join("target/CACHEDIR.TAG"), "").unwrap();
    std::fs::write(folder.join("b.rule"), LAW).unwrap();
    let pipe = folder.join("pipe.rule");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let record = "(item: \"a rifle\", to: \"PRK\", date: \"2021\")";
    std::fs::write(folder.join("b.ron"), record).unwrap();
    let name = folder.to_str().unwrap();

    let check = interdict(&["fmt", "--check", name]);
    assert_eq!((status(&check), out(&check).as_str()), (0, ""));
    assert_eq!(status(&interdict(&["rules", "--rules", name])), 0);
    assert_eq!(status(&interdict(&["lint", name])), 0);
    let records = interdict(&["check", "--rules", name, name]);
    assert_eq!(status(&records), 0, "{}", err(&records));
    let hidden = folder.join(".git");
    let named = interdict(&["fmt", "--check", hidden.to_str().unwrap()]);
    assert_eq!(status(&named), 1);
}

#[test]
fn rules_that_are_no_text_are_told_by_line() {
    let path = scratch("no-text").join("a.rule");
    std::fs::write(&path, b"actor media \"x\"\nfact used \"\xff\"\n").unwrap();
    let name = path.to_str().unwrap();
    for command in ["fmt", "lint", "test"] {
        let run = interdict(&[command, name]);
        assert_eq!(status(&run), 2);
        let said = err(&run).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("(line 2, byte 27)"), "{command}: {said}");
        assert!(said.contains("save it as UTF-8"), "{command}: {said}");
        assert!(!said.contains("--encoding"), "{command}: {said}");
        assert!(!said.contains("give a `.rule`"), "{command}: {said}");
    }
}

#[test]
fn lsp_says_why_it_ends_unasked() {
    for (arguments, input, reason) in [
        (vec!["lsp"], "hello\n", "the header has no colon"),
        (vec!["lsp"], "", "the input ended before"),
        (
            vec!["lsp", "--rules", "no-such-folder"],
            "",
            "cannot read `no-such-folder`: there is no such file\n",
        ),
    ] {
        let run = with_input(&arguments, input);
        assert_eq!(status(&run), 1);
        assert!(err(&run).contains(reason), "{reason}: {}", err(&run));
    }
}

#[test]
fn fmt_reads_standard_input() {
    let run = with_input(&["fmt", "-"], UNFORMED);
    assert_eq!((status(&run), out(&run).as_str()), (0, FORMED));
    let run = with_input(&["fmt", "-"], FORMED);
    assert_eq!((status(&run), out(&run).as_str()), (0, FORMED));
    let run = with_input(&["fmt", "--check", "-"], UNFORMED);
    assert_eq!(
        (status(&run), out(&run).as_str()),
        (1, "<standard input>\n")
    );
    let run = with_input(&["fmt", "--check", "-"], FORMED);
    assert_eq!((status(&run), out(&run).as_str()), (0, ""));
    let broken = "fact used \"Used?\n";
    let run = with_input(&["fmt", "-"], broken);
    assert_eq!((status(&run), out(&run).as_str()), (2, ""));
    let path = scratch("fmt-output").join("draft.rule");
    let arguments = ["fmt", "-", "--output", path.to_str().unwrap()];
    assert_eq!(status(&with_input(&arguments, UNFORMED)), 0);
    assert_eq!(status(&with_input(&arguments, broken)), 2);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), FORMED);
}

#[cfg(unix)]
#[test]
fn fmt_keeps_permissions_and_links() {
    use std::os::unix::fs::PermissionsExt;
    let folder = scratch("fmt-links");
    let (file, link) = (folder.join("a.txt"), folder.join("link.rule"));
    std::fs::write(&file, UNFORMED).unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("a.txt", &link).unwrap();
    assert_eq!(status(&interdict(&["fmt", link.to_str().unwrap()])), 0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), FORMED);
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    std::fs::write(&file, UNFORMED).unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o440)).unwrap();
    let run = interdict(&["fmt", file.to_str().unwrap()]);
    assert_eq!((status(&run), err(&run).contains("read-only")), (2, true));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), UNFORMED);
}

#[test]
fn every_command_has_help_with_an_example() {
    for command in [
        "check", "classify", "explain", "fmt", "map", "rules", "test",
    ] {
        let run = interdict(&[command, "--help"]);
        assert_eq!(status(&run), 0);
        assert!(
            out(&run).contains(&format!("interdict {command}")),
            "{command}"
        );
        assert!(out(&run).contains("Example"), "{command}");
    }
}

/// A link that leads back to its folder is no reason to read the folder again and again.
#[cfg(unix)]
#[test]
fn links_and_names_of_one_file_lead_to_it_once() {
    use std::os::unix::fs::symlink;
    let folder = scratch("links");
    std::fs::write(folder.join("b.csv"), "item,to\nrice,PRK\n").unwrap();
    std::fs::write(folder.join("media.rule"), "actor guild \"A guild\"\n").unwrap();
    symlink(&folder, folder.join("itself")).unwrap();
    symlink("b.csv", folder.join("a.csv")).unwrap();
    let name = folder.to_str().unwrap();
    let file = folder.join("b.csv");
    let file = file.to_str().unwrap();

    let run = interdict(&["check", name, "--format", "ndjson"]);
    assert_eq!((status(&run), out(&run).lines().count()), (0, 1));
    assert!(out(&run).contains("/links/a.csv\""), "{}", out(&run));
    let run = interdict(&["check", file, name, "--format", "ndjson"]);
    assert_eq!(out(&run).lines().count(), 1);
    assert!(!err(&run).contains("named again"), "{}", err(&run));
    let run = interdict(&["check", file, file, "--format", "ndjson"]);
    assert_eq!((status(&run), out(&run).lines().count()), (0, 1));
    assert!(err(&run).contains("b.csv` is named again"), "{}", err(&run));

    for arguments in [
        vec!["rules", "--rules", "builtin", "--rules", name],
        vec![
            "rules", "--rules", name, "--rules", "builtin", "--rules", name,
        ],
        vec!["rules", "--rules", "builtin", "--rules", "builtin"],
        vec!["test", "builtin", name],
        vec!["fmt", "--check", name],
    ] {
        let run = interdict(&arguments);
        let said = err(&run);
        assert!(!said.contains("declared"), "{arguments:?}: {said}");
        if arguments[0] == "rules" {
            assert_eq!(status(&run), 0, "{arguments:?}: {said}");
        }
    }
}

#[test]
fn a_file_that_is_not_there_is_told_so() {
    for name in ["no-such-file", "no-such-file.csv", "no/such.ron"] {
        let run = interdict(&["check", name]);
        let expected = format!("cannot read `{name}`: there is no such file\n");
        assert!(err(&run).starts_with(&expected), "{}", err(&run));
        assert_eq!(status(&run), 2);
    }
    let said = err(&interdict(&["check", "README.md"]));
    assert!(said.contains("its name tells no format"), "{said}");
}

/// Records are counted, not what is wrong with them; of that only the beginning is drawn, and
/// JSON has all.
#[test]
fn what_could_not_be_read_is_counted_by_records() {
    let count = |input: &str| {
        let run = with_input(&["check", "-", "--format", "json"], input);
        let report: serde_json::Value = serde_json::from_str(&out(&run)).unwrap();
        let (summary, faults) = (&report["summary"], &report["faults"]);
        let number = |value: &serde_json::Value| value.as_u64().unwrap();
        let counts = (number(&summary["records"]), number(&summary["unread"]));
        (counts, faults.as_array().unwrap().clone(), run)
    };
    let row = "rice,Korea,20.5.2016,many\n";
    let table = format!(
        "item,to,date,quantity,colour\nrice,PRK,2016,1,\n{}",
        row.repeat(30)
    );
    let table = table.replace("many", "many,");
    let (counts, faults, run) = count(&table);
    assert_eq!((counts, faults.len()), ((1, 30), 91));
    assert_eq!(status(&run), 4);
    let said = err(&run);
    assert!(said.contains("    30  not read\n"), "{said}");
    assert!(
        said.contains("70 more errors; `interdict check --format json`"),
        "{said}"
    );
    let drawn = said.lines().filter(|line| line.starts_with("record::"));
    assert_eq!(drawn.count(), 21, "{said}");
    assert_eq!(faults[0]["code"], "record::unknown_column");
    assert_eq!(faults[0]["severity"], "warning");
    assert_eq!(faults[1]["severity"], "error");
    assert_eq!(faults[1]["line"], 3);
    assert!(faults[1]["help"].as_str().unwrap().contains("PRK"));

    for (input, counts, status_due) in [
        ("item,to\nrice,PRK\n", (1, 0), 0),
        // Rows whose columns are not known, and nothing at all.
        ("item,item\nrice,rice\nflour,flour\n", (0, 2), 2),
        ("", (0, 0), 2),
        // A fault between records keeps none out.
        ("[(item: \"rice\") (item: \"flour\")]", (2, 0), 4),
        ("[(item: \"rice\"), 3, (itm: 4, too: 5)]", (1, 2), 4),
        ("{\"item\": \"rice\"}\n{\"item\": }\n[]\n", (1, 2), 4),
        ("(titel: \"x\", transfers: [(item: \"rice\")])", (1, 0), 4),
        ("(transfers: (item: \"rice\"))", (0, 1), 2),
    ] {
        let (found, _, run) = count(input);
        assert_eq!((found, status(&run)), (counts, status_due), "{input}");
    }
}

/// What spreadsheets and other programs write is read, where it can have one meaning only.
#[test]
fn tables_are_read_as_programs_write_them() {
    for text in [
        "sep=;\nitem;from;to\na rifle;RUS;PRK\n",
        "\u{feff}\"sep=\t\"\r\nitem\tfrom\tto\r\na rifle\tRUS\tPRK\r\n",
        "item|from|to\na rifle|RUS|PRK\n",
        // Empty cells behind the last one, in the header or below it.
        "item,from,to\na rifle,RUS,PRK,,\n",
        "item,from,to,,\na rifle,RUS,PRK,,\n",
        "item,from,to\ra rifle,RUS,PRK\r",
        // What text copied from a page brings along.
        "item,from,to\na rifle,RUS\u{200b},\u{a0}PRK\n",
        "{\"item\": \"rice\"}\r{\"item\": \"a rifle\", \"from\": \"RUS\", \"to\": \"PRK\"}\r",
    ] {
        let day = ["check", "-", "--on", "2023-09-13", "--format", "short"];
        let run = with_input(&day, text);
        assert_eq!(status(&run), 1, "{text:?}: {}", err(&run));
        assert!(out(&run).contains("prohibited by S/RES/2270"), "{text:?}");
    }
    let run = with_input(&["check", "-"], "item,from,to\na rifle,RUS,PRK,,x\n");
    assert_eq!(status(&run), 2, "{}", out(&run));
}

#[test]
fn what_is_no_text_is_told_so() {
    let folder = scratch("bytes");
    for (bytes, says) in [
        (b"PK\x03\x04\x14\xff".to_vec(), "it is a ZIP archive"),
        (
            b"item\ncaf\xe9\n".to_vec(),
            "it is not UTF-8 text (line 2, byte 8)",
        ),
    ] {
        let path = folder.join("a.csv");
        std::fs::write(&path, bytes).unwrap();
        let run = interdict(&["check", path.to_str().unwrap()]);
        assert_eq!(status(&run), 2);
        assert!(err(&run).contains(says), "{}", err(&run));
    }
}

/// A table of one transfer that is prohibited, and whose words are not all of ASCII.
const RIFLE: &str = "item,from,to,date,consignee\nassault rifles,CHN,PRK,2018,Café Brød\n";

#[test]
fn other_encodings_and_packed_files_are_read() {
    let folder = scratch("encodings");
    let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(RIFLE.encode_utf16());
        units.flat_map(order).collect()
    };
    let western: Vec<u8> = RIFLE
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(RIFLE.as_bytes()).unwrap();
    for (name, bytes, more) in [
        ("little.csv", wide(u16::to_le_bytes), &[][..]),
        ("big.csv", wide(u16::to_be_bytes), &[]),
        ("western.csv", western, &["--encoding", "windows-1252"]),
        ("a.csv.gz", packed.finish().unwrap(), &[]),
        (
            "a.CSV.zst",
            zstd::encode_all(RIFLE.as_bytes(), 1).unwrap(),
            &[],
        ),
    ] {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        for format in ["short", "json"] {
            let arguments = ["check", path.to_str().unwrap(), "--format", format];
            let run = interdict(&[&arguments[..], more].concat());
            assert_eq!(status(&run), 1, "{name}: {}", err(&run));
            assert!(out(&run).contains("2270"), "{name}: {}", out(&run));
        }
    }
    let run = interdict(&["check", "--encoding", "morse", "a.csv"]);
    assert_eq!(status(&run), 2);
    assert!(err(&run).contains("no such encoding"), "{}", err(&run));
}

#[test]
fn a_folder_without_records_is_told_so() {
    let folder = scratch("no-records");
    std::fs::write(folder.join("notes.txt"), "rice").unwrap();
    let run = interdict(&["check", folder.to_str().unwrap()]);
    assert_eq!(status(&run), 2);
    assert!(err(&run).contains("names end in .ron"), "{}", err(&run));
}

#[test]
fn descriptions_that_cannot_be_read_are_told_by_line() {
    let path = scratch("descriptions").join("a.jsonl");
    let long = format!("{{\"text\": \"{}\"}}", "rifle ".repeat(3000));
    let lines = [
        "null",
        "{\"text\": 1}",
        &long,
        "{\"text\": \"rice\"}",
        "{\"text\":",
    ];
    std::fs::write(&path, lines.join("\n")).unwrap();
    let run = interdict(&["classify", "--file", path.to_str().unwrap()]);
    assert_eq!(status(&run), 4);
    let said = err(&run);
    for part in [
        "a.jsonl:1: a description is written",
        "a.jsonl:2: invalid type: integer `1`, expected a string, column 10",
        "a.jsonl:3: `text` is 18000 bytes long; the limit is 16384",
        "a.jsonl:5: EOF",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let run = interdict(&["classify", "--file", "no-such-file"]);
    assert_eq!(
        (status(&run), err(&run).contains("no such file")),
        (2, true)
    );
}

/// A name with line breaks makes up no line of its own.
#[test]
fn a_name_stays_on_its_line() {
    let record = r#"{"id": "a\nb: clear\r\n", "item": "rice", "to": "PRK", "date": "2016"}"#;
    for format in ["short", "pretty"] {
        let run = with_input(&["check", "-", "--format", format], record);
        let text = out(&run);
        assert!(text.contains(r"a\u{a}b: clear\u{d}\u{a}: "), "{text}");
        assert!(!text.lines().any(|line| line.starts_with('b')), "{text}");
    }
}

#[test]
fn findings_are_written_as_a_table() {
    let run = with_input(
        &["check", "-", "--format", "csv", "-q"],
        "id,item,from,to,date\n\"a \"\"1\"\"\",\"rifles, used\",CHN,PRK,2018\nb,rice,CHN,IND,2018\n",
    );
    assert_eq!(status(&run), 1);
    let text = out(&run);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let place = |name: &str, header: &csv::StringRecord| {
        header.iter().position(|column| column == name).unwrap()
    };
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(!rows.is_empty());
    for row in &rows {
        assert_eq!(&row[place("id", &header)], "a \"1\"");
        assert_eq!(&row[place("item", &header)], "rifles, used");
        assert_eq!(&row[place("to", &header)], "PRK");
        assert_eq!(&row[place("date", &header)], "2018");
    }
    assert!(
        rows.iter()
            .any(|row| &row[place("paragraph", &header)] == "2270/6")
    );
}

#[test]
fn only_some_verdicts_are_shown_and_all_are_counted() {
    let text = "item,from,to,date\nrifles,CHN,PRK,2018\nrice,CHN,IND,2018\n";
    for format in ["short", "ndjson", "json", "pretty"] {
        let run = with_input(
            &["check", "-", "--format", format, "--only", "exempt,clear"],
            text,
        );
        assert_eq!(status(&run), 1, "{format}: {}", err(&run));
        assert!(!out(&run).contains("2270"), "{format}: {}", out(&run));
        assert!(out(&run).contains("clear"), "{format}: {}", out(&run));
        assert!(err(&run).contains("prohibited"), "{format}: {}", err(&run));
    }
    let run = interdict(&["check", "--only", "forbidden", "-"]);
    assert!(
        err(&run).contains("the verdicts are prohibited"),
        "{}",
        err(&run)
    );
}

#[test]
fn a_summary_counts_by_paragraph_countries_and_month() {
    let rows = "rifles,CHN,PRK,2018-03-01\n".repeat(3) + "rifles,,PRK,2018\nrice,CHN,IND,2018-04\n";
    let run = with_input(
        &["check", "-", "--summary", "-q"],
        &format!("item,from,to,date\n{rows}"),
    );
    assert_eq!(status(&run), 1, "{}", err(&run));
    let text = out(&run);
    let words = |name: &str| -> Vec<String> {
        let line = text.lines().find(|line| line.starts_with(name));
        let line = line.unwrap_or_else(|| panic!("{name}: {text}"));
        line[name.len()..]
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(words("all records"), ["4", "-", "-", "-", "-", "1"]);
    assert_eq!(words("2270/6"), ["4", "-", "-", "-", "-", "-"]);
    assert_eq!(words("CHN to PRK"), ["3", "-", "-", "-", "-", "-"]);
    assert_eq!(words("? to PRK"), ["1", "-", "-", "-", "-", "-"]);
    assert_eq!(words("2018-03"), ["3", "-", "-", "-", "-", "-"]);
    assert_eq!(words("no month"), ["1", "-", "-", "-", "-", "-"]);
    assert!(!text.contains("IND") && !text.contains("2018-04"), "{text}");
}

#[test]
fn an_account_says_where_a_date_is_not_stated() {
    let table = "item,quantity,unit,to,from\ndiesel fuel,5,bbl,PRK,CHN\n";
    let ran = with_input(&["check", "-", "--ledger", "--format", "short"], table);
    assert!(
        out(&ran).contains("\n  no date stated  1  5, perhaps covered"),
        "{}",
        out(&ran)
    );
}

#[test]
fn what_cannot_be_written_is_not_told_to_be_unread() {
    let to = "no/such/folder/out.txt";
    let ran = interdict(&["check", CASES, "--format", "short", "-o", to]);
    assert_eq!(status(&ran), 2);
    assert!(
        !err(&ran).contains("no record could be read"),
        "{}",
        err(&ran)
    );
    assert!(
        err(&ran).starts_with("cannot write the output: "),
        "{}",
        err(&ran)
    );
}

#[test]
fn prove_says_of_a_single_property_whether_it_holds_for_all_records() {
    let prove = |that: &str| interdict(&["prove", "--that", that]);
    let holds = prove("for every record where hs in 93 and to is PRK expect never by 2397/7");
    assert_eq!(status(&holds), 0, "{}", err(&holds));
    assert_eq!(out(&holds), "1 proved, 0 refuted\n");
    let broken = prove("for every record where item is food and to is PRK expect clear or exempt");
    assert_eq!(status(&broken), 1);
    let text = out(&broken);
    assert!(text.contains("refuted: the property asked for"), "{text}");
    assert!(text.contains("\n(\n    category: \"food\",\n"), "{text}");
    assert!(text.contains("0 proved, 1 refuted"), "{text}");
    let nothing = prove(
        "for every record where to is PRK and to is IRN and date < 1900-01-01 and date >= 1900-01-01 expect clear",
    );
    assert_eq!(status(&nothing), 1);
    assert!(out(&nothing).contains("about nothing"), "{}", out(&nothing));
    let wrong = prove("for every record where item is arm expect clear");
    assert_eq!(status(&wrong), 2);
    assert!(err(&wrong).contains("did you mean"), "{}", err(&wrong));
    assert_eq!(status(&prove("rifles are bad")), 2);
}

/// A reader with knitwear must not conclude that only silk is meant.
#[test]
fn all_codes_that_would_do_are_named() {
    let folder = scratch("codes");
    let file = folder.join("r.json");
    let records = r#"[{"id": "a", "item": "widgets", "from": "PRK", "to": "CHN", "date": "2019-03-03"},
        {"id": "b", "item": "widgets", "from": "CHN", "to": "PRK", "date": "2019-03-03"}]"#;
    std::fs::write(&file, records).unwrap();
    let run = interdict(&["check", "-q", "--full", file.to_str().unwrap()]);
    let text = out(&run);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("it would be prohibited if hs in 50-63 "),
        "{text}"
    );
    assert!(
        text.contains("it would be prohibited if hs in 72-83, or if hs in 84"),
        "{text}"
    );
}

/// Rules come from others as records do.
#[test]
fn nothing_that_rules_say_acts_on_a_terminal() {
    let folder = scratch("rules-escape");
    let (rules, record) = (folder.join("a.rule"), folder.join("r.json"));
    let text = "resolution 900 adopted 2010-01-01\n  regime test\n\n\
        category rice \"Rice\u{1b}]0;a\u{7}\"\n  words \"rice\"\n\n\
        fact said \"Is it \u{1b}[2J so?\"\n\n\
        paragraph 1 \"Harmless\u{1b}[1A\"\n  forbids supply to PRK of rice\n  when said\n  \
        disputed \"te\u{202e}xt\"\n  note \"n\u{1b}[31m\"\n";
    std::fs::write(&rules, text).unwrap();
    let rice = r#"{"id": "a", "item": "rice", "from": "CHN", "to": "PRK", "date": "2012-01-01"}"#;
    std::fs::write(&record, rice).unwrap();
    let (rules, record) = (rules.to_str().unwrap(), record.to_str().unwrap());
    for arguments in [
        &["rules"][..],
        &["explain", "900/1"],
        &["explain", "900"],
        &["explain", record, "a"],
        &["explain", record, "a", "900/1"],
        &["check", record],
        &["check", record, "--full"],
        &["check", record, "--format", "csv"],
        &["check", record, "--format", "md"],
        &["check", record, "--format", "github"],
    ] {
        let run = interdict(&[arguments, &["--rules", rules]].concat());
        let text = out(&run) + &err(&run);
        assert!(text.len() > 20, "{arguments:?}");
        let acts = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(acts), "{arguments:?}: {text:?}");
    }
}

#[test]
fn prove_adds_a_file_of_properties_to_the_rules() {
    let folder = scratch("prove");
    let file = folder.join("mine.rule");
    let text = "property \"no rifle\"\n  for every record where item is arms and to is PRK and not committee_approved \
                and date >= 2016-03-02 and date < 2017-01-01\n  expect prohibited or exempt by 2270/6\n";
    std::fs::write(&file, text).unwrap();
    let run = interdict(&["prove", file.to_str().unwrap()]);
    assert_eq!(out(&run), "1 proved, 0 refuted\n", "{}", err(&run));
    std::fs::write(&file, "").unwrap();
    assert_eq!(status(&interdict(&["prove", file.to_str().unwrap()])), 2);
}
