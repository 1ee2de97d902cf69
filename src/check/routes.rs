//! Where records go, come from and when, and nothing else: what no measure in force reaches is
//! clear whatever the goods are, and nothing more has to be read of it.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::law::{
    ActorId, AllowanceId, CategoryId, Comparison, DayId, FactId, LineAmount, QuantityId, RuleSet,
    Way,
};
use crate::logic::{Boolean, Stated, Tri, World, holds};
use crate::record::Record;
use crate::terms::{Amount, Country, Date, HsRange, Interval};

use super::bits::Bits;
use super::gates::MeasureAt;
use super::parties::countries_in;
use super::places::Places;

/// For each record whether one of some measures may be in force and reach it; `on` stands in for its
/// date.
pub(super) fn reached<const WORDS: usize>(
    records: &[&Record],
    measures: &[MeasureAt],
    rules: &RuleSet,
    on: Option<Date>,
) -> Vec<bool> {
    let mut reached = Vec::with_capacity(records.len());
    let mut routes = Routes::<WORDS>::default();
    for (place, record) in records.iter().enumerate() {
        let date = on.map(Interval::day).or(record.date.map(|date| date.value));
        let slices = date.unwrap_or(Interval::ALWAYS).slices(&rules.boundaries);
        reached.push(slices.len() > Bits::<WORDS>::MOST);
        if routes.days.len().saturating_add(slices.len()) > Bits::<WORDS>::MOST {
            routes.close(measures, rules, &mut reached);
        }
        if slices.len() <= Bits::<WORDS>::MOST {
            routes.enter(place, record, &slices);
        }
    }
    routes.close(measures, rules, &mut reached);
    reached
}

/// The routes of some records, in moments: one for each slice of a record's date.
#[derive(Default)]
struct Routes<const WORDS: usize> {
    /// The first day of each moment.
    days: Vec<Date>,
    /// The record of each.
    of: Vec<usize>,
    /// Where goods go, by the receiver and the end user; where from, by the sender, the origin and
    /// the places passed.
    to: Places<WORDS>,
    from: Places<WORDS>,
    sender: Places<WORDS>,
    receiver: Places<WORDS>,
    flags: Places<WORDS>,
    since: RefCell<HashMap<Date, Bits<WORDS>>>,
}

impl<const WORDS: usize> Routes<WORDS> {
    fn enter(&mut self, place: usize, record: &Record, slices: &[Interval]) {
        let end_user = record.end_user.as_ref();
        let end_users = end_user.map(|user| countries_in(&user.value));
        let country = |of: Option<crate::source::Spanned<Country>>| of.map(|country| country.value);
        let (to, from) = (country(record.to), country(record.from));
        for days in slices {
            let at = self.days.len();
            self.days.push(days.first());
            self.of.push(place);
            for (places, country) in [(&mut self.receiver, to), (&mut self.sender, from)] {
                match country {
                    Some(country) => places.add(country, at, true),
                    None => places.silent.get_or_insert(Bits::NONE).set(at),
                }
            }
            let end_users = end_users.iter().flatten().copied();
            for (country, certain) in to
                .map(|country| (country, true))
                .into_iter()
                .chain(end_users)
            {
                self.to.add(country, at, certain);
            }
            let via = record.via.iter().map(|country| country.value);
            for country in from.into_iter().chain(country(record.origin)).chain(via) {
                self.from.add(country, at, true);
            }
            if let Some(flag) = country(record.flag) {
                self.flags.add(flag, at, true);
            }
        }
    }

    /// Notes which of the records are reached, and begins anew.
    fn close(&mut self, measures: &[MeasureAt], rules: &RuleSet, reached: &mut [bool]) {
        let routes = std::mem::take(self);
        let all = Bits::first(routes.days.len());
        let mut any = Bits::NONE;
        for measure in measures.iter().filter_map(|m| m.of(rules)) {
            let view = View {
                routes: &routes,
                counts: all.and(&any.not()),
            };
            let in_force = holds(&measure.in_force, rules, &view).may;
            let view = view.narrowed(&in_force);
            let reach = holds(&measure.reach, rules, &view).may;
            any = any.or(&reach.and(&view.counts));
        }
        for at in any.places() {
            let record = routes
                .of
                .get(at)
                .and_then(|record| reached.get_mut(*record));
            if let Some(reached) = record {
                *reached = true;
            }
        }
    }
}

/// Routes of which only some moments count.
#[derive(Clone, Copy)]
struct View<'r, const WORDS: usize> {
    routes: &'r Routes<WORDS>,
    counts: Bits<WORDS>,
}

impl<const WORDS: usize> World for View<'_, WORDS> {
    type B = Bits<WORDS>;

    fn constant(&self, value: bool) -> Bits<WORDS> {
        if value { Bits::ALL } else { Bits::NONE }
    }

    fn evidence(&self) -> &[(CategoryId, Tri<Bits<WORDS>>)] {
        &[]
    }

    fn item(&self, _: CategoryId, _: &RuleSet) -> Tri<Bits<WORDS>> {
        Tri::OPEN
    }

    fn place(&self, way: Way, country: Country) -> Tri<Bits<WORDS>> {
        let Routes {
            to,
            from,
            sender,
            receiver,
            ..
        } = self.routes;
        match way {
            Way::To => to.reached(country, receiver, sender),
            Way::From => from.reached(country, sender, receiver),
        }
    }

    /// Silence connects nothing.
    fn flag(&self, country: Country) -> Tri<Bits<WORDS>> {
        self.routes
            .flags
            .reached(country, &Places::default(), &Places::default())
    }

    fn party(&self, _: Way, _: ActorId) -> Tri<Bits<WORDS>> {
        Tri::OPEN
    }

    /// Different things, so that no silence is taken for an answer.
    fn stated(&self, _: FactId) -> Stated<Bits<WORDS>> {
        Stated {
            yes: Bits::NONE,
            no: Bits::NONE,
            differs: Bits::ALL,
        }
    }

    fn quantity(&self, _: QuantityId, _: Comparison, _: Amount) -> Tri<Bits<WORDS>> {
        Tri::OPEN
    }

    fn line(&self, _: LineAmount, _: Comparison, _: Amount) -> Tri<Bits<WORDS>> {
        Tri::OPEN
    }

    fn within(&self, _: AllowanceId) -> Tri<Bits<WORDS>> {
        Tri::OPEN
    }

    fn asked_day(&self, _: DayId, _: Comparison, _: Date) -> Tri<Bits<WORDS>> {
        Tri::OPEN
    }

    fn hs(&self, _: &[HsRange]) -> Tri<Bits<WORDS>> {
        Tri::OPEN
    }

    fn since(&self, day: Date) -> Bits<WORDS> {
        let mut since = self.routes.since.borrow_mut();
        *since.entry(day).or_insert_with(|| {
            let mut bits = Bits::NONE;
            let days = self.routes.days.iter().enumerate();
            days.filter(|(_, first)| **first >= day)
                .for_each(|(at, _)| bits.set(at));
            bits
        })
    }

    fn narrowed(&self, counts: &Bits<WORDS>) -> Self {
        Self {
            counts: self.counts.and(counts),
            ..*self
        }
    }
}
