//! The answers to what an editor asks about a place, a file or a folder.

use std::path::PathBuf;

use lsp_server::ErrorCode;
use lsp_types::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::address::path_of;
use super::complete::complete;
use super::names::{definitions, pointed, prepare, references, rename};
use super::workspace::Workspace;
use super::{form, hover, symbols};

/// Why a request has no answer.
pub(super) type Refusal = (ErrorCode, String);

/// The answer to a request.
///
/// # Errors
/// Says what is wrong with the request, or why it cannot be met.
pub(super) fn answer(
    workspace: &mut Workspace,
    method: &str,
    params: Value,
) -> Result<Value, Refusal> {
    match method {
        "textDocument/completion" => {
            let params: CompletionParams = needed(params)?;
            let (path, position) = place(&params.text_document_position);
            done(complete(workspace, &path, position))
        }
        "textDocument/hover" => {
            let params: HoverParams = needed(params)?;
            let (path, position) = place(&params.text_document_position_params);
            let found = pointed(workspace, &path, position);
            done(found.and_then(|found| hover::hover(workspace, &found)))
        }
        "textDocument/definition" => {
            let params: GotoDefinitionParams = needed(params)?;
            let (path, position) = place(&params.text_document_position_params);
            let found = pointed(workspace, &path, position);
            done(found.map(|found| definitions(workspace, &found.what)))
        }
        "textDocument/references" => {
            let params: ReferenceParams = needed(params)?;
            let (path, position) = place(&params.text_document_position);
            let declared = params.context.include_declaration;
            let found = pointed(workspace, &path, position);
            done(found.map(|found| references(workspace, &found.what, declared)))
        }
        _ => answer_more(workspace, method, params),
    }
}

/// The same of what changes texts, and of lists.
fn answer_more(workspace: &mut Workspace, method: &str, params: Value) -> Result<Value, Refusal> {
    match method {
        "textDocument/prepareRename" => {
            let params: TextDocumentPositionParams = needed(params)?;
            let (path, position) = place(&params);
            let prepared = prepare(workspace, &path, position);
            done(prepared.map_err(failed)?)
        }
        "textDocument/rename" => renamed(workspace, &needed(params)?),
        "textDocument/documentSymbol" => {
            let params: DocumentSymbolParams = needed(params)?;
            let path = path_of(params.text_document.uri.as_str());
            done(symbols::of_file(workspace, &path))
        }
        "workspace/symbol" => {
            let params: WorkspaceSymbolParams = needed(params)?;
            done(symbols::of_folder(workspace, &params.query))
        }
        "textDocument/formatting" => {
            let params: DocumentFormattingParams = needed(params)?;
            let path = path_of(params.text_document.uri.as_str());
            done(form::format(workspace, &path).map_err(failed)?)
        }
        _ => Err((
            ErrorCode::MethodNotFound,
            format!("nothing here answers `{method}`"),
        )),
    }
}

fn renamed(workspace: &mut Workspace, params: &RenameParams) -> Result<Value, Refusal> {
    let (path, position) = place(&params.text_document_position);
    let changes = rename(workspace, &path, position, &params.new_name).map_err(failed)?;
    let changes = changes.into_iter();
    let changes: serde_json::Map<String, Value> = changes
        .map(|(uri, edits)| (uri.as_str().to_owned(), json!(edits)))
        .collect();
    done(json!({"changes": changes}))
}

/// What a request brings.
pub(super) fn needed<P: DeserializeOwned>(params: Value) -> Result<P, Refusal> {
    serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

/// A result as it is sent.
pub(super) fn done(result: impl Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(result).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}

/// A request that was understood and cannot be met.
pub(super) fn failed(reason: String) -> Refusal {
    (ErrorCode::RequestFailed, reason)
}

fn place(at: &TextDocumentPositionParams) -> (PathBuf, Position) {
    (path_of(at.text_document.uri.as_str()), at.position)
}
