//! Where output goes: standard output, or a file that appears whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use interdict::report::{MadeOf, ParquetTable, Sealing, WorkbookTable};

use super::folding::Folding;
use super::unfinished::Unfinished;

/// Output in the making.
pub struct Output {
    to: To,
    /// Where it is asked what was written.
    sealing: Option<Sealing>,
    /// Where it is no text but a table.
    table: Option<Table>,
}

/// What is made of the text that is written: a table, of rows in CSV, or reports that are folded.
enum Table {
    Folded(Folding),
    Parquet(Box<ParquetTable>),
    Workbook(Box<Workbook>),
}

struct Workbook {
    table: WorkbookTable,
    /// What it says of the run, once that is known.
    made_of: Option<MadeOf>,
}

/// Where output goes.
enum To {
    /// Written as it comes: standard output, or a device or pipe that cannot be replaced.
    Stream(Box<dyn Write>),
    /// Written beside its place and moved there at the end.
    File(BufWriter<Unfinished>, PathBuf),
}

impl Output {
    pub fn open(path: Option<&Path>) -> io::Result<Self> {
        Ok(Self {
            to: To::open(path)?,
            sealing: None,
            table: None,
        })
    }

    /// Output that nobody reads.
    pub fn nowhere() -> Self {
        Self {
            to: To::Stream(Box::new(io::sink())),
            sealing: None,
            table: None,
        }
    }

    /// The same, and at the end it is told what was written.
    pub fn sealed(self) -> Self {
        Self {
            sealing: Some(Sealing::default()),
            ..self
        }
    }

    /// The same as Parquet, made of rows of a table of findings.
    pub fn into_parquet(self) -> io::Result<Self> {
        Ok(Self {
            table: Some(Table::Parquet(Box::new(ParquetTable::new()?))),
            ..self
        })
    }

    /// The same as a workbook, which is written at the end.
    pub fn into_workbook(self) -> io::Result<Self> {
        Ok(Self {
            table: Some(Table::Workbook(Box::new(Workbook {
                table: WorkbookTable::new()?,
                made_of: None,
            }))),
            ..self
        })
    }

    /// The same with reports folded that say the same.
    pub fn into_folded(self) -> Self {
        Self {
            table: Some(Table::Folded(Folding::default())),
            ..self
        }
    }

    /// Says how many reports were folded.
    pub fn say_folded(&mut self) -> io::Result<()> {
        match &self.table {
            Some(Table::Folded(folding)) => match folding.close() {
                Some(said) => self.write(&format!("\n{said}")),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Says what a workbook is made of.
    pub fn describe(&mut self, made_of: MadeOf) {
        if let Some(Table::Workbook(workbook)) = &mut self.table {
            workbook.made_of = Some(made_of);
        }
    }

    /// Writes a part; for a table, whole rows. A reader that has gone, as after `| head`, is no
    /// fault: what follows is not written, and the work goes on.
    pub fn write(&mut self, text: &str) -> io::Result<()> {
        match &mut self.table {
            Some(Table::Parquet(table)) => {
                let due = table.add(text)?;
                self.write_bytes(&due)
            }
            Some(Table::Workbook(workbook)) => Ok(workbook.table.add(text)?),
            Some(Table::Folded(folding)) => {
                let text = folding.fold(text);
                self.write_bytes(text.as_bytes())
            }
            None => self.write_bytes(text.as_bytes()),
        }
    }

    fn write_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(sealing) = &mut self.sealing {
            sealing.add(bytes);
        }
        let written = match &mut self.to {
            To::Stream(out) => out.write_all(bytes),
            To::File(out, _) => out.write_all(bytes),
        };
        self.unless_gone(written)
    }

    fn unless_gone(&mut self, written: io::Result<()>) -> io::Result<()> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                // What the writer still holds would fail again when it is dropped.
                self.to = To::Stream(Box::new(io::sink()));
                Ok(())
            }
            written => written,
        }
    }

    /// Writes what is left; a file takes its place. Tells what was written, where that was asked.
    pub fn finish(mut self) -> io::Result<Option<Sealing>> {
        match self.table.take() {
            Some(Table::Parquet(table)) => self.write_bytes(&table.finish()?)?,
            Some(Table::Workbook(workbook)) => {
                let Workbook { table, made_of } = *workbook;
                if let Some(made_of) = made_of {
                    self.write_bytes(&table.finish(&made_of)?)?;
                }
            }
            Some(Table::Folded(_)) | None => {}
        }
        if let To::Stream(out) = &mut self.to {
            let flushed = out.flush();
            self.unless_gone(flushed)?;
        }
        if let To::File(out, path) = self.to {
            let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.finish(&path)?;
        }
        Ok(self.sealing)
    }
}

impl To {
    fn open(path: Option<&Path>) -> io::Result<Self> {
        let Some(path) = path else {
            return Ok(Self::Stream(Box::new(BufWriter::new(io::stdout()))));
        };
        if path.exists() && !path.is_file() {
            let device = File::options().write(true).open(path)?;
            return Ok(Self::Stream(Box::new(BufWriter::new(device))));
        }
        // A link stays, and so do the permissions of a file that is there already.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let there = path.metadata().ok().map(|there| there.permissions());
        let file = Unfinished::beside(folder.unwrap_or(Path::new(".")), there)?;
        Ok(Self::File(BufWriter::new(file), path))
    }
}

/// Says something on standard error; where nobody can hear it, nothing is said.
macro_rules! say {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($argument)*);
    }};
}
pub(crate) use say;

/// Puts a text in the place of a file, whole or not at all. Permissions stay, and so does a link
/// that leads to the file.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = path.canonicalize()?;
    let permissions = path.metadata()?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "it is read-only",
        ));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = Unfinished::beside(folder, Some(permissions))?;
    file.write_all(text.as_bytes())?;
    file.finish(&path)
}

/// Puts a text where a file need not be yet, whole or not at all.
#[cfg(feature = "proptest")]
pub fn put(path: &Path, text: &str) -> io::Result<()> {
    if path.exists() {
        return replace(path, text);
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut file = Unfinished::beside(folder.unwrap_or(Path::new(".")), None)?;
    file.write_all(text.as_bytes())?;
    file.finish(path)
}
