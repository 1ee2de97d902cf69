//! From text to tree: the items and clauses of the outline, each parsed alone.

use std::sync::Arc;

use crate::source::{SourceFile, Span, Spanned};
use crate::terms::Citation;

use super::fault::{SyntaxError, SyntaxFault};
use super::lexeme::{Parsed, Reader, Stop, after, blank, due, expected, fail, keyword, word};
use super::outline::{Block, Stretch, outline, too_long};
use super::tree::*;

/// The largest file that is read, in bytes.
const FILE_LIMIT: usize = 4 * 1024 * 1024;

/// Reads a rule file: the tree of all that is sound, and every fault in the order of its place.
///
/// ```
/// use interdict::source::SourceFile;
/// let file = SourceFile::new("a.rule", "actor media \"Journalists\"\nfact used \"Used?\n");
/// let (tree, faults) = interdict::syntax::parse(&file);
/// assert_eq!((tree.items.len(), faults.len()), (1, 1));
/// assert_eq!(faults[0].to_string(), "this text is never closed");
/// ```
#[must_use]
pub fn parse(file: &Arc<SourceFile>) -> (RuleFile, Vec<SyntaxError>) {
    let text = file.text();
    if text.len() > FILE_LIMIT {
        let fault = SyntaxFault::FileTooLarge {
            size: text.len(),
            limit: FILE_LIMIT,
        };
        return (
            RuleFile::default(),
            vec![SyntaxError::new(fault, file, Span::new(0, 1))],
        );
    }
    let (blocks, faults) = outline(text);
    let mut parser = Parser {
        reader: Reader { file: text },
        file,
        errors: Vec::new(),
    };
    for (fault, span) in faults {
        parser.errors.push(SyntaxError::new(fault, file, span));
    }
    let items: Vec<Item> = blocks
        .iter()
        .filter_map(|block| parser.item(block))
        .collect();
    let mut errors = parser.errors;
    if blocks.is_empty() && errors.is_empty() {
        errors.push(SyntaxError::new(
            SyntaxFault::Empty,
            file,
            Span::new(0, text.len().min(1)),
        ));
    }
    errors.sort_by_key(SyntaxError::span);
    (RuleFile { items }, errors)
}

struct Parser<'a> {
    reader: Reader<'a>,
    file: &'a Arc<SourceFile>,
    errors: Vec<SyntaxError>,
}

impl<'a> Parser<'a> {
    fn item(&mut self, block: &Block<'a>) -> Option<Item> {
        let reader = self.reader;
        let head = block.head;
        // Clauses are read even where the head is broken: their faults are reported as well.
        match head.keyword {
            "resolution" => {
                let clauses = self.clauses(block, |input| reader.resolution_clause(input));
                let (number, adopted) = self.whole(head, |input| resolution_head(reader, input))?;
                Some(Item::Resolution(Resolution {
                    number,
                    adopted,
                    clauses,
                }))
            }
            "paragraph" => {
                let clauses = self.clauses(block, |input| reader.paragraph_clause(input));
                let (number, title) = self.whole(head, |input| paragraph_head(reader, input))?;
                let last = block.clauses.last().unwrap_or(&head);
                let span = Span::of(head.text, reader.file).to(Span::of(last.text, reader.file));
                Some(Item::Paragraph(Paragraph {
                    number,
                    title,
                    clauses,
                    span,
                }))
            }
            "category" => {
                let clauses = self.clauses(block, |input| reader.category_clause(input));
                let (name, definition) = self.whole(head, |input| named(reader, input))?;
                Some(Item::Category(Category {
                    name,
                    definition,
                    clauses,
                }))
            }
            "fact" => {
                let clauses = self.clauses(block, |input| reader.fact_clause(input));
                let (name, question) = self.whole(head, |input| named(reader, input))?;
                Some(Item::Fact(Fact {
                    name,
                    question,
                    clauses,
                }))
            }
            "quantity" => {
                let (name, unit, definition) =
                    self.whole(head, |input| quantity_head(reader, input))?;
                Some(Item::Quantity(Quantity {
                    name,
                    unit,
                    definition,
                }))
            }
            "actor" => {
                let (name, definition) = self.whole(head, |input| named(reader, input))?;
                Some(Item::Actor(Actor { name, definition }))
            }
            _ => {
                let lines = self.clauses(block, |input| reader.example_line(input));
                let title =
                    self.whole(head, |input| reader.text(after(input, word(input).len())))?;
                Some(Item::Example(Example { title, lines }))
            }
        }
    }

    fn clauses<T>(
        &mut self,
        block: &Block<'a>,
        parse: impl Fn(&'a str) -> Parsed<'a, T>,
    ) -> Vec<Spanned<T>> {
        let mut sound = Vec::new();
        for stretch in &block.clauses {
            if let Some(clause) = self.whole(*stretch, &parse) {
                sound.push(Spanned::new(
                    clause,
                    Span::of(stretch.text, self.reader.file),
                ));
            }
        }
        sound
    }

    /// Parses a stretch to its end, or records why that is not possible.
    fn whole<T>(
        &mut self,
        stretch: Stretch<'a>,
        parse: impl Fn(&'a str) -> Parsed<'a, T>,
    ) -> Option<T> {
        if let Some(fault) = too_long(&stretch) {
            let start = Span::of(stretch.text, self.reader.file).start;
            self.errors.push(SyntaxError::new(
                fault,
                self.file,
                Span::new(start, start.saturating_add(stretch.keyword.len())),
            ));
            return None;
        }
        let parsed = parse(stretch.text).and_then(|(rest, read)| match blank(rest) {
            "" => Ok((rest, read)),
            left => due(expected(left, "the end of the clause")),
        });
        match parsed {
            Ok((_, read)) => Some(read),
            Err(nom::Err::Error(stop) | nom::Err::Failure(stop)) => {
                let error = self.error(stop);
                self.errors.push(error);
                None
            }
            // Only streaming parsers ask for more, and none is used.
            Err(nom::Err::Incomplete(_)) => None,
        }
    }

    fn error(&self, stop: Stop<'a>) -> SyntaxError {
        let at = blank(stop.at);
        let start = Span::of(at, self.reader.file).start;
        if let Some((fault, length)) = stop.fault {
            let start = Span::of(stop.at, self.reader.file).start;
            let end = start.saturating_add(length);
            return SyntaxError::new(fault, self.file, Span::new(start, end));
        }
        let found: String = match word(at) {
            "" => at.chars().take(1).collect(),
            word => word.chars().take(40).collect(),
        };
        let (found, length) = match found.len() {
            0 => ("the end of the clause".to_owned(), 0),
            length => (format!("`{found}`"), length),
        };
        let mut expected = stop.expected;
        expected.dedup();
        let fault = SyntaxFault::Expected { expected, found };
        SyntaxError::new(
            fault,
            self.file,
            Span::new(start, start.saturating_add(length)),
        )
    }
}

/// `resolution NUMBER adopted DATE`
fn resolution_head<'a>(
    reader: Reader<'a>,
    input: &'a str,
) -> Parsed<'a, (Spanned<u16>, Spanned<crate::terms::Date>)> {
    let (rest, number) = reader.spanned(|input| {
        let input = blank(input);
        let found = word(input);
        match found.parse() {
            Ok(number) => Ok((after(input, found.len()), number)),
            Err(_) if found.is_empty() => expected(input, "the resolution's number"),
            Err(_) => fail(
                input,
                found.len(),
                SyntaxFault::Number(found.chars().take(40).collect()),
            ),
        }
    })(after(input, word(input).len()))?;
    let (rest, ()) = keyword("`adopted`")(rest)?;
    let (rest, adopted) = reader.day(rest)?;
    Ok((rest, (number, adopted)))
}

/// `paragraph NUMBER "title"`
fn paragraph_head<'a>(reader: Reader<'a>, input: &'a str) -> Parsed<'a, (Name, Name)> {
    let (rest, number) = reader.spanned(|input| {
        let input = blank(input);
        let end = input.find(|c: char| !(c.is_alphanumeric() || "()".contains(c)));
        let found = end.and_then(|end| input.get(..end)).unwrap_or(input);
        if found.is_empty() {
            return expected(input, "the paragraph's number");
        }
        // The resolution does not matter to the form.
        match Citation::in_resolution(1, found) {
            Ok(citation) => Ok((after(input, found.len()), citation.paragraph())),
            Err(error) => fail(input, found.len(), error),
        }
    })(after(input, word(input).len()))?;
    let (rest, title) = reader.text(rest)?;
    Ok((rest, (number, title)))
}

/// `KEYWORD NAME "text"`
fn named<'a>(reader: Reader<'a>, input: &'a str) -> Parsed<'a, (Name, Name)> {
    let (rest, name) = reader.name("a name")(after(input, word(input).len()))?;
    let (rest, text) = reader.text(rest)?;
    Ok((rest, (name, text)))
}

/// `quantity NAME in UNIT "definition"`
fn quantity_head<'a>(reader: Reader<'a>, input: &'a str) -> Parsed<'a, (Name, Name, Name)> {
    let (rest, name) = reader.name("a name")(after(input, word(input).len()))?;
    let (rest, ()) = keyword("`in`")(rest)?;
    let (rest, unit) = reader.spanned(|input| {
        let input = blank(input);
        let end = input
            .find(|c: char| c.is_whitespace() || c == '"')
            .unwrap_or(input.len());
        match input.get(..end) {
            Some(unit) if !unit.is_empty() => Ok((after(input, end), unit.to_owned())),
            _ => expected(input, "a unit"),
        }
    })(rest)?;
    let (rest, definition) = reader.text(rest)?;
    Ok((rest, (name, unit, definition)))
}
