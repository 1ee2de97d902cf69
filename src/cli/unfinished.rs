//! Files and folders in the making, of which nothing is left where a run ends early: also not where
//! a signal ends it, such as that of Ctrl-C.

use std::fs::Permissions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{NamedTempFile, TempDir};

/// Where files and folders in the making are. Whoever holds the lock may make one, put something
/// into one, or move one to its place.
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

/// A folder in the making, beside its place. It is gone when it is dropped.
pub struct UnfinishedFolder(TempDir);

impl UnfinishedFolder {
    /// A folder in another. It has the permissions of the folder whose place it is to take, or else
    /// those that the user's mask leaves.
    pub fn beside(folder: &Path, permissions: Option<Permissions>) -> io::Result<Self> {
        watch_signals();
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(Permissions::from_mode(0o777));
        }
        let mut places = places();
        let made = builder.tempdir_in(folder)?;
        places.push(made.path().to_owned());
        drop(places);
        if let Some(permissions) = permissions {
            std::fs::set_permissions(made.path(), permissions)?;
        }
        Ok(Self(made))
    }

    /// Puts a file into it.
    pub fn put(&self, name: &str, text: &str) -> io::Result<()> {
        // While a signal takes the folder away, nothing may come into it.
        let _held = places();
        std::fs::write(self.0.path().join(name), text)
    }

    /// Moves it to its place. A folder that is there goes away, and comes back where this fails.
    pub fn finish(self, path: &Path) -> io::Result<()> {
        let mut places = places();
        let own = self.0.path().to_owned();
        let before = match path.symlink_metadata() {
            Ok(_) => Some(set_aside(path)?),
            Err(_) => None,
        };
        if let Err(error) = std::fs::rename(&own, path) {
            if let Some(before) = before
                && std::fs::rename(before.path().join(ASIDE), path).is_err()
            {
                // Better left where nobody looks for it than gone.
                let _ = before.keep();
            }
            return Err(error);
        }
        places.retain(|place| *place != own);
        // It has moved, and there is nothing left to take away.
        let _ = self.0.keep();
        Ok(())
    }
}

/// The name of a folder while another takes its place.
const ASIDE: &str = "before";

/// Moves a folder into a temporary one beside it.
fn set_aside(path: &Path) -> io::Result<TempDir> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let aside = TempDir::new_in(folder)?;
    std::fs::rename(path, aside.path().join(ASIDE))?;
    Ok(aside)
}

/// Takes files and folders in the making away before a signal ends the program. Without the thread that does
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
                let _ = match place.is_dir() {
                    true => std::fs::remove_dir_all(place),
                    false => std::fs::remove_file(place),
                };
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
