//! The periods of a measure, from its clauses in their order.

use crate::syntax::{Condition, ParagraphClause};
use crate::terms::Date;

use super::fault::LawFault;
use super::model::Period;

/// Periods in the making.
pub(super) struct Periods<'t> {
    adopted: Date,
    done: Vec<Stretch<'t>>,
    open: Option<Stretch<'t>>,
}

/// A period with the conditions on which it begins and ends.
pub(super) struct Stretch<'t> {
    pub period: Period,
    pub begins_if: Option<&'t Condition>,
    pub ends_if: Option<&'t Condition>,
}

impl<'t> Periods<'t> {
    pub fn new(adopted: Date) -> Self {
        Self {
            adopted,
            done: Vec::new(),
            open: None,
        }
    }

    /// Goes on with a clause. After a fault, the work goes on as if the clause were sound, so
    /// that one fault brings no other.
    pub fn take(&mut self, clause: &'t ParagraphClause) -> Result<(), LawFault> {
        match clause {
            ParagraphClause::Since(tree) => {
                let latest = tree.latest.as_ref().map(|latest| latest.value);
                self.begin(tree.day.value, latest, tree.condition.as_ref())
            }
            ParagraphClause::Until(tree) => {
                let mut stretch = self.end(tree.day.value, false)?;
                stretch.period.until = Some(tree.day.value);
                stretch.period.replaced_by = tree.replaced_by.as_ref().map(|by| by.value.clone());
                stretch.ends_if = tree.condition.as_ref();
                self.done.push(stretch);
                Ok(())
            }
            ParagraphClause::RecordedUntil(day) => {
                let mut stretch = self.end(day.value, true)?;
                stretch.period.recorded_until = Some(day.value);
                self.open = Some(stretch);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn begin(
        &mut self,
        since: Date,
        latest: Option<Date>,
        begins_if: Option<&'t Condition>,
    ) -> Result<(), LawFault> {
        let last_end = self.done.last().and_then(|last| last.period.until);
        let mut stretch = from(since);
        stretch.period.certain_since = latest;
        stretch.begins_if = begins_if;
        let before = self.open.replace(stretch);
        let open = before.is_some();
        self.done.extend(before);
        if since < self.adopted {
            let adopted = self.adopted;
            return Err(LawFault::BeforeAdoption { since, adopted });
        }
        if let Some(latest) = latest.filter(|latest| *latest <= since) {
            return Err(LawFault::NoWindow { since, latest });
        }
        if open || last_end.is_some_and(|end| since < end) {
            return Err(LawFault::Overlap { open });
        }
        Ok(())
    }

    /// The period that a clause ends: the open one, or the first, from adoption.
    fn end(&mut self, until: Date, recorded: bool) -> Result<Stretch<'t>, LawFault> {
        let open = self.open.take();
        let adopted = open.is_none();
        if adopted && !self.done.is_empty() {
            let clause = if recorded { "recorded until" } else { "until" };
            return Err(LawFault::NoPeriod(clause));
        }
        let stretch = open.unwrap_or_else(|| from(self.adopted));
        let since = stretch.period.since;
        if until > since {
            return Ok(stretch);
        }
        if recorded {
            self.open = Some(stretch);
        } else {
            self.done.push(stretch);
        }
        Err(LawFault::Backwards {
            since,
            until,
            adopted,
            recorded,
        })
    }

    pub fn finish(mut self) -> Vec<Stretch<'t>> {
        self.done.extend(self.open);
        if self.done.is_empty() {
            self.done.push(from(self.adopted));
        }
        self.done
    }
}

fn from<'t>(since: Date) -> Stretch<'t> {
    Stretch {
        period: Period::from(since),
        begins_if: None,
        ends_if: None,
    }
}
