//! From text to tree: the items and clauses of the outline, each parsed alone.

use std::sync::Arc;

use nom::Parser as _;
use nom::multi::separated_list1;

use crate::source::{SourceFile, Span, Spanned, brief, is_hidden};
use crate::terms::{Citation, Date};

use super::fault::{SyntaxError, SyntaxFault, as_name, is_dash, is_quote};
use super::follow::{END, followers, small_head};
use super::lexeme::{
    Parsed, Reader, Stop, after, bad_number, blank, due, expected, fail, keyword, token, word,
};
use super::outline::{Block, Stretch, outline, too_long};
use super::tree::*;
use super::vocabulary_tree::*;

/// At how many faults of a file it is tried what may stand there, which takes time.
const TRIALS: usize = 20;

/// The largest file that is read, in bytes.
const FILE_LIMIT: usize = 4 * 1024 * 1024;

/// Reads a rule file: the tree of all that could be read, and every fault in the order of its
/// place.
///
/// ```
/// use interdict::source::SourceFile;
/// let file = SourceFile::new("a.rule", "actor media \"Journalists\"\nfact used \"Used?\n");
/// let (tree, faults) = interdict::syntax::parse(&file);
/// assert_eq!((tree.items.len(), faults.len()), (2, 1));
/// assert_eq!(faults[0].to_string(), "this text is never closed");
/// ```
#[must_use]
pub fn parse(file: &Arc<SourceFile>) -> (RuleFile, Vec<SyntaxError>) {
    parse_with(file, TRIALS)
}

/// The same, where a fault at what may also be the end of a clause names nothing else.
pub(crate) fn parse_without_trial(file: &Arc<SourceFile>) -> (RuleFile, Vec<SyntaxError>) {
    parse_with(file, 0)
}

fn parse_with(file: &Arc<SourceFile>, trials: usize) -> (RuleFile, Vec<SyntaxError>) {
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
    let outline = outline(text);
    let mut parser = Parser {
        reader: Reader { file: text },
        file,
        errors: Vec::new(),
        lost: outline.lost,
        head: "",
        trials,
    };
    for (fault, span) in outline.faults {
        parser.errors.push(SyntaxError::new(fault, file, span));
    }
    let items: Vec<Item> = outline
        .blocks
        .iter()
        .filter_map(|block| parser.item(block))
        .collect();
    let (mut errors, lost) = (parser.errors, parser.lost);
    if outline.blocks.is_empty() && errors.is_empty() {
        errors.push(SyntaxError::new(
            SyntaxFault::Empty,
            file,
            Span::new(0, text.len().min(1)),
        ));
    }
    errors.sort_by_key(SyntaxError::span);
    let tree = RuleFile {
        items,
        lost,
        comments: outline.comments,
        together: outline.together,
    };
    (tree, errors)
}

struct Parser<'a> {
    reader: Reader<'a>,
    file: &'a Arc<SourceFile>,
    errors: Vec<SyntaxError>,
    lost: bool,
    /// A sound first line of the item whose clauses are read; empty at such a line itself.
    head: &'static str,
    /// At how many more faults it is tried what may stand there.
    trials: usize,
}

/// The clauses of an item that could be read, and those that could not.
type Clauses<'a, T> = (Vec<Spanned<T>>, Vec<Spanned<&'a str>>);

impl<'a> Parser<'a> {
    /// Clauses are read even where the head is broken, and the other way round, so that every
    /// fault is reported at once.
    fn item(&mut self, block: &Block<'a>) -> Option<Item> {
        match block.head.keyword {
            "resolution" => Some(Item::Resolution(self.resolution(block))),
            "paragraph" => Some(Item::Paragraph(self.paragraph(block))),
            "category" => self.category(block).map(Item::Category),
            "fact" => self.fact(block).map(Item::Fact),
            "quantity" => self.quantity(block).map(Item::Quantity),
            "day" => {
                let reader = self.reader;
                let (name, question) = self.named(block.head, |input| reader.text(input))?;
                let question = question.unwrap_or_default();
                Some(Item::Day(Day { name, question }))
            }
            "actor" => self.actor(block).map(Item::Actor),
            "area" => self.area(block).map(Item::Area),
            "model" => Some(Item::Model(self.model(block))),
            "list" => self.list(block).map(Item::List),
            "modifier" => self.modifier(block).map(Item::Modifier),
            "property" => Some(Item::Property(self.property(block))),
            _ => Some(Item::Example(self.example(block))),
        }
    }

    fn resolution(&mut self, block: &Block<'a>) -> Resolution {
        let reader = self.reader;
        let (clauses, broken) = self.clauses(block, |input| reader.resolution_clause(input));
        let (number, adopted) = self.head(
            block.head,
            |input| reader.spanned(resolution_number)(input),
            |input| {
                let (rest, ()) = keyword("`adopted`")(input)?;
                reader.day(rest)
            },
        );
        self.lost |= number.is_none();
        let here = Span::of(block.head.text, reader.file);
        Resolution {
            number: number.unwrap_or(Spanned::new(0, here)),
            broken: adopted.is_none() || !broken.is_empty(),
            adopted: adopted.unwrap_or(Spanned::new(Date::MIN, here)),
            clauses,
        }
    }

    fn paragraph(&mut self, block: &Block<'a>) -> Paragraph {
        let reader = self.reader;
        let (mut clauses, broken) = self.clauses(block, |input| reader.paragraph_clause(input));
        let lost = |keyword: &&str| ParagraphClause::Broken(lost(keyword));
        clauses.extend(broken.iter().map(|clause| clause.with(lost(&clause.value))));
        clauses.sort_by_key(|clause| clause.span);
        let (number, title) = self.head(
            block.head,
            |input| reader.spanned(paragraph_number)(input),
            |input| reader.text(input),
        );
        self.lost |= number.is_none();
        let head = Span::of(block.head.text, reader.file);
        let span = clauses.last().map_or(head, |last| head.to(last.span));
        Paragraph {
            number: number.unwrap_or(Spanned::new(String::new(), head)),
            title: title.unwrap_or_default(),
            clauses,
            span,
        }
    }

    fn category(&mut self, block: &Block<'a>) -> Option<Category> {
        let reader = self.reader;
        let (clauses, broken) = self.clauses(block, |input| reader.category_clause(input));
        let (name, definition) = self.named(block.head, |input| reader.text(input))?;
        Some(Category {
            name,
            broken: definition.is_none() || !broken.is_empty(),
            definition: definition.unwrap_or_default(),
            clauses,
        })
    }

    fn fact(&mut self, block: &Block<'a>) -> Option<Fact> {
        let reader = self.reader;
        let (clauses, _) = self.clauses(block, |input| reader.fact_clause(input));
        let (name, question) = self.named(block.head, |input| reader.text(input))?;
        Some(Fact {
            name,
            question: question.unwrap_or_default(),
            clauses,
        })
    }

    fn quantity(&mut self, block: &Block<'a>) -> Option<Quantity> {
        let reader = self.reader;
        let (name, rest) = self.named(block.head, |input| {
            let (rest, ()) = keyword("`in`")(input)?;
            let units = separated_list1(keyword("`or`"), reader.spanned(unit));
            let (rest, units) = { units }.parse(rest)?;
            let (rest, definition) = reader.text(rest)?;
            Ok((rest, (units, definition)))
        })?;
        let (units, definition) = rest.unwrap_or_default();
        Some(Quantity {
            name,
            units,
            definition,
        })
    }

    fn actor(&mut self, block: &Block<'a>) -> Option<Actor> {
        let reader = self.reader;
        let (clauses, _) = self.clauses(block, |input| reader.actor_clause(input));
        let (name, definition) = self.named(block.head, |input| reader.text(input))?;
        Some(Actor {
            name,
            definition: definition.unwrap_or_default(),
            clauses,
        })
    }

    fn area(&mut self, block: &Block<'a>) -> Option<Area> {
        let reader = self.reader;
        let (clauses, _) = self.clauses(block, |input| reader.area_clause(input));
        let (name, rest) = self.named(block.head, |input| {
            let (rest, ()) = keyword("`in`")(input)?;
            let (rest, country) = reader.country(rest)?;
            let (rest, definition) = reader.text(rest)?;
            Ok((rest, (country, definition)))
        })?;
        let (country, definition) = rest.unwrap_or_default();
        Some(Area {
            name,
            country,
            definition,
            clauses,
        })
    }

    fn model(&mut self, block: &Block<'a>) -> Model {
        let reader = self.reader;
        let (clauses, _) = self.clauses(block, |input| reader.model_clause(input));
        let names = self.whole(block.head, |input| reader.texts(input));
        Model {
            names: names.unwrap_or_default(),
            clauses,
        }
    }

    fn list(&mut self, block: &Block<'a>) -> Option<List> {
        let reader = self.reader;
        let (clauses, broken) = self.clauses(block, |input| reader.list_clause(input));
        let (name, title) = self.named(block.head, |input| reader.text(input))?;
        Some(List {
            name,
            broken: title.is_none() || !broken.is_empty(),
            title: title.unwrap_or_default(),
            clauses,
        })
    }

    fn property(&mut self, block: &Block<'a>) -> Property {
        let reader = self.reader;
        let (clauses, broken) = self.clauses(block, |input| reader.property_clause(input));
        let title = self.titled(block.head);
        Property {
            broken: title.is_none() || !broken.is_empty(),
            title: title.unwrap_or_default(),
            clauses,
        }
    }

    /// The title that follows an item's keyword.
    fn titled(&mut self, head: Stretch<'a>) -> Option<Name> {
        let reader = self.reader;
        self.whole(head, |input| reader.text(after(input, word(input).len())))
    }

    fn modifier(&mut self, block: &Block<'a>) -> Option<Modifier> {
        let reader = self.reader;
        let (clauses, _) = self.clauses(block, |input| reader.texts(input));
        let (kind, definition) = self.whole(block.head, |input| modifier_head(reader, input))?;
        Some(Modifier {
            kind,
            definition,
            clauses,
        })
    }

    fn example(&mut self, block: &Block<'a>) -> Example {
        let reader = self.reader;
        let (lines, _) = self.clauses(block, |input| reader.example_line(input));
        Example {
            title: self.titled(block.head).unwrap_or_default(),
            lines,
        }
    }

    fn clauses<T>(
        &mut self,
        block: &Block<'a>,
        parse: impl Fn(&'a str) -> Parsed<'a, T>,
    ) -> Clauses<'a, T> {
        let (mut sound, mut broken) = (Vec::new(), Vec::new());
        self.head = small_head(block.head.keyword);
        for stretch in &block.clauses {
            let span = Span::of(stretch.text, self.reader.file);
            let read = stretch.known.then(|| self.whole(*stretch, &parse));
            match read.flatten() {
                Some(clause) => sound.push(Spanned::new(clause, span)),
                None => broken.push(Spanned::new(stretch.keyword, span)),
            }
        }
        self.head = "";
        (sound, broken)
    }

    /// Reads an item's first line: what it declares, and the rest. Where the line is broken,
    /// what it declares is kept if that could be read.
    fn head<N, T>(
        &mut self,
        head: Stretch<'a>,
        first: impl Fn(&'a str) -> Parsed<'a, N>,
        rest: impl Fn(&'a str) -> Parsed<'a, T>,
    ) -> (Option<N>, Option<T>) {
        let start = |input: &'a str| after(input, word(input).len());
        let whole = self.whole(head, |input| {
            let (next, declared) = first(start(input))?;
            let (next, rest) = rest(next)?;
            Ok((next, (declared, rest)))
        });
        match whole {
            Some((declared, rest)) => (Some(declared), Some(rest)),
            None => (first(start(head.text)).ok().map(|(_, n)| n), None),
        }
    }

    /// The same of an item with a name. A name in another form is kept in the form it should
    /// have, because the rest of the file may use it so.
    fn named<T>(
        &mut self,
        head: Stretch<'a>,
        rest: impl Fn(&'a str) -> Parsed<'a, T>,
    ) -> Option<(Name, Option<T>)> {
        let reader = self.reader;
        let (name, rest) = self.head(head, |input| reader.new_name(input), rest);
        let name = name.or_else(|| {
            let found = token(blank(after(head.text, word(head.text).len())));
            let name = as_name(found)?;
            Some(Spanned::new(name, Span::of(found, reader.file)))
        });
        Some((name?, rest))
    }

    /// Parses a stretch to its end, or records why that is not possible.
    fn whole<T>(
        &mut self,
        stretch: Stretch<'a>,
        parse: impl Fn(&'a str) -> Parsed<'a, T>,
    ) -> Option<T> {
        if let Some(fault) = too_long(&stretch) {
            let start = Span::of(stretch.text, self.reader.file).start;
            let end = start.saturating_add(word(stretch.text).len());
            let error = SyntaxError::new(fault, self.file, Span::new(start, end));
            self.errors.push(error);
            return None;
        }
        let parsed = parse(stretch.text).and_then(|(rest, read)| match blank(rest) {
            "" => Ok((rest, read)),
            left if left.starts_with(')') => fail(left, 1, SyntaxFault::UnopenedBracket),
            left => due(expected(left, END)),
        });
        match parsed {
            Ok((_, read)) => Some(read),
            Err(nom::Err::Error(stop) | nom::Err::Failure(stop)) => {
                let error = self.error(stop, stretch.text);
                self.errors.push(error);
                None
            }
            // Only streaming parsers ask for more, and none is used.
            Err(nom::Err::Incomplete(_)) => None,
        }
    }

    /// Adds to a stop where a clause may end what else it may go on with.
    fn name_followers(&mut self, stop: &mut Stop<'a>, whole: &'a str) {
        let closes = stop.expected == ["`)`"];
        let may_end = stop.expected.iter().any(|one| one.ends_with(END));
        if !(may_end || closes) || stop.fault.is_some() || self.trials == 0 {
            return;
        }
        self.trials = self.trials.saturating_sub(1);
        let length = whole.len().saturating_sub(stop.at.len());
        let before = whole.get(..length).unwrap_or_default().trim_end();
        stop.expected = followers(self.head, before);
        if let Some(end) = stop.expected.last_mut().filter(|_| closes) {
            *end = "`)`";
        }
    }

    /// The fault of a stop in the stretch `whole`.
    fn error(&mut self, mut stop: Stop<'a>, whole: &'a str) -> SyntaxError {
        self.name_followers(&mut stop, whole);
        let (at, length) = match stop.fault.as_deref() {
            Some((_, length)) => (stop.at, *length),
            None => (blank(stop.at), token(blank(stop.at)).len()),
        };
        if let Some((fault, odd)) = odd_character(at, length, stop.fault.is_some()) {
            return SyntaxError::new(fault, self.file, Span::of(odd, self.reader.file));
        }
        let marked = match length {
            0 => whole.split_whitespace().last().unwrap_or(whole),
            length => at.get(..length).unwrap_or(at),
        };
        let found = match length {
            0 => END.to_owned(),
            _ => format!("`{}`", brief(marked)),
        };
        let mut expected = stop.expected;
        expected.dedup();
        let fault = stop.fault.map(|fault| fault.0);
        let fault = fault.unwrap_or(SyntaxFault::Expected { expected, found });
        SyntaxError::new(fault, self.file, Span::of(marked, self.reader.file))
    }
}

/// A character at a fault, or right after the number it is about, that is hidden or only looks
/// like another: that explains more than what was due instead of it.
fn odd_character(at: &str, length: usize, fault: bool) -> Option<(SyntaxFault, &str)> {
    let number = at.starts_with(|c: char| c.is_ascii_digit());
    let here = (!fault).then_some(at);
    let next = number.then(|| after(at, length));
    here.into_iter().chain(next).find_map(|rest| {
        let first = rest.chars().next()?;
        let fault = match first {
            hidden if is_hidden(hidden) => SyntaxFault::Hidden(hidden),
            sign if is_dash(sign) || is_quote(sign) => SyntaxFault::Typographic(sign),
            _ => return None,
        };
        Some((fault, rest.get(..first.len_utf8())?))
    })
}

/// What a broken clause would have said, by its keyword.
fn lost(keyword: &str) -> Lost {
    match keyword {
        "" | "forbids" | "requires" | "allows" | "calls" | "exempts" => Lost::Measure,
        "since" | "until" | "recorded" => Lost::Date,
        _ => Lost::Other,
    }
}

/// The number of a resolution.
fn resolution_number(input: &str) -> Parsed<'_, u16> {
    let input = blank(input);
    let found = word(input);
    if !found.starts_with(|c: char| matches!(c, '1'..='9')) {
        return expected(input, "the resolution's number");
    }
    match found.parse() {
        Ok(number) => Ok((after(input, found.len()), number)),
        Err(_) => fail(input, found.len(), bad_number(found)),
    }
}

/// The number of a paragraph, `8(a)(i)`.
fn paragraph_number(input: &str) -> Parsed<'_, String> {
    let input = blank(input);
    let end = input.find(|c: char| !(c.is_alphanumeric() || "()".contains(c)));
    let found = end.and_then(|end| input.get(..end)).unwrap_or(input);
    if found.is_empty() {
        return expected(input, "the paragraph's number");
    }
    if after(input, found.len()).starts_with('/') {
        let cited = token(input);
        let shown = brief(cited).into_owned();
        return fail(input, cited.len(), SyntaxFault::ParagraphNumber(shown));
    }
    // The resolution does not matter to the form.
    match Citation::in_resolution(1, found) {
        Ok(citation) => Ok((after(input, found.len()), citation.paragraph())),
        Err(_) => {
            let shown = brief(found).into_owned();
            fail(input, found.len(), SyntaxFault::ParagraphNumber(shown))
        }
    }
}

/// A unit as it stands before a text; whether there is such a unit is not asked here.
fn unit(input: &str) -> Parsed<'_, String> {
    let input = blank(input);
    let end = input.find(|c: char| c.is_whitespace() || c == '"');
    match input.get(..end.unwrap_or(input.len())) {
        Some(unit) if !unit.is_empty() => Ok((after(input, unit.len()), unit.to_owned())),
        _ => expected(input, "a unit"),
    }
}

/// The kinds of modifiers, as an error lists them.
const MODIFIERS: &str = "a kind of modifier: `join`, `doubt`, `filler`, `decoy`, `negation`, \
    `absence`, `claim`, `with`, `purpose`, `place`, `packing` or `common`";

/// `modifier KIND "definition"`
fn modifier_head<'a>(
    reader: Reader<'a>,
    input: &'a str,
) -> Parsed<'a, (Spanned<ModifierKind>, Name)> {
    let (rest, kind) = reader.spanned(|input| {
        let input = blank(input);
        let found = word(input);
        let named = |kind: &ModifierKind| kind.word() == found;
        let Some(kind) = ModifierKind::ALL.into_iter().find(named) else {
            return expected(input, MODIFIERS);
        };
        Ok((after(input, found.len()), kind))
    })(after(input, word(input).len()))?;
    let (rest, definition) = reader.text(rest)?;
    Ok((rest, (kind, definition)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let (_, faults) = parse(&SourceFile::new("x", text));
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_line_of_an_example_takes_its_fields_in_any_order() {
        let line = "example \"x\"\n  to PRK with used category arms via CHN\n    \
                    from RUS expect clear\n";
        assert_eq!(faults(line), Vec::<String>::new());
    }

    #[test]
    fn blanks_of_every_script_part_words() {
        assert_eq!(
            faults("actor\u{a0}media\u{3000}\"x\""),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_broken_head_keeps_what_it_declares() {
        let text = "resolution 2270 adopted on\nparagraph 6\ncategory Small-Arms \"x\"\n";
        let (tree, faults) = parse(&SourceFile::new("x", text));
        assert_eq!(faults.len(), 3);
        let [
            Item::Resolution(resolution),
            Item::Paragraph(paragraph),
            Item::Category(category),
        ] = tree.items.as_slice()
        else {
            panic!("{tree:?}");
        };
        assert_eq!((resolution.number.value, resolution.broken), (2270, true));
        assert_eq!(paragraph.number.value, "6");
        assert_eq!(category.name.value, "small_arms");
        assert!(!tree.lost);
    }
}
