//! A process that this one waits for, and that ends with it: also where a signal ends this one.

use std::io;
use std::process::{Command, ExitStatus};

#[cfg(not(unix))]
pub fn run(command: &mut Command) -> io::Result<ExitStatus> {
    command.status()
}

#[cfg(unix)]
pub fn run(command: &mut Command) -> io::Result<ExitStatus> {
    use rustix::io::retry_on_intr;
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    unix::watch_signals();
    let mut running = unix::running();
    let mut child = command.spawn()?;
    let id = Pid::from_child(&child);
    *running = Some(id);
    drop(running);
    // Until it is awaited for good, which happens under the lock, no other process can have its
    // number and get its signal.
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    retry_on_intr(|| waitid(WaitId::Pid(id), options))?;
    let mut running = unix::running();
    *running = None;
    child.wait()
}

#[cfg(unix)]
mod unix {
    use std::sync::{Mutex, MutexGuard, Once, PoisonError};

    use rustix::process::{Pid, Signal, kill_process};
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    /// The process that runs. Whoever holds the lock may begin one, or take it away.
    static RUNNING: Mutex<Option<Pid>> = Mutex::new(None);

    pub fn running() -> MutexGuard<'static, Option<Pid>> {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the process that runs before a signal ends this one. It is asked to, so that it can take
    /// away what it has in the making; not with the signal of Ctrl-C, which shells let processes in
    /// the background ignore.
    pub fn watch_signals() {
        static WATCHED: Once = Once::new();
        WATCHED.call_once(|| {
            let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
                return;
            };
            let watch = move || {
                let Some(signal) = signals.forever().next() else {
                    return;
                };
                // None begins any more while this is held, which is to the end.
                let running = running();
                if let Some(id) = *running {
                    let _ = kill_process(id, Signal::TERM);
                }
                // The program ends as it would have without all this, which shells look at.
                let _ = emulate_default_handler(signal);
                std::process::exit(1);
            };
            let _ = std::thread::Builder::new().spawn(watch);
        });
    }
}
