//! What can be done about one fault, and how certain it is.

use crate::law::{LawFault, RuleError, doubt_id};
use crate::prove::Lint;
use crate::report::{CodePage, codes};
use crate::source::{Fault, Located, Span};
use crate::syntax::SyntaxFault;
use crate::terms::Country;

use super::form;

/// One stretch of a text, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The stretch; empty where something is put in.
    pub span: Span,
    /// What takes its place.
    pub new: String,
}

/// How certain it is that a way out is what was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// A guess, for somebody to choose.
    No,
    /// Certain where nothing else is wrong with the line: what follows then agrees with it.
    WithItsLine,
    /// Certain.
    Yes,
}

/// A way out of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// The changes. INVARIANT: none overlaps another; never empty.
    pub edits: Vec<Edit>,
    /// Whether it is the first that comes to mind.
    pub preferred: bool,
    /// Whether it can be taken without asking anybody.
    pub sure: Sure,
}

impl Fix {
    /// A way out that replaces one stretch: a guess that comes first to mind.
    pub(super) fn of(title: impl Into<String>, span: Span, new: impl Into<String>) -> Self {
        let new = new.into();
        Self {
            title: title.into(),
            edits: vec![Edit { span, new }],
            preferred: true,
            sure: Sure::No,
        }
    }

    /// The same, where a condition holds, as sure as said.
    pub(super) fn sure_if(self, holds: bool, sure: Sure) -> Self {
        match holds {
            true => Self { sure, ..self },
            false => self,
        }
    }
}

/// Faults of rules, with the ways out of them.
pub trait Mendable: Fault + Sized {
    /// The ways out of one of them.
    fn ways(located: &Located<Self>) -> Vec<Fix>;
}

/// The ways out of what is wrong with rules.
///
/// ```
/// use interdict::fix::{Sure, fixes};
/// use interdict::law::RuleSet;
/// use interdict::source::SourceFile;
///
/// let text = "category metals \"Base metals\"\n  hs always 72–83\n";
/// let faults = RuleSet::from_files(vec![SourceFile::new("a.rule", text)]).unwrap_err();
/// let ways = fixes(&faults.errors[0]);
/// assert_eq!(ways[0].title, "write a plain hyphen");
/// assert_eq!((ways[0].edits[0].new.as_str(), ways[0].sure), ("72-83", Sure::Yes));
/// ```
#[must_use]
pub fn fixes(error: &RuleError) -> Vec<Fix> {
    match error {
        RuleError::Syntax(error) => SyntaxFault::ways(error),
        RuleError::Law(error) => LawFault::ways(error),
        RuleError::Unreadable { .. } => Vec::new(),
    }
}

impl Mendable for SyntaxFault {
    fn ways(located: &Located<Self>) -> Vec<Fix> {
        form::ways(located)
    }
}

impl Mendable for LawFault {
    fn ways(located: &Located<Self>) -> Vec<Fix> {
        match &located.fault {
            Self::Country { code, .. } => {
                // A country's whole name is no spelling of anything else.
                let named = Country::find(code).is_ok_and(|country| country.name() == code);
                let ways = meant(located).into_iter();
                ways.map(|fix| fix.sure_if(named, Sure::Yes)).collect()
            }
            Self::ClauseTwice(_) => repeated(located).into_iter().collect(),
            _ => meant(located),
        }
    }
}

impl Mendable for Lint {
    fn ways(located: &Located<Self>) -> Vec<Fix> {
        match located.fault {
            Self::SilencesNothing(_) => {
                let place = comment_alone(located.file.text(), located.span());
                vec![Fix::of("take the silencer out", place, "")]
            }
            _ => Vec::new(),
        }
    }
}

/// Whether a silencer can go that silences nothing: it names a doubt that there is, so that it is
/// not misspelt, and no such doubt is told in its file, above which it may have been meant to stand.
pub(super) fn can_go(id: &str, told: &[String]) -> bool {
    let is_page = |code: &str| CodePage::of(code).is_some_and(|page| page.path.contains("lints/"));
    let is_doubt = codes()
        .iter()
        .any(|code| doubt_id(code) == id && is_page(code));
    is_doubt && !told.iter().any(|other| other == id)
}

/// What the fault itself proposes: "did you mean `a` or `b`?".
pub(super) fn meant<F: Fault>(located: &Located<F>) -> Vec<Fix> {
    let help = located.fault.help().unwrap_or_default();
    let words = words_meant(&help);
    let single = words.len() == 1;
    let replaced = words.iter().map(|word| {
        let new = fitted(word, located.span(), located.file.text());
        Fix {
            preferred: single,
            ..Fix::of(format!("replace by `{word}`"), located.span(), new)
        }
    });
    replaced.collect()
}

/// The words in backticks of "did you mean `a` or `b`?".
fn words_meant(help: &str) -> Vec<&str> {
    let Some((_, question)) = help.split_once("did you mean ") else {
        return Vec::new();
    };
    let question = question.split('?').next().unwrap_or_default();
    question.split('`').skip(1).step_by(2).collect()
}

/// What takes the place of the marked word: of `kind of` only `kind`, where `of` follows already.
fn fitted<'a>(word: &'a str, span: Span, text: &str) -> &'a str {
    let Some((first, rest)) = word.split_once(' ') else {
        return word;
    };
    let behind = text.get(span.end..).unwrap_or_default().trim_start();
    match behind.starts_with(rest) {
        true => first,
        false => word,
    }
}

/// The second of two clauses, where the item says the very same above it: then it is not to be
/// chosen between them. A clause with a comment beside it stays, and so does one of several lines.
fn repeated(located: &Located<LawFault>) -> Option<Fix> {
    let text = located.file.text();
    let line = whole_line(text, located.span());
    let clause = located.file.quote(located.span()).trim();
    if line.quote(text).trim() != clause {
        return None;
    }
    let above = text.get(..line.start)?.lines().rev();
    let mut item = above.take_while(|line| line.trim().is_empty() || line.starts_with([' ', '#']));
    let twice = item.any(|other| says_the_same(other, clause));
    let fix = || Fix::of("take the repeated clause out", line, "").sure_if(true, Sure::Yes);
    twice.then(fix)
}

/// Whether two clauses of a line have the same words, apart from blanks outside their texts. Of
/// clauses with a backslash that is not found out.
fn says_the_same(one: &str, other: &str) -> bool {
    let parts = |line: &str| -> Vec<String> {
        let parts = line.trim().split('"').enumerate();
        let words = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
        let parts = parts.map(|(index, part)| match index % 2 {
            0 => words(part),
            _ => part.to_owned(),
        });
        parts.collect()
    };
    !one.contains('\\') && parts(one) == parts(other)
}

/// The line of a stretch, with its end.
fn whole_line(text: &str, span: Span) -> Span {
    let before = text.get(..span.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at.saturating_add(1));
    let behind = text.get(span.end..).unwrap_or_default();
    let length = behind.find('\n').map(|at| at.saturating_add(1));
    let end = span.end.saturating_add(length.unwrap_or(behind.len()));
    Span::new(start, end)
}

/// A comment with its line, or, behind words, with the blanks before it.
fn comment_alone(text: &str, comment: Span) -> Span {
    let line = whole_line(text, comment);
    let words = text.get(line.start..comment.start).unwrap_or_default();
    match words.trim_end().len() {
        0 => line,
        length => Span::new(line.start.saturating_add(length), comment.end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_meant_is_read_off_the_help() {
        assert_eq!(words_meant("did you mean `a` or `b`?"), ["a", "b"]);
        let country = "names are lower-case; did you mean `PRK` (North Korea)?";
        assert_eq!(words_meant(country), ["PRK"]);
        assert!(words_meant("write `x`").is_empty());
    }

    #[test]
    fn blanks_inside_texts_count() {
        assert!(says_the_same("  regime   dprk", "regime dprk"));
        assert!(!says_the_same("url \"a  b\"", "url \"a b\""));
        assert!(!says_the_same("url \"\\\"\"", "url \"\\\"\""));
    }

    #[test]
    fn a_line_goes_with_its_end() {
        let text = "a\n  # b\r\nc";
        assert_eq!(whole_line(text, Span::new(4, 7)), Span::new(2, 9));
        assert_eq!(whole_line(text, Span::new(9, 10)), Span::new(9, 10));
        assert_eq!(comment_alone(text, Span::new(4, 7)), Span::new(2, 9));
        assert_eq!(
            comment_alone("a b  # c\nd", Span::new(5, 8)),
            Span::new(3, 8)
        );
    }

    #[test]
    fn a_silencer_of_another_doubt_or_of_none_stays() {
        assert!(can_go("never-covers", &["never-lifts".to_owned()]));
        assert!(!can_go("never-covers", &["never-covers".to_owned()]));
        assert!(!can_go("never-cover", &[]));
        assert!(!can_go("tab", &[]), "no doubt");
    }
}
