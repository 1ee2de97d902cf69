//! From wishes to a record: for each field the values at which something changes, narrowed by one
//! wish after the other as long as something remains.

use std::collections::BTreeSet;

use crate::check;
use crate::law::{
    ActorId, AllowanceId, Comparison, ConditionKind, FactId, LineAmount, Period, RuleSet, Way,
};
use crate::record::{Draft, FactValue};
use crate::terms::{Amount, Country, Date, Decimal, Dimension, Interval};

use super::chance::Chance;
use super::goods::{narrow, put_goods, write};
use super::wish::{Want, Wish};

/// Countries of which no rule need know.
const OTHERS: [&str; 4] = ["RUS", "CHN", "CHE", "BRA"];

/// A record that meets as many of the wishes as go together, the earlier ones first.
pub(super) fn fulfil<'r>(
    mut wishes: Vec<Wish<'r>>,
    rules: &'r RuleSet,
    named: &[Country],
    chance: &mut Chance<'_>,
) -> Draft {
    let mut draft = Draft::default();
    put_goods(&mut draft, &mut wishes, rules, chance);
    let mut making = Making {
        draft,
        wishes,
        rules,
        named,
        chance,
    };
    making.date();
    making.places();
    making.flag();
    making.parties();
    making.facts();
    making.quantities();
    making.days();
    making.line();
    making.draft
}

struct Making<'r, 'c, 'g> {
    draft: Draft,
    wishes: Vec<Wish<'r>>,
    rules: &'r RuleSet,
    /// The countries that rules name.
    named: &'c [Country],
    chance: &'c mut Chance<'g>,
}

impl<'r> Making<'r, '_, '_> {
    /// What wishes say of one kind of leaf, each with what it has to be.
    fn asked<T>(&self, of: impl Fn(&'r ConditionKind) -> Option<T>) -> Vec<(T, Want)> {
        let wishes = self.wishes.iter();
        wishes
            .filter_map(|wish| Some((of(wish.leaf)?, wish.want)))
            .collect()
    }

    /// On, before and behind each day on which something changes.
    fn date(&mut self) {
        let asked = self.asked(|leaf| match leaf {
            ConditionKind::Date(..) | ConditionKind::InForce(_) => Some(leaf),
            _ => None,
        });
        if asked.iter().any(|(_, want)| *want == Want::Silent) || self.chance.happens(3) {
            return;
        }
        let boundaries = self.rules.boundaries.iter();
        let mut days: Vec<Date> = boundaries.flat_map(|day| around(*day)).collect();
        for (leaf, want) in &asked {
            narrow(&mut days, |day| on_day(leaf, *day) == (*want == Want::Yes));
        }
        // The days of what was wished for are the ones that matter most.
        let own: Vec<Date> = asked.iter().flat_map(|(leaf, _)| days_of(leaf)).collect();
        if self.chance.happens(60) {
            let near = own.iter().flat_map(|day| around(*day));
            let near: Vec<Date> = near.collect();
            narrow(&mut days, |day| near.contains(day));
        }
        let day = self.chance.pick(&days).copied();
        let day = day.unwrap_or_else(|| Date::constant(2018, 1, 10));
        self.draft.date = Some(match self.chance.below(100) {
            0..85 => Interval::day(day),
            85..92 => span(day.first_of_month(), day.last_of_month(), day),
            92..98 => span(day.first_of_year(), day.last_of_year(), day),
            _ => span(day, day.last_of_year(), day),
        });
    }

    /// Where it goes and where it comes from, said in each of the ways in which a record can.
    fn places(&mut self) {
        let others = OTHERS.iter().filter_map(|code| Country::from_alpha3(code));
        let mut all: Vec<Country> = self.named.to_vec();
        all.extend(others.filter(|country| !self.named.contains(country)));
        let to = self.place(Way::To, &all, None);
        let from = self.place(Way::From, &all, to);
        self.draft.to = to;
        self.draft.from = from;
        let origin_instead = self.chance.below(100);
        if let (Some(place), true) = (from, origin_instead < 16) {
            let elsewhere: Vec<Country> = all
                .iter()
                .filter(|country| ![Some(place), to].contains(&Some(**country)))
                .copied()
                .collect();
            self.draft.from = self.chance.pick(&elsewhere).copied();
            match origin_instead {
                0..8 => self.draft.origin = Some(place),
                _ => self.draft.via.push(place),
            }
        } else if self.chance.happens(6) {
            self.draft.origin = self.chance.pick(&all).copied();
        } else if self.chance.happens(6) {
            self.draft.via.extend(self.chance.pick(&all).copied());
        }
        if let (Some(place), true) = (to, self.chance.happens(6)) {
            let elsewhere: Vec<Country> = all
                .iter()
                .filter(|country| ![Some(place), self.draft.from].contains(&Some(**country)))
                .copied()
                .collect();
            self.draft.to = self.chance.pick(&elsewhere).copied();
            self.draft.end_user = Some(format!("Works No. 7, {}", place.name()));
        }
    }

    fn place(&mut self, way: Way, all: &[Country], but: Option<Country>) -> Option<Country> {
        let asked = self.asked(|leaf| match leaf {
            ConditionKind::Place(other, country) if *other == way => Some(*country),
            _ => None,
        });
        if asked.iter().any(|(_, want)| *want == Want::Silent) {
            return None;
        }
        let mut countries = all.to_vec();
        narrow(&mut countries, |country| Some(*country) != but);
        for (country, want) in &asked {
            narrow(&mut countries, |other| {
                (other == country) == (*want == Want::Yes)
            });
        }
        if asked.is_empty() && self.chance.happens(12) {
            return None;
        }
        self.chance.pick(&countries).copied()
    }

    fn flag(&mut self) {
        let asked = self.asked(|leaf| match leaf {
            ConditionKind::Flag(country) => Some(*country),
            _ => None,
        });
        let wanted = asked.iter().find(|(_, want)| *want == Want::Yes);
        if let Some((country, _)) = wanted {
            self.draft.flag = Some(*country);
        } else if !asked.is_empty() || self.chance.happens(3) {
            let other = self.chance.pick(self.named).copied();
            let unwanted = |flag: &Country| asked.iter().any(|(country, _)| country == flag);
            self.draft.flag = other.filter(|flag| !unwanted(flag));
        }
    }

    /// What sender and receiver are, stated or by a name under which one is known.
    fn parties(&mut self) {
        for way in [Way::From, Way::To] {
            let asked = self.asked(|leaf| match leaf {
                ConditionKind::Party(other, actor) if *other == way => Some(*actor),
                _ => None,
            });
            let wanted = asked.iter().find(|(_, want)| *want == Want::Yes);
            let actor = match wanted {
                Some((actor, _)) => *actor,
                None if asked.iter().any(|(_, want)| *want == Want::No)
                    || self.chance.happens(3) =>
                {
                    let unwanted = |id: &ActorId| asked.iter().any(|(actor, _)| actor == id);
                    let all = (0..self.rules.actors.len()).map(ActorId);
                    let others: Vec<ActorId> = all.filter(|id| !unwanted(id)).collect();
                    let Some(other) = self.chance.pick(&others) else {
                        continue;
                    };
                    *other
                }
                None => continue,
            };
            self.party(way, actor);
        }
    }

    fn party(&mut self, way: Way, actor: ActorId) {
        let Some(actor) = self.rules.actors.get(actor.index()) else {
            return;
        };
        let known_as = self.chance.pick(&actor.words);
        if let (Some(phrase), true) = (known_as, self.chance.happens(30)) {
            let name = Some(write(phrase.parts(), self.chance));
            match way {
                Way::From => self.draft.consignor = name,
                Way::To => self.draft.consignee = name,
            }
            return;
        }
        let parties = match way {
            Way::From => &mut self.draft.sender_is,
            Way::To => &mut self.draft.recipient_is,
        };
        parties.push(actor.name.clone());
    }

    fn facts(&mut self) {
        let asked = self.asked(|leaf| match leaf {
            ConditionKind::Fact(fact, silent) => Some((*fact, *silent)),
            _ => None,
        });
        for ((fact, silent), want) in asked.into_iter().rev() {
            let Some(fact) = self.rules.facts.get(fact.index()) else {
                continue;
            };
            let answer = want == Want::Yes;
            let by_silence = match (silent, &fact.silence) {
                (Some(means), _) => means == answer,
                (None, crate::law::Silence::Means(means)) => *means == answer,
                _ => false,
            };
            if want == Want::Silent || by_silence && self.chance.happens(40) {
                self.draft.facts.remove(&fact.name);
                continue;
            }
            // The words of a description say yes as well.
            let word = self.chance.pick(&fact.words);
            if let (true, Some(word), Some(item)) = (answer, word, &mut self.draft.item)
                && self.chance.happens(25)
            {
                *item = format!("{} {item}", write(word.parts(), self.chance));
                continue;
            }
            self.draft
                .facts
                .insert(fact.name.clone(), FactValue::YesNo(answer));
        }
        if self.chance.happens(8) {
            let any: Vec<FactId> = (0..self.rules.facts.len()).map(FactId).collect();
            let fact = self.chance.pick(&any);
            if let Some(fact) = fact.and_then(|id| self.rules.facts.get(id.index())) {
                let answer = FactValue::YesNo(self.chance.happens(50));
                self.draft.facts.entry(fact.name.clone()).or_insert(answer);
            }
        }
    }

    /// Below, on and above each threshold of a quantity.
    fn quantities(&mut self) {
        let asked = self.asked(|leaf| match leaf {
            ConditionKind::Quantity(id, comparison, amount) => Some((*id, *comparison, *amount)),
            _ => None,
        });
        for (id, amounts) in met(&asked, beside, compares) {
            let quantity = self.rules.quantities.get(id.index());
            if let (Some(quantity), Some(amount)) = (quantity, self.chance.pick(&amounts)) {
                let value = FactValue::Amount(*amount);
                self.draft.facts.insert(quantity.name.clone(), value);
            }
        }
    }

    /// The days that rules ask for.
    fn days(&mut self) {
        let asked = self.asked(|leaf| match leaf {
            ConditionKind::Day(id, comparison, limit) => Some((*id, *comparison, *limit)),
            _ => None,
        });
        let compares = |day, comparison, limit| Some(day_compares(day, comparison, limit));
        for (id, days) in met(&asked, around, compares) {
            let day = self.rules.days.get(id.index());
            if let (Some(day), Some(date)) = (day, self.chance.pick(&days)) {
                let value = FactValue::Day(Interval::day(*date));
                self.draft.facts.insert(day.name.clone(), value);
            }
        }
    }

    /// Quantity and value of the line, and what was transferred before it.
    fn line(&mut self) {
        let asked = self.asked(|leaf| match leaf {
            ConditionKind::Line(of, comparison, amount) => Some((*of, *comparison, *amount)),
            _ => None,
        });
        let within = self.asked(|leaf| match leaf {
            ConditionKind::Within(id) => Some(*id),
            _ => None,
        });
        let silent = |want: &Want| *want == Want::Silent;
        if asked.iter().any(|(_, want)| silent(want)) || within.iter().any(|(_, want)| silent(want))
        {
            return;
        }
        let limits: Vec<Amount> = within.iter().flat_map(|(id, _)| self.limits(*id)).collect();
        let lines = Lines::of(&asked, &limits);
        let mut all = lines.all();
        for ((of, comparison, limit), want) in &asked {
            narrow(&mut all, |line| {
                line.compares(*of, *comparison, *limit) == Some(*want == Want::Yes)
            });
        }
        let Some(line) = self.chance.pick(&all).copied() else {
            return;
        };
        (self.draft.quantity, self.draft.unit) = (None, None);
        let stated = line.quantity.into_iter().chain(line.value);
        stated.for_each(|amount| self.draft.measure(amount));
        for (id, want) in within {
            self.before(id, want == Want::Yes, line.quantity);
        }
    }

    fn limits(&self, id: AllowanceId) -> Vec<Amount> {
        let allowance = self.rules.allowances.get(id.index());
        allowance.map_or_else(Vec::new, |allowance| allowance.limit.most.clone())
    }

    /// States a total with which the limit of an allowance is just kept, or just not.
    fn before(&mut self, id: AllowanceId, keeps: bool, own: Option<Amount>) {
        let allowance = self.rules.allowances.get(id.index());
        let Some(before) = allowance.and_then(|allowance| allowance.before) else {
            return;
        };
        let most = self.limits(id);
        let alike = most
            .iter()
            .find(|most| own.is_some_and(|own| own.unit == most.unit));
        let Some(most) = alike.or(most.first()).copied() else {
            return;
        };
        let own = own
            .and_then(|own| own.number_of(most.unit))
            .unwrap_or_default();
        let left = most.number.checked_sub(own).unwrap_or_default();
        let past = match (keeps, self.chance.happens(50)) {
            (true, true) => Decimal::ZERO,
            (true, false) => Decimal::NEGATIVE_ONE,
            (false, _) => Decimal::ONE,
        };
        let total = left.checked_add(past).unwrap_or(left).max(Decimal::ZERO);
        if self.chance.happens(15) {
            return;
        }
        if let Some(quantity) = self.rules.quantities.get(before.index()) {
            let number = total;
            let amount = Amount { number, ..most };
            let value = FactValue::Amount(amount);
            self.draft.facts.insert(quantity.name.clone(), value);
        }
    }
}

/// For each thing that is asked for, and that nobody wants to be left out, what lies near its
/// limits and meets as many of the wishes as can be met.
fn met<I: Ord + Copy, T: Copy>(
    asked: &[((I, Comparison, T), Want)],
    near: impl Fn(T) -> Vec<T>,
    compares: impl Fn(T, Comparison, T) -> Option<bool>,
) -> Vec<(I, Vec<T>)> {
    let ids: BTreeSet<I> = asked.iter().map(|((id, ..), _)| *id).collect();
    let mut all = Vec::new();
    for id in ids {
        let own = asked.iter().filter(|((other, ..), _)| *other == id);
        let own: Vec<_> = own.collect();
        if own.iter().any(|(_, want)| *want == Want::Silent) {
            continue;
        }
        let mut values: Vec<T> = own
            .iter()
            .flat_map(|((.., limit), _)| near(*limit))
            .collect();
        for ((_, comparison, limit), want) in own {
            narrow(&mut values, |value| {
                compares(*value, *comparison, *limit) == Some(*want == Want::Yes)
            });
        }
        all.push((id, values));
    }
    all
}

/// The day before, the day itself and the day after.
fn around(day: Date) -> Vec<Date> {
    let beside = [day.yesterday().ok(), Some(day), day.tomorrow().ok()];
    beside.into_iter().flatten().collect()
}

fn span(first: Date, last: Date, otherwise: Date) -> Interval {
    Interval::new(first, last).unwrap_or_else(|| Interval::day(otherwise))
}

/// Whether a condition on the date holds on a day.
fn on_day(leaf: &ConditionKind, day: Date) -> bool {
    match leaf {
        ConditionKind::Date(comparison, limit) => day_compares(day, *comparison, *limit),
        ConditionKind::InForce(periods) => periods.iter().any(|period| {
            let ends = period.until.is_some_and(|until| day >= until);
            day >= period.since && !ends
        }),
        _ => true,
    }
}

fn day_compares(day: Date, comparison: Comparison, limit: Date) -> bool {
    match comparison {
        Comparison::Less => day < limit,
        _ => day >= limit,
    }
}

/// The days that a condition on the date names.
fn days_of(leaf: &ConditionKind) -> Vec<Date> {
    match leaf {
        ConditionKind::Date(_, day) => vec![*day],
        ConditionKind::InForce(periods) => periods.iter().flat_map(days_in).collect(),
        _ => Vec::new(),
    }
}

fn days_in(period: &Period) -> Vec<Date> {
    let named = [
        Some(period.since),
        period.certain_since,
        period.until,
        period.recorded_until,
    ];
    named.into_iter().flatten().collect()
}

/// An amount, one less and one more, half of it, twice as much and nothing.
fn beside(amount: Amount) -> Vec<Amount> {
    let one = Decimal::ONE;
    let two = Decimal::TWO;
    let numbers = [
        Some(amount.number),
        amount.number.checked_sub(one),
        amount.number.checked_add(one),
        amount.number.checked_div(two),
        amount.number.checked_mul(two),
        Some(Decimal::ZERO),
    ];
    let sound = numbers
        .into_iter()
        .flatten()
        .filter(|number| *number >= Decimal::ZERO);
    sound.map(|number| Amount { number, ..amount }).collect()
}

fn compares(amount: Amount, comparison: Comparison, limit: Amount) -> Option<bool> {
    Some(check::compares(amount.compare(limit)?, comparison))
}

/// The amounts that a line can have.
struct Lines {
    quantities: Vec<Option<Amount>>,
    values: Vec<Option<Amount>>,
}

/// The amounts of a line.
#[derive(Clone, Copy)]
struct Line {
    quantity: Option<Amount>,
    value: Option<Amount>,
}

impl Lines {
    fn of(asked: &[((LineAmount, Comparison, Amount), Want)], limits: &[Amount]) -> Self {
        let of = |wanted: LineAmount| {
            let own = asked.iter().filter(move |((of, ..), _)| *of == wanted);
            own.map(|((.., amount), _)| *amount)
        };
        let pieces = of(LineAmount::PieceValue).next().is_some();
        let (paid, counted): (Vec<Amount>, Vec<Amount>) = limits
            .iter()
            .partition(|limit| matches!(limit.unit.dimension(), Dimension::Money(_)));
        let measured = of(LineAmount::Quantity).chain(counted);
        let mut quantities: Vec<Option<Amount>> = measured.flat_map(beside).map(Some).collect();
        if pieces {
            let unit = crate::terms::Unit::parse("units").ok();
            let some = unit.into_iter().flat_map(|unit| {
                [1, 2, 10].map(|number| Amount {
                    number: number.into(),
                    unit,
                })
            });
            quantities.extend(some.map(Some));
        }
        let times = if pieces { &[1, 2, 10][..] } else { &[1] };
        let priced = of(LineAmount::Value)
            .chain(of(LineAmount::PieceValue))
            .chain(paid);
        let values = priced.flat_map(|amount| {
            let each = times
                .iter()
                .filter_map(move |times| amount.times((*times).into()));
            each.flat_map(beside)
        });
        let mut values: Vec<Option<Amount>> = values.map(Some).collect();
        for list in [&mut quantities, &mut values] {
            if list.is_empty() {
                list.push(None);
            }
        }
        Self { quantities, values }
    }

    fn all(&self) -> Vec<Line> {
        let quantities = self.quantities.iter();
        let pairs = quantities.flat_map(|quantity| {
            let values = self.values.iter();
            values.map(|value| Line {
                quantity: *quantity,
                value: *value,
            })
        });
        pairs.collect()
    }
}

impl Line {
    fn compares(&self, of: LineAmount, comparison: Comparison, limit: Amount) -> Option<bool> {
        let amount = match of {
            LineAmount::Quantity => self.quantity?,
            LineAmount::Value => self.value?,
            LineAmount::PieceValue => {
                let pieces = self.quantity?.in_units()?;
                let value = self.value?;
                let number = value.number.checked_div(pieces)?;
                Amount { number, ..value }
            }
        };
        compares(amount, comparison, limit)
    }
}
