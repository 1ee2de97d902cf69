//! Where a table begins: its row of names, and what stands between its cells.

use crate::source::Span;

use super::cells::{Rows, text};
use super::column::{Column, is_goods};
use super::dialect::{Dialect, TableForm};
use super::mapping::Mapping;
use super::model::Names;
use super::read::Format;

/// What can separate cells.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// In how many lines the row of names is looked for, where it is not the first.
const MOST_ABOVE: usize = 20;

/// The same for a table with a mapping, which tells the row of names for certain.
const MOST_ABOVE_MAPPED: usize = 40;

/// How many bytes of a row are looked at where the row of names is looked for.
const LONGEST_HEADER: usize = 1024 * 1024;

/// The format of a text whose first line names fields, where it seems to be a table.
pub(super) fn guess(file: &str) -> Option<Format> {
    let line = first_line(file);
    if line.starts_with(['(', '[', '{', '/', '#']) {
        return None;
    }
    if let Some(delimiter) = separator(line) {
        let line = first_line(Span::new(Span::of(line, file).end, file.len()).quote(file));
        return names_fields(line, delimiter, is_field).then_some(Format::Csv);
    }
    match delimiter(line) {
        _ if names_fields(line, '\t', is_field) => Some(Format::Tsv),
        delimiter => names_fields(line, delimiter, is_field).then_some(Format::Csv),
    }
}

/// Whether one of several names in a line is that of a field such as `is_known` looks for.
fn names_fields(line: &str, delimiter: char, is_known: impl Fn(&Column) -> bool) -> bool {
    let names = line
        .split(delimiter)
        .map(|name| name.trim_matches('"').trim());
    let mut columns = names.filter_map(|name| Column::named(name, &Names::default()));
    line.contains(delimiter) && columns.any(|column| is_known(&column))
}

fn is_field(_: &Column) -> bool {
    true
}

/// What a first line `sep=;` says that separates cells: spreadsheets write and understand it.
fn separator(line: &str) -> Option<char> {
    let line = line.trim_matches('"').trim_end_matches(' ');
    let (start, rest) = line.split_at_checked("sep=".len())?;
    let mut rest = rest.chars();
    let delimiter = rest.next().filter(|c| DELIMITERS.contains(c))?;
    (start.eq_ignore_ascii_case("sep=") && rest.next().is_none()).then_some(delimiter)
}

/// Where the row of names begins, and what stands between cells.
pub(super) struct Head {
    pub start: usize,
    pub dialect: Dialect,
    /// Whether more of the file would change nothing.
    pub is_sure: bool,
}

impl Head {
    pub fn of(file: &str, format: Format, form: &TableForm) -> Self {
        if let Some(mapping) = form.mapping() {
            return Self::mapped(file, format, form, mapping);
        }
        let line = first_line(file);
        let (start, dialect) = match separator(line) {
            _ if format == Format::Sheet => (0, Dialect::SHEET),
            Some(delimiter) => (Span::of(line, file).end, Dialect::found(form, delimiter)),
            None if format == Format::Tsv => (0, Dialect::found(form, '\t')),
            None => (0, Dialect::found(form, delimiter(line))),
        };
        Self {
            start,
            dialect,
            is_sure: true,
        }
    }

    /// The first row that has all the columns of a mapping, or else the one that has the most.
    fn mapped(file: &str, format: Format, form: &TableForm, mapping: &Mapping) -> Self {
        let dialects = dialects(format, form);
        let mut best: Option<(usize, Self)> = None;
        // A piece of a file is looked at before its byte order mark is taken away.
        let lines = file.trim_start_matches('\u{feff}');
        let lines = lines.split_inclusive(['\n', '\r']);
        let lines = lines.filter(|line| !line.trim().is_empty());
        let mut seen: usize = 0;
        for line in lines.take(MOST_ABOVE_MAPPED) {
            let is_whole = line.ends_with(['\n', '\r']);
            seen = seen.saturating_add(usize::from(is_whole));
            for dialect in &dialects {
                let start = Span::of(line, file).start;
                let (found, is_sure) = mapping.fit(&row_at(file, start, *dialect));
                let head = Self {
                    start,
                    dialect: *dialect,
                    is_sure,
                };
                if is_sure {
                    return head;
                }
                if best.as_ref().is_none_or(|(most, _)| found > *most) {
                    best = Some((found, head));
                }
            }
        }
        let is_sure = seen >= MOST_ABOVE_MAPPED;
        let first = dialects.first().copied().unwrap_or(Dialect::SHEET);
        let (start, dialect) = best.map_or((0, first), |(_, head)| (head.start, head.dialect));
        Self {
            start,
            dialect,
            is_sure,
        }
    }
}

/// What may stand between the cells of a table of which that is not known.
pub(super) fn dialects(format: Format, form: &TableForm) -> Vec<Dialect> {
    match format {
        Format::Sheet => vec![Dialect::SHEET],
        Format::Tsv => vec![Dialect::found(form, '\t')],
        _ if form.delimiter().is_some() => vec![Dialect::found(form, ',')],
        _ => DELIMITERS.map(|sign| Dialect::found(form, sign)).into(),
    }
}

/// The texts of the row that begins there, as far as they can be read.
fn row_at(file: &str, start: usize, dialect: Dialect) -> Vec<String> {
    // A quote that is never closed would be looked for to the end of the file, from each line.
    let end = start.saturating_add(LONGEST_HEADER);
    let near = (0..4).find_map(|back| file.get(..end.saturating_sub(back)));
    let file = near.unwrap_or(file);
    let Some(Ok(row)) = Rows::new(file, start, dialect).next() else {
        return Vec::new();
    };
    let cells = row.cells.iter().map(|cell| text(cell, file, dialect));
    let texts = cells.map(|text| text.ok().flatten().map(|text| text.value));
    texts.map(Option::unwrap_or_default).collect()
}

/// The row of names, where it stands below others, such as a heading: the first of them ends at
/// `end`.
pub(super) fn row_of_names(file: &str, end: usize, format: Format) -> Option<Span> {
    let below = file.get(end..)?.split(['\r', '\n']).take(MOST_ABOVE);
    let mut rows = below.filter(|line| match (format, delimiter(line)) {
        (Format::Tsv | Format::Sheet, ',' | ';' | '|') => false,
        (_, delimiter) => names_fields(line, delimiter, is_goods),
    });
    rows.next().map(|line| Span::of(line, file))
}

fn first_line(file: &str) -> &str {
    let start = file.trim_start_matches(['\u{feff}', '\r', '\n', ' ']);
    start.split(['\r', '\n']).next().unwrap_or_default()
}

/// What separates the cells of a table: the first of `,`, `;`, tab and `|` that the first line has
/// outside quotes.
fn delimiter(line: &str) -> char {
    let outside = || line.split('"').step_by(2);
    let separates = |delimiter: &char| outside().any(|part| part.contains(*delimiter));
    DELIMITERS.into_iter().find(separates).unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_known_by_its_first_line() {
        for (text, format) in [
            ("item,colour\nrice,red", Some(Format::Csv)),
            (
                "\u{feff}\n\"Item\";\"to, from\"\nrice;red",
                Some(Format::Csv),
            ),
            ("weight, kg\tFacts.used\t hs \n", Some(Format::Tsv)),
            ("item\nrice", None),
            ("colour,weight\n", None),
            ("(item: \"a\", from: \"b\")", None),
            ("// item, from\n(item: \"a\")", None),
            ("[item, from]", None),
            ("", None),
        ] {
            assert_eq!(guess(text), format, "{text:?}");
            assert_eq!(
                Format::of_text(text),
                format.unwrap_or(Format::of_text(text))
            );
        }
    }
}
