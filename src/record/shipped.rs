//! Mappings that come with the program.

use std::sync::Arc;

use crate::source::SourceFile;

/// Their names and texts.
const SHIPPED: [(&str, &str); 3] = [
    (
        "bill-of-lading",
        include_str!("../../data/mappings/bill-of-lading.toml"),
    ),
    (
        "comtrade",
        include_str!("../../data/mappings/comtrade.toml"),
    ),
    ("sipri", include_str!("../../data/mappings/sipri.toml")),
];

/// The names of the mappings that come with the program.
///
/// ```
/// assert!(interdict::record::shipped_mappings().any(|name| name == "comtrade"));
/// ```
pub fn shipped_mappings() -> impl Iterator<Item = &'static str> {
    SHIPPED.into_iter().map(|(name, _)| name)
}

/// The file of a mapping that comes with the program.
///
/// ```
/// use interdict::record::{Mapping, shipped_mapping, shipped_mappings};
/// use interdict::check::names;
/// use interdict::law::RuleSet;
/// let rules = RuleSet::builtin()?;
/// for name in shipped_mappings() {
///     let file = shipped_mapping(name).unwrap();
///     assert!(Mapping::parse(&file, &names(&rules)).is_ok());
/// }
/// # Ok::<(), interdict::law::RuleErrors>(())
/// ```
#[must_use]
pub fn shipped_mapping(name: &str) -> Option<Arc<SourceFile>> {
    let (name, text) = SHIPPED.into_iter().find(|(known, _)| *known == name)?;
    Some(SourceFile::new(format!("data/mappings/{name}.toml"), text))
}
