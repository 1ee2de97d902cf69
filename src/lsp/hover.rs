//! What is shown of a name under the cursor.

use std::sync::Arc;

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};

use crate::law::{CategoryId, NameKind, Phrase, RuleSet, Silence};
use crate::report::{Style, explain_paragraph};
use crate::source::{brief, printable};
use crate::terms::{Citation, Country};

use super::names::Pointed;
use super::uses::What;
use super::workspace::{Declared, Workspace};

/// So many phrases and categories are listed.
const MOST: usize = 12;

/// What is known of a name; nothing where nobody declares it.
pub(super) fn hover(workspace: &mut Workspace, pointed: &Pointed) -> Option<Hover> {
    let text = match &pointed.what {
        What::Country(code) => {
            let country = Country::from_alpha3(code)?;
            format!("**{}**: {}", country.alpha3(), country.name())
        }
        What::Name(name) => named(workspace, name)?,
        What::Regime(name) => regime(workspace, name)?,
        What::Paragraph(citation) => cited(workspace, citation)?,
    };
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: MarkupKind::Markdown,
            value: printable(&text).into_owned(),
        }),
        range: Some(pointed.sheet.range(pointed.span)),
    })
}

/// A name: what it is, and where it is declared; then what the rules make of it.
fn named(workspace: &Workspace, name: &str) -> Option<String> {
    let declared = workspace.declared(name)?;
    let Declared { kind, head, sheet } = declared;
    let line = sheet.file.line(head.name.span.start);
    let place = format!("{}:{line}", sheet.file.name());
    let from = if sheet.is_builtin { "built-in " } else { "" };
    let mut text = format!("**{kind} `{name}`**: {}\n\n", plain(&head.title));
    if let Some((rules, _)) = workspace.rules() {
        let more = match kind {
            NameKind::Category => category(rules, name),
            NameKind::Fact => fact(rules, name),
            NameKind::Quantity => quantity(rules, name),
            NameKind::Area => area(rules, name),
            NameKind::List => list(rules, name),
            NameKind::Actor => actor(rules, name),
            NameKind::Day => None,
        };
        text.push_str(&more.unwrap_or_default());
    }
    text.push_str(&format!("*{from}{place}*"));
    Some(text)
}

fn category(rules: &RuleSet, name: &str) -> Option<String> {
    let id = rules.category(name)?;
    let category = rules.categories.get(id.index())?;
    let name_of = |id: &CategoryId| rules.categories.get(id.index()).map(|c| c.name.as_str());
    let mut text = String::new();
    let parents: Vec<CategoryId> = category.parents.iter().map(|p| p.category).collect();
    line(&mut text, "kind of", parents.iter().filter_map(name_of));
    let above = category
        .above
        .keys()
        .filter(|up| **up != id && !parents.contains(up));
    line(&mut text, "and so of", above.filter_map(name_of));
    let below = category.below.iter().filter(|down| **down != id);
    line(&mut text, "above", below.filter_map(name_of));
    phrases(&mut text, "words", &category.words);
    phrases(&mut text, "names", &category.names);
    phrases(&mut text, "hints", &category.hints);
    phrases(&mut text, "but not", &category.but_not);
    let codes = |codes: &[crate::terms::HsRange]| -> Vec<String> {
        codes.iter().map(ToString::to_string).collect()
    };
    line(
        &mut text,
        "hs always",
        codes(&category.hs_always).iter().map(String::as_str),
    );
    line(
        &mut text,
        "hs may",
        codes(&category.hs_may).iter().map(String::as_str),
    );
    Some(text)
}

fn fact(rules: &RuleSet, name: &str) -> Option<String> {
    let fact = rules.facts.get(rules.fact(name)?.index())?;
    let answer = |yes: bool| if yes { "yes" } else { "no" };
    let mut text = match &fact.silence {
        Silence::Unknown => "where a record is silent: unknown\n\n".to_owned(),
        Silence::Means(yes) => format!("where a record is silent: {}\n\n", answer(*yes)),
        Silence::AskedOf(of, yes) => {
            let names = of.iter().filter_map(|id| rules.categories.get(id.index()));
            let names: Vec<String> = names.map(|c| format!("`{}`", c.name)).collect();
            format!(
                "asked of {}, otherwise {}\n\n",
                names.join(", "),
                answer(*yes)
            )
        }
    };
    phrases(&mut text, "words", &fact.words);
    Some(text)
}

fn quantity(rules: &RuleSet, name: &str) -> Option<String> {
    let quantity = rules.quantities.get(rules.quantity(name)?.index())?;
    let units: Vec<&str> = quantity.units.iter().map(|unit| unit.symbol()).collect();
    Some(format!("in {}\n\n", units.join(" or ")))
}

fn area(rules: &RuleSet, name: &str) -> Option<String> {
    let area = rules.areas.iter().find(|area| area.name == name)?;
    Some(format!(
        "in {} ({})\n\n",
        area.country.alpha3(),
        area.country.name()
    ))
}

fn list(rules: &RuleSet, name: &str) -> Option<String> {
    let list = rules.lists.iter().find(|list| list.name == name)?;
    let editions = list.editions.iter();
    let editions = editions.map(|one| format!("{} since {}", plain(&one.name), one.period.since));
    let editions: Vec<String> = editions.collect();
    let standing = list.standing.word();
    let note = plain(&list.standing_note);
    Some(format!(
        "editions: {}\n\n{standing}: {note}\n\n",
        editions.join(", ")
    ))
}

fn actor(rules: &RuleSet, name: &str) -> Option<String> {
    let actor = rules.actors.get(rules.actor(name)?.index())?;
    let mut text = String::new();
    phrases(&mut text, "words", &actor.words);
    Some(text)
}

fn regime(workspace: &Workspace, name: &str) -> Option<String> {
    let (rules, _) = workspace.rules()?;
    let of = rules.resolutions.iter().filter(|one| one.regime == name);
    let of: Vec<String> = of.map(|one| one.number.to_string()).collect();
    (!of.is_empty()).then(|| format!("**regime `{name}`**: resolutions {}", of.join(", ")))
}

/// A paragraph as `interdict explain` tells it, or all that a citation holds.
fn cited(workspace: &mut Workspace, citation: &Citation) -> Option<String> {
    let rules = workspace.rules().map(|(rules, _)| Arc::clone(rules));
    let known = rules.as_ref().and_then(|rules| {
        let paragraph = rules.paragraphs.get(rules.paragraph(citation)?.index())?;
        let text = explain_paragraph(paragraph, rules, &Style::plain(100));
        let url = rules.resolution_of(paragraph)?.url.clone();
        let link = url
            .filter(|url| url.starts_with("http"))
            .map(|url| link(&url));
        let chain: Vec<String> = paragraph
            .chain(rules)
            .iter()
            .map(|step| format!("{} {} {}", step.from, step.kind.word(), step.to))
            .collect();
        let chain = match chain.is_empty() {
            true => String::new(),
            false => format!("chain: {}\n\n", chain.join("; ")),
        };
        // No text of a rule can end the block early: it would need a line of its own for that.
        let body = text.trim_end().replace("```", "'''");
        Some(format!(
            "```text\n{body}\n```\n\n{chain}{}",
            link.unwrap_or_default()
        ))
    });
    if known.is_some() {
        return known;
    }
    let inside = workspace.paragraphs().into_iter();
    let inside = inside.filter(|(declared, ..)| declared.is_within(citation));
    let inside: Vec<String> = inside
        .map(|(declared, title, ..)| format!("- **{declared}**: {}", plain(&title)))
        .collect();
    (!inside.is_empty()).then(|| inside.join("\n"))
}

fn link(url: &str) -> String {
    let target = url
        .replace('(', "%28")
        .replace(')', "%29")
        .replace(' ', "%20");
    format!("[{}]({target})", plain(url))
}

/// A line of names.
fn line<'a>(text: &mut String, what: &str, all: impl Iterator<Item = &'a str>) {
    let all: Vec<&str> = all.collect();
    if all.is_empty() {
        return;
    }
    let shown: Vec<String> = all
        .iter()
        .take(MOST)
        .map(|one| format!("`{}`", brief(one)))
        .collect();
    let more = match all.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    text.push_str(&format!("{what} {}{more}\n\n", shown.join(", ")));
}

fn phrases(text: &mut String, what: &str, all: &[Phrase]) {
    line(text, what, all.iter().map(|phrase| phrase.text.as_str()));
}

/// A text without what Markdown would take for marks of its own.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for character in text.chars() {
        if "\\`*_[]<>".contains(character) {
            plain.push('\\');
        }
        plain.push(character);
    }
    plain
}
