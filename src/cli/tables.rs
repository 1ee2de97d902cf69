//! What the command line tells of tables: their signs, their sheet, and what their columns say.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use interdict::record::{
    Delimiter, Mapping, Names, Quote, SignError, TableForm, shipped_mapping, shipped_mappings,
};
use interdict::report::{Seal, Style, render};
use interdict::source::{Fault, SourceFile, nearest, printable};

use super::input::{Told, read_text};
use super::meaning::say_where;
use super::output::say;
use super::{Common, Status};

/// Arguments on how tables are read.
#[derive(Debug, clap::Args)]
pub struct Tables {
    /// Read the columns of tables as this file tells, or a mapping that comes with the program:
    /// comtrade, bill-of-lading, sipri
    #[arg(long, value_name = "FILE")]
    map: Option<String>,
    #[command(flatten)]
    signs: Signs,
}

/// Arguments on the signs and the sheet of tables.
#[derive(Debug, clap::Args)]
pub struct Signs {
    /// What separates the cells of tables: a character, or `tab`; found out where it is not said
    #[arg(long, value_name = "CHAR")]
    delimiter: Option<Delimiter>,
    /// What stands around cells of tables: a character, or `none`; `"` where it is not said
    #[arg(long, value_name = "CHAR")]
    quote: Option<Quote>,
    /// The sheet of workbooks that is read; the first where it is not said
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
}

impl Tables {
    /// The file of the mapping, where it does not come with the program.
    pub fn mapping_file(&self) -> Option<PathBuf> {
        let map = self.map.as_ref();
        let map = map.filter(|map| Path::new(map).exists() || shipped_mapping(map).is_none());
        map.map(PathBuf::from)
    }

    /// What is set, as it is written on the command line.
    pub fn options(&self) -> impl Iterator<Item = String> {
        let Signs {
            delimiter,
            quote,
            sheet,
        } = &self.signs;
        let map = self.map.as_ref().map(|map| format!("--map {map}"));
        let delimiter = delimiter.map(|sign| format!("--delimiter {sign}"));
        let quote = quote.map(|sign| format!("--quote {sign}"));
        let sheet = sheet.as_ref().map(|name| format!("--sheet {name}"));
        [map, delimiter, quote, sheet].into_iter().flatten()
    }

    /// What is told; says what is wrong with it.
    pub fn told(&self, common: &Common, style: &Style, names: &Names) -> Result<Told, Status> {
        let map = self.map.as_deref();
        let map = map
            .map(|map| mapping_of(map, common, style, names))
            .transpose()?;
        let (mapping, seal) = map.unzip();
        let told = self.signs.told(common, mapping);
        let told = told.map(|told| Told {
            mapping: seal,
            ..told
        });
        told.map_err(|error| {
            say!("{error}");
            Status::Failed
        })
    }
}

impl Signs {
    /// What is told, beside what the columns say.
    pub fn told(&self, common: &Common, mapping: Option<Mapping>) -> Result<Told, SignError> {
        Ok(Told {
            form: Arc::new(TableForm::new(self.delimiter, self.quote, mapping)?),
            sheet: self.sheet.clone(),
            is_quiet: common.quiet,
            ..Told::default()
        })
    }
}

/// The mapping in a file, or the one of that name which comes with the program.
fn mapping_of(
    map: &str,
    common: &Common,
    style: &Style,
    names: &Names,
) -> Result<(Mapping, Seal), Status> {
    let path = Path::new(map);
    let file = match shipped_mapping(map) {
        Some(file) if !path.exists() => file,
        _ => match read_text(path) {
            Ok(text) => SourceFile::new(map, text),
            Err(reason) => {
                say!("cannot read the mapping `{}`: {reason}", printable(map));
                if !path.exists() {
                    say!("{}", shipped(map));
                }
                return Err(Status::Failed);
            }
        },
    };
    let mapping = Mapping::parse(&file, names);
    let mapping = mapping.map(|mapping| (mapping, Seal::of(map, file.text().as_bytes())));
    mapping.map_err(|faults| {
        for fault in &faults.errors {
            say!("{}", render(fault, style));
        }
        let first = faults.errors.first().map(|error| error.fault.code());
        say_where(first, common);
        Status::Failed
    })
}

/// Which mappings come with the program, and which of them a name may mean.
fn shipped(name: &str) -> String {
    let all: Vec<String> = shipped_mappings().map(|name| format!("`{name}`")).collect();
    let all = format!(
        "the mappings that come with the program are {}",
        all.join(", ")
    );
    match nearest(name, shipped_mappings()).first() {
        Some(near) => format!("did you mean `{near}`? {all}"),
        None => all,
    }
}
