//! zen-engine: a decision table with a row for each rule, compiled, with the index that the engine
//! makes of the columns of countries. Where there is text, a table of phrases stands before it,
//! behind a switch that lets records pass that no rule can reach.

use anyhow::{Context, Result, anyhow};
use interdict::law::Way;
use serde_json::{Value, json};
use zen_engine::model::{DecisionContent, GraphContent};
use zen_engine::{Decision, DecisionEngine};
use zen_types::variable::Variable;

use crate::question::{Answers, Engine, Kind, Record};
use crate::rules::{Rule, Rules};

struct Zen {
    decision: Decision,
    inputs: Vec<Variable>,
}

/// Makes it ready.
pub fn make(rules: &Rules, records: &[Record], kind: Kind) -> Result<Box<dyn Engine>> {
    let mut content: GraphContent = serde_json::from_value(graph(rules, kind))?;
    content.compile();
    let content = DecisionContent::from(content);
    let decision = DecisionEngine::default()
        .create_decision(content.into())
        .map_err(|error| anyhow!("zen-engine refuses the table: {error}"))?;
    Ok(Box::new(Zen {
        decision,
        inputs: records.iter().map(|record| input(record, kind)).collect(),
    }))
}

fn input(record: &Record, kind: Kind) -> Variable {
    let hs = |length: usize| record.hs.get(..length).unwrap_or_default();
    let mut input = json!({
        "from": record.from.alpha3(),
        "to": record.to.alpha3(),
        "day": record.day,
        "chapter": hs(2),
        "heading": hs(4),
        "code": hs(6),
    });
    if let Some(fields) = input.as_object_mut() {
        match kind {
            Kind::Structured => fields.insert("categories".to_owned(), json!(record.categories)),
            Kind::Text => fields.insert("text".to_owned(), json!(record.text)),
        };
    }
    input.into()
}

/// The nodes and how they follow each other.
fn graph(rules: &Rules, kind: Kind) -> Value {
    let mut nodes = vec![
        json!({"id": "in", "name": "in", "type": "inputNode", "content": {}}),
        json!({"id": "out", "name": "out", "type": "outputNode", "content": {}}),
        table(rules, kind),
    ];
    let way = |from: &str, to: &str| {
        json!({
            "id": format!("{from}-{to}"), "sourceId": from, "targetId": to,
        })
    };
    let mut edges = vec![way("rules", "out")];
    match kind {
        Kind::Structured => edges.push(way("in", "rules")),
        Kind::Text => {
            let countries = rules.countries();
            let countries: Vec<String> = countries
                .iter()
                .map(|country| quoted(country.alpha3()))
                .collect();
            let countries = countries.join(", ");
            nodes.push(json!({
                "id": "reach", "name": "reach", "type": "switchNode",
                "content": {"hitPolicy": "first", "statements": [
                    {"id": "touched", "condition": format!("to in [{countries}] or from in [{countries}]")},
                ]},
            }));
            nodes.push(phrases(rules));
            edges.push(way("in", "reach"));
            edges.push(json!({
                "id": "touched", "sourceId": "reach", "targetId": "phrases", "sourceHandle": "touched",
            }));
            edges.push(way("phrases", "rules"));
        }
    }
    json!({"nodes": nodes, "edges": edges})
}

/// A row for each form of a phrase; what is found becomes the record's categories.
fn phrases(rules: &Rules) -> Value {
    let rows = rules.phrases.iter().flat_map(|phrase| {
        phrase.forms.iter().map(|form| {
            json!({
                "text": format!("contains($, {})", quoted(form)),
                "category": phrase.category.to_string(),
            })
        })
    });
    json!({
        "id": "phrases", "name": "phrases", "type": "decisionTableNode",
        "content": {
            "hitPolicy": "collect",
            "inputs": [{"id": "text", "name": "text", "field": "text"}],
            "outputs": [{"id": "category", "name": "category", "field": "category"}],
            "rules": rows.collect::<Vec<Value>>(),
            "passThrough": true,
            "outputPath": "found",
            "inputField": null,
            "executionMode": "single",
        },
    })
}

fn table(rules: &Rules, kind: Kind) -> Value {
    let columns = [("to", "to"), ("from", "from"), ("day", "day")];
    let mut inputs: Vec<Value> = columns
        .iter()
        .map(|(id, field)| json!({"id": id, "name": id, "field": field}))
        .collect();
    inputs.push(json!({"id": "goods", "name": "goods", "field": null}));
    let rows = rules.rules.iter().map(|rule| row(rule, kind));
    json!({
        "id": "rules", "name": "rules", "type": "decisionTableNode",
        "content": {
            "hitPolicy": "collect",
            "inputs": inputs,
            "outputs": [{"id": "paragraph", "name": "paragraph", "field": "paragraph"}],
            "rules": rows.collect::<Vec<Value>>(),
            "passThrough": false,
            "inputField": null,
            "outputPath": null,
            "executionMode": "single",
        },
    })
}

fn row(rule: &Rule, kind: Kind) -> Value {
    let country = quoted(rule.country.alpha3());
    let (to, from) = match rule.way {
        Way::To => (country, String::new()),
        Way::From => (String::new(), country),
    };
    json!({
        "to": to,
        "from": from,
        "day": format!("[{}..{})", rule.since, rule.until),
        "goods": goods(rule, kind),
        "paragraph": rule.paragraph.to_string(),
    })
}

fn goods(rule: &Rule, kind: Kind) -> String {
    if rule.anything {
        return String::new();
    }
    let mut any = Vec::new();
    if !rule.categories.is_empty() {
        let categories: Vec<String> = rule.categories.iter().map(usize::to_string).collect();
        let (list, one) = match kind {
            Kind::Structured => ("categories", "#"),
            Kind::Text => ("found", "#.category"),
        };
        any.push(format!(
            "some({list}, {one} in [{}])",
            categories.join(", ")
        ));
    }
    for (field, length) in [("chapter", 2), ("heading", 4), ("code", 6)] {
        let codes = rule.codes.iter().filter(|code| code.len() == length);
        let codes: Vec<String> = codes.map(|code| quoted(code)).collect();
        if !codes.is_empty() {
            any.push(format!("{field} in [{}]", codes.join(", ")));
        }
    }
    any.join(" or ")
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

impl Engine for Zen {
    fn answer(&mut self) -> Result<Answers> {
        let mut answers = Answers::default();
        for input in &self.inputs {
            let said = pollster::block_on(self.decision.evaluate(input.clone()))
                .map_err(|error| anyhow!("zen-engine fails: {error}"))?;
            let mut found: Vec<u32> = Vec::new();
            // A switch that nothing passes leaves no list.
            if let Some(rows) = said.result.as_array() {
                for row in rows.borrow().iter() {
                    let paragraph = row.dot("paragraph").and_then(|number| number.as_number());
                    let paragraph = paragraph.context("zen-engine answers with numbers")?;
                    found.push(u32::try_from(paragraph)?);
                }
            }
            answers.push(found);
        }
        Ok(answers)
    }
}
