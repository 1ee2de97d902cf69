//! Forms of the output that are written once all records are checked.

use std::io;
use std::path::PathBuf;

use interdict::check::{Account, Before, Checked, Checker};
use interdict::law::{RuleError, RuleSet};
use interdict::record::{Record, RecordError};
use interdict::report::{
    FaultJson, MadeOf, Memo, Notice, Page, RecordJson, ReportJson, Sarif, SarifEnd, SummaryJson,
    accounts_json, github_notice, record_json,
};
use interdict::terms::Date;

use super::check::Form;
use super::input::Input;
use super::{Common, Status, write_text};

/// What is to be written, in the making.
pub enum Whole {
    Json(Vec<RecordJson>),
    Sarif(Sarif),
    Markdown(Memo),
    Html(Vec<(Record, Checked, Before)>),
}

/// What is known at the end.
pub struct End<'a> {
    pub checker: &'a Checker<'a>,
    pub input: &'a Input,
    pub counts: &'a SummaryJson,
    pub status: Status,
    pub accounts: &'a [Account],
    /// Whether the accounts are asked for.
    pub with_accounts: bool,
    /// The day that stands in for those of records.
    pub on: Option<Date>,
    pub made_of: MadeOf,
}

impl Whole {
    /// Nothing for forms that are written as records are done. `is_decoded` says that the files are
    /// in another encoding than the text that is read.
    pub fn of(form: Form, is_decoded: bool) -> Option<Self> {
        match form {
            Form::Json => Some(Self::Json(Vec::new())),
            Form::Md => Some(Self::Markdown(Memo::default())),
            Form::Html => Some(Self::Html(Vec::new())),
            Form::Sarif if is_decoded => Some(Self::Sarif(Sarif::default().without_bytes())),
            Form::Sarif => Some(Self::Sarif(Sarif::default())),
            Form::Pretty | Form::Short | Form::Ndjson => None,
            Form::Csv | Form::Parquet | Form::Xlsx | Form::Github => None,
        }
    }

    /// Adds a record, with what came before it.
    pub fn add(&mut self, record: &Record, checked: Checked, before: Before, rules: &RuleSet) {
        match self {
            Self::Json(all) => all.push(record_json(record, &checked, rules)),
            Self::Sarif(sarif) => sarif.add(record, &checked, rules),
            Self::Markdown(memo) => memo.add(record, &checked, rules),
            Self::Html(all) => all.push((record.clone(), checked, before)),
        }
    }

    /// All of the output.
    pub fn text(self, end: &End<'_>) -> io::Result<String> {
        match self {
            Self::Json(all) => json(all, end),
            Self::Sarif(sarif) => {
                let text = sarif.text(&SarifEnd {
                    rules: Some(end.checker.rules()),
                    summary: Some(end.counts),
                    status: end.status.code(),
                    is_whole: !matches!(end.status, Status::Failed | Status::Incomplete),
                    execution: end.made_of.faults.clone(),
                    configuration: Vec::new(),
                });
                Ok(text?)
            }
            Self::Markdown(memo) => {
                let accounts = end.with_accounts.then_some(end.accounts);
                Ok(memo.text(
                    end.counts,
                    end.checker.rules(),
                    &end.made_of.faults,
                    accounts,
                ))
            }
            Self::Html(transfers) => Ok(Page {
                checker: end.checker,
                transfers: &transfers,
                on: end.on,
                counts: end.counts,
                accounts: end.accounts,
                made_of: &end.made_of,
            }
            .text()),
        }
    }
}

fn json(all: Vec<RecordJson>, end: &End<'_>) -> io::Result<String> {
    let files = end.input.unreadable.iter().map(|(path, reason)| {
        FaultJson::of_file(path.to_string_lossy().into_owned(), reason.clone())
    });
    let records = end.input.faults().map(FaultJson::of_record);
    let faults = files.chain(records).collect();
    let mut report = ReportJson::new(end.checker.rules(), end.counts.clone(), faults, all);
    if end.with_accounts {
        report = report.with_accounts(accounts_json(end.accounts, end.checker.rules()));
    }
    Ok(format!("{}\n", serde_json::to_string_pretty(&report)?))
}

/// Everything that is wrong with the input.
pub fn notices(input: &Input) -> Vec<Notice> {
    notices_of(&input.unreadable, input.faults())
}

/// What is wrong with files and with records.
pub fn notices_of<'a>(
    unreadable: &[(PathBuf, String)],
    faults: impl Iterator<Item = &'a RecordError>,
) -> Vec<Notice> {
    let files = unreadable.iter().map(|(path, reason)| {
        Notice::of_path(&path.to_string_lossy(), "record::unreadable", reason)
    });
    files.chain(faults.map(Notice::from)).collect()
}

/// What is wrong with rules that cannot be used.
pub fn notices_of_rules(errors: &[RuleError]) -> Vec<Notice> {
    let mut notices: Vec<Notice> = errors.iter().map(Notice::from).collect();
    if !notices.iter().any(Notice::is_error) {
        notices.push(Notice::of_nothing("rules::none", "no rule was found"));
    }
    notices
}

/// A log without results: the rules cannot be used.
pub fn write_sarif_of(errors: &[RuleError], common: &Common) {
    let end = SarifEnd {
        status: Status::Failed.code(),
        configuration: notices_of_rules(errors),
        ..SarifEnd::default()
    };
    if let Ok(text) = Sarif::default().text(&end) {
        write_text(&text, common);
    }
}

/// A workflow command for each error in rules that cannot be used.
pub fn write_github_of(errors: &[RuleError], common: &Common) {
    let notices = notices_of_rules(errors);
    let text: String = notices.iter().map(github_notice).collect();
    write_text(&text, common);
}
