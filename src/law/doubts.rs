//! Doubts about measures: those that can cover nothing, and exemptions that can lift nothing,
//! because their dates never meet.

use crate::syntax::Comparison;
use crate::terms::Date;

use super::declare::Faults;
use super::fault::{LawError, LawFault};
use super::model::{Condition, ConditionKind, Measure, Paragraph, Period};

/// The doubts about all measures.
pub(super) fn idle(paragraphs: &[Paragraph], faults: &Faults<'_>) -> Vec<LawError> {
    let mut found: Vec<(super::model::Place, LawFault)> = Vec::new();
    for paragraph in paragraphs {
        for measure in &paragraph.measures {
            let days = days_of(measure);
            let covering: Vec<Date> = days
                .into_iter()
                .filter(|day| may(&measure.covers, *day))
                .collect();
            if covering.is_empty() {
                found.push((measure.place, LawFault::NeverCovers));
                continue;
            }
            // An exemption from elsewhere may serve others.
            let own = measure.lifts.iter().filter(|lift| lift.in_force.is_none());
            for lift in own {
                if !covering.iter().any(|day| may(&lift.condition, *day)) {
                    found.push((lift.condition.place, LawFault::NeverLifts));
                }
            }
        }
    }
    let errors = found.into_iter();
    errors
        .filter_map(|(place, fault)| faults.make(place.file, place.span, fault))
        .collect()
}

/// A day of every stretch of time on which the conditions of a measure say the same.
fn days_of(measure: &Measure) -> Vec<Date> {
    let mut days = vec![Date::MIN];
    let conditions = measure.lifts.iter().map(|lift| &lift.condition);
    for condition in conditions.chain([&measure.covers]) {
        condition.walk(&mut |part| match &part.kind {
            ConditionKind::Date(_, day) => days.push(*day),
            ConditionKind::InForce(periods) => {
                days.extend(periods.iter().map(|period| period.since));
                days.extend(periods.iter().filter_map(|period| period.until));
            }
            _ => {}
        });
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// Whether a condition may hold on a day, whatever else is the case.
fn may(condition: &Condition, day: Date) -> bool {
    truth(condition, day) != Some(false)
}

/// A condition's truth as far as the day alone decides it.
fn truth(condition: &Condition, day: Date) -> Option<bool> {
    let each = |parts: &[Condition]| -> Vec<Option<bool>> {
        parts.iter().map(|part| truth(part, day)).collect()
    };
    match &condition.kind {
        ConditionKind::All(parts) => {
            let parts = each(parts);
            match parts.contains(&Some(false)) {
                true => Some(false),
                false => parts.iter().all(|part| *part == Some(true)).then_some(true),
            }
        }
        ConditionKind::Any(parts) => {
            let parts = each(parts);
            match parts.contains(&Some(true)) {
                true => Some(true),
                false => parts
                    .iter()
                    .all(|part| *part == Some(false))
                    .then_some(false),
            }
        }
        ConditionKind::Not(inner) => truth(inner, day).map(|inner| !inner),
        ConditionKind::Date(Comparison::Less, limit) => Some(day < *limit),
        ConditionKind::Date(_, limit) => Some(day >= *limit),
        ConditionKind::InForce(periods) => {
            let lasts = |period: &Period| {
                period.since <= day && period.until.is_none_or(|until| day < until)
            };
            (!periods.iter().any(lasts)).then_some(false)
        }
        _ => None,
    }
}
