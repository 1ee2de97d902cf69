//! Rule files of a git revision, read by the git that is installed.

use std::io::{Seek, SeekFrom, Write};
use std::path::{Component, Path};
use std::process::{Command, Stdio};
use std::sync::Arc;

use interdict::source::{SourceFile, is_found_below};

use super::input::plain_text;

/// The rule files of a revision of the repository that the current folder lies in: those below
/// `folder`, or else below the folder `rules`, or else all but tests.
pub fn rule_files(revision: &str, folder: Option<&Path>) -> Result<Vec<Arc<SourceFile>>, String> {
    let prefix = git(&["rev-parse", "--show-prefix"])?;
    let Some(prefix) = prefix else {
        return Err(
            "no such file or folder, and the current folder lies in no git repository".into(),
        );
    };
    let prefix = String::from_utf8_lossy(&prefix).trim().to_owned();
    // What begins with a dash would be an option.
    let commit = format!("{revision}^{{commit}}");
    let commit = match revision.starts_with('-') {
        true => None,
        false => git(&["rev-parse", "--verify", "--quiet", &commit])?,
    };
    let Some(commit) = commit else {
        return Err("no such file or folder, and no such revision of this repository".into());
    };
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let listed = git(&["ls-tree", "-r", "-z", "--full-tree", &commit])?;
    let files = rule_blobs(&listed.unwrap_or_default());
    let files = match folder {
        Some(folder) => below(&files, &in_repository(&prefix, folder)?),
        None => usual(&files, &prefix),
    };
    if files.is_empty() {
        return Err(match folder {
            Some(folder) => format!("the revision has no rule file below `{}`", folder.display()),
            None => "the revision has no rule files".into(),
        });
    }
    let texts = contents(&files)?;
    let files = files.iter().zip(texts).map(|(file, bytes)| {
        let name = format!("{revision}:{}", file.path);
        let text = plain_text(bytes).map_err(|reason| format!("`{name}`: {reason}"))?;
        Ok(SourceFile::new(name, text))
    });
    files.collect()
}

/// A rule file of a revision.
#[derive(Debug, Clone)]
struct Blob {
    id: String,
    path: String,
}

/// The rule files in a listing of a revision: `MODE blob ID<tab>PATH`, each with a zero behind it.
fn rule_blobs(listing: &[u8]) -> Vec<Blob> {
    let entries = listing.split(|byte| *byte == 0);
    let files = entries.filter_map(|entry| {
        let entry = String::from_utf8_lossy(entry);
        let (about, path) = entry.split_once('\t')?;
        let mut words = about.split_whitespace();
        // A link is no file of its own.
        let is_file = words.next()?.starts_with("100");
        let id = words.nth(1)?.to_owned();
        let is_rule = Path::new(path).extension().is_some_and(|e| e == "rule");
        (is_file && is_rule).then(|| Blob {
            id,
            path: path.to_owned(),
        })
    });
    files.collect()
}

/// Those below `rules` in the current folder, below `rules` in the repository, or all but tests.
fn usual(files: &[Blob], prefix: &str) -> Vec<Blob> {
    for folder in [format!("{prefix}rules"), "rules".to_owned()] {
        let found = below(files, &folder);
        if !found.is_empty() {
            return found;
        }
    }
    let is_test = |file: &Blob| file.path.split('/').any(|folder| folder == "tests");
    let mut all = below(files, "");
    all.retain(|file| !is_test(file));
    all
}

fn below(files: &[Blob], folder: &str) -> Vec<Blob> {
    let is_below = |file: &&Blob| is_found_below(Path::new(&file.path), Path::new(folder));
    files.iter().filter(is_below).cloned().collect()
}

/// A folder that is named from the current one, named from the repository's first.
fn in_repository(prefix: &str, folder: &Path) -> Result<String, String> {
    let outside = || format!("`{}` lies outside the repository", folder.display());
    let mut parts: Vec<String> = prefix.split('/').map(str::to_owned).collect();
    parts.retain(|part| !part.is_empty());
    for part in folder.components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            Component::ParentDir => drop(parts.pop().ok_or_else(outside)?),
            Component::RootDir | Component::Prefix(_) => return Err(outside()),
        }
    }
    Ok(parts.join("/"))
}

/// The contents of some files, read in one go.
fn contents(files: &[Blob]) -> Result<Vec<Vec<u8>>, String> {
    let broken = |error: std::io::Error| format!("cannot ask git for it: {error}");
    // From a file, as a pipe could fill up while git waits for its answers to be read.
    let mut asked = tempfile::tempfile().map_err(broken)?;
    for file in files {
        writeln!(asked, "{}", file.id).map_err(broken)?;
    }
    asked.seek(SeekFrom::Start(0)).map_err(broken)?;
    let mut command = Command::new("git");
    command.args(["cat-file", "--batch"]).stdin(asked);
    let answer = command.stderr(Stdio::null()).output().map_err(broken)?;
    let mut rest = answer.stdout.as_slice();
    let mut contents = Vec::new();
    for file in files {
        let content = next_content(&mut rest);
        let content = content.ok_or_else(|| format!("git cannot read `{}`", file.path))?;
        contents.push(content);
    }
    Ok(contents)
}

/// The next answer of `git cat-file --batch`: `ID blob LENGTH`, a line end, the content, a line end.
fn next_content(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let (head, behind) = rest.split_at_checked(end)?;
    let head = std::str::from_utf8(head).ok()?;
    let mut words = head.split(' ');
    let length = words.nth(2)?.parse().ok()?;
    let (content, behind) = behind.get(1..)?.split_at_checked(length)?;
    *rest = behind.get(1..)?;
    Some(content.to_vec())
}

/// What git says; nothing where it refuses.
fn git(arguments: &[&str]) -> Result<Option<Vec<u8>>, String> {
    let mut command = Command::new("git");
    let command = command.args(arguments).stdin(Stdio::null());
    match command.output() {
        Ok(output) if output.status.success() => Ok(Some(output.stdout)),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(
            "no such file or folder, and git, which could know it as a revision, is not installed"
                .into(),
        ),
        Err(error) => Err(format!(
            "no such file or folder, and git, which could know it as a revision, cannot be run: {error}"
        )),
    }
}
