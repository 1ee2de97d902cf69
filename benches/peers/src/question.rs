//! The one question that all engines answer, and what they answer it with: which paragraphs can
//! cover a record, by its date, its countries, its categories and its code.

use anyhow::{Result, bail};
use interdict::terms::{Country, Interval};

use crate::generator::Row;
use crate::phrases::fold;
use crate::rules::{Rules, number};

/// A record of which date, both countries and a code are stated.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its day, as `YYYYMMDD`.
    pub day: u32,
    /// The sender's country.
    pub from: Country,
    /// The receiver's country.
    pub to: Country,
    /// The code of six digits.
    pub hs: &'static str,
    /// The categories that were assigned, where it has no text.
    pub categories: Vec<usize>,
    /// The folded description, where it has no categories.
    pub text: String,
}

/// Where the categories of records come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// They are assigned.
    Structured,
    /// They have to be found in the description.
    Text,
}

impl Record {
    /// A row as a record of a kind; nothing where it leaves out what all engines need.
    pub fn of(row: &Row, kind: Kind) -> Option<Self> {
        let day = Interval::parse(&row.date)
            .ok()
            .filter(|date| date.is_day())?;
        let (from, to) = (row.from?, row.to?);
        if row.hs.is_empty() {
            return None;
        }
        let (categories, text) = match kind {
            Kind::Structured => (row.categories.clone(), String::new()),
            Kind::Text => (Vec::new(), fold(&row.item)),
        };
        Some(Self {
            day: number(day.first()),
            from,
            to,
            hs: row.hs,
            categories,
            text,
        })
    }
}

/// The paragraphs of some records, record by record, by their places in the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// Where the paragraphs of each record end.
    ends: Vec<usize>,
    paragraphs: Vec<u32>,
}

impl Answers {
    /// Adds the next record's paragraphs, in any order.
    pub fn push(&mut self, paragraphs: impl IntoIterator<Item = u32>) {
        let start = self.paragraphs.len();
        self.paragraphs.extend(paragraphs);
        let own = self.paragraphs.get_mut(start..).unwrap_or_default();
        own.sort_unstable();
        let mut kept = start;
        for at in start..self.paragraphs.len() {
            let next = self.paragraphs.get(at).copied();
            let last = kept.checked_sub(1).filter(|last| *last >= start);
            let last = last.and_then(|last| self.paragraphs.get(last).copied());
            if next != last {
                self.paragraphs.swap(kept, at);
                kept += 1;
            }
        }
        self.paragraphs.truncate(kept);
        self.ends.push(kept);
    }

    /// Of so many records, out of pairs of a record and a paragraph in any order.
    pub fn of_pairs(count: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut answers = Self::default();
        let mut rest = pairs.iter().peekable();
        for record in 0..count {
            while let Some((_, paragraph)) = rest.next_if(|(of, _)| *of as usize == record) {
                answers.paragraphs.push(*paragraph);
            }
            answers.ends.push(answers.paragraphs.len());
        }
        answers
    }

    /// How many records were answered.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many paragraphs were named in all.
    pub fn named(&self) -> usize {
        self.paragraphs.len()
    }

    /// The paragraphs of a record.
    pub fn of(&self, record: usize) -> &[u32] {
        let end = self.ends.get(record).copied().unwrap_or_default();
        let start = record
            .checked_sub(1)
            .and_then(|before| self.ends.get(before).copied());
        self.paragraphs
            .get(start.unwrap_or_default()..end)
            .unwrap_or_default()
    }
}

/// An engine with rules and records in its own form, ready to answer.
pub trait Engine {
    /// Answers all its records.
    fn answer(&mut self) -> Result<Answers>;
}

/// Makes an engine ready for rules and records.
pub type Make = fn(&Rules, &[Record], Kind) -> Result<Box<dyn Engine>>;

/// Holds an engine's answers to those that are right, and shows the first record that differs.
pub fn compare(
    name: &str,
    rules: &Rules,
    records: &[Record],
    right: &Answers,
    given: &Answers,
) -> Result<()> {
    if given.len() != records.len() {
        bail!(
            "{name} answered {} of {} records",
            given.len(),
            records.len()
        );
    }
    let cited = |paragraphs: &[u32]| {
        let cited = paragraphs
            .iter()
            .filter_map(|place| rules.paragraphs.get(*place as usize));
        cited.cloned().collect::<Vec<String>>().join(", ")
    };
    for (place, record) in records.iter().enumerate() {
        if right.of(place) != given.of(place) {
            let categories = record
                .categories
                .iter()
                .filter_map(|id| rules.categories.get(*id));
            bail!(
                "{name} disagrees on record {place}, {} to {} on {}, hs {}, categories {:?}, text \"{}\": \
                 it says [{}], interdict says [{}]",
                record.from.alpha3(),
                record.to.alpha3(),
                record.day,
                record.hs,
                categories.collect::<Vec<_>>(),
                record.text.trim(),
                cited(given.of(place)),
                cited(right.of(place)),
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Answers;

    #[test]
    fn answers_are_sorted_and_named_once() {
        let mut pushed = Answers::default();
        pushed.push([3, 1, 3]);
        pushed.push([]);
        pushed.push([1]);
        assert_eq!(pushed.of(0), [1, 3]);
        assert!(pushed.of(1).is_empty());
        assert_eq!(pushed.of(2), [1]);
        let pairs = vec![(2, 1), (0, 3), (0, 1), (0, 3)];
        assert_eq!(pushed, Answers::of_pairs(3, pairs));
    }
}
