//! `interdict rules`: what is loaded.

use interdict::law::{RuleSet, Silence, coverage};
use interdict::report::Style;
use interdict::source::printable;

use super::{Common, Status, load_rules, names_builtin, write_text};

const EXAMPLES: &str = "Examples:
  interdict rules
  interdict rules --rules my-rules/";

/// Arguments of `rules`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {}

pub fn run(_: &Arguments, common: &Common, style: &Style) -> Status {
    match load_rules(&common.rules, common, style) {
        Ok(rules) => {
            let is_builtin = names_builtin(common);
            write_text(&printable(&listing(&rules, is_builtin)), common)
        }
        Err(status) => status,
    }
}

/// What is loaded; with the built-in rules also the paragraphs that they leave out, and why.
fn listing(rules: &RuleSet, is_builtin: bool) -> String {
    let mut text = String::from("paragraphs\n");
    for paragraph in &rules.paragraphs {
        let standing = paragraph.standing.word();
        text.push_str(&format!(
            "  {:<14} {standing:<12} {}\n",
            paragraph.citation, paragraph.title
        ));
    }
    if is_builtin {
        text.push_str("\nnot encoded\n");
        for one in coverage().iter().filter(|one| one.status != "encoded") {
            text.push_str(&format!(
                "  {:<14} {:<12} {}\n",
                one.paragraph, one.status, one.reason
            ));
        }
    }
    text.push_str("\nfacts\n");
    for fact in &rules.facts {
        let silence = match &fact.silence {
            Silence::Unknown => "unknown".to_owned(),
            Silence::Means(answer) => yes_no(*answer).to_owned(),
            Silence::AskedOf(categories, otherwise) => {
                let names = categories
                    .iter()
                    .filter_map(|id| rules.categories.get(id.index()));
                let names: Vec<&str> = names.map(|category| category.name.as_str()).collect();
                format!(
                    "unknown for {}, else {}",
                    names.join(", "),
                    yes_no(*otherwise)
                )
            }
        };
        text.push_str(&format!(
            "  {:<26} if silent {silence}: {}\n",
            fact.name, fact.question
        ));
    }
    text.push_str("\nquantities\n");
    for quantity in &rules.quantities {
        let units: Vec<&str> = quantity.units.iter().map(|unit| unit.symbol()).collect();
        text.push_str(&format!(
            "  {:<26} in {}: {}\n",
            quantity.name,
            units.join(" or "),
            quantity.definition
        ));
    }
    text.push_str("\ndays\n");
    for day in &rules.days {
        text.push_str(&format!("  {:<26} {}\n", day.name, day.question));
    }
    text.push_str("\nlists\n");
    for list in &rules.lists {
        let editions: Vec<&str> = list.editions.iter().map(|one| one.name.as_str()).collect();
        text.push_str(&format!(
            "  {:<26} {:<12} {} ({})\n",
            list.name,
            list.standing.word(),
            list.title,
            editions.join(", ")
        ));
    }
    text.push_str("\nmodels\n");
    for model in &rules.models {
        let names: Vec<&str> = model.names.iter().map(|name| name.text.as_str()).collect();
        let known = model
            .attributes
            .iter()
            .map(|a| one_line(rules.quote(a.place)));
        let known: Vec<String> = known.collect();
        text.push_str(&format!(
            "  {:<26} {}\n",
            names.join(", "),
            known.join("; ")
        ));
    }
    text.push_str("\nareas\n");
    for area in &rules.areas {
        text.push_str(&format!(
            "  {:<26} in {}: {}\n",
            area.name,
            area.country.name(),
            area.definition
        ));
    }
    text.push_str("\nactors\n");
    for actor in &rules.actors {
        text.push_str(&format!("  {:<26} {}\n", actor.name, actor.definition));
    }
    text.push_str("\ncategories\n");
    for category in &rules.categories {
        text.push_str(&format!(
            "  {:<26} {}\n",
            category.name, category.definition
        ));
    }
    text.push_str("\nfiles\n");
    for file in &rules.files {
        text.push_str(&format!("  {}\n", file.name()));
    }
    text.push_str(&format!("\nsha256 {}\n", rules.digest));
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn yes_no(answer: bool) -> &'static str {
    if answer { "yes" } else { "no" }
}
