//! What a record says, in the rules' own terms.

use std::collections::BTreeMap;

use crate::classify::{Classifier, Goods, Strength};
use crate::law::{CategoryId, Condition, ConditionKind, DayId, FactId, Place, QuantityId, RuleSet};
use crate::logic::{Line, Tri, World, holds};
use crate::record::{FactValue, Record};
use crate::terms::{Amount, Country, Date, HsCode, Interval};

use super::amounts::Line as Amounts;
use super::models::Models;
use super::moment::{Moment, TRUE, UNKNOWN};
use super::parties::{Party, countries_in};

/// What follows from what one of the goods is.
#[derive(Debug, Clone, Default)]
pub(super) struct Part<'r> {
    /// What speaks for its categories.
    pub evidence: Vec<(CategoryId, Tri<bool>)>,
    /// The models it is named as.
    pub models: Models<'r>,
}

impl<'r> Part<'r> {
    fn of(goods: &Goods, rules: &'r RuleSet) -> Self {
        Self {
            evidence: evidence(goods, rules),
            models: Models::of(goods, rules),
        }
    }
}

/// What is known of a transfer. Asking "what if" is changing a copy.
#[derive(Debug, Clone)]
pub(super) struct Known<'r> {
    pub rules: &'r RuleSet,
    /// INVARIANT: `parts` follows from it; [`Known::change_goods`] keeps both.
    pub goods: Vec<Goods>,
    /// What follows from each of the goods.
    parts: Vec<Part<'r>>,
    /// What follows from goods that are not there.
    nothing: Part<'r>,
    pub code: Option<HsCode>,
    pub from: Option<Country>,
    pub to: Option<Country>,
    pub origin: Option<Country>,
    pub via: Vec<Country>,
    /// Countries in which the end user is named as being; where a name can mean several, each of
    /// them is possible only.
    pub end_user_in: Vec<(Country, bool)>,
    pub sender: Party,
    pub recipient: Party,
    pub answers: BTreeMap<FactId, bool>,
    pub amounts: BTreeMap<QuantityId, Amount>,
    pub days: BTreeMap<DayId, Interval>,
    pub line: Amounts,
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
            sender: Party::of(&record.sender_is, &[&record.consignor], rules),
            recipient: Party::of(
                &record.recipient_is,
                &[&record.consignee, &record.end_user],
                rules,
            ),
            line: Amounts::of(record),
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
                FactValue::Day(date) => {
                    known.days.extend(rules.day(name).map(|day| (day, date)));
                }
            }
        }
        known
    }

    /// Goods of which only the description is known.
    pub fn of_goods(goods: Vec<Goods>, rules: &'r RuleSet) -> Self {
        Self {
            rules,
            parts: goods.iter().map(|goods| Part::of(goods, rules)).collect(),
            goods,
            nothing: Part::default(),
            code: None,
            from: None,
            to: None,
            origin: None,
            via: Vec::new(),
            end_user_in: Vec::new(),
            sender: Party::default(),
            recipient: Party::default(),
            answers: BTreeMap::new(),
            amounts: BTreeMap::new(),
            days: BTreeMap::new(),
            line: Amounts::default(),
            slices: vec![Interval::ALWAYS],
        }
    }

    /// Whether the record answers a fact, or names all its goods as models that do.
    pub fn answers(&self, fact: FactId) -> bool {
        let by_models = |part: &Part<'_>| part.models.answer(fact).is_some();
        self.answers.contains_key(&fact) || self.parts.iter().all(by_models)
    }

    /// Whether a fact is unknown of some of the goods.
    pub fn is_open(&self, fact: FactId) -> bool {
        let kind = ConditionKind::Fact(fact, None);
        let place = Place {
            file: 0,
            span: crate::source::Span::default(),
        };
        let asked = Condition { kind, place };
        let slice = self.slices.first().copied().unwrap_or(Interval::ALWAYS);
        (0..self.goods.len()).any(|part| {
            holds(&asked, self.rules, &self.moment(slice, part))
                .truth()
                .is_none()
        })
    }

    /// Changes each of the goods, and with it what speaks for its categories.
    pub fn change_goods(&mut self, change: impl Fn(&mut Goods)) {
        self.goods.iter_mut().for_each(change);
        let rules = self.rules;
        self.parts = self
            .goods
            .iter()
            .map(|goods| Part::of(goods, rules))
            .collect();
    }

    /// One part on one slice.
    pub fn moment(&self, slice: Interval, part: usize) -> Moment<'_> {
        Moment {
            known: self,
            goods: self.goods.get(part),
            part: self.parts.get(part).unwrap_or(&self.nothing),
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

/// What speaks for the categories of goods: certain ones are true, possible ones unknown.
fn evidence(goods: &Goods, rules: &RuleSet) -> Vec<(CategoryId, Tri<bool>)> {
    let categories = goods.categories(rules).into_iter();
    categories
        .map(|(category, strength)| {
            (
                category,
                if strength == Strength::Certain {
                    TRUE
                } else {
                    UNKNOWN
                },
            )
        })
        .collect()
}
