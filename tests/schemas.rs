//! The published schemas are those of the types.

#![cfg(feature = "schema")]

use std::path::Path;

use interdict::report::schemas;

/// With `INTERDICT_WRITE=1` they are written anew.
#[test]
fn published_schemas_are_those_of_the_types() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema");
    for (name, schema) in schemas() {
        let path = folder.join(format!("{name}.json"));
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("INTERDICT_WRITE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            published, text,
            "{name}: write it anew with INTERDICT_WRITE=1"
        );
    }
}
