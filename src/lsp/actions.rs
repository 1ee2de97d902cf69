//! What can be done about a fault: what the fault itself proposes.

use lsp_types::{CodeAction, CodeActionKind, Diagnostic, Range, TextEdit, Uri, WorkspaceEdit};

use crate::source::Span;

use super::problem::Problem;
use super::sheet::Sheet;

/// The ways out of a fault that an editor can take.
pub(super) fn actions(
    problem: &Problem,
    diagnostic: &Diagnostic,
    sheet: &Sheet,
    address: &Uri,
) -> Vec<CodeAction> {
    let mut actions = Vec::new();
    for fix in &problem.fixes {
        let edits = fix.edits.iter();
        let edits = edits.map(|edit| TextEdit::new(sheet.range(edit.span), edit.new.clone()));
        let edits = edits.collect();
        let title = fix.title.clone();
        actions.push(action(title, edits, fix.preferred, diagnostic, address));
    }
    if let Some(id) = problem.silenced_by() {
        let start = clause_start(sheet, problem.span.start);
        let line = sheet.text().get(start..).unwrap_or_default();
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        let place = sheet.range(Span::new(start, start)).start;
        // A silencer without a reason silences nothing: one has to be written.
        let text = format!("{indent}# silence lint {id}: \n");
        let edit = TextEdit::new(Range::new(place, place), text);
        let title = format!("silence `{id}` here, with a reason to be written");
        actions.push(action(title, vec![edit], false, diagnostic, address));
    }
    actions
}

#[expect(
    clippy::mutable_key_type,
    reason = "the type of the protocol; an address is compared by its text, which stays"
)]
fn action(
    title: String,
    edits: Vec<TextEdit>,
    preferred: bool,
    diagnostic: &Diagnostic,
    address: &Uri,
) -> CodeAction {
    let changes = [(address.clone(), edits)].into_iter().collect();
    CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic.clone()]),
        edit: Some(WorkspaceEdit {
            changes: Some(changes),
            ..WorkspaceEdit::default()
        }),
        is_preferred: preferred.then_some(true),
        ..CodeAction::default()
    }
}

/// Where the clause begins in which a byte stands: above the lines that go on with it.
fn clause_start(sheet: &Sheet, offset: usize) -> usize {
    let indent = |start: usize| {
        let line = sheet.text().get(start..).unwrap_or_default();
        let line = line.lines().next().unwrap_or_default();
        line.len().saturating_sub(line.trim_start().len())
    };
    let mut start = sheet.line_start(offset);
    let mut clause = start;
    while indent(clause) > 0 && start > 0 {
        start = sheet.line_start(start.saturating_sub(1));
        match indent(start) {
            0 => break,
            here if here < indent(clause) => clause = start,
            _ => {}
        }
    }
    clause
}
