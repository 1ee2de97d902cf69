//! Certain ways out of the faults of one text, taken round by round and held to what they do.

use std::collections::{BTreeMap, BTreeSet};

use super::mend::Mend;
use super::ways::{Edit, Fix, Sure};

/// How often a text is changed and read again before what came of it is judged.
const ROUNDS: usize = 16;

/// How often a text is read at the most.
const READINGS: usize = 400;

/// Something that is wrong or doubtful in a text, or in another that hangs on it.
#[derive(Debug, Clone)]
pub(super) struct Trouble {
    /// What tells it from others, before and after a change.
    pub key: String,
    /// Its line in the text, from 1; nothing for what is in another.
    pub line: Option<usize>,
    /// Its column in characters, from 1.
    pub column: usize,
    /// Its code.
    pub code: String,
    /// The certain way out.
    pub fix: Option<Fix>,
}

/// What is wrong with a text.
pub(super) type Read<'a> = &'a dyn Fn(&str) -> Vec<Trouble>;

/// A text that is being mended.
pub(super) struct Mender<'a> {
    read: Read<'a>,
    /// How often it may still be read.
    left: usize,
    /// What was done.
    pub done: Vec<Mend>,
    /// What was tried and left as it was, by line and code.
    pub refused: BTreeSet<(usize, String)>,
}

impl<'a> Mender<'a> {
    pub fn new(read: Read<'a>) -> Self {
        Self {
            read,
            left: READINGS,
            done: Vec::new(),
            refused: BTreeSet::new(),
        }
    }

    /// The text with everything done that is certain and makes it better. Every time round it has
    /// less that is wrong with it, so that this ends.
    pub fn mend(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        loop {
            let before = self.done.len();
            let found = self.troubles(&text);
            let certain = found.iter().filter(|one| one.fix.is_some());
            let lines: BTreeSet<usize> = certain.filter_map(|one| one.line).collect();
            let lines: Vec<usize> = lines.into_iter().collect();
            self.refused.clear();
            text = self.halved(text, &lines, &found);
            if lines.is_empty() || self.done.len() == before {
                return text;
            }
        }
    }

    fn troubles(&mut self, text: &str) -> Vec<Trouble> {
        self.left = self.left.saturating_sub(1);
        (self.read)(text)
    }

    /// Mends all lines, given in order, or each half of them alone where that is not better. The later half comes
    /// first, so that the places of the other stay what they are.
    fn halved(&mut self, text: String, lines: &[usize], found: &[Trouble]) -> String {
        if lines.is_empty() {
            return text;
        }
        if let Some((better, done)) = self.attempt(&text, lines, found) {
            self.done.extend(done);
            return better;
        }
        if let [line] = lines {
            let codes = found.iter().filter(|one| one.line == Some(*line));
            let codes = codes.filter(|one| one.fix.is_some());
            let refused = codes.map(|one| (*line, one.code.clone()));
            self.refused.extend(refused);
            return text;
        }
        if self.left == 0 {
            return text;
        }
        let (first, second) = lines.split_at(lines.len().div_euclid(2));
        let text = self.halved(text, second, found);
        let found = self.troubles(&text);
        self.halved(text, first, &found)
    }

    /// The text with the certain faults of some lines mended, and what comes to light by that; or
    /// nothing where the text is not better for it.
    fn attempt(
        &mut self,
        text: &str,
        lines: &[usize],
        found: &[Trouble],
    ) -> Option<(String, Vec<Mend>)> {
        let known: BTreeSet<&str> = found.iter().map(|one| one.key.as_str()).collect();
        let (mut text, mut now) = (text.to_owned(), found.to_vec());
        let (mut done, mut whole) = (Vec::new(), BTreeSet::new());
        for _ in 0..ROUNDS {
            let is_meant = |one: &&Trouble| {
                let is_chosen = one
                    .line
                    .is_some_and(|line| lines.binary_search(&line).is_ok());
                is_chosen || !known.contains(one.key.as_str())
            };
            let chosen: Vec<&Trouble> = apart(now.iter().filter(is_meant));
            if chosen.is_empty() {
                break;
            }
            let fixes = chosen.iter().filter_map(|one| one.fix.as_ref());
            let edits: Vec<Edit> = fixes.flat_map(|fix| fix.edits.clone()).collect();
            whole.extend(chosen.iter().filter_map(|one| one.needs_its_line()));
            done.extend(chosen.iter().filter_map(|one| one.mend()));
            text = applied(&text, &edits);
            now = self.troubles(&text);
        }
        let left = |one: &Trouble| one.line.is_some_and(|line| whole.contains(&line));
        let is_better = is_less(&now, found) && !now.iter().any(left);
        is_better.then_some((text, done))
    }
}

impl Trouble {
    /// The line that must be sound in the end, where the way out is certain only then.
    fn needs_its_line(&self) -> Option<usize> {
        let fix = self.fix.as_ref()?;
        self.line.filter(|_| fix.sure == Sure::WithItsLine)
    }

    fn mend(&self) -> Option<Mend> {
        Some(Mend {
            line: self.line?,
            column: self.column,
            code: self.code.clone(),
            title: self.fix.as_ref()?.title.clone(),
        })
    }
}

/// Those with a way out that reaches into none before it. What overlaps has to wait for the next
/// round.
fn apart<'t>(troubles: impl Iterator<Item = &'t Trouble>) -> Vec<&'t Trouble> {
    // Ends by starts. INVARIANT: none reaches into another, so that of those that start before a
    // place the last ends last.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut chosen = Vec::new();
    for one in troubles {
        let Some(fix) = &one.fix else { continue };
        // Where one ends the other may not begin: which comes first would not be told.
        let meets = |edit: &Edit| {
            let before = taken.range(..=edit.span.end).next_back();
            before.is_some_and(|(_, end)| *end >= edit.span.start)
        };
        if one.line.is_some() && !fix.edits.iter().any(meets) {
            let edits = fix.edits.iter();
            taken.extend(edits.map(|edit| (edit.span.start, edit.span.end)));
            chosen.push(one);
        }
    }
    chosen
}

/// A text with changes, none of which overlaps another.
pub(super) fn applied(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let (mut new, mut at) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        new.push_str(text.get(at..edit.span.start).unwrap_or_default());
        new.push_str(&edit.new);
        at = edit.span.end;
    }
    new.push_str(text.get(at..).unwrap_or_default());
    new
}

/// Whether all that is wrong now was so before, and something is not any more.
fn is_less(now: &[Trouble], before: &[Trouble]) -> bool {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in before {
        let count = counts.entry(&one.key).or_default();
        *count = count.saturating_add(1);
    }
    let mut was_there = |one: &Trouble| match counts.get_mut(one.key.as_str()) {
        Some(count) if *count > 0 => {
            *count = count.saturating_sub(1);
            true
        }
        _ => false,
    };
    now.len() < before.len() && now.iter().all(&mut was_there)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    /// Troubles of a made-up language: `x` is wrong and becomes `y`; `!` is wrong for good; where
    /// both stand in a line, a mended `x` brings about another fault.
    fn read(text: &str) -> Vec<Trouble> {
        let (mut all, mut start) = (Vec::new(), 0);
        for (line, whole) in text.split_inclusive('\n').enumerate() {
            for (at, sign) in whole.char_indices() {
                let is_new = sign == 'y' && whole.contains('!');
                let here = Span::new(start + at, start + at + 1);
                let fix = Fix::of("x to y", here, "y").sure_if(true, Sure::Yes);
                if matches!(sign, 'x' | '!') || is_new {
                    all.push(Trouble {
                        key: format!("{line} {sign} {at}"),
                        line: Some(line + 1),
                        column: 1,
                        code: "syntax::tab".to_owned(),
                        fix: (sign == 'x').then_some(fix),
                    });
                }
            }
            start += whole.len();
        }
        all
    }

    #[test]
    fn what_brings_a_new_fault_is_left_and_the_rest_is_done() {
        let mut mender = Mender::new(&read);
        assert_eq!(mender.mend("a x\nx !\nx x\nb\n"), "a y\nx !\ny y\nb\n");
        assert_eq!(mender.done.len(), 3);
        let refused: Vec<usize> = mender.refused.iter().map(|(line, _)| *line).collect();
        assert_eq!(refused, [2]);
    }

    #[test]
    fn a_text_is_read_only_so_often() {
        let mut mender = Mender::new(&read);
        let text = "x !\n".repeat(300);
        assert_eq!(mender.mend(&text), text);
        assert_eq!(mender.left, 0);
    }

    #[test]
    fn changes_that_meet_wait_for_the_next_round() {
        let found = read("xxa x");
        let at = |one: &&Trouble| one.fix.as_ref().unwrap().edits[0].span.start;
        let chosen: Vec<usize> = apart(found.iter()).iter().map(at).collect();
        assert_eq!(chosen, [0, 4]);
    }
}
