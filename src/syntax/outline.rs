//! A rule file cut into items and clauses by its layout, before anything in them is read.
//!
//! Because the cut needs only the margin and the first word of a line, a fault inside a clause
//! cannot reach another clause.

use crate::source::{Span, nearest};

use super::fault::SyntaxFault;

/// The keywords that begin an item.
pub(super) const ITEMS: &[&str] = &[
    "resolution",
    "paragraph",
    "category",
    "fact",
    "quantity",
    "actor",
    "example",
];

/// The longest clause that is read, in bytes.
const CLAUSE_LIMIT: usize = 64 * 1024;

/// The words that begin the clauses of an item.
fn clause_words(item: &str) -> &'static [&'static str] {
    match item {
        "resolution" => &["regime", "url", "verified"],
        "paragraph" => &[
            "forbids",
            "requires",
            "calls",
            "exempts",
            "when",
            "except",
            "provided",
            "since",
            "until",
            "recorded",
            "extends",
            "amends",
            "replaces",
            "ends",
            "interprets",
            "checked",
            "unconfirmed",
            "disputed",
            "note",
        ],
        "category" => &["kind", "hs", "words", "hints", "but"],
        "fact" => &["if", "asked"],
        "example" => &["item", "hs", "category"],
        _ => &[],
    }
}

/// A stretch of the file that is parsed alone: an item's first line or one clause.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch<'a> {
    /// Its text, without comments after the last word.
    pub text: &'a str,
    /// Its first word.
    pub keyword: &'a str,
}

/// An item's first line and its clauses.
#[derive(Debug)]
pub(super) struct Block<'a> {
    pub head: Stretch<'a>,
    pub clauses: Vec<Stretch<'a>>,
}

/// One line: where its words begin and end, without indentation and comment.
struct Line<'a> {
    text: &'a str,
    indent: usize,
    start: usize,
    end: usize,
}

/// Cuts a file, and reports what stands where nothing can.
pub(super) fn outline(text: &str) -> (Vec<Block<'_>>, Vec<(SyntaxFault, Span)>) {
    let mut cutter = Cutter {
        file: text,
        blocks: Vec::new(),
        faults: Vec::new(),
        open: Open::Nothing,
    };
    for line in lines(text) {
        cutter.take(&line);
    }
    (cutter.blocks, cutter.faults)
}

/// What a deeper line would go on with.
#[derive(Clone, Copy)]
enum Open {
    /// Nothing yet.
    Nothing,
    /// A head or clause that starts at this offset, on a line with this indentation.
    Stretch { start: usize, indent: usize },
    /// Something that was refused, with its indentation: what goes on with it is passed over.
    Refused { indent: usize },
}

struct Cutter<'a> {
    file: &'a str,
    blocks: Vec<Block<'a>>,
    faults: Vec<(SyntaxFault, Span)>,
    open: Open,
}

impl<'a> Cutter<'a> {
    fn take(&mut self, line: &Line<'a>) {
        let word = first_word(line.text);
        let here = Span::new(line.start, line.start.saturating_add(word.len().max(1)));
        if self
            .file
            .get(..line.start)
            .is_some_and(|before| before.ends_with('\t'))
        {
            self.faults.push((
                SyntaxFault::Tab,
                Span::new(line.start.saturating_sub(1), line.start),
            ));
        }
        if line.indent == 0 {
            self.begin_item(line, word, here);
        } else {
            self.indented(line, word, here);
        }
    }

    fn begin_item(&mut self, line: &Line<'a>, word: &'a str, here: Span) {
        if !ITEMS.contains(&word) {
            let nearest = nearest(word, ITEMS.iter().copied());
            let word = shown(word, line.text);
            self.faults
                .push((SyntaxFault::UnknownItem { word, nearest }, here));
            self.open = Open::Refused { indent: 0 };
            return;
        }
        let head = Stretch {
            text: line.text,
            keyword: word,
        };
        self.blocks.push(Block {
            head,
            clauses: Vec::new(),
        });
        self.open = Open::Stretch {
            start: line.start,
            indent: 0,
        };
    }

    fn indented(&mut self, line: &Line<'a>, word: &'a str, here: Span) {
        if let Open::Refused { indent } = self.open {
            // What stands under an unknown item belongs to it and says nothing more.
            if indent == 0 || line.indent > indent {
                return;
            }
        }
        let Some(block) = self.blocks.last_mut() else {
            self.faults.push((SyntaxFault::NoItem, here));
            self.open = Open::Refused { indent: 0 };
            return;
        };
        let item = ITEMS.iter().find(|item| **item == block.head.keyword);
        let item = item.copied().unwrap_or_default();
        let known = clause_words(item);
        if known.contains(&word) {
            block.clauses.push(Stretch {
                text: line.text,
                keyword: word,
            });
            self.open = Open::Stretch {
                start: line.start,
                indent: line.indent,
            };
            return;
        }
        match self.open {
            Open::Stretch { start, indent }
                if line.indent > indent && !(indent == 0 && is_word(word)) =>
            {
                let whole = self.file.get(start..line.end).unwrap_or(line.text);
                let last = block.clauses.last_mut().unwrap_or(&mut block.head);
                last.text = whole;
            }
            _ => {
                let nearest = nearest(word, known.iter().copied());
                let word = shown(word, line.text);
                let fault = SyntaxFault::UnknownClause {
                    word,
                    item,
                    nearest,
                    known,
                };
                self.faults.push((fault, here));
                self.open = Open::Refused {
                    indent: line.indent,
                };
            }
        }
    }
}

/// Checks the length of a stretch.
pub(super) fn too_long(stretch: &Stretch<'_>) -> Option<SyntaxFault> {
    let size = stretch.text.len();
    (size > CLAUSE_LIMIT).then_some(SyntaxFault::ClauseTooLong {
        size,
        limit: CLAUSE_LIMIT,
    })
}

/// The lines that hold words.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.split_inclusive('\n').filter_map(move |line| {
        let words = without_comment(line).trim_end();
        let trimmed = words.trim_start();
        let start = Span::of(trimmed, text).start;
        (!trimmed.is_empty()).then(|| Line {
            text: trimmed,
            indent: words.len().saturating_sub(trimmed.len()),
            start,
            end: start.saturating_add(trimmed.len()),
        })
    })
}

/// The line up to a `#` outside a text.
fn without_comment(line: &str) -> &str {
    let (mut in_text, mut escaped) = (false, false);
    for (at, character) in line.char_indices() {
        match character {
            '#' if !in_text => return line.get(..at).unwrap_or(line),
            '"' if !escaped => in_text = !in_text,
            _ => {}
        }
        escaped = character == '\\' && !escaped;
    }
    line
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

fn is_word(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_alphabetic)
}

/// The first word, or the first character of a line that begins with none.
fn shown(word: &str, line: &str) -> String {
    if word.is_empty() {
        line.chars().take(1).collect()
    } else {
        word.chars().take(40).collect()
    }
}
