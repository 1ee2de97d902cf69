//! What a record says, one thing after the other.

use crate::prove::domain::Domain;
use crate::prove::space::Space;

/// Something that a record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot<'s> {
    /// Whether the receiver (true) or sender is stated to be a party.
    Party(bool, &'s str),
    Day(&'s str),
    Quantity(&'s str),
    Line,
    Flag,
    EndUser,
    Origin,
    Fact(&'s str),
    From,
    To,
    Date,
    Goods,
}

/// Everything that a record says, what matters least to a reader first.
pub(super) fn slots(space: &Space) -> Vec<(Slot<'_>, &Domain)> {
    let mut slots = Vec::new();
    for ((is_receiver, name), domain) in &space.parties {
        slots.push((Slot::Party(*is_receiver, name), domain));
    }
    for (name, (domain, _)) in &space.asked_days {
        slots.push((Slot::Day(name), domain));
    }
    for (name, (domain, _)) in &space.quantities {
        slots.push((Slot::Quantity(name), domain));
    }
    slots.push((Slot::Line, &space.line));
    slots.push((Slot::Flag, &space.flag));
    slots.push((Slot::EndUser, &space.end_user));
    slots.push((Slot::Origin, &space.origin));
    for (name, domain) in &space.facts {
        slots.push((Slot::Fact(name), domain));
    }
    slots.push((Slot::From, &space.from));
    slots.push((Slot::To, &space.to));
    slots.push((Slot::Date, &space.date));
    slots.push((Slot::Goods, &space.goods));
    slots
}
