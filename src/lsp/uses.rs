//! Every name in a rule file with its place: where it is declared, and where it is used.

use crate::source::{Span, Spanned};
use crate::syntax::*;
use crate::terms::Citation;

/// What a name is the name of. The kinds of declared names share one space, so that a name's
/// text alone says what it means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Something that rules declare: a category, a fact and so on.
    Name(String),
    /// A country, as it is written.
    Country(String),
    /// A regime.
    Regime(String),
    /// A paragraph.
    Paragraph(Citation),
}

/// A name at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The name and nothing else.
    pub span: Span,
    /// What it names.
    pub what: What,
    /// Whether it is declared here.
    pub declares: bool,
}

/// The names of a tree, in the order of the file.
#[must_use]
pub fn uses(tree: &RuleFile, text: &str) -> Vec<Use> {
    let mut walker = Walker {
        text,
        found: Vec::new(),
        resolution: None,
    };
    tree.items.iter().for_each(|item| walker.item(item));
    let mut found = walker.found;
    found.sort_by_key(|one| (one.span, !one.declares));
    found.dedup_by_key(|one| one.span);
    found
}

struct Walker<'t> {
    text: &'t str,
    found: Vec<Use>,
    /// The resolution to which a paragraph belongs.
    resolution: Option<u16>,
}

impl Walker<'_> {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Resolution(tree) => self.resolution(tree),
            Item::Paragraph(tree) => self.paragraph(tree),
            Item::Category(tree) => {
                self.declare(&tree.name);
                tree.clauses.iter().for_each(|c| self.category(&c.value));
            }
            Item::Fact(tree) => {
                self.declare(&tree.name);
                for clause in &tree.clauses {
                    if let FactClause::AskedOf(all, _) = &clause.value {
                        self.names(all);
                    }
                }
            }
            Item::Quantity(tree) => self.declare(&tree.name),
            Item::Day(tree) => self.declare(&tree.name),
            Item::Actor(tree) => self.declare(&tree.name),
            Item::Area(tree) => {
                self.declare(&tree.name);
                self.country(&tree.country);
                tree.clauses.iter().for_each(|c| self.condition(&c.value.1));
            }
            Item::Model(tree) => tree.clauses.iter().for_each(|c| self.model(&c.value)),
            Item::List(tree) => {
                self.declare(&tree.name);
                for clause in &tree.clauses {
                    if let ListClause::Includes(goods, condition) = &clause.value {
                        self.goods(goods);
                        condition.iter().for_each(|c| self.condition(c));
                    }
                }
            }
            Item::Modifier(_) => {}
            Item::Example(tree) => tree.lines.iter().for_each(|line| self.line(&line.value)),
            Item::Property(tree) => tree.clauses.iter().for_each(|c| match &c.value {
                PropertyClause::Where(condition) => self.condition(condition),
                PropertyClause::Expect(tree) => self.paragraphs(&tree.by),
            }),
        }
    }

    fn resolution(&mut self, tree: &Resolution) {
        self.resolution = Some(tree.number.value).filter(|number| *number > 0);
        for clause in &tree.clauses {
            if let ResolutionClause::Regime(name) = &clause.value {
                self.add(name.span, What::Regime(name.value.clone()), true);
            }
        }
    }

    fn paragraph(&mut self, tree: &Paragraph) {
        let number = self.resolution;
        let citation = number.and_then(|n| Citation::in_resolution(n, &tree.number.value).ok());
        if let Some(citation) = citation {
            self.add(tree.number.span, What::Paragraph(citation), true);
        }
        for clause in &tree.clauses {
            match &clause.value {
                ParagraphClause::Measure(tree) => self.measure(tree),
                ParagraphClause::Exempts(Exempts::Regime(name)) => {
                    self.add(name.span, What::Regime(name.value.clone()), false);
                }
                ParagraphClause::Exempts(Exempts::Paragraphs(all))
                | ParagraphClause::Link(_, all) => self.paragraphs(all),
                ParagraphClause::When(condition)
                | ParagraphClause::Except(condition)
                | ParagraphClause::Provided(condition) => self.condition(condition),
                ParagraphClause::Since(tree) => {
                    tree.condition.iter().for_each(|c| self.condition(c));
                }
                ParagraphClause::Until(tree) => {
                    tree.replaced_by.iter().for_each(|by| self.cited(by));
                    tree.condition.iter().for_each(|c| self.condition(c));
                }
                ParagraphClause::RecordedUntil(_)
                | ParagraphClause::Standing(..)
                | ParagraphClause::Note(_)
                | ParagraphClause::Broken(_) => {}
            }
        }
    }

    fn measure(&mut self, tree: &Measure) {
        for direction in &tree.directions {
            if let Some(party) = &direction.value.party {
                self.name(&party.actor);
            }
            self.place(&direction.value.place);
        }
        self.goods(&tree.goods);
        self.goods(&tree.other_than);
    }

    fn category(&mut self, clause: &CategoryClause) {
        match clause {
            CategoryClause::KindOf(parents, condition) => {
                self.names(parents);
                condition.iter().for_each(|c| self.condition(c));
            }
            CategoryClause::Heads(_, names) | CategoryClause::YieldsTo(names) => self.names(names),
            _ => {}
        }
    }

    fn model(&mut self, clause: &ModelClause) {
        match clause {
            ModelClause::Is(all) => self.names(all),
            ModelClause::Fact(name, ..) | ModelClause::Quantity(name, ..) => self.name(name),
        }
    }

    fn goods(&mut self, all: &[Spanned<Goods>]) {
        for goods in all {
            match &goods.value {
                Goods::Named(name) => self.name(&goods.with(name.clone())),
                Goods::Edition(list, _) => self.name(list),
                Goods::Hs(_) => {}
            }
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match &condition.value {
            ConditionKind::All(parts) | ConditionKind::Any(parts) => {
                parts.iter().for_each(|part| self.condition(part));
            }
            ConditionKind::Not(inner) => self.condition(inner),
            ConditionKind::Item(name)
            | ConditionKind::On(name, _)
            | ConditionKind::Party(_, name)
            | ConditionKind::Fact(name, _)
            | ConditionKind::Quantity(name, ..)
            | ConditionKind::Day(name, ..) => self.name(name),
            ConditionKind::Place(_, place) => self.place(place),
            ConditionKind::Flag(country) => self.country(country),
            ConditionKind::Hs(_) | ConditionKind::Line(..) | ConditionKind::Date(..) => {}
        }
    }

    fn line(&mut self, line: &ExampleLine) {
        for field in &line.fields {
            self.field(field);
        }
        self.paragraphs(&line.by);
        self.paragraphs(&line.never);
    }

    /// A field has one place for all its words. What it names is the last of them, or the first
    /// where an amount or a date follows.
    fn field(&mut self, field: &Spanned<ExampleField>) {
        let Span { start, end } = field.span;
        let last = |name: &str| Span::new(end.saturating_sub(name.len()), end);
        let first = |name: &str| Span::new(start, start.saturating_add(name.len()));
        match &field.value {
            ExampleField::Category(name)
            | ExampleField::Fact(name, _)
            | ExampleField::Party(_, name) => self.found(last(name), name),
            ExampleField::Quantity(name, _) | ExampleField::Day(name, _) => {
                self.found(first(name), name);
            }
            ExampleField::Country(_, code) => {
                self.country(&Spanned::new(code.clone(), last(code)));
            }
            ExampleField::Item(_)
            | ExampleField::Hs(_)
            | ExampleField::On(_)
            | ExampleField::Line(..) => {}
        }
    }

    fn place(&mut self, place: &Place) {
        match place {
            Place::Country(name) => self.country(name),
            Place::Named(name) => self.name(name),
        }
    }

    fn country(&mut self, name: &Name) {
        self.add(name.span, What::Country(name.value.clone()), false);
    }

    fn paragraphs(&mut self, all: &[Spanned<Citation>]) {
        all.iter().for_each(|citation| self.cited(citation));
    }

    fn cited(&mut self, citation: &Spanned<Citation>) {
        self.add(
            citation.span,
            What::Paragraph(citation.value.clone()),
            false,
        );
    }

    fn names(&mut self, all: &[Name]) {
        all.iter().for_each(|name| self.name(name));
    }

    fn name(&mut self, name: &Name) {
        self.add(name.span, What::Name(name.value.clone()), false);
    }

    fn found(&mut self, span: Span, name: &str) {
        self.add(span, What::Name(name.to_owned()), false);
    }

    /// A name that had to be put into the form of a name is not the one that is written.
    fn declare(&mut self, name: &Name) {
        if name.span.quote(self.text) == name.value {
            self.add(name.span, What::Name(name.value.clone()), true);
        }
    }

    fn add(&mut self, span: Span, what: What, declares: bool) {
        let found = Use {
            span,
            what,
            declares,
        };
        self.found.push(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::RuleSet;

    /// The text of every use is what it names; every word of a rule file that some rule declares
    /// is found as a use, but for words in texts and comments and words of the language.
    #[test]
    fn every_name_of_the_shipped_rules_is_found_where_it_stands() {
        let rules = RuleSet::builtin().unwrap();
        let mut count = 0;
        for file in &rules.files {
            let (tree, _) = parse(file);
            for one in uses(&tree, file.text()) {
                let written = file.quote(one.span);
                match &one.what {
                    What::Name(name) | What::Country(name) | What::Regime(name) => {
                        assert_eq!(written, name);
                    }
                    What::Paragraph(citation) if one.declares => {
                        assert_eq!(written, citation.paragraph());
                    }
                    What::Paragraph(citation) => assert_eq!(written, citation.to_string()),
                }
                count += 1;
            }
        }
        assert!(count > 3000, "only {count}");
    }

    #[test]
    fn every_construct_has_its_names_found() {
        let text = "resolution 1 adopted 2001-01-01\n  regime r\nparagraph 1(a) \"x\"\n  \
            forbids supply to anyone but a in SDN, procurement from b of c, d edition \"e\" other than f\n  \
            when not (item on g or item is h) and flag is PRK and i < 2001-01-01 and j > 5 t\n  \
            until 2002-01-01, replaced by 2/1 if k if silent no\n  exempts regime r\n\
            area l in SDN \"x\"\n  to if m\nmodel \"x\"\n  is n\n  has not o, source \"x\"\n\
            category p \"x\"\n  kind of q if sender is r2\n  heads \"x\" of s\n  yields to t\n\
            fact u \"x\"\n  asked of v, otherwise no\nlist w \"x\"\n  includes x2 if y\n\
            example \"x\"\n  category z from USA on 2001 with not aa, bb 5 km, cc 2001 recipient is dd \
            expect clear never by 1/1(a)\nproperty \"x\"\n  \
            for every record where ee\n  expect clear by 1/1(a)\n";
        let file = crate::source::SourceFile::new("x", text);
        let (tree, faults) = parse(&file);
        assert!(faults.is_empty(), "{faults:?}");
        let found: Vec<&str> = uses(&tree, text)
            .iter()
            .map(|u| file.quote(u.span))
            .collect();
        let wanted = "r 1(a) a SDN b c d f g h PRK i j 2/1 k r l SDN m n o p q r2 s t u v w x2 y \
            z USA aa bb cc dd 1/1(a) ee 1/1(a)";
        assert_eq!(found.join(" "), wanted);
    }
}
