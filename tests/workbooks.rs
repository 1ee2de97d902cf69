//! Workbooks: a row of a sheet is a record, at the line of its number.

#![cfg(feature = "excel")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use interdict::record::{SheetError, read_sheet};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use support::{err, out};

fn interdict(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_interdict"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .env_remove("NO_GRAPHICS")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// A folder of this test's own.
fn scratch(name: &str) -> PathBuf {
    support::scratch("workbooks", name)
}

/// A sheet's name, and what fills it.
type Filled<'a> = (&'a str, &'a dyn Fn(&mut Worksheet));

/// A workbook with a sheet for each name.
fn workbook(sheets: &[Filled<'_>]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, fill) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        fill(sheet);
    }
    workbook.save_to_buffer().unwrap()
}

fn rows(sheet: &mut Worksheet, top: u32, rows: &[&[&str]]) {
    for (row, cells) in (top..).zip(rows) {
        for (column, cell) in (0..).zip(cells.iter()) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
}

fn text(fill: &dyn Fn(&mut Worksheet)) -> String {
    read_sheet(workbook(&[("one", fill)]), None).unwrap().text
}

#[test]
fn cells_are_read_as_they_are_stored() {
    let text = text(&|sheet| {
        let date = Format::new().set_num_format("dd/mm/yyyy");
        let clock = Format::new().set_num_format("dd/mm/yyyy hh:mm");
        let percent = Format::new().set_num_format("0%");
        sheet.write_number(0, 0, 30.0).unwrap();
        sheet.write_number(0, 1, 0.1 + 0.2).unwrap();
        sheet.write_number(0, 2, 1234567890.5).unwrap();
        sheet
            .write_number_with_format(0, 3, 0.25, &percent)
            .unwrap();
        let day = ExcelDateTime::from_ymd(2016, 6, 5).unwrap();
        sheet.write_datetime_with_format(0, 4, &day, &date).unwrap();
        let moment = day.and_hms(13, 45, 0).unwrap();
        sheet
            .write_datetime_with_format(0, 5, &moment, &clock)
            .unwrap();
        sheet.write_boolean(0, 6, true).unwrap();
        sheet
            .write_formula(0, 7, Formula::new("=1+1").set_result("2"))
            .unwrap();
        sheet
            .write_formula(0, 8, Formula::new("=NA()").set_result("#N/A"))
            .unwrap();
        sheet
            .write_string(0, 9, "two\nlines\tand \"quotes\"")
            .unwrap();
        sheet.write_number(0, 10, 1e21).unwrap();
    });
    let cells: Vec<&str> = text.trim_end().split('\t').collect();
    assert_eq!(
        cells,
        [
            "30",
            "0.3",
            "1234567890.5",
            "0.25",
            "2016-06-05",
            "2016-06-05",
            "true",
            "2",
            "#N/A",
            "two lines and \"quotes\"",
            "1000000000000000000000"
        ]
    );
}

#[test]
fn a_row_is_the_line_of_its_number() {
    let text = text(&|sheet| {
        rows(sheet, 2, &[&["item", "to"], &["rice"]]);
        rows(sheet, 6, &[&["", "PRK"]]);
    });
    assert_eq!(text, "\n\nitem\tto\nrice\t\n\n\n\tPRK\n");
}

#[test]
fn one_cell_at_each_end_costs_no_more_than_its_lines() {
    let text = text(&|sheet| {
        sheet.write_string(0, 0, "item").unwrap();
        sheet.write_string(1_048_575, 16_383, "far").unwrap();
    });
    // What stands beyond all columns that are read is not looked at.
    assert_eq!(text.trim_end(), "item");
}

#[test]
fn a_workbook_is_checked_like_any_other_table() {
    let folder = scratch("workbook");
    let path = folder.join("transfers.xlsx");
    let bytes = workbook(&[("list", &|sheet| {
        rows(
            sheet,
            0,
            &[&["id", "item", "hs", "from", "to", "date", "facts.used"]],
        );
        rows(
            sheet,
            1,
            &[&["a", "rifles, \"AK\"", "", "RUS", "PRK", "2016-06", "no"]],
        );
        rows(sheet, 3, &[&["b", "shrimps", "", "IND", "KEN", "2019"]]);
        // The zero in front is lost.
        sheet.write_number(3, 2, 30617.0).unwrap();
        rows(sheet, 4, &[&["c", "rice", "1006", "IND", "#REF!", "2019"]]);
        rows(sheet, 5, &[&["d", "rice", "", "IND", "KEN", "2019"]]);
        sheet.write_number(5, 2, 1006.0).unwrap();
    })]);
    std::fs::write(&path, bytes).unwrap();
    let run = interdict(&["check", "--format", "short", path.to_str().unwrap()]);
    let (out, err) = (out(&run), err(&run));
    assert_eq!(run.status.code(), Some(4), "{err}");
    assert!(
        out.contains("transfers.xlsx:2: a: prohibited by S/RES/2270"),
        "{out}"
    );
    assert!(out.contains("transfers.xlsx:6: d: clear"), "{out}");
    assert!(err.contains("`30617` has an odd number of digits"), "{err}");
    assert!(err.contains("was a zero lost"), "{err}");
    assert!(err.contains("the cell holds the error `#REF!`"), "{err}");
    assert!(err.contains("transfers.xlsx:4:"), "{err}");
    assert!(!err.contains("is read, and not"), "{err}");
}

#[test]
fn a_mapping_reads_the_columns_of_a_workbook() {
    let folder = scratch("workbook-mapping");
    let (path, map) = (folder.join("a.xlsx"), folder.join("map.toml"));
    let bytes = workbook(&[("list", &|sheet| {
        rows(
            sheet,
            0,
            &[
                &["Shipments of a year"],
                &[],
                &["Goods", "Receiver", "Sent"],
            ],
        );
        rows(sheet, 3, &[&["rice", "Kenya"]]);
        let date = Format::new().set_num_format("mm/dd/yyyy");
        let day = ExcelDateTime::from_ymd(2016, 6, 5).unwrap();
        sheet.write_datetime_with_format(3, 2, &day, &date).unwrap();
    })]);
    std::fs::write(&path, bytes).unwrap();
    std::fs::write(
        &map,
        "[fields]\nitem = 'Goods'\nto = 'Receiver'\ndate = 'Sent'\n",
    )
    .unwrap();
    let (path, map) = (path.to_str().unwrap(), map.to_str().unwrap());
    let run = interdict(&["check", "--format", "short", "--map", map, path]);
    assert_eq!(run.status.code(), Some(0), "{}", err(&run));
    assert!(out(&run).contains("a.xlsx:4: 1: clear"), "{}", out(&run));
    // One is proposed for it, too.
    let run = interdict(&["map", path]);
    assert!(out(&run).contains("date = \"Sent\""), "{}", out(&run));
}

#[test]
fn of_several_sheets_it_is_said_which_is_read() {
    let folder = scratch("workbook-sheets");
    let path = folder.join("a.xlsx");
    let list = |name: &'static str| {
        move |sheet: &mut Worksheet| rows(sheet, 0, &[&["item", "id"], &["rice", name]])
    };
    let hidden = |sheet: &mut Worksheet| {
        list("hidden")(sheet);
        sheet.set_hidden(true);
    };
    let bytes = workbook(&[
        ("empty", &|_| {}),
        ("first", &list("first")),
        ("second", &list("second")),
        ("hidden", &hidden),
    ]);
    std::fs::write(&path, bytes).unwrap();
    let path = path.to_str().unwrap();
    let check = |more: &[&str]| interdict(&[&["check", "--format", "short", path], more].concat());
    let run = check(&[]);
    assert!(out(&run).contains(": first: clear"), "{}", out(&run));
    assert!(
        err(&run).contains("the sheet `first` is read, and not `second`;"),
        "{}",
        err(&run)
    );
    let run = check(&["--sheet", "Second"]);
    assert!(out(&run).contains(": second: clear"), "{}", out(&run));
    assert!(!err(&run).contains("is read, and not"), "{}", err(&run));
    assert!(out(&check(&["--sheet", "hidden"])).contains(": hidden: clear"));
    let run = check(&["--sheet", "third"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(
        err(&run).contains("no sheet `third`; its sheets are `empty`, `first`"),
        "{}",
        err(&run)
    );
    assert!(err(&check(&["--quiet"])).is_empty());
}

#[test]
fn what_is_no_workbook_is_told_so() {
    let sound = workbook(&[("one", &|sheet| rows(sheet, 0, &[&["item"]]))]);
    let half = sound[..sound.len() / 2].to_vec();
    for broken in [Vec::new(), b"item,to\nrice,PRK\n".to_vec(), half] {
        let read = read_sheet(broken, None);
        assert!(matches!(read, Err(SheetError::Broken(_))), "{read:?}");
    }
    let empty = workbook(&[("one", &|_| {})]);
    assert_eq!(read_sheet(empty, None), Err(SheetError::Empty));
    // What Excel locks is a file of its older format with a part of this name.
    let mut locked = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    locked.extend("EncryptedPackage".bytes().flat_map(|byte| [byte, 0]));
    assert_eq!(read_sheet(locked, None), Err(SheetError::Protected));
}

#[test]
fn other_kinds_of_workbooks_say_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mappings/workbooks");
    let expected = "id\titem\tquantity\tto\tdate\na\trice, \"white\"\t2.5\tKEN\t2016-06-05\n\
        \nb\tcell with a break\t30\t\t2017-01-31\n";
    for name in ["list.xls", "list.ods"] {
        let sheet = read_sheet(std::fs::read(folder.join(name)).unwrap(), None).unwrap();
        let text = sheet.text.lines().map(|line| line.trim_end_matches('\t'));
        let text: String = text.map(|line| format!("{line}\n")).collect();
        assert_eq!(text, expected, "{name}");
    }
}
