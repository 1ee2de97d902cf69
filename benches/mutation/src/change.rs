//! Changes of rule files, one at a time.

use std::ops::Range;
use std::path::PathBuf;

use interdict::terms::Date;
use regex::Regex;

/// One change of one file.
#[derive(Debug, Clone)]
pub struct Change {
    pub file: PathBuf,
    /// The line of the clause, from one.
    pub line: usize,
    pub kind: Kind,
    /// What stands there, and what is put in its place.
    pub range: Range<usize>,
    pub old: String,
    pub new: String,
}

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Date,
    Direction,
    Goods,
    Connective,
    Exemption,
    Condition,
    Force,
    Amount,
    Negation,
}

impl Change {
    /// The file's text after the change.
    pub fn applied(&self, text: &str) -> String {
        let mut text = text.to_owned();
        text.replace_range(self.range.clone(), &self.new);
        text
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        write!(
            f,
            "{}:{}: {:?}: `{}` becomes `{}`",
            self.file.display(),
            self.line,
            self.kind,
            one_line(&self.old),
            one_line(&self.new),
        )
    }
}

/// A clause of a paragraph: its first word, and where it stands.
struct Clause {
    word: String,
    range: Range<usize>,
}

/// All changes of one file that are looked at.
pub fn changes(file: &PathBuf, text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    for clause in clauses(text) {
        let words = &text[clause.range.clone()];
        let mut add = |kind: Kind, range: Range<usize>, new: String| {
            let range = clause.range.start + range.start..clause.range.start + range.end;
            changes.push(Change {
                file: file.clone(),
                line: text[..range.start].matches('\n').count() + 1,
                kind,
                old: text[range.clone()].to_owned(),
                range,
                new,
            });
        };
        match clause.word.as_str() {
            "forbids" | "requires" | "allows" | "calls" => {
                measure(words, &mut add);
            }
            "except" => {
                add(Kind::Exemption, 0..words.len(), String::new());
                connectives(words, &mut add);
            }
            "when" | "provided" => {
                add(Kind::Condition, 0..words.len(), String::new());
                connectives(words, &mut add);
            }
            "exempts" => add(Kind::Exemption, 0..words.len(), "note \"nothing\"".into()),
            _ => {}
        }
        if [
            "since",
            "until",
            "when",
            "except",
            "provided",
            "allows",
            "resolution",
            "suspended",
        ]
        .contains(&clause.word.as_str())
        {
            dates(words, &mut add);
        }
    }
    changes
}

/// The clauses of paragraphs, and the line that says when a resolution was adopted.
fn clauses(text: &str) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut at = 0;
    let mut in_paragraph = false;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let code = line.trim_end();
        let word = code.split_whitespace().next().unwrap_or_default();
        if code.is_empty() || word.starts_with('#') {
            continue;
        }
        let indent = code.len() - code.trim_start().len();
        match indent {
            0 => {
                in_paragraph = word == "paragraph";
                if word == "resolution" {
                    clauses.push(Clause {
                        word: word.to_owned(),
                        range: start..start + code.len(),
                    });
                }
            }
            2 if in_paragraph => clauses.push(Clause {
                word: word.to_owned(),
                range: start + indent..start + code.len(),
            }),
            // A clause goes on.
            _ if in_paragraph => {
                if let Some(last) = clauses.last_mut() {
                    last.range.end = start + code.len();
                }
            }
            _ => {}
        }
    }
    clauses
}

/// A day later and a day earlier.
fn dates(words: &str, add: &mut impl FnMut(Kind, Range<usize>, String)) {
    let pattern = Regex::new(r"\d{4}-\d{2}-\d{2}").expect("the pattern is sound");
    for found in pattern.find_iter(words) {
        let Ok(day) = found.as_str().parse::<Date>() else {
            continue;
        };
        for moved in [day.tomorrow(), day.yesterday()].into_iter().flatten() {
            add(Kind::Date, found.range(), moved.to_string());
        }
    }
}

/// Directions, goods, force and limits.
fn measure(words: &str, add: &mut impl FnMut(Kind, Range<usize>, String)) {
    for (one, other) in [
        ("supply to", "procurement from"),
        ("procurement from", "supply to"),
    ] {
        for (at, _) in words.match_indices(one) {
            add(Kind::Direction, at..at + one.len(), other.to_owned());
        }
    }
    let both = Regex::new(r"supply to \w+, procurement from \w+").expect("the pattern is sound");
    for found in both.find_iter(words) {
        for one in found.as_str().split(", ") {
            add(Kind::Direction, found.range(), one.to_owned());
        }
    }
    if words.starts_with("forbids") {
        add(
            Kind::Force,
            0.."forbids".len(),
            "requires approval of".to_owned(),
        );
    }
    let amount = Regex::new(r"(\d[\d_]*) (bbl|t)\b").expect("the pattern is sound");
    for found in amount.captures_iter(words) {
        if let Some(number) = found.get(1) {
            add(
                Kind::Amount,
                number.range(),
                format!("1{}", number.as_str()),
            );
        }
    }
    goods(words, add);
}

/// Each of the goods is left out; of a chapter the next is taken.
fn goods(words: &str, add: &mut impl FnMut(Kind, Range<usize>, String)) {
    let Some(of) = words.find(" of ").map(|at| at + " of ".len()) else {
        return;
    };
    let end = words[of..].find(" up to").map_or(words.len(), |at| of + at);
    let list = words[of..end].trim_end();
    let (prefix, list_start) = match list.strip_prefix("hs ") {
        Some(rest) => ("hs ", of + list.len() - rest.len()),
        None => ("", of),
    };
    let names: Vec<&str> = words[list_start..of + list.len()].split(',').collect();
    if names.len() > 1 {
        let mut at = list_start;
        for name in &names {
            let last = at + name.len() == of + list.len();
            let range = match last {
                true => at - 1..at + name.len(),
                false => at..at + name.len() + 1,
            };
            add(Kind::Goods, range, String::new());
            at += name.len() + 1;
        }
    } else {
        let other = if prefix.is_empty() {
            "spacecraft"
        } else {
            "01"
        };
        add(Kind::Goods, list_start..of + list.len(), other.to_owned());
    }
    let chapter = Regex::new(r"\b\d{2}\b").expect("the pattern is sound");
    for found in chapter.find_iter(&words[list_start..of + list.len()]) {
        if let Ok(number) = found.as_str().parse::<u32>() {
            let range = list_start + found.start()..list_start + found.end();
            add(Kind::Goods, range, format!("{:02}", number + 1));
        }
    }
}

/// `and` for `or`, `or` for `and`, one of two parts alone, and `not`.
fn connectives(words: &str, add: &mut impl FnMut(Kind, Range<usize>, String)) {
    for (one, other) in [(" and ", " or "), (" or ", " and ")] {
        // The two do not mix without brackets, so all of a kind are changed at once.
        if words.contains(one) && !words.contains(other) {
            add(Kind::Connective, 0..words.len(), words.replace(one, other));
        }
        for (at, _) in words.match_indices(one) {
            let before = words[..at].rfind([' ', '(']).map_or(0, |at| at + 1);
            if words[before..at]
                .chars()
                .all(|c| c.is_alphanumeric() || c == '_')
            {
                add(Kind::Connective, before..at + one.len(), String::new());
            }
        }
    }
    for (at, _) in words.match_indices("not ") {
        add(Kind::Negation, at..at + "not ".len(), String::new());
    }
}
