//! From the bytes of a file to what is said of it: what could be reached, and what is.

use std::hint::black_box;

use anyhow::{Context, Result};
use interdict::check::{Checker, Depth, names};
use interdict::record::{Format, Names, Pieces};

use crate::engines::hand_written::{Tables, packed, six_digits};
use crate::phrases::fold;

/// Counts lines: all bytes are looked at once.
pub fn lines(file: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', file).count()
}

/// Reads every cell of the table and does nothing with it.
pub fn cells(file: &[u8]) -> Result<usize> {
    let mut reader = csv::Reader::from_reader(file);
    let mut row = csv::ByteRecord::new();
    let mut rows = 0;
    while reader.read_byte_record(&mut row)? {
        black_box(&row);
        rows += 1;
    }
    Ok(rows)
}

/// Reads the table and answers with the tables of an expert; says how many findings there are.
/// A row that leaves out a date, a country or the code has no answer.
pub fn hand_written(file: &[u8], tables: &Tables) -> Result<usize> {
    let mut reader = csv::Reader::from_reader(file);
    let header = reader.byte_headers()?.clone();
    let column = |name: &str| {
        let place = header.iter().position(|cell| cell == name.as_bytes());
        place.with_context(|| format!("the table has no column {name}"))
    };
    let (item, hs, from) = (column("item")?, column("hs")?, column("from")?);
    let (to, date) = (column("to")?, column("date")?);
    let mut row = csv::ByteRecord::new();
    let mut findings = 0;
    while reader.read_byte_record(&mut row)? {
        let cell = |column: usize| row.get(column).unwrap_or_default();
        let places = packed(cell(from)).zip(packed(cell(to)));
        let Some((countries, day)) = places.zip(day(cell(date))) else {
            continue;
        };
        if !tables.reach(countries.0, countries.1) {
            continue;
        }
        let Some(hs) = six_digits(cell(hs)) else {
            continue;
        };
        let text = fold(&String::from_utf8_lossy(cell(item)));
        let categories = tables.categories(text.as_bytes());
        tables.cover(countries, day, hs, &categories, |_| findings += 1);
    }
    Ok(findings)
}

/// `2016-03-02` as a number.
fn day(cell: &[u8]) -> Option<u32> {
    let mut digits = cell.iter().filter(|byte| **byte != b'-');
    let digits: Option<u32> = digits.try_fold(0_u32, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u32::from(byte - b'0'))
    });
    digits.filter(|_| cell.len() == 10)
}

/// What interdict says of the whole file, with all that was shipped, on one thread; says how many
/// records it checked.
pub fn interdict(file: &[u8], checker: &Checker<'_>, depth: Depth) -> Result<usize> {
    let known: Names = names(checker.rules());
    let mut checked = 0;
    for piece in Pieces::new("transfers.csv", Box::new(file), Format::Csv, &known) {
        let read = piece?.read(&known);
        checked += black_box(checker.screen(read.records.iter(), None, depth)).len();
    }
    Ok(checked)
}

/// Reads the records as interdict does and does nothing with them.
pub fn interdict_records(file: &[u8], checker: &Checker<'_>) -> Result<usize> {
    let known: Names = names(checker.rules());
    let mut seen = 0;
    for piece in Pieces::new("transfers.csv", Box::new(file), Format::Csv, &known) {
        seen += black_box(piece?.read(&known)).records.len();
    }
    Ok(seen)
}
