//! Two rule sets side by side, as text and as JSON.

use serde::Serialize;

use crate::prove::{Change, ChangeKind, Given, Meant, Move, Quote};
use crate::source::printable_line;
use crate::terms::Verdict;

use super::style::Style;

/// All that is said of two rule sets side by side.
#[derive(Debug)]
pub struct Comparison {
    /// How the old rules are called, and the SHA-256 of their texts.
    pub old: (String, String),
    /// The same of the new rules.
    pub new: (String, String),
    /// What was written differently.
    pub written: Vec<Change>,
    /// Of which records the verdict moves.
    pub meant: Meant,
    /// Of which given records, where some were given.
    pub cases: Option<Vec<Given>>,
}

impl Comparison {
    fn given(&self) -> impl Iterator<Item = &Given> {
        self.cases.iter().flatten()
    }

    /// The changes of which nobody knows what they move.
    fn untried(&self) -> usize {
        let written = self.written.iter();
        written.filter(|change| !change.is_tried()).count()
    }

    /// Whether a record that was prohibited no longer is, among all or among those given, or may
    /// not be, where a change is not tried on records.
    #[must_use]
    pub fn is_loosened(&self) -> bool {
        let loosened = |given: &Given| {
            let was = given.old == Some(Verdict::Prohibited);
            was && given
                .new
                .is_some_and(|verdict| verdict != Verdict::Prohibited)
        };
        self.meant.is_loosened() || self.untried() > 0 || self.given().any(loosened)
    }

    /// Whether a record that was not prohibited is now, or may be.
    #[must_use]
    pub fn is_tightened(&self) -> bool {
        let tightened = |given: &Given| {
            let is = given.new == Some(Verdict::Prohibited);
            is && given
                .old
                .is_some_and(|verdict| verdict != Verdict::Prohibited)
        };
        self.meant.is_tightened() || self.untried() > 0 || self.given().any(tightened)
    }

    /// Whether any verdict moves, or may.
    #[must_use]
    pub fn is_moved(&self) -> bool {
        self.meant.is_moved() || self.untried() > 0 || self.given().next().is_some()
    }

    /// For people: what was written, what it means, and the cases that move.
    #[must_use]
    pub fn text(&self, style: &Style) -> String {
        let mut text = String::new();
        if !self.written.is_empty() {
            text.push_str(&format!("{}\n", style.bold("written differently")));
            self.written
                .iter()
                .for_each(|change| text.push_str(&written(change)));
            text.push('\n');
        }
        text.push_str(&self.moves(style));
        if let Some(cases) = self.cases.as_ref().filter(|cases| !cases.is_empty()) {
            text.push_str(&format!(
                "{}\n",
                style.bold("given records judged differently")
            ));
            cases.iter().for_each(|given| text.push_str(&case(given)));
            text.push('\n');
        }
        text.push_str(&self.summary());
        text
    }

    fn moves(&self, style: &Style) -> String {
        let mut text = String::new();
        if !self.meant.is_moved() {
            return text;
        }
        text.push_str(&format!("{}\n", style.bold("judged differently")));
        match &self.meant.whole {
            None => {
                text.push_str("  by all rules together: too much to work out; by each paragraph:\n")
            }
            Some(moves) if moves.is_empty() => {
                text.push_str("  by all rules together: no record\n");
            }
            Some(moves) => {
                text.push_str("  by all rules together\n");
                moves.iter().for_each(|one| text.push_str(&moved(one)));
            }
        }
        for (citation, moves) in &self.meant.paragraphs {
            text.push_str(&format!("  by {citation}\n"));
            moves.iter().for_each(|one| text.push_str(&moved(one)));
        }
        text.push('\n');
        text
    }

    /// One line on all of it.
    fn summary(&self) -> String {
        let count = |number: usize, one: &str, many: &str| match number {
            1 => format!("1 {one}"),
            number => format!("{number} {many}"),
        };
        let mut parts = match self.written.len() {
            0 => vec!["nothing is written differently".to_owned()],
            number => vec![count(number, "change is written", "changes are written")],
        };
        parts.push(match (self.meant.is_moved(), &self.meant.whole) {
            (false, _) if self.untried() > 0 => {
                "no record that is tried is judged differently".into()
            }
            (false, _) => "no record is judged differently".into(),
            (true, Some(whole)) if whole.is_empty() => {
                "no record has another verdict, though paragraphs say something else".into()
            }
            (true, _) => {
                let number = self.meant.paragraphs.len();
                count(
                    number,
                    "paragraph judges differently",
                    "paragraphs judge differently",
                )
            }
        });
        match self.untried() {
            0 => {}
            1 => parts.push("what 1 change of wording or term moves is not known".into()),
            many => parts.push(format!(
                "what {many} changes of wording or term move is not known"
            )),
        }
        if let Some(cases) = &self.cases {
            let one = "given record is judged differently";
            parts.push(count(
                cases.len(),
                one,
                "given records are judged differently",
            ));
        }
        format!("{}\n", parts.join("; "))
    }

    /// For tools.
    #[must_use]
    pub fn json(&self) -> DiffJson {
        let side = |(name, sha256): &(String, String)| SideJson {
            rules: name.clone(),
            sha256: sha256.clone(),
        };
        let whole = self.meant.whole.as_ref();
        DiffJson {
            schema: 1,
            tool: format!("interdict {}", env!("CARGO_PKG_VERSION")),
            old: side(&self.old),
            new: side(&self.new),
            written: self.written.iter().map(ChangeJson::of).collect(),
            together: whole.map(|moves| moves.iter().map(MoveJson::of).collect()),
            paragraphs: self
                .meant
                .paragraphs
                .iter()
                .map(ParagraphJson::of)
                .collect(),
            cases: self
                .cases
                .as_ref()
                .map(|cases| cases.iter().map(CaseJson::of).collect()),
            loosened: self.is_loosened(),
            tightened: self.is_tightened(),
            moved: self.is_moved(),
        }
    }
}

fn written(change: &Change) -> String {
    let kind = change.kind.word();
    let tells = matches!(change.kind, ChangeKind::Title | ChangeKind::Other);
    let words = match tells || change.words.contains(kind) {
        true => change.words.clone(),
        false => format!("{kind}: {}", change.words),
    };
    let of = change.of.to_string();
    let mut text = format!("  {}: {}\n", printable_line(&of), printable_line(&words));
    for (side, quote) in [("old", &change.old), ("new", &change.new)] {
        if let Some(Quote {
            file,
            line,
            text: quoted,
        }) = quote
        {
            let (file, quoted) = (printable_line(file), printable_line(quoted));
            text.push_str(&format!("    {side}  {file}:{line}: {quoted}\n"));
        }
    }
    text
}

fn moved(one: &Move) -> String {
    let mut text = format!("    {} → {}\n", one.from, one.to);
    for records in &one.records {
        text.push_str(&format!("      {}\n", printable_line(records)));
    }
    let more = match (one.more, one.is_whole) {
        (0, true) => None,
        (0, false) => Some("and more".to_owned()),
        (more, true) => Some(format!("and {more} more")),
        (more, false) => Some(format!("and more than {more} more")),
    };
    if let Some(more) = more {
        text.push_str(&format!("      {more}\n"));
    }
    let case = one.witness.draft.on_one_line();
    let word = match one.witness.is_confirmed {
        true => "case",
        false => "unknown, as checking it says otherwise",
    };
    text.push_str(&format!("      {word}: {case}\n"));
    text
}

fn case(given: &Given) -> String {
    let said = |verdict: Option<Verdict>| verdict.map_or("not read", Verdict::word);
    let mut text = format!(
        "  {}:{}: {}: {} → {}\n",
        printable_line(&given.file),
        given.line,
        printable_line(&given.id),
        said(given.old),
        said(given.new)
    );
    for (citation, was, is) in &given.paragraphs {
        text.push_str(&format!("    {citation}: {was} → {is}\n"));
    }
    text
}

/// Two rule sets side by side as JSON.
#[derive(Debug, Serialize)]
pub struct DiffJson {
    schema: u32,
    tool: String,
    old: SideJson,
    new: SideJson,
    written: Vec<ChangeJson>,
    /// `null` where it is too much to work out.
    together: Option<Vec<MoveJson>>,
    paragraphs: Vec<ParagraphJson>,
    /// `null` where none were given.
    cases: Option<Vec<CaseJson>>,
    loosened: bool,
    tightened: bool,
    moved: bool,
}

#[derive(Debug, Serialize)]
struct SideJson {
    rules: String,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct ChangeJson {
    of: String,
    kind: &'static str,
    words: String,
    /// Whether records are tried that would show what it moves.
    tried: bool,
    old: Option<QuoteJson>,
    new: Option<QuoteJson>,
}

impl ChangeJson {
    fn of(change: &Change) -> Self {
        Self {
            of: change.of.to_string(),
            kind: change.kind.word(),
            words: change.words.clone(),
            tried: change.is_tried(),
            old: change.old.as_ref().map(QuoteJson::of),
            new: change.new.as_ref().map(QuoteJson::of),
        }
    }
}

#[derive(Debug, Serialize)]
struct QuoteJson {
    file: String,
    line: usize,
    text: String,
}

impl QuoteJson {
    fn of(quote: &Quote) -> Self {
        Self {
            file: quote.file.clone(),
            line: quote.line,
            text: quote.text.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
struct ParagraphJson {
    paragraph: String,
    moves: Vec<MoveJson>,
}

impl ParagraphJson {
    fn of((citation, moves): &(crate::terms::Citation, Vec<Move>)) -> Self {
        Self {
            paragraph: citation.to_string(),
            moves: moves.iter().map(MoveJson::of).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct MoveJson {
    old: Verdict,
    new: Verdict,
    records: Vec<String>,
    more: usize,
    whole: bool,
    case: String,
    confirmed: bool,
}

impl MoveJson {
    fn of(one: &Move) -> Self {
        Self {
            old: one.from,
            new: one.to,
            records: one.records.clone(),
            more: one.more,
            whole: one.is_whole,
            case: one.witness.draft.on_one_line(),
            confirmed: one.witness.is_confirmed,
        }
    }
}

#[derive(Debug, Serialize)]
struct CaseJson {
    file: String,
    line: usize,
    id: String,
    /// `null` where a side could not read it.
    old: Option<Verdict>,
    new: Option<Verdict>,
    paragraphs: Vec<SaidJson>,
}

#[derive(Debug, Serialize)]
struct SaidJson {
    paragraph: String,
    old: Verdict,
    new: Verdict,
}

impl CaseJson {
    fn of(given: &Given) -> Self {
        let paragraphs = given.paragraphs.iter();
        Self {
            file: given.file.clone(),
            line: given.line,
            id: given.id.clone(),
            old: given.old,
            new: given.new,
            paragraphs: paragraphs
                .map(|(citation, was, is)| SaidJson {
                    paragraph: citation.to_string(),
                    old: *was,
                    new: *is,
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_to_work_out_is_said() {
        let comparison = Comparison {
            old: ("a".into(), "1".into()),
            new: ("b".into(), "2".into()),
            written: Vec::new(),
            meant: Meant {
                whole: None,
                paragraphs: Vec::new(),
            },
            cases: None,
        };
        let text = comparison.text(&Style::plain(80));
        assert!(
            text.contains("too much to work out; by each paragraph:"),
            "{text}"
        );
        assert!(comparison.is_moved());
    }
}
