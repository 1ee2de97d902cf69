//! The memory that `interdict check` takes at the most, for files of different sizes.

use std::env;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use nix::sys::resource::{UsageWho, getrusage};

use crate::generator::{self, Generator};
use crate::rules::Rules;

/// The word by which this program runs itself, to measure one child and nothing else.
pub const ONE_CHILD: &str = "measure-one-child";

/// What a child took.
#[derive(Debug, Clone, Copy)]
pub struct Took {
    /// Bytes of memory at the most.
    pub memory: u64,
    /// Seconds of the processor.
    pub processor: f64,
    /// Seconds of the clock.
    pub clock: f64,
}

/// Builds the program and says where it is.
pub fn program() -> Result<PathBuf> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args([
            "build",
            "--release",
            "--message-format",
            "json",
            "--manifest-path",
            manifest,
        ])
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be run")?;
    if !built.status.success() {
        bail!("the program cannot be built");
    }
    let messages = String::from_utf8_lossy(&built.stdout);
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let mut executables = messages.filter_map(|message: serde_json::Value| {
        message.get("executable")?.as_str().map(PathBuf::from)
    });
    executables.next_back().context("cargo names no program")
}

/// Writes a table of about so many bytes; says how many rows and bytes it has.
pub fn write_table(path: &Path, rules: &Rules, bytes: u64) -> Result<(usize, u64)> {
    let mut output = BufWriter::new(File::create(path)?);
    let mut rows = 0;
    let counted = Generator::new(rules).inspect(|_| rows += 1);
    let bytes = generator::write(counted, bytes, &mut output)?;
    output.flush()?;
    Ok((rows, bytes))
}

/// Checks a table with the program, in a process of its own that has no other child.
pub fn check(program: &Path, table: &Path, jobs: usize) -> Result<Took> {
    let said = Command::new(env::current_exe()?)
        .arg(ONE_CHILD)
        .arg(program)
        .args(["check", "--format", "short", "--quiet", "--jobs"])
        .arg(jobs.to_string())
        .arg(table)
        .output()?;
    let text = String::from_utf8_lossy(&said.stdout);
    let mut figures = text.split_whitespace();
    let mut next = || figures.next().context("the child says nothing of itself");
    Ok(Took {
        memory: next()?.parse()?,
        processor: next()?.parse()?,
        clock: next()?.parse()?,
    })
}

/// Runs a command without its output and prints what it took.
pub fn one_child(mut command: impl Iterator<Item = String>) -> Result<()> {
    let program = command.next().context("there is nothing to run")?;
    let start = std::time::Instant::now();
    let status = Command::new(program)
        .args(command)
        .stdout(Stdio::null())
        .status()?;
    let clock = start.elapsed().as_secs_f64();
    // 1 and 3 say that something was found.
    if !matches!(status.code(), Some(0 | 1 | 3)) {
        bail!("the program ended with {status}");
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    let processor = seconds(usage.user_time()) + seconds(usage.system_time());
    println!("{} {processor} {clock}", usage.max_rss() * 1024);
    Ok(())
}
