//! Mappings written in TOML. It is read as a tree with the place of everything, so that all faults
//! are told at once.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use toml::Spanned as Placed;
use toml::de::{DeTable, DeValue};

use crate::source::{Located, SourceFile, Span, Spanned, brief, nearest};
use crate::terms::HsCode;

use super::column::{Column, cell_node, fields, is_goods};
use super::decode::Decoder;
use super::fault::RecordFault;
use super::mapping::*;
use super::mapping_fault::{MappingErrors, MappingFault};
use super::model::{FactForm, Names, Text};
use super::pattern::{DatePattern, NumberForm};

/// The names at the top of a mapping.
const TOP: &[&str] = &["fields", "when", "skip", "ignored"];

/// What can be said of a field.
const KEYS: &[&str] = &[
    "column",
    "any_of",
    "columns",
    "join",
    "constant",
    "optional",
    "values",
    "format",
    "separator",
    "decimal",
    "thousands",
    "edition",
];

/// Those of them that say where its text comes from.
const SOURCES: [&str; 4] = ["column", "any_of", "columns", "constant"];

/// What stands between the texts of joined cells, where nothing else is said.
const JOIN: &str = ", ";

impl Mapping {
    /// Reads a mapping written in TOML; `names` are those that records may use.
    ///
    /// # Errors
    /// Says everything that is wrong with it.
    ///
    /// ```
    /// use interdict::record::{Mapping, Names};
    /// use interdict::source::SourceFile;
    /// let parse = |text| Mapping::parse(&SourceFile::new("map.toml", text), &Names::default());
    /// assert!(parse("[fields]\nitem = 'Goods'\ndate = {column = 'Day', format = 'DD.MM.YYYY'}").is_ok());
    /// let faults = parse("[fields]\nitm = 'Goods'\nfrom = {colum = 'Sender'}").unwrap_err();
    /// assert_eq!(faults.errors[0].to_string(), "unknown name `itm` in `[fields]`");
    /// ```
    pub fn parse(file: &Arc<SourceFile>, names: &Names) -> Result<Self, MappingErrors> {
        let (table, broken) = DeTable::parse_recoverable(file.text());
        let mut reader = Reader {
            file,
            names,
            errors: Vec::new(),
        };
        for error in &broken {
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            let span = error.span().map(Span::from).unwrap_or_default();
            reader.fault(span, MappingFault::Toml(message));
        }
        // What stands behind a mistake of form may be read wrongly.
        let mapping = broken.is_empty().then(|| reader.mapping(table.get_ref()));
        let mut errors = reader.errors;
        errors.sort_by_key(Located::span);
        match mapping.filter(|_| errors.is_empty()) {
            Some(mapping) => Ok(mapping),
            None => Err(MappingErrors { errors }),
        }
    }
}

type Value<'t> = Placed<DeValue<'t>>;

/// A name and its value.
struct Entry<'t> {
    name: &'t str,
    at: Span,
    value: &'t Value<'t>,
}

/// The names of a table, in the order of the file.
fn entries<'t>(table: &'t DeTable<'t>) -> impl Iterator<Item = Entry<'t>> {
    let entries = table.iter().map(|(name, value)| Entry {
        name: name.get_ref(),
        at: name.span().into(),
        value,
    });
    let mut entries: Vec<Entry<'_>> = entries.collect();
    entries.sort_by_key(|entry| entry.at);
    entries.into_iter()
}

fn span(value: &Value<'_>) -> Span {
    value.span().into()
}

struct Reader<'a> {
    file: &'a Arc<SourceFile>,
    names: &'a Names,
    errors: Vec<Located<MappingFault>>,
}

impl Reader<'_> {
    fn fault(&mut self, span: Span, fault: MappingFault) {
        self.errors.push(Located::new(fault, self.file, span));
    }

    fn mapping<'t>(&mut self, table: &'t DeTable<'t>) -> Mapping {
        let mut mapping = Mapping {
            fields: Vec::new(),
            whens: Vec::new(),
            skips: Vec::new(),
            ignored: BTreeSet::new(),
        };
        for entry in entries(table) {
            match entry.name {
                "fields" => mapping.fields = self.rules(&entry),
                "when" => {
                    let whens = self.tables(&entry).into_iter();
                    mapping.whens = whens.filter_map(|one| self.when(one)).collect();
                }
                "skip" => {
                    let skips = self.tables(&entry).into_iter();
                    let skips = skips.filter_map(|one| self.test("[[skip]]", one, &[]));
                    mapping.skips = skips.collect();
                }
                "ignored" => mapping.ignored = self.ignored(&entry),
                _ => self.unknown(&entry, "a mapping", TOP),
            }
        }
        let whens = mapping.whens.iter().flat_map(|when| &when.fields);
        let mut rules = mapping.fields.iter().chain(whens);
        if self.errors.is_empty() && !rules.any(|rule| is_goods(&rule.to)) {
            self.fault(Span::new(0, 1), MappingFault::NoGoods);
        }
        mapping
    }

    fn unknown(&mut self, entry: &Entry<'_>, place: &str, known: &[&str]) {
        let near = nearest(entry.name, known.iter().copied()).into_iter();
        let fault = MappingFault::Key {
            name: brief(entry.name).into_owned(),
            place: place.to_owned(),
            nearest: near.map(str::to_owned).collect(),
            known: known.iter().map(|name| format!("`{name}`")).collect(),
        };
        self.fault(entry.at, fault);
    }

    fn wrong_kind(&mut self, name: &str, value: &Value<'_>, expected: &'static str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "names with values",
        };
        let fault = MappingFault::Kind {
            name: brief(name).into_owned(),
            expected,
            found: found.to_owned(),
        };
        self.fault(span(value), fault);
    }

    fn table<'t>(&mut self, name: &str, value: &'t Value<'t>) -> Option<&'t DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_kind(name, value, "names with values");
        }
        table
    }

    /// The tables of a list such as `[[when]]`.
    fn tables<'t>(&mut self, entry: &Entry<'t>) -> Vec<(&'t DeTable<'t>, Span)> {
        let Some(list) = entry.value.get_ref().as_array() else {
            self.wrong_kind(entry.name, entry.value, "written with two brackets");
            return Vec::new();
        };
        let tables = list.iter().filter_map(|one| {
            let table = self.table(entry.name, one)?;
            Some((table, span(one)))
        });
        tables.collect()
    }

    /// A text, a year or another number that may stand without quotes.
    fn text<'t>(&mut self, name: &str, value: &'t Value<'t>) -> Option<Spanned<&'t str>> {
        let text = match value.get_ref() {
            DeValue::String(text) => Some(text.as_ref()),
            DeValue::Integer(number) => Some(number.as_str()),
            _ => None,
        };
        if text.is_none() {
            self.wrong_kind(name, value, "a text in quotes");
        }
        text.map(|text| Spanned::new(text, inside(value, self.file)))
    }

    fn texts<'t>(&mut self, name: &str, value: &'t Value<'t>) -> Vec<Spanned<&'t str>> {
        match value.get_ref().as_array() {
            Some(list) => {
                let texts = list.iter().filter_map(|one| self.text(name, one));
                texts.collect()
            }
            None => {
                self.wrong_kind(name, value, "a list of texts");
                Vec::new()
            }
        }
    }

    /// A text or several.
    fn one_or_more<'t>(&mut self, entry: &Entry<'t>) -> Vec<Spanned<&'t str>> {
        match entry.value.get_ref().is_array() {
            true => self.texts(entry.name, entry.value),
            false => self.text(entry.name, entry.value).into_iter().collect(),
        }
    }

    fn name(&mut self, name: &str, text: Spanned<&str>) -> Option<String> {
        let text = text.with(text.value.trim());
        if text.value.is_empty() {
            let fault = MappingFault::Needs {
                place: format!("`{name}`"),
                needed: "the name of a column",
            };
            self.fault(text.span, fault);
            return None;
        }
        Some(text.value.to_owned())
    }

    fn ignored(&mut self, entry: &Entry<'_>) -> BTreeSet<String> {
        let mut ignored = BTreeSet::new();
        let Some(table) = self.table(entry.name, entry.value) else {
            return ignored;
        };
        for entry in entries(table) {
            match entry.name {
                "columns" => {
                    let names = self.texts(entry.name, entry.value).into_iter();
                    ignored.extend(names.map(|name| fold_name(name.value)));
                }
                _ => self.unknown(&entry, "`[ignored]`", &["columns"]),
            }
        }
        ignored
    }

    fn when<'t>(&mut self, (table, at): (&'t DeTable<'t>, Span)) -> Option<When<Wanted>> {
        let mut fields = Vec::new();
        let mut has_fields = false;
        for entry in entries(table).filter(|entry| entry.name == "fields") {
            has_fields = true;
            fields = self.rules(&entry);
        }
        if !has_fields {
            let fault = MappingFault::Needs {
                place: "`[[when]]`".into(),
                needed: "`fields`, which are read otherwise then",
            };
            self.fault(at, fault);
        }
        let test = self.test("[[when]]", (table, at), &["fields"])?;
        Some(When { test, fields })
    }

    /// A test for rows; `besides` are other names that may stand beside it.
    fn test<'t>(
        &mut self,
        place: &str,
        (table, at): (&'t DeTable<'t>, Span),
        besides: &[&str],
    ) -> Option<Test<Wanted>> {
        let known = [&["column", "values", "optional"], besides].concat();
        let before = self.errors.len();
        let (mut column, mut values, mut is_optional) = (None, None, false);
        for entry in entries(table) {
            match entry.name {
                "column" => {
                    let text = self.text(entry.name, entry.value);
                    column = Some(text.and_then(|text| self.name(entry.name, text)));
                }
                "values" => values = Some(self.texts(entry.name, entry.value)),
                "optional" => is_optional = self.yes(&entry),
                name if besides.contains(&name) => {}
                _ => self.unknown(&entry, &format!("`{place}`"), &known),
            }
        }
        for (is_missing, needed) in [
            (column.is_none(), "`column`"),
            (values.is_none(), "`values`, a list of texts"),
        ] {
            // It may be what an unknown name was meant for.
            if is_missing && self.errors.len() == before {
                let place = format!("`{place}`");
                self.fault(at, MappingFault::Needs { place, needed });
            }
        }
        let values = values?.into_iter().map(|text| fold_value(text.value));
        Some(Test {
            values: values.collect(),
            column: Wanted {
                any_of: vec![column??],
                is_optional,
            },
        })
    }

    fn yes(&mut self, entry: &Entry<'_>) -> bool {
        let answer = entry.value.get_ref().as_bool();
        if answer.is_none() {
            self.wrong_kind(entry.name, entry.value, "`true` or `false`");
        }
        answer.unwrap_or_default()
    }

    fn rules<'t>(&mut self, entry: &Entry<'t>) -> Vec<Rule<Wanted>> {
        let Some(table) = self.table(entry.name, entry.value) else {
            return Vec::new();
        };
        let mut rules = Vec::new();
        for entry in entries(table) {
            match (entry.name, entry.value.get_ref()) {
                // `facts.used = …` without quotes around the name.
                ("facts", DeValue::Table(facts)) => {
                    for fact in entries(facts) {
                        let name = format!("facts.{}", fact.name);
                        rules.extend(self.rule(&name, &fact));
                    }
                }
                (name, _) => rules.extend(self.rule(name, &entry)),
            }
        }
        rules
    }

    fn rule<'t>(&mut self, name: &str, entry: &Entry<'t>) -> Option<Rule<Wanted>> {
        let Some(to) = Column::named(name, self.names) else {
            let facts = self.names.facts.keys().map(|fact| format!("facts.{fact}"));
            let facts: Vec<String> = facts.collect();
            let mut known: Vec<&str> = fields().collect();
            let facts = facts.iter().map(String::as_str);
            let near = nearest(name, known.iter().copied().chain(facts));
            known.push("facts.NAME");
            let fault = MappingFault::Key {
                name: brief(name).into_owned(),
                place: "`[fields]`".to_owned(),
                nearest: near.into_iter().map(str::to_owned).collect(),
                known: known.iter().map(|name| format!("`{name}`")).collect(),
            };
            self.fault(entry.at, fault);
            return None;
        };
        let before = self.errors.len();
        let told = match entry.value.get_ref() {
            DeValue::Table(table) => self.told(&to, table),
            _ => {
                let column = self.text(name, entry.value)?;
                Told {
                    column: Some(column),
                    ..Told::default()
                }
            }
        };
        let cells = self.cells(&told, entry, before)?;
        let form = self.form(&to, &told)?;
        let values = told.values.clone();
        self.check_values(&to, &told);
        let values = values
            .into_iter()
            .map(|(from, to)| (from, to.value.to_owned()));
        Some(Rule {
            to,
            cells,
            values: Values(values.collect()),
            form,
        })
    }

    /// Collects what is said of a field.
    fn told<'t>(&mut self, to: &Column, table: &'t DeTable<'t>) -> Told<'t> {
        let mut told = Told::default();
        let kind = Kind::of(to, self.names);
        for entry in entries(table) {
            if let Some(of) = kind.lacks(entry.name) {
                let fault = MappingFault::NotOf {
                    name: entry.name.to_owned(),
                    field: to.to_string(),
                    of,
                };
                self.fault(entry.at, fault);
                continue;
            }
            match entry.name {
                "column" => told.column = self.text(entry.name, entry.value),
                "any_of" => told.any_of = Some(self.texts(entry.name, entry.value)),
                "columns" => told.columns = Some(self.texts(entry.name, entry.value)),
                "join" => told.join = self.text(entry.name, entry.value),
                "constant" => told.constant = self.text(entry.name, entry.value),
                "optional" => told.is_optional = self.yes(&entry),
                "values" => told.values = self.values(&entry),
                "format" => told.formats = self.one_or_more(&entry),
                "separator" => told.separator = self.text(entry.name, entry.value),
                "decimal" => told.decimal = self.text(entry.name, entry.value),
                "thousands" => told.thousands = self.text(entry.name, entry.value),
                "edition" => told.edition = Some(entry.value),
                _ => self.unknown(&entry, &format!("`{to}`"), KEYS),
            }
        }
        told
    }

    fn values<'t>(&mut self, entry: &Entry<'t>) -> HashMap<String, Spanned<&'t str>> {
        let mut values = HashMap::new();
        let Some(table) = self.table(entry.name, entry.value) else {
            return values;
        };
        for entry in entries(table) {
            let Some(text) = self.text(entry.name, entry.value) else {
                continue;
            };
            if values.insert(fold_value(entry.name), text).is_some() {
                let name = brief(entry.name).into_owned();
                self.fault(entry.at, MappingFault::Twice(name));
            }
        }
        values
    }

    /// Where the text of a field comes from.
    /// `before` faults were told before it.
    fn cells(
        &mut self,
        told: &Told<'_>,
        entry: &Entry<'_>,
        before: usize,
    ) -> Option<Cells<Wanted>> {
        let given = [
            told.column.is_some(),
            told.any_of.is_some(),
            told.columns.is_some(),
            told.constant.is_some(),
        ];
        let given = SOURCES.into_iter().zip(given);
        let given: Vec<&str> = given.filter(|(_, is)| *is).map(|(name, _)| name).collect();
        match given.as_slice() {
            [_] => {}
            [first, second, ..] => {
                self.fault(entry.at, MappingFault::Both { first, second });
                return None;
            }
            [] => {
                // What was given wrongly is told already.
                if self.errors.len() == before {
                    let fault = MappingFault::Needs {
                        place: format!("`{}`", entry.name),
                        needed: "`column`, `any_of`, `columns` or `constant`",
                    };
                    self.fault(entry.at, fault);
                }
                return None;
            }
        }
        let wanted = |any_of| Wanted {
            any_of,
            is_optional: told.is_optional,
        };
        if let Some(constant) = told.constant {
            return Some(Cells::Constant(constant.value.to_owned()));
        }
        if let Some(column) = told.column {
            return Some(Cells::One(wanted(vec![self.name("column", column)?])));
        }
        if let Some(names) = &told.any_of {
            let names = names.iter().map(|name| self.name("any_of", *name));
            return Some(Cells::One(wanted(names.collect::<Option<_>>()?)));
        }
        let names = told.columns.iter().flatten();
        let names = names.map(|name| Some(wanted(vec![self.name("columns", *name)?])));
        let join = told.join.map_or(JOIN, |join| join.value);
        Some(Cells::Joined(
            names.collect::<Option<_>>()?,
            join.to_owned(),
        ))
    }

    /// How the values of a field are written.
    fn form(&mut self, to: &Column, told: &Told<'_>) -> Option<ValueForm<Wanted>> {
        let separator = told.separator.map(|text| text.value.to_owned());
        match Kind::of(to, self.names) {
            Kind::Date if !told.formats.is_empty() || separator.is_some() => {
                let patterns = told.formats.iter().map(|text| self.pattern(*text));
                Some(ValueForm::Date {
                    patterns: patterns.collect::<Option<_>>()?,
                    separator,
                })
            }
            Kind::Number => {
                let signs = [told.decimal, told.thousands];
                let [decimal, thousands] = signs.map(|sign| sign.map(|sign| sign.value));
                let at = signs.into_iter().flatten().next();
                let Some(at) = at else {
                    return Some(ValueForm::Own);
                };
                let form = NumberForm::new(decimal, thousands);
                form.map_err(|error| self.fault(at.span, error.into()))
                    .ok()
                    .map(ValueForm::Number)
            }
            Kind::Code => match told.edition {
                Some(edition) => self.edition(edition).map(ValueForm::Code),
                None => Some(ValueForm::Own),
            },
            Kind::List => Some(separator.map_or(ValueForm::Own, ValueForm::List)),
            Kind::Date | Kind::Other => Some(ValueForm::Own),
        }
    }

    fn pattern(&mut self, text: Spanned<&str>) -> Option<DatePattern> {
        let pattern = DatePattern::parse(text.value);
        let pattern = pattern.map_err(|error| self.fault(text.span, error.into()));
        pattern.ok()
    }

    /// An edition, or the column that tells it.
    fn edition<'t>(&mut self, value: &'t Value<'t>) -> Option<Edition<Wanted>> {
        let DeValue::Table(table) = value.get_ref() else {
            let year = self.text("edition", value)?;
            self.known_edition(year);
            return Some(Edition::Year(year.value.to_owned()));
        };
        let (mut column, mut values) = (None, HashMap::new());
        let mut is_optional = false;
        for entry in entries(table) {
            match entry.name {
                "column" => column = self.text(entry.name, entry.value),
                "values" => values = self.values(&entry),
                "optional" => is_optional = self.yes(&entry),
                _ => self.unknown(&entry, "`edition`", &["column", "values", "optional"]),
            }
        }
        for year in values.values().filter(|year| !year.value.is_empty()) {
            self.known_edition(*year);
        }
        let Some(column) = column else {
            let fault = MappingFault::Needs {
                place: "`edition`".into(),
                needed: "a year, or `column` with the name of one",
            };
            self.fault(span(value), fault);
            return None;
        };
        let wanted = Wanted {
            any_of: vec![self.name("column", column)?],
            is_optional,
        };
        let values = values
            .into_iter()
            .map(|(from, to)| (from, to.value.to_owned()));
        Some(Edition::Cell(wanted, Values(values.collect())))
    }

    fn known_edition(&mut self, year: Spanned<&str>) {
        if let Err(error) = HsCode::parse(&format!("{}:01", year.value)) {
            self.fault(year.span, MappingFault::Value(RecordFault::Hs(error)));
        }
    }

    /// Looks whether the texts that the mapping itself gives can be read.
    fn check_values(&mut self, to: &Column, told: &Told<'_>) {
        let values = told.values.values().chain(&told.constant);
        let given: Vec<_> = values
            .filter(|text| !text.value.trim().is_empty())
            .collect();
        for text in given {
            let mut decoder = Decoder::new(self.file, self.names);
            let value = cell_node(to, Text::plain(text.value, text.span), ";");
            decoder.try_field(to, value);
            let wrong = decoder.finish().errors.into_iter().map(|error| error.fault);
            for fault in wrong.filter(|fault| !matches!(fault, RecordFault::StrangeCode { .. })) {
                self.fault(text.span, MappingFault::Value(fault));
            }
        }
    }
}

/// The place of a value without its quotes.
fn inside(value: &Value<'_>, file: &SourceFile) -> Span {
    let whole = span(value);
    let quoted = file.quote(whole);
    let inner = quoted.trim_matches(['"', '\'']);
    match value.get_ref().is_str() && !inner.is_empty() {
        true => Span::of(inner, file.text()),
        false => whole,
    }
}

/// What is said of a field.
#[derive(Default)]
struct Told<'t> {
    column: Option<Spanned<&'t str>>,
    any_of: Option<Vec<Spanned<&'t str>>>,
    columns: Option<Vec<Spanned<&'t str>>>,
    join: Option<Spanned<&'t str>>,
    constant: Option<Spanned<&'t str>>,
    is_optional: bool,
    values: HashMap<String, Spanned<&'t str>>,
    formats: Vec<Spanned<&'t str>>,
    separator: Option<Spanned<&'t str>>,
    decimal: Option<Spanned<&'t str>>,
    thousands: Option<Spanned<&'t str>>,
    edition: Option<&'t Value<'t>>,
}

/// What more can be said of a field than where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Date,
    Number,
    Code,
    List,
    Other,
}

impl Kind {
    fn of(to: &Column, names: &Names) -> Self {
        match to {
            Column::Field("date") => Self::Date,
            Column::Field("quantity" | "value") => Self::Number,
            Column::Field("hs") => Self::Code,
            Column::Fact(fact) if names.facts.get(fact) == Some(&FactForm::Day) => Self::Date,
            other if other.is_list() => Self::List,
            _ => Self::Other,
        }
    }

    /// For what a name is that says nothing of this kind.
    fn lacks(self, name: &str) -> Option<&'static str> {
        let (fits, of) = match name {
            "format" => (self == Self::Date, "dates"),
            "separator" => (
                matches!(self, Self::Date | Self::List),
                "dates and fields of several values",
            ),
            "decimal" | "thousands" => (self == Self::Number, "`quantity` and `value`"),
            "edition" => (self == Self::Code, "`hs`"),
            _ => (true, ""),
        };
        (!fits).then_some(of)
    }
}
