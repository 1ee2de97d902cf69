//! A paragraph explained clause by clause for one record.

use crate::check::{Because, Clause, Why};
use crate::law::{Paragraph, RuleSet};
use crate::record::Record;
use crate::source::{printable, printable_line};
use crate::terms::{Date, Interval, Verdict};

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
    let heading = style.bold(&format!(
        "{} on {}",
        paragraph.citation,
        printable_line(&record.id)
    ));
    let clauses = clauses(record, paragraph, whys, rules);
    format!("{heading}\n{}", printable(&clauses))
}

/// The clauses of a paragraph's measures, each measure below its own words.
fn clauses(record: &Record, paragraph: &Paragraph, whys: &[Why], rules: &RuleSet) -> String {
    let mut text = String::new();
    for why in whys {
        let Some(measure) = paragraph.measures.get(why.measure) else {
            continue;
        };
        text.push_str(&format!("\n  {}\n", words(rules, measure.place)));
        match why.said.as_slice() {
            [] | [_] => text.push_str(&format!("  {}, because\n", said(why))),
            _ => text.push_str(&format!("  {}\n  {}:\n", said(why), on(why.days))),
        }
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

/// What a measure says on which days: "says nothing until 2017-12-21; says prohibited from …"
pub(super) fn said(why: &Why) -> String {
    let said = why.said.iter().map(|(days, verdict)| match verdict {
        Verdict::Clear => format!("says nothing {}", on(*days)),
        verdict => format!("says {verdict} {}", on(*days)),
    });
    said.collect::<Vec<_>>().join("; ")
}

/// "on 2017-05", "until 2017-05-01".
pub(super) fn on(days: Interval) -> String {
    match (days.first(), days.last()) {
        (Date::MIN, Date::MAX) => "on any day".to_owned(),
        (Date::MIN, last) => format!("until {last}"),
        (first, Date::MAX) => format!("from {first} on"),
        _ => format!("on {days}"),
    }
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
