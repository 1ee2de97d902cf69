//! The text that bytes make.

use thiserror::Error;

/// Why bytes make no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("it is not UTF-8 text (line {line}, byte {byte})")]
pub struct NotText {
    /// The line of the first byte that is none, from 1.
    pub line: usize,
    /// The place of that byte, from 0.
    pub byte: usize,
}

/// The text that bytes make.
///
/// # Errors
/// Tells where they are not UTF-8.
///
/// ```
/// use interdict::source::text_of;
/// assert_eq!(text_of(b"rice\n".to_vec()), Ok("rice\n".to_owned()));
/// let error = text_of(b"rice\n\xff".to_vec()).unwrap_err();
/// assert_eq!(error.to_string(), "it is not UTF-8 text (line 2, byte 5)");
/// ```
pub fn text_of(bytes: Vec<u8>) -> Result<String, NotText> {
    String::from_utf8(bytes).map_err(|error| {
        let byte = error.utf8_error().valid_up_to();
        let before = error.as_bytes().iter().take(byte);
        let lines = before.filter(|byte| **byte == b'\n').count();
        NotText {
            line: lines.saturating_add(1),
            byte,
        }
    })
}
