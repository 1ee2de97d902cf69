//! Names of files and of places in them, whatever names rules bring.
//!
//! INVARIANT: different names give different files, also where a file system takes `A` for `a` or
//! composes letters, and no name leads out of the folder or is one that a system keeps for itself.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::terms::Citation;

pub(super) const START: &str = "index.html";
pub(super) const TIMELINE: &str = "timeline.html";
pub(super) const CATEGORIES: &str = "categories.html";
pub(super) const LISTS: &str = "lists.html";
pub(super) const ASKED: &str = "asked.html";

/// The longest name, in characters, that is kept as a whole: file systems take 255 bytes.
const LONGEST: usize = 120;

/// The file of a resolution.
pub(super) fn resolution(number: u16) -> String {
    format!("resolution-{number}.html")
}

/// The file of a category.
pub(super) fn category(name: &str) -> String {
    format!("category-{}.html", safe(name))
}

/// Where a paragraph is on the page of its resolution.
pub(super) fn anchor(citation: &Citation) -> String {
    // Points are in brackets and hold letters and digits, so that no two come out the same.
    let points = citation.paragraph().replace(')', "").replace('(', "-");
    format!("p-{points}")
}

/// Where a paragraph is.
pub(super) fn paragraph(citation: &Citation) -> String {
    let file = resolution(citation.resolution());
    format!("{file}#{}", anchor(citation))
}

/// Where on its page something is that rules ask for, or a list.
pub(super) fn place(kind: &str, name: &str) -> String {
    format!("{kind}-{}", safe(name))
}

/// A name without capitals, strokes, points and blanks. Other bytes than small letters, digits and
/// `_` are written as `~` and two digits; of what is very long the end is a hash.
fn safe(name: &str) -> String {
    let mut safe = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'_' => safe.push(char::from(byte)),
            // Writing to a string cannot fail.
            _ => {
                let _ = write!(safe, "~{byte:02x}");
            }
        }
    }
    if safe.len() <= LONGEST {
        return safe;
    }
    let mut short: String = safe.chars().take(LONGEST / 2).collect();
    short.push_str("~~");
    for byte in Sha256::digest(name.as_bytes()) {
        let _ = write!(short, "{byte:02x}");
    }
    short
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_safe_and_differ() {
        let long = "a".repeat(4000);
        let longer = "a".repeat(4001);
        let names = [
            "arms", "Arms", "con", "../arms", "..", "", "a/b", "a\\b", "a b", "a.b", "a~b",
            "a~2fb", "é", "e\u{301}", "a\0b", &long, &longer,
        ];
        let files: BTreeSet<String> = names.iter().map(|name| category(name)).collect();
        assert_eq!(files.len(), names.len());
        for file in &files {
            let stem = file.strip_suffix(".html").unwrap();
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            assert!(
                stem.chars().all(|c| plain(c) || "-_~".contains(c)),
                "{file}"
            );
            assert!(file.len() < 200, "{file}");
        }
        assert_eq!(category("arms"), "category-arms.html");
    }

    #[test]
    fn paragraphs_have_places_of_their_own() {
        let cite = |text| paragraph(&Citation::parse(text).unwrap());
        assert_eq!(cite("1718/8(a)(i)"), "resolution-1718.html#p-8-a-i");
        assert_ne!(cite("1718/8(a)(i)"), cite("1718/8(ai)"));
        assert_ne!(cite("1718/8(1)"), cite("1718/81"));
    }
}
