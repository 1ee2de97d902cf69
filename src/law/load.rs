//! From files to a rule set, with every fault of every file in one go.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use miette::{Diagnostic, Severity};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::source::{SourceFile, Span, Spanned};
use crate::syntax::{self, ParagraphClause, RuleFile, SyntaxError};
use crate::terms::{Citation, Date, Unit};

use super::declare::{Faults, Items, declare};
use super::examples::check_examples;
use super::fault::{LawError, LawFault};
use super::model::*;
use super::paragraphs::unknown_paragraph;
use super::phrases;
use super::resolve::Resolver;
use super::vocabulary;

static BUILTIN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// One thing wrong, or doubtful, with rules.
#[derive(Debug, Clone, Error, Diagnostic)]
pub enum RuleError {
    /// A fault of form.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Syntax(#[from] SyntaxError),
    /// A fault of meaning.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Law(#[from] LawError),
    /// A file that could not be read.
    #[error("cannot read `{}`: {reason}", path.display())]
    #[diagnostic(
        code(rules::unreadable),
        help("give a `.rule` file or a folder that holds some")
    )]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
}

impl RuleError {
    /// Whether the rules cannot be used for it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity().unwrap_or(Severity::Error) == Severity::Error
    }

    fn position(&self) -> (String, Span) {
        match self {
            Self::Syntax(error) => (error.file.name().to_owned(), error.span()),
            Self::Law(error) => (error.file.name().to_owned(), error.span()),
            Self::Unreadable { path, .. } => (path.display().to_string(), Span::default()),
        }
    }
}

/// Everything wrong with the rules, in the order of files and places.
#[derive(Debug, Clone, Error)]
#[error("the rules have {} errors", errors.iter().filter(|e| e.is_error()).count())]
pub struct RuleErrors {
    /// The errors, and the warnings beside them. Never empty.
    pub errors: Vec<RuleError>,
}

impl RuleSet {
    /// The rules that are built into the program.
    ///
    /// # Errors
    /// Never in a released program: a test holds the built-in rules to this.
    ///
    /// ```
    /// let rules = interdict::law::RuleSet::builtin().unwrap();
    /// assert!(rules.paragraphs.iter().any(|p| p.citation.to_string() == "2270/6"));
    /// ```
    pub fn builtin() -> Result<Self, RuleErrors> {
        let mut files = Vec::new();
        collect_builtin(&BUILTIN, &mut files);
        Self::of_files(files, false)
    }

    /// Reads rule files, and all `.rule` files below folders; the path `builtin` stands for the
    /// built-in rules.
    ///
    /// # Errors
    /// Every fault of every file.
    pub fn load<P: AsRef<Path>>(paths: &[P]) -> Result<Self, RuleErrors> {
        let mut files = Vec::new();
        let mut errors = Vec::new();
        for path in paths {
            if path.as_ref() == Path::new("builtin") {
                collect_builtin(&BUILTIN, &mut files);
                continue;
            }
            if let Err(error) = read(path.as_ref(), true, &mut files) {
                errors.push(error);
            }
        }
        if errors.is_empty() {
            return Self::from_files(files);
        }
        if let Err(more) = Self::from_files(files) {
            errors.extend(more.errors);
        }
        Err(RuleErrors { errors })
    }

    /// Makes a rule set of files that were read already.
    ///
    /// # Errors
    /// Every fault of every file.
    pub fn from_files(files: Vec<Arc<SourceFile>>) -> Result<Self, RuleErrors> {
        Self::of_files(files, true)
    }

    /// Doubts about phrases take time to find, and the built-in rules have none: a test holds
    /// them to that as files.
    fn of_files(mut files: Vec<Arc<SourceFile>>, doubts: bool) -> Result<Self, RuleErrors> {
        files.sort_by(|a, b| (a.name(), a.text()).cmp(&(b.name(), b.text())));
        let mut errors: Vec<RuleError> = Vec::new();
        let mut trees: Vec<RuleFile> = Vec::new();
        for file in &files {
            let (tree, faults) = syntax::parse(file);
            errors.extend(faults.into_iter().map(RuleError::from));
            trees.push(tree);
        }
        let mut faults = Faults {
            files: &files,
            errors: Vec::new(),
        };
        let mut rules = resolve(&trees, &mut faults, doubts);
        errors.extend(faults.errors.into_iter().map(RuleError::from));
        errors.extend(std::mem::take(&mut rules.warnings));
        // A clause that holds for several measures is read once for each of them.
        errors.sort_by_cached_key(|error| (error.position(), error.to_string()));
        errors.dedup_by_key(|error| (error.position(), error.to_string()));
        if errors.iter().any(RuleError::is_error) {
            return Err(RuleErrors { errors });
        }
        rules.warnings = errors;
        rules.digest = digest(&files);
        rules.files = files;
        Ok(rules)
    }

    /// Up to when the encodings were compared with their sources: the earliest of the
    /// resolutions' dates, where every resolution has one.
    #[must_use]
    pub fn verified(&self) -> Option<crate::terms::Interval> {
        let dates: Option<Vec<_>> = self.resolutions.iter().map(|r| r.verified).collect();
        dates?.into_iter().min_by_key(|date| date.first())
    }
}

/// The second pass over all files.
fn resolve(trees: &[RuleFile], faults: &mut Faults<'_>, doubts: bool) -> RuleSet {
    let (items, names) = declare(trees, faults);
    let units = items.quantities.iter().filter_map(|(_, quantity)| {
        let unit = Unit::parse(&quantity.unit.value).ok()?;
        Some((quantity.name.value.as_str(), unit))
    });
    let mut resolver = Resolver {
        faults,
        names: &names,
        units: units.collect(),
        doubts,
        lost: trees.iter().any(|tree| tree.lost),
    };
    let categories = resolver.categories(&items);
    let facts: Vec<Fact> = items
        .facts
        .iter()
        .map(|(file, fact)| resolver.fact(*file, fact))
        .collect();
    let quantities: Vec<Quantity> = items
        .quantities
        .iter()
        .filter_map(|(file, quantity)| resolver.quantity(*file, quantity))
        .collect();
    let (resolutions, paragraphs) = resolver.paragraphs(&items);
    check_examples(&items, &mut resolver, &paragraphs);
    let lost = resolver.lost;
    // A link that was left out may be the one that leads to a category.
    let left_out = |error: &LawError| matches!(error.fault, LawFault::Chain(_));
    let whole = items.categories.iter().all(|(_, tree)| !tree.broken)
        && !faults.errors.iter().any(left_out);
    let mut doubts = match doubts {
        true => phrases::examine(&categories, whole, faults),
        false => Vec::new(),
    };
    if !lost {
        doubts.extend(check_links(&items, &paragraphs, faults));
    }
    let actors = items.actors.iter().map(|(file, actor)| Actor {
        name: actor.name.value.clone(),
        definition: actor.definition.value.clone(),
        place: Place {
            file: *file,
            span: actor.name.span,
        },
    });
    let modifiers: Vec<Modifier> = items
        .modifiers
        .iter()
        .map(|(file, modifier)| {
            let words = modifier.clauses.iter();
            Modifier {
                kind: modifier.kind.value,
                words: words
                    .flat_map(|clause| vocabulary::phrases(*file, &clause.value))
                    .collect(),
            }
        })
        .collect();
    let stated = facts.iter().flat_map(|fact: &Fact| &fact.words);
    let modifying = modifiers.iter().flat_map(|modifier| &modifier.words);
    stated
        .chain(modifying)
        .for_each(|phrase| phrases::check(phrase, faults));
    let examples = items.examples.iter().map(|(file, example)| Example {
        title: example.title.value.clone(),
        file: *file,
        lines: example.lines.clone(),
    });
    let boundaries = boundaries(&categories, &paragraphs);
    RuleSet {
        files: Vec::new(),
        facts,
        actors: actors.collect(),
        modifiers,
        examples: examples.collect(),
        categories,
        quantities,
        resolutions,
        paragraphs,
        boundaries,
        warnings: doubts.into_iter().map(RuleError::from).collect(),
        digest: String::new(),
    }
}

/// Doubts about links: a paragraph that its loaded resolution does not have, and a successor
/// that does not begin where its predecessor ends.
fn check_links(items: &Items<'_>, paragraphs: &[Paragraph], faults: &Faults<'_>) -> Vec<LawError> {
    let mut doubts = Vec::new();
    for (file, _, trees) in &items.resolutions {
        for clause in trees.iter().flat_map(|tree| &tree.clauses) {
            let found: Vec<(Span, LawFault)> = match &clause.value {
                ParagraphClause::Link(_, citations) => citations
                    .iter()
                    .filter_map(|citation| Some((citation.span, dangling(citation, paragraphs)?)))
                    .collect(),
                ParagraphClause::Until(ends, Some(by)) => handover(ends.value, by, paragraphs)
                    .map(|fault| (by.span, fault))
                    .into_iter()
                    .collect(),
                _ => continue,
            };
            let found = found.into_iter();
            doubts.extend(found.filter_map(|(span, fault)| faults.make(*file, span, fault)));
        }
    }
    doubts
}

/// The doubt about a link to a paragraph that its loaded resolution does not have.
fn dangling(citation: &Spanned<Citation>, paragraphs: &[Paragraph]) -> Option<LawFault> {
    let citation = &citation.value;
    let loaded = paragraphs
        .iter()
        .any(|p| p.citation.resolution() == citation.resolution());
    let found = paragraphs
        .iter()
        .any(|p| p.citation.is_within(citation) || citation.is_within(&p.citation));
    (loaded && !found).then(|| unknown_paragraph(citation, paragraphs, false))
}

/// The doubt about the paragraph that takes over on a day.
fn handover(ends: Date, by: &Spanned<Citation>, paragraphs: &[Paragraph]) -> Option<LawFault> {
    let Some(successor) = paragraphs.iter().find(|p| p.citation == by.value) else {
        return Some(unknown_paragraph(&by.value, paragraphs, false));
    };
    let starts = successor
        .measures
        .iter()
        .flat_map(|m| periods(&m.in_force))
        .map(|p| p.since);
    let starts: Vec<Date> = starts.collect();
    let begins = starts.iter().min().copied()?;
    (!starts.contains(&ends)).then(|| LawFault::Gap {
        by: by.value.clone(),
        begins,
        ends,
    })
}

fn periods(in_force: &Condition) -> impl Iterator<Item = &Period> {
    let periods = match &in_force.kind {
        ConditionKind::InForce(periods) => periods.as_slice(),
        _ => &[],
    };
    periods.iter()
}

/// Every day on which the answer to a condition on the date can change, in order.
fn boundaries(categories: &[Category], paragraphs: &[Paragraph]) -> Vec<Date> {
    let mut days = Vec::new();
    let mut note = |condition: &Condition| {
        condition.walk(&mut |part| match &part.kind {
            ConditionKind::Date(_, day) => days.push(*day),
            ConditionKind::InForce(periods) => {
                for period in periods {
                    days.push(period.since);
                    days.extend(period.certain_since);
                    days.extend(period.until);
                    days.extend(period.recorded_until);
                }
            }
            _ => {}
        });
    };
    for measure in paragraphs.iter().flat_map(|p| &p.measures) {
        note(&measure.covers);
        measure.lifts.iter().for_each(|lift| note(&lift.condition));
    }
    for parent in categories.iter().flat_map(|c| &c.parents) {
        if let Link::If(condition) = &parent.link {
            note(condition);
        }
    }
    days.sort_unstable();
    days.dedup();
    days
}

fn collect_builtin(folder: &Dir<'_>, files: &mut Vec<Arc<SourceFile>>) {
    for file in folder.files() {
        let is_rule = file.path().extension().is_some_and(|e| e == "rule");
        if let (true, Some(text)) = (is_rule, file.contents_utf8()) {
            let name = Path::new("rules").join(file.path());
            files.push(SourceFile::new(
                name.to_string_lossy().replace('\\', "/"),
                text,
            ));
        }
    }
    folder
        .dirs()
        .for_each(|inner| collect_builtin(inner, files));
}

/// Reads a file, or every `.rule` file below a folder.
fn read(path: &Path, named: bool, files: &mut Vec<Arc<SourceFile>>) -> Result<(), RuleError> {
    let unreadable = |reason: String| RuleError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| unreadable(error.to_string()))?;
        let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| entry.map(|e| e.path())).collect();
        let mut paths = paths.map_err(|error| unreadable(error.to_string()))?;
        paths.sort();
        return paths.iter().try_for_each(|inner| read(inner, false, files));
    }
    if !named && path.extension().is_none_or(|extension| extension != "rule") {
        return Ok(());
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        unreadable(format!("it is not UTF-8 text (byte {at})"))
    })?;
    files.push(SourceFile::new(path.to_string_lossy(), text));
    Ok(())
}

/// SHA-256 over the files' own digests in order, so that names and order do not matter.
fn digest(files: &[Arc<SourceFile>]) -> String {
    let mut digests: Vec<_> = files
        .iter()
        .map(|file| Sha256::digest(file.text().as_bytes()))
        .collect();
    digests.sort_unstable();
    let whole = digests
        .iter()
        .fold(Sha256::new(), |whole, digest| whole.chain_update(digest));
    whole
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
