//! What must hold of every input: generated records, mangled files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use interdict::check::{Before, Checked, Checker, Depth, Subject, Supposed, names};
use interdict::law::{ConditionKind, RuleErrors, RuleSet, Silence};
use interdict::record::{Format, Names, Pieces, Record, RecordError, Records, read};
use interdict::report::{FindingReport, Style, render};
use interdict::source::SourceFile;
use interdict::terms::{Interval, Verdict};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::builtin().unwrap());
static CHECKER: LazyLock<Checker<'static>> = LazyLock::new(|| Checker::new(&RULES));
static NAMES: LazyLock<Names> = LazyLock::new(|| names(&RULES));

const CASES: &str = include_str!("../cases/dprk/2023-09-kim-visit.ron");

/// Descriptions that reach every branch of the vocabulary, mixed lines and unknown goods.
const ITEMS: &[&str] = &[
    "one-way attack drones",
    "drone",
    "reconnaissance drone",
    "quadcopter",
    "body armour",
    "assault rifle",
    "howitzers",
    "T-55 battle tank",
    "122 mm rockets",
    "artillery shells",
    "ammunition",
    "weapons",
    "gun",
    "rice",
    "food aid",
    "medicine",
    "rice, assault rifles",
    "AK magazines hidden in rice",
    "camouflage nets",
    "frobnicators",
    "Nodong missile",
    "KN-23 and KN-24 missiles",
    "diesel fuel",
    "crude oil",
    "silk rug",
    "snowmobiles",
    "rice, bone china tea set",
];

/// Ways to put an item, with what has a meaning in tables.
const WORDED: &[&str] = &[
    "ITEM",
    "\"ITEM\"",
    "the \"new\"\n\"ITEM\", 2",
    "used\r\nITEM; \"é\"",
    "2\" ITEM",
    "a\tITEM",
];

/// A record as the fields of a JSON object: anything, or what narrow rules reach.
fn record() -> impl Strategy<Value = Map<String, Value>> {
    let small_arms = any_record().prop_map(|mut fields| {
        for (name, value) in [
            ("item", "assault rifle"),
            ("from", "RUS"),
            ("to", "PRK"),
            ("date", "2012"),
        ] {
            fields.insert(name.into(), json!(value));
        }
        fields.remove("hs");
        fields.remove("category");
        fields
    });
    prop_oneof![5 => any_record(), 1 => small_arms]
}

/// A record of which each field may be missing.
fn any_record() -> impl Strategy<Value = Map<String, Value>> {
    let country = || select(vec!["PRK", "RUS", "CHN"]);
    let maybe =
        |chance: f64, values: Vec<&'static str>| prop::option::weighted(chance, select(values));
    let days = vec![
        "2006-01-01",
        "2007-05-01",
        "2009-06-11",
        "2012",
        "2016",
        "2016-03-02",
        "2017-09",
        "2018-01-10",
        "2023-09-17",
        "2015/2024",
    ];
    let facts = vec![
        "committee_approved",
        "notified_to_committee",
        "military_use_determined",
        "humanitarian",
        "livelihood_only",
        "military_specification",
        "fixed_wing",
        "beyond_natural_vision",
        "stable_in_gusts",
        "made_for_register_system",
        "notified_by_deadline",
        "designated_party",
        "price_of_whole_line",
        "national_luxury_list",
        "on_control_list",
        "for_servicing",
        "used",
    ];
    let places = (
        prop::option::weighted(0.8, country()),
        prop::option::weighted(0.8, country()),
        prop::option::weighted(0.2, country()),
    );
    let goods = (
        prop::option::weighted(0.85, select(ITEMS)),
        maybe(
            0.2,
            vec!["8806", "9306.90", "0802", "8458.11", "93", "10", "30"],
        ),
        maybe(0.1, vec!["attack_uav", "food", "arms", "body_armour"]),
    );
    let numbers = (
        maybe(0.3, vec!["20 km", "25 km", "400 km"]),
        maybe(0.3, vec!["20 min", "40 min", "2 h"]),
    );
    let amounts = (
        maybe(0.4, vec!["1", "2", "1000", "600000"]),
        maybe(0.8, vec!["units", "t", "bbl"]),
        maybe(0.4, vec!["90", "501", "2500", "5000"]),
        maybe(0.8, vec!["USD", "EUR"]),
    );
    let asked = (
        maybe(0.2, vec!["0 bbl", "499500 bbl", "525000 t"]),
        maybe(0.2, vec!["2017-09-10", "2017-12-22", "2017"]),
    );
    let answers = prop::collection::btree_map(select(facts), any::<bool>(), 0..4);
    (
        goods,
        places,
        maybe(0.9, days),
        answers,
        numbers,
        amounts,
        asked,
    )
        .prop_map(|(goods, places, date, answers, numbers, amounts, asked)| {
            let mut fields = Map::new();
            let mut put = |name: &str, value: Option<&str>| {
                fields.extend(value.map(|value| (name.to_owned(), json!(value))));
            };
            put("item", goods.0.or(Some("goods")));
            put("hs", goods.1);
            put("from", places.0);
            put("to", places.1);
            put("origin", places.2);
            put("date", date);
            put("quantity", amounts.0);
            put("unit", amounts.1);
            put("value", amounts.2);
            put("currency", amounts.3);
            fields.extend(
                goods
                    .2
                    .map(|category| ("category".to_owned(), json!([category]))),
            );
            let mut facts: BTreeMap<&str, Value> =
                answers.into_iter().map(|(k, v)| (k, json!(v))).collect();
            facts.extend(numbers.0.map(|range| ("range", json!(range))));
            facts.extend(numbers.1.map(|endurance| ("endurance", json!(endurance))));
            facts.extend(asked.0.map(|total| ("reported_total", json!(total))));
            facts.extend(asked.1.map(|day| ("contract_date", json!(day))));
            if !facts.is_empty() {
                fields.insert("facts".into(), json!(facts));
            }
            fields
        })
}

fn parse(fields: &Map<String, Value>) -> Record {
    let file = SourceFile::new("generated.json", Value::Object(fields.clone()).to_string());
    let mut read = read(&file, Format::Json, &NAMES);
    assert!(read.errors.is_empty(), "{:?}", read.errors);
    read.records.remove(0)
}

/// How a table is written.
#[derive(Debug, Clone)]
struct Form {
    delimiter: char,
    line_end: &'static str,
    quotes_all: bool,
    capitals: bool,
    ends_with_line: bool,
}

fn form() -> impl Strategy<Value = Form> {
    let delimiter = select(vec![',', ';', '\t']);
    let line_end = select(vec!["\n", "\r\n", "\n\n", "\r"]);
    let switches = (any::<bool>(), any::<bool>(), any::<bool>());
    (delimiter, line_end, switches).prop_map(
        |(delimiter, line_end, (quotes_all, capitals, ends_with_line))| Form {
            delimiter,
            line_end,
            quotes_all,
            capitals,
            ends_with_line,
        },
    )
}

impl Form {
    fn format(&self) -> Format {
        if self.delimiter == '\t' {
            Format::Tsv
        } else {
            Format::Csv
        }
    }

    fn cell(&self, value: &str) -> String {
        let special = |c: char| c == self.delimiter || "\"\r\n".contains(c);
        if self.quotes_all || value.contains(special) {
            format!("\"{}\"", value.replace('"', "\"\""))
        } else {
            value.to_owned()
        }
    }

    /// Records given as fields of JSON objects.
    fn table(&self, records: &[Map<String, Value>]) -> String {
        let records: Vec<BTreeMap<String, String>> = records.iter().map(cells).collect();
        let columns: BTreeSet<&String> = records.iter().flat_map(BTreeMap::keys).collect();
        let header = columns.iter().map(|name| match self.capitals {
            true => self.cell(&format!("{} ", name.to_uppercase())),
            false => self.cell(name),
        });
        let header = header.collect::<Vec<_>>();
        let rows = records.iter().map(|record| {
            let cells = columns.iter().map(|name| record.get(*name));
            let cells = cells.map(|value| self.cell(value.map_or("", String::as_str)));
            cells.collect::<Vec<_>>()
        });
        let lines = std::iter::once(header).chain(rows);
        let lines: Vec<String> = lines
            .map(|cells| cells.join(&self.delimiter.to_string()))
            .collect();
        let end = if self.ends_with_line {
            self.line_end
        } else {
            ""
        };
        lines.join(self.line_end) + end
    }
}

/// What stands in the cells of a record.
fn cells(fields: &Map<String, Value>) -> BTreeMap<String, String> {
    let value = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Array(texts) => {
            let texts = texts.iter().map(|text| text.as_str().unwrap());
            texts.collect::<Vec<_>>().join(";")
        }
        other => other.to_string(),
    };
    let mut cells = BTreeMap::new();
    for (name, field) in fields {
        match field {
            Value::Object(facts) => cells.extend(
                facts
                    .iter()
                    .map(|(fact, answer)| (format!("facts.{fact}"), value(answer))),
            ),
            field => drop(cells.insert(name.clone(), value(field))),
        }
    }
    cells
}

/// What each finding quotes of a record, as `unescape` reads it.
fn quoted(record: &Record, unescape: impl Fn(&str) -> String) -> Vec<(String, String, String)> {
    let findings = CHECKER.check(record, None).findings;
    let because = findings.into_iter().flat_map(|finding| finding.because);
    because
        .map(|because| {
            let quote = because.span.map(|span| record.file.quote(span));
            (
                because.field,
                because.text,
                unescape(quote.unwrap_or_default()),
            )
        })
        .collect()
}

fn case_records() -> Vec<Record> {
    let file = SourceFile::new("cases.ron", CASES);
    let read = read(&file, Format::Ron, &NAMES);
    assert!(read.errors.is_empty());
    read.records
        .iter()
        .flat_map(Record::in_every_wording)
        .collect()
}

/// The facts of which a record's silence says something, by declaration or where a rule asks them.
static ASSUMED: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut assumed = BTreeSet::new();
    for fact in RULES.facts.iter().filter(|f| f.silence != Silence::Unknown) {
        assumed.insert(fact.name.clone());
    }
    let measures = RULES.paragraphs.iter().flat_map(|p| &p.measures);
    for measure in measures {
        let lifts = measure.lifts.iter().map(|lift| &lift.condition);
        for condition in lifts.chain(&measure.allowed).chain([&measure.covers]) {
            condition.walk(&mut |part| {
                if let ConditionKind::Fact(fact, Some(_)) = part.kind {
                    assumed.insert(RULES.facts[fact.index()].name.clone());
                }
            });
        }
    }
    assumed
});

fn contradict(before: Verdict, after: Verdict) -> bool {
    let (one, other) = (Verdict::Prohibited, Verdict::Clear);
    (before, after) == (one, other) || (before, after) == (other, one)
}

/// Whether the description of goods states a fact.
fn words_state(fields: &Map<String, Value>, fact: &str) -> bool {
    let item = fields.get("item").and_then(Value::as_str);
    let goods = CHECKER.classifier().goods(item, &[], None);
    let says = goods.iter().flat_map(|goods| &goods.says);
    RULES
        .fact(fact)
        .is_some_and(|fact| says.map(|(said, _)| *said).any(|said| said == fact))
}

/// A record once for each field that it can lack, or date that it can have more roughly.
fn poorer(record: &Record) -> Vec<(String, Record)> {
    let mut all: Vec<(String, Record)> = Vec::new();
    let mut without = |what: &str, change: &dyn Fn(&mut Record)| {
        let mut poorer = record.clone();
        change(&mut poorer);
        all.push((what.to_owned(), poorer));
    };
    without("from", &|r| r.from = None);
    without("to", &|r| r.to = None);
    without("via", &|r| r.via.clear());
    without("date", &|r| r.date = None);
    without("end_user", &|r| r.end_user = None);
    without("consignee", &|r| r.consignee = None);
    without("consignor", &|r| r.consignor = None);
    without("sender_is", &|r| r.sender_is.clear());
    without("recipient_is", &|r| r.recipient_is.clear());
    without("quantity", &|r| r.quantity = None);
    without("unit", &|r| r.unit = None);
    without("value", &|r| r.value = None);
    without("currency", &|r| r.currency = None);
    without("flag", &|r| r.flag = None);
    for fact in record.facts.keys().filter(|name| !ASSUMED.contains(*name)) {
        without(fact, &|r| r.facts.retain(|name, _| name != fact));
    }
    if let Some(date) = record.date {
        let first = date.value.first();
        for rough in [
            format!("{:04}-{:02}", first.year(), first.month()),
            format!("{:04}", first.year()),
        ] {
            let rough = Interval::parse(&rough).unwrap();
            without("day", &|r| r.date = Some(date.with(rough)));
        }
    }
    all
}

#[test]
fn a_poorer_record_of_a_case_never_contradicts() {
    let mut tried = 0;
    for record in case_records() {
        let before = CHECKER.check(&record, None).verdict;
        for (what, poorer) in poorer(&record) {
            let after = CHECKER.check(&poorer, None).verdict;
            assert!(
                !contradict(before, after),
                "{} without {what}: {before} became {after}",
                record.id
            );
            tried += usize::from(before != after);
        }
    }
    assert!(tried > 20, "only {tried} changed anything");
}

fn explanation_agrees(record: &Record) {
    let (explained, truth) = (
        CHECKER.explained_verdicts(record),
        CHECKER.true_verdicts(record),
    );
    let measured = truth.iter().filter(|(citation, _)| {
        let id = RULES.paragraph(citation).unwrap();
        !RULES.paragraphs[id.index()].measures.is_empty()
    });
    let explained: BTreeMap<_, _> = explained.into_iter().collect();
    for (citation, verdict) in measured {
        assert_eq!(
            explained[citation],
            *verdict,
            "{citation} of {}",
            record.file.text()
        );
    }
    let checked = CHECKER.check(record, None);
    for finding in &checked.findings {
        let Some(paragraph) = finding.paragraph(&RULES) else {
            continue;
        };
        assert_eq!(explained[&paragraph.citation], finding.verdict);
    }
}

/// Every span that a finding shows quotes words inside its file.
fn spans_quote(record: &Record) {
    let checked = CHECKER.check(record, None);
    for because in checked.findings.iter().flat_map(|finding| &finding.because) {
        let rule = RULES.quote(because.rule);
        assert!(!rule.is_empty());
        if let Some(span) = because.span {
            assert!(!record.file.quote(span).is_empty(), "{because:?}");
        }
    }
    for finding in &checked.findings {
        let report = render(
            &FindingReport::new(finding, record, &RULES),
            &Style::plain(80),
        );
        assert!(!report.contains("Failed to read contents"), "{report}");
    }
}

/// Rows, and what goes wrong in them.
const PIECES_OF_TABLES: &[&str] = &[
    "rice,CHN,PRK\n",
    "\"rice, \nwhite\",CHN,PRK\r\n",
    "é \"\" gun,CHN,PRK\n",
    "\"a \"\"gun\"\"\",RUS,\n",
    "rice,CHN\n",
    "rice,Atlantis,PRK\n",
    "\n",
    ",,\n",
    "\"rice,CHN,PRK\n",
];

/// What was read, with its places: records, and faults.
type Told = (
    Vec<(String, Option<String>, usize, usize)>,
    Vec<(String, usize, usize)>,
    usize,
);

fn same_in_pieces(text: &str, format: Format, size: usize) {
    let told = |records: &Records| -> Told {
        let record = |r: &Record| {
            let item = r.item.as_ref().map(|item| item.value.clone());
            (
                r.id.clone(),
                item,
                r.file.line(r.span.start),
                r.file.in_whole(r.span).start,
            )
        };
        let fault = |e: &RecordError| {
            let span = e.span();
            (
                e.fault.to_string(),
                e.file.line(span.start),
                e.file.in_whole(span).start,
            )
        };
        let errors = records.errors.iter().map(fault).collect();
        (
            records.records.iter().map(record).collect(),
            errors,
            records.unread,
        )
    };
    let whole = told(&read(&SourceFile::new("a", text), format, &NAMES));
    if whole.0.is_empty() && whole.2 == 0 {
        // That a file holds nothing cannot be seen from a piece of it.
        return;
    }
    let input = Box::new(std::io::Cursor::new(text.as_bytes().to_vec()));
    let pieces = Pieces::new("a", input, format, &NAMES).of_size(size);
    let mut all: Told = Default::default();
    let mut seen = 0;
    for piece in pieces {
        let mut records = piece.unwrap().read(&NAMES);
        records
            .records
            .iter_mut()
            .for_each(|record| record.count_before(seen));
        seen += records.seen;
        let (records, faults, unread) = told(&records);
        all.0.extend(records);
        all.1.extend(faults);
        all.2 += unread;
    }
    assert_eq!(all, whole, "{text:?} {size}");
}

/// Whether the batch reading gives records the verdicts that Truth gives each of them.
fn batch_agrees(records: &[Record]) {
    let together = CHECKER.verdicts_together(&records.iter().collect::<Vec<_>>());
    assert_eq!(together.len(), records.len());
    for (record, (paragraphs, verdict)) in records.iter().zip(together) {
        let truth = CHECKER.true_verdicts(record).into_iter();
        let truth: Vec<_> = truth.filter(|(_, said)| *said != Verdict::Clear).collect();
        assert_eq!(paragraphs, truth, "{record:?}");
        assert_eq!(verdict, CHECKER.check(record, None).verdict, "{record:?}");
    }
}

proptest! {
    // Each case is many records.
    #![proptest_config(ProptestConfig { cases: 30, ..ProptestConfig::default() })]

    /// Many records together get the verdicts that each gets alone.
    #[test]
    fn the_batch_reading_and_truth_agree(all in prop::collection::vec(record(), 1..40)) {
        let records: Vec<Record> = all.iter().map(parse).collect();
        batch_agrees(&records);
    }

    /// And so all the rest of a result.
    #[test]
    fn records_checked_together_are_checked_alike(all in prop::collection::vec(record(), 16..24)) {
        let records: Vec<Record> = all.iter().map(parse).collect();
        let after = records.iter().map(|record| (record, Before::default()));
        let together = CHECKER.check_many(after, None, Depth::Whole);
        prop_assert_eq!(together.len(), records.len());
        for (record, checked) in records.iter().zip(together) {
            let alone = CHECKER.check(record, None);
            prop_assert_eq!(format!("{alone:?}"), format!("{checked:?}"));
        }
    }

    /// What is worked out for verdicts alone is no more than that, and no less.
    #[test]
    fn verdicts_alone_are_those_of_the_findings(all in prop::collection::vec(record(), 16..24)) {
        let records: Vec<Record> = all.iter().map(parse).collect();
        let at = |depth| {
            let after = records.iter().map(|record| (record, Before::default()));
            CHECKER.check_many(after, None, depth)
        };
        for (brief, whole) in at(Depth::Verdicts).iter().zip(&at(Depth::Whole)) {
            prop_assert_eq!(brief.verdict, whole.verdict);
            let said = |checked: &Checked| -> Vec<_> {
                let findings = checked.findings.iter();
                findings.map(|finding| (finding.subject, finding.verdict)).collect()
            };
            prop_assert_eq!(said(brief), said(whole));
            let mut worked_out = brief.findings.iter().filter(|finding| matches!(finding.subject, Subject::Paragraph(..)));
            prop_assert!(worked_out.all(|finding| finding.missing.questions.is_empty() && finding.because.is_empty()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// A file read in pieces holds what it holds as a whole, in the same places.
    #[test]
    fn pieces_hold_what_the_whole_holds(
        rows in prop::collection::vec(select(PIECES_OF_TABLES), 1..30),
        size in 1_usize..60,
    ) {
        let table = format!("item,from,to\n{}", rows.concat());
        same_in_pieces(&table, Format::Csv, size);
        let lines: String = rows.iter().map(|row| format!("{{\"item\": {row:?}}}\n")).collect();
        same_in_pieces(&lines, Format::JsonLines, size);
    }

    #[test]
    fn explanation_and_truth_agree(fields in record()) {
        let record = parse(&fields);
        explanation_agrees(&record);
        spans_quote(&record);
    }

    /// What decides is named: where a paragraph is undetermined, something is missing.
    #[test]
    fn what_is_undetermined_says_what_is_missing(fields in record()) {
        let record = parse(&fields);
        let checked = CHECKER.check(&record, None);
        for finding in checked.findings.iter().filter(|f| f.verdict == Verdict::Undetermined) {
            prop_assert!(!finding.missing.questions.is_empty(), "{finding:?}");
            let said = finding.paragraph(CHECKER.rules()).map(|p| p.citation.clone());
            let answers = checked.assumed.iter();
            for one in answers.filter(|one| matches!(one.supposed, Supposed::Answer(..))) {
                let asked = finding.missing.questions.iter().any(|question| {
                    question.field(CHECKER.rules()) == one.supposed.name(CHECKER.rules())
                });
                let assumed = said.as_ref().is_some_and(|said| one.matters_to.contains(said));
                prop_assert!(!(asked && assumed), "both assumed and missing: {one:?}");
            }
        }
    }

    /// A field less is never a contradiction: what was prohibited does not become clear, and
    /// what was clear does not become prohibited. Left alone are the goods' own evidence, facts
    /// whose silence is assumed, and the origin, whose silence connects nothing.
    #[test]
    fn a_missing_field_never_contradicts(fields in record(), drop in any::<Index>()) {
        let deletable = |name: &&String| !matches!(name.as_str(), "item" | "hs" | "category" | "facts" | "origin");
        let names: Vec<String> = fields.keys().filter(deletable).cloned().collect();
        // Sender and receiver differ, so that each tells what the other is not.
        prop_assume!(!names.is_empty() && (fields.get("to") != fields.get("from")));
        let before = CHECKER.check(&parse(&fields), None).verdict;
        let mut fewer = fields.clone();
        fewer.remove(drop.get(&names));
        let after = CHECKER.check(&parse(&fewer), None).verdict;
        prop_assert!(!contradict(before, after), "{before} became {after}");
    }

    /// The same of facts whose silence means nothing, and that no words state instead.
    #[test]
    fn a_missing_fact_never_contradicts(fields in record(), drop in any::<Index>()) {
        let facts = fields.get("facts").and_then(Value::as_object).cloned().unwrap_or_default();
        let names = facts.keys().filter(|name| !ASSUMED.contains(*name));
        let names: Vec<&String> = names.filter(|name| !words_state(&fields, name)).collect();
        prop_assume!(!names.is_empty());
        let before = CHECKER.check(&parse(&fields), None).verdict;
        let mut fewer = fields.clone();
        let name = *drop.get(&names);
        fewer["facts"].as_object_mut().unwrap().remove(name);
        let checked = CHECKER.check(&parse(&fewer), None);
        // Some rules assume an answer where others leave it open, and the result names it.
        let mut assumed = checked.assumed.iter();
        prop_assume!(!assumed.any(|one| one.supposed.name(CHECKER.rules()) == *name));
        let after = checked.verdict;
        prop_assert!(!contradict(before, after), "{before} became {after}");
    }

    /// A rougher date is never a contradiction.
    #[test]
    fn a_rougher_date_never_contradicts(fields in record(), year in 2005_u32..2025, month in 1_u32..13, day in 1_u32..29) {
        let mut fields = fields;
        let mut verdict = |date: String| {
            fields.insert("date".into(), json!(date));
            CHECKER.check(&parse(&fields), None).verdict
        };
        let exact = verdict(format!("{year}-{month:02}-{day:02}"));
        for rough in [format!("{year}-{month:02}"), format!("{year}")] {
            let rough = verdict(rough);
            prop_assert!(rough == exact || rough == Verdict::Undetermined, "{exact} became {rough}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    /// The same records as a table have the same verdicts, for the same words.
    #[test]
    fn tables_say_what_json_says(
        records in prop::collection::vec((record(), select(WORDED)), 1..4),
        form in form(),
    ) {
        let worded = records.into_iter().map(|(mut fields, wording)| {
            let item = fields["item"].as_str().unwrap();
            fields["item"] = json!(wording.replace("ITEM", item));
            fields
        });
        let records: Vec<_> = worded.collect();
        let file = SourceFile::new("generated", form.table(&records));
        let table = read(&file, form.format(), &NAMES);
        prop_assert!(table.errors.is_empty(), "{:?}\n{}", table.errors, file.text());
        prop_assert_eq!(table.records.len(), records.len());
        for (row, fields) in table.records.iter().zip(&records) {
            let record = parse(fields);
            prop_assert_eq!(CHECKER.true_verdicts(row), CHECKER.true_verdicts(&record));
            let of_row = quoted(row, |text| text.replace("\"\"", "\""));
            let of_record = quoted(&record, |text| serde_json::from_str(&format!("\"{text}\"")).unwrap());
            prop_assert_eq!(of_row, of_record);
            spans_quote(row);
        }
    }

    /// The place of a cell quotes what it says.
    #[test]
    fn every_cell_has_its_place(
        rows in prop::collection::vec(prop::collection::vec("[ -~é武\"\"\n\r\t;,]{0,9}", 3), 1..5),
        form in form(),
    ) {
        let columns = ["consignor", "remarks", "title"];
        let records: Vec<Map<String, Value>> = rows
            .iter()
            .map(|cells| {
                let cells = columns.iter().zip(cells).map(|(name, cell)| ((*name).to_owned(), json!(cell)));
                cells.chain([("item".to_owned(), json!("rice"))]).collect()
            })
            .collect();
        // A quote at the margin of a cell says nothing of what is inside.
        let form = Form { quotes_all: true, ..form };
        let file = SourceFile::new("generated", form.table(&records));
        let table = read(&file, form.format(), &NAMES);
        prop_assert!(table.errors.is_empty(), "{:?}\n{}", table.errors, file.text());
        for (record, cells) in table.records.iter().zip(&rows) {
            for (text, cell) in [&record.consignor, &record.remarks, &record.title].into_iter().zip(cells) {
                let said = text.as_ref().map_or("", |text| text.value.as_str());
                prop_assert_eq!(said, cell.trim());
                let place = text.as_ref().map(|text| file.quote(text.span));
                prop_assert_eq!(place.unwrap_or_default().replace("\"\"", "\""), said);
            }
        }
    }
}

#[test]
fn explanation_and_truth_agree_on_every_case() {
    let records = case_records();
    assert!(records.len() > 10);
    for record in &records {
        explanation_agrees(record);
        spans_quote(record);
    }
}

/// The generator reaches every verdict, so that the properties above say something.
#[test]
fn generated_records_reach_every_verdict() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<Verdict, usize> = BTreeMap::new();
    for _ in 0..1000 {
        let fields = record().new_tree(&mut runner).unwrap().current();
        *seen
            .entry(CHECKER.check(&parse(&fields), None).verdict)
            .or_default() += 1;
    }
    for verdict in Verdict::ALL {
        assert!(
            seen.get(&verdict).is_some_and(|count| *count >= 3),
            "{verdict}: {seen:?}"
        );
    }
}

#[test]
fn the_order_of_rule_files_changes_nothing() {
    let files = |reversed: bool| {
        let mut files: Vec<Arc<SourceFile>> = RULES.files.clone();
        if reversed {
            files.reverse();
        }
        files
    };
    let (one, two) = (
        RuleSet::from_files(files(false)).unwrap(),
        RuleSet::from_files(files(true)).unwrap(),
    );
    assert_eq!(one.digest, two.digest);
    let (first, second) = (Checker::new(&one), Checker::new(&two));
    for record in case_records() {
        assert_eq!(first.true_verdicts(&record), second.true_verdicts(&record));
    }
}

/// A change to a text: characters taken out, put in or doubled, or the text cut off.
#[derive(Debug, Clone)]
enum Mangle {
    Cut(Index),
    Delete(Index, usize),
    Insert(Index, &'static str),
    Swap(Index, Index),
}

fn mangle() -> impl Strategy<Value = Mangle> {
    let bits = vec![
        "\"",
        "(",
        ")",
        ",",
        "\n",
        "#",
        "\\",
        "é",
        "武",
        "\u{0}",
        "\u{202e}",
        "and",
        "until 2016-13-01",
        "[",
        "{",
        "paragraph 6",
        "\t",
        "\r",
        ";",
        "\u{feff}",
        "  ",
        "not not",
    ];
    prop_oneof![
        1 => any::<Index>().prop_map(Mangle::Cut),
        3 => (any::<Index>(), 1_usize..12).prop_map(|(at, length)| Mangle::Delete(at, length)),
        3 => (any::<Index>(), select(bits)).prop_map(|(at, bit)| Mangle::Insert(at, bit)),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Mangle::Swap(a, b)),
    ]
}

fn mangled(text: &str, changes: &[Mangle]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for change in changes {
        let length = characters.len() + 1;
        match change {
            Mangle::Cut(at) => characters.truncate(at.index(length)),
            Mangle::Delete(at, count) => {
                let start = at.index(length);
                let end = (start + count).min(characters.len());
                characters.drain(start..end);
            }
            Mangle::Insert(at, bit) => {
                let start = at.index(length);
                characters.splice(start..start, bit.chars());
            }
            Mangle::Swap(a, b) if characters.len() > 1 => {
                let (a, b) = (a.index(characters.len()), b.index(characters.len()));
                characters.swap(a, b);
            }
            Mangle::Swap(..) => {}
        }
    }
    characters.into_iter().collect()
}

fn check_rule_errors(errors: &RuleErrors) {
    assert!(!errors.errors.is_empty());
    for error in &errors.errors {
        let report = render(error, &Style::plain(80));
        assert!(!report.contains("Failed to read contents"), "{report}");
        assert!(
            !report.contains('\u{202e}') && !report.contains('\u{0}'),
            "{report:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn mangled_rule_files_give_errors_or_rules(which in any::<Index>(), changes in prop::collection::vec(mangle(), 1..5)) {
        let which = which.index(RULES.files.len());
        let files = RULES.files.iter().enumerate().map(|(index, file)| {
            let text = if index == which { mangled(file.text(), &changes) } else { file.text().to_owned() };
            SourceFile::new(file.name(), text)
        });
        if let Err(errors) = RuleSet::from_files(files.collect()) {
            check_rule_errors(&errors);
        }
    }

    #[test]
    fn mangled_tables_give_errors_or_records(
        records in prop::collection::vec((record(), select(WORDED)), 1..4),
        form in form(),
        changes in prop::collection::vec(mangle(), 1..6),
    ) {
        let worded = records.into_iter().map(|(mut fields, wording)| {
            fields["item"] = json!(wording);
            fields
        });
        let text = mangled(&form.table(&worded.collect::<Vec<_>>()), &changes);
        for format in [form.format(), Format::of_text(&text)] {
            let file = SourceFile::new("mangled", text.clone());
            let read = read(&file, format, &NAMES);
            prop_assert!(!read.records.is_empty() || !read.errors.is_empty());
            for label in read.errors.iter().flat_map(|error| &error.labels) {
                let inside = file.text().get(label.span.start..label.span.end);
                prop_assert!(inside.is_some_and(|words| !words.is_empty() || file.text().trim().is_empty()));
            }
            for error in &read.errors {
                let report = render(error, &Style::plain(80));
                prop_assert!(!report.contains("Failed to read contents"), "{}", report);
            }
            for record in &read.records {
                spans_quote(record);
            }
        }
    }

    #[test]
    fn mangled_records_give_errors_or_records(changes in prop::collection::vec(mangle(), 1..5), format in select(vec![Format::Ron, Format::Json, Format::JsonLines])) {
        let text = match format {
            Format::Ron => CASES.to_owned(),
            _ => json!({"id": "a", "item": "é \"drones\"", "to": "PRK", "facts": {"range": "30 km"}}).to_string(),
        };
        let file = SourceFile::new("mangled", mangled(&text, &changes));
        let read = read(&file, format, &NAMES);
        prop_assert!(!read.records.is_empty() || !read.errors.is_empty());
        for error in &read.errors {
            let report = render(error, &Style::plain(80));
            prop_assert!(!report.contains("Failed to read contents"), "{}", report);
        }
        for record in &read.records {
            spans_quote(record);
        }
    }
}
