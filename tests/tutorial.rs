//! The tutorial does what it says.

use std::path::PathBuf;
use std::process::Command;

fn block(text: &str, language: &str) -> String {
    let start = text.split(&format!("```{language}\n")).nth(1).unwrap();
    start.split("```").next().unwrap().to_owned()
}

#[test]
fn the_tutorials_rule_and_case_give_what_it_says() {
    let root = env!("CARGO_MANIFEST_DIR");
    let tutorial = std::fs::read_to_string(format!("{root}/docs/tutorial.md")).unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("tutorial");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("practice.rule"), block(&tutorial, "rule")).unwrap();
    std::fs::write(folder.join("practice.ron"), block(&tutorial, "ron")).unwrap();
    let commands: Vec<&str> = tutorial
        .lines()
        .filter_map(|line| line.strip_prefix("interdict "))
        .collect();
    assert_eq!(commands.len(), 4);
    // What `check` ends with where something is undetermined is 3; the others end with 0.
    for (command, status) in commands.into_iter().zip([0, 3, 0, 0]) {
        let run = Command::new(env!("CARGO_BIN_EXE_interdict"))
            .current_dir(&folder)
            .args(command.split_whitespace())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        let errors = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(status), "{command}: {said}{errors}");
    }
}

#[test]
fn the_heading_shown_is_the_heading_printed() {
    let root = env!("CARGO_MANIFEST_DIR");
    let page = std::fs::read_to_string(format!("{root}/docs/reading-a-report.md")).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_interdict"))
        .current_dir(root)
        .args(["check", "cases/dprk/2023-09-kim-visit.ron"])
        .output()
        .unwrap();
    let printed = String::from_utf8(run.stdout).unwrap();
    let shown = block(&page, "text");
    assert!(printed.contains(&shown), "the page shows\n{shown}");
}
