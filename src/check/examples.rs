//! Examples of rule files as records, and the names that records may use.

use std::sync::Arc;

use crate::law::{Example, RuleSet};
use crate::record::{Expect, FactForm, FactValue, Names, Record, Text};
use crate::source::{SourceFile, Span, Spanned};
use crate::syntax::{CountryField, ExampleField, ExampleLine, LineAmount, Way};
use crate::terms::{Amount, Country, Dimension};

/// The names that the rules declare, for reading records.
#[must_use]
pub fn names(rules: &RuleSet) -> Names {
    let facts = rules
        .facts
        .iter()
        .map(|fact| (fact.name.clone(), FactForm::YesNo));
    let quantities = rules.quantities.iter().map(|quantity| {
        let form = FactForm::Amount(quantity.units.clone());
        (quantity.name.clone(), form)
    });
    let days = rules
        .days
        .iter()
        .map(|day| (day.name.clone(), FactForm::Day));
    Names {
        categories: rules
            .categories
            .iter()
            .map(|category| category.name.clone())
            .collect(),
        facts: facts.chain(quantities).chain(days).collect(),
        actors: rules
            .actors
            .iter()
            .map(|actor| actor.name.clone())
            .collect(),
    }
}

/// The lines of an example as records with their expectations.
#[must_use]
pub fn example_records(example: &Example, rules: &RuleSet) -> Vec<Record> {
    let Some(file) = rules.files.get(example.file) else {
        return Vec::new();
    };
    example
        .lines
        .iter()
        .map(|line| record(&example.title, line, file))
        .collect()
}

fn record(title: &str, line: &Spanned<ExampleLine>, file: &Arc<SourceFile>) -> Record {
    let (number, _) = file.line_column(line.span.start);
    let mut record = Record::empty(file, line.span, format!("{title}, line {number}"));
    for field in &line.value.fields {
        take(&mut record, field, file);
    }
    record.expect = Some(Expect {
        verdict: Some(line.value.verdict.value),
        paragraphs: line
            .value
            .by
            .iter()
            .map(|citation| citation.value.clone())
            .collect(),
        never: line
            .value
            .never
            .iter()
            .map(|citation| citation.value.clone())
            .collect(),
        // An example names what matters to it; other findings are not its business.
        may: Vec::new(),
        undetermined: Vec::new(),
        exempt_by: Vec::new(),
        span: line.span,
    });
    record
}

fn take(record: &mut Record, field: &Spanned<ExampleField>, file: &Arc<SourceFile>) {
    let span = field.span;
    match &field.value {
        ExampleField::Item(text) => record.item = Some(item(text, span, file)),
        ExampleField::Hs(code) => record.hs = Some(field.with(code.clone())),
        ExampleField::Category(name) => record.categories.push(field.with(name.clone())),
        ExampleField::Country(which, code) => {
            let Some(country) = Country::from_alpha3(code) else {
                return;
            };
            let country = field.with(country);
            match which {
                CountryField::From => record.from = Some(country),
                CountryField::To => record.to = Some(country),
                CountryField::Origin => record.origin = Some(country),
                CountryField::Via => record.via.push(country),
                CountryField::Flag => record.flag = Some(country),
            }
        }
        ExampleField::On(date) => record.date = Some(field.with(*date)),
        ExampleField::Fact(name, answer) => {
            record
                .facts
                .insert(name.clone(), field.with(FactValue::YesNo(*answer)));
        }
        ExampleField::Quantity(name, amount) => {
            record
                .facts
                .insert(name.clone(), field.with(FactValue::Amount(*amount)));
        }
        ExampleField::Day(name, date) => {
            record
                .facts
                .insert(name.clone(), field.with(FactValue::Day(*date)));
        }
        ExampleField::Line(of, amount) => line(record, *of, field.with(*amount)),
        ExampleField::Party(way, name) => {
            let parties = if *way == Way::To {
                &mut record.recipient_is
            } else {
                &mut record.sender_is
            };
            parties.push(field.with(name.clone()));
        }
    }
}

/// `quantity AMOUNT`, `value AMOUNT`
fn line(record: &mut Record, of: LineAmount, amount: Spanned<Amount>) {
    let Amount { number, unit } = amount.value;
    match unit.dimension() {
        Dimension::Money(currency) => {
            record.value = Some(amount.with(number));
            record.currency = Some(amount.with(currency));
        }
        _ if of == LineAmount::Quantity => {
            record.quantity = Some(amount.with(number));
            record.unit = Some(amount.with(unit));
        }
        // The law room reports a value that is no money.
        _ => {}
    }
}

/// The text of `item "…"`, placed after the opening quote.
fn item(text: &str, field: Span, file: &Arc<SourceFile>) -> Text {
    let quote = file
        .quote(field)
        .find('"')
        .map_or(0, |at| at.saturating_add(1));
    let start = field.start.saturating_add(quote);
    Text::plain(text, Span::new(start, field.end.saturating_sub(1)))
}
