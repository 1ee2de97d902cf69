//! The findings of a record for people.

use crate::check::Checked;
use crate::law::RuleSet;
use crate::record::Record;
use crate::source::printable;
use crate::terms::Verdict;

use super::finding::FindingReport;
use super::json::SummaryJson;
use super::style::{Style, render};

/// A record's heading, its findings with the strongest first, and what was assumed.
#[must_use]
pub fn pretty(record: &Record, checked: &Checked, rules: &RuleSet, style: &Style) -> String {
    let mut text = heading(record, checked, style);
    for finding in &checked.findings {
        text.push('\n');
        text.push_str(&render(&FindingReport::new(finding, record, rules), style));
    }
    let assumed = assumed(checked, rules);
    if !assumed.is_empty() {
        text.push('\n');
        text.push_str(&assumed);
    }
    text
}

/// `attack-drones: prohibited`, and what goes where and when.
fn heading(record: &Record, checked: &Checked, style: &Style) -> String {
    let would_be = if record.stage.is_prospect() {
        "would be "
    } else {
        ""
    };
    let title = style.bold(&format!(
        "{}: {would_be}{}",
        printable(&record.id),
        checked.verdict
    ));
    let country = |place: Option<crate::source::Spanned<crate::terms::Country>>| {
        place.map_or("unknown", |place| place.value.name())
    };
    let item = record
        .item
        .as_ref()
        .map(|item| printable(&item.value).into_owned());
    let code = record.hs.as_ref().map(|hs| format!("HS {}", hs.value));
    let category = record
        .categories
        .first()
        .map(|category| category.value.clone());
    let goods = item.or(code).or(category).unwrap_or_default();
    let date = record
        .date
        .map_or_else(|| "date unknown".into(), |date| date.value.to_string());
    let way = format!("{} to {}", country(record.from), country(record.to));
    format!(
        "{title}\n  {}, {way}, {date}, {}\n",
        one_line(&goods),
        record.stage.word()
    )
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= 80 {
        return line;
    }
    let start: String = line.chars().take(79).collect();
    format!("{start}…")
}

/// A line for each assumption that mattered.
fn assumed(checked: &Checked, rules: &RuleSet) -> String {
    let mut text = String::new();
    for assumed in &checked.assumed {
        let name = rules
            .facts
            .get(assumed.fact.index())
            .map_or("", |fact| fact.name.as_str());
        let answer = if assumed.value { "yes" } else { "no" };
        let matters: Vec<String> = assumed.matters_to.iter().map(ToString::to_string).collect();
        let line = format!(
            "  assumed {name}: {answer}, as the record is silent (matters to {})\n",
            matters.join(", ")
        );
        text.push_str(&line);
    }
    text
}

/// How many records have each verdict, and how many could not be read.
#[must_use]
pub fn summary(summary: &SummaryJson, unread: usize) -> String {
    let counts = Verdict::ALL
        .into_iter()
        .filter(|verdict| summary.of(*verdict) > 0);
    let counts: Vec<String> = counts
        .map(|verdict| format!("{:>6}  {verdict}", summary.of(verdict)))
        .collect();
    let unread = if unread > 0 {
        format!("\n{unread:>6}  not read")
    } else {
        String::new()
    };
    let records = if summary.records == 1 {
        "record"
    } else {
        "records"
    };
    format!(
        "{:>6}  {records}\n{}{unread}\n",
        summary.records,
        counts.join("\n")
    )
}
