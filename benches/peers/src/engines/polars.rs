//! Polars, on one thread: records and rules as frames that are joined, phrases found by its own
//! automaton.

use anyhow::{Context, Result};
use polars::prelude::*;

use super::relations::{ANYTHING, CHAPTERS, CODES, HEADINGS, covers};
use crate::question::{Answers, Engine, Kind, Record};
use crate::rules::Rules;

struct Polars {
    query: LazyFrame,
    records: usize,
}

/// Makes it ready.
pub fn make(rules: &Rules, records: &[Record], kind: Kind) -> Result<Box<dyn Engine>> {
    let records_frame = frame(records)?;
    let covers = covers_frame(rules)?;
    let touched = |place: &'static str, is_to: bool| {
        let countries: Vec<String> = covers
            .column("country")
            .and_then(Column::str)
            .map(|countries| countries.unique().unwrap_or_default())
            .map(|countries| countries.iter().flatten().map(str::to_owned).collect())
            .unwrap_or_default();
        let countries = Series::new("".into(), countries);
        records_frame
            .clone()
            .lazy()
            .filter(col(place).is_in(lit(countries).implode(false), false))
            .select([
                col("id"),
                col("day"),
                col("hs"),
                col("categories"),
                col("text"),
                col(place).alias("country"),
                lit(is_to).alias("is_to"),
            ])
    };
    let touched = concat(
        [touched("receiver", true), touched("sender", false)],
        UnionArgs::default(),
    )?;
    let keep = [col("id"), col("day"), col("country"), col("is_to")];
    let with = |goods: Expr| {
        let mut columns = keep.to_vec();
        columns.push(goods.cast(DataType::Int32).alias("goods"));
        columns
    };
    let options = ExplodeOptions {
        empty_as_null: false,
        keep_nulls: false,
    };
    let by_category = match kind {
        Kind::Structured => touched
            .clone()
            .select(with_list(&keep, col("categories").alias("goods")))
            .explode(by_name(["goods"], true, false), options),
        Kind::Text => {
            let (forms, categories) = forms(rules)?;
            let patterns = Series::new("".into(), forms.clone());
            let found =
                col("text")
                    .str()
                    .extract_many(lit(patterns).implode(false), false, true, false);
            let phrases = df!("form" => forms, "goods" => categories)?;
            touched
                .clone()
                .select(with_list(&keep, found.alias("form")))
                .explode(by_name(["form"], true, false), options)
                .join(
                    phrases.lazy(),
                    [col("form")],
                    [col("form")],
                    JoinArgs::new(JoinType::Inner),
                )
                .select(with(col("goods")))
        }
    };
    let by_code = |goods: Expr| touched.clone().select(with(goods));
    let goods = concat(
        [
            by_category,
            by_code(lit(ANYTHING)),
            by_code(lit(CHAPTERS) + col("hs") / lit(10_000)),
            by_code(lit(HEADINGS) + col("hs") / lit(100)),
            by_code(lit(CODES) + col("hs")),
        ],
        UnionArgs::default(),
    )?;
    let on = [col("is_to"), col("country"), col("goods")];
    let query = goods
        .join(
            covers.lazy(),
            on.clone(),
            on,
            JoinArgs::new(JoinType::Inner),
        )
        .filter(
            col("since")
                .lt_eq(col("day"))
                .and(col("day").lt(col("until"))),
        )
        .select([col("id"), col("paragraph")]);
    Ok(Box::new(Polars {
        query,
        records: records.len(),
    }))
}

fn with_list(keep: &[Expr], list: Expr) -> Vec<Expr> {
    let mut columns = keep.to_vec();
    columns.push(list);
    columns
}

/// The forms of phrases, each with its category.
fn forms(rules: &Rules) -> Result<(Vec<String>, Vec<i32>)> {
    let (mut forms, mut categories) = (Vec::new(), Vec::new());
    for phrase in &rules.phrases {
        for form in &phrase.forms {
            forms.push(form.clone());
            categories.push(i32::try_from(phrase.category)?);
        }
    }
    Ok((forms, categories))
}

fn frame(records: &[Record]) -> Result<DataFrame> {
    let each = records.iter();
    let categories: Vec<Series> = each
        .clone()
        .map(|record| {
            let places = record
                .categories
                .iter()
                .filter_map(|id| i32::try_from(*id).ok());
            Series::new("".into(), places.collect::<Vec<i32>>())
        })
        .collect();
    let number = |text: &str| text.parse::<i32>().ok();
    Ok(df!(
        "id" => (0..records.len()).filter_map(|id| u32::try_from(id).ok()).collect::<Vec<u32>>(),
        "day" => each.clone().filter_map(|record| i32::try_from(record.day).ok()).collect::<Vec<i32>>(),
        "sender" => each.clone().map(|record| record.from.alpha3()).collect::<Vec<&str>>(),
        "receiver" => each.clone().map(|record| record.to.alpha3()).collect::<Vec<&str>>(),
        "hs" => each.clone().map(|record| number(record.hs)).collect::<Vec<Option<i32>>>(),
        "categories" => categories,
        "text" => each.map(|record| record.text.as_str()).collect::<Vec<&str>>(),
    )?)
}

fn covers_frame(rules: &Rules) -> Result<DataFrame> {
    let covers = covers(rules)?;
    let each = covers.iter();
    Ok(df!(
        "is_to" => each.clone().map(|row| row.is_to).collect::<Vec<bool>>(),
        "country" => each.clone().map(|row| row.country.as_str()).collect::<Vec<&str>>(),
        "goods" => each.clone().map(|row| row.goods).collect::<Vec<i32>>(),
        "since" => each.clone().map(|row| row.since).collect::<Vec<i32>>(),
        "until" => each.clone().map(|row| row.until).collect::<Vec<i32>>(),
        "paragraph" => each.map(|row| row.paragraph).collect::<Vec<u32>>(),
    )?)
}

impl Engine for Polars {
    fn answer(&mut self) -> Result<Answers> {
        let found = self.query.clone().collect()?;
        let column = |name: &str| -> Result<Vec<u32>> {
            let numbers = found.column(name)?.u32()?;
            let all: Option<Vec<u32>> = numbers.iter().collect();
            all.context("Polars answers with numbers")
        };
        let pairs = column("id")?.into_iter().zip(column("paragraph")?);
        Ok(Answers::of_pairs(self.records, pairs.collect()))
    }
}
