//! Why a file has not the form of its format, in plain words and at the place of the mistake.
//!
//! The formats' readers stop where they cannot go on; the mistake often lies before: a text that
//! was never closed, a bracket that is still open.

use thiserror::Error;

use crate::source::Span;

use super::cells::TableError;
use super::node::DEPTH_LIMIT;
use super::read::Format;
use super::scan::{Piece, Scan, closing, is_closing};

/// Why a file has not the form of its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FormError {
    /// No comma between two fields or values.
    #[error("a comma is missing before this")]
    Comma,
    /// A comma before a closing bracket, in JSON.
    #[error("the comma before a closing bracket is too many")]
    LastComma,
    /// No colon after a field's name.
    #[error("a colon is missing after the name of a field")]
    Colon,
    /// No value where one is due.
    #[error("a value is missing here")]
    Value,
    /// A bare word that JSON does not know.
    #[error("a word without quotes has no meaning here")]
    Word,
    /// Something else where the name of a field is due.
    #[error("the name of a field is due here")]
    Name,
    /// A field outside any record.
    #[error("a field stands outside a record")]
    Outside,
    /// A text without its last quote.
    #[error("a text is not closed on its line")]
    Text,
    /// A text such as `r#"…"#` without its last quote.
    #[error("a text that begins with `r` is never closed")]
    RawText,
    /// A tab or the like inside a text, in JSON.
    #[error("a tab or another control character stands inside a text")]
    Control,
    /// Quotes that are not `"`.
    #[error("texts do not stand in such quotes")]
    Quotes,
    /// A quote inside a text, or none where a text ends.
    #[error("the quotes do not pair up here")]
    Pairs,
    /// A backslash before something that cannot follow it.
    #[error("the backslash begins no known escape")]
    Escape,
    /// What begins as a number and is none.
    #[error("a number cannot be written so")]
    Number,
    /// A comma between the digits of a number.
    #[error("the comma ends this number")]
    Thousands,
    /// A bracket that is opened only.
    #[error("`{0}` is never closed")]
    Open(char),
    /// A bracket of another kind than the one that is due.
    #[error("`{found}` stands where `{due}` is due")]
    Bracket {
        /// The bracket that stands there.
        found: char,
        /// The bracket that would close the one that is open.
        due: char,
    },
    /// Something after the last record.
    #[error("there is more after the end of the record")]
    More,
    /// No record at the beginning.
    #[error("a record does not begin like this")]
    Start,
    /// A comment that is opened only.
    #[error("a comment is never closed")]
    Comment,
    /// A comment in JSON, or one that does not begin with `//`.
    #[error("a comment cannot be written so")]
    NoComment,
    /// More values inside each other than are read.
    #[error("values stand inside each other more than {DEPTH_LIMIT} deep")]
    TooDeep,
    /// More broken records than are worth reporting.
    #[error("too many records before this are broken; what follows is not read")]
    TooMany,
    /// What is wrong with a table.
    #[error(transparent)]
    Table(TableError),
    /// Anything else.
    #[error("it cannot be understood from here on")]
    Other,
}

impl FormError {
    /// The way out.
    pub(super) fn help(self, format: Format) -> String {
        let is_ron = format == Format::Ron;
        let (record, list) = if is_ron {
            ("(item: \"…\", to: \"…\")", "[(…), (…)]")
        } else {
            ("{\"item\": \"…\", \"to\": \"…\"}", "[{…}, {…}]")
        };
        match self {
            Self::Comma => "write `,` before it; a text of several words stands in quotes".into(),
            Self::LastComma => "take it out".into(),
            Self::Colon => "write `:` between the name and the value".into(),
            Self::Value => "write the value, or leave the field out where it is not known".into(),
            Self::Word => {
                "write `true`, `false` or `null`, digits, or a text in double quotes".into()
            }
            Self::Name if is_ron => "write the name without quotes, as in `item: \"…\"`".into(),
            Self::Name => "write the name in double quotes, as in `\"item\": \"…\"`".into(),
            Self::Outside => format!("a record stands in brackets: `{record}`"),
            Self::Text => "write `\"` where the text ends, or `\\n` for a line break".into(),
            Self::RawText => "end it with `\"` and as many `#` as stand before it".into(),
            Self::Control => "write a blank instead, or `\\t` for a tab".into(),
            Self::Quotes => "write `\"` before and after the text".into(),
            Self::Pairs => {
                "each text has one `\"` at each end; a quote inside it is written `\\\"`".into()
            }
            Self::Escape => {
                let character = if is_ron { "\\u{e9}" } else { "\\u00e9" };
                format!("a backslash is written `\\\\`, a character by its number `{character}`")
            }
            Self::Number => "write digits, with a point for decimals; a date or any other text \
                stands in quotes"
                .into(),
            Self::Thousands => "write the digits without separators".into(),
            Self::Open(_) if format == Format::JsonLines => {
                "write each record on one line of its own, from `{` to `}`".into()
            }
            Self::Open(bracket) => {
                let due = closing(bracket).unwrap_or(bracket);
                format!("write `{due}` where it ends")
            }
            Self::Bracket { found, due } => format!("write `{due}` here, or take `{found}` out"),
            Self::More if format == Format::JsonLines => {
                "write one record on each line, without commas between them".into()
            }
            Self::More if format == Format::Json => format!(
                "several records stand in a list, `{list}`; those that stand on a line each \
                 need the ending `.jsonl`"
            ),
            Self::More => format!("several records stand in a list: `{list}`"),
            Self::Start if is_ron => {
                format!("a record is written `{record}`; records in JSON need the ending `.json`")
            }
            Self::Start => {
                format!("a record is written `{record}`; records in RON need the ending `.ron`")
            }
            Self::Comment => "write `*/` where it ends".into(),
            Self::NoComment if is_ron => "begin comments with `//`".into(),
            Self::NoComment => "JSON has no comments; write `\"remarks\": \"…\"`".into(),
            Self::TooDeep => "a record needs no more than four levels".into(),
            Self::Table(error) => error.help(format).into(),
            Self::TooMany => "put these in order first".into(),
            Self::Other => format!("a record is written `{record}`"),
        }
    }
}

/// A fault of form and its place.
#[derive(Debug)]
pub(super) struct FormFault {
    pub error: FormError,
    pub span: Span,
    /// The bracket that is open, where that helps to understand the fault.
    pub open: Option<Span>,
}

impl FormFault {
    pub fn new(error: FormError, span: Span) -> Self {
        Self {
            error,
            span,
            open: None,
        }
    }

    /// The mistake behind what a reader complained of at `at`, having begun at `start`.
    pub fn found(error: FormError, format: Format, file: &str, start: usize, at: usize) -> Self {
        match error {
            FormError::Comment | FormError::TooDeep => Self::new(error, Span::new(at, at)),
            FormError::Escape => Self::new(error, escape(file, at)),
            _ => Stop::of(error, format, file, start, at).fault(),
        }
    }
}

/// The last backslash that is not after `at`, and the character behind it.
fn escape(file: &str, at: usize) -> Span {
    let before = file.get(..at.saturating_add(1)).or_else(|| file.get(..at));
    let Some(start) = before.and_then(|before| before.rfind('\\')) else {
        return Span::new(at, at);
    };
    let characters = file.get(start..).unwrap_or_default().chars().take(2);
    let length = characters.map(char::len_utf8).sum();
    Span::new(start, start.saturating_add(length))
}

/// Where a reader stopped, and what stands around.
struct Stop<'a> {
    error: FormError,
    format: Format,
    file: &'a str,
    at: usize,
    /// The first piece of all.
    first: Option<(Span, Piece)>,
    /// The last piece before the stop.
    last: Option<(Span, Piece)>,
    /// The piece at or after the stop.
    next: Option<(Span, Piece)>,
    /// The innermost bracket that is open.
    open: Option<(Span, char)>,
}

impl<'a> Stop<'a> {
    fn of(error: FormError, format: Format, file: &'a str, start: usize, at: usize) -> Self {
        let mut stop = Self {
            error,
            format,
            file,
            at,
            first: None,
            last: None,
            next: None,
            open: None,
        };
        let mut open: Vec<(Span, char)> = Vec::new();
        for (span, piece) in Scan::new(file, start) {
            stop.first.get_or_insert((span, piece));
            if span.start >= at {
                stop.next = Some((span, piece));
                break;
            }
            match piece {
                Piece::Bare(bracket) if closing(bracket).is_some() => open.push((span, bracket)),
                Piece::Bare(bracket) if is_closing(bracket) => drop(open.pop()),
                _ => {}
            }
            stop.last = Some((span, piece));
        }
        stop.open = open.pop();
        stop
    }

    fn fault(&self) -> FormFault {
        let rules = [
            Self::text,
            Self::comment,
            Self::end,
            Self::start,
            Self::quotes,
            Self::bracket,
            Self::never_closed,
            Self::thousands,
            Self::pairs,
            Self::number,
            Self::word,
        ];
        let found = rules.iter().find_map(|rule| rule(self));
        found.unwrap_or_else(|| FormFault::new(self.error, self.next_word()))
    }

    /// A text without its last quote takes the next text's first quote for it; what follows then
    /// stands close to it.
    fn text(&self) -> Option<FormFault> {
        let (span, Piece::Text { closed }) = self.last? else {
            return None;
        };
        let lines = span.quote(self.file).contains('\n');
        let after = self.file.get(span.end..).and_then(|r| r.chars().next());
        let close_by = after.is_some_and(|c| !c.is_whitespace() && !",:)]}".contains(c));
        if !closed || (lines && (span.end > self.at || close_by)) {
            let line = span.quote(self.file).lines().next().unwrap_or_default();
            let end = span.start.saturating_add(line.len());
            let is_raw = line.starts_with('r');
            let error = if is_raw {
                FormError::RawText
            } else {
                FormError::Text
            };
            return Some(FormFault::new(error, Span::new(span.start, end)));
        }
        let inside = self.error == FormError::Text && span.end > self.at;
        inside.then(|| FormFault::new(FormError::Control, Span::new(self.at, self.at)))
    }

    fn comment(&self) -> Option<FormFault> {
        let rest = self.file.get(self.at..)?.trim_start();
        let at = match self.error {
            // The reader has taken the `#` for the beginning of something else.
            FormError::NoComment => self.first?.0.start,
            _ => self.file.len().saturating_sub(rest.len()),
        };
        let rest = self.file.get(at..)?;
        let in_json = rest.starts_with("//") || rest.starts_with("/*");
        let refused = (in_json && self.format != Format::Ron) || rest.starts_with('#');
        let length = rest.lines().next().map_or(0, |line| line.trim_end().len());
        let span = Span::new(at, at.saturating_add(length));
        refused.then(|| FormFault::new(FormError::NoComment, span))
    }

    /// The file ends inside a bracket.
    fn end(&self) -> Option<FormFault> {
        let (span, bracket) = self.open.filter(|_| self.next.is_none())?;
        Some(FormFault::new(FormError::Open(bracket), span))
    }

    fn start(&self) -> Option<FormFault> {
        let (span, piece) = self.first?;
        let begins = matches!(piece, Piece::Bare('[' | '(' | '{'));
        // JSON knows no round brackets.
        let foreign = piece == Piece::Bare('(') && self.format != Format::Ron;
        let strange = foreign || (!begins && self.open.is_none());
        strange.then(|| FormFault::new(FormError::Start, self.word_at(span)))
    }

    fn quotes(&self) -> Option<FormFault> {
        let (span, Piece::Bare(character)) = self.next? else {
            return None;
        };
        let strange = matches!(character, '\'' | '`' | '´' | '‘'..='‟' | '«' | '»');
        strange.then(|| FormFault::new(FormError::Quotes, span))
    }

    /// A closing bracket of the wrong kind, or after a comma where JSON allows none.
    fn bracket(&self) -> Option<FormFault> {
        let (span, Piece::Bare(found)) = self.next? else {
            return None;
        };
        let (open, bracket) = self.open.filter(|_| is_closing(found))?;
        let due = closing(bracket)?;
        if found != due {
            let fault = FormFault::new(FormError::Bracket { found, due }, span);
            return Some(FormFault {
                open: Some(open),
                ..fault
            });
        }
        let (comma, _) = self.last.filter(|(_, last)| *last == Piece::Bare(','))?;
        let json = self.format != Format::Ron;
        json.then(|| FormFault::new(FormError::LastComma, comma))
    }

    /// What follows cannot stand inside the bracket that is open: a record inside another one's
    /// fields, a named field inside a list.
    fn never_closed(&self) -> Option<FormFault> {
        let ((_, next), (span, bracket)) = (self.next?, self.open?);
        let record_in_record = bracket != '['
            && next.opens_record()
            && matches!(self.error, FormError::Comma | FormError::Name);
        let field_in_list = bracket == '[' && next == Piece::Bare(':');
        let never = record_in_record || field_in_list;
        never.then(|| FormFault::new(FormError::Open(bracket), span))
    }

    fn thousands(&self) -> Option<FormFault> {
        let (comma, _) = self.last.filter(|(_, last)| *last == Piece::Bare(','))?;
        let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
        let after = digits(self.file.get(comma.end..)?);
        let before = self.file.get(..comma.start)?;
        let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let span = Span::new(start, comma.end.saturating_add(after));
        let is_number = after > 0 && start < before.len() && self.error == FormError::Name;
        is_number.then(|| FormFault::new(FormError::Thousands, span))
    }

    /// A text with something right behind it.
    fn pairs(&self) -> Option<FormFault> {
        let (last, Piece::Text { .. }) = self.last? else {
            return None;
        };
        let (next, _) = self.next?;
        let close_by = self.error == FormError::Comma && next.start == last.end;
        close_by.then(|| FormFault::new(FormError::Pairs, last))
    }

    fn number(&self) -> Option<FormFault> {
        let (next, _) = self.next?;
        let before = self.file.get(..next.start)?;
        let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let is_number = self.error == FormError::Number;
        let span = self.word_at(Span::new(start, start));
        is_number.then(|| FormFault::new(FormError::Number, span))
    }

    fn word(&self) -> Option<FormFault> {
        let (span, Piece::Bare(character)) = self.next? else {
            return None;
        };
        let json = self.format != Format::Ron && self.error == FormError::Value;
        let is_word = json && character.is_alphabetic();
        is_word.then(|| FormFault::new(FormError::Word, self.word_at(span)))
    }

    fn next_word(&self) -> Span {
        self.next
            .map_or(Span::new(self.at, self.at), |(span, _)| self.word_at(span))
    }

    /// The whole word or number of which a piece is the first character.
    fn word_at(&self, span: Span) -> Span {
        let rest = self.file.get(span.start..).unwrap_or_default();
        let in_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let length = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        span.to(Span::new(span.start, span.start.saturating_add(length)))
    }
}
