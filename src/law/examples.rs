//! Names and citations in examples, which keep the form they are written in.

use crate::source::{Span, Spanned};
use crate::syntax::{CountryField, ExampleField, ExampleLine};

use super::declare::Items;
use super::fault::{LawFault, NameKind};
use super::model::Paragraph;
use super::resolve::Resolver;

/// Reports unknown names and contradictions in examples.
pub(super) fn check_examples(
    items: &Items<'_>,
    resolver: &mut Resolver<'_, '_>,
    paragraphs: &[Paragraph],
) {
    for (file, example) in &items.examples {
        for line in &example.lines {
            check_line(*file, line, resolver, paragraphs);
        }
    }
}

fn check_line(
    file: usize,
    line: &Spanned<ExampleLine>,
    resolver: &mut Resolver<'_, '_>,
    paragraphs: &[Paragraph],
) {
    let mut seen = Vec::new();
    for field in &line.value.fields {
        check_field(file, field, resolver);
        let Some(name) = only_once(&field.value) else {
            continue;
        };
        let key = (std::mem::discriminant(&field.value), name);
        if seen.contains(&key) {
            let fault = LawFault::GivenTwice(name.to_owned());
            resolver.faults.add(file, field.span, fault);
        }
        seen.push(key);
    }
    let goods = |field: &Spanned<ExampleField>| {
        matches!(
            field.value,
            ExampleField::Item(_) | ExampleField::Hs(_) | ExampleField::Category(_)
        )
    };
    if !line.value.fields.iter().any(goods) {
        resolver.faults.add(file, line.span, LawFault::NoGoods);
    }
    for citation in line.value.by.iter().chain(&line.value.never) {
        if !paragraphs.iter().any(|p| p.citation == citation.value) {
            resolver.unknown_paragraph(file, citation, paragraphs);
        }
    }
}

/// Checks the names of a field.
fn check_field(file: usize, field: &Spanned<ExampleField>, resolver: &mut Resolver<'_, '_>) {
    let Span { start, end } = field.span;
    // A name ends its field, but for a quantity or a day: what is said of it follows.
    let last = |name: &String| {
        let span = Span::new(end.saturating_sub(name.len()), end);
        Spanned::new(name.clone(), span)
    };
    let first = |name: &String| {
        let span = Span::new(start, start.saturating_add(name.len()));
        Spanned::new(name.clone(), span)
    };
    let (kind, name) = match &field.value {
        ExampleField::Item(_) | ExampleField::Hs(_) | ExampleField::On(_) => return,
        ExampleField::Country(_, code) => {
            resolver.country(file, &last(code));
            return;
        }
        ExampleField::Category(name) => (NameKind::Category, last(name)),
        ExampleField::Fact(name, _) => (NameKind::Fact, last(name)),
        ExampleField::Party(_, name) => (NameKind::Actor, last(name)),
        ExampleField::Quantity(name, amount) => {
            resolver.alike(file, field.span, name, amount.unit);
            (NameKind::Quantity, first(name))
        }
        ExampleField::Day(name, _) => (NameKind::Day, first(name)),
        ExampleField::Line(of, amount) => {
            resolver.line_alike(file, field.span, *of, amount.unit);
            return;
        }
    };
    resolver.name(kind, file, &name);
}

/// What a field says something of, where a line may say it only once.
fn only_once(field: &ExampleField) -> Option<&str> {
    Some(match field {
        ExampleField::Item(_) => "item",
        ExampleField::Hs(_) => "hs",
        ExampleField::On(_) => "on",
        ExampleField::Country(CountryField::From, _) => "from",
        ExampleField::Country(CountryField::To, _) => "to",
        ExampleField::Country(CountryField::Origin, _) => "origin",
        ExampleField::Country(CountryField::Flag, _) => "flag",
        ExampleField::Country(CountryField::Via, _) => return None,
        ExampleField::Line(of, _) => of.words(),
        ExampleField::Category(name)
        | ExampleField::Fact(name, _)
        | ExampleField::Quantity(name, _)
        | ExampleField::Day(name, _)
        | ExampleField::Party(_, name) => name,
    })
}
