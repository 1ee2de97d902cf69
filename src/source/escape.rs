//! Untrusted text made safe to print.

use std::borrow::Cow;

/// The text with control characters, unseen characters and direction overrides shown as
/// `\u{…}`.
///
/// Reports quote what a record says; an escape sequence in it must not reach the terminal, and
/// a direction override must not reorder the line.
///
/// ```
/// use interdict::source::printable;
/// assert_eq!(printable("tank\u{1b}[31m"), "tank\\u{1b}[31m");
/// assert_eq!(printable("танк"), "танк");
/// ```
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !misleads(text) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for (character, misleads) in marked(text) {
        if misleads {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

/// As [`printable`], on one line: line breaks are shown as `\u{…}` too.
///
/// Where each line of the output says something of its own, a name with a line break in it could
/// make up further lines, and one that begins a line with `::` a command to GitHub Actions.
///
/// ```
/// use interdict::source::printable_line;
/// assert_eq!(printable_line("a\nb: clear"), "a\\u{a}b: clear");
/// assert_eq!(printable_line("::error::a"), "\\u{3a}:error::a");
/// ```
#[must_use]
pub fn printable_line(text: &str) -> Cow<'_, str> {
    let text = printable(text);
    let (blank, rest) = text.split_at(text.len().saturating_sub(text.trim_start().len()));
    let text = match rest.strip_prefix("::") {
        Some(rest) => Cow::Owned(format!("{blank}\\u{{3a}}:{rest}")),
        None => text,
    };
    if !text.contains(['\n', '\r']) {
        return text;
    }
    Cow::Owned(text.replace('\n', "\\u{a}").replace('\r', "\\u{d}"))
}

/// Whether a text holds a character that could mislead a reader or a terminal.
pub(super) fn misleads(text: &str) -> bool {
    // Most texts hold nothing but what stands on keys, which is found out quickly.
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    !text.as_bytes().iter().all(plain) && marked(text).any(|(_, misleads)| misleads)
}

/// Each character of a text, and whether it could mislead a reader or a terminal.
pub(super) fn marked(text: &str) -> impl Iterator<Item = (char, bool)> + '_ {
    let mut characters = text.chars().peekable();
    std::iter::from_fn(move || {
        let character = characters.next()?;
        // Alone, a carriage return lets what follows overwrite the line.
        let overwrites = character == '\r' && characters.peek() != Some(&'\n');
        Some((character, overwrites || is_hidden(character)))
    })
}

/// Whether a character cannot be seen, acts on the terminal, or reorders the line it stands in.
pub(crate) fn is_hidden(character: char) -> bool {
    let unseen = matches!(character, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}');
    unseen || (character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
}

/// The first 40 characters of what a message quotes.
pub(crate) fn brief(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(40) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or(text))),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown_by_its_number() {
        assert_eq!(printable("a\u{200b}b\u{ad}"), "a\\u{200b}b\\u{ad}");
        assert_eq!(printable("a\r\nb"), "a\r\nb");
        assert_eq!(printable("a\rb\u{2028}"), "a\\u{d}b\\u{2028}");
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        assert_eq!(brief(&"é".repeat(41)), format!("{}…", "é".repeat(40)));
        assert_eq!(brief("é"), "é");
    }
}
