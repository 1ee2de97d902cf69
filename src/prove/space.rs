//! What a record can say, as variables with values.

use std::collections::{BTreeMap, BTreeSet};

use biodivine_lib_bdd::{BddValuation, BddVariableSet};

use crate::check::Checker;
use crate::law::{QuantityId, RuleSet};
use crate::logic::Boolean;
use crate::record::{Draft, FactValue};
use crate::terms::{Amount, Country, Date, Interval};

use super::asked::Asked;
use super::diagram::Diagram;
use super::domain::{Domain, Variables};
use super::goods::{Kind, kinds};
use super::lines::{Stated as LineStated, lines, points, sample, say};

/// All that a record can say, as far as some rule sets tell it apart.
pub(super) struct Space {
    pub all: BddVariableSet,
    /// The records that there can be.
    pub valid: Diagram,
    pub date: Domain,
    /// The first day of each value of `date` but the first, which is before all of them.
    pub days: Vec<Date>,
    /// The countries that places can be; value nought of a place is silence.
    pub countries: Vec<Country>,
    /// Those of them that no rule names, which stand for all such.
    pub others: Vec<Country>,
    pub to: Domain,
    pub from: Domain,
    pub origin: Domain,
    pub flag: Domain,
    /// By a country in which an end user can be named, with how it is written.
    pub end_user: Domain,
    pub end_users: Vec<(Country, String)>,
    pub goods: Domain,
    pub kinds: Vec<Kind>,
    pub line: Domain,
    pub lines: Vec<LineStated>,
    /// Silent, yes, no.
    pub facts: BTreeMap<String, Domain>,
    pub quantities: BTreeMap<String, Stated<Amount>>,
    /// The amounts with which rules compare each of them.
    pub thresholds: BTreeMap<String, Vec<Amount>>,
    /// Those that say what was transferred before.
    pub totals: BTreeSet<String>,
    pub asked_days: BTreeMap<String, Stated<Date>>,
    /// Whether the sender (`From`) or receiver (`To`) is stated to be such a party.
    pub parties: BTreeMap<(bool, String), Domain>,
}

/// Countries that stand for all that no rule names.
const OTHERS: [&str; 40] = [
    "CHE", "URY", "NZL", "BTN", "ISL", "PRY", "FJI", "LUX", "NPL", "TON", "WSM", "MLT", "BRB",
    "MCO", "AND", "SMR", "LIE", "GRD", "DMA", "KIR", "NRU", "TUV", "PLW", "FSM", "MHL", "VUT",
    "SLB", "MDV", "BLZ", "SUR", "GUY", "JAM", "TTO", "BHS", "CPV", "STP", "COM", "MUS", "SYC",
    "BWA",
];

/// What a record states, or nothing, as a value of a domain.
pub(super) type Stated<T> = (Domain, Vec<Option<T>>);

impl Space {
    /// What records can say to some rule sets; nothing where that is more than can be held.
    pub fn of(checkers: &[Checker<'_>], asked: &[Asked<'_>]) -> Option<Self> {
        let mut variables = Variables::default();
        let dates: BTreeSet<Date> = asked
            .iter()
            .flat_map(|asked| &asked.dates)
            .copied()
            .collect();
        let days: Vec<Date> = dates.into_iter().collect();
        let (countries, others) = countries(asked);
        let end_users = end_users(checkers, &countries);
        let kinds = kinds(checkers, asked);
        let lines = lines(checkers, asked);
        let silent_or = |of: usize| of.saturating_add(1);
        // What most measures ask first comes first, which keeps diagrams small.
        let date = variables.domain(silent_or(days.len()))?;
        let to = variables.domain(silent_or(countries.len()))?;
        let from = variables.domain(silent_or(countries.len()))?;
        let origin = variables.domain(silent_or(countries.len()))?;
        let end_user = variables.domain(silent_or(end_users.len()))?;
        let flag = variables.domain(silent_or(countries.len()))?;
        let goods = variables.domain(kinds.len())?;
        let mut parties = BTreeMap::new();
        for (is_receiver, name) in actors(checkers) {
            parties.insert((is_receiver, name), variables.domain(2)?);
        }
        let mut facts = BTreeMap::new();
        let names = checkers.iter().flat_map(|checker| &checker.rules().facts);
        for name in names.map(|fact| fact.name.clone()).collect::<BTreeSet<_>>() {
            facts.insert(name, variables.domain(3)?);
        }
        let mut quantities = BTreeMap::new();
        let thresholds = amounts(checkers, asked);
        for (name, amounts) in &thresholds {
            let amounts = points(amounts.clone());
            let domain = variables.domain(silent_or(amounts.len()))?;
            let values = std::iter::once(None).chain(amounts.into_iter().map(Some));
            quantities.insert(name.clone(), (domain, values.collect()));
        }
        let mut asked_days = BTreeMap::new();
        for (name, days) in days_asked(checkers, asked) {
            let domain = variables.domain(silent_or(days.len()))?;
            let values = std::iter::once(None).chain(days.into_iter().map(Some));
            asked_days.insert(name, (domain, values.collect()));
        }
        let line = variables.domain(lines.len())?;
        let all = BddVariableSet::new_anonymous(variables.taken());
        let mut space = Self {
            valid: Diagram::of(all.mk_true()),
            all,
            date,
            days,
            countries,
            others,
            to,
            from,
            origin,
            flag,
            end_user,
            end_users,
            goods,
            kinds,
            line,
            lines,
            facts,
            quantities,
            thresholds,
            totals: totals(checkers),
            asked_days,
            parties,
        };
        space.valid = space.records();
        Some(space)
    }

    /// The records that there can be: each thing has one of its values, and sender and receiver
    /// differ.
    fn records(&self) -> Diagram {
        let mut valid = Diagram::of(self.all.mk_true());
        for domain in self.domains() {
            valid = valid.and(&domain.those(&self.all, |_| true));
        }
        for value in 1..self.to.size() {
            let both = self
                .to
                .is(&self.all, value)
                .and(&self.from.is(&self.all, value));
            valid = valid.but_not(&both);
        }
        valid
    }

    /// Everything that has a value, what matters least to a reader first.
    pub fn domains(&self) -> impl Iterator<Item = &Domain> {
        let facts = self.facts.values();
        let quantities = self.quantities.values().map(|(domain, _)| domain);
        let days = self.asked_days.values().map(|(domain, _)| domain);
        let places = [&self.flag, &self.end_user, &self.origin];
        let rest = [&self.from, &self.to, &self.date, &self.goods];
        self.parties
            .values()
            .chain(days)
            .chain(quantities)
            .chain([&self.line])
            .chain(places)
            .chain(facts)
            .chain(rest)
    }

    /// The records in which a place is a country.
    pub fn is_country(&self, domain: &Domain, country: Country) -> Diagram {
        let value = self.countries.binary_search(&country).ok();
        domain.those(&self.all, |other| {
            other.checked_sub(1) == value && value.is_some()
        })
    }

    /// The record that has some values.
    pub fn draft(&self, record: &BddValuation) -> Draft {
        let behind = |domain: &Domain| domain.value(record).checked_sub(1);
        let place = |domain| self.countries.get(behind(domain)?).copied();
        let end_user = behind(&self.end_user).and_then(|at| self.end_users.get(at));
        let kind = self.kinds.get(self.goods.value(record));
        let mut draft = Draft {
            to: place(&self.to),
            from: place(&self.from),
            origin: place(&self.origin),
            flag: place(&self.flag),
            end_user: end_user.map(|(_, name)| name.clone()),
            date: self.day(self.date.value(record)).map(Interval::day),
            sender_is: self.parties_of(record, false),
            recipient_is: self.parties_of(record, true),
            ..kind.map(Kind::draft).unwrap_or_default()
        };
        if let Some(line) = self.lines.get(self.line.value(record)) {
            say(&mut draft, *line);
        }
        draft.facts = self.facts_of(record);
        draft
    }

    fn facts_of(&self, record: &BddValuation) -> BTreeMap<String, FactValue> {
        let mut all = BTreeMap::new();
        for (name, domain) in &self.facts {
            if let Some(value) = domain.value(record).checked_sub(1) {
                all.insert(name.clone(), FactValue::YesNo(value == 0));
            }
        }
        for (name, (domain, values)) in &self.quantities {
            if let Some(Some(amount)) = values.get(domain.value(record)) {
                all.insert(name.clone(), FactValue::Amount(*amount));
            }
        }
        for (name, (domain, values)) in &self.asked_days {
            if let Some(Some(day)) = values.get(domain.value(record)) {
                all.insert(name.clone(), FactValue::Day(Interval::day(*day)));
            }
        }
        all
    }

    /// What the sender or receiver is stated to be.
    fn parties_of(&self, record: &BddValuation, is_receiver: bool) -> Vec<String> {
        let stated = self.parties.iter();
        let stated =
            stated.filter(|((of, _), domain)| *of == is_receiver && domain.value(record) == 1);
        stated.map(|((_, name), _)| name.clone()).collect()
    }

    /// The same record, silent on all that a rule set does not know.
    pub fn as_known(&self, record: &BddValuation, rules: &RuleSet) -> BddValuation {
        let mut known = record.clone();
        let facts = self.facts.iter();
        let facts = facts.filter(|(name, _)| rules.fact(name).is_none());
        let quantities = self.quantities.iter();
        let quantities = quantities.filter(|(name, _)| rules.quantity(name).is_none());
        let days = self.asked_days.iter();
        let days = days.filter(|(name, _)| rules.day(name).is_none());
        let parties = self.parties.iter();
        let parties = parties.filter(|((_, name), _)| rules.actor(name).is_none());
        facts
            .map(|(_, domain)| domain)
            .chain(quantities.map(|(_, (domain, _))| domain))
            .chain(days.map(|(_, (domain, _))| domain))
            .chain(parties.map(|(_, domain)| domain))
            .for_each(|domain| domain.put(&mut known, 0));
        known
    }

    /// The first day of a value of `date`; of the first value, the day before all others.
    pub fn day(&self, value: usize) -> Option<Date> {
        match value.checked_sub(1) {
            Some(before) => self.days.get(before).copied(),
            None => match self.days.first() {
                Some(first) => first.yesterday().ok(),
                None => "2000-01-01".parse().ok(),
            },
        }
    }
}

/// The countries that rules name with two that stand for all others, and those two.
fn countries(asked: &[Asked<'_>]) -> (Vec<Country>, Vec<Country>) {
    let named = asked
        .iter()
        .flat_map(|asked| asked.countries.iter().chain(&asked.flags));
    let mut countries: BTreeSet<Country> = named.copied().collect();
    let others = OTHERS.iter().filter_map(|code| Country::from_alpha3(code));
    let others: Vec<Country> = others
        .filter(|other| !countries.contains(other))
        .take(2)
        .collect();
    countries.extend(&others);
    (countries.into_iter().collect(), others)
}

/// The countries in which an end user can be named so that rules know it, each with a name.
fn end_users(checkers: &[Checker<'_>], countries: &[Country]) -> Vec<(Country, String)> {
    let named = |country: &Country| {
        let name = format!("Firm, {}", country.name());
        let draft = Draft {
            item: Some("zzz".into()),
            end_user: Some(name.clone()),
            ..Draft::default()
        };
        let known = |checker: &Checker<'_>| {
            sample(&draft, checker, 0).is_some_and(|sample| sample.has_end_user_in(*country))
        };
        checkers.iter().all(known).then_some((*country, name))
    };
    countries.iter().filter_map(named).collect()
}

/// The parties that somebody can be stated to be, as receiver and as sender.
fn actors(checkers: &[Checker<'_>]) -> BTreeSet<(bool, String)> {
    let names = checkers.iter().flat_map(|checker| &checker.rules().actors);
    let names = names.map(|actor| actor.name.clone());
    names
        .flat_map(|name| [(true, name.clone()), (false, name)])
        .collect()
}

/// For each quantity the amounts with which rules compare it.
fn amounts(checkers: &[Checker<'_>], asked: &[Asked<'_>]) -> BTreeMap<String, Vec<Amount>> {
    let mut all: BTreeMap<String, Vec<Amount>> = BTreeMap::new();
    let mut note = |checker: &Checker<'_>, id: QuantityId, amount: Amount| {
        if let Some(quantity) = checker.rules().quantities.get(id.index()) {
            all.entry(quantity.name.clone()).or_default().push(amount);
        }
    };
    for (checker, asked) in checkers.iter().zip(asked) {
        for (id, _, amount) in &asked.quantities {
            note(checker, *id, *amount);
        }
        // What was transferred before counts towards a limit.
        for allowance in &checker.rules().allowances {
            for amount in &allowance.limit.most {
                if let Some(before) = allowance.before {
                    note(checker, before, *amount);
                }
            }
        }
    }
    all
}

/// The quantities that say what was transferred before.
fn totals(checkers: &[Checker<'_>]) -> BTreeSet<String> {
    let rules = checkers.iter().map(Checker::rules);
    let totals = rules.flat_map(|rules| {
        let before = rules.allowances.iter().filter_map(|one| one.before);
        before.filter_map(|id| rules.quantities.get(id.index()))
    });
    totals.map(|quantity| quantity.name.clone()).collect()
}

/// For each day that rules ask for the days that a record can state to tell the answers apart.
fn days_asked(checkers: &[Checker<'_>], asked: &[Asked<'_>]) -> BTreeMap<String, Vec<Date>> {
    let mut all: BTreeMap<String, BTreeSet<Date>> = BTreeMap::new();
    for (checker, asked) in checkers.iter().zip(asked) {
        for (id, limit) in &asked.days {
            if let Some(day) = checker.rules().days.get(id.index()) {
                let days = all.entry(day.name.clone()).or_default();
                days.extend(limit.yesterday());
                days.insert(*limit);
            }
        }
    }
    all.into_iter()
        .map(|(name, days)| (name, days.into_iter().collect()))
        .collect()
}
