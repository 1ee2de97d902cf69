//! How long something takes, in seconds of the processor and of the clock.

use std::time::Instant;

use anyhow::Result;
use nix::time::{ClockId, clock_gettime};

/// What some runs of one thing took: the figures of each, in order.
#[derive(Debug, Clone, Default)]
pub struct Rates {
    /// Things done in a second of the processor.
    pub by_processor: Vec<f64>,
    /// Things done in a second of the clock.
    pub by_clock: Vec<f64>,
}

impl Rates {
    /// Adds a run.
    pub fn add(&mut self, done: usize, took: Took) {
        let done = done as f64;
        self.by_processor.push(done / took.processor.max(1e-9));
        self.by_clock.push(done / took.clock.max(1e-9));
    }

    /// Least, middle and most by the processor.
    pub fn spread(&self) -> (f64, f64, f64) {
        spread(&self.by_processor)
    }
}

/// Least, middle and most; of an even number the lower one of the two in the middle.
pub fn spread(figures: &[f64]) -> (f64, f64, f64) {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |place: usize| sorted.get(place).copied().unwrap_or_default();
    let last = sorted.len().saturating_sub(1);
    (at(0), at(last / 2), at(last))
}

/// Seconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Took {
    /// Of the processor, of all threads.
    pub processor: f64,
    /// Of the clock.
    pub clock: f64,
}

/// Runs something and says how long it took.
pub fn timed<T>(run: impl FnOnce() -> Result<T>) -> Result<(T, Took)> {
    let (processor, clock) = (processor_seconds()?, Instant::now());
    let result = run()?;
    let took = Took {
        processor: processor_seconds()? - processor,
        clock: clock.elapsed().as_secs_f64(),
    };
    Ok((result, took))
}

fn processor_seconds() -> Result<f64> {
    let now = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?;
    Ok(now.tv_sec() as f64 + now.tv_nsec() as f64 / 1e9)
}
