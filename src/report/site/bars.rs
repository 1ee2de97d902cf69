//! Measures as bars over time, and as a table that says the same.

use maud::{Markup, html};

use crate::law::{Paragraph, RuleSet};
use crate::report::plain::{Stretch, lifts, stretches, words};
use crate::report::web::scale::{Scale, WHOLE, number, round};
use crate::report::web::{verdict, wide};
use crate::terms::{Date, Verdict};

use super::{Site, naming};

/// How high a row is.
const ROW: f64 = 20.0;

/// So many characters of a citation have room before the bars.
const LABEL: usize = 16;

/// What a paragraph says in the course of time: measures that say the same at the same time share
/// a row.
pub(super) struct Row<'r> {
    pub paragraph: &'r Paragraph,
    says: Verdict,
    /// Whether it says so only of what goes beyond a limit.
    is_limit: bool,
    does: Vec<String>,
    lasts: Vec<Stretch<'r>>,
}

impl Row<'_> {
    /// Whether another says the same at the same time.
    fn is_like(&self, other: &Self) -> bool {
        let texts = |row: &Self| row.lasts.iter().map(Stretch::text).collect::<Vec<_>>();
        (self.says, self.is_limit) == (other.says, other.is_limit) && texts(self) == texts(other)
    }
}

/// The rows of a paragraph; none where it only says how another is to be read.
pub(super) fn rows<'r>(paragraph: &'r Paragraph, rules: &'r RuleSet) -> Vec<Row<'r>> {
    let measures = paragraph.measures.iter().map(|measure| Row {
        paragraph,
        says: measure.verdict(),
        is_limit: measure.allowed.is_some(),
        does: vec![words(rules, measure.place)],
        lasts: stretches(&measure.in_force, rules),
    });
    let lifts = lifts(paragraph, rules).into_iter().map(|lift| Row {
        paragraph,
        says: Verdict::Exempt,
        is_limit: false,
        does: vec![words(rules, lift.condition.place)],
        lasts: lift
            .in_force
            .as_ref()
            .map_or_else(Vec::new, |one| stretches(one, rules)),
    });
    let mut rows: Vec<Row<'r>> = Vec::new();
    for row in measures.chain(lifts) {
        match rows.iter_mut().find(|known| known.is_like(&row)) {
            Some(known) => known.does.extend(row.does),
            None => rows.push(row),
        }
    }
    rows
}

/// Rows as a drawing. `label` says what it shows.
pub(super) fn drawing(rows: &[Row<'_>], scale: &Scale, label: &str) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    let bottom = ROW * (number(rows.len()) + 1.0);
    let mut before = None;
    let firsts: Vec<bool> = rows
        .iter()
        .map(|row| before.replace(&row.paragraph.citation) != Some(&row.paragraph.citation))
        .collect();
    let svg = html! {
        svg viewBox={ "0 0 " (WHOLE) " " (bottom + 6.0) } role="img" aria-label=(label) style="min-width: 36rem" {
            (scale.grid(bottom))
            @for (index, (row, is_first)) in rows.iter().zip(&firsts).enumerate() {
                @let y = ROW * (number(index) + 1.0);
                @if *is_first {
                    @let citation = row.paragraph.citation.to_string();
                    a href=(naming::paragraph(&row.paragraph.citation)) {
                        text x="0" y=(y + 11.0) {
                            (short(&citation))
                            title { (citation) ": " (row.paragraph.title) }
                        }
                    }
                }
                @for stretch in &row.lasts { (bar(row, stretch, scale, y)) }
            }
        }
    };
    wide(label, &svg)
}

/// The bar of a stretch: pale where it is not certain that the measure was in force.
fn bar(row: &Row<'_>, stretch: &Stretch<'_>, scale: &Scale, y: f64) -> Markup {
    let period = stretch.period;
    let until = period.until.unwrap_or(Date::MAX);
    let certain = period.certain_since.unwrap_or(period.since);
    let checked = period.recorded_until.unwrap_or(until);
    let hangs = !stretch.only.is_empty();
    let parts = match hangs {
        true => vec![(period.since, until, true)],
        false => vec![
            (period.since, certain, true),
            (certain, checked, false),
            (checked, until, true),
        ],
    };
    // Each verdict has a height of its own, so that no one need tell colours apart.
    let height = match row.says {
        Verdict::Prohibited => 14.0,
        Verdict::Restricted => 10.0,
        Verdict::Advisory => 6.0,
        _ => 3.0,
    };
    html! {
        @for (from, to, is_rough) in parts.into_iter().filter(|(from, to, _)| from < to) {
            @let (x, end) = (scale.x(from), scale.x(to));
            rect class={ "bar " (row.says.word()) @if is_rough { " rough" } }
                x=(x) y=(round(y + (14.0 - height) / 2.0)) width=(round((end - x).max(1.0))) height=(height) {
                title { (row.paragraph.citation) ": " (row.says.word()) ", " (stretch.text()) }
            }
        }
    }
}

fn short(citation: &str) -> String {
    match citation.char_indices().nth(LABEL) {
        Some((end, _)) => format!("{}…", citation.get(..end).unwrap_or_default()),
        None => citation.to_owned(),
    }
}

/// What the bars mean.
pub(super) fn legend() -> Markup {
    html! {
        p.faint {
            "The thickest bars say " (verdict(Verdict::Prohibited)) ", thinner ones " (verdict(Verdict::Restricted)) ", where approval or notice is due, still thinner ones "
            (verdict(Verdict::Advisory)) ", a call upon States, and lines " (verdict(Verdict::Exempt)) ": they lift what others say. Pale bars are not certain: the first or last day is not known, or it hangs on a fact. A bar that reaches the right edge has no end."
        }
    }
}

impl Site<'_> {
    /// Rows as a table.
    pub(super) fn bar_table(&self, rows: &[Row<'_>], label: &str) -> Markup {
        wide(
            label,
            &html! {
                table {
                    thead { tr {
                        th scope="col" { "paragraph" } th scope="col" { "says" } th scope="col" { "from" }
                        th scope="col" { "no longer from" } th scope="col" { "what it does" } th scope="col" { "remarks" }
                    } }
                    tbody {
                        @for row in rows {
                            @if row.lasts.is_empty() {
                                tr {
                                    (self.row_head(row))
                                    td { "…" } td { "…" } (does(row)) td { "as long as what it lifts" }
                                }
                            }
                            @for stretch in &row.lasts {
                                tr {
                                    (self.row_head(row))
                                    td.day { (stretch.period.since) }
                                    td.day { @match stretch.period.until { Some(day) => (day), None => "…" } }
                                    (does(row))
                                    td.remarks { (self.remarks(stretch)) }
                                }
                            }
                        }
                    }
                }
            },
        )
    }

    fn row_head(&self, row: &Row<'_>) -> Markup {
        html! {
            th scope="row" { (self.cited(&row.paragraph.citation)) }
            td { (verdict(row.says)) @if row.is_limit { " beyond its limit" } }
        }
    }

    fn remarks(&self, stretch: &Stretch<'_>) -> Markup {
        let Stretch { period, only } = stretch;
        let latest = period.certain_since;
        let latest = latest.map(|day| html! { "at the latest from " (day) });
        let hangs = only.trim();
        let hangs = (!hangs.is_empty()).then(|| self.linked(hangs));
        let by = period.replaced_by.as_ref();
        let by = by.map(|by| html! { "replaced by " (self.cited(by)) });
        let checked = period.recorded_until;
        let checked = checked.map(|day| html! { "not checked from " (day) });
        super::joined([latest, hangs, by, checked].into_iter().flatten())
    }
}

fn does(row: &Row<'_>) -> Markup {
    html! { td.does { (row.does.join("; ")) } }
}
