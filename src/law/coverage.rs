//! What became of every paragraph of a regime: the tables beside the built-in rules.

use super::load::builtin_tables;

/// What became of one paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The paragraph as the table cites it; a resolution's number where none of its paragraphs
    /// has a measure.
    pub paragraph: String,
    /// `encoded`, `no transfer` (no measure on transfers) or `needs data` (that no record has).
    pub status: String,
    /// Why, or which data.
    pub reason: String,
}

/// Every line of the tables of coverage that are built into the program, table by table.
///
/// ```
/// let coverage = interdict::law::coverage();
/// let of = |paragraph: &str| coverage.iter().find(|one| one.paragraph == paragraph).unwrap();
/// assert_eq!(of("2270/6").status, "encoded");
/// assert_eq!(of("2356").status, "no transfer");
/// ```
#[must_use]
pub fn coverage() -> Vec<Coverage> {
    let tables = builtin_tables();
    let lines = tables
        .iter()
        .flat_map(|(_, table)| table.lines().skip(1))
        .filter(|line| !line.trim().is_empty());
    lines.map(row).collect()
}

/// A line of a table. Only the reason, which is last, may hold a comma, and then stands in quotes.
fn row(line: &str) -> Coverage {
    let mut cells = line.splitn(3, ',').map(|cell| {
        let cell = cell.trim();
        let quoted = cell.strip_prefix('"').and_then(|c| c.strip_suffix('"'));
        quoted.unwrap_or(cell).replace("\"\"", "\"")
    });
    let mut next = || cells.next().unwrap_or_default();
    Coverage {
        paragraph: next(),
        status: next(),
        reason: next(),
    }
}
