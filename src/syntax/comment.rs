//! Comments gathered line by line, each with what it stands at.

use super::tree::{Anchor, Comment, Side};

/// A line that holds only a comment, while it is not known what follows.
struct Waiting {
    text: String,
    indented: bool,
    /// Whether a blank line stands before it.
    apart: bool,
}

/// Takes the lines of a file in their order.
#[derive(Default)]
pub(super) struct Collector {
    kept: Vec<Comment>,
    /// Lines since the last words.
    waiting: Vec<Waiting>,
    /// Whether the last line was blank.
    blank: bool,
    /// The item and part of the last words.
    here: Option<(usize, usize)>,
    /// Items that begin right under the last line of the one before.
    tight: Vec<usize>,
}

impl Collector {
    /// A blank line.
    pub fn blank(&mut self) {
        self.blank = true;
    }

    /// A line that holds only a comment.
    pub fn alone(&mut self, text: &str, indented: bool) {
        self.waiting.push(Waiting {
            text: text.to_owned(),
            indented,
            apart: std::mem::take(&mut self.blank),
        });
    }

    /// A line with words of a part of an item, and perhaps a comment behind them.
    pub fn words(&mut self, item: usize, part: usize, beside: Option<&str>) {
        match self.here {
            Some(here) if here == (item, part) => self.go_on(item, part),
            _ if part == 0 => self.begin_item(item),
            _ => self.keep_waiting(item, part),
        }
        self.here = Some((item, part));
        self.blank = false;
        if let Some(text) = beside {
            self.keep(item, part, Side::Beside, vec![text.to_owned()]);
        }
    }

    /// All comments in the order of their anchors, and the items that begin right under the last
    /// line of the one before.
    pub fn finish(mut self, items: usize) -> (Vec<Comment>, Vec<usize>) {
        self.blank = true;
        self.begin_item(items);
        self.kept.sort_by_key(|comment| comment.anchor);
        let mut comments: Vec<Comment> = Vec::new();
        for mut comment in self.kept {
            match comments.last_mut() {
                Some(last) if last.anchor == comment.anchor && last.anchor.side != Side::Apart => {
                    last.lines.append(&mut comment.lines);
                }
                _ => comments.push(comment),
            }
        }
        (comments, self.tight)
    }

    /// A part goes on: a printer breaks lines elsewhere, so what stands inside moves above it.
    fn go_on(&mut self, item: usize, part: usize) {
        if let Some(last) = self.kept.last_mut() {
            let anchor = &mut last.anchor;
            if (anchor.item, anchor.part, anchor.side) == (item, part, Side::Beside) {
                anchor.side = Side::Above;
            }
        }
        self.keep_waiting(item, part);
    }

    /// Indented comments under the last clause stay with it; the others are above the new item.
    fn begin_item(&mut self, item: usize) {
        if self.waiting.is_empty() && !self.blank {
            self.tight.push(item);
        }
        let above = self.waiting.iter().position(|line| !line.indented);
        if let Some((before, part)) = self.here {
            let rest = self.waiting.split_off(above.unwrap_or(self.waiting.len()));
            self.keep_waiting(before, part.saturating_add(1));
            self.waiting = rest;
        }
        let mut lines: Vec<String> = Vec::new();
        for line in std::mem::take(&mut self.waiting) {
            if line.apart {
                self.keep(item, 0, Side::Apart, std::mem::take(&mut lines));
            }
            lines.push(line.text);
        }
        let side = if self.blank { Side::Apart } else { Side::Above };
        self.keep(item, 0, side, lines);
    }

    /// The waiting lines are right above a part.
    fn keep_waiting(&mut self, item: usize, part: usize) {
        let lines = self.waiting.drain(..).map(|line| line.text).collect();
        self.keep(item, part, Side::Above, lines);
    }

    fn keep(&mut self, item: usize, part: usize, side: Side, lines: Vec<String>) {
        if !lines.is_empty() {
            let anchor = Anchor { item, part, side };
            self.kept.push(Comment { anchor, lines });
        }
    }
}
