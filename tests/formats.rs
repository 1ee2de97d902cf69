//! Every format of the output, of clean records, findings, open questions, rules with errors and
//! input that cannot be read.

mod support;

use std::fmt::Write as _;
use std::process::{Command, Output, Stdio};

#[cfg(feature = "excel")]
use calamine::{Data, Reader, Xlsx};
use quick_xml::events::Event;
use serde_json::Value;
use support::{err, out, scratch, status};

const RULES: &str = "practice.rule";

/// What is checked: a name, the rules, and the input.
const RUNS: [(&str, &str, &[&str]); 5] = [
    ("clean", RULES, &["clean.csv"]),
    ("findings", RULES, &["findings.csv"]),
    ("undetermined", RULES, &["undetermined.ron"]),
    ("rules with errors", "broken.rule", &["clean.csv"]),
    ("unreadable", RULES, &["unreadable.csv", "missing.csv"]),
];

fn interdict(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/formats");
    command.current_dir(folder).args(arguments);
    command
        .env("COLUMNS", "90")
        .env("NO_COLOR", "1")
        .env_remove("NO_GRAPHICS");
    command.stdin(Stdio::null()).output().unwrap()
}

fn check(format: &str, (_, rules, input): (&str, &str, &[&str])) -> Output {
    let start = ["check", "--format", format, "--rules", rules];
    interdict(&[&start, input].concat())
}

fn golden(name: &str, text: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => true }, {
        insta::assert_snapshot!(name, text);
    });
}

/// What comes out of every run in a format: what `shown` makes of it.
fn goldens(format: &str, shown: impl Fn(&Output) -> String) {
    let mut text = String::new();
    for run in RUNS {
        let output = check(format, run);
        let (name, code) = (run.0, status(&output));
        writeln!(text, "==== {name}: exit status {code}\n{}", shown(&output)).unwrap();
        assert_eq!(check(format, run).stdout, output.stdout, "{format}, {name}");
    }
    golden(format, &text);
}

fn with_errors(output: &Output) -> String {
    format!("{}---- standard error\n{}", out(output), err(output))
}

#[test]
fn text_for_people() {
    goldens("pretty", with_errors);
    goldens("short", out);
}

#[test]
fn tables() {
    goldens("csv", out);
}

#[test]
fn workflow_commands() {
    goldens("github", |output| {
        let text = out(output);
        for line in text.lines() {
            let (command, rest) = line.strip_prefix("::").unwrap().split_once(' ').unwrap();
            assert!(["error", "warning", "notice"].contains(&command), "{line}");
            assert!(rest.contains("::"), "{line}");
        }
        text
    });
}

#[test]
fn markdown() {
    goldens("md", out);
}

/// A page without its style, an element a line.
fn opened(page: &str) -> String {
    let Some((head, rest)) = page.split_once("<style>") else {
        return page.to_owned();
    };
    let (_, body) = rest.split_once("</style>").unwrap();
    format!("{head}{body}").replace("><", ">\n<")
}

/// Whatever records say, nothing is loaded, nothing runs, and links lead where they say.
fn stands_alone(page: &str) {
    for sign in [
        "<script", "<link", "<img", "<iframe", "<object", "@import", "url(",
    ] {
        assert!(!page.contains(sign), "{sign} in {page}");
    }
    let tags = page.split('<').filter_map(|part| part.split('>').next());
    for tag in tags {
        let names: String = tag.split('"').step_by(2).collect();
        assert!(
            !names.contains(" on") && !names.contains(" src="),
            "<{tag}>"
        );
        if let Some((_, address)) = tag.split_once("href=\"") {
            let address = address.split('"').next().unwrap();
            let target = address.strip_prefix('#');
            let found = target.is_some_and(|id| page.contains(&format!(" id=\"{id}\"")));
            assert!(found || address.starts_with("https://"), "{address}");
        }
    }
    assert_eq!(page.matches("<main>").count(), 1);
    assert!(page.ends_with("</main></body></html>"));
}

#[test]
fn a_page() {
    goldens("html", |output| {
        let text = out(output);
        if !text.is_empty() {
            stands_alone(&text);
        }
        opened(&text)
    });
}

/// What a limit leaves room for is known in the year of the record alone, and is not told of others.
#[test]
fn a_page_says_nothing_of_limits_in_other_years() {
    let table = scratch("formats", "limits").join("oil.csv");
    let text = "id,item,from,to,date,quantity,unit,facts.notified_to_committee\n\
        first,diesel fuel,CHN,PRK,2019-01-05,400000,bbl,yes\n\
        second,diesel fuel,CHN,PRK,2019-02-05,200000,bbl,yes\n";
    std::fs::write(&table, text).unwrap();
    let output = interdict(&["check", "-q", "--format", "html", table.to_str().unwrap()]);
    let page = out(&output);
    stands_alone(&page);
    let second = page.split_once("id=\"transfer-2\"").unwrap().1;
    let (second, limits) = second.split_once("id=\"limits\"").unwrap();
    assert!(second.contains("prohibited"), "{second}");
    let later = second
        .split_once("The same transfer on other days")
        .unwrap()
        .1;
    assert!(!later.contains("<title>2397/5"), "{later}");
    assert!(!later.contains("<th scope=\"row\">2397/5"), "{later}");
    assert!(
        later.contains("said by the limit of 2375/14 and of 2397/5:"),
        "{later}"
    );
    assert!(limits.contains("crossed with"), "{limits}");
}

/// What is only doubtful is not told as unread.
#[test]
fn a_page_parts_doubts_from_what_could_not_be_read() {
    let table = scratch("formats", "doubts").join("flour.csv");
    std::fs::write(&table, "id,item,from,to,colour\na,flour,NOR,ISL,white\n").unwrap();
    let check = |format: &str, more: &[&str]| {
        let start = ["check", "-q", "--format", format, table.to_str().unwrap()];
        out(&interdict(&[&start, more].concat()))
    };
    let page = check("html", &[]);
    assert!(!page.contains("could not be read"), "{page}");
    assert!(page.contains(">What is doubtful in the input<"), "{page}");
    let page = check("html", &["missing.csv"]);
    let told = "<a href=\"#faults\">1 file or record could not be read</a>";
    assert!(page.contains(told), "{page}");
    assert!(page.contains(">What could not be read<"), "{page}");
    assert!(page.contains(">What is doubtful in the input<"), "{page}");
    assert!(!check("md", &[]).contains("could not be read"));
    let told = "**1 file or record could not be read**: see [Input](#input).";
    assert!(check("md", &["missing.csv"]).contains(told));
}

#[test]
fn a_page_runs_nothing_that_records_bring() {
    let output = interdict(&["check", "-q", "--format", "html", "hostile.jsonl"]);
    let page = out(&output);
    stands_alone(&page);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("b&quot; onclick=&quot;x"));
    assert!(page.contains("\\u{202e}evil"), "{page}");
}

/// Rules come from anybody as well: only an address of the web is led to.
#[test]
fn a_list_leads_nowhere_that_runs_anything() {
    let folder = scratch("formats", "addresses");
    let record = folder.join("lamp.csv");
    std::fs::write(&record, "id,item,from,to,date\na,lamp,NOR,ISL,2021-01-01\n").unwrap();
    let rules = folder.join("lamp.rule");
    for (url, leads) in [
        ("javascript:alert(1)", false),
        ("https://example.org/1", true),
    ] {
        let text = format!(
            "resolution 1 adopted 2020-03-01\n  regime sample\n  url \"{url}\"\n\n\
            paragraph 1 \"Lamps\"\n  forbids supply to ISL of lamp\n  checked \"made up for tests\"\n\n\
            category lamp \"Lamps\"\n  words \"lamp\"\n"
        );
        std::fs::write(&rules, text).unwrap();
        let [rules, record] = [&rules, &record].map(|path| path.to_str().unwrap());
        for format in ["md", "html"] {
            let output = interdict(&["check", "-q", "--format", format, "--rules", rules, record]);
            let text = out(&output);
            assert!(text.contains("prohibited"), "{text}");
            let target = [format!("](<{url}>)"), format!("href=\"{url}\"")];
            assert_eq!(
                target.iter().any(|target| text.contains(target)),
                leads,
                "{text}"
            );
        }
    }
}

/// GitHub Actions takes a line for a command that begins with two colons, whatever prints it.
#[test]
fn no_line_for_people_begins_a_command() {
    let record = r#"{"id":"::add-mask::a","item":"tanks tanks tanks tanks tanks tanks tanks tanks tanks tanks ::error::b ::error::c","to":"PRK"}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("commands.jsonl");
    std::fs::write(&file, record).unwrap();
    let file = file.to_str().unwrap();
    for form in [
        &["--format", "pretty"][..],
        &["--full"],
        &["--format", "short"],
    ] {
        for columns in ["40", "52", "80"] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
            command.env("COLUMNS", columns).env("NO_COLOR", "1");
            command.args(["check", file]).args(form);
            let output = command.output().unwrap();
            let text = out(&output);
            assert!(text.contains("add-mask"), "{text}");
            let is_command = |line: &&str| line.trim_start().starts_with("::");
            assert_eq!(text.lines().find(is_command), None);
        }
    }
}

/// Each record is on the page, its date on the timeline, its limit as a chart.
#[test]
fn a_page_tells_every_record() {
    let cases = "../../cases/dprk/oil-by-year.ron";
    let output = interdict(&["check", "-q", "--format", "html", cases, "rough.ron"]);
    let page = out(&output);
    stands_alone(&page);
    let sections = page.matches("<h2 id=\"transfer-").count();
    let json = interdict(&["check", "-q", "--format", "json", cases, "rough.ron"]);
    let json: Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!(sections, json["records"].as_array().unwrap().len());
    let charts = page.matches("the total in ").count();
    assert!(charts > 0);
    assert!(page.contains("class=\"days\""), "a rough date is a band");
    assert!(page.contains("class=\"day\""), "a day is a line");
}

/// The tree is that of the days on which a measure comes closest to covering, and the finding is of
/// all days.
#[test]
fn a_tree_says_for_which_days_it_holds() {
    let table = scratch("formats", "rough").join("car.csv");
    let text = "id,hs,from,to,date\nyear,8701,CHN,PRK,2017\nany,8701,CHN,PRK,\nday,8701,CHN,PRK,2018-01-01\n";
    std::fs::write(&table, text).unwrap();
    let page = out(&interdict(&[
        "check",
        "-q",
        "--format",
        "html",
        table.to_str().unwrap(),
    ]));
    let tree = |id: &str, next: &str| {
        let record = page.split_once(&format!("id=\"{id}\"")).unwrap().1;
        let record = record.split_once(next).unwrap().0;
        record.split_once("clause by clause").unwrap().1.to_owned()
    };
    let year = tree("transfer-1", "id=\"transfer-2\"");
    assert!(
        year.starts_with(", as it is on 2017-12-22/2017-12-31<"),
        "{year}"
    );
    let said = "This measure says nothing on 2017-01-01/2017-12-21; says prohibited on 2017-12-22/2017-12-31.";
    assert!(year.contains(said), "{year}");
    let any = tree("transfer-2", "id=\"transfer-3\"");
    let said = "This measure says nothing until 2017-12-21; says prohibited from 2017-12-22 on.";
    assert!(any.contains(said), "{any}");
    assert!(tree("transfer-3", "</body>").starts_with("</summary><ul"));
}

/// What a record says is told in words, not as a case writes it.
#[test]
fn a_page_shows_lists_without_brackets() {
    let case = scratch("formats", "lists").join("lists.ron");
    let text = r#"Case(records: [Record(
        id: "a", item: "diesel fuel", from: "CHN", to: "PRK", via: ["RUS", "MNG"], date: "2019-01-05",
        source: ["News Beast", "The Sun"],
        facts: {"notified_to_committee": true, "reported_total": "5 bbl"},
    )])"#;
    std::fs::write(&case, text).unwrap();
    let page = out(&interdict(&[
        "check",
        "-q",
        "--format",
        "html",
        case.to_str().unwrap(),
    ]));
    for said in [
        "<dt>source</dt><dd>News Beast; The Sun</dd>",
        "<dt>via</dt><dd>RUS; MNG</dd>",
        "<dt>facts</dt><dd>notified_to_committee: yes; reported_total: 5 bbl</dd>",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn json_is_as_the_published_schemas_say() {
    let report = schema("docs/schema/report.json");
    goldens("json", |output| {
        let text = out(output);
        if !text.is_empty() {
            valid(&report, &text);
        }
        text
    });
    let result = schema("docs/schema/result.json");
    goldens("ndjson", |output| {
        let text = out(output);
        text.lines().for_each(|line| valid(&result, line));
        text
    });
}

/// The reported transfers of this repository, under the built-in rules: limits, lists, links and all.
#[test]
fn what_is_said_of_the_cases_is_as_the_schemas_say() {
    let cases = "../../cases";
    for (format, path) in [
        ("json", "docs/schema/report.json"),
        ("sarif", "tests/data/sarif-schema-2.1.0.json"),
    ] {
        let output = interdict(&["check", "-q", "--ledger", "--format", format, cases]);
        assert_eq!(status(&output), 1);
        valid(&schema(path), &out(&output));
    }
}

/// The records of this repository that are JSON, and some that are none.
#[test]
fn records_are_as_the_published_schema_says() {
    let record = schema("docs/schema/record.json");
    let page = std::fs::read_to_string("docs/records.md").unwrap();
    let blocks: Vec<&str> = page.split("```").collect();
    let blocks = blocks.chunks_exact(2).map(|pair| pair[1]);
    let mut count = 0;
    for block in blocks {
        if let Some(json) = block.strip_prefix("json\n") {
            valid(&record, json);
            count += 1;
        }
        for line in block.strip_prefix("jsonl\n").unwrap_or_default().lines() {
            valid(&record, line);
            count += 1;
        }
    }
    assert!(count >= 3, "{count}");
    valid(
        &record,
        r#"{"title": "t", "transfers": [{"hs": "0306.17", "quantity": "2_000", "via": null,
            "wordings": ["a", {"text": "b", "source": "s"}], "facts": {"used": null, "range": "2 km"},
            "expect": {"verdict": "clear", "may": "2270/6"}}]}"#,
    );
    for wrong in [
        r#"{"from": "NOR"}"#,
        r#"{"item": "a", "dat": "2020"}"#,
        r#"{"item": "a", "date": 2020}"#,
        r#"{"item": "a", "quantity": -1}"#,
        r#"{"item": "a", "stage": "lost"}"#,
        r#"{"item": ["a", "b"]}"#,
        r#""rice""#,
    ] {
        let wrong: Value = serde_json::from_str(wrong).unwrap();
        assert!(!record.is_valid(&wrong), "{wrong}");
    }
}

#[test]
fn a_manifest_is_as_the_published_schema_says() {
    let path = scratch("formats", "manifest").join("run.json");
    let path = path.to_str().unwrap();
    let arguments = [
        "check",
        "--rules",
        RULES,
        "--manifest",
        path,
        "findings.csv",
    ];
    assert_eq!(status(&interdict(&arguments)), 1);
    valid(
        &schema("docs/schema/manifest.json"),
        &std::fs::read_to_string(path).unwrap(),
    );
}

#[test]
fn sarif_is_as_its_schema_says() {
    let sarif = schema("tests/data/sarif-schema-2.1.0.json");
    goldens("sarif", |output| {
        let text = out(output);
        valid(&sarif, &text);
        places_are_right(&serde_json::from_str(&text).unwrap());
        text
    });
    let mut text = String::new();
    for rules in [RULES, "doubtful.rule", "broken.rule"] {
        let output = interdict(&["lint", "--format", "sarif", rules]);
        valid(&sarif, &out(&output));
        let code = status(&output);
        writeln!(text, "==== {rules}: exit status {code}\n{}", out(&output)).unwrap();
    }
    golden("lint_sarif", &text);
}

/// Offsets in bytes are those of the words that lines and columns name, and levels go with kinds.
fn places_are_right(log: &Value) {
    let run = &log["runs"][0];
    for result in run["results"].as_array().unwrap() {
        assert_eq!(
            result["kind"] == "fail",
            result["level"] != "none",
            "{result}"
        );
        let id = &result["ruleId"];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert!(rules.iter().any(|rule| rule["id"] == *id), "{id}");
        let related = result["relatedLocations"].as_array();
        assert_eq!(related.is_none(), id == "unclassified", "{result}");
        let places = result["locations"].as_array().unwrap().iter();
        for place in places.chain(related.into_iter().flatten()) {
            let place = &place["physicalLocation"];
            let name = place["artifactLocation"]["uri"].as_str().unwrap();
            let text = std::fs::read_to_string(format!("tests/formats/{name}")).unwrap();
            let region = &place["region"];
            let number = |name: &str| usize::try_from(region[name].as_u64().unwrap()).unwrap();
            let start = number("byteOffset");
            let before = &text[..start];
            assert_eq!(before.matches('\n').count() + 1, number("startLine"));
            let line = before.rsplit('\n').next().unwrap();
            assert_eq!(line.chars().count() + 1, number("startColumn"));
            if let Some(snippet) = region["snippet"]["text"].as_str() {
                assert_eq!(&text[start..start + number("byteLength")], snippet);
            }
        }
    }
}

/// Offsets count the bytes of the file, with its byte order mark; where a file is read as another
/// text than it holds there are none.
#[test]
fn sarif_counts_the_bytes_of_the_file() {
    let folder = scratch("formats", "bytes");
    let table = std::fs::read_to_string("tests/formats/findings.csv").unwrap();
    let marked = folder.join("marked.csv");
    std::fs::write(&marked, format!("\u{feff}{table}")).unwrap();
    let first = |input: &str, more: &[&str]| -> Value {
        let start = ["check", "-q", "--format", "sarif", "--rules", RULES, input];
        let log: Value = serde_json::from_str(&out(&interdict(&[&start, more].concat()))).unwrap();
        log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"].clone()
    };
    let plain = first("findings.csv", &[]);
    let offset = |region: &Value| region["byteOffset"].as_u64();
    let shifted = first(marked.to_str().unwrap(), &[]);
    assert_eq!(offset(&shifted), offset(&plain).map(|offset| offset + 3));
    assert_eq!(shifted["startColumn"], plain["startColumn"]);
    let decoded = first("findings.csv", &["--encoding", "windows-1252"]);
    assert_eq!(
        (offset(&decoded), &decoded["startLine"]),
        (None, &plain["startLine"])
    );
}

#[test]
fn lint_writes_workflow_commands() {
    let mut text = String::new();
    for rules in [RULES, "doubtful.rule", "broken.rule"] {
        let output = interdict(&["lint", "--format", "github", rules]);
        let code = status(&output);
        writeln!(text, "==== {rules}: exit status {code}\n{}", out(&output)).unwrap();
    }
    golden("lint_github", &text);
}

#[test]
fn tests_are_told_to_other_programs() {
    for format in ["junit", "github"] {
        let mut text = String::new();
        for paths in [
            &[RULES][..],
            &[RULES, "case.ron"],
            &["broken.rule"],
            &[RULES, "unreadable.csv", "missing.csv"],
        ] {
            let start = ["test", "--cases", "20", "--format", format];
            let output = interdict(&[&start, paths].concat());
            let (code, written) = (status(&output), out(&output));
            if format == "junit" {
                let read = cases_of(&written);
                writeln!(text, "==== {}: exit status {code}", paths.join(" ")).unwrap();
                writeln!(text, "{written}\n---- read back\n{read}").unwrap();
            } else {
                writeln!(text, "==== {}: exit status {code}", paths.join(" ")).unwrap();
                writeln!(text, "{written}").unwrap();
            }
        }
        golden(&format!("test_{format}"), &text);
    }
}

/// What JUnit XML says, a line for each element.
fn cases_of(xml: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut text = String::new();
    let mut open: i32 = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => {
                open += 1;
                text.push_str(&named(&element));
            }
            Event::Empty(element) => text.push_str(&named(&element)),
            Event::End(_) => open -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0);
    text
}

fn named(element: &quick_xml::events::BytesStart<'_>) -> String {
    let name = element.name().as_ref().to_owned();
    let mut text = format!("{name}:");
    for attribute in element.attributes() {
        let attribute = attribute.unwrap();
        let key = attribute.key.as_ref().to_owned();
        if ["name", "message", "tests", "failures", "errors"].contains(&key.as_str()) {
            let value = quick_xml::escape::unescape(&attribute.value).unwrap();
            write!(text, " {key}={value}").unwrap();
        }
    }
    text + "\n"
}

/// What is asked for together and does not go together is refused before anything is read.
#[test]
fn what_does_not_go_together_is_refused() {
    for (arguments, said) in [
        (&["test", "--format", "json"][..], "--labels"),
        (
            &["test", "--format", "junit", "--labels", "x.jsonl"],
            "score",
        ),
        (
            &[
                "test",
                "--format",
                "junit",
                "--coverage",
                "--coverage-format",
                "json",
            ],
            "coverage",
        ),
        (
            &["check", "--format", "junit", "clean.csv"],
            "possible values",
        ),
        (&["lint", "--format", "md"], "possible values"),
    ] {
        let output = interdict(arguments);
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(err(&output).contains(said), "{}", err(&output));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn help_names_the_formats() {
    for (command, formats) in [
        (
            "check",
            &[
                "pretty", "short", "json", "ndjson", "csv", "parquet", "xlsx", "sarif", "github",
                "md",
            ][..],
        ),
        ("lint", &["pretty", "sarif", "github"]),
        ("test", &["pretty", "json", "github", "junit"]),
    ] {
        let help = out(&interdict(&[command, "--help"]));
        let page = std::fs::read_to_string("docs/formats.md").unwrap();
        for format in formats {
            assert!(help.contains(&format!("- {format}:")), "{command} {format}");
            assert!(page.contains(&format!("| `{format}` | ")), "{format}");
        }
    }
}

#[cfg(feature = "excel")]
#[test]
fn a_workbook_is_a_table_and_the_run() {
    goldens("xlsx", |output| match output.stdout.is_empty() {
        true => String::new(),
        false => cells(&output.stdout),
    });
}

/// The cells of a workbook, a line for each row, with the kind of each.
#[cfg(feature = "excel")]
fn cells(bytes: &[u8]) -> String {
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for name in book.sheet_names() {
        writeln!(text, "{name}").unwrap();
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(
            formulas
                .used_cells()
                .all(|(_, _, formula)| formula.is_empty())
        );
        let sheet = book.worksheet_range(&name).unwrap();
        for row in sheet.rows() {
            let cells: Vec<String> = row.iter().map(cell).collect();
            // The tables that are built in change with the program, and so do their digests.
            if cells[0] != "table" {
                writeln!(text, "  {}", cells.join(" ¦ ").trim_end()).unwrap();
            }
        }
    }
    text
}

#[cfg(feature = "excel")]
fn cell(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::DateTime(day) => format!("day {}", day.as_f64()),
        Data::Float(number) => format!("number {number}"),
        other => format!("{other:?}"),
    }
}

#[cfg(feature = "excel")]
#[test]
fn a_workbook_can_be_made_again() {
    let folder = scratch("formats", "again");
    let (book, run) = (folder.join("found.xlsx"), folder.join("run.json"));
    let paths = [book.to_str().unwrap(), run.to_str().unwrap()];
    let start = [
        "check",
        "--format",
        "xlsx",
        "--rules",
        RULES,
        "findings.csv",
    ];
    let more = [
        "-o",
        paths[0],
        "--manifest",
        paths[1],
        "--only",
        "prohibited",
    ];
    assert_eq!(status(&interdict(&[&start[..], &more].concat())), 1);
    let again = interdict(&["replay", paths[1]]);
    assert!(out(&again).contains("byte-identical"), "{}", out(&again));
    let text = cells(&std::fs::read(&book).unwrap());
    assert!(text.contains("option ¦ --only prohibited"), "{text}");
    assert!(!text.contains("9999/2"), "{text}");
}

fn schema(path: &str) -> jsonschema::Validator {
    // The published schema of SARIF has a bracket too many in the form of languages, of which we
    // write none; a strict reader of patterns refuses it.
    let text = std::fs::read_to_string(path)
        .unwrap()
        .replace("{2}]?$", "{2}$");
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn valid(schema: &jsonschema::Validator, text: &str) {
    let value: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> = schema
        .iter_errors(&value)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}\n{text}", errors.join("\n"));
}
