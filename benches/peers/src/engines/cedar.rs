//! Cedar: a policy for each rule, sender and receiver as principal and resource, and goods as
//! entities below what each rule is about, so that `in` is one look-up. Which policies hold is
//! what the authorizer gives as its reasons. Text can only be asked for one pattern at a time.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::str::FromStr;

use anyhow::{Context as _, Result, anyhow};
use cedar_policy::{
    Authorizer, Context, Entities, Entity, EntityUid, PolicyId, PolicySet, Request,
    RestrictedExpression,
};
use interdict::law::Way;

use crate::question::{Answers, Engine, Kind, Record};
use crate::rules::{Rule, Rules};

struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    requests: Vec<Request>,
    paragraphs: HashMap<PolicyId, u32>,
}

/// Makes it ready.
pub fn make(rules: &Rules, records: &[Record], kind: Kind) -> Result<Box<dyn Engine>> {
    let mut text = String::new();
    for (place, rule) in rules.rules.iter().enumerate() {
        write_policy(&mut text, place, rule, rules, kind)?;
    }
    let policies = PolicySet::from_str(&text)
        .map_err(|error| anyhow!("cedar refuses the policies: {error}"))?;
    let mut paragraphs = HashMap::new();
    for policy in policies.policies() {
        let paragraph = policy
            .annotation("paragraph")
            .context("a policy has a paragraph")?;
        paragraphs.insert(policy.id().clone(), paragraph.parse()?);
    }
    let requests = records.iter().map(|record| request(record, kind));
    Ok(Box::new(Cedar {
        authorizer: Authorizer::new(),
        policies,
        entities: entities(rules, records)?,
        requests: requests.collect::<Result<Vec<Request>>>()?,
        paragraphs,
    }))
}

fn write_policy(
    text: &mut String,
    place: usize,
    rule: &Rule,
    rules: &Rules,
    kind: Kind,
) -> Result<()> {
    let country = format!("== Country::\"{}\"", rule.country.alpha3());
    let (principal, resource) = match rule.way {
        Way::To => (String::new(), country),
        Way::From => (country, String::new()),
    };
    write!(
        text,
        "@paragraph(\"{}\") permit(principal {principal}, action, resource {resource}) when {{ \
         context.day >= {} && context.day < {}",
        rule.paragraph, rule.since, rule.until,
    )?;
    if !rule.anything {
        let mut goods = vec![format!("context.hs in Goods::\"{place}\"")];
        match kind {
            Kind::Structured if rule.categories.is_empty() => {}
            Kind::Structured => {
                goods.push(format!("context.first in Goods::\"{place}\""));
                goods.push(format!("context.second in Goods::\"{place}\""));
            }
            Kind::Text => {
                let own = rules
                    .phrases
                    .iter()
                    .filter(|phrase| rule.categories.contains(&phrase.category));
                let forms = own.flat_map(|phrase| &phrase.forms);
                goods.extend(forms.map(|form| format!("context.text like \"*{form}*\"")));
            }
        }
        write!(text, " && ({})", goods.join(" || "))?;
    }
    writeln!(text, " }};")?;
    Ok(())
}

fn uid(kind: &str, name: &str) -> Result<EntityUid> {
    EntityUid::from_str(&format!("{kind}::\"{name}\""))
        .map_err(|error| anyhow!("no entity: {error}"))
}

/// Categories and codes, each below the goods of the rules that cover it.
fn entities(rules: &Rules, records: &[Record]) -> Result<Entities> {
    let mut below: BTreeMap<(&str, String), HashSet<EntityUid>> = BTreeMap::new();
    let codes: HashSet<&str> = records.iter().map(|record| record.hs).collect();
    for (place, rule) in rules.rules.iter().enumerate() {
        let goods = uid("Goods", &place.to_string())?;
        for category in &rule.categories {
            let category = ("Category", category.to_string());
            below.entry(category).or_default().insert(goods.clone());
        }
        for code in &codes {
            if rule
                .codes
                .iter()
                .any(|beginning| code.starts_with(beginning.as_str()))
            {
                let code = ("Code", (*code).to_owned());
                below.entry(code).or_default().insert(goods.clone());
            }
        }
    }
    let mut entities = Vec::new();
    for ((kind, name), parents) in below {
        entities.push(Entity::new_no_attrs(uid(kind, &name)?, parents));
    }
    Entities::from_entities(entities, None)
        .map_err(|error| anyhow!("cedar refuses the entities: {error}"))
}

fn request(record: &Record, kind: Kind) -> Result<Request> {
    let entity = |kind: &str, name: &str| uid(kind, name).map(RestrictedExpression::new_entity_uid);
    let mut pairs = vec![
        (
            "day".to_owned(),
            RestrictedExpression::new_long(i64::from(record.day)),
        ),
        ("hs".to_owned(), entity("Code", record.hs)?),
    ];
    match kind {
        Kind::Structured => {
            anyhow::ensure!(
                record.categories.len() <= 2,
                "a record has two categories at the most"
            );
            for (place, name) in ["first", "second"].iter().enumerate() {
                let category = record
                    .categories
                    .get(place)
                    .map_or(String::new(), usize::to_string);
                pairs.push(((*name).to_owned(), entity("Category", &category)?));
            }
        }
        Kind::Text => {
            pairs.push((
                "text".to_owned(),
                RestrictedExpression::new_string(record.text.clone()),
            ));
        }
    }
    let context = Context::from_pairs(pairs)
        .map_err(|error| anyhow!("cedar refuses the context: {error}"))?;
    let place = |country: &str| uid("Country", country);
    Request::new(
        place(record.from.alpha3())?,
        uid("Action", "transfer")?,
        place(record.to.alpha3())?,
        context,
        None,
    )
    .map_err(|error| anyhow!("cedar refuses the request: {error}"))
}

impl Engine for Cedar {
    fn answer(&mut self) -> Result<Answers> {
        let mut answers = Answers::default();
        for request in &self.requests {
            let said = self
                .authorizer
                .is_authorized(request, &self.policies, &self.entities);
            if let Some(error) = said.diagnostics().errors().next() {
                return Err(anyhow!("cedar fails: {error}"));
            }
            let reasons = said.diagnostics().reason();
            answers.push(reasons.filter_map(|policy| self.paragraphs.get(policy).copied()));
        }
        Ok(answers)
    }
}
