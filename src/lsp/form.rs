//! A rule file in its one form.

use std::path::Path;

use lsp_types::TextEdit;

use crate::source::{Fault, SourceFile, Span};
use crate::syntax::{parse, print};

use super::workspace::Workspace;

/// The changes that give a file its form, as `interdict fmt` would.
///
/// # Errors
/// Says why it is left as it is.
pub(super) fn format(workspace: &Workspace, path: &Path) -> Result<Vec<TextEdit>, String> {
    let sheet = workspace.sheet(path).ok_or("this file is not open")?;
    let faults = sheet.faults.iter();
    let is_error = |severity| severity == miette::Severity::Error;
    let errors = faults
        .filter(|fault| is_error(fault.fault.severity()))
        .count();
    match errors {
        0 => {}
        1 => return Err("the file has an error, and is left as it is".into()),
        count => return Err(format!("the file has {count} errors, and is left as it is")),
    }
    let printed = print(&sheet.tree);
    let (again, _) = parse(&SourceFile::new(sheet.file.name(), printed.as_str()));
    if again != sheet.tree {
        return Err("its new text would not say the same, which is a fault of this program".into());
    }
    let text = sheet.text();
    if printed == text {
        return Ok(Vec::new());
    }
    let (span, new) = changed(text, &printed);
    Ok(vec![TextEdit::new(sheet.range(span), new.to_owned())])
}

/// The lines that differ: from the first to the last of them.
fn changed<'a>(old: &str, new: &'a str) -> (Span, &'a str) {
    let same = |(a, b): &(&str, &str)| a == b;
    let length = |line: (&str, &str)| line.0.len();
    let ahead = old.split_inclusive('\n').zip(new.split_inclusive('\n'));
    let ahead: usize = ahead.take_while(same).map(length).sum();
    let (old_rest, new_rest) = (
        old.get(ahead..).unwrap_or_default(),
        new.get(ahead..).unwrap_or_default(),
    );
    let lines = |text: &'a str| text.split_inclusive('\n').rev();
    let behind = old_rest.split_inclusive('\n').rev().zip(lines(new_rest));
    let behind: usize = behind.take_while(same).map(length).sum();
    let end = old.len().saturating_sub(behind);
    let kept = new_rest.len().saturating_sub(behind);
    (
        Span::new(ahead, end),
        new_rest.get(..kept).unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_differ_are_changed() {
        for (old, new) in [
            ("a\nb\nc\n", "a\nB\nc\n"),
            ("a\nb", "a\nb\n"),
            ("a\na\na\n", "a\na\n"),
            ("", "x\n"),
            ("a\r\nb\r\n", "a\nb\n"),
            ("x\ny\n", "y\n"),
        ] {
            let (span, words) = changed(old, new);
            let made = format!("{}{words}{}", &old[..span.start], &old[span.end..]);
            assert_eq!(made, new);
        }
    }
}
