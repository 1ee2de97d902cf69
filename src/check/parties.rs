//! What the names of parties say: the country they are in, and groups that rules name.

use crate::law::Actor;
use crate::terms::{Country, CountryError, Folded};

/// Whether a party is named as an actor is reported.
pub(super) fn is_named(actor: &Actor, party: &str) -> bool {
    let party = Folded::new(party);
    let mut words = actor.words.iter().map(|word| Folded::new(&word.text));
    words.any(|word| party.holds(&word))
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
