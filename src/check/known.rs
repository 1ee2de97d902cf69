//! What a record says, in the rules' own terms.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::classify::{Classifier, Goods, Strength};
use crate::law::{
    AllowanceId, CategoryId, Condition, ConditionKind, DayId, FactId, Link, Place, QuantityId,
    RuleSet,
};
use crate::logic::{Line, Tri, World, holds};
use crate::record::{FactValue, Record};
use crate::terms::{Amount, Country, Date, Decimal, HsCode, Interval, Unit};

use super::amounts::Line as Amounts;
use super::ledger::Before;
use super::models::Models;
use super::moment::{Moment, TRUE, UNKNOWN};
use super::parties::{Party, countries_in};
use super::range::Range;

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

    /// An amount of such goods in a unit; nothing where it measures something else, and nobody
    /// says what one is of the other.
    pub fn convert(&self, amount: Amount, unit: Unit, rules: &RuleSet) -> Option<Range> {
        if let Some(number) = amount.number_of(unit) {
            return (number >= Decimal::ZERO).then(|| Range::exactly(number));
        }
        let certain = self.evidence.iter().filter(|(_, strength)| strength.must);
        let kinds = certain.filter_map(|(category, _)| rules.categories.get(category.index()));
        let above = kinds.flat_map(|category| &category.above);
        let always = above.filter(|(_, link)| **link == Link::Always);
        let categories = always.filter_map(|(upper, _)| rules.categories.get(upper.index()));
        let mut conversions = categories.flat_map(|category| &category.conversions);
        conversions.find_map(|conversion| {
            let number = amount.number_of(conversion.unit)?;
            let end = |end: Amount| end.times(number)?.number_of(unit);
            let (least, most) = (end(conversion.least)?, end(conversion.most)?);
            (least >= Decimal::ZERO).then_some(Range {
                least,
                most: Some(most),
            })
        })
    }
}

/// What is known of a transfer. Asking "what if" is changing a copy.
#[derive(Debug, Clone)]
pub(super) struct Known<'r> {
    pub rules: &'r RuleSet,
    /// INVARIANT: `parts` follows from it; [`Known::change_goods`] keeps both. Shared, because most
    /// suppositions are about something else.
    pub goods: Rc<Vec<Goods>>,
    /// What follows from each of the goods.
    parts: Rc<Vec<Part<'r>>>,
    /// What follows from goods that are not there.
    nothing: Part<'r>,
    pub code: Option<HsCode>,
    pub from: Option<Country>,
    pub to: Option<Country>,
    pub origin: Option<Country>,
    pub via: Vec<Country>,
    pub flag: Option<Country>,
    /// Countries in which the end user is named as being; where a name can mean several, each of
    /// them is possible only.
    pub end_user_in: Vec<(Country, bool)>,
    pub sender: Party,
    pub recipient: Party,
    pub answers: BTreeMap<FactId, bool>,
    pub amounts: BTreeMap<QuantityId, Amount>,
    pub days: BTreeMap<DayId, Interval>,
    pub line: Amounts,
    /// What was transferred before, where limits ask for it.
    pub before: Before,
    /// The date, cut at the rules' boundaries.
    pub slices: Vec<Interval>,
    /// The day that stands in for the record's date.
    pub as_of: Option<Date>,
}

impl<'r> Known<'r> {
    /// Reads a record; `on` stands in for its date.
    pub fn of(
        record: &Record,
        classifier: &Classifier<'_>,
        rules: &'r RuleSet,
        on: Option<Date>,
    ) -> Self {
        let date = on.map(Interval::day).or(record.date.map(|date| date.value));
        let goods = goods_of(record, classifier, rules);
        let mut known = Self {
            code: record.hs.as_ref().map(|hs| hs.value.clone()),
            from: record.from.map(|country| country.value),
            to: record.to.map(|country| country.value),
            origin: record.origin.map(|country| country.value),
            via: record.via.iter().map(|country| country.value).collect(),
            flag: record.flag.map(|country| country.value),
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
            as_of: on,
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
            parts: parts_of(&goods, rules),
            goods: Rc::new(goods),
            nothing: Part::default(),
            code: None,
            from: None,
            to: None,
            origin: None,
            via: Vec::new(),
            flag: None,
            end_user_in: Vec::new(),
            sender: Party::default(),
            recipient: Party::default(),
            answers: BTreeMap::new(),
            amounts: BTreeMap::new(),
            days: BTreeMap::new(),
            line: Amounts::default(),
            before: Before::default(),
            slices: vec![Interval::ALWAYS],
            as_of: None,
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
        Rc::make_mut(&mut self.goods).iter_mut().for_each(change);
        self.parts = parts_of(&self.goods, self.rules);
    }

    /// The days of its date.
    pub fn date(&self) -> Interval {
        let (first, last) = (self.slices.first(), self.slices.last());
        let days = first.zip(last);
        let whole = days.and_then(|(first, last)| Interval::new(first.first(), last.last()));
        whole.unwrap_or(Interval::ALWAYS)
    }

    /// What the record states of the total before it, in a unit.
    pub fn stated_before(&self, allowance: AllowanceId, unit: Unit) -> Option<Range> {
        let before = self.rules.allowances.get(allowance.index())?.before?;
        let stated = self.amounts.get(&before)?;
        self.parts.first()?.convert(*stated, unit, self.rules)
    }

    /// One part on one slice.
    pub fn moment(&self, slice: Interval, part: usize) -> Moment<'_> {
        Moment {
            known: self,
            goods: self.goods.get(part),
            part: self.parts.get(part).unwrap_or(&self.nothing),
            day: slice.first(),
            asked: None,
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

/// What is known of a transfer, and what facts are asked for when it is judged: what is not asked
/// for cannot matter.
pub(super) struct Listening<'k> {
    pub known: &'k Known<'k>,
    pub asked: RefCell<Vec<FactId>>,
}

impl Line for Listening<'_> {
    type B = bool;

    fn slices(&self) -> &[Interval] {
        self.known.slices()
    }

    fn parts(&self) -> usize {
        self.known.parts()
    }

    fn world(&self, slice: Interval, part: usize) -> impl World<B = bool> {
        Moment {
            asked: Some(&self.asked),
            ..self.known.moment(slice, part)
        }
    }

    fn is_unclassified(&self, part: usize) -> bool {
        self.known.is_unclassified(part)
    }
}

fn parts_of<'r>(goods: &[Goods], rules: &'r RuleSet) -> Rc<Vec<Part<'r>>> {
    Rc::new(goods.iter().map(|goods| Part::of(goods, rules)).collect())
}

/// The goods that a record names.
pub(super) fn goods_of(
    record: &Record,
    classifier: &Classifier<'_>,
    rules: &RuleSet,
) -> Vec<Goods> {
    let assigned = record.categories.iter();
    let assigned: Vec<CategoryId> = assigned
        .filter_map(|name| rules.category(&name.value))
        .collect();
    let item = record.item.as_ref().map(|text| text.value.as_str());
    let code = record.hs.as_ref().map(|hs| &hs.value);
    classifier.goods(item, &assigned, code)
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
