//! Which truths the clauses of the rules had, as text, JSON and LCOV.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::check::{Coverage, CoveredClause};
use crate::law::{Place, RuleSet};
use crate::source::printable_line;

/// The coverage of rules.
#[derive(Debug, Serialize)]
pub struct CoverageJson {
    /// How many clauses there are.
    pub clauses: usize,
    /// How many were seen both true and false.
    pub covered: usize,
    /// Of a hundred, rounded down to two places.
    pub percent: f64,
    /// The clauses of each paragraph, in the order of citations.
    pub paragraphs: Vec<ParagraphCoverageJson>,
}

/// The coverage of a paragraph.
#[derive(Debug, Serialize)]
pub struct ParagraphCoverageJson {
    /// `2397/7`
    pub citation: String,
    /// Its clauses, in the order of the file.
    pub clauses: Vec<ClauseCoverageJson>,
}

/// A clause, or a part of one, with the truths it had.
#[derive(Debug, Serialize)]
pub struct ClauseCoverageJson {
    /// The rule file.
    pub file: String,
    /// Its line there, from 1.
    pub line: usize,
    /// `measure`, `in force`, `direction`, `goods`, `other than`, `when`, `limit`, `provided`,
    /// `except` or `exempts`.
    pub kind: &'static str,
    /// Its words.
    pub text: String,
    /// In how many records it was true.
    pub r#true: u64,
    /// In how many it was false.
    pub r#false: u64,
    /// In how many it was unknown.
    pub unknown: u64,
}

/// The coverage as JSON has it.
#[must_use]
pub fn coverage_json(coverage: &Coverage<'_>, rules: &RuleSet) -> CoverageJson {
    let mut paragraphs: Vec<ParagraphCoverageJson> = Vec::new();
    for clause in coverage.clauses() {
        let citation = clause.citation.to_string();
        let (file, line) = position(clause.place, rules);
        let json = ClauseCoverageJson {
            file: file.to_owned(),
            line,
            kind: clause.kind.word(),
            text: clause.text.clone(),
            r#true: clause.yes,
            r#false: clause.no,
            unknown: clause.unknown,
        };
        match paragraphs.last_mut() {
            Some(last) if last.citation == citation => last.clauses.push(json),
            _ => paragraphs.push(ParagraphCoverageJson {
                citation,
                clauses: vec![json],
            }),
        }
    }
    CoverageJson {
        clauses: coverage.clauses().count(),
        covered: coverage.covered(),
        percent: (coverage.percent() * 100.0).floor() / 100.0,
        paragraphs,
    }
}

/// A line for each clause: the truths it had, where it stands and what it says.
#[must_use]
pub fn coverage_text(coverage: &Coverage<'_>, rules: &RuleSet) -> String {
    let mut text = String::new();
    let mut citation = None;
    let seen = |count: u64, word: &'static str| if count > 0 { word } else { "-" };
    for clause in coverage.clauses() {
        if citation != Some(&clause.citation) {
            let (file, _) = position(clause.place, rules);
            let _ = writeln!(text, "{}  {}", clause.citation, printable_line(file));
            citation = Some(&clause.citation);
        }
        let (_, line) = position(clause.place, rules);
        let (yes, no, unknown) = (
            seen(clause.yes, "true"),
            seen(clause.no, "false"),
            seen(clause.unknown, "unknown"),
        );
        let kind = clause.kind.word();
        let words = brief(clause);
        let _ = writeln!(
            text,
            "  {yes:<4}  {no:<5}  {unknown:<7}  {line:>4}  {kind}: {words}"
        );
    }
    let CoverageJson {
        clauses,
        covered,
        percent,
        ..
    } = coverage_json(coverage, rules);
    let _ = writeln!(
        text,
        "{covered} of {clauses} clauses were both true and false: {percent} of 100"
    );
    text
}

/// The words of a clause on a line of their own, cut where they are many.
fn brief(clause: &CoveredClause) -> String {
    let words = printable_line(&clause.text);
    if words.chars().count() <= 80 {
        return words.into_owned();
    }
    let start: String = words.chars().take(79).collect();
    format!("{start}…")
}

/// The file and the line of a place.
fn position(place: Place, rules: &RuleSet) -> (&str, usize) {
    let file = rules.files.get(place.file);
    file.map_or(("", 0), |file| (file.name(), file.line(place.span.start)))
}

/// The coverage in the form of LCOV, with rule files in the place of sources: each clause counts
/// for its line, and is a block with three branches, which are true, false and unknown.
#[must_use]
pub fn coverage_lcov(coverage: &Coverage<'_>, rules: &RuleSet) -> String {
    let mut files: BTreeMap<&str, BTreeMap<usize, Vec<&CoveredClause>>> = BTreeMap::new();
    for clause in coverage.clauses() {
        let (file, line) = position(clause.place, rules);
        let lines = files.entry(file).or_default();
        lines.entry(line).or_default().push(clause);
    }
    let mut text = String::new();
    for (file, lines) in files {
        let _ = writeln!(text, "TN:\nSF:{}", printable_line(file));
        let (mut branches, mut taken) = (0_usize, 0_usize);
        for (line, clauses) in &lines {
            for (block, clause) in clauses.iter().enumerate() {
                let counts = [clause.yes, clause.no, clause.unknown];
                let asked = counts.iter().any(|count| *count > 0);
                for (branch, count) in counts.into_iter().enumerate() {
                    let count = match asked {
                        true => count.to_string(),
                        // Never asked is another thing than never so.
                        false => "-".into(),
                    };
                    let _ = writeln!(text, "BRDA:{line},{block},{branch},{count}");
                }
                branches = branches.saturating_add(counts.len());
                let some = counts.iter().filter(|count| **count > 0).count();
                taken = taken.saturating_add(some);
            }
        }
        let _ = writeln!(text, "BRF:{branches}\nBRH:{taken}");
        let mut hit = 0_usize;
        for (line, clauses) in &lines {
            let asked = |clause: &&CoveredClause| {
                let all = clause.yes.max(clause.no);
                all.max(clause.unknown)
            };
            // A line counts as often as that of its clauses which was asked most often.
            let count = clauses.iter().map(asked).max().unwrap_or_default();
            hit = hit.saturating_add(usize::from(count > 0));
            let _ = writeln!(text, "DA:{line},{count}");
        }
        let _ = writeln!(text, "LF:{}\nLH:{hit}\nend_of_record", lines.len());
    }
    text
}
