//! A mapping proposed for a table, from the names of its columns and from its first rows.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::source::{brief, nearest, printable_line};
use crate::terms::{Country, HsCode, Interval, Unit};

use super::cells::{Rows, text};
use super::column::{Column, fields};
use super::dialect::{Dialect, TableForm};
use super::head::dialects;
use super::mapping::{Mapping, fold_name};
use super::model::Names;
use super::pattern::{DatePattern, NumberForm};
use super::read::Format;
use super::shipped::{shipped_mapping, shipped_mappings};

/// How many rows are looked at.
const ROWS: usize = 200;

/// How many values of a column a comment shows.
const SHOWN: usize = 3;

/// How many unknown spellings a comment lists.
const SPELLINGS: usize = 8;

/// A mapping proposed for a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The mapping in TOML, with comments that say why.
    pub text: String,
    /// The mapping that comes with the program and has all the columns that it needs.
    pub shipped: Option<&'static str>,
    /// How many columns say something, and how many there are.
    pub placed: (usize, usize),
}

/// A column with its first values, without the empty ones.
struct Sample {
    name: String,
    values: Vec<String>,
}

/// Proposes a mapping for a table of which the beginning is known, or nothing where it has no row
/// of names.
///
/// ```
/// use interdict::record::{Format, Names, TableForm, propose};
/// let table = "Goods,Destination,Sent\nrice,Kenya,17/06/2016\n";
/// let proposal = propose(table, Format::Csv, &Names::default(), &TableForm::default()).unwrap();
/// assert!(proposal.text.contains("to = \"Destination\""));
/// assert!(proposal.text.contains("date = { column = \"Sent\", format = \"DD/MM/YYYY\" }"));
/// ```
#[must_use]
pub fn propose(table: &str, format: Format, names: &Names, form: &TableForm) -> Option<Proposal> {
    let samples = samples(table, format, form)?;
    let header: Vec<String> = samples.iter().map(|sample| sample.name.clone()).collect();
    let fits = |name: &&str| {
        let mapping = shipped_mapping(name).map(|file| Mapping::parse(&file, names));
        // One that leaves most columns aside was made for other tables.
        let knows = |mapping: &Mapping| mapping.knows(&header).saturating_mul(2) > header.len();
        let fits = |mapping: Mapping| mapping.fit(&header).1 && knows(&mapping);
        mapping.is_some_and(|mapping| mapping.is_ok_and(fits))
    };
    let shipped = shipped_mappings().find(fits);
    let mut text = String::from("[fields]\n");
    let placed = places(&samples, names);
    let order = |field: &str| fields().position(|known| known == field);
    let mut in_order: Vec<(&String, &&Sample)> = placed.iter().collect();
    in_order.sort_by_key(|(field, _)| (order(field).unwrap_or(usize::MAX), *field));
    for (field, sample) in in_order {
        lines(field, sample, &placed, &mut text);
    }
    if !placed
        .keys()
        .any(|field| ["item", "hs", "category"].contains(&field.as_str()))
    {
        text.push_str("# No column was found for the goods: map `item`, `hs` or `category`.\n");
    }
    let is_left = |sample: &&Sample| !placed.values().any(|other| other.name == sample.name);
    left(
        &samples.iter().filter(is_left).collect::<Vec<_>>(),
        &mut text,
    );
    Some(Proposal {
        text,
        shipped,
        placed: (placed.len(), samples.len()),
    })
}

/// The columns of a table: the separator is the one that gives most rows of one length, and the
/// first of those rows has the names.
fn samples(table: &str, format: Format, form: &TableForm) -> Option<Vec<Sample>> {
    let all = dialects(format, form).into_iter();
    let rows = all.map(|dialect| rows(table, dialect));
    let best = rows.max_by_key(|rows| {
        let width = width(rows);
        let count = rows.iter().filter(|row| row.len() == width).count();
        (width > 1, count, width)
    })?;
    let width = width(&best);
    // Spreadsheets write empty cells behind a heading.
    let is_heading = |row: &Vec<String>| {
        let filled = row.iter().filter(|cell| !cell.is_empty()).count();
        filled.saturating_mul(2) <= width
    };
    let rows = best.into_iter().filter(|row| row.len() == width);
    let mut rows = rows.skip_while(is_heading);
    let header = rows.next()?;
    let mut samples: Vec<Sample> = header
        .into_iter()
        .map(|name| Sample {
            name,
            values: Vec::new(),
        })
        .collect();
    for row in rows {
        for (sample, value) in samples.iter_mut().zip(row) {
            if !value.is_empty() {
                sample.values.push(value);
            }
        }
    }
    Some(samples)
}

fn rows(table: &str, dialect: Dialect) -> Vec<Vec<String>> {
    let rows = Rows::new(table, 0, dialect).filter_map(Result::ok);
    let rows = rows.filter(|row| !row.is_blank()).take(ROWS);
    let cell = |cell: &&str| {
        let text = text(cell, table, dialect).ok().flatten();
        text.map(|text| text.value).unwrap_or_default()
    };
    rows.map(|row| row.cells.iter().map(cell).collect())
        .collect()
}

/// The length that most rows have.
fn width(rows: &[Vec<String>]) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows {
        let count = counts.entry(row.len()).or_default();
        *count = count.saturating_add(1);
    }
    let most = counts
        .into_iter()
        .max_by_key(|(width, count)| (*count, *width));
    most.map_or(0, |(width, _)| width)
}

/// Which column fills which field: the one whose name says so most clearly, of several the first.
fn places<'s>(samples: &'s [Sample], names: &Names) -> BTreeMap<String, &'s Sample> {
    let mut best: BTreeMap<String, (usize, &Sample)> = BTreeMap::new();
    for sample in samples {
        let Some((rank, field)) = field(sample, names) else {
            continue;
        };
        let is_better = best.get(&field).is_none_or(|(other, _)| rank < *other);
        if is_better {
            best.insert(field, (rank, sample));
        }
    }
    let placed = best.into_iter();
    let placed = placed.map(|(field, (_, sample))| (field, sample));
    let mut placed: BTreeMap<String, &Sample> = placed.collect();
    // A number belongs to its unit: `Weight` to `Weight Unit`, whatever else is counted.
    let unit = placed.get("unit").map(|unit| measured(&unit.name));
    let its = samples.iter().find(|sample| {
        let name = fold_name(&sample.name);
        unit.as_deref() == Some(&*name) && sample.is_of(has_digit)
    });
    if let Some(its) = its {
        placed.insert("quantity".to_owned(), its);
    }
    placed
}

/// What the unit in a column of that name is the unit of, as far as the name tells.
fn measured(unit: &str) -> String {
    let name = fold_name(unit);
    name.trim_end_matches("unit")
        .trim_end_matches('_')
        .to_owned()
}

fn has_digit(value: &str) -> bool {
    value.contains(|c: char| c.is_ascii_digit())
}

/// The field that a column seems to fill; the lower the number, the more certain.
fn field(sample: &Sample, names: &Names) -> Option<(usize, String)> {
    if let Some(column) = Column::named(&sample.name, names) {
        return Some((0, column.to_string()));
    }
    let near = || nearest(&sample.name, fields()).into_iter().next();
    let (rank, field) = synonym(&sample.name)
        .map(|field| (1, field))
        .or_else(|| near().map(|field| (2, field)))
        .or_else(|| by_word(&sample.name).map(|field| (3, field)))?;
    // `Exporter` can be a firm or a country.
    let field = match field {
        "consignor" if sample.is_of(is_country) => "from",
        "consignee" if sample.is_of(is_country) => "to",
        field => field,
    };
    let fits = match field {
        "from" | "to" | "origin" | "flag" => sample.is_of(is_country),
        "date" => rank < 3 || !sample.date_forms().is_empty(),
        "quantity" | "value" => sample.is_of(has_digit),
        "hs" => sample.is_of(is_code),
        "unit" => sample.is_of(|value| Unit::parse(value).is_ok()),
        // What is named like these holds other things as often.
        "title" | "stage" | "account" | "same_as" | "sender_is" | "recipient_is" => false,
        _ => true,
    };
    fits.then(|| (rank, field.to_owned()))
}

fn is_country(value: &str) -> bool {
    Country::find(value).is_ok()
}

/// Digits of which a zero may be lost.
fn is_code(value: &str) -> bool {
    HsCode::parse(value).is_ok() || HsCode::parse(&format!("0{value}")).is_ok()
}

impl Sample {
    /// Whether most of the values are such.
    fn is_of(&self, is_such: impl Fn(&str) -> bool) -> bool {
        let such = self.values.iter().filter(|value| is_such(value)).count();
        let other = self.values.len().saturating_sub(such);
        such > 0 && other.saturating_mul(2) <= such
    }

    /// The values, each once.
    fn kinds(&self) -> Vec<&str> {
        let mut kinds: Vec<&str> = Vec::new();
        for value in &self.values {
            if kinds.len() <= SHOWN && !kinds.contains(&value.as_str()) {
                kinds.push(value);
            }
        }
        kinds
    }

    /// Those values that are not such, each once.
    fn others(&self, is_such: impl Fn(&str) -> bool) -> Vec<&str> {
        let others = self.values.iter().map(String::as_str);
        let mut others: Vec<&str> = others.filter(|value| !is_such(value)).collect();
        others.sort_unstable();
        others.dedup();
        others
    }

    /// The forms that all values have; `None` is our own. Of those that read every value alike,
    /// the first.
    fn date_forms(&self) -> Vec<Option<DatePattern>> {
        if self.values.is_empty() {
            return Vec::new();
        }
        if self
            .values
            .iter()
            .all(|value| Interval::parse(value).is_ok())
        {
            return vec![None];
        }
        let mut seen: Vec<Vec<String>> = Vec::new();
        let mut forms = Vec::new();
        for pattern in FORMS
            .iter()
            .filter_map(|form| DatePattern::parse(form).ok())
        {
            let read = self.values.iter().map(|value| pattern.read(value));
            let read: Option<Vec<String>> = read.collect();
            if let Some(read) = read.filter(|read| !seen.contains(read)) {
                seen.push(read);
                forms.push(Some(pattern));
            }
        }
        forms
    }
}

/// Forms of dates that tables have, the strict ones first.
const FORMS: [&str; 24] = [
    "YYYYMMDD",
    "YYYYMM",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD.MM.YYYY",
    "DD-MM-YYYY",
    "MM-DD-YYYY",
    "YYYY/MM/DD",
    "YYYY.MM.DD",
    "MM/YYYY",
    "YYYY/MM",
    "D/M/YYYY",
    "M/D/YYYY",
    "D.M.YYYY",
    "D-M-YYYY",
    "M-D-YYYY",
    "YYYY/M/D",
    "D Mon YYYY",
    "D-Mon-YYYY",
    "Mon D, YYYY",
    "Mon YYYY",
    "YYYY-MM-DD*",
    "D/M/YYYY *",
    "M/D/YYYY *",
];

/// A text in TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            _ if character.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted + "\""
}

/// Values as a comment shows them.
fn shown(values: &[&str], most: usize) -> String {
    let first = values.iter().take(most);
    let first: Vec<String> = first
        .map(|value| format!("`{}`", printable_line(&brief(value))))
        .collect();
    let more = if values.len() > most { ", …" } else { "" };
    format!("{}{more}", first.join(", "))
}

/// Writes what fills a field, with a comment where something is to be looked at.
fn lines(field: &str, sample: &Sample, placed: &BTreeMap<String, &Sample>, text: &mut String) {
    let name = match field.contains('.') {
        true => quoted(field),
        false => field.to_owned(),
    };
    let column = quoted(&sample.name);
    match field {
        "date" => date_lines(&column, sample, text),
        "quantity" | "value" => number_lines(&name, &column, sample, text),
        "from" | "to" | "origin" | "flag" => {
            let unknown = sample.others(is_country);
            spelling_lines(&name, &column, "country", &unknown, text);
        }
        "unit" => {
            if placed
                .get("quantity")
                .is_some_and(|of| fold_name(&of.name) != measured(&sample.name))
            {
                text.push_str("# See that it is the unit of the column above.\n");
            }
            let unknown = sample.others(|value| Unit::parse(value).is_ok());
            spelling_lines(&name, &column, "unit", &unknown, text);
        }
        "hs" => {
            let odd = sample.others(|value| HsCode::parse(value).is_ok());
            if !odd.is_empty() {
                let odd = shown(&odd, SPELLINGS);
                let _ = writeln!(text, "# No sound codes; was a zero lost in front? {odd}");
            }
            text.push_str("# Name the edition where it is known: edition = \"2022\"\n");
            let _ = writeln!(text, "hs = {column}");
        }
        _ => {
            let values = sample.kinds();
            let such = match values.is_empty() {
                true => "no value in the first rows".to_owned(),
                false => format!("such as {}", shown(values.get(..1).unwrap_or(&values), 1)),
            };
            let _ = writeln!(text, "{name} = {column} # {such}");
        }
    }
    let weighs = sample.name.to_lowercase();
    let in_kg = weighs.contains("kg") || weighs.contains("kilo");
    if field == "quantity" && in_kg && !placed.contains_key("unit") {
        text.push_str("unit = { constant = \"kg\" } # as the name of the column says\n");
    }
}

fn date_lines(column: &str, sample: &Sample, text: &mut String) {
    let forms = sample.date_forms();
    let line = |form: &Option<DatePattern>| match form {
        None => format!("date = {column}"),
        Some(form) => format!("date = {{ column = {column}, format = \"{form}\" }}"),
    };
    match forms.as_slice() {
        [form] => {
            let _ = writeln!(text, "{}", line(form));
        }
        [] => {
            let such = shown(&sample.kinds(), SHOWN);
            let _ = writeln!(
                text,
                "# State the form of {such}: YYYY, MM, DD, M, D or Mon"
            );
            let _ = writeln!(text, "# date = {{ column = {column}, format = \"\" }}");
        }
        several => {
            text.push_str(
                "# The first rows do not tell which of these forms is meant; take one:\n",
            );
            for form in several {
                let _ = writeln!(text, "# {}", line(form));
            }
        }
    }
}

fn number_lines(name: &str, column: &str, sample: &Sample, text: &mut String) {
    let forms = [
        ("", None, None),
        (", thousands = \",\"", None, Some(",")),
        (", decimal = \",\"", Some(","), None),
        (", decimal = \",\", thousands = \".\"", Some(","), Some(".")),
        (", thousands = \" \"", None, Some(" ")),
        (", decimal = \",\", thousands = \" \"", Some(","), Some(" ")),
    ];
    let mut seen: Vec<Vec<String>> = Vec::new();
    let mut fitting = Vec::new();
    for (told, decimal, thousands) in forms {
        let Ok(form) = NumberForm::new(decimal, thousands) else {
            continue;
        };
        let read = sample.values.iter().map(|value| form.read(value));
        let read: Option<Vec<String>> = read.collect();
        if let Some(read) = read.filter(|read| !seen.contains(read)) {
            seen.push(read);
            fitting.push(told);
        }
    }
    let line = |told: &str| match told {
        "" => format!("{name} = {column}"),
        told => format!("{name} = {{ column = {column}{told} }}"),
    };
    match fitting.as_slice() {
        [told] => {
            let _ = writeln!(text, "{}", line(told));
        }
        [] => {
            let plain = |value: &str| value.parse::<f64>().is_ok();
            let others = shown(&sample.others(plain), SHOWN);
            let _ = writeln!(text, "# Not all values are numbers: {others}");
            let _ = writeln!(text, "{}", line(""));
        }
        several => {
            text.push_str("# The first rows do not tell what separates decimals; take one:\n");
            for told in several {
                let _ = writeln!(text, "# {}", line(told));
            }
        }
    }
}

/// Writes a column whose values are spellings, and those that are not known.
fn spelling_lines(name: &str, column: &str, what: &str, unknown: &[&str], text: &mut String) {
    if unknown.is_empty() {
        let _ = writeln!(text, "{name} = {column}");
        return;
    }
    let _ = writeln!(
        text,
        "# Not known as a {what}: write what is meant behind `=`, or nothing."
    );
    let first = unknown.iter().take(SPELLINGS);
    let values: Vec<String> = first
        .map(|value| format!("{} = \"\"", quoted(value)))
        .collect();
    let values = values.join(", ");
    let _ = writeln!(
        text,
        "{name} = {{ column = {column}, values = {{ {values} }} }}"
    );
}

/// Names the columns that fill no field.
fn left(samples: &[&Sample], text: &mut String) {
    if samples.is_empty() {
        return;
    }
    text.push_str(
        "\n# Not placed. Map those that say something of the transfers; take the signs `#` away from \
         the\n# others' list, and no more is said of them.\n",
    );
    for sample in samples {
        let values = sample.kinds();
        let such = match () {
            () if values.is_empty() => "empty".to_owned(),
            () if sample.is_of(is_country) => format!("countries, {}", shown(&values, SHOWN)),
            () => match sample.date_forms().first() {
                Some(Some(form)) => format!("dates as {form}, {}", shown(&values, SHOWN)),
                _ => shown(&values, SHOWN),
            },
        };
        let _ = writeln!(text, "# - {}: {such}", quoted(&sample.name));
    }
    let mut names: Vec<String> = samples.iter().map(|sample| quoted(&sample.name)).collect();
    names.sort();
    names.dedup();
    let _ = writeln!(text, "# [ignored]\n# columns = [{}]", names.join(", "));
}

/// The field that a word in the name of a column hints at.
fn by_word(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    let hints = [
        (
            "item",
            &["description", "goods", "product", "commodity"][..],
        ),
        ("hs", &["hs", "hts", "tariff"]),
        ("date", &["date", "period", "day"]),
        ("to", &["destination", "recipient", "importer"]),
        ("from", &["exporter", "supplier"]),
        ("origin", &["origin"]),
        ("quantity", &["weight", "quantity", "kg"]),
        ("value", &["price", "amount"]),
        ("vessel", &["vessel", "ship"]),
        ("consignor", &["shipper"]),
        ("consignee", &["consignee"]),
    ];
    let hit = |(_, known): &(&str, &[&str])| known.iter().any(|word| words.contains(word));
    hints.into_iter().find(hit).map(|(field, _)| field)
}

/// The field that a usual name of a column means. It is told, not taken: what such a column holds
/// differs from table to table.
pub(super) fn synonym(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase().replace(['_', '-', '.', ' '], "");
    let mut fields = SYNONYMS.iter();
    fields.find_map(|(field, words)| words.contains(&name.as_str()).then_some(*field))
}

const SYNONYMS: &[(&str, &[&str])] = &[
    (
        "item",
        &[
            "description",
            "itemdescription",
            "goods",
            "goodsdescription",
            "product",
            "commodity",
            "descriptionofgoods",
            "productdescription",
            "cmddesc",
        ],
    ),
    (
        "hs",
        &[
            "hscode",
            "hscodes",
            "commoditycode",
            "tariffcode",
            "tariff",
            "hs6",
            "hts",
            "cmdcode",
        ],
    ),
    (
        "quantity",
        &["qty", "amount", "number", "weight", "netweight", "netwgt"],
    ),
    (
        "unit",
        &[
            "uom",
            "unitofmeasure",
            "qtyunit",
            "quantityunit",
            "weightunit",
        ],
    ),
    (
        "to",
        &[
            "destination",
            "destinationcountry",
            "countryofdestination",
            "importcountry",
            "tocountry",
            "recipientcountry",
        ],
    ),
    (
        "from",
        &[
            "exportcountry",
            "countryofexport",
            "fromcountry",
            "sendercountry",
            "countryofdispatch",
        ],
    ),
    ("origin", &["countryoforigin", "origincountry"]),
    (
        "date",
        &[
            "shipmentdate",
            "shippingdate",
            "dateofshipment",
            "deliverydate",
            "sent",
            "arrivaldate",
            "period",
        ],
    ),
    (
        "id",
        &[
            "billofladingnumber",
            "billoflading",
            "declarationnumber",
            "declno",
            "reference",
            "referencenumber",
        ],
    ),
    (
        "value",
        &["price", "customsvalue", "totalvalue", "primaryvalue"],
    ),
    ("vessel", &["vesselname", "ship", "shipname"]),
    ("flag", &["vesselflag", "shipflag", "flagstate"]),
    (
        "consignor",
        &["shipper", "sender", "exporter", "supplier", "seller"],
    ),
    ("consignee", &["receiver", "recipient", "importer", "buyer"]),
];
