//! The findings of a record for people.

use crate::check::{Checked, Exemption, Subject, Supposed};
use crate::law::RuleSet;
use crate::record::Record;
use crate::source::{printable, printable_line};
use crate::terms::Verdict;

use super::compact::{self, wrapped};
use super::finding::{FindingReport, advice, headline, labels, would_be};
use super::json::SummaryJson;
use super::style::{Style, render};

/// A record's heading with its paragraphs by verdict, its findings with the strongest first, and
/// what was assumed and could lift them. Each finding takes a screenful at the most, and of those
/// that are alike only the first is told.
#[must_use]
pub fn pretty(record: &Record, checked: &Checked, rules: &RuleSet, style: &Style) -> String {
    let head = head(record, checked, rules, style);
    let findings = compact::findings(&checked.findings, record, rules, style);
    let mut footer = String::new();
    for line in lifting(checked, rules).lines() {
        put(&mut footer, line.trim_start(), 2, style);
    }
    footer.push_str(&assumptions(checked, rules, style));
    let gap = if footer.is_empty() { "" } else { "\n" };
    format!("{head}{findings}{gap}{footer}")
}

/// What a reader of `pretty` learns beyond the heading, without the words of the record: where two
/// records have the same, what is said of the one can stand for the other.
#[must_use]
pub fn gist(record: &Record, checked: &Checked, rules: &RuleSet) -> String {
    let mut gist = String::new();
    for finding in &checked.findings {
        gist.push_str(&headline(finding, rules));
        for (span, text) in labels(finding, record) {
            // Words of which nothing is known are all that there is to say of them.
            let is_unknown =
                finding.unknown.contains(&span) || matches!(finding.subject, Subject::Unclassified);
            let words = is_unknown.then(|| record.file.quote(span));
            gist.push_str(&format!("\n{text}{}", words.unwrap_or_default()));
        }
        for line in advice(finding, rules) {
            gist.push_str(&format!("\n{line}"));
        }
        gist.push('\n');
    }
    gist.push_str(&lifting(checked, rules));
    gist.push_str(&assumed(checked, rules));
    gist
}

/// A record with every finding drawn in its own words and those of the rule.
#[must_use]
pub fn full(record: &Record, checked: &Checked, rules: &RuleSet, style: &Style) -> String {
    let mut text = head(record, checked, rules, style);
    for finding in &checked.findings {
        text.push('\n');
        let report = render(&FindingReport::new(finding, record, rules), style);
        // The rule is drawn as a report of its own; it gives no advice.
        text.push_str(&report.replace("\nAdvice: ", "\nRule text: "));
    }
    let footer = [lifting(checked, rules), assumed(checked, rules)].concat();
    if !footer.is_empty() {
        text.push('\n');
        text.push_str(&footer);
    }
    text
}

/// A record's heading with its paragraphs by verdict, and its place.
#[must_use]
pub fn head(record: &Record, checked: &Checked, rules: &RuleSet, style: &Style) -> String {
    let line = record.file.line(record.span.start);
    let name = printable_line(record.file.name());
    let brief = brief(record, checked, rules, style);
    format!("{brief}  {:<12}  {name}:{line}\n", "read from")
}

/// A record's heading with its paragraphs by verdict, and no more.
#[must_use]
pub fn brief(record: &Record, checked: &Checked, rules: &RuleSet, style: &Style) -> String {
    let mut text = heading(record, checked, style);
    text.push_str(&overview(checked, rules, style));
    text
}

/// A line for each verdict with the paragraphs that say it.
fn overview(checked: &Checked, rules: &RuleSet, style: &Style) -> String {
    let mut text = String::new();
    for verdict in Verdict::ALL {
        let with = checked
            .findings
            .iter()
            .filter(|finding| finding.verdict == verdict);
        let paragraphs: Vec<String> = with
            .map(|finding| {
                finding
                    .paragraph(rules)
                    .map_or_else(|| "goods unknown".into(), |p| p.citation.to_string())
            })
            .collect();
        if !paragraphs.is_empty() {
            let label = format!("{verdict:<12}");
            let label = style.verdict(&label, verdict);
            let lines = wrapped(&paragraphs.join(", "), style.width, 16);
            for (index, line) in lines.iter().enumerate() {
                match index {
                    0 => text.push_str(&format!("  {label}  {line}\n")),
                    _ => text.push_str(&format!("{:16}{line}\n", "")),
                }
            }
        }
    }
    text
}

/// A line for each exemption of another paragraph that could lift findings.
pub(super) fn lifting(checked: &Checked, rules: &RuleSet) -> String {
    let mut lines: Vec<(&Exemption, Vec<String>)> = Vec::new();
    for finding in checked
        .findings
        .iter()
        .filter(|finding| finding.verdict != Verdict::Exempt)
    {
        let Some(paragraph) = finding.paragraph(rules) else {
            continue;
        };
        for exemption in finding
            .exemptions
            .iter()
            .filter(|e| e.by != paragraph.citation)
        {
            let citation = paragraph.citation.to_string();
            match lines.iter_mut().find(|(known, _)| *known == exemption) {
                Some((_, lifted)) => lifted.push(citation),
                None => lines.push((exemption, vec![citation])),
            }
        }
    }
    let line = |(exemption, lifted): (&Exemption, Vec<String>)| {
        let Exemption { by, text, status } = exemption;
        format!(
            "  {by} could lift {}: {text} ({})\n",
            lifted.join(", "),
            status.word()
        )
    };
    lines.into_iter().map(line).collect()
}

/// `attack-drones: prohibited`, and what goes where and when.
fn heading(record: &Record, checked: &Checked, style: &Style) -> String {
    let would_be = would_be(record.stage.is_prospect(), checked.verdict);
    let verdict = format!("{would_be}{}", checked.verdict);
    let verdict = style.verdict(&verdict, checked.verdict);
    let title = format!("{}: {verdict}\n", style.bold(&printable_line(&record.id)));
    let (goods, way, stage) = (goods(record), way(record), record.stage.word());
    let mut text = title;
    let as_of = as_of(checked);
    put(
        &mut text,
        &format!("{goods}, {way}, {stage}{as_of}"),
        2,
        style,
    );
    text
}

/// "; judged as of 2016-03-01" where a day stands in for the record's date.
pub(super) fn as_of(checked: &Checked) -> String {
    let told = checked.as_of.map(|day| format!("; judged as of {day}"));
    told.unwrap_or_default()
}

/// Adds a text on lines that begin with so many blanks.
fn put(text: &mut String, said: &str, margin: usize, style: &Style) {
    for line in wrapped(said, style.width, margin) {
        text.push_str(&format!("{:margin$}{line}\n", ""));
    }
}

/// What was assumed, the same answers together; with one paragraph each fact that matters to one.
fn assumptions(checked: &Checked, rules: &RuleSet, style: &Style) -> String {
    let mut answers: Vec<(String, Vec<String>)> = Vec::new();
    for assumed in &checked.assumed {
        let answer = answer(&assumed.supposed);
        let name = assumed.supposed.name(rules);
        let matters = match assumed.matters_to.as_slice() {
            [one] => one.to_string(),
            several => format!("{} paragraphs", several.len()),
        };
        let said = format!("{name} ({matters})");
        match answers.iter_mut().find(|(known, _)| *known == answer) {
            Some((_, all)) => all.push(said),
            None => answers.push((answer, vec![said])),
        }
    }
    let mut text = String::new();
    for (answer, facts) in answers {
        let said = format!(
            "assumed {answer}, as the record is silent: {}",
            facts.join(", ")
        );
        put(&mut text, &said, 2, style);
    }
    text
}

fn answer(supposed: &Supposed) -> String {
    match supposed {
        Supposed::Answer(_, true) => "yes".to_owned(),
        Supposed::Answer(_, false) => "no".to_owned(),
        Supposed::Total(_, total, unit) => format!("{total} {unit}"),
    }
}

/// What goes: the words, or else the code or a category.
pub(super) fn goods(record: &Record) -> String {
    let item = record
        .item
        .as_ref()
        .map(|item| printable(&item.value).into_owned());
    let code = record.hs.as_ref().map(|hs| format!("HS {}", hs.value));
    let category = record
        .categories
        .first()
        .map(|category| category.value.clone());
    one_line(&item.or(code).or(category).unwrap_or_default())
}

/// "Russia to North Korea, 2023-09-17"
pub(super) fn way(record: &Record) -> String {
    let country = |place: Option<crate::source::Spanned<crate::terms::Country>>| {
        place.map_or("unknown", |place| place.value.name())
    };
    let date = record
        .date
        .map_or_else(|| "date unknown".into(), |date| date.value.to_string());
    format!("{} to {}, {date}", country(record.from), country(record.to))
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
pub(super) fn assumed(checked: &Checked, rules: &RuleSet) -> String {
    let mut text = String::new();
    for assumed in &checked.assumed {
        let name = assumed.supposed.name(rules);
        let answer = answer(&assumed.supposed);
        let matters: Vec<String> = assumed.matters_to.iter().map(ToString::to_string).collect();
        let line = format!(
            "  assumed {name}: {answer}, as the record is silent (matters to {})\n",
            matters.join(", ")
        );
        text.push_str(&line);
    }
    text
}

/// How many records have each verdict, how many could not be read, and what the rules cover.
#[must_use]
pub fn summary(summary: &SummaryJson, rules: &RuleSet) -> String {
    let count = |number: usize, what: &str| format!("{number:>6}  {what}\n");
    let mut text = count(
        summary.records,
        if summary.records == 1 {
            "record"
        } else {
            "records"
        },
    );
    for verdict in Verdict::ALL
        .into_iter()
        .filter(|verdict| summary.of(*verdict) > 0)
    {
        text.push_str(&count(summary.of(verdict), verdict.word()));
    }
    if summary.unread > 0 {
        text.push_str(&count(summary.unread, "not read"));
    }
    if summary.skipped > 0 {
        text.push_str(&count(summary.skipped, "passed over by the mapping"));
    }
    let paragraphs = rules.paragraphs.len();
    let verified = rules
        .verified()
        .map(|date| format!(", compared with their sources as of {date}"));
    let verified = verified.unwrap_or_default();
    text.push_str(&format!(
        "clear means: covered by none of the {paragraphs} paragraphs loaded{verified}\n"
    ));
    text
}
