//! What an expert would write for this one rule set: rules by country, days as numbers, categories
//! and codes as bits, and one pass of an Aho-Corasick automaton over the text.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use anyhow::Result;
use interdict::law::Way;
use interdict::terms::Country;

use crate::question::{Answers, Engine, Kind, Record};
use crate::rules::Rules;

/// Categories as bits.
pub type Categories = [u64; 4];

/// The rules as tables.
pub struct Tables {
    /// By country, packed; the rules about what goes there, and about what comes from there.
    to: Vec<u16>,
    from: Vec<u16>,
    lists: Vec<Vec<Compiled>>,
    /// By code of six digits: which codes it is like.
    classes: Vec<u16>,
    automaton: AhoCorasick,
    /// By form of a phrase its category.
    found: Vec<usize>,
}

struct Compiled {
    paragraph: u32,
    since: u32,
    until: u32,
    anything: bool,
    categories: Categories,
    /// By class of codes whether it covers them.
    classes: Vec<bool>,
}

/// A number below 17,576 for three capital letters; nothing for other text.
pub fn packed(code: &[u8]) -> Option<usize> {
    let letter = |byte: &u8| byte.is_ascii_uppercase().then(|| usize::from(byte - b'A'));
    match code {
        [a, b, c] => Some((letter(a)? * 26 + letter(b)?) * 26 + letter(c)?),
        _ => None,
    }
}

/// A code of six digits as a number.
pub fn six_digits(code: &[u8]) -> Option<usize> {
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| usize::from(byte - b'0'));
    let number = code
        .iter()
        .try_fold(0, |number, byte| Some(number * 10 + digit(byte)?));
    number.filter(|_| code.len() == 6)
}

impl Tables {
    /// Makes the tables of the rules.
    pub fn of(rules: &Rules) -> Result<Self> {
        let mut tables = Self {
            to: vec![0; 26 * 26 * 26],
            from: vec![0; 26 * 26 * 26],
            // The first list is the one of countries without rules.
            lists: vec![Vec::new()],
            classes: vec![0; 1_000_000],
            automaton: AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::DFA))
                .build(rules.phrases.iter().flat_map(|phrase| &phrase.forms))?,
            found: rules
                .phrases
                .iter()
                .flat_map(|phrase| phrase.forms.iter().map(|_| phrase.category))
                .collect(),
        };
        let classes = tables.classify(rules);
        for rule in &rules.rules {
            let list = tables.list(rule.way, rule.country);
            let mut categories = Categories::default();
            rule.categories
                .iter()
                .for_each(|category| set(&mut categories, *category));
            let covered = classes
                .iter()
                .map(|own| rule.codes.iter().any(|code| own.contains(&code.as_str())));
            let compiled = Compiled {
                paragraph: u32::try_from(rule.paragraph)?,
                since: rule.since,
                until: rule.until,
                anything: rule.anything,
                categories,
                classes: covered.collect(),
            };
            if let Some(list) = tables.lists.get_mut(list) {
                list.push(compiled);
            }
        }
        Ok(tables)
    }

    /// Parts the codes by the beginnings that rules name; of each class those that fit.
    fn classify<'r>(&mut self, rules: &'r Rules) -> Vec<Vec<&'r str>> {
        let mut named: Vec<&str> = rules
            .rules
            .iter()
            .flat_map(|rule| rule.codes.iter().map(String::as_str))
            .collect();
        named.sort_unstable();
        named.dedup();
        let mut classes: Vec<Vec<&str>> = vec![Vec::new()];
        for (code, class) in self.classes.iter_mut().enumerate() {
            let digits = format!("{code:06}");
            let fitting = [2, 4, 6].iter().filter_map(|length| {
                let beginning = digits.get(..*length)?;
                let at = named.binary_search(&beginning).ok()?;
                named.get(at).copied()
            });
            let fitting: Vec<&str> = fitting.collect();
            let known = classes.iter().position(|class| *class == fitting);
            let place = known.unwrap_or_else(|| {
                classes.push(fitting);
                classes.len() - 1
            });
            *class = u16::try_from(place).unwrap_or(u16::MAX);
        }
        classes
    }

    fn list(&mut self, way: Way, country: Country) -> usize {
        let index = match way {
            Way::To => &mut self.to,
            Way::From => &mut self.from,
        };
        let place = packed(country.alpha3().as_bytes()).and_then(|at| index.get_mut(at));
        let Some(place) = place else {
            return 0;
        };
        if *place == 0 {
            *place = u16::try_from(self.lists.len()).unwrap_or(0);
            self.lists.push(Vec::new());
        }
        usize::from(*place)
    }

    /// Whether any rule is about these countries.
    pub fn reach(&self, from: usize, to: usize) -> bool {
        self.to.get(to).is_some_and(|list| *list > 0)
            || self.from.get(from).is_some_and(|list| *list > 0)
    }

    /// The categories that a folded text names.
    pub fn categories(&self, text: &[u8]) -> Categories {
        let mut categories = Categories::default();
        for found in self.automaton.find_overlapping_iter(text) {
            if let Some(category) = self.found.get(found.pattern().as_usize()) {
                set(&mut categories, *category);
            }
        }
        categories
    }

    /// Calls `each` for every rule that covers a record.
    pub fn cover(
        &self,
        (from, to): (usize, usize),
        day: u32,
        hs: usize,
        categories: &Categories,
        mut each: impl FnMut(u32),
    ) {
        let class = usize::from(self.classes.get(hs).copied().unwrap_or_default());
        for list in [self.to.get(to), self.from.get(from)] {
            let list = list.and_then(|list| self.lists.get(usize::from(*list)));
            for rule in list.into_iter().flatten() {
                if rule.since <= day
                    && day < rule.until
                    && (rule.anything
                        || rule
                            .categories
                            .iter()
                            .zip(categories)
                            .any(|(a, b)| a & b != 0)
                        || rule.classes.get(class) == Some(&true))
                {
                    each(rule.paragraph);
                }
            }
        }
    }
}

fn set(categories: &mut Categories, category: usize) {
    if let Some(word) = categories.get_mut(category / 64) {
        *word |= 1 << (category % 64);
    }
}

/// A record as an expert's program would hold it.
struct Packed {
    countries: (usize, usize),
    day: u32,
    hs: usize,
    categories: Categories,
    text: String,
}

struct HandWritten {
    tables: Tables,
    records: Vec<Packed>,
    kind: Kind,
}

/// Makes it ready.
pub fn make(rules: &Rules, records: &[Record], kind: Kind) -> Result<Box<dyn Engine>> {
    anyhow::ensure!(
        rules.categories.len() <= 256,
        "there are bits for 256 categories"
    );
    let packed = records.iter().map(|record| {
        let country = |country: Country| packed(country.alpha3().as_bytes()).unwrap_or_default();
        let mut categories = Categories::default();
        record
            .categories
            .iter()
            .for_each(|category| set(&mut categories, *category));
        Packed {
            countries: (country(record.from), country(record.to)),
            day: record.day,
            hs: six_digits(record.hs.as_bytes()).unwrap_or_default(),
            categories,
            text: record.text.clone(),
        }
    });
    Ok(Box::new(HandWritten {
        tables: Tables::of(rules)?,
        records: packed.collect(),
        kind,
    }))
}

impl Engine for HandWritten {
    fn answer(&mut self) -> Result<Answers> {
        let mut answers = Answers::default();
        let mut found: Vec<u32> = Vec::new();
        for record in &self.records {
            found.clear();
            let (from, to) = record.countries;
            // What no rule reaches need not be read.
            if self.tables.reach(from, to) {
                let categories = match self.kind {
                    Kind::Structured => record.categories,
                    Kind::Text => self.tables.categories(record.text.as_bytes()),
                };
                self.tables.cover(
                    record.countries,
                    record.day,
                    record.hs,
                    &categories,
                    |rule| {
                        found.push(rule);
                    },
                );
            }
            answers.push(found.iter().copied());
        }
        Ok(answers)
    }
}
