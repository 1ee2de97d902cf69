//! What a record can say, as variables with values.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use biodivine_lib_bdd::{BddValuation, BddVariableSet};

use crate::check::{Checker, actors_named};
use crate::law::{QuantityId, RuleSet};
use crate::logic::Boolean;
use crate::record::{Draft, FactValue, YEARS};
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
    /// An end user by its name, which gives a country.
    pub end_user: Domain,
    pub end_users: Vec<EndUser>,
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
    pub asked_days: BTreeMap<String, Stated<Interval>>,
    /// Whether the sender (`From`) or receiver (`To`) is stated to be such a party.
    pub parties: BTreeMap<(bool, String), Domain>,
    /// The sender or receiver by a name that rules know; value nought of it is any other name.
    pub named: BTreeMap<bool, (Domain, Vec<Named>)>,
}

/// An end user whose name gives a country, or several that it may mean.
#[derive(Debug, Clone)]
pub(super) struct EndUser {
    pub name: String,
    pub countries: Vec<(Country, bool)>,
}

impl EndUser {
    /// The country, where the name can mean only one.
    pub fn country(&self) -> Option<Country> {
        match self.countries.as_slice() {
            [(country, true)] => Some(*country),
            _ => None,
        }
    }
}

/// A party by a name that rules know.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub name: String,
    /// The actors that it is, by their names.
    pub actors: BTreeSet<String>,
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
        // No record is of a day that is far off.
        let near = dates.into_iter().filter(|day| YEARS.contains(&day.year()));
        let days: Vec<Date> = near.collect();
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
        let mut named = BTreeMap::new();
        for is_receiver in [true, false] {
            let names = known_names(checkers);
            named.insert(
                is_receiver,
                (variables.domain(silent_or(names.len()))?, names),
            );
        }
        for name in facts_in_order(checkers, asked) {
            if let Entry::Vacant(vacant) = facts.entry(name) {
                vacant.insert(variables.domain(3)?);
            }
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
            named,
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
        let named = self.named.values().map(|(domain, _)| domain);
        self.parties
            .values()
            .chain(named)
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

    /// The records whose end user is in a country, for certain or as one of several.
    pub fn has_end_user_in(&self, country: Country, certain: bool) -> Diagram {
        self.end_user.those(&self.all, |value| {
            let user = value.checked_sub(1).and_then(|at| self.end_users.get(at));
            user.is_some_and(|user| user.countries.contains(&(country, certain)))
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
            end_user: end_user.map(|user| user.name.clone()),
            consignor: self.name_of(record, false),
            consignee: self.name_of(record, true),
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
                all.insert(name.clone(), FactValue::Day(*day));
            }
        }
        all
    }

    /// The name of the sender or receiver, where rules know it.
    fn name_of(&self, record: &BddValuation, is_receiver: bool) -> Option<String> {
        let (domain, names) = self.named.get(&is_receiver)?;
        let named = names.get(domain.value(record).checked_sub(1)?)?;
        Some(named.name.clone())
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
        .chain(Country::all())
        .filter(|other| !countries.contains(other))
        .take(2)
        .collect();
    countries.extend(&others);
    (countries.into_iter().collect(), others)
}

/// End users whose names give a country that rules know, and one for each set of countries that
/// share a spelling, where rules name one of them.
fn end_users(checkers: &[Checker<'_>], countries: &[Country]) -> Vec<EndUser> {
    let known = |name: String| {
        let draft = Draft {
            item: Some("zzz".into()),
            end_user: Some(name.clone()),
            ..Draft::default()
        };
        let mut found = checkers.iter().map(|checker| {
            let sample = sample(&draft, checker, 0)?;
            Some(sample.end_user_in().to_vec())
        });
        let countries = found.next()??;
        let same = found.all(|other| other.as_ref() == Some(&countries));
        same.then_some(EndUser { name, countries })
    };
    let single = countries.iter().filter_map(|country| {
        let user = known(format!("Firm, {}", country.name()))?;
        (user.country() == Some(*country)).then_some(user)
    });
    let mut all: Vec<EndUser> = single.collect();
    if checkers.len() == 1 {
        let shared = Country::shared_spellings().into_iter();
        let shared = shared.filter(|(_, of)| of.iter().any(|one| countries.contains(one)));
        let several = shared.filter_map(|(spelling, _)| known(format!("Firm, {spelling}")));
        for user in several.filter(|user| user.countries.len() > 1) {
            if all.iter().all(|other| other.countries != user.countries) {
                all.push(user);
            }
        }
    }
    all
}

/// Parties by names that a rule set knows, one for each set of actors. Rule sets that are compared
/// may know different names.
fn known_names(checkers: &[Checker<'_>]) -> Vec<Named> {
    let [checker] = checkers else {
        return Vec::new();
    };
    let rules = checker.rules();
    let mut all: Vec<Named> = Vec::new();
    for word in rules.actors.iter().flat_map(|actor| &actor.words) {
        let of = actors_named(&word.text, rules).into_iter();
        let actors = of.filter_map(|actor| rules.actors.get(actor.index()));
        let actors: BTreeSet<String> = actors.map(|actor| actor.name.clone()).collect();
        if all.iter().all(|other| other.actors != actors) {
            let name = word.text.clone();
            all.push(Named { name, actors });
        }
    }
    all
}

/// The facts in the order in which rules ask for them, then those that no rule asks for. What is
/// asked together so stands together in diagrams, which keeps them small.
fn facts_in_order(checkers: &[Checker<'_>], asked: &[Asked<'_>]) -> Vec<String> {
    let both = checkers.iter().zip(asked);
    let asked = both.flat_map(|(checker, asked)| {
        let facts = &checker.rules().facts;
        asked
            .facts
            .iter()
            .filter_map(|fact| facts.get(fact.index()))
    });
    let all = checkers.iter().flat_map(|checker| &checker.rules().facts);
    asked.chain(all).map(|fact| fact.name.clone()).collect()
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

/// For each day that rules ask for what a record can state to tell the answers apart: days on both
/// sides of each limit, and rough days over some of the limits where one rule set is read.
fn days_asked(checkers: &[Checker<'_>], asked: &[Asked<'_>]) -> BTreeMap<String, Vec<Interval>> {
    let mut all: BTreeMap<String, BTreeSet<Date>> = BTreeMap::new();
    for (checker, asked) in checkers.iter().zip(asked) {
        for (id, limit) in &asked.days {
            if let Some(day) = checker.rules().days.get(id.index()) {
                all.entry(day.name.clone()).or_default().insert(*limit);
            }
        }
    }
    let stated = |limits: BTreeSet<Date>| {
        let exact = limits
            .iter()
            .flat_map(|limit| [limit.yesterday().ok(), Some(*limit)]);
        let exact: BTreeSet<Date> = exact.flatten().collect();
        let mut days: Vec<Interval> = exact.into_iter().map(Interval::day).collect();
        if checkers.len() == 1 {
            for first in limits.iter().filter_map(|limit| limit.yesterday().ok()) {
                let over = limits.iter().filter_map(|last| Interval::new(first, *last));
                days.extend(over);
            }
        }
        days
    };
    all.into_iter()
        .map(|(name, limits)| (name, stated(limits)))
        .collect()
}
