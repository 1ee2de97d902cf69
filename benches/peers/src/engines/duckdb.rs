//! DuckDB, on one thread, with records and rules as tables in memory: once with the rules as a
//! table that the records are joined with, once with every rule written into one query.
//!
//! Phrases are found by one regular expression of all of them.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::{Context, Result};
use duckdb::Connection;
use duckdb::arrow::array::AsArray;
use duckdb::arrow::datatypes::UInt32Type;
use interdict::law::Way;

use super::relations::{ANYTHING, CHAPTERS, CODES, HEADINGS, covers};
use crate::question::{Answers, Engine, Kind, Record};
use crate::rules::{Rule, Rules};

struct DuckDb {
    connection: Connection,
    query: String,
    records: usize,
}

/// The rules as a table.
pub fn join(rules: &Rules, records: &[Record], kind: Kind) -> Result<Box<dyn Engine>> {
    let connection = connection(rules, records)?;
    load_rules(&connection, rules)?;
    let query = format!(
        "WITH touched AS (
            SELECT id, day, hs, {categories} AS categories, is_to, country FROM (
                SELECT *, true AS is_to, receiver AS country FROM records
                WHERE receiver IN (SELECT country FROM covers WHERE is_to)
                UNION ALL
                SELECT *, false AS is_to, sender AS country FROM records
                WHERE sender IN (SELECT country FROM covers WHERE NOT is_to)
            )
         ), goods AS (
            SELECT id, day, is_to, country, unnest(list_concat(categories, [
                {ANYTHING}, {CHAPTERS} + hs // 10000, {HEADINGS} + hs // 100, {CODES} + hs
            ])) AS goods
            FROM touched
         )
         SELECT id, paragraph FROM goods JOIN covers USING (is_to, country, goods)
         WHERE since <= day AND day < until",
        categories = categories(kind),
    );
    Ok(Box::new(DuckDb {
        connection,
        query,
        records: records.len(),
    }))
}

/// The rules as one list of cases.
pub fn list(rules: &Rules, records: &[Record], kind: Kind) -> Result<Box<dyn Engine>> {
    let connection = connection(rules, records)?;
    let mut cases = Vec::new();
    for rule in &rules.rules {
        cases.push(format!(
            "CASE WHEN {} THEN {}::UINTEGER END",
            condition(rule)?,
            rule.paragraph
        ));
    }
    let mut countries: Vec<String> = rules
        .countries()
        .iter()
        .map(|country| format!("'{}'", country.alpha3()))
        .collect();
    countries.sort_unstable();
    let countries = countries.join(", ");
    let query = format!(
        "WITH touched AS (
            SELECT id, day, hs, sender, receiver, {} AS categories FROM records
            WHERE sender IN ({countries}) OR receiver IN ({countries})
         ), listed AS (
            SELECT id, unnest([{}]) AS paragraph FROM touched
         )
         SELECT id, paragraph FROM listed WHERE paragraph IS NOT NULL",
        categories(kind),
        cases.join(",\n"),
    );
    Ok(Box::new(DuckDb {
        connection,
        query,
        records: records.len(),
    }))
}

/// Where the categories of a record come from.
fn categories(kind: Kind) -> &'static str {
    match kind {
        Kind::Structured => "categories",
        Kind::Text => {
            "list_transform(
                regexp_extract_all(text, getvariable('phrases')),
                lambda form: getvariable('found')[form]
             )"
        }
    }
}

fn condition(rule: &Rule) -> Result<String> {
    let place = match rule.way {
        Way::To => "receiver",
        Way::From => "sender",
    };
    let mut condition = format!(
        "{place} = '{}' AND day >= {} AND day < {}",
        rule.country.alpha3(),
        rule.since,
        rule.until,
    );
    if rule.anything {
        return Ok(condition);
    }
    let mut goods = Vec::new();
    if !rule.categories.is_empty() {
        let categories: Vec<String> = rule.categories.iter().map(usize::to_string).collect();
        goods.push(format!(
            "list_has_any(categories, [{}])",
            categories.join(", ")
        ));
    }
    for (length, divisor) in [(2, 10_000), (4, 100), (6, 1)] {
        let codes = rule.codes.iter().filter(|code| code.len() == length);
        // A leading zero is none of a number.
        let codes: Vec<&str> = codes.map(|code| code.trim_start_matches('0')).collect();
        if !codes.is_empty() {
            goods.push(format!("hs // {divisor} IN ({})", codes.join(", ")));
        }
    }
    write!(condition, " AND ({})", goods.join(" OR "))?;
    Ok(condition)
}

/// A database with the records, and what phrases are found by.
fn connection(rules: &Rules, records: &[Record]) -> Result<Connection> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch("SET threads = 1; SET preserve_insertion_order = false")?;
    let mut file = tempfile::NamedTempFile::new()?;
    let mut text = String::from("id,day,sender,receiver,hs,categories,text\n");
    for (id, record) in records.iter().enumerate() {
        let categories: Vec<String> = record.categories.iter().map(usize::to_string).collect();
        writeln!(
            text,
            "{id},{},{},{},{},{},{}",
            record.day,
            record.from.alpha3(),
            record.to.alpha3(),
            record.hs,
            categories.join(";"),
            record.text.trim(),
        )?;
    }
    file.write_all(text.as_bytes())?;
    let path = file
        .path()
        .to_str()
        .context("the name of a temporary file is text")?;
    connection.execute_batch(&format!(
        "CREATE TABLE records AS
         SELECT id, day, sender, receiver, hs, coalesce(text, '') AS text,
                CASE WHEN categories IS NULL THEN []::INTEGER[]
                     ELSE string_split(categories, ';')::INTEGER[] END AS categories
         FROM read_csv('{path}', header = true, delim = ',', quote = '', columns = {{
            'id': 'UINTEGER', 'day': 'INTEGER', 'sender': 'VARCHAR', 'receiver': 'VARCHAR',
            'hs': 'INTEGER', 'categories': 'VARCHAR', 'text': 'VARCHAR'
         }})"
    ))?;
    let mut forms: Vec<&str> = Vec::new();
    let mut found: Vec<String> = Vec::new();
    for phrase in &rules.phrases {
        for form in &phrase.forms {
            forms.push(form.trim());
            found.push(format!("'{}': {}", form.trim(), phrase.category));
        }
    }
    connection.execute_batch(&format!(
        "SET VARIABLE phrases = '\\b(?:{})\\b'; SET VARIABLE found = MAP {{{}}}",
        forms.join("|"),
        found.join(", "),
    ))?;
    Ok(connection)
}

fn load_rules(connection: &Connection, rules: &Rules) -> Result<()> {
    connection.execute_batch(
        "CREATE TABLE covers (
            is_to BOOLEAN, country VARCHAR, goods INTEGER, since INTEGER, until INTEGER,
            paragraph UINTEGER
         )",
    )?;
    let mut appender = connection.appender("covers")?;
    for row in covers(rules)? {
        appender.append_row(duckdb::params![
            row.is_to,
            row.country,
            row.goods,
            row.since,
            row.until,
            row.paragraph
        ])?;
    }
    appender.flush()?;
    Ok(())
}

impl Engine for DuckDb {
    fn answer(&mut self) -> Result<Answers> {
        let mut statement = self.connection.prepare_cached(&self.query)?;
        let mut pairs = Vec::new();
        for batch in statement.query_arrow([])? {
            let column = |place: usize| {
                let numbers = batch.column(place).as_primitive_opt::<UInt32Type>();
                numbers.context("DuckDB answers with numbers")
            };
            let (ids, paragraphs) = (column(0)?, column(1)?);
            let ids = ids.values().iter().copied();
            pairs.extend(ids.zip(paragraphs.values().iter().copied()));
        }
        Ok(Answers::of_pairs(self.records, pairs))
    }
}
