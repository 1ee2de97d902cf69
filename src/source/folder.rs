//! What lies in folders.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

/// The files and folders in a folder, in order. Hidden folders, and those that tools fill, hold
/// nothing that anybody wrote to be read here. A pipe would be waited for without end, and what
/// leads nowhere stays, so that whoever reads it can say so.
pub fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?;
    let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| entry.map(|e| e.path())).collect();
    let mut paths = paths?;
    paths.retain(|path| is_read(path));
    paths.sort();
    Ok(paths)
}

fn is_read(path: &Path) -> bool {
    match path.metadata() {
        Ok(found) if found.is_dir() => !is_passed_over(path),
        Ok(found) => found.is_file(),
        Err(_) => true,
    }
}

/// Whether a folder is hidden, or a tool fills it: those of builds say so with a file.
fn is_passed_over(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default();
    is_passed_over_name(name) || folder.join("CACHEDIR.TAG").is_file()
}

fn is_passed_over_name(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') || name == "node_modules"
}

/// Whether a file lies below a folder, and in none there that is passed over by its name: as
/// [`entries`] would find it, for files that are not on disk.
pub fn is_found_below(file: &Path, folder: &Path) -> bool {
    let Ok(inside) = file.strip_prefix(folder) else {
        return false;
    };
    let mut folders = inside.parent().into_iter().flat_map(Path::components);
    !folders.any(|part| is_passed_over_name(part.as_os_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_folders_are_passed_over_below_what_is_named() {
        let found = |file: &str, folder: &str| is_found_below(Path::new(file), Path::new(folder));
        assert!(found("rules/un/a.rule", "rules") && found("rules/un/a.rule", ""));
        assert!(found(".github/a.rule", ".github"));
        assert!(!found(".github/a.rule", "") && !found("a/node_modules/b/a.rule", "a"));
        assert!(!found("rules/a.rule", "cases"));
        assert!(found("rules/a.rule", "rules/a.rule"));
    }
}
