//! A finding within a screenful: what decided and what is missing, in lines with a label.

use textwrap::{Options, WordSeparator, WordSplitter};

use crate::check::Finding;
use crate::law::{RuleSet, Standing};
use crate::record::Record;
use crate::source::printable_line;

use super::finding::{
    MISSING, code, each_day, labels, lifted, limits, missing, own_headline, reasons, rule_reports,
    silences, standings,
};
use super::plain::{PlainMeasure, words};
use super::style::Style;

/// Findings of one verdict that rest on the same words of the record, lack the same answers to the
/// same end, and have the same exemptions of their own and limits.
struct Alike<'c> {
    /// The first, which is told.
    told: &'c Finding,
    /// The others, of which only the paragraphs are named.
    others: Vec<&'c Finding>,
}

/// The findings of a record, the strongest first, of those that are alike the first.
pub(super) fn findings(
    findings: &[Finding],
    record: &Record,
    rules: &RuleSet,
    style: &Style,
) -> String {
    let mut all: Vec<Alike<'_>> = Vec::new();
    for finding in findings {
        let like = |one: &&mut Alike<'_>| is_alike(one.told, finding, record, rules);
        match all.iter_mut().find(like) {
            Some(alike) => alike.others.push(finding),
            None => all.push(Alike {
                told: finding,
                others: Vec::new(),
            }),
        }
    }
    let texts = all.iter().map(|alike| told(alike, record, rules, style));
    texts.map(|text| format!("\n{text}")).collect()
}

fn is_alike(one: &Finding, other: &Finding, record: &Record, rules: &RuleSet) -> bool {
    let places = |finding: &Finding| -> Vec<_> {
        let labels = labels(finding, record).into_iter();
        labels.map(|(span, _)| span).collect()
    };
    // What a reader would have to know of the other must all be said of the one.
    let told = |finding: &Finding| -> Vec<String> {
        let missing = missing(finding, rules, usize::MAX).into_iter();
        let lifted = lifted(finding, rules).into_iter();
        let silences = silences(finding).into_iter();
        let all = missing.chain(silences).chain(lifted);
        all.chain(limits(finding)).collect()
    };
    one.verdict == other.verdict
        && one.is_prospect == other.is_prospect
        && one.in_turn == other.in_turn
        && places(one) == places(other)
        && told(one) == told(other)
}

/// How many lines a finding has at the most: a screen of a terminal.
const SCREENFUL: usize = 24;

fn told(alike: &Alike<'_>, record: &Record, rules: &RuleSet, style: &Style) -> String {
    let finding = alike.told;
    let heading = wrapped(&own_headline(finding, rules), style.width, 2);
    let limits = limits(finding).collect();
    let width = style.width;
    let mut parts = [
        Part::new("record", said(finding, record), 5, width),
        Part::new("rule", clauses(finding, rules), 3, width),
        Part::new("missing", questions(finding, rules), 5, width),
        Part::new("limit", limits, 2, width),
        Part::new("lifted", lifted(finding, rules), 2, width),
        Part::new("encoding", standings(finding, rules), 2, width),
        Part::new("source", address(finding, rules), 1, width),
        Part::new("also", also(&alike.others, rules), 2, width),
    ];
    // How sure the rule is matters less than what it says, and stands in full beside the paragraph.
    parts[5].cut(2);
    shorten(&mut parts, SCREENFUL.saturating_sub(HEADING));
    let mut text = String::new();
    for (index, line) in cut(heading, HEADING, width).iter().enumerate() {
        match index {
            0 => text.push_str(&format!("  {}\n", style.verdict(line, finding.verdict))),
            _ => text.push_str(&format!("  {line}\n")),
        }
    }
    parts.iter().for_each(|part| part.write(&mut text));
    text
}

/// How many lines a heading has at the most.
const HEADING: usize = 2;

/// Cuts parts to their least lines, the last first, until all together have no more than so many.
/// INVARIANT: the least lines of all parts and a heading are a screenful.
fn shorten(parts: &mut [Part], most: usize) {
    let lines = |parts: &[Part]| -> usize { parts.iter().map(|part| part.lines.len()).sum() };
    for place in (0..parts.len()).rev() {
        let over = lines(parts).saturating_sub(most);
        if over == 0 {
            return;
        }
        if let Some(part) = parts.get_mut(place) {
            let left = part.lines.len().saturating_sub(over);
            part.cut(left.max(part.least));
        }
    }
}

/// What the record says, and what is assumed where it is silent: that comes first, as there is
/// always room for some lines of it.
fn said(finding: &Finding, record: &Record) -> Vec<String> {
    let first = each_day(finding).into_iter().chain(silences(finding));
    first.chain(quotes(finding, record)).collect()
}

/// The record's words with what they have to do with the rule; words of which the same is said
/// stand together.
fn quotes(finding: &Finding, record: &Record) -> Vec<String> {
    let mut all: Vec<(Vec<String>, String)> = Vec::new();
    for (words, why) in reasons(finding, record) {
        match all.iter_mut().find(|(_, known)| *known == why) {
            Some((quoted, _)) if quoted.contains(&words) => {}
            Some((quoted, _)) => quoted.push(words),
            None => all.push((vec![words], why)),
        }
    }
    let all = all.into_iter();
    all.map(|(words, why)| format!("\"{}\": {why}", words.join("\", \"")))
        .collect()
}

/// How many sets of answers are told.
const SETS: usize = 3;

/// What is missing, and where that would lead; the label says that it is missing. What is to be
/// asked comes first, as there is always room for some lines of it.
fn questions(finding: &Finding, rules: &RuleSet) -> Vec<String> {
    let lines = missing(finding, rules, SETS).into_iter();
    let (asked, ends): (Vec<String>, Vec<String>) =
        lines.partition(|line| line.starts_with(MISSING));
    let asked = asked.iter().filter_map(|line| line.strip_prefix(MISSING));
    asked.map(str::to_owned).chain(ends).collect()
}

/// The clause, with its place, and what was met in lists.
fn clauses(finding: &Finding, rules: &RuleSet) -> Vec<String> {
    let clause = finding.measure(rules).map(|measure| {
        let file = rules.files.get(measure.place.file);
        let place = file.map(|file| {
            let line = file.line(measure.place.span.start);
            format!(" ({}:{line})", file.name())
        });
        let provided = PlainMeasure::of(measure, rules).provided.into_iter();
        let provided: String = provided.map(|one| format!(" provided {one}")).collect();
        format!(
            "{}{provided}{}",
            words(rules, measure.place),
            place.unwrap_or_default()
        )
    });
    let own = code(finding, rules);
    let lists = rule_reports(finding, rules).into_iter();
    let lists = lists.filter(|report| report.code != own).map(|report| {
        let spans = report.spans.iter();
        let quotes: Vec<&str> = spans.map(|span| report.file.quote(*span)).collect();
        format!("list {}: {}", report.code, quotes.join(", "))
    });
    clause.into_iter().chain(lists).collect()
}

fn address(finding: &Finding, rules: &RuleSet) -> Vec<String> {
    let paragraph = finding.paragraph(rules);
    let url = paragraph.and_then(|paragraph| rules.resolution_of(paragraph)?.url.clone());
    url.into_iter().collect()
}

/// "2 more by the same words: 2270/6, 2371/5 (unconfirmed)"
fn also(others: &[&Finding], rules: &RuleSet) -> Vec<String> {
    let named = others.iter().map(|finding| {
        let standing = finding.paragraph(rules).map(|paragraph| paragraph.standing);
        match standing {
            None | Some(Standing::Checked) => code(finding, rules),
            Some(other) => format!("{} ({})", code(finding, rules), other.word()),
        }
    });
    let named: Vec<String> = named.collect();
    match named.len() {
        0 => Vec::new(),
        count => vec![format!(
            "{count} more by the same words: {}",
            named.join(", ")
        )],
    }
}

/// Where the text behind a label begins.
const MARGIN: usize = 14;

/// Lines behind a label.
struct Part {
    label: &'static str,
    lines: Vec<String>,
    /// How many lines must stay.
    least: usize,
    /// How long a line may be.
    width: usize,
}

impl Part {
    fn new(label: &'static str, said: Vec<String>, least: usize, width: usize) -> Self {
        let lines = said.iter().flat_map(|said| wrapped(said, width, MARGIN));
        Self {
            label,
            lines: lines.collect(),
            least,
            width: width.saturating_sub(MARGIN),
        }
    }

    fn cut(&mut self, most: usize) {
        self.lines = cut(std::mem::take(&mut self.lines), most, self.width);
    }

    fn write(&self, text: &mut String) {
        for (index, line) in self.lines.iter().enumerate() {
            let label = if index == 0 { self.label } else { "" };
            let width = MARGIN.saturating_sub(6);
            text.push_str(&format!("    {label:<width$}  {line}\n"));
        }
    }
}

/// A text on lines that leave room for a margin.
pub(super) fn wrapped(text: &str, width: usize, margin: usize) -> Vec<String> {
    let options = Options::new(width.saturating_sub(margin).max(20))
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    let text = printable_line(text);
    let lines = textwrap::wrap(&text, options).into_iter();
    // Once more: what stood inside a line may begin one now.
    lines
        .map(|line| printable_line(&line).into_owned())
        .collect()
}

/// The first lines, and an ellipsis where there are more.
fn cut(mut lines: Vec<String>, most: usize, width: usize) -> Vec<String> {
    if lines.len() <= most {
        return lines;
    }
    lines.truncate(most);
    if let Some(last) = lines.last_mut() {
        let room = width.saturating_sub(2);
        while textwrap::core::display_width(last) > room {
            match last.rfind(' ') {
                Some(end) => last.truncate(end),
                None => drop(last.pop()),
            }
        }
        last.push_str(" …");
    }
    lines
}
