//! The phrases of the rules, and what of them stands at a place of a text.
//!
//! A phrase is followed stage by stage. A stage knows how each of many phrases goes on: the
//! literals that may come next as one tree, and the numbers and endings. What comes after a
//! literal is a stage in its turn, made when a text first gets there, so that no more of the
//! vocabulary is spelt out than texts ask for.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use smallvec::SmallVec;

use crate::law::{Phrase, Place};
use crate::source::Span;
use crate::terms::{ENDING, Folded, Part, thousandths};

use super::beginning::{Beginnings, Pair};
use super::trie::{GAP, Opening, Trie};
use super::vocabulary::Role;

/// All phrases of a rule set.
#[derive(Debug)]
pub(super) struct Phrases<'r> {
    phrases: Vec<&'r Phrase>,
    /// What each phrase does, and its place.
    told: Vec<(Role, Place)>,
    /// The phrases by how they may begin, those of which that is not told first, each with its stage
    /// once a text began so.
    firsts: Vec<First>,
    /// For each pair of bytes its place among those; 0 where no phrase begins so.
    places: Vec<u16>,
    /// The stages made so far, by what is left of their phrases: ways that meet again share one.
    stages: Mutex<HashMap<Box<[Rest]>, Arc<Stage>>>,
}

/// Phrases that may begin alike.
#[derive(Debug, Default)]
struct First {
    /// How they begin, where it is told.
    pair: Option<Pair>,
    phrases: Vec<usize>,
    stage: OnceLock<Stage>,
}

/// How many pairs of bytes there are.
const PAIRS: usize = 1 << 16;

fn slot([first, second]: Pair) -> usize {
    usize::from(u16::from_be_bytes([first, second]))
}

/// What is left of a phrase from one of its parts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Rest {
    phrase: usize,
    part: usize,
    /// Inside a part that is a choice: which of the choices, and the part of it.
    inside: Option<(usize, usize)>,
}

/// How some phrases go on.
#[derive(Debug, Default)]
struct Stage {
    /// What a text has here that goes on.
    opening: Opening,
    literals: Trie,
    /// For each literal, how it goes on.
    after_literal: Box<[Way]>,
    /// The ranges of numbers that may stand here.
    numbers: Box<[(u64, u64, Rest)]>,
    /// Where a range begins or is over, in order: between two of these all numbers fit the same
    /// ranges.
    bounds: Box<[u64]>,
    /// From each bound on, how it goes on.
    after_number: Box<[OnceLock<Way>]>,
    /// What follows any ending of the word.
    after_ending: Option<Way>,
}

/// What is left of some phrases, and the stage for it once a text got there.
#[derive(Debug, Default)]
struct Way {
    /// The phrases of which nothing need follow.
    ends: Box<[usize]>,
    /// What is left of the others.
    rests: Box<[Rest]>,
    stage: OnceLock<(Opening, Arc<Stage>)>,
}

/// Where a text has got among the stages, from one of its words on.
#[derive(Debug, Default)]
struct Walk<'a> {
    /// All stages that were reached, each with the place in the text.
    reached: SmallVec<[(&'a Stage, usize); 8]>,
}

impl<'a> Walk<'a> {
    /// Goes on at a stage, where the text has not been there.
    fn enter(&mut self, stage: &'a Stage, at: usize) {
        let same = |(known, place): &(&Stage, usize)| *place == at && std::ptr::eq(*known, stage);
        if !self.reached.iter().any(same) {
            self.reached.push((stage, at));
        }
    }
}

impl<'r> Phrases<'r> {
    /// The phrases with what each does.
    pub fn new(phrases: Vec<(&'r Phrase, Role)>) -> Self {
        let mut beginnings = Beginnings::default();
        let mut firsts = vec![First::default()];
        let mut places = vec![0; PAIRS];
        for (index, (phrase, _)) in phrases.iter().enumerate() {
            let Some(pairs) = beginnings.of(&phrase.text) else {
                firsts
                    .iter_mut()
                    .take(1)
                    .for_each(|open| open.phrases.push(index));
                continue;
            };
            for pair in pairs {
                let Some(place) = places.get_mut(slot(pair)) else {
                    continue;
                };
                if *place == 0 {
                    *place = u16::try_from(firsts.len()).unwrap_or(0);
                    firsts.push(First {
                        pair: Some(pair),
                        ..First::default()
                    });
                }
                if let Some(first) = firsts.get_mut(usize::from(*place)) {
                    first.phrases.push(index);
                }
            }
        }
        let told = phrases
            .iter()
            .map(|(phrase, role)| (*role, phrase.place))
            .collect();
        Self {
            phrases: phrases.into_iter().map(|(phrase, _)| phrase).collect(),
            told,
            firsts,
            places,
            stages: Mutex::default(),
        }
    }

    /// The beginnings of some phrases. One that is wrong has no parts.
    fn starts(&self, phrases: impl Iterator<Item = usize>) -> Vec<Rest> {
        let all = phrases.map(|phrase| Rest {
            phrase,
            part: 0,
            inside: None,
        });
        all.filter(|rest| !self.parts(rest.phrase).is_empty())
            .collect()
    }

    /// The stage of phrases that may begin alike; of one with choices, those that do not are left
    /// out.
    fn first_stage(&self, first: &First) -> Stage {
        let mut made = self.unsorted(&self.starts(first.phrases.iter().copied()));
        if let Some([one, other]) = first.pair {
            made.literals.retain(|(key, _)| {
                let mut bytes = key.iter().filter(|byte| **byte != GAP);
                bytes.next() == Some(&one) && (other == 0 || bytes.next() == Some(&other))
            });
        }
        self.sort(made)
    }

    /// The stages of the phrases that may begin at a byte of a text.
    fn first_stages(&self, text: &Folded, at: usize) -> impl Iterator<Item = &Stage> {
        let bytes = text.stream().as_bytes();
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let (first, second) = (byte(at), byte(at.saturating_add(1)));
        let place = |pair| {
            self.places
                .get(slot(pair))
                .copied()
                .filter(|place| *place > 0)
        };
        let told = [[first, second], [first, 0]].map(place);
        let [one, other] = match second {
            0 => [told[0], None],
            _ => told,
        };
        let places = [Some(0), one, other].into_iter().flatten();
        let firsts = places.filter_map(|place| self.firsts.get(usize::from(place)));
        firsts.map(|first| first.stage.get_or_init(|| self.first_stage(first)))
    }

    /// Calls `found` for each phrase that begins with some word of the text, with the stretch of the
    /// stream that it takes. Of a phrase that may end in several places, each is found.
    pub fn find(&self, text: &Folded, mut found: impl FnMut(Role, Place, Span)) {
        let mut walk = Walk::default();
        for word in text.words(Span::new(0, text.stream().len())) {
            let mut found = |phrase: &usize, end: usize| {
                if let Some((role, place)) = self.told.get(*phrase) {
                    found(*role, *place, Span::new(word.start, end));
                }
            };
            walk.reached.clear();
            for first in self.first_stages(text, word.start) {
                if first.opening.may_go_on(text, word.start) {
                    self.go_on(first, word.start, text, &mut walk, &mut found);
                }
            }
            let mut next = 0;
            while let Some((stage, at)) = walk.reached.get(next).copied() {
                next = next.saturating_add(1);
                self.go_on(stage, at, text, &mut walk, &mut found);
            }
        }
    }

    /// Follows what a stage knows as far as the text goes along.
    fn go_on<'a>(
        &'a self,
        stage: &'a Stage,
        at: usize,
        text: &Folded,
        walk: &mut Walk<'a>,
        found: &mut impl FnMut(&usize, usize),
    ) {
        let mut arrive = |way: &'a Way, at: usize| {
            if !way.ends.is_empty()
                && let Some(end) = end(text, at)
            {
                way.ends.iter().for_each(|phrase| found(phrase, end));
            }
            if !way.rests.is_empty() {
                let (opening, stage) = way.stage.get_or_init(|| self.shared(&way.rests));
                if opening.may_go_on(text, at) {
                    walk.enter(stage, at);
                }
            }
        };
        stage.literals.walk(text, at, |literal, stop| {
            if let Some(way) = stage.after_literal.get(literal) {
                arrive(way, stop);
            }
        });
        if let Some((way, stop)) = self.after_number(stage, text, at) {
            arrive(way, stop);
        }
        if let Some(way) = &stage.after_ending
            && let Some(stop) = ending(text, at)
        {
            arrive(way, stop);
        }
    }

    /// How a stage goes on after a number, where the text has one.
    fn after_number<'a>(
        &self,
        stage: &'a Stage,
        text: &Folded,
        at: usize,
    ) -> Option<(&'a Way, usize)> {
        let digit = || {
            text.stream()
                .as_bytes()
                .get(at)
                .is_some_and(u8::is_ascii_digit)
        };
        if stage.numbers.is_empty() || !digit() {
            return None;
        }
        let stop = text.word_end(at.saturating_add(1));
        let value = thousandths(text.stream().get(at..stop)?)?;
        let bounds = stage.bounds.partition_point(|bound| *bound <= value);
        let slot = stage.after_number.get(bounds.checked_sub(1)?)?;
        let way = slot.get_or_init(|| {
            let fits = |(least, most, _): &&(u64, u64, Rest)| *least <= value && value <= *most;
            self.way(stage.numbers.iter().filter(fits).map(|(.., rest)| *rest))
        });
        Some((way, stop))
    }

    /// The stage for what is left of some phrases.
    fn shared(&self, rests: &[Rest]) -> (Opening, Arc<Stage>) {
        let lock = || self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(rests).cloned();
        let stage = known.unwrap_or_else(|| {
            let made = Arc::new(self.stage(rests));
            Arc::clone(lock().entry(rests.into()).or_insert(made))
        });
        (stage.opening, stage)
    }

    fn way(&self, rests: impl Iterator<Item = Rest> + Clone) -> Way {
        let ends = rests.clone().filter(|rest| self.may_end(*rest));
        let mut ends: Vec<usize> = ends.map(|rest| rest.phrase).collect();
        ends.sort_unstable();
        ends.dedup();
        let mut rests: Vec<Rest> = rests.filter(|rest| self.next(*rest).is_some()).collect();
        rests.sort_unstable();
        rests.dedup();
        Way {
            ends: ends.into_boxed_slice(),
            rests: rests.into_boxed_slice(),
            stage: OnceLock::new(),
        }
    }

    /// Whether nothing need follow: no part is left but choices of nothing.
    fn may_end(&self, rest: Rest) -> bool {
        let empty = |part: &Part| match part {
            Part::Choice(choices) => choices.iter().any(Vec::is_empty),
            _ => false,
        };
        let parts = self.parts(rest.phrase);
        rest.inside.is_none() && parts.get(rest.part..).unwrap_or_default().iter().all(empty)
    }

    fn parts(&self, phrase: usize) -> &'r [Part] {
        self.phrases
            .get(phrase)
            .map_or(&[], |phrase| phrase.parts())
    }

    /// The part that is next; nothing where the phrase has ended.
    fn next(&self, rest: Rest) -> Option<&'r Part> {
        let part = self.parts(rest.phrase).get(rest.part)?;
        match (part, rest.inside) {
            (Part::Choice(choices), Some((choice, inner))) => choices.get(choice)?.get(inner),
            _ => Some(part),
        }
    }

    /// What is left after the next part.
    fn beyond(&self, rest: Rest) -> Rest {
        let length = |choice| match self.parts(rest.phrase).get(rest.part) {
            Some(Part::Choice(choices)) => choices.get(choice).map_or(0, Vec::len),
            _ => 0,
        };
        let inner = rest
            .inside
            .map(|(choice, inner)| (choice, inner.saturating_add(1)));
        match inner.filter(|(choice, inner)| *inner < length(*choice)) {
            Some(inside) => Rest {
                inside: Some(inside),
                ..rest
            },
            None => Rest {
                part: rest.part.saturating_add(1),
                inside: None,
                ..rest
            },
        }
    }

    fn stage(&self, rests: &[Rest]) -> Stage {
        self.sort(self.unsorted(rests))
    }

    fn unsorted(&self, rests: &[Rest]) -> Unsorted {
        let mut made = Unsorted::default();
        for rest in self.chosen(rests) {
            self.add(rest, &mut made);
        }
        made
    }

    /// The parts that may be next, each choice in place of the part that offers it.
    fn chosen(&self, rests: &[Rest]) -> Vec<Rest> {
        let mut all = Vec::new();
        let mut open: Vec<Rest> = rests.to_vec();
        let mut seen: BTreeSet<Rest> = BTreeSet::new();
        while let Some(rest) = open.pop() {
            // A choice of nothing leads to what comes after it, which others may lead to as well.
            match self.next(rest) {
                Some(Part::Choice(choices)) if rest.inside.is_none() => {
                    for (choice, parts) in choices.iter().enumerate() {
                        if !parts.is_empty() {
                            let inside = Some((choice, 0));
                            open.push(Rest { inside, ..rest });
                            continue;
                        }
                        let beyond = self.beyond(rest);
                        if seen.insert(beyond) {
                            open.push(beyond);
                        }
                    }
                }
                _ => all.push(rest),
            }
        }
        all
    }

    fn add(&self, rest: Rest, made: &mut Unsorted) {
        match self.next(rest) {
            Some(Part::Text(text, gaps)) => {
                let beyond = self.beyond(rest);
                made.literals.push((key(text, gaps), beyond));
                let many = ies(text).filter(|_| self.next(beyond).is_none());
                made.literals
                    .extend(many.map(|many| (key(&many, gaps), beyond)));
            }
            Some(Part::Number(least, most)) => {
                made.numbers.push((*least, *most, self.beyond(rest)));
            }
            Some(Part::Ending) => made.endings.push(self.beyond(rest)),
            // Choices do not stand inside each other.
            Some(Part::Choice(_)) | None => {}
        }
    }

    fn sort(&self, mut made: Unsorted) -> Stage {
        made.literals.sort_unstable();
        let mut keys: Vec<&[u8]> = Vec::new();
        let mut after_literal: Vec<Way> = Vec::new();
        for same in made.literals.chunk_by(|a, b| a.0 == b.0) {
            keys.extend(same.first().map(|(key, _)| key.as_slice()));
            after_literal.push(self.way(same.iter().map(|(_, rest)| *rest)));
        }
        let limits = made.numbers.iter();
        let bounds: BTreeSet<u64> = limits
            .flat_map(|(least, most, _)| [*least, most.saturating_add(1)])
            .collect();
        let only_literals = made.numbers.is_empty() && made.endings.is_empty();
        Stage {
            opening: if only_literals {
                Opening::of(&keys)
            } else {
                Opening::Any
            },
            literals: Trie::new(&keys),
            after_literal: after_literal.into_boxed_slice(),
            after_number: bounds.iter().map(|_| OnceLock::new()).collect(),
            bounds: bounds.into_iter().collect(),
            numbers: made.numbers.into_boxed_slice(),
            after_ending: (!made.endings.is_empty())
                .then(|| self.way(made.endings.iter().copied())),
        }
    }

    /// The literals that a phrase may begin with, for measurements.
    pub fn openings(&self) -> Vec<String> {
        let text = |rest: Rest| match self.next(rest) {
            Some(Part::Text(text, _)) => Some(text.clone()),
            _ => None,
        };
        let starts = self.starts(0..self.phrases.len());
        let openings = self.chosen(&starts).into_iter().filter_map(text);
        openings.collect::<BTreeSet<String>>().into_iter().collect()
    }
}

/// A stage while its phrases are gathered.
#[derive(Default)]
struct Unsorted {
    literals: Vec<(Vec<u8>, Rest)>,
    numbers: Vec<(u64, u64, Rest)>,
    endings: Vec<Rest>,
}

/// A literal with its gaps marked.
fn key(text: &str, gaps: &[usize]) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len().saturating_add(gaps.len()));
    let mut gaps = gaps.iter().peekable();
    for (at, byte) in text.bytes().enumerate() {
        if gaps.next_if(|gap| **gap == at).is_some() {
            key.push(GAP);
        }
        key.push(byte);
    }
    key
}

/// The plural of an English word that ends in a consonant and `y`.
fn ies(word: &str) -> Option<String> {
    let stem = word.strip_suffix('y').filter(|stem| stem.len() > 1)?;
    let vowel = stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    (!vowel).then(|| format!("{stem}ies"))
}

/// The end of a phrase: where a word ends, or before its plural ending.
fn end(text: &Folded, at: usize) -> Option<usize> {
    if text.starts_word(at) {
        return Some(at);
    }
    let stream = text.stream().as_bytes();
    let tail = match (stream.get(at)?, stream.get(at.checked_add(1)?)) {
        (b's', _) if text.starts_word(at.checked_add(1)?) => 1,
        (b'e', Some(b's')) if text.starts_word(at.checked_add(2)?) => 2,
        _ => return None,
    };
    let in_word = text.stream().get(..at)?.ends_with(char::is_alphabetic);
    in_word.then(|| at.saturating_add(tail))
}

/// The end of the word that goes on here, where no more than an ending of it is left.
fn ending(text: &Folded, at: usize) -> Option<usize> {
    if text.starts_word(at) {
        return Some(at);
    }
    let stop = text.word_end(at);
    let ending = text.stream().get(at..stop)?;
    let short = ending.chars().count() <= ENDING;
    (short && ending.chars().all(char::is_alphabetic)).then_some(stop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::RuleSet;

    /// Else a phrase would not be looked for where it stands.
    #[test]
    fn every_phrase_is_kept_where_its_openings_lead() {
        let rules = RuleSet::builtin().unwrap();
        let words = rules.categories.iter().flat_map(|category| {
            let heads = category.heads.iter().flat_map(|heads| &heads.phrases);
            let words = category.words.iter().chain(&category.names);
            let others = category.beside.iter().chain(&category.but_not);
            words.chain(&category.hints).chain(others).chain(heads)
        });
        let told = words.map(|phrase| (phrase, Role::Beside(crate::law::CategoryId(0))));
        let phrases = Phrases::new(told.collect());
        assert!(phrases.phrases.len() > 10_000);
        let mut open = 0;
        for rest in phrases.chosen(&phrases.starts(0..phrases.phrases.len())) {
            let kept = |pair: Pair| {
                let place = phrases.places[slot(pair)];
                place > 0
                    && phrases.firsts[usize::from(place)]
                        .phrases
                        .contains(&rest.phrase)
            };
            if phrases.firsts[0].phrases.contains(&rest.phrase) {
                open += 1;
                continue;
            }
            let begins = match phrases.next(rest) {
                Some(Part::Text(text, _)) => text.clone(),
                Some(Part::Number(..)) => "7".into(),
                other => panic!("{other:?}"),
            };
            let bytes = begins.as_bytes();
            let second = bytes.get(1).copied().unwrap_or(0);
            assert!(kept([bytes[0], second]) || kept([bytes[0], 0]), "{begins}");
        }
        // Few are looked for at every word.
        assert!(open * 100 < phrases.phrases.len(), "{open}");
    }
}
