//! What may follow the part of a clause that was read.
//!
//! Whatever may be left out is no longer known where a parser has gone on without it, so it is tried
//! which words the clause would have taken there.

use crate::source::SourceFile;

use super::fault::SyntaxFault;
use super::parser::parse_without_trial;

/// The end, as an error calls it.
pub(super) const END: &str = "the end of the clause";

/// What clauses go on with, where they need not, as an error shows it.
const OPTIONAL: &[&str] = &[
    "`,`",
    "`of`",
    "`other`",
    "`edition`",
    "`by`",
    "`never`",
    "`to`",
    "`words`",
    "`and`",
    "`or`",
    "`if`",
];

/// The longest part of a clause with which that is tried, in bytes.
const LONGEST: usize = 2000;

/// The words that may follow `before`, which is a clause below the first line `head` of an item, or
/// such a line itself where `head` is empty; and that nothing needs to.
pub(super) fn followers(head: &str, before: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    // What is put behind a comment would be part of it.
    if before.len() <= LONGEST && !before.contains('#') {
        let text = format!("{head}{}{before}", if head.is_empty() { "" } else { "  " });
        let words = OPTIONAL.iter().copied();
        found.extend(words.filter(|word| takes(&format!("{text} {}", word.trim_matches('`')))));
    }
    found.push(END);
    found
}

/// Whether a small file is read to its end, though more may be due there.
fn takes(text: &str) -> bool {
    let (_, faults) = parse_without_trial(&SourceFile::new("asked", text));
    faults.first().is_none_or(|first| match &first.fault {
        SyntaxFault::Expected { found, .. } => !found.starts_with('`'),
        // The bracket can still be closed.
        fault => *fault == SyntaxFault::UnclosedBracket,
    })
}

/// A sound first line of an item, so that a clause can be read under it.
pub(crate) fn small_head(item: &str) -> &'static str {
    match item {
        "resolution" => "resolution 1 adopted 2001-01-01\n",
        "paragraph" => "paragraph 1 \"x\"\n",
        "category" => "category x \"x\"\n",
        "fact" => "fact x \"x\"\n",
        "quantity" => "quantity x in km \"x\"\n",
        "day" => "day x \"x\"\n",
        "actor" => "actor x \"x\"\n",
        "area" => "area x in PRK \"x\"\n",
        "model" => "model \"x\"\n",
        "list" => "list x \"x\"\n",
        "modifier" => "modifier join \"x\"\n",
        "property" => "property \"x\"\n",
        _ => "example \"x\"\n",
    }
}

#[cfg(test)]
mod tests {
    use super::super::outline::ITEMS;
    use super::*;

    #[test]
    fn what_may_be_left_out_is_found() {
        let paragraph = |before| followers(small_head("paragraph"), before);
        assert_eq!(
            paragraph("forbids supply to ISL"),
            ["`,`", "`of`", "`other`", END]
        );
        assert_eq!(
            paragraph("except (approved"),
            ["`and`", "`or`", "`if`", END]
        );
        let line = "item \"a\" to ISL expect prohibited";
        assert_eq!(
            followers(small_head("example"), line),
            ["`by`", "`never`", END]
        );
        assert_eq!(paragraph("except approved # or"), [END]);
    }

    #[test]
    fn every_item_has_a_sound_first_line() {
        for item in ITEMS {
            let head = small_head(item);
            assert!(head.starts_with(item) && takes(head), "{item}");
        }
    }
}
