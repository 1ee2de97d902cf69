//! Transfers added up: the accounts in which the limits of allowances are kept.
//!
//! An account is taken to be whole. What a record states of the total before it counts for more
//! than what the account shows. What is held grows with the number of accounts and of dates in
//! them, not with that of transfers: these are read again when their accounts are added up.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use serde::{Deserialize, Serialize};

use crate::law::{AllowanceId, ConditionKind, Limit, Measure, ParagraphId, RuleSet};
use crate::logic::{Line, holds};
use crate::record::Record;
use crate::terms::{Amount, Date, Decimal, Interval, Unit};

use super::checker::Checker;
use super::crossing::Crossing;
use super::known::Known;
use super::range::Range;
use super::sheet::{Lies, Name, Sheet, Sums, Term, Terms};

/// The accounts of some records.
#[derive(Debug, Default)]
pub struct Ledger {
    /// The accounts in the order of their allowances, names and windows.
    pub accounts: Vec<Account>,
    totals: Totals,
    /// What limits count of the records, each at the record's place.
    postings: BTreeMap<usize, Posting>,
}

/// The transfers that one limit holds together.
#[derive(Debug)]
pub struct Account {
    /// The limit.
    pub allowance: AllowanceId,
    /// The field `account` of its records, or their file.
    pub name: String,
    /// Its time.
    pub term: Term,
    /// Its transfers in order of their dates.
    pub entries: Vec<Entry>,
    /// Where each amount of the limit is crossed, in the order of the limit.
    pub crossed: Vec<Crossed>,
    /// Which amounts of the limit none of its transfers tells, while another of them will do.
    pub silent: Vec<bool>,
}

/// One transfer in an account.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The record's name.
    pub id: String,
    /// Its date.
    pub date: Interval,
    /// Whether it counts: for certain, perhaps, or not, as with what an exemption lifts or another
    /// record reports as well.
    pub counts: Counts,
    /// Its amount in each unit of the limit.
    pub own: Vec<Range>,
    /// The total before it in each unit of the limit.
    pub before: Vec<Range>,
    /// Its place among the records that limits count.
    pub(super) place: usize,
}

/// Whether a transfer counts towards a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Counts {
    /// It does.
    Surely,
    /// It may.
    Perhaps,
    /// It does not.
    Not,
}

/// The records with which a limit is crossed, by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crossed {
    /// Before which it is not crossed.
    pub earliest: Option<String>,
    /// With which it is crossed at the latest.
    pub latest: Option<String>,
}

/// What came before one record, by allowance: the total in each unit of the limit, and where the
/// limit is crossed.
#[derive(Debug, Clone, Default)]
pub struct Before {
    totals: BTreeMap<AllowanceId, (Vec<Range>, Vec<Crossed>)>,
}

impl Before {
    /// The total before the record in a unit of a limit.
    pub(super) fn total(&self, allowance: AllowanceId, unit: usize) -> Range {
        let total = self.totals.get(&allowance);
        let total = total.and_then(|(totals, _)| totals.get(unit).copied());
        total.unwrap_or(Range::NOTHING)
    }

    /// What came before by other records, for each quantity in which a record can state that: the
    /// total in a unit in which it is known, or else as far as it is.
    #[must_use]
    pub fn by_others<'r>(&self, rules: &'r RuleSet) -> Vec<(&'r str, Unit, Range)> {
        let of_allowance = |(id, (totals, _)): (&AllowanceId, &(Vec<Range>, Vec<Crossed>))| {
            let allowance = rules.allowances.get(id.index())?;
            let quantity = rules.quantities.get(allowance.before?.index())?;
            let units = allowance.limit.most.iter().map(|most| most.unit);
            let totals: Vec<(Unit, Range)> = units.zip(totals.iter().copied()).collect();
            let is_exact = |(_, total): &&(Unit, Range)| total.most == Some(total.least);
            let (unit, total) = totals.iter().find(is_exact).or(totals.first())?;
            (*total != Range::NOTHING).then_some((quantity.name.as_str(), *unit, *total))
        };
        self.totals.iter().filter_map(of_allowance).collect()
    }

    /// Where an amount of a limit is crossed.
    pub(super) fn crossed(&self, allowance: AllowanceId, unit: usize) -> Crossed {
        let crossed = self.totals.get(&allowance);
        let crossed = crossed.and_then(|(_, crossed)| crossed.get(unit).cloned());
        crossed.unwrap_or_default()
    }

    /// The same record where nothing bounds what came before it.
    pub(super) fn unbounded(&self, allowance: AllowanceId, units: usize) -> Self {
        let mut other = self.clone();
        let totals = (0..units).map(|unit| Range {
            most: None,
            ..self.total(allowance, unit)
        });
        let crossed = (0..units).map(|unit| self.crossed(allowance, unit));
        other
            .totals
            .insert(allowance, (totals.collect(), crossed.collect()));
        other
    }
}

impl Ledger {
    /// What came before a record, by its place among the records.
    #[must_use]
    pub fn before(&self, record: usize) -> Before {
        let posting = self.postings.get(&record);
        posting.map_or_else(Before::default, |posting| self.totals.before(posting))
    }
}

impl Checker<'_> {
    /// Adds up the transfers of records; `on` stands in for their dates.
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
    /// let text = "id,item,quantity,unit,to,from,date,facts.notified_to_committee\n\
    ///     a,diesel fuel,400000,bbl,PRK,CHN,2019-01-05,yes\n\
    ///     b,diesel fuel,200000,bbl,PRK,CHN,2019-02-05,yes\n";
    /// let file = SourceFile::new("oil.csv", text);
    /// let records = read(&file, Format::Csv, &names(&rules)).records;
    /// let ledger = checker.ledger(records.iter(), None);
    /// let verdict = |i: usize| checker.check_after(&records[i], &ledger.before(i), None).verdict;
    /// assert_eq!((verdict(0), verdict(1)), (Verdict::Exempt, Verdict::Prohibited));
    /// ```
    #[must_use]
    pub fn ledger<'a>(
        &self,
        records: impl Iterator<Item = &'a Record>,
        on: Option<Date>,
    ) -> Ledger {
        let mut book = Book::default();
        let mut postings = BTreeMap::new();
        if self.rules().allowances.is_empty() {
            return Ledger::default();
        }
        for (place, record) in records.enumerate() {
            let known = Known::of(record, self.classifier(), self.rules(), on);
            let counted = counted(&known, &self.may_be_about(record));
            if !counted.is_empty() {
                postings.insert(place, book.enter(record, counted));
            }
        }
        let again = || Ok::<_, Infallible>(postings.values().cloned().map(Ok));
        let totals = match book.close(self.rules(), again) {
            Ok(totals) => totals,
            Err(never) => match never {},
        };
        Ledger {
            accounts: totals.accounts(postings.values()),
            totals,
            postings,
        }
    }
}

/// What limits count of one record.
#[derive(Debug, Clone, Default)]
pub struct Counted(Vec<Count>);

impl Counted {
    /// Whether no limit counts it.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What one limit counts of a record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Count {
    allowance: AllowanceId,
    pub date: Interval,
    pub counts: Counts,
    /// The amount in each unit of the limit.
    pub own: Vec<Range>,
    /// What the record states of the total before it, in each unit of the limit.
    pub stated: Vec<Option<Range>>,
}

impl Count {
    /// What it adds to a total in a unit.
    pub fn counted(&self, unit: usize) -> Range {
        let own = self.own.get(unit).copied().unwrap_or(Range::ANY);
        match self.counts {
            Counts::Surely => own,
            Counts::Perhaps => Range {
                least: Decimal::ZERO,
                ..own
            },
            Counts::Not => Range::NOTHING,
        }
    }

    /// How it counts in the time of an account; nothing where it cannot lie in that.
    pub(super) fn within(&self, terms: &Terms, term: Term) -> Option<Self> {
        let lies = terms.lies(term, (self.date.first(), self.date.last()));
        let counts = match (lies, self.counts) {
            (Lies::Outside, _) => return None,
            (Lies::Perhaps, Counts::Surely) => Counts::Perhaps,
            (_, counts) => counts,
        };
        Some(Self {
            counts,
            ..self.clone()
        })
    }
}

/// What limits count of one record, with what an account has to know of the record. It can be
/// written and read again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Posting {
    /// The record's name, and its place among those that limits count.
    name: Name,
    account: String,
    /// The record of the same transfer, by its name, if there is another.
    same_as: Option<String>,
    counts: Vec<Count>,
}

/// The transfers that limits count, while they are gathered.
#[derive(Debug, Default)]
pub struct Book {
    sheets: BTreeMap<(AllowanceId, String), Sheet>,
    /// Those that another record reports as well: whether they count is known at the end.
    late: Vec<Posting>,
    /// How many records were entered.
    count: usize,
}

impl Book {
    /// Enters the next record with what limits count of it.
    pub fn enter(&mut self, record: &Record, counted: Counted) -> Posting {
        let account = record.account.as_deref().unwrap_or(record.file.name());
        let posting = Posting {
            name: (record.id.clone(), self.count),
            account: account.to_owned(),
            same_as: record.same_as.as_ref().map(|other| other.value.clone()),
            counts: counted.0,
        };
        self.count = self.count.saturating_add(1);
        for count in &posting.counts {
            let key = (count.allowance, posting.account.clone());
            let sheet = self.sheets.entry(key).or_default();
            if posting.same_as.is_none() {
                sheet.enter(&posting.name, count);
            }
        }
        if posting.same_as.is_some() {
            self.late.push(posting.clone());
        }
        posting
    }

    /// Adds up what was entered; `again` goes through all of it once more, in any order.
    ///
    /// # Errors
    ///
    /// What going through it meets.
    pub fn close<E, P: Iterator<Item = Result<Posting, E>>>(
        self,
        rules: &RuleSet,
        again: impl Fn() -> Result<P, E>,
    ) -> Result<Totals, E> {
        let named = match self.late.is_empty() {
            true => Named::default(),
            false => Named::of(&self.late, again()?)?,
        };
        let mut totals = Totals::default();
        for (key, sheet) in self.sheets {
            let Some(limit) = rules.allowances.get(key.0.index()).map(|a| &a.limit) else {
                continue;
            };
            let late = late_of(&self.late, &key);
            let terms = sheet.terms(limit.window, &late);
            let mut added = BTreeMap::new();
            for term in terms.iter() {
                let doubles = named.doubles(&self.late, &key, &terms, term);
                let mut late = late.clone();
                for (name, count) in &mut late {
                    if doubles.contains_key(&name.1) {
                        count.counts = Counts::Not;
                    }
                }
                let sums = sheet.sums(&terms, term, &late, limit.most.len());
                let crossed = sums.iter().zip(&limit.most);
                let crossed = crossed.map(|(sums, most)| Crossing::of(sums, *most));
                let of_term = Added {
                    crossed: crossed.collect(),
                    sums,
                    doubles,
                };
                added.insert(term, of_term);
            }
            let limit = limit.clone();
            let held = Held {
                limit,
                terms,
                added,
            };
            totals.0.insert(key, held);
        }
        for posting in again()? {
            totals.cross(&posting?);
        }
        Ok(totals)
    }
}

/// What records of which others report the same transfer say of one limit and account.
fn late_of(late: &[Posting], key: &(AllowanceId, String)) -> Vec<(Name, Count)> {
    let postings = late.iter().filter(|posting| posting.account == key.1);
    let counts = postings.flat_map(|posting| {
        let counts = posting
            .counts
            .iter()
            .filter(|count| count.allowance == key.0);
        counts.map(|count| (posting.name.clone(), count.clone()))
    });
    counts.collect()
}

/// Records that others name as those of the same transfer, by account and name.
#[derive(Debug, Default)]
struct Named(BTreeMap<(AllowanceId, String, String), Vec<Other>>);

/// One of them.
#[derive(Debug)]
struct Other {
    place: usize,
    /// Whether it names another itself.
    names_other: bool,
    count: Count,
}

impl Named {
    fn of<E>(late: &[Posting], all: impl Iterator<Item = Result<Posting, E>>) -> Result<Self, E> {
        let wanted = late.iter().filter_map(|posting| posting.same_as.as_deref());
        let wanted: BTreeSet<&str> = wanted.collect();
        let mut named = Self::default();
        for posting in all {
            let Posting {
                name: (id, place),
                account,
                same_as,
                counts,
            } = posting?;
            if !wanted.contains(id.as_str()) {
                continue;
            }
            for count in counts {
                let key = (count.allowance, account.clone(), id.clone());
                named.0.entry(key).or_default().push(Other {
                    place,
                    names_other: same_as.is_some(),
                    count,
                });
            }
        }
        Ok(named)
    }

    /// The records of an account that do not count in a window, by their places, each with what
    /// counts in its stead.
    fn doubles(
        &self,
        late: &[Posting],
        (allowance, account): &(AllowanceId, String),
        terms: &Terms,
        term: Term,
    ) -> BTreeMap<usize, Count> {
        let mut doubles = BTreeMap::new();
        for posting in late.iter().filter(|posting| posting.account == *account) {
            let Some(same_as) = &posting.same_as else {
                continue;
            };
            let key = (*allowance, account.clone(), same_as.clone());
            let others = self.0.get(&key).into_iter().flatten();
            let here = others.filter_map(|other| {
                let count = other.count.within(terms, term)?;
                Some((
                    (count.date.first(), count.date.last(), other.place),
                    other,
                    count,
                ))
            });
            // Of several records of one name the last counts.
            let Some((_, other, count)) = here.max_by_key(|(order, ..)| *order) else {
                continue;
            };
            if other.place != posting.name.1 && !other.names_other {
                doubles.insert(posting.name.1, count);
            }
        }
        doubles
    }
}

/// What is held of all accounts once they are added up.
#[derive(Debug, Default)]
pub struct Totals(BTreeMap<(AllowanceId, String), Held>);

/// One account: its times, and each of them added up.
#[derive(Debug)]
struct Held {
    limit: Limit,
    terms: Terms,
    added: BTreeMap<Term, Added>,
}

impl Held {
    /// The times in which a transfer lies or may lie, and how it counts there.
    fn reached(&self, count: &Count) -> impl Iterator<Item = (Term, &Added, Count)> {
        let added = self.added.iter();
        added.filter_map(|(term, added)| Some((*term, added, count.within(&self.terms, *term)?)))
    }
}

/// One time, added up.
#[derive(Debug)]
struct Added {
    /// In each unit of the limit.
    sums: Vec<Sums>,
    /// Records that do not count, by their places, each with what counts in its stead.
    doubles: BTreeMap<usize, Count>,
    /// Where each amount is crossed.
    crossed: Vec<Crossing>,
}

impl Added {
    /// A transfer in the time, as it counts there.
    fn entry(&self, (id, place): &Name, mut count: Count) -> Entry {
        let double = self.doubles.get(place);
        if double.is_some() {
            count.counts = Counts::Not;
        }
        let counted = double.unwrap_or(&count);
        let units = self.sums.iter().enumerate();
        Entry {
            id: id.clone(),
            date: count.date,
            counts: count.counts,
            before: units
                .map(|(unit, sums)| sums.before(counted, unit))
                .collect(),
            own: count.own,
            place: *place,
        }
    }
}

impl Totals {
    /// What came before a record; one whose date reaches over several times has come after what
    /// is in any of them.
    #[must_use]
    pub fn before(&self, posting: &Posting) -> Before {
        let mut before = Before::default();
        for count in &posting.counts {
            let key = (count.allowance, posting.account.clone());
            let Some(held) = self.0.get(&key) else {
                continue;
            };
            for (_, added, count) in held.reached(count) {
                let entry = added.entry(&posting.name, count);
                let new = || {
                    let crossed = Crossing::all_shown(&added.crossed, &held.limit);
                    (entry.before.clone(), crossed)
                };
                let (known, _) = before.totals.entry(key.0).or_insert_with(new);
                for (known, here) in known.iter_mut().zip(&entry.before) {
                    let most = known.most.zip(here.most);
                    *known = Range {
                        least: known.least.min(here.least),
                        most: most.map(|(one, other)| one.max(other)),
                    };
                }
            }
        }
        before
    }

    /// Notes whether limits are crossed with a record.
    fn cross(&mut self, posting: &Posting) {
        for count in &posting.counts {
            let key = (count.allowance, posting.account.clone());
            let Some(held) = self.0.get_mut(&key) else {
                continue;
            };
            let reached = held.reached(count);
            let entries =
                reached.map(|(term, added, count)| (term, added.entry(&posting.name, count)));
            let entries: Vec<_> = entries.collect();
            for (term, entry) in entries {
                let added = held.added.get_mut(&term).into_iter();
                let crossed = added.flat_map(|added| added.crossed.iter_mut());
                for (unit, crossing) in crossed.enumerate() {
                    let is_stated = count.stated.get(unit).is_some_and(Option::is_some);
                    crossing.note(&entry, unit, is_stated);
                }
            }
        }
    }

    /// The accounts with the transfers in them, in the order of their dates.
    pub fn accounts<'p>(&self, postings: impl Iterator<Item = &'p Posting>) -> Vec<Account> {
        let mut entries: BTreeMap<(AllowanceId, &str, Term), Vec<Entry>> = BTreeMap::new();
        for posting in postings {
            for count in &posting.counts {
                let key = (count.allowance, posting.account.clone());
                let Some((key, held)) = self.0.get_key_value(&key) else {
                    continue;
                };
                for (term, added, count) in held.reached(count) {
                    let here = entries.entry((key.0, key.1.as_str(), term)).or_default();
                    here.push(added.entry(&posting.name, count));
                }
            }
        }
        let accounts = self.0.iter().flat_map(|((allowance, name), held)| {
            let terms = held.added.iter();
            terms.map(move |(term, added)| (*allowance, name, *term, added, &held.limit))
        });
        accounts
            .map(|(allowance, name, term, added, limit)| {
                let here = entries.remove(&(allowance, name.as_str(), term));
                let mut entries = here.unwrap_or_default();
                entries.sort_by(|a, b| a.order().cmp(&b.order()));
                Account {
                    allowance,
                    name: name.clone(),
                    term,
                    entries,
                    crossed: Crossing::all_shown(&added.crossed, limit),
                    silent: Crossing::silent(&added.crossed, limit),
                }
            })
            .collect()
    }
}

impl Entry {
    fn order(&self) -> (Date, Date, &str, usize) {
        (self.date.first(), self.date.last(), &self.id, self.place)
    }
}

/// What limits count of a record that no paragraph but these can be about.
pub(super) fn counted(known: &Known<'_>, among: &[ParagraphId]) -> Counted {
    let paragraphs = among
        .iter()
        .filter_map(|id| known.rules.paragraphs.get(id.index()));
    let measures = paragraphs.flat_map(|paragraph| &paragraph.measures);
    let counts = measures.filter_map(|measure| count(known, allowance_of(measure)?, measure));
    Counted(counts.collect())
}

/// The allowance of a measure that allows.
fn allowance_of(measure: &Measure) -> Option<AllowanceId> {
    let mut found = None;
    measure.allowed.as_ref()?.walk(&mut |part| {
        if let ConditionKind::Within(allowance) = part.kind {
            found = Some(allowance);
        }
    });
    found
}

/// What the limit of an allowance counts of a record; nothing where the measure cannot cover it.
fn count(known: &Known<'_>, allowance: AllowanceId, measure: &Measure) -> Option<Count> {
    let rules = known.rules;
    let units = &rules.allowances.get(allowance.index())?.limit.most;
    let mut surely = true;
    let mut covered = BTreeSet::new();
    for days in known.slices() {
        let mut here = false;
        for part in 0..known.parts() {
            let moment = known.moment(*days, part);
            let covers = holds(&measure.covers, rules, &moment);
            let mut lifts = measure.lifts.iter();
            if covers.may && !lifts.any(|lift| holds(&lift.condition, rules, &moment).must) {
                covered.insert(part);
                here |= covers.must;
            }
        }
        surely &= here;
    }
    let own = |most: &Amount| {
        let parts = covered.iter().map(|part| {
            let moment = known.moment(Interval::ALWAYS, *part);
            moment.own(most.unit).unwrap_or(Range::ANY)
        });
        parts.fold(Range::NOTHING, Range::plus)
    };
    (!covered.is_empty()).then(|| Count {
        allowance,
        date: known.date(),
        counts: if surely {
            Counts::Surely
        } else {
            Counts::Perhaps
        },
        own: units.iter().map(own).collect(),
        stated: units
            .iter()
            .map(|most| known.stated_before(allowance, most.unit))
            .collect(),
    })
}
