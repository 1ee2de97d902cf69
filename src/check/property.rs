//! Properties held against records.

use crate::law::{Property, RuleSet};
use crate::logic::{Line, World, holds, judge, judge_by};
use crate::record::Record;
use crate::terms::{Interval, Verdict};

use super::checker::Checker;
use super::expect::Unmet;
use super::known::Known;
use super::ledger::Before;

impl Checker<'_> {
    /// What a record breaks of a property, day by day and good by good; nothing where the property
    /// is about none of them. It is about those of which its condition holds for certain.
    ///
    /// ```
    /// use interdict::check::{Checker, example_records};
    /// use interdict::law::RuleSet;
    /// use interdict::source::SourceFile;
    ///
    /// let text = "category rice \"Rice\"\n  words \"rice\"\n\
    ///     example \"x\"\n  item \"rice\" expect clear\n\
    ///     property \"no rice\"\n  for every record where item is rice\n  expect prohibited";
    /// let rules = RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap();
    /// let checker = Checker::new(&rules);
    /// let record = &example_records(&rules.examples[0], &rules)[0];
    /// let unmet = checker.broken(&rules.properties[0], record).unwrap();
    /// assert_eq!(unmet[0].to_string(), "expected prohibited, found clear");
    /// ```
    #[must_use]
    pub fn broken(&self, property: &Property, record: &Record) -> Option<Vec<Unmet>> {
        broken(
            property,
            &Known::of(record, self.classifier(), self.rules(), None),
        )
    }

    /// What a record that comes after others breaks of each of the rules' properties, in their
    /// order.
    #[must_use]
    pub fn broken_after(&self, record: &Record, before: &Before) -> Vec<Option<Vec<Unmet>>> {
        let mut known = Known::of(record, self.classifier(), self.rules(), None);
        known.before = before.clone();
        let properties = self.rules().properties.iter();
        properties
            .map(|property| broken(property, &known))
            .collect()
    }
}

/// What is broken of a property; nothing where it is about none of the goods on no day.
fn broken(property: &Property, known: &Known<'_>) -> Option<Vec<Unmet>> {
    let mut unmet = None;
    for days in known.slices() {
        for part in 0..known.parts() {
            let moment = known.moment(*days, part);
            if holds(&property.records, known.rules, &moment).must {
                let one = One {
                    known,
                    days: *days,
                    part,
                };
                let here = unmet_by(property, known.rules, &one);
                unmet.get_or_insert_with(Vec::new).extend(here);
            }
        }
    }
    unmet
}

/// What one of the goods breaks of a property on one slice of the date.
fn unmet_by(property: &Property, rules: &RuleSet, one: &One<'_>) -> Vec<Unmet> {
    let expected = property.verdicts.first().copied().unwrap_or(Verdict::Clear);
    let mut unmet = Vec::new();
    if property.by.is_empty() {
        let found = judge(rules, one).record.verdict();
        if !property.verdicts.contains(&found) {
            unmet.push(Unmet::Verdict { expected, found });
        }
    }
    for citation in &property.by {
        let paragraphs = rules.paragraphs.iter();
        let within = paragraphs.filter(|paragraph| paragraph.citation.is_within(citation));
        let said = within.map(|paragraph| judge_by(rules, paragraph, one).verdict());
        let found = said.min().unwrap_or(Verdict::Clear);
        if !property.verdicts.contains(&found) {
            let citation = citation.clone();
            unmet.push(Unmet::Paragraph {
                citation,
                expected,
                found,
            });
        }
    }
    unmet
}

/// One of a record's goods on one slice of its date.
struct One<'k> {
    known: &'k Known<'k>,
    days: Interval,
    part: usize,
}

impl Line for One<'_> {
    type B = bool;

    fn slices(&self) -> &[Interval] {
        std::slice::from_ref(&self.days)
    }

    fn parts(&self) -> usize {
        1
    }

    fn world(&self, slice: Interval, _: usize) -> impl World<B = bool> {
        self.known.moment(slice, self.part)
    }

    fn is_unclassified(&self, _: usize) -> bool {
        self.known.is_unclassified(self.part)
    }
}

#[cfg(test)]
mod tests {
    use crate::check::{Checker, example_records};
    use crate::law::RuleSet;
    use crate::source::SourceFile;

    #[test]
    fn a_property_is_held_against_each_slice_of_a_date() {
        let text = "category rice \"Rice\"\n  words \"rice\"\n\
            example \"x\"\n  item \"rice\" on 2005-06 expect clear\n\
            item \"rice\" on 2005-05 expect clear\n\
            item \"rice\" on 2005-07 expect clear\n\
            property \"none before mid June\"\n\
            for every record where item is rice and date < 2005-06-15\n  expect prohibited";
        let text = text
            .replace("\nitem", "\n  item")
            .replace("\nfor", "\n  for");
        let rules = RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap();
        let checker = Checker::new(&rules);
        let about: Vec<bool> = example_records(&rules.examples[0], &rules)
            .iter()
            .map(|record| checker.broken(&rules.properties[0], record).is_some())
            .collect();
        assert_eq!(about, [true, true, false]);
    }
}
