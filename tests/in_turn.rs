//! Paragraphs of which each says something on some days of a rough date only, and one of them on each.

mod support;

use std::process::{Command, Output};

use serde_json::Value;
use support::{out, scratch, status};

const ROWS: &str = "id,item,hs,quantity,unit,from,to,date,facts.notified_to_committee\n\
    fuel,diesel fuel,2710,100,t,RUS,PRK,2017-10/2018-03,\n\
    coal,coal,2701,8000000,t,PRK,CHN,2017,\n\
    told,diesel fuel,2710,100,t,RUS,PRK,2017-10/2018-03,yes\n";

fn check(test: &str, form: &str) -> Output {
    let file = scratch("in-turn", test).join("rows.csv");
    std::fs::write(&file, ROWS).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_interdict"));
    program.env("COLUMNS", "90").env("NO_COLOR", "1");
    program.args(["check", "-q", "--format", form]).arg(file);
    program.output().unwrap()
}

const FUEL: &str = "on each day it is prohibited by 2375/14 on 2017-10-01/2017-12-31, by 2397/5 on \
    2018-01-01/2018-03-31";

#[test]
fn people_are_told_by_which_paragraph_on_which_days() {
    for form in ["short", "html", "md", "github", "sarif"] {
        let run = check("people", form);
        assert_eq!(status(&run), 1);
        let text = out(&run);
        assert_eq!(text.matches(FUEL).count(), 2, "{form}: {text}");
        assert!(text.contains("by 2321/26 on 2017-01-01/2017-08-04, by 2371/8"));
        // What is exempt is no annotation.
        let exempt = text.contains("on each day it is exempt by 2375/14");
        assert_eq!(exempt, form != "github", "{text}");
    }
    let pretty = out(&check("people", "pretty"));
    let pretty: Vec<&str> = pretty.split_whitespace().collect();
    assert_eq!(pretty.join(" ").matches(FUEL).count(), 2);
}

/// What is prohibited on every day is no mere doubt.
#[test]
fn programs_are_told_how_grave_it_is() {
    let github = out(&check("programs", "github"));
    let lines = |name: &str| {
        let lines = github.lines().filter(|line| line.contains("title=fuel"));
        lines.filter(|line| line.starts_with(name)).count()
    };
    assert_eq!((lines("::error "), lines("::warning ")), (2, 0), "{github}");
    let csv = out(&check("programs", "csv"));
    let row = |id: &str| csv.lines().find(|line| line.contains(&format!(",{id},")));
    let fuel = row("fuel").unwrap();
    assert!(fuel.contains(",fuel,undetermined,2375/14,"), "{fuel}");
    assert!(fuel.ends_with(",prohibited"), "{fuel}");
    assert!(row("told").unwrap().ends_with(",exempt"), "{csv}");
}

/// The two paragraphs stay undetermined whatever is answered, and the record does not.
#[test]
fn what_was_assumed_for_it_is_named() {
    let json: Value = serde_json::from_str(&out(&check("assumed", "json"))).unwrap();
    let record = &json["records"][0];
    assert_eq!(record["verdict"], "prohibited");
    let turn = &record["findings"][0]["in_turn"];
    assert_eq!(turn["verdict"], "prohibited");
    assert_eq!(turn["days"][1]["on"], "2018-01-01/2018-03-31");
    assert_eq!(turn["days"][1]["paragraphs"][0], "2397/5");
    let assumed = record["assumed"].as_array().unwrap().iter();
    let matters = |fact: &str| {
        let mut assumed = assumed.clone();
        let one = assumed.find(|one| one["fact"] == fact).unwrap();
        one["matters_to"].as_array().unwrap().len()
    };
    assert_eq!(matters("notified_to_committee"), 2);
    assert_eq!(matters("committee_approved"), 2);
}
