//! Properties of the second pass.

use crate::syntax::{self, PropertyClause, PropertyExpectation};
use crate::terms::Verdict;

use super::declare::Items;
use super::fault::LawFault;
use super::model::{Paragraph, Place, Property};
use super::resolve::Resolver;

impl Resolver<'_, '_> {
    pub fn properties(&mut self, items: &Items<'_>, paragraphs: &[Paragraph]) -> Vec<Property> {
        let properties = items.properties.iter();
        properties
            .filter_map(|(file, tree)| self.property(*file, tree, paragraphs))
            .collect()
    }

    fn property(
        &mut self,
        file: usize,
        tree: &syntax::Property,
        paragraphs: &[Paragraph],
    ) -> Option<Property> {
        let (mut records, mut expect) = (None, None);
        for clause in &tree.clauses {
            let twice = match &clause.value {
                PropertyClause::Where(condition) => {
                    let condition = self.condition(file, condition);
                    records
                        .replace(condition)
                        .map(|_| "`for every record where`")
                }
                PropertyClause::Expect(tree) => {
                    for citation in &tree.by {
                        if !paragraphs.iter().any(|p| p.citation == citation.value) {
                            self.unknown_paragraph(file, citation, paragraphs);
                        }
                    }
                    expect.replace(tree).map(|_| "`expect`")
                }
            };
            if let Some(clause_name) = twice {
                self.faults
                    .add(file, clause.span, LawFault::ClauseTwice(clause_name));
            }
        }
        let missing = match (&records, &expect) {
            (None, _) => Some("which records it is about"),
            (_, None) => Some("what it expects of them"),
            _ => None,
        };
        if let (Some(missing), false) = (missing, tree.broken) {
            let fault = LawFault::HalfProperty(missing);
            self.faults.add(file, tree.title.span, fault);
        }
        let expect = expect?;
        Some(Property {
            title: tree.title.value.clone(),
            records: records??,
            verdicts: allowed(expect),
            by: expect
                .by
                .iter()
                .map(|citation| citation.value.clone())
                .collect(),
            place: Place {
                file,
                span: tree.title.span,
            },
        })
    }
}

/// The verdicts that a property allows.
fn allowed(expect: &PropertyExpectation) -> Vec<Verdict> {
    let named: Vec<Verdict> = expect
        .verdicts
        .iter()
        .map(|verdict| verdict.value)
        .collect();
    let all = Verdict::ALL.into_iter();
    match (expect.never, named.is_empty()) {
        (false, _) => named,
        (true, true) => vec![Verdict::Clear],
        (true, false) => all.filter(|verdict| !named.contains(verdict)).collect(),
    }
}
