//! The second pass: every name becomes what it stands for, every clause finds its measure.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Span, Spanned, nearest};
use crate::syntax::{
    self, CategoryClause, Exempts, FactClause, Goods, Lost, ParagraphClause, ResolutionClause,
};
use crate::terms::{Citation, Country, CountryError, Date, Unit};

use super::declare::{Faults, Items, Names};
use super::fault::{LawFault, NameKind};
use super::graph;
use super::model::*;
use super::periods::Periods;

/// What the second pass makes of the items.
pub(super) struct Resolver<'f, 'n> {
    pub faults: &'n mut Faults<'f>,
    pub names: &'n Names,
    /// The unit of each quantity that has one.
    pub units: BTreeMap<&'n str, Unit>,
    /// Whether a paragraph may be missing because its number could not be read.
    pub lost: bool,
}

/// An exempting paragraph, before it is attached to what it serves.
struct Exemption<'t> {
    serves: &'t Exempts,
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
            hs_none: false,
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
                CategoryClause::KindOf(names, condition) => {
                    let parents = self.parents(file, names, condition.as_ref());
                    category.parents.extend(parents);
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
                CategoryClause::HsNone => category.hs_none = true,
                CategoryClause::Words(texts) => category.words.extend(phrases(texts)),
                CategoryClause::Hints(texts) => category.hints.extend(phrases(texts)),
                CategoryClause::ButNot(texts) => category.but_not.extend(phrases(texts)),
            }
        }
        category
    }

    /// The links of one `kind of` clause.
    fn parents(
        &mut self,
        file: usize,
        names: &[syntax::Name],
        condition: Option<&syntax::Condition>,
    ) -> Vec<Parent> {
        let link = match condition {
            Some(condition) => self.condition(file, condition).map(Link::If),
            None => Some(Link::Always),
        };
        let mut parents = Vec::new();
        for name in names {
            let category = self.name(NameKind::Category, file, name).map(CategoryId);
            if let Some((category, link)) = category.zip(link.clone()) {
                let span = name.span;
                let place = Place { file, span };
                parents.push(Parent {
                    category,
                    link,
                    place,
                });
            }
        }
        parents
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
        if tree.unit.value.is_empty() {
            return None;
        }
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
    pub fn paragraphs(&mut self, items: &Items<'_>) -> (Vec<Resolution>, Vec<Paragraph>) {
        let mut resolutions: Vec<Resolution> = Vec::new();
        let mut paragraphs = BTreeMap::new();
        let mut exemptions = Vec::new();
        for (file, tree, its_paragraphs) in &items.resolutions {
            let resolution = self.resolution(*file, tree);
            let index = resolutions.len();
            let again = self.is_again(&resolution, &resolutions);
            for tree in its_paragraphs {
                let paragraph = self.paragraph(*file, index, &resolution, tree, &mut exemptions);
                // Without a number it was only checked.
                if let Some(paragraph) = paragraph.filter(|_| !tree.number.value.is_empty()) {
                    let place = Place {
                        file: *file,
                        span: tree.number.span,
                    };
                    self.keep(paragraph, place, again, &mut paragraphs);
                }
            }
            resolutions.push(resolution);
        }
        let mut paragraphs: Vec<Paragraph> = paragraphs.into_values().map(|(_, p)| p).collect();
        let regimes_known = items.resolutions.iter().all(|(_, tree, _)| !tree.broken);
        for exemption in exemptions {
            self.attach(&exemption, &resolutions, regimes_known, &mut paragraphs);
        }
        (resolutions, paragraphs)
    }

    /// Adds a paragraph with the place of its number. All the paragraphs of a resolution that
    /// is declared `again` may be there already, and one fault for it is enough.
    fn keep(
        &mut self,
        paragraph: Paragraph,
        place: Place,
        again: bool,
        paragraphs: &mut BTreeMap<Citation, (Place, Paragraph)>,
    ) {
        match paragraphs.entry(paragraph.citation.clone()) {
            Entry::Vacant(free) => {
                free.insert((place, paragraph));
            }
            Entry::Occupied(taken) => {
                let (first, _) = taken.get();
                if !again && paragraph.citation.resolution() != 0 {
                    let name = paragraph.citation.to_string();
                    self.faults.twice(place, name, *first);
                }
            }
        }
    }

    /// Whether a resolution is declared already. In one file, the second resolution is a fault
    /// by itself.
    fn is_again(&mut self, resolution: &Resolution, before: &[Resolution]) -> bool {
        let same = |r: &&Resolution| r.number == resolution.number && r.number != 0;
        let Some(first) = before.iter().find(same) else {
            return false;
        };
        if first.place.file != resolution.place.file {
            let name = resolution.number.to_string();
            self.faults.twice(resolution.place, name, first.place);
        }
        true
    }

    fn resolution(&mut self, file: usize, tree: &syntax::Resolution) -> Resolution {
        let (mut regime, mut url, mut verified) = (None, None, None);
        for clause in &tree.clauses {
            let (name, twice) = match &clause.value {
                ResolutionClause::Regime(name) => {
                    ("`regime`", regime.replace(name.value.clone()).is_some())
                }
                ResolutionClause::Url(text) => ("`url`", url.replace(text.value.clone()).is_some()),
                ResolutionClause::Verified(date) => {
                    ("`verified`", verified.replace(date.value).is_some())
                }
            };
            if twice {
                self.faults
                    .add(file, clause.span, LawFault::ClauseTwice(name));
            }
        }
        let number = tree.number.value;
        if regime.is_none() && !tree.broken {
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

    fn paragraph<'t>(
        &mut self,
        file: usize,
        index: usize,
        resolution: &Resolution,
        tree: &'t syntax::Paragraph,
        exemptions: &mut Vec<Exemption<'t>>,
    ) -> Option<Paragraph> {
        let citation = Citation::in_resolution(resolution.number, &tree.number.value)
            .or_else(|_| Citation::in_resolution(resolution.number, "1"))
            .ok()?;
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
        let broken = is_broken(tree);
        let (general, drafts) = self.drafts(file, tree, &mut paragraph);
        let interprets = paragraph
            .links
            .iter()
            .any(|(kind, _)| *kind == syntax::LinkKind::Interprets);
        if drafts.is_empty() && !interprets && !broken {
            let fault = LawFault::NoMeasure(paragraph.citation.clone());
            self.faults.add(file, tree.number.span, fault);
        }
        for draft in drafts {
            let parts = Parts {
                file,
                adopted: resolution.adopted,
                general: &general,
                own: &draft,
                broken,
            };
            exemptions.extend(self.draft(&parts, &mut paragraph));
        }
        Some(paragraph)
    }

    /// Adds a measure to its paragraph, or returns what it exempts.
    fn draft<'t>(
        &mut self,
        parts: &Parts<'_, 't>,
        paragraph: &mut Paragraph,
    ) -> Option<Exemption<'t>> {
        match parts.own.head {
            Head::Measure(measure) => {
                let measure = self.measure(parts, measure, &paragraph.citation);
                paragraph.measures.extend(measure);
                None
            }
            Head::Exempts(serves) => {
                paragraph.exempts = true;
                Some(Exemption {
                    serves,
                    file: parts.file,
                    lift: self.exemption(parts, paragraph),
                })
            }
            Head::Broken => {
                self.only_check(parts);
                None
            }
        }
    }

    /// Checks the clauses of a measure that could not be read.
    fn only_check(&mut self, parts: &Parts<'_, '_>) {
        self.in_force(parts);
        for clause in parts.clauses() {
            match &clause.value {
                ParagraphClause::When(tree)
                | ParagraphClause::Except(tree)
                | ParagraphClause::Provided(tree) => {
                    self.condition(parts.file, tree);
                }
                _ => {}
            }
        }
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
                ParagraphClause::Broken(Lost::Measure) => Head::Broken,
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
            None if is_broken(tree) => {}
            None => {
                let fault = LawFault::NoStanding(paragraph.citation.clone());
                self.faults.add(file, tree.number.span, fault);
            }
        }
        (general, drafts)
    }

    fn measure(
        &mut self,
        parts: &Parts<'_, '_>,
        tree: &syntax::Measure,
        by: &Citation,
    ) -> Option<Measure> {
        let file = parts.file;
        let place = Place {
            file,
            span: parts.own.span,
        };
        let condition = |kind| Condition { kind, place };
        // Every part is looked at before one of them ends the work.
        let in_force = self.in_force(parts);
        let directions: Vec<Condition> = tree
            .directions
            .iter()
            .filter_map(|direction| self.direction(file, direction))
            .collect();
        let goods = self.goods(file, &tree.goods);
        let other_than = self.goods(file, &tree.other_than);
        let (whens, lifts) = self.modifiers(parts, tree.force, by);
        let in_force = in_force?;
        let reach = condition(ConditionKind::Any(directions));
        let mut covers = vec![in_force.clone(), reach.clone()];
        if !tree.goods.is_empty() {
            covers.push(condition(ConditionKind::Any(goods)));
        }
        if !other_than.is_empty() {
            let others = condition(ConditionKind::Any(other_than));
            covers.push(condition(ConditionKind::Not(Box::new(others))));
        }
        covers.extend(whens);
        Some(Measure {
            force: tree.force,
            place,
            reach,
            in_force,
            covers: condition(ConditionKind::All(covers)),
            lifts,
        })
    }

    /// The `when` clauses of a measure, and what lifts it.
    fn modifiers(
        &mut self,
        parts: &Parts<'_, '_>,
        force: syntax::Force,
        by: &Citation,
    ) -> (Vec<Condition>, Vec<Lift>) {
        let file = parts.file;
        let requires = matches!(
            force,
            syntax::Force::RequiresApproval | syntax::Force::RequiresNotice
        );
        let (mut whens, mut lifts, mut provided) = (Vec::new(), Vec::new(), false);
        for clause in parts.clauses() {
            match &clause.value {
                ParagraphClause::When(tree) => whens.extend(self.condition(file, tree)),
                ParagraphClause::Except(tree) => {
                    lifts.extend(self.lift(file, clause.span, tree, by));
                }
                ParagraphClause::Provided(tree) => {
                    provided = true;
                    lifts.extend(self.lift(file, clause.span, tree, by));
                    if !requires {
                        let fault = LawFault::Misplaced {
                            clause: "provided",
                            measure: force_word(force),
                            instead: "write an exemption with `except`",
                        };
                        self.faults.add(file, clause.span, fault);
                    }
                }
                _ => {}
            }
        }
        if requires && !provided && !parts.broken {
            self.faults.add(file, parts.own.span, LawFault::NoProvided);
        }
        (whens, lifts)
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

    fn exemption(&mut self, parts: &Parts<'_, '_>, paragraph: &Paragraph) -> Lift {
        let place = Place {
            file: parts.file,
            span: parts.own.span,
        };
        let mut all: Vec<Condition> = self.in_force(parts).into_iter().collect();
        for clause in parts.clauses() {
            let (word, tree) = match &clause.value {
                ParagraphClause::When(tree) => {
                    all.extend(self.condition(parts.file, tree));
                    continue;
                }
                ParagraphClause::Except(tree) => ("except", tree),
                ParagraphClause::Provided(tree) => ("provided", tree),
                _ => continue,
            };
            self.condition(parts.file, tree);
            self.faults
                .add(parts.file, clause.span, misplaced_in_exempts(word));
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
        exemption: &Exemption<'_>,
        resolutions: &[Resolution],
        regimes_known: bool,
        paragraphs: &mut [Paragraph],
    ) {
        match exemption.serves {
            Exempts::Regime(regime) => {
                let serves = |p: &Paragraph| {
                    resolutions
                        .get(p.resolution)
                        .is_some_and(|r| r.regime == regime.value)
                };
                let known = resolutions.iter().any(|r| r.regime == regime.value);
                if !known && regimes_known {
                    let fault = unknown_regime(&regime.value, resolutions);
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
                        self.unknown_paragraph(exemption.file, citation, paragraphs);
                    }
                }
            }
        }
    }

    /// Reports a paragraph that is not there, where nothing was lost that it may have been.
    pub fn unknown_paragraph(
        &mut self,
        file: usize,
        citation: &Spanned<Citation>,
        paragraphs: &[Paragraph],
    ) {
        if !self.lost {
            let fault = unknown_paragraph(&citation.value, paragraphs, true);
            self.faults.add(file, citation.span, fault);
        }
    }

    /// When a measure is in force, from its own clauses or those of the paragraph.
    fn in_force(&mut self, parts: &Parts<'_, '_>) -> Option<Condition> {
        let own = parts.own.clauses.dates();
        let clauses = if own.is_empty() {
            parts.general.dates()
        } else {
            own
        };
        let lost = |clause: &&Spanned<_>| clause.value == ParagraphClause::Broken(Lost::Date);
        let whole = !clauses.iter().any(lost);
        let mut builder = Periods::new(parts.adopted);
        let mut sound = whole;
        for clause in clauses {
            if let Err(fault) = builder.take(&clause.value) {
                sound = false;
                // The order of the others means nothing where one of them is not known.
                if whole || matches!(fault, LawFault::BeforeAdoption { .. }) {
                    self.faults.add(parts.file, clause.span, fault);
                }
            }
        }
        if !sound {
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
                self.alike(file, tree.span, &name.value, amount.value.unit);
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

    pub fn name(&mut self, kind: NameKind, file: usize, name: &syntax::Name) -> Option<usize> {
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
            let fault = LawFault::Country {
                code: code.value.clone(),
                nearest: nearest_countries(&code.value),
            };
            self.faults.add(file, code.span, fault);
        }
        country
    }

    /// Reports the comparison of a quantity with an amount of another dimension.
    pub fn alike(&mut self, file: usize, span: Span, quantity: &str, unit: Unit) {
        let own = self.units.get(quantity);
        if let Some(own) = own.filter(|own| own.dimension() != unit.dimension()) {
            let fault = LawFault::Unlike {
                quantity: quantity.to_owned(),
                own: own.to_string(),
                other: unit.to_string(),
            };
            self.faults.add(file, span, fault);
        }
    }
}

/// Whether a clause of a paragraph could not be read.
fn is_broken(tree: &syntax::Paragraph) -> bool {
    let broken = |clause: &Spanned<_>| matches!(clause.value, ParagraphClause::Broken(_));
    tree.clauses.iter().any(broken)
}

/// The countries that a text may mean where a code should stand.
fn nearest_countries(text: &str) -> Vec<Country> {
    match Country::parse(text) {
        Ok(country) => vec![country],
        Err(CountryError::Ambiguous { candidates }) => candidates,
        Err(CountryError::Unknown { nearest }) if !nearest.is_empty() => nearest,
        Err(_) => {
            let all: Vec<Country> = Country::all().collect();
            let near = nearest(text, all.iter().map(Country::alpha3));
            near.into_iter().filter_map(Country::from_alpha3).collect()
        }
    }
}

/// What a draft is about.
enum Head<'t> {
    Measure(&'t syntax::Measure),
    Exempts(&'t Exempts),
    /// It could not be read.
    Broken,
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
                ParagraphClause::Since(..)
                    | ParagraphClause::Until(..)
                    | ParagraphClause::RecordedUntil(_)
                    | ParagraphClause::Broken(Lost::Date)
            )
        };
        self.all.iter().filter(about_time).copied().collect()
    }
}

/// A measure's clauses beside those of its paragraph.
struct Parts<'p, 't> {
    file: usize,
    adopted: Date,
    general: &'p Clauses<'t>,
    own: &'p Draft<'t>,
    /// Whether a clause of the paragraph could not be read.
    broken: bool,
}

impl<'t> Parts<'_, 't> {
    fn clauses(&self) -> impl Iterator<Item = &'t Spanned<ParagraphClause>> {
        self.general
            .all
            .iter()
            .chain(&self.own.clauses.all)
            .copied()
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

fn unknown_regime(name: &str, resolutions: &[Resolution]) -> LawFault {
    let known: BTreeSet<&str> = resolutions.iter().map(|r| r.regime.as_str()).collect();
    let near = nearest(name, known.iter().copied());
    LawFault::Regime {
        name: name.to_owned(),
        nearest: near.into_iter().map(str::to_owned).collect(),
        known: known.into_iter().map(str::to_owned).collect(),
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
    let resolutions: BTreeSet<u16> = paragraphs.iter().map(|p| p.citation.resolution()).collect();
    LawFault::Paragraph {
        citation: citation.clone(),
        known: same.map(|p| p.citation.to_string()).collect(),
        resolutions: resolutions.into_iter().collect(),
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
