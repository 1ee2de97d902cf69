//! Resolutions and paragraphs of the second pass: which clause belongs to which measure, and which
//! paragraphs an exemption serves.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

use crate::source::{Spanned, nearest};
use crate::syntax::{self, Exempts, Lost, ParagraphClause, ResolutionClause};
use crate::terms::Citation;

use super::declare::Items;
use super::draft::{Clauses, Draft, Head, Parts};
use super::fault::LawFault;
use super::model::*;
use super::resolve::Resolver;

/// An exempting paragraph, before it is attached to what it serves.
struct Exemption<'t> {
    serves: &'t Exempts,
    file: usize,
    lift: Lift,
}

impl Resolver<'_, '_> {
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
}

/// Whether a clause of a paragraph could not be read.
fn is_broken(tree: &syntax::Paragraph) -> bool {
    let broken = |clause: &Spanned<_>| matches!(clause.value, ParagraphClause::Broken(_));
    tree.clauses.iter().any(broken)
}

fn lift_all(paragraph: &mut Paragraph, lift: &Lift) {
    for measure in &mut paragraph.measures {
        measure.lifts.push(lift.clone());
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
