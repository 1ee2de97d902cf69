//! Untrusted text made safe to print.

use std::borrow::Cow;

/// The text with control characters and direction overrides shown as `\u{…}`.
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
    if !text.chars().any(misleads) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if misleads(character) {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

/// Whether a character could act on the terminal or reorder the line it stands in.
pub(super) fn misleads(character: char) -> bool {
    let reorders = matches!(character, '\u{200e}' | '\u{200f}' | '\u{061c}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    reorders || (character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
}
