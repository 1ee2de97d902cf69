//! A paragraph explained clause by clause for one record.

use crate::check::{Because, Clause, Why};
use crate::law::{Paragraph, RuleSet};
use crate::record::Record;
use crate::source::{printable, printable_line};
use crate::terms::Verdict;

use super::plain::words;
use super::style::Style;

/// Every clause of a paragraph's measures with its truth for a record.
#[must_use]
pub fn why(
    record: &Record,
    paragraph: &Paragraph,
    whys: &[Why],
    rules: &RuleSet,
    style: &Style,
) -> String {
    let mut text = style.bold(&format!(
        "{} on {}",
        paragraph.citation,
        printable_line(&record.id)
    ));
    text.push('\n');
    for why in whys {
        let Some(measure) = paragraph.measures.get(why.measure) else {
            continue;
        };
        let says = match why.verdict {
            Verdict::Clear => "says nothing".to_owned(),
            verdict => format!("says {verdict}"),
        };
        text.push_str(&format!("\n  {}\n", words(rules, measure.place)));
        text.push_str(&format!("  {says} on {}, because\n", why.days));
        for clause in why.covers.leaves() {
            text.push_str(&lines(clause, record, rules, "    "));
        }
        if let Some(allowed) = &why.allowed {
            text.push_str("    allowed where\n");
            for leaf in allowed.leaves() {
                text.push_str(&lines(leaf, record, rules, "      "));
            }
        }
        for (clause, exemption) in &why.lifts {
            let status = exemption.status.word();
            text.push_str(&format!(
                "    lifted by {}, {}: {status}\n",
                exemption.by, exemption.text
            ));
            for leaf in clause.leaves() {
                text.push_str(&lines(leaf, record, rules, "      "));
            }
        }
    }
    text
}

/// `yes  supply to PRK: to North Korea ("PRK")`, and under it what is missing.
fn lines(clause: &Clause, record: &Record, rules: &RuleSet, indent: &str) -> String {
    let mark = match clause.truth {
        Some(true) => "yes",
        Some(false) => "no ",
        None => "?  ",
    };
    let cited = clause.cited();
    let said: Vec<String> = cited
        .iter()
        .map(|because| quoted(because, record))
        .collect();
    let about = words(rules, clause.place);
    let about = match about.split_once("other than ") {
        Some((_, taken_out)) if clause.is_negation() => format!("other than {taken_out}"),
        _ => about,
    };
    let said = match said.join("; ") {
        said if said.is_empty() => about,
        // A clause that says when the measure is in force has no words of its own.
        said if said.starts_with("in force") || said.contains("in force ") => said,
        said if said.starts_with(&about) => said,
        said => format!("{about}: {said}"),
    };
    let mut text = format!("{indent}{mark}  {said}\n");
    let mut asked: Vec<&str> = Vec::new();
    for question in &clause.questions() {
        let field = question.field(rules);
        if !asked.contains(&field) {
            text.push_str(&format!(
                "{indent}       missing `{field}`: {}\n",
                question.text(rules)
            ));
            asked.push(field);
        }
    }
    text
}

/// What is said, with the record's words in quotes.
pub(super) fn quoted(because: &Because, record: &Record) -> String {
    match because.span.map(|span| record.file.quote(span)) {
        Some(words) if !words.is_empty() => {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            format!(
                "{} (\"{}\")",
                because.text,
                printable(words.trim_matches('"'))
            )
        }
        _ => because.text.clone(),
    }
}
