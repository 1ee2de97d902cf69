//! The language server from outside: an editor that is a script starts the program and speaks the
//! protocol with it.

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// How long a message is waited for: long enough for a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(120);

const RULES: &str = "\
resolution 9999 adopted 2020-03-01
  regime    practice

category stage_costume \"Costumes made for the stage\"
  hs may   61, 62, 6307
  words    \"stage costume\", \"theatre costume\"

fact feathers \"Are there feathers on it?\"

fact agreed \"Did the Committee agree?\"
  if silent no

paragraph 1 \"Stage costumes with feathers\"
  forbids   supply to ISL of stage_costume
  when      feathers
  except    agreed
  checked   \"made up for practice\"

example \"before, on and after the day\"
  item \"stage costume\" from NOR to ISL on 2020-02-29 with feathers expect clear
  item \"stage costume\" from NOR to ISL on 2020-03-01 with feathers expect prohibited by 9999/1
  item \"stage costume\" from NOR to ISL on 2020-03-01 expect undetermined by 9999/1
";

const MORE: &str = "\
# 🦀 the crab is two units of UTF-16 wide
category mask \"Masks of the stage\"
  kind of  stage_costume
  words    \"stage mask\" # é

paragraph 2 \"Nothing\"
";

const CASE: &str = "(
    id: \"costumes\",
    item: \"forty theatre costumes\",
    from: \"Norway\",
    to: \"Iceland\",
    date: \"2021-05\",
    source: [\"a newspaper that does not exist\"],
    expect: (verdict: undetermined, undetermined: [\"9999/1\"]),
)
";

/// A scripted editor.
struct Editor {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    /// What was last said of each file.
    said: BTreeMap<String, Value>,
    requests: i64,
    root: PathBuf,
}

impl Editor {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_interdict"))
            .arg("lsp")
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = child.stdout.take().unwrap();
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            input: child.stdin.take().unwrap(),
            child,
            messages,
            said: BTreeMap::new(),
            requests: 0,
            root: folder.to_owned(),
        }
    }

    /// An editor with the folder open.
    fn open(folder: &Path) -> Self {
        let mut editor = Self::start(folder, &[]);
        editor.initialize();
        editor
    }

    fn initialize(&mut self) -> Value {
        let uri = address(&self.root);
        let parameters = json!({
            "processId": null,
            "rootUri": uri,
            "workspaceFolders": [{"uri": uri, "name": "x"}],
            "capabilities": {"workspace": {"codeLens": {"refreshSupport": true}}},
        });
        let answer = self.ask("initialize", parameters);
        self.tell("initialized", json!({}));
        answer
    }

    fn raw(&mut self, text: &str) {
        self.input.write_all(text.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = json!("2.0");
        let text = message.to_string();
        self.raw(&format!("Content-Length: {}\r\n\r\n{text}", text.len()));
    }

    fn tell(&mut self, method: &str, parameters: Value) {
        self.send(json!({"method": method, "params": parameters}));
    }

    /// The next message.
    fn next(&mut self) -> Value {
        let message = self.messages.recv_timeout(PATIENCE).expect("a message");
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().unwrap().to_owned();
            self.said
                .insert(uri, message["params"]["diagnostics"].clone());
        }
        message
    }

    fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.next();
            if wanted(&message) {
                return message;
            }
        }
    }

    /// Asks, and gives the whole answer.
    fn try_ask(&mut self, method: &str, parameters: Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(json!({"id": id, "method": method, "params": parameters}));
        self.wait(|message| message["id"] == id && message.get("method").is_none())
    }

    fn ask(&mut self, method: &str, parameters: Value) -> Value {
        let answer = self.try_ask(method, parameters);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    fn refused(&mut self, method: &str, parameters: Value) -> String {
        let answer = self.try_ask(method, parameters);
        let reason = answer["error"]["message"].as_str();
        reason.unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    fn address(&self, name: &str) -> String {
        address(&self.root.join(name))
    }

    fn show(&mut self, name: &str, text: &str) {
        let uri = self.address(name);
        let document = json!({"uri": uri, "languageId": "interdict", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    fn write(&mut self, name: &str, text: &str) {
        let uri = self.address(name);
        let document = json!({"uri": uri, "version": 2});
        let changes = json!([{"text": text}]);
        self.tell(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": changes}),
        );
    }

    /// Waits until the codes that are said of a file are these.
    fn codes(&mut self, name: &str, wanted: &[&str]) -> Value {
        let uri = self.address(name);
        loop {
            if let Some(said) = self.said.get(&uri)
                && codes(said) == wanted
            {
                return said.clone();
            }
            let uri = uri.clone();
            self.wait(|message| message["params"]["uri"] == *uri);
        }
    }

    /// What a request at a place asks: the place is where `|` stands in the words.
    fn at(&self, name: &str, text: &str, words: &str) -> Value {
        let within = words.find('|').unwrap();
        let words = words.replace('|', "");
        let start = text.find(&words).unwrap_or_else(|| panic!("no `{words}`"));
        let position = position(text, start + within);
        json!({"textDocument": {"uri": self.address(name)}, "position": position})
    }

    fn labels(&mut self, name: &str, text: &str, words: &str) -> Vec<String> {
        let asked = self.at(name, text, words);
        let items = self.ask("textDocument/completion", asked);
        let items = items.as_array().unwrap().iter();
        items
            .map(|item| item["label"].as_str().unwrap().to_owned())
            .collect()
    }

    fn hover(&mut self, name: &str, text: &str, words: &str) -> String {
        let asked = self.at(name, text, words);
        let hover = self.ask("textDocument/hover", asked);
        hover["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until all examples and cases were tried.
    fn tried(&mut self) {
        self.wait(|message| message["method"] == "workspace/codeLens/refresh");
    }

    fn lenses(&mut self, name: &str) -> Vec<(u64, String)> {
        let uri = self.address(name);
        let lenses = self.ask(
            "textDocument/codeLens",
            json!({"textDocument": {"uri": uri}}),
        );
        let lens = |lens: &Value| {
            let title = lens["command"]["title"].as_str().unwrap();
            (
                lens["range"]["start"]["line"].as_u64().unwrap(),
                title.to_owned(),
            )
        };
        lenses.as_array().unwrap().iter().map(lens).collect()
    }

    fn end(mut self) -> ExitStatus {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.child.wait().unwrap()
    }
}

impl Drop for Editor {
    /// Ends the server in a way that lets it take away what it wrote. What has ended is not there
    /// to be told.
    fn drop(&mut self) {
        let exit = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let written = write!(self.input, "Content-Length: {}\r\n\r\n{exit}", exit.len());
        if written.and_then(|()| self.input.flush()).is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

fn message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().strip_prefix("Content-Length: ") {
            Some(told) => length = told.parse().unwrap(),
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

fn address(path: &Path) -> String {
    format!("file://{}", path.to_string_lossy().replace(' ', "%20"))
}

fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    json!({"line": line, "character": before[start..].encode_utf16().count()})
}

fn codes(said: &Value) -> Vec<&str> {
    let said = said.as_array().unwrap().iter();
    said.map(|one| one["code"].as_str().unwrap()).collect()
}

/// The words at a range.
fn words<'t>(text: &'t str, range: &Value) -> &'t str {
    let offset = |place: &Value| {
        let line = usize::try_from(place["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut left = place["character"].as_u64().unwrap();
        let mut at = start;
        for character in text[start..].chars() {
            if left == 0 {
                break;
            }
            left -= character.len_utf16() as u64;
            at += character.len_utf8();
        }
        at
    };
    &text[offset(&range["start"])..offset(&range["end"])]
}

/// A folder with two rule files and a case, as `docs/editors.md` has it.
fn folder(name: &str) -> PathBuf {
    let folder = support::scratch("lsp", name);
    std::fs::create_dir_all(folder.join("rules/more")).unwrap();
    std::fs::create_dir_all(folder.join("cases")).unwrap();
    std::fs::write(folder.join("rules/practice.rule"), RULES).unwrap();
    std::fs::write(folder.join("rules/more/masks.rule"), MORE).unwrap();
    std::fs::write(folder.join("cases/practice.ron"), CASE).unwrap();
    folder
}

const PRACTICE: &str = "rules/practice.rule";
const MASKS: &str = "rules/more/masks.rule";

/// What is wrong with `MORE`.
const MASKS_CODES: &[&str] = &["law::no_resolution"];

/// `MORE` without what is wrong with it.
fn sound_masks() -> String {
    MORE.replace("\nparagraph 2 \"Nothing\"\n", "")
}

/// The same rules beside the built-in ones, of which they use a fact.
fn beside_builtin() -> String {
    RULES.replace("agreed\n  checked", "committee_approved\n  checked")
}

/// An editor in which everything is sound, and the built-in rules are used.
fn sound_beside_builtin(name: &str) -> Editor {
    let folder = folder(name);
    std::fs::write(folder.join(MASKS), sound_masks()).unwrap();
    std::fs::write(folder.join(PRACTICE), beside_builtin()).unwrap();
    let mut editor = Editor::open(&folder);
    editor.codes(PRACTICE, &[]);
    editor
}

/// An editor in which everything is sound.
fn sound(name: &str) -> Editor {
    let folder = folder(name);
    std::fs::write(folder.join(MASKS), sound_masks()).unwrap();
    let mut editor = Editor::open(&folder);
    editor.codes(PRACTICE, &[]);
    editor
}

#[test]
fn faults_are_told_of_every_file_as_one_types() {
    let mut editor = Editor::open(&folder("faults"));
    let said = editor.codes(MASKS, MASKS_CODES);
    assert_eq!(words(MORE, &said[0]["range"]), "2");
    assert_eq!(said[0]["severity"], 1);
    assert_eq!(said[0]["source"], "interdict");
    editor.codes(PRACTICE, &[]);

    // A name of another file that goes away breaks this one, which is not open.
    editor.show(PRACTICE, RULES);
    let renamed = RULES.replace("category stage_costume", "category stage_costumes");
    editor.write(PRACTICE, &renamed);
    let said = editor.codes(MASKS, &["law::unknown_category", "law::no_resolution"]);
    let message = said[0]["message"].as_str().unwrap();
    assert!(
        message.contains("did you mean `stage_costumes`?"),
        "{message}"
    );

    // A place that helps to understand.
    let twice = format!("{RULES}\nfact feathers \"Again?\"\n");
    editor.write(PRACTICE, &twice);
    let said = editor.codes(PRACTICE, &["law::twice"]);
    let related = &said[0]["relatedInformation"][0];
    assert_eq!(words(&twice, &related["location"]["range"]), "feathers");
    assert_eq!(related["message"], "first here");

    // One of another file.
    editor.write(PRACTICE, RULES);
    editor.codes(PRACTICE, &[]);
    let twice = format!("{RULES}\nfact mask \"Is it one?\"\n");
    editor.write(PRACTICE, &twice);
    let said = editor.codes(PRACTICE, &["law::twice"]);
    let related = &said[0]["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], editor.address(MASKS));
    assert_eq!(words(MORE, &related["location"]["range"]), "mask");

    editor.write(PRACTICE, "paragraph");
    editor.codes(PRACTICE, &["syntax::expected"]);
    editor.write(PRACTICE, RULES);
    editor.codes(PRACTICE, &[]);
    assert!(editor.end().success());
}

#[test]
fn doubts_have_a_page_and_can_be_silenced() {
    let mut editor = sound("doubts");
    let doubtful = RULES.replace("of stage_costume\n", "of stage_costume, mask\n");
    let alone = sound_masks();
    editor.show(MASKS, &alone);
    editor.show(PRACTICE, &doubtful);
    let uri = editor.address(PRACTICE);
    editor.tell(
        "textDocument/didSave",
        json!({"textDocument": {"uri": uri}}),
    );
    let said = editor.codes(PRACTICE, &["lint::never_matters"]);
    assert_eq!(said[0]["severity"], 2);
    let page = said[0]["codeDescription"]["href"].as_str().unwrap();
    let page = std::fs::read_to_string(page.strip_prefix("file://").unwrap()).unwrap();
    assert!(page.contains("never-matters"), "{page}");

    let range = said[0]["range"].clone();
    let asked =
        json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": []}});
    let actions = editor.ask("textDocument/codeAction", asked);
    assert_eq!(
        actions[0]["title"],
        "silence `never-matters` here, with a reason to be written"
    );
    let edit = &actions[0]["edit"]["changes"][&uri][0];
    assert_eq!(edit["newText"], "  # silence lint never-matters: \n");
    assert_eq!(words(&doubtful, &edit["range"]), "");
    assert_eq!(
        edit["range"]["start"],
        position(&doubtful, doubtful.find("  forbids").unwrap())
    );
    let silenced = doubtful.replace(
        "  forbids",
        "  # silence lint never-matters: a test\n  forbids",
    );
    editor.write(PRACTICE, &silenced);
    editor.codes(PRACTICE, &[]);
}

#[test]
fn what_may_stand_somewhere_is_offered() {
    let rules = beside_builtin();
    let rules = rules.as_str();
    let mut editor = sound_beside_builtin("completion");
    editor.show(PRACTICE, rules);
    let mut offered = |words: &str| editor.labels(PRACTICE, rules, words);
    let shown = |labels: Vec<String>| labels.join(" | ");
    let items = "resolution | paragraph | category | fact | quantity | day | actor | area | model | list | modifier | example | property";
    assert_eq!(shown(offered("|fact feathers")), items);
    let clauses = offered("  |when      feathers");
    assert!(clauses.contains(&"calls upon".to_owned()), "{clauses:?}");
    assert_eq!(
        shown(offered("|supply to ISL")),
        "procurement from | supply to"
    );
    let places = offered("supply to |ISL");
    for wanted in ["ISL", "PRK", "government", "anyone but"] {
        assert!(places.contains(&wanted.to_owned()), "{wanted}: {places:?}");
    }
    assert!(!places.contains(&"stage_costume".to_owned()));
    let goods = offered("of |stage_costume");
    for wanted in ["stage_costume", "mask", "arms", "hs"] {
        assert!(goods.contains(&wanted.to_owned()), "{wanted}: {goods:?}");
    }
    assert!(!goods.contains(&"feathers".to_owned()) && !goods.contains(&"PRK".to_owned()));
    let conditions = offered("when      |feathers");
    for wanted in [
        "feathers",
        "item",
        "not",
        "date",
        "range",
        "contract_date",
        "sender is",
    ] {
        assert!(
            conditions.contains(&wanted.to_owned()),
            "{wanted}: {conditions:?}"
        );
    }
    assert!(!conditions.contains(&"arms".to_owned()));
    let verdicts = "advisory | clear | exempt | prohibited | restricted | undetermined";
    assert_eq!(shown(offered("expect |clear")), verdicts);
    assert!(offered("prohibited by |9999/1").contains(&"9999/1".to_owned()));
    let facts = offered("2020-02-29 with |feathers");
    assert!(facts.contains(&"feathers".to_owned()), "{facts:?}");
    assert!(offered("words    \"stage |costume").is_empty(), "in a text");

    // A country is found by its name; the word that is being written is replaced.
    let asked = editor.at(PRACTICE, rules, "supply to ISL|");
    let items = editor.ask("textDocument/completion", asked);
    let items = items.as_array().unwrap();
    let iceland = items.iter().find(|item| item["label"] == "ISL").unwrap();
    assert_eq!(iceland["detail"], "Iceland");
    assert_eq!(iceland["filterText"], "ISL Iceland");
    assert_eq!(words(rules, &iceland["textEdit"]["range"]), "ISL");
}

#[test]
fn a_half_written_clause_gets_completion_and_hover() {
    let rules = beside_builtin();
    let rules = rules.as_str();
    let mut editor = sound_beside_builtin("half");
    editor.show(PRACTICE, rules);
    for (half, place, wanted) in [
        ("  forbids  supply to ISL of \n", "of |\n", "stage_costume"),
        (
            "  forbids  supply to ISL of stage_costume, \n",
            "costume, |\n",
            "arms",
        ),
        ("  forbids  supply to ISL \n", "ISL |\n", "of"),
        ("  requires \n", "requires |\n", "approval of"),
        (
            "  forbids  supply to ISL of arms\n  when feathers and (item is \n",
            "is |\n",
            "mask",
        ),
        (
            "  forbids  supply to ISL of arms\n  when feathers\n       an\n",
            "an|\n",
            "and",
        ),
        (
            "  forbids  supply to ISL of arms\n  when range >= 25 \n",
            "25 |\n",
            "km",
        ),
        (
            "  forbids  supply to ISL of arms\n  exempts \n",
            "exempts |\n",
            "regime",
        ),
        (
            "  forbids supply to ISL of arms,\n          mask,\n          m\n",
            "          m|\n",
            "mask",
        ),
        (
            "  forbids supply to ISL of arms\n    \n",
            "arms\n    |\n",
            "other than",
        ),
        ("  exempts regime \n", "regime |\n", "practice"),
    ] {
        let text = rules.replace("  forbids   supply to ISL of stage_costume\n", half);
        editor.write(PRACTICE, &text);
        let labels = editor.labels(PRACTICE, &text, place);
        assert!(labels.contains(&wanted.to_owned()), "{half}: {labels:?}");
    }
    let broken = rules.replace(
        "of stage_costume\n",
        "of stage_costume and committee_approved or\n",
    );
    editor.write(PRACTICE, &broken);
    let text = editor.hover(PRACTICE, &broken, "stage_cos|tume and");
    assert!(text.starts_with("**category `stage\\_costume`**") || text.contains("stage_costume"));
    assert!(text.contains("theatre costume"), "{text}");
    // A definition that is broken beyond reading: what it was is still known.
    let gone = rules.replace("category stage_costume \"", "= stage_costume \"");
    editor.write(PRACTICE, &gone);
    let masks = sound_masks();
    editor.show(MASKS, &masks);
    let text = editor.hover(MASKS, &masks, "stage|_costume");
    assert!(text.contains("Costumes made for the stage"), "{text}");
}

#[test]
fn units_are_offered_that_measure_what_is_asked() {
    let rules = beside_builtin();
    let mut editor = sound_beside_builtin("units");
    editor.show(PRACTICE, &rules);
    for (half, offered, others) in [
        ("value > 500 ", vec!["USD", "EUR"], vec!["km", "t", "piece"]),
        ("value per piece > 500 ", vec!["USD"], vec!["km", "piece"]),
        (
            "range >= 100 ",
            vec!["km", "nmi"],
            vec!["bbl", "kn", "piece", "USD"],
        ),
        (
            "quantity > 100 ",
            vec!["t", "units"],
            vec!["km/h", "USD", "piece"],
        ),
    ] {
        let text = rules.replace("  when      feathers\n", &format!("  when {half}\n"));
        assert_ne!(text, rules, "{half}");
        editor.write(PRACTICE, &text);
        let labels = editor.labels(PRACTICE, &text, &format!("{half}|\n"));
        for unit in offered {
            assert!(
                labels.contains(&unit.to_owned()),
                "{half}{unit}: {labels:?}"
            );
        }
        for unit in others {
            assert!(
                !labels.contains(&unit.to_owned()),
                "{half}{unit}: {labels:?}"
            );
        }
    }
}

#[test]
fn hover_tells_what_a_name_stands_for() {
    let rules = beside_builtin();
    let rules = rules.as_str();
    let mut editor = sound_beside_builtin("hover");
    editor.show(PRACTICE, rules);
    let masks = sound_masks();
    editor.show(MASKS, &masks);
    let shown = [
        editor.hover(PRACTICE, rules, "of stage_|costume"),
        editor.hover(MASKS, &masks, "category ma|sk"),
        editor.hover(PRACTICE, rules, "when      fea|thers"),
        editor.hover(PRACTICE, rules, "committee_app|roved"),
        editor.hover(PRACTICE, rules, "to I|SL of"),
        editor.hover(PRACTICE, rules, "paragraph |1"),
        editor.hover(PRACTICE, rules, "by 9999|/1"),
        editor.hover(PRACTICE, rules, "prac|tice\n"),
    ];
    insta::assert_snapshot!("hover", shown.join("\n=====\n"));
    assert_eq!(editor.hover(PRACTICE, rules, "theatre cos|tume\"").len(), 0);
}

impl Editor {
    fn places(&mut self, method: &str, asked: Value) -> Vec<String> {
        let found = self.ask(method, asked);
        let found = found.as_array().unwrap().iter();
        let place = |one: &Value| {
            let uri = one["uri"].as_str().unwrap();
            let name = uri.rsplit('/').next().unwrap();
            let start = &one["range"]["start"];
            format!("{name}:{}:{}", start["line"], start["character"])
        };
        found.map(place).collect()
    }
}

#[test]
fn names_lead_to_where_they_are_declared_and_used() {
    let rules = beside_builtin();
    let rules = rules.as_str();
    let mut editor = sound_beside_builtin("places");
    let masks = sound_masks();
    editor.show(MASKS, &masks);
    editor.show(PRACTICE, rules);
    let asked = editor.at(MASKS, &masks, "kind of  stage|_costume");
    let found = editor.places("textDocument/definition", asked.clone());
    assert_eq!(found, ["practice.rule:3:9"]);
    let mut all = asked;
    all["context"] = json!({"includeDeclaration": true});
    let found = editor.places("textDocument/references", all.clone());
    assert_eq!(
        found,
        [
            "masks.rule:2:11",
            "practice.rule:3:9",
            "practice.rule:13:29"
        ]
    );
    all["context"] = json!({"includeDeclaration": false});
    assert_eq!(editor.places("textDocument/references", all).len(), 2);
    let asked = editor.at(PRACTICE, rules, "by 9999/|1");
    let found = editor.places("textDocument/definition", asked);
    assert_eq!(found, ["practice.rule:12:10"]);

    // What is declared in the built-in rules lies in a file that can be opened, and is theirs.
    let asked = editor.at(PRACTICE, rules, "committee_appr|oved");
    let found = editor.ask("textDocument/definition", asked);
    let uri = found[0]["uri"].as_str().unwrap().to_owned();
    let path = uri.strip_prefix("file://").unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(words(&text, &found[0]["range"]), "committee_approved");
    assert!(std::fs::metadata(path).unwrap().permissions().readonly());
    let document = json!({"uri": uri, "languageId": "interdict", "version": 1, "text": text});
    editor.tell("textDocument/didOpen", json!({"textDocument": document}));
    let asked = json!({"textDocument": {"uri": uri}, "position": found[0]["range"]["start"]});
    let hover = editor.ask("textDocument/hover", asked);
    assert!(
        hover["contents"]["value"]
            .as_str()
            .unwrap()
            .contains("built-in")
    );
}

#[test]
fn a_name_is_changed_in_all_files_or_not_at_all() {
    let rules = beside_builtin();
    let rules = rules.as_str();
    let mut editor = sound_beside_builtin("rename");
    let masks = sound_masks();
    editor.show(MASKS, &masks);
    editor.show(PRACTICE, rules);
    let asked = editor.at(PRACTICE, rules, "of stage_|costume");
    let prepared = editor.ask("textDocument/prepareRename", asked.clone());
    assert_eq!(prepared["placeholder"], "stage_costume");
    assert_eq!(words(rules, &prepared["range"]), "stage_costume");
    let mut renamed = asked;
    renamed["newName"] = json!("costume");
    let changes = editor.ask("textDocument/rename", renamed.clone());
    let changes = changes["changes"].as_object().unwrap();
    assert_eq!(changes.len(), 2);
    let here = changes[&editor.address(PRACTICE)].as_array().unwrap();
    assert_eq!(here.len(), 2);
    assert!(
        here.iter()
            .all(|edit| words(rules, &edit["range"]) == "stage_costume")
    );
    assert!(here.iter().all(|edit| edit["newText"] == "costume"));

    for (new, reason) in [
        ("arms", "`arms` is declared already"),
        ("Costume", "names are lower-case a–z, digits and `_`"),
        (
            "item",
            "`item` is a word of the language and cannot be a name",
        ),
    ] {
        renamed["newName"] = json!(new);
        assert_eq!(
            editor.refused("textDocument/rename", renamed.clone()),
            reason
        );
    }
    for (place, reason) in [
        (
            "supply to I|SL",
            "`ISL` is a country's code, which no rule declares",
        ),
        ("by 9999|/1", "`9999/1` is what the resolution calls it"),
        ("for|bids", "no name stands here"),
        (
            "committee_app|roved",
            "`committee_approved` is declared in the built-in `rules/vocabulary/facts.rule`",
        ),
    ] {
        let asked = editor.at(PRACTICE, rules, place);
        assert_eq!(editor.refused("textDocument/prepareRename", asked), reason);
    }
    let broken = masks.replace("kind of", "kind");
    editor.write(MASKS, &broken);
    let asked = editor.at(PRACTICE, rules, "of stage_|costume");
    let reason = editor.refused("textDocument/prepareRename", asked);
    assert!(
        reason.starts_with("`rules/more/masks.rule` has errors of form"),
        "{reason}"
    );
}

#[test]
fn items_are_listed_by_file_and_by_folder() {
    let mut editor = sound("symbols");
    editor.show(PRACTICE, RULES);
    let uri = editor.address(PRACTICE);
    let symbols = editor.ask(
        "textDocument/documentSymbol",
        json!({"textDocument": {"uri": uri}}),
    );
    let name = |one: &Value| one["name"].as_str().unwrap().to_owned();
    let names: Vec<String> = symbols.as_array().unwrap().iter().map(name).collect();
    assert_eq!(
        names,
        [
            "resolution 9999",
            "category stage_costume",
            "fact feathers",
            "fact agreed",
            "paragraph 1",
            "example before, on and after the day",
        ]
    );
    let paragraph = &symbols[4];
    assert_eq!(paragraph["detail"], "Stage costumes with feathers");
    assert!(words(RULES, &paragraph["range"]).ends_with("practice\""));
    assert_eq!(words(RULES, &paragraph["selectionRange"]), "1");
    let found = editor.ask("workspace/symbol", json!({"query": "mask STAGE"}));
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["name"], "category mask");
}

#[test]
fn a_file_gets_its_form_unless_it_is_broken() {
    let mut editor = sound("form");
    let loose = RULES.replace("when      feathers", "when feathers");
    editor.show(PRACTICE, &loose);
    let uri = editor.address(PRACTICE);
    let asked =
        json!({"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": true}});
    let edits = editor.ask("textDocument/formatting", asked.clone());
    assert_eq!(edits.as_array().unwrap().len(), 1);
    assert_eq!(words(&loose, &edits[0]["range"]), "  when feathers\n");
    assert_eq!(edits[0]["newText"], "  when      feathers\n");
    editor.write(PRACTICE, RULES);
    let edits = editor.ask("textDocument/formatting", asked.clone());
    assert_eq!(edits.as_array().unwrap().len(), 0);
    editor.write(PRACTICE, &RULES.replace("when ", "wenn "));
    let reason = editor.refused("textDocument/formatting", asked);
    assert_eq!(reason, "the file has an error, and is left as it is");
}

#[test]
fn what_is_meant_can_be_put_in_place() {
    let mut editor = sound("actions");
    for (old, new, title, text) in [
        (
            "of stage_costume",
            "of stage_costum",
            "replace by `stage_costume`",
            "stage_costume",
        ),
        ("to ISL of", "to Iceland of", "replace by `ISL`", "ISL"),
        ("  when ", "  wen ", "replace by `when`", "when"),
        (
            "\"made up for practice\"",
            "\"made up",
            "close the text",
            "\"",
        ),
        (
            "\"made up for practice\"",
            "“made up”",
            "write a straight quote",
            "\"",
        ),
        ("hs may ", "hs many ", "replace by `may`", "may"),
    ] {
        let wrong = RULES.replacen(old, new, 1);
        editor.show(PRACTICE, &wrong);
        let uri = editor.address(PRACTICE);
        let whole =
            json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
        let asked =
            json!({"textDocument": {"uri": uri}, "range": whole, "context": {"diagnostics": []}});
        let actions = editor.ask("textDocument/codeAction", asked);
        let actions = actions.as_array().unwrap();
        let found = actions.iter().find(|action| action["title"] == title);
        let found = found.unwrap_or_else(|| panic!("{title}: {actions:?}"));
        assert_eq!(found["edit"]["changes"][&uri][0]["newText"], text);
        assert!(found["diagnostics"][0]["code"].is_string());
    }
}

#[test]
fn lenses_tell_what_came_of_examples_and_cases() {
    let mut editor = sound("lenses");
    editor.show(PRACTICE, RULES);
    editor.tried();
    assert_eq!(
        editor.lenses(PRACTICE),
        [
            (12, "2 examples pass · checked against 1 case".to_owned()),
            (19, "clear".to_owned()),
            (20, "prohibited by 9999/1".to_owned()),
            (21, "undetermined by 9999/1".to_owned()),
        ]
    );
    let uri = editor.address(PRACTICE);
    let explain =
        |line: u64| json!({"command": "interdict.explainExample", "arguments": [uri, line]});
    let text = editor.ask("workspace/executeCommand", explain(21));
    let text = text.as_str().unwrap();
    assert!(text.contains("Are there feathers on it?"), "{text}");
    assert_eq!(
        editor.refused("workspace/executeCommand", explain(3)),
        "no line of an example stands here"
    );
    let bad = json!({"command": "interdict.explainExample", "arguments": [3]});
    assert!(
        editor
            .refused("workspace/executeCommand", bad)
            .contains("needs the address")
    );
    let bad = json!({"command": "interdict.sing"});
    assert!(
        editor
            .refused("workspace/executeCommand", bad)
            .contains("no command")
    );

    let later = RULES.replace("adopted 2020-03-01", "adopted 2020-03-02");
    editor.write(PRACTICE, &later);
    editor.codes(PRACTICE, &[]);
    editor.tried();
    let lenses = editor.lenses(PRACTICE);
    assert_eq!(lenses[0].1, "2 of 2 examples fail · checked against 1 case");
    assert!(lenses[2].1.starts_with("✗ clear ("), "{lenses:?}");
}

#[test]
fn an_unsaved_text_breaks_a_rule_and_mends_it() {
    let mut editor = sound("unsaved");
    editor.show(PRACTICE, RULES);
    editor.write(
        PRACTICE,
        &RULES.replace("category stage_costume", "category other"),
    );
    editor.codes(MASKS, &["law::unknown_category"]);
    editor.write(PRACTICE, RULES);
    editor.codes(MASKS, &[]);
    // What was not saved is gone with the window, and the file on disk counts again.
    editor.write(
        PRACTICE,
        &RULES.replace("category stage_costume", "category other"),
    );
    editor.codes(MASKS, &["law::unknown_category"]);
    let uri = editor.address(PRACTICE);
    editor.tell(
        "textDocument/didClose",
        json!({"textDocument": {"uri": uri}}),
    );
    editor.codes(MASKS, &[]);
}

#[test]
fn a_file_that_is_deleted_while_open_counts_until_it_is_closed() {
    let mut editor = sound("deleted");
    editor.show(PRACTICE, RULES);
    let path = editor.root.join(PRACTICE);
    let uri = editor.address(PRACTICE);
    std::fs::remove_file(path).unwrap();
    let changes = json!({"changes": [{"uri": uri, "type": 3}]});
    editor.tell("workspace/didChangeWatchedFiles", changes);
    let hover = editor.hover(PRACTICE, RULES, "of stage_|costume");
    assert!(hover.contains("Costumes made"), "{hover}");
    editor.tell(
        "textDocument/didClose",
        json!({"textDocument": {"uri": uri}}),
    );
    editor.codes(MASKS, &["law::unknown_category"]);
    // A new file is found as well.
    std::fs::write(editor.root.join("rules/again.rule"), RULES).unwrap();
    let uri = editor.address("rules/again.rule");
    let changes = json!({"changes": [{"uri": uri, "type": 1}]});
    editor.tell("workspace/didChangeWatchedFiles", changes);
    editor.codes(MASKS, &[]);
}

#[test]
fn what_is_wrong_has_a_page_as_well() {
    let mut editor = sound("pages");
    editor.show(MASKS, "category mask \"Masks\"\n  word \"mask\"\n");
    let said = editor.codes(MASKS, &["syntax::unknown_clause"]);
    let page = said[0]["codeDescription"]["href"].as_str().unwrap();
    let page = Path::new(page.strip_prefix("file://").unwrap());
    let text = std::fs::read_to_string(page).unwrap();
    assert!(text.starts_with("# syntax::unknown_clause\n"), "{text}");
    // A page may lead to another, so all of them are there.
    let docs = page.ancestors().nth(3).unwrap();
    assert!(docs.join("lints/gap.md").is_file());
}

#[test]
fn columns_count_utf_16_and_lines_end_as_they_end() {
    let mut editor = sound("utf16");
    let text = "category mask \"🦀🦀\" kind\r\n  words \"é🦀\", xyz\r\n";
    editor.show(MASKS, text);
    let said = editor.codes(MASKS, &["syntax::expected", "syntax::expected"]);
    assert_eq!(
        said[0]["range"]["start"],
        json!({"line": 0, "character": 21})
    );
    assert_eq!(
        said[1]["range"]["start"],
        json!({"line": 1, "character": 15})
    );
    assert_eq!(said[1]["range"]["end"], json!({"line": 1, "character": 18}));
    let text = "category mask \"x\"\r\n  words \"🦀 x\"\r\n  kind of stage_costume if feathers\r\n";
    editor.write(MASKS, text);
    let found = editor.hover(MASKS, text, "if |feathers");
    assert!(found.contains("fact"), "{found}");
    let beyond = json!({"textDocument": {"uri": editor.address(MASKS)}, "position": {"line": 99, "character": 9}});
    assert_eq!(
        editor.ask("textDocument/hover", beyond.clone()),
        Value::Null
    );
    editor.ask("textDocument/completion", beyond);
}

#[test]
fn files_beside_the_rule_set_are_read_for_their_form_alone() {
    let mut editor = sound("beside");
    editor.show(
        "draft.rule",
        "category draft \"x\"\n  kind of nothing_known\n  wurds \"x\"\n",
    );
    editor.codes("draft.rule", &["syntax::unknown_clause"]);
    editor.show(PRACTICE, RULES);
    let uri = editor.address("draft.rule");
    editor.tell(
        "textDocument/didClose",
        json!({"textDocument": {"uri": uri}}),
    );
    editor.codes("draft.rule", &[]);
}

#[test]
fn paths_on_the_command_line_take_the_place_of_the_folder() {
    let folder = folder("named");
    let mut editor = Editor::start(&folder, &["--rules", "rules/practice.rule"]);
    editor.initialize();
    // Without `builtin` among them, the built-in rules are not there.
    std::fs::write(folder.join(PRACTICE), beside_builtin()).unwrap();
    let changes = json!({"changes": []});
    editor.tell("workspace/didChangeWatchedFiles", changes);
    editor.codes(PRACTICE, &["law::unknown_fact"]);
    drop(editor);
    let arguments = ["--rules", "rules/practice.rule", "--rules", "builtin"];
    let mut editor = Editor::start(&folder, &arguments);
    editor.initialize();
    editor.codes(PRACTICE, &[]);
}

#[test]
fn messages_that_are_none_are_answered_and_passed_over() {
    let mut editor = Editor::start(&folder("broken"), &[]);
    let before = editor.try_ask("textDocument/hover", json!({}));
    assert_eq!(before["error"]["code"], -32002);
    editor.raw("Content-Length: 9\r\n\r\n{\"a\": nul");
    let answer = editor.wait(|message| message.get("error").is_some());
    assert_eq!(
        (&answer["error"]["code"], &answer["id"]),
        (&json!(-32700), &Value::Null)
    );
    editor.tell("textDocument/didOpen", json!({"early": true}));
    let answer = editor.initialize();
    assert_eq!(answer["serverInfo"]["name"], "interdict");
    assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
    editor.tell("textDocument/didOpen", json!({"no": "document"}));
    editor.tell("no/such", json!(null));
    assert_eq!(
        editor.try_ask("no/such", json!({}))["error"]["code"],
        -32601
    );
    assert_eq!(
        editor.try_ask("textDocument/hover", json!([]))["error"]["code"],
        -32602
    );
    assert_eq!(
        editor.try_ask("initialize", json!({}))["error"]["code"],
        -32600
    );
    let nowhere =
        json!({"textDocument": {"uri": "untitled:x"}, "position": {"line": 0, "character": 0}});
    for method in ["hover", "definition", "completion"] {
        editor.ask(&format!("textDocument/{method}"), nowhere.clone());
    }
    editor.ask("shutdown", Value::Null);
    assert_eq!(
        editor.try_ask("textDocument/hover", json!({}))["error"]["code"],
        -32600
    );
    editor.tell("exit", Value::Null);
    assert!(editor.child.wait().unwrap().success());
}

#[test]
fn an_end_that_was_not_announced_is_told_by_the_status() {
    let mut editor = Editor::open(&folder("exit"));
    editor.tell("exit", Value::Null);
    assert_eq!(editor.child.wait().unwrap().code(), Some(1));
    let mut editor = Editor::open(&folder("header"));
    editor.raw("Content-Length: many\r\n\r\n");
    assert_eq!(editor.child.wait().unwrap().code(), Some(1));
}
