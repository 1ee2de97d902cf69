//! A rule's clause with its truth for a record, and what made it so.

use crate::law::Place;
use crate::logic::Tri;
use crate::source::Span;

use super::missing::Question;

/// A clause with its truth, and what made it so.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Where the rule says it.
    pub place: Place,
    /// True, false, or nothing for unknown.
    pub truth: Option<bool>,
    /// What the record says to it.
    pub because: Vec<Because>,
    /// What would have to be known, where the truth is unknown.
    pub open: Vec<Question>,
    /// The clauses it is made of.
    pub parts: Vec<Clause>,
    pub(super) joint: Joint,
}

/// How the truth of a clause follows from its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// It has none.
    Leaf,
    All,
    Any,
    Not,
}

/// A word of the record that a clause met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// The field.
    pub field: String,
    /// The words in the record's file; nothing where the record is silent.
    pub span: Option<Span>,
    /// The clause.
    pub rule: Place,
    /// What the one has to do with the other.
    pub text: String,
}

impl Clause {
    pub(super) fn because(&mut self, field: String, span: Option<Span>, text: String) {
        let because = Because {
            field,
            span,
            rule: self.place,
            text,
        };
        if !self.because.contains(&because) {
            self.because.push(because);
        }
    }

    /// What the record says to the clauses that decided, in the order of the rule.
    #[must_use]
    pub fn cited(&self) -> Vec<Because> {
        let mut cited = self.because.clone();
        for part in self.deciding() {
            cited.extend(self.parts.get(part).iter().flat_map(|part| part.cited()));
        }
        cited
    }

    /// What is open in the clauses that leave it unknown.
    #[must_use]
    pub fn questions(&self) -> Vec<Question> {
        let mut open = self.open.clone();
        for part in self.parts.iter().filter(|part| part.truth.is_none()) {
            open.extend(part.questions());
        }
        open
    }

    /// The parts that suffice for the truth, by their places: all of a true `and`, one that is
    /// false of a false one, the open ones of an open `or`.
    #[must_use]
    pub fn deciding(&self) -> Vec<usize> {
        let parts = self.parts.iter().enumerate();
        let with = |truth: Option<bool>| {
            let alike = parts.clone().filter(move |(_, part)| part.truth == truth);
            alike.map(|(index, _)| index)
        };
        match (self.joint, self.truth) {
            (Joint::All, Some(false)) => with(Some(false)).take(1).collect(),
            (Joint::Any, Some(true)) => with(Some(true)).take(1).collect(),
            (Joint::Any, None) => with(None).collect(),
            _ => (0..self.parts.len()).collect(),
        }
    }

    /// How many of the clauses that must all hold are false.
    pub(super) fn count_failed(&self) -> usize {
        let failed = |clause: &&Self| clause.truth == Some(false);
        match self.joint {
            Joint::All => self.parts.iter().filter(failed).count(),
            _ => usize::from(failed(&self)),
        }
    }

    /// How its truth follows from its parts, in words.
    #[must_use]
    pub fn joint(&self) -> &'static str {
        match self.joint {
            Joint::Leaf => "",
            Joint::All => "all of these",
            Joint::Any => "one of these",
            Joint::Not => "not this",
        }
    }

    /// Whether the clause says that its only part does not hold.
    #[must_use]
    pub fn is_negation(&self) -> bool {
        self.joint == Joint::Not
    }

    /// The clauses that say something of their own: leaves and negations.
    #[must_use]
    pub fn leaves(&self) -> Vec<&Self> {
        if self.parts.is_empty() || self.is_negation() {
            return vec![self];
        }
        self.parts.iter().flat_map(Self::leaves).collect()
    }
}

pub(super) fn joined(place: Place, joint: Joint, parts: Vec<Clause>) -> Clause {
    let truth = combine(joint, parts.iter().map(|part| part.truth), None);
    Clause {
        place,
        truth,
        because: Vec::new(),
        open: Vec::new(),
        parts,
        joint,
    }
}

fn combine(
    joint: Joint,
    parts: impl Iterator<Item = Option<bool>>,
    own: Option<bool>,
) -> Option<bool> {
    let tri = |truth: Option<bool>| Tri {
        must: truth == Some(true),
        may: truth != Some(false),
    };
    let known = |value| Tri {
        must: value,
        may: value,
    };
    match joint {
        Joint::Leaf => own,
        Joint::All => parts
            .fold(known(true), |all, part| all.and(&tri(part)))
            .truth(),
        Joint::Any => parts
            .fold(known(false), |any, part| any.or(&tri(part)))
            .truth(),
        Joint::Not => parts.last().and_then(|part| tri(part).not().truth()),
    }
}
