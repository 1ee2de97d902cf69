//! A finding as a diagnostic: the record's words labelled, the rule's clauses as related source.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};

use crate::check::{Because, Crossed, ExemptionStatus, Finding, InTurn, Subject, Total};
use crate::law::{List, Paragraph, Place, RuleSet, Standing, Step};
use crate::record::Record;
use crate::source::{SourceFile, Span, brief, printable, printable_line};
use crate::terms::Verdict;

/// A finding ready to be drawn.
#[derive(Debug)]
pub struct FindingReport {
    message: String,
    code: String,
    severity: Severity,
    help: Option<String>,
    url: Option<String>,
    file: Arc<SourceFile>,
    labels: Vec<(Span, String)>,
    related: Vec<RuleReport>,
}

/// The clauses of a rule that a finding rests on.
#[derive(Debug)]
pub(super) struct RuleReport {
    pub message: String,
    /// The paragraph or the list.
    pub code: String,
    pub file: Arc<SourceFile>,
    pub spans: Vec<Span>,
}

impl FindingReport {
    /// The finding of a record.
    #[must_use]
    pub fn new(finding: &Finding, record: &Record, rules: &RuleSet) -> Self {
        let paragraph = finding.paragraph(rules);
        Self {
            message: headline(finding, rules),
            code: code(finding, rules),
            severity: match finding.weight() {
                Verdict::Prohibited | Verdict::Restricted => Severity::Error,
                Verdict::Undetermined => Severity::Warning,
                Verdict::Advisory | Verdict::Exempt | Verdict::Clear => Severity::Advice,
            },
            help: help(finding, rules).map(|help| printable(&help).into_owned()),
            url: paragraph.and_then(|p| rules.resolution_of(p)?.url.clone()),
            file: Arc::clone(&record.file),
            labels: labels(finding, record),
            related: rule_reports(finding, rules),
        }
    }
}

/// "would be ", of what has not happened; what is not decided already says so.
pub(super) fn would_be(is_prospect: bool, verdict: Verdict) -> &'static str {
    if is_prospect && verdict != Verdict::Undetermined {
        "would be "
    } else {
        ""
    }
}

/// `2270/6`, or `unclassified` where no paragraph says it.
pub(super) fn code(finding: &Finding, rules: &RuleSet) -> String {
    let paragraph = finding.paragraph(rules);
    paragraph.map_or_else(|| "unclassified".into(), |p| p.citation.to_string())
}

/// "`attack drones`: attack_uav is a kind of arms", for each marked stretch of the record.
pub(super) fn reasons(finding: &Finding, record: &Record) -> Vec<(String, String)> {
    let labels = labels(finding, record).into_iter();
    let said = labels.filter(|(_, text)| !text.is_empty());
    said.map(|(span, text)| {
        let words = brief(record.file.quote(span));
        (printable_line(&words).into_owned(), text)
    })
    .collect()
}

/// "prohibited by S/RES/2270 (2016) ¶6: title", and what it says in turn with others
pub(super) fn headline(finding: &Finding, rules: &RuleSet) -> String {
    let own = own_headline(finding, rules);
    match each_day(finding) {
        Some(turns) => format!("{own}; {turns}"),
        None => own,
    }
}

/// "on each day it is prohibited by …", where none of the paragraphs says so on all days
pub(super) fn each_day(finding: &Finding) -> Option<String> {
    let turn = finding.in_turn.as_ref()?;
    let is = match finding.is_prospect {
        true => "would be",
        false => "is",
    };
    let verdict = turn.verdict;
    Some(format!("on each day it {is} {verdict} {}", in_turn(turn)))
}

/// "by 2375/14 on 2017-10-01/2017-12-21, by 2397/5 on 2017-12-22/2018-03-31"
fn in_turn(turn: &InTurn) -> String {
    let said = turn.days.iter().map(|(days, cited)| {
        let cited: Vec<String> = cited.iter().map(ToString::to_string).collect();
        format!("by {} on {days}", cited.join(" and "))
    });
    said.collect::<Vec<_>>().join(", ")
}

/// What it says by itself.
pub(super) fn own_headline(finding: &Finding, rules: &RuleSet) -> String {
    let would_be = would_be(finding.is_prospect, finding.verdict);
    match finding.paragraph(rules) {
        Some(paragraph) => {
            let citation = paragraph.formal_citation(rules);
            let as_of = finding.as_of.map(|day| format!(" as of {day}"));
            format!(
                "{would_be}{} by {citation}{}: {}",
                finding.verdict,
                as_of.unwrap_or_default(),
                printable(&paragraph.title)
            )
        }
        None => format!(
            "{would_be}{}: nothing is known of what the goods are",
            finding.verdict
        ),
    }
}

/// What is said of each marked stretch of the record, in the order of the record.
pub(super) fn labels(finding: &Finding, record: &Record) -> Vec<(Span, String)> {
    let mut labels: Vec<(Span, String)> = Vec::new();
    for because in &finding.because {
        let Some(span) = because.span else { continue };
        match labels.iter_mut().find(|(known, _)| *known == span) {
            Some((_, text)) => join(text, &because.text),
            None => labels.push((span, because.text.clone())),
        }
    }
    let unknown = finding.unknown.iter();
    labels.extend(unknown.map(|span| (*span, "nothing is known of this".to_owned())));
    if labels.is_empty() {
        let item = record.item.as_ref().map_or(record.span, |item| item.span);
        let text = match finding.subject {
            Subject::Unclassified => "no known word, category or code",
            Subject::Paragraph(..) => "",
        };
        labels.push((item, text.into()));
    }
    labels.sort();
    labels
}

/// Adds what is said of the same words; "a is no b" after "a is no c" becomes "a is no c, b".
fn join(text: &mut String, more: &str) {
    let last = text.rsplit("; ").next().unwrap_or_default();
    let shared = more.split_once(" is no ").filter(|(what, _)| {
        last.split_once(" is no ")
            .is_some_and(|(before, _)| before == *what)
    });
    match shared {
        Some((_, other)) => {
            text.push_str(", ");
            text.push_str(other);
        }
        None => {
            text.push_str("; ");
            text.push_str(more);
        }
    }
}

/// The clauses of a rule and the entries of lists that a finding rests on.
pub(super) fn rule_reports(finding: &Finding, rules: &RuleSet) -> Vec<RuleReport> {
    let rule = rule_report(finding, rules).into_iter();
    rule.chain(list_reports(finding, rules)).collect()
}

fn rule_report(finding: &Finding, rules: &RuleSet) -> Option<RuleReport> {
    let paragraph = finding.paragraph(rules)?;
    let measure = finding.measure(rules)?;
    let in_measure = |because: &&Because| {
        let (rule, whole) = (because.rule, paragraph.place);
        rule.file == whole.file
            && rule.span.start >= whole.span.start
            && rule.span.end <= whole.span.end
    };
    let met = finding
        .because
        .iter()
        .filter(in_measure)
        .map(|because| because.rule.span);
    // The clause as a whole stands for what has no words of its own, such as the date.
    let mut spans: Vec<Span> = met.filter(|span| *span != measure.place.span).collect();
    spans.sort();
    spans.dedup();
    if spans.is_empty() {
        spans.push(measure.place.span);
    }
    Some(RuleReport {
        message: "the rule says".into(),
        code: paragraph.citation.to_string(),
        file: Arc::clone(rules.files.get(measure.place.file)?),
        spans,
    })
}

/// The lists that a finding rests on, each with the words of it that were met.
pub(super) fn lists<'r>(finding: &Finding, rules: &'r RuleSet) -> Vec<(&'r List, Vec<Span>)> {
    let of_list = |list: &'r List| {
        let inside = |place: &Place| {
            place.file == list.whole.file
                && place.span.start >= list.whole.span.start
                && place.span.end <= list.whole.span.end
        };
        let places = finding.because.iter().map(|because| because.rule);
        let mut spans: Vec<Span> = places.filter(inside).map(|place| place.span).collect();
        spans.sort();
        spans.dedup();
        (!spans.is_empty()).then_some((list, spans))
    };
    rules.lists.iter().filter_map(of_list).collect()
}

/// The entries of lists that a finding rests on, each list by itself.
fn list_reports(finding: &Finding, rules: &RuleSet) -> Vec<RuleReport> {
    let report = |(list, spans): (&List, Vec<Span>)| {
        Some(RuleReport {
            message: "the list says".into(),
            code: list.name.clone(),
            file: Arc::clone(rules.files.get(list.whole.file)?),
            spans,
        })
    };
    lists(finding, rules)
        .into_iter()
        .filter_map(report)
        .collect()
}

/// What a limit holds at the record, and with which records it is crossed.
fn limit(tally: &Total) -> String {
    let Total {
        most, before, own, ..
    } = tally;
    let total = before.plus(*own);
    let unit = most.unit;
    format!(
        "{before} {unit} before this, {own} {unit} now, {total} {unit} of {most}{}",
        crossing(&tally.crossed)
    )
}

/// "; crossed no earlier than with `a`, at the latest with `b`"
pub(super) fn crossing(crossed: &Crossed) -> String {
    let name = |id: &String| printable(id).into_owned();
    match (&crossed.earliest, &crossed.latest) {
        (None, None) => String::new(),
        (Some(one), Some(other)) if one == other => format!("; crossed with `{}`", name(one)),
        (Some(one), Some(other)) => format!(
            "; crossed no earlier than with `{}`, at the latest with `{}`",
            name(one),
            name(other)
        ),
        (Some(one), None) | (None, Some(one)) => {
            format!("; perhaps crossed, no earlier than with `{}`", name(one))
        }
    }
}

/// "1718/8(b) extends 1718/8(a)(i); 1718/8(a)(i) …"
fn chain(paragraph: &Paragraph, rules: &RuleSet) -> Option<String> {
    let mut text = String::new();
    let mut before: Option<Step<'_>> = None;
    for step in paragraph.chain(rules) {
        let same = before.filter(|before| before.from == step.from);
        text.push_str(&match same {
            Some(same) if same.kind == step.kind => format!(", {}", step.to),
            Some(_) => format!(" and {} {}", step.kind.word(), step.to),
            None => {
                let next = if text.is_empty() { "" } else { "; " };
                format!("{next}{} {} {}", step.from, step.kind.word(), step.to)
            }
        });
        before = Some(step);
    }
    (!text.is_empty()).then_some(text)
}

/// What is missing, what could lift it, how far the encoding was checked.
pub(super) fn help(finding: &Finding, rules: &RuleSet) -> Option<String> {
    let lines = advice(finding, rules);
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The same, line by line.
pub(super) fn advice(finding: &Finding, rules: &RuleSet) -> Vec<String> {
    let mut lines = missing(finding, rules, usize::MAX);
    lines.extend(silences(finding));
    lines.extend(lifted(finding, rules));
    lines.extend(standings(finding, rules));
    lines.extend(limits(finding));
    lines.extend(
        finding
            .paragraph(rules)
            .and_then(|paragraph| chain(paragraph, rules)),
    );
    lines
}

/// What it rests on though the record says nothing of it: answers that are assumed.
pub(super) fn silences(finding: &Finding) -> Vec<String> {
    let because = finding.because.iter();
    let silent = because.filter(|because| because.span.is_none());
    // Of a date that is not stated nothing is assumed: it is asked for, or does not matter.
    let silent = silent.filter(|because| because.field != "date" || finding.as_of.is_some());
    let mut lines: Vec<String> = silent
        .map(|because| match because.field == "date" {
            true => because.text.clone(),
            false => format!("rests on {}", because.text),
        })
        .collect();
    lines.dedup();
    lines
}

/// What lifts it, or could by its own paragraph; what others grant is said once for a record.
pub(super) fn lifted(finding: &Finding, rules: &RuleSet) -> Vec<String> {
    let exemptions = finding.exemptions.iter();
    if finding.verdict == Verdict::Exempt {
        let shown = exemptions.filter(|exemption| exemption.status == ExemptionStatus::Shown);
        return shown
            .map(|exemption| format!("exempt by {}: {}", exemption.by, exemption.text))
            .collect();
    }
    let Some(paragraph) = finding.paragraph(rules) else {
        return Vec::new();
    };
    let open: Vec<String> = exemptions
        .filter(|exemption| exemption.by == paragraph.citation)
        .map(|exemption| format!("{} ({})", exemption.text, exemption.status.word()))
        .collect();
    match open.is_empty() {
        true => Vec::new(),
        false => vec![format!("could be lifted by: {}", open.join("; "))],
    }
}

/// How far the rule, and the lists that it rests on, can be relied upon; nothing where they were
/// checked.
pub(super) fn standings(finding: &Finding, rules: &RuleSet) -> Vec<String> {
    let paragraph = finding.paragraph(rules);
    let of_paragraph = paragraph.and_then(|paragraph| {
        let note = &paragraph.standing_note;
        match paragraph.standing {
            Standing::Checked => None,
            Standing::Unconfirmed => Some(format!("unconfirmed encoding: {note}")),
            Standing::Disputed => Some(format!("disputed: {note}")),
        }
    });
    let lists = lists(finding, rules).into_iter();
    let lists = lists.filter(|(list, _)| list.standing != Standing::Checked);
    let of_lists = lists.map(|(list, _)| {
        let (standing, note) = (list.standing.word(), &list.standing_note);
        format!("{standing} list {}: {note}", list.name)
    });
    of_paragraph.into_iter().chain(of_lists).collect()
}

/// What limits hold at the record, in each unit.
pub(super) fn limits(finding: &Finding) -> impl Iterator<Item = String> {
    finding.totals.iter().map(limit)
}

/// What a line about something that is missing begins with.
pub(super) const MISSING: &str = "missing ";

/// What an open finding lacks: so many at the most of the sets of answers that would decide, and the
/// questions.
pub(super) fn missing(finding: &Finding, rules: &RuleSet, most: usize) -> Vec<String> {
    if finding.verdict != Verdict::Undetermined {
        return Vec::new();
    }
    let mut lines = Vec::new();
    let firm = finding.measure(rules).map(crate::law::Measure::verdict);
    let sets: Vec<String> = finding
        .missing
        .sets
        .iter()
        .map(|set| set.join(" and "))
        .collect();
    if let (Some(firm), false) = (firm, sets.is_empty()) {
        let told: Vec<&str> = sets.iter().take(most).map(String::as_str).collect();
        let more = match sets.len().saturating_sub(told.len()) {
            0 => String::new(),
            1 => ", or in one more way".into(),
            count => format!(", or in {count} more ways"),
        };
        lines.push(format!(
            "it would be {firm} if {}{more}",
            told.join(", or if ")
        ));
    }
    for question in &finding.missing.questions {
        lines.push(format!(
            "{MISSING}`{}`: {}",
            question.field(rules),
            question.text(rules)
        ));
    }
    if let (Some(firm), false) = (firm, finding.missing.by_day.is_empty()) {
        let days = finding.missing.by_day.join(", and ");
        lines.push(format!("on no day would it be {firm}: it is {days}"));
    }
    if finding.missing.stopped && firm.is_some() {
        lines.push("no set of up to three of these facts was found that would decide".into());
    }
    lines
}

impl fmt::Display for FindingReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FindingReport {}

impl Diagnostic for FindingReport {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.help.as_ref()?;
        Some(Box::new(help))
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let url = self.url.as_ref()?;
        Some(Box::new(url))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.file.as_ref())
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let near = self.file.near(&self.labels, |(span, _)| *span).into_iter();
        let labels = near
            .filter_map(|index| self.labels.get(index))
            .map(|(span, text)| {
                let text = (!text.is_empty()).then(|| printable(text).into_owned());
                LabeledSpan::new_with_span(text, self.file.visible(*span))
            });
        Some(Box::new(labels))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(
            self.related.iter().map(|rule| rule as &dyn Diagnostic),
        ))
    }
}

impl fmt::Display for RuleReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for RuleReport {}

impl Diagnostic for RuleReport {
    /// Stands behind "Advice: ".
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(Severity::Advice)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.file.as_ref())
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let spans = self.spans.iter();
        Some(Box::new(spans.map(|span| {
            LabeledSpan::new_with_span(None, self.file.visible(*span))
        })))
    }
}
