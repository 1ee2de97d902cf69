//! Parquet: a row is a record, at the line below that of the one before.

#![cfg(feature = "parquet")]

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use interdict::record::{ParquetError, read_parquet};
use interdict::report::{Manifest, Seal};
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

fn interdict(arguments: &[&str], input: Stdio) -> Output {
    Command::new(env!("CARGO_BIN_EXE_interdict"))
        .args(arguments)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .env_remove("NO_GRAPHICS")
        .stdin(input)
        .output()
        .unwrap()
}

fn check(arguments: &[&str]) -> Output {
    interdict(&[&["check"], arguments].concat(), Stdio::null())
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("parquet")
        .join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The values of a column, with their levels: how far they are there, and whether they go on with
/// the row before.
enum Values {
    Bool(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Int96(Vec<Int96>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

struct Filled(Values, Vec<i16>, Vec<i16>);

fn texts(texts: &[&str]) -> Filled {
    let values = texts.iter().map(|text| ByteArray::from(*text)).collect();
    Filled(Values::Bytes(values), Vec::new(), Vec::new())
}

/// Texts, and nothing where there is none.
fn some_texts(texts: &[Option<&str>]) -> Filled {
    let values = texts
        .iter()
        .flatten()
        .map(|text| ByteArray::from(*text))
        .collect();
    let levels = texts.iter().map(|text| i16::from(text.is_some())).collect();
    Filled(Values::Bytes(values), levels, Vec::new())
}

/// Levels, where a column has any.
fn some(levels: &[i16]) -> Option<&[i16]> {
    (!levels.is_empty()).then_some(levels)
}

/// A file with a group of rows for each of some lists of columns.
fn file(path: &Path, schema: &str, pages: usize, groups: &[Vec<Filled>]) {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_data_page_row_count_limit(pages)
        .set_write_batch_size(pages);
    let out = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties.build())).unwrap();
    for columns in groups {
        let mut group = writer.next_row_group().unwrap();
        for Filled(values, present, depths) in columns {
            let mut column = group.next_column().unwrap().unwrap();
            let (present, depths) = (some(present), some(depths));
            match (column.untyped(), values) {
                (ColumnWriter::BoolColumnWriter(column), Values::Bool(values)) => {
                    column.write_batch(values, present, depths)
                }
                (ColumnWriter::Int32ColumnWriter(column), Values::Int32(values)) => {
                    column.write_batch(values, present, depths)
                }
                (ColumnWriter::Int64ColumnWriter(column), Values::Int64(values)) => {
                    column.write_batch(values, present, depths)
                }
                (ColumnWriter::Int96ColumnWriter(column), Values::Int96(values)) => {
                    column.write_batch(values, present, depths)
                }
                (ColumnWriter::FloatColumnWriter(column), Values::Float(values)) => {
                    column.write_batch(values, present, depths)
                }
                (ColumnWriter::DoubleColumnWriter(column), Values::Double(values)) => {
                    column.write_batch(values, present, depths)
                }
                (ColumnWriter::ByteArrayColumnWriter(column), Values::Bytes(values)) => {
                    column.write_batch(values, present, depths)
                }
                (ColumnWriter::FixedLenByteArrayColumnWriter(column), Values::Fixed(values)) => {
                    column.write_batch(values, present, depths)
                }
                _ => panic!("the values are of another type than the column"),
            }
            .unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
}

/// The cells of a file with one column, without its name.
fn cells(column: &str, values: Filled) -> Vec<String> {
    let folder = scratch("cells");
    // Tests run at the same time.
    let path = folder.with_file_name(format!("{:?}.parquet", std::thread::current().id()));
    file(
        &path,
        &format!("message m {{ {column} }}"),
        1024,
        &[vec![values]],
    );
    let mut text = String::new();
    let mut rows = read_parquet(File::open(&path).unwrap()).unwrap();
    rows.read_to_string(&mut text).unwrap();
    text.lines().skip(1).map(str::to_owned).collect()
}

fn plain(values: Values) -> Filled {
    Filled(values, Vec::new(), Vec::new())
}

#[test]
fn each_type_is_written_as_records_write_it() {
    let fixed = |bytes: &[u8]| FixedLenByteArray::from(bytes.to_vec());
    let bytes = |bytes: &[u8]| ByteArray::from(bytes.to_vec());
    // 2016-06-05 is the day 16957.
    let seconds = 16_957_i64 * 86_400 + 13 * 3600;
    let mut old_moment = Int96::new();
    old_moment.set_data(0, 0, 2_440_588 + 16_957);
    for (column, values, expected) in [
        (
            "required boolean a;",
            Values::Bool(vec![true, false]),
            vec!["true", "false"],
        ),
        (
            "required int32 a;",
            Values::Int32(vec![30, -1]),
            vec!["30", "-1"],
        ),
        (
            "required int32 a (INTEGER(32,false));",
            Values::Int32(vec![-1]),
            vec!["4294967295"],
        ),
        (
            "required int64 a (UINT_64);",
            Values::Int64(vec![-1]),
            vec!["18446744073709551615"],
        ),
        (
            "required int32 a (DATE);",
            Values::Int32(vec![16_957, -1]),
            vec!["2016-06-05", "1969-12-31"],
        ),
        (
            "required int64 a (TIMESTAMP(MILLIS,true));",
            Values::Int64(vec![seconds * 1000, -1]),
            vec!["2016-06-05", "1969-12-31"],
        ),
        (
            "required int64 a (TIMESTAMP_MICROS);",
            Values::Int64(vec![seconds * 1_000_000]),
            vec!["2016-06-05"],
        ),
        (
            "required int64 a (TIMESTAMP(NANOS,false));",
            Values::Int64(vec![seconds * 1_000_000_000, i64::MAX]),
            vec!["2016-06-05", "2262-04-11"],
        ),
        (
            "required int64 a (TIMESTAMP(MILLIS,true));",
            Values::Int64(vec![i64::MAX]),
            vec!["106751991167"],
        ),
        (
            "required int96 a;",
            Values::Int96(vec![old_moment]),
            vec!["2016-06-05"],
        ),
        (
            "required int32 a (TIME(MILLIS,true));",
            Values::Int32(vec![3_723_004]),
            vec!["01:02:03"],
        ),
        (
            "required float a;",
            Values::Float(vec![30.0, 0.1]),
            vec!["30", "0.1"],
        ),
        (
            "required double a;",
            Values::Double(vec![30.0, 2.5, 1e21]),
            vec!["30", "2.5", "1000000000000000000000"],
        ),
        (
            "required int32 a (DECIMAL(9,2));",
            Values::Int32(vec![120_050, -5]),
            vec!["1200.50", "-0.05"],
        ),
        (
            "required int64 a (DECIMAL(18,0));",
            Values::Int64(vec![30]),
            vec!["30"],
        ),
        (
            "required binary a (DECIMAL(20,3));",
            Values::Bytes(vec![bytes(&[4, 0xd2]), bytes(&[0xff])]),
            vec!["1.234", "-0.001"],
        ),
        (
            "required fixed_len_byte_array(17) a (DECIMAL(38,1));",
            Values::Fixed(vec![fixed(&[[0; 15].as_slice(), &[4, 0xd2]].concat())]),
            vec!["123.4"],
        ),
        (
            "required binary a (UTF8);",
            Values::Bytes(vec![bytes(b"a\tb\r\nc\0d")]),
            vec!["a b c d"],
        ),
        (
            "required binary a;",
            Values::Bytes(vec![bytes("\u{e9}".as_bytes())]),
            vec!["\u{e9}"],
        ),
        (
            "required fixed_len_byte_array(16) a (UUID);",
            Values::Fixed(vec![fixed(&[7; 16])]),
            vec!["07070707-0707-0707-0707-070707070707"],
        ),
    ] {
        assert_eq!(cells(column, plain(values)), expected, "{column}");
    }
    let some = some_texts(&[Some("x"), None, Some("y")]);
    assert_eq!(cells("optional binary a (UTF8);", some), ["x", "", "y"]);
}

const NESTED: &str = "message m {
    required binary id (UTF8);
    required binary item (UTF8);
    optional group via (LIST) { repeated group list { optional binary element (UTF8); } }
    optional group facts { optional boolean used; optional binary range (UTF8); }
    repeated binary category (UTF8);
}";

fn nested() -> Vec<Filled> {
    let bytes = |texts: &[&str]| Values::Bytes(texts.iter().map(|text| (*text).into()).collect());
    vec![
        texts(&["a", "b", "c", "d"]),
        texts(&["rice", "assault rifles", "salt", "tea"]),
        // Two; an empty one; null; one with a null inside.
        Filled(
            bytes(&["CHN", "VNM", "IND"]),
            vec![3, 3, 1, 0, 2, 3],
            vec![0, 1, 0, 0, 0, 1],
        ),
        Filled(
            Values::Bool(vec![false, true]),
            vec![2, 1, 0, 2],
            Vec::new(),
        ),
        Filled(bytes(&["5 km"]), vec![1, 2, 0, 1], Vec::new()),
        Filled(bytes(&["x", "y"]), vec![0, 1, 1, 0, 0], vec![0, 0, 1, 0, 0]),
    ]
}

#[test]
fn lists_have_semicolons_and_structures_have_columns() {
    let path = scratch("nested").join("a.parquet");
    file(&path, NESTED, 1024, &[nested()]);
    let mut text = String::new();
    let mut rows = read_parquet(File::open(&path).unwrap()).unwrap();
    rows.read_to_string(&mut text).unwrap();
    assert_eq!(
        text,
        "id\titem\tvia\tfacts.used\tfacts.range\tcategory\n\
         a\trice\tCHN;VNM\tfalse\t\t\nb\tassault rifles\t\t\t5 km\tx;y\n\
         c\tsalt\t\t\t\t\nd\ttea\tIND\ttrue\t\t\n"
    );
}

#[test]
fn what_no_cell_could_hold_is_told_with_its_column() {
    let folder = scratch("deep");
    let list = "required group a (LIST) { repeated group list { required group element (LIST) {
        repeated group list { required int32 element; } } } }";
    let map = "required group a (MAP) { repeated group key_value {
        required binary key (UTF8); required int32 value; } }";
    let inside = format!("required group out {{ {map} }}");
    let rows = "repeated group a { required int32 b; }";
    for (schema, name) in [
        (list, "a"),
        (map, "a"),
        (inside.as_str(), "out.a"),
        (rows, "a"),
    ] {
        let path = folder.join("a.parquet");
        file(&path, &format!("message m {{ {schema} }}"), 1024, &[]);
        let read = read_parquet(File::open(&path).unwrap());
        assert_eq!(
            read.err(),
            Some(ParquetError::Nested(name.into())),
            "{schema}"
        );
    }
    let path = folder.join("kind.parquet");
    let schema = "message m { required fixed_len_byte_array(12) a (INTERVAL); }";
    file(&path, schema, 1024, &[]);
    let read = read_parquet(File::open(&path).unwrap());
    let said = read.err().unwrap().to_string();
    assert!(
        said.starts_with("the column `a` holds values of the kind INTERVAL,"),
        "{said}"
    );
}

const PLAIN: &str = "message m {
    required binary id (UTF8);
    required binary item (UTF8);
    optional int32 hs;
    optional binary to (UTF8);
    required int32 date (DATE);
}";

/// Records, of which a few are of a country under a regime.
fn many(rows: std::ops::Range<usize>) -> Vec<Filled> {
    let ids: Vec<String> = rows.clone().map(|row| format!("r{row}")).collect();
    let items = ["rice", "assault rifles", "a \"quoted\" thing", "=1+1"];
    let items = rows
        .clone()
        .filter_map(|row| items.get(row % items.len()).copied());
    let to = ["KEN", "PRK", "IND"];
    let to = rows.clone().map(|row| to.get(row % 4).copied());
    let codes: Vec<i16> = rows.clone().map(|row| i16::from(row % 5 == 0)).collect();
    let count = codes.iter().filter(|code| **code == 1).count();
    vec![
        texts(&ids.iter().map(String::as_str).collect::<Vec<_>>()),
        texts(&items.collect::<Vec<_>>()),
        Filled(Values::Int32(vec![1006; count]), codes, Vec::new()),
        some_texts(&to.collect::<Vec<_>>()),
        plain(Values::Int32(vec![16_957; rows.len()])),
    ]
}

/// The same as `many`, as CSV.
fn many_as_csv(rows: std::ops::Range<usize>) -> String {
    let mut text = String::from("id,item,hs,to,date\n");
    for row in rows {
        let item = [
            "rice",
            "assault rifles",
            "\"a \"\"quoted\"\" thing\"",
            "=1+1",
        ][row % 4];
        let to = ["KEN", "PRK", "IND", ""][row % 4];
        let hs = if row % 5 == 0 { "1006" } else { "" };
        text.push_str(&format!("r{row},{item},{hs},{to},2016-06-05\n"));
    }
    text
}

#[test]
fn many_groups_of_rows_are_the_same_table_as_csv() {
    let folder = scratch("many");
    let (one, other) = (folder.join("a.parquet"), folder.join("a.csv"));
    let groups: Vec<_> = (0..9).map(|at| many(at * 2500..(at + 1) * 2500)).collect();
    file(&one, PLAIN, 700, &groups);
    std::fs::write(&other, many_as_csv(0..22_500)).unwrap();
    // JSON tells places in the text, which quotes move.
    for form in ["short", "csv"] {
        let run = |path: &Path| {
            let run = check(&["--format", form, "--jobs", "2", path.to_str().unwrap()]);
            assert_eq!(run.status.code(), Some(1), "{}", err(&run));
            out(&run)
        };
        let (one, other) = (run(&one), run(&other));
        let one = one.replace("a.parquet", "a.csv");
        assert!(one == other, "{form}: {}", &one[..one.len().min(2000)]);
    }
    // Standard input is told by its first bytes; so is a file of another name.
    let input = File::open(&one).unwrap();
    let run = interdict(&["check", "--format", "short", "-"], input.into());
    assert!(
        out(&run).contains("<standard input>:22500: r22498: "),
        "{}",
        err(&run)
    );
    let named = folder.join("named.csv");
    std::fs::copy(&one, &named).unwrap();
    let run = check(&["--format", "short", named.to_str().unwrap()]);
    assert!(
        out(&run).contains("named.csv:22500: r22498: "),
        "{}",
        err(&run)
    );
}

#[test]
fn a_mapping_reads_the_columns_and_a_lost_zero_is_told() {
    let folder = scratch("mapped");
    let (path, map) = (folder.join("a.parquet"), folder.join("map.toml"));
    let schema = "message m { required binary Goods (UTF8); required int64 Code;
        required int64 Sent (TIMESTAMP(MICROS,true)); }";
    let sent = vec![16_957 * 86_400_000_000; 2];
    let columns = vec![
        texts(&["rice", "shrimps"]),
        plain(Values::Int64(vec![1006, 30_617])),
        plain(Values::Int64(sent)),
    ];
    file(&path, schema, 1024, &[columns]);
    std::fs::write(
        &map,
        "[fields]\nitem = 'Goods'\nhs = 'Code'\ndate = 'Sent'\n",
    )
    .unwrap();
    let (path, map) = (path.to_str().unwrap(), map.to_str().unwrap());
    let run = check(&["--format", "short", "--map", map, path]);
    assert_eq!(run.status.code(), Some(4), "{}", err(&run));
    assert!(out(&run).contains("a.parquet:2: 1: "), "{}", out(&run));
    assert!(
        err(&run).contains("`30617` has an odd number of digits"),
        "{}",
        err(&run)
    );
    assert!(err(&run).contains("a.parquet:3:"), "{}", err(&run));
    let run = interdict(&["map", path], Stdio::null());
    assert!(out(&run).contains("date = \"Sent\""), "{}", out(&run));
}

#[test]
fn what_is_broken_is_told_and_what_stood_before_is_kept() {
    let folder = scratch("broken");
    let path = folder.join("a.parquet");
    let groups: Vec<_> = (0..4).map(|at| many(at * 2000..(at + 1) * 2000)).collect();
    file(&path, PLAIN, 500, &groups);
    let sound = std::fs::read(&path).unwrap();
    let told = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let run = check(&["--format", "short", path.to_str().unwrap()]);
        assert_eq!(run.status.code(), Some(2), "{}", err(&run));
        (out(&run), err(&run))
    };
    for (bytes, said) in [
        (&[][..], "it is empty"),
        (
            b"id,item\na,rice\n",
            "it has the name of a Parquet file, and is none",
        ),
        (b"PAR1", "it cannot be read as Parquet: "),
        (
            &sound[..sound.len() / 2],
            "is cut off, or was not written to its end",
        ),
    ] {
        let (_, told) = told(bytes);
        assert!(told.contains(said), "{told}");
    }
    std::fs::write(&path, &sound).unwrap();
    // A column of the third group of rows.
    let metadata = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
    let (start, length) = metadata.metadata().row_group(2).column(0).byte_range();
    let start = usize::try_from(start).unwrap();
    let end = start + usize::try_from(length).unwrap();
    let mut broken = sound.clone();
    broken[start..end].fill(0x55);
    let (rows, told) = told(&broken);
    assert!(rows.contains(":4001: r3999: "), "{told}");
    assert!(
        told.contains("the Parquet file is damaged behind row "),
        "{told}"
    );
    assert!(!told.contains("panicked"), "{told}");
}

#[test]
fn no_damage_of_one_byte_ends_the_program() {
    let path = scratch("bytes").join("a.parquet");
    file(&path, NESTED, 1024, &[nested()]);
    let sound = std::fs::read(&path).unwrap();
    for at in 0..sound.len() {
        let mut broken = sound.clone();
        broken[at] ^= 0xff;
        std::fs::write(&path, &broken).unwrap();
        if let Ok(mut rows) = read_parquet(File::open(&path).unwrap()) {
            let _ = rows.read_to_end(&mut Vec::new());
        }
    }
}

/// The rows of a Parquet file that the program wrote, as CSV reads them.
fn rows_of(path: &Path) -> Vec<Vec<String>> {
    let file = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let by = file.metadata().file_metadata().created_by();
    assert_eq!(by, Some(concat!("interdict ", env!("CARGO_PKG_VERSION"))));
    let row = |row: parquet::record::Row| {
        let cells = row.into_columns().into_iter();
        let cells = cells.map(|(_, cell)| match cell {
            parquet::record::Field::Str(text) => text,
            parquet::record::Field::Long(number) => number.to_string(),
            other => panic!("{other}"),
        });
        cells.collect()
    };
    let rows = file.get_row_iter(None).unwrap();
    rows.map(|read| row(read.unwrap())).collect()
}

#[test]
fn findings_are_those_of_the_csv() {
    let folder = scratch("findings");
    let (input, found) = (folder.join("a.csv"), folder.join("found.parquet"));
    std::fs::write(&input, many_as_csv(0..9000)).unwrap();
    let (input, found) = (input.to_str().unwrap(), found.to_str().unwrap());
    let run = check(&["--format", "parquet", "-o", found, input]);
    assert_eq!(run.status.code(), Some(1), "{}", err(&run));
    let table = out(&check(&["--format", "csv", input]));
    let mut table = csv::Reader::from_reader(table.as_bytes());
    let expected: Vec<Vec<String>> = table
        .records()
        .map(|row| {
            let row = row.unwrap();
            // A mark that keeps spreadsheets from running a text is not in Parquet.
            let cells = row.iter().map(|cell| cell.trim_start_matches('\''));
            cells.map(str::to_owned).collect()
        })
        .collect();
    let rows = rows_of(Path::new(found));
    assert!(rows.len() > 2000, "{}", rows.len());
    assert_eq!(rows, expected);
    // To standard output, the bytes are the same.
    let run = check(&["--format", "parquet", "--jobs", "1", input]);
    assert!(run.stdout == std::fs::read(found).unwrap());
    // A table of findings is a table again.
    let run = check(&["--format", "short", found]);
    assert!(out(&run).contains("found.parquet:2: r1: "), "{}", err(&run));
}

#[test]
fn texts_are_exact_and_no_formula_gets_into_a_spreadsheet() {
    let folder = scratch("exact");
    let (input, found) = (folder.join("a.csv"), folder.join("found.parquet"));
    std::fs::write(
        &input,
        "id,item,to,date\n=1,\"+rifles, \"\"AK\"\"\",PRK,2016-06\n",
    )
    .unwrap();
    let (input, found) = (input.to_str().unwrap(), found.to_str().unwrap());
    check(&["--format", "parquet", "-o", found, input]);
    let rows = rows_of(Path::new(found));
    assert_eq!(rows[0][2], "=1");
    assert_eq!(rows[0][9], "+rifles, \"AK\"");
    assert_eq!(rows[0][13], "2016-06");
    let table = out(&check(&["--format", "csv", input]));
    assert!(table.contains(",'=1,"), "{table}");
    assert!(table.contains(",\"'+rifles, \"\"AK\"\"\","), "{table}");
}

#[test]
fn a_run_is_sealed_and_can_be_made_again() {
    let folder = scratch("replay");
    file(&folder.join("a.parquet"), PLAIN, 500, &[many(0..3000)]);
    let run = |arguments: &[&str], input: Stdio| {
        let program = Command::new(env!("CARGO_BIN_EXE_interdict"))
            .current_dir(&folder)
            .args(arguments)
            .stdin(input)
            .output();
        program.unwrap()
    };
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let input = || File::open(folder.join("a.parquet")).unwrap();
    for (name, path) in [("a.parquet", "a.parquet"), ("<standard input>", "-")] {
        let arguments = [
            "check",
            path,
            "--format",
            "parquet",
            "-o",
            "found.parquet",
            "--manifest",
            "run.json",
        ];
        let ran = run(&arguments, input().into());
        assert_eq!(ran.status.code(), Some(1), "{}", err(&ran));
        let manifest: Manifest = serde_json::from_slice(&read("run.json")).unwrap();
        assert_eq!(manifest.inputs, [Seal::of(name, &read("a.parquet"))]);
        let written = Seal::of("found.parquet", &read("found.parquet"));
        assert_eq!(manifest.output, Some(written));
        let again = run(&["replay", "run.json"], input().into());
        assert_eq!(again.status.code(), Some(0), "{}", out(&again));
        assert!(out(&again).contains("byte-identical"), "{}", out(&again));
    }
    // A file that is refused is sealed all the same.
    std::fs::write(folder.join("b.parquet"), b"PAR1 and no more").unwrap();
    let ran = run(
        &["check", "b.parquet", "--manifest", "run.json"],
        Stdio::null(),
    );
    assert_eq!(ran.status.code(), Some(2), "{}", err(&ran));
    let manifest: Manifest = serde_json::from_slice(&read("run.json")).unwrap();
    assert_eq!(
        manifest.inputs,
        [Seal::of("b.parquet", b"PAR1 and no more")]
    );
}
