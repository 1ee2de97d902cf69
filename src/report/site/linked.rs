//! The text of rules with its names as links: categories, questions, countries, paragraphs.

use maud::{Markup, html};

use crate::law::RuleSet;
use crate::terms::{Citation, Country};

use super::{Site, naming};

/// A stretch of a rule's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word<'t> {
    /// What may be a name.
    Name(&'t str),
    /// What may be a citation.
    Cited(&'t str),
    /// What may be a country's code.
    Code(&'t str),
    /// A comment, from its sign to the end of its line.
    Comment(&'t str),
    /// Everything else, texts in quotes among it.
    Other(&'t str),
}

/// The stretches of a text in their order; together they are the text.
pub(super) fn words(text: &str) -> Words<'_> {
    Words(text)
}

pub(super) struct Words<'t>(&'t str);

impl<'t> Iterator for Words<'t> {
    type Item = Word<'t>;

    fn next(&mut self) -> Option<Word<'t>> {
        let first = self.0.chars().next()?;
        let upto = |end: &dyn Fn(char) -> bool| self.0.find(end).unwrap_or(self.0.len());
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let (length, kind): (usize, fn(&'t str) -> Word<'t>) = match first {
            '#' => (upto(&|c| c == '\n'), Word::Comment),
            '"' => (quoted(self.0), Word::Other),
            c if c.is_ascii_digit() => (upto(&|c| !(is_word(c) || "/()".contains(c))), Word::Cited),
            c if c.is_ascii_uppercase() => (upto(&|c| !is_word(c)), Word::Code),
            c if is_word(c) => (upto(&|c| !is_word(c)), Word::Name),
            _ => (upto(&|c| c == '#' || c == '"' || is_word(c)), Word::Other),
        };
        let (word, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(kind(word))
    }
}

/// How long a text in quotes is, with them.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            '"' if !escaped => return at.saturating_add(1),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

/// What a name of the rules means, and where that is told.
pub(super) struct Meaning {
    pub href: String,
    pub means: String,
}

/// What a name means; nothing where it is none.
pub(super) fn meaning(rules: &RuleSet, name: &str) -> Option<Meaning> {
    let asked = |kind: &str, means: &str| Meaning {
        href: format!("{}#{}", naming::ASKED, naming::place(kind, name)),
        means: means.to_owned(),
    };
    if let Some(id) = rules.category(name) {
        let category = rules.categories.get(id.index())?;
        return Some(Meaning {
            href: naming::category(name),
            means: category.definition.clone(),
        });
    }
    if let Some(id) = rules.fact(name) {
        let fact = rules.facts.get(id.index())?;
        return Some(asked("fact", &fact.question));
    }
    if let Some(id) = rules.quantity(name) {
        let quantity = rules.quantities.get(id.index())?;
        return Some(asked("quantity", &quantity.definition));
    }
    if let Some(id) = rules.day(name) {
        return Some(asked("day", &rules.days.get(id.index())?.question));
    }
    if let Some(id) = rules.actor(name) {
        return Some(asked("actor", &rules.actors.get(id.index())?.definition));
    }
    if let Some(area) = rules.areas.iter().find(|area| area.name == name) {
        let means = format!("in {}: {}", area.country.name(), area.definition);
        return Some(asked("area", &means));
    }
    let list = rules.lists.iter().find(|list| list.name == name)?;
    Some(Meaning {
        href: format!("{}#{}", naming::LISTS, naming::place("list", name)),
        means: list.title.clone(),
    })
}

impl Site<'_> {
    /// The text of a rule with links.
    pub(super) fn linked(&self, text: &str) -> Markup {
        html! { @for word in words(text) { (self.word(word)) } }
    }

    fn word(&self, word: Word<'_>) -> Markup {
        match word {
            Word::Other(text) => html! { (text) },
            Word::Comment(text) => html! { span.faint { (text) } },
            Word::Name(name) => match meaning(self.rules, name) {
                Some(Meaning { href, means }) => html! { a href=(href) title=(means) { (name) } },
                None => html! { (name) },
            },
            Word::Code(code) => match Country::from_alpha3(code) {
                Some(country) => html! { abbr title=(country.name()) { (code) } },
                None => html! { (code) },
            },
            Word::Cited(text) => self.maybe_cited(text),
        }
    }

    /// A citation as a link. A bracket around it is no part of it.
    fn maybe_cited(&self, text: &str) -> Markup {
        let inner = text.trim_end_matches(')');
        let ends = std::iter::once(text.len()).chain(inner.len()..text.len());
        for end in ends {
            if let Some((cited, rest)) = text.split_at_checked(end)
                && let Ok(citation) = Citation::parse(cited)
            {
                return html! { (self.cited(&citation)) (rest) };
            }
        }
        html! { (text) }
    }

    /// The names and countries in a text, each once with what it means, in the order in which
    /// they come.
    pub(super) fn glossary(&self, text: &str) -> Vec<(Markup, String)> {
        let mut seen: Vec<&str> = Vec::new();
        let mut all = Vec::new();
        for word in words(text) {
            let (text, means) = match word {
                Word::Name(name) => (name, meaning(self.rules, name).map(|one| one.means)),
                Word::Code(code) => {
                    let country = Country::from_alpha3(code);
                    (code, country.map(|country| country.name().to_owned()))
                }
                _ => continue,
            };
            if let Some(means) = means.filter(|_| !seen.contains(&text)) {
                seen.push(text);
                let shown = match word {
                    Word::Code(code) => html! { (code) },
                    other => self.word(other),
                };
                all.push((shown, means));
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stretches_of_a_text_are_the_text() {
        let text = "forbids supply to PRK of arms # a \"note\"\n  note \"not \\\" arms\" é 1718/8(a)(i), x";
        let all: Vec<Word<'_>> = words(text).collect();
        let whole: String = all
            .iter()
            .map(|word| match word {
                Word::Name(t)
                | Word::Cited(t)
                | Word::Code(t)
                | Word::Comment(t)
                | Word::Other(t) => *t,
            })
            .collect();
        assert_eq!(whole, text);
        assert!(all.contains(&Word::Cited("1718/8(a)(i)")));
        assert!(all.contains(&Word::Comment("# a \"note\"")));
        assert!(all.contains(&Word::Other("\"not \\\" arms\"")));
        assert_eq!(
            all.iter()
                .filter(|word| **word == Word::Name("arms"))
                .count(),
            1
        );
        assert!(words("\"never closed \\").count() == 1);
    }
}
