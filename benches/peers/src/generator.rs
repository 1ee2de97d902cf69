//! Made-up transfers, the same in every run: descriptions out of the nomenclature's own words,
//! real codes and countries, a fifth of them to or from a country under a regime, and gaps as
//! in life.

use std::collections::BTreeSet;
use std::io::{self, Write};

use fastrand::Rng;
use interdict::terms::{Country, Nomenclature};

use crate::rules::Rules;

/// The seed of every run.
const SEED: u64 = 2270;

/// How many countries do most of the trade.
const TRADING: usize = 60;

/// One row as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub id: usize,
    /// The description.
    pub item: String,
    /// The code of six digits, or nothing.
    pub hs: &'static str,
    /// How much.
    pub quantity: u32,
    /// Of what.
    pub unit: &'static str,
    /// Its value.
    pub value: u32,
    /// In which money.
    pub currency: &'static str,
    /// The sender's country, or nothing.
    pub from: Option<Country>,
    /// The receiver's country.
    pub to: Option<Country>,
    /// The date as written, or nothing.
    pub date: String,
    /// The receiver as named.
    pub consignee: String,
    /// The categories that somebody assigned, by their places in the reduced rules; they are in
    /// no column.
    pub categories: Vec<usize>,
}

/// What rows are drawn from.
pub struct Generator {
    random: Rng,
    next: usize,
    words: Vec<String>,
    codes: Vec<&'static str>,
    regimes: Vec<Country>,
    countries: Vec<Country>,
    /// Forms of phrases that are searched for.
    phrases: Vec<String>,
    categories: usize,
}

impl Generator {
    /// A generator for reduced rules, at its first row.
    pub fn new(rules: &Rules) -> Self {
        let newest: Vec<Nomenclature> = Nomenclature::all().take(1).collect();
        let codes = |length: usize| {
            let codes = newest.iter().flat_map(Nomenclature::codes);
            codes.filter(move |code| code.len() == length)
        };
        let texts = newest
            .iter()
            .flat_map(|newest| newest.codes().filter_map(|code| newest.text(code)));
        let words = texts.flat_map(|text| {
            let text = text.replace([',', ';'], " ");
            let words = text.split_whitespace().map(str::to_owned);
            words.collect::<Vec<String>>()
        });
        let regimes = rules.countries();
        Self {
            random: Rng::with_seed(SEED),
            next: 1,
            words: words.collect(),
            codes: codes(6).collect(),
            countries: by_trade(&regimes),
            regimes: regimes.into_iter().collect(),
            phrases: rules
                .phrases
                .iter()
                .flat_map(|phrase| phrase.forms.iter().map(|form| form.trim().to_owned()))
                .collect(),
            categories: rules.categories.len(),
        }
    }

    /// A share of so many in a hundred.
    fn chance(&mut self, percent: u32) -> bool {
        self.random.u32(0..100) < percent
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.random.usize(0..all.len().max(1)))
    }

    fn country(&mut self) -> Option<Country> {
        // A few countries do most of the trade, so that there are some that are seldom named.
        let (trading, others) = self.countries.split_at(TRADING.min(self.countries.len()));
        let some = if self.random.u32(0..100) < 97 {
            trading
        } else {
            others
        };
        some.get(self.random.usize(0..some.len().max(1))).copied()
    }

    fn description(&mut self, is_regime: bool) -> String {
        let count = self.random.usize(5..=20);
        let mut words: Vec<String> = Vec::with_capacity(count + 1);
        for _ in 0..count {
            let at = self.random.usize(0..self.words.len());
            words.extend(self.words.get(at).cloned());
        }
        if self.chance(if is_regime { 30 } else { 5 }) {
            let phrase = self.random.usize(0..self.phrases.len().max(1));
            let at = self.random.usize(0..words.len());
            if let Some(phrase) = self.phrases.get(phrase) {
                words.insert(at, phrase.clone());
            }
        }
        words.join(" ")
    }

    fn date(&mut self) -> String {
        let (year, month) = (self.random.u32(2006..=2024), self.random.u32(1..=12));
        let day = self.random.u32(1..=28);
        match self.random.u32(0..100) {
            0..2 => String::new(),
            2..5 => format!("{year}-{month:02}"),
            _ => format!("{year}-{month:02}-{day:02}"),
        }
    }

    fn assigned(&mut self, is_regime: bool) -> Vec<usize> {
        let count = match (self.random.u32(0..100), is_regime) {
            (0..10, true) => 2,
            (10..70, true) | (0..30, false) => 1,
            _ => 0,
        };
        let drawn = (0..count).map(|_| self.random.usize(0..self.categories.max(1)));
        let drawn: BTreeSet<usize> = drawn.collect();
        drawn.into_iter().collect()
    }

    fn row(&mut self) -> Row {
        let is_regime = self.chance(20);
        let (mut from, mut to) = (self.country(), self.country());
        while to == from {
            to = self.country();
        }
        if is_regime {
            let regimes = std::mem::take(&mut self.regimes);
            let regime = self.one_of(&regimes).copied();
            self.regimes = regimes;
            match self.chance(50) {
                true => to = regime,
                false => from = regime,
            }
        }
        let id = self.next;
        self.next += 1;
        Row {
            id,
            item: self.description(is_regime),
            hs: match self.chance(10) {
                true => "",
                false => {
                    let at = self.random.usize(0..self.codes.len());
                    self.codes.get(at).copied().unwrap_or_default()
                }
            },
            quantity: self.random.u32(1..50_000),
            unit: self
                .one_of(&["t", "kg", "units", "m"])
                .copied()
                .unwrap_or_default(),
            value: self.random.u32(100..5_000_000),
            currency: self
                .one_of(&["USD", "EUR", "CNY"])
                .copied()
                .unwrap_or_default(),
            from: if self.chance(3) { None } else { from },
            to,
            date: self.date(),
            consignee: {
                let name = self.one_of(&NAMES).copied().unwrap_or_default();
                let kind = self.one_of(&KINDS).copied().unwrap_or_default();
                format!("{name} {kind}")
            },
            categories: self.assigned(is_regime),
        }
    }
}

impl Iterator for Generator {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        Some(self.row())
    }
}

const NAMES: [&str; 8] = [
    "Blue Lake",
    "Northern",
    "Hill and Sons",
    "Eastern Star",
    "Meridian",
    "Old Harbour",
    "Union",
    "Green Valley",
];
const KINDS: [&str; 5] = ["Trading", "Import Export", "Logistics", "Supply", "Works"];

/// The countries, those that trade most first; those under a regime are drawn by themselves.
fn by_trade(regimes: &BTreeSet<Country>) -> Vec<Country> {
    const MOST: [&str; 16] = [
        "CHN", "USA", "DEU", "JPN", "NLD", "KOR", "FRA", "ITA", "GBR", "IND", "RUS", "SGP", "ARE",
        "VNM", "MYS", "THA",
    ];
    let rank = |country: &Country| {
        let place = MOST.iter().position(|code| *code == country.alpha3());
        (place.unwrap_or(MOST.len()), *country)
    };
    let mut all: Vec<Country> = Country::all()
        .filter(|one| !regimes.contains(one))
        .collect();
    all.sort_by_key(rank);
    all.dedup();
    all
}

/// The countries that trade least, the least first: those for regimes that are made up.
pub fn seldom_named(rules: &Rules) -> Vec<Country> {
    let mut all = by_trade(&rules.countries());
    all.reverse();
    all
}

/// The names of the columns.
pub const HEADER: &str = "id,item,hs,quantity,unit,value,currency,from,to,date,consignee";

/// Writes rows as CSV, the first with the names of the columns, until there are so many of them
/// or so many bytes; says how many bytes there are.
pub fn write(
    rows: impl Iterator<Item = Row>,
    most_bytes: u64,
    output: &mut impl Write,
) -> io::Result<u64> {
    writeln!(output, "{HEADER}")?;
    let mut bytes = HEADER.len() as u64 + 1;
    for row in rows {
        let line = line(&row);
        output.write_all(line.as_bytes())?;
        bytes += line.len() as u64;
        if bytes >= most_bytes {
            break;
        }
    }
    output.flush()?;
    Ok(bytes)
}

fn line(row: &Row) -> String {
    let code =
        |country: Option<Country>| country.map(|c| c.alpha3().to_owned()).unwrap_or_default();
    let item = match row.item.contains('"') {
        true => format!("\"{}\"", row.item.replace('"', "\"\"")),
        false => row.item.clone(),
    };
    format!(
        "{},{item},{},{},{},{},{},{},{},{},{}\n",
        row.id,
        row.hs,
        row.quantity,
        row.unit,
        row.value,
        row.currency,
        code(row.from),
        code(row.to),
        row.date,
        row.consignee,
    )
}
