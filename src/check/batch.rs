//! Many records at once: the algebra is bitmaps, with a bit for each part of each record's goods
//! on each slice of its date.
//!
//! What a condition means is not written here: the one meaning reads this world as it reads a
//! single moment. Answers at the leaves that few moments differ in are gathered moment by moment,
//! and only where the conditions before them left something open.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::law::{
    ActorId, AllowanceId, CategoryId, Comparison, DayId, FactId, LineAmount, Measure, ParagraphId,
    QuantityId, RuleSet, Way,
};
use crate::logic::{Boolean, Line, Stated, Tri, Verdicts, World, evident_is, outcome, reaches};
use crate::terms::{Amount, Country, Date, HsRange, Verdict};

use super::bits::Bits;
use super::gates::MeasureAt;
use super::known::Known;
use super::moment::{FALSE, Moment, UNKNOWN};
use super::places::Places;

/// What is asked at a leaf and answered moment by moment.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Question {
    Flag(Country),
    Party(Way, ActorId),
    Quantity(QuantityId, Comparison, Amount),
    Line(LineAmount, Comparison, Amount),
    Within(AllowanceId),
    Day(DayId, Comparison, Date),
    /// Ranges of codes, by the place where the rule set keeps them.
    Hs(usize, usize),
}

/// An answer, and the moments for which it was asked.
#[derive(Clone, Copy)]
struct Asked<T, const WORDS: usize> {
    of: Bits<WORDS>,
    answer: T,
}

/// What the silence of a report on a fact means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Silent {
    /// What the rules say that it means.
    AsDeclared,
    /// Nothing: the answer is open. What may be found so holds all that is found for any answer.
    Open,
}

/// For each category those which say something of it: the two have a kind in common.
#[derive(Debug)]
pub(super) struct Related(Vec<BTreeSet<CategoryId>>);

impl Related {
    pub fn of(rules: &RuleSet) -> Self {
        let categories = rules.categories.iter();
        let related = categories.map(|category| {
            let kinds = category.below.iter();
            let kinds = kinds.filter_map(|kind| rules.categories.get(kind.index()));
            kinds.flat_map(|kind| kind.above.keys().copied()).collect()
        });
        Self(related.collect())
    }

    fn are(&self, evident: CategoryId, category: CategoryId) -> bool {
        let related = self.0.get(category.index());
        related.is_some_and(|related| related.contains(&evident))
    }
}

/// Some records as moments, in the order of the records, their slices and their parts.
pub(super) struct Batch<'k, const WORDS: usize> {
    rules: &'k RuleSet,
    related: &'k Related,
    silent: Silent,
    moments: Vec<Moment<'k>>,
    /// For each moment its record and the slice of the record's date.
    of: Vec<(usize, usize)>,
    whole: Bits<WORDS>,
    evidence: Vec<(CategoryId, Tri<Bits<WORDS>>)>,
    /// Where the goods go, by the receiver and the end user; where from, by the sender, the origin
    /// and the places passed.
    to: Places<WORDS>,
    from: Places<WORDS>,
    /// The sender and the receiver alone.
    sender: Places<WORDS>,
    receiver: Places<WORDS>,
    /// The moments of which something is stated that most reports do not state.
    speaking: Bits<WORDS>,
    unclassified: Bits<WORDS>,
    since: RefCell<HashMap<Date, Bits<WORDS>>>,
    facts: RefCell<HashMap<FactId, Asked<Stated<Bits<WORDS>>, WORDS>>>,
    items: RefCell<HashMap<CategoryId, Asked<Tri<Bits<WORDS>>, WORDS>>>,
    answers: RefCell<HashMap<Question, Asked<Tri<Bits<WORDS>>, WORDS>>>,
}

/// What the paragraphs say of one record: those that say something, and the strongest of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub paragraphs: Vec<(ParagraphId, Verdict)>,
    pub record: Verdict,
}

impl<'k, const WORDS: usize> Batch<'k, WORDS> {
    /// The moments of some records, which are no more than a bitmap holds.
    pub fn new(
        records: &[&'k Known<'k>],
        rules: &'k RuleSet,
        related: &'k Related,
        silent: Silent,
    ) -> Self {
        let mut batch = Self {
            rules,
            related,
            silent,
            moments: Vec::new(),
            of: Vec::new(),
            whole: Bits::NONE,
            evidence: Vec::new(),
            to: Places::default(),
            from: Places::default(),
            sender: Places::default(),
            receiver: Places::default(),
            speaking: Bits::NONE,
            unclassified: Bits::NONE,
            since: RefCell::default(),
            facts: RefCell::default(),
            items: RefCell::default(),
            answers: RefCell::default(),
        };
        let mut evidence: BTreeMap<CategoryId, Tri<Bits<WORDS>>> = BTreeMap::new();
        for (record, known) in records.iter().enumerate() {
            for (slice, days) in known.slices().iter().enumerate() {
                for part in 0..known.parts() {
                    let at = batch.moments.len();
                    let moment = known.moment(*days, part);
                    batch.enter(at, &moment, &mut evidence);
                    if known.is_unclassified(part) {
                        batch.unclassified.set(at);
                    }
                    batch.moments.push(moment);
                    batch.of.push((record, slice));
                }
            }
        }
        batch.whole = Bits::first(batch.moments.len());
        batch.evidence = evidence.into_iter().collect();
        batch
    }

    /// Notes what one moment says at the leaves that are asked most.
    fn enter(
        &mut self,
        at: usize,
        moment: &Moment<'_>,
        evidence: &mut BTreeMap<CategoryId, Tri<Bits<WORDS>>>,
    ) {
        for (category, strength) in moment.evidence() {
            let bits = evidence.entry(*category).or_insert(Tri::NEVER);
            if strength.may {
                bits.may.set(at);
            }
            if strength.must {
                bits.must.set(at);
            }
        }
        let known = moment.known;
        for (places, country) in [
            (&mut self.receiver, known.to),
            (&mut self.sender, known.from),
        ] {
            match country {
                Some(country) => places.add(country, at, true),
                None => places.silent.get_or_insert(Bits::NONE).set(at),
            }
        }
        let end_users = known.end_user_in.iter().copied();
        let receivers = known.to.map(|country| (country, true));
        for (country, certain) in receivers.into_iter().chain(end_users) {
            self.to.add(country, at, certain);
        }
        let from = known.from.iter().chain(&known.origin).chain(&known.via);
        for country in from {
            self.from.add(*country, at, true);
        }
        if moment.states_facts() {
            self.speaking.set(at);
        }
    }

    /// What the paragraphs of some measures, which are in order, say of the records, of which there
    /// are `count`; no other measure may reach any of them.
    pub fn judge(&self, count: usize, measures: &[MeasureAt]) -> Vec<Said> {
        let world = View {
            batch: self,
            counts: self.whole,
        };
        let mut said: Vec<Vec<(usize, ParagraphId, Verdict)>> = vec![Vec::new(); count];
        for own in measures.chunk_by(|a, b| a.paragraph == b.paragraph) {
            let paragraph = own.first().map(|measure| measure.paragraph);
            let own = own.iter().filter_map(|measure| measure.of(self.rules));
            if let (Some(id), Some(verdicts)) = (paragraph, strongest(own, self.rules, &world)) {
                self.hand_out(&verdicts, |record, slice, verdict| {
                    if let Some(said) = said.get_mut(record) {
                        said.push((slice, id, verdict));
                    }
                });
            }
        }
        let mut open: Vec<Vec<usize>> = vec![Vec::new(); count];
        for at in self.reached(measures).places() {
            if let Some((record, slice)) = self.of.get(at)
                && let Some(open) = open.get_mut(*record)
            {
                open.push(*slice);
            }
        }
        let mut slices = vec![0_usize; count];
        for (record, slice) in &self.of {
            if let Some(slices) = slices.get_mut(*record) {
                *slices = slice.saturating_add(1);
            }
        }
        let records = said.iter().zip(&open).zip(slices);
        records
            .map(|((said, open), slices)| whole_record(said, open, slices))
            .collect()
    }

    /// Calls `each` for every moment that a paragraph says something of.
    fn hand_out(
        &self,
        verdicts: &Verdicts<Bits<WORDS>>,
        mut each: impl FnMut(usize, usize, Verdict),
    ) {
        for verdict in Verdict::ALL {
            if verdict == Verdict::Clear {
                continue;
            }
            for at in verdicts.of(verdict).and(&self.whole).places() {
                if let Some((record, slice)) = self.of.get(at) {
                    each(*record, *slice, verdict);
                }
            }
        }
    }

    /// The moments with unknown goods that one of some measures reaches.
    fn reached(&self, measures: &[MeasureAt]) -> Bits<WORDS> {
        let mut reached = Bits::NONE;
        if self.unclassified.is_never() {
            return reached;
        }
        for measure in measures.iter().filter_map(|m| m.of(self.rules)) {
            let world = View {
                batch: self,
                counts: self.unclassified.and(&reached.not()),
            };
            reached = reached.or(&reaches(measure, self.rules, &world).and(&world.counts));
            if reached == self.unclassified {
                break;
            }
        }
        reached
    }

    /// Answers a question moment by moment, where it was not answered yet; all that do not speak
    /// of such things answer `silent`.
    fn ask(
        &self,
        question: Question,
        counts: &Bits<WORDS>,
        silent: Option<Tri<bool>>,
        answer: impl Fn(&Moment<'_>) -> Tri<bool>,
    ) -> Tri<Bits<WORDS>> {
        let mut answers = self.answers.borrow_mut();
        let known = answers.entry(question).or_insert(Asked {
            of: Bits::NONE,
            answer: Tri::NEVER,
        });
        let due = counts.and(&known.of.not());
        let mut asked = due;
        if let Some(silent) = silent {
            let quiet = due.and(&self.speaking.not());
            if silent.must {
                known.answer.must = known.answer.must.or(&quiet);
            }
            if silent.may {
                known.answer.may = known.answer.may.or(&quiet);
            }
            asked = due.and(&self.speaking);
        }
        for at in asked.places() {
            let Some(moment) = self.moments.get(at) else {
                continue;
            };
            let answer = answer(moment);
            if answer.must {
                known.answer.must.set(at);
            }
            if answer.may {
                known.answer.may.set(at);
            }
        }
        known.of = known.of.or(&due);
        known.answer
    }
}

/// The strongest outcome of some measures; nothing where all of them are clear everywhere.
fn strongest<'m, const WORDS: usize>(
    measures: impl Iterator<Item = &'m Measure>,
    rules: &RuleSet,
    world: &View<'_, '_, WORDS>,
) -> Option<Verdicts<Bits<WORDS>>> {
    let mut all: Option<Verdicts<Bits<WORDS>>> = None;
    for measure in measures {
        let next = outcome(measure, rules, world);
        if next.of(Verdict::Clear).not().and(&world.counts).is_never() {
            continue;
        }
        all = Some(match all {
            Some(all) => all.strongest(&next),
            None => next,
        });
    }
    all
}

/// What slices and parts make together: of the parts of one slice the strongest counts, and
/// slices that differ leave it undetermined. `said` holds what paragraphs say on each slice, those
/// of one paragraph together; `open` the slices on which unknown goods are reached.
fn whole_record(said: &[(usize, ParagraphId, Verdict)], open: &[usize], slices: usize) -> Said {
    let agreed = |of_slice: &dyn Fn(usize) -> Verdict| {
        let verdicts = (0..slices).map(of_slice);
        let agreed = verdicts.reduce(|all, next| match all == next {
            true => all,
            false => Verdict::Undetermined,
        });
        agreed.unwrap_or(Verdict::Clear)
    };
    let paragraphs = said.chunk_by(|a, b| a.1 == b.1).filter_map(|same| {
        let (_, paragraph, _) = same.first()?;
        let on = |slice: usize| {
            let here = same.iter().filter(|(other, ..)| *other == slice);
            here.map(|(.., verdict)| *verdict)
                .min()
                .unwrap_or(Verdict::Clear)
        };
        let verdict = agreed(&on);
        (verdict != Verdict::Clear).then_some((*paragraph, verdict))
    });
    let on = |slice: usize| {
        let here = said.iter().filter(|(other, ..)| *other == slice);
        let open = open.contains(&slice).then_some(Verdict::Undetermined);
        let all = here.map(|(.., verdict)| *verdict).chain(open);
        all.min().unwrap_or(Verdict::Clear)
    };
    Said {
        paragraphs: paragraphs.collect(),
        record: agreed(&on),
    }
}

/// A batch of which only some moments count.
#[derive(Clone, Copy)]
struct View<'b, 'k, const WORDS: usize> {
    batch: &'b Batch<'k, WORDS>,
    counts: Bits<WORDS>,
}

impl<const WORDS: usize> World for View<'_, '_, WORDS> {
    type B = Bits<WORDS>;

    fn constant(&self, value: bool) -> Bits<WORDS> {
        if value { Bits::ALL } else { Bits::NONE }
    }

    fn evidence(&self) -> &[(CategoryId, Tri<Bits<WORDS>>)] {
        &self.batch.evidence
    }

    fn place(&self, way: Way, country: Country) -> Tri<Bits<WORDS>> {
        let batch = self.batch;
        match way {
            Way::To => batch.to.reached(country, &batch.receiver, &batch.sender),
            Way::From => batch.from.reached(country, &batch.sender, &batch.receiver),
        }
    }

    fn flag(&self, country: Country) -> Tri<Bits<WORDS>> {
        let question = Question::Flag(country);
        let answer = |moment: &Moment<'_>| moment.flag(country);
        self.batch.ask(question, &self.counts, Some(FALSE), answer)
    }

    fn party(&self, way: Way, actor: ActorId) -> Tri<Bits<WORDS>> {
        let answer = |moment: &Moment<'_>| moment.party(way, actor);
        self.batch
            .ask(Question::Party(way, actor), &self.counts, None, answer)
    }

    fn stated(&self, fact: FactId) -> Stated<Bits<WORDS>> {
        let mut facts = self.batch.facts.borrow_mut();
        let known = facts.entry(fact).or_insert(Asked {
            of: Bits::NONE,
            answer: Stated {
                yes: Bits::NONE,
                no: Bits::NONE,
                differs: Bits::NONE,
            },
        });
        let due = self.counts.and(&known.of.not());
        for at in due.and(&self.batch.speaking).places() {
            let Some(moment) = self.batch.moments.get(at) else {
                continue;
            };
            let stated = moment.stated(fact);
            let Stated { yes, no, differs } = &mut known.answer;
            for (bits, is) in [
                (yes, stated.yes),
                (no, stated.no),
                (differs, stated.differs),
            ] {
                if is {
                    bits.set(at);
                }
            }
        }
        known.of = known.of.or(&due);
        let Stated { yes, no, differs } = known.answer;
        let differs = match self.batch.silent {
            Silent::AsDeclared => differs,
            // That different things are stated is no silence either.
            Silent::Open => yes.or(&no).not(),
        };
        Stated { yes, no, differs }
    }

    fn quantity(
        &self,
        quantity: QuantityId,
        comparison: Comparison,
        amount: Amount,
    ) -> Tri<Bits<WORDS>> {
        let question = Question::Quantity(quantity, comparison, amount);
        let answer = |moment: &Moment<'_>| moment.quantity(quantity, comparison, amount);
        self.batch
            .ask(question, &self.counts, Some(UNKNOWN), answer)
    }

    fn line(&self, of: LineAmount, comparison: Comparison, amount: Amount) -> Tri<Bits<WORDS>> {
        let question = Question::Line(of, comparison, amount);
        let answer = |moment: &Moment<'_>| moment.line(of, comparison, amount);
        self.batch.ask(question, &self.counts, None, answer)
    }

    fn within(&self, allowance: AllowanceId) -> Tri<Bits<WORDS>> {
        let answer = |moment: &Moment<'_>| moment.within(allowance);
        self.batch
            .ask(Question::Within(allowance), &self.counts, None, answer)
    }

    fn asked_day(&self, day: DayId, comparison: Comparison, limit: Date) -> Tri<Bits<WORDS>> {
        let question = Question::Day(day, comparison, limit);
        let answer = |moment: &Moment<'_>| moment.asked_day(day, comparison, limit);
        self.batch
            .ask(question, &self.counts, Some(UNKNOWN), answer)
    }

    fn hs(&self, ranges: &[HsRange]) -> Tri<Bits<WORDS>> {
        // The rule set does not move while it is read.
        let question = Question::Hs(ranges.as_ptr() as usize, ranges.len());
        let answer = |moment: &Moment<'_>| moment.hs(ranges);
        self.batch.ask(question, &self.counts, None, answer)
    }

    fn since(&self, day: Date) -> Bits<WORDS> {
        let mut since = self.batch.since.borrow_mut();
        *since.entry(day).or_insert_with(|| {
            let mut bits = Bits::NONE;
            for (at, moment) in self.batch.moments.iter().enumerate() {
                if moment.since(day) {
                    bits.set(at);
                }
            }
            bits
        })
    }

    fn item(&self, category: CategoryId, rules: &RuleSet) -> Tri<Bits<WORDS>> {
        let known = self.batch.items.borrow().get(&category).copied();
        let known = known.unwrap_or(Asked {
            of: Bits::NONE,
            answer: Tri::NEVER,
        });
        let due = self.counts.and(&known.of.not());
        if due.is_never() {
            return known.answer;
        }
        let world = self.narrowed(&due);
        let mut answer = known.answer;
        for (evident, strength) in &self.batch.evidence {
            let here = Tri {
                must: strength.must.and(&due),
                may: strength.may.and(&due),
            };
            if !here.may.is_never() && self.batch.related.are(*evident, category) {
                answer = answer.or(&evident_is(*evident, &here, category, rules, &world));
            }
        }
        let of = known.of.or(&due);
        self.batch
            .items
            .borrow_mut()
            .insert(category, Asked { of, answer });
        answer
    }

    fn narrowed(&self, counts: &Bits<WORDS>) -> Self {
        Self {
            batch: self.batch,
            counts: self.counts.and(counts),
        }
    }
}
