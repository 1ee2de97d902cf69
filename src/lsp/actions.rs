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
    let single = problem.meant.len() == 1;
    for word in &problem.meant {
        let new = fitted(word, problem.span, sheet.text());
        let edit = TextEdit::new(sheet.range(problem.span), new.to_owned());
        let title = format!("replace by `{word}`");
        actions.push(action(title, edit, single, diagnostic, address));
    }
    if let Some((title, span, new)) = mended(problem, sheet.text()) {
        let edit = TextEdit::new(sheet.range(span), new);
        actions.push(action(title.to_owned(), edit, true, diagnostic, address));
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
        actions.push(action(title, edit, false, diagnostic, address));
    }
    actions
}

#[expect(
    clippy::mutable_key_type,
    reason = "the type of the protocol; an address is compared by its text, which stays"
)]
fn action(
    title: String,
    edit: TextEdit,
    preferred: bool,
    diagnostic: &Diagnostic,
    address: &Uri,
) -> CodeAction {
    let changes = [(address.clone(), vec![edit])].into_iter().collect();
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

/// What takes the place of the marked word: of `kind of` only `kind`, where `of` follows already.
fn fitted<'a>(word: &'a str, span: Span, text: &str) -> &'a str {
    let Some((first, rest)) = word.split_once(' ') else {
        return word;
    };
    let behind = text.get(span.end..).unwrap_or_default().trim_start();
    match behind.starts_with(rest) {
        true => first,
        false => word,
    }
}

/// A slip of the pen, and what should stand there.
fn mended(problem: &Problem, text: &str) -> Option<(&'static str, Span, String)> {
    let Span { start, end } = problem.span;
    let here = Span::new(start, end);
    Some(match problem.code.as_str() {
        "syntax::unclosed_text" => ("close the text", Span::new(end, end), "\"".to_owned()),
        "syntax::hidden" => ("delete the hidden character", here, String::new()),
        "syntax::tab" => ("indent with spaces", here, "  ".to_owned()),
        "syntax::typographic" => {
            let sign = text.get(start..end)?.chars().next()?;
            match matches!(sign, '\u{2010}'..='\u{2015}' | '\u{2212}') {
                true => ("write a plain hyphen", here, "-".to_owned()),
                false => ("write a straight quote", here, "\"".to_owned()),
            }
        }
        _ => return None,
    })
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
