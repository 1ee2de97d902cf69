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

/// Adds what makes a condition true, or false: of several ways one.
pub(super) fn wish<'r>(
    condition: &'r Condition,
    holds: bool,
    chance: &mut Chance<'_>,
    wishes: &mut Vec<Wish<'r>>,
) {
    match &condition.kind {
        ConditionKind::Not(inner) => wish(inner, !holds, chance, wishes),
        ConditionKind::All(parts) | ConditionKind::Any(parts) => {
            let all = matches!(condition.kind, ConditionKind::All(_));
            if all == holds {
                for part in parts {
                    wish(part, holds, chance, wishes);
                }
                return;
            }
            // One of them decides. Of an `and` the others hold: what fails is that one alone.
            let one = chance.below(parts.len());
            if let Some(part) = parts.get(one) {
                wish(part, holds, chance, wishes);
            }
            let others = parts.iter().enumerate().filter(|(at, _)| *at != one);
            for (_, part) in others.filter(|_| all) {
                wish(part, true, chance, wishes);
            }
        }
        leaf => wishes.push(Wish {
            leaf,
            want: if holds { Want::Yes } else { Want::No },
        }),
    }
}

/// Turns one of the wishes from a place on, or asks for silence of it.
pub(super) fn turn_one(wishes: &mut [Wish<'_>], from: usize, chance: &mut Chance<'_>) {
    let Some(own) = wishes.get_mut(from..) else {
        return;
    };
    let at = chance.below(own.len());
    if let Some(wish) = own.get_mut(at) {
        wish.want = match chance.happens(40) {
            true => Want::Silent,
            false => wish.want.turned(),
        };
    }
}
