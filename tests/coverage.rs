//! The tables of coverage: each says of every paragraph of a regime whether rules encode it and, where
//! they do not, why. A table is held to the rule files beside it in both directions.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use interdict::law::RuleSet;

/// What a line may say of a paragraph.
const STATUSES: [&str; 3] = ["encoded", "no transfer", "needs data"];

/// One line of a table.
struct Row {
    line: usize,
    paragraph: String,
    status: String,
    reason: String,
}

/// The tables, each in the folder of its regime's rules.
fn tables() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/un");
    let regimes = std::fs::read_dir(folder).unwrap();
    let files = regimes.map(|regime| regime.unwrap().path().join("coverage.csv"));
    let mut files: Vec<PathBuf> = files.filter(|file| file.exists()).collect();
    files.sort();
    files
}

/// The lines of a table under its heading. Only the reason, which is last, may hold a comma.
fn rows(file: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines = text.lines().enumerate();
    let heading = lines.next().map(|(_, line)| line.trim());
    assert_eq!(
        heading,
        Some("paragraph,status,reason"),
        "{}",
        file.display()
    );
    let filled = lines.filter(|(_, line)| !line.trim().is_empty());
    filled
        .map(|(at, line)| {
            let mut cells = line.splitn(3, ',').map(|cell| {
                let cell = cell.trim();
                let bare = cell
                    .strip_prefix('"')
                    .and_then(|rest| rest.strip_suffix('"'));
                bare.unwrap_or(cell).replace("\"\"", "\"")
            });
            let mut next = || cells.next().unwrap_or_default();
            Row {
                line: at + 1,
                paragraph: next(),
                status: next(),
                reason: next(),
            }
        })
        .collect()
}

/// Where a line stands among the paragraphs of its regime: resolution, then number.
fn place(paragraph: &str) -> (u32, u32) {
    let number = |text: &str| {
        let digits: String = text
            .chars()
            .take_while(|one| one.is_ascii_digit())
            .collect();
        digits.parse().unwrap_or(0)
    };
    let (resolution, rest) = paragraph.split_once('/').unwrap_or((paragraph, ""));
    (number(resolution), number(rest))
}

#[test]
fn every_table_agrees_with_the_rules_beside_it() {
    let rules = RuleSet::builtin().unwrap();
    let mut wrong = Vec::new();
    for file in tables() {
        let rows = rows(&file);
        let regime = file.parent().unwrap().file_name().unwrap();
        let name = format!("{}/coverage.csv", regime.display());
        let own = rules.paragraphs.iter().filter(|paragraph| {
            let resolution = rules.resolutions.get(paragraph.resolution).unwrap();
            resolution.regime == regime.to_string_lossy()
        });
        let own: BTreeSet<String> = own
            .map(|paragraph| paragraph.citation.to_string())
            .collect();
        assert!(!own.is_empty(), "{name} has no rules beside it");
        for row in &rows {
            let mut say = |what: &str| {
                wrong.push(format!("{name}:{}: {}: {what}", row.line, row.paragraph));
            };
            if !STATUSES.contains(&row.status.as_str()) {
                say(&format!("`{}` is no status", row.status));
            }
            // An exception that stands in a paragraph of its own may be encoded with what it lifts.
            let elsewhere = row
                .reason
                .strip_prefix("with ")
                .and_then(|rest| rest.split(',').next())
                .is_some_and(|with| own.contains(with));
            let encoded = row.status == "encoded";
            if encoded && !own.contains(&row.paragraph) && !elsewhere {
                say("the rules do not have it");
            }
            if !encoded && own.contains(&row.paragraph) {
                say("the rules have it");
            }
            if !encoded && row.reason.is_empty() {
                say("the reason is missing");
            }
        }
        for (one, next) in rows.iter().zip(rows.iter().skip(1)) {
            if one.paragraph == next.paragraph || place(&one.paragraph) > place(&next.paragraph) {
                wrong.push(format!(
                    "{name}:{}: {} is out of order",
                    next.line, next.paragraph
                ));
            }
        }
        let listed: BTreeSet<&str> = rows.iter().map(|row| row.paragraph.as_str()).collect();
        for paragraph in &own {
            if !listed.contains(paragraph.as_str()) {
                wrong.push(format!(
                    "{name}: {paragraph}, which the rules have, is missing"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_of_the_dprk_names_every_resolution_and_little_is_left_to_data() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/un/dprk/coverage.csv");
    let rows = rows(&file);
    let resolutions: BTreeSet<u32> = rows.iter().map(|row| place(&row.paragraph).0).collect();
    let all = [
        1695, 1718, 1874, 2087, 2094, 2270, 2321, 2356, 2371, 2375, 2397, 2664, 2761,
    ];
    assert_eq!(resolutions, BTreeSet::from(all));
    let waiting: Vec<&str> = rows
        .iter()
        .filter(|row| row.status == "needs data")
        .map(|row| row.paragraph.as_str())
        .collect();
    assert_eq!(waiting, ["2270/23", "2321/12", "2371/6", "2375/6"]);
}
