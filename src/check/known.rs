//! What a record says, in the rules' own terms, and the reference reading of the one meaning:
//! the algebra is `bool`, one record at a time.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::classify::{Classifier, Goods, Strength};
use crate::law::{ActorId, CategoryId, Comparison, FactId, QuantityId, RuleSet, Way};
use crate::logic::{Line, Stated, Tri, World};
use crate::record::{FactValue, Record};
use crate::terms::{Amount, Country, Date, HsCode, HsRange, Interval};

/// What is known of a transfer. Asking "what if" is changing a copy.
#[derive(Debug, Clone)]
pub(super) struct Known<'r> {
    pub rules: &'r RuleSet,
    pub goods: Vec<Goods>,
    pub code: Option<HsCode>,
    pub from: Option<Country>,
    pub to: Option<Country>,
    pub origin: Option<Country>,
    pub via: Vec<Country>,
    /// Countries in which the end user is named as being.
    pub end_user_in: Vec<Country>,
    pub sender_is: Vec<ActorId>,
    pub recipient_is: Vec<ActorId>,
    pub answers: BTreeMap<FactId, bool>,
    pub amounts: BTreeMap<QuantityId, Amount>,
    /// The date, cut at the rules' boundaries.
    pub slices: Vec<Interval>,
}

impl<'r> Known<'r> {
    /// Reads a record; `on` stands in for its date.
    pub fn of(
        record: &Record,
        classifier: &Classifier<'_>,
        rules: &'r RuleSet,
        on: Option<Date>,
    ) -> Self {
        let assigned: Vec<CategoryId> = record
            .categories
            .iter()
            .filter_map(|name| rules.category(&name.value))
            .collect();
        let code = record.hs.as_ref().map(|hs| hs.value.clone());
        let item = record.item.as_ref().map(|text| text.value.as_str());
        let date = on.map(Interval::day).or(record.date.map(|date| date.value));
        let actors = |names: &[crate::source::Spanned<String>]| -> Vec<ActorId> {
            names
                .iter()
                .filter_map(|name| rules.actor(&name.value))
                .collect()
        };
        let goods = classifier.goods(item, &assigned, code.as_ref());
        let mut known = Self {
            code,
            from: record.from.map(|country| country.value),
            to: record.to.map(|country| country.value),
            origin: record.origin.map(|country| country.value),
            via: record.via.iter().map(|country| country.value).collect(),
            end_user_in: record
                .end_user
                .as_ref()
                .map(|user| countries_in(&user.value))
                .unwrap_or_default(),
            sender_is: actors(&record.sender_is),
            recipient_is: actors(&record.recipient_is),
            slices: date.unwrap_or(Interval::ALWAYS).slices(&rules.boundaries),
            ..Self::of_goods(goods, rules)
        };
        for (name, value) in &record.facts {
            match value.value {
                FactValue::YesNo(answer) => {
                    known
                        .answers
                        .extend(rules.fact(name).map(|fact| (fact, answer)));
                }
                FactValue::Amount(amount) => {
                    known
                        .amounts
                        .extend(rules.quantity(name).map(|quantity| (quantity, amount)));
                }
            }
        }
        known
    }

    /// Goods of which only the description is known.
    pub fn of_goods(goods: Vec<Goods>, rules: &'r RuleSet) -> Self {
        Self {
            rules,
            goods,
            code: None,
            from: None,
            to: None,
            origin: None,
            via: Vec::new(),
            end_user_in: Vec::new(),
            sender_is: Vec::new(),
            recipient_is: Vec::new(),
            answers: BTreeMap::new(),
            amounts: BTreeMap::new(),
            slices: vec![Interval::ALWAYS],
        }
    }

    /// One part on one slice.
    pub fn moment(&self, slice: Interval, part: usize) -> Moment<'_> {
        Moment {
            known: self,
            goods: self.goods.get(part),
            day: slice.first(),
        }
    }
}

impl Line for Known<'_> {
    type B = bool;

    fn slices(&self) -> &[Interval] {
        &self.slices
    }

    fn parts(&self) -> usize {
        self.goods.len()
    }

    fn world(&self, slice: Interval, part: usize) -> impl World<B = bool> {
        self.moment(slice, part)
    }

    fn is_unclassified(&self, part: usize) -> bool {
        self.goods.get(part).is_none_or(Goods::is_unclassified)
    }
}

/// One part of a record's goods on one slice of its date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment<'k> {
    pub known: &'k Known<'k>,
    pub goods: Option<&'k Goods>,
    pub day: Date,
}

const TRUE: Tri<bool> = Tri {
    must: true,
    may: true,
};
const UNKNOWN: Tri<bool> = Tri {
    must: false,
    may: true,
};
const FALSE: Tri<bool> = Tri {
    must: false,
    may: false,
};

impl World for Moment<'_> {
    type B = bool;

    fn constant(&self, value: bool) -> bool {
        value
    }

    fn evidence(&self) -> Vec<(CategoryId, Tri<bool>)> {
        let categories = self.goods.map(|goods| goods.categories(self.known.rules));
        let strength = |strength| {
            if strength == Strength::Certain {
                TRUE
            } else {
                UNKNOWN
            }
        };
        categories
            .into_iter()
            .flatten()
            .map(|(category, s)| (category, strength(s)))
            .collect()
    }

    fn place(&self, way: Way, country: Country) -> Tri<bool> {
        let known = self.known;
        let is = |place: Option<Country>| place == Some(country);
        let (here, there, named) = match way {
            Way::To => (known.to, known.from, known.end_user_in.contains(&country)),
            Way::From => (
                known.from,
                known.to,
                is(known.origin) || known.via.contains(&country),
            ),
        };
        if is(here) || named {
            TRUE
        } else if here.is_some() || is(there) {
            // Sender and receiver differ.
            FALSE
        } else {
            UNKNOWN
        }
    }

    fn party(&self, way: Way, actor: ActorId) -> Tri<bool> {
        let (parties, silent) = match way {
            Way::To => (&self.known.recipient_is, UNKNOWN),
            Way::From => (&self.known.sender_is, FALSE),
        };
        if parties.is_empty() {
            silent
        } else {
            Tri::known(parties.contains(&actor))
        }
    }

    fn stated(&self, fact: FactId) -> Stated<bool> {
        let answer = self.known.answers.get(&fact);
        Stated {
            yes: answer == Some(&true),
            no: answer == Some(&false),
        }
    }

    fn quantity(&self, quantity: QuantityId, comparison: Comparison, amount: Amount) -> Tri<bool> {
        let order = self
            .known
            .amounts
            .get(&quantity)
            .and_then(|known| known.compare(amount));
        order.map_or(UNKNOWN, |order| Tri::known(compares(order, comparison)))
    }

    fn hs(&self, ranges: &[HsRange]) -> Tri<bool> {
        let Some(goods) = self.goods else {
            return UNKNOWN;
        };
        if let (true, Some(code)) = (goods.has_code, &self.known.code) {
            return inside(ranges.iter().map(|range| range.holds(code)));
        }
        let codes = goods.codes(self.known.rules);
        let each: Vec<Tri<bool>> = codes
            .iter()
            .map(|code| inside(ranges.iter().map(|range| range.covers(code))))
            .collect();
        if each.is_empty() {
            return UNKNOWN;
        }
        Tri {
            must: each.iter().all(|tri| tri.must),
            may: each.iter().any(|tri| tri.may),
        }
    }

    fn day(&self) -> Date {
        self.day
    }
}

/// Whether something lies in any of several ranges, given what is known of each.
fn inside(ranges: impl Iterator<Item = Option<bool>>) -> Tri<bool> {
    ranges.fold(FALSE, |any, range| match range {
        Some(true) => TRUE,
        Some(false) => any,
        None => any.or(&UNKNOWN),
    })
}

/// Whether an order satisfies a comparison.
pub(super) fn compares(order: Ordering, comparison: Comparison) -> bool {
    match comparison {
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::Equal => order.is_eq(),
        Comparison::AtLeast => order.is_ge(),
        Comparison::More => order.is_gt(),
    }
}

/// The countries that a party's name or address gives as a part of its own, between commas or
/// brackets: `Ministry of Defence, North Korea`. Codes of two or three letters are left out: in
/// a name they may mean something else.
fn countries_in(party: &str) -> Vec<Country> {
    let parts = party.split([',', ';', '(', ')']).map(str::trim);
    parts
        .filter(|part| part.len() > 3)
        .filter_map(|part| Country::parse(part).ok())
        .collect()
}
