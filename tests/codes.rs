//! Every diagnostic code has its page, and what the pages show is what the readers say.
//!
//! An example is a fenced block whose first line names its language and what it is: `wrong` brings
//! the code about, `right` brings nothing about, `mapping` is what the tables below it are read by,
//! `shortened` stands for a text too long to be shown, and `message` is what is said where no
//! text is at fault.
//! `INSTA_UPDATE=always cargo test --test codes` writes the list of the pages.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use interdict::check::names;
use interdict::law::RuleSet;
use interdict::prove::Prover;
use interdict::record::{Format, Mapping, Names, TableForm, read_as};
use interdict::report::{CodePage, codes};
use interdict::source::SourceFile;
use interdict::syntax::{parse, print};
use miette::Diagnostic;
use support::{err, out, scratch, status};

/// What no text that is read brings about, and why. The examples of these pages are messages.
const NO_TEXT: [(&str, &str); 3] = [
    ("record::unreadable", "the system does not give the file"),
    (
        "rules::none",
        "there is no file, or none with an item in it",
    ),
    ("rules::unreadable", "the system does not give the file"),
];

/// What a wrong example cannot do without bringing another doubt about.
const BESIDES: [(&str, &str); 2] = [
    ("lints/gap.md", "lint::uncovered"),
    ("lints/no-reason.md", "lint::never_matters"),
];

/// What takes a text too long for a page: the ending of its file's name, and that text.
fn long_text(code: &str) -> Option<(&'static str, String)> {
    Some(match code {
        "law::chain" => {
            let step = |number| format!("category c{number} \"A\"\n  kind of c{}\n", number + 1);
            let steps: String = (0..101).map(step).collect();
            let end = "category c101 \"The end\"\n  words \"thing\"\n";
            ("rule", steps + end)
        }
        "syntax::clause_too_long" => {
            let words = "\"rifle\", ".repeat(10_000);
            (
                "rule",
                format!("category a \"A\"\n  words {words}\"gun\"\n"),
            )
        }
        "syntax::file_too_large" => ("rule", "# a remark\n".repeat(400_000)),
        "syntax::too_deep" => {
            let shown = blocks(CodePage::of(code)?.text).swap_remove(0).text;
            let deep = ["(".repeat(70), ")".repeat(70)].join("used");
            ("rule", shown.replace("((( … used … )))", &deep))
        }
        "lint::too_large" => {
            let facts = |letter: char| {
                let fact = |number| format!("fact {letter}{number} \"Is it so?\"\n\n");
                (10..30).map(fact).collect::<String>()
            };
            let shown = blocks(CodePage::of(code)?.text).swap_remove(0).text;
            let rest = shown.split_once("…\n\n")?.1;
            let (before, after) = rest.split_once("(a10 and a11 and … and a29)")?;
            let all: Vec<String> = (10..30).map(|number| format!("a{number}")).collect();
            let pair = |number| format!(" or (a{number} and b{number})");
            let pairs: String = (11..30).map(pair).collect();
            let after = after.replace(" or …", &pairs);
            let category = "category rice \"Rice\"\n  words    \"rice\"\n\n";
            let facts = facts('a') + &facts('b');
            let text = format!("{category}{facts}{before}({}){after}", all.join(" and "));
            ("rule", text)
        }
        "record::long_text" => {
            let item = "rifles and ".repeat(2000);
            ("csv", format!("item,to\n{item},PRK\n"))
        }
        "record::too_large" => ("json", " ".repeat((256 << 20) + 1)),
        _ => return None,
    })
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}

/// Every code that stands in the source: two names with `::` between them, in quotes or in
/// `code(…)`.
fn codes_of_the_source() -> BTreeSet<String> {
    let pattern = r#"(?:"|\bcode\()([a-z]+::[a-z][a-z0-9_]*)[")]"#;
    let pattern = fancy_regex::Regex::new(pattern).unwrap();
    let mut found = BTreeSet::new();
    let own = root().join("src/report/page.rs");
    // The list of pages does not make a code.
    for path in files(&root().join("src"))
        .into_iter()
        .filter(|path| *path != own)
    {
        let Ok(text) = std::fs::read_to_string(path) else {
            continue;
        };
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            let all = pattern.captures_iter(line).map(|found| found.unwrap());
            found.extend(all.map(|found| found[1].to_owned()));
        }
    }
    found
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let known = codes_of_the_source();
    assert!(known.len() > 110, "only {}", known.len());
    let documented: BTreeSet<String> = codes().into_iter().collect();
    let differ: Vec<&String> = known.symmetric_difference(&documented).collect();
    assert!(
        differ.is_empty(),
        "without a page, or without a code: {differ:?}"
    );
    let mut shown: BTreeSet<PathBuf> = BTreeSet::new();
    for code in &documented {
        let page = CodePage::of(code).unwrap_or_else(|| panic!("{code} has no page"));
        let title = match page.path.strip_prefix("lints/") {
            Some(name) => name.trim_end_matches(".md"),
            None => code,
        };
        assert!(
            page.text.starts_with(&format!("# {title}\n\n")),
            "the title of {}",
            page.path
        );
        shown.insert(root().join("docs").join(page.path));
    }
    let mut there: BTreeSet<PathBuf> = BTreeSet::new();
    for folder in ["docs/codes", "docs/lints"] {
        there.extend(files(&root().join(folder)));
    }
    there.retain(|path| !path.ends_with("README.md"));
    assert_eq!(there, shown, "a page that no code leads to");
}

/// The list of pages: a line for each code, with the first sentence of its page.
fn list() -> String {
    let mut list = String::from(
        "# Diagnostic codes\n\nWhatever the program finds wrong or doubtful has a code that stays the same. \
        `interdict explain CODE` prints the page of one, and an editor links to it.\n",
    );
    let mut last = String::new();
    for code in codes() {
        let page = CodePage::of(&code).unwrap();
        let room = code.split("::").next().unwrap();
        if room != last {
            list.push_str(&format!("\n## {room}\n\n"));
            last = room.to_owned();
        }
        let link = match page.path.strip_prefix("codes/") {
            Some(inside) => inside.to_owned(),
            None => format!("../{}", page.path),
        };
        let first = page.text.lines().nth(2).unwrap();
        let sentence = first.split_inclusive(". ").next().unwrap().trim_end();
        list.push_str(&format!("- [`{code}`]({link}): {sentence}\n"));
    }
    list
}

#[test]
fn the_list_names_every_page() {
    let path = root().join("docs/codes/README.md");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&path, list()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), list());
}

/// An example of a page.
struct Block {
    /// Its language, which is the ending of such a file's name.
    ending: String,
    /// What it is.
    what: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let fenced = page.split("\n```").skip(1).step_by(2);
    let blocks = fenced.map(|block| {
        let (head, text) = block.split_once('\n').unwrap();
        let (ending, what) = head.split_once(' ').unwrap_or((head, ""));
        Block {
            ending: ending.to_owned(),
            what: what.to_owned(),
            text: with_signs(&format!("{text}\n")),
        }
    });
    blocks.collect()
}

/// A text with the characters that pages name because they could not be seen.
fn with_signs(text: &str) -> String {
    let mut parts = text.split("<U+");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('>').unwrap();
        let sign = char::from_u32(u32::from_str_radix(number, 16).unwrap()).unwrap();
        whole.push(sign);
        whole.push_str(rest);
    }
    whole
}

/// The codes of all that is wrong or doubtful in a text, with the messages.
type Said = Vec<(String, String)>;

fn said<'a, D: Diagnostic + 'a>(faults: impl IntoIterator<Item = &'a D>) -> Said {
    let faults = faults.into_iter();
    let said = faults.map(|fault| (fault.code().unwrap().to_string(), fault.to_string()));
    said.collect()
}

fn said_of_rules(text: &str) -> Said {
    match RuleSet::from_files(vec![SourceFile::new("example.rule", text)]) {
        Err(faults) => said(&faults.errors),
        Ok(rules) => {
            let mut all = said(&rules.warnings);
            all.extend(said(&Prover::new(&rules).unwrap().lint()));
            all
        }
    }
}

/// What is said of a text, which its ending tells how to read; tables by the mapping, if any.
fn said_of(ending: &str, text: &str, mapping: Option<&str>, known: &Names) -> Said {
    let mapped = |text: &str| Mapping::parse(&SourceFile::new("map.toml", text), known);
    match ending {
        "rule" => said_of_rules(text),
        "toml" => mapped(text).map_or_else(|faults| said(&faults.errors), |_| Said::new()),
        _ => {
            let name = format!("example.{ending}");
            let format = Format::of_path(Path::new(&name)).unwrap();
            let mapping = mapping.map(|mapping| mapped(mapping).unwrap());
            let form = TableForm::new(None, None, mapping).unwrap();
            let records = read_as(&SourceFile::new(name, text), format, known, &form);
            said(&records.errors)
        }
    }
}

/// What an example brings about, held to what its page says of it.
fn hold(
    codes: &[String],
    block: &Block,
    mapping: Option<&str>,
    known: &Names,
) -> Result<(), String> {
    let page = CodePage::of(&codes[0]).unwrap().path;
    let found = match long_text(&codes[0]) {
        Some((ending, text)) if block.what == "shortened" => said_of(ending, &text, mapping, known),
        _ => said_of(&block.ending, &block.text, mapping, known),
    };
    let is_own = |(code, _): &&(String, String)| codes.contains(code);
    let is_beside = |code: &str| BESIDES.contains(&(page.as_str(), code));
    let is_as_told = match block.what.as_str() {
        "wrong" | "shortened" => {
            let mut others = found.iter().filter(|one| !is_own(one));
            found.iter().any(|one| is_own(&one)) && others.all(|(code, _)| is_beside(code))
        }
        "right" => found.is_empty(),
        what => return Err(format!("{page}: a block is `{what}`")),
    };
    match is_as_told {
        true => Ok(()),
        false => Err(format!("{page}: what is {} gives {found:?}", block.what)),
    }
}

/// The codes that lead to each page.
fn by_page() -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for code in codes() {
        let path = CodePage::of(&code).unwrap().path;
        all.entry(path).or_default().push(code);
    }
    all
}

#[test]
fn wrong_examples_bring_their_code_about_and_right_ones_nothing() {
    let known = names(&RuleSet::builtin().unwrap());
    let mut wrong: Vec<String> = Vec::new();
    for codes in by_page().values() {
        let page = CodePage::of(&codes[0]).unwrap().text;
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        let mut mapping = None;
        for block in blocks(page) {
            *count.entry(block.what.clone()).or_default() += 1;
            match block.what.as_str() {
                "mapping" => mapping = Some(block.text),
                "message" | "silencer" => {}
                _ => wrong.extend(hold(codes, &block, mapping.as_deref(), &known).err()),
            }
        }
        let has = |what: &str| count.get(what).copied().unwrap_or_default();
        let expected = match NO_TEXT.iter().any(|(code, _)| *code == codes[0]) {
            true => has("message") == 1 && has("wrong") == 0,
            false => {
                let is_long = long_text(&codes[0]).is_some();
                has("right") >= 1
                    && has("message") == 0
                    && (has("shortened"), has("wrong")) == if is_long { (1, 0) } else { (0, 1) }
            }
        };
        if !expected {
            wrong.push(format!("{}: the page has {count:?}", codes[0]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn right_rules_have_the_form_that_the_formatter_gives() {
    let mut seen = 0;
    for code in codes() {
        let page = CodePage::of(&code).unwrap().text;
        let rules = blocks(page).into_iter();
        for block in rules.filter(|block| block.ending == "rule" && block.what == "right") {
            let (tree, faults) = parse(&SourceFile::new("right.rule", block.text.as_str()));
            assert!(faults.is_empty(), "{code}: {faults:?}");
            assert_eq!(print(&tree), block.text, "{code}");
            seen += 1;
        }
    }
    assert!(seen > 60, "only {seen}");
}

fn interdict(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
    command.current_dir(root()).args(arguments);
    command.env("NO_COLOR", "1").output().unwrap()
}

#[test]
fn explain_prints_the_page_of_a_code() {
    let page = CodePage::of("law::unknown_category").unwrap().text;
    for name in [
        "law::unknown_category",
        "unknown_category",
        "Law::Unknown-Category",
    ] {
        let run = interdict(&["explain", name]);
        assert_eq!((status(&run), out(&run).as_str()), (0, page), "{name}");
    }
    let doubt = CodePage::of("lint::never_matters").unwrap().text;
    assert_eq!(out(&interdict(&["explain", "never-matters"])), doubt);
    // Two codes with one page are no two meanings.
    let both = CodePage::of("law::never_covers").unwrap().text;
    assert_eq!(out(&interdict(&["explain", "never_covers"])), both);
}

#[test]
fn explain_needs_no_rules_for_a_code() {
    let broken = "tests/golden/broken_rules/unknown_category.rule";
    let run = interdict(&["explain", "law::unknown_category", "--rules", broken]);
    assert_eq!((status(&run), err(&run).as_str()), (0, ""));
}

#[test]
fn explain_tells_which_code_may_be_meant() {
    for (name, said) in [
        (
            "law::unknown_categry",
            "no diagnostic has the code `law::unknown_categry`; did you mean \
            `law::unknown_category` or `law::unknown_actor` or `law::unknown_area`?\n",
        ),
        (
            "law::tab",
            "no diagnostic has the code `law::tab`; did you mean `syntax::tab`?\n",
        ),
        (
            "law::x\u{1b}[2J",
            "no diagnostic has the code `law::x\\u{1b}[2J`; docs/codes/README.md lists all codes\n",
        ),
        (
            "twice",
            "several diagnostics have the name `twice`: `law::twice` or `mapping::twice` or `record::twice`\n",
        ),
        (
            "ambigous_country",
            "`ambigous_country` is not a paragraph of a resolution, and no file has that name\n\
             did you mean the code `record::ambiguous_country`?\n",
        ),
    ] {
        let run = interdict(&["explain", name]);
        assert_eq!((status(&run), out(&run).as_str()), (2, ""), "{name}");
        assert_eq!(err(&run), said, "{name}");
    }
}

#[test]
fn a_file_that_is_named_like_a_code_is_a_file() {
    let folder = scratch("codes", "file");
    std::fs::write(folder.join("twice"), "(id: \"a\", item: \"rice\")").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
    let run = command
        .current_dir(&folder)
        .args(["explain", "twice"])
        .output()
        .unwrap();
    assert_eq!(err(&run), "name the record to explain, after the file\n");
}

/// The last line of what is said, where it leads to a page.
fn way_out(arguments: &[&str]) -> Vec<String> {
    let said = err(&interdict(arguments));
    let lines = said.lines().filter(|line| line.ends_with("` says more"));
    lines.map(str::to_owned).collect()
}

#[test]
fn what_is_reported_leads_to_a_page_once() {
    let broken = "tests/golden/broken_rules/several.rule";
    let faulty = "tests/golden/broken_cases/several_records_with_a_fault_each.ron";
    let mapping = "tests/mappings/broken/names.toml";
    let gap = "tests/golden/lints/gap.rule";
    for (arguments, code) in [
        (vec!["rules", "--rules", broken], "syntax::unclosed_text"),
        (vec!["rules", "--rules", gap], "law::gap"),
        (vec!["lint", gap], "law::gap"),
        (vec!["lint", broken], "syntax::unclosed_text"),
        (vec!["fmt", "--check", broken], "syntax::unclosed_text"),
        (vec!["check", faulty], "record::ambiguous_country"),
        (
            vec!["check", "--format", "json", faulty],
            "record::ambiguous_country",
        ),
        (
            vec!["check", "--map", mapping, "any.csv"],
            "mapping::unknown_name",
        ),
    ] {
        let said = format!("`interdict explain {code}` says more");
        assert_eq!(way_out(&arguments), [said], "{arguments:?}");
        let quiet = [arguments.as_slice(), &["--quiet"]].concat();
        assert!(way_out(&quiet).is_empty(), "{arguments:?}");
    }
    assert!(way_out(&["check", "cases/dprk/2023-09-kim-visit.ron"]).is_empty());
}
