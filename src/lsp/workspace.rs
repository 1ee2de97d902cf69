//! The rule set of an open folder: its files, with what stands unsaved in the editor, and the
//! built-in rules where it uses them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{DiagnosticSeverity, Uri};

use crate::law::{NameKind, RuleSet};
use crate::prove::Lint;
use crate::source::{Label, Located, SourceFile, Span, entries, text_of};
use crate::terms::Citation;

use super::address::address_of;
use super::problem::Problem;
use super::sheet::{Head, Sheet};
use super::shelf::Shelf;
use super::uses::What;

/// Folders hold rules no deeper than this.
const DEEPEST: usize = 16;

/// So many files and folders are looked at: more is no folder of rules.
const MOST: usize = 20_000;

/// A text that is open in the editor.
#[derive(Debug)]
struct Buffer {
    /// Its address, as the editor writes it.
    address: Uri,
    sheet: Arc<Sheet>,
}

/// A declared name.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    /// Of what kind.
    pub kind: NameKind,
    /// Its item.
    pub head: Head,
    /// Its file.
    pub sheet: Arc<Sheet>,
}

/// The rule set of a folder, and what is known of it.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    /// The open folder.
    root: Option<PathBuf>,
    /// Files and folders in place of those of the open folder, as `--rules` names them.
    named: Vec<PathBuf>,
    /// Where the rule set lies.
    places: Vec<PathBuf>,
    buffers: BTreeMap<PathBuf, Buffer>,
    /// The files of the rule set as they are on disk.
    disk: BTreeMap<PathBuf, Arc<Sheet>>,
    /// The built-in files, once they were asked for.
    builtin: Vec<Arc<Sheet>>,
    shelf: Shelf,
    /// The rules when they were last without error, and the names that they had then.
    sound: Option<Arc<RuleSet>>,
    sound_names: BTreeMap<String, Declared>,
    names: BTreeMap<String, Declared>,
    /// Whether the rules are without error now.
    is_sound: bool,
    /// What is wrong with the rules, and what was found to be doubtful.
    faults: Vec<Problem>,
    doubts: Vec<Problem>,
    lints: Vec<Problem>,
    /// Files that could not be read, with the reason.
    unreadable: BTreeMap<PathBuf, String>,
}

impl Workspace {
    /// The rules of a folder, or those at the paths that the command line names.
    pub fn new(root: Option<PathBuf>, named: &[PathBuf]) -> Self {
        let mut workspace = Self {
            root,
            named: named.to_vec(),
            ..Self::default()
        };
        workspace.scan();
        workspace
    }

    /// Looks for the files of the rule set on disk.
    pub fn scan(&mut self) {
        self.places = self.places();
        let mut finder = Finder::new("rule");
        for place in &self.places {
            finder.find(place, 0);
        }
        let mut disk = BTreeMap::new();
        self.unreadable.clear();
        for path in finder.found {
            match fs::read(&path).map(text_of) {
                Ok(Ok(text)) => {
                    let text = text.trim_start_matches('\u{feff}');
                    let known = self.disk.remove(&path);
                    let known = known.filter(|sheet| sheet.text() == text);
                    let sheet = known.unwrap_or_else(|| self.read(&path, text));
                    disk.insert(path, sheet);
                }
                Ok(Err(error)) => {
                    self.unreadable.insert(path, error.to_string());
                }
                Err(error) => {
                    self.unreadable.insert(path, error.to_string());
                }
            }
        }
        self.disk = disk;
    }

    /// Where the rule set lies.
    fn places(&self) -> Vec<PathBuf> {
        if !self.named.is_empty() {
            let files = self
                .named
                .iter()
                .filter(|path| *path != Path::new("builtin"));
            return files.map(|path| absolute(path)).collect();
        }
        let Some(root) = &self.root else {
            return Vec::new();
        };
        let rules = root.join("rules");
        let mut finder = Finder::new("rule");
        finder.find(&rules, 0);
        match finder.found.is_empty() {
            true => vec![root.clone()],
            false => vec![rules],
        }
    }

    fn read(&self, path: &Path, text: &str) -> Arc<Sheet> {
        let inside = self
            .root
            .as_deref()
            .and_then(|root| path.strip_prefix(root).ok());
        let name = inside.unwrap_or(path).to_string_lossy().replace('\\', "/");
        Sheet::new(path, &name, text)
    }

    /// Takes a text that is open in the editor.
    pub fn open(&mut self, path: &Path, address: Uri, text: &str) {
        // What is opened off the shelf is the built-in file.
        let name = self.shelf.name_of(path);
        let builtin = name.and_then(|name| self.builtin.iter().find(|s| s.file.name() == name));
        let sheet = match builtin {
            Some(sheet) => Arc::clone(sheet),
            None => self.read(path, text.trim_start_matches('\u{feff}')),
        };
        self.buffers
            .insert(path.to_owned(), Buffer { address, sheet });
    }

    /// Takes the new text of one that is open.
    pub fn change(&mut self, path: &Path, text: &str) {
        if let Some(buffer) = self.buffers.get(path)
            && !buffer.sheet.is_builtin
        {
            let address = buffer.address.clone();
            self.open(path, address, text);
        }
    }

    /// Forgets a text that is open no longer: the file on disk counts again.
    pub fn close(&mut self, path: &Path) {
        self.buffers.remove(path);
        self.scan();
    }

    /// A text that is open, or a file of the rule set.
    pub fn sheet(&self, path: &Path) -> Option<&Arc<Sheet>> {
        let open = self.buffers.get(path).map(|buffer| &buffer.sheet);
        open.or_else(|| self.disk.get(path))
    }

    /// The files of the folder's rule set, in the order of their paths, with what is unsaved. A
    /// text that is not saved yet belongs to it where its file would.
    pub fn own(&self) -> Vec<Arc<Sheet>> {
        let mut all = self.disk.clone();
        for (path, buffer) in &self.buffers {
            let inside = self.places.iter().any(|place| path.starts_with(place));
            let alone = self.root.is_none() && self.named.is_empty();
            if all.contains_key(path) || inside || (alone && !buffer.sheet.is_builtin) {
                all.insert(path.clone(), Arc::clone(&buffer.sheet));
            }
        }
        all.into_values().collect()
    }

    /// All files of the rule set, with the built-in ones where they belong to it.
    pub fn sheets(&mut self) -> Vec<Arc<Sheet>> {
        let mut all = self.own();
        if self.needs_builtin(&all) {
            all.extend(self.builtin().iter().cloned());
        }
        all
    }

    fn builtin(&mut self) -> &[Arc<Sheet>] {
        if self.builtin.is_empty()
            && let Ok(rules) = RuleSet::builtin()
        {
            self.builtin = rules.files.iter().map(Sheet::builtin).collect();
        }
        &self.builtin
    }

    /// Whether the built-in rules are part of the rule set: as the command line says, or else where
    /// the files use more names that only the built-in rules declare than both declare.
    fn needs_builtin(&mut self, own: &[Arc<Sheet>]) -> bool {
        if !self.named.is_empty() {
            return self.named.iter().any(|path| path == Path::new("builtin"));
        }
        let names = |sheets: &[Arc<Sheet>], declared: bool| -> BTreeSet<What> {
            let uses = sheets.iter().flat_map(|sheet| &sheet.uses);
            let wanted = uses.filter(|one| one.declares == declared);
            let names = wanted.filter(|one| matches!(one.what, What::Name(_) | What::Paragraph(_)));
            names.map(|one| one.what.clone()).collect()
        };
        let (declared, used) = (names(own, true), names(own, false));
        if used.is_subset(&declared) {
            return false;
        }
        let builtin = names(self.builtin(), true);
        let missing = used
            .difference(&declared)
            .filter(|name| builtin.contains(name));
        let shared = declared.intersection(&builtin);
        missing.count() > shared.count()
    }

    /// Loads the rules, and finds out what is wrong with them.
    pub fn load(&mut self) {
        let sheets = self.sheets();
        self.names = declared(&sheets);
        let files: Vec<_> = sheets.iter().map(|sheet| Arc::clone(&sheet.file)).collect();
        let mut faults = Vec::new();
        self.is_sound = false;
        if !files.is_empty() {
            match RuleSet::from_files_in_the_making(files) {
                Ok(rules) => {
                    faults.clone_from(&rules.warnings);
                    self.is_sound = true;
                    self.sound_names.clone_from(&self.names);
                    self.sound = Some(Arc::new(rules));
                }
                Err(errors) => faults = errors.errors,
            }
        }
        self.faults = faults
            .iter()
            .filter_map(|fault| Problem::of_rules(fault).ok())
            .collect();
    }

    /// The rules when they were last without error, and whether that is now.
    pub fn rules(&self) -> Option<(&Arc<RuleSet>, bool)> {
        Some((self.sound.as_ref()?, self.is_sound))
    }

    /// Takes the doubts that were looked for in the background.
    pub fn take_doubts(&mut self, rules: &RuleSet) {
        let problems = rules
            .warnings
            .iter()
            .filter_map(|doubt| Problem::of_rules(doubt).ok());
        self.doubts = problems.collect();
    }

    /// Takes the lints that were looked for in the background.
    pub fn take_lints(&mut self, lints: &[Located<Lint>]) {
        self.lints = lints.iter().map(Problem::of).collect();
    }

    /// What a name stands for: as declared now, or else when the rules were last without error.
    pub fn declared(&self, name: &str) -> Option<&Declared> {
        self.names.get(name).or_else(|| {
            let known = self.sound_names.get(name);
            known.filter(|_| !self.is_sound)
        })
    }

    /// Every name that may be used.
    pub fn names(&self) -> impl Iterator<Item = &Declared> {
        let lost = self
            .sound_names
            .iter()
            .filter(|(name, _)| !self.is_sound && !self.names.contains_key(*name));
        self.names
            .values()
            .chain(lost.map(|(_, declared)| declared))
    }

    /// What is wrong in each file of the rule set, and in texts that are open beside it; a file
    /// without a fault has an empty list.
    pub fn problems(&mut self) -> BTreeMap<PathBuf, Vec<Problem>> {
        let mut all: BTreeMap<PathBuf, Vec<Problem>> = BTreeMap::new();
        let own = self.own();
        let mut sheets: BTreeMap<*const SourceFile, PathBuf> = BTreeMap::new();
        for sheet in &own {
            all.insert(sheet.path.clone(), Vec::new());
            sheets.insert(Arc::as_ptr(&sheet.file), sheet.path.clone());
        }
        for (path, buffer) in &self.buffers {
            if !all.contains_key(path) && !buffer.sheet.is_builtin {
                let faults = buffer.sheet.faults.iter().map(Problem::of).collect();
                all.insert(path.clone(), faults);
            }
        }
        let found = self.faults.iter().chain(&self.doubts).chain(&self.lints);
        for problem in found {
            let path = sheets.get(&Arc::as_ptr(&problem.file));
            let placed = match path {
                Some(path) => Some((path.clone(), problem.clone())),
                None => self.placed(problem, &own),
            };
            if let Some((path, problem)) = placed {
                let here = all.entry(path).or_default();
                let is_same =
                    |other: &Problem| (other.span, &other.code) == (problem.span, &problem.code);
                if !here.iter().any(is_same) {
                    here.push(problem);
                }
            }
        }
        for (path, reason) in &self.unreadable {
            let name = path.to_string_lossy();
            all.insert(path.clone(), vec![unreadable(&name, reason)]);
        }
        for here in all.values_mut() {
            here.sort_by_key(|problem| problem.span);
        }
        all
    }

    /// Where a problem of a built-in file is shown: where the folder declares the same name again,
    /// or else at the beginning of its first file. What was found in a text that has changed since
    /// is shown nowhere.
    fn placed(&self, problem: &Problem, own: &[Arc<Sheet>]) -> Option<(PathBuf, Problem)> {
        let is_here = |sheet: &&Arc<Sheet>| Arc::ptr_eq(&sheet.file, &problem.file);
        let builtin = self.builtin.iter().find(is_here)?;
        let what = builtin
            .use_at(problem.span.start)
            .map(|one| one.what.clone());
        let declares = |sheet: &Arc<Sheet>| {
            let mut uses = sheet.uses.iter().filter(|one| one.declares);
            let found = uses.find(|one| Some(&one.what) == what.as_ref())?;
            Some((Arc::clone(sheet), found.span))
        };
        let found = own.iter().find_map(declares);
        let (sheet, span) = found.or_else(|| Some((own.first()?.clone(), Span::new(0, 1))))?;
        let line = problem.file.line(problem.span.start);
        let place = format!("{}:{line}", problem.file.name());
        let placed = Problem {
            file: Arc::clone(&sheet.file),
            span,
            message: format!("in the built-in `{place}`: {}", problem.message),
            related: Vec::new(),
            fixes: Vec::new(),
            ..problem.clone()
        };
        Some((sheet.path.clone(), placed))
    }

    /// The address of a file: as the editor writes it where it is open, and of a built-in one
    /// where it lies on the shelf.
    pub fn address(&mut self, sheet: &Sheet) -> Option<Uri> {
        if sheet.is_builtin {
            let files: Vec<_> = self.builtin.iter().map(|s| Arc::clone(&s.file)).collect();
            return address_of(&self.shelf.rule(sheet.file.name(), &files)?);
        }
        match self.buffers.get(&sheet.path) {
            Some(buffer) => Some(buffer.address.clone()),
            None => address_of(&sheet.path),
        }
    }

    /// The address of a file by its path.
    pub fn address_of(&self, path: &Path) -> Option<Uri> {
        let open = self.buffers.get(path).map(|buffer| buffer.address.clone());
        open.or_else(|| address_of(path))
    }

    /// The address of the page on a code.
    pub fn page(&mut self, code: &str) -> Option<Uri> {
        address_of(&self.shelf.page(code)?)
    }

    /// The files of cases: all of the form RON below the folder `cases` of the open one.
    pub fn cases(&self) -> Vec<PathBuf> {
        let mut finder = Finder::new("ron");
        if let Some(root) = &self.root {
            finder.find(&root.join("cases"), 0);
        }
        finder.found
    }

    /// The paragraphs that the rule set's files declare, with their titles.
    pub fn paragraphs(&mut self) -> Vec<(Citation, String, Arc<Sheet>, Span)> {
        let mut all = Vec::new();
        for sheet in self.sheets() {
            let heads = sheet.heads();
            for one in sheet.uses.iter().filter(|one| one.declares) {
                let What::Paragraph(citation) = &one.what else {
                    continue;
                };
                let head = heads.iter().find(|head| head.name.span == one.span);
                let title = head.map(|head| head.title.clone()).unwrap_or_default();
                all.push((citation.clone(), title, Arc::clone(&sheet), one.span));
            }
        }
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }
}

/// The names that files declare; of two declarations the first counts.
fn declared(sheets: &[Arc<Sheet>]) -> BTreeMap<String, Declared> {
    let mut names = BTreeMap::new();
    for sheet in sheets {
        for head in sheet.heads() {
            if let Some(kind) = head.kind {
                let name = head.name.value.clone();
                names.entry(name).or_insert_with(|| Declared {
                    kind,
                    head,
                    sheet: Arc::clone(sheet),
                });
            }
        }
    }
    names
}

/// What is said of a file that cannot be read.
fn unreadable(name: &str, reason: &str) -> Problem {
    Problem {
        file: SourceFile::new(name, ""),
        span: Span::default(),
        severity: DiagnosticSeverity::ERROR,
        code: "rules::unreadable".into(),
        message: format!("cannot read `{name}`: {reason}"),
        related: Vec::<Label>::new(),
        fixes: Vec::new(),
    }
}

/// A path from the root of the file system.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Looks for files of an ending below folders.
struct Finder {
    ending: &'static str,
    found: Vec<PathBuf>,
    looked_at: usize,
}

impl Finder {
    fn new(ending: &'static str) -> Self {
        Self {
            ending,
            found: Vec::new(),
            looked_at: 0,
        }
    }

    /// Links to folders are not followed, so that none leads back.
    fn find(&mut self, path: &Path, depth: usize) {
        self.looked_at = self.looked_at.saturating_add(1);
        if self.looked_at > MOST || depth > DEEPEST {
            return;
        }
        let Ok(metadata) = path.symlink_metadata() else {
            return;
        };
        let is_link = metadata.is_symlink() && depth > 0;
        if path.is_dir() && !is_link {
            for inner in entries(path).into_iter().flatten() {
                self.find(&inner, depth.saturating_add(1));
            }
        } else if path.is_file() && path.extension().is_some_and(|e| e == self.ending) {
            self.found.push(path.to_owned());
        }
    }
}
