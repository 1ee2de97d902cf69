//! Reports of records of which the same is said: the first is told, of the others only their
//! headings.

use std::collections::BTreeMap;

use interdict::record::Record;
use interdict::source::printable_line;

/// Marks in a text on its way to the output. INVARIANT: no report holds them, as it shows
/// characters that cannot be seen by their number.
const BEGIN: char = '\u{1}';
const BETWEEN: char = '\u{2}';
const END: char = '\u{3}';

/// How many different reports are remembered, so that memory does not grow with the input.
const REMEMBERED: usize = 10_000;

/// What was told already.
#[derive(Default)]
pub struct Folding {
    /// The record of which it was told, by what was told.
    told: BTreeMap<u128, String>,
    folded: usize,
}

/// A report that may be folded: the record, what is said without its own words, its heading,
/// and all of it.
pub fn foldable(record: &Record, gist: &str, head: &str, whole: &str) -> String {
    let line = record.file.line(record.span.start);
    let file = printable_line(record.file.name());
    // Ids are not unique, and can be of any length.
    let id: String = record.id.chars().take(40).collect();
    let name = format!("`{}` ({file}:{line})", printable_line(&id));
    framed(&name, gist, head, whole)
}

fn framed(name: &str, gist: &str, head: &str, whole: &str) -> String {
    let rest = whole.strip_prefix(head).unwrap_or(whole);
    let gist = digest(gist);
    format!("{BEGIN}{gist:x}{BETWEEN}{name}{BETWEEN}{head}{BETWEEN}{rest}{END}")
}

fn digest(text: &str) -> u128 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut halves = [1_u64, 2].into_iter().map(|salt| {
        let mut hasher = DefaultHasher::new();
        (salt, text).hash(&mut hasher);
        u128::from(hasher.finish())
    });
    let (one, other) = (halves.next().unwrap_or_default(), halves.next());
    (one << 64) | other.unwrap_or_default()
}

impl Folding {
    /// The text with its reports told or folded.
    pub fn fold(&mut self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(BEGIN) {
            shown.push_str(before);
            let (report, after) = after.split_once(END).unwrap_or((after, ""));
            self.add(report, &mut shown);
            rest = after;
        }
        shown.push_str(rest);
        shown
    }

    fn add(&mut self, report: &str, shown: &mut String) {
        let mut parts = report.splitn(4, BETWEEN);
        let mut part = || parts.next().unwrap_or_default();
        let (gist, name, head, rest) = (part(), part(), part(), part());
        shown.push_str(head);
        let gist = u128::from_str_radix(gist, 16).unwrap_or_default();
        match self.told.get(&gist) {
            _ if rest.is_empty() => {}
            Some(first) => {
                self.folded = self.folded.saturating_add(1);
                shown.push_str(&format!("  as {first} above\n"));
            }
            None => {
                if self.told.len() < REMEMBERED {
                    self.told.insert(gist, name.to_owned());
                }
                shown.push_str(rest);
            }
        }
    }

    /// How many reports were folded, where some were.
    pub fn close(&self) -> Option<String> {
        match self.folded {
            0 => None,
            1 => Some("1 record is told as one above; `--full` draws each\n".into()),
            count => Some(format!(
                "{count} records are told as ones above; `--full` draws each\n"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_again_is_folded_and_counted() {
        let report = |id: &str, gist: &str| {
            framed(id, gist, &format!("{id}\n"), &format!("{id}\n  {gist}\n"))
        };
        let text = [report("a", "x"), report("b", "y"), report("c", "x")].concat();
        let mut folding = Folding::default();
        assert_eq!(folding.fold(&text), "a\n  x\nb\n  y\nc\n  as a above\n");
        assert_eq!(folding.fold(&report("d", "y")), "d\n  as b above\n");
        assert!(
            folding
                .close()
                .is_some_and(|said| said.starts_with("2 records "))
        );
    }

    #[test]
    fn a_heading_alone_and_other_text_stay() {
        let mut folding = Folding::default();
        let clear = framed("a", "", "a: clear\n", "a: clear\n");
        assert_eq!(
            folding.fold(&format!("{clear}\n{clear}")),
            "a: clear\n\na: clear\n"
        );
        assert_eq!(folding.close(), None);
    }
}
