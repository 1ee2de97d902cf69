//! The colours of an editor are those of the language: the TextMate grammar is applied to every
//! shipped rule file, and held to what the parser says of the same places.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use fancy_regex::Regex;
use interdict::law::{ModifierKind, RuleSet};
use interdict::lsp::{What, uses};
use interdict::source::SourceFile;
use interdict::syntax::{ITEMS, RESERVED, WORDS, clauses_of, parse};
use interdict::terms::{Interval, Unit, Verdict};
use serde_json::Value;

/// A stretch of a line, in bytes.
type Range = std::ops::Range<usize>;

/// A grammar of patterns that match, and of patterns that begin and end.
struct Grammar {
    json: Value,
    rules: Vec<Rule>,
}

struct Rule {
    start: Regex,
    name: String,
    /// The scopes of its groups.
    groups: Vec<(usize, String)>,
    /// Where it ends, and what stands inside it.
    inside: Option<(Regex, Vec<Self>)>,
}

fn grammar() -> Grammar {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/editors/vscode/syntaxes/interdict.tmLanguage.json"
    );
    let json: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut rules = Vec::new();
    for pattern in json["patterns"].as_array().unwrap() {
        collect(&json, pattern, &mut rules);
    }
    Grammar { rules, json }
}

fn collect(json: &Value, pattern: &Value, rules: &mut Vec<Rule>) {
    if let Some(name) = pattern["include"].as_str() {
        let named = &json["repository"][name.trim_start_matches('#')];
        return collect(json, named, rules);
    }
    let regex = |what: &str| Regex::new(pattern[what].as_str()?).ok();
    let inner = pattern["patterns"].as_array();
    let Some(start) = regex("match").or_else(|| regex("begin")) else {
        let inner = inner.expect("a pattern that cannot be read");
        return inner.iter().for_each(|one| collect(json, one, rules));
    };
    let captures = pattern["captures"].as_object().into_iter().flatten();
    let groups = captures.map(|(group, scope)| {
        (
            group.parse().unwrap(),
            scope["name"].as_str().unwrap().to_owned(),
        )
    });
    let inside = regex("end").map(|end| {
        let mut rules = Vec::new();
        let inner = inner.into_iter().flatten();
        inner.for_each(|one| collect(json, one, &mut rules));
        (end, rules)
    });
    rules.push(Rule {
        start,
        name: pattern["name"].as_str().unwrap_or_default().to_owned(),
        groups: groups.collect(),
        inside,
    });
}

impl Grammar {
    /// The scope of each byte of a line, as an editor finds it: of the patterns that match first,
    /// the first. Nothing here goes on in the next line.
    fn scopes(&self, line: &str) -> Vec<String> {
        let mut scopes = vec![String::new(); line.len()];
        let mut at = 0;
        while let Some((rule, found)) = first(&self.rules, line, at) {
            let whole = found[0].clone().unwrap();
            let mut end = whole.end;
            if let Some((stop, _)) = &rule.inside {
                // An escape hides what would end it.
                let mut from = end;
                end = loop {
                    let stop = stop.captures_from_pos(line, from).unwrap().unwrap();
                    let stop = stop.get(0).unwrap();
                    let inner = &rule.inside.as_ref().unwrap().1;
                    match first(inner, line, from).and_then(|(_, found)| found[0].clone()) {
                        Some(inner) if inner.start < stop.start() => from = inner.end,
                        _ => break stop.end(),
                    }
                };
            }
            paint(&mut scopes, whole.start..end, &rule.name);
            for (group, scope) in &rule.groups {
                if let Some(Some(found)) = found.get(*group) {
                    paint(&mut scopes, found.clone(), scope);
                }
            }
            assert!(end > at, "the grammar stands still in `{line}`");
            at = end;
        }
        scopes
    }

    /// The words that a pattern of the repository lists, by the path to it.
    fn listed(&self, pointer: &str) -> BTreeSet<String> {
        let pattern = self.json["repository"].pointer(pointer).unwrap();
        let pattern = pattern.as_str().unwrap();
        let lists = pattern
            .split('(')
            .map(|group| group.split(')').next().unwrap());
        let longest = lists.max_by_key(|list| list.len()).unwrap();
        longest
            .split('|')
            .map(|word| word.replace("\\s+", " "))
            .collect()
    }
}

fn paint(scopes: &mut [String], range: Range, scope: &str) {
    scopes[range]
        .iter_mut()
        .for_each(|one| scope.clone_into(one));
}

/// The pattern that matches first behind a place, with its groups: group 0 is all of it.
fn first<'r>(rules: &'r [Rule], line: &str, at: usize) -> Option<(&'r Rule, Vec<Option<Range>>)> {
    let found = rules.iter().filter_map(|rule| {
        let found = rule.start.captures_from_pos(line, at).unwrap()?;
        let groups = found.iter().map(|group| group.map(|group| group.range()));
        Some((rule, groups.collect::<Vec<_>>()))
    });
    found.min_by_key(|(_, groups)| groups[0].as_ref().unwrap().start)
}

fn set<'a>(words: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    words.into_iter().map(str::to_owned).collect()
}

#[test]
fn the_grammar_lists_the_words_of_the_parser() {
    let grammar = grammar();
    assert_eq!(
        grammar.listed("/heads/patterns/4/match"),
        set(ITEMS.iter().copied())
    );
    let clauses = ITEMS.iter().flat_map(|item| clauses_of(item)).copied();
    assert_eq!(grammar.listed("/clauses/patterns/1/match"), set(clauses));
    let words = RESERVED.iter().chain(WORDS).copied();
    assert_eq!(grammar.listed("/words/match"), set(words));
    let verdicts = Verdict::ALL.into_iter().map(Verdict::word);
    assert_eq!(grammar.listed("/verdicts/match"), set(verdicts));
    let kinds = ModifierKind::ALL.into_iter().map(ModifierKind::word);
    assert_eq!(grammar.listed("/heads/patterns/1/match"), set(kinds));
    let units = Unit::symbols().chain(["[A-Z]{3}"]);
    assert_eq!(grammar.listed("/amount/match"), set(units));
}

/// What a place of a file is, and the scope that it should have.
fn wanted(file: &SourceFile, at: Range, before: &str) -> &'static [&'static str] {
    let words = &file.text()[at];
    let first = words.chars().next().unwrap();
    match first {
        '#' => &["comment."],
        '"' => &["string."],
        '<' | '>' | '=' => &["keyword.operator."],
        ',' | '(' | ')' => &["punctuation."],
        '0'..='9' if words.contains('-') && Interval::parse(words).is_ok() => {
            &["constant.numeric.date."]
        }
        '0'..='9' => &["constant.numeric."],
        _ if Unit::parse(words).is_ok() && follows_number(before) => &["support.type.unit."],
        _ if Verdict::from_word(words).is_some() => &["constant.language.verdict."],
        // Whatever else the parser read without a fault, and is no name, is a word of the language.
        _ => &["keyword.", "support.constant.modifier."],
    }
}

/// Whether a unit stands behind such words.
fn follows_number(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap();
    let last = line.split_whitespace().next_back().unwrap_or_default();
    last.starts_with(|c: char| c.is_ascii_digit())
        || last == "one"
        || (line.starts_with("quantity ") && matches!(last, "in" | "or"))
}

/// The parts of a text: comments, texts, words, numbers and signs.
fn parts(text: &str) -> Vec<Range> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let run = |part: fn(char) -> bool| rest.find(|c| !part(c)).unwrap_or(rest.len());
        let length = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' => {
                let mut escaped = false;
                let end = rest[1..].find(|c| {
                    let ends = (c == '"' && !escaped) || c == '\n';
                    escaped = c == '\\' && !escaped;
                    ends
                });
                end.unwrap() + 2
            }
            c if c.is_ascii_digit() => run(|c| c.is_alphanumeric() || "_.:-/".contains(c)),
            c if c.is_alphabetic() => run(|c| c.is_alphanumeric() || "_/".contains(c)),
            '<' | '>' | '=' => run(|c| "<>=".contains(c)),
            c => c.len_utf8(),
        };
        if !first.is_whitespace() {
            parts.push(at..at + length);
        }
        at += length;
    }
    parts
}

/// Holds the scopes of a file to the parser; tells how many places were held.
fn hold(grammar: &Grammar, file: &Arc<SourceFile>) -> usize {
    let text = file.text();
    let (tree, faults) = parse(file);
    assert!(faults.is_empty(), "{}: {faults:?}", file.name());
    let lines = text.split_inclusive('\n');
    let scopes: Vec<String> = lines
        .flat_map(|line| {
            let mut scopes = grammar.scopes(line.trim_end_matches('\n'));
            scopes.resize(line.len(), String::new());
            scopes
        })
        .collect();
    let mut wrong = Vec::new();
    let mut expect = |at: Range, wanted: &[&str]| {
        let fits = |scope: &String| wanted.iter().any(|wanted| scope.starts_with(wanted));
        if !scopes[at.clone()].iter().all(fits) {
            let line = file.line(at.start);
            let found = &scopes[at.start];
            wrong.push(format!(
                "{}:{line}: `{}` is {found}",
                file.name(),
                &text[at]
            ));
        }
    };
    let mut named = vec![false; text.len()];
    let mut count = 0;
    for one in uses(&tree, text) {
        let wanted: &[&str] = match &one.what {
            What::Name(_) if one.declares => &["entity.name.type."],
            What::Name(_) | What::Regime(_) => &["variable.other."],
            What::Country(_) => &["constant.other.country."],
            What::Paragraph(_) if one.declares => &["entity.name.function."],
            What::Paragraph(_) => &["entity.name.reference."],
        };
        let range = one.span.start..one.span.end;
        named[range.clone()].fill(true);
        expect(range, wanted);
        count += 1;
    }
    for part in parts(text) {
        if !named[part.start] && !named[part.end - 1] {
            expect(
                part.clone(),
                wanted(file, part.clone(), &text[..part.start]),
            );
            count += 1;
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(40)].join("\n")
    );
    count
}

#[test]
fn every_shipped_file_is_coloured_as_it_is_parsed() {
    let grammar = grammar();
    let rules = RuleSet::builtin().unwrap();
    let count: usize = rules.files.iter().map(|file| hold(&grammar, file)).sum();
    assert!(count > 20_000, "only {count}");
}

#[test]
fn every_construct_is_coloured_as_it_is_parsed() {
    let grammar = grammar();
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/golden/constructs"
    ));
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "rule") {
            let text = std::fs::read_to_string(&path).unwrap();
            hold(&grammar, &SourceFile::new(path.to_string_lossy(), text));
            count += 1;
        }
    }
    assert!(count > 0);
}
