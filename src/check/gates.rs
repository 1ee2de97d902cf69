//! Which measures a transfer can meet, by the countries that it names: what it costs grows with
//! these, not with the number of measures.

use std::collections::HashMap;

use smallvec::SmallVec;

use crate::law::{Condition, ConditionKind, Measure, ParagraphId, RuleSet, Way};
use crate::record::Record;
use crate::terms::Country;

use super::parties::countries_in;

/// A measure by its place in the rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MeasureAt {
    /// The paragraph that states it.
    pub paragraph: ParagraphId,
    measure: usize,
}

impl MeasureAt {
    /// The measure.
    pub fn of(self, rules: &RuleSet) -> Option<&Measure> {
        let paragraph = rules.paragraphs.get(self.paragraph.index())?;
        paragraph.measures.get(self.measure)
    }
}

/// What a transfer has to name, or be silent on, for a measure to reach it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Gate {
    /// The goods go there or come from there.
    Place(Way, Country),
    /// The vessel flies its flag.
    Flag(Country),
}

/// The gates that a transfer goes through, by their places, in order and each once.
pub(super) type Through = SmallVec<[u16; 6]>;

/// For each gate the measures behind it.
#[derive(Debug)]
pub(super) struct Gates {
    /// The measures that can reach any transfer.
    open: Vec<MeasureAt>,
    places: HashMap<Gate, u16>,
    behind: Vec<Vec<MeasureAt>>,
}

/// The places of two gates that stand for many: of transfers that do not say where goods go, and
/// of those that do not say where they come from.
const TO_ANYWHERE: u16 = 0;
const FROM_ANYWHERE: u16 = 1;

impl Gates {
    /// Sorts the measures of a rule set.
    pub fn of(rules: &RuleSet) -> Self {
        let mut gates = Self {
            open: Vec::new(),
            places: HashMap::new(),
            behind: vec![Vec::new(); 2],
        };
        for (index, paragraph) in rules.paragraphs.iter().enumerate() {
            for (measure, declared) in paragraph.measures.iter().enumerate() {
                let at = MeasureAt {
                    paragraph: ParagraphId(index),
                    measure,
                };
                match asked(&declared.reach) {
                    Some(asked) => asked.iter().for_each(|gate| gates.put(*gate, at)),
                    None => gates.open.push(at),
                }
            }
        }
        gates
    }

    fn put(&mut self, gate: Gate, at: MeasureAt) {
        let next = u16::try_from(self.behind.len());
        let known = self.places.get(&gate).copied();
        // There are fewer gates than three for each country.
        let Some(place) = known.or(next.ok()) else {
            self.open.push(at);
            return;
        };
        if known.is_none() {
            self.places.insert(gate, place);
            self.behind.push(Vec::new());
        }
        let anywhere = match gate {
            Gate::Place(Way::To, _) => Some(TO_ANYWHERE),
            Gate::Place(Way::From, _) => Some(FROM_ANYWHERE),
            Gate::Flag(_) => None,
        };
        for place in [Some(place), anywhere].into_iter().flatten() {
            if let Some(behind) = self.behind.get_mut(usize::from(place)) {
                behind.push(at);
            }
        }
    }

    /// The gates that a record goes through; nothing where no measure can reach it.
    pub fn through(&self, record: &Record) -> Option<Through> {
        let mut through = Through::new();
        let mut enter = |gate| through.extend(self.places.get(&gate).copied());
        let to = record.to.iter().map(|country| country.value);
        let user = record.end_user.iter();
        let users = user.flat_map(|user| countries_in(&user.value));
        for country in to.chain(users.map(|(country, _)| country)) {
            enter(Gate::Place(Way::To, country));
        }
        let from = record.from.iter().chain(&record.origin).chain(&record.via);
        for country in from {
            enter(Gate::Place(Way::From, country.value));
        }
        if let Some(flag) = record.flag {
            enter(Gate::Flag(flag.value));
        }
        if record.to.is_none() {
            through.push(TO_ANYWHERE);
        }
        if record.from.is_none() {
            through.push(FROM_ANYWHERE);
        }
        through.sort_unstable();
        through.dedup();
        (!through.is_empty() || !self.open.is_empty()).then_some(through)
    }

    /// The measures that can reach a record, in order; nothing where none can.
    pub fn measures(&self, record: &Record) -> Option<Vec<MeasureAt>> {
        Some(self.behind(&self.through(record)?))
    }

    /// The measures that can reach what goes through these gates, in order.
    pub fn behind(&self, through: &Through) -> Vec<MeasureAt> {
        let behind = through
            .iter()
            .filter_map(|gate| self.behind.get(usize::from(*gate)));
        let mut behind: Vec<MeasureAt> = behind.flatten().chain(&self.open).copied().collect();
        behind.sort_unstable();
        behind.dedup();
        behind
    }
}

/// The gates of which one has to be open for a condition to hold; nothing where it may hold
/// without any.
fn asked(condition: &Condition) -> Option<Vec<Gate>> {
    match &condition.kind {
        ConditionKind::Place(way, country) => Some(vec![Gate::Place(*way, *country)]),
        ConditionKind::Flag(country) => Some(vec![Gate::Flag(*country)]),
        ConditionKind::Any(parts) => {
            let parts: Option<Vec<Vec<Gate>>> = parts.iter().map(asked).collect();
            Some(parts?.concat())
        }
        ConditionKind::All(parts) => parts.iter().filter_map(asked).min_by_key(Vec::len),
        _ => None,
    }
}

/// The paragraphs of some measures that are in order.
pub(super) fn paragraphs_of(measures: &[MeasureAt]) -> Vec<ParagraphId> {
    let mut paragraphs: Vec<ParagraphId> = measures.iter().map(|at| at.paragraph).collect();
    paragraphs.dedup();
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::names;
    use crate::record::{Format, read};
    use crate::source::SourceFile;

    fn behind(rules: &RuleSet, row: &str) -> Vec<String> {
        let text = format!("item,from,to,origin,end_user\n{row}\n");
        let file = SourceFile::new("a.csv", text);
        let records = read(&file, Format::Csv, &names(rules)).records;
        let measures = Gates::of(rules).measures(&records[0]).unwrap_or_default();
        let paragraphs = paragraphs_of(&measures).into_iter();
        paragraphs
            .map(|id| rules.paragraphs[id.index()].citation.to_string())
            .collect()
    }

    #[test]
    fn only_measures_that_the_countries_open_are_asked() {
        let rules = RuleSet::builtin().unwrap();
        assert!(behind(&rules, "tea,CHN,IND,,").is_empty());
        let to = behind(&rules, "tea,CHN,PRK,,");
        assert!(to.contains(&"2397/7".to_owned()));
        assert!(
            !to.contains(&"2371/8".to_owned()),
            "coal leaves the country"
        );
        let from = behind(&rules, "tea,PRK,CHN,,");
        assert!(from.contains(&"2371/8".to_owned()));
        assert!(!from.iter().any(|cited| cited == "2397/7"));
        assert_eq!(behind(&rules, "tea,CHN,IND,PRK,"), from, "by origin");
        assert_eq!(
            behind(&rules, "tea,CHN,IND,,\"Firm, Pyongyang, North Korea\""),
            to,
            "by end user"
        );
    }

    #[test]
    fn silence_opens_every_measure_of_its_direction() {
        let rules = RuleSet::builtin().unwrap();
        let silent = behind(&rules, "tea,,,,");
        let with_measures = rules.paragraphs.iter().filter(|p| !p.measures.is_empty());
        let flagged = |paragraph: &&crate::law::Paragraph| {
            let reach = paragraph
                .measures
                .iter()
                .map(|measure| asked(&measure.reach));
            reach
                .flatten()
                .flatten()
                .any(|gate| matches!(gate, Gate::Place(..)))
        };
        assert_eq!(silent.len(), with_measures.filter(flagged).count());
        assert!(Gates::of(&rules).open.is_empty());
    }
}
