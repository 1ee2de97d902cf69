//! The rules as diagrams: what a rule set says of every record of a space.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::check::{Checker, Sample, compares};
use crate::law::{
    ActorId, AllowanceId, CategoryId, Comparison, DayId, FactId, LineAmount, Link, QuantityId,
    RuleSet, Way,
};
use crate::logic::{Boolean, Line, Stated, Tri, World, item_is};
use crate::terms::{Amount, Country, Date, HsRange, Interval};

use super::diagram::Diagram;
use super::domain::Domain;
use super::lines::{sample, say};
use super::space::{Named, Space, Stated as StatedAs};

/// What one rule set can be asked of the records of a space.
pub(super) struct Reading<'s, 'r> {
    pub space: &'s Space,
    pub checker: &'s Checker<'r>,
    samples: Vec<Sample<'r>>,
    /// What lines say of goods that are alone in a record, and of others.
    lines: [Vec<Option<Sample<'r>>>; 2],
    /// The goods that are not alone in their record.
    several: Diagram,
    unclassified: Diagram,
    evidence: Vec<(CategoryId, Tri<Diagram>)>,
    stated: RefCell<HashMap<FactId, Stated<Diagram>>>,
    codes: RefCell<HashMap<(usize, usize), Tri<Diagram>>>,
    within: RefCell<HashMap<AllowanceId, Tri<Diagram>>>,
    since: RefCell<HashMap<Date, Diagram>>,
}

impl<'s, 'r> Reading<'s, 'r> {
    /// Makes a rule set ready.
    pub fn new(space: &'s Space, checker: &'s Checker<'r>) -> Option<Self> {
        let samples: Option<Vec<Sample<'r>>> = space
            .kinds
            .iter()
            .map(|kind| kind.sample(checker))
            .collect();
        let samples = samples?;
        let mut strengths: BTreeMap<CategoryId, Vec<(usize, bool)>> = BTreeMap::new();
        for (kind, sample) in samples.iter().enumerate() {
            for (category, strength) in sample.world().evidence() {
                strengths
                    .entry(*category)
                    .or_default()
                    .push((kind, strength.must));
            }
        }
        let those = |holds: &dyn Fn(usize) -> bool| space.goods.those(&space.all, holds);
        let evidence = strengths.into_iter().map(|(category, kinds)| {
            let has = |kind: usize, certain: bool| {
                let at = kinds.binary_search_by_key(&kind, |(kind, _)| *kind).ok();
                let found = at.and_then(|at| kinds.get(at));
                found.is_some_and(|(_, is)| *is || !certain)
            };
            let strength = Tri {
                must: those(&|kind| has(kind, true)),
                may: those(&|kind| has(kind, false)),
            };
            (category, strength)
        });
        let is_several = |kind: usize| samples.get(kind).is_some_and(|sample| !sample.is_alone());
        let first = (0..samples.len()).find(|kind| is_several(*kind));
        let lines = [
            space.kinds.first(),
            first.and_then(|kind| space.kinds.get(kind)),
        ];
        let lines = lines.map(|kind| {
            let said = space.lines.iter().map(|line| {
                let mut draft = kind?.draft();
                say(&mut draft, *line);
                sample(&draft, checker, kind?.part())
            });
            said.collect()
        });
        Some(Self {
            evidence: evidence.collect(),
            unclassified: those(&|kind| samples.get(kind).is_some_and(Sample::is_unclassified)),
            several: those(&is_several),
            space,
            checker,
            samples,
            lines,
            stated: RefCell::default(),
            codes: RefCell::default(),
            within: RefCell::default(),
            since: RefCell::default(),
        })
    }

    /// The rules.
    pub fn rules(&self) -> &'r RuleSet {
        self.checker.rules()
    }

    /// The values of goods that are certainly of each category, whatever else a record says.
    pub fn members(&self) -> BTreeMap<CategoryId, BTreeSet<usize>> {
        let mut members: BTreeMap<CategoryId, BTreeSet<usize>> = BTreeMap::new();
        for (kind, sample) in self.samples.iter().enumerate() {
            let world = sample.world();
            let certain = world.evidence().iter();
            let certain = certain.filter(|(_, strength)| strength.must);
            let declared = certain.filter_map(|(id, _)| self.rules().categories.get(id.index()));
            for (id, link) in declared.flat_map(|category| &category.above) {
                if *link == Link::Always {
                    members.entry(*id).or_default().insert(kind);
                }
            }
        }
        members
    }

    /// All records of a region, as one line.
    pub fn over<'a>(&'a self, region: &Diagram) -> Region<'a, 's, 'r> {
        let goods = self.goods_of(region);
        let evidence = self.evidence.iter();
        let evidence = evidence.map(|(category, strength)| (*category, strength.within(&goods)));
        Region {
            evidence: evidence
                .filter(|(_, strength)| !strength.may.is_never())
                .collect(),
            reading: self,
            region: region.clone(),
            items: RefCell::default(),
        }
    }

    /// The goods that records of a region have, whatever else they say.
    fn goods_of(&self, region: &Diagram) -> Diagram {
        let goods: BTreeSet<_> = self.space.goods.digits().iter().collect();
        let others = self.space.all.variables();
        let others: Vec<_> = others.into_iter().filter(|v| !goods.contains(v)).collect();
        region.whatever(&others)
    }

    /// The records of whose goods a question has an answer.
    fn kinds(&self, answer: impl Fn(&Sample<'r>) -> Tri<bool>) -> Tri<Diagram> {
        let answers: Vec<Tri<bool>> = self.samples.iter().map(answer).collect();
        let those = |pick: fn(&Tri<bool>) -> bool| {
            let holds = |kind: usize| answers.get(kind).is_some_and(pick);
            self.space.goods.those(&self.space.all, holds)
        };
        Tri {
            must: those(|answer| answer.must),
            may: those(|answer| answer.may),
        }
    }

    fn never(&self) -> Diagram {
        Diagram::of(self.space.all.mk_false())
    }

    fn value(&self, domain: &Domain, value: usize) -> Diagram {
        domain.is(&self.space.all, value)
    }

    /// Whether what a record states keeps within a limit. Goods are alike here where they are
    /// converted alike.
    fn keeps_within(&self, allowance: AllowanceId) -> Tri<Diagram> {
        let rules = self.rules();
        let mut alike: BTreeMap<(bool, BTreeSet<usize>), Vec<usize>> = BTreeMap::new();
        for (kind, sample) in self.samples.iter().enumerate() {
            alike
                .entry((sample.is_alone(), converted(sample, rules)))
                .or_default()
                .push(kind);
        }
        let before = rules
            .allowances
            .get(allowance.index())
            .and_then(|a| a.before);
        let before = before.and_then(|id| {
            let quantity = rules.quantities.get(id.index())?;
            Some((id, self.space.quantities.get(&quantity.name)?))
        });
        let mut answer = Tri::known(self.never());
        for kinds in alike.values() {
            let goods = self
                .space
                .goods
                .those(&self.space.all, |kind| kinds.binary_search(&kind).is_ok());
            let Some(kind) = kinds.first().and_then(|kind| self.space.kinds.get(*kind)) else {
                continue;
            };
            let lines = self.space.lines.iter().map(|line| {
                let mut draft = kind.draft();
                say(&mut draft, *line);
                sample(&draft, self.checker, kind.part())
            });
            let here = self.keeps_with(allowance, &lines.collect::<Vec<_>>(), before);
            answer = answer.or(&here.within(&goods));
        }
        answer
    }

    fn keeps_with(
        &self,
        allowance: AllowanceId,
        lines: &[Option<Sample<'_>>],
        before: Option<(QuantityId, &StatedAs<Amount>)>,
    ) -> Tri<Diagram> {
        let mut answer = Tri::known(self.never());
        let nothing = [None];
        let values = before.map_or(&nothing[..], |(_, (_, values))| values);
        for (stated, amount) in values.iter().enumerate() {
            let answers = lines.iter().map(|line| {
                let sample = line.as_ref()?;
                let within = match (before, amount) {
                    (Some((id, _)), Some(amount)) => {
                        sample.stating(id, *amount).world().within(allowance)
                    }
                    _ => sample.world().within(allowance),
                };
                Some(within)
            });
            let answers: Vec<Option<Tri<bool>>> = answers.collect();
            let those = |pick: fn(&Tri<bool>) -> bool, unread: bool| {
                let holds = |line: usize| {
                    let answer = answers.get(line).copied().flatten();
                    answer.map_or(unread, |answer| pick(&answer))
                };
                self.space.line.those(&self.space.all, holds)
            };
            let here = Tri {
                must: those(|answer| answer.must, false),
                may: those(|answer| answer.may, true),
            };
            let here = match before {
                Some((_, (domain, _))) => here.within(&self.value(domain, stated)),
                None => here,
            };
            answer = answer.or(&here);
        }
        answer
    }
}

/// The categories of goods by which amounts of them are converted.
fn converted(sample: &Sample<'_>, rules: &RuleSet) -> BTreeSet<usize> {
    let world = sample.world();
    let certain = world
        .evidence()
        .iter()
        .filter(|(_, strength)| strength.must);
    let declared = certain.filter_map(|(category, _)| rules.categories.get(category.index()));
    let above = declared.flat_map(|category| &category.above);
    let always = above.filter(|(_, link)| **link == Link::Always);
    let converts = |id: &CategoryId| {
        let category = rules.categories.get(id.index());
        category.is_some_and(|category| !category.conversions.is_empty())
    };
    always
        .filter(|(id, _)| converts(id))
        .map(|(id, _)| id.index())
        .collect()
}

/// Records of a region, read together. Of all others its answers may be anything.
pub(super) struct Region<'a, 's, 'r> {
    reading: &'a Reading<'s, 'r>,
    region: Diagram,
    evidence: Vec<(CategoryId, Tri<Diagram>)>,
    items: RefCell<HashMap<CategoryId, Tri<Diagram>>>,
}

impl<'a, 's, 'r> Region<'a, 's, 'r> {
    /// The region as a world.
    pub fn view(&self) -> View<'_, 'a, 's, 'r> {
        View(self)
    }
}

impl Line for Region<'_, '_, '_> {
    type B = Diagram;

    /// Each day by itself: no slice is judged together with another.
    fn slices(&self) -> &[Interval] {
        &[Interval::ALWAYS]
    }

    fn parts(&self) -> usize {
        1
    }

    fn world(&self, _: Interval, _: usize) -> impl World<B = Diagram> {
        self.view()
    }

    fn is_unclassified(&self, _: usize) -> Diagram {
        self.reading.unclassified.and(&self.region)
    }
}

/// A region as a world.
#[derive(Clone, Copy)]
pub(super) struct View<'v, 'a, 's, 'r>(&'v Region<'a, 's, 'r>);

impl World for View<'_, '_, '_, '_> {
    type B = Diagram;

    fn constant(&self, value: bool) -> Diagram {
        let all = &self.0.reading.space.all;
        Diagram::of(if value { all.mk_true() } else { all.mk_false() })
    }

    fn evidence(&self) -> &[(CategoryId, Tri<Diagram>)] {
        &self.0.evidence
    }

    fn item(&self, category: CategoryId, rules: &RuleSet) -> Tri<Diagram> {
        let known = self.0.items.borrow().get(&category).cloned();
        known.unwrap_or_else(|| {
            let is = item_is(category, rules, self);
            self.0.items.borrow_mut().insert(category, is.clone());
            is
        })
    }

    fn place(&self, way: Way, country: Country) -> Tri<Diagram> {
        let reading = self.0.reading;
        let space = reading.space;
        let (here, there) = match way {
            Way::To => (&space.to, &space.from),
            Way::From => (&space.from, &space.to),
        };
        let beside = match way {
            Way::To => space.has_end_user_in(country, true),
            Way::From => space.is_country(&space.origin, country),
        };
        let perhaps = match way {
            Way::To => space.has_end_user_in(country, false),
            Way::From => reading.never(),
        };
        let named = space.is_country(here, country).or(&beside);
        // Sender and receiver differ.
        let silent = reading
            .value(here, 0)
            .but_not(&space.is_country(there, country));
        let may = named.or(&perhaps).or(&silent);
        Tri { must: named, may }.within(&self.0.region)
    }

    fn flag(&self, country: Country) -> Tri<Diagram> {
        let space = self.0.reading.space;
        Tri::known(space.is_country(&space.flag, country))
    }

    fn party(&self, way: Way, actor: ActorId) -> Tri<Diagram> {
        let reading = self.0.reading;
        let space = reading.space;
        let is_receiver = way == Way::To;
        let declared = reading.rules().actors.get(actor.index());
        let stated = |domain: &Domain| reading.value(domain, 1);
        let mut any = reading.never();
        for ((of, name), domain) in &space.parties {
            // What a rule set does not know cannot be said to it.
            if *of == is_receiver && reading.rules().actor(name).is_some() {
                any = any.or(&stated(domain));
            }
        }
        let own = declared.and_then(|actor| space.parties.get(&(is_receiver, actor.name.clone())));
        let is = own.map_or_else(|| reading.never(), stated);
        let by_name = space.named.get(&is_receiver).zip(declared);
        let by_name = by_name.map(|((domain, names), actor)| {
            let means = |named: &Named| named.actors.contains(&actor.name);
            domain.those(&space.all, |value| {
                let named = value.checked_sub(1).and_then(|at| names.get(at));
                named.is_some_and(means)
            })
        });
        let is = by_name.map_or_else(|| is.clone(), |by_name| is.or(&by_name));
        let silent_no = !is_receiver || declared.is_some_and(|actor| actor.silent_no);
        let may = if silent_no {
            is.clone()
        } else {
            is.or(&any.not())
        };
        Tri { must: is, may }
    }

    fn stated(&self, fact: FactId) -> Stated<Diagram> {
        let reading = self.0.reading;
        let known = reading.stated.borrow().get(&fact).cloned();
        if let Some(known) = known {
            return known;
        }
        let declared = reading.rules().facts.get(fact.index());
        let domain = declared.and_then(|fact| reading.space.facts.get(&fact.name));
        let Some(domain) = domain else {
            let never = || reading.never();
            return Stated {
                yes: never(),
                no: never(),
                differs: never(),
            };
        };
        let silent = reading.value(domain, 0);
        let kinds = |pick: fn(&Stated<bool>) -> bool| {
            let found = reading.kinds(|sample| Tri::known(pick(&sample.world().stated(fact))));
            found.must.and(&silent)
        };
        let stated = Stated {
            yes: reading.value(domain, 1).or(&kinds(|stated| stated.yes)),
            no: reading.value(domain, 2).or(&kinds(|stated| stated.no)),
            differs: kinds(|stated| stated.differs),
        };
        reading.stated.borrow_mut().insert(fact, stated.clone());
        stated
    }

    fn quantity(
        &self,
        quantity: QuantityId,
        comparison: Comparison,
        amount: Amount,
    ) -> Tri<Diagram> {
        let reading = self.0.reading;
        let by_kind = |sample: &Sample<'_>| sample.world().quantity(quantity, comparison, amount);
        let by_kind = reading.kinds(by_kind);
        let declared = reading.rules().quantities.get(quantity.index());
        let known = declared.and_then(|quantity| reading.space.quantities.get(&quantity.name));
        let Some((domain, values)) = known else {
            return by_kind;
        };
        let holds = |value: usize| {
            let stated = values.get(value).copied().flatten();
            stated.map(|stated| {
                let order = stated.compare(amount)?;
                Some(compares(order, comparison))
            })
        };
        let those = |may: bool| {
            domain.those(&reading.space.all, |value| {
                holds(value).is_some_and(|holds| holds.unwrap_or(may))
            })
        };
        let silent = by_kind.within(&reading.value(domain, 0));
        Tri {
            must: those(false).or(&silent.must),
            may: those(true).or(&silent.may),
        }
    }

    fn line(&self, of: LineAmount, comparison: Comparison, amount: Amount) -> Tri<Diagram> {
        let reading = self.0.reading;
        let [alone, beside] = reading.lines.each_ref().map(|lines| {
            let answers: Vec<Option<Tri<bool>>> = lines
                .iter()
                .map(|line| Some(line.as_ref()?.world().line(of, comparison, amount)))
                .collect();
            let those = |pick: fn(&Tri<bool>) -> bool, unread: bool| {
                let holds = |line: usize| {
                    let answer = answers.get(line).copied().flatten();
                    answer.map_or(unread, |answer| pick(&answer))
                };
                reading.space.line.those(&reading.space.all, holds)
            };
            Tri {
                must: those(|answer| answer.must, false),
                may: those(|answer| answer.may, true),
            }
        });
        let several = &reading.several;
        alone.within(&several.not()).or(&beside.within(several))
    }

    fn within(&self, allowance: AllowanceId) -> Tri<Diagram> {
        let reading = self.0.reading;
        let known = reading.within.borrow().get(&allowance).cloned();
        known.unwrap_or_else(|| {
            let within = reading.keeps_within(allowance);
            reading
                .within
                .borrow_mut()
                .insert(allowance, within.clone());
            within
        })
    }

    fn asked_day(&self, day: DayId, comparison: Comparison, limit: Date) -> Tri<Diagram> {
        let reading = self.0.reading;
        let declared = reading.rules().days.get(day.index());
        let known = declared.and_then(|day| reading.space.asked_days.get(&day.name));
        let Some((domain, values)) = known else {
            return Tri {
                must: self.constant(false),
                may: self.constant(true),
            };
        };
        let those = |may: bool| {
            domain.those(&reading.space.all, |value| {
                let Some(stated) = values.get(value).copied().flatten() else {
                    return may;
                };
                let holds = |day: Date| match comparison {
                    Comparison::Less => day < limit,
                    _ => day >= limit,
                };
                let (first, last) = (holds(stated.first()), holds(stated.last()));
                (first && last) || (may && (first || last))
            })
        };
        Tri {
            must: those(false),
            may: those(true),
        }
    }

    fn hs(&self, ranges: &[HsRange]) -> Tri<Diagram> {
        let reading = self.0.reading;
        // The rule set does not move while it is read.
        let key = (ranges.as_ptr() as usize, ranges.len());
        let known = reading.codes.borrow().get(&key).cloned();
        known.unwrap_or_else(|| {
            let holds = reading.kinds(|sample| sample.world().hs(ranges));
            reading.codes.borrow_mut().insert(key, holds.clone());
            holds
        })
    }

    fn since(&self, day: Date) -> Diagram {
        let reading = self.0.reading;
        let known = reading.since.borrow().get(&day).cloned();
        known.unwrap_or_else(|| {
            let space = reading.space;
            let before = space.days.partition_point(|first| *first < day);
            // Value nought lies before all days; the others count them from one.
            let since = space.date.those(&space.all, |value| value > before);
            reading.since.borrow_mut().insert(day, since.clone());
            since
        })
    }

    fn narrowed(&self, _: &Diagram) -> Self {
        *self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::logic::{judge, judge_by};
    use crate::prove::asked::Asked;
    use crate::prove::property::{least, record_of};
    use crate::record::Record;
    use crate::terms::Verdict;
    use biodivine_lib_bdd::BddValuation;
    use proptest::prelude::Rng;
    use proptest::test_runner::{Config, RngSeed, TestRunner};

    /// A record of the space, silent on most.
    fn any_record(space: &Space, random: &mut impl FnMut(usize) -> usize) -> BddValuation {
        let mut record = BddValuation::all_false(space.all.num_vars());
        loop {
            for (place, domain) in space.domains().enumerate() {
                let last = place.saturating_add(4) >= space.domains().count();
                let speaks = random(if last { 8 } else { 9 }) > if last { 0 } else { 7 };
                domain.put(&mut record, if speaks { random(domain.size()) } else { 0 });
            }
            if space.valid.has(&record) {
                return record;
            }
        }
    }

    fn said(rules: &RuleSet, paragraph: usize, read: &Record, checker: &Checker<'_>) -> Verdict {
        let citation = &rules.paragraphs[paragraph].citation;
        let truth = checker.true_verdicts(read).into_iter();
        let own = truth.filter(|(cited, _)| cited == citation);
        own.map(|(_, verdict)| verdict).next().unwrap()
    }

    #[test]
    fn diagrams_say_what_truth_says_of_any_record() {
        let rules = RuleSet::builtin().unwrap();
        let checkers = [Checker::new(&rules)];
        let space = Space::of(&checkers, &[Asked::by(&rules)]).unwrap();
        let reading = Reading::new(&space, &checkers[0]).unwrap();
        let region = reading.over(&space.valid);
        let paragraphs = rules.paragraphs.iter();
        let paragraphs: Vec<_> = paragraphs.map(|p| judge_by(&rules, p, &region)).collect();
        let korea = Country::from_alpha3("PRK").unwrap();
        let there = space.valid.and(&space.is_country(&space.to, korea));
        let there_all = judge(&rules, &reading.over(&there));
        let mut runner = TestRunner::new(Config {
            rng_seed: RngSeed::Fixed(7),
            ..Config::default()
        });
        let mut random = |below: usize| {
            let number = runner.rng().next_u64() % below as u64;
            usize::try_from(number).unwrap()
        };
        let mut seen: BTreeMap<Verdict, usize> = BTreeMap::new();
        for _ in 0..300 {
            let record = any_record(&space, &mut random);
            // Of a record with several goods each is a point of the space by itself.
            if reading.several.has(&record) {
                continue;
            }
            let draft = space.draft(&record);
            let read = record_of(&draft, &rules).unwrap();
            let truth = checkers[0].true_verdicts(&read);
            for ((citation, said), verdicts) in truth.iter().zip(&paragraphs) {
                let found = Verdict::ALL.into_iter();
                let found = found.filter(|verdict| verdicts.of(*verdict).has(&record));
                assert_eq!(found.collect::<Vec<_>>(), [*said], "{citation} of {draft}");
            }
            let whole = checkers[0].check(&read, None).verdict;
            *seen.entry(whole).or_default() += 1;
            if there.has(&record) {
                let said = there_all.record.of(whole);
                assert!(said.has(&record), "{draft}: {whole}");
            }
        }
        assert!(seen.len() >= 4, "{seen:?}");
    }

    #[test]
    fn truth_confirms_a_record_of_every_paragraph_and_verdict() {
        let rules = RuleSet::builtin().unwrap();
        let checkers = [Checker::new(&rules)];
        let space = Space::of(&checkers, &[Asked::by(&rules)]).unwrap();
        let reading = Reading::new(&space, &checkers[0]).unwrap();
        let region = reading.over(&space.valid);
        let mut seen: BTreeMap<Verdict, usize> = BTreeMap::new();
        for (index, paragraph) in rules.paragraphs.iter().enumerate() {
            let verdicts = judge_by(&rules, paragraph, &region);
            for verdict in Verdict::ALL {
                let alone = space.valid.but_not(&reading.several);
                let those = verdicts.of(verdict).and(&alone);
                let Some(record) = least(&those, &space) else {
                    continue;
                };
                *seen.entry(verdict).or_default() += 1;
                for record in [record, those.some().next().unwrap()] {
                    let draft = space.draft(&record);
                    let read = record_of(&draft, &rules).unwrap();
                    let found = said(&rules, index, &read, &checkers[0]);
                    assert_eq!(found, verdict, "{} of {draft}", paragraph.citation);
                }
            }
        }
        assert!(
            Verdict::ALL
                .iter()
                .all(|verdict| seen.contains_key(verdict)),
            "{seen:?}"
        );
        assert!(seen.values().sum::<usize>() > 300, "{seen:?}");
    }
}
