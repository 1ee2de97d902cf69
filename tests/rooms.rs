//! Data flows one way: a room imports only the rooms before it.

use std::path::Path;

/// The rooms in their order. The program's own room comes last and uses the library's name.
const ROOMS: [&str; 13] = [
    "source",
    "terms",
    "syntax",
    "law",
    "record",
    "classify",
    "logic",
    "check",
    "strategies",
    "prove",
    "report",
    "fix",
    "lsp",
];

/// Imports that the order alone would allow and the table of rooms forbids.
const FORBIDDEN: [(&str, &str); 14] = [
    ("record", "law"),
    ("classify", "record"),
    ("logic", "record"),
    ("logic", "classify"),
    ("report", "syntax"),
    ("check", "report"),
    ("strategies", "syntax"),
    ("strategies", "classify"),
    ("strategies", "logic"),
    ("report", "strategies"),
    ("fix", "record"),
    ("fix", "classify"),
    ("fix", "check"),
    ("fix", "strategies"),
];

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn a_room_imports_only_rooms_before_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut imports = 0;
    for (index, room) in ROOMS.iter().enumerate() {
        for file in files(&src.join(room)) {
            let Ok(text) = std::fs::read_to_string(&file) else {
                continue;
            };
            for (other_index, other) in ROOMS.iter().enumerate() {
                let imported = text.contains(&format!("crate::{other}::"));
                let code = text.lines().any(|line| {
                    line.contains(&format!("crate::{other}::"))
                        && !line.trim_start().starts_with("//")
                });
                imports += usize::from(code);
                let allowed = other_index <= index && !FORBIDDEN.contains(&(room, other));
                assert!(!imported || allowed, "{} imports {other}", file.display());
            }
        }
    }
    assert!(imports > 50, "the test found only {imports} imports");
}

#[test]
fn every_folder_of_the_source_is_a_room() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = std::fs::read_dir(src)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    for folder in folders.filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            ROOMS.contains(&name.as_str()) || name == "cli",
            "{name} is no room"
        );
    }
}
