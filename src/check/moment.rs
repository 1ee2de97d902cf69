//! The reference reading of the one meaning: the algebra is `bool`, one part of one record on one
//! slice of its date.

use std::cell::RefCell;
use std::cmp::Ordering;

use crate::classify::Goods;
use crate::law::{
    ActorId, AllowanceId, CategoryId, Comparison, DayId, FactId, LineAmount, QuantityId, Way,
};
use crate::logic::{Stated, Tri, World};
use crate::terms::{Amount, Country, Date, Decimal, HsRange, Unit};

use super::amounts::{compares, compares_between, compares_range, zero};
use super::known::{Known, Part};
use super::range::Range;

/// One part of a record's goods on one slice of its date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment<'k> {
    pub known: &'k Known<'k>,
    pub goods: Option<&'k Goods>,
    pub(super) part: &'k Part<'k>,
    pub day: Date,
    /// Where it is noted which facts are asked for.
    pub(super) asked: Option<&'k RefCell<Vec<FactId>>>,
}

pub(super) const TRUE: Tri<bool> = Tri {
    must: true,
    may: true,
};
pub(super) const UNKNOWN: Tri<bool> = Tri {
    must: false,
    may: true,
};
pub(super) const FALSE: Tri<bool> = Tri {
    must: false,
    may: false,
};

impl Moment<'_> {
    /// The goods' amount in a unit. Of one of several goods the line's amount is only the most it
    /// can be.
    pub fn own(&self, unit: Unit) -> Option<Range> {
        let mut stated = self.known.line.stated();
        let own = stated.find_map(|amount| self.part.convert(amount, unit, self.known.rules))?;
        let alone = self.known.goods.len() == 1;
        Some(match alone {
            true => own,
            false => Range {
                least: Decimal::ZERO,
                ..own
            },
        })
    }

    /// Whether something is stated, or known of its model, that most reports are silent on.
    pub fn states_facts(&self) -> bool {
        let known = self.known;
        let says = self.goods.is_some_and(|goods| !goods.says.is_empty());
        let stated = !known.answers.is_empty() || !known.amounts.is_empty();
        let named = known.flag.is_some() || !known.days.is_empty();
        says || stated || named || !self.part.models.is_empty()
    }

    /// What was transferred before, in a unit of a limit: as the record states it, or else as its
    /// account shows it.
    pub fn before(&self, allowance: AllowanceId, unit: usize) -> Range {
        let most = self.known.rules.allowances.get(allowance.index());
        let most = most.and_then(|allowance| allowance.limit.most.get(unit));
        let stated = most.and_then(|most| self.known.stated_before(allowance, most.unit));
        stated.unwrap_or_else(|| self.known.before.total(allowance, unit))
    }
}

impl World for Moment<'_> {
    type B = bool;

    fn constant(&self, value: bool) -> bool {
        value
    }

    fn evidence(&self) -> &[(CategoryId, Tri<bool>)] {
        &self.part.evidence
    }

    fn place(&self, way: Way, country: Country) -> Tri<bool> {
        let known = self.known;
        let is = |place: Option<Country>| place == Some(country);
        let end_user = |certain| known.end_user_in.contains(&(country, certain));
        let (here, there, named) = match way {
            Way::To => (known.to, known.from, end_user(true)),
            Way::From => (
                known.from,
                known.to,
                is(known.origin) || known.via.contains(&country),
            ),
        };
        if is(here) || named {
            TRUE
        } else if way == Way::To && end_user(false) {
            UNKNOWN
        } else if here.is_some() || is(there) {
            // Sender and receiver differ.
            FALSE
        } else {
            UNKNOWN
        }
    }

    /// Silence connects nothing: most reports name no vessel.
    fn flag(&self, country: Country) -> Tri<bool> {
        Tri::known(self.known.flag == Some(country))
    }

    fn party(&self, way: Way, actor: ActorId) -> Tri<bool> {
        let known = self.known;
        let (party, silence_is_no) = match way {
            Way::From => (&known.sender, true),
            Way::To => {
                let actor = known.rules.actors.get(actor.index());
                (&known.recipient, actor.is_some_and(|actor| actor.silent_no))
            }
        };
        match party.is(actor) {
            Some(is) => Tri::known(is),
            None if silence_is_no => FALSE,
            None => UNKNOWN,
        }
    }

    fn stated(&self, fact: FactId) -> Stated<bool> {
        if let Some(asked) = self.asked {
            asked.borrow_mut().push(fact);
        }
        let models = &self.part.models;
        let stated = self.known.answers.get(&fact).copied();
        // What the record states counts more than what its words say, and that more than what is
        // known of a model.
        let says = || {
            let says = self.goods.map_or(&[][..], |goods| goods.says.as_slice());
            says.iter().any(|(said, _)| *said == fact).then_some(true)
        };
        let answer = stated.or_else(says);
        let answer = answer.or_else(|| models.answer(fact));
        Stated {
            yes: answer == Some(true),
            no: answer == Some(false),
            differs: answer.is_none() && models.speaks_of(fact),
        }
    }

    fn quantity(&self, quantity: QuantityId, comparison: Comparison, amount: Amount) -> Tri<bool> {
        let stated = self.known.amounts.get(&quantity);
        let range = match stated {
            Some(stated) => Some((*stated, *stated)),
            None => self.part.models.range(quantity),
        };
        range.map_or(UNKNOWN, |range| compares_range(range, comparison, amount))
    }

    fn line(&self, of: LineAmount, comparison: Comparison, amount: Amount) -> Tri<bool> {
        let whole = self.known.line.compare(of, amount);
        let alone = self.known.goods.len() == 1;
        match whole {
            None => UNKNOWN,
            Some(order) if alone => Tri::known(compares(order, comparison)),
            // Of one of several goods the line's whole amount is only the most it can be, and
            // of its pieces nothing is known.
            Some(_) if of == LineAmount::PieceValue => UNKNOWN,
            Some(order) => {
                let least = zero(amount).compare(amount).unwrap_or(Ordering::Equal);
                compares_between(least, order, comparison)
            }
        }
    }

    fn within(&self, allowance: AllowanceId) -> Tri<bool> {
        let rules = self.known.rules;
        let Some(limit) = rules.allowances.get(allowance.index()).map(|a| &a.limit) else {
            return UNKNOWN;
        };
        let totals: Vec<Option<Tri<bool>>> = limit
            .most
            .iter()
            .enumerate()
            .map(|(unit, most)| {
                let total = self.before(allowance, unit).plus(self.own(most.unit)?);
                Some(total.is_at_most(most.number))
            })
            .collect();
        // An amount that the record does not state counts as nothing; the total has no bound.
        let open = |unit: usize, most: &Amount| {
            let total = self.before(allowance, unit).plus(Range::ANY);
            total.is_at_most(most.number)
        };
        let limits = limit.most.iter().enumerate().zip(&totals);
        if limit.lower {
            return limits.fold(TRUE, |all, ((unit, most), total)| {
                all.and(&total.unwrap_or_else(|| open(unit, most)))
            });
        }
        // Where any of the units will do, those in which the record speaks decide.
        let silent = totals.iter().all(Option::is_none);
        limits.fold(FALSE, |any, ((unit, most), total)| match total {
            Some(total) => any.or(total),
            None if silent => any.or(&open(unit, most)),
            None => any,
        })
    }

    fn asked_day(&self, day: DayId, comparison: Comparison, limit: Date) -> Tri<bool> {
        let Some(stated) = self.known.days.get(&day) else {
            return UNKNOWN;
        };
        let holds = |day: Date| match comparison {
            Comparison::Less => day < limit,
            _ => day >= limit,
        };
        let (first, last) = (holds(stated.first()), holds(stated.last()));
        Tri {
            must: first && last,
            may: first || last,
        }
    }

    fn hs(&self, ranges: &[HsRange]) -> Tri<bool> {
        let Some(goods) = self.goods else {
            return UNKNOWN;
        };
        if let (true, Some(code)) = (goods.has_code, &self.known.code) {
            return inside(ranges.iter().map(|range| range.holds(code)));
        }
        if goods.has_no_code(self.known.rules) {
            return FALSE;
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

    fn since(&self, day: Date) -> bool {
        self.day >= day
    }

    fn narrowed(&self, _: &bool) -> Self {
        *self
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
