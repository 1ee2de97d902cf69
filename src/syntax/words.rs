//! The words of the language, for those who show it: editors.

/// Words that cannot be names, because conditions and lists give them a meaning.
pub const RESERVED: &[&str] = &[
    "and",
    "or",
    "not",
    "if",
    "item",
    "hs",
    "to",
    "from",
    "is",
    "in",
    "of",
    "on",
    "by",
    "date",
    "other",
    "than",
    "with",
    "never",
    "silent",
    "otherwise",
    "sender",
    "recipient",
    "expect",
    "regime",
    "flag",
    "value",
    "quantity",
    "anyone",
    "edition",
    "up",
];

/// Words that have a meaning in some place inside a clause or an item's first line, beside those
/// that are reserved, the verdicts and the kinds of modifiers. A name may be written so.
pub const WORDS: &[&str] = &[
    "States",
    "adopted",
    "all",
    "always",
    "approval",
    "at",
    "but",
    "calendar",
    "category",
    "each",
    "every",
    "inspect",
    "latest",
    "lower",
    "may",
    "no",
    "none",
    "notice",
    "origin",
    "per",
    "piece",
    "prevent",
    "procurement",
    "record",
    "replaced",
    "since",
    "source",
    "suppliers",
    "supply",
    "the",
    "together",
    "until",
    "upon",
    "via",
    "watch",
    "where",
    "whichever",
    "year",
    "yes",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::outline::{FIELDS, ITEMS, clauses_of};
    use super::*;

    /// The words in the parsers' own text: `keyword("`word`")`, the parts of `phrase`, and
    /// `at_keyword(…, "word")`.
    fn asked_for() -> BTreeSet<String> {
        let sources = [
            include_str!("clause.rs"),
            include_str!("condition.rs"),
            include_str!("example_clause.rs"),
            include_str!("vocabulary_clause.rs"),
            include_str!("parser.rs"),
        ];
        let mut words = BTreeSet::new();
        for source in sources {
            let code = source.split("#[cfg(test)]").next().unwrap();
            for (at, _) in code.match_indices("\"`") {
                let word: String = code[at + 2..].chars().take_while(|c| *c != '`').collect();
                let whole = code[at + 2 + word.len()..].starts_with("`\"");
                if whole && word.chars().all(char::is_alphabetic) {
                    words.insert(word);
                }
            }
            for (at, found) in code.match_indices("at_keyword(") {
                let inside = code[at + found.len()..].split(')').next().unwrap();
                if let Some(word) = inside.split('"').nth(1) {
                    words.insert(word.to_owned());
                }
            }
        }
        words
    }

    #[test]
    fn the_words_are_those_that_the_parsers_ask_for() {
        let openers = ITEMS.iter().flat_map(|item| clauses_of(item));
        let openers: BTreeSet<&str> = openers.flat_map(|clause| clause.split(' ')).collect();
        let asked = asked_for();
        assert!(asked.len() > 50, "{asked:?}");
        for word in &asked {
            let known = RESERVED.contains(&word.as_str())
                || WORDS.contains(&word.as_str())
                || openers.contains(word.as_str());
            assert!(known, "`{word}` is missing");
        }
        for word in WORDS {
            let is_asked = asked.contains(*word) || FIELDS.contains(word) || openers.contains(word);
            assert!(is_asked, "nothing asks for `{word}`");
        }
        let mut sorted = WORDS.to_vec();
        sorted.sort_unstable();
        assert_eq!(sorted, WORDS);
    }
}
