//! What was read, by its SHA-256, for the manifest of a run.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use interdict::report::{Seal, Sealing};

/// The seal of an input, made while it is read.
#[derive(Debug, Clone, Default)]
pub struct InputSeal(Arc<Mutex<Sealing>>);

impl InputSeal {
    /// The same input, which is now read through the seal.
    pub fn through<R: Read>(&self, input: R) -> Sealed<R> {
        Sealed {
            input,
            seal: self.clone(),
        }
    }

    fn add(&self, bytes: &[u8]) {
        let mut sealing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sealing.add(bytes);
    }

    /// The seal of what was read under a name.
    pub fn close(&self, name: &str) -> Seal {
        let sealing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sealing.clone().close(name)
    }
}

/// An input under seal. What nobody wants of it is read at the end, so that the seal is that of the
/// whole.
pub struct Sealed<R: Read> {
    input: R,
    seal: InputSeal,
}

impl<R: Read> Read for Sealed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.seal.add(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl<R: Read> Drop for Sealed<R> {
    fn drop(&mut self) {
        // What cannot be read was told of already.
        let _ = io::copy(self, &mut io::sink());
    }
}
