//! Ways out of faults of form.

use crate::source::{Located, SourceFile, Span};
use crate::syntax::{ITEMS, SyntaxFault, clauses_of, is_dash, parse};

use super::slip::is_slip;
use super::tabs::untabbed;
use super::ways::{Edit, Fix, Sure, meant};

/// The ways out of a fault of form.
pub(super) fn ways(located: &Located<SyntaxFault>) -> Vec<Fix> {
    let (text, span) = (located.file.text(), located.span());
    let one = match &located.fault {
        SyntaxFault::Hidden(sign) => {
            let fix = Fix::of("delete the hidden character", span, "");
            Some(fix.sure_if(is_unseen(*sign), Sure::Yes))
        }
        SyntaxFault::Typographic(sign) if is_dash(*sign) => Some(hyphens(text, span)),
        SyntaxFault::Typographic(_) => Some(straight_quotes(text, span)),
        SyntaxFault::Tab => untabbed(text),
        SyntaxFault::UnclosedText => {
            let end = Span::new(span.end, span.end);
            Some(Fix::of("close the text", end, "\""))
        }
        SyntaxFault::Indented(_) => outdented(text, span),
        SyntaxFault::UnknownItem {
            clause_of: Some(_), ..
        } => {
            let start = Span::new(span.start, span.start);
            let fix = Fix::of("indent the clause", start, "  ");
            Some(fix.sure_if(true, Sure::WithItsLine))
        }
        _ => None,
    };
    let words = meant(located);
    let certain = words.len() == 1 && is_certain(located);
    let words = words.into_iter();
    let words = words.map(|fix| fix.sure_if(certain, Sure::WithItsLine));
    words.chain(one).collect()
}

/// Whether the one word that may be meant can only be meant.
fn is_certain(located: &Located<SyntaxFault>) -> bool {
    let word = located.file.quote(located.span());
    match &located.fault {
        SyntaxFault::UnknownItem { nearest, .. } => is_one_of(word, nearest, ITEMS.iter().copied()),
        SyntaxFault::UnknownClause { item, nearest, .. } => {
            is_one_of(word, nearest, clauses_of(item).iter().copied())
        }
        SyntaxFault::Expected { expected, .. } => is_due(word, expected),
        _ => false,
    }
}

/// Whether a word is a slip of the one keyword that is near, by the first words of all there are.
fn is_one_of<'a>(word: &str, nearest: &[&str], known: impl Iterator<Item = &'a str>) -> bool {
    let first = |keyword: &'a str| keyword.split(' ').next().unwrap_or(keyword);
    let near = nearest.first().and_then(|one| one.split(' ').next());
    near.is_some_and(|near| is_slip(word, near, known.map(first)))
}

/// Whether a word is a slip of one of the keywords that are due, and nothing else is due than
/// keywords, signs and the end. A sign of mathematics is what it means.
fn is_due(word: &str, expected: &[&'static str]) -> bool {
    if matches!(word, "≥" | "≤") {
        return true;
    }
    let is_closed = |due: &&str| due.starts_with('`') || due.ends_with("the end of the clause");
    let keywords = expected
        .iter()
        .filter_map(|due| due.strip_prefix('`')?.strip_suffix('`'));
    let keywords: Vec<&str> = keywords.collect();
    let mut slips = keywords
        .iter()
        .filter(|one| is_slip(word, one, keywords.iter().copied()));
    expected.iter().all(is_closed) && slips.next().is_some() && slips.next().is_none()
}

/// Whether a text is shown as if the character were not there. What turns the order of a line
/// round, or acts on a terminal, may have hidden something else.
fn is_unseen(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
    )
}

/// Plain hyphens for all dashes of a range, a date or a number: one alone would leave it broken.
fn hyphens(text: &str, span: Span) -> Fix {
    let part = |c: char| is_dash(c) || c.is_ascii_digit() || "-.:_".contains(c);
    let before = text.get(..span.start).unwrap_or_default();
    let start = before.trim_end_matches(part).len();
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.find(|c| !part(c)).unwrap_or(rest.len());
    let run = rest.get(..end).unwrap_or_default();
    let whole = Span::new(start, start.saturating_add(end));
    let plain: String = run
        .chars()
        .map(|c| if is_dash(c) { '-' } else { c })
        .collect();
    Fix::of("write a plain hyphen", whole, plain).sure_if(true, Sure::Yes)
}

/// Straight quotes for both quotes of a text, or for one that has no partner, which is a guess.
fn straight_quotes(text: &str, span: Span) -> Fix {
    let edit = |span: Span| Edit {
        span,
        new: "\"".to_owned(),
    };
    let behind = text.get(span.end..).unwrap_or_default();
    let line = behind.lines().next().unwrap_or_default();
    let opening = span.quote(text).chars().next().unwrap_or_default();
    // A single quote may be an apostrophe, so that it closes nothing for certain.
    let is_quote = |c: char| matches!(c, '"' | '\u{201c}'..='\u{201f}' | '«' | '»');
    let next = line.char_indices().find(|(_, c)| is_quote(*c));
    let closing = next.filter(|(_, c)| closes(*c, opening));
    // What was a comment would become part of the text.
    let plain = |at: usize| !line.get(..at).unwrap_or(line).contains(['\\', '#']);
    let mut edits = vec![edit(span)];
    if let Some((at, sign)) = closing {
        let start = span.end.saturating_add(at);
        edits.push(edit(Span::new(
            start,
            start.saturating_add(sign.len_utf8()),
        )));
    }
    Fix {
        edits,
        ..Fix::of("write a straight quote", span, "\"")
    }
    .sure_if(closing.is_some_and(|(at, _)| plain(at)), Sure::Yes)
}

/// Whether a quote closes what another opened, in the ways in which languages pair them.
fn closes(sign: char, opening: char) -> bool {
    matches!(
        (opening, sign),
        ('\u{201c}' | '\u{201e}' | '\u{201d}', '\u{201d}')
            | ('\u{201e}', '\u{201c}')
            | ('«', '»')
            | ('»', '«')
    )
}

/// An item moved to the margin. It is certain where its first line is an item's: a line that goes
/// on with a clause may begin with such a word.
fn outdented(text: &str, span: Span) -> Option<Fix> {
    let before = text.get(..span.start)?;
    let start = before.rfind('\n').map_or(0, |at| at.saturating_add(1));
    let line = text.get(span.start..)?.lines().next()?;
    let (_, faults) = parse(&SourceFile::new("", line));
    let fix = Fix::of(
        "move the item to the margin",
        Span::new(start, span.start),
        "",
    );
    Some(fix.sure_if(faults.is_empty(), Sure::WithItsLine))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix_of(text: &str) -> (String, Sure) {
        let (_, faults) = parse(&SourceFile::new("a.rule", text));
        let fix = ways(&faults[0]).remove(0);
        (super::super::rounds::applied(text, &fix.edits), fix.sure)
    }

    #[test]
    fn quotes_go_in_pairs() {
        let words = |text: &str| format!("category a \"A\"\n  words {text}\n");
        for (text, new, sure) in [
            ("“x”", "\"x\"", Sure::Yes),
            ("„x“, \"y\"", "\"x\", \"y\"", Sure::Yes),
            ("«x»", "\"x\"", Sure::Yes),
            ("“x \"y\"", "\"x \"y\"", Sure::No),
            ("‘x’", "\"x’", Sure::No),
            ("“x # y”", "\"x # y\"", Sure::No),
            ("“x\\”", "\"x\\\"", Sure::No),
        ] {
            assert_eq!(fix_of(&words(text)), (words(new), sure), "{text}");
        }
    }

    #[test]
    fn all_dashes_of_a_range_go_together() {
        let text = |day: &str| format!("resolution 1 adopted {day}\n  regime a\n");
        let fixed = fix_of(&text("2016–03−02"));
        assert_eq!(fixed, (text("2016-03-02"), Sure::Yes));
    }

    #[test]
    fn a_character_that_turns_a_line_round_is_not_certain() {
        let text = |sign: &str| format!("category a{sign}b \"A\"\n  words \"x\"\n");
        assert_eq!(fix_of(&text("\u{200b}")), (text(""), Sure::Yes));
        assert_eq!(fix_of(&text("\u{202e}")), (text(""), Sure::No));
    }

    #[test]
    fn a_line_that_goes_on_is_not_moved() {
        let text = "paragraph 1 \"x\"\n  when a or\n  day b\n";
        let (_, faults) = parse(&SourceFile::new("a.rule", text));
        let moved = faults.iter().flat_map(ways);
        let moved: Vec<Fix> = moved.filter(|fix| fix.title.starts_with("move")).collect();
        assert_eq!(moved.len(), 1, "{faults:?}");
        assert_eq!(moved[0].sure, Sure::No);
    }
}
