//! What is known of parties: what they are stated to be, and what their names say: the country
//! they are in, and groups that rules name.

use crate::law::{ActorId, RuleSet};
use crate::record::Text;
use crate::source::Spanned;
use crate::terms::{Country, CountryError, Folded};

/// What is known of a sender or receiver.
#[derive(Debug, Clone, Default)]
pub(super) struct Party {
    is: Vec<ActorId>,
    /// Only supposed: a record says what a party is.
    is_not: Vec<ActorId>,
    /// Whether somebody stated what it is, which says all that it is. A name says one thing and
    /// leaves the others open: a named group may be the government's or stand against it.
    stated: bool,
}

impl Party {
    /// Reads what a record states of a party, and the names it has there.
    pub fn of(stated: &[Spanned<String>], names: &[&Option<Text>], rules: &RuleSet) -> Self {
        let mut party = Self {
            stated: !stated.is_empty(),
            ..Self::default()
        };
        let actors = stated.iter().filter_map(|name| rules.actor(&name.value));
        party.is.extend(actors);
        for name in names.iter().copied().flatten() {
            party.is.extend(actors_named(&name.value, rules));
        }
        party
    }

    /// Supposes what the party is, or one thing that it is not.
    pub fn suppose(&mut self, actor: ActorId, is: bool) {
        if is {
            self.is.push(actor);
            self.stated = true;
        } else {
            self.is_not.push(actor);
        }
    }

    /// Whether it is such a party, where the record says so or says that it is something else.
    pub fn is(&self, actor: ActorId) -> Option<bool> {
        if self.is.contains(&actor) {
            return Some(true);
        }
        (self.stated || self.is_not.contains(&actor)).then_some(false)
    }
}

/// The actors that a party is named as.
pub(crate) fn actors_named(party: &str, rules: &RuleSet) -> Vec<ActorId> {
    let party = Folded::new(party);
    let actors = rules.actors.iter().enumerate();
    let named = actors.filter(|(_, actor)| actor.folded.iter().any(|word| party.holds(word)));
    named.map(|(index, _)| ActorId(index)).collect()
}

/// The longest country's name in words: "Democratic People's Republic of Korea".
const LONGEST_NAME: usize = 7;

/// The countries that a party's name or address gives, and whether for certain: a name that can
/// mean several countries is possible for each.
///
/// A name counts at the start of a part between commas or brackets, and after "of" or "in", so
/// that a surname is no country. Of codes only an alpha-3 code in capitals counts, where it is a
/// part of its own.
pub(super) fn countries_in(party: &str) -> Vec<(Country, bool)> {
    let mut found = Vec::new();
    for part in party.split([',', ';', '(', ')', '/']).map(str::trim) {
        if let Some(country) = Country::from_alpha3(part) {
            found.push((country, true));
            continue;
        }
        let words: Vec<&str> = part.split_whitespace().collect();
        let mut start = 0;
        while start < words.len() {
            let before = start
                .checked_sub(1)
                .and_then(|at| words.get(at))
                .map(|word| word.to_lowercase());
            let leads = matches!(
                before.as_deref(),
                None | Some("of" | "in" | "the" | "de" | "del" | "du" | "en")
            );
            let (length, countries) = if leads {
                country_at(&words, start)
            } else {
                (1, Vec::new())
            };
            found.extend(countries);
            start = start.saturating_add(length);
        }
    }
    found
}

/// The country whose name is the longest that begins at a word, with the length of the name in
/// words; without one, no country and one word.
fn country_at(words: &[&str], start: usize) -> (usize, Vec<(Country, bool)>) {
    let rest = words.get(start..).unwrap_or_default();
    for length in (1..=rest.len().min(LONGEST_NAME)).rev() {
        let name = rest.get(..length).unwrap_or_default().join(" ");
        match Country::parse(&name) {
            Ok(country) if name.chars().count() > 3 => return (length, vec![(country, true)]),
            Err(CountryError::Ambiguous { candidates }) if name.chars().count() > 3 => {
                return (
                    length,
                    candidates
                        .into_iter()
                        .map(|country| (country, false))
                        .collect(),
                );
            }
            _ => {}
        }
    }
    (1, Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Span};

    #[test]
    fn a_name_says_one_thing_of_a_party_and_leaves_the_others_open() {
        let text = "actor group \"A group\"\n  words \"Brotherhood\"\n\
            actor government \"The government\"\n";
        let rules = RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap();
        let [group, government] = ["group", "government"].map(|name| rules.actor(name).unwrap());
        let named = Some(Text::plain("the Brotherhood's bakery", Span::default()));
        let stated = [Spanned::new("government".to_owned(), Span::default())];
        let party = Party::of(&[], &[&named], &rules);
        assert_eq!(party.is(group), Some(true));
        assert_eq!(party.is(government), None);
        let party = Party::of(&stated, &[&None], &rules);
        assert_eq!(party.is(group), Some(false));
        assert_eq!(party.is(government), Some(true));
    }

    #[test]
    fn countries_are_found_in_parties() {
        let codes = |party: &str| -> Vec<String> {
            let found = countries_in(party).into_iter();
            found
                .map(|(country, certain)| format!("{country}{}", if certain { "" } else { "?" }))
                .collect()
        };
        assert_eq!(codes("Ministry of Defence, North Korea"), ["PRK"]);
        assert_eq!(
            codes("Ministry of Defence of the Democratic People's Republic of Korea"),
            ["PRK"]
        );
        assert_eq!(codes("Ministry of Defence, PRK"), ["PRK"]);
        assert_eq!(codes("Ministry of Defence (Russia)"), ["RUS"]);
        assert_eq!(codes("Ministry of Defence, Korea"), ["KOR?", "PRK?"]);
        assert!(codes("Michael Jordan").is_empty());
        assert!(codes("IT department").is_empty());
    }
}
