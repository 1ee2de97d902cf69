//! What a run was made of and what came of it, so that it can be made again and compared.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::law::RuleSet;
use crate::terms::data_tables;

use super::json::SummaryJson;
use super::style::Style;

/// What a run was made of and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Manifest {
    /// The form of this object.
    pub schema: u32,
    /// The program and its version.
    pub tool: String,
    /// The arguments of the run, as the program was given them.
    pub arguments: Vec<String>,
    /// How text was drawn.
    pub drawn: Drawn,
    /// The rules that were loaded.
    pub rules: Vec<Seal>,
    /// The tables that are built into the program.
    pub data: Vec<Seal>,
    /// The mapping of columns, where there was one.
    pub mapping: Option<Seal>,
    /// The files that were read, in their order.
    pub inputs: Vec<Seal>,
    /// How many records were read, rejected, and found to be what.
    pub summary: SummaryJson,
    /// The exit status.
    pub status: u8,
    /// What was written.
    pub output: Option<Seal>,
}

/// How text was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Drawn {
    /// Columns.
    width: usize,
    /// Whether there were colours.
    color: bool,
    /// Whether it was told in sentences.
    narrated: bool,
}

impl From<&Style> for Drawn {
    fn from(style: &Style) -> Self {
        Self {
            width: style.width,
            color: style.color,
            narrated: style.narrated,
        }
    }
}

impl From<Drawn> for Style {
    fn from(drawn: Drawn) -> Self {
        Self {
            color: drawn.color,
            narrated: drawn.narrated,
            ..Self::plain(drawn.width)
        }
    }
}

/// A file by what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Seal {
    /// Its name.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// The SHA-256 of it, in hexadecimal digits.
    pub sha256: String,
}

impl Seal {
    /// The seal of bytes under a name.
    ///
    /// ```
    /// use interdict::report::Seal;
    /// let seal = Seal::of("a", b"abc");
    /// assert_eq!(seal.bytes, 3);
    /// assert!(seal.sha256.starts_with("ba7816bf"));
    /// ```
    #[must_use]
    pub fn of(file: &str, bytes: &[u8]) -> Self {
        let mut sealing = Sealing::default();
        sealing.add(bytes);
        sealing.close(file)
    }
}

/// A seal in the making.
#[derive(Debug, Clone, Default)]
pub struct Sealing {
    bytes: u64,
    hash: Sha256,
}

impl Sealing {
    /// Takes the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.bytes = self.bytes.saturating_add(length);
        self.hash.update(bytes);
    }

    /// The seal of all bytes.
    #[must_use]
    pub fn close(self, file: &str) -> Seal {
        let hash = self.hash.finalize();
        Seal {
            file: file.to_owned(),
            bytes: self.bytes,
            sha256: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }
}

impl Manifest {
    /// What a run with some rules is made of, before it has begun.
    #[must_use]
    pub fn new(arguments: Vec<String>, style: &Style, rules: &RuleSet) -> Self {
        let of_file = |file: &std::sync::Arc<crate::source::SourceFile>| {
            Seal::of(file.name(), file.text().as_bytes())
        };
        let mut sealed: Vec<Seal> = rules.files.iter().map(of_file).collect();
        sealed.sort_by(|one, other| one.file.cmp(&other.file));
        let data = data_tables().map(|(name, text)| Seal::of(name, text.as_bytes()));
        Self {
            schema: 1,
            tool: concat!("interdict ", env!("CARGO_PKG_VERSION")).into(),
            arguments,
            drawn: style.into(),
            rules: sealed,
            data: data.into(),
            mapping: None,
            inputs: Vec::new(),
            summary: SummaryJson::default(),
            status: 0,
            output: None,
        }
    }

    /// What a run is made of otherwise than this one was, a line for each difference.
    #[must_use]
    pub fn moved(&self, now: &Self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.tool != now.tool {
            lines.push(format!(
                "the program was {}, and is {}",
                self.tool, now.tool
            ));
        }
        moved_files(&mut lines, "rule file", &self.rules, &now.rules);
        moved_files(&mut lines, "table", &self.data, &now.data);
        let mappings = [&self.mapping, &now.mapping].map(|mapping| mapping.iter().cloned());
        let [then, today] = mappings.map(Iterator::collect::<Vec<Seal>>);
        moved_files(&mut lines, "mapping", &then, &today);
        moved_files(&mut lines, "input", &self.inputs, &now.inputs);
        lines
    }

    /// What came of a run otherwise than of this one, a line for each difference.
    #[must_use]
    pub fn changed(&self, now: &Self) -> Vec<String> {
        let mut lines = Vec::new();
        let counts = self.summary.counts().zip(now.summary.counts());
        for ((what, then), (_, today)) in counts {
            if then != today {
                lines.push(format!("{what}: {then} then, {today} now"));
            }
        }
        if self.status != now.status {
            let (then, today) = (self.status, now.status);
            lines.push(format!("exit status: {then} then, {today} now"));
        }
        let holds = |seal: &Option<Seal>| seal.as_ref().map(|seal| seal.sha256.clone());
        if holds(&self.output) != holds(&now.output) {
            let shown = |seal: &Option<Seal>| match seal {
                Some(seal) => format!("{} bytes, SHA-256 {}", seal.bytes, seal.sha256),
                None => "none".into(),
            };
            let (then, today) = (shown(&self.output), shown(&now.output));
            lines.push(format!("output: {then} then; {today} now"));
        }
        lines
    }
}

/// Files that are new, gone, or hold something else.
fn moved_files(lines: &mut Vec<String>, what: &str, then: &[Seal], now: &[Seal]) {
    let by_name = |seals: &[Seal]| -> BTreeMap<String, (u64, String)> {
        let seals = seals.iter().cloned();
        seals
            .map(|seal| (seal.file, (seal.bytes, seal.sha256)))
            .collect()
    };
    let (before, after) = (by_name(then), by_name(now));
    for (file, (bytes, sha256)) in &before {
        match after.get(file) {
            None => lines.push(format!("{what} `{file}` is gone")),
            Some((today, other)) if other != sha256 => lines.push(format!(
                "{what} `{file}` has changed: {bytes} bytes then, {today} now"
            )),
            Some(_) => {}
        }
    }
    let new = after.keys().filter(|file| !before.contains_key(*file));
    lines.extend(new.map(|file| format!("{what} `{file}` is new")));
    let order = |seals: &[Seal]| -> Vec<String> {
        let known = seals.iter().filter(|seal| before.contains_key(&seal.file));
        let known = known.filter(|seal| after.contains_key(&seal.file));
        known.map(|seal| seal.file.clone()).collect()
    };
    if order(then) != order(now) {
        lines.push(format!("the {what}s stand in another order"));
    }
}
