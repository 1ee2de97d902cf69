//! What was tested, as JUnit XML.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::source::{printable, printable_line};

/// One thing that was tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// The file it stands in.
    pub file: String,
    /// The line there.
    pub line: Option<usize>,
    /// Its name.
    pub name: String,
    /// What came of it.
    pub ending: Ending,
}

/// What came of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// All was as expected.
    Passed,
    /// Something was not.
    Failed(String),
    /// It was not tried.
    Skipped(String),
    /// It could not be read.
    Unread(String),
}

impl Ending {
    /// The element that tells it, and the text in it.
    fn element(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Passed => None,
            Self::Failed(text) => Some(("failure", text)),
            Self::Skipped(text) => Some(("skipped", text)),
            Self::Unread(text) => Some(("error", text)),
        }
    }

    fn is(&self, name: &str) -> bool {
        self.element().is_some_and(|(element, _)| element == name)
    }
}

/// A suite for each file, in the order in which files come, with a case for each test.
///
/// ```
/// use interdict::report::{Ending, Tested, junit};
/// let tested = Tested {
///     file: "a.rule".into(),
///     line: Some(3),
///     name: "rice <is> clear".into(),
///     ending: Ending::Failed("expected clear\u{1b}".into()),
/// };
/// let xml = junit(&[tested])?;
/// assert!(xml.contains("name=\"rice &lt;is&gt; clear\""));
/// assert!(xml.contains("expected clear\\u{1b}"));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// Where it cannot be written.
pub fn junit(tested: &[Tested]) -> io::Result<String> {
    let suites_of = by_file(tested);
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all: Vec<&Tested> = tested.iter().collect();
    let counted = counts(&all);
    let root = writer.create_element("testsuites");
    let root = root.with_attribute(("name", "interdict"));
    let counted = counted.iter().map(|(name, count)| (*name, count.as_str()));
    let suites = root.with_attributes(counted);
    if suites_of.is_empty() {
        suites.write_empty()?;
    } else {
        suites.write_inner_content(|writer| {
            let mut files = suites_of.iter();
            files.try_for_each(|(file, cases)| suite(writer, file, cases))
        })?;
    }
    let mut bytes = writer.into_inner();
    bytes.write_all(b"\n")?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// What was tested of each file, in the order in which files come.
fn by_file(tested: &[Tested]) -> Vec<(&str, Vec<&Tested>)> {
    let mut files: Vec<(&str, Vec<&Tested>)> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for one in tested {
        let place = *places.entry(&one.file).or_insert_with(|| {
            files.push((&one.file, Vec::new()));
            files.len().saturating_sub(1)
        });
        if let Some((_, cases)) = files.get_mut(place) {
            cases.push(one);
        }
    }
    files
}

fn counts(tested: &[&Tested]) -> [(&'static str, String); 4] {
    let of = |name: &str| {
        let with = tested.iter().filter(|one| one.ending.is(name));
        with.count().to_string()
    };
    [
        ("tests", tested.len().to_string()),
        ("failures", of("failure")),
        ("errors", of("error")),
        ("skipped", of("skipped")),
    ]
}

fn suite(writer: &mut Writer<Vec<u8>>, file: &str, cases: &[&Tested]) -> io::Result<()> {
    let (name, counted) = (attribute(file), counts(cases));
    let suite = writer.create_element("testsuite");
    let suite = suite.with_attribute(("name", name.as_str()));
    let counted = counted.iter().map(|(name, count)| (*name, count.as_str()));
    suite
        .with_attributes(counted)
        .write_inner_content(|writer| cases.iter().try_for_each(|one| case(writer, one)))?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, one: &Tested) -> io::Result<()> {
    let (name, file) = (attribute(&one.name), attribute(&one.file));
    let line = one.line.map(|line| line.to_string());
    let case = writer.create_element("testcase").with_attributes([
        ("name", name.as_str()),
        ("classname", file.as_str()),
        ("file", file.as_str()),
    ]);
    let case = case.with_attributes(line.iter().map(|line| ("line", line.as_str())));
    let Some((element, text)) = one.ending.element() else {
        case.write_empty()?;
        return Ok(());
    };
    let message = attribute(
        text.lines()
            .nth(usize::from(has_place(text)))
            .unwrap_or(text)
            .trim(),
    );
    let text = content(text);
    case.write_inner_content(|writer| {
        let inner = writer.create_element(element);
        let inner = inner.with_attribute(("message", message.as_str()));
        inner.write_text_content(BytesText::new(&text))?;
        Ok(())
    })?;
    Ok(())
}

/// Whether the first line only says where the others are about.
fn has_place(text: &str) -> bool {
    text.lines()
        .nth(1)
        .is_some_and(|line| line.starts_with("  "))
}

/// A text without characters that XML has not.
fn content(text: &str) -> String {
    let text = printable(text).replace('\r', "");
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{fffe}' | '\u{ffff}' => shown.extend(character.escape_unicode()),
            other => shown.push(other),
        }
    }
    shown
}

/// The same on one line, as readers of XML make blanks of line ends in attributes.
fn attribute(text: &str) -> String {
    content(&printable_line(text)).replace('\t', " ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::Reader;

    use super::*;

    /// What XML 1.0 allows, but for blanks that are no text.
    fn is_allowed(character: char) -> bool {
        matches!(character, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
    }

    proptest! {
        #[test]
        fn any_text_makes_sound_xml(name: String, file: String, text in r"(?s).{0,20}|[<>&\]'\x00-\x1f\u{fffe}\r]{0,9}") {
            let one = Tested { file, line: None, name, ending: Ending::Failed(text) };
            let xml = junit(&[one]).unwrap();
            prop_assert!(xml.chars().all(is_allowed), "{xml:?}");
            let mut reader = Reader::from_str(&xml);
            reader.config_mut().check_end_names = true;
            let mut elements = 0;
            loop {
                match reader.read_event().unwrap() {
                    Event::Start(element) => {
                        elements += 1;
                        prop_assert!(element.attributes().all(|one| one.is_ok()));
                    }
                    Event::Eof => break,
                    _ => {}
                }
            }
            prop_assert_eq!(elements, 4);
        }
    }
}
