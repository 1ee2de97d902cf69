//! Whole rule files, mended stage by stage: their form, then their meaning, then what silences
//! nothing.

use std::sync::Arc;

use miette::Diagnostic;

use crate::law::{LawFault, RuleError, RuleErrors, RuleSet, Silencer, doubt_id};
use crate::prove::{Lint, Prover};
use crate::source::{Fault, Located, SourceFile, Span};
use crate::syntax::{SyntaxFault, parse};

use super::rounds::{Mender, Trouble};
use super::ways::{Fix, Mendable, Sure, can_go};

/// Something that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// Its line as it was then, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
    /// The code of what was wrong.
    pub code: String,
    /// What was done.
    pub title: String,
}

/// What became of a rule file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mended {
    /// Its text now, with the byte order mark that it had.
    pub text: String,
    /// What was mended; nothing where the text is what it was.
    pub done: Vec<Mend>,
    /// Lines and codes of what looked certain, but left as much wrong as before or something new,
    /// so that it was left as it was.
    pub refused: Vec<(usize, String)>,
}

/// Mends what is certain in rule files, which are read together, and with the built-in rules where
/// that is said. What is not certain stays, and so does every comment but a silencer that silences
/// nothing. Files that are not `whole`, as some could not be read, keep their silencers.
///
/// Each text is held to it: after a change it has less that is wrong with it than before, and
/// nothing new. What a fault of form hid may come to light by it.
///
/// ```
/// use interdict::fix::mend;
/// use interdict::source::SourceFile;
///
/// let text = "category metals “Base metals” # all of them\n  word \"iron\"\n";
/// let mended = mend(&[SourceFile::new("a.rule", text)], false, true);
/// assert_eq!(
///     mended[0].text,
///     "category metals \"Base metals\" # all of them\n  words \"iron\"\n"
/// );
/// assert_eq!(mended[0].done.len(), 2);
/// ```
#[must_use]
pub fn mend(files: &[Arc<SourceFile>], with_builtin: bool, whole: bool) -> Vec<Mended> {
    let mut shelf = Shelf {
        files: files.to_vec(),
        mended: vec![Mended::default(); files.len()],
        with_builtin,
    };
    for index in 0..files.len() {
        shelf.mend(index, &|file, text| of_form(&file.of(text)));
    }
    shelf.meanings();
    if whole {
        shelf.silencers();
    }
    let texts = shelf.files.iter().zip(shelf.mended).zip(files);
    let mended = texts.map(|((file, mended), was)| {
        let mark = was.in_whole(Span::default()).start > 0;
        Mended {
            text: format!("{}{}", if mark { "\u{feff}" } else { "" }, file.text()),
            ..mended
        }
    });
    mended.collect()
}

/// Files as they are by now.
struct Shelf {
    files: Vec<Arc<SourceFile>>,
    /// What became of each, but for its text.
    mended: Vec<Mended>,
    with_builtin: bool,
}

/// One file among the others.
struct One<'a> {
    shelf: &'a Shelf,
    index: usize,
}

impl One<'_> {
    /// The file with another text.
    fn of(&self, text: &str) -> Arc<SourceFile> {
        let name = self.shelf.files.get(self.index);
        SourceFile::new(name.map_or("", |file| file.name()), text)
    }

    /// The rules with another text of the file, and that file.
    fn rules(&self, text: &str) -> (Arc<SourceFile>, Result<RuleSet, RuleErrors>) {
        let own = self.of(text);
        let mut files = self.shelf.files.clone();
        if let Some(place) = files.get_mut(self.index) {
            *place = Arc::clone(&own);
        }
        (own, self.shelf.load(files))
    }
}

impl Shelf {
    fn load(&self, files: Vec<Arc<SourceFile>>) -> Result<RuleSet, RuleErrors> {
        let builtin: &[&str] = if self.with_builtin { &["builtin"] } else { &[] };
        RuleSet::load_with(builtin, files)
    }

    /// Mends a file by what is wrong with it in one reading.
    fn mend(&mut self, index: usize, read: &dyn Fn(&One<'_>, &str) -> Vec<Trouble>) -> bool {
        let Some(file) = self.files.get(index).map(Arc::clone) else {
            return false;
        };
        let one = One { shelf: self, index };
        let read = |text: &str| read(&one, text);
        let mut mender = Mender::new(&read);
        let text = mender.mend(file.text());
        let (done, refused) = (mender.done, mender.refused);
        let is_changed = !done.is_empty();
        let slots = self.files.get_mut(index).zip(self.mended.get_mut(index));
        if let Some((place, mended)) = slots {
            if is_changed {
                *place = SourceFile::new(file.name(), text);
            }
            mended.done.extend(done);
            mended.refused.extend(refused);
        }
        is_changed
    }

    /// Mends what is wrong with the meaning, until nothing changes: each time there is less.
    fn meanings(&mut self) {
        loop {
            let Err(faults) = self.load(self.files.clone()) else {
                return;
            };
            let is_certain = |file: &Arc<SourceFile>| {
                let mut found = faults.errors.iter();
                found.any(|error| of_rule(error, file).fix.is_some())
            };
            let files = self.files.iter().enumerate();
            let files = files.filter(|(_, file)| is_certain(file));
            let files: Vec<usize> = files.map(|(index, _)| index).collect();
            let mut is_changed = false;
            for index in files {
                is_changed |= self.mend(index, &|file, text| of_meaning(file, text));
            }
            if !is_changed {
                return;
            }
        }
    }

    /// Takes out what silences nothing.
    fn silencers(&mut self) {
        for index in 0..self.files.len() {
            let text = self.files.get(index).map_or("", |file| file.text());
            // To look for doubts takes long, and most files silence none.
            if text.contains("silence") {
                self.mend(index, &|file, text| of_doubts(file, text));
            }
        }
    }
}

/// What is wrong with the form of a file. No change of form moves a line.
fn of_form(file: &Arc<SourceFile>) -> Vec<Trouble> {
    let (_, faults) = parse(file);
    let troubles = faults.iter().map(|fault| {
        let trouble = of(fault, file, certain(fault));
        let line = trouble.line.unwrap_or_default();
        Trouble {
            key: format!("{line} {}", trouble.key),
            ..trouble
        }
    });
    troubles.collect()
}

/// What is wrong with the rules, where they are read with another text of a file.
fn of_meaning(file: &One<'_>, text: &str) -> Vec<Trouble> {
    let (own, rules) = file.rules(text);
    let errors = rules.map_or_else(|faults| faults.errors, |rules| rules.warnings);
    errors.iter().map(|error| of_rule(error, &own)).collect()
}

/// What is doubtful in the rules, where they are read with another text of a file; of rules that
/// cannot be used nothing.
fn of_doubts(file: &One<'_>, text: &str) -> Vec<Trouble> {
    let (own, Ok(rules)) = file.rules(text) else {
        return Vec::new();
    };
    let lints = Prover::new(&rules).map_or_else(Vec::new, |prover| prover.lint());
    let warnings = rules.warnings.iter().map(|error| of_rule(error, &own));
    let mut all: Vec<Trouble> = warnings
        .map(|trouble| Trouble {
            fix: None,
            ..trouble
        })
        .collect();
    all.extend(lints.iter().map(|lint| of(lint, &own, None)));
    let told = all.iter().filter(|one| one.line.is_some());
    let told: Vec<String> = told.map(|one| doubt_id(&one.code)).collect();
    let warned = rules.warnings.len();
    for (trouble, lint) in all.iter_mut().skip(warned).zip(&lints) {
        if trouble.line.is_some() {
            trouble.fix = idle(lint, &rules, &told);
        }
    }
    all
}

/// The certain way out of a silencer that silences nothing.
fn idle(lint: &Located<Lint>, rules: &RuleSet, told: &[String]) -> Option<Fix> {
    let is_it = |silencer: &&Silencer| {
        Arc::ptr_eq(&silencer.file, &lint.file) && silencer.span.start == lint.span().start
    };
    let silencer = rules.silencers.iter().find(is_it)?;
    let fix = Lint::ways(lint).into_iter().next()?;
    can_go(&silencer.id, told).then(|| fix.sure_if(true, Sure::Yes))
}

/// Something that is wrong with rules, as a trouble of a file.
fn of_rule(error: &RuleError, own: &Arc<SourceFile>) -> Trouble {
    match error {
        RuleError::Syntax(error) => of::<SyntaxFault>(error, own, None),
        RuleError::Law(error) => of::<LawFault>(error, own, certain(error)),
        RuleError::Unreadable { .. } => Trouble {
            key: error.to_string(),
            line: None,
            column: 0,
            code: "rules::unreadable".to_owned(),
            fix: None,
        },
    }
}

/// The one certain way out of a fault; two that are certain would be none.
fn certain<F: Mendable>(located: &Located<F>) -> Option<Fix> {
    let mut ways = F::ways(located).into_iter();
    let mut ways = ways.by_ref().filter(|fix| fix.sure != Sure::No);
    ways.next().filter(|_| ways.next().is_none())
}

fn of<F: Fault>(located: &Located<F>, own: &Arc<SourceFile>, fix: Option<Fix>) -> Trouble {
    let is_own = Arc::ptr_eq(&located.file, own);
    let (line, column) = located.file.line_column(located.span().start);
    let code = located.code().map(|code| code.to_string());
    let code = code.unwrap_or_default();
    Trouble {
        key: format!("{} {code} {}", located.file.name(), located.fault),
        line: is_own.then_some(line),
        column,
        code,
        fix: fix.filter(|_| is_own),
    }
}
