//! `interdict ask`: what a record leaves open, question by question.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Write as _};
use std::path::PathBuf;

use interdict::check::{Before, Checked, Checker, Open, Question, Subject, decisive, names};
use interdict::law::{Measure, RuleSet};
use interdict::record::{Draft, FactValue, Format, Names, Record, read};
use interdict::report::{Style, brief, render};
use interdict::source::{SourceFile, printable, printable_line};
use interdict::terms::{Amount, HsCode, HsRange, Verdict};
use miette::{Diagnostic as _, Severity};

use super::answers::{form, one_answer, take};
use super::explain::find_record;
use super::output::say;
use super::{Common, Status, with_checker, write_text};

const EXAMPLES: &str =
    "Questions go to standard error and answers come from standard input, a line each: an \
answer, nothing to leave the question open, `q` to stop. The completed case goes to \
standard output, without what only tests read.

Examples:
  interdict ask cases/dprk/2023-09-kim-visit.ron recon-drone -o completed.ron
  printf 'yes\\n' | interdict ask transfers.csv 17

Exit status: 0 the case was written, 2 could not run.";

/// So many answers are named that would settle a question by themselves.
const MOST_SHOWN: usize = 4;

/// Arguments of `ask`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// A file of records
    #[arg(value_name = "CASE")]
    file: PathBuf,
    /// The record of the file
    #[arg(value_name = "ID")]
    id: String,
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    with_checker(&common.rules, common, style, |checker| {
        let found = find_record(&arguments.file, &arguments.id, checker);
        let completed = found.and_then(|(record, before)| {
            let asking = Asking {
                checker,
                names: names(checker.rules()),
                before,
                id: record.id.clone(),
                style,
            };
            asking.ask(&record, &mut io::stdin().lock())
        });
        match completed {
            Ok(case) => write_text(&case, common),
            Err(reason) => {
                say!("{}", printable(&reason));
                Status::Failed
            }
        }
    })
}

/// A record whose open questions are asked.
struct Asking<'c, 'r> {
    checker: &'c Checker<'r>,
    names: Names,
    before: Before,
    id: String,
    style: &'c Style,
}

impl Asking<'_, '_> {
    /// Asks until nothing is open that can be answered, or nobody answers; the case at the end.
    fn ask(&self, record: &Record, answers: &mut impl BufRead) -> Result<String, String> {
        let rules = self.checker.rules();
        let mut draft = Draft::of(record);
        let mut checked = self.checker.check_after(record, &self.before, None);
        say!("{}", brief(record, &checked, rules, self.style).trim_end());
        self.state_total(&mut draft);
        let mut passed: BTreeSet<String> = BTreeSet::new();
        loop {
            let open = decisive(&checked.findings, rules);
            let next = open.into_iter().find(|open| {
                !passed.contains(open.question.field(rules))
                    && form(&open.question, rules).is_some()
            });
            let Some(next) = next else { break };
            let field = next.question.field(rules).to_owned();
            self.put(&next, &checked);
            match self.answered(&next.question, &draft, answers)? {
                Reply::Answer(answered, after) => {
                    say!("{}", moved(&checked, &after, rules));
                    (draft, checked) = (*answered, *after);
                    // A rough answer may leave it open.
                    passed.insert(field);
                }
                Reply::Open => drop(passed.insert(field)),
                Reply::Stop => break,
            }
        }
        say!("\n{}: {}", printable_line(&self.id), checked.verdict);
        Ok(format!("{}\n", draft.named(&self.id)))
    }

    /// States in a case, which holds this record alone, what others of the file come before it.
    fn state_total(&self, draft: &mut Draft) {
        for (quantity, unit, total) in self.before.by_others(self.checker.rules()) {
            if draft.facts.contains_key(quantity) {
                continue;
            }
            let number = total.least;
            if total.most == Some(number) {
                let stated = FactValue::Amount(Amount { number, unit });
                draft.facts.insert(quantity.to_owned(), stated);
                say!("  {quantity}: {number} {unit}, by other records of the file");
            } else {
                say!(
                    "  {quantity}: {total} {unit}, by other records of the file; the case cannot say this"
                );
            }
        }
    }

    /// Puts a question, with what settles it and what it bears on.
    fn put(&self, open: &Open, checked: &Checked) {
        let rules = self.checker.rules();
        let field = open.question.field(rules);
        say!("\n{field}: {}", open.question.text(rules));
        for (answer, subject) in open.alone.iter().take(MOST_SHOWN) {
            let finding = checked.findings.iter().find(|one| one.subject == *subject);
            let measure = finding.and_then(|finding| finding.measure(rules));
            let would = measure.map_or(Verdict::Undetermined, Measure::verdict);
            say!("  {would} by {} if {answer}", cited(*subject, rules));
        }
        if let Some(more) = open
            .alone
            .len()
            .checked_sub(MOST_SHOWN)
            .filter(|more| *more > 0)
        {
            say!("  and {more} more answers that settle something");
        }
        if open.alone.is_empty() {
            let on: Vec<String> = open.bears_on.iter().map(|one| cited(*one, rules)).collect();
            say!("  bears on {}", on.join(", "));
        }
    }

    /// Reads lines until one is an answer, or none at all.
    fn answered(
        &self,
        question: &Question,
        draft: &Draft,
        answers: &mut impl BufRead,
    ) -> Result<Reply, String> {
        let rules = self.checker.rules();
        let form = form(question, rules).unwrap_or_default();
        loop {
            prompt(&form);
            let mut line = String::new();
            let read = answers.read_line(&mut line);
            let read = read.map_err(|error| format!("cannot read the answers: {error}"))?;
            let text = line.trim();
            match text {
                _ if read == 0 => return Ok(Reply::Stop),
                "q" | "quit" => return Ok(Reply::Stop),
                "" => return Ok(Reply::Open),
                _ => {}
            }
            match self.understood(question, text, draft) {
                Ok(answered) => {
                    let record = self.record(&answered)?;
                    let checked = self.checker.check_after(&record, &self.before, None);
                    return Ok(Reply::Answer(Box::new(answered), Box::new(checked)));
                }
                Err(reason) => say!("  {}", reason.trim_end()),
            }
        }
    }

    /// The draft with an answer, read as records are; or what is wrong with that.
    fn understood(&self, question: &Question, text: &str, draft: &Draft) -> Result<Draft, String> {
        let rules = self.checker.rules();
        let line = one_answer(question, text, rules)?;
        let file = SourceFile::new("answer", line);
        let read = read(&file, Format::Ron, &self.names);
        if let Some(error) = read
            .errors
            .iter()
            .find(|error| error.severity() == Some(Severity::Error))
        {
            let help = error
                .help()
                .map_or_else(String::new, |help| format!("\n{help}"));
            return Err(printable(&format!("{error}{help}")).replace('\n', "\n  "));
        }
        let record = read.records.first().ok_or("this is no answer")?;
        if let (Question::Code, Some(stated), Some(code)) = (question, &draft.hs, &record.hs) {
            is_under(&code.value, stated)?;
        }
        let mut answered = draft.clone();
        take(question, Draft::of(record), &mut answered);
        Ok(answered)
    }

    fn record(&self, draft: &Draft) -> Result<Record, String> {
        let file = SourceFile::new("record.ron", draft.to_string());
        let read = read(&file, Format::Ron, &self.names);
        let fault = read
            .errors
            .iter()
            .find(|error| error.severity() == Some(Severity::Error));
        let fault = fault.map(|fault| render(fault, self.style));
        let mut records = read.records;
        records.pop().ok_or_else(|| fault.unwrap_or_default())
    }
}

/// Whether a code says more of the one that is stated: another would be lost with it.
fn is_under(code: &HsCode, stated: &str) -> Result<(), String> {
    let known = HsCode::parse(stated).map(HsRange::of);
    match known.is_ok_and(|known| known.holds(code) != Some(true)) {
        true => Err(format!(
            "`{code}` is not under `{stated}`, which the record states; other goods need a record of their own"
        )),
        false => Ok(()),
    }
}

/// What came of a question.
enum Reply {
    /// The record with the answer in it, and what the rules say of that.
    Answer(Box<Draft>, Box<Checked>),
    /// It stays open.
    Open,
    /// Nobody answers any more.
    Stop,
}

/// How the verdict moves with an answer, and what paragraphs say other than before.
fn moved(before: &Checked, after: &Checked, rules: &RuleSet) -> String {
    let mut text = match before.verdict == after.verdict {
        true => format!("still {}", after.verdict),
        false => format!("{} becomes {}", before.verdict, after.verdict),
    };
    let (was, is) = (verdicts(before, rules), verdicts(after, rules));
    let subjects: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    for subject in subjects {
        let of = |all: &BTreeMap<String, Verdict>| all.get(subject).copied();
        let (was, is) = (of(&was), of(&is));
        if was != is {
            let said = |verdict: Option<Verdict>| verdict.unwrap_or(Verdict::Clear);
            text.push_str(&format!(
                "\n  {subject}: {} becomes {}",
                said(was),
                said(is)
            ));
        }
    }
    text
}

fn verdicts(checked: &Checked, rules: &RuleSet) -> BTreeMap<String, Verdict> {
    let findings = checked.findings.iter();
    findings
        .map(|finding| (cited(finding.subject, rules), finding.verdict))
        .collect()
}

fn cited(subject: Subject, rules: &RuleSet) -> String {
    let paragraph = match subject {
        Subject::Paragraph(id, _) => rules.paragraphs.get(id.index()),
        Subject::Unclassified => None,
    };
    paragraph.map_or_else(|| "goods unknown".into(), |one| one.citation.to_string())
}

/// Shows what an answer looks like, and waits behind it.
fn prompt(form: &str) {
    let mut out = io::stderr();
    let _ = write!(out, "  {form}\n> ");
    let _ = out.flush();
}
