//! Tabs before the first words of lines.

use crate::source::{SourceFile, Span};
use crate::syntax::parse;

use super::ways::{Edit, Fix, Sure};

/// How wide a tab may be shown.
const WIDTHS: [usize; 3] = [2, 4, 8];

/// Each tab before a line's words becomes two blanks.
///
/// How far a line is indented says what it belongs to. It is certain where the file says the same
/// however wide a tab is shown, as then whoever wrote it saw what is read.
pub(super) fn untabbed(text: &str) -> Option<Fix> {
    let edits: Vec<Edit> = indents(text)
        .flat_map(|(start, indent)| {
            indent.match_indices('\t').map(move |(at, tab)| {
                let from = start.saturating_add(at);
                let span = Span::new(from, from.saturating_add(tab.len()));
                let new = "  ".to_owned();
                Edit { span, new }
            })
        })
        .collect();
    let read = |text: &str| parse(&SourceFile::new("", text)).0;
    let plain = read(text);
    let is_same = |width: &usize| read(&shown(text, *width)) == plain;
    let sure = match WIDTHS.iter().all(is_same) {
        true => Sure::Yes,
        false => Sure::No,
    };
    let fix = Fix {
        title: "indent with spaces".to_owned(),
        edits,
        preferred: true,
        sure,
    };
    (!fix.edits.is_empty()).then_some(fix)
}

/// The blanks before each line's words, and where they begin.
fn indents(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').map(|line| {
        let start = Span::of(line, text).start;
        let indent = line.len().saturating_sub(line.trim_start().len());
        (start, line.get(..indent).unwrap_or_default())
    })
}

/// The text as it is shown where tab stops are so far apart.
fn shown(text: &str, width: usize) -> String {
    let mut whole = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let words = line.trim_start_matches([' ', '\t']);
        let indent = line.len().saturating_sub(words.len());
        let mut column = 0_usize;
        for character in line.get(..indent).unwrap_or_default().chars() {
            let to_stop = column.checked_rem(width).unwrap_or_default();
            column = column.saturating_add(match character {
                '\t' => width.saturating_sub(to_stop),
                _ => 1,
            });
        }
        whole.push_str(&" ".repeat(column));
        whole.push_str(words);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_are_certain_where_their_width_does_not_matter() {
        let sure = |text: &str| untabbed(text).map(|fix| fix.sure);
        let alone = "category a \"A\"\n\twords \"x\",\n\t\t\"y\"\n";
        assert_eq!(sure(alone), Some(Sure::Yes));
        let mixed = "category a \"A\"\n    words \"x\",\n\t\"y\"\n";
        assert_eq!(sure(mixed), Some(Sure::No));
        assert_eq!(sure("category a \"A\"\n  words \"\t\"\n"), None);
    }

    #[test]
    fn a_tab_reaches_to_the_next_stop() {
        assert_eq!(shown(" \tx\n\ty\n", 4), "    x\n    y\n");
    }
}
