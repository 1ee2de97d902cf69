//! Many records in a few tables: by paragraph, pair of countries, month and verdict.

use std::collections::BTreeMap;

use crate::check::{Checked, Subject};
use crate::law::{ParagraphId, RuleSet};
use crate::record::Record;
use crate::source::printable;
use crate::terms::{Country, Verdict};

/// How many records have each verdict, in the order of [`Verdict::ALL`].
type Counts = [usize; Verdict::ALL.len()];

/// Records counted by what the tables show.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    paragraphs: BTreeMap<ParagraphId, Counts>,
    pairs: BTreeMap<(Option<Country>, Option<Country>), Counts>,
    /// By year and month; nothing where the date does not tell it.
    months: BTreeMap<Option<(i16, i8)>, Counts>,
}

/// Of a table that is longer the rows with the fewest findings are counted only.
const MOST_ROWS: usize = 20;

impl Tally {
    /// Counts a record. A paragraph is counted by what it says itself, the other tables by the
    /// strongest verdict.
    pub fn add(&mut self, record: &Record, checked: &Checked) {
        for finding in &checked.findings {
            if let Subject::Paragraph(id, _) = finding.subject {
                count(self.paragraphs.entry(id).or_default(), finding.verdict);
            }
        }
        let country = |place: Option<crate::source::Spanned<Country>>| place.map(|p| p.value);
        let pair = (country(record.from), country(record.to));
        count(self.pairs.entry(pair).or_default(), checked.verdict);
        let month = record
            .date
            .map(|date| (date.value.first(), date.value.last()));
        let month = month.and_then(|(first, last)| {
            let of = (first.year(), first.month());
            (of == (last.year(), last.month())).then_some(of)
        });
        count(self.months.entry(month).or_default(), checked.verdict);
    }

    /// Adds what was counted of other records.
    pub fn merge(&mut self, other: Self) {
        merge(&mut self.paragraphs, other.paragraphs);
        merge(&mut self.pairs, other.pairs);
        merge(&mut self.months, other.months);
    }

    /// The tables, with the rows that hold a finding: the strongest and most frequent first, months
    /// in their order.
    #[must_use]
    pub fn tables(&self, rules: &RuleSet) -> String {
        let paragraphs = self.paragraphs.iter().map(|(id, counts)| {
            let paragraph = rules.paragraphs.get(id.index());
            let name = paragraph.map_or_else(String::new, |p| p.citation.to_string());
            (name, *counts)
        });
        let pairs = self.pairs.iter().map(|((from, to), counts)| {
            let code = |place: &Option<Country>| place.map_or("?".to_owned(), |c| c.to_string());
            (format!("{} to {}", code(from), code(to)), *counts)
        });
        let months = self.months.iter().map(|(month, counts)| {
            let name = month.map(|(year, month)| format!("{year:04}-{month:02}"));
            (name.unwrap_or_else(|| "no month".into()), *counts)
        });
        let mut all = Counts::default();
        for counts in self.pairs.values() {
            add(&mut all, *counts);
        }
        [
            table("", (vec![("all records".to_owned(), all)], 0)),
            table("paragraph", strongest(paragraphs.collect())),
            table("countries", strongest(pairs.collect())),
            table(
                "month",
                (
                    months.filter(|(_, counts)| has_finding(counts)).collect(),
                    0,
                ),
            ),
        ]
        .join("\n")
    }
}

fn count(counts: &mut Counts, verdict: Verdict) {
    let place = Verdict::ALL.iter().position(|one| *one == verdict);
    if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
        *count = count.saturating_add(1);
    }
}

fn merge<K: Ord>(all: &mut BTreeMap<K, Counts>, other: BTreeMap<K, Counts>) {
    for (key, counts) in other {
        add(all.entry(key).or_default(), counts);
    }
}

fn add(all: &mut Counts, counts: Counts) {
    for (count, more) in all.iter_mut().zip(counts) {
        *count = count.saturating_add(more);
    }
}

fn has_finding(counts: &Counts) -> bool {
    let all = Verdict::ALL.iter().zip(counts);
    all.filter(|(verdict, _)| **verdict != Verdict::Clear)
        .any(|(_, count)| *count > 0)
}

/// The rows with a finding, the strongest and most frequent first, and how many are left out.
fn strongest(mut rows: Vec<(String, Counts)>) -> (Vec<(String, Counts)>, usize) {
    rows.retain(|(_, counts)| has_finding(counts));
    rows.sort_by(|(a, one), (b, other)| other.cmp(one).then_with(|| a.cmp(b)));
    let more = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    (rows, more)
}

fn table(name: &str, (rows, more): (Vec<(String, Counts)>, usize)) -> String {
    let mut text = format!("{name:<16}");
    for verdict in Verdict::ALL {
        text.push_str(&format!(" {:>12}", verdict.word()));
    }
    text.push('\n');
    for (name, counts) in &rows {
        text.push_str(&format!("{:<16}", printable(name)));
        for count in counts {
            let shown = if *count == 0 {
                "-".to_owned()
            } else {
                count.to_string()
            };
            text.push_str(&format!(" {shown:>12}"));
        }
        text.push('\n');
    }
    if rows.is_empty() {
        text.push_str("nothing was found\n");
    }
    if more > 0 {
        text.push_str(&format!("and {more} more\n"));
    }
    text
}
