//! What stands above paragraphs and example lines: what came of trying them.

use std::path::Path;

use lsp_types::{CodeLens, Command};
use serde_json::json;

use crate::source::Span;
use crate::syntax::Item;
use crate::terms::Citation;

use super::sheet::Sheet;
use super::trial::{Outcome, Trial};
use super::uses::What;
use super::workspace::Workspace;

/// The command that tells why an example comes out as it does.
pub(super) const EXPLAIN: &str = "interdict.explainExample";

/// A line for each paragraph and each line of an example, as far as they were tried.
pub(super) fn lenses(workspace: &Workspace, path: &Path, trial: &Trial) -> Vec<CodeLens> {
    let own = workspace.own();
    let Some(sheet) = own.iter().find(|sheet| sheet.path == path) else {
        return Vec::new();
    };
    let mut lenses = Vec::new();
    for one in sheet.uses.iter().filter(|one| one.declares) {
        if let What::Paragraph(citation) = &one.what {
            lenses.push(lens(sheet, one.span, of_paragraph(citation, trial), None));
        }
    }
    let address = workspace.address_of(path);
    for item in &sheet.tree.items {
        let Item::Example(example) = item else {
            continue;
        };
        for line in &example.lines {
            let words = sheet.file.quote(line.span);
            let Some(outcome) = trial.of_line(sheet.file.name(), words) else {
                continue;
            };
            let start = sheet.range(line.span).start;
            let place = json!([address.as_ref().map(|a| a.as_str()), start.line]);
            lenses.push(lens(sheet, line.span, of_line(outcome), Some(place)));
        }
    }
    lenses
}

fn lens(sheet: &Sheet, span: Span, title: String, explains: Option<serde_json::Value>) -> CodeLens {
    let command = match &explains {
        Some(_) => EXPLAIN.to_owned(),
        None => String::new(),
    };
    let arguments = explains.and_then(|place| place.as_array().cloned());
    CodeLens {
        range: sheet.range(span),
        command: Some(Command {
            title,
            command,
            arguments,
        }),
        data: None,
    }
}

/// "3 examples pass · checked against 7 cases"
fn of_paragraph(citation: &Citation, trial: &Trial) -> String {
    let about = |outcome: &&Outcome| outcome.is_about(citation);
    let lines: Vec<&Outcome> = trial.lines.iter().filter(about).collect();
    let failed = lines.iter().filter(|line| !line.unmet.is_empty()).count();
    let examples = match (lines.len(), failed) {
        (0, _) => "no example".to_owned(),
        (1, 0) => "1 example passes".to_owned(),
        (all, 0) => format!("{all} examples pass"),
        (1, _) => "1 of 1 example fails".to_owned(),
        (all, 1) => format!("1 of {all} examples fails"),
        (all, failed) => format!("{failed} of {all} examples fail"),
    };
    let cases: Vec<&Outcome> = trial.cases.iter().filter(about).collect();
    let failed = cases.iter().filter(|case| !case.unmet.is_empty()).count();
    let against = match (cases.len(), failed) {
        (0, _) => String::new(),
        (1, 0) => " · checked against 1 case".to_owned(),
        (all, 0) => format!(" · checked against {all} cases"),
        (all, failed) => format!(" · {failed} of {all} cases not as expected"),
    };
    format!("{examples}{against}")
}

/// "prohibited by 2270/6, 1874/10", and what was expected where that is something else.
fn of_line(outcome: &Outcome) -> String {
    let found = outcome
        .found
        .iter()
        .filter(|(_, verdict)| *verdict == outcome.verdict);
    let by: Vec<String> = found.map(|(citation, _)| citation.to_string()).collect();
    let verdict = match by.is_empty() {
        true => outcome.verdict.to_string(),
        false => format!("{} by {}", outcome.verdict, by.join(", ")),
    };
    match outcome.unmet.as_slice() {
        [] => verdict,
        unmet => format!("✗ {verdict} ({})", unmet.join("; ")),
    }
}

/// The words of the example line that stands on a line of a file.
pub(super) fn words_at(sheet: &Sheet, line: u64) -> Option<&str> {
    let examples = sheet.tree.items.iter().filter_map(|item| match item {
        Item::Example(example) => Some(example),
        _ => None,
    });
    let is_here = |span: Span| {
        let range = sheet.range(span);
        (u64::from(range.start.line)..=u64::from(range.end.line)).contains(&line)
    };
    let mut lines = examples.flat_map(|example| &example.lines);
    let found = lines.find(|one| is_here(one.span))?;
    Some(sheet.file.quote(found.span))
}
