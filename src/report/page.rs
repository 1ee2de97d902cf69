//! The pages on diagnostic codes, which come with the program.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use crate::law::doubt_id;
use crate::prove::DOUBTS;
use crate::source::nearest;

static CODES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs/codes");
static LINTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs/lints");

/// What a diagnostic code means, with an example that brings it about and the same made right.
///
/// ```
/// use interdict::report::CodePage;
/// let page = CodePage::of("law::circle").unwrap();
/// assert_eq!(page.path, "codes/law/circle.md");
/// assert!(page.text.starts_with("# law::circle"));
/// assert!(CodePage::of("law::square").is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePage {
    /// Where it lies below the folder of the documentation, with `/` between the names.
    pub path: String,
    /// The page, in Markdown.
    pub text: &'static str,
}

/// Why a name leads to no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPage {
    /// Codes of several rooms have it.
    Several(Vec<String>),
    /// No code has it; these may be meant.
    Unknown(Vec<String>),
}

impl CodePage {
    /// The page on a code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        let (path, page) = if DOUBTS.contains(&code) {
            let name = format!("{}.md", doubt_id(code));
            (format!("lints/{name}"), LINTS.get_file(name)?)
        } else {
            let (room, name) = code.split_once("::")?;
            let name = format!("{room}/{name}.md");
            (format!("codes/{name}"), CODES.get_file(name)?)
        };
        let text = page.contents_utf8()?;
        Some(Self { path, text })
    }

    /// The page on a code, or on a name that only one code has, with `_` or `-` in it.
    ///
    /// # Errors
    /// Gives the codes that have the name, or that may be meant.
    ///
    /// ```
    /// use interdict::report::{CodePage, NoPage};
    /// assert_eq!(CodePage::named("never-covers").unwrap().path, "lints/never-covers.md");
    /// let meant = vec!["law::circle".to_owned()];
    /// assert_eq!(CodePage::named("law::circel"), Err(NoPage::Unknown(meant)));
    /// ```
    pub fn named(name: &str) -> Result<Self, NoPage> {
        let name = name.trim().to_lowercase().replace('-', "_");
        if let Some(page) = Self::of(&name) {
            return Ok(page);
        }
        let mut same = codes();
        same.retain(|code| bare(code) == name);
        let pages = same.iter().filter_map(|code| Self::of(code));
        let mut pages: Vec<Self> = pages.collect();
        // A doubt can be found from dates alone or over all records, and has one page.
        pages.dedup();
        match (pages.pop(), pages.is_empty()) {
            (Some(page), true) => Ok(page),
            (Some(_), false) => Err(NoPage::Several(same)),
            (None, _) => Err(NoPage::Unknown(near(&name))),
        }
    }
}

/// Every code that has a page, in the order of the alphabet.
#[must_use]
pub fn codes() -> Vec<String> {
    let rooms = CODES.dirs().flat_map(Dir::files);
    let paths = rooms.filter_map(|file| file.path().with_extension("").to_str().map(str::to_owned));
    let own = paths.map(|path| path.replace(['/', '\\'], "::"));
    let mut codes: Vec<String> = own.chain(DOUBTS.map(str::to_owned)).collect();
    codes.sort_unstable();
    codes
}

/// Every page on a code, once: where it lies below the folder of the documentation, and its text.
pub(crate) fn pages() -> impl Iterator<Item = CodePage> {
    let pages = codes().into_iter().filter_map(|code| CodePage::of(&code));
    let by_path: BTreeMap<String, CodePage> = pages.map(|page| (page.path.clone(), page)).collect();
    by_path.into_values()
}

/// A code without its room.
fn bare(code: &str) -> &str {
    code.rsplit("::").next().unwrap_or(code)
}

/// The codes of the same name in other rooms, or else of similar spelling: in the room that is
/// named, if there is one.
fn near(name: &str) -> Vec<String> {
    let mut codes = codes();
    if codes.iter().any(|code| bare(code) == bare(name)) {
        codes.retain(|code| bare(code) == bare(name));
        return codes;
    }
    let room = name.split_once("::").map(|(room, _)| format!("{room}::"));
    let is_there = |code: &&String| room.as_ref().is_none_or(|room| code.starts_with(room));
    let there: Vec<&String> = codes.iter().filter(is_there).collect();
    let names = nearest(bare(name), there.iter().map(|code| bare(code)));
    let mut found: Vec<String> = Vec::new();
    for name in names {
        let named = there.iter().filter(|code| bare(code) == name);
        found.extend(named.map(|code| (*code).clone()));
    }
    if !found.is_empty() {
        return found;
    }
    let found = nearest(name, codes.iter().map(String::as_str));
    found.into_iter().map(str::to_owned).collect()
}
