//! The README shows what the program prints.

use std::process::Command;

#[test]
fn the_output_shown_is_the_output_printed() {
    let root = env!("CARGO_MANIFEST_DIR");
    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    let shown = readme
        .split("```text\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .unwrap();
    let command = readme
        .lines()
        .find_map(|line| line.strip_prefix("cargo run --release -- "))
        .unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_interdict"))
        .current_dir(root)
        .args(command.split_whitespace())
        .env("COLUMNS", "90")
        .env("NO_COLOR", "1")
        .env_remove("NO_GRAPHICS")
        .output()
        .unwrap();
    let printed = String::from_utf8(run.stdout).unwrap();
    assert!(shown.lines().count() > 10);
    assert!(
        printed.contains(shown.trim_end()),
        "the README shows\n{shown}\nthe program prints\n{printed}"
    );
}
