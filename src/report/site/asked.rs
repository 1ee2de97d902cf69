//! What rules ask of a record, with the questions and where they are asked.

use maud::{Markup, html};

use crate::law::{Phrase, Silence};

use super::uses::Question;
use super::{Site, SitePage, joined, naming};

pub(super) fn page(site: &Site<'_>) -> SitePage {
    let inner = html! {
        p { "What a report says of these decides whether a measure covers a transfer. Where it is silent the answer stays open, unless a rule says what silence means." }
        (facts(site))
        (quantities(site))
        (days(site))
        (actors(site))
        (areas(site))
    };
    site.page(naming::ASKED.into(), "What the rules ask", &inner)
}

fn facts(site: &Site<'_>) -> Markup {
    let entries = site.rules.facts.iter().map(|fact| {
        let question = site.rules.fact(&fact.name).map(Question::Fact);
        let silent = silence(site, &fact.silence);
        entry(
            site,
            "fact",
            &fact.name,
            &fact.question,
            question,
            &html! {
                p { "Where a record is silent: " (silent) (elsewhere(site, &fact.name)) }
                (said(&fact.words, "Words of a description that say yes"))
            },
        )
    });
    group("Facts", "facts", entries.collect())
}

fn quantities(site: &Site<'_>) -> Markup {
    let entries = site.rules.quantities.iter().map(|quantity| {
        let question = site.rules.quantity(&quantity.name).map(Question::Quantity);
        let units: Vec<&str> = quantity.units.iter().map(|unit| unit.symbol()).collect();
        let more = html! { p { "In " (units.join(" or ")) } };
        entry(
            site,
            "quantity",
            &quantity.name,
            &quantity.definition,
            question,
            &more,
        )
    });
    group("Quantities", "quantities", entries.collect())
}

fn days(site: &Site<'_>) -> Markup {
    let entries = site.rules.days.iter().map(|day| {
        let question = site.rules.day(&day.name).map(Question::Day);
        entry(site, "day", &day.name, &day.question, question, &html! {})
    });
    group("Days", "days", entries.collect())
}

fn actors(site: &Site<'_>) -> Markup {
    let entries = site.rules.actors.iter().map(|actor| {
        let question = site.rules.actor(&actor.name).map(Question::Actor);
        let more = html! {
            @if actor.silent_no { p { "A receiver who is not said to be one is taken not to be." } }
            (said(&actor.words, "Names under which they are reported"))
        };
        entry(
            site,
            "actor",
            &actor.name,
            &actor.definition,
            question,
            &more,
        )
    });
    group("Senders and receivers", "actors", entries.collect())
}

fn areas(site: &Site<'_>) -> Markup {
    let entries = site.rules.areas.iter().map(|area| {
        let more = html! { p { "In " (area.country.name()) } };
        entry(site, "area", &area.name, &area.definition, None, &more)
    });
    group("Parts of countries", "areas", entries.collect())
}

/// A heading with what stands under it; nothing where the rules have none.
fn group(title: &str, id: &str, entries: Vec<Markup>) -> Markup {
    html! {
        @if !entries.is_empty() {
            section aria-labelledby=(id) { h2 id=(id) { (title) } @for one in entries { (one) } }
        }
    }
}

fn entry(
    site: &Site<'_>,
    kind: &str,
    name: &str,
    question: &str,
    asked: Option<Question>,
    more: &Markup,
) -> Markup {
    let id = naming::place(kind, name);
    // What is no leaf of a condition is found by its name in the text.
    let paragraphs: Vec<Markup> = match asked {
        Some(asked) => site
            .uses
            .asking(asked)
            .map(|id| site.paragraph_link(id))
            .collect(),
        None => site
            .uses
            .with_name(name)
            .map(|id| site.paragraph_link(id))
            .collect(),
    };
    let hanging = asked.into_iter().flat_map(|asked| site.uses.hanging(asked));
    let hanging: Vec<Markup> = hanging.map(|id| site.category_link(id)).collect();
    html! {
        section.entry aria-labelledby=(id) {
            h3 id=(id) { (name) }
            p { strong { (question) } }
            (more)
            @if paragraphs.is_empty() && hanging.is_empty() { p.faint { "No rule asks for it." } }
            @if !paragraphs.is_empty() {
                p { @if asked.is_some() { "Asked by " } @else { "Named by " } (joined(paragraphs)) }
            }
            @if !hanging.is_empty() { p { "It decides what these are kinds of: " (joined(hanging)) } }
        }
    }
}

fn silence(site: &Site<'_>, silence: &Silence) -> Markup {
    let answer = |yes: bool| if yes { "yes" } else { "no" };
    match silence {
        Silence::Unknown => html! { "not known" },
        Silence::Means(yes) => html! { (answer(*yes)) },
        Silence::AskedOf(of, yes) => html! {
            "not known for " (joined(of.iter().map(|id| site.category_link(*id)))) ", otherwise " (answer(*yes))
        },
    }
}

/// What silence means in the paragraphs that say so themselves.
fn elsewhere(site: &Site<'_>, name: &str) -> Markup {
    let Some(fact) = site.rules.fact(name) else {
        return html! {};
    };
    html! {
        @for answer in [true, false] {
            @let here: Vec<Markup> = site.uses.silent(fact, answer).map(|id| site.paragraph_link(id)).collect();
            @if !here.is_empty() { "; in " (joined(here)) @if answer { " yes" } @else { " no" } }
        }
    }
}

fn said(words: &[Phrase], title: &str) -> Markup {
    html! {
        @if !words.is_empty() {
            details {
                summary { (title) " (" (words.len()) ")" }
                ul.phrases { @for phrase in words { li dir="auto" { (phrase.text) } } }
            }
        }
    }
}
