//! The reduced rules as rule files, so that interdict answers the same question as the others.
//!
//! The category graph stays, with every link holding always; no category has a code, so that the
//! code of a record is tested by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use interdict::law::{RuleSet, Way};
use interdict::source::SourceFile;

use crate::rules::{NEVER, Rule, Rules};

/// The reduced rules as interdict reads them; `shipped` are those they were reduced from.
pub fn load(rules: &Rules, shipped: &RuleSet) -> Result<RuleSet> {
    let graph = Graph::of(rules, shipped);
    let mut files = vec![SourceFile::new(
        "categories.rule",
        categories(rules, shipped)?,
    )];
    let mut resolutions: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
    for (place, citation) in rules.paragraphs.iter().enumerate() {
        let (resolution, paragraph) = citation
            .split_once('/')
            .context("a citation has a stroke")?;
        resolutions
            .entry(resolution)
            .or_default()
            .push((paragraph, place));
    }
    for (resolution, paragraphs) in resolutions {
        let text = file(resolution, &paragraphs, rules, &graph)?;
        files.extend(text.map(|text| SourceFile::new(format!("{resolution}.rule"), text)));
    }
    read(files)
}

fn read(files: Vec<Arc<SourceFile>>) -> Result<RuleSet> {
    RuleSet::from_files(files).map_err(|errors| {
        let first = errors.errors.iter().find(|error| error.is_error());
        let first = first.map(|error| format!("{error:?}"));
        anyhow!(
            "the reduced rules are faulty: {}",
            first.unwrap_or_default()
        )
    })
}

/// The categories with what they are kinds of, and the phrases of the narrowest.
fn categories(rules: &Rules, shipped: &RuleSet) -> Result<String> {
    let mut text = String::new();
    for category in &shipped.categories {
        writeln!(text, "category {} \"{}\"", category.name, category.name)?;
        let parents: BTreeSet<&str> = category
            .parents
            .iter()
            .filter_map(|parent| shipped.categories.get(parent.category.index()))
            .map(|parent| parent.name.as_str())
            .collect();
        if !parents.is_empty() {
            let parents: Vec<&str> = parents.into_iter().collect();
            writeln!(text, "  kind of {}", parents.join(", "))?;
        }
        writeln!(text, "  hs none")?;
        let place = rules
            .categories
            .iter()
            .position(|name| *name == category.name);
        let own = rules
            .phrases
            .iter()
            .filter(|phrase| Some(phrase.category) == place);
        let own: Vec<String> = own.map(|phrase| format!("\"{}\"", phrase.text)).collect();
        if !own.is_empty() {
            writeln!(text, "  words {}", own.join(", "))?;
        }
        text.push('\n');
    }
    Ok(text)
}

/// A resolution's file; nothing where no rule is left of it.
fn file(
    resolution: &str,
    paragraphs: &[(&str, usize)],
    rules: &Rules,
    graph: &Graph,
) -> Result<Option<String>> {
    let of = |place: usize| {
        rules
            .rules
            .iter()
            .filter(move |rule| rule.paragraph == place)
    };
    let all = paragraphs.iter().flat_map(|(_, place)| of(*place));
    let Some(first) = all.map(|rule| rule.since).min() else {
        return Ok(None);
    };
    let mut text = String::new();
    writeln!(text, "resolution {resolution} adopted {}", day(first))?;
    writeln!(text, "  regime reduced")?;
    for (paragraph, place) in paragraphs
        .iter()
        .filter(|(_, place)| of(*place).next().is_some())
    {
        writeln!(text, "\nparagraph {paragraph} \"reduced\"")?;
        for rule in of(*place) {
            write_rule(&mut text, rule, graph)?;
        }
        writeln!(text, "  checked \"reduced\"")?;
    }
    Ok(Some(text))
}

fn write_rule(text: &mut String, rule: &Rule, graph: &Graph) -> Result<()> {
    let way = match rule.way {
        Way::To => "supply to",
        Way::From => "procurement from",
    };
    let mut goods = graph.names(&rule.categories);
    if let Some((first, others)) = rule.codes.split_first() {
        goods.push(format!("hs {first}"));
        goods.extend(others.iter().cloned());
    }
    let goods = match rule.anything {
        true => String::new(),
        false => format!(" of {}", goods.join(", ")),
    };
    writeln!(text, "  forbids {way} {}{goods}", rule.country.alpha3())?;
    writeln!(text, "  since {}", day(rule.since))?;
    if rule.until < NEVER {
        writeln!(text, "  until {}", day(rule.until))?;
    }
    Ok(())
}

fn day(number: u32) -> String {
    format!(
        "{}-{:02}-{:02}",
        number / 10_000,
        number / 100 % 100,
        number % 100
    )
}

/// What lies below each category, for saying much in few words.
struct Graph {
    /// The categories with the narrowest below them, those with most of them first.
    below: Vec<(String, BTreeSet<usize>)>,
}

impl Graph {
    fn of(rules: &Rules, shipped: &RuleSet) -> Self {
        let place = |name: &str| rules.categories.iter().position(|known| known == name);
        let below = shipped.categories.iter().map(|category| {
            let kinds = category.below.iter();
            let kinds = kinds.filter_map(|id| shipped.categories.get(id.index()));
            (
                category.name.clone(),
                kinds.filter_map(|kind| place(&kind.name)).collect(),
            )
        });
        let mut below: Vec<(String, BTreeSet<usize>)> = below.collect();
        below.sort_by_key(|(name, kinds)| (std::cmp::Reverse(kinds.len()), name.clone()));
        Self { below }
    }

    /// The fewest categories that hold these of the narrowest and no others.
    fn names(&self, narrowest: &[usize]) -> Vec<String> {
        let all: BTreeSet<usize> = narrowest.iter().copied().collect();
        let mut rest = all.clone();
        let mut names = Vec::new();
        for (name, kinds) in &self.below {
            if kinds.is_subset(&all) && !kinds.is_disjoint(&rest) {
                rest.retain(|kind| !kinds.contains(kind));
                names.push(name.clone());
            }
        }
        names
    }
}
