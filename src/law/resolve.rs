//! The second pass: every name becomes what it stands for, every clause finds its measure.

use std::collections::BTreeMap;

use crate::source::{Span, Spanned, nearest};
use crate::syntax::{
    self, CategoryClause, Exempts, FactClause, Goods, ParagraphClause, ResolutionClause,
};
use crate::terms::{Citation, Country, Date, Unit};

use super::declare::{Faults, Items, Names};
use super::fault::{LawFault, NameKind};
use super::graph;
use super::model::*;

/// What the second pass makes of the items.
pub(super) struct Resolver<'f, 'n> {
    pub faults: &'n mut Faults<'f>,
    pub names: &'n Names,
}

/// An exempting paragraph, before it is attached to what it serves.
struct Exemption {
    serves: Spanned<Exempts>,
    file: usize,
    lift: Lift,
}

impl Resolver<'_, '_> {
    pub fn categories(&mut self, items: &Items<'_>) -> Vec<Category> {
        let mut categories: Vec<Category> = items
            .categories
            .iter()
            .map(|(file, category)| self.category(*file, category))
            .collect();
        graph::close(&mut categories, self.faults);
        categories
    }

    fn category(&mut self, file: usize, tree: &syntax::Category) -> Category {
        let mut category = Category {
            name: tree.name.value.clone(),
            definition: tree.definition.value.clone(),
            place: Place {
                file,
                span: tree.name.span,
            },
            parents: Vec::new(),
            hs_always: Vec::new(),
            hs_may: Vec::new(),
            words: Vec::new(),
            hints: Vec::new(),
            but_not: Vec::new(),
            above: BTreeMap::new(),
            below: Vec::new(),
            codes: Vec::new(),
        };
        let phrases = |texts: &[syntax::Name]| -> Vec<Phrase> {
            let phrase = |text: &syntax::Name| Phrase {
                text: text.value.clone(),
                place: Place {
                    file,
                    span: text.span,
                },
            };
            texts.iter().map(phrase).collect()
        };
        for clause in &tree.clauses {
            match &clause.value {
                CategoryClause::KindOf(parents, condition) => {
                    let link = match condition {
                        Some(condition) => self.condition(file, condition).map(Link::If),
                        None => Some(Link::Always),
                    };
                    let Some(link) = link else { continue };
                    for parent in parents {
                        if let Some(id) = self.name(NameKind::Category, file, parent) {
                            let category_id = CategoryId(id);
                            category.parents.push(Parent {
                                category: category_id,
                                link: link.clone(),
                            });
                        }
                    }
                }
                CategoryClause::HsAlways(ranges) => {
                    category
                        .hs_always
                        .extend(ranges.iter().map(|range| range.value.clone()));
                }
                CategoryClause::HsMay(ranges) => {
                    category
                        .hs_may
                        .extend(ranges.iter().map(|range| range.value.clone()));
                }
                CategoryClause::Words(texts) => category.words.extend(phrases(texts)),
                CategoryClause::Hints(texts) => category.hints.extend(phrases(texts)),
                CategoryClause::ButNot(texts) => category.but_not.extend(phrases(texts)),
            }
        }
        category
    }

    pub fn fact(&mut self, file: usize, tree: &syntax::Fact) -> Fact {
        let mut silence = Silence::Unknown;
        for clause in &tree.clauses {
            if silence != Silence::Unknown {
                self.faults.add(
                    file,
                    clause.span,
                    LawFault::ClauseTwice("what silence means"),
                );
            }
            silence = match &clause.value {
                FactClause::IfSilent(answer) => Silence::Means(*answer),
                FactClause::AskedOf(categories, otherwise) => {
                    let ids = categories
                        .iter()
                        .filter_map(|name| self.name(NameKind::Category, file, name));
                    Silence::AskedOf(ids.map(CategoryId).collect(), *otherwise)
                }
            };
        }
        Fact {
            name: tree.name.value.clone(),
            question: tree.question.value.clone(),
            place: Place {
                file,
                span: tree.name.span,
            },
            silence,
        }
    }

    pub fn quantity(&mut self, file: usize, tree: &syntax::Quantity) -> Option<Quantity> {
        let unit = match Unit::parse(&tree.unit.value) {
            Ok(unit) => unit,
            Err(error) => {
                self.faults.add(file, tree.unit.span, error.into());
                return None;
            }
        };
        Some(Quantity {
            name: tree.name.value.clone(),
            unit,
            definition: tree.definition.value.clone(),
            place: Place {
                file,
                span: tree.name.span,
            },
        })
    }

    /// The resolutions and paragraphs, with exemptions attached to what they serve.
    pub fn paragraphs(
        &mut self,
        items: &Items<'_>,
        quantities: &[Quantity],
    ) -> (Vec<Resolution>, Vec<Paragraph>) {
        let mut resolutions: Vec<Resolution> = Vec::new();
        let mut paragraphs: Vec<Paragraph> = Vec::new();
        let mut exemptions = Vec::new();
        for (file, tree, its_paragraphs) in &items.resolutions {
            let resolution = self.resolution(*file, tree);
            if let Some(first) = resolutions.iter().find(|r| r.number == resolution.number) {
                let first = self.faults.whereabouts(first.place);
                let name = resolution.number.to_string();
                self.faults
                    .add(*file, tree.number.span, LawFault::Twice { name, first });
                continue;
            }
            let index = resolutions.len();
            for paragraph in its_paragraphs {
                let Some(paragraph) =
                    self.paragraph(*file, index, &resolution, paragraph, &mut exemptions)
                else {
                    continue;
                };
                if let Some(first) = paragraphs.iter().find(|p| p.citation == paragraph.citation) {
                    let first = self.faults.whereabouts(first.place);
                    let name = paragraph.citation.to_string();
                    self.faults
                        .add(*file, paragraph.place.span, LawFault::Twice { name, first });
                    continue;
                }
                paragraphs.push(paragraph);
            }
            resolutions.push(resolution);
        }
        self.compare_units(&paragraphs, quantities);
        paragraphs.sort_by(|a, b| a.citation.cmp(&b.citation));
        for exemption in exemptions {
            self.attach(&exemption, &resolutions, &mut paragraphs);
        }
        (resolutions, paragraphs)
    }

    fn resolution(&mut self, file: usize, tree: &syntax::Resolution) -> Resolution {
        let (mut regime, mut url, mut verified) = (None, None, None);
        for clause in &tree.clauses {
            let (name, twice) = match &clause.value {
                ResolutionClause::Regime(name) => {
                    ("regime", regime.replace(name.value.clone()).is_some())
                }
                ResolutionClause::Url(text) => ("url", url.replace(text.value.clone()).is_some()),
                ResolutionClause::Verified(date) => {
                    ("verified", verified.replace(date.value).is_some())
                }
            };
            if twice {
                self.faults
                    .add(file, clause.span, LawFault::ClauseTwice(name));
            }
        }
        let number = tree.number.value;
        if regime.is_none() {
            self.faults
                .add(file, tree.number.span, LawFault::NoRegime(number));
        }
        Resolution {
            number,
            adopted: tree.adopted.value,
            regime: regime.unwrap_or_default(),
            url,
            verified,
            place: Place {
                file,
                span: tree.number.span,
            },
        }
    }

    fn paragraph(
        &mut self,
        file: usize,
        index: usize,
        resolution: &Resolution,
        tree: &syntax::Paragraph,
        exemptions: &mut Vec<Exemption>,
    ) -> Option<Paragraph> {
        let citation = Citation::in_resolution(resolution.number, &tree.number.value).ok()?;
        let mut paragraph = Paragraph {
            title: tree.title.value.clone(),
            resolution: index,
            place: Place {
                file,
                span: tree.span,
            },
            measures: Vec::new(),
            exempts: false,
            links: Vec::new(),
            standing: syntax::Standing::Unconfirmed,
            standing_note: String::new(),
            notes: Vec::new(),
            citation,
        };
        let (general, drafts) = self.drafts(file, tree, &mut paragraph);
        let interprets = paragraph
            .links
            .iter()
            .any(|(kind, _)| *kind == syntax::LinkKind::Interprets);
        if drafts.is_empty() && !interprets {
            let fault = LawFault::NoMeasure(paragraph.citation.clone());
            self.faults.add(file, tree.number.span, fault);
        }
        for draft in drafts {
            let parts = Parts {
                file,
                adopted: resolution.adopted,
                general: &general,
                own: &draft,
            };
            match draft.head {
                Head::Measure(measure) => {
                    if let Some(measure) = self.measure(&parts, measure, &paragraph.citation) {
                        paragraph.measures.push(measure);
                    }
                }
                Head::Exempts(serves) => {
                    paragraph.exempts = true;
                    let lift = self.exemption(&parts, &paragraph);
                    let serves = Spanned::new(serves.clone(), draft.span);
                    exemptions.push(Exemption { serves, file, lift });
                }
            }
        }
        Some(paragraph)
    }

    /// Sorts the clauses of a paragraph: its own, those for all measures, those of each measure.
    fn drafts<'t>(
        &mut self,
        file: usize,
        tree: &'t syntax::Paragraph,
        paragraph: &mut Paragraph,
    ) -> (Clauses<'t>, Vec<Draft<'t>>) {
        let mut general = Clauses::default();
        let mut drafts: Vec<Draft<'t>> = Vec::new();
        let mut standing = None;
        for clause in &tree.clauses {
            let head = match &clause.value {
                ParagraphClause::Measure(measure) => Head::Measure(measure),
                ParagraphClause::Exempts(serves) => Head::Exempts(serves),
                ParagraphClause::Link(kind, citations) => {
                    let links = citations
                        .iter()
                        .map(|citation| (*kind, citation.value.clone()));
                    paragraph.links.extend(links);
                    continue;
                }
                ParagraphClause::Standing(kind, text) => {
                    if standing.replace((*kind, text.value.clone())).is_some() {
                        let fault = LawFault::ClauseTwice("how far it was checked");
                        self.faults.add(file, clause.span, fault);
                    }
                    continue;
                }
                ParagraphClause::Note(text) => {
                    paragraph.notes.push(text.value.clone());
                    continue;
                }
                _ => {
                    let clauses = drafts
                        .last_mut()
                        .map_or(&mut general, |draft| &mut draft.clauses);
                    clauses.all.push(clause);
                    continue;
                }
            };
            drafts.push(Draft {
                head,
                span: clause.span,
                clauses: Clauses::default(),
            });
        }
        match standing {
            Some((kind, note)) => (paragraph.standing, paragraph.standing_note) = (kind, note),
            None => {
                let fault = LawFault::NoStanding(paragraph.citation.clone());
                self.faults.add(file, tree.number.span, fault);
            }
        }
        (general, drafts)
    }

    fn measure(
        &mut self,
        parts: &Parts<'_>,
        tree: &syntax::Measure,
        by: &Citation,
    ) -> Option<Measure> {
        let file = parts.file;
        let place = Place {
            file,
            span: parts.own.span,
        };
        let condition = |kind| Condition { kind, place };
        let directions: Vec<Condition> = tree
            .directions
            .iter()
            .filter_map(|direction| self.direction(file, direction))
            .collect();
        let goods = self.goods(file, &tree.goods);
        let other_than = self.goods(file, &tree.other_than);
        let in_force = self.in_force(parts)?;
        let reach = condition(ConditionKind::Any(directions));
        let mut covers = vec![in_force.clone(), reach.clone()];
        if !tree.goods.is_empty() {
            covers.push(condition(ConditionKind::Any(goods)));
        }
        if !other_than.is_empty() {
            let others = condition(ConditionKind::Any(other_than));
            covers.push(condition(ConditionKind::Not(Box::new(others))));
        }
        let mut lifts = Vec::new();
        let mut provided = false;
        for clause in parts.clauses() {
            match &clause.value {
                ParagraphClause::When(tree) => covers.extend(self.condition(file, tree)),
                ParagraphClause::Except(tree) => {
                    lifts.extend(self.lift(file, clause.span, tree, by))
                }
                ParagraphClause::Provided(condition) => {
                    let requires = matches!(
                        tree.force,
                        syntax::Force::RequiresApproval | syntax::Force::RequiresNotice
                    );
                    if requires {
                        provided = true;
                        lifts.extend(self.lift(file, clause.span, condition, by));
                    } else {
                        let fault = LawFault::Misplaced {
                            clause: "provided",
                            measure: force_word(tree.force),
                            instead: "write an exemption with `except`",
                        };
                        self.faults.add(file, clause.span, fault);
                    }
                }
                _ => {}
            }
        }
        let requires = matches!(
            tree.force,
            syntax::Force::RequiresApproval | syntax::Force::RequiresNotice
        );
        if requires && !provided {
            self.faults.add(file, parts.own.span, LawFault::NoProvided);
        }
        Some(Measure {
            force: tree.force,
            place,
            reach,
            in_force,
            covers: condition(ConditionKind::All(covers)),
            lifts,
        })
    }

    fn lift(
        &mut self,
        file: usize,
        span: Span,
        tree: &syntax::Condition,
        by: &Citation,
    ) -> Option<Lift> {
        let condition = self.condition(file, tree)?;
        let text = self
            .faults
            .files
            .get(file)
            .map_or("", |source| source.quote(span));
        Some(Lift {
            by: by.clone(),
            condition,
            text: one_line(text),
        })
    }

    fn exemption(&mut self, parts: &Parts<'_>, paragraph: &Paragraph) -> Lift {
        let place = Place {
            file: parts.file,
            span: parts.own.span,
        };
        let mut all: Vec<Condition> = self.in_force(parts).into_iter().collect();
        for clause in parts.clauses() {
            match &clause.value {
                ParagraphClause::When(tree) => all.extend(self.condition(parts.file, tree)),
                ParagraphClause::Except(_) => {
                    self.faults
                        .add(parts.file, clause.span, misplaced_in_exempts("except"))
                }
                ParagraphClause::Provided(_) => {
                    self.faults
                        .add(parts.file, clause.span, misplaced_in_exempts("provided"))
                }
                _ => {}
            }
        }
        Lift {
            by: paragraph.citation.clone(),
            condition: Condition {
                kind: ConditionKind::All(all),
                place,
            },
            text: paragraph.title.clone(),
        }
    }

    fn attach(
        &mut self,
        exemption: &Exemption,
        resolutions: &[Resolution],
        paragraphs: &mut [Paragraph],
    ) {
        let span = exemption.serves.span;
        match &exemption.serves.value {
            Exempts::Regime(regime) => {
                let serves = |p: &Paragraph| {
                    resolutions
                        .get(p.resolution)
                        .is_some_and(|r| r.regime == regime.value)
                };
                let known = resolutions.iter().map(|r| r.regime.as_str());
                if !resolutions.iter().any(|r| r.regime == regime.value) {
                    let near = nearest(&regime.value, known)
                        .into_iter()
                        .map(str::to_owned)
                        .collect();
                    let fault = LawFault::Regime {
                        name: regime.value.clone(),
                        nearest: near,
                    };
                    self.faults.add(exemption.file, regime.span, fault);
                }
                paragraphs
                    .iter_mut()
                    .filter(|p| serves(p))
                    .for_each(|p| lift_all(p, &exemption.lift));
            }
            Exempts::Paragraphs(citations) => {
                for citation in citations {
                    let served = paragraphs
                        .iter_mut()
                        .filter(|p| p.citation.is_within(&citation.value));
                    let count = served.map(|p| lift_all(p, &exemption.lift)).count();
                    if count == 0 {
                        let fault = unknown_paragraph(&citation.value, paragraphs, true);
                        self.faults.add(
                            exemption.file,
                            citation.span.max(Span::new(span.start, span.start)),
                            fault,
                        );
                    }
                }
            }
        }
    }

    /// When a measure is in force, from its own clauses or those of the paragraph.
    fn in_force(&mut self, parts: &Parts<'_>) -> Option<Condition> {
        let own = parts.own.clauses.dates();
        let clauses = if own.is_empty() {
            parts.general.dates()
        } else {
            own
        };
        let mut builder = Periods {
            adopted: parts.adopted,
            done: Vec::new(),
            open: None,
        };
        let before = self.faults.errors.len();
        for clause in clauses {
            if let Err(fault) = builder.take(&clause.value) {
                self.faults.add(parts.file, clause.span, fault);
            }
        }
        if self.faults.errors.len() > before {
            return None;
        }
        let periods = builder.finish();
        let place = Place {
            file: parts.file,
            span: parts.own.span,
        };
        Some(Condition {
            kind: ConditionKind::InForce(periods),
            place,
        })
    }

    fn direction(
        &mut self,
        file: usize,
        direction: &Spanned<syntax::Direction>,
    ) -> Option<Condition> {
        let place = Place {
            file,
            span: direction.span,
        };
        let tree = &direction.value;
        let country = self.country(file, &tree.country)?;
        let there = Condition {
            kind: ConditionKind::Place(tree.way, country),
            place,
        };
        let Some(actor) = &tree.actor else {
            return Some(there);
        };
        let actor = ActorId(self.name(NameKind::Actor, file, actor)?);
        let party = Condition {
            kind: ConditionKind::Party(tree.way, actor),
            place,
        };
        Some(Condition {
            kind: ConditionKind::All(vec![there, party]),
            place,
        })
    }

    fn goods(&mut self, file: usize, goods: &[Spanned<Goods>]) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for good in goods {
            let place = Place {
                file,
                span: good.span,
            };
            let kind = match &good.value {
                Goods::Hs(ranges) => Some(ConditionKind::Hs(ranges.clone())),
                Goods::Category(name) => {
                    let id = self.name(NameKind::Category, file, &good.with(name.clone()));
                    id.map(|id| ConditionKind::Item(CategoryId(id)))
                }
            };
            conditions.extend(kind.map(|kind| Condition { kind, place }));
        }
        conditions
    }

    /// A condition with its names resolved, or nothing where one of them cannot be.
    fn condition(&mut self, file: usize, tree: &syntax::Condition) -> Option<Condition> {
        use syntax::ConditionKind as Tree;
        let place = Place {
            file,
            span: tree.span,
        };
        let kind = match &tree.value {
            Tree::All(parts) => ConditionKind::All(self.conditions(file, parts)?),
            Tree::Any(parts) => ConditionKind::Any(self.conditions(file, parts)?),
            Tree::Not(inner) => ConditionKind::Not(Box::new(self.condition(file, inner)?)),
            Tree::Item(name) => {
                ConditionKind::Item(CategoryId(self.name(NameKind::Category, file, name)?))
            }
            Tree::Hs(ranges) => ConditionKind::Hs(ranges.clone()),
            Tree::Place(way, country) => ConditionKind::Place(*way, self.country(file, country)?),
            Tree::Party(way, actor) => {
                ConditionKind::Party(*way, ActorId(self.name(NameKind::Actor, file, actor)?))
            }
            Tree::Fact(name, silent) => {
                ConditionKind::Fact(FactId(self.name(NameKind::Fact, file, name)?), *silent)
            }
            Tree::Quantity(name, comparison, amount) => {
                let id = QuantityId(self.name(NameKind::Quantity, file, name)?);
                ConditionKind::Quantity(id, *comparison, amount.value)
            }
            Tree::Date(comparison, day) => ConditionKind::Date(*comparison, *day),
        };
        Some(Condition { kind, place })
    }

    /// All of the conditions, each tried so that every unknown name is reported.
    fn conditions(&mut self, file: usize, trees: &[syntax::Condition]) -> Option<Vec<Condition>> {
        let resolved: Vec<Option<Condition>> = trees
            .iter()
            .map(|tree| self.condition(file, tree))
            .collect();
        resolved.into_iter().collect()
    }

    fn name(&mut self, kind: NameKind, file: usize, name: &syntax::Name) -> Option<usize> {
        match self.names.find(kind, &name.value) {
            Ok(index) => Some(index),
            Err(fault) => {
                self.faults.add(file, name.span, fault);
                None
            }
        }
    }

    pub fn country(&mut self, file: usize, code: &syntax::Name) -> Option<Country> {
        let country = Country::from_alpha3(&code.value);
        if country.is_none() {
            let nearest = match Country::parse(&code.value) {
                Ok(country) => vec![country],
                Err(crate::terms::CountryError::Ambiguous { candidates }) => candidates,
                Err(crate::terms::CountryError::Unknown { nearest }) => nearest,
            };
            let nearest = nearest.iter().map(ToString::to_string).collect();
            let fault = LawFault::Country {
                code: code.value.clone(),
                nearest,
            };
            self.faults.add(file, code.span, fault);
        }
        country
    }

    /// Reports comparisons of a quantity with an amount of another dimension.
    fn compare_units(&mut self, paragraphs: &[Paragraph], quantities: &[Quantity]) {
        for measure in paragraphs.iter().flat_map(|p| &p.measures) {
            let conditions = std::iter::once(&measure.covers)
                .chain(measure.lifts.iter().map(|lift| &lift.condition));
            conditions.for_each(|condition| self.compare_units_in(condition, quantities));
        }
    }

    pub fn compare_units_in(&mut self, condition: &Condition, quantities: &[Quantity]) {
        condition.walk(&mut |part| {
            let ConditionKind::Quantity(id, _, amount) = &part.kind else {
                return;
            };
            let Some(quantity) = quantities.get(id.index()) else {
                return;
            };
            if quantity.unit.dimension() != amount.unit.dimension() {
                let fault = LawFault::Unlike {
                    quantity: quantity.name.clone(),
                    own: quantity.unit.to_string(),
                    other: amount.unit.to_string(),
                };
                self.faults.add(part.place.file, part.place.span, fault);
            }
        });
    }
}

/// What a draft is about.
enum Head<'t> {
    Measure(&'t syntax::Measure),
    Exempts(&'t Exempts),
}

/// A measure with the clauses after it.
struct Draft<'t> {
    head: Head<'t>,
    span: Span,
    clauses: Clauses<'t>,
}

/// Clauses that modify measures.
#[derive(Default)]
struct Clauses<'t> {
    all: Vec<&'t Spanned<ParagraphClause>>,
}

impl<'t> Clauses<'t> {
    fn dates(&self) -> Vec<&'t Spanned<ParagraphClause>> {
        let about_time = |clause: &&&Spanned<ParagraphClause>| {
            matches!(
                clause.value,
                ParagraphClause::Since(_)
                    | ParagraphClause::Until(..)
                    | ParagraphClause::RecordedUntil(_)
            )
        };
        self.all.iter().filter(about_time).copied().collect()
    }
}

/// A measure's clauses beside those of its paragraph.
struct Parts<'p> {
    file: usize,
    adopted: Date,
    general: &'p Clauses<'p>,
    own: &'p Draft<'p>,
}

impl<'p> Parts<'p> {
    fn clauses(&self) -> impl Iterator<Item = &'p Spanned<ParagraphClause>> {
        self.general
            .all
            .iter()
            .chain(&self.own.clauses.all)
            .copied()
    }
}

/// Periods in the making.
struct Periods {
    adopted: Date,
    done: Vec<Period>,
    open: Option<Period>,
}

impl Periods {
    fn take(&mut self, clause: &ParagraphClause) -> Result<(), LawFault> {
        match clause {
            ParagraphClause::Since(day) => self.begin(day.value),
            ParagraphClause::Until(day, by) => {
                let mut period = self.current()?;
                if day.value <= period.since {
                    let since = period.since;
                    return Err(LawFault::Backwards {
                        since,
                        until: day.value,
                    });
                }
                period.until = Some(day.value);
                period.replaced_by = by.as_ref().map(|by| by.value.clone());
                self.done.push(period);
                Ok(())
            }
            ParagraphClause::RecordedUntil(day) => {
                let mut period = self.current()?;
                if day.value <= period.since {
                    let since = period.since;
                    return Err(LawFault::Backwards {
                        since,
                        until: day.value,
                    });
                }
                period.recorded_until = Some(day.value);
                self.open = Some(period);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, since: Date) -> Result<(), LawFault> {
        if since < self.adopted {
            return Err(LawFault::BeforeAdoption {
                since,
                adopted: self.adopted,
            });
        }
        let last_end = self.done.last().and_then(|period| period.until);
        if self.open.is_some() || last_end.is_some_and(|end| since < end) {
            return Err(LawFault::Overlap);
        }
        self.open = Some(period_from(since));
        Ok(())
    }

    /// The period that an `until` ends: the open one, or the first, from adoption.
    fn current(&mut self) -> Result<Period, LawFault> {
        match self.open.take() {
            Some(period) => Ok(period),
            None if self.done.is_empty() => Ok(period_from(self.adopted)),
            None => Err(LawFault::Overlap),
        }
    }

    fn finish(mut self) -> Vec<Period> {
        self.done.extend(self.open);
        if self.done.is_empty() {
            self.done.push(period_from(self.adopted));
        }
        self.done
    }
}

fn period_from(since: Date) -> Period {
    Period {
        since,
        until: None,
        recorded_until: None,
        replaced_by: None,
    }
}

fn lift_all(paragraph: &mut Paragraph, lift: &Lift) {
    for measure in &mut paragraph.measures {
        measure.lifts.push(lift.clone());
    }
}

fn misplaced_in_exempts(clause: &'static str) -> LawFault {
    LawFault::Misplaced {
        clause,
        measure: "exempts",
        instead: "say with `when` under which conditions it exempts",
    }
}

fn force_word(force: syntax::Force) -> &'static str {
    match force {
        syntax::Force::Forbids => "forbids",
        syntax::Force::RequiresApproval | syntax::Force::RequiresNotice => "requires",
        syntax::Force::CallsUpon(_) => "calls upon",
    }
}

/// The fault of citing a paragraph that is not there.
pub(super) fn unknown_paragraph(
    citation: &Citation,
    paragraphs: &[Paragraph],
    needed: bool,
) -> LawFault {
    let same = paragraphs
        .iter()
        .filter(|p| p.citation.resolution() == citation.resolution());
    LawFault::Paragraph {
        citation: citation.clone(),
        known: same.map(|p| p.citation.to_string()).collect(),
        needed,
    }
}

/// A clause's words on one line, without comments.
pub(crate) fn one_line(text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once('#') {
        Some((words, _)) if !words.contains('"') => words,
        _ => line,
    });
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ")
}
