//! What the program reads and writes, as JSON Schema.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::record::RecordsForm;
use crate::terms::Citation;

use super::json::{RecordJson, ReportJson};
use super::manifest::Manifest;

/// A schema under the name of its file, without `.json`.
pub type NamedSchema = (&'static str, Schema);

/// The schemas of records, of results and of the manifest, in draft 2020-12.
///
/// ```
/// use interdict::report::schemas;
/// let names = schemas().map(|(name, _)| name);
/// assert_eq!(names, ["record", "report", "result", "manifest"]);
/// ```
#[must_use]
pub fn schemas() -> [NamedSchema; 4] {
    [
        (
            "record",
            read::<RecordsForm>("A file of records of interdict, in JSON"),
        ),
        (
            "report",
            written::<ReportJson>("What `interdict check --format json` writes"),
        ),
        (
            "result",
            written::<RecordJson>("A line that `interdict check --format ndjson` writes"),
        ),
        (
            "manifest",
            written::<Manifest>("What `interdict check --manifest` writes"),
        ),
    ]
}

fn read<T: JsonSchema>(title: &str) -> Schema {
    titled::<T>(SchemaSettings::draft2020_12().for_deserialize(), title)
}

fn written<T: JsonSchema>(title: &str) -> Schema {
    titled::<T>(SchemaSettings::draft2020_12().for_serialize(), title)
}

fn titled<T: JsonSchema>(settings: SchemaSettings, title: &str) -> Schema {
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".into(), title.into());
    schema
}

impl JsonSchema for Citation {
    fn schema_name() -> Cow<'static, str> {
        "Citation".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A paragraph of a resolution, such as `2270/6`.",
            "type": "string",
            "pattern": "^[0-9]+/.+$"
        })
    }
}
