//! Other people's tables, read by a mapping: the mappings that come with the program on files of
//! their form, everything that can be wrong with a mapping, and the places of what is read.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use interdict::check::names;
use interdict::law::RuleSet;
use interdict::record::{
    Format, Mapping, Names, Pieces, Record, Records, TableForm, read_as, shipped_mapping,
    shipped_mappings,
};
use interdict::report::{Style, render};
use interdict::source::{SourceFile, Span};

fn interdict(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .env_remove("NO_GRAPHICS");
    command.stdin(Stdio::null()).output().unwrap()
}

fn said(output: &Output) -> String {
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(text).unwrap()
}

/// A folder of this test's own.
fn scratch(name: &str) -> PathBuf {
    support::scratch("mapping", name)
}

fn known() -> Names {
    names(&RuleSet::builtin().unwrap())
}

fn form(mapping: &str) -> TableForm {
    let file = SourceFile::new("map.toml", mapping);
    let mapping = Mapping::parse(&file, &known());
    let mapping = mapping.unwrap_or_else(|faults| panic!("{:?}", faults.errors));
    TableForm::new(None, None, Some(mapping)).unwrap()
}

fn mapped(mapping: &str, table: &str) -> Records {
    let file = SourceFile::new("a.csv", table);
    read_as(&file, Format::Csv, &known(), &form(mapping))
}

fn told(records: &Records) -> Vec<String> {
    records.errors.iter().map(ToString::to_string).collect()
}

fn golden() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("mappings/golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

#[test]
fn each_mapping_that_comes_with_the_program_reads_a_file_of_its_form() {
    golden().bind(|| {
        for name in shipped_mappings() {
            let file = format!("tests/mappings/{name}.csv");
            let run = interdict(&["check", "--map", name, "--format", "short", &file]);
            insta::assert_snapshot!(name, said(&run));
        }
    });
}

#[test]
fn everything_wrong_with_a_mapping_is_told_at_once() {
    let names = known();
    golden().bind(|| {
        insta::glob!("mappings/broken", "*.toml", |path| {
            let text = std::fs::read_to_string(path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy();
            let file = SourceFile::new(name, text);
            let faults = Mapping::parse(&file, &names).unwrap_err();
            let style = Style::plain(90);
            let reports = faults.errors.iter().map(|fault| render(fault, &style));
            insta::assert_snapshot!("broken", reports.collect::<Vec<_>>().join("\n"));
        });
    });
}

#[test]
fn values_are_read_in_the_form_that_is_stated() {
    let mapping = r#"
        [fields]
        item = { columns = ["Weapon description", "Weapon designation"], join = " / " }
        quantity = { column = "Weight", decimal = ",", thousands = "." }
        unit = { column = "Weight unit", values = { "Weight in kilograms" = "kg" } }
        from = { column = "exporter", values = { "Rep. of Korea" = "KOR", "Other nes" = "" } }
        to = { constant = "PRK" }
        via = { column = "Transit", separator = "/", values = { "Ruritania" = "RUS", "sea" = "" } }
        date = { column = "Day", format = ["D.M.YYYY", "Mon YYYY"] }
        hs = { column = "Code", edition = { column = "Nomenclature", values = { H5 = "2017" } } }
        facts.used = { column = "Condition", values = { "second hand" = "yes", "new" = "no" } }
    "#;
    let table = "Weapon designation;Weapon description;Weight;Weight Unit;EXPORTER;Transit;Day;\
        Code;Nomenclature;Condition\n\
        T-55;tank;1.234,5;weight in Kilograms;rep. of korea;CHN/Mongolia/Sea/ruritania;7.6.2016;871000;H5;New\n\
        ;\"a \"\"big\"\" gun\";7;t;Other nes;;Sept 2016;8710;;second HAND\n";
    let read = mapped(mapping, table);
    assert!(read.errors.is_empty(), "{:?}", told(&read));
    let shown = |record: &Record| {
        let item = record.item.as_ref().unwrap().value.clone();
        let from = record.from.as_ref().map(|from| from.value.name());
        let via: Vec<String> = record.via.iter().map(|via| via.value.to_string()).collect();
        let quantity = record.quantity.as_ref().unwrap().value;
        let unit = record.unit.as_ref().unwrap().value;
        let date = record.date.as_ref().unwrap().value;
        let hs = record.hs.as_ref().unwrap();
        let used = record.facts["used"].value;
        let hs = (hs.value.edition(), hs.value.digits().to_owned());
        format!(
            "{item} | {from:?} | {via:?} | {quantity} {} | {date} | {hs:?} | {used:?}",
            unit.symbol()
        )
    };
    let shown: Vec<String> = read.records.iter().map(shown).collect();
    assert_eq!(
        shown,
        [
            "tank / T-55 | Some(\"South Korea\") | [\"CHN\", \"MNG\", \"RUS\"] | 1234.5 kg | 2016-06-07 \
             | (Some(2017), \"871000\") | YesNo(false)",
            "a \"big\" gun | None | [] | 7 t | 2016-09 | (None, \"8710\") | YesNo(true)",
        ]
    );
}

#[test]
fn each_word_that_is_read_has_its_place_in_the_file() {
    let mapping = r#"
        [fields]
        item = { columns = ["B", "A", "C"], join = ", " }
        from = { column = "D", values = { "Ruritania (old)" = "RUS" } }
        date = { column = "E", format = "DD/MM/YYYY" }
    "#;
    let table = "A,B,C,D,E\nlast,\"the \"\"first\"\" one\",end,Ruritania (old),01/02/2016\n";
    let read = mapped(mapping, table);
    assert!(read.errors.is_empty(), "{:?}", told(&read));
    let record = &read.records[0];
    let item = record.item.as_ref().unwrap();
    assert_eq!(item.value, "the \"first\" one, last, end");
    let quoted = |words: &str| {
        let at = item.value.find(words).unwrap();
        read.file
            .quote(item.place(Span::new(at, at + words.len())))
            .to_owned()
    };
    for word in ["the", "first", "one", "last", "end"] {
        assert_eq!(quoted(word), word);
    }
    // What reaches over cells that stand in another order shows where it begins.
    assert_eq!(quoted("one, last"), "one");
    assert_eq!(quoted("last, end"), "last,\"the \"\"first\"\" one\",end");
    assert_eq!(
        read.file.quote(record.from.as_ref().unwrap().span),
        "Ruritania (old)"
    );
    assert_eq!(
        read.file.quote(record.date.as_ref().unwrap().span),
        "01/02/2016"
    );
}

#[test]
fn what_does_not_fit_its_form_is_a_fault_of_its_record() {
    let mapping = r#"
        [fields]
        item = "Goods"
        quantity = { column = "Kilos", thousands = "," }
        date = { column = "Day", format = ["D/M/YYYY", "M/D/YYYY"] }
    "#;
    let table = "Goods,Kilos,Day\nrice,\"1,200.5\",17/6/2016\nwheat,\"1.200,5\",5/6/2016\n\
        flour,1,2016-06-17\nsalt,2,6/6/2016\nsugar,#N/A,7/25/2016\n";
    let read = mapped(mapping, table);
    let items: Vec<_> = read
        .records
        .iter()
        .map(|r| &r.item.as_ref().unwrap().value)
        .collect();
    assert_eq!(items, ["rice", "salt"]);
    assert_eq!((read.seen, read.unread), (5, 3));
    assert_eq!(
        told(&read),
        [
            "`1.200,5` is not a number of the form `1,234.5`",
            "`5/6/2016` is not a date of the form `D/M/YYYY` or `M/D/YYYY` alone",
            "`2016-06-17` is not a date of the form `D/M/YYYY` or `M/D/YYYY` alone",
            "the cell holds the error `#N/A` of a spreadsheet",
        ]
    );
    let places: Vec<&str> = read
        .errors
        .iter()
        .map(|e| read.file.quote(e.span()))
        .collect();
    assert_eq!(places, ["1.200,5", "5/6/2016", "2016-06-17", "#N/A"]);
}

#[test]
fn rows_are_read_by_what_one_of_their_columns_says_or_skipped() {
    let mapping = r#"
        [fields]
        item = "Goods"
        from = "Partner"
        to = "Reporter"
        remarks = { constant = "as imported" }
        [[when]]
        column = "Flow"
        values = ["X", "re-export"]
        fields.from = "Reporter"
        fields.to = "Partner"
        [[skip]]
        column = "Goods"
        values = ["total"]
    "#;
    let table = "Goods,Flow,Partner,Reporter\nrice,M,RUS,PRK\nTOTAL,M,RUS,PRK\n\
        salt,Re-Export,RUS,PRK\n";
    let read = mapped(mapping, table);
    let shown = |record: &Record| {
        let from = record.from.as_ref().unwrap().value;
        format!("{} from {from}", record.id)
    };
    let shown: Vec<String> = read.records.iter().map(shown).collect();
    assert_eq!(shown, ["1 from RUS", "3 from PRK"]);
    assert_eq!((read.seen, read.unread, read.skipped), (3, 0, 1));
}

#[test]
fn what_a_mapping_passes_over_is_counted() {
    let folder = scratch("mapping-skipped");
    let mapping = "[fields]\nitem = 'Goods'\n[[skip]]\ncolumn = 'Goods'\nvalues = ['total']\n";
    std::fs::write(folder.join("map.toml"), mapping).unwrap();
    std::fs::write(folder.join("a.csv"), "Goods\nrice\ntotal\nsalt\nTOTAL\n").unwrap();
    let check = |form: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
        command
            .current_dir(&folder)
            .args(["check", "--map", "map.toml", "--format", form, "a.csv"]);
        command.output().unwrap()
    };
    let counts = [
        "     2  records",
        "     1  undetermined",
        "     1  clear",
        "     2  passed over by the mapping",
    ];
    let run = check("pretty");
    assert!(said(&run).contains(&counts.join("\n")), "{}", said(&run));
    let json: serde_json::Value = serde_json::from_slice(&check("json").stdout).unwrap();
    assert_eq!(json["summary"]["skipped"], 2);
    assert_eq!(json["summary"]["records"], 2);
    let page = String::from_utf8(check("html").stdout).unwrap();
    let told = "passed over by the mapping</th><td class=\"number\">2</td>";
    assert!(page.contains(told));
}

#[test]
fn columns_that_a_table_lacks_and_those_of_which_nothing_is_known_are_told_once() {
    let mapping = r#"
        [fields]
        item = "cmdDesc"
        from = { any_of = ["Sender", "Shipper"] }
        date = { column = "Day", optional = true }
        quantity = { column = "cmdDesc" }
    "#;
    let read = mapped(
        mapping,
        "cmdDescr,Shiper,colour\nrice,RUS,red\nsalt,RUS,red\n",
    );
    assert_eq!((read.records.len(), read.unread), (0, 2));
    assert_eq!(
        told(&read),
        [
            "no column is named `cmdDesc`, which the mapping reads for `item`",
            "no column is named `Sender` or `Shipper`, which the mapping reads for `from`",
        ]
    );
    let help = miette::Diagnostic::help(&read.errors[1])
        .unwrap()
        .to_string();
    assert_eq!(help, "did you mean `Shiper`?");
    let mapping = "[fields]\nitem = 'Goods'\n[ignored]\ncolumns = ['net_weight']";
    let read = mapped(
        mapping,
        "Goods,Net Weight,colour,,Sender\nrice,1,red,,RUS\n",
    );
    assert_eq!(read.records.len(), 1);
    assert_eq!(
        told(&read),
        ["the mapping does not name 3 columns: `colour`, one without a name, `Sender`"]
    );
    let twice = mapped(mapping, "Goods,to,goods\nrice,PRK,salt\n");
    assert_eq!(told(&twice), ["`goods` is given twice"]);
}

/// What the pieces of a table say, by name.
fn in_pieces(
    table: &str,
    size: usize,
    form: &Arc<TableForm>,
    names: &Names,
) -> (Vec<String>, Vec<String>) {
    let input = std::io::Cursor::new(table.as_bytes().to_vec());
    let pieces = Pieces::new("a.csv", Box::new(input), Format::Csv, names);
    let (mut records, mut faults, mut before) = (Vec::new(), Vec::new(), 0);
    for piece in pieces.told(form).of_size(size) {
        let mut read = piece.unwrap().read(names);
        read.records
            .iter_mut()
            .for_each(|record| record.count_before(before));
        before += read.seen;
        records.extend(read.records.iter().map(shown));
        faults.extend(told(&read));
    }
    (records, faults)
}

fn shown(record: &Record) -> String {
    let line = record.file.line(record.span.start);
    let item = record.item.as_ref().map(|item| item.value.as_str());
    format!(
        "{line} {} {item:?} {:?} {:?}",
        record.id,
        record.from.as_ref().map(|c| c.value),
        record.date.as_ref().map(|d| d.value)
    )
}

#[test]
fn small_pieces_give_the_same_as_the_whole_file() {
    let names = known();
    for (name, mark, end) in [
        ("sipri", "", ""),
        ("comtrade", "\u{feff}", ""),
        ("bill-of-lading", "", "\n\n"),
    ] {
        let path = format!("{}/tests/mappings/{name}.csv", env!("CARGO_MANIFEST_DIR"));
        let table = [mark, &std::fs::read_to_string(path).unwrap(), end].concat();
        let mapping = Mapping::parse(&shipped_mapping(name).unwrap(), &names).unwrap();
        let form = Arc::new(TableForm::new(None, None, Some(mapping)).unwrap());
        let file = SourceFile::new("a.csv", table.as_str());
        let whole = read_as(&file, Format::Csv, &names, &form);
        let records: Vec<String> = whole.records.iter().map(shown).collect();
        assert!(records.len() > 5, "{records:?}");
        for size in [1, 64, 500, 2000] {
            let (pieces, faults) = in_pieces(&table, size, &form, &names);
            assert_eq!(pieces, records, "{name} in pieces of {size}");
            assert_eq!(faults, told(&whole), "{name} in pieces of {size}");
        }
    }
}

#[test]
fn the_names_of_columns_are_found_below_headings_with_any_separator() {
    let mapping = "[fields]\nitem = 'Goods, with details'\nfrom = 'Sender'";
    for (separator, quote) in [(",", "\""), (";", ""), ("\t", ""), ("|", "")] {
        let table = "A list, with; a \"heading\nand | another\n\n\
            QGoods, with detailsQSSender\nriceSRUS\n"
            .replace('Q', quote)
            .replace('S', separator)
            .replace(&format!("{separator}ender"), "Sender");
        let read = mapped(mapping, &table);
        assert_eq!(told(&read), [""; 0], "{table}");
        assert_eq!(read.records.len(), 1, "{table}");
        assert_eq!(read.file.line(read.records[0].span.start), 5);
    }
}

#[test]
fn a_mapping_is_a_file_or_one_that_comes_with_the_program() {
    let folder = scratch("mapping-names");
    let table = folder.join("a.csv");
    std::fs::write(&table, "Goods,Sender\nrice,RUS\n").unwrap();
    let table = table.to_str().unwrap();
    let run = interdict(&["check", "--map", "sipry", table]);
    assert_eq!(run.status.code(), Some(2));
    assert!(
        said(&run).contains("did you mean `sipri`?"),
        "{}",
        said(&run)
    );
    let map = folder.join("map.toml");
    std::fs::write(&map, "[fields]\nitem = 'Goods'\nfrom = 'Sender'\n").unwrap();
    let map = map.to_str().unwrap();
    let run = interdict(&["check", "--map", map, "--format", "short", table]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    // Not for records that name their fields themselves.
    let lines = folder.join("a.jsonl");
    std::fs::write(&lines, "{\"item\": \"rice\"}\n").unwrap();
    let run = interdict(&["check", "--map", map, lines.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(2));
    assert!(
        said(&run).contains("a mapping is for tables"),
        "{}",
        said(&run)
    );
    std::fs::write(map, "[fields]\nitm = 'Goods'\n").unwrap();
    let run = interdict(&["check", "--map", map, table]);
    assert_eq!(run.status.code(), Some(2));
    assert!(
        said(&run).contains("did you mean `item`?"),
        "{}",
        said(&run)
    );
    // One that lies here wins.
    let run = Command::new(env!("CARGO_BIN_EXE_interdict"))
        .current_dir(&folder)
        .args(["check", "--map", "comtrade", table])
        .output()
        .unwrap();
    assert!(
        said(&run).contains("no column is named `cmdCode`"),
        "{}",
        said(&run)
    );
    std::fs::write(folder.join("comtrade"), "[fields]\nitem = 'Goods'\n").unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_interdict"))
        .current_dir(&folder)
        .args(["check", "--map", "comtrade", table])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
}

#[test]
fn signs_between_and_around_cells_can_be_told() {
    let folder = scratch("mapping-signs");
    let check = |text: &str, arguments: &[&str]| {
        let path = folder.join("a.csv");
        std::fs::write(&path, text).unwrap();
        let path = path.to_str().unwrap().to_owned();
        let run = [&["check", "--format", "short", &path], arguments].concat();
        let run = interdict(&run);
        (run.status.code(), said(&run))
    };
    let bare = "id\titem\tto\na\t\"rice\tPRK\nb\t7\" gun\tPRK\n";
    assert_eq!(check(bare, &[]).0, Some(4));
    let (status, said) = check(bare, &["--quote", "none"]);
    assert_ne!(status, Some(4), "{said}");
    assert!(
        said.contains("a.csv:2: a") && said.contains("a.csv:3: b"),
        "{said}"
    );
    let other = "item^to\n'rice^ white'^PRK\n";
    let (status, said) = check(other, &["--delimiter", "^", "--quote", "'"]);
    assert_ne!(status, Some(2), "{said}");
    assert!(said.contains("a.csv:2: 1"), "{said}");
    assert_eq!(
        check(bare, &["--delimiter", "tab", "--quote", "none"]).0,
        check(bare, &["--quote", "none"]).0
    );
    for wrong in [
        ["--delimiter", ";;"],
        ["--quote", "é"],
        ["--delimiter", "\""],
    ] {
        assert_eq!(check(bare, &wrong).0, Some(2), "{wrong:?}");
    }
}

#[test]
fn patterns_that_the_shell_left_are_files() {
    let folder = scratch("mapping-globs");
    for (name, item) in [
        ("b.csv", "salt"),
        ("a.csv", "rice"),
        ("c.tsv", "wheat"),
        ("[x].csv", "oil"),
    ] {
        std::fs::write(folder.join(name), format!("item,id\n{item},{item}\n")).unwrap();
    }
    let check = |pattern: &str| {
        let path = folder.join(pattern);
        let run = interdict(&["check", "-q", "--format", "short", path.to_str().unwrap()]);
        let ids = String::from_utf8(run.stdout.clone()).unwrap();
        let ids = ids.lines().filter_map(|line| line.split(": ").nth(1));
        let mut ids: Vec<String> = ids.map(str::to_owned).collect();
        ids.dedup();
        (run.status.code(), ids, said(&run))
    };
    assert_eq!(check("?.csv").1, ["rice", "salt"]);
    assert_eq!(check("[ab].csv").1, ["rice", "salt"]);
    // What exists is no pattern.
    assert_eq!(check("[x].csv").1, ["oil"]);
    let (status, _, said) = check("d*.csv");
    assert_eq!(status, Some(2));
    assert!(
        said.contains("d*.csv") && said.contains("no file has a name of this pattern"),
        "{said}"
    );
}

#[test]
fn no_sample_names_a_mapping_that_is_not_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mappings");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let tables = files.filter(|path| path.extension().is_some_and(|ending| ending == "csv"));
    let names = tables.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    assert_eq!(names, shipped_mappings().collect::<Vec<_>>());
}

/// A table of declarations as an office may keep them.
const DECLARATIONS: &str = "\
Declarations of June;;;;;;;;;
Decl. No;Goods description;Commodity code;Net weight (kg);Country of dispatch;Destination;Date;Colour \"as seen\";Condition;
1;rifle magazines;93059100;1.234,5;Russian Federation;Korea, Dem. People's Rep. of;05.06.2016;black;new;
2;shrimps;30617;20;Indien;Kenya;07.06.2016;;new;
3;rice;1006;7.000;India;Kenya;30.06.2016;white;used;
";

/// A list in which no value tells the day from the month.
const UNDECIDED: &str = "\
Product,Sent,Price,Exporter,Importer
rice,05/06/2016,\"1,200\",Russia,Kenya
wheat,07/06/2016,\"3,400\",India,Kenya
";

#[test]
fn a_mapping_is_proposed_from_names_and_first_rows() {
    let folder = scratch("mapping-proposals");
    let names = known();
    golden().bind(|| {
        for (name, table) in [("declarations", DECLARATIONS), ("undecided", UNDECIDED)] {
            let path = folder.join(format!("{name}.csv"));
            std::fs::write(&path, table).unwrap();
            let run = Command::new(env!("CARGO_BIN_EXE_interdict"))
                .current_dir(&folder)
                .args(["map", &format!("{name}.csv")])
                .output()
                .unwrap();
            assert_eq!(run.status.code(), Some(0), "{}", said(&run));
            let text = String::from_utf8(run.stdout.clone()).unwrap();
            let file = SourceFile::new("proposed.toml", text.as_str());
            let mapping = Mapping::parse(&file, &names);
            let form = TableForm::new(None, None, Some(mapping.unwrap())).unwrap();
            let read = read_as(&SourceFile::new("a.csv", table), Format::Csv, &names, &form);
            let read = format!("{} read, {:?}", read.records.len(), told(&read));
            insta::assert_snapshot!(format!("proposed-{name}"), format!("{text}\n{read}"));
        }
    });
}

#[test]
fn what_is_proposed_for_the_samples_can_be_read() {
    let names = known();
    for name in shipped_mappings() {
        let run = interdict(&["map", &format!("tests/mappings/{name}.csv")]);
        assert!(
            said(&run).contains(&format!("the mapping `{name}` fits")),
            "{}",
            said(&run)
        );
        let text = String::from_utf8(run.stdout).unwrap();
        let file = SourceFile::new("proposed.toml", text.as_str());
        assert!(Mapping::parse(&file, &names).is_ok(), "{text}");
        // With the columns that were not placed taken for known.
        let text = text.replace("# [ignored]\n# columns", "[ignored]\ncolumns");
        let file = SourceFile::new("proposed.toml", text.as_str());
        assert!(Mapping::parse(&file, &names).is_ok(), "{text}");
    }
}

#[test]
fn a_mapping_is_proposed_for_tables_only() {
    let folder = scratch("mapping-no-table");
    let path = folder.join("a.jsonl");
    std::fs::write(&path, "{\"item\": \"rice\"}\n").unwrap();
    for (arguments, says) in [
        (["map", path.to_str().unwrap()], "a mapping is for tables"),
        (["map", "no-such.csv"], "there is no such file"),
    ] {
        let run = interdict(&arguments);
        assert_eq!(run.status.code(), Some(2));
        assert!(said(&run).contains(says), "{}", said(&run));
    }
}

/// The stretches of the page on mappings between fences, with their languages.
fn blocks() -> Vec<(String, String)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/mapping.md");
    let page = std::fs::read_to_string(path).unwrap();
    let parts: Vec<&str> = page.split("```").collect();
    let blocks = parts
        .chunks_exact(2)
        .map(|pair| pair[1].split_once('\n').unwrap());
    blocks
        .map(|(language, text)| (language.to_owned(), text.to_owned()))
        .collect()
}

#[test]
fn the_page_on_mappings_does_what_it_says() {
    let folder = scratch("mapping-page");
    let names = known();
    let mut printed = String::new();
    for (language, text) in blocks() {
        match language.as_str() {
            "toml" => {
                let file = SourceFile::new("page.toml", text.as_str());
                assert!(Mapping::parse(&file, &names).is_ok(), "{text}");
                if !folder.join("map.toml").exists() {
                    std::fs::write(folder.join("map.toml"), text).unwrap();
                }
            }
            "csv" => std::fs::write(folder.join("declarations.csv"), text).unwrap(),
            "console" => {
                let run = Command::new(env!("CARGO_BIN_EXE_interdict"))
                    .current_dir(&folder)
                    .args(text.split_whitespace().skip(1))
                    .output()
                    .unwrap();
                printed = said(&run);
            }
            "text" => assert!(printed.contains(&text), "{text}is not in\n{printed}"),
            other => panic!("what is a block of `{other}`?"),
        }
    }
    assert!(!printed.is_empty());
    assert!(!printed.contains("not read"), "{printed}");
}

#[test]
fn the_page_names_every_mapping_that_comes_with_the_program() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/mapping.md");
    let page = std::fs::read_to_string(path).unwrap();
    for name in shipped_mappings() {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
    let help = said(&interdict(&["check", "--help"])).replace('\n', " ");
    for name in shipped_mappings() {
        assert!(help.contains(name), "{name}");
    }
}

mod generated {
    use proptest::prelude::*;

    use super::*;

    fn cell() -> impl Strategy<Value = String> {
        "[a-zé\";,\n .]{0,8}"
    }

    fn quoted(cell: &str) -> String {
        format!("\"{}\"", cell.replace('"', "\"\""))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// Whatever cells hold and in whatever order they are joined, each character is found where
        /// it stands, and pieces of any size say the same as the whole.
        #[test]
        fn joined_cells_are_found_where_they_stand(
            rows in prop::collection::vec((cell(), cell(), cell()), 1..6),
            order in Just(["A", "B", "C"]).prop_shuffle(),
            size in 1_usize..200,
        ) {
            let mut table = String::from("A heading, \"of sorts\n\nA,B,C\n");
            for (a, b, c) in &rows {
                table.push_str(&format!("{},{},{}\n", quoted(a), quoted(b), quoted(c)));
            }
            let [a, b, c] = order;
            let mapping = format!("[fields]\nitem = {{columns = ['{a}', '{b}', '{c}'], join = ' + '}}");
            let file = SourceFile::new("map.toml", mapping);
            let names = Names::default();
            let mapping = Mapping::parse(&file, &names).unwrap();
            let form = Arc::new(TableForm::new(None, None, Some(mapping)).unwrap());
            let file = SourceFile::new("a.csv", table.as_str());
            let read = read_as(&file, Format::Csv, &names, &form);
            for record in &read.records {
                let item = record.item.as_ref().unwrap();
                let joined = item.value.split(" + ").map(str::len);
                let mut at = 0;
                for length in joined {
                    for (inside, character) in item.value[at..at + length].char_indices() {
                        let from = at + inside;
                        let place = item.place(Span::new(from, from + character.len_utf8()));
                        let found = file.quote(place).replace("\"\"", "\"");
                        prop_assert_eq!(found, character.to_string(), "{:?} in {}", item, table);
                    }
                    at += length + " + ".len();
                }
            }
            let whole: Vec<String> = read.records.iter().map(shown).collect();
            let (pieces, _) = in_pieces(&table, size, &form, &names);
            prop_assert_eq!(pieces, whole);
        }

        /// What is no sound mapping is told, whatever it is.
        #[test]
        fn no_text_is_too_strange_for_a_mapping(text in "(\\[\\[?(fields|when|skip|ignored)\\]\\]?\n|(item|date|hs|via|facts.used|column|values|fields.to) = (\"[a-z]{0,3}\"|\\[\"a\"\\]|\\{ (column|format|edition|values|decimal) = \"[A-Z,.]{0,4}\" \\}|[0-9]{1,3}|true)\n){0,8}") {
            let file = SourceFile::new("map.toml", text);
            if let Err(faults) = Mapping::parse(&file, &Names::default()) {
                prop_assert!(!faults.errors.is_empty());
                for fault in &faults.errors {
                    prop_assert!(!render(fault, &Style::plain(90)).is_empty());
                }
            }
        }
    }
}
