//! A finding: what the record says and what the rule says, side by side.

use maud::{Markup, html};

use crate::check::{Before, Finding, Subject};
use crate::record::Record;
use crate::report::finding::{advice, headline, labels, rule_reports};
use crate::report::web::address;
use crate::source::{SourceFile, Span};

use super::{Page, tree};

/// A finding with both quotations, what is missing and the decision tree.
pub(super) fn article(
    page: &Page<'_>,
    record: &Record,
    before: &Before,
    finding: &Finding,
) -> Markup {
    let rules = page.checker.rules();
    let paragraph = finding.paragraph(rules);
    let url = paragraph.and_then(|paragraph| rules.resolution_of(paragraph)?.url.as_deref());
    let url = url.and_then(address);
    html! {
        article class=(finding.verdict.word()) {
            h3 { (headline(finding, rules)) }
            div.sides {
                (record_side(finding, record))
                div {
                    @for rule in rule_reports(finding, rules) {
                        @let first = rule.spans.first().map_or(0, |span| span.start);
                        p.faint { "the rule says: " (rule.file.name()) ", line " (rule.file.line(first)) }
                        blockquote { (lines(&rule.file, &rule.spans)) }
                    }
                    @if let (Some(url), Some(paragraph)) = (url, paragraph) {
                        p { a href=(url) rel="noreferrer" { "the resolution that holds " (paragraph.formal_citation(rules)) } }
                    }
                }
            }
            @let lines = advice(finding, rules);
            @if !lines.is_empty() {
                ul.advice { @for line in lines { li { (line) } } }
            }
            @if let Subject::Paragraph(id, measure) = finding.subject {
                (tree::details(page, record, before, id, measure))
            }
        }
    }
}

/// The record's words, with what they have to do with the rule.
fn record_side(finding: &Finding, record: &Record) -> Markup {
    let said = labels(finding, record);
    html! {
        div {
            p.faint { "the record says" }
            @if said.is_empty() {
                p { "nothing that matters here" }
            } @else {
                blockquote { ul {
                    @for (span, text) in &said {
                        li { q { (record.file.quote(*span)) } @if !text.is_empty() { ": " (text) } }
                    }
                } }
            }
        }
    }
}

/// The lines of a file that some stretches stand in, with those marked.
fn lines(file: &SourceFile, spans: &[Span]) -> Markup {
    let mut parts: Vec<(bool, &str)> = Vec::new();
    let mut at = None;
    for span in spans {
        let line = file.line_span(span.start);
        let from = match at {
            Some(done) if done >= line.start => done,
            other => {
                if other.is_some() {
                    parts.push((false, "\n…\n"));
                }
                line.start
            }
        };
        let start = span.start.max(from);
        parts.push((false, file.quote(Span::new(from, start))));
        parts.push((true, file.quote(Span::new(start, span.end.max(start)))));
        at = Some(span.end.max(start));
    }
    if let Some(done) = at {
        let line = file.line_span(done);
        parts.push((false, file.quote(Span::new(done, line.end.max(done)))));
    }
    html! {
        pre {
            @for (is_marked, text) in &parts {
                @if *is_marked { mark { (text) } } @else { (text) }
            }
        }
    }
}
