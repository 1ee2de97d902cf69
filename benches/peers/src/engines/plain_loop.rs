//! The rules one after the other, as the shortest program would ask them.

use anyhow::Result;
use interdict::law::Way;

use crate::question::{Answers, Engine, Kind, Record};
use crate::rules::{Rule, Rules};

struct PlainLoop {
    rules: Rules,
    records: Vec<Record>,
    kind: Kind,
}

/// Makes it ready.
pub fn make(rules: &Rules, records: &[Record], kind: Kind) -> Result<Box<dyn Engine>> {
    Ok(Box::new(PlainLoop {
        rules: rules.clone(),
        records: records.to_vec(),
        kind,
    }))
}

/// Whether a rule covers a record with these categories.
fn covers(rule: &Rule, record: &Record, categories: &[usize]) -> bool {
    let country = match rule.way {
        Way::To => record.to,
        Way::From => record.from,
    };
    country == rule.country
        && rule.since <= record.day
        && record.day < rule.until
        && (rule.anything
            || categories
                .iter()
                .any(|category| rule.categories.binary_search(category).is_ok())
            || rule
                .codes
                .iter()
                .any(|code| record.hs.starts_with(code.as_str())))
}

impl Engine for PlainLoop {
    fn answer(&mut self) -> Result<Answers> {
        let mut answers = Answers::default();
        for record in &self.records {
            let found: Vec<usize> = match self.kind {
                Kind::Structured => Vec::new(),
                Kind::Text => {
                    let phrases = self.rules.phrases.iter();
                    let found = phrases.filter(|phrase| {
                        phrase.forms.iter().any(|form| record.text.contains(form))
                    });
                    found.map(|phrase| phrase.category).collect()
                }
            };
            let categories = match self.kind {
                Kind::Structured => &record.categories,
                Kind::Text => &found,
            };
            let covering = self
                .rules
                .rules
                .iter()
                .filter(|rule| covers(rule, record, categories));
            answers.push(covering.filter_map(|rule| u32::try_from(rule.paragraph).ok()));
        }
        Ok(answers)
    }
}
