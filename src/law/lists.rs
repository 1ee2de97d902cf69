//! List documents of the second pass.

use crate::source::Spanned;
use crate::syntax::{self, ListClause};

use super::fault::LawFault;
use super::model::*;
use super::resolve::Resolver;

impl Resolver<'_, '_> {
    /// A list with its editions; nothing where it has none.
    pub fn list(&mut self, file: usize, tree: &syntax::List) -> Option<List> {
        let mut editions: Vec<Edition> = Vec::new();
        let mut entries: Vec<Vec<Condition>> = Vec::new();
        let mut standing = None;
        for clause in &tree.clauses {
            match &clause.value {
                ListClause::Edition(name, since) => {
                    editions.push(self.edition(file, name, since, editions.last()));
                    entries.push(Vec::new());
                }
                ListClause::Includes(goods, condition) => {
                    let entry = self.entry(file, clause, goods, condition.as_ref());
                    match entries.last_mut() {
                        Some(entries) => entries.extend(entry),
                        None if tree.broken => {}
                        None => self.faults.add(file, clause.span, LawFault::NoEdition),
                    }
                }
                ListClause::Standing(kind, text) => {
                    if standing.replace((*kind, text.value.clone())).is_some() {
                        let fault = LawFault::ClauseTwice("how far it was checked");
                        self.faults.add(file, clause.span, fault);
                    }
                }
            }
        }
        for (edition, entries) in editions.iter_mut().zip(entries) {
            edition.entries.kind = ConditionKind::Any(entries);
        }
        let begins: Vec<_> = editions.iter().map(|one| one.period.since).collect();
        for (edition, next) in editions.iter_mut().zip(begins.into_iter().skip(1)) {
            edition.period.until = Some(next);
        }
        self.complain(file, tree, editions.is_empty(), standing.is_none());
        let (standing, standing_note) =
            standing.unwrap_or((syntax::Standing::Checked, String::new()));
        (!editions.is_empty()).then(|| List {
            name: tree.name.value.clone(),
            title: tree.title.value.clone(),
            editions,
            standing,
            standing_note,
            place: Place {
                file,
                span: tree.name.span,
            },
            whole: Place {
                file,
                span: tree
                    .clauses
                    .iter()
                    .fold(tree.name.span, |whole, clause| whole.to(clause.span)),
            },
        })
    }

    /// What a list lacks.
    fn complain(&mut self, file: usize, tree: &syntax::List, empty: bool, unchecked: bool) {
        let name = || tree.name.value.clone();
        if empty && !tree.broken {
            self.faults
                .add(file, tree.name.span, LawFault::EmptyList(name()));
        }
        if unchecked && !tree.broken {
            self.faults
                .add(file, tree.name.span, LawFault::ListStanding(name()));
        }
    }

    fn edition(
        &mut self,
        file: usize,
        name: &syntax::Name,
        since: &Spanned<crate::terms::Date>,
        before: Option<&Edition>,
    ) -> Edition {
        if before.is_some_and(|before| since.value <= before.period.since) {
            self.faults.add(file, since.span, LawFault::EditionOrder);
        }
        let place = Place {
            file,
            span: name.span,
        };
        Edition {
            name: name.value.clone(),
            period: Period::from(since.value),
            entries: Condition {
                kind: ConditionKind::Any(Vec::new()),
                place,
            },
            place,
        }
    }

    /// One entry: any of its goods, where its condition holds.
    fn entry(
        &mut self,
        file: usize,
        clause: &Spanned<ListClause>,
        goods: &[Spanned<syntax::Goods>],
        condition: Option<&syntax::Condition>,
    ) -> Option<Condition> {
        let span = clause.span;
        let place = Place { file, span };
        for one in goods {
            self.refuse_list(file, one);
        }
        let any = Condition {
            kind: ConditionKind::Any(self.goods(file, goods)),
            place,
        };
        let Some(tree) = condition else {
            return Some(any);
        };
        self.refuse_goods(file, tree, "say which goods it includes before `if`");
        let only = self.condition(file, tree)?;
        Some(Condition {
            kind: ConditionKind::All(vec![any, only]),
            place,
        })
    }
}
