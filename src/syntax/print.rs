//! From tree to text: the one form in which rule files are written.

use std::iter::Peekable;
use std::slice::Iter;

use super::outline::may_go_on;
use super::shape::shape;
use super::tree::{Anchor, Comment, Item, RuleFile, Side};

/// How wide a line becomes, in characters, where it can be broken.
const WIDTH: usize = 112;

/// The text of a rule file that was read without faults: what could not be read is not in the
/// tree, and so not in the text.
///
/// Reading the text gives the same tree, and printing that tree the same text.
///
/// ```
/// use interdict::source::SourceFile;
/// use interdict::syntax::{parse, print};
/// let (tree, _) = parse(&SourceFile::new("a.rule", "fact used \"Used?\" # or new\n   if   silent no"));
/// assert_eq!(print(&tree), "fact used \"Used?\"  # or new\n  if silent no\n");
/// ```
#[must_use]
pub fn print(file: &RuleFile) -> String {
    let mut printer = Printer {
        comments: file.comments.iter().peekable(),
        out: String::new(),
    };
    for (index, item) in file.items.iter().enumerate() {
        let apart = match printer.above_item(index) {
            Some(side) => side == Side::Apart,
            None => file.together.binary_search(&index).is_err(),
        };
        if apart {
            printer.blank_line();
        }
        printer.item(index, &shape(item));
    }
    printer.above_item(file.items.len());
    printer.out
}

/// The clauses of an item in their one form, in their order: the keyword of each, and what follows.
pub(crate) fn clauses(item: &Item) -> Vec<(&'static str, String)> {
    let clauses = shape(item).clauses.into_iter();
    clauses
        .map(|clause| (clause.keyword, clause.rows.concat().join(" ")))
        .collect()
}

/// Pieces of a clause's text, between which a line can be broken.
pub(super) type Row = Vec<String>;

/// An item as lines to be.
pub(super) struct Shape {
    pub keyword: &'static str,
    /// What follows the keyword on the first line.
    pub head: String,
    pub clauses: Vec<Clause>,
    /// How wide keywords are made, so that what follows them stands in one column; nothing
    /// where each line stands alone.
    pub column: Option<usize>,
}

/// A clause: its keyword, and what follows it; each row begins a line.
pub(super) struct Clause {
    pub keyword: &'static str,
    pub rows: Vec<Row>,
}

struct Printer<'t> {
    comments: Peekable<Iter<'t, Comment>>,
    out: String,
}

impl Printer<'_> {
    fn item(&mut self, index: usize, shape: &Shape) {
        self.out
            .push_str(&format!("{} {}", shape.keyword, shape.head));
        self.end_line(index, 0);
        let longest = shape.clauses.iter().map(|clause| clause.keyword.len());
        let column = shape.column.map(|least| longest.fold(least, usize::max));
        for (part, clause) in (1..).zip(&shape.clauses) {
            self.above_clause(index, part);
            self.clause(shape.keyword, clause, column);
            self.end_line(index, part);
        }
        self.above_clause(index, shape.clauses.len().saturating_add(1));
    }

    fn clause(&mut self, item: &str, clause: &Clause, column: Option<usize>) {
        let (width, gap) = match (column, clause.keyword) {
            (Some(width), _) => (width, 2),
            (None, "") => (0, 0),
            (None, keyword) => (keyword.len(), 1),
        };
        let lead = format!("  {:width$}{:gap$}", clause.keyword, "");
        // Lines of an example have no keyword before them; what goes on is still deeper.
        let indent = lead.len().max(4);
        let mut lines = clause
            .rows
            .iter()
            .flat_map(|row| broken(item, row, lead.len(), indent));
        let first = lines.next().unwrap_or_default();
        self.out.push_str(format!("{lead}{first}").trim_end());
        for line in lines {
            self.out.push_str(&format!("\n{:indent$}{line}", ""));
        }
    }

    /// A blank line, save at the start of the file.
    fn blank_line(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// Comments over an item, or at the end of the file; returns the side of the last.
    fn above_item(&mut self, item: usize) -> Option<Side> {
        let (part, side) = (0, Side::Above);
        let mut last = None;
        while let Some(comment) = self.comment(Anchor { item, part, side }) {
            self.blank_line();
            self.lines(comment, "");
            last = Some(comment.anchor.side);
        }
        last
    }

    /// Comments over a clause, or under the last.
    fn above_clause(&mut self, item: usize, part: usize) {
        let side = Side::Above;
        while let Some(comment) = self.comment(Anchor { item, part, side }) {
            self.lines(comment, "  ");
        }
    }

    fn lines(&mut self, comment: &Comment, indent: &str) {
        for line in &comment.lines {
            self.out.push_str(&format!("{indent}#{line}\n"));
        }
    }

    /// Ends a line of words, with the comment that stands behind it.
    fn end_line(&mut self, item: usize, part: usize) {
        let side = Side::Beside;
        while let Some(comment) = self.comment(Anchor { item, part, side }) {
            for line in &comment.lines {
                self.out.push_str(&format!("  #{line}"));
            }
        }
        self.out.push('\n');
    }
}

impl<'t> Printer<'t> {
    /// The next comment, if it stands at the anchor or before it.
    fn comment(&mut self, anchor: Anchor) -> Option<&'t Comment> {
        self.comments.next_if(|comment| comment.anchor <= anchor)
    }
}

/// The lines that a row makes. A line that goes on with a clause never begins with a word that
/// would begin another.
fn broken(item: &str, row: &Row, lead: usize, indent: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut room = WIDTH.saturating_sub(lead);
    for piece in row {
        let length = piece.chars().count();
        match lines.last_mut() {
            Some(line) if length < room || !may_go_on(item, piece) => {
                line.push(' ');
                line.push_str(piece);
                room = room.saturating_sub(length).saturating_sub(1);
            }
            before => {
                let whole = before.map_or(lead, |_| indent);
                room = WIDTH.saturating_sub(whole).saturating_sub(length);
                lines.push(piece.clone());
            }
        }
    }
    lines
}
