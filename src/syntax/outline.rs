//! A rule file cut into items and clauses by its layout, before anything in them is read.
//!
//! Because the cut needs only the margin and the first word of a line, a fault inside a clause
//! cannot reach another clause.

use crate::source::{Span, brief, is_hidden, nearest};

use super::comment::Collector;
use super::fault::SyntaxFault;
use super::tree::{Anchor, Comment, Side};

/// The keywords that begin an item.
pub const ITEMS: &[&str] = &[
    "resolution",
    "paragraph",
    "category",
    "fact",
    "quantity",
    "day",
    "actor",
    "area",
    "model",
    "list",
    "modifier",
    "example",
    "property",
];

/// The longest clause that is read, in bytes.
const CLAUSE_LIMIT: usize = 64 * 1024;

/// How the clauses of an item begin.
#[must_use]
pub fn clauses_of(item: &str) -> &'static [&'static str] {
    match item {
        "resolution" => &["regime", "url", "verified"],
        "paragraph" => &[
            "forbids",
            "requires",
            "allows",
            "calls upon",
            "exempts",
            "when",
            "except",
            "provided",
            "since",
            "until",
            "recorded until",
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
        "category" => &[
            "kind of",
            "hs always",
            "hs may",
            "hs none",
            "one",
            "words",
            "names",
            "hints",
            "heads",
            "beside",
            "but not",
            "yields to",
            "residual",
        ],
        "fact" => &["if silent", "asked of", "words"],
        "actor" => &["if silent", "words"],
        "area" => &["to if", "from if"],
        "model" => &["is", "has"],
        "list" => &["edition", "includes", "checked", "unconfirmed", "disputed"],
        "property" => &["for every record where", "expect"],
        "modifier" => &["words"],
        "example" => &[
            "item",
            "hs",
            "category",
            "from",
            "to",
            "origin",
            "via",
            "flag",
            "on",
            "quantity",
            "value",
            "with",
            "sender is",
            "recipient is",
        ],
        _ => &[],
    }
}

/// The fields of an example that may begin its line, and that a deeper line may go on with.
pub(super) const FIELDS: &[&str] = &[
    "from",
    "to",
    "origin",
    "via",
    "on",
    "quantity",
    "value",
    "with",
    "sender",
    "recipient",
];

fn begins_clause(item: &str, word: &str) -> bool {
    clauses_of(item)
        .iter()
        .any(|clause| first_word(clause) == word)
}

/// Whether a deeper line may go on with such a word, though a clause could begin with it.
fn is_field(item: &str, word: &str) -> bool {
    item == "example" && FIELDS.contains(&word)
}

/// Whether a line that goes on with a clause may begin with `text`.
pub(super) fn may_go_on(item: &str, text: &str) -> bool {
    let word = first_word(text);
    !begins_clause(item, word) || is_field(item, word)
}

/// The item that has such a clause.
pub(super) fn item_with_clause(word: &str) -> Option<&'static str> {
    ITEMS.iter().copied().find(|item| begins_clause(item, word))
}

/// A stretch of the file that is parsed alone: an item's first line or one clause.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch<'a> {
    /// Its text, without comments after the last word.
    pub text: &'a str,
    /// Its first word, or the keyword that a misspelt one seems to mean; empty where none is
    /// near.
    pub keyword: &'a str,
    /// Whether the first word is such a keyword. If not, that was reported.
    pub known: bool,
}

/// An item's first line and its clauses.
#[derive(Debug)]
pub(super) struct Block<'a> {
    pub head: Stretch<'a>,
    pub clauses: Vec<Stretch<'a>>,
}

/// A file cut into items.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    pub blocks: Vec<Block<'a>>,
    pub faults: Vec<(SyntaxFault, Span)>,
    /// Whether an item was passed over, so that what it declares is not known.
    pub lost: bool,
    /// The comments, in the order of their anchors.
    pub comments: Vec<Comment>,
    /// Blocks that stand right under the one before, as [`super::RuleFile::together`] says.
    pub together: Vec<usize>,
}

/// One line of any kind.
enum Read<'a> {
    Blank,
    /// A line that holds only a comment, and whether it is indented.
    Comment(&'a str, bool),
    Words(Line<'a>),
}

/// One line: where its words begin and end, without indentation and comment.
struct Line<'a> {
    text: &'a str,
    word: &'a str,
    /// Where the first word stands.
    here: Span,
    /// In characters.
    indent: usize,
    /// Where a tab stands in the indentation.
    tab: Option<usize>,
    start: usize,
    end: usize,
    /// What follows `#`.
    comment: Option<&'a str>,
}

/// Cuts a file, and reports what stands where nothing can.
pub(super) fn outline(text: &str) -> Outline<'_> {
    let mut cutter = Cutter {
        file: text,
        out: Outline::default(),
        open: Open::Nothing,
    };
    let mut comments = Collector::default();
    for line in text.split_inclusive('\n') {
        match read_line(text, line) {
            Read::Blank => comments.blank(),
            Read::Comment(comment, indented) => comments.alone(comment, indented),
            Read::Words(line) => {
                cutter.take(&line);
                if let Some((item, part)) = cutter.place() {
                    comments.words(item, part, line.comment);
                }
            }
        }
    }
    let mut out = cutter.out;
    let (comments, tight) = comments.finish(out.blocks.len());
    out.comments = comments;
    out.together = tight
        .into_iter()
        .filter(|index| out.may_be_together(*index))
        .collect();
    out
}

impl Outline<'_> {
    /// Whether a block may stay right under the one before.
    fn may_be_together(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1) else {
            return false;
        };
        let one_line = |index: usize| {
            let block = self.blocks.get(index);
            block.is_some_and(|block| block.clauses.is_empty())
        };
        let in_the_way = |anchor: Anchor| match anchor.part {
            0 => anchor.item == index && anchor.side != Side::Beside,
            _ => true,
        };
        let from = self
            .comments
            .partition_point(|comment| comment.anchor.item < before);
        let near = self.comments.iter().skip(from);
        let mut near = near.take_while(|comment| comment.anchor.item <= index);
        one_line(before) && one_line(index) && !near.any(|comment| in_the_way(comment.anchor))
    }
}

/// What a deeper line would go on with.
#[derive(Clone, Copy)]
enum Open {
    /// Nothing yet.
    Nothing,
    /// A head or clause that starts at this offset, on a line with this indentation.
    Stretch { start: usize, indent: usize },
    /// Something that was refused: what stands under it is passed over.
    Refused,
}

struct Cutter<'a> {
    file: &'a str,
    out: Outline<'a>,
    open: Open,
}

impl<'a> Cutter<'a> {
    fn take(&mut self, line: &Line<'a>) {
        let tabs_known = self.out.faults.iter().any(|(f, _)| *f == SyntaxFault::Tab);
        if let Some(tab) = line.tab.filter(|_| !tabs_known) {
            self.fault(SyntaxFault::Tab, Span::new(tab, tab.saturating_add(1)));
        }
        if line.indent == 0 {
            self.at_the_margin(line);
        } else {
            self.indented(line);
        }
    }

    fn at_the_margin(&mut self, line: &Line<'a>) {
        if let Some(item) = ITEMS.iter().find(|item| **item == line.word) {
            return self.begin_item(line, item, true);
        }
        let nearest = nearest(line.word, ITEMS.iter().copied());
        let inside = self.item().filter(|item| begins_clause(item, line.word));
        let clause_of = inside.or_else(|| item_with_clause(line.word));
        let meant = nearest.first().copied().filter(|_| clause_of.is_none());
        let fault = SyntaxFault::UnknownItem {
            word: shown(line),
            nearest,
            clause_of,
        };
        self.fault(hidden(line).unwrap_or(fault), line.here);
        match (meant, inside) {
            (Some(item), _) => self.begin_item(line, item, false),
            (None, Some(_)) => self.begin_clause(line, line.word, true),
            (None, None) => {
                self.out.lost = true;
                self.open = Open::Refused;
            }
        }
    }

    fn indented(&mut self, line: &Line<'a>) {
        // What stands under an unknown item belongs to it and says nothing more.
        if matches!(self.open, Open::Refused) {
            return;
        }
        let Some(item) = self.item() else {
            self.fault(SyntaxFault::NoItem, line.here);
            self.open = Open::Refused;
            return;
        };
        let goes_on = match self.open {
            Open::Stretch { start, indent } if line.indent > indent && hidden(line).is_none() => {
                Some((start, indent))
            }
            _ => None,
        };
        let field = goes_on.is_some_and(|(_, indent)| indent > 0) && is_field(item, line.word);
        if begins_clause(item, line.word) && !field {
            return self.begin_clause(line, line.word, true);
        }
        match goes_on {
            Some((start, indent)) if indent > 0 || !is_word(line.word) => self.go_on(line, start),
            _ => self.unknown_clause(line, item),
        }
    }

    fn unknown_clause(&mut self, line: &Line<'a>, item: &'static str) {
        if let Some(item) = ITEMS.iter().find(|item| **item == line.word) {
            self.fault(SyntaxFault::Indented(item), line.here);
            return self.begin_item(line, item, true);
        }
        let known = clauses_of(item);
        let near = nearest(line.word, known.iter().map(|clause| first_word(clause)));
        let nearest: Vec<_> = known
            .iter()
            .copied()
            .filter(|clause| near.contains(&first_word(clause)))
            .collect();
        let fault = SyntaxFault::UnknownClause {
            word: shown(line),
            item,
            nearest,
        };
        self.fault(hidden(line).unwrap_or(fault), line.here);
        self.begin_clause(line, near.first().copied().unwrap_or_default(), false);
    }

    fn begin_item(&mut self, line: &Line<'a>, keyword: &'a str, known: bool) {
        let head = Stretch {
            text: line.text,
            keyword,
            known,
        };
        self.out.blocks.push(Block {
            head,
            clauses: Vec::new(),
        });
        self.open = Open::Stretch {
            start: line.start,
            indent: 0,
        };
    }

    fn begin_clause(&mut self, line: &Line<'a>, keyword: &'a str, known: bool) {
        if let Some(block) = self.out.blocks.last_mut() {
            block.clauses.push(Stretch {
                text: line.text,
                keyword,
                known,
            });
        }
        self.open = Open::Stretch {
            start: line.start,
            indent: line.indent,
        };
    }

    /// Adds a line to the head or clause that starts at `start`.
    fn go_on(&mut self, line: &Line<'a>, start: usize) {
        let whole = self.file.get(start..line.end).unwrap_or(line.text);
        if let Some(block) = self.out.blocks.last_mut() {
            let last = block.clauses.last_mut().unwrap_or(&mut block.head);
            last.text = whole;
        }
    }

    /// The block that is open, and its last part: the head is 0, the first clause 1.
    fn place(&self) -> Option<(usize, usize)> {
        let block = self.out.blocks.last()?;
        Some((self.out.blocks.len().saturating_sub(1), block.clauses.len()))
    }

    /// The item that is open.
    fn item(&self) -> Option<&'static str> {
        let block = self.out.blocks.last()?;
        let item = ITEMS.iter().find(|item| **item == block.head.keyword);
        item.copied()
    }

    fn fault(&mut self, fault: SyntaxFault, span: Span) {
        self.out.faults.push((fault, span));
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

/// What a line of the file holds.
fn read_line<'a>(file: &'a str, line: &'a str) -> Read<'a> {
    let whole = without_comment(line);
    let comment = line
        .get(whole.len()..)
        .and_then(|rest| rest.strip_prefix('#'));
    let comment = comment.map(str::trim_end);
    let words = whole.trim_end();
    let trimmed = words.trim_start();
    let Some(first) = trimmed.chars().next() else {
        let alone = |comment| Read::Comment(comment, !whole.is_empty());
        return comment.map_or(Read::Blank, alone);
    };
    let Span { start, end } = Span::of(trimmed, file);
    let before = Span::new(0, words.len().saturating_sub(trimmed.len())).quote(words);
    let begin = Span::of(words, file).start;
    let word = first_word(trimmed);
    Read::Words(Line {
        text: trimmed,
        word,
        here: Span::new(
            start,
            start.saturating_add(word.len().max(first.len_utf8())),
        ),
        indent: before.chars().count(),
        tab: before.find('\t').map(|at| begin.saturating_add(at)),
        start,
        end,
        comment,
    })
}

/// The line up to a `#` outside a text.
pub(super) fn without_comment(line: &str) -> &str {
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
fn shown(line: &Line<'_>) -> String {
    match line.word {
        "" => line.text.chars().take(1).collect(),
        word => brief(word).into_owned(),
    }
}

/// The fault of a line that begins with a character nobody can see.
fn hidden(line: &Line<'_>) -> Option<SyntaxFault> {
    let first = line.text.chars().next()?;
    is_hidden(first).then_some(SyntaxFault::Hidden(first))
}
