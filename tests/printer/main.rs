//! The printer: what it writes is read as the same tree, and printing again changes nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

mod trees;

use interdict::source::SourceFile;
use interdict::syntax::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use trees::item;

fn clause_count(item: &Item) -> usize {
    match item {
        Item::Resolution(item) => item.clauses.len(),
        Item::Paragraph(item) => item.clauses.len(),
        Item::Category(item) => item.clauses.len(),
        Item::Fact(item) => item.clauses.len(),
        Item::Modifier(item) => item.clauses.len(),
        Item::Example(item) => item.lines.len(),
        Item::Actor(item) => item.clauses.len(),
        Item::Area(item) => item.clauses.len(),
        Item::Model(item) => item.clauses.len(),
        Item::List(item) => item.clauses.len(),
        Item::Property(item) => item.clauses.len(),
        Item::Quantity(_) | Item::Day(_) => 0,
    }
}

/// What stands beside the parts of an item.
#[derive(Debug, Clone)]
struct Marks {
    apart: Vec<Vec<String>>,
    /// For each part: what is above it and behind it. The last is for what is under the item.
    parts: Vec<(Vec<String>, Option<String>)>,
    together: bool,
}

fn block(chance: f64) -> impl Strategy<Value = Vec<String>> {
    let text = prop_oneof![
        " [a-z]{1,9}",
        "[ -~é武]{0,20}",
        Just(" \"unclosed \\".to_owned())
    ];
    let line = text.prop_map(|text: String| text.trim_end().to_owned());
    option::weighted(chance, vec(line, 1..4)).prop_map(Option::unwrap_or_default)
}

fn marks() -> impl Strategy<Value = Marks> {
    let beside = block(0.2).prop_map(|lines| lines.into_iter().next());
    let apart = vec(block(0.5), 0..3).prop_map(|mut blocks| {
        blocks.retain(|block| !block.is_empty());
        blocks
    });
    let apart = option::weighted(0.2, apart).prop_map(Option::unwrap_or_default);
    (apart, vec((block(0.15), beside), 7), any::<bool>()).prop_map(|(apart, parts, together)| {
        Marks {
            apart,
            parts,
            together,
        }
    })
}

/// A rule file as its layout allows it.
fn rule_file() -> impl Strategy<Value = RuleFile> {
    (vec((item(), marks()), 1..8), marks()).prop_map(|(items, end)| {
        let mut file = RuleFile::default();
        for (index, (item, marks)) in items.into_iter().enumerate() {
            let before = file.comments.len();
            comment(&mut file, index, clause_count(&item), &marks);
            let comments = &file.comments;
            // Of this item and the one before, only what is behind their lines is allowed.
            let alone = |c: &Comment| c.anchor.side != Side::Beside && c.anchor.item == index;
            let under = |c: &Comment| c.anchor.item + 1 == index && c.anchor.part > 0;
            let free = !comments.iter().skip(before).any(alone) && !comments.iter().any(under);
            let one_lines = file
                .items
                .last()
                .is_some_and(|last| clause_count(last) == 0)
                && clause_count(&item) == 0;
            if marks.together && free && one_lines {
                file.together.push(index);
            }
            file.items.push(item);
        }
        let items = file.items.len();
        end.apart
            .iter()
            .for_each(|lines| keep(&mut file, items, 0, Side::Apart, lines.clone()));
        file
    })
}

fn comment(file: &mut RuleFile, item: usize, clauses: usize, marks: &Marks) {
    for lines in &marks.apart {
        keep(file, item, 0, Side::Apart, lines.clone());
    }
    for (part, (above, beside)) in marks.parts.iter().enumerate().take(clauses + 2) {
        keep(file, item, part, Side::Above, above.clone());
        if part <= clauses {
            keep(
                file,
                item,
                part,
                Side::Beside,
                beside.iter().cloned().collect(),
            );
        }
    }
}

fn keep(file: &mut RuleFile, item: usize, part: usize, side: Side, lines: Vec<String>) {
    if !lines.is_empty() {
        let anchor = Anchor { item, part, side };
        file.comments.push(Comment { anchor, lines });
    }
}

fn read(text: &str) -> (RuleFile, Vec<String>) {
    let (tree, faults) = parse(&SourceFile::new("printed.rule", text));
    (tree, faults.iter().map(ToString::to_string).collect())
}

/// The two properties, of a tree without faults. Returns the text.
fn printed(tree: &RuleFile) -> String {
    let text = print(tree);
    let (again, faults) = read(&text);
    assert!(faults.is_empty(), "{faults:?} in\n{text}");
    assert_eq!(&again, tree, "{text}");
    assert_eq!(print(&again), text);
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_as_the_same_tree(tree in rule_file()) {
        let text = printed(&tree);
        for line in text.lines() {
            prop_assert_eq!(line.trim_end(), line);
        }
        prop_assert!(!text.contains("\n\n\n") && !text.starts_with('\n') && !text.ends_with("\n\n"));
    }
}

/// What a tree holds, by name, so that the property above can be shown to say something.
fn tally(tree: &RuleFile, seen: &mut BTreeMap<String, usize>) {
    let mut note = |what: String| *seen.entry(what).or_default() += 1;
    for item in &tree.items {
        note(kind(item));
        let empty = clause_count(item) == 0;
        note(format!(
            "{} {}",
            kind(item),
            if empty { "alone" } else { "with clauses" }
        ));
        match item {
            Item::Resolution(item) => item.clauses.iter().for_each(|c| note(kind(&c.value))),
            Item::Paragraph(item) => {
                for clause in &item.clauses {
                    note(kind(&clause.value));
                    match &clause.value {
                        ParagraphClause::Measure(measure) => {
                            if let Force::Allows(limit) = &measure.force {
                                note(format!("window {}", kind(&limit.window)));
                                note("Allows".to_owned());
                            } else {
                                note(format!("{:?}", measure.force));
                            }
                            for direction in &measure.directions {
                                note(format!("place {}", kind(&direction.value.place)));
                                if let Some(party) = &direction.value.party {
                                    note(format!("party but {}", party.but));
                                }
                            }
                            measure
                                .goods
                                .iter()
                                .for_each(|goods| note(kind(&goods.value)));
                            note(format!("other than {}", measure.other_than.len().min(1)));
                        }
                        ParagraphClause::Link(link, _) => note(format!("{link:?}")),
                        ParagraphClause::Standing(standing, _) => note(format!("{standing:?}")),
                        ParagraphClause::Exempts(exempts) => note(kind(exempts)),
                        ParagraphClause::When(condition) => conditions(condition, 0, &mut note),
                        _ => {}
                    }
                }
            }
            Item::Category(item) => item.clauses.iter().for_each(|c| note(kind(&c.value))),
            Item::Fact(item) => item.clauses.iter().for_each(|c| note(kind(&c.value))),
            Item::Actor(item) => item.clauses.iter().for_each(|c| note(kind(&c.value))),
            Item::Area(item) => {
                let ways = item.clauses.iter();
                ways.for_each(|c| note(format!("area {:?}", c.value.0)));
            }
            Item::Model(item) => {
                let clauses = item.clauses.iter();
                clauses.for_each(|c| note(format!("model {}", kind(&c.value))));
            }
            Item::List(item) => item.clauses.iter().for_each(|c| note(kind(&c.value))),
            Item::Property(item) => item.clauses.iter().for_each(|c| note(kind(&c.value))),
            Item::Example(item) => {
                let fields = item.lines.iter().flat_map(|line| &line.value.fields);
                fields.for_each(|field| note(format!("field {}", kind(&field.value))));
            }
            _ => {}
        }
    }
    for comment in &tree.comments {
        let end = comment.anchor.item == tree.items.len();
        note(if end {
            "at the end".into()
        } else {
            format!("{:?}", comment.anchor.side)
        });
    }
    tree.together.iter().for_each(|_| note("together".into()));
    let text = print(tree);
    let deeper = |line: &&str| line.starts_with("    ") && !line.trim_start().starts_with('#');
    text.lines()
        .filter(deeper)
        .for_each(|_| note("broken line".into()));
}

fn conditions(condition: &Condition, depth: usize, note: &mut impl FnMut(String)) {
    note(format!("condition {}", kind(&condition.value)));
    note(format!("depth {depth}"));
    match &condition.value {
        ConditionKind::All(all) | ConditionKind::Any(all) => {
            all.iter().for_each(|one| conditions(one, depth + 1, note));
        }
        ConditionKind::Not(inner) => conditions(inner, depth + 1, note),
        _ => {}
    }
}

/// The name of a variant.
fn kind(value: &impl std::fmt::Debug) -> String {
    let shown = format!("{value:?}");
    shown.split(['(', ' ', '{']).next().unwrap().to_owned()
}

#[test]
fn generated_trees_reach_every_clause_and_nested_conditions() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeMap::new();
    for _ in 0..400 {
        tally(
            &rule_file().new_tree(&mut runner).unwrap().current(),
            &mut seen,
        );
    }
    let wanted = "Resolution Paragraph Category Fact Quantity Actor Modifier Example \
        Regime Url Verified Measure Exempts When Except Provided Since Until RecordedUntil Link \
        Standing Note Extends Amends Replaces Ends Interprets Checked Unconfirmed Disputed \
        Forbids RequiresApproval RequiresNotice Paragraphs Hs KindOf HsAlways HsMay HsNone One Words \
        Names Hints Heads Beside YieldsTo Residual ButNot IfSilent AskedOf Day Area Model List Property Allows IfSilentNo Named Edition \
        Includes Where Expect Apart Above Beside together";
    let more = [
        "CallsUpon(Watch)",
        "CallsUpon(Prevent)",
        "CallsUpon(Inspect)",
        "other than 0",
        "other than 1",
        "condition All",
        "condition Any",
        "condition Not",
        "condition Item",
        "condition Hs",
        "condition Place",
        "condition Party",
        "condition Fact",
        "condition Quantity",
        "condition Date",
        "condition On",
        "condition Flag",
        "condition Line",
        "condition Day",
        "window CalendarYear",
        "window YearFrom",
        "window All",
        "place Country",
        "place Named",
        "party but true",
        "party but false",
        "area To",
        "area From",
        "model Is",
        "model Fact",
        "model Quantity",
        "field Line",
        "field Day",
        "depth 3",
        "field Item",
        "field Hs",
        "field Category",
        "field Country",
        "field On",
        "field Fact",
        "field Quantity",
        "field Party",
        "at the end",
        "broken line",
        "Modifier with clauses",
        "Category alone",
    ];
    for what in wanted.split_whitespace().chain(more) {
        let count = seen.get(what).copied().unwrap_or_default();
        assert!(count >= 3, "{what}: {count} of {seen:#?}");
    }
}

/// The rule files below a folder.
fn rule_files(folder: &str) -> Vec<PathBuf> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() => open.push(path),
                Some(extension) if extension == "rule" => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

#[test]
fn shipped_and_golden_files_are_printed_as_they_say() {
    let mut sound = 0;
    for path in rule_files("rules")
        .into_iter()
        .chain(rule_files("tests/golden/broken_rules"))
    {
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        let (tree, faults) = read(&text);
        if faults.is_empty() {
            sound += 1;
            printed(&tree);
        }
    }
    assert!(sound > 50, "only {sound}");
}

#[test]
fn the_shipped_files_have_the_form() {
    for path in rule_files("rules") {
        let text = std::fs::read_to_string(&path)
            .unwrap()
            .replace("\r\n", "\n");
        assert!(
            print(&read(&text).0) == text,
            "run `interdict fmt rules`: {}",
            path.display()
        );
    }
}

/// What is put into a file between its words, where the language allows it.
#[derive(Debug, Clone, Copy)]
enum Put {
    Blank,
    Margin,
    Indented,
    Beside,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Wherever a comment stands, inside a clause as well, it is kept, and in its order.
    #[test]
    fn comments_are_kept_wherever_they_stand(
        which in any::<Index>(),
        puts in vec((any::<Index>(), select(vec![Put::Blank, Put::Margin, Put::Indented, Put::Beside])), 1..12),
    ) {
        let files = rule_files("rules");
        let source = std::fs::read_to_string(which.get(&files)).unwrap();
        let mut lines: Vec<String> = source.lines().map(str::to_owned).collect();
        for (number, (line, put)) in puts.iter().enumerate() {
            let line = line.index(lines.len());
            match put {
                Put::Blank => lines.insert(line, "  ".into()),
                Put::Margin => lines.insert(line, format!("#mark {number}.")),
                Put::Indented => lines.insert(line, format!("   #mark {number}.")),
                Put::Beside => lines[line].push_str(&format!(" #mark {number}.")),
            }
        }
        let text = lines.join("\n");
        let (tree, faults) = read(&text);
        prop_assert!(faults.is_empty(), "{:?}", faults);
        prop_assert_eq!(&tree.items, &read(&source).0.items);
        let marks = |text: &str| -> Vec<String> {
            let after = text.split("#mark ").skip(1);
            after.map(|rest| rest.split('.').next().unwrap().to_owned()).collect()
        };
        prop_assert_eq!(marks(&printed(&tree)), marks(&text));
    }
}

#[test]
fn comments_stand_where_they_belong() {
    let text = "# the file\n\n\n# and more\n#about both\n\nfact a \"A?\"#one\nfact b \"B?\"\n\n\n# of c\nfact c \"C?\"\n\n\
        # why\n if silent no # here\n  # under c\n\n  # next\n#margin\ncategory d \"D\"\n   words \"a\",  # first\n\n # second\n        \"b\" # last\n\
        # end\n";
    let formed = "# the file\n\n# and more\n#about both\n\nfact a \"A?\"  #one\nfact b \"B?\"\n\n# of c\nfact c \"C?\"\n  \
        # why\n  if silent no  # here\n  # under c\n  # next\n\n#margin\ncategory d \"D\"\n  # first\n  # second\n  words    \"a\", \"b\"  # last\n\n\
        # end\n";
    let (tree, faults) = read(text);
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(printed(&tree), formed);
}

#[test]
fn clauses_have_one_form() {
    let text = "category arms \"x\"\n hs always 930610,8806\n kind   of a,b if (range>=500000.5 kilometres and (not (c or d)))\n but not \"q\"\n\
        example \"x\"\n  hs 8806.1010 with not a with b, range 1234 m on 2016-01/2016-06 expect exempt, never by 2270/6\n";
    let formed = "category arms \"x\"\n  hs always  9306.10, 8806\n  kind of    a, b if range >= 500_000.5 km and not (c or d)\n  but not    \"q\"\n\n\
        example \"x\"\n  hs 8806.1010 with not a, b, range 1234 m on 2016-01/2016-06 expect exempt never by 2270/6\n";
    assert_eq!(printed(&read(text).0), formed);
}
