//! The goods of a line: hits, assigned categories and code brought together.

use std::cell::Cell;

use serde::Serialize;

use crate::law::{CategoryId, FactId, Place, RuleSet};
use crate::source::Span;
use crate::terms::{Folded, HsCode, HsRange};

use super::reading::Stretch;
use super::vocabulary::{Classifier, Mark};

/// How much a piece of evidence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// The goods are of the category.
    Certain,
    /// The goods may be of it.
    Possible,
}

/// Where a piece of evidence comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// Whether it is a name or a word that other things have as well, with nothing beside it that
    /// agrees: an ordinary code outweighs it.
    pub bare: bool,
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
    /// Facts that words of the description state, each with the words.
    pub says: Vec<(FactId, Span)>,
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

/// What is worked with while a text is read.
#[derive(Default)]
struct Desk {
    text: Folded,
    marks: Vec<Mark>,
}

thread_local! {
    /// Left as it is after a text, so that the next one finds its memory; nothing of what is on it
    /// is read again.
    static DESK: Cell<Desk> = Cell::default();
}

impl Classifier<'_> {
    /// The goods that a line names; never empty.
    ///
    /// ```
    /// use interdict::classify::Classifier;
    /// let rules = interdict::law::RuleSet::builtin().unwrap();
    /// let classifier = Classifier::new(&rules);
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
    /// names goods all the same, unless it is the only one. What a label says counts where
    /// nothing else is said, and then it is only possible.
    fn named(&self, text: &str) -> Vec<Goods> {
        let mut desk = DESK.take();
        desk.text.refold(text);
        self.marks(&desk.text, &mut desk.marks);
        if let Some(mended) = self.mended(&desk.text, &desk.marks) {
            desk.text = mended;
            self.marks(&desk.text, &mut desk.marks);
        }
        let stretches = self.read(&desk.text, &mut desk.marks);
        let goods = self.gathered(&desk.text, &stretches);
        DESK.set(desk);
        goods
    }

    /// The goods of all stretches.
    fn gathered(&self, folded: &Folded, stretches: &[Stretch]) -> Vec<Goods> {
        let said = stretches.iter().filter(|stretch| !stretch.claimed);
        let plain = said
            .clone()
            .any(|one| !one.hits.is_empty() || one.unknown.is_some());
        let mut all: Vec<Goods> = Vec::new();
        for stretch in stretches.iter().filter(|one| !one.claimed || !plain) {
            let here = all.len();
            for hit in &stretch.hits {
                let strength = match stretch.claimed {
                    true => Strength::Possible,
                    false => hit.strength,
                };
                let evidence = Evidence {
                    category: hit.category,
                    strength,
                    by: By::Item,
                    span: folded.original(hit.span),
                    place: hit.place,
                    bare: hit.bare,
                };
                let mut same = all.iter_mut().skip(here);
                match same.find(|goods| self.can_be_one(goods, evidence.category)) {
                    Some(goods) => goods.evidence.push(evidence),
                    None => all.push(Goods::of(evidence)),
                }
            }
            for goods in all.iter_mut().skip(here) {
                let says = stretch.says.iter();
                goods.says = says
                    .map(|(fact, span)| (*fact, folded.original(*span)))
                    .collect();
            }
            all.extend(stretch.unknown.map(|words| Goods {
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
            bare: false,
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
        self.outweigh(&meant, code, goods);
        let is_only = goods.len() == 1;
        let mut found = false;
        for one in goods.iter_mut() {
            let open = is_only && one.codes(self.rules).is_empty() && !one.has_no_code(self.rules);
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
            // What is left over for a code counts where nothing narrower is known of the goods.
            let narrow = |one: &Goods| {
                let narrow =
                    |e: &Evidence| e.strength == Strength::Certain && !self.is_residual(e.category);
                one.has_code && one.evidence.iter().any(narrow)
            };
            let narrower = goods.iter().any(narrow);
            let meant = meant.iter();
            meant
                .filter(|evidence| !(narrower && self.is_residual(evidence.category)))
                .for_each(|evidence| self.add(evidence, goods));
        } else if let [only] = goods.as_mut_slice()
            && meant
                .iter()
                .all(|evidence| self.is_residual(evidence.category))
            && !only.is_unclassified()
        {
            // What is plainly named stays what it is under the code of something wider.
            only.has_code = true;
        } else {
            goods.push(Goods {
                evidence: meant,
                has_code: true,
                ..Goods::default()
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

    fn is_residual(&self, category: CategoryId) -> bool {
        let declared = self.rules.categories.get(category.index());
        declared.is_some_and(|category| category.residual)
    }

    /// A code that the goods cannot have outweighs a bare name or hint: it does not count where
    /// the code means something else, and is only possible where nothing is known of the code.
    fn outweigh(&self, meant: &[Evidence], code: &HsCode, goods: &mut Vec<Goods>) {
        let before = goods.len();
        for one in goods.iter_mut() {
            let outweighed = |evidence: &Evidence| {
                let listed = self.rules.categories.get(evidence.category.index());
                let listed = listed.is_some_and(|category| !category.codes.is_empty());
                evidence.bare && listed && !self.can_have(evidence.category, code)
            };
            let related = |evidence: &Evidence| {
                meant
                    .iter()
                    .any(|m| self.share_a_kind(m.category, evidence.category))
            };
            one.evidence.retain_mut(|evidence| {
                if !outweighed(evidence) || related(evidence) {
                    return true;
                }
                evidence.strength = Strength::Possible;
                meant.is_empty()
            });
        }
        // Goods of which nothing is left were not those that the words seemed to name.
        goods.retain(|one| !one.is_unclassified() || one.unknown.is_some());
        if goods.is_empty() && before > 0 {
            goods.push(Goods::default());
        }
    }

    /// Whether two categories lie below a common one.
    fn share_a_kind(&self, a: CategoryId, b: CategoryId) -> bool {
        let above = |id: CategoryId| self.rules.categories.get(id.index()).map(|c| &c.above);
        let (Some(a), Some(b)) = (above(a), above(b)) else {
            return false;
        };
        a.keys().any(|id| b.contains_key(id))
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
                bare: false,
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
                    bare: false,
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
