//! The queue of messages, and the answer to each.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use lsp_types::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::law::RuleSet;
use crate::prove::{Lint, Prover};
use crate::source::Located;

use super::actions;
use super::address::path_of;
use super::answers::{Refusal, answer, done, failed, needed};
use super::lens::{EXPLAIN, lenses};
use super::names::definitions;
use super::problem::Problem;
use super::sheet::Sheet;
use super::trial::{Trial, Wanted, explain, try_all};
use super::wire::{self, Received};
use super::workspace::Workspace;

/// How long nothing has to come before examples are tried and doubts looked for.
const PAUSE: Duration = Duration::from_millis(300);

/// How a server ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// As the editor asked it to.
    Asked,
    /// The input ended, or the editor did not announce the end.
    Unasked,
    /// What came is no message, for this reason.
    Lost(String),
}

/// What comes into the queue.
enum Event {
    /// From the editor.
    Received(Received),
    /// Nobody knows any more where a message begins, for this reason.
    Lost(String),
    /// The doubts that take time, beside the rules in which they were found.
    Doubted(Arc<RuleSet>),
    /// What came of examples and cases; nothing where that was given up.
    Tried(Option<Trial>),
    /// What can never matter.
    Linted(Vec<Located<Lint>>),
}

/// Serves an editor until it ends. The rules are those of the folder that it opens, or, where
/// paths are given, those: as with `--rules`.
///
/// # Errors
/// Where nothing can be written any more.
pub fn serve(
    input: impl Read + Send + 'static,
    output: impl Write,
    named: &[PathBuf],
) -> io::Result<Ended> {
    let (sender, receiver) = channel();
    let read = sender.clone();
    std::thread::Builder::new().spawn(move || receive(input, &read))?;
    let mut server = Server {
        output,
        named: named.to_vec(),
        stage: Stage::New,
        workspace: Workspace::default(),
        published: BTreeMap::new(),
        trial: None,
        work: Work::new(sender),
        queue: VecDeque::new(),
        is_stale: false,
        refreshes: false,
        requests: 0,
    };
    server.run(&receiver)
}

/// Reads messages into the queue.
fn receive(input: impl Read, queue: &Sender<Event>) {
    let mut input = BufReader::new(input);
    loop {
        let event = match wire::read(&mut input) {
            Ok(received) => Event::Received(received),
            Err(error) => Event::Lost(error.to_string()),
        };
        let is_last = matches!(event, Event::Lost(_) | Event::Received(Received::End));
        if queue.send(event).is_err() || is_last {
            return;
        }
    }
}

/// How far the editor and the server have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    New,
    Running,
    ShutDown,
}

/// What is done beside the queue, each by one thread at a time.
struct Work {
    queue: Sender<Event>,
    /// The state of the texts, counted up with each change.
    now: Arc<AtomicU64>,
    try_due: bool,
    is_trying: bool,
    lint_due: bool,
    is_linting: bool,
}

impl Work {
    fn new(queue: Sender<Event>) -> Self {
        Self {
            queue,
            now: Arc::default(),
            try_due: false,
            is_trying: false,
            lint_due: false,
            is_linting: false,
        }
    }

    /// Whether something could be begun.
    fn is_due(&self) -> bool {
        (self.try_due && !self.is_trying) || (self.lint_due && !self.is_linting)
    }

    /// Begins what is due. What cannot be begun stays due.
    fn begin(&mut self, workspace: &mut Workspace) {
        let sheets = workspace.sheets();
        let files: Vec<_> = sheets.iter().map(|sheet| Arc::clone(&sheet.file)).collect();
        if self.try_due && !self.is_trying {
            self.try_due = false;
            let (files, cases) = (files.clone(), workspace.cases());
            let (wanted, queue) = (Wanted::at(&self.now), self.queue.clone());
            let work = move || {
                let tried = RuleSet::from_files(files).ok().and_then(|rules| {
                    let rules = Arc::new(rules);
                    let _ = queue.send(Event::Doubted(Arc::clone(&rules)));
                    try_all(&rules, &cases, &wanted)
                });
                // Where nobody listens any more, nobody misses it.
                let _ = queue.send(Event::Tried(tried));
            };
            self.is_trying = std::thread::Builder::new().spawn(work).is_ok();
        }
        if self.lint_due && !self.is_linting {
            self.lint_due = false;
            let queue = self.queue.clone();
            let work = move || {
                let rules = RuleSet::from_files(files);
                let lints = rules
                    .ok()
                    .and_then(|rules| Some(Prover::new(&rules)?.lint()));
                let _ = queue.send(Event::Linted(lints.unwrap_or_default()));
            };
            self.is_linting = std::thread::Builder::new().spawn(work).is_ok();
        }
    }
}

struct Server<W> {
    output: W,
    /// What the command line names.
    named: Vec<PathBuf>,
    stage: Stage,
    workspace: Workspace,
    /// What each file was last said to be wrong with.
    published: BTreeMap<PathBuf, Value>,
    /// What came of examples and cases, once they were tried.
    trial: Option<Trial>,
    work: Work,
    /// What was taken from the channel and is not answered yet.
    queue: VecDeque<Event>,
    /// Whether a text changed since the rules were loaded.
    is_stale: bool,
    /// Whether the editor can be told to ask for lenses again.
    refreshes: bool,
    /// How many requests were sent to the editor.
    requests: i32,
}

impl<W: Write> Server<W> {
    fn run(&mut self, receiver: &Receiver<Event>) -> io::Result<Ended> {
        loop {
            let Some(event) = self.next(receiver)? else {
                return Ok(Ended::Unasked);
            };
            match event {
                Event::Lost(reason) => return Ok(Ended::Lost(reason)),
                Event::Received(Received::End) => return Ok(Ended::Unasked),
                Event::Received(Received::Broken(reason)) => {
                    wire::refuse(&mut self.output, &reason)?;
                }
                Event::Received(Received::Message(Message::Request(request))) => {
                    self.request(request)?;
                }
                Event::Received(Received::Message(Message::Notification(one))) => {
                    if one.method == "exit" {
                        return Ok(match self.stage {
                            Stage::ShutDown => Ended::Asked,
                            Stage::New | Stage::Running => Ended::Unasked,
                        });
                    }
                    self.notification(one)?;
                }
                // Nothing that is asked of the editor needs its answer.
                Event::Received(Received::Message(Message::Response(_))) => {}
                Event::Doubted(rules) => {
                    self.workspace.take_doubts(&rules);
                    self.publish()?;
                }
                Event::Tried(tried) => self.take_trial(tried)?,
                Event::Linted(lints) => {
                    self.work.is_linting = false;
                    self.workspace.take_lints(&lints);
                    self.publish()?;
                }
            }
        }
    }

    /// The next event. Where none waits, the rules are loaded anew if a text has changed; where
    /// none comes for a while, what takes longer is begun.
    fn next(&mut self, receiver: &Receiver<Event>) -> io::Result<Option<Event>> {
        loop {
            while let Ok(event) = receiver.try_recv() {
                self.enqueue(event)?;
            }
            if let Some(event) = self.queue.pop_front() {
                return Ok(Some(event));
            }
            if self.is_stale {
                self.settle()?;
                continue;
            }
            if !self.work.is_due() {
                return Ok(receiver.recv().ok());
            }
            match receiver.recv_timeout(PAUSE) {
                Ok(event) => return Ok(Some(event)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => self.work.begin(&mut self.workspace),
            }
        }
    }

    /// Puts an event behind the others. A request that is withdrawn while it waits is not worked on.
    fn enqueue(&mut self, event: Event) -> io::Result<()> {
        if let Event::Received(Received::Message(Message::Notification(one))) = &event
            && one.method == "$/cancelRequest"
            && let Some(id) = one.params.get("id")
            && let Some(id) = read::<RequestId>(id.clone())
        {
            let is_it = |event: &Event| {
                matches!(event, Event::Received(Received::Message(Message::Request(request)))
                    if request.id == id)
            };
            if let Some(at) = self.queue.iter().position(is_it) {
                self.queue.remove(at);
                let code = ErrorCode::RequestCanceled;
                return self.answer(id, Err((code, "withdrawn".into())));
            }
        }
        self.queue.push_back(event);
        Ok(())
    }

    /// Loads the rules if a text has changed since, and says what is wrong.
    fn settle(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.is_stale) {
            self.workspace.load();
            self.work.now.fetch_add(1, Ordering::Relaxed);
            self.work.try_due = true;
            self.publish()?;
        }
        Ok(())
    }

    /// Says of each file what is wrong with it, where that is something else than before.
    fn publish(&mut self) -> io::Result<()> {
        let problems = self.workspace.problems();
        let gone: Vec<PathBuf> = self.published.keys().cloned().collect();
        let gone = gone.into_iter().filter(|path| !problems.contains_key(path));
        let none = gone.map(|path| (path, None));
        let all = problems
            .iter()
            .map(|(path, here)| (path.clone(), Some(here)));
        for (path, here) in none.chain(all).collect::<Vec<_>>() {
            let Some(uri) = self.workspace.address_of(&path) else {
                continue;
            };
            let sheet = self.workspace.sheet(&path).cloned();
            let diagnostics: Vec<Diagnostic> = here
                .into_iter()
                .flatten()
                .map(|problem| self.diagnostic(problem, sheet.as_deref(), &uri))
                .collect();
            let said = json!({"uri": uri, "diagnostics": diagnostics});
            if self.published.get(&path) != Some(&said) {
                self.tell("textDocument/publishDiagnostics", &said)?;
            }
            match here {
                Some(_) => self.published.insert(path, said),
                None => self.published.remove(&path),
            };
        }
        Ok(())
    }

    fn diagnostic(&mut self, problem: &Problem, sheet: Option<&Sheet>, uri: &Uri) -> Diagnostic {
        let range = |span| sheet.map(|sheet| sheet.range(span)).unwrap_or_default();
        let near = problem
            .related
            .iter()
            .map(|label| DiagnosticRelatedInformation {
                location: Location::new(uri.clone(), range(label.span)),
                message: label.text.clone(),
            });
        let mut related: Vec<_> = near.collect();
        if problem.code == "law::twice" && related.is_empty() {
            related = self.elsewhere(problem, sheet);
        }
        let page = self.workspace.page(&problem.code);
        Diagnostic {
            range: range(problem.span),
            severity: Some(problem.severity),
            code: Some(problem.code()),
            code_description: page.map(|href| CodeDescription { href }),
            source: Some("interdict".into()),
            message: problem.message.clone(),
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        }
    }

    /// The other declarations of a name that is declared twice.
    fn elsewhere(
        &mut self,
        problem: &Problem,
        sheet: Option<&Sheet>,
    ) -> Vec<DiagnosticRelatedInformation> {
        let declared = sheet.and_then(|sheet| sheet.use_at(problem.span.start));
        let what = declared.map(|one| one.what.clone());
        let places = what.map(|what| definitions(&mut self.workspace, &what));
        let own = sheet.and_then(|sheet| {
            let address = self.workspace.address(sheet)?;
            Some(Location::new(address, sheet.range(problem.span)))
        });
        let others = places.into_iter().flatten();
        let others = others.filter(|other| Some(other) != own.as_ref());
        let related = others.map(|location| DiagnosticRelatedInformation {
            location,
            message: "also here".into(),
        });
        related.collect()
    }

    fn take_trial(&mut self, tried: Option<Trial>) -> io::Result<()> {
        self.work.is_trying = false;
        if tried.is_none() {
            return Ok(());
        }
        self.trial = tried;
        if self.refreshes {
            self.ask("workspace/codeLens/refresh", &Value::Null)?;
        }
        Ok(())
    }

    fn notification(&mut self, one: Notification) -> io::Result<()> {
        if self.stage != Stage::Running {
            return Ok(());
        }
        match one.method.as_str() {
            "initialized" => self.watch(),
            "textDocument/didOpen" => {
                if let Some(params) = read::<DidOpenTextDocumentParams>(one.params) {
                    let document = params.text_document;
                    let path = path_of(document.uri.as_str());
                    self.workspace.open(&path, document.uri, &document.text);
                    self.is_stale = true;
                }
                Ok(())
            }
            "textDocument/didChange" => {
                if let Some(params) = read::<DidChangeTextDocumentParams>(one.params)
                    && let Some(last) = params.content_changes.last()
                {
                    let path = path_of(params.text_document.uri.as_str());
                    self.workspace.change(&path, &last.text);
                    self.is_stale = true;
                }
                Ok(())
            }
            "textDocument/didClose" => {
                if let Some(params) = read::<DidCloseTextDocumentParams>(one.params) {
                    let path = path_of(params.text_document.uri.as_str());
                    self.workspace.close(&path);
                    self.is_stale = true;
                }
                Ok(())
            }
            "textDocument/didSave" => {
                self.work.lint_due = true;
                Ok(())
            }
            "workspace/didChangeWatchedFiles" => {
                self.workspace.scan();
                self.is_stale = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn request(&mut self, request: Request) -> io::Result<()> {
        let Request { id, method, params } = request;
        let answer = match (self.stage, method.as_str()) {
            (Stage::New, "initialize") => self.initialize(params),
            (Stage::New, _) => Err((
                ErrorCode::ServerNotInitialized,
                "the first request is `initialize`".into(),
            )),
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                Ok(Value::Null)
            }
            (Stage::Running, method) if method != "initialize" => {
                self.settle_for(method)?;
                self.work_on(method, params)
            }
            (_, method) => Err((
                ErrorCode::InvalidRequest,
                format!("`{method}` cannot be asked now"),
            )),
        };
        self.answer(id, answer)
    }

    /// What asks for the meaning of names needs the rules as they are; completion is for the
    /// middle of a word, and does with the names that were known before it.
    fn settle_for(&mut self, method: &str) -> io::Result<()> {
        match method {
            "textDocument/completion" | "textDocument/formatting" => Ok(()),
            _ => self.settle(),
        }
    }

    fn initialize(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: InitializeParams = needed(params)?;
        let folders = params.workspace_folders.clone().unwrap_or_default();
        #[expect(deprecated, reason = "editors that know no folders name one root")]
        let root = folders
            .first()
            .map(|folder| &folder.uri)
            .or(params.root_uri.as_ref());
        let root = root.map(|uri| path_of(uri.as_str()));
        self.workspace = Workspace::new(root, &self.named);
        self.stage = Stage::Running;
        self.is_stale = true;
        self.work.lint_due = true;
        let of_folder = params.capabilities.workspace.unwrap_or_default();
        self.refreshes = of_folder
            .code_lens
            .is_some_and(|lens| lens.refresh_support == Some(true));
        let result = json!({
            "capabilities": capabilities(),
            "serverInfo": {"name": "interdict", "version": env!("CARGO_PKG_VERSION")},
        });
        Ok(result)
    }

    /// Asks to be told of files that change outside the editor. An editor that cannot do that
    /// refuses, and nothing is lost but this.
    fn watch(&mut self) -> io::Result<()> {
        let watchers = ["**/*.rule", "**/*.ron"].map(|glob| json!({"globPattern": glob}));
        let registration = json!({
            "id": "files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        });
        let registrations = json!({"registrations": [registration]});
        self.ask("client/registerCapability", &registrations)
    }

    fn work_on(&mut self, method: &str, params: Value) -> Result<Value, Refusal> {
        match method {
            "textDocument/codeAction" => self.actions(needed(params)?),
            "textDocument/codeLens" => {
                let params: CodeLensParams = needed(params)?;
                let path = path_of(params.text_document.uri.as_str());
                let trial = self.trial.as_ref();
                done(trial.map(|trial| lenses(&self.workspace, &path, trial)))
            }
            "workspace/executeCommand" => self.execute(needed(params)?),
            _ => answer(&mut self.workspace, method, params),
        }
    }

    /// What can be done about the faults in a range.
    fn actions(&mut self, params: CodeActionParams) -> Result<Value, Refusal> {
        let uri = params.text_document.uri;
        let path = path_of(uri.as_str());
        let Some(sheet) = self.workspace.sheet(&path).cloned() else {
            return done(Vec::<CodeAction>::new());
        };
        let problems = self.workspace.problems().remove(&path).unwrap_or_default();
        let asked = params.range;
        let mut all = Vec::new();
        for problem in &problems {
            let range = sheet.range(problem.span);
            if range.start <= asked.end && asked.start <= range.end {
                let diagnostic = self.diagnostic(problem, Some(&sheet), &uri);
                all.extend(actions::actions(problem, &diagnostic, &sheet, &uri));
            }
        }
        done(all)
    }

    fn execute(&mut self, params: ExecuteCommandParams) -> Result<Value, Refusal> {
        if params.command != EXPLAIN {
            let said = format!("there is no command `{}`", params.command);
            return Err((ErrorCode::InvalidParams, said));
        }
        let bad = || {
            let said = format!("`{EXPLAIN}` needs the address of a file and a line");
            (ErrorCode::InvalidParams, said)
        };
        let mut arguments = params.arguments.into_iter();
        let uri = arguments.next().ok_or_else(bad)?;
        let path = path_of(uri.as_str().ok_or_else(bad)?);
        let line = arguments
            .next()
            .and_then(|line| line.as_u64())
            .ok_or_else(bad)?;
        let explained = self.explained(&path, line).map_err(failed)?;
        done(explained)
    }

    /// What the rules say of the example line that stands on a line.
    fn explained(&self, path: &Path, line: u64) -> Result<String, String> {
        let none = "no line of an example stands here";
        let sheet = self.workspace.sheet(path).ok_or("this file is not open")?;
        let words = super::lens::words_at(sheet, line).ok_or(none)?;
        let (rules, is_sound) = self.workspace.rules().ok_or("no rules are loaded")?;
        if !is_sound {
            return Err("the rules have errors; mend them first".into());
        }
        explain(rules, sheet.file.name(), words).ok_or_else(|| none.into())
    }

    fn answer(&mut self, id: RequestId, answer: Result<Value, Refusal>) -> io::Result<()> {
        let response_result = answer.map_err(|(code, message)| ResponseError {
            code: code as i32,
            message,
            data: None,
        });
        self.write(Message::Response(Response {
            id,
            response_result,
        }))
    }

    fn tell(&mut self, method: &str, params: &Value) -> io::Result<()> {
        self.write(Message::Notification(Notification {
            method: method.to_owned(),
            params: params.clone(),
        }))
    }

    fn ask(&mut self, method: &str, params: &Value) -> io::Result<()> {
        self.requests = self.requests.saturating_add(1);
        self.write(Message::Request(Request {
            id: RequestId::from(self.requests),
            method: method.to_owned(),
            params: params.clone(),
        }))
    }

    fn write(&mut self, message: Message) -> io::Result<()> {
        message.write(&mut self.output)
    }
}

/// What the server can do.
fn capabilities() -> ServerCapabilities {
    let synchronised = TextDocumentSyncOptions {
        open_close: Some(true),
        // Rule files are short, and a whole text cannot come to differ from the editor's.
        change: Some(TextDocumentSyncKind::FULL),
        save: Some(TextDocumentSyncSaveOptions::Supported(true)),
        ..TextDocumentSyncOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(PositionEncodingKind::UTF16),
        text_document_sync: Some(TextDocumentSyncCapability::Options(synchronised)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(vec!["/".into()]),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        document_formatting_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        })),
        code_lens_provider: Some(CodeLensOptions {
            resolve_provider: Some(false),
        }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![EXPLAIN.into()],
            ..ExecuteCommandOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

/// What a notification brings; one that cannot be read is passed over, since nobody waits for an
/// answer.
fn read<P: DeserializeOwned>(params: Value) -> Option<P> {
    serde_json::from_value(params).ok()
}
