//! `interdict ask`, and records written down again as cases.

mod support;

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use interdict::check::{Checker, names};
use interdict::law::RuleSet;
use interdict::record::{Draft, Format, Record, read};
use interdict::source::SourceFile;
use support::{err, out, status};

const CASE: &str = "cases/dprk/2023-09-kim-visit.ron";

fn ask(arguments: &[&str], answers: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_interdict"));
    program.arg("ask").args(arguments);
    program.current_dir(env!("CARGO_MANIFEST_DIR"));
    program.env("COLUMNS", "90").env_remove("NO_GRAPHICS");
    let piped = program.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = piped.stderr(Stdio::piped()).spawn().unwrap();
    // It may have stopped before it reads.
    let _ = child.stdin.take().unwrap().write_all(answers.as_bytes());
    child.wait_with_output().unwrap()
}

/// Standard error, then standard output.
fn shown(output: &Output) -> String {
    format!("{}\n--\n{}", err(output), out(output))
}

#[test]
fn questions_are_put_until_none_is_left() {
    let answers = "maybe\nno\n\n300\nyes\n\n\n\n\n\n\n\n";
    let output = ask(&[CASE, "recon-drone"], answers);
    assert_eq!(status(&output), 0);
    insta::assert_snapshot!(shown(&output));
}

#[test]
fn every_kind_of_question_takes_an_answer() {
    let path = support::scratch("ask", "kinds").join("tank.ron");
    std::fs::write(&path, r#"[(id: "tank", item: "T-62 main battle tank"), (id: "drone", item: "drone", from: "CHN", to: "PRK", date: "2018")]"#).unwrap();
    let path = path.to_str().unwrap();
    let tank = ask(
        &[path, "tank"],
        "Narnia\n2016-13\n2016-04\nno\nNarnia\nyes\n",
    );
    insta::assert_snapshot!("tank", shown(&tank));
    let drone = ask(&[path, "drone"], "with two bombs\n88a\n8802\nperhaps\nq\n");
    insta::assert_snapshot!("drone", shown(&drone));
}

/// The code that a source states is not lost to an answer about other goods.
#[test]
fn a_stated_code_is_only_made_longer() {
    let path = support::scratch("ask", "code").join("coal.json");
    let coal = r#"{"id": "a", "item": "coal and widgets", "hs": "2701", "from": "PRK", "to": "CHN", "date": "2020-02-02"}"#;
    std::fs::write(&path, coal).unwrap();
    let text = shown(&ask(&[path.to_str().unwrap(), "a"], "50\nq\n"));
    assert!(text.contains("`50` is not under `2701`"), "{text}");
    assert!(text.contains("hs: \"2701\""), "{text}");
}

#[test]
fn who_stops_keeps_what_was_answered() {
    let output = ask(&[CASE, "recon-drone"], "no\nq\n");
    assert_eq!(status(&output), 0);
    let text = shown(&output);
    assert!(text.contains("\"military_specification\": false"), "{text}");
    let nobody = ask(&[CASE, "recon-drone"], "");
    assert_eq!(status(&nobody), 0);
    assert!(!shown(&nobody).contains("facts"));
}

/// The case holds one record, and the verdict was that among others.
#[test]
fn the_case_says_what_came_before_it() {
    let folder = support::scratch("ask", "total");
    let (table, case) = (folder.join("oil.csv"), folder.join("case.ron"));
    let rows = "id,item,quantity,unit,from,to,date,facts.notified_to_committee\n\
        a,diesel,300000,bbl,CHN,PRK,2018-06-01,yes\nb,diesel,,,CHN,PRK,2018-06-02,yes\n";
    std::fs::write(&table, rows).unwrap();
    let table = table.to_str().unwrap();
    let asked = ask(
        &[table, "b", "-o", case.to_str().unwrap()],
        "500 USD\n250000 bbl\n",
    );
    let said = err(&asked);
    assert!(
        said.contains("reported_total: 300000 bbl, by other records"),
        "{said}"
    );
    assert!(said.contains("`500 USD` is no amount in bbl"), "{said}");
    assert!(said.contains("undetermined becomes prohibited"), "{said}");
    let mut check = Command::new(env!("CARGO_BIN_EXE_interdict"));
    let checked = check.arg("check").arg(&case).output().unwrap();
    assert_eq!(status(&checked), 1, "{}", out(&checked));
    // What is known roughly can be told, and not written.
    let rough = rows.replace("2018-06-01", "2018-06");
    std::fs::write(table, rough).unwrap();
    let said = err(&ask(&[table, "b"], ""));
    assert!(said.contains("reported_total: 0 to 300000 bbl"), "{said}");
}

/// Bills of lading have several goods under one number.
#[test]
fn of_several_records_of_one_name_a_line_names_one() {
    let file = support::scratch("ask", "twice").join("a.csv");
    std::fs::write(&file, "id,item,from,to\n5,rice,RUS,PRK\n5,rifles,RUS,PRK\n").unwrap();
    let file = file.to_str().unwrap();
    let output = ask(&[file, "5"], "");
    assert_eq!((status(&output), out(&output)), (2, String::new()));
    let said = "2 records are named `5`, in lines 2, 3; name one with its line, as in `5:2`";
    assert!(err(&output).contains(said), "{}", err(&output));
    let rifles = ask(&[file, "5:3"], "");
    assert!(out(&rifles).contains("rifles"), "{}", shown(&rifles));
}

#[test]
fn a_record_that_is_not_there_is_named() {
    let output = ask(&[CASE, "recon-dron"], "");
    assert_eq!(status(&output), 2);
    assert!(shown(&output).contains("did you mean `recon-drone`?"));
    assert_eq!(status(&ask(&["nowhere.ron", "a"], "")), 2);
}

/// Written down again, a record says what it said.
#[test]
fn every_case_can_be_written_down_again() {
    let rules = RuleSet::builtin().unwrap();
    let checker = Checker::new(&rules);
    let names = names(&rules);
    let read_one = |file: &Arc<SourceFile>| -> Vec<Record> {
        let read = read(file, Format::Ron, &names);
        assert!(read.errors.is_empty(), "{}: {:?}", file.text(), read.errors);
        read.records
    };
    let mut seen = 0;
    for path in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/cases/dprk")).unwrap() {
        let text = std::fs::read_to_string(path.unwrap().path()).unwrap();
        for record in read_one(&SourceFile::new("case.ron", text)) {
            let draft = Draft::of(&record);
            let again = read_one(&SourceFile::new("again.ron", draft.named(&record.id)));
            assert_eq!(Draft::of(&again[0]), draft);
            assert_eq!(again[0].id, record.id);
            let verdict = |record| checker.check(record, None).verdict;
            assert_eq!(verdict(&again[0]), verdict(&record), "{draft}");
            seen += 1;
        }
    }
    assert!(seen > 40, "only {seen}");
}
