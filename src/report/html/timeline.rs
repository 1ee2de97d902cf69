//! How a transfer would be judged on each day: a bar for each paragraph, with its own date marked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use maud::{Markup, html};

use crate::check::{Depth, Finding, Subject};
use crate::law::{ParagraphId, RuleSet};
use crate::record::{Record, YEARS};
use crate::report::web::scale::{Scale, WHOLE, number, round};
use crate::report::web::verdict;
use crate::terms::{Date, Interval, Verdict};

use super::{Page, cited};

/// What each paragraph says of a transfer in the course of time; clear is left out.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    rows: BTreeMap<ParagraphId, Vec<(Interval, Verdict)>>,
    /// Those of which a limit decides: what came before the transfer is known of its own day alone,
    /// and would be another total on another.
    left_out: BTreeSet<ParagraphId>,
}

/// The timelines of all transfers of a page, in their order. Nothing changes inside a slice, so a
/// day of each stands for it.
pub(super) fn of_all(page: &Page<'_>) -> Vec<Timeline> {
    let rules = page.checker.rules();
    let mut all: Vec<Timeline> = Vec::new();
    all.resize_with(page.transfers.len(), Timeline::default);
    for slice in Interval::ALWAYS.slices(&rules.boundaries) {
        let days = [slice.first(), slice.last()];
        let Some(day) = days.into_iter().find(|day| YEARS.contains(&day.year())) else {
            continue;
        };
        let transfers = page.transfers.iter();
        let transfers = transfers.map(|(record, _, before)| (record, before.clone()));
        let checked = page
            .checker
            .check_many(transfers, Some(day), Depth::Verdicts);
        for (timeline, checked) in all.iter_mut().zip(checked) {
            for finding in &checked.findings {
                timeline.add(finding, slice, rules);
            }
        }
    }
    all
}

/// For each transfer an earlier one whose rows look the same, so that they need not be drawn again.
pub(super) fn drawn_before(page: &Page<'_>, timelines: &[Timeline]) -> Vec<Option<usize>> {
    let rules = page.checker.rules();
    let mut first = HashMap::new();
    let transfers = page.transfers.iter().zip(timelines).enumerate();
    let drawn = transfers.map(|(place, ((record, ..), timeline))| {
        let scale = Scale::of(rules, judged_on(record, page.on));
        let drawn = *first.entry((&timeline.rows, scale)).or_insert(place);
        (drawn != place).then_some(drawn)
    });
    drawn.collect()
}

/// The days of which a transfer's findings speak.
fn judged_on(record: &Record, on: Option<Date>) -> Option<Interval> {
    on.map(Interval::day).or(record.date.map(|date| date.value))
}

/// How high a row is.
const ROW: f64 = 20.0;

/// Whether the measure that decided is an allowance up to a limit.
fn is_by_limit(id: ParagraphId, measure: usize, rules: &RuleSet) -> bool {
    let paragraph = rules.paragraphs.get(id.index());
    let measure = paragraph.and_then(|paragraph| paragraph.measures.get(measure));
    measure.is_some_and(|measure| measure.allowed.is_some())
}

impl Timeline {
    fn add(&mut self, finding: &Finding, slice: Interval, rules: &RuleSet) {
        let Subject::Paragraph(id, measure) = finding.subject else {
            return;
        };
        if is_by_limit(id, measure, rules) {
            self.left_out.insert(id);
        } else {
            self.draw(id, slice, finding.verdict);
        }
    }

    /// Adds a bar, or makes the last one longer.
    fn draw(&mut self, id: ParagraphId, slice: Interval, verdict: Verdict) {
        let row = self.rows.entry(id).or_default();
        if let Some((last, said)) = row.last_mut()
            && *said == verdict
            && last.last().tomorrow().ok() == Some(slice.first())
            && let Some(longer) = Interval::new(last.first(), slice.last())
        {
            *last = longer;
            return;
        }
        row.push((slice, verdict));
    }

    /// The drawing, and the same as a table, which is that of an earlier transfer where all rows are.
    pub fn markup(&self, page: &Page<'_>, place: usize, drawn: Option<usize>) -> Markup {
        let rules = page.checker.rules();
        html! {
            @if !self.rows.is_empty() || !self.left_out.is_empty() {
                h3 { "The same transfer on other days" }
                @if !self.rows.is_empty() {
                    (self.drawing(page, place, drawn))
                    @match drawn.and_then(|drawn| page.transfers.get(drawn).zip(Some(drawn))) {
                        None => details id=(named("days", place)) {
                            summary { "as a table" }
                            (self.table(rules))
                        },
                        Some(((earlier, ..), drawn)) => p {
                            "The days as a table stand with "
                            a href={ "#" (named("days", drawn)) } { (earlier.id) }
                            "."
                        },
                    }
                }
                @if !self.left_out.is_empty() {
                    p.faint {
                        "Left out is what is said by the limit of "
                        (self.limits(rules))
                        ": on another day it hangs on what the account of that time holds."
                    }
                }
            }
        }
    }

    /// A row of bars for each paragraph, below each other.
    fn bars(&self, scale: &Scale, rules: &RuleSet) -> Markup {
        html! {
            @for (index, (id, row)) in self.rows.iter().enumerate() {
                @let y = ROW * (number(index) + 1.0);
                text x="0" y=(y + 11.0) { (cited(*id, rules)) }
                @for (days, said) in row {
                    @let from = scale.x(days.first());
                    @let width = (scale.x(days.last()) - from).max(1.0);
                    rect class={ "bar " (said.word()) } x=(from) y=(y) width=(round(width)) height="14" {
                        title {
                            (cited(*id, rules)) ": " (said.word())
                            ", from " (end(days.first(), Date::MIN)) " until " (end(days.last(), Date::MAX))
                        }
                    }
                }
            }
        }
    }

    /// The paragraphs that are left out.
    fn limits(&self, rules: &RuleSet) -> String {
        let cited = self.left_out.iter().map(|id| cited(*id, rules));
        cited.collect::<Vec<_>>().join(" and of ")
    }

    fn table(&self, rules: &RuleSet) -> Markup {
        html! {
            div.wide tabindex="0" role="region" aria-label="what paragraphs say on which days" {
                table {
                    thead { tr { th scope="col" { "paragraph" } th scope="col" { "says" } th scope="col" { "from" } th scope="col" { "until" } } }
                    tbody {
                        @for (id, row) in &self.rows {
                            @for (days, said) in row {
                                tr {
                                    th scope="row" { (cited(*id, rules)) }
                                    td { (verdict(*said)) }
                                    td { (end(days.first(), Date::MIN)) }
                                    td { (end(days.last(), Date::MAX)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn drawing(&self, page: &Page<'_>, place: usize, drawn: Option<usize>) -> Markup {
        let (on, rules) = (page.on, page.checker.rules());
        let record = page.transfers.get(place).map(|(record, ..)| record);
        let date = record.and_then(|record| judged_on(record, on));
        let scale = Scale::of(rules, date);
        let rows = number(self.rows.len());
        let bottom = ROW * (rows + 1.0);
        let height = bottom + 6.0;
        let label = match (on, date) {
            (Some(day), _) => format!("what paragraphs say on which days; judged as of {day}"),
            (None, Some(date)) => {
                format!("what paragraphs say on which days; the transfer is of {date}")
            }
            (None, None) => {
                "what paragraphs say on which days; the transfer has no date".to_owned()
            }
        };
        html! {
            div.wide tabindex="0" role="region" aria-label="timeline" {
                svg viewBox={ "0 0 " (WHOLE) " " (height) } role="img" aria-label=(label) style="min-width: 36rem" {
                    @match drawn {
                        Some(drawn) => use href={ "#" (named("bars", drawn)) } {},
                        None => g id=(named("bars", place)) {
                            (scale.grid(bottom))
                            (self.bars(&scale, rules))
                        },
                    }
                    @if let Some(date) = date {
                        @let (from, until) = (scale.x(date.first()), scale.x(date.last()));
                        @if until - from > 2.0 {
                            rect.days x=(from) y="14" width=(round(until - from)) height=(bottom - 14.0) { title { (date) } }
                        } @else {
                            line.day x1=(from) y1="12" x2=(from) y2=(bottom) stroke-width="2" { title { (date) } }
                        }
                    }
                }
            }
        }
    }
}

/// The name of what is drawn for a transfer, or told in a table.
fn named(what: &str, place: usize) -> String {
    format!("{what}-{}", place.saturating_add(1))
}

/// A day; nothing where it is an end of all time.
fn end(day: Date, never: Date) -> String {
    match day == never {
        true => "…".into(),
        false => day.to_string(),
    }
}
