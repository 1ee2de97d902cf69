//! What to ask first of a record that leaves much open.

use std::cmp::Reverse;

use crate::law::RuleSet;

use super::checker::{Finding, Subject};
use super::missing::Question;

/// A question that findings leave open.
#[derive(Debug, Clone)]
pub struct Open {
    /// The question.
    pub question: Question,
    /// Answers that by themselves make something cover, each with what it would be.
    pub alone: Vec<(String, Subject)>,
    /// What it bears on, with these answers or with others.
    pub bears_on: Vec<Subject>,
}

/// The questions that findings leave open, each field once: first the one that settles the most of
/// them by itself, of several such the one that bears on most, of these the one that the stronger
/// finding asks first.
///
/// ```
/// use interdict::check::{Checker, decisive, names};
/// use interdict::law::RuleSet;
/// use interdict::record::{Format, read};
/// use interdict::source::SourceFile;
///
/// let rules = RuleSet::builtin().unwrap();
/// let text = r#"{"item": "T-62 main battle tank", "from": "CHN", "to": "PRK"}"#;
/// let file = SourceFile::new("tank.jsonl", text);
/// let records = read(&file, Format::JsonLines, &names(&rules)).records;
/// let checked = Checker::new(&rules).check(&records[0], None);
/// let open = decisive(&checked.findings, &rules);
/// assert_eq!(open[0].question.field(&rules), "date");
/// ```
#[must_use]
pub fn decisive(findings: &[Finding], rules: &RuleSet) -> Vec<Open> {
    let mut all: Vec<Open> = Vec::new();
    for finding in findings {
        let missing = &finding.missing;
        for (place, question) in missing.questions.iter().enumerate() {
            let field = question.field(rules);
            let known = all
                .iter()
                .position(|open| open.question.field(rules) == field);
            let known = known.unwrap_or_else(|| {
                all.push(Open {
                    question: question.clone(),
                    alone: Vec::new(),
                    bears_on: Vec::new(),
                });
                all.len().saturating_sub(1)
            });
            let Some(open) = all.get_mut(known) else {
                continue;
            };
            open.bears_on.push(finding.subject);
            for (set, asks) in missing.sets.iter().zip(&missing.asks) {
                if let ([answer], [asked]) = (set.as_slice(), asks.as_slice())
                    && *asked == place
                {
                    open.alone.push((answer.clone(), finding.subject));
                }
            }
        }
    }
    let settled = |open: &Open| {
        let mut of: Vec<Subject> = open.alone.iter().map(|(_, subject)| *subject).collect();
        of.dedup();
        of.len()
    };
    all.sort_by_key(|open| (Reverse(settled(open)), Reverse(open.bears_on.len())));
    all
}
