//! The checker: a rule set made ready, and what it says of a record.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::OnceLock;

use crate::classify::{Classifier, Goods};
use crate::law::{Measure, Paragraph, ParagraphId, RuleSet};
use crate::logic::{Slice, Tri, item_is, judge_among, judge_by, outcome};
use crate::record::Record;
use crate::source::Span;
use crate::terms::{Citation, Date, Interval, Verdict};

use super::assumed::{Assumable, Assumed, Supposed, assumable, assumptions, totals};
use super::batch::{Related, Silent};
use super::clause::Because;
use super::explain::{Exemption, ExemptionStatus, Explained, Explainer, Total};
use super::gates::{Gates, paragraphs_of};
use super::in_turn::InTurn;
use super::known::{Known, goods_of};
use super::ledger::{Before, Counted, counted};
use super::missing::{Missing, Question, missing};
use super::together::{Heard, Together};

/// Fewer records are checked one by one.
const WORTH_A_BATCH: usize = 16;

/// A rule set made ready to check records.
#[derive(Debug)]
pub struct Checker<'r> {
    rules: &'r RuleSet,
    classifier: Classifier<'r>,
    gates: Gates,
    /// Made when there are records enough.
    related: OnceLock<Related>,
    /// The answers that the rules take from silence.
    assumable: Vec<Assumable>,
}

/// What the rules say of a record.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The strongest verdict of its paragraphs, where all days of its date agree.
    pub verdict: Verdict,
    /// The goods it names.
    pub goods: Vec<Goods>,
    /// What each paragraph says that says something, the strongest first.
    pub findings: Vec<Finding>,
    /// The assumptions that mattered.
    pub assumed: Vec<Assumed>,
    /// The day that stood in for the record's date.
    pub as_of: Option<Date>,
}

/// What one paragraph says of a record.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What says it.
    pub subject: Subject,
    /// Its verdict; never clear.
    pub verdict: Verdict,
    /// The words of the record and the clauses that they met, as deep as it was asked for.
    pub because: Vec<Because>,
    /// The words of the record that nothing is known of, where that is what it is about.
    pub unknown: Vec<Span>,
    /// What would have to be known, where it is undetermined.
    pub missing: Missing,
    /// What could lift it.
    pub exemptions: Vec<Exemption>,
    /// Of an allowance: what its limit holds, in each unit in which the record speaks.
    pub totals: Vec<Total>,
    /// Whether the transfer has not happened, so that this "would be".
    pub is_prospect: bool,
    /// The day that stood in for the record's date.
    pub as_of: Option<Date>,
    /// Where the record's verdict is stronger than that of any paragraph, what this one is part of.
    pub in_turn: Option<InTurn>,
}

impl Finding {
    /// Its verdict, or that of the record to which it adds some days.
    #[must_use]
    pub fn weight(&self) -> Verdict {
        self.in_turn
            .as_ref()
            .map_or(self.verdict, |turn| turn.verdict)
    }
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A paragraph and the measure of it that decided, by index.
    Paragraph(ParagraphId, usize),
    /// Goods of which nothing is known, where a measure reaches the transfer.
    Unclassified,
}

/// How much is worked out of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// What is found, and neither why nor what is missing.
    Verdicts,
    /// The findings alone.
    Findings,
    /// What was assumed as well.
    Assumptions,
    /// And the goods, where nothing is found, too.
    Whole,
}

/// What is known of a record, and the paragraphs of which it is not known that they say nothing.
type Among<'k, 'r> = (&'k mut Known<'r>, Vec<ParagraphId>);

/// What is said of a record while others are still to come.
#[derive(Debug, Clone)]
pub enum Screened {
    /// All that there is to say.
    Checked(Box<Checked>),
    /// A limit counts it, so that it has to be checked after the others are added up.
    Waits(Counted),
}

impl Finding {
    /// The paragraph, where one says it.
    #[must_use]
    pub fn paragraph<'r>(&self, rules: &'r RuleSet) -> Option<&'r Paragraph> {
        match self.subject {
            Subject::Paragraph(id, _) => rules.paragraphs.get(id.index()),
            Subject::Unclassified => None,
        }
    }

    /// The measure that decided, where there is one.
    #[must_use]
    pub fn measure<'r>(&self, rules: &'r RuleSet) -> Option<&'r Measure> {
        match self.subject {
            Subject::Paragraph(_, measure) => self.paragraph(rules)?.measures.get(measure),
            Subject::Unclassified => None,
        }
    }

    /// The paragraphs whose exemptions the record shows.
    #[must_use]
    pub fn exempt_by(&self) -> Vec<&Citation> {
        let shown = self
            .exemptions
            .iter()
            .filter(|e| e.status == ExemptionStatus::Shown);
        let mut by: Vec<&Citation> = shown.map(|exemption| &exemption.by).collect();
        by.dedup();
        by
    }
}

impl<'r> Checker<'r> {
    /// Makes a rule set ready.
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Self {
        Self {
            rules,
            classifier: Classifier::new(rules),
            gates: Gates::of(rules),
            related: OnceLock::new(),
            assumable: assumable(rules),
        }
    }

    /// The rules it checks by.
    #[must_use]
    pub fn rules(&self) -> &'r RuleSet {
        self.rules
    }

    /// The part of it that finds categories in descriptions.
    #[must_use]
    pub fn classifier(&self) -> &Classifier<'r> {
        &self.classifier
    }

    /// What the rules say of a record; `on` stands in for its date.
    ///
    /// ```
    /// use interdict::check::{Checker, names};
    /// use interdict::law::RuleSet;
    /// use interdict::record::{Format, read};
    /// use interdict::source::SourceFile;
    /// use interdict::terms::Verdict;
    ///
    /// let rules = RuleSet::builtin().unwrap();
    /// let checker = Checker::new(&rules);
    /// let file = SourceFile::new(
    ///     "gift.ron",
    ///     r#"(item: "a rifle", from: "RUS", to: "PRK", date: "2023-09-13")"#,
    /// );
    /// let records = read(&file, Format::Ron, &names(&rules));
    /// let checked = checker.check(&records.records[0], None);
    /// assert_eq!(checked.verdict, Verdict::Prohibited);
    /// ```
    #[must_use]
    pub fn check(&self, record: &Record, on: Option<Date>) -> Checked {
        self.check_after(record, &Before::default(), on)
    }

    /// The same of a record that comes after others: what they add up to is in a
    /// [`Ledger`](super::Ledger).
    #[must_use]
    pub fn check_after(&self, record: &Record, before: &Before, on: Option<Date>) -> Checked {
        let mut known = self.known(record, before.clone(), on);
        self.check_known(record, &mut known, &self.may_be_about(record), Depth::Whole)
    }

    /// What the rules say of each of many records, which is what they say of each alone. Records
    /// that no rule can be about are told apart from the others together.
    ///
    /// ```
    /// use interdict::check::{Before, Checker, Depth, names};
    /// use interdict::law::RuleSet;
    /// use interdict::record::{Format, read};
    /// use interdict::source::SourceFile;
    /// use interdict::terms::Verdict;
    ///
    /// let rules = RuleSet::builtin().unwrap();
    /// let checker = Checker::new(&rules);
    /// let text = "item,from,to,date\nrice,CHN,IND,2018\nassault rifles,CHN,PRK,2018\n";
    /// let file = SourceFile::new("a.csv", text);
    /// let records = read(&file, Format::Csv, &names(&rules)).records;
    /// let after = records.iter().map(|record| (record, Before::default()));
    /// let checked = checker.check_many(after, None, Depth::Whole);
    /// assert_eq!(checked[0].verdict, Verdict::Clear);
    /// assert_eq!(checked[1].verdict, Verdict::Prohibited);
    /// ```
    #[must_use]
    pub fn check_many<'a>(
        &self,
        records: impl Iterator<Item = (&'a Record, Before)>,
        on: Option<Date>,
        depth: Depth,
    ) -> Vec<Checked> {
        let (records, mut before): (Vec<&Record>, Vec<Before>) = records.unzip();
        self.among_reached(&records, on, |place, record, may| match may {
            None => self.clear(record, on, depth),
            Some((known, paragraphs)) => {
                known.before = before
                    .get_mut(place)
                    .map(std::mem::take)
                    .unwrap_or_default();
                self.check_known(record, known, &paragraphs, depth)
            }
        })
    }

    /// What the rules say of records of which others are still to come: those that a limit
    /// counts wait for them.
    #[must_use]
    pub fn screen<'a>(
        &self,
        records: impl Iterator<Item = &'a Record>,
        on: Option<Date>,
        depth: Depth,
    ) -> Vec<Screened> {
        let records: Vec<&Record> = records.collect();
        self.among_reached(&records, on, |_, record, may| {
            let Some((known, paragraphs)) = may else {
                return Screened::Checked(Box::new(self.clear(record, on, depth)));
            };
            let counted = counted(known, &paragraphs);
            if !counted.is_empty() {
                return Screened::Waits(counted);
            }
            let checked = self.check_known(record, known, &paragraphs, depth);
            Screened::Checked(Box::new(checked))
        })
    }

    /// Of a record of which no paragraph says anything, whatever is answered to what it is silent
    /// on.
    fn clear(&self, record: &Record, on: Option<Date>, depth: Depth) -> Checked {
        let goods = match depth {
            Depth::Whole => goods_of(record, &self.classifier, self.rules),
            Depth::Verdicts | Depth::Findings | Depth::Assumptions => Vec::new(),
        };
        Checked {
            verdict: Verdict::Clear,
            goods,
            findings: Vec::new(),
            assumed: Vec::new(),
            as_of: on,
        }
    }

    /// Calls `each` for every record, by its place, with what is known of it and the paragraphs that
    /// may say something of it; with nothing where none does, whatever is answered to what it is
    /// silent on. The outcomes stand in the order of the records.
    fn among_reached<'a, T>(
        &self,
        records: &[&'a Record],
        on: Option<Date>,
        mut each: impl FnMut(usize, &'a Record, Option<Among<'_, 'r>>) -> T,
    ) -> Vec<T> {
        let mut outcomes: Vec<Option<T>> = records.iter().map(|_| None).collect();
        let mut may_say = |place: usize, known: &mut Known<'r>, paragraphs: Vec<ParagraphId>| {
            if let (Some(outcome), Some(record)) = (outcomes.get_mut(place), records.get(place)) {
                *outcome = Some(each(place, record, Some((known, paragraphs))));
            }
        };
        if records.len() < WORTH_A_BATCH {
            for (place, record) in records.iter().enumerate() {
                if let Some(measures) = self.gates.measures(record) {
                    let mut known = self.known(record, Before::default(), on);
                    may_say(place, &mut known, paragraphs_of(&measures));
                }
            }
        } else {
            let together = self.together(on, Silent::Open);
            together.judge(records, |place, mut known, heard| {
                let paragraphs = match heard {
                    Heard::Judged(said) => said.paragraphs.into_iter().map(|(id, _)| id).collect(),
                    Heard::Open(measures) => paragraphs_of(measures),
                };
                may_say(place, &mut known, paragraphs);
            });
        }
        let places = outcomes.into_iter().enumerate().zip(records);
        places
            .map(|((place, outcome), record)| outcome.unwrap_or_else(|| each(place, record, None)))
            .collect()
    }

    /// The paragraphs that can be about a record, by the countries that it names.
    pub(super) fn may_be_about(&self, record: &Record) -> Vec<ParagraphId> {
        let measures = self.gates.measures(record);
        measures
            .map(|measures| paragraphs_of(&measures))
            .unwrap_or_default()
    }

    fn together(&self, on: Option<Date>, silent: Silent) -> Together<'_, 'r> {
        Together {
            rules: self.rules,
            classifier: &self.classifier,
            gates: &self.gates,
            related: self.related.get_or_init(|| Related::of(self.rules)),
            on,
            silent,
        }
    }

    fn known(&self, record: &Record, before: Before, on: Option<Date>) -> Known<'r> {
        let mut known = Known::of(record, &self.classifier, self.rules, on);
        known.before = before;
        known
    }

    /// Checks a record of which it is known that no paragraph but those of `among` says anything,
    /// whatever is answered to what it is silent on.
    fn check_known(
        &self,
        record: &Record,
        known: &mut Known<'r>,
        among: &[ParagraphId],
        depth: Depth,
    ) -> Checked {
        let judgement = judge_among(self.rules, known, among);
        let mut verdicts: BTreeMap<usize, Verdict> = BTreeMap::new();
        let mut findings: Vec<Finding> = Vec::new();
        for (id, judged) in &judgement.paragraphs {
            let Some(paragraph) = self.rules.paragraphs.get(id.index()) else {
                continue;
            };
            let verdict = judged.verdict();
            verdicts.insert(id.index(), verdict);
            if verdict != Verdict::Clear {
                findings.extend(finding(record, known, *id, paragraph, verdict, depth));
            }
        }
        let open = |slice: &Slice<bool>| slice.unclassified.verdict() == Verdict::Undetermined;
        if judgement.slices.iter().any(open) {
            findings.push(unclassified_finding(record, known));
        }
        findings.sort_by_key(|finding| finding.verdict);
        let in_turn = InTurn::of(&judgement, self.rules);
        for finding in &mut findings {
            let paragraph = finding.paragraph(self.rules);
            let has_turn = |turn: &&InTurn| paragraph.is_some_and(|p| turn.names(&p.citation));
            finding.in_turn = in_turn.as_ref().filter(has_turn).cloned();
        }
        let mut assumed = Vec::new();
        if depth > Depth::Findings {
            assumed = self.assumed(known, &verdicts);
            for (days, cited) in in_turn.iter().flat_map(|turn| &turn.days) {
                add_assumed(&mut assumed, self.assumed_on(known, *days, cited));
            }
        }
        // One clause may take a fact from silence that another clause asks for.
        for one in &mut assumed {
            one.matters_to
                .retain(|citation| !self.asks(&findings, citation, &one.supposed));
        }
        assumed.retain(|one| !one.matters_to.is_empty());
        Checked {
            verdict: judgement.record.verdict(),
            assumed,
            goods: Rc::unwrap_or_clone(std::mem::take(&mut known.goods)),
            findings,
            as_of: known.as_of,
        }
    }

    /// What is assumed for the verdicts of paragraphs.
    fn assumed(&self, known: &Known<'_>, verdicts: &BTreeMap<usize, Verdict>) -> Vec<Assumed> {
        let mut assumed = assumptions(known, &self.assumable, verdicts);
        assumed.extend(totals(known, verdicts));
        assumed
    }

    /// What is assumed for what some paragraphs say on some days of a rough date.
    fn assumed_on(&self, known: &Known<'_>, days: Interval, cited: &[Citation]) -> Vec<Assumed> {
        let mut there = known.clone();
        let is_there =
            |slice: &Interval| days.first() <= slice.first() && slice.last() <= days.last();
        there.slices.retain(is_there);
        let paragraphs = cited.iter().filter_map(|citation| {
            let id = self.rules.paragraph(citation)?;
            let paragraph = self.rules.paragraphs.get(id.index())?;
            let verdict = judge_by(self.rules, paragraph, &there).verdict();
            Some((id.index(), verdict))
        });
        self.assumed(&there, &paragraphs.collect())
    }

    /// Whether a paragraph's finding names a fact as missing.
    fn asks(&self, findings: &[Finding], citation: &Citation, supposed: &Supposed) -> bool {
        let about = |question: &Question| match supposed {
            Supposed::Answer(fact, _) => *question == Question::Fact(*fact),
            Supposed::Total(quantity, ..) => {
                matches!(question, Question::Quantity(asked, ..) if asked == quantity)
            }
        };
        findings.iter().any(|finding| {
            let said = finding.paragraph(self.rules);
            let missing = &finding.missing.questions;
            said.is_some_and(|paragraph| paragraph.citation == *citation)
                && missing.iter().any(about)
        })
    }

    /// Whether goods are arms: yes, no, or nothing where that depends on what is not known. Rules
    /// that declare no category `arms` know none.
    #[must_use]
    pub fn is_arms(&self, goods: &[Goods]) -> Option<bool> {
        let Some(arms) = self.rules.category("arms") else {
            return Some(false);
        };
        let known = Known::of_goods(goods.to_vec(), self.rules);
        let each = (0..goods.len())
            .map(|part| item_is(arms, self.rules, &known.moment(Interval::ALWAYS, part)));
        let any = each.reduce(|any, part| any.or(&part));
        any.map_or(Some(false), Tri::truth)
    }

    /// The verdict of every paragraph derived again from the clauses that explanation cites, for
    /// tests.
    #[doc(hidden)]
    #[must_use]
    pub fn explained_verdicts(&self, record: &Record) -> Vec<(Citation, Verdict)> {
        let known = Known::of(record, &self.classifier, self.rules, None);
        let of_slice = |paragraph: &Paragraph, days: &Interval| {
            let parts = (0..known.goods.len()).map(|part| Explainer {
                moment: known.moment(*days, part),
                record,
            });
            let measures = parts.flat_map(|explainer| {
                let measures = paragraph.measures.iter();
                measures.map(move |measure| explainer.derived_again(measure))
            });
            measures.min().unwrap_or(Verdict::Clear)
        };
        let of = |paragraph: &Paragraph| {
            let slices = known.slices.iter().map(|days| of_slice(paragraph, days));
            let agreed = slices.reduce(|all, next| match all == next {
                true => all,
                false => Verdict::Undetermined,
            });
            agreed.unwrap_or(Verdict::Clear)
        };
        let paragraphs = self.rules.paragraphs.iter();
        paragraphs
            .map(|paragraph| (paragraph.citation.clone(), of(paragraph)))
            .collect()
    }

    /// What the batch reading says of records together, for tests: of each the paragraphs that say
    /// something, and the strongest verdict.
    #[doc(hidden)]
    #[must_use]
    pub fn verdicts_together(
        &self,
        records: &[&Record],
    ) -> Vec<(Vec<(Citation, Verdict)>, Verdict)> {
        let mut all = vec![(Vec::new(), Verdict::Clear); records.len()];
        let together = self.together(None, Silent::AsDeclared);
        together.judge(records, |place, known, heard| {
            let (said, record) = match heard {
                Heard::Judged(said) => (said.paragraphs, said.record),
                Heard::Open(measures) => {
                    let judged = judge_among(self.rules, &known, &paragraphs_of(measures));
                    let paragraphs = judged.paragraphs.iter();
                    let said = paragraphs.map(|(id, verdicts)| (*id, verdicts.verdict()));
                    let said = said.filter(|(_, verdict)| *verdict != Verdict::Clear);
                    (said.collect(), judged.record.verdict())
                }
            };
            let cited = said.iter().filter_map(|(id, verdict)| {
                let paragraph = self.rules.paragraphs.get(id.index())?;
                Some((paragraph.citation.clone(), *verdict))
            });
            if let Some(one) = all.get_mut(place) {
                *one = (cited.collect(), record);
            }
        });
        all
    }

    /// The verdict of every paragraph by the reference reading, for tests.
    #[doc(hidden)]
    #[must_use]
    pub fn true_verdicts(&self, record: &Record) -> Vec<(Citation, Verdict)> {
        let known = Known::of(record, &self.classifier, self.rules, None);
        let paragraphs = self.rules.paragraphs.iter();
        paragraphs
            .map(|p| {
                (
                    p.citation.clone(),
                    judge_by(self.rules, p, &known).verdict(),
                )
            })
            .collect()
    }
}

/// Explains a paragraph's verdict by the measure, part and slice that show it best, as deep as it is
/// shown.
fn finding(
    record: &Record,
    known: &Known<'_>,
    id: ParagraphId,
    paragraph: &Paragraph,
    verdict: Verdict,
    depth: Depth,
) -> Option<Finding> {
    let all = readings(known, paragraph);
    // Where slices differ, the paragraph is undetermined though no measure is.
    let shown = all.iter().find(|reading| reading.verdict == verdict);
    let differs = shown.is_none();
    let shown = shown.or_else(|| {
        let said = all
            .iter()
            .filter(|reading| reading.verdict != Verdict::Clear);
        said.min_by_key(|reading| reading.verdict)
    })?;
    let mut finding = Finding {
        subject: Subject::Paragraph(id, shown.measure),
        verdict,
        because: Vec::new(),
        unknown: Vec::new(),
        missing: Missing::default(),
        totals: Vec::new(),
        exemptions: Vec::new(),
        is_prospect: record.stage.is_prospect(),
        as_of: known.as_of,
        in_turn: None,
    };
    if depth == Depth::Verdicts {
        return Some(finding);
    }
    if verdict == Verdict::Undetermined {
        let mut open = questions(record, known, paragraph, &all);
        if differs || differs_by_day(record, known, paragraph, &all) {
            open.insert(0, Question::Date);
        }
        finding.missing = missing(known, paragraph, open);
    }
    // What lifts it is named with the finding itself.
    if depth > Depth::Findings || verdict == Verdict::Exempt {
        let explained = shown.explained(record, known, paragraph)?;
        finding.because = once_each(explained.cited());
        finding.exemptions = explained.exemptions(paragraph, shown.measure, known.rules);
        finding.totals = explained.totals;
    }
    Some(finding)
}

/// One measure of a paragraph on one slice and part, with its outcome.
struct Reading {
    slice: Interval,
    part: usize,
    measure: usize,
    verdict: Verdict,
}

impl Reading {
    fn explained(
        &self,
        record: &Record,
        known: &Known<'_>,
        paragraph: &Paragraph,
    ) -> Option<Explained> {
        let moment = known.moment(self.slice, self.part);
        let measure = paragraph.measures.get(self.measure)?;
        Some(Explainer { moment, record }.measure(measure))
    }
}

/// Every measure of a paragraph on every slice and part.
fn readings(known: &Known<'_>, paragraph: &Paragraph) -> Vec<Reading> {
    let mut all = Vec::new();
    for slice in &known.slices {
        for part in 0..known.goods.len() {
            let moment = known.moment(*slice, part);
            for (index, measure) in paragraph.measures.iter().enumerate() {
                all.push(Reading {
                    slice: *slice,
                    part,
                    measure: index,
                    verdict: outcome(measure, known.rules, &moment).verdict(),
                });
            }
        }
    }
    all
}

/// Whether on some days of a rough date other measures say something, for other reasons or with
/// other questions open, so that the date can matter to what an answer leads to. That rules change
/// on one of the days is not enough: others may.
fn differs_by_day(
    record: &Record,
    known: &Known<'_>,
    paragraph: &Paragraph,
    all: &[Reading],
) -> bool {
    let said = |slice: &Interval| -> Vec<_> {
        let here = all.iter().filter(|reading| reading.slice == *slice);
        let speaking = here.filter(|reading| reading.verdict != Verdict::Clear);
        let said = speaking.map(|reading| {
            let explained = reading.explained(record, known, paragraph);
            let open = explained.as_ref().map(Explained::questions);
            let met = explained.map(|explained| once_each(explained.cited()));
            (reading.measure, reading.part, reading.verdict, open, met)
        });
        said.collect()
    };
    let mut slices = known.slices.iter();
    let first = slices.next().map(said);
    slices.any(|slice| Some(said(slice)) != first)
}

/// What is open in the clauses of undetermined measures, each question once.
fn questions(
    record: &Record,
    known: &Known<'_>,
    paragraph: &Paragraph,
    all: &[Reading],
) -> Vec<Question> {
    let mut open = Vec::new();
    let undetermined = all
        .iter()
        .filter(|reading| reading.verdict == Verdict::Undetermined);
    for explained in undetermined.filter_map(|reading| reading.explained(record, known, paragraph))
    {
        for question in explained.questions() {
            if !open.contains(&question) {
                open.push(question);
            }
        }
    }
    open
}

/// The same words said for the same reason are said once.
fn once_each(because: Vec<Because>) -> Vec<Because> {
    let mut once: Vec<Because> = Vec::new();
    for one in because {
        if !once.iter().any(|other| {
            other.field == one.field && other.span == one.span && other.text == one.text
        }) {
            once.push(one);
        }
    }
    once
}

/// Adds assumptions to others, each once.
fn add_assumed(all: &mut Vec<Assumed>, more: Vec<Assumed>) {
    for one in more {
        match all.iter_mut().find(|known| known.supposed == one.supposed) {
            Some(known) => {
                known.matters_to.extend(one.matters_to);
                known.matters_to.sort();
                known.matters_to.dedup();
            }
            None => all.push(one),
        }
    }
}

fn unclassified_finding(record: &Record, known: &Known<'_>) -> Finding {
    let item = record.item.as_ref();
    let unknown = known
        .goods
        .iter()
        .filter(|goods| goods.is_unclassified())
        .filter_map(|goods| goods.unknown);
    Finding {
        unknown: unknown
            .filter_map(|words| Some(item?.place(words)))
            .collect(),
        subject: Subject::Unclassified,
        verdict: Verdict::Undetermined,
        because: Vec::new(),
        missing: Missing {
            questions: vec![Question::Item(Vec::new())],
            sets: Vec::new(),
            asks: Vec::new(),
            stopped: false,
            by_day: Vec::new(),
        },
        exemptions: Vec::new(),
        totals: Vec::new(),
        is_prospect: record.stage.is_prospect(),
        as_of: known.as_of,
        in_turn: None,
    }
}
