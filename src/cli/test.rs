//! `interdict test`: examples and properties in rule files, expectations in cases.
//!
//! Properties are also tried on records that are made from the rules: `trying.rs`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use interdict::check::{
    Before, Checker, Coverage, Labelled, Unmet, compare, example_records, names,
};
use interdict::law::{Paragraph, Place, RuleError, RuleSet};
use interdict::record::Record;
use interdict::report::{Ending, Notice, Style, Tested, github_notice, junit, score_table};
use interdict::source::{Seen, entries, printable_line};
use interdict::terms::Citation;

use super::input::{read_all, sources};
use super::output::say;
#[cfg(feature = "proptest")]
use super::run::style_of;
use super::whole::{notices, notices_of, notices_of_rules, write_github_of};
use super::{Common, Status, with_checker_or, write_text};

const EXAMPLES: &str = "Examples:
  interdict test                          the examples of the built-in rules
  interdict test cases                    and the expectations of cases
  interdict test rules my.rule cases      with these rules in place of the built-in ones
  interdict test .                        the rules and cases below a folder
  interdict test --labels lines.jsonl     how well the goods of labelled lines are known
  interdict test --seed 7 --cases 2000    properties on other records, and on more of them
  interdict test rules cases --coverage   which clauses some record made true, false, unknown
  interdict test rules cases --coverage --fail-under 80 --coverage-format lcov -o rules.info
  interdict test --format junit -o tests.xml rules cases

Of a folder that holds rules, files in RON and JSON are read as cases, but for JSON that has nothing
of a case; where no rules are named, the built-in ones are used.

Properties are tried on records made from the rules. What breaks one is shown as a case; its seed
is kept beside the rules, in FILE.rule.seeds, and tried first from then on.

A line of labels is {\"text\": \"…\", \"hs\": \"…\", \"categories\": [\"…\"], \"arms\": true}; `hs` may be
missing. Certain answers count; lines that may be arms are counted beside.

Exit status: 0 all is as expected, 1 something is not, 2 could not run,
4 some records could not be read.";

/// Arguments of `test`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Rule files, files of cases, and folders of either or both
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// A file of labelled descriptions in JSON Lines, to score in place of examples and cases
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Form::Pretty)]
    format: Form,
    #[cfg(feature = "proptest")]
    #[command(flatten)]
    trying: super::trying::Trying,
    #[command(flatten)]
    covering: super::covering::Covering,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// What failed, and how much there was; of a score, an aligned table
    Pretty,
    /// One JSON object; of a score only, with --labels
    Json,
    /// Workflow commands, which GitHub Actions shows beside the lines
    Github,
    /// JUnit XML, for CI servers
    Junit,
}

impl Form {
    /// Whether other programs read what was tested.
    fn is_for_programs(self) -> bool {
        matches!(self, Self::Github | Self::Junit)
    }
}

impl Arguments {
    /// What is asked for that does not go together.
    fn refused(&self) -> Option<&'static str> {
        match (self.format, &self.labels) {
            (Form::Json, None) => {
                Some("`--format json` is a form of the score that `--labels` asks for")
            }
            (Form::Github | Form::Junit, Some(_)) => {
                Some("a score is written as `--format pretty` or `json`")
            }
            (Form::Github | Form::Junit, None) if self.covering.is_whole_output() => {
                Some("the output is either the coverage or the tests; leave out one of the formats")
            }
            _ => None,
        }
    }
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    if let Some(refused) = arguments.refused() {
        say!("{refused}");
        return Status::Failed;
    }
    let mut named = Named::default();
    arguments.paths.iter().for_each(|path| named.add(path));
    named.rules.extend(common.rules.iter().cloned());
    if !named.empty.is_empty() {
        return named.refuse(arguments.format, common);
    }
    if !common.quiet {
        named.say_foreign();
    }
    if named.rules.is_empty() && !named.cases.is_empty() && !common.quiet {
        say!("no rule file is named; the built-in rules are used");
    }
    let tell = |errors: &[RuleError]| match arguments.format {
        Form::Pretty | Form::Json => {}
        Form::Github => write_github_of(errors, common),
        Form::Junit => write_unread(&notices_of_rules(errors), Form::Junit, common),
    };
    with_checker_or(&named.rules, common, style, tell, |checker| {
        if let Some(labels) = &arguments.labels {
            return score(checker, labels, arguments.format, common);
        }
        let asked = Asked {
            arguments,
            rule_paths: &named.rules,
            case_paths: &named.cases,
        };
        test(checker, &asked, common, style)
    })
}

/// What lies at the paths that are named.
#[derive(Default)]
struct Named {
    rules: Vec<PathBuf>,
    cases: Vec<PathBuf>,
    /// Folders in which there is neither.
    empty: Vec<PathBuf>,
    /// Files beside rules that hold something else.
    foreign: BTreeSet<PathBuf>,
}

impl Named {
    /// Takes a path. A folder may hold both; beside rules there are tables too that are no cases, as
    /// no table can say what is expected, and settings of other programs.
    fn add(&mut self, path: &Path) {
        let path = path.to_owned();
        let with_rules = holds_rules(&path, &mut Seen::default());
        if !path.is_dir() {
            let pile = if with_rules {
                &mut self.rules
            } else {
                &mut self.cases
            };
            return pile.push(path);
        }
        let found = sources(std::slice::from_ref(&path), &Arc::default());
        if with_rules {
            for file in found.files.iter().filter(|file| file.can_expect()) {
                let path = file.path().to_owned();
                if file.is_foreign() {
                    self.foreign.insert(path);
                } else {
                    self.cases.push(path);
                }
            }
            self.rules.push(path);
        } else if found.files.is_empty() && found.unreadable.is_empty() {
            self.empty.push(path);
        } else {
            self.cases.push(path);
        }
    }

    /// Says which files are passed over though their names are those of cases.
    fn say_foreign(&self) {
        for path in &self.foreign {
            let path = path.to_string_lossy();
            say!(
                "`{}` is passed over: it names no `item` and no `hs`, and expects nothing",
                printable_line(&path)
            );
        }
    }

    /// Says of each folder that there is nothing to test in it.
    fn refuse(&self, form: Form, common: &Common) -> Status {
        let reason = "it holds no rule file and no file of cases";
        for path in &self.empty {
            let path = path.to_string_lossy();
            say!("cannot test `{}`: {reason}", printable_line(&path));
        }
        if form.is_for_programs() {
            let empty: Vec<(PathBuf, String)> = self
                .empty
                .iter()
                .map(|path| (path.clone(), reason.to_owned()))
                .collect();
            write_unread(&notices_of(&empty, std::iter::empty()), form, common);
        }
        Status::Failed
    }
}

/// Scores labelled lines.
fn score(checker: &Checker<'_>, path: &Path, form: Form, common: &Common) -> Status {
    let shown = printable_line(&path.to_string_lossy()).into_owned();
    let file = match std::fs::read_to_string(path) {
        Ok(file) => file,
        Err(error) => {
            say!("cannot read `{shown}`: {error}");
            return Status::Failed;
        }
    };
    let mut unread = false;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(file.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        match Labelled::parse(line) {
            Ok(labelled) => lines.push((number, labelled)),
            Err(error) => {
                say!("{shown}:{number}: {error}");
                unread = true;
            }
        }
    }
    let score = checker.score(&lines);
    let text = match form {
        Form::Pretty | Form::Github | Form::Junit => Ok(score_table(&score)),
        Form::Json => serde_json::to_string_pretty(&score).map(|json| format!("{json}\n")),
    };
    match text.map(|text| write_text(&text, common)) {
        Ok(Status::Fine) if unread => Status::Incomplete,
        Ok(status) => status,
        Err(error) => {
            say!("cannot write the output: {error}");
            Status::Failed
        }
    }
}

/// What is to be tested.
struct Asked<'a> {
    arguments: &'a Arguments,
    #[cfg_attr(not(feature = "proptest"), expect(dead_code))]
    rule_paths: &'a [PathBuf],
    case_paths: &'a [PathBuf],
}

fn test(checker: &Checker<'_>, asked: &Asked<'_>, common: &Common, style: &Style) -> Status {
    let rules = checker.rules();
    let covering = &asked.arguments.covering;
    let mut tally = Tally {
        coverage: covering.gather(checker),
        ..Tally::default()
    };
    for record in rules
        .examples
        .iter()
        .flat_map(|example| example_records(example, rules))
    {
        tally.test(&record, &Before::default(), checker, false);
    }
    let input = read_all(asked.case_paths, &names(rules), None, &Arc::default());
    input.report(style, common);
    let ledger = checker.ledger(input.records(), None);
    for (at, record) in input.records().enumerate() {
        for wording in record.in_every_wording() {
            tally.test(&wording, &ledger.before(at), checker, true);
        }
    }
    #[cfg(feature = "proptest")]
    if let Err(faults) = tally.try_properties(asked, checker, &drawn(asked, common, style)) {
        faults.iter().for_each(|fault| say!("{fault}"));
        return Status::Failed;
    }
    if tally.passed == 0 && tally.failed == 0 && input.unreadable.is_empty() {
        say!(
            "there is nothing to test: no example, no case that expects anything, no property tried"
        );
    }
    let text = tally.told(rules);
    let Tally {
        passed,
        failed,
        coverage,
        mut tested,
        ..
    } = tally;
    let lacks = coverage
        .as_ref()
        .and_then(|coverage| covering.lacks(coverage));
    let status = match () {
        () if !input.unreadable.is_empty() || (passed == 0 && failed == 0) => Status::Failed,
        () if input.is_incomplete() => Status::Incomplete,
        () if failed > 0 || lacks.is_some() => Status::Found,
        () => Status::Fine,
    };
    let covered = coverage.map(|coverage| covering.text(&coverage, checker));
    let covered = match covered.transpose() {
        Ok(covered) => covered,
        Err(error) => {
            say!("cannot write the output: {error}");
            return Status::Failed;
        }
    };
    tested.extend(notices(&input).iter().filter_map(unread));
    let written = asked.write(&text, covered, &tested, common);
    if let Some(lacks) = lacks {
        say!("{lacks}");
    }
    match written {
        Status::Fine => status,
        failed => failed,
    }
}

impl Asked<'_> {
    /// Writes what came out in the form asked for; what has no place in it goes to standard error.
    fn write(
        &self,
        text: &str,
        covered: Option<String>,
        tested: &[Tested],
        common: &Common,
    ) -> Status {
        let said = |text: &str| {
            if !common.quiet {
                say!("{}", text.trim_end());
            }
        };
        let format = self.arguments.format;
        match covered {
            covered if format.is_for_programs() => {
                said(&(text.to_owned() + &covered.unwrap_or_default()));
                write_tested(tested, format, common)
            }
            Some(covered) if self.arguments.covering.is_whole_output() => {
                say!("{}", text.trim_end());
                write_text(&covered, common)
            }
            covered => write_text(&(text.to_owned() + &covered.unwrap_or_default()), common),
        }
    }
}

/// How records that break properties are drawn: for programs without colour, at a fixed width.
#[cfg(feature = "proptest")]
fn drawn(asked: &Asked<'_>, common: &Common, style: &Style) -> Style {
    match asked.arguments.format.is_for_programs() {
        true => Style::plain(100),
        false => style_of(common, style),
    }
}

/// What could not be read; nothing of what is only doubtful.
fn unread(notice: &Notice) -> Option<Tested> {
    let file = notice.file().unwrap_or("interdict").to_owned();
    notice.is_error().then(|| Tested {
        file,
        line: notice.line(),
        name: notice.code.clone(),
        ending: Ending::Unread(notice.text()),
    })
}

/// Writes what could not be read, for programs.
fn write_unread(notices: &[Notice], form: Form, common: &Common) {
    let unread: Vec<Tested> = notices.iter().filter_map(unread).collect();
    write_tested(&unread, form, common);
}

/// Writes what was tested, for programs.
fn write_tested(tested: &[Tested], form: Form, common: &Common) -> Status {
    if form == Form::Github {
        let text: String = tested.iter().filter_map(annotation).collect();
        return write_text(&text, common);
    }
    match junit(tested) {
        Ok(text) => write_text(&text, common),
        Err(error) => {
            say!("cannot write the output: {error}");
            Status::Failed
        }
    }
}

/// A workflow command for what failed: without the explanation that stands below a property.
fn annotation(tested: &Tested) -> Option<String> {
    let (Ending::Failed(text) | Ending::Unread(text)) = &tested.ending else {
        return None;
    };
    let text = text.split("\n\n").next().unwrap_or(text).trim_end();
    let notice = match tested.line {
        Some(line) => Notice::of_line(&tested.file, line, &tested.name, text),
        None => Notice::of_path(&tested.file, &tested.name, text),
    };
    Some(github_notice(&notice))
}

/// Whether a path is a rule file or a folder that holds one.
fn holds_rules(path: &Path, seen: &mut Seen) -> bool {
    if !path.is_dir() {
        return path
            .extension()
            .is_some_and(|extension| extension == "rule")
            || path == Path::new("builtin");
    }
    seen.is_new(path)
        && entries(path)
            .into_iter()
            .flatten()
            .any(|inner| holds_rules(&inner, seen))
}

#[derive(Default)]
struct Tally<'r> {
    passed: usize,
    failed: usize,
    /// What is to be said of the failures.
    text: String,
    /// The paragraphs that said something of a record, or lifted what another said.
    reached: BTreeSet<Citation>,
    /// The clauses that some record put to use.
    exercised: BTreeSet<Place>,
    /// The truths that clauses had, where that is asked for.
    coverage: Option<Coverage<'r>>,
    /// What came of each record and each property.
    tested: Vec<Tested>,
}

impl Tally<'_> {
    /// Tests one record against its expectation and the properties, and notes what was not met.
    fn test(&mut self, record: &Record, before: &Before, checker: &Checker<'_>, all_firm: bool) {
        let rules = checker.rules();
        let checked = checker.check_after(record, before, None);
        self.exercised.extend(checker.exercised(record, before));
        if let Some(coverage) = &mut self.coverage {
            coverage.add(checker, record, before);
        }
        for finding in &checked.findings {
            let said = finding.paragraph(rules).map(|p| p.citation.clone());
            self.reached.extend(said);
            self.reached
                .extend(finding.exempt_by().into_iter().cloned());
        }
        let before_it = (self.text.len(), self.passed, self.failed);
        if let Some(expect) = &record.expect {
            let unmet = compare(expect, &checked, rules, all_firm);
            self.count(record, expect.span.start, "", &unmet);
        }
        let broken = checker.broken_after(record, before);
        for (property, unmet) in rules.properties.iter().zip(broken) {
            if let Some(unmet) = unmet {
                let against = format!(", against \"{}\"", printable_line(&property.title));
                self.count(record, record.span.start, &against, &unmet);
            }
        }
        self.conclude(record, before_it);
    }

    /// Takes up what came of a record, where anything was asked of it: what was said since.
    fn conclude(&mut self, record: &Record, (said, passed, failed): (usize, usize, usize)) {
        if (self.passed, self.failed) == (passed, failed) {
            return;
        }
        let text = self.text.get(said..).unwrap_or_default();
        self.tested.push(Tested {
            file: record.file.name().to_owned(),
            line: Some(record.file.line(record.span.start)),
            name: record.id.clone(),
            ending: match self.failed == failed {
                true => Ending::Passed,
                false => Ending::Failed(text.to_owned()),
            },
        });
    }

    fn count(&mut self, record: &Record, place: usize, against: &str, unmet: &[Unmet]) {
        if unmet.is_empty() {
            self.passed = self.passed.saturating_add(1);
            return;
        }
        self.failed = self.failed.saturating_add(1);
        let line = record.file.line(place);
        let (file, id) = (
            printable_line(record.file.name()),
            printable_line(&record.id),
        );
        self.text
            .push_str(&format!("{file}:{line}: {id}{against}\n"));
        for one in unmet {
            self.text.push_str(&format!("  {one}\n"));
        }
    }

    /// Tries the properties on records that are made from the rules.
    #[cfg(feature = "proptest")]
    fn try_properties(
        &mut self,
        asked: &Asked<'_>,
        checker: &Checker<'_>,
        style: &Style,
    ) -> Result<(), Vec<String>> {
        let arguments = &asked.arguments.trying;
        let coverage = self.coverage.as_mut();
        let tried = super::trying::run(arguments, checker, asked.rule_paths, coverage, style)?;
        self.passed = self.passed.saturating_add(tried.held);
        self.failed = self.failed.saturating_add(tried.broken);
        self.text.push_str(&tried.text);
        self.tested.extend(tried.tested);
        Ok(())
    }

    /// What failed, what nothing reaches, and how much there was.
    fn told(&self, rules: &RuleSet) -> String {
        let mut text = self.text.clone();
        let idle = self.idle(rules);
        if !idle.is_empty() {
            text.push_str(&format!("no example or case reaches {}\n", idle.join(", ")));
        }
        for clause in self.unused(rules) {
            text.push_str(&format!("no example or case uses {clause}\n"));
        }
        let (passed, failed) = (self.passed, self.failed);
        text.push_str(&format!("{passed} passed, {failed} failed\n"));
        text
    }

    /// The measures that could cover no record, and the exemptions of their own that none showed,
    /// of the paragraphs that some record reached: `file:line: clause`.
    fn unused(&self, rules: &RuleSet) -> Vec<String> {
        let reached = |p: &&Paragraph| self.reached.contains(&p.citation);
        let measures = rules.paragraphs.iter().filter(reached);
        let mut unused = Vec::new();
        for measure in measures.flat_map(|paragraph| &paragraph.measures) {
            let own = measure.lifts.iter().filter(|lift| lift.in_force.is_none());
            let places = own.map(|lift| lift.condition.place);
            for place in std::iter::once(measure.place).chain(places) {
                let Some(file) = rules.files.get(place.file) else {
                    continue;
                };
                if !self.exercised.contains(&place) {
                    let words: Vec<&str> = rules.quote(place).split_whitespace().collect();
                    let line = file.line(place.span.start);
                    let name = printable_line(file.name());
                    unused.push(format!("{name}:{line}: {}", words.join(" ")));
                }
            }
        }
        unused.dedup();
        unused
    }

    /// The paragraphs that no record reached, of those that can say something.
    fn idle(&self, rules: &RuleSet) -> Vec<String> {
        let speaks = |p: &&Paragraph| !p.measures.is_empty() || p.exempts;
        let paragraphs = rules.paragraphs.iter().filter(speaks);
        let idle = paragraphs.filter(|p| !self.reached.contains(&p.citation));
        idle.map(|p| p.citation.to_string()).collect()
    }
}
