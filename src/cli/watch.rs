//! `check --watch`: the check made again whenever a file changes that it reads.
//!
//! Each time a process of its own checks, so that what it does is what a run without `--watch` does.
//! What the system tells of files only says when to look: whether something has changed, the files
//! themselves show, so that nothing is missed that happens between two looks.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use interdict::source::printable;
use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::check::Arguments;
use super::output::say;
use super::watched::{State, Watched};
use super::{Common, Status, child};

/// How long nothing must change before it is checked again: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(150);

/// How long it is waited for that at the most: some files never come to rest.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long news are gathered before files are looked at, so that many cost no more than a few.
const GATHERED: Duration = Duration::from_millis(50);

/// How often folders are listened to anew where they change meanwhile.
const TRIES: usize = 4;

pub fn run(arguments: &Arguments, common: &Common) -> Status {
    match watch(arguments, common) {
        Ok(status) => status,
        Err(reason) => {
            say!("cannot watch: {}", printable(&reason));
            Status::Failed
        }
    }
}

fn watch(arguments: &Arguments, common: &Common) -> Result<Status, String> {
    let watched = Watched::new(arguments, common)?;
    loop {
        // Before the check, so that what changes during it is checked as well.
        let before = watched.state();
        check_once()?;
        wait(&watched, &before, common)?;
    }
}

/// Checks as the arguments of this process say, but once.
fn check_once() -> Result<(), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let arguments = std::env::args_os().skip(1).filter(|one| one != "--watch");
    let checked = child::run(Command::new(program).args(arguments));
    checked.map(drop).map_err(|error| error.to_string())
}

/// Waits until something is not as it was before, and until it is at rest.
fn wait(watched: &Watched, before: &State, common: &Common) -> Result<(), String> {
    let mut listening = Listening::begin(watched)?;
    if !common.quiet {
        say!("watching; Ctrl-C ends");
    }
    loop {
        let now = watched.state();
        if now != *before {
            settle(watched, now);
            return Ok(());
        }
        if listening.hear()? {
            listening = Listening::begin(watched)?;
        }
    }
}

/// Waits until what is read stays as it is. Other files may change all the while.
fn settle(watched: &Watched, mut state: State) {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        std::thread::sleep(QUIET);
        let now = watched.state();
        if now == state {
            return;
        }
        state = now;
    }
}

/// Folders that the system tells about.
struct Listening {
    folders: BTreeMap<PathBuf, bool>,
    spots: Vec<PathBuf>,
    told: Receiver<notify::Result<Event>>,
    /// It tells as long as it is there.
    _watcher: RecommendedWatcher,
}

impl Listening {
    /// Listens to all that bears on what is read. Anew each time: of a folder that was removed and
    /// made again, or of a link that leads elsewhere now, the system says nothing any more.
    fn begin(watched: &Watched) -> Result<Self, String> {
        let mut listening = Self::to(watched)?;
        for _ in 1..TRIES {
            // A folder may have come between the look for it and the listening to the one above.
            if watched.folders(&watched.spots()) == listening.folders {
                break;
            }
            listening = Self::to(watched)?;
        }
        Ok(listening)
    }

    fn to(watched: &Watched) -> Result<Self, String> {
        let spots = watched.spots();
        let folders = watched.folders(&spots);
        let (tell, told) = channel();
        let mut watcher = notify::recommended_watcher(move |event| {
            let _ = tell.send(event);
        })
        .map_err(|error| error.to_string())?;
        for (folder, below) in &folders {
            let mode = match below {
                true => RecursiveMode::Recursive,
                false => RecursiveMode::NonRecursive,
            };
            match watcher.watch(folder, mode) {
                // What has gone meanwhile is told by the folder above.
                Err(error) if folder.is_dir() => {
                    return Err(format!("`{}`: {error}", folder.display()));
                }
                _ => {}
            }
        }
        Ok(Self {
            folders,
            spots,
            told,
            _watcher: watcher,
        })
    }

    /// Waits for news that bear on what is read; whether folders or links may be others now.
    fn hear(&self) -> Result<bool, String> {
        let mut is_moved = loop {
            let event = self.told.recv().map_err(|error| error.to_string())?;
            let event = event.map_err(|error| error.to_string())?;
            if self.matters(&event) {
                break moves(&event);
            }
        };
        std::thread::sleep(GATHERED);
        for event in self.told.try_iter() {
            let event = event.map_err(|error| error.to_string())?;
            is_moved |= self.matters(&event) && moves(&event);
        }
        Ok(is_moved)
    }

    /// Whether something happened on the way to what is read, or below it. That something was lost
    /// is told without a path.
    fn matters(&self, event: &Event) -> bool {
        let is_near = |path: &PathBuf| {
            let mut spots = self.spots.iter();
            spots.any(|spot| spot.starts_with(path) || path.starts_with(spot))
        };
        !event.kind.is_access() && (event.paths.is_empty() || event.paths.iter().any(is_near))
    }
}

/// Whether something came, went or moved, and was not only written to.
fn moves(event: &Event) -> bool {
    !matches!(event.kind, EventKind::Modify(ModifyKind::Data(_)))
}
