//! The shipped rules reduced to what all engines can express, as plain data: which paragraph can
//! cover which goods, which way, to or from which country, from which day on until which.
//!
//! Nothing is reduced by hand. Of each measure the program's own meaning is asked what it says of
//! a transfer that states a country, a day, one category or one code, and no fact; what it says
//! alike on neighbouring days becomes one rule. What lifts a measure is left out, and so are the
//! limits of allowances.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use interdict::law::{
    ActorId, AllowanceId, CategoryId, Comparison, Condition, ConditionKind, DayId, FactId,
    LineAmount, Measure, QuantityId, RuleSet, Way,
};
use interdict::logic::{Stated, Tri, World, holds};
use interdict::terms::{Amount, Country, Date, HsCode, HsRange, Nomenclature};

use crate::phrases::{self, Phrase};

/// A day that no record reaches: the end of a rule that has none.
pub const NEVER: u32 = 99_991_231;

/// The reduced rules.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The paragraphs, by their citations; answers name them by their places here.
    pub paragraphs: Vec<String>,
    /// The narrowest categories, by name: nothing lies below them. Records and rules name them by
    /// their places here.
    pub categories: Vec<String>,
    /// The rules, by paragraph.
    pub rules: Vec<Rule>,
    /// What descriptions are searched for.
    pub phrases: Vec<Phrase>,
}

/// One rule: it covers a record whose date, country and goods it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The paragraph, by its place.
    pub paragraph: usize,
    /// Whether the country is the receiver's or the sender's.
    pub way: Way,
    /// The country.
    pub country: Country,
    /// The first day, as `YYYYMMDD`.
    pub since: u32,
    /// The first day after it.
    pub until: u32,
    /// Whether it covers goods of every kind.
    pub anything: bool,
    /// The categories that it covers, in order.
    pub categories: Vec<usize>,
    /// The beginnings of the codes that it covers, in order; none begins with another.
    pub codes: Vec<String>,
}

impl Rules {
    /// Reduces a rule set.
    pub fn reduce(rules: &RuleSet) -> Result<Self> {
        let narrowest = narrowest(rules);
        let codes = Codes::of(rules)?;
        let mut reduced = Self {
            paragraphs: rules
                .paragraphs
                .iter()
                .map(|paragraph| paragraph.citation.to_string())
                .collect(),
            categories: names(rules, &narrowest),
            rules: Vec::new(),
            phrases: Vec::new(),
        };
        for (paragraph, declared) in rules.paragraphs.iter().enumerate() {
            let mut here: Vec<Rule> = Vec::new();
            for measure in &declared.measures {
                for (way, country) in places(&measure.reach) {
                    let reducer = Reducer {
                        rules,
                        measure,
                        narrowest: &narrowest,
                        codes: &codes,
                        way,
                        country,
                    };
                    here.extend(reducer.rules(paragraph));
                }
            }
            // Two measures of a paragraph may say the same of what is left.
            here.dedup();
            reduced.rules.extend(here);
        }
        reduced.phrases = phrases::reduce(rules, &narrowest, &reduced.rules);
        Ok(reduced)
    }

    /// The rules and so many copies of them less one, each for other countries: as many regimes.
    /// `countries` are the ones to take, in order; those of the rules are passed over.
    pub fn times(&self, copies: usize, countries: &[Country]) -> Result<Self> {
        let own: BTreeSet<Country> = self.rules.iter().map(|rule| rule.country).collect();
        let mut others = countries.iter().filter(|country| !own.contains(country));
        let mut all = self.clone();
        for copy in 1..copies {
            let mut put: BTreeMap<Country, Country> = BTreeMap::new();
            for country in &own {
                let other = others
                    .next()
                    .context("not enough countries for so many regimes")?;
                put.insert(*country, *other);
            }
            let first = all.paragraphs.len();
            let cited = self
                .paragraphs
                .iter()
                .map(|citation| copied(citation, copy));
            all.paragraphs.extend(cited.collect::<Result<Vec<_>>>()?);
            all.rules.extend(self.rules.iter().map(|rule| Rule {
                paragraph: first + rule.paragraph,
                country: put.get(&rule.country).copied().unwrap_or(rule.country),
                ..rule.clone()
            }));
        }
        Ok(all)
    }

    /// The countries that the rules are about.
    pub fn countries(&self) -> BTreeSet<Country> {
        self.rules.iter().map(|rule| rule.country).collect()
    }
}

/// The citation of a copy: resolutions have numbers below 3000, and copies those above.
fn copied(citation: &str, copy: usize) -> Result<String> {
    let (resolution, paragraph) = citation
        .split_once('/')
        .context("a citation has a stroke")?;
    let number: usize = resolution.parse()?;
    // The shipped resolutions lie within 1400 numbers of each other, and there are few of them:
    // their order is kept, and their numbers are packed.
    let packed = 3000 + copy * 500 + number % 500;
    Ok(format!("{packed}/{paragraph}"))
}

/// The categories with nothing below them.
fn narrowest(rules: &RuleSet) -> Vec<CategoryId> {
    let categories = rules.categories.iter();
    categories
        .filter(|category| category.below.len() == 1)
        .filter_map(|category| rules.category(&category.name))
        .collect()
}

fn names(rules: &RuleSet, categories: &[CategoryId]) -> Vec<String> {
    let declared = categories
        .iter()
        .filter_map(|id| rules.categories.get(id.index()));
    declared.map(|category| category.name.clone()).collect()
}

/// The ways and countries that a condition names.
fn places(condition: &Condition) -> Vec<(Way, Country)> {
    let mut places = Vec::new();
    condition.walk(&mut |part| {
        if let ConditionKind::Place(way, country) = part.kind
            && !places.contains(&(way, country))
        {
            places.push((way, country));
        }
    });
    places
}

/// The codes of six digits, those together that no rule tells apart.
struct Codes {
    alike: Vec<Alike>,
    /// For each chapter and heading the codes of six digits that begin with it.
    below: BTreeMap<String, BTreeSet<String>>,
}

/// Codes that every rule says the same of.
struct Alike {
    /// The categories that they mean.
    meant: Vec<CategoryId>,
    codes: Vec<(String, HsCode)>,
}

/// What a code means and what each test of codes says of it.
type Signature = (Vec<CategoryId>, Vec<(bool, bool)>);

impl Codes {
    fn of(rules: &RuleSet) -> Result<Self> {
        let newest = Nomenclature::all()
            .next()
            .context("there is a nomenclature")?;
        let mut tested: Vec<Vec<HsRange>> = Vec::new();
        let measures = rules
            .paragraphs
            .iter()
            .flat_map(|paragraph| &paragraph.measures);
        for measure in measures {
            measure.covers.walk(&mut |part| {
                if let ConditionKind::Hs(ranges) = &part.kind {
                    tested.push(ranges.clone());
                }
            });
        }
        let mut alike: BTreeMap<Signature, Vec<(String, HsCode)>> = BTreeMap::new();
        let mut below: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for digits in newest.codes().filter(|code| code.len() == 6) {
            let code = HsCode::parse(digits)?;
            let meant = meant_by(&code, rules);
            let tests = tested.iter().map(|ranges| {
                let inside = inside(ranges, &code);
                (inside.must, inside.may)
            });
            let tests = tests.collect();
            alike
                .entry((meant, tests))
                .or_default()
                .push((digits.to_owned(), code));
            for length in [2, 4] {
                let above = digits.get(..length).unwrap_or_default().to_owned();
                below.entry(above).or_default().insert(digits.to_owned());
            }
        }
        let alike = alike
            .into_iter()
            .map(|((meant, _), codes)| Alike { meant, codes });
        Ok(Self {
            alike: alike.collect(),
            below,
        })
    }

    /// The fewest beginnings that hold these codes and no others.
    fn beginnings(&self, codes: &BTreeSet<String>) -> Vec<String> {
        let mut rest = codes.clone();
        let mut beginnings = Vec::new();
        for length in [2, 4] {
            for (above, below) in self.below.iter().filter(|(above, _)| above.len() == length) {
                if below.is_subset(&rest) {
                    rest.retain(|code| !code.starts_with(above));
                    beginnings.push(above.clone());
                }
            }
        }
        beginnings.extend(rest);
        beginnings.sort_unstable();
        beginnings
    }
}

/// The categories that a code means: by the longest `hs always` that fits it.
fn meant_by(code: &HsCode, rules: &RuleSet) -> Vec<CategoryId> {
    let mut longest = 0;
    let mut meant = Vec::new();
    for category in &rules.categories {
        let ranges = category.hs_always.iter();
        let fitting = ranges.filter(|range| range.holds(code) == Some(true));
        let Some(length) = fitting.map(|range| range.sample().digits().len()).max() else {
            continue;
        };
        if length > longest {
            longest = length;
            meant.clear();
        }
        if length == longest {
            meant.extend(rules.category(&category.name));
        }
    }
    meant
}

/// Whether a code lies in one of some ranges.
fn inside(ranges: &[HsRange], code: &HsCode) -> Tri<bool> {
    let mut any = Tri::known(false);
    for range in ranges {
        any = any.or(&range.holds(code).map_or(UNKNOWN, Tri::known));
    }
    any
}

const UNKNOWN: Tri<bool> = Tri {
    must: false,
    may: true,
};

/// What is asked of one measure, one way.
struct Reducer<'r> {
    rules: &'r RuleSet,
    measure: &'r Measure,
    narrowest: &'r [CategoryId],
    codes: &'r Codes,
    way: Way,
    country: Country,
}

/// The goods that a measure can cover on a day.
#[derive(Clone, PartialEq, Eq, Default)]
struct Goods {
    anything: bool,
    categories: Vec<usize>,
    codes: BTreeSet<String>,
}

impl Reducer<'_> {
    /// The rules that the measure comes to.
    fn rules(&self, paragraph: usize) -> Vec<Rule> {
        let mut rules: Vec<Rule> = Vec::new();
        let mut before = Goods::default();
        for day in &self.rules.boundaries {
            let goods = self.goods(*day);
            if goods == before {
                continue;
            }
            let number = number(*day);
            if let Some(last) = rules.last_mut().filter(|last| last.until == NEVER) {
                last.until = number;
            }
            if goods != Goods::default() {
                rules.push(Rule {
                    paragraph,
                    way: self.way,
                    country: self.country,
                    since: number,
                    until: NEVER,
                    anything: goods.anything,
                    categories: goods.categories.clone(),
                    codes: self.codes.beginnings(&goods.codes),
                });
            }
            before = goods;
        }
        rules
    }

    fn goods(&self, day: Date) -> Goods {
        if self.may_cover(day, &[], None) {
            return Goods {
                anything: true,
                ..Goods::default()
            };
        }
        // Most measures are not in force on most days: then no goods need be tried.
        let any_goods = Probe {
            every_good: true,
            ..self.probe(day, &[], None)
        };
        if !holds(&self.measure.covers, self.rules, &any_goods).may {
            return Goods::default();
        }
        let categories = self.narrowest.iter().enumerate();
        let alike = self.codes.alike.iter();
        Goods {
            anything: false,
            categories: categories
                .filter(|(_, category)| self.may_cover(day, &[**category], None))
                .map(|(place, _)| place)
                .collect(),
            codes: alike
                .filter(|alike| {
                    let code = alike.codes.first().map(|(_, code)| code);
                    self.may_cover(day, &alike.meant, code)
                })
                .flat_map(|alike| alike.codes.iter().map(|(digits, _)| digits.clone()))
                .collect(),
        }
    }

    fn may_cover(&self, day: Date, categories: &[CategoryId], code: Option<&HsCode>) -> bool {
        let probe = self.probe(day, categories, code);
        holds(&self.measure.covers, self.rules, &probe).may
    }

    fn probe(&self, day: Date, categories: &[CategoryId], code: Option<&HsCode>) -> Probe {
        Probe {
            evidence: categories
                .iter()
                .map(|id| (*id, Tri::known(true)))
                .collect(),
            code: code.cloned(),
            way: self.way,
            country: self.country,
            day,
            every_good: false,
        }
    }
}

/// A day as `YYYYMMDD`.
pub fn number(day: Date) -> u32 {
    let year = u32::from(day.year().unsigned_abs());
    let month = u32::from(day.month().unsigned_abs());
    year * 10_000 + month * 100 + u32::from(day.day().unsigned_abs())
}

/// A transfer that states where it goes to or comes from, when, and what it is, and nothing else.
#[derive(Clone)]
struct Probe {
    evidence: Vec<(CategoryId, Tri<bool>)>,
    code: Option<HsCode>,
    way: Way,
    country: Country,
    day: Date,
    /// Whether every question about the goods may be answered with yes.
    every_good: bool,
}

impl World for Probe {
    type B = bool;

    fn constant(&self, value: bool) -> bool {
        value
    }

    fn evidence(&self) -> &[(CategoryId, Tri<bool>)] {
        &self.evidence
    }

    fn place(&self, way: Way, country: Country) -> Tri<bool> {
        Tri::known(way == self.way && country == self.country)
    }

    fn flag(&self, _: Country) -> Tri<bool> {
        Tri::known(false)
    }

    fn party(&self, way: Way, _: ActorId) -> Tri<bool> {
        // Silence about a sender means no, as in the checker; about a receiver it is open.
        match way {
            Way::From => Tri::known(false),
            Way::To => UNKNOWN,
        }
    }

    fn stated(&self, _: FactId) -> Stated<bool> {
        Stated {
            yes: false,
            no: false,
            differs: false,
        }
    }

    fn quantity(&self, _: QuantityId, _: Comparison, _: Amount) -> Tri<bool> {
        UNKNOWN
    }

    fn line(&self, _: LineAmount, _: Comparison, _: Amount) -> Tri<bool> {
        UNKNOWN
    }

    fn within(&self, _: AllowanceId) -> Tri<bool> {
        UNKNOWN
    }

    fn asked_day(&self, _: DayId, _: Comparison, _: Date) -> Tri<bool> {
        UNKNOWN
    }

    fn hs(&self, ranges: &[HsRange]) -> Tri<bool> {
        match &self.code {
            _ if self.every_good => UNKNOWN,
            Some(code) => inside(ranges, code),
            None => Tri::known(false),
        }
    }

    fn since(&self, day: Date) -> bool {
        self.day >= day
    }

    fn item(&self, category: CategoryId, rules: &RuleSet) -> Tri<bool> {
        match self.every_good {
            true => UNKNOWN,
            false => interdict::logic::item_is(category, rules, self),
        }
    }

    fn narrowed(&self, _: &bool) -> Self {
        self.clone()
    }
}
