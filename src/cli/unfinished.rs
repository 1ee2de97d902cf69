//! Files in the making, of which nothing is left where a run ends early: also not where a signal
//! ends it, such as that of Ctrl-C.

use std::fs::Permissions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

/// Where files in the making are. Whoever holds the lock may make one, or move one to its place.
static PLACES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn places() -> MutexGuard<'static, Vec<PathBuf>> {
    PLACES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file in the making, beside its place. It is gone when it is dropped.
pub struct Unfinished(NamedTempFile);

impl Unfinished {
    /// A file in a folder. Others may read it as far as `permissions` let them, which are those of
    /// the file whose place it is to take, or else as far as the user's mask does.
    pub fn beside(folder: &Path, permissions: Option<Permissions>) -> io::Result<Self> {
        watch_signals();
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(Permissions::from_mode(0o666));
        }
        let mut places = places();
        let file = builder.tempfile_in(folder)?;
        places.push(file.path().to_owned());
        drop(places);
        if let Some(permissions) = permissions {
            file.as_file().set_permissions(permissions)?;
        }
        Ok(Self(file))
    }

    /// Moves it to its place.
    pub fn finish(self, path: &Path) -> io::Result<()> {
        let mut places = places();
        let own = self.0.path().to_owned();
        self.0.persist(path).map_err(|error| error.error)?;
        places.retain(|place| *place != own);
        Ok(())
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Takes files in the making away before a signal ends the program. Without the thread that does
/// so they would stay, which harms nothing else.
#[cfg(unix)]
fn watch_signals() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;
    static WATCHED: std::sync::Once = std::sync::Once::new();
    WATCHED.call_once(|| {
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
            return;
        };
        let watch = move || {
            let Some(signal) = signals.forever().next() else {
                return;
            };
            // No file takes its place any more while this is held, which is to the end.
            let places = places();
            for place in places.iter() {
                let _ = std::fs::remove_file(place);
            }
            // The program ends as it would have without all this, which shells look at.
            let _ = emulate_default_handler(signal);
            std::process::exit(1);
        };
        let _ = std::thread::Builder::new().spawn(watch);
    });
}

#[cfg(not(unix))]
fn watch_signals() {}
