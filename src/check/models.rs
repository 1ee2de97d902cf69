//! What is known of goods because their model is named.

use crate::classify::{By, Goods, Strength};
use crate::law::{Attribute, FactId, Model, QuantityId, RuleSet, Says};
use crate::source::Span;
use crate::terms::Amount;

/// The models that a description names for certain, each with the words that name it.
#[derive(Debug, Clone, Default)]
pub(super) struct Models<'r> {
    named: Vec<(&'r Model, Span)>,
}

impl<'r> Models<'r> {
    /// The models that goods are named as.
    pub fn of(goods: &Goods, rules: &'r RuleSet) -> Self {
        let certain = goods
            .evidence
            .iter()
            .filter(|e| e.by == By::Item && e.strength == Strength::Certain);
        let mut named: Vec<(&Model, Span)> = Vec::new();
        for evidence in certain {
            let names =
                |model: &&Model| model.names.iter().any(|name| name.place == evidence.place);
            let Some(model) = rules.models.iter().find(names) else {
                continue;
            };
            // A model is evidence of each of its categories.
            let known = |(other, span): &(&Model, Span)| {
                std::ptr::eq(*other, model) && *span == evidence.span
            };
            if !named.iter().any(known) {
                named.push((model, evidence.span));
            }
        }
        Self { named }
    }

    /// Whether no model is named.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// The answer to a fact, where every source of every model gives the same.
    pub fn answer(&self, fact: FactId) -> Option<bool> {
        let mut answers = self.says(|says| match says {
            Says::Fact(of, answer) if of == fact => Some(answer),
            _ => None,
        })?;
        let first = answers.pop()?;
        answers
            .iter()
            .all(|answer| *answer == first)
            .then_some(first)
    }

    /// Whether any of the models says something of a fact.
    pub fn speaks_of(&self, fact: FactId) -> bool {
        let said = |says| matches!(says, Says::Fact(of, _) if of == fact);
        !self.attributes(said).is_empty()
    }

    /// The least and the most that any source says of a quantity, where every model has it.
    pub fn range(&self, quantity: QuantityId) -> Option<(Amount, Amount)> {
        let ranges = self.says(|says| match says {
            Says::Quantity(of, least, most) if of == quantity => Some((least, most)),
            _ => None,
        })?;
        ranges.into_iter().try_fold(None, widest).flatten()
    }

    /// Everything that the models say to a question; nothing where one of them is silent, or
    /// none is named.
    fn says<T>(&self, what: impl Fn(Says) -> Option<T>) -> Option<Vec<T>> {
        let mut all = Vec::new();
        for (model, _) in &self.named {
            let before = all.len();
            all.extend(model.attributes.iter().filter_map(|a| what(a.says)));
            if all.len() == before {
                return None;
            }
        }
        (!all.is_empty()).then_some(all)
    }

    /// The attributes that speak of a fact or quantity, each with the words that name its model.
    pub fn attributes(&self, of: impl Fn(Says) -> bool) -> Vec<(&'r Attribute, Span)> {
        let mut all = Vec::new();
        for (model, span) in &self.named {
            let own = model.attributes.iter().filter(|a| of(a.says));
            all.extend(own.map(|attribute| (attribute, *span)));
        }
        all
    }
}

/// A range widened by another; the outer nothing where they do not compare.
#[expect(clippy::option_option, reason = "the first range has none before it")]
fn widest(
    known: Option<(Amount, Amount)>,
    (least, most): (Amount, Amount),
) -> Option<Option<(Amount, Amount)>> {
    let Some((low, high)) = known else {
        return Some(Some((least, most)));
    };
    let low = if least.compare(low)?.is_lt() {
        least
    } else {
        low
    };
    let high = if most.compare(high)?.is_gt() {
        most
    } else {
        high
    };
    Some(Some((low, high)))
}
