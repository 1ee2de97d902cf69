//! Given records whose verdict moves.

use std::collections::BTreeMap;

use crate::check::{Checked, Checker};
use crate::record::Record;
use crate::terms::{Citation, Verdict};

/// A given record, as each of two rule sets reads it.
#[derive(Debug, Clone)]
pub struct Given {
    /// Under which name its file is shown.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// Its name.
    pub id: String,
    /// What the old rules say of it; nothing where they cannot read it.
    pub old: Option<Verdict>,
    /// What the new rules say of it; nothing where they cannot read it.
    pub new: Option<Verdict>,
    /// The paragraphs that say something else, with what they said and say.
    pub paragraphs: Vec<(Citation, Verdict, Verdict)>,
}

/// The records of some files, as one rule set reads them.
#[derive(Debug)]
pub struct Case<'c, 'r> {
    /// The rules.
    pub checker: &'c Checker<'r>,
    /// The records, in their order.
    pub records: Vec<&'c Record>,
}

impl Case<'_, '_> {
    /// Whether the verdict is another, or a paragraph says something else, of the records that two
    /// rule sets read: those of which it is so, in their order. Limits add them up on each side.
    ///
    /// ```
    /// use interdict::check::{Checker, names};
    /// use interdict::law::RuleSet;
    /// use interdict::prove::Case;
    /// use interdict::record::{Format, read};
    /// use interdict::source::SourceFile;
    ///
    /// let rules = |day: &str| {
    ///     let text = format!("resolution 1 adopted 2001-01-01\n  regime test\n\
    ///         paragraph 1 \"nothing\"\n  forbids supply to PRK\n  since {day}\n  checked \"nowhere\"");
    ///     RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap()
    /// };
    /// let (old, new) = (rules("2001-02-01"), rules("2001-03-01"));
    /// let (old, new) = (Checker::new(&old), Checker::new(&new));
    /// let text = r#"{"id": "a", "item": "rice", "from": "CHN", "to": "PRK", "date": "2001-02-05"}"#;
    /// let file = SourceFile::new("a.jsonl", text);
    /// let records = read(&file, Format::JsonLines, &names(old.rules())).records;
    /// let side = |checker| Case { checker, records: records.iter().collect() };
    /// let moved = side(&old).moved(&side(&new));
    /// assert_eq!(moved[0].old.map(|verdict| verdict.word()), Some("prohibited"));
    /// assert_eq!(moved[0].new.map(|verdict| verdict.word()), Some("clear"));
    /// ```
    #[must_use]
    pub fn moved(&self, new: &Case<'_, '_>) -> Vec<Given> {
        let mut given: BTreeMap<(String, usize), [Side<'_>; 2]> = BTreeMap::new();
        for (side, case) in [self, new].into_iter().enumerate() {
            for (said, record) in case.said() {
                let place = record.file.in_whole(record.span).start;
                let entry = given.entry((record.file.name().to_owned(), place));
                if let Some(slot) = entry.or_default().get_mut(side) {
                    *slot = Some((said, record));
                }
            }
        }
        given.into_values().filter_map(moved).collect()
    }

    fn said(&self) -> impl Iterator<Item = (Said, &Record)> {
        let ledger = self.checker.ledger(self.records.iter().copied(), None);
        let records = self.records.iter().enumerate();
        records.map(move |(at, record)| {
            let checked = self.checker.check_after(record, &ledger.before(at), None);
            (Said::of(&checked, self.checker), *record)
        })
    }
}

/// A record as one rule set reads it, where it does, with what it says of it.
type Side<'c> = Option<(Said, &'c Record)>;

/// What a rule set says of a record.
struct Said {
    verdict: Verdict,
    paragraphs: BTreeMap<Citation, Verdict>,
}

impl Said {
    fn of(checked: &Checked, checker: &Checker<'_>) -> Self {
        let findings = checked.findings.iter().filter_map(|finding| {
            let paragraph = finding.paragraph(checker.rules())?;
            Some((paragraph.citation.clone(), finding.verdict))
        });
        Self {
            verdict: checked.verdict,
            paragraphs: findings.collect(),
        }
    }
}

/// The record where what is said of it moves.
fn moved(sides: [Side<'_>; 2]) -> Option<Given> {
    let [old, new] = sides;
    let (_, record) = old.as_ref().or(new.as_ref())?;
    let line = record.file.line(record.span.start);
    let (file, id) = (record.file.name().to_owned(), record.id.clone());
    let verdict = |side: &Side<'_>| side.as_ref().map(|(said, _)| said.verdict);
    let mut paragraphs = Vec::new();
    if let (Some((old, _)), Some((new, _))) = (&old, &new) {
        let of = |side: &Said, cited: &Citation| {
            let said = side.paragraphs.get(cited).copied();
            said.unwrap_or(Verdict::Clear)
        };
        let mut cited: Vec<&Citation> =
            old.paragraphs.keys().chain(new.paragraphs.keys()).collect();
        cited.sort();
        cited.dedup();
        for cited in cited {
            let (was, is) = (of(old, cited), of(new, cited));
            if was != is {
                paragraphs.push((cited.clone(), was, is));
            }
        }
    }
    let (old, new) = (verdict(&old), verdict(&new));
    (old != new || !paragraphs.is_empty()).then_some(Given {
        file,
        line,
        id,
        old,
        new,
        paragraphs,
    })
}
