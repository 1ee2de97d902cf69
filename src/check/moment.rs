//! The reference reading of the one meaning: the algebra is `bool`, one part of one record on one
//! slice of its date.

use std::cmp::Ordering;

use crate::classify::Goods;
use crate::law::{
    ActorId, CategoryId, Comparison, DayId, FactId, Limit, LineAmount, QuantityId, Way,
};
use crate::logic::{Stated, Tri, World};
use crate::terms::{Amount, Country, Date, HsRange};

use super::amounts::{compares, compares_between, compares_range, zero};
use super::known::{Known, Part};

/// One part of a record's goods on one slice of its date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment<'k> {
    pub known: &'k Known<'k>,
    pub goods: Option<&'k Goods>,
    pub(super) part: &'k Part<'k>,
    pub day: Date,
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
        let models = &self.part.models;
        let stated = self.known.answers.get(&fact).copied();
        let answer = stated.or_else(|| models.answer(fact));
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

    fn within(&self, limit: &Limit, before: Option<QuantityId>) -> Tri<bool> {
        let before = before.and_then(|before| self.known.amounts.get(&before));
        let alone = self.known.goods.len() == 1;
        let each = limit.most.iter().map(|most| {
            let own = self.known.line.like(*most);
            let stated = before.filter(|b| b.unit.dimension() == most.unit.dimension());
            // What is not known adds to the total: it is the least that it can be.
            let least = match (own, stated) {
                (Some(own), Some(before)) => own.plus(*before)?,
                (Some(own), None) => own,
                (None, Some(before)) => *before,
                (None, None) => return None,
            };
            let full = stated.and_then(|before| before.compare(*most));
            Some(match least.compare(*most)? {
                // Of one of several goods the line's amount is only the most that it can be.
                Ordering::Greater if alone || full == Some(Ordering::Greater) => FALSE,
                Ordering::Greater => UNKNOWN,
                _ if own.is_some() && stated.is_some() => TRUE,
                _ => UNKNOWN,
            })
        });
        if limit.lower {
            return each.fold(TRUE, |all, one| all.and(&one.unwrap_or(UNKNOWN)));
        }
        // Where any of the units will do, the one in which the record speaks decides.
        let any = each.flatten().reduce(|any, one| any.or(&one));
        any.unwrap_or(UNKNOWN)
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
