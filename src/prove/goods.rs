//! What a record can say of its goods, as far as rules tell it apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Checker, Sample};
use crate::law::{Category, FactId, RuleSet};
use crate::logic::World;
use crate::record::Draft;
use crate::terms::{HsCode, HsRange, Nomenclature};

use super::asked::Asked;

/// Goods as a record names them: by a category, a code, both, or words.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    category: Option<String>,
    code: Option<String>,
    item: Option<String>,
    /// Which of the goods that a record so names these are.
    part: usize,
    /// Whether the record names others beside them.
    beside: bool,
}

impl Kind {
    /// Goods of which no rule knows anything.
    fn unknown() -> Self {
        Self {
            item: Some("zzz".into()),
            ..Self::default()
        }
    }

    fn of_category(name: &str) -> Self {
        Self {
            category: Some(name.to_owned()),
            ..Self::default()
        }
    }

    fn of_code(code: &str) -> Self {
        Self {
            code: Some(code.to_owned()),
            ..Self::default()
        }
    }

    /// What the goods are by one rule set; nothing where a record so names fewer, or of a category
    /// that it does not know.
    pub fn sample<'r>(&self, checker: &Checker<'r>) -> Option<Sample<'r>> {
        let category = match self.category.as_deref() {
            // Goods of a category that is not known are no goods of none.
            Some(name) => Some(checker.rules().category(name)?),
            None => None,
        };
        let code = self
            .code
            .as_deref()
            .and_then(|code| HsCode::parse(code).ok());
        Sample::of_goods(
            checker,
            self.item.as_deref(),
            category,
            code.as_ref(),
            self.part,
        )
    }

    /// Which of the goods that a record so names these are.
    pub fn part(&self) -> usize {
        self.part
    }

    /// The goods in words.
    pub fn label(&self) -> String {
        match (&self.category, &self.code, &self.item) {
            (Some(category), Some(code), _) => format!("{category} under HS {code}"),
            (Some(category), None, _) => format!("{category} itself"),
            (None, Some(code), _) => format!("HS {code}"),
            (None, None, Some(item)) if *self != Self::unknown() => format!("\"{item}\""),
            _ => "goods of which nothing is known".into(),
        }
    }

    /// A record in the making that names the goods and says nothing else.
    pub fn draft(&self) -> Draft {
        Draft {
            item: self.item.clone(),
            categories: self.category.iter().cloned().collect(),
            hs: self.code.clone(),
            ..Draft::default()
        }
    }
}

/// Everything that some rule sets can tell apart, each with a way to say it. The first is goods of
/// which nothing is known.
pub(super) fn kinds(checkers: &[Checker<'_>], asked: &[Asked<'_>]) -> Vec<Kind> {
    let mut told = Told {
        checkers,
        asked,
        known: BTreeSet::new(),
        kinds: Vec::new(),
    };
    told.enter(Kind::unknown());
    let names: BTreeSet<&str> = categories(checkers).map(|c| c.name.as_str()).collect();
    names
        .iter()
        .for_each(|name| told.enter(Kind::of_category(name)));
    let mut codes: BTreeMap<Vec<Holds>, String> = BTreeMap::new();
    for code in candidates(checkers, asked) {
        let holds = holds(&code, checkers, asked);
        codes.entry(holds).or_insert(code);
    }
    let codes: BTreeSet<&String> = codes.values().collect();
    codes
        .iter()
        .for_each(|code| told.enter(Kind::of_code(code)));
    for item in words(checkers) {
        // Of one of several goods a line's amounts are only the most it can be.
        let beside = format!("{item}, zzz");
        for item in [item, beside] {
            told.enter(Kind {
                item: Some(item),
                ..Kind::default()
            });
        }
    }
    for name in names {
        for code in &codes {
            told.enter(Kind {
                code: Some((*code).clone()),
                ..Kind::of_category(name)
            });
        }
    }
    told.in_order()
}

/// Kinds that were told apart so far.
struct Told<'c, 'r> {
    checkers: &'c [Checker<'r>],
    asked: &'c [Asked<'r>],
    known: BTreeSet<Vec<Signature>>,
    kinds: Vec<Kind>,
}

impl Told<'_, '_> {
    /// Keeps each of the goods that a record names so, where no other is like them.
    fn enter(&mut self, kind: Kind) {
        let parts = (0..).map(|part| Kind {
            part,
            ..kind.clone()
        });
        for part in parts {
            if !self.enter_part(part) {
                break;
            }
        }
    }

    /// Whether there are such goods.
    fn enter_part(&mut self, kind: Kind) -> bool {
        let both = self.checkers.iter().zip(self.asked);
        let signatures = both.map(|(checker, asked)| {
            let sample = kind.sample(checker)?;
            // Rule sets that are compared may make different goods of a record that names several:
            // there is then nothing to set beside each other.
            let is_comparable = sample.is_alone() || self.checkers.len() == 1;
            is_comparable.then_some(())?;
            Some(Signature::of(&sample, checker.rules(), asked))
        });
        let signatures: Option<Vec<Signature>> = signatures.collect();
        let Some(signatures) = signatures else {
            return false;
        };
        if self.known.insert(signatures) {
            let mut samples = self
                .checkers
                .iter()
                .filter_map(|checker| kind.sample(checker));
            let beside = samples.any(|sample| !sample.is_alone());
            self.kinds.push(Kind { beside, ..kind });
        }
        true
    }

    /// The kinds with neighbours in the graph of categories beside each other, so that sets of
    /// them are small diagrams.
    fn in_order(mut self) -> Vec<Kind> {
        let rules = self.checkers.first().map(Checker::rules);
        if let Some(rest) = self.kinds.get_mut(1..) {
            rest.sort_by_cached_key(|kind| {
                let way = rules.map(|rules| branch(kind, rules));
                // What takes fewer fields to say comes first.
                let is_pair = kind.category.is_some() && kind.code.is_some();
                let is_unnamed = kind.category.is_none();
                let order = (kind.beside, is_pair, is_unnamed, kind.item.is_some());
                (order, way, kind.clone())
            });
        }
        self.kinds
    }
}

/// The way down to a kind's category in the graph.
fn branch(kind: &Kind, rules: &RuleSet) -> Vec<String> {
    let mut branch = Vec::new();
    let category = kind.category.as_deref();
    let mut next = category.and_then(|name| rules.category(name));
    while let Some(category) = next.and_then(|id| rules.categories.get(id.index())) {
        branch.push(category.name.clone());
        next = category.parents.first().map(|parent| parent.category);
    }
    branch.reverse();
    branch
}

/// Whatever rules can learn of goods.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Signature {
    unclassified: bool,
    /// Whether the record names nothing else, where amounts are asked: those are of all its goods.
    alone: Option<bool>,
    evidence: Vec<(usize, bool)>,
    codes: Vec<(bool, bool)>,
    facts: Vec<(usize, bool, bool, bool)>,
    quantities: Vec<(bool, bool)>,
}

impl Signature {
    fn of(sample: &Sample<'_>, rules: &RuleSet, asked: &Asked<'_>) -> Self {
        let world = sample.world();
        let evidence = world.evidence().iter();
        let facts = (0..rules.facts.len()).map(|fact| (fact, world.stated(FactId(fact))));
        let facts = facts.filter(|(_, stated)| stated.yes || stated.no || stated.differs);
        let codes = asked.codes.iter().map(|ranges| world.hs(ranges));
        let quantities = asked.quantities.iter();
        let quantities = quantities.map(|(of, comparison, amount)| {
            let answer = world.quantity(*of, *comparison, *amount);
            (answer.must, answer.may)
        });
        let asks_amounts = !asked.lines.is_empty() || !asked.allowances.is_empty();
        Self {
            unclassified: sample.is_unclassified(),
            alone: asks_amounts.then(|| sample.is_alone()),
            evidence: evidence.map(|(id, is)| (id.index(), is.must)).collect(),
            codes: codes.map(|holds| (holds.must, holds.may)).collect(),
            facts: facts
                .map(|(fact, is)| (fact, is.yes, is.no, is.differs))
                .collect(),
            quantities: quantities.collect(),
        }
    }
}

fn categories<'a>(checkers: &'a [Checker<'_>]) -> impl Iterator<Item = &'a Category> {
    checkers
        .iter()
        .flat_map(|checker| &checker.rules().categories)
}

/// Codes of which some may lie inside a range and some outside: those around the ends of all ranges
/// with what stands above them, and the codes of the nomenclature.
fn candidates(checkers: &[Checker<'_>], asked: &[Asked<'_>]) -> BTreeSet<String> {
    let mut near = Vec::new();
    let mut named = BTreeSet::new();
    for range in ranges(checkers, asked) {
        near.extend(range.around());
        near.extend(range.ends().map(HsCode::clone));
        named.extend(range.ends().iter().filter_map(|code| code.edition()));
    }
    let above = near.iter().flat_map(|code| {
        let lengths = [2, 4, 6, 8].into_iter();
        lengths.filter_map(|length| HsCode::parse(code.digits().get(..length)?).ok())
    });
    let above: Vec<HsCode> = above.collect();
    near.extend(above);
    let other = HsCode::editions()
        .iter()
        .find(|year| !named.contains(*year));
    // Where a range is of an edition, a code can be of that, of another, or of none.
    let editions: Vec<u16> = match named.is_empty() {
        true => Vec::new(),
        false => named.iter().chain(other).copied().collect(),
    };
    let mut codes: BTreeSet<String> = BTreeSet::new();
    for code in &near {
        codes.insert(code.digits().to_owned());
        codes.extend(
            editions
                .iter()
                .map(|year| code.in_edition(*year).to_string()),
        );
    }
    if let Some(newest) = Nomenclature::all().next() {
        codes.extend(newest.codes().map(str::to_owned));
    }
    codes.retain(|code| HsCode::parse(code).is_ok());
    codes
}

/// Every range of codes that categories and conditions name.
fn ranges<'a>(
    checkers: &'a [Checker<'_>],
    asked: &'a [Asked<'_>],
) -> impl Iterator<Item = &'a HsRange> {
    let lists = categories(checkers).flat_map(|c| c.hs_always.iter().chain(&c.hs_may));
    let asked = asked.iter();
    lists.chain(asked.flat_map(|asked| asked.codes.iter().copied().flatten()))
}

/// Whether a range holds a code: yes, no, in part.
type Holds = Option<bool>;

/// What every range that rules name says of a code.
fn holds(code: &str, checkers: &[Checker<'_>], asked: &[Asked<'_>]) -> Vec<Holds> {
    let Ok(code) = HsCode::parse(code) else {
        return Vec::new();
    };
    let ranges = ranges(checkers, asked);
    ranges.map(|range| range.holds(&code)).collect()
}

/// Words that name goods: of each category one that makes it certain, a bare name, a hint; and
/// every model.
fn words(checkers: &[Checker<'_>]) -> Vec<String> {
    let phrases = categories(checkers).flat_map(|category| {
        let lists = [&category.words, &category.names, &category.hints];
        lists.into_iter().filter_map(|phrases| phrases.first())
    });
    let models = checkers.iter().flat_map(|checker| &checker.rules().models);
    let models = models.flat_map(|model| &model.names);
    let texts = phrases.chain(models).map(|phrase| phrase.text.as_str());
    let texts = texts.chain(told_apart(checkers));
    let texts: BTreeSet<&str> = texts.filter(|text| is_plain(text)).collect();
    texts.into_iter().map(str::to_owned).collect()
}

/// Whether a phrase can stand for a description as it is.
pub(super) fn is_plain(phrase: &str) -> bool {
    let mut chars = phrase.chars();
    chars.all(|c| c.is_alphanumeric() || c == ' ' || c == '-')
}

/// The phrases that some rule sets have in a category and others have not.
fn told_apart<'c>(checkers: &'c [Checker<'_>]) -> impl Iterator<Item = &'c str> {
    let mut known: BTreeMap<(&str, usize, &str), usize> = BTreeMap::new();
    for checker in checkers {
        for category in &checker.rules().categories {
            let lists = [&category.words, &category.names, &category.hints];
            let phrases = lists.into_iter().enumerate();
            let phrases = phrases.flat_map(|(list, phrases)| {
                phrases
                    .iter()
                    .map(move |phrase| (list, phrase.text.as_str()))
            });
            for (list, text) in phrases.collect::<BTreeSet<_>>() {
                let count = known
                    .entry((category.name.as_str(), list, text))
                    .or_default();
                *count = count.saturating_add(1);
            }
        }
    }
    let by_some = known.into_iter();
    let by_some = by_some.filter(|(_, count)| *count < checkers.len());
    by_some.map(|((_, _, text), _)| text)
}
