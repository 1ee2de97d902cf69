//! Transfers added up: the accounts in which the limits of allowances are kept.
//!
//! An account is taken to be whole. What a record states of the total before it counts for more
//! than what the account shows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;

use crate::law::{AllowanceId, ConditionKind, Measure, RuleSet, Window};
use crate::logic::{Line, holds};
use crate::record::Record;
use crate::terms::{Amount, Date, Decimal, Interval};

use super::checker::Checker;
use super::known::Known;
use super::range::Range;

/// The accounts of some records.
#[derive(Debug, Default)]
pub struct Ledger {
    /// The accounts in the order of their allowances, names and windows.
    pub accounts: Vec<Account>,
    /// What came before each record that an account holds.
    before: BTreeMap<usize, Before>,
}

/// The transfers that one limit holds together.
#[derive(Debug)]
pub struct Account {
    /// The limit.
    pub allowance: AllowanceId,
    /// The field `account` of its records, or their file.
    pub name: String,
    /// The first day of its time; [`Date::MIN`] where the limit knows no shorter time than its own.
    pub since: Date,
    /// Its transfers in order of their dates.
    pub entries: Vec<Entry>,
    /// Where each amount of the limit is crossed, in the order of the limit.
    pub crossed: Vec<Crossed>,
}

/// One transfer in an account.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its place among the records.
    pub record: usize,
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
    /// What it states of the total before it, in each unit of the limit.
    stated: Vec<Option<Range>>,
    /// Whether its date reaches over several accounts, so that what it states may be about
    /// another.
    rough: bool,
}

impl Entry {
    /// What an amount of it adds to a total.
    fn counted(&self, own: Range) -> Range {
        match self.counts {
            Counts::Surely => own,
            Counts::Perhaps => Range {
                least: Decimal::ZERO,
                ..own
            },
            Counts::Not => Range::NOTHING,
        }
    }
}

/// Whether a transfer counts towards a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// With which it may be crossed at the earliest.
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
        self.before.get(&record).cloned().unwrap_or_default()
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
        if self.rules().allowances.is_empty() {
            return Ledger::default();
        }
        for record in records {
            let known = Known::of(record, self.classifier(), self.rules(), on);
            book.enter(record, counted(&known, record));
        }
        book.close(self.rules())
    }
}

/// The transfers that limits count, while they are gathered.
#[derive(Debug, Default)]
pub struct Book {
    entries: BTreeMap<(AllowanceId, String), Vec<Entry>>,
    /// Records of a transfer that another record reports as well, by its name.
    same: BTreeMap<usize, String>,
    /// How many records were entered.
    count: usize,
}

impl Book {
    /// Enters the next record with what limits count of it; its place is how many were entered
    /// before.
    pub fn enter(&mut self, record: &Record, counted: Counted) {
        let account = record.account.as_deref().unwrap_or(record.file.name());
        if let Some(other) = &record.same_as {
            self.same.insert(self.count, other.value.clone());
        }
        for (allowance, entry) in counted.0 {
            let entries = self
                .entries
                .entry((allowance, account.to_owned()))
                .or_default();
            entries.push(Entry {
                record: self.count,
                id: record.id.clone(),
                ..entry
            });
        }
        self.count = self.count.saturating_add(1);
    }

    /// Adds up what was entered.
    #[must_use]
    pub fn close(self, rules: &RuleSet) -> Ledger {
        let mut ledger = Ledger::default();
        for ((allowance, name), entries) in self.entries {
            ledger.open(rules, allowance, name, entries, &self.same);
        }
        ledger
    }
}

/// What limits count of one record.
#[derive(Debug, Clone, Default)]
pub struct Counted(Vec<(AllowanceId, Entry)>);

impl Counted {
    /// Whether no limit counts it.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What limits count of a record.
pub(super) fn counted(known: &Known<'_>, record: &Record) -> Counted {
    let allowing = allowing(known.rules);
    let entries = allowing.filter_map(|(allowance, measure)| {
        Some((allowance, entry(known, record, 0, allowance, measure)?))
    });
    Counted(entries.collect())
}

/// The measures that allow, with their allowances.
fn allowing(rules: &RuleSet) -> impl Iterator<Item = (AllowanceId, &Measure)> {
    let measures = rules.paragraphs.iter().flat_map(|p| &p.measures);
    measures.filter_map(|measure| {
        let mut found = None;
        measure.allowed.as_ref()?.walk(&mut |part| {
            if let ConditionKind::Within(allowance) = part.kind {
                found = Some(allowance);
            }
        });
        Some((found?, measure))
    })
}

/// A record as an entry of an allowance's account; nothing where the measure cannot cover it.
fn entry(
    known: &Known<'_>,
    record: &Record,
    index: usize,
    allowance: AllowanceId,
    measure: &Measure,
) -> Option<Entry> {
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
    (!covered.is_empty()).then(|| Entry {
        record: index,
        id: record.id.clone(),
        date: known.date(),
        counts: if surely {
            Counts::Surely
        } else {
            Counts::Perhaps
        },
        own: units.iter().map(own).collect(),
        before: vec![Range::NOTHING; units.len()],
        stated: units
            .iter()
            .map(|most| known.stated_before(allowance, most.unit))
            .collect(),
        rough: false,
    })
}

/// The first day of the time that a day belongs to.
fn window_of(window: Window, day: Date) -> Date {
    match window {
        Window::CalendarYear => day.first_of_year(),
        Window::YearFrom(from) => {
            let years = day.year().saturating_sub(from.year());
            let anniversary = |years: i16| from.checked_add(i32::from(years).years()).ok();
            let this = anniversary(years).filter(|this| *this <= day);
            let last = || anniversary(years.saturating_sub(1));
            this.or_else(last).unwrap_or(from).max(from)
        }
        Window::All => Date::MIN,
    }
}

impl Ledger {
    /// Opens the accounts of one allowance under one name, a window each. A record whose date
    /// reaches over several windows may count in each of them.
    fn open(
        &mut self,
        rules: &RuleSet,
        allowance: AllowanceId,
        name: String,
        book: Vec<Entry>,
        same: &BTreeMap<usize, String>,
    ) {
        let Some(limit) = rules.allowances.get(allowance.index()).map(|a| &a.limit) else {
            return;
        };
        let window = |day| window_of(limit.window, day);
        let mut windows: BTreeMap<Date, Vec<Entry>> = BTreeMap::new();
        let mut rough: Vec<Entry> = Vec::new();
        for entry in book {
            let first = window(entry.date.first());
            if first == window(entry.date.last()) {
                windows.entry(first).or_default().push(entry);
            } else {
                rough.push(entry);
            }
        }
        if windows.is_empty() {
            windows.insert(Date::MIN, Vec::new());
        }
        for (since, mut entries) in windows {
            let overlaps = |entry: &&Entry| {
                let (first, last) = (window(entry.date.first()), window(entry.date.last()));
                since == Date::MIN || (first <= since && since <= last)
            };
            entries.extend(rough.iter().filter(overlaps).map(|entry| Entry {
                counts: match entry.counts {
                    Counts::Surely => Counts::Perhaps,
                    other => other,
                },
                rough: true,
                ..entry.clone()
            }));
            let account = add_up(allowance, &name, since, entries, &limit.most, same);
            self.enter(&account);
            self.accounts.push(account);
        }
    }

    /// Notes what came before the records of an account; a record of several accounts has come
    /// after any of them.
    fn enter(&mut self, account: &Account) {
        for entry in &account.entries {
            let before = self.before.entry(entry.record).or_default();
            let totals = before.totals.entry(account.allowance);
            let new = || (entry.before.clone(), account.crossed.clone());
            let (known, _) = totals.or_insert_with(new);
            for (known, here) in known.iter_mut().zip(&entry.before) {
                let most = known.most.zip(here.most);
                *known = Range {
                    least: known.least.min(here.least),
                    most: most.map(|(one, other)| one.max(other)),
                };
            }
        }
    }
}

fn add_up(
    allowance: AllowanceId,
    name: &str,
    since: Date,
    mut entries: Vec<Entry>,
    limit: &[Amount],
    same: &BTreeMap<usize, String>,
) -> Account {
    // Names part records of one day, so that the order of records changes nothing.
    entries.sort_by(|a, b| {
        let key = |entry: &Entry| (entry.date.first(), entry.date.last());
        let same_days = key(a).cmp(&key(b));
        same_days.then_with(|| (&a.id, a.record).cmp(&(&b.id, b.record)))
    });
    // A transfer that another record reports as well counts with that one.
    let ids: BTreeMap<String, usize> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| (entry.id.clone(), at))
        .collect();
    let double = |entry: &Entry| {
        let other = ids.get(same.get(&entry.record)?).copied()?;
        let first = entries.get(other)?;
        (first.record != entry.record && !same.contains_key(&first.record)).then_some(other)
    };
    let doubles: Vec<Option<usize>> = entries.iter().map(double).collect();
    for (entry, double) in entries.iter_mut().zip(&doubles) {
        if double.is_some() {
            entry.counts = Counts::Not;
        }
    }
    let mut crossed = Vec::new();
    for (unit, most) in limit.iter().enumerate() {
        let sums = Sums::of(&entries, unit);
        let before: Vec<Range> = (0..entries.len())
            .map(|at| sums.before(&entries, at, unit))
            .collect();
        for (at, entry) in entries.iter_mut().enumerate() {
            let at = doubles.get(at).copied().flatten().unwrap_or(at);
            if let (Some(slot), Some(before)) = (entry.before.get_mut(unit), before.get(at)) {
                *slot = *before;
            }
        }
        crossed.push(crossing(&entries, unit, most.number));
    }
    Account {
        allowance,
        name: name.to_owned(),
        since,
        entries,
        crossed,
    }
}

/// The first records, in order of their dates, with which a limit may be and is crossed.
fn crossing(entries: &[Entry], unit: usize, most: Decimal) -> Crossed {
    let after = |entry: &Entry| {
        let both = entry.before.get(unit).zip(entry.own.get(unit));
        both.map(|(before, own)| before.plus(*own))
    };
    let counting = || entries.iter().filter(|entry| entry.counts != Counts::Not);
    let may = |entry: &&Entry| after(entry).is_some_and(|total| !total.is_at_most(most).must);
    let must = |entry: &&Entry| {
        let over = after(entry).is_some_and(|total| !total.is_at_most(most).may);
        over && entry.counts == Counts::Surely
    };
    let name = |entry: &Entry| entry.id.clone();
    Crossed {
        earliest: counting().find(may).map(name),
        latest: counting()
            .filter(must)
            .min_by_key(|entry| (entry.date.last(), entry.id.as_str()))
            .map(name),
    }
}

/// Sums of one unit over the entries of an account, in the order of their first days and of their
/// last. INVARIANT: sum `n` is that of the first `n` entries of its order.
struct Sums {
    by_first: Vec<(Date, Range)>,
    by_last: Vec<(Date, Range)>,
    /// The entries that state the total before them, in the order of their last days.
    stated: Vec<(Date, usize)>,
}

impl Sums {
    fn of(entries: &[Entry], unit: usize) -> Self {
        let amount = |entry: &Entry| entry.own.get(unit).copied().unwrap_or(Range::ANY);
        let mut by_last: Vec<&Entry> = entries.iter().collect();
        by_last.sort_by_key(|entry| entry.date.last());
        let running = |entries: &[&Entry], day: fn(&Entry) -> Date| {
            let mut sum = Range::NOTHING;
            let mut sums = Vec::with_capacity(entries.len());
            for entry in entries {
                let own = amount(entry);
                sum = sum.plus(entry.counted(own));
                sums.push((day(entry), sum));
            }
            sums
        };
        let by_first: Vec<&Entry> = entries.iter().collect();
        let first = running(&by_first, |entry| entry.date.first());
        let stated = by_last.iter().filter_map(|entry| {
            let stated = entry.stated.get(unit).copied().flatten();
            stated.filter(|_| !entry.rough)?;
            let at = entries.iter().position(|other| std::ptr::eq(other, *entry));
            Some((entry.date.last(), at?))
        });
        Self {
            by_first: first,
            by_last: running(&by_last, |entry| entry.date.last()),
            stated: stated.collect(),
        }
    }

    /// The sum of what stands before `day` in an order, the day included or not.
    fn until(sums: &[(Date, Range)], day: Date, included: bool) -> Range {
        let count = sums.partition_point(|(date, _)| match included {
            true => *date <= day,
            false => *date < day,
        });
        let last = count.checked_sub(1).and_then(|at| sums.get(at));
        last.map_or(Range::NOTHING, |(_, sum)| *sum)
    }

    /// The total before an entry: at least what came before it for certain, at most what may
    /// have come before it.
    fn before(&self, entries: &[Entry], at: usize, unit: usize) -> Range {
        let Some(entry) = entries.get(at) else {
            return Range::NOTHING;
        };
        if let Some(stated) = entry.stated.get(unit).copied().flatten() {
            return stated;
        }
        let (first, last) = (entry.date.first(), entry.date.last());
        let sure = Self::until(&self.by_last, first, false).least;
        let most = Self::until(&self.by_first, last, true).most;
        let own = entry.own.get(unit).copied().unwrap_or(Range::ANY);
        let own = entry.counted(own);
        // What may have come before holds the entry itself.
        let most = most
            .zip(own.most)
            .map(|(most, own)| most.saturating_sub(own));
        let most = most.or_else(|| self.most_without(entries, at, unit));
        let by_account = Range { least: sure, most };
        match self.after_stated(entries, entry, unit) {
            Some(stated) => Range {
                least: stated.least.max(sure),
                most: stated.most.map(|most| most.max(sure)),
            },
            None => by_account,
        }
    }

    /// What may have come before an entry without bound of its own.
    fn most_without(&self, entries: &[Entry], at: usize, unit: usize) -> Option<Decimal> {
        let entry = entries.get(at)?;
        let others = entries.iter().enumerate().filter(|(other, o)| {
            *other != at && o.counts != Counts::Not && o.date.first() <= entry.date.last()
        });
        let mut sum = Decimal::ZERO;
        for (_, other) in others {
            sum = sum.checked_add(other.own.get(unit)?.most?)?;
        }
        Some(sum)
    }

    /// The total before an entry as it follows from the last one before it that states its own.
    fn after_stated(&self, entries: &[Entry], entry: &Entry, unit: usize) -> Option<Range> {
        let count = self
            .stated
            .partition_point(|(date, _)| *date < entry.date.first());
        let (_, at) = self.stated.get(count.checked_sub(1)?)?;
        let base = entries.get(*at)?;
        let stated = base.stated.get(unit).copied().flatten()?;
        let own = base.counted(base.own.get(unit).copied()?);
        let all = Self::until(&self.by_last, entry.date.first(), false).least;
        let until = Self::until(&self.by_first, base.date.last(), true).least;
        let between = all.saturating_sub(until).max(Decimal::ZERO);
        let may = Self::until(&self.by_first, entry.date.last(), true).most;
        let earlier = Self::until(&self.by_last, base.date.first(), false).most;
        let counted = |entry: &Entry| entry.counts != Counts::Not;
        let this = counted(entry)
            .then(|| entry.own.get(unit).copied())
            .flatten();
        let most = may.zip(earlier).and_then(|(may, earlier)| {
            let this = this.map_or(Some(Decimal::ZERO), |own| own.most)?;
            let rest = may.saturating_sub(earlier).saturating_sub(this);
            let rest = rest.saturating_sub(own.most?);
            Some(rest.max(Decimal::ZERO))
        });
        let between = Range {
            least: between,
            most,
        };
        Some(stated.plus(own).plus(between))
    }
}
