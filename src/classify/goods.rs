//! The goods of a line: hits, assigned categories and code brought together.

use serde::Serialize;

use crate::law::{CategoryId, Place, RuleSet};
use crate::source::Span;
use crate::terms::{Folded, HsCode, HsRange};

use super::vocabulary::Classifier;

/// How much a piece of evidence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// The goods are of the category.
    Certain,
    /// The goods may be of it.
    Possible,
}

/// Where a piece of evidence comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// Words of the description.
    Item,
    /// A category that somebody assigned.
    Category,
    /// The code.
    Hs,
}

/// Something that speaks for a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The category.
    pub category: CategoryId,
    /// How much it says.
    pub strength: Strength,
    /// Where it comes from.
    pub by: By,
    /// The words in the description, for [`By::Item`]; empty otherwise.
    pub span: Span,
    /// The phrase in the rules that matched, or the category's declaration.
    pub place: Place,
}

/// One of the goods that a line names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Goods {
    /// All that speaks for its categories.
    pub evidence: Vec<Evidence>,
    /// Whether the record's code describes it.
    pub has_code: bool,
    /// Words of the description that nothing is known of, where that is all there is.
    pub unknown: Option<Span>,
}

impl Goods {
    /// Goods of which one thing is known.
    fn of(evidence: Evidence) -> Self {
        Self {
            evidence: vec![evidence],
            ..Self::default()
        }
    }

    /// Whether nothing speaks for any category of it.
    #[must_use]
    pub fn is_unclassified(&self) -> bool {
        self.evidence.is_empty()
    }

    /// Its categories, the most specific ones only: one that lies above another certain one says
    /// nothing more.
    #[must_use]
    pub fn categories(&self, rules: &RuleSet) -> Vec<(CategoryId, Strength)> {
        let mut certain: Vec<CategoryId> = self
            .evidence
            .iter()
            .filter(|e| e.strength == Strength::Certain)
            .map(|e| e.category)
            .collect();
        certain.sort_unstable();
        certain.dedup();
        let adds = |evidence: &&Evidence| {
            let said = |other: &CategoryId| {
                let more =
                    *other != evidence.category && is_above(evidence.category, *other, rules);
                more || (*other == evidence.category && evidence.strength == Strength::Possible)
            };
            !certain.iter().any(said)
        };
        let mut categories: Vec<(CategoryId, Strength)> = self
            .evidence
            .iter()
            .filter(adds)
            .map(|e| (e.category, e.strength))
            .collect();
        categories.sort_unstable();
        categories.dedup();
        categories
    }

    /// Whether what is known of it is a thing that no code describes, such as a service.
    #[must_use]
    pub fn has_no_code(&self, rules: &RuleSet) -> bool {
        self.categories(rules).iter().any(|(category, strength)| {
            let category = rules.categories.get(category.index());
            *strength == Strength::Certain && category.is_some_and(|category| category.hs_none)
        })
    }

    /// Every code that the goods can have by their certain categories; empty where nothing bounds
    /// them.
    #[must_use]
    pub fn codes<'r>(&self, rules: &'r RuleSet) -> Vec<&'r HsRange> {
        let mut bound: Option<Vec<&HsRange>> = None;
        for (category, strength) in self.categories(rules) {
            let codes = rules
                .categories
                .get(category.index())
                .map_or(&[][..], |c| c.codes.as_slice());
            if strength == Strength::Possible || codes.is_empty() {
                continue;
            }
            // Goods of two categories have a code of both; where no code is in both, either.
            bound = Some(match bound {
                None => codes.iter().collect(),
                Some(known) => {
                    let shared = |code: &&&HsRange| {
                        codes.iter().any(|other| other.covers(code) == Some(true))
                    };
                    let both: Vec<&HsRange> = known.iter().filter(shared).copied().collect();
                    if both.is_empty() {
                        known.into_iter().chain(codes).collect()
                    } else {
                        both
                    }
                }
            });
        }
        bound.unwrap_or_default()
    }
}

impl Classifier<'_> {
    /// The goods that a line names; never empty.
    ///
    /// ```
    /// use interdict::classify::Classifier;
    /// let rules = interdict::law::RuleSet::builtin().unwrap();
    /// let classifier = Classifier::new(&rules).unwrap();
    /// let goods = classifier.goods(Some("rice and two assault rifles"), &[], None);
    /// assert_eq!(goods.len(), 2);
    /// ```
    #[must_use]
    pub fn goods(
        &self,
        item: Option<&str>,
        assigned: &[CategoryId],
        code: Option<&HsCode>,
    ) -> Vec<Goods> {
        let mut goods = item.map(|text| self.named(text)).unwrap_or_default();
        for category in assigned {
            self.assign(*category, &mut goods);
        }
        if let Some(code) = code {
            self.give_code(code, &mut goods);
        }
        if goods.is_empty() {
            goods.push(Goods::default());
        }
        goods
    }

    /// The goods that a description names, stretch by stretch. Hits in one stretch that can speak
    /// of one thing (one category lies above the other) do; a stretch of which nothing is known
    /// names goods all the same, unless it is the only one.
    fn named(&self, text: &str) -> Vec<Goods> {
        let folded = Folded::new(text);
        let reading = self.read(&folded);
        let mut all: Vec<Goods> = Vec::new();
        for stretch in reading.stretches(&folded) {
            let here = all.len();
            let inside = |span: Span| stretch.start <= span.start && span.start < stretch.end;
            for hit in reading.hits.iter().filter(|hit| inside(hit.span)) {
                let doubted = |doubt: &Span| inside(*doubt) && doubt.end <= hit.span.start;
                let strength = match reading.doubts.iter().any(doubted) {
                    true => Strength::Possible,
                    false => hit.strength,
                };
                let evidence = Evidence {
                    category: hit.category,
                    strength,
                    by: By::Item,
                    span: folded.original(hit.span),
                    place: hit.place,
                };
                let mut same = all.iter_mut().skip(here);
                match same.find(|goods| self.can_be_one(goods, evidence.category)) {
                    Some(goods) => goods.evidence.push(evidence),
                    None => all.push(Goods::of(evidence)),
                }
            }
            let unknown = reading.unknown_words(stretch, &folded);
            all.extend(unknown.map(|words| Goods {
                unknown: Some(folded.original(words)),
                ..Goods::default()
            }));
        }
        if all.iter().all(Goods::is_unclassified) {
            all.truncate(1);
        }
        all
    }

    /// Whether one of the goods' categories lies above or below `category`.
    fn can_be_one(&self, goods: &Goods, category: CategoryId) -> bool {
        goods.evidence.iter().any(|evidence| {
            is_above(evidence.category, category, self.rules)
                || is_above(category, evidence.category, self.rules)
        })
    }

    /// Adds an assigned category to the goods that it can speak of, or as goods of its own.
    fn assign(&self, category: CategoryId, goods: &mut Vec<Goods>) {
        let Some(declared) = self.rules.categories.get(category.index()) else {
            return;
        };
        let evidence = Evidence {
            category,
            strength: Strength::Certain,
            by: By::Category,
            span: Span::default(),
            place: declared.place,
        };
        self.add(&evidence, goods);
    }

    fn add(&self, evidence: &Evidence, goods: &mut Vec<Goods>) {
        let mut found = false;
        for one in goods
            .iter_mut()
            .filter(|one| self.can_be_one(one, evidence.category))
        {
            one.evidence.push(evidence.clone());
            found = true;
        }
        match goods.as_mut_slice() {
            _ if found => {}
            // Of words that nothing is known of, this says what they name.
            [only] if only.is_unclassified() => only.evidence.push(evidence.clone()),
            _ => goods.push(Goods::of(evidence.clone())),
        }
    }

    /// Says which goods the record's code describes: those that can have it by what is known of
    /// them; where there are none, goods of their own.
    fn give_code(&self, code: &HsCode, goods: &mut Vec<Goods>) {
        let meant = self.meant_by(code);
        let is_only = goods.len() == 1;
        let mut found = false;
        for one in goods.iter_mut() {
            let open = is_only && one.codes(self.rules).is_empty();
            let fits = one
                .evidence
                .iter()
                .any(|evidence| self.can_have(evidence.category, code));
            if fits || open {
                one.has_code = true;
                self.agree(one, code);
                found = true;
            }
        }
        if found {
            meant.iter().for_each(|evidence| self.add(evidence, goods));
        } else {
            goods.push(Goods {
                evidence: meant,
                has_code: true,
                unknown: None,
            });
        }
        // Words that nothing is known of may name something narrower than the code does.
        let open = |one: &&mut Goods| {
            let by_code = one.evidence.iter().all(|evidence| evidence.by == By::Hs);
            one.has_code && by_code && (one.unknown.is_some() || one.evidence.is_empty())
        };
        for one in goods.iter_mut().filter(open) {
            one.evidence.extend(self.may_have(code));
        }
    }

    /// Whether goods of a category can have a code by its list.
    fn can_have(&self, category: CategoryId, code: &HsCode) -> bool {
        let codes = self
            .rules
            .categories
            .get(category.index())
            .map(|c| c.codes.iter());
        codes
            .into_iter()
            .flatten()
            .any(|range| range.holds(code) != Some(false))
    }

    /// A hint counts where the code agrees with it.
    fn agree(&self, goods: &mut Goods, code: &HsCode) {
        for evidence in &mut goods.evidence {
            let codes = self
                .rules
                .categories
                .get(evidence.category.index())
                .map(|c| &c.codes);
            let agrees = codes
                .is_some_and(|codes| codes.iter().any(|range| range.holds(code) == Some(true)));
            if agrees && evidence.strength == Strength::Possible {
                evidence.strength = Strength::Certain;
            }
        }
    }

    /// The categories whose own lists hold a code: where only the code is known, the goods may be
    /// of any of them.
    fn may_have(&self, code: &HsCode) -> Vec<Evidence> {
        let categories = self.rules.categories.iter().enumerate();
        let holding = categories.filter(|(_, category)| {
            category
                .hs_may
                .iter()
                .any(|range| range.holds(code) == Some(true))
        });
        holding
            .map(|(index, category)| Evidence {
                category: CategoryId(index),
                strength: Strength::Possible,
                by: By::Hs,
                span: Span::default(),
                place: category.place,
            })
            .collect()
    }

    /// The categories that a code means by the longest `hs always` that fits.
    fn meant_by(&self, code: &HsCode) -> Vec<Evidence> {
        let mut longest = 0;
        let mut meant = Vec::new();
        for (index, category) in self.rules.categories.iter().enumerate() {
            let fitting = category
                .hs_always
                .iter()
                .filter(|range| range.holds(code) == Some(true));
            let Some(length) = fitting.map(|range| range.sample().digits().len()).max() else {
                continue;
            };
            if length > longest {
                longest = length;
                meant.clear();
            }
            if length == longest {
                meant.push(Evidence {
                    category: CategoryId(index),
                    strength: Strength::Certain,
                    by: By::Hs,
                    span: Span::default(),
                    place: category.place,
                });
            }
        }
        meant
    }
}

/// Whether `upper` is `lower` or may lie above it.
fn is_above(upper: CategoryId, lower: CategoryId, rules: &RuleSet) -> bool {
    rules
        .categories
        .get(lower.index())
        .is_some_and(|category| category.above.contains_key(&upper))
}
