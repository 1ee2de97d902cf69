//! Wishes: what the leaves of a condition have to be for the whole to come out as it should.

use crate::law::{Condition, ConditionKind};

use super::chance::Chance;

/// What a leaf has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    Yes,
    No,
    /// Open: the record leaves out what it asks.
    Silent,
}

impl Want {
    /// The opposite; of silence silence.
    fn turned(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Silent => Self::Silent,
        }
    }
}

/// A leaf and what it has to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish<'r> {
    pub leaf: &'r ConditionKind,
    pub want: Want,
}

/// Adds what makes a condition true, or false: of several ways one, and where it can be that on
/// which `toward` lies.
pub(super) fn wish<'r>(
    condition: &'r Condition,
    holds: bool,
    toward: Option<&'r Condition>,
    chance: &mut Chance<'_>,
    wishes: &mut Vec<Wish<'r>>,
) {
    match &condition.kind {
        ConditionKind::Not(inner) => wish(inner, !holds, toward, chance, wishes),
        ConditionKind::All(parts) | ConditionKind::Any(parts) => {
            let all = matches!(condition.kind, ConditionKind::All(_));
            if all == holds {
                for part in parts {
                    wish(part, holds, toward, chance, wishes);
                }
                return;
            }
            // One of them decides. Of an `and` the others hold: what fails is that one alone.
            let leads = |part: &Condition| toward.is_some_and(|leaf| has(part, leaf));
            let led = parts.iter().position(leads);
            let one = led.unwrap_or_else(|| chance.below(parts.len()));
            if let Some(part) = parts.get(one) {
                wish(part, holds, toward, chance, wishes);
            }
            let others = parts.iter().enumerate().filter(|(at, _)| *at != one);
            for (_, part) in others.filter(|_| all) {
                wish(part, true, toward, chance, wishes);
            }
        }
        leaf => wishes.push(Wish {
            leaf,
            want: if holds { Want::Yes } else { Want::No },
        }),
    }
}

/// Whether a condition is part of another: this very one, not its like.
fn has(condition: &Condition, part: &Condition) -> bool {
    let mut found = false;
    condition.walk(&mut |inner| found |= std::ptr::eq(inner, part));
    found
}

/// The leaves of a condition.
pub(super) fn leaves(condition: &Condition) -> Vec<&Condition> {
    let mut leaves = Vec::new();
    condition.walk(&mut |part| match part.kind {
        ConditionKind::All(_) | ConditionKind::Any(_) | ConditionKind::Not(_) => {}
        _ => leaves.push(part),
    });
    leaves
}

/// Turns the wish for a leaf, or asks for silence of it.
pub(super) fn turn(wishes: &mut [Wish<'_>], leaf: &Condition, chance: &mut Chance<'_>) {
    let own = |wish: &&mut Wish<'_>| std::ptr::eq(wish.leaf, &leaf.kind);
    if let Some(wish) = wishes.iter_mut().find(own) {
        wish.turn(chance);
    }
}

impl Wish<'_> {
    fn turn(&mut self, chance: &mut Chance<'_>) {
        self.want = match chance.happens(35) {
            true => Want::Silent,
            false => self.want.turned(),
        };
    }
}

/// Turns one of the wishes from a place on, or asks for silence of it.
pub(super) fn turn_one(wishes: &mut [Wish<'_>], from: usize, chance: &mut Chance<'_>) {
    let Some(own) = wishes.get_mut(from..) else {
        return;
    };
    let at = chance.below(own.len());
    if let Some(wish) = own.get_mut(at) {
        wish.turn(chance);
    }
}
