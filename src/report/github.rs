//! Findings and faults as workflow commands, which GitHub Actions shows beside the lines.

use miette::Severity;

use crate::check::Checked;
use crate::law::RuleSet;
use crate::record::Record;
use crate::source::{printable, printable_line};

use super::notice::{At, Notice};

/// A line for each finding of a record that is not exempt: an error, a warning or a notice.
#[must_use]
pub fn github(record: &Record, checked: &Checked, rules: &RuleSet) -> String {
    let id = printable_line(&record.id);
    let notices = Notice::of_record(record, checked, rules).into_iter();
    notices
        .map(|notice| command(&notice, &format!("{id}: {}", notice.code)))
        .collect()
}

/// A line for something that is wrong or doubtful.
///
/// ```
/// use interdict::report::{Notice, github_notice};
/// let notice = Notice::of_line("a,b.csv", 3, "test::unmet", "expected clear\nfound 100% exempt");
/// assert_eq!(
///     github_notice(&notice),
///     "::error file=a%2Cb.csv,line=3,title=test%3A%3Aunmet::expected clear%0Afound 100%25 exempt\n"
/// );
/// ```
#[must_use]
pub fn github_notice(notice: &Notice) -> String {
    command(notice, &notice.code)
}

fn command(notice: &Notice, title: &str) -> String {
    let name = match notice.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    };
    let mut properties = place(&notice.at);
    properties.push(("title", printable_line(title).into_owned()));
    let properties: Vec<String> = properties
        .iter()
        .map(|(name, value)| format!("{name}={}", property(value)))
        .collect();
    let message = printable(&notice.text()).replace("\r\n", "\n");
    format!("::{name} {}::{}\n", properties.join(","), data(&message))
}

/// File, line and column; GitHub takes columns of one line only.
fn place(at: &At) -> Vec<(&'static str, String)> {
    let named = |path: &str| ("file", printable_line(path).into_owned());
    match at {
        At::Nowhere => Vec::new(),
        At::Path(path) => vec![named(path)],
        At::Line(path, line) => vec![named(path), ("line", line.to_string())],
        At::Words(file, span) => {
            let ((line, column), (last, end)) = (file.place(span.start), file.place(span.end));
            let mut all = vec![named(file.name()), ("line", line.to_string())];
            match (column, end) {
                _ if last != line => all.push(("endLine", last.to_string())),
                (Some(column), Some(end)) => {
                    all.push(("col", column.to_string()));
                    all.push(("endColumn", end.to_string()));
                }
                _ => {}
            }
            all
        }
    }
}

/// What may stand behind `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// What may stand before it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
