//! What a record says, in the rules' own terms, and the reference reading of the one meaning:
//! the algebra is `bool`, one record at a time.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::classify::{Classifier, Goods, Strength};
use crate::law::{
    ActorId, CategoryId, Comparison, Condition, ConditionKind, FactId, Place, QuantityId, RuleSet,
    Way,
};
use crate::logic::{Line, Stated, Tri, World, holds};
use crate::record::{FactValue, Record};
use crate::terms::{Amount, Country, CountryError, Date, HsCode, HsRange, Interval};

/// What is known of a transfer. Asking "what if" is changing a copy.
#[derive(Debug, Clone)]
pub(super) struct Known<'r> {
    pub rules: &'r RuleSet,
    /// INVARIANT: `evidence` follows from it; [`Known::change_goods`] keeps both.
    pub goods: Vec<Goods>,
    /// What speaks for the categories of each of the goods.
    evidence: Vec<Vec<(CategoryId, Tri<bool>)>>,
    pub code: Option<HsCode>,
    pub from: Option<Country>,
    pub to: Option<Country>,
    pub origin: Option<Country>,
    pub via: Vec<Country>,
    /// Countries in which the end user is named as being; where a name can mean several, each of
    /// them is possible only.
    pub end_user_in: Vec<(Country, bool)>,
    pub sender_is: Vec<ActorId>,
    pub recipient_is: Vec<ActorId>,
    pub answers: BTreeMap<FactId, bool>,
    pub amounts: BTreeMap<QuantityId, Amount>,
    /// The date, cut at the rules' boundaries.
    pub slices: Vec<Interval>,
}

impl<'r> Known<'r> {
    /// Reads a record; `on` stands in for its date.
    pub fn of(
        record: &Record,
        classifier: &Classifier<'_>,
        rules: &'r RuleSet,
        on: Option<Date>,
    ) -> Self {
        let assigned: Vec<CategoryId> = record
            .categories
            .iter()
            .filter_map(|name| rules.category(&name.value))
            .collect();
        let code = record.hs.as_ref().map(|hs| hs.value.clone());
        let item = record.item.as_ref().map(|text| text.value.as_str());
        let date = on.map(Interval::day).or(record.date.map(|date| date.value));
        let actors = |names: &[crate::source::Spanned<String>]| -> Vec<ActorId> {
            names
                .iter()
                .filter_map(|name| rules.actor(&name.value))
                .collect()
        };
        let goods = classifier.goods(item, &assigned, code.as_ref());
        let mut known = Self {
            code,
            from: record.from.map(|country| country.value),
            to: record.to.map(|country| country.value),
            origin: record.origin.map(|country| country.value),
            via: record.via.iter().map(|country| country.value).collect(),
            end_user_in: record
                .end_user
                .as_ref()
                .map(|user| countries_in(&user.value))
                .unwrap_or_default(),
            sender_is: actors(&record.sender_is),
            recipient_is: actors(&record.recipient_is),
            slices: date.unwrap_or(Interval::ALWAYS).slices(&rules.boundaries),
            ..Self::of_goods(goods, rules)
        };
        for (name, value) in &record.facts {
            match value.value {
                FactValue::YesNo(answer) => {
                    known
                        .answers
                        .extend(rules.fact(name).map(|fact| (fact, answer)));
                }
                FactValue::Amount(amount) => {
                    known
                        .amounts
                        .extend(rules.quantity(name).map(|quantity| (quantity, amount)));
                }
            }
        }
        known
    }

    /// Goods of which only the description is known.
    pub fn of_goods(goods: Vec<Goods>, rules: &'r RuleSet) -> Self {
        Self {
            rules,
            evidence: goods.iter().map(|goods| evidence(goods, rules)).collect(),
            goods,
            code: None,
            from: None,
            to: None,
            origin: None,
            via: Vec::new(),
            end_user_in: Vec::new(),
            sender_is: Vec::new(),
            recipient_is: Vec::new(),
            answers: BTreeMap::new(),
            amounts: BTreeMap::new(),
            slices: vec![Interval::ALWAYS],
        }
    }

    /// Whether a fact is unknown of some of the goods.
    pub fn is_open(&self, fact: FactId) -> bool {
        let kind = ConditionKind::Fact(fact, None);
        let place = Place {
            file: 0,
            span: crate::source::Span::default(),
        };
        let asked = Condition { kind, place };
        let slice = self.slices.first().copied().unwrap_or(Interval::ALWAYS);
        (0..self.goods.len()).any(|part| {
            holds(&asked, self.rules, &self.moment(slice, part))
                .truth()
                .is_none()
        })
    }

    /// Changes each of the goods, and with it what speaks for its categories.
    pub fn change_goods(&mut self, change: impl Fn(&mut Goods)) {
        self.goods.iter_mut().for_each(change);
        self.evidence = self
            .goods
            .iter()
            .map(|goods| evidence(goods, self.rules))
            .collect();
    }

    /// One part on one slice.
    pub fn moment(&self, slice: Interval, part: usize) -> Moment<'_> {
        Moment {
            known: self,
            goods: self.goods.get(part),
            evidence: self.evidence.get(part).map_or(&[], Vec::as_slice),
            day: slice.first(),
        }
    }
}

impl Line for Known<'_> {
    type B = bool;

    fn slices(&self) -> &[Interval] {
        &self.slices
    }

    fn parts(&self) -> usize {
        self.goods.len()
    }

    fn world(&self, slice: Interval, part: usize) -> impl World<B = bool> {
        self.moment(slice, part)
    }

    fn is_unclassified(&self, part: usize) -> bool {
        self.goods.get(part).is_none_or(Goods::is_unclassified)
    }
}

/// One part of a record's goods on one slice of its date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment<'k> {
    pub known: &'k Known<'k>,
    pub goods: Option<&'k Goods>,
    evidence: &'k [(CategoryId, Tri<bool>)],
    pub day: Date,
}

const TRUE: Tri<bool> = Tri {
    must: true,
    may: true,
};
const UNKNOWN: Tri<bool> = Tri {
    must: false,
    may: true,
};
const FALSE: Tri<bool> = Tri {
    must: false,
    may: false,
};

impl World for Moment<'_> {
    type B = bool;

    fn constant(&self, value: bool) -> bool {
        value
    }

    fn evidence(&self) -> &[(CategoryId, Tri<bool>)] {
        self.evidence
    }

    fn place(&self, way: Way, country: Country) -> Tri<bool> {
        let known = self.known;
        let is = |place: Option<Country>| place == Some(country);
        let end_user = |certain| known.end_user_in.contains(&(country, certain));
        let (here, there, named) = match way {
            Way::To => (known.to, known.from, end_user(true)),
            Way::From => (
                known.from,
                known.to,
                is(known.origin) || known.via.contains(&country),
            ),
        };
        if is(here) || named {
            TRUE
        } else if way == Way::To && end_user(false) {
            UNKNOWN
        } else if here.is_some() || is(there) {
            // Sender and receiver differ.
            FALSE
        } else {
            UNKNOWN
        }
    }

    fn party(&self, way: Way, actor: ActorId) -> Tri<bool> {
        let (parties, silent) = match way {
            Way::To => (&self.known.recipient_is, UNKNOWN),
            Way::From => (&self.known.sender_is, FALSE),
        };
        if parties.is_empty() {
            silent
        } else {
            Tri::known(parties.contains(&actor))
        }
    }

    fn stated(&self, fact: FactId) -> Stated<bool> {
        let answer = self.known.answers.get(&fact).copied();
        // What the record states counts more than what its words say.
        let says = || {
            let says = self.goods.map_or(&[][..], |goods| goods.says.as_slice());
            says.iter().any(|(said, _)| *said == fact).then_some(true)
        };
        let answer = answer.or_else(says);
        Stated {
            yes: answer == Some(true),
            no: answer == Some(false),
        }
    }

    fn quantity(&self, quantity: QuantityId, comparison: Comparison, amount: Amount) -> Tri<bool> {
        let order = self
            .known
            .amounts
            .get(&quantity)
            .and_then(|known| known.compare(amount));
        order.map_or(UNKNOWN, |order| Tri::known(compares(order, comparison)))
    }

    fn hs(&self, ranges: &[HsRange]) -> Tri<bool> {
        let Some(goods) = self.goods else {
            return UNKNOWN;
        };
        if let (true, Some(code)) = (goods.has_code, &self.known.code) {
            return inside(ranges.iter().map(|range| range.holds(code)));
        }
        if goods.has_no_code(self.known.rules) {
            return FALSE;
        }
        let codes = goods.codes(self.known.rules);
        let each: Vec<Tri<bool>> = codes
            .iter()
            .map(|code| inside(ranges.iter().map(|range| range.covers(code))))
            .collect();
        if each.is_empty() {
            return UNKNOWN;
        }
        Tri {
            must: each.iter().all(|tri| tri.must),
            may: each.iter().any(|tri| tri.may),
        }
    }

    fn day(&self) -> Date {
        self.day
    }
}

/// What speaks for the categories of goods: certain ones are true, possible ones unknown.
fn evidence(goods: &Goods, rules: &RuleSet) -> Vec<(CategoryId, Tri<bool>)> {
    let categories = goods.categories(rules).into_iter();
    categories
        .map(|(category, strength)| {
            (
                category,
                if strength == Strength::Certain {
                    TRUE
                } else {
                    UNKNOWN
                },
            )
        })
        .collect()
}

/// Whether something lies in any of several ranges, given what is known of each.
fn inside(ranges: impl Iterator<Item = Option<bool>>) -> Tri<bool> {
    ranges.fold(FALSE, |any, range| match range {
        Some(true) => TRUE,
        Some(false) => any,
        None => any.or(&UNKNOWN),
    })
}

/// Whether an order satisfies a comparison.
pub(super) fn compares(order: Ordering, comparison: Comparison) -> bool {
    match comparison {
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::Equal => order.is_eq(),
        Comparison::AtLeast => order.is_ge(),
        Comparison::More => order.is_gt(),
    }
}

/// The longest country's name in words: "Democratic People's Republic of Korea".
const LONGEST_NAME: usize = 7;

/// The countries that a party's name or address gives, and whether for certain: a name that can
/// mean several countries is possible for each.
///
/// A name counts at the start of a part between commas or brackets, and after "of" or "in", so
/// that a surname is no country. Of codes only an alpha-3 code in capitals counts, where it is a
/// part of its own.
fn countries_in(party: &str) -> Vec<(Country, bool)> {
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
