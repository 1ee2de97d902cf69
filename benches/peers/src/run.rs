//! The comparison: each engine is first held to interdict's answers, then timed by turns with the
//! others.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::engines::{self, Known};
use crate::generator::{Generator, Row, seldom_named};
use crate::machine::version;
use crate::measure::{Rates, timed};
use crate::question::{Answers, Engine, Kind, Record, compare};
use crate::rules::Rules;
use crate::table::{Table, rate, ratio};

/// How long one round of one engine takes at least, in seconds of the processor.
const ROUND: f64 = 0.5;

/// How many records an engine answers to find out how fast it is.
const FIRST: usize = 500;

/// How many seconds making an engine ready, or its first answers, may take: where ten times the
/// rules would take longer, they are not tried.
const PATIENCE: f64 = 60.0;

/// What is run.
pub struct Plan {
    /// The rules.
    pub rules: Rules,
    /// How many rows are drawn.
    pub rows: usize,
    /// How often each engine is timed.
    pub rounds: usize,
    /// The engines that are asked beside interdict, by the beginnings of their names; all where
    /// none is named.
    pub only: Vec<String>,
}

/// An engine ready to be timed.
struct Contestant {
    known: Known,
    engine: Box<dyn Engine>,
    records: usize,
    rates: Rates,
}

/// Why an engine has no figure.
enum Entry {
    Ready(Box<Contestant>),
    TooSlow,
}

impl Plan {
    fn engines(&self) -> Vec<Known> {
        let is_asked = |known: &Known| {
            let mut only = self.only.iter();
            self.only.is_empty() || only.any(|name| is_called(known.name, name))
        };
        let others = engines::others().into_iter().filter(is_asked);
        std::iter::once(engines::INTERDICT).chain(others).collect()
    }

    fn records(&self, kind: Kind) -> Vec<Record> {
        // The rows are those of the rules once, however many copies are asked.
        let rows = Generator::new(&self.rules).take(self.rows);
        rows.filter_map(|row: Row| Record::of(&row, kind)).collect()
    }

    /// All engines on records of one kind, as a table.
    pub fn compare(&self, kind: Kind) -> Result<Table> {
        let records = self.records(kind);
        let task = Task::of(&self.rules, &records, kind)?;
        let mut contestants = Vec::new();
        for known in self.engines() {
            if let Entry::Ready(one) = task.enter(known)? {
                contestants.push(*one);
            }
        }
        self.time(&mut contestants)?;
        let base = contestants.first().map_or(1.0, |one| one.rates.spread().1);
        let mut table = Table::new(&[
            "engine",
            "version",
            "ratio",
            "least",
            "middle",
            "most",
            "by the clock",
            "records",
        ]);
        for one in &contestants {
            let (least, middle, most) = one.rates.spread();
            let (_, clock, _) = crate::measure::spread(&one.rates.by_clock);
            let package = one.known.package.and_then(version);
            table.row(vec![
                one.known.name.to_owned(),
                package.unwrap_or_default().to_owned(),
                ratio(middle, base),
                rate(least),
                rate(middle),
                rate(most),
                rate(clock),
                one.records.to_string(),
            ]);
        }
        Ok(table)
    }

    /// The same with more regimes, as a table: rules once, ten and a hundred times.
    pub fn scale(&self, kind: Kind, most: usize) -> Result<Table> {
        let records = self.records(kind);
        let countries = seldom_named(&self.rules);
        let times: Vec<usize> = [1, 10, 100]
            .into_iter()
            .filter(|times| *times <= most)
            .collect();
        let mut figures: BTreeMap<usize, BTreeMap<usize, f64>> = BTreeMap::new();
        let mut tired: Vec<usize> = Vec::new();
        for times in &times {
            let rules = self.rules.times(*times, &countries)?;
            let task = Task::of(&rules, &records, kind)?;
            let mut contestants: Vec<(usize, Contestant)> = Vec::new();
            for (place, known) in self.engines().into_iter().enumerate() {
                if tired.contains(&place) {
                    continue;
                }
                let ((), took) = timed(|| {
                    match task.enter(known)? {
                        Entry::Ready(one) => contestants.push((place, *one)),
                        Entry::TooSlow => tired.push(place),
                    }
                    Ok(())
                })?;
                if took.processor * 10.0 > PATIENCE {
                    tired.push(place);
                }
            }
            for _ in 0..self.rounds {
                for (_, one) in &mut contestants {
                    one.round()?;
                }
            }
            for (place, one) in &contestants {
                figures
                    .entry(*place)
                    .or_default()
                    .insert(*times, one.rates.spread().1);
            }
        }
        let mut heading = vec!["engine".to_owned()];
        for times in &times {
            heading.push(format!("{} rules", self.rules.rules.len() * times));
            heading.push("ratio".to_owned());
        }
        let heading: Vec<&str> = heading.iter().map(String::as_str).collect();
        let mut table = Table::new(&heading);
        for (place, known) in self.engines().into_iter().enumerate() {
            let mut row = vec![known.name.to_owned()];
            for times in &times {
                let of = |place: usize| figures.get(&place).and_then(|own| own.get(times)).copied();
                match of(place).zip(of(0)) {
                    Some((own, base)) => row.extend([rate(own), ratio(own, base)]),
                    None => row.extend(["not run".to_owned(), String::new()]),
                }
            }
            table.row(row);
        }
        Ok(table)
    }

    fn time(&self, contestants: &mut [Contestant]) -> Result<()> {
        for _ in 0..self.rounds {
            for one in contestants.iter_mut() {
                one.round()?;
            }
        }
        Ok(())
    }
}

fn is_called(name: &str, asked: &str) -> bool {
    name.to_lowercase().starts_with(&asked.to_lowercase())
}

/// Rules and records with the right answers.
struct Task<'a> {
    rules: &'a Rules,
    records: &'a [Record],
    kind: Kind,
    right: Answers,
}

impl<'a> Task<'a> {
    /// The answers that are right are interdict's.
    fn of(rules: &'a Rules, records: &'a [Record], kind: Kind) -> Result<Self> {
        let mut interdict = (engines::INTERDICT.make)(rules, records, kind)?;
        Ok(Self {
            rules,
            records,
            kind,
            right: interdict.answer()?,
        })
    }

    /// Makes an engine ready for as many records as are worth a round, and compares its answers
    /// to all of them.
    fn enter(&self, known: Known) -> Result<Entry> {
        let first = FIRST.min(self.records.len());
        let ((engine, speed), took) = timed(|| self.made(&known, first))?;
        drop(engine);
        if took.processor > PATIENCE {
            return Ok(Entry::TooSlow);
        }
        let count = match known.in_bulk {
            true => self.records.len(),
            false => ((speed * ROUND) as usize).clamp(first, self.records.len()),
        };
        let (engine, _) = self.made(&known, count)?;
        Ok(Entry::Ready(Box::new(Contestant {
            known,
            engine,
            records: count,
            rates: Rates::default(),
        })))
    }

    /// An engine for the first of the records that has answered them rightly, and how many it
    /// answered in a second.
    fn made(&self, known: &Known, count: usize) -> Result<(Box<dyn Engine>, f64)> {
        let records = self.records.get(..count).unwrap_or_default();
        let mut engine = (known.make)(self.rules, records, self.kind)?;
        let (given, took) = timed(|| engine.answer())?;
        compare(known.name, self.rules, records, &self.right, &given)?;
        Ok((engine, count as f64 / took.processor.max(1e-9)))
    }
}

impl Contestant {
    /// Answers the records as often as a round takes.
    fn round(&mut self) -> Result<()> {
        let mut passes = 0;
        let ((), took) = timed(|| {
            let mut took = 0.0;
            while took < ROUND {
                let (answers, pass) = timed(|| self.engine.answer())?;
                std::hint::black_box(answers);
                took += pass.processor;
                passes += 1;
            }
            Ok(())
        })?;
        self.rates.add(self.records * passes, took);
        Ok(())
    }
}
