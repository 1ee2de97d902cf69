//! How a transfer would be judged on each day: a bar for each paragraph, with its own date marked.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::check::Depth;
use crate::law::{ParagraphId, RuleSet};
use crate::record::{Record, YEARS};
use crate::terms::{Date, Interval, Verdict};

use super::{Page, cited, id_of, verdict};

/// What each paragraph says of a transfer in the course of time; clear is left out.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    rows: BTreeMap<ParagraphId, Vec<(Interval, Verdict)>>,
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
            .check_many(transfers, Some(day), Depth::Findings);
        for (timeline, checked) in all.iter_mut().zip(checked) {
            for finding in &checked.findings {
                if let Some(id) = id_of(finding.subject) {
                    timeline.add(id, slice, finding.verdict);
                }
            }
        }
    }
    all
}

/// Where time begins on the drawing, how wide it is, and how high a row.
const LEFT: f64 = 110.0;
const WIDTH: f64 = 640.0;
const ROW: f64 = 20.0;

impl Timeline {
    fn add(&mut self, id: ParagraphId, slice: Interval, verdict: Verdict) {
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

    /// The drawing, and the same as a table.
    pub fn markup(&self, record: &Record, rules: &RuleSet) -> Markup {
        html! {
            @if !self.rows.is_empty() {
                h3 { "The same transfer on other days" }
                (self.drawing(record, rules))
                details {
                    summary { "as a table" }
                    (self.table(rules))
                }
            }
        }
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

    fn drawing(&self, record: &Record, rules: &RuleSet) -> Markup {
        let date = record.date.map(|date| date.value);
        let scale = Scale::of(rules, date);
        let rows = number(self.rows.len());
        let bottom = ROW * (rows + 1.0);
        let height = bottom + 6.0;
        let label = match date {
            Some(date) => format!("what paragraphs say on which days; the transfer is of {date}"),
            None => "what paragraphs say on which days; the transfer has no date".to_owned(),
        };
        html! {
            div.wide tabindex="0" role="region" aria-label="timeline" {
                svg viewBox={ "0 0 " (LEFT + WIDTH + 10.0) " " (height) } role="img" aria-label=(label) style="min-width: 36rem" {
                    @for year in scale.years() {
                        @let x = scale.x(year);
                        line.grid x1=(x) y1="14" x2=(x) y2=(bottom) {}
                        text.faint x=(x + 2.0) y="10" { (year.year()) }
                    }
                    @for (index, (id, row)) in self.rows.iter().enumerate() {
                        @let y = ROW * (number(index) + 1.0);
                        text x="0" y=(y + 11.0) { (cited(*id, rules)) }
                        @for (days, said) in row {
                            @let from = scale.x(days.first());
                            @let width = (scale.x(days.last()) - from).max(1.0);
                            rect class={ "bar " (said.word()) } x=(from) y=(y) width=(round(width)) height="14" {
                                title { (cited(*id, rules)) ": " (said.word()) ", " (days) }
                            }
                        }
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

/// Days as places on the drawing.
struct Scale {
    first: Date,
    last: Date,
}

impl Scale {
    /// From the year of the first change to the one after the last, and over the transfer's date.
    fn of(rules: &RuleSet, date: Option<Interval>) -> Self {
        let ends = |days: &mut dyn Iterator<Item = Date>| -> Vec<Date> {
            days.filter(|day| YEARS.contains(&day.year())).collect()
        };
        let mut changes = rules.boundaries.iter().copied();
        let date = date
            .into_iter()
            .flat_map(|date| [date.first(), date.last()]);
        let days = ends(&mut changes.by_ref().chain(date));
        let first = days.iter().min().map_or(2000, |day| day.year());
        let last = days.iter().max().map_or(2001, |day| day.year());
        let year = |year: i16| Date::new(year, 1, 1).unwrap_or(Date::MIN);
        Self {
            first: year(first),
            last: year(last.saturating_add(1)),
        }
    }

    fn x(&self, day: Date) -> f64 {
        let share = days(self.first, day.clamp(self.first, self.last))
            / days(self.first, self.last).max(1.0);
        round(LEFT + WIDTH * share)
    }

    /// The first days of years, so many that their numbers have room.
    fn years(&self) -> Vec<Date> {
        let (first, last) = (self.first.year(), self.last.year());
        let count = usize::from(first.abs_diff(last));
        let step = count.div_ceil(14).max(1);
        let years = (first..=last).step_by(step);
        years
            .filter_map(|year| Date::new(year, 1, 1).ok())
            .collect()
    }
}

/// How many days lie between two.
pub(super) fn days(from: Date, to: Date) -> f64 {
    const DAY: f64 = 86_400.0;
    from.duration_until(to).as_secs_f64() / DAY
}

/// Tenths are fine enough for a drawing.
pub(super) fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

pub(super) fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

/// A day; nothing where it is an end of all time.
fn end(day: Date, never: Date) -> String {
    match day == never {
        true => "…".into(),
        false => day.to_string(),
    }
}
