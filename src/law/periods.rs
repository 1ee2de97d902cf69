//! The periods of a measure, from its clauses in their order.

use crate::syntax::ParagraphClause;
use crate::terms::Date;

use super::fault::LawFault;
use super::model::Period;

/// Periods in the making.
pub(super) struct Periods {
    adopted: Date,
    done: Vec<Period>,
    open: Option<Period>,
}

impl Periods {
    pub fn new(adopted: Date) -> Self {
        Self {
            adopted,
            done: Vec::new(),
            open: None,
        }
    }

    /// Goes on with a clause. After a fault, the work goes on as if the clause were sound, so
    /// that one fault brings no other.
    pub fn take(&mut self, clause: &ParagraphClause) -> Result<(), LawFault> {
        match clause {
            ParagraphClause::Since(day, latest) => {
                self.begin(day.value, latest.as_ref().map(|latest| latest.value))
            }
            ParagraphClause::Until(day, by) => {
                let mut period = self.end(day.value, false)?;
                period.until = Some(day.value);
                period.replaced_by = by.as_ref().map(|by| by.value.clone());
                self.done.push(period);
                Ok(())
            }
            ParagraphClause::RecordedUntil(day) => {
                let mut period = self.end(day.value, true)?;
                period.recorded_until = Some(day.value);
                self.open = Some(period);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, since: Date, latest: Option<Date>) -> Result<(), LawFault> {
        let last_end = self.done.last().and_then(|period| period.until);
        let period = Period {
            certain_since: latest,
            ..from(since)
        };
        let before = self.open.replace(period);
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
    fn end(&mut self, until: Date, recorded: bool) -> Result<Period, LawFault> {
        let open = self.open.take();
        let adopted = open.is_none();
        if adopted && !self.done.is_empty() {
            let clause = if recorded { "recorded until" } else { "until" };
            return Err(LawFault::NoPeriod(clause));
        }
        let period = open.unwrap_or_else(|| from(self.adopted));
        if until > period.since {
            return Ok(period);
        }
        let since = period.since;
        if recorded {
            self.open = Some(period);
        } else {
            self.done.push(period);
        }
        Err(LawFault::Backwards {
            since,
            until,
            adopted,
            recorded,
        })
    }

    pub fn finish(mut self) -> Vec<Period> {
        self.done.extend(self.open);
        if self.done.is_empty() {
            self.done.push(from(self.adopted));
        }
        self.done
    }
}

fn from(since: Date) -> Period {
    Period {
        since,
        certain_since: None,
        until: None,
        recorded_until: None,
        replaced_by: None,
    }
}
