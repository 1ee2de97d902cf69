//! The items of a file, and of a folder, by their names.

use std::path::Path;

use lsp_types::{DocumentSymbol, Location, SymbolKind, WorkspaceSymbol};

use super::sheet::Head;
use super::workspace::Workspace;

/// So many symbols of a folder are listed.
const MOST: usize = 500;

/// The items of a file, in order.
#[expect(
    deprecated,
    reason = "the type has a field that is deprecated and cannot be left out"
)]
pub(super) fn of_file(workspace: &Workspace, path: &Path) -> Vec<DocumentSymbol> {
    let Some(sheet) = workspace.sheet(path) else {
        return Vec::new();
    };
    let symbols = sheet.heads().into_iter().map(|head| DocumentSymbol {
        name: name(&head),
        detail: Some(head.title.clone()).filter(|title| !title.is_empty()),
        kind: kind(head.keyword),
        tags: None,
        deprecated: None,
        range: sheet.range(head.whole),
        selection_range: sheet.range(head.name.span),
        children: None,
    });
    symbols.collect()
}

/// The items of the rule set in whose names or titles all words of a query stand.
pub(super) fn of_folder(workspace: &mut Workspace, query: &str) -> Vec<WorkspaceSymbol> {
    let query = query.to_lowercase();
    let mut found = Vec::new();
    for sheet in workspace.own() {
        for head in sheet.heads() {
            let text = format!("{} {}", name(&head), head.title).to_lowercase();
            if found.len() < MOST && query.split_whitespace().all(|word| text.contains(word)) {
                found.push((sheet.clone(), head));
            }
        }
    }
    let symbols = found.into_iter().filter_map(|(sheet, head)| {
        let range = sheet.range(head.name.span);
        Some(WorkspaceSymbol {
            name: name(&head),
            kind: kind(head.keyword),
            tags: None,
            container_name: Some(head.title).filter(|title| !title.is_empty()),
            location: lsp_types::OneOf::Left(Location::new(workspace.address(&sheet)?, range)),
            data: None,
        })
    });
    symbols.collect()
}

/// `category arms`, `paragraph 6`.
fn name(head: &Head) -> String {
    format!("{} {}", head.keyword, head.name.value)
}

/// Editors know only the kinds of programs; these have a sign of their own each.
fn kind(keyword: &str) -> SymbolKind {
    match keyword {
        "resolution" => SymbolKind::MODULE,
        "paragraph" => SymbolKind::FUNCTION,
        "category" => SymbolKind::CLASS,
        "fact" => SymbolKind::BOOLEAN,
        "quantity" => SymbolKind::NUMBER,
        "day" => SymbolKind::CONSTANT,
        "actor" => SymbolKind::INTERFACE,
        "area" => SymbolKind::NAMESPACE,
        "model" => SymbolKind::OBJECT,
        "list" => SymbolKind::ARRAY,
        "modifier" => SymbolKind::OPERATOR,
        "property" => SymbolKind::PROPERTY,
        _ => SymbolKind::EVENT,
    }
}
