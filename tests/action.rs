//! The GitHub Action and the hooks for pre-commit: their files say what they need, and their
//! commands do on the example what they promise.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use saphyr::{LoadableYamlNode, Yaml};
use support::{err, out, scratch, status};

const PROGRAM: &str = env!("CARGO_BIN_EXE_interdict");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

fn yaml(text: &str) -> Yaml<'_> {
    let mut all = Yaml::load_from_str(text).unwrap();
    assert_eq!(all.len(), 1, "one document");
    all.remove(0)
}

/// A mapping of texts.
type Texts = BTreeMap<String, String>;

fn text_of(node: &Yaml<'_>, key: &str) -> Option<String> {
    let value = node.as_mapping_get(key)?;
    Some(
        value
            .as_str()
            .unwrap_or_else(|| panic!("`{key}` is no text"))
            .to_owned(),
    )
}

fn texts(node: Option<&Yaml<'_>>) -> Texts {
    let pairs = node
        .and_then(|node| node.as_mapping())
        .into_iter()
        .flatten();
    let text = |node: &Yaml<'_>| node.as_str().unwrap().to_owned();
    pairs.map(|(key, value)| (text(key), text(value))).collect()
}

/// A step of the action.
#[derive(Debug)]
struct Step {
    name: String,
    id: Option<String>,
    condition: Option<String>,
    env: Texts,
    with: Texts,
    run: Option<String>,
    uses: Option<String>,
    shell: Option<String>,
}

struct Action {
    /// Their descriptions and defaults.
    inputs: BTreeMap<String, (String, String)>,
    steps: Vec<Step>,
}

fn action() -> Action {
    let file = text("action.yml");
    let whole = yaml(&file);
    for key in ["name", "description"] {
        assert!(text_of(&whole, key).is_some(), "the action has no {key}");
    }
    let inputs = whole
        .as_mapping_get("inputs")
        .unwrap()
        .as_mapping()
        .unwrap();
    let inputs = inputs.iter().map(|(name, input)| {
        let said = |key| text_of(input, key).unwrap_or_else(|| panic!("{name:?} has no {key}"));
        let name = name.as_str().unwrap().to_owned();
        (name, (said("description"), said("default")))
    });
    let runs = whole.as_mapping_get("runs").unwrap();
    assert_eq!(text_of(runs, "using").as_deref(), Some("composite"));
    let steps = runs.as_mapping_get("steps").unwrap().as_vec().unwrap();
    let steps = steps.iter().map(|step| Step {
        name: text_of(step, "name").unwrap(),
        id: text_of(step, "id"),
        condition: text_of(step, "if"),
        env: texts(step.as_mapping_get("env")),
        with: texts(step.as_mapping_get("with")),
        run: text_of(step, "run"),
        uses: text_of(step, "uses"),
        shell: text_of(step, "shell"),
    });
    Action {
        inputs: inputs.collect(),
        steps: steps.collect(),
    }
}

impl Step {
    /// All texts in which something may be put between `${{` and `}}`.
    fn expressions(&self) -> Vec<String> {
        let texts = self.env.values().chain(self.with.values());
        let texts = texts.chain(&self.condition);
        let inside = texts.flat_map(|text| {
            let parts = text.split("${{").skip(1);
            parts.map(|part| part.split_once("}}").unwrap().0.trim().to_owned())
        });
        inside.collect()
    }
}

/// The names that a script takes from its environment: `$NAME` and `${NAME…}` in capitals.
fn variables(script: &str) -> BTreeSet<String> {
    let after = script.split('$').skip(1);
    let names = after.map(|rest| {
        let rest = rest.trim_start_matches('{');
        let end = rest.find(|c: char| !(c.is_ascii_uppercase() || c == '_'));
        rest[..end.unwrap_or(rest.len())].to_owned()
    });
    names.filter(|name| !name.is_empty()).collect()
}

#[test]
fn the_action_says_what_it_needs_and_uses_what_it_says() {
    let action = action();
    let (mut used, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for step in &action.steps {
        let name = &step.name;
        assert!(step.run.is_some() != step.uses.is_some(), "{name}");
        assert_eq!(
            step.run.is_some(),
            step.shell.as_deref() == Some("bash"),
            "{name}"
        );
        if let Some(uses) = &step.uses {
            let (_, version) = uses.split_once('@').unwrap();
            assert!(version.starts_with('v'), "{uses} names no version");
        }
        for expression in step.expressions() {
            for part in expression.split(|c: char| !(c.is_alphanumeric() || "._-".contains(c))) {
                match part.split('.').collect::<Vec<_>>().as_slice() {
                    ["inputs", input] => drop(used.insert((*input).to_owned())),
                    ["steps", id, "outputs", _] => {
                        assert!(ids.contains(*id), "{name}: no step `{id}` comes before");
                    }
                    _ => {}
                }
            }
        }
        ids.extend(step.id.clone());
        let script = step.run.clone().unwrap_or_default();
        assert!(
            !script.contains("${{"),
            "{name}: an input could write commands"
        );
        for variable in variables(&script) {
            let is_known = step.env.contains_key(&variable) || variable == "GITHUB_OUTPUT";
            assert!(is_known, "{name}: nothing sets {variable}");
        }
        let taken = variables(&script);
        let idle = step.env.keys().find(|name| !taken.contains(*name));
        assert_eq!(idle, None, "{name}: what is set is not used");
    }
    let said: BTreeSet<String> = action.inputs.keys().cloned().collect();
    assert_eq!(said, used);
    for (name, (description, _)) in &action.inputs {
        assert!(description.len() > 15, "{name}");
    }
}

/// A run of the action as GitHub does it.
struct Runner {
    action: Action,
    inputs: Texts,
    folder: PathBuf,
    /// Directories of programs before those of the system.
    before: Option<PathBuf>,
    outputs: BTreeMap<(String, String), String>,
}

impl Runner {
    fn new(folder: &Path, given: &[(&str, &str)]) -> Self {
        let action = action();
        let defaults = action.inputs.iter();
        let mut inputs: Texts = defaults
            .map(|(name, (_, default))| (name.clone(), default.clone()))
            .collect();
        for (name, value) in given {
            let known = inputs.insert((*name).to_owned(), (*value).to_owned());
            assert!(known.is_some(), "no input `{name}`");
        }
        Self {
            action,
            inputs,
            folder: folder.to_owned(),
            before: None,
            outputs: BTreeMap::new(),
        }
    }

    /// What a name or a text in quotes stands for.
    fn value(&self, name: &str) -> String {
        if let Some(text) = name.strip_prefix('\'') {
            return text.strip_suffix('\'').unwrap().to_owned();
        }
        match name.split('.').collect::<Vec<_>>().as_slice() {
            ["inputs", input] => self.inputs[*input].clone(),
            ["github", "action_path"] => root().to_string_lossy().into_owned(),
            ["runner", "temp"] => self.folder.join("temp").to_string_lossy().into_owned(),
            ["steps", id, "outputs", output] => {
                let key = ((*id).to_owned(), (*output).to_owned());
                self.outputs.get(&key).cloned().unwrap_or_default()
            }
            _ => panic!("`{name}` is nothing"),
        }
    }

    /// A text with what stands in its expressions.
    fn filled(&self, text: &str) -> String {
        let mut parts = text.split("${{");
        let mut whole = parts.next().unwrap().to_owned();
        for part in parts {
            let (name, rest) = part.split_once("}}").unwrap();
            whole.push_str(&self.value(name.trim()));
            whole.push_str(rest);
        }
        whole
    }

    fn is_due(&self, step: &Step) -> bool {
        let Some(condition) = &step.condition else {
            return true;
        };
        let condition = condition
            .strip_prefix("${{")
            .unwrap()
            .strip_suffix("}}")
            .unwrap();
        condition.split("&&").map(str::trim).all(|part| {
            let sides = |sign| part.split_once(sign);
            match (sides("=="), sides("!=")) {
                (Some((a, b)), _) => self.value(a.trim()) == self.value(b.trim()),
                (_, Some((a, b))) => self.value(a.trim()) != self.value(b.trim()),
                _ => part == "!cancelled()",
            }
        })
    }

    /// Runs the scripts that are due, and gives what came of each by its step's name.
    fn run(mut self) -> BTreeMap<String, Output> {
        std::fs::create_dir_all(self.folder.join("temp")).unwrap();
        let mut all = BTreeMap::new();
        for step in std::mem::take(&mut self.action.steps) {
            let Some(script) = step.run.as_ref().filter(|_| self.is_due(&step)) else {
                continue;
            };
            let outputs = self.folder.join("temp/outputs");
            std::fs::write(&outputs, "").unwrap();
            let mut command = Command::new("bash");
            command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]);
            command
                .current_dir(&self.folder)
                .env("GITHUB_OUTPUT", &outputs);
            for (name, value) in &step.env {
                command.env(name, self.filled(value));
            }
            if let Some(before) = &self.before {
                let path = std::env::var("PATH").unwrap();
                command.env("PATH", format!("{}:{path}", before.display()));
            }
            all.insert(step.name.clone(), command.output().unwrap());
            let written = std::fs::read_to_string(&outputs).unwrap();
            for (name, value) in written.lines().filter_map(|line| line.split_once('=')) {
                let id = step.id.clone().unwrap();
                self.outputs.insert((id, name.to_owned()), value.to_owned());
            }
        }
        all
    }
}

/// A copy of the example in a scratch folder.
fn example(name: &str) -> PathBuf {
    let folder = scratch("action", name);
    let from = root().join("examples/rules-in-ci");
    for file in ["rules/house.rule", "cases/pumps.ron", "shipments.csv"] {
        let to = folder.join(file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(from.join(file), to).unwrap();
    }
    folder
}

/// Changes a file of an example.
fn change(folder: &Path, file: &str, old: &str, new: &str) {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "{file} has no `{old}`");
    std::fs::write(path, text.replace(old, new)).unwrap();
}

/// The inputs of the example's workflow, and the program that is tested here.
fn given() -> Vec<(String, String)> {
    let file = text("examples/rules-in-ci/.github/workflows/rules.yml");
    let workflow = yaml(&file);
    let job = workflow
        .as_mapping_get("jobs")
        .unwrap()
        .as_mapping_get("rules")
        .unwrap();
    let steps = job.as_mapping_get("steps").unwrap().as_vec().unwrap();
    let own = steps
        .iter()
        .find(|step| text_of(step, "uses").unwrap().contains("/interdict@"));
    let mut given: Vec<_> = texts(own.unwrap().as_mapping_get("with"))
        .into_iter()
        .collect();
    given.push(("program".to_owned(), PROGRAM.to_owned()));
    given
}

/// What comes of the example's workflow in a folder, step by step: status and output.
fn checked(folder: &Path, more: &[(&str, &str)]) -> BTreeMap<String, Output> {
    let given = given();
    let given = given
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let given: Vec<(&str, &str)> = given.chain(more.iter().copied()).collect();
    Runner::new(folder, &given).run()
}

const STEPS: [&str; 5] = [
    "Install the program",
    "Form of the rules",
    "Doubts about the rules",
    "Examples, properties and cases",
    "Records",
];

fn statuses(runs: &BTreeMap<String, Output>) -> [i32; 5] {
    assert_eq!(runs.len(), STEPS.len(), "{:?}", runs.keys());
    STEPS.map(|step| status(&runs[step]))
}

#[test]
fn sound_rules_pass_without_a_word_beside_a_line() {
    let runs = checked(&example("sound"), &[]);
    assert_eq!(statuses(&runs), [0; 5], "{runs:?}");
    for run in runs.values() {
        assert!(!out(run).contains("::"), "{}", out(run));
    }
}

#[test]
fn broken_rules_fail_every_step_and_are_told_at_their_line() {
    let folder = example("broken");
    change(
        &folder,
        "rules/house.rule",
        "  words    \"pump\"",
        "  word \"pump\"",
    );
    let runs = checked(&folder, &[]);
    assert_eq!(statuses(&runs), [0, 2, 2, 2, 2], "{runs:?}");
    for step in &STEPS[2..] {
        let said = out(&runs[*step]);
        assert!(
            said.contains("::error file=rules/house.rule,line=5,"),
            "{step}: {said}"
        );
    }
}

#[test]
fn rules_out_of_form_and_doubts_fail_a_step_each() {
    let folder = example("doubtful");
    change(
        &folder,
        "rules/house.rule",
        "  provided  board_agreed\n",
        "  when flag is PRK or flag is PRK\n  provided  board_agreed\n",
    );
    let runs = checked(&folder, &[("cases", ""), ("records", "")]);
    assert_eq!(runs.len(), 4);
    let form = &runs["Form of the rules"];
    assert_eq!(
        (status(form), out(form).as_str()),
        (1, "rules/house.rule\n")
    );
    let doubts = &runs["Doubts about the rules"];
    assert_eq!(status(doubts), 1);
    assert!(
        out(doubts).starts_with("::warning file=rules/house.rule,line="),
        "{}",
        out(doubts)
    );
}

#[test]
fn a_case_that_fails_is_told_at_its_record() {
    let folder = example("case");
    change(
        &folder,
        "cases/pumps.ron",
        "\"board_agreed\": true",
        "\"board_agreed\": false",
    );
    let runs = checked(&folder, &[]);
    assert_eq!(statuses(&runs), [0, 0, 0, 1, 0], "{runs:?}");
    let said = out(&runs["Examples, properties and cases"]);
    assert!(
        said.starts_with("::error file=cases/pumps.ron,line="),
        "{said}"
    );
}

#[test]
fn records_fail_at_the_level_that_is_asked() {
    let folder = example("records");
    change(&folder, "shipments.csv", ",yes", ",no");
    let runs = checked(&folder, &[]);
    assert_eq!(statuses(&runs), [0, 0, 0, 0, 1], "{runs:?}");
    let said = out(&runs["Records"]);
    assert!(
        said.starts_with("::error file=shipments.csv,line=2,"),
        "{said}"
    );
    let runs = checked(&folder, &[("fail-on", "prohibited")]);
    assert_eq!(statuses(&runs), [0; 5]);
    // What is undetermined is told, and fails where that is asked.
    change(
        &folder,
        "shipments.csv",
        "water pump,RUS,PRK",
        "rice,RUS,PRK",
    );
    let runs = checked(&folder, &[("fail-on", "prohibited")]);
    assert_eq!(statuses(&runs), [0; 5]);
    assert!(out(&runs["Records"]).starts_with("::warning "));
    let runs = checked(&folder, &[("fail-on", "undetermined")]);
    assert_eq!(statuses(&runs)[4], 1);
}

#[test]
fn a_path_is_a_path_and_no_command() {
    let folder = example("injection");
    let hostile = "--help; touch owned; $(touch owned) `touch owned` \"; touch owned; \"";
    std::fs::rename(folder.join("rules"), folder.join(hostile)).unwrap();
    let records = "-x $(touch owned).csv";
    std::fs::rename(folder.join("shipments.csv"), folder.join(records)).unwrap();
    let runs = checked(&folder, &[("rules", hostile), ("records", records)]);
    assert_eq!(statuses(&runs), [0; 5], "{runs:?}");
    assert!(!folder.join("owned").exists());
}

#[test]
fn a_log_of_doubts_is_written_where_it_is_asked() {
    let folder = example("log");
    let twice = "  when flag is PRK or flag is PRK\n  provided";
    change(&folder, "rules/house.rule", "  provided", twice);
    let log = |runs: &BTreeMap<String, Output>| {
        assert_eq!(status(&runs["Doubts for code scanning"]), 0);
        let log = std::fs::read_to_string(folder.join("temp/interdict.sarif")).unwrap();
        serde_json::from_str::<serde_json::Value>(&log).unwrap()["runs"][0].clone()
    };
    let runs = checked(&folder, &[("sarif", "true")]);
    assert_eq!(log(&runs)["results"][0]["ruleId"], "lint::never_matters");
    // The log of rules that are broken is a log as well: that they are was said before.
    change(&folder, "rules/house.rule", "  words", "  word");
    let runs = checked(&folder, &[("sarif", "true")]);
    assert_eq!(log(&runs)["invocations"][0]["exitCode"], 2);
}

#[test]
fn rules_can_build_on_the_built_in_ones() {
    let folder = example("builtin");
    // Something of which the built-in rules know nothing.
    change(&folder, "rules/house.rule", "  hs may   8413\n", "");
    change(&folder, "rules/house.rule", "pump", "zither");
    change(&folder, "cases/pumps.ron", "water pump", "zither");
    change(
        &folder,
        "rules/house.rule",
        "PRK of zither",
        "PRK of zither, arms",
    );
    let test = "Examples, properties and cases";
    let tested = |builtin: &str| {
        let more = [("builtin", builtin), ("records", "")];
        let given = given();
        let given = given
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let given: Vec<(&str, &str)> = given.chain(more).collect();
        let mut runner = Runner::new(&folder, &given);
        // To look for doubts in all rules takes long.
        let steps = &mut runner.action.steps;
        steps.retain(|step| step.id.as_deref() == Some("program") || step.name == test);
        status(&runner.run()[test])
    };
    // The examples say nothing of what the built-in measures add, so that some fail; without those
    // the rules are not even read.
    assert_eq!((tested("false"), tested("true")), (2, 1));
}

#[cfg(unix)]
#[test]
fn without_a_program_it_is_built_from_the_sources_once() {
    use std::os::unix::fs::PermissionsExt;
    let folder = example("install");
    let before = folder.join("bin");
    std::fs::create_dir_all(&before).unwrap();
    // In place of a build, which takes minutes, what would be built is put there.
    let cargo = format!(
        "#!/bin/sh\necho \"$@\" >> built\nwhile [ \"$1\" != --root ]; do shift; done\n\
        mkdir -p \"$2/bin\" && cp '{PROGRAM}' \"$2/bin/interdict\"\n"
    );
    std::fs::write(before.join("cargo"), cargo).unwrap();
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(before.join("cargo"), executable).unwrap();
    for _ in 0..2 {
        let mut runner = Runner::new(&folder, &[]);
        runner.before = Some(before.clone());
        // What names the sources reads all of them, and what is built beside them here.
        runner
            .action
            .steps
            .retain(|step| step.id.as_deref() != Some("sources"));
        let runs = runner.run();
        assert!(runs.values().all(|run| status(run) == 0), "{runs:?}");
    }
    let built = std::fs::read_to_string(folder.join("built")).unwrap();
    let root = root().display();
    let temp = folder.join("temp").display().to_string();
    assert_eq!(
        built,
        format!("install --locked --path {root} --root {temp}/interdict\n")
    );
}

#[test]
fn the_sources_have_one_name_as_long_as_they_are_the_same() {
    let action = action();
    let step = action
        .steps
        .iter()
        .find(|step| step.id.as_deref() == Some("sources"));
    let script = step.unwrap().run.clone().unwrap();
    let folder = scratch("action", "sources");
    std::fs::create_dir_all(folder.join("src")).unwrap();
    std::fs::write(folder.join("src/a b.rs"), "a").unwrap();
    let digest = || {
        let output = folder.with_extension("output");
        std::fs::write(&output, "").unwrap();
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script]);
        command
            .env("SOURCES", &folder)
            .env("GITHUB_OUTPUT", &output);
        let run = command.output().unwrap();
        assert_eq!(status(&run), 0, "{}", err(&run));
        std::fs::read_to_string(output).unwrap()
    };
    let first = digest();
    let length = first.trim().strip_prefix("digest=").unwrap().len();
    assert_eq!((digest(), length), (first.clone(), 40));
    std::fs::write(folder.join("src/a b.rs"), "b").unwrap();
    assert_ne!(digest(), first);
}

/// The hooks by their ids: entry, arguments, and whether they are given names of files.
fn hooks() -> BTreeMap<String, (Vec<String>, bool)> {
    let file = text(".pre-commit-hooks.yaml");
    let all = yaml(&file);
    let hooks = all.as_vec().unwrap().iter().map(|hook| {
        for key in ["name", "description", "files"] {
            assert!(text_of(hook, key).is_some(), "a hook has no {key}");
        }
        assert_eq!(text_of(hook, "language").as_deref(), Some("rust"));
        let entry = text_of(hook, "entry").unwrap();
        let mut words: Vec<String> = entry.split(' ').map(str::to_owned).collect();
        let arguments = hook.as_mapping_get("args").and_then(|args| args.as_vec());
        let arguments = arguments.into_iter().flatten();
        words.extend(arguments.map(|word| word.as_str().unwrap().to_owned()));
        let takes = hook
            .as_mapping_get("pass_filenames")
            .and_then(|one| one.as_bool());
        (text_of(hook, "id").unwrap(), (words, takes.unwrap_or(true)))
    });
    hooks.collect()
}

/// Runs a hook as pre-commit does, with a file that changed.
fn hooked(folder: &Path, id: &str) -> Output {
    let (words, takes) = hooks().remove(id).unwrap();
    assert_eq!(words[0], "interdict");
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).args(&words[1..]);
    if takes {
        command.arg("rules/house.rule");
    }
    command.env("NO_COLOR", "1").output().unwrap()
}

#[test]
fn hooks_pass_what_is_sound_and_stop_what_is_not() {
    let all = ["interdict-fmt", "interdict-lint", "interdict-test"];
    assert_eq!(hooks().into_keys().collect::<Vec<_>>(), all);
    let folder = example("hooks");
    let before = std::fs::read_to_string(folder.join("rules/house.rule")).unwrap();
    for id in all {
        let run = hooked(&folder, id);
        assert_eq!(status(&run), 0, "{id}: {}{}", out(&run), err(&run));
    }
    let rules = || std::fs::read_to_string(folder.join("rules/house.rule")).unwrap();
    assert_eq!(rules(), before);
    // A hook that changes a file stops the commit, whatever its status is.
    change(&folder, "rules/house.rule", "  words    ", "  words ");
    assert_eq!(status(&hooked(&folder, "interdict-fmt")), 0);
    assert_eq!(rules(), before);
    change(
        &folder,
        "rules/house.rule",
        "  provided",
        "  except board_agreed\n  provided",
    );
    assert_eq!(status(&hooked(&folder, "interdict-lint")), 1);
    change(
        &folder,
        "cases/pumps.ron",
        "verdict: exempt",
        "verdict: prohibited",
    );
    assert_eq!(status(&hooked(&folder, "interdict-test")), 1);
}

#[test]
fn the_page_shows_the_example_and_every_input() {
    let page = text("docs/ci.md");
    for file in [".github/workflows/rules.yml", ".pre-commit-config.yaml"] {
        let shown = text(&format!("examples/rules-in-ci/{file}"));
        assert!(
            page.contains(&format!("```yaml\n{shown}```")),
            "the page shows another {file}"
        );
    }
    for (name, (_, default)) in &action().inputs {
        let default = if default.is_empty() { "none" } else { default };
        assert!(
            page.contains(&format!("| `{name}` | {default} |")),
            "{name} is not on the page"
        );
    }
    for id in hooks().keys() {
        assert!(
            page.contains(&format!("| `{id}` |")),
            "{id} is not on the page"
        );
    }
    let file = text("examples/rules-in-ci/.pre-commit-config.yaml");
    let config = yaml(&file);
    let repository = &config.as_mapping_get("repos").unwrap().as_vec().unwrap()[0];
    let named = repository
        .as_mapping_get("hooks")
        .unwrap()
        .as_vec()
        .unwrap();
    let named: BTreeSet<String> = named
        .iter()
        .map(|hook| text_of(hook, "id").unwrap())
        .collect();
    assert_eq!(named, hooks().into_keys().collect());
}
