//! Messages on the wire.
//!
//! `lsp-server` has the messages and writes them. It is not left to read: it ends at the first
//! text that is no message, and makes room for whatever length a header claims.

use std::io::{self, BufRead, Read, Write};

use lsp_server::{ErrorCode, Message};
use serde_json::json;

/// The longest message that is read, in bytes; a rule file may be 4 MiB.
const LONGEST: usize = 64 * 1024 * 1024;

/// The longest line of a header.
const HEADER: u64 = 1024;

/// What stands next on the wire.
#[derive(Debug)]
pub(super) enum Received {
    /// A message.
    Message(Message),
    /// A text of the right length that is no message. What follows can be read.
    Broken(String),
    /// Nothing more.
    End,
}

/// Reads the next message.
///
/// # Errors
/// A header that is none, after which nobody knows where a message begins.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Received> {
    let Some(length) = length(input)? else {
        return Ok(Received::End);
    };
    let mut body = Vec::new();
    let limit = u64::try_from(length).unwrap_or(u64::MAX);
    input.take(limit).read_to_end(&mut body)?;
    if body.len() < length {
        return Ok(Received::End);
    }
    Ok(match serde_json::from_slice(&body) {
        Ok(message) => Received::Message(message),
        Err(error) => Received::Broken(error.to_string()),
    })
}

/// The length that a header tells; nothing at the end of the input.
fn length(input: &mut impl BufRead) -> io::Result<Option<usize>> {
    let bad = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what);
    let mut length = None;
    loop {
        let mut line = String::new();
        if input.take(HEADER).read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if !line.ends_with('\n') {
            return Err(bad("a line of the header has no end"));
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or(bad("the header has no colon"))?;
        if name.eq_ignore_ascii_case("content-length") {
            let told = value.trim().parse().ok();
            length = Some(told.ok_or(bad("the length is no number"))?);
        }
    }
    match length {
        Some(length) if length > LONGEST => Err(bad("the message is too long")),
        Some(length) => Ok(Some(length)),
        None => Err(bad("the header tells no length")),
    }
}

/// Answers a text that is no message; since it has no id, the answer has none.
pub(super) fn refuse(output: &mut impl Write, reason: &str) -> io::Result<()> {
    let code = ErrorCode::ParseError as i32;
    let message = format!("this is no message: {reason}");
    let answer = json!({
        "jsonrpc": "2.0",
        "id": null,
        "error": {"code": code, "message": message},
    });
    let answer = answer.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{answer}", answer.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_passed_over_and_what_is_no_header_ends_it() {
        let mut input: &[u8] = b"Content-Length: 2\r\nX: y\r\n\r\n{}\
            content-length: 30\r\n\r\n{\"method\":\"exit\",\"params\":null}";
        assert!(matches!(read(&mut input), Ok(Received::Broken(_))));
        assert!(
            matches!(read(&mut input), Ok(Received::Broken(_))),
            "one byte short"
        );
        for bad in [
            "Content-Length: 99999999999999999999\r\n\r\n",
            "Content-Length: 9999999999\r\n\r\n",
            "Content-Length: -1\r\n\r\n",
            "hello\r\n\r\n",
            "\r\n\r\n",
        ] {
            assert!(read(&mut bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(read(&mut "x".repeat(5000).as_bytes()).is_err());
        assert!(matches!(read(&mut &b""[..]), Ok(Received::End)));
        assert!(matches!(
            read(&mut &b"Content-Length: 9\r\n\r\n{}"[..]),
            Ok(Received::End)
        ));
    }
}
