//! How far a long run has got, on a terminal.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::time::{Duration, Instant};

/// How often it is said.
const PAUSE: Duration = Duration::from_millis(250);

/// The line that says how far a run has got. It is written over and at last taken away.
pub struct Progress {
    begun: Instant,
    said: Option<Instant>,
    is_shown: bool,
    /// How many bytes there are to read, where that is known.
    total: Option<u64>,
}

impl Progress {
    /// For a run that reads so many bytes. Shown where somebody looks and results do not come
    /// between.
    pub fn new(total: Option<u64>, is_quiet: bool, to_file: bool) -> Self {
        let apart = to_file || !stdout().is_terminal();
        Self {
            begun: Instant::now(),
            said: None,
            is_shown: !is_quiet && apart && stderr().is_terminal(),
            total,
        }
    }

    /// Says how many records were checked and how many bytes read, if it is time.
    pub fn say(&mut self, records: usize, bytes: u64) {
        let since = self.said.unwrap_or(self.begun);
        if !self.is_shown || since.elapsed() < PAUSE {
            return;
        }
        self.said = Some(Instant::now());
        let line = line(records, bytes, self.total, self.begun.elapsed());
        let _ = write!(stderr(), "\r\x1b[K{line}");
    }

    /// Takes the line away.
    pub fn end(&self) {
        if self.said.is_some() {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

/// `120000 records, 40000 a second, 25 %, 9 s to go`
fn line(records: usize, bytes: u64, total: Option<u64>, since: Duration) -> String {
    let milliseconds = u64::try_from(since.as_millis()).unwrap_or(u64::MAX).max(1);
    let records = u64::try_from(records).unwrap_or(u64::MAX);
    let rate = records
        .saturating_mul(1000)
        .checked_div(milliseconds)
        .unwrap_or(0);
    let mut line = format!("{records} records, {rate} a second");
    if let Some(total) = total
        && let Some(percent) = bytes.saturating_mul(100).checked_div(total)
    {
        let left = total.saturating_sub(bytes);
        let left = u128::from(left).saturating_mul(u128::from(milliseconds));
        let seconds = left
            .checked_div(u128::from(bytes))
            .map(|left| left.div_ceil(1000));
        line.push_str(&format!(", {} %", percent.min(100)));
        if let Some(seconds) = seconds {
            line.push_str(&format!(", {seconds} s to go"));
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_said() {
        let since = Duration::from_secs(3);
        assert_eq!(
            line(120_000, 0, None, since),
            "120000 records, 40000 a second"
        );
        assert_eq!(
            line(120_000, 25, Some(100), since),
            "120000 records, 40000 a second, 25 %, 9 s to go"
        );
        assert_eq!(line(0, 0, Some(0), Duration::ZERO), "0 records, 0 a second");
    }
}
