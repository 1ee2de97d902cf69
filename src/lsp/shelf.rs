//! What comes with the program, as files that an editor can open: the built-in rules, and the
//! pages on diagnostic codes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use crate::report::{CodePage, pages};
use crate::source::SourceFile;

/// A folder for as long as the server runs. The rules are written when one of them is first shown,
/// and the pages when one of those is.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    folder: Option<TempDir>,
    has_rules: bool,
    has_pages: bool,
}

impl Shelf {
    fn folder(&mut self) -> io::Result<PathBuf> {
        if self.folder.is_none() {
            let folder = tempfile::Builder::new().prefix("interdict-").tempdir()?;
            self.folder = Some(folder);
        }
        let folder = self.folder.as_ref().map(|folder| folder.path().to_owned());
        folder.ok_or_else(|| io::Error::other("there is no folder"))
    }

    /// Where a built-in rule file lies.
    pub fn rule(&mut self, name: &str, rules: &[Arc<SourceFile>]) -> Option<PathBuf> {
        let folder = self.folder().ok()?;
        if !self.has_rules {
            for file in rules {
                write(&folder.join(file.name()), file.text()).ok()?;
            }
            self.has_rules = true;
        }
        Some(folder.join(name))
    }

    /// Where the page on a code lies, where it has one.
    pub fn page(&mut self, code: &str) -> Option<PathBuf> {
        let page = CodePage::of(code)?;
        let folder = self.folder().ok()?;
        if !self.has_pages {
            // All of them: they lead to each other.
            for page in pages() {
                write(&folder.join(page.path), page.text).ok()?;
            }
            self.has_pages = true;
        }
        Some(folder.join(page.path))
    }

    /// The name of the built-in rule file at a path.
    pub fn name_of(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(self.folder.as_ref()?.path()).ok()?;
        Some(inside.to_string_lossy().replace('\\', "/"))
    }
}

/// Writes a file that nobody should change.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)?;
    let mut permissions = fs::metadata(path)?.permissions();
    permissions.set_readonly(true);
    fs::set_permissions(path, permissions)
}
