//! Files and folders that were met already.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Which files and folders were met, by the one path that leads to each without links: a folder
/// that a link leads back to would else be read until the path is too long, and what is named
/// twice would count twice.
#[derive(Debug, Default)]
pub struct Seen(HashSet<PathBuf>);

impl Seen {
    /// Whether no path before led where this one leads. A path that leads nowhere stands for
    /// itself: whoever reads it will find out why.
    pub fn is_new(&mut self, path: &Path) -> bool {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        self.0.insert(path)
    }
}
