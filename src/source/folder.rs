//! What lies in folders.

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
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name == "node_modules" || folder.join("CACHEDIR.TAG").is_file()
}
