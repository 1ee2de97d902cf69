//! What other people's columns say: which field each fills, and how its values are spelt.
//!
//! A mapping names columns; beside the header of one table it becomes a plan, which names them by
//! their places. `Rule<C>` is one or the other.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use crate::source::{Span, Spanned, brief, nearest};

use super::cells::parts;
use super::column::{Column, cell_node, text_node};
use super::fault::RecordFault;
use super::model::Text;
use super::node::{Node, Value};
use super::pattern::{DatePattern, NumberForm};

/// How the columns of other people's tables are read. [`Mapping::parse`] makes it from a file;
/// `docs/mapping.md` describes those.
#[derive(Debug, Clone)]
pub struct Mapping {
    pub(super) fields: Vec<Rule<Wanted>>,
    pub(super) whens: Vec<When<Wanted>>,
    pub(super) skips: Vec<Test<Wanted>>,
    /// Names of columns that are known and not needed, folded.
    pub(super) ignored: BTreeSet<String>,
}

/// A column that a mapping names: the first of these that the table has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub any_of: Vec<String>,
    /// Whether a table may lack it.
    pub is_optional: bool,
}

/// How a field is filled.
#[derive(Debug, Clone)]
pub(super) struct Rule<C> {
    pub to: Column,
    pub cells: Cells<C>,
    /// Other people's spellings and ours.
    pub values: Values,
    pub form: ValueForm<C>,
}

/// Where the text of a field comes from.
#[derive(Debug, Clone)]
pub(super) enum Cells<C> {
    /// From the mapping, the same for each row.
    Constant(String),
    One(C),
    /// From several cells, those that are filled, with a text between them.
    Joined(Vec<C>, String),
}

/// How the text of a cell is written, where not in our own way.
#[derive(Debug, Clone)]
pub(super) enum ValueForm<C> {
    Own,
    /// Dates, each of one of these forms; several with a sign between them reach from the first
    /// to the last.
    Date {
        /// None where they are written in our own way.
        patterns: Vec<DatePattern>,
        separator: Option<String>,
    },
    Number(NumberForm),
    /// A code of the Harmonized System, of this edition.
    Code(Edition<C>),
    /// Several values, with a text between them.
    List(String),
}

/// The edition of a column's codes.
#[derive(Debug, Clone)]
pub(super) enum Edition<C> {
    Year(String),
    /// It stands in another column.
    Cell(C, Values),
}

/// Spellings of values, folded, with what is read for each. Empty stands for what is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Values(pub HashMap<String, String>);

impl Values {
    fn of(&self, text: &str) -> Option<&str> {
        match self.0.is_empty() {
            true => None,
            false => self.0.get(&fold_value(text)).map(String::as_str),
        }
    }
}

/// Rows in which a column has one of some values.
#[derive(Debug, Clone)]
pub(super) struct Test<C> {
    pub column: C,
    /// Folded.
    pub values: BTreeSet<String>,
}

/// Rules for rows that pass a test.
#[derive(Debug, Clone)]
pub(super) struct When<C> {
    pub test: Test<C>,
    pub fields: Vec<Rule<C>>,
}

/// The name of a column as it is compared: letter case and the kind of blank do not matter.
pub(super) fn fold_name(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || matches!(c, '_' | '-'));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("_").to_lowercase()
}

/// A value as it is compared: letter case and blanks around it do not matter.
pub(super) fn fold_value(text: &str) -> String {
    text.trim().to_lowercase()
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.any_of.iter().enumerate() {
            let before = if index == 0 { "" } else { " or " };
            write!(f, "{before}`{name}`")?;
        }
        Ok(())
    }
}

impl<C> Rule<C> {
    /// The columns that it reads.
    fn columns(&self) -> Vec<&C> {
        let mut columns = match &self.cells {
            Cells::Constant(_) => Vec::new(),
            Cells::One(column) => vec![column],
            Cells::Joined(columns, _) => columns.iter().collect(),
        };
        if let ValueForm::Code(Edition::Cell(column, _)) = &self.form {
            columns.push(column);
        }
        columns
    }
}

impl Mapping {
    /// Every column that it reads.
    fn columns(&self) -> impl Iterator<Item = &Wanted> {
        let whens = self.whens.iter();
        let rules = self.fields.iter();
        let rules = rules.chain(whens.clone().flat_map(|when| &when.fields));
        let tests = self.skips.iter().chain(whens.map(|when| &when.test));
        rules
            .flat_map(Rule::columns)
            .chain(tests.map(|test| &test.column))
    }

    /// How many of the columns that a table must have are among these names, and whether all are.
    pub(super) fn fit(&self, names: &[String]) -> (usize, bool) {
        let names: BTreeSet<String> = names.iter().map(|name| fold_name(name)).collect();
        let has = |wanted: &&Wanted| wanted.any_of.iter().any(|n| names.contains(&fold_name(n)));
        let due = || self.columns().filter(|wanted| !wanted.is_optional);
        let found = due().filter(has).count();
        (found, found == due().count() && found > 0)
    }

    /// How many of these columns it names, if only to ignore them.
    pub(super) fn knows(&self, names: &[String]) -> usize {
        let read = self.columns().flat_map(|wanted| &wanted.any_of);
        let read: BTreeSet<String> = read.map(|name| fold_name(name)).collect();
        let folded = names.iter().map(|name| fold_name(name));
        let known = folded.filter(|name| read.contains(name) || self.ignored.contains(name));
        known.count()
    }
}

/// How a mapping and the header of a table differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mismatch {
    /// A column that the table lacks.
    Missing {
        column: String,
        /// What would be read from it.
        purpose: String,
        nearest: Vec<String>,
    },
    /// A column that it has twice, by places.
    Twice { first: usize, second: usize },
}

/// A mapping beside the header of one table.
#[derive(Debug)]
pub(super) struct Plan {
    /// How many columns the table has.
    pub width: usize,
    skips: Vec<Test<usize>>,
    /// The rules for rows that pass a test, the first that they pass.
    whens: Vec<When<usize>>,
    /// The rules for the others.
    fields: Vec<Rule<usize>>,
    /// The places of the columns of which the mapping knows nothing.
    pub unknown: Vec<usize>,
}

/// Looks up the columns of a table, and remembers what is wrong.
struct Finder<'a> {
    names: &'a [Spanned<String>],
    folded: Vec<String>,
    wrong: Vec<Mismatch>,
    used: BTreeSet<usize>,
}

impl Finder<'_> {
    fn find(&mut self, wanted: &Wanted, purpose: &str) -> Option<usize> {
        let places = |name: &String| {
            let name = fold_name(name);
            let all = self.folded.iter().enumerate();
            let mut all = all.filter(|(_, other)| **other == name);
            Some((all.next()?.0, all.next().map(|(place, _)| place)))
        };
        match wanted.any_of.iter().find_map(places) {
            Some((place, None)) => {
                self.used.insert(place);
                Some(place)
            }
            Some((first, Some(second))) => {
                self.report(Mismatch::Twice { first, second });
                None
            }
            None => {
                if !wanted.is_optional {
                    self.missing(wanted, purpose);
                }
                None
            }
        }
    }

    fn missing(&mut self, wanted: &Wanted, purpose: &str) {
        let known = || self.names.iter().map(|name| name.value.as_str());
        let near = wanted.any_of.iter().flat_map(|name| nearest(name, known()));
        let near: BTreeSet<String> = near.map(str::to_owned).collect();
        self.report(Mismatch::Missing {
            column: wanted.to_string(),
            purpose: purpose.to_owned(),
            nearest: near.into_iter().take(3).collect(),
        });
    }

    /// A column that several rules read is reported once.
    fn report(&mut self, wrong: Mismatch) {
        let same = |other: &Mismatch| match (other, &wrong) {
            (Mismatch::Missing { column: a, .. }, Mismatch::Missing { column: b, .. }) => a == b,
            (a, b) => a == b,
        };
        if !self.wrong.iter().any(same) {
            self.wrong.push(wrong);
        }
    }

    /// The rule with places, where the table has the columns it needs.
    fn rule(&mut self, rule: &Rule<Wanted>) -> Option<Rule<usize>> {
        let purpose = rule.to.to_string();
        let cells = match &rule.cells {
            Cells::Constant(value) => Cells::Constant(value.clone()),
            Cells::One(column) => Cells::One(self.find(column, &purpose)?),
            Cells::Joined(columns, join) => {
                let places = columns.iter().filter_map(|c| self.find(c, &purpose));
                let places: Vec<usize> = places.collect();
                (!places.is_empty()).then(|| Cells::Joined(places, join.clone()))?
            }
        };
        Some(Rule {
            to: rule.to.clone(),
            cells,
            values: rule.values.clone(),
            form: self.form(&rule.form, &purpose),
        })
    }

    fn form(&mut self, form: &ValueForm<Wanted>, purpose: &str) -> ValueForm<usize> {
        match form {
            ValueForm::Own => ValueForm::Own,
            ValueForm::Date {
                patterns,
                separator,
            } => ValueForm::Date {
                patterns: patterns.clone(),
                separator: separator.clone(),
            },
            ValueForm::Number(form) => ValueForm::Number(*form),
            ValueForm::List(separator) => ValueForm::List(separator.clone()),
            ValueForm::Code(Edition::Year(year)) => ValueForm::Code(Edition::Year(year.clone())),
            ValueForm::Code(Edition::Cell(column, values)) => match self.find(column, purpose) {
                Some(place) => ValueForm::Code(Edition::Cell(place, values.clone())),
                None => ValueForm::Own,
            },
        }
    }

    fn test(&mut self, test: &Test<Wanted>, purpose: &str) -> Option<Test<usize>> {
        Some(Test {
            column: self.find(&test.column, purpose)?,
            values: test.values.clone(),
        })
    }
}

impl Plan {
    /// The plan for a table whose columns have these names, or how they differ from the mapping's.
    pub fn of(mapping: &Mapping, names: &[Spanned<String>]) -> Result<Self, Vec<Mismatch>> {
        let mut finder = Finder {
            names,
            folded: names.iter().map(|name| fold_name(&name.value)).collect(),
            wrong: Vec::new(),
            used: BTreeSet::new(),
        };
        let fields = mapping.fields.iter().filter_map(|rule| finder.rule(rule));
        let fields: Vec<Rule<usize>> = fields.collect();
        let mut whens = Vec::new();
        for when in &mapping.whens {
            let test = finder.test(&when.test, "[[when]]");
            let own: Vec<_> = when.fields.iter().filter_map(|r| finder.rule(r)).collect();
            let is_new = |rule: &&Rule<usize>| !when.fields.iter().any(|own| own.to == rule.to);
            let others = fields.iter().filter(is_new).cloned();
            let fields = others.chain(own).collect();
            whens.extend(test.map(|test| When { test, fields }));
        }
        let skips = mapping.skips.iter();
        let skips = skips.filter_map(|test| finder.test(test, "[[skip]]"));
        let skips = skips.collect();
        let is_unknown = |(place, name): &(usize, &String)| {
            !finder.used.contains(place) && !mapping.ignored.contains(*name)
        };
        let unknown = finder.folded.iter().enumerate().filter(is_unknown);
        let unknown = unknown.map(|(place, _)| place).collect();
        match finder.wrong.is_empty() {
            true => Ok(Self {
                width: names.len(),
                skips,
                whens,
                fields,
                unknown,
            }),
            false => Err(finder.wrong),
        }
    }

    /// The cells of a row under the names of our fields; nothing for a row that is skipped.
    pub fn fields<'a>(&self, row: &Cellular) -> Option<Vec<(&Column, Node<'a>)>> {
        if self.skips.iter().any(|test| test.passes(row)) {
            return None;
        }
        let when = self.whens.iter().find(|when| when.test.passes(row));
        let rules = when.map_or(&self.fields, |when| &when.fields);
        let filled = |rule: &'_ Rule<usize>| rule.read(row);
        Some(
            rules
                .iter()
                .filter_map(|r| Some((&r.to, filled(r)?)))
                .collect(),
        )
    }
}

/// The cells of a row, and where it stands.
pub(super) struct Cellular {
    pub texts: Vec<Option<Text>>,
    pub span: Span,
}

impl Cellular {
    fn cell(&self, place: usize) -> Option<&Text> {
        self.texts.get(place)?.as_ref()
    }
}

impl Test<usize> {
    fn passes(&self, row: &Cellular) -> bool {
        let text = row.cell(self.column).map_or("", |text| text.value.as_str());
        self.values.contains(&fold_value(text))
    }
}

impl Rule<usize> {
    /// What the row says of the field.
    fn read<'a>(&self, row: &Cellular) -> Option<Node<'a>> {
        let text = match &self.cells {
            Cells::Constant(value) => {
                // It stands in no cell of the row.
                let place = Span::new(row.span.start, row.span.start);
                return Some(cell_node(&self.to, Text::instead(value, place), ";"));
            }
            Cells::One(place) => row.cell(*place)?.clone(),
            Cells::Joined(places, join) => {
                joined(places.iter().filter_map(|place| row.cell(*place)), join)?
            }
        };
        match self.values.of(&text.value) {
            Some("") => None,
            Some(value) => Some(cell_node(&self.to, Text::instead(value, text.span), ";")),
            None if self.to.is_list() => Some(self.list(&text)),
            None => Some(self.form.read(&self.to, text, row)),
        }
    }

    /// Several values, each of which may be another's spelling.
    fn list<'a>(&self, text: &Text) -> Node<'a> {
        let separator = match &self.form {
            ValueForm::List(separator) => separator.as_str(),
            _ => ";",
        };
        let node = |part: Text| match self.values.of(&part.value) {
            Some("") => None,
            Some(value) => Some(text_node(Text::instead(value, part.span))),
            None => Some(text_node(part)),
        };
        let nodes = parts(text, separator).into_iter().filter_map(node);
        Node {
            span: text.span,
            value: Value::List(nodes.collect()),
        }
    }
}

impl ValueForm<usize> {
    fn read<'a>(&self, to: &Column, text: Text, row: &Cellular) -> Node<'a> {
        let read = match self {
            _ if cell_error(&text).is_some() => return cell_node(to, text, ";"),
            Self::Own | Self::List(_) => return cell_node(to, text, ";"),
            Self::Number(form) => form
                .read(&text.value)
                .ok_or_else(|| RecordFault::NumberForm {
                    text: brief(&text.value).into_owned(),
                    form: form.to_string(),
                }),
            Self::Date {
                patterns,
                separator,
            } => dates(&text.value, patterns, separator.as_deref()),
            Self::Code(edition) => Ok(match edition.of(row) {
                Some(edition) => format!("{edition}:{}", text.value),
                None => return cell_node(to, text, ";"),
            }),
        };
        match read {
            Ok(value) => cell_node(to, Text::instead(&value, text.span), ";"),
            Err(fault) => Node {
                span: text.span,
                value: Value::Wrong(Box::new(fault)),
            },
        }
    }
}

impl Edition<usize> {
    fn of<'a>(&'a self, row: &'a Cellular) -> Option<&'a str> {
        let edition = match self {
            Self::Year(year) => year.as_str(),
            Self::Cell(place, values) => {
                let text = row.cell(*place)?.value.as_str();
                values.of(text).unwrap_or(text)
            }
        };
        (!edition.is_empty()).then_some(edition)
    }
}

/// Dates of a form in ours: of several, from the first to the last.
fn dates(
    text: &str,
    patterns: &[DatePattern],
    separator: Option<&str>,
) -> Result<String, RecordFault> {
    let one = |text: &str| {
        let read = patterns.iter().filter_map(|pattern| pattern.read(text));
        let read: BTreeSet<String> = read.collect();
        let mut read = read.into_iter();
        match (read.next(), read.next()) {
            _ if patterns.is_empty() => Ok(text.trim().to_owned()),
            (Some(date), None) => Ok(date),
            // Which of two forms was meant is not guessed.
            _ => Err(RecordFault::DateForm {
                text: brief(text).into_owned(),
                forms: patterns.iter().map(ToString::to_string).collect(),
            }),
        }
    };
    let Some(separator) = separator else {
        return one(text);
    };
    let parts = text.split(separator).filter(|part| !part.trim().is_empty());
    let mut dates = parts.map(one).collect::<Result<Vec<_>, _>>()?;
    dates.sort();
    match dates.as_slice() {
        [first, .., last] if first != last => Ok(format!("{first}/{last}")),
        [first, ..] => Ok(first.clone()),
        [] => one(text),
    }
}

/// The texts of cells with another text between them, and the way back to each.
fn joined<'t>(cells: impl Iterator<Item = &'t Text>, join: &str) -> Option<Text> {
    let mut all: Option<Text> = None;
    for cell in cells {
        all = Some(match all {
            None => cell.clone(),
            Some(text) => text.followed_by(join, cell),
        });
    }
    all
}

/// What a formula that failed leaves in its cell, also where the table was saved as text.
pub(super) fn cell_error(text: &Text) -> Option<RecordFault> {
    const ERRORS: [&str; 8] = [
        "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!",
    ];
    let is_error = text.value.starts_with('#') && ERRORS.contains(&text.value.as_str());
    is_error.then(|| RecordFault::CellError(text.value.clone()))
}
