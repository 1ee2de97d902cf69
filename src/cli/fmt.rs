//! `interdict fmt`: rule files in the one form that the printer gives them.

use std::io::Read;
use std::path::{Path, PathBuf};

use interdict::report::{Style, render};
use interdict::source::{Fault, Seen, SourceFile, entries, printable, printable_line};
use interdict::syntax::{SyntaxError, parse, print};
use miette::Severity;

use super::input::{plain_text, read_text};
use super::meaning::say_where;
use super::output::{replace, say};
use super::{Common, Status, write_text};

const EXAMPLES: &str = "Examples:
  interdict fmt my-rules                  every rule file below the folder
  interdict fmt --check my-rules          only list what would change
  interdict fmt - < draft.rule            from standard input to standard output

Each file is read again before it takes its place, and must say the same. Line ends become
plain newlines. A file with errors is left as it is.

Exit status: 0 done, 1 `--check` found files that would change, 2 a file could not be read or
written, or has errors.";

/// Arguments of `fmt`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Rule files, folders of them, or `-` for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Change nothing; list the files that would change
    #[arg(long)]
    check: bool,
}

pub fn run(arguments: &Arguments, common: &Common, style: &Style) -> Status {
    let mut paths = arguments.paths.iter().chain(&common.rules);
    if common.output.is_some() && !arguments.check && paths.any(|path| path != Path::new("-")) {
        say!(
            "each file is written in its own place; `-o` is for standard input, as in \
            `interdict fmt - < draft.rule -o rules/draft.rule`, and for the list of `--check`"
        );
        return Status::Failed;
    }
    let mut formatter = Formatter {
        check: arguments.check,
        style,
        out: String::new(),
        any: false,
        changed: false,
        failed: false,
        code: None,
        seen: Seen::default(),
    };
    for path in arguments.paths.iter().chain(&common.rules) {
        formatter.path(path, true);
    }
    say_where(formatter.code, common);
    // Where there is nothing to write for a fault, an output file stays as it was.
    let written = if formatter.out.is_empty() && (formatter.failed || !formatter.any) {
        Status::Failed
    } else {
        write_text(&formatter.out, common)
    };
    match () {
        () if !formatter.any && !formatter.failed => {
            say!("no rule file was found; name a file, a folder, or `-` for standard input");
            Status::Failed
        }
        () if formatter.failed || written == Status::Failed => Status::Failed,
        () if formatter.check && formatter.changed => Status::Found,
        () => Status::Fine,
    }
}

struct Formatter<'a> {
    check: bool,
    style: &'a Style,
    /// What goes to standard output.
    out: String,
    /// Whether there was any file.
    any: bool,
    changed: bool,
    failed: bool,
    /// The code of the first error.
    code: Option<&'static str>,
    seen: Seen,
}

impl Formatter<'_> {
    /// A file, a folder, or standard input. What fails keeps nothing else from being done.
    fn path(&mut self, path: &Path, named: bool) {
        let done = match path {
            _ if path == Path::new("-") => self.standard_input(),
            _ if !named && !path.is_dir() && path.extension().is_none_or(|e| e != "rule") => Ok(()),
            _ if !self.seen.is_new(path) => Ok(()),
            _ if path.is_dir() => self.folder(path),
            _ => self.file(path),
        };
        if let Err(reason) = done {
            let path = path.to_string_lossy();
            say!("cannot format `{}`: {reason}", printable_line(&path));
            self.failed = true;
        }
    }

    fn folder(&mut self, folder: &Path) -> Result<(), String> {
        let inner = entries(folder).map_err(|error| error.to_string())?;
        inner.iter().for_each(|inner| self.path(inner, false));
        Ok(())
    }

    fn standard_input(&mut self) -> Result<(), String> {
        let mut bytes = Vec::new();
        let read = std::io::stdin().read_to_end(&mut bytes);
        read.map_err(|error| error.to_string())?;
        let text = plain_text(bytes)?;
        let name = "<standard input>";
        let formatted = self.formatted(name, &text)?;
        match formatted {
            Some(_) if self.check => self.list(name),
            None if self.check => {}
            formatted => self.out.push_str(&formatted.unwrap_or(text)),
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Result<(), String> {
        let text = read_text(path)?;
        let name = path.to_string_lossy().replace('\\', "/");
        let Some(formatted) = self.formatted(&name, &text)? else {
            return Ok(());
        };
        if !self.check {
            replace(path, &formatted).map_err(|error| error.to_string())?;
        }
        self.list(&name);
        Ok(())
    }

    fn list(&mut self, name: &str) {
        self.changed = true;
        self.out.push_str(&format!("{}\n", printable(name)));
    }

    /// The text in its form, or nothing where it has it already.
    fn formatted(&mut self, name: &str, text: &str) -> Result<Option<String>, String> {
        self.any = true;
        let file = SourceFile::new(name, text);
        let (tree, faults) = parse(&file);
        let errors: Vec<&SyntaxError> = faults.iter().filter(|fault| is_error(fault)).collect();
        for error in &errors {
            say!("{}", render(*error, self.style));
        }
        let first = errors.first().map(|error| error.fault.code());
        self.code = self.code.or(first);
        match errors.len() {
            0 => {}
            1 => return Err("it has an error".into()),
            count => return Err(format!("it has {count} errors")),
        }
        let printed = print(&tree);
        let (again, _) = parse(&SourceFile::new(name, printed.as_str()));
        if again != tree {
            return Err(
                "its new text would not say the same, which is a fault of this program".into(),
            );
        }
        Ok((printed != text).then_some(printed))
    }
}

/// A file without any rule only gets a warning.
fn is_error(fault: &SyntaxError) -> bool {
    fault.fault.severity() == Severity::Error
}
