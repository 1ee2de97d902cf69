//! Findings as Markdown: for a comment on a pull request, or a memo.

use crate::check::{Account, Checked, Finding};
use crate::law::RuleSet;
use crate::record::Record;
use crate::source::{printable, printable_line};

use super::accounts::accounts;
use super::finding::{each_day, help, reasons, would_be};
use super::json::SummaryJson;
use super::notice::{Notice, not_read};
use super::pretty::{as_of, assumed, goods, lifting, summary, way};
use super::web::address;

/// Markdown in the making: the rows of the table, and the sections under it.
///
/// ```
/// use interdict::law::RuleSet;
/// use interdict::report::{Memo, SummaryJson};
/// let rules = RuleSet::builtin()?;
/// let text = Memo::default().text(&SummaryJson::default(), &rules, &[], None);
/// assert!(text.starts_with("# Transfers as reported\n"));
/// # Ok::<(), interdict::law::RuleErrors>(())
/// ```
#[derive(Debug, Default)]
pub struct Memo {
    rows: String,
    sections: String,
}

impl Memo {
    /// Adds a record: a row, and a section where something is found.
    pub fn add(&mut self, record: &Record, checked: &Checked, rules: &RuleSet) {
        let paragraphs: Vec<String> = checked
            .findings
            .iter()
            .map(|finding| {
                let citation = finding.paragraph(rules).map(|p| p.citation.to_string());
                let citation = citation.unwrap_or_else(|| "goods unknown".into());
                format!("{citation} {}", finding.verdict)
            })
            .collect();
        let verdict = format!(
            "{}{}",
            would_be(record.stage.is_prospect(), checked.verdict),
            checked.verdict
        );
        self.rows.push_str(&format!(
            "| {} | {} | {} | **{verdict}** | {} |\n",
            code(&record.id),
            code(&goods(record)),
            plain(&format!("{}{}", way(record), as_of(checked))),
            plain(&paragraphs.join(", "))
        ));
        if !checked.findings.is_empty() {
            self.section(record, checked, rules, &verdict);
        }
    }

    fn section(&mut self, record: &Record, checked: &Checked, rules: &RuleSet, verdict: &str) {
        self.sections.push_str(&format!(
            "\n## {}: {verdict}\n\n{}, {}; {}, line {}\n\n",
            code(&record.id),
            code(&goods(record)),
            plain(&format!("{}{}", way(record), as_of(checked))),
            code(record.file.name()),
            record.file.line(record.span.start)
        ));
        for finding in &checked.findings {
            self.sections.push_str(&item(finding, record, rules));
        }
        let footer = [lifting(checked, rules), assumed(checked, rules)].concat();
        for line in footer.lines() {
            self.sections
                .push_str(&format!("- {}\n", plain(line.trim())));
        }
    }

    /// The whole, with what is wrong with the input and the accounts where they are asked for.
    #[must_use]
    pub fn text(
        &self,
        counts: &SummaryJson,
        rules: &RuleSet,
        faults: &[Notice],
        ledger: Option<&[Account]>,
    ) -> String {
        let mut text = String::from("# Transfers as reported\n\n");
        if let Some(told) = not_read(faults, counts) {
            text.push_str(&format!("**{told}**: see [Input](#input).\n\n"));
        }
        if !self.rows.is_empty() {
            text.push_str("| transfer | goods | way | verdict | paragraphs |\n");
            text.push_str("|---|---|---|---|---|\n");
            text.push_str(&self.rows);
        }
        text.push_str(&self.sections);
        if !faults.is_empty() {
            text.push_str("\n## Input\n\n");
            faults
                .iter()
                .for_each(|fault| text.push_str(&of_fault(fault)));
        }
        if let Some(ledger) = ledger {
            text.push_str(&format!(
                "\n## Accounts\n\n{}",
                block(&accounts(ledger, rules))
            ));
        }
        text.push_str(&format!(
            "\n## Counts\n\n{}\nNone of this says that anyone broke the law. Rules: SHA-256 `{}`; interdict {}.\n",
            block(&summary(counts, rules)),
            rules.digest,
            env!("CARGO_PKG_VERSION")
        ));
        text
    }
}

/// A finding as an item of a list, with what decided and what is missing below it.
fn item(finding: &Finding, record: &Record, rules: &RuleSet) -> String {
    let verdict = finding.verdict;
    let would_be = would_be(finding.is_prospect, verdict);
    let mut text = match finding.paragraph(rules) {
        Some(paragraph) => {
            let citation = plain(&paragraph.formal_citation(rules));
            let url = rules.resolution_of(paragraph);
            let url = url.and_then(|resolution| resolution.url.as_deref());
            let citation = match url.and_then(address) {
                Some(url) => format!("[{citation}](<{}>)", target(url)),
                None => citation,
            };
            let title = plain(&paragraph.title);
            format!("- **{would_be}{verdict}** by {citation}: {title}\n")
        }
        None => {
            format!("- **{would_be}{verdict}**: nothing is known of what the goods are\n")
        }
    };
    if let Some(turns) = each_day(finding) {
        text.push_str(&format!("  - {}\n", plain(&turns)));
    }
    for (words, why) in reasons(finding, record) {
        text.push_str(&format!("  - {}: {}\n", code(&words), plain(&why)));
    }
    for line in help(finding, rules).unwrap_or_default().lines() {
        text.push_str(&format!("  - {}\n", plain(line)));
    }
    text
}

/// What is wrong with the input, as an item of a list.
fn of_fault(fault: &Notice) -> String {
    let place = match (fault.file(), fault.line()) {
        (Some(file), Some(line)) => format!("{}, line {line}: ", code(file)),
        (Some(file), None) => format!("{}: ", code(file)),
        (None, _) => String::new(),
    };
    let lines = fault.text();
    let lines: Vec<String> = lines.lines().map(plain).collect();
    format!("- {place}{}\n", lines.join("; "))
}

/// The target of a link, between `<` and `>`.
fn target(url: &str) -> String {
    let is_plain = |c: &char| !c.is_whitespace() && !c.is_control() && !"<>\\|".contains(*c);
    url.chars().filter(is_plain).collect()
}

/// A text of the record: between backticks, where nothing has a meaning. A `|` would end the cell of
/// a table there too, and stands between two such texts.
fn code(text: &str) -> String {
    let text = printable_line(text);
    let parts = text.split('|').map(|part| {
        let fence = "`".repeat(longest_run(part).saturating_add(1));
        // Of what begins and ends with a blank a reader takes one away on both sides.
        let is_blank = part.trim_matches(' ').is_empty();
        let needs_room = part.starts_with(['`', ' ']) || part.ends_with(['`', ' ']);
        let needs_room = needs_room && !is_blank;
        let room = if needs_room { " " } else { "" };
        match part {
            "" => String::new(),
            part => format!("{fence}{room}{part}{room}{fence}"),
        }
    });
    parts.collect::<Vec<_>>().join("&#124;")
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    let runs = text.split(|character| character != '`').map(str::len);
    runs.max().unwrap_or_default()
}

/// A text of the program or of rules. It may quote a record; what GitHub would make a link or a
/// mention of, even where it is escaped, stands between backticks as a whole.
fn plain(text: &str) -> String {
    let text = printable_line(text);
    if ["@", "#", "://", "www."]
        .iter()
        .any(|sign| text.contains(sign))
    {
        return code(&text);
    }
    let mut safe = String::new();
    for character in text.chars() {
        match character {
            '|' => safe.push_str("&#124;"),
            '<' => safe.push_str("&lt;"),
            '&' => safe.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '!' | '$' | '>' | '{' | '}' => {
                safe.push('\\');
                safe.push(character);
            }
            other => safe.push(other),
        }
    }
    safe
}

/// Lines of text as they stand.
fn block(text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2).saturating_add(1));
    format!("{fence}text\n{}\n{fence}\n", printable(text.trim_end()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;

    /// What a reader of Markdown sees in the first cell of a row with two.
    fn first_cell(cell: &str) -> String {
        let table = format!("| a | b |\n|---|---|\n| {cell} | end |\n");
        let (mut cells, mut text) = (Vec::new(), String::new());
        for event in Parser::new_ext(&table, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::TableCell) => text.clear(),
                Event::End(pulldown_cmark::TagEnd::TableCell) => cells.push(text.clone()),
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow) | Event::End(_) => {}
                other => panic!("{other:?} in {table}"),
            }
        }
        assert_eq!(cells.len(), 4, "{table}");
        assert_eq!(cells[3], "end", "{table}");
        cells.swap_remove(2)
    }

    /// Texts of signs that mean something in Markdown or HTML, among others.
    fn texts() -> impl Strategy<Value = String> {
        let signs =
            r"[\[\]()<>`|*_~#!&;:@/ \\$-]{0,12}|\PC{0,8}|[a-z`| ]{0,10}|&[a-z]{1,4};|www\.a\.b";
        proptest::collection::vec(signs, 0..4).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn a_reader_sees_the_text_of_a_record_and_nothing_else(text in texts()) {
            let shown = printable_line(&text).into_owned();
            let read = first_cell(&code(&text));
            prop_assert_eq!(read.trim(), shown.trim());
        }

        #[test]
        fn a_reader_sees_the_text_of_a_rule_and_nothing_else(text in texts()) {
            let shown = printable_line(&text).into_owned();
            let read = first_cell(&plain(&text));
            prop_assert_eq!(read.trim(), shown.trim());
        }
    }

    #[test]
    fn texts_of_records_stay_texts() {
        assert_eq!(code("a|b"), "`a`&#124;`b`");
        assert_eq!(code("`x` <b>"), "`` `x` <b> ``");
        assert_eq!(code("a\nb | c"), "` a\\u{a}b  `&#124;`  c `");
        assert_eq!(code("a\\|"), "`a\\`&#124;");
    }

    #[test]
    fn texts_of_rules_have_no_marks() {
        assert_eq!(plain("a_b *c* <d>"), "a\\_b \\*c\\* &lt;d\\>");
        assert_eq!(plain("see @someone"), "`see @someone`");
    }
}
