//! CEL: one expression, compiled once, over tables of the rules that all records share: by way and
//! country, and there by goods.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow, bail};
use cel::{Context, Env, Program, Value};
use interdict::law::Way;

use crate::question::{Answers, Engine, Kind, Record};
use crate::rules::Rules;

struct Cel {
    tables: Context<'static, 'static>,
    program: Program,
    inputs: Vec<Vec<(&'static str, Value)>>,
}

/// Makes it ready.
pub fn make(rules: &Rules, records: &[Record], kind: Kind) -> Result<Box<dyn Engine>> {
    let env = Arc::new(Env::stdlib());
    let program = env
        .compile(&expression(kind)?)
        .map_err(|error| anyhow!("cel refuses the expression: {error}"))?;
    let mut tables = Context::with_env(env);
    for (name, way) in [("to_rules", Way::To), ("from_rules", Way::From)] {
        tables.add_variable_from_value(name, table(rules, way)?);
    }
    let forms = rules.phrases.iter().flat_map(|phrase| {
        phrase.forms.iter().map(|form| {
            Value::from(HashMap::from([
                ("form", Value::from(form.as_str())),
                ("goods", Value::from(key(phrase.category))),
            ]))
        })
    });
    tables.add_variable_from_value("phrases", forms.collect::<Vec<Value>>());
    let inputs = records.iter().map(|record| input(record, kind));
    Ok(Box::new(Cel {
        tables,
        program,
        inputs: inputs.collect(),
    }))
}

/// What the expression knows of a record.
fn input(record: &Record, kind: Kind) -> Vec<(&'static str, Value)> {
    let hs = |length: usize| Value::from(record.hs.get(..length).unwrap_or_default());
    let codes = Value::from(vec![Value::from("anything"), hs(2), hs(4), hs(6)]);
    let mut input = vec![
        ("from", Value::from(record.from.alpha3())),
        ("to", Value::from(record.to.alpha3())),
        ("day", Value::Int(i64::from(record.day))),
        ("codes", codes),
    ];
    match kind {
        Kind::Structured => {
            let categories = record.categories.iter().map(|category| key(*category));
            let categories: Vec<Value> = categories.map(Value::from).collect();
            input.push(("categories", Value::from(categories)));
        }
        Kind::Text => input.push(("text", Value::from(record.text.as_str()))),
    }
    input
}

/// What goods of a category are called in the tables: no code is so short.
fn key(category: usize) -> String {
    format!("c{category}")
}

/// The rules one way: by country, by goods, each with its days and paragraph.
fn table(rules: &Rules, way: Way) -> Result<Value> {
    let mut countries: BTreeMap<&str, BTreeMap<String, Vec<Value>>> = BTreeMap::new();
    for rule in rules.rules.iter().filter(|rule| rule.way == way) {
        let known = HashMap::from([
            ("since", Value::Int(i64::from(rule.since))),
            ("until", Value::Int(i64::from(rule.until))),
            ("paragraph", Value::Int(i64::try_from(rule.paragraph)?)),
        ]);
        let known = Value::from(known);
        let categories = rule.categories.iter().map(|category| key(*category));
        let mut goods: Vec<String> = categories.chain(rule.codes.iter().cloned()).collect();
        if rule.anything {
            goods.push("anything".to_owned());
        }
        let table = countries.entry(rule.country.alpha3()).or_default();
        for goods in goods {
            table.entry(goods).or_default().push(known.clone());
        }
    }
    let countries = countries.into_iter().map(|(country, table)| {
        let table = table
            .into_iter()
            .map(|(goods, rules)| (goods, Value::from(rules)));
        (
            country.to_owned(),
            Value::from(table.collect::<HashMap<String, Value>>()),
        )
    });
    Ok(Value::from(countries.collect::<HashMap<String, Value>>()))
}

/// Lists of lists of paragraphs, one for each of the record's goods, both ways.
fn expression(kind: Kind) -> Result<String> {
    let mut text = String::new();
    for (at, (table, place)) in [("to_rules", "to"), ("from_rules", "from")]
        .iter()
        .enumerate()
    {
        let goods = match kind {
            Kind::Structured => "categories + codes",
            Kind::Text => "phrases.filter(p, text.contains(p.form)).map(p, p.goods) + codes",
        };
        write!(
            text,
            "{}({place} in {table} ? ({goods}).filter(g, g in {table}[{place}]).map(g, \
             {table}[{place}][g].filter(r, r.since <= day && day < r.until).map(r, r.paragraph)) : [])",
            if at == 0 { "" } else { " + " },
        )?;
    }
    Ok(text)
}

impl Engine for Cel {
    fn answer(&mut self) -> Result<Answers> {
        let mut answers = Answers::default();
        for input in &self.inputs {
            let mut context = self.tables.new_inner_scope();
            for (name, value) in input {
                context.add_variable_from_value(*name, value.clone());
            }
            let said = self
                .program
                .execute(&context)
                .map_err(|error| anyhow!("cel fails: {error}"))?;
            let Value::List(lists) = said else {
                bail!("cel answers with a list");
            };
            let mut found: Vec<u32> = Vec::new();
            for list in lists.iter() {
                let Value::List(paragraphs) = list else {
                    bail!("cel answers with lists");
                };
                for paragraph in paragraphs.iter() {
                    let Value::Int(number) = paragraph else {
                        bail!("cel answers with numbers");
                    };
                    found
                        .push(u32::try_from(*number).context("a paragraph is no negative number")?);
                }
            }
            answers.push(found);
        }
        Ok(answers)
    }
}
