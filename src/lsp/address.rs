//! Files as the addresses that editors give them.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What an address of a file spells out.
const SPELT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The path of a file's address. Any other address stands for itself: it names a text that is in
/// no file, and never one that is.
pub(super) fn path_of(address: &str) -> PathBuf {
    let Some(path) = address.strip_prefix("file://") else {
        return PathBuf::from(address);
    };
    let start = path.find('/').unwrap_or(path.len());
    let path = path.get(start..).unwrap_or_default();
    let path = percent_decode_str(path).decode_utf8_lossy();
    // On Windows a drive stands after the first stroke.
    let drive = path.strip_prefix('/').filter(|rest| {
        let mut rest = rest.chars();
        rest.next().is_some_and(|c| c.is_ascii_alphabetic()) && rest.next() == Some(':')
    });
    PathBuf::from(drive.unwrap_or(&path))
}

/// The address of a file.
pub(super) fn address_of(path: &Path) -> Option<Uri> {
    let path = path.to_string_lossy().replace('\\', "/");
    let stroke = if path.starts_with('/') { "" } else { "/" };
    let spelt = utf8_percent_encode(&path, SPELT);
    Uri::from_str(&format!("file://{stroke}{spelt}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_path_and_back() {
        for path in ["/tmp/a b/ü#1.rule", "/x%20y.rule", "c:/rules/a.rule"] {
            let address = address_of(Path::new(path)).unwrap();
            assert_eq!(path_of(address.as_str()), Path::new(path), "{address:?}");
        }
        assert_eq!(path_of("file:///c%3A/a.rule"), Path::new("c:/a.rule"));
        assert_eq!(
            path_of("untitled:Untitled-1"),
            Path::new("untitled:Untitled-1")
        );
        assert_eq!(path_of("file:///%ff"), Path::new("/\u{fffd}"));
    }
}
