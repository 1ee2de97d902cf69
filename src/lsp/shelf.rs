//! What comes with the program, as files that an editor can open: the built-in rules, and the
//! pages on doubts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use tempfile::TempDir;

use crate::source::SourceFile;

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs/lints");

/// A folder for as long as the server runs, written when something in it is first shown.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    folder: Option<TempDir>,
}

impl Shelf {
    /// The folder, with everything in it.
    fn folder(&mut self, rules: &[Arc<SourceFile>]) -> io::Result<&Path> {
        if self.folder.is_none() {
            let folder = tempfile::Builder::new().prefix("interdict-").tempdir()?;
            for file in rules {
                write(&folder.path().join(file.name()), file.text())?;
            }
            for page in PAGES.files() {
                let text = page.contents_utf8().unwrap_or_default();
                write(&folder.path().join("lints").join(page.path()), text)?;
            }
            self.folder = Some(folder);
        }
        let folder = self.folder.as_ref().map(TempDir::path);
        folder.ok_or_else(|| io::Error::other("there is no folder"))
    }

    /// Where a built-in rule file lies.
    pub fn rule(&mut self, name: &str, rules: &[Arc<SourceFile>]) -> Option<PathBuf> {
        Some(self.folder(rules).ok()?.join(name))
    }

    /// Where the page on a doubt lies, where it has one.
    pub fn page(&mut self, doubt: &str, rules: &[Arc<SourceFile>]) -> Option<PathBuf> {
        let name = format!("{doubt}.md");
        PAGES.get_file(&name)?;
        Some(self.folder(rules).ok()?.join("lints").join(name))
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
