//! regorus: a Rego policy over the rules as data, by way and country and there by goods, run by its
//! register machine. Phrases are found by their first words: one regular expression of all of them is
//! larger than the engine allows.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use interdict::law::Way;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::RegoVM;
use regorus::{Engine as Rego, Value};
use serde_json::json;

use crate::question::{Answers, Engine, Kind, Record};
use crate::rules::Rules;

const POLICY: &str = r#"
package peers

import rego.v1

found contains rule.paragraph if {
    table := data.to[input.to]
    some goods in named
    some rule in table[goods]
    rule.since <= input.day
    input.day < rule.until
}

found contains rule.paragraph if {
    table := data.from[input.from]
    some goods in named
    some rule in table[goods]
    rule.since <= input.day
    input.day < rule.until
}

named contains goods if some goods in input.goods
"#;

const TEXT: &str = r#"
named contains goods if {
    some word in split(input.text, " ")
    some phrase in data.phrases[word]
    contains(input.text, phrase.form)
    goods := phrase.goods
}
"#;

const QUESTION: &str = "data.peers.found";

struct Regorus {
    machine: RegoVM,
    inputs: Vec<Value>,
}

/// Makes it ready.
pub fn make(rules: &Rules, records: &[Record], kind: Kind) -> Result<Box<dyn Engine>> {
    let mut engine = Rego::new();
    let policy = match kind {
        Kind::Structured => POLICY.to_owned(),
        Kind::Text => format!("{POLICY}{TEXT}"),
    };
    engine.add_policy("peers.rego".to_owned(), policy)?;
    let data = Value::from_json_str(&data(rules).to_string())?;
    engine.add_data(data.clone())?;
    let compiled = engine.compile_with_entrypoint(&QUESTION.into())?;
    let program = Compiler::compile_from_policy(&compiled, &[QUESTION])
        .map_err(|error| anyhow!("regorus refuses the policy: {error}"))?;
    let mut machine = RegoVM::new();
    machine.load_program(program);
    machine
        .set_data(data)
        .map_err(|error| anyhow!("regorus refuses the data: {error}"))?;
    let inputs = records.iter().map(|record| input(record, kind));
    Ok(Box::new(Regorus {
        machine,
        inputs: inputs.collect::<Result<Vec<Value>>>()?,
    }))
}

fn input(record: &Record, kind: Kind) -> Result<Value> {
    let hs = |length: usize| record.hs.get(..length).unwrap_or_default().to_owned();
    let mut goods = vec!["anything".to_owned(), hs(2), hs(4), hs(6)];
    goods.extend(record.categories.iter().map(|category| key(*category)));
    let mut input = json!({
        "from": record.from.alpha3(),
        "to": record.to.alpha3(),
        "day": record.day,
        "goods": goods,
    });
    if let (Kind::Text, Some(fields)) = (kind, input.as_object_mut()) {
        fields.insert("text".to_owned(), json!(record.text));
    }
    Value::from_json_str(&input.to_string())
}

/// What goods of a category are called in the data.
fn key(category: usize) -> String {
    format!("c{category}")
}

fn data(rules: &Rules) -> serde_json::Value {
    let mut ways = BTreeMap::from([("to", BTreeMap::new()), ("from", BTreeMap::new())]);
    for rule in &rules.rules {
        let way = match rule.way {
            Way::To => "to",
            Way::From => "from",
        };
        let categories = rule.categories.iter().map(|category| key(*category));
        let mut goods: Vec<String> = categories.chain(rule.codes.iter().cloned()).collect();
        if rule.anything {
            goods.push("anything".to_owned());
        }
        let countries: &mut BTreeMap<String, BTreeMap<String, Vec<serde_json::Value>>> =
            ways.entry(way).or_default();
        let table = countries
            .entry(rule.country.alpha3().to_owned())
            .or_default();
        for goods in goods {
            table.entry(goods).or_default().push(json!({
                "since": rule.since, "until": rule.until, "paragraph": rule.paragraph,
            }));
        }
    }
    let mut phrases: BTreeMap<&str, Vec<serde_json::Value>> = BTreeMap::new();
    for phrase in &rules.phrases {
        for form in &phrase.forms {
            let first = form.split_whitespace().next().unwrap_or_default();
            let known = json!({"form": form, "goods": key(phrase.category)});
            phrases.entry(first).or_default().push(known);
        }
    }
    json!({"to": ways.get("to"), "from": ways.get("from"), "phrases": phrases})
}

impl Engine for Regorus {
    fn answer(&mut self) -> Result<Answers> {
        let mut answers = Answers::default();
        for input in &self.inputs {
            self.machine.set_input(input.clone());
            let said = self
                .machine
                .execute()
                .map_err(|error| anyhow!("regorus fails: {error}"))?;
            let found = match said.as_set() {
                Ok(found) => found
                    .iter()
                    .map(Value::as_u32)
                    .collect::<Result<Vec<u32>>>()?,
                Err(_) => Vec::new(),
            };
            answers.push(found);
        }
        Ok(answers)
    }
}
