//! Properties held against records.

use crate::law::Property;
use crate::logic::{Line, holds};
use crate::record::Record;
use crate::terms::Verdict;

use super::checker::{Checked, Checker};
use super::expect::Unmet;
use super::known::Known;

impl Checker<'_> {
    /// What a record breaks of a property; nothing where the property is not about it. It is about
    /// a record of which its condition holds for certain, on every day of its date, of one of its
    /// goods.
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
    /// let checked = checker.check(record, None);
    /// let unmet = checker.broken(&rules.properties[0], record, &checked).unwrap();
    /// assert_eq!(unmet[0].to_string(), "expected prohibited, found clear");
    /// ```
    #[must_use]
    pub fn broken(
        &self,
        property: &Property,
        record: &Record,
        checked: &Checked,
    ) -> Option<Vec<Unmet>> {
        let known = Known::of(record, self.classifier(), self.rules(), None);
        let is_about = known.slices().iter().all(|days| {
            (0..known.parts()).any(|part| {
                let moment = known.moment(*days, part);
                holds(&property.records, self.rules(), &moment).must
            })
        });
        is_about.then(|| self.unmet(property, checked))
    }

    fn unmet(&self, property: &Property, checked: &Checked) -> Vec<Unmet> {
        let mut unmet = Vec::new();
        if !property.verdicts.contains(&checked.verdict) {
            unmet.push(Unmet::Verdict {
                expected: property.verdicts.first().copied().unwrap_or(Verdict::Clear),
                found: checked.verdict,
            });
        }
        for citation in &property.by {
            let said = checked.findings.iter().find(|finding| {
                let paragraph = finding.paragraph(self.rules());
                paragraph.is_some_and(|p| p.citation.is_within(citation))
            });
            let found = said.map_or(Verdict::Clear, |finding| finding.verdict);
            if !property.verdicts.contains(&found) {
                unmet.push(Unmet::Paragraph {
                    citation: citation.clone(),
                    expected: property.verdicts.first().copied().unwrap_or(Verdict::Clear),
                    found,
                });
            }
        }
        unmet
    }
}

#[cfg(test)]
mod tests {
    use crate::check::{Checker, example_records};
    use crate::law::RuleSet;
    use crate::source::SourceFile;

    #[test]
    fn a_property_is_not_about_days_that_may_lie_on_either_side() {
        let text = "category rice \"Rice\"\n  words \"rice\"\n\
            example \"x\"\n  item \"rice\" on 2005-06 expect clear\n\
            item \"rice\" on 2005-05 expect clear\n\
            property \"none before mid June\"\n\
            for every record where item is rice and date < 2005-06-15\n  expect prohibited";
        let text = text
            .replace("\nitem", "\n  item")
            .replace("\nfor", "\n  for");
        let rules = RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap();
        let checker = Checker::new(&rules);
        let about: Vec<bool> = example_records(&rules.examples[0], &rules)
            .iter()
            .map(|record| {
                let checked = checker.check(record, None);
                let property = &rules.properties[0];
                checker.broken(property, record, &checked).is_some()
            })
            .collect();
        assert_eq!(about, [false, true]);
    }
}
