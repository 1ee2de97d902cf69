//! The rules as rows, for engines that join tables: goods are numbers, so that one equality says
//! whether a record has what a rule is about.

use anyhow::{Context, Result};
use interdict::law::Way;

use crate::rules::{Rule, Rules};

/// Goods of every kind.
pub const ANYTHING: i32 = -1;
/// What is added to the first two, four or six digits of a code; categories are below all of them.
pub const CHAPTERS: i32 = 1_000;
/// As above.
pub const HEADINGS: i32 = 10_000;
/// As above.
pub const CODES: i32 = 1_000_000;

/// Goods of one kind that a rule covers.
pub struct Covers {
    /// Whether the country is the receiver's.
    pub is_to: bool,
    /// The country.
    pub country: String,
    /// The goods.
    pub goods: i32,
    /// The first day.
    pub since: i32,
    /// The first day after it.
    pub until: i32,
    /// The paragraph.
    pub paragraph: u32,
}

/// All rules as rows.
pub fn covers(rules: &Rules) -> Result<Vec<Covers>> {
    let mut all = Vec::new();
    for rule in &rules.rules {
        for goods in goods(rule)? {
            all.push(Covers {
                is_to: rule.way == Way::To,
                country: rule.country.alpha3().to_owned(),
                goods,
                since: i32::try_from(rule.since)?,
                until: i32::try_from(rule.until)?,
                paragraph: u32::try_from(rule.paragraph)?,
            });
        }
    }
    Ok(all)
}

fn goods(rule: &Rule) -> Result<Vec<i32>> {
    if rule.anything {
        return Ok(vec![ANYTHING]);
    }
    let mut goods = Vec::new();
    for category in &rule.categories {
        goods.push(i32::try_from(*category)?);
    }
    for code in &rule.codes {
        let number: i32 = code.parse()?;
        let base = match code.len() {
            2 => Some(CHAPTERS),
            4 => Some(HEADINGS),
            6 => Some(CODES),
            _ => None,
        };
        goods.push(base.context("a code has two, four or six digits")? + number);
    }
    Ok(goods)
}
