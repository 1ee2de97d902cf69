//! Records of any number: read in pieces, checked by several threads, written in the order of the
//! input as they are done.
//!
//! What a limit counts cannot be checked before all that it counts is known. From the first such
//! record on, it and what is done of the others waits in a temporary file.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, PoisonError};

use encoding_rs::Encoding;
use interdict::check::{
    Account, Book, Checked, Checker, Counted, Depth, Posting, Screened, Totals, names,
};
use interdict::record::{
    Names, Piece, PieceError, Pieces, Record, RecordError, Records, Shape, read,
};
use interdict::report::{SummaryJson, Tally};
use interdict::source::SourceFile;
use interdict::terms::Date;

use super::input::{Faults, Source, not_utf8, utf8};
use super::output::Output;
use super::progress::Progress;
use super::waiting::{Next, Waiting};

/// What to do with records.
pub struct Work<'a> {
    pub checker: &'a Checker<'a>,
    pub on: Option<Date>,
    /// The encoding of the files, where they do not tell.
    pub encoding: Option<&'static Encoding>,
    pub depth: Depth,
    /// Whether records are counted for tables.
    pub tallies: bool,
    /// Whether the accounts of limits are asked for.
    pub accounts: bool,
    /// How many threads check.
    pub jobs: usize,
    /// The text of one record's result.
    pub form: &'a (dyn Fn(&Record, &Checked) -> String + Sync),
    /// What that text begins with, except for the first.
    pub gap: &'a str,
}

/// What was done.
#[derive(Default)]
pub struct Done {
    pub counts: SummaryJson,
    pub faults: Faults,
    /// Files that could not be read, or not to their end, with the reason.
    pub unreadable: Vec<(PathBuf, String)>,
    /// Records that are left out of files, with the reason.
    pub left_out: Vec<(PathBuf, String)>,
    /// The accounts, where they are asked for.
    pub accounts: Vec<Account>,
    pub tally: Tally,
}

/// Something to read and check.
enum Job {
    Piece(Piece),
    /// A file that has no pieces.
    Whole(Box<Records>),
}

/// What came of it.
#[derive(Default)]
struct Part {
    /// The texts of its records in order, up to those that wait, which come in between.
    texts: Vec<String>,
    waiting: Vec<(Record, Counted)>,
    /// The shape of their file, where it has one and some wait.
    shape: Option<Shape>,
    counts: SummaryJson,
    tally: Tally,
    errors: Vec<RecordError>,
}

impl Work<'_> {
    /// Checks the records of all files and writes what is said of them.
    pub fn run<'o>(
        &'o self,
        sources: &[Source],
        output: &'o mut Output,
        progress: Progress,
    ) -> io::Result<Done> {
        let known = names(self.checker.rules());
        let numbers = Numbers::default();
        let (give, take) = channel();
        let take = Mutex::new(take);
        let (bring, parts) = channel();
        let mut run = Run {
            written: Written {
                output,
                gap: self.gap,
                held: None,
            },
            done: Done::default(),
            book: Book::default(),
            give: Some(give),
            parts,
            given: 0,
            landed: 0,
            progress,
            bytes: 0,
            early: BTreeMap::new(),
            most: self.jobs.saturating_mul(PARTS_OF_A_JOB),
        };
        std::thread::scope(|scope| -> io::Result<()> {
            for _ in 0..self.jobs.max(1) {
                let bring = bring.clone();
                let (take, numbers, known) = (&take, &numbers, &known);
                scope.spawn(move || self.work(take, &bring, numbers, known));
            }
            drop(bring);
            let mut sources = sources.iter();
            let read = sources.try_for_each(|source| run.read(source, self.encoding, &known));
            // Until nothing more can be given, the threads wait for it, and this one for them.
            run.give = None;
            read.and_then(|()| run.land_until(0))
        })?;
        run.finish(self, &known)
    }

    /// Does what there is to do until there is no more.
    fn work(
        &self,
        take: &Mutex<Receiver<Given>>,
        bring: &Sender<(usize, Part)>,
        numbers: &Numbers,
        names: &Names,
    ) {
        let _watch = Watch(numbers);
        loop {
            let given = take.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(Given { place, begins, job }) = given else {
                return;
            };
            let (mut read, piece) = match job {
                Job::Piece(piece) => (piece.read(names), Some(piece)),
                Job::Whole(records) => (*records, None),
            };
            let Some(before) = numbers.before(place, begins, read.seen) else {
                return;
            };
            for record in &mut read.records {
                record.count_before(before);
            }
            let mut part = self.check(read);
            if !part.waiting.is_empty() {
                part.shape = piece.map(|piece| piece.shape(names));
            }
            if bring.send((place, part)).is_err() {
                return;
            }
        }
    }

    /// Checks what was read.
    fn check(&self, read: Records) -> Part {
        let screened = self
            .checker
            .screen(read.records.iter(), self.on, self.depth);
        let mut part = Part {
            errors: read.errors,
            ..Part::default()
        };
        part.counts.unread = read.unread;
        part.counts.skipped = read.skipped;
        let mut text = String::new();
        // Records are large, and few of them wait.
        for (record, screened) in read.records.iter().zip(screened) {
            match screened {
                Screened::Checked(checked) => {
                    part.counts.count(checked.verdict);
                    if self.tallies {
                        part.tally.add(record, &checked);
                    }
                    text.push_str(&(self.form)(record, &checked));
                }
                Screened::Waits(counted) => {
                    part.texts.push(std::mem::take(&mut text));
                    part.waiting.push((record.clone(), counted));
                }
            }
        }
        part.texts.push(text);
        part
    }
}

impl Work<'_> {
    /// Checks records that have waited, in their places among texts.
    fn check_waited(&self, some: &[Next], totals: &Totals) -> Part {
        let records = some.iter().filter_map(|next| match next {
            Next::Record(record, posting) => Some((&**record, totals.before(posting))),
            Next::Text(_) => None,
        });
        let mut checked = self
            .checker
            .check_many(records, self.on, self.depth)
            .into_iter();
        let mut part = Part::default();
        for next in some {
            match next {
                Next::Text(text) => part.texts.push(text.clone()),
                Next::Record(record, _) => {
                    let Some(checked) = checked.next() else {
                        continue;
                    };
                    part.counts.count(checked.verdict);
                    if self.tallies {
                        part.tally.add(record, &checked);
                    }
                    part.texts.push((self.form)(record, &checked));
                }
            }
        }
        part
    }
}

/// How many parts may be under way for each thread: the more, the less a slow one holds up.
const PARTS_OF_A_JOB: usize = 4;

/// Something given to a thread, with its place among all that is, and whether a file begins with
/// it.
struct Given {
    place: usize,
    begins: bool,
    job: Job,
}

/// How many records stand before each part in its file. The threads tell each other.
#[derive(Default)]
struct Numbers {
    before: Mutex<Vec<usize>>,
    told: Condvar,
    /// Whether a thread has ended before its work, so that the others must not wait for it.
    is_lost: AtomicBool,
}

impl Numbers {
    /// How many records stand before the part at `place`, which has seen so many itself. Waits
    /// until the parts before it were read; a thread takes them up in their order, so that the
    /// first of those that are under way never waits.
    /// Nothing where one of those will not be read.
    fn before(&self, place: usize, begins: bool, seen: usize) -> Option<usize> {
        let known = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        let is_lost = || self.is_lost.load(Ordering::Relaxed);
        let must_wait = |known: &mut Vec<usize>| known.len() < place && !is_lost();
        let waited = self.told.wait_while(known, must_wait);
        let mut known = waited.unwrap_or_else(PoisonError::into_inner);
        if is_lost() {
            return None;
        }
        let last = place
            .checked_sub(1)
            .and_then(|last| known.get(last).copied());
        let before = if begins { 0 } else { last.unwrap_or_default() };
        known.push(before.saturating_add(seen));
        self.told.notify_all();
        Some(before)
    }
}

/// Tells the other threads where one ends before its work.
struct Watch<'n>(&'n Numbers);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let known = self.0.before.lock();
            self.0.is_lost.store(true, Ordering::Relaxed);
            drop(known);
            self.0.told.notify_all();
        }
    }
}

/// A run, as the thread sees it that reads and writes.
struct Run<'o> {
    written: Written<'o>,
    done: Done,
    book: Book,
    /// Nothing once all is given.
    give: Option<Sender<Given>>,
    parts: Receiver<(usize, Part)>,
    given: usize,
    landed: usize,
    progress: Progress,
    /// How many bytes of the files are in parts that were given.
    bytes: u64,
    /// Parts that came before their turn.
    early: BTreeMap<usize, Part>,
    most: usize,
}

impl Run<'_> {
    /// Reads a file and gives what it holds to the threads.
    fn read(
        &mut self,
        source: &Source,
        encoding: Option<&'static Encoding>,
        names: &Names,
    ) -> io::Result<()> {
        let (mut input, format) = match source.open(encoding) {
            Ok(opened) => opened,
            Err(reason) => {
                self.unreadable(source, reason);
                return Ok(());
            }
        };
        if !Pieces::can_cut(format) {
            let mut bytes = Vec::new();
            let text = input
                .read_to_end(&mut bytes)
                .map_err(|error| error.to_string());
            match text.and_then(|_| utf8(bytes)) {
                Ok(text) => {
                    let file = SourceFile::new(source.name.as_str(), text);
                    self.give(true, Job::Whole(Box::new(read(&file, format, names))))?;
                }
                Err(reason) => self.unreadable(source, reason),
            }
            return Ok(());
        }
        let mut begins = true;
        for piece in source.pieces(input, format, names) {
            match piece {
                Ok(piece) => {
                    let length = u64::try_from(piece.length()).unwrap_or(u64::MAX);
                    self.give(begins, Job::Piece(piece))?;
                    self.bytes = self.bytes.saturating_add(length);
                }
                Err(error @ PieceError::TooLong { .. }) => {
                    let unread = &mut self.done.counts.unread;
                    *unread = unread.saturating_add(1);
                    self.done
                        .left_out
                        .push((source.path().to_owned(), error.to_string()));
                }
                Err(error) => self.unreadable(source, not_utf8(&error)),
            }
            begins = false;
        }
        Ok(())
    }

    fn unreadable(&mut self, source: &Source, reason: String) {
        self.done
            .unreadable
            .push((source.path().to_owned(), reason));
    }

    fn give(&mut self, begins: bool, job: Job) -> io::Result<()> {
        self.land_until(self.most)?;
        let place = self.given;
        let given = Given { place, begins, job };
        let sent = self.give.as_ref().map(|give| give.send(given).is_ok());
        self.given = place.saturating_add(1);
        match sent {
            Some(true) => Ok(()),
            _ => Err(lost()),
        }
    }

    /// Takes up what was done until no more than so many parts are under way.
    fn land_until(&mut self, most: usize) -> io::Result<()> {
        while self.given.saturating_sub(self.landed) > most {
            let (place, part) = self.parts.recv().map_err(|_| lost())?;
            self.early.insert(place, part);
            while let Some(part) = self.early.remove(&self.landed) {
                self.landed = self.landed.saturating_add(1);
                self.land(part)?;
            }
        }
        Ok(())
    }

    /// Writes a part whose turn it is.
    fn land(&mut self, part: Part) -> io::Result<()> {
        self.done.faults.add(&part.errors);
        self.done.counts.add(&part.counts);
        self.done.tally.merge(part.tally);
        self.progress.say(self.done.counts.records, self.bytes);
        let mut waiting = part.waiting.into_iter();
        for text in part.texts {
            self.written.write(&text)?;
            if let Some((record, counted)) = waiting.next() {
                let posting = self.book.enter(&record, counted);
                let held = self.written.held()?;
                held.record(posting, record, part.shape.as_ref())?;
            }
        }
        Ok(())
    }

    /// Checks what had to wait, and writes the rest.
    fn finish(mut self, work: &Work<'_>, names: &Names) -> io::Result<Done> {
        self.progress.end();
        let Some(held) = self.written.held.take() else {
            return Ok(self.done);
        };
        let waited = held.close()?;
        let totals =
            std::mem::take(&mut self.book).close(work.checker.rules(), || waited.postings())?;
        if work.accounts {
            let postings: io::Result<Vec<Posting>> = waited.postings()?.collect();
            self.done.accounts = totals.accounts(postings?.iter());
        }
        let mut some: Vec<Next> = Vec::new();
        let mut size = 0_usize;
        for next in waited.all(names)? {
            let next = next?;
            size = size.saturating_add(next.size());
            some.push(next);
            if size >= CHECKED_AT_ONCE {
                self.close(work, &totals, &mut some)?;
                size = 0;
            }
        }
        self.close(work, &totals, &mut some)?;
        Ok(self.done)
    }

    /// Checks some of what has waited, by all threads, and writes it.
    fn close(&mut self, work: &Work<'_>, totals: &Totals, some: &mut Vec<Next>) -> io::Result<()> {
        let share = some.len().div_ceil(work.jobs.max(1)).max(1);
        let parts: Vec<Part> = std::thread::scope(|scope| {
            let shares = some.chunks(share);
            let threads: Vec<_> = shares
                .map(|share| scope.spawn(|| work.check_waited(share, totals)))
                .collect();
            let parts = threads.into_iter().map(|thread| thread.join().ok());
            parts.collect::<Option<_>>()
        })
        .ok_or_else(lost)?;
        some.clear();
        for part in parts {
            self.done.counts.add(&part.counts);
            self.done.tally.merge(part.tally);
            for text in part.texts {
                self.written.through(&text)?;
            }
        }
        Ok(())
    }
}

/// Where results go: through, until a record has to wait; then into a temporary file.
struct Written<'o> {
    output: &'o mut Output,
    /// What the first text begins with needlessly; empty once that is written.
    gap: &'o str,
    held: Option<Waiting>,
}

impl Written<'_> {
    fn through(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let gap = std::mem::take(&mut self.gap);
        self.output.write(text.strip_prefix(gap).unwrap_or(text))
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        match &mut self.held {
            Some(held) => held.text(text),
            None => self.through(text),
        }
    }

    /// What waits, from here on at the latest.
    fn held(&mut self) -> io::Result<&mut Waiting> {
        let held = match self.held.take() {
            Some(held) => held,
            None => Waiting::new()?,
        };
        Ok(self.held.insert(held))
    }
}

/// How many bytes of what has waited are checked at once.
const CHECKED_AT_ONCE: usize = 4 * 1024 * 1024;

fn lost() -> io::Error {
    io::Error::other("a thread that checked records has ended before its work")
}
