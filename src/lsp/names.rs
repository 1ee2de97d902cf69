//! Where a name is declared and used, and how it is given another.

use std::path::Path;
use std::sync::Arc;

use lsp_types::{Location, Position, PrepareRenameResponse, TextEdit, Uri};

use crate::source::Span;
use crate::syntax::RESERVED;
use crate::terms::Citation;

use super::sheet::Sheet;
use super::uses::{Use, What};
use super::workspace::Workspace;

/// A name under the cursor: what it names, and where it stands.
pub(super) struct Pointed {
    /// The file.
    pub sheet: Arc<Sheet>,
    /// The words.
    pub span: Span,
    /// What they name.
    pub what: What,
}

/// The name at a place. In a clause that cannot be read, a word that is declared is taken for a
/// name.
pub(super) fn pointed(workspace: &Workspace, path: &Path, position: Position) -> Option<Pointed> {
    let sheet = Arc::clone(workspace.sheet(path)?);
    let offset = sheet.offset(position);
    if let Some(Use { span, what, .. }) = sheet.use_at(offset).cloned() {
        return Some(Pointed { sheet, span, what });
    }
    let (span, what) = word_at(&sheet, offset)?;
    let is_known = match &what {
        What::Name(name) => workspace.declared(name).is_some() && !sheet.is_sound(),
        What::Country(code) => crate::terms::Country::from_alpha3(code).is_some(),
        _ => !sheet.is_sound(),
    };
    is_known.then_some(Pointed { sheet, span, what })
}

/// The word at a byte outside texts and comments, as a name.
fn word_at(sheet: &Sheet, offset: usize) -> Option<(Span, What)> {
    let start = sheet.line_start(offset);
    let line = sheet.text().get(start..)?.lines().next()?;
    let within = offset.saturating_sub(start);
    let before = line.get(..within)?;
    if before.contains('#') || before.matches('"').count() % 2 == 1 {
        return None;
    }
    let part = |c: char| c.is_alphanumeric() || "_/()".contains(c);
    let begin = before.trim_end_matches(part).len();
    let rest = line.get(begin..)?;
    let rest = rest.trim_start_matches(['(', ')', '/']);
    let begin = line.len().saturating_sub(rest.len());
    let word = rest.split(|c| !part(c)).next()?;
    let what = match word.chars().next()? {
        '0'..='9' => What::Paragraph(Citation::parse(word).ok()?),
        c if c.is_ascii_uppercase() => What::Country(word.to_owned()),
        _ => What::Name(word.to_owned()),
    };
    let begin = start.saturating_add(begin);
    Some((Span::new(begin, begin.saturating_add(word.len())), what))
}

/// Where what a name stands for is declared.
pub(super) fn definitions(workspace: &mut Workspace, what: &What) -> Vec<Location> {
    let mut places: Vec<(Arc<Sheet>, Span)> = Vec::new();
    for sheet in workspace.sheets() {
        for one in sheet.uses.iter().filter(|one| one.declares) {
            let is_it = match (what, &one.what) {
                (What::Paragraph(cited), What::Paragraph(declared)) => declared.is_within(cited),
                (wanted, declared) => wanted == declared,
            };
            if is_it {
                places.push((Arc::clone(&sheet), one.span));
            }
        }
    }
    if let (What::Name(name), true) = (what, places.is_empty())
        && let Some(lost) = workspace.declared(name)
    {
        places.push((Arc::clone(&lost.sheet), lost.head.name.span));
    }
    located(workspace, &places)
}

/// Where a name is used, and where it is declared if that is asked for.
pub(super) fn references(workspace: &mut Workspace, what: &What, declared: bool) -> Vec<Location> {
    let places = places(workspace, what);
    let wanted = places
        .into_iter()
        .filter(|(_, one)| declared || !one.declares);
    let wanted: Vec<_> = wanted.map(|(sheet, one)| (sheet, one.span)).collect();
    located(workspace, &wanted)
}

fn places(workspace: &mut Workspace, what: &What) -> Vec<(Arc<Sheet>, Use)> {
    let mut places = Vec::new();
    for sheet in workspace.sheets() {
        let here = sheet.uses.iter().filter(|one| one.what == *what);
        places.extend(here.map(|one| (Arc::clone(&sheet), one.clone())));
    }
    places
}

fn located(workspace: &mut Workspace, places: &[(Arc<Sheet>, Span)]) -> Vec<Location> {
    let located = places.iter().filter_map(|(sheet, span)| {
        Some(Location::new(workspace.address(sheet)?, sheet.range(*span)))
    });
    located.collect()
}

/// The name that can be changed at a place.
///
/// # Errors
/// Says why none can.
pub(super) fn prepare(
    workspace: &mut Workspace,
    path: &Path,
    position: Position,
) -> Result<PrepareRenameResponse, String> {
    let pointed = pointed(workspace, path, position).ok_or("no name stands here")?;
    let placeholder = may_change(workspace, &pointed.what)?;
    let range = pointed.sheet.range(pointed.span);
    Ok(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
}

/// The name, where it is one that the open folder declares.
fn may_change(workspace: &mut Workspace, what: &What) -> Result<String, String> {
    let name = match what {
        What::Name(name) | What::Regime(name) => name,
        What::Country(code) => {
            return Err(format!(
                "`{code}` is a country's code, which no rule declares"
            ));
        }
        What::Paragraph(citation) => {
            return Err(format!("`{citation}` is what the resolution calls it"));
        }
    };
    let declared: Vec<_> = places(workspace, what)
        .into_iter()
        .filter(|(_, one)| one.declares)
        .collect();
    if declared.is_empty() {
        return Err(format!("nothing declares `{name}`"));
    }
    if let Some((sheet, _)) = declared.iter().find(|(sheet, _)| sheet.is_builtin) {
        let file = sheet.file.name();
        return Err(format!("`{name}` is declared in the built-in `{file}`"));
    }
    if let Some(broken) = workspace.own().iter().find(|sheet| !sheet.is_sound()) {
        let file = broken.file.name();
        return Err(format!(
            "`{file}` has errors of form, and uses of `{name}` in it might be missed"
        ));
    }
    Ok(name.clone())
}

/// The changes, file by file, that give a name another.
///
/// # Errors
/// Says why it cannot have it.
pub(super) fn rename(
    workspace: &mut Workspace,
    path: &Path,
    position: Position,
    new: &str,
) -> Result<Vec<(Uri, Vec<TextEdit>)>, String> {
    let pointed = pointed(workspace, path, position).ok_or("no name stands here")?;
    may_change(workspace, &pointed.what)?;
    is_name(new)?;
    let is_taken = match &pointed.what {
        What::Name(name) => name != new && workspace.declared(new).is_some(),
        _ => !places(workspace, &What::Regime(new.to_owned())).is_empty(),
    };
    if is_taken {
        return Err(format!("`{new}` is declared already"));
    }
    let mut changes: Vec<(Arc<Sheet>, Vec<TextEdit>)> = Vec::new();
    for (sheet, one) in places(workspace, &pointed.what) {
        let edit = TextEdit::new(sheet.range(one.span), new.to_owned());
        match changes
            .iter_mut()
            .find(|(known, _)| Arc::ptr_eq(known, &sheet))
        {
            Some((_, edits)) => edits.push(edit),
            None => changes.push((sheet, vec![edit])),
        }
    }
    let changes = changes.into_iter();
    let changes = changes.filter_map(|(sheet, edits)| Some((workspace.address(&sheet)?, edits)));
    Ok(changes.collect())
}

/// Whether a word can be a name.
fn is_name(word: &str) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if RESERVED.contains(&word) {
        return Err(format!(
            "`{word}` is a word of the language and cannot be a name"
        ));
    }
    match word.starts_with(|c: char| c.is_ascii_lowercase()) && word.chars().all(plain) {
        true => Ok(()),
        false => Err("names are lower-case a–z, digits and `_`".into()),
    }
}
