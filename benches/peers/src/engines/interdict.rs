//! interdict itself, with the reduced rules as rule files.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use interdict::check::{Checker, Depth, Screened, Subject, names};
use interdict::law::RuleSet;
use interdict::record::{self, Format};
use interdict::source::SourceFile;
use interdict::terms::Citation;

use crate::question::{Answers, Engine, Kind, Record};
use crate::rule_text;
use crate::rules::Rules;

/// How many records are given at once, as a piece of a large file holds them.
const AT_ONCE: usize = 4096;

/// How much is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// The paragraphs with their verdicts.
    Verdicts,
    /// The findings: which words of the record met which clauses, and what is missing.
    Findings,
}

struct Interdict {
    checker: Checker<'static>,
    records: Vec<record::Record>,
    /// The places of the paragraphs of the rule set, by their order and by their names.
    places: Vec<u32>,
    by_name: HashMap<Citation, u32>,
    asked: Asked,
}

/// Paragraphs and verdicts alone.
pub fn verdicts(rules: &Rules, records: &[Record], kind: Kind) -> Result<Box<dyn Engine>> {
    Ok(Box::new(made(rules, records, kind, Asked::Verdicts)?))
}

/// Findings with their evidence.
pub fn findings(rules: &Rules, records: &[Record], kind: Kind) -> Result<Box<dyn Engine>> {
    Ok(Box::new(made(rules, records, kind, Asked::Findings)?))
}

fn made(rules: &Rules, records: &[Record], kind: Kind, asked: Asked) -> Result<Interdict> {
    let shipped =
        RuleSet::builtin().map_err(|_| anyhow::anyhow!("the shipped rules are faulty"))?;
    // A checker lives as long as its rules, and both as long as the run.
    let set: &'static RuleSet = Box::leak(Box::new(rule_text::load(rules, &shipped)?));
    let known = names(set);
    let file = SourceFile::new("records.csv", table(rules, records, kind));
    let read = record::read(&file, Format::Csv, &known);
    ensure!(
        read.records.len() == records.len(),
        "interdict read {} of {} records: {:?}",
        read.records.len(),
        records.len(),
        read.errors.first().map(ToString::to_string),
    );
    let place = |citation: &Citation| {
        let name = citation.to_string();
        let place = rules.paragraphs.iter().position(|known| *known == name);
        place
            .and_then(|place| u32::try_from(place).ok())
            .context("a paragraph has a place")
    };
    let places = set
        .paragraphs
        .iter()
        .map(|paragraph| place(&paragraph.citation));
    let places = places.collect::<Result<Vec<u32>>>()?;
    let cited = set
        .paragraphs
        .iter()
        .map(|paragraph| paragraph.citation.clone());
    Ok(Interdict {
        checker: Checker::new(set),
        records: read.records,
        by_name: cited.zip(places.iter().copied()).collect(),
        places,
        asked,
    })
}

/// The records as a table.
fn table(rules: &Rules, records: &[Record], kind: Kind) -> String {
    let mut text = String::from("from,to,date,hs,category,item\n");
    for record in records {
        let categories = record
            .categories
            .iter()
            .filter_map(|id| rules.categories.get(*id));
        let categories: Vec<&str> = categories.map(String::as_str).collect();
        let day = record.day;
        text.push_str(&format!(
            "{},{},{}-{:02}-{:02},{},{},{}\n",
            record.from.alpha3(),
            record.to.alpha3(),
            day / 10_000,
            day / 100 % 100,
            day % 100,
            record.hs,
            categories.join(";"),
            match kind {
                Kind::Structured => "",
                Kind::Text => record.text.trim(),
            },
        ));
    }
    text
}

impl Engine for Interdict {
    fn answer(&mut self) -> Result<Answers> {
        let mut answers = Answers::default();
        for records in self.records.chunks(AT_ONCE) {
            match self.asked {
                Asked::Verdicts => {
                    let records: Vec<&record::Record> = records.iter().collect();
                    for (paragraphs, _) in self.checker.verdicts_together(&records) {
                        let places = paragraphs
                            .iter()
                            .filter_map(|(cited, _)| self.by_name.get(cited));
                        answers.push(places.copied());
                    }
                }
                Asked::Findings => {
                    for screened in self.checker.screen(records.iter(), None, Depth::Findings) {
                        let Screened::Checked(checked) = screened else {
                            anyhow::bail!("no limit counts a record of the reduced rules");
                        };
                        let places =
                            checked
                                .findings
                                .iter()
                                .filter_map(|finding| match finding.subject {
                                    Subject::Paragraph(id, _) => {
                                        self.places.get(id.index()).copied()
                                    }
                                    Subject::Unclassified => None,
                                });
                        answers.push(places);
                    }
                }
            }
        }
        Ok(answers)
    }
}
