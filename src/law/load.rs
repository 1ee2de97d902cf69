//! From files to a rule set, with every fault of every file in one go.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, File, include_dir};
use miette::{Diagnostic, Severity};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::source::{Fault, Seen, SourceFile, Span, Spanned, entries, text_of};
use crate::syntax::{self, LinkKind, ParagraphClause, RuleFile, SyntaxError};
use crate::terms::{Citation, Date, Unit};
use crate::threads;

use super::declare::{Faults, Items, declare};
use super::doubts;
use super::examples::check_examples;
use super::fault::{LawError, LawFault};
use super::model::*;
use super::paragraphs::unknown_paragraph;
use super::phrases;
use super::resolve::Resolver;
use super::silence::{Silencer, doubt_id, silencers};
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
    #[diagnostic(code(rules::unreadable), help("{}", way_out(reason)))]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
}

/// What to do about a file that could not be read.
fn way_out(reason: &str) -> &'static str {
    match reason.contains("UTF-8") {
        true => "save it as UTF-8",
        false => "give a `.rule` file or a folder that holds some",
    }
}

impl RuleError {
    /// Whether the rules cannot be used for it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity().unwrap_or(Severity::Error) == Severity::Error
    }

    /// Whether it is about a place of a file, by where that begins.
    #[must_use]
    pub fn is_at(&self, file: &SourceFile, span: Span) -> bool {
        let (at, here) = match self {
            Self::Syntax(error) => (&error.file, error.span()),
            Self::Law(error) => (&error.file, error.span()),
            Self::Unreadable { .. } => return false,
        };
        std::ptr::eq(at.as_ref(), file) && here.start == span.start
    }

    /// Whether a rule file sets it aside.
    fn is_silenced(&self, silencer: &Silencer) -> bool {
        let Self::Law(error) = self else {
            return false;
        };
        let id = doubt_id(error.fault.code());
        silencer.covers(&id, &error.file, error.span())
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
    /// built-in rules. Each is read once, however often it is named or linked.
    ///
    /// # Errors
    /// Every fault of every file.
    pub fn load<P: AsRef<Path>>(paths: &[P]) -> Result<Self, RuleErrors> {
        Self::load_with(paths, Vec::new())
    }

    /// The same with files that were read already.
    ///
    /// # Errors
    /// The same.
    pub fn load_with<P: AsRef<Path>>(
        paths: &[P],
        mut files: Vec<Arc<SourceFile>>,
    ) -> Result<Self, RuleErrors> {
        if paths.iter().any(is_builtin) {
            collect_builtin(&BUILTIN, &mut files);
        }
        let (read, mut errors) = Self::read_files(paths);
        files.extend(read);
        if errors.is_empty() {
            return Self::from_files(files);
        }
        if let Err(more) = Self::from_files(files) {
            errors.extend(more.errors);
        }
        Err(RuleErrors { errors })
    }

    /// Reads rule files, and all `.rule` files below folders, under their paths as names; the
    /// built-in ones are left out. Also tells what cannot be read.
    ///
    /// ```
    /// use interdict::law::RuleSet;
    /// let (files, errors) = RuleSet::read_files(&["builtin", "no/such/file.rule"]);
    /// assert!(files.is_empty() && errors.len() == 1);
    /// ```
    pub fn read_files<P: AsRef<Path>>(paths: &[P]) -> (Vec<Arc<SourceFile>>, Vec<RuleError>) {
        let (mut files, mut seen) = (Vec::new(), Seen::default());
        let given = paths.iter().filter(|path| !is_builtin(path));
        let errors = given
            .filter_map(|path| read(path.as_ref(), true, &mut files, &mut seen).err())
            .collect();
        (files, errors)
    }

    /// Makes a rule set of files that were read already.
    ///
    /// # Errors
    /// Every fault of every file.
    pub fn from_files(files: Vec<Arc<SourceFile>>) -> Result<Self, RuleErrors> {
        Self::of_files(files, true)
    }

    /// The same without the doubts that take time to find, for rules that are still being written.
    pub(crate) fn from_files_in_the_making(
        files: Vec<Arc<SourceFile>>,
    ) -> Result<Self, RuleErrors> {
        Self::of_files(files, false)
    }

    /// Doubts about phrases take time to find, and the built-in rules have none: a test holds
    /// them to that as files.
    fn of_files(mut files: Vec<Arc<SourceFile>>, given: bool) -> Result<Self, RuleErrors> {
        files.sort_by(|a, b| (a.name(), a.text()).cmp(&(b.name(), b.text())));
        let mut errors: Vec<RuleError> = Vec::new();
        let mut trees: Vec<RuleFile> = Vec::new();
        // Most of a short run is reading the rules.
        for (tree, faults) in threads::map(&files, syntax::parse) {
            errors.extend(faults.into_iter().map(RuleError::from));
            trees.push(tree);
        }
        let mut faults = Faults {
            files: &files,
            errors: Vec::new(),
        };
        let mut rules = resolve(&trees, &mut faults, given);
        errors.extend(faults.errors.into_iter().map(RuleError::from));
        errors.extend(std::mem::take(&mut rules.warnings));
        // A clause that holds for several measures is read once for each of them.
        errors.sort_by_cached_key(|error| (error.position(), error.to_string()));
        errors.dedup_by_key(|error| (error.position(), error.to_string()));
        if errors.iter().any(RuleError::is_error) {
            return Err(RuleErrors { errors });
        }
        rules.silencers = files.iter().flat_map(silencers).collect();
        for warning in errors {
            let mut silenced = rules.silencers.iter().enumerate();
            match silenced.find(|(_, silencer)| warning.is_silenced(silencer)) {
                Some((index, _)) => drop(rules.silencing.insert(index)),
                None => rules.warnings.push(warning),
            }
        }
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
fn resolve(trees: &[RuleFile], faults: &mut Faults<'_>, given: bool) -> RuleSet {
    let (items, names) = declare(trees, faults);
    let units = items.quantities.iter().map(|(_, quantity)| {
        let units = quantity.units.iter();
        let units = units.filter_map(|unit| Unit::parse(&unit.value).ok());
        (quantity.name.value.as_str(), units.collect())
    });
    // Whose paragraphs those behind a second resolution are is not known.
    let second = |error: &LawError| matches!(error.fault, LawFault::SecondResolution);
    let lost = trees.iter().any(|tree| tree.lost) || faults.errors.iter().any(second);
    let mut resolver = Resolver {
        faults,
        names: &names,
        units: units.collect(),
        areas: BTreeMap::new(),
        lists: BTreeMap::new(),
        allowances: Vec::new(),
        doubts: given,
        lost,
    };
    let areas = resolver.read_areas(&items);
    for (index, (file, tree)) in items.lists.iter().enumerate() {
        let list = resolver.list(*file, tree);
        resolver.lists.extend(list.map(|list| (index, list)));
    }
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
    let models = items.models.iter();
    let models: Vec<Model> = models
        .map(|(file, tree)| resolver.model(*file, tree))
        .collect();
    let actors = items.actors.iter();
    let actors: Vec<Actor> = actors
        .map(|(file, tree)| resolver.actor(*file, tree))
        .collect();
    let (resolutions, paragraphs) = resolver.paragraphs(&items);
    check_examples(&items, &mut resolver, &paragraphs);
    let properties = resolver.properties(&items, &paragraphs);
    let lost = resolver.lost;
    let allowances = std::mem::take(&mut resolver.allowances);
    let lists: Vec<List> = std::mem::take(&mut resolver.lists).into_values().collect();
    // A link that was left out may be the one that leads to a category.
    let left_out = |error: &LawError| matches!(error.fault, LawFault::Chain(_));
    let whole = items.categories.iter().all(|(_, tree)| !tree.broken)
        && !faults.errors.iter().any(left_out);
    let mut doubts = match given {
        true => phrases::examine(&categories, &models, &actors, whole, faults),
        false => Vec::new(),
    };
    // What could not be resolved is left out of a measure, which then says too little.
    if given && faults.errors.is_empty() {
        doubts.extend(doubts::idle(&paragraphs, faults));
    }
    if !lost {
        doubts.extend(check_links(&items, &paragraphs, faults));
    }
    let days = items.days.iter().map(|(file, day)| Day {
        name: day.name.value.clone(),
        question: day.question.value.clone(),
        place: Place {
            file: *file,
            span: day.name.span,
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
    if given {
        let others = stated.chain(modifying);
        others.for_each(|phrase| phrases::check(phrase, faults));
    }
    let examples = items.examples.iter().map(|(file, example)| Example {
        title: example.title.value.clone(),
        file: *file,
        lines: example.lines.clone(),
    });
    let boundaries = boundaries(&categories, &paragraphs, &properties);
    RuleSet {
        files: Vec::new(),
        facts,
        days: days.collect(),
        actors,
        areas,
        models,
        lists,
        properties,
        allowances,
        modifiers,
        examples: examples.collect(),
        categories,
        quantities,
        resolutions,
        paragraphs,
        boundaries,
        warnings: doubts.into_iter().map(RuleError::from).collect(),
        silencers: Vec::new(),
        silencing: BTreeSet::new(),
        digest: String::new(),
    }
}

/// Doubts about links: a paragraph that its loaded resolution does not have, one that goes on though
/// it is said to end, and a successor that does not begin where its predecessor ends.
fn check_links(items: &Items<'_>, paragraphs: &[Paragraph], faults: &Faults<'_>) -> Vec<LawError> {
    let mut doubts = Vec::new();
    for (file, resolution, trees) in &items.resolutions {
        for tree in trees {
            let by = Citation::in_resolution(resolution.number.value, &tree.number.value).ok();
            let clauses = tree.clauses.iter();
            let found = clauses.flat_map(|clause| doubted(&clause.value, by.as_ref(), paragraphs));
            doubts.extend(found.filter_map(|(span, fault)| faults.make(*file, span, fault)));
        }
    }
    doubts
}

/// What is doubtful in how a clause of the paragraph `by` points at others.
fn doubted(
    clause: &ParagraphClause,
    by: Option<&Citation>,
    paragraphs: &[Paragraph],
) -> Vec<(Span, LawFault)> {
    match clause {
        ParagraphClause::Link(kind, citations) => {
            let links = citations.iter();
            let found = links.filter_map(|citation| {
                let goes_on = || going_on(*kind, &citation.value, by?, paragraphs);
                let fault = dangling(citation, paragraphs).or_else(goes_on)?;
                Some((citation.span, fault))
            });
            found.collect()
        }
        ParagraphClause::Until(tree) => {
            let successors = tree.replaced_by.iter();
            let found = successors.filter_map(|by| {
                let fault = handover(tree.day.value, by, paragraphs)?;
                Some((by.span, fault))
            });
            found.collect()
        }
        _ => Vec::new(),
    }
}

/// The doubt about a paragraph that is said to end, where no day ends any of its measures: a link
/// alone ends nothing.
fn going_on(
    kind: LinkKind,
    citation: &Citation,
    by: &Citation,
    paragraphs: &[Paragraph],
) -> Option<LawFault> {
    let ends = matches!(kind, LinkKind::Ends | LinkKind::Replaces);
    let ended = paragraphs.iter().filter(|p| p.citation.is_within(citation));
    let measures: Vec<_> = ended.flat_map(|p| &p.measures).collect();
    let mut periods = measures.iter().flat_map(|m| m.in_force.periods());
    let goes_on = ends && !measures.is_empty() && periods.all(|period| period.until.is_none());
    goes_on.then(|| LawFault::GoesOn {
        by: by.clone(),
        kind,
        ended: citation.clone(),
    })
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
        .flat_map(|m| m.in_force.periods())
        .map(|p| p.since);
    let starts: Vec<Date> = starts.collect();
    let begins = starts.iter().min().copied()?;
    (!starts.contains(&ends)).then(|| LawFault::Gap {
        by: by.value.clone(),
        begins,
        ends,
    })
}

/// Every day on which the answer to a condition on the date can change, in order.
fn boundaries(
    categories: &[Category],
    paragraphs: &[Paragraph],
    properties: &[Property],
) -> Vec<Date> {
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
        measure.allowed.iter().for_each(&mut note);
        measure.lifts.iter().for_each(|lift| note(&lift.condition));
    }
    for parent in categories.iter().flat_map(|c| &c.parents) {
        if let Link::If(condition) = &parent.link {
            note(condition);
        }
    }
    properties
        .iter()
        .for_each(|property| note(&property.records));
    days.sort_unstable();
    days.dedup();
    days
}

/// The tables of coverage beside the built-in rules, by the names of their files.
pub(super) fn builtin_tables() -> Vec<(String, &'static str)> {
    let mut open = vec![&BUILTIN];
    let mut tables = Vec::new();
    while let Some(folder) = open.pop() {
        open.extend(folder.dirs());
        let named = |file: &&File<'_>| file.path().ends_with("coverage.csv");
        let files = folder.files().filter(named);
        tables.extend(files.filter_map(|file| {
            let name = file.path().to_string_lossy().replace('\\', "/");
            Some((name, file.contents_utf8()?))
        }));
    }
    tables.sort();
    tables
}

/// Whether a path stands for the built-in rules.
fn is_builtin<P: AsRef<Path>>(path: &P) -> bool {
    path.as_ref() == Path::new("builtin")
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

/// Reads a file, or every `.rule` file below a folder, unless it was met before.
fn read(
    path: &Path,
    named: bool,
    files: &mut Vec<Arc<SourceFile>>,
    seen: &mut Seen,
) -> Result<(), RuleError> {
    let unreadable = |reason: String| RuleError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    let is_folder = path.is_dir();
    let is_rule = path.extension().is_some_and(|e| e == "rule");
    if !(is_folder || named || is_rule) || !seen.is_new(path) {
        return Ok(());
    }
    if is_folder {
        let inner = entries(path).map_err(|error| unreadable(error.to_string()))?;
        return inner
            .iter()
            .try_for_each(|inner| read(inner, false, files, seen));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    let text = text_of(bytes).map_err(|error| unreadable(error.to_string()))?;
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
