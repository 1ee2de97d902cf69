//! What the phrases of one stretch of a text say of each other.

use smallvec::SmallVec;

use crate::law::{CategoryId, FactId, ModifierKind, Place};
use crate::source::Span;

use super::super::goods::Strength;
use super::super::vocabulary::{Grade, Mark, Role};
use super::{Hit, Reader, below, overlap, within};

/// A candidate on the way to being a hit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    category: CategoryId,
    grade: Grade,
    span: Span,
    place: Place,
    /// Whether it still counts.
    counts: bool,
}

/// One stretch with its marks.
pub(super) struct Here<'a> {
    reader: &'a Reader<'a>,
    marks: &'a [Mark],
    stretch: Span,
    /// A bit for each kind of modifier in it.
    kinds: u32,
    /// Whether there are heads in it.
    has_heads: bool,
}

/// What speaks in a stretch.
pub(super) type Candidates = SmallVec<[Candidate; 8]>;

impl<'a> Here<'a> {
    pub fn new(reader: &'a Reader<'a>, marks: &'a [Mark], stretch: Span) -> Self {
        let bit = |mark: &Mark| match mark.role {
            Role::Modifies(kind) => kind_bit(kind),
            _ => 0,
        };
        let is_head = |mark: &Mark| matches!(mark.role, Role::Heads(..));
        Self {
            reader,
            marks,
            stretch,
            kinds: marks.iter().fold(0, |kinds, mark| kinds | bit(mark)),
            has_heads: marks.iter().any(is_head),
        }
    }

    fn has(&self, kind: ModifierKind) -> bool {
        self.kinds & kind_bit(kind) != 0
    }

    pub fn of_kind(&self, kind: ModifierKind) -> impl Iterator<Item = Span> {
        let of_kind = move |mark: &&Mark| mark.role == Role::Modifies(kind);
        self.marks.iter().filter(of_kind).map(|mark| mark.span)
    }

    pub fn candidates(&self) -> Candidates {
        let spoken = self.marks.iter().filter_map(|mark| match mark.role {
            Role::Speaks(category, grade) => Some(Candidate {
                category,
                grade,
                span: mark.span,
                place: mark.place,
                counts: true,
            }),
            _ => None,
        });
        spoken.collect()
    }

    fn is_residual(&self, category: CategoryId) -> bool {
        let categories = &self.reader.rules.categories;
        categories.get(category.index()).is_some_and(|c| c.residual)
    }

    /// What is denied does not count: what follows a negation, what a word of absence follows.
    pub fn deny(&self, candidates: &mut [Candidate]) {
        let denies = self.has(ModifierKind::Negation) || self.has(ModifierKind::Absence);
        if !denies && !self.reader.denied {
            return;
        }
        let spans: SmallVec<[Span; 8]> = candidates.iter().map(|one| one.span).collect();
        for one in candidates {
            let mut negations = self.of_kind(ModifierKind::Negation);
            let before = negations.any(|word| word.end <= one.span.start);
            let after = self.of_kind(ModifierKind::Absence).any(|word| {
                let between = |other: &Span| one.span.end <= other.start && other.end <= word.start;
                one.span.end <= word.start && !spans.iter().any(between)
            });
            one.counts &= !(before || after || self.reader.denied);
        }
    }

    /// Whether a denial goes on in the next stretch: before a colon, or along a list in which
    /// something was denied, up to a number.
    pub fn denies_on(&self, candidates: &[Candidate], colon: bool) -> bool {
        let negation = self.of_kind(ModifierKind::Negation).next();
        let opens = self.reader.denied || negation.is_some();
        let denied = candidates.iter().any(|one| !one.counts);
        match colon {
            // What is denied of a heading such as `not toys:` is what it names itself.
            true => {
                let names_other = self.has(ModifierKind::Decoy) || self.has(ModifierKind::Purpose);
                opens && candidates.is_empty() && !names_other
            }
            false => opens && denied && !self.has_number(),
        }
    }

    fn has_number(&self) -> bool {
        let stream = self.reader.text.stream();
        let said = self.stretch.quote(stream);
        said.contains(|c: char| c.is_ascii_digit())
    }

    /// Whether a word at `word` is about what stands at `hit`: not where it only follows a word
    /// for a place, or for what comes along with the goods.
    fn is_about(&self, word: Span, hit: Span) -> bool {
        let apart = |mark: &Mark| {
            let parts = matches!(
                mark.role,
                Role::Modifies(ModifierKind::Place | ModifierKind::With)
            );
            parts && hit.end <= mark.span.start && mark.span.end <= word.start
        };
        !overlap(word, hit) && !self.marks.iter().any(apart)
    }

    /// Whether two words stand together, with no word for a place or for what comes along between
    /// them.
    fn is_beside(&self, word: Span, hit: Span) -> bool {
        self.is_about(word, hit) && self.is_about(hit, word)
    }

    fn is_one_word(&self, span: Span) -> bool {
        self.reader.text.words(span).take(2).count() == 1
    }

    /// Words that turn goods into something else, such as `toy` or `book`.
    pub fn clear_decoys(&self, candidates: &mut [Candidate]) {
        if !self.has(ModifierKind::Decoy) && !self.reader.decoyed {
            return;
        }
        for one in candidates {
            let mut decoys = self.of_kind(ModifierKind::Decoy);
            let inside = |decoy: Span| within(one.span, decoy) && one.span != decoy;
            let turned = decoys.any(|decoy| self.is_about(decoy, one.span));
            let turned = (turned || self.reader.decoyed) && !self.is_residual(one.category);
            if turned || self.of_kind(ModifierKind::Decoy).any(inside) {
                one.counts = false;
            }
        }
    }

    /// Whether one of two categories lies above the other.
    fn is_one_line(&self, a: CategoryId, b: CategoryId) -> bool {
        let rules = self.reader.rules;
        below(a, &[b], rules) || below(b, &[a], rules)
    }

    /// Of two phrases that share words, one whose category takes the other's as what it is about
    /// counts alone: in `spare parts for T-72 tanks` a phrase for the parts ends inside the tanks.
    pub fn claim_overlaps(&self, candidates: &mut [Candidate]) {
        if candidates.len() < 2 {
            return;
        }
        let all = Candidates::from_slice(candidates);
        for one in candidates {
            let taken = all.iter().filter(|other| other.counts).any(|other| {
                if other.span == one.span || !overlap(other.span, one.span) {
                    return false;
                }
                let declared = self.reader.rules.categories.get(other.category.index());
                let takes = declared.map_or(&[][..], |category| category.heads.as_slice());
                !self.is_one_line(other.category, one.category)
                    && takes
                        .iter()
                        .any(|heads| below(one.category, &heads.of, self.reader.rules))
            });
            one.counts &= !taken;
        }
    }

    /// Heads take what they are about: `magazines` of an AK-47 are magazines. A head that stands
    /// before its goods takes heads as well (`overhaul of tank engines`).
    pub fn heads(&self, candidates: &mut [Candidate]) -> Vec<Hit> {
        let mut hits = Vec::new();
        let silent = self.reader.denied || self.reader.decoyed;
        if !self.has_heads || candidates.is_empty() || silent {
            return hits;
        }
        let mut heads: Vec<(CategoryId, &[CategoryId], &Mark)> = Vec::new();
        for mark in self.marks {
            let Role::Heads(category, clause) = mark.role else {
                continue;
            };
            let declared = self.reader.rules.categories.get(category.index());
            let clause = declared.and_then(|c| c.heads.get(clause));
            if let Some(clause) = clause {
                heads.push((category, clause.of.as_slice(), mark));
            }
        }
        let mut taken: Vec<Span> = Vec::new();
        for leads in [true, false] {
            let mut order: Vec<_> = heads.iter().collect();
            if !leads {
                order.reverse();
            }
            for (category, of, head) in order {
                if taken.iter().any(|span| overlap(*span, head.span)) {
                    continue;
                }
                let objects = self.objects(head.span, of, leads, candidates);
                let Some(strength) = self.strength_of(&objects, candidates) else {
                    continue;
                };
                let plain = |index: &usize| {
                    let object = candidates.get(*index);
                    object
                        .is_some_and(|o| o.grade == Grade::Word || self.is_supported(o, candidates))
                };
                let bare = !objects.iter().any(plain);
                let mut span = head.span;
                for index in objects {
                    if let Some(object) = candidates.get_mut(index) {
                        span = span.to(object.span);
                        object.counts = false;
                    }
                }
                taken.push(span);
                hits.push(Hit {
                    category: *category,
                    strength,
                    span,
                    place: head.place,
                    bare,
                });
            }
        }
        hits
    }

    /// The candidates that a head takes, before it or after it.
    fn objects(
        &self,
        head: Span,
        of: &[CategoryId],
        leads: bool,
        candidates: &[Candidate],
    ) -> Vec<usize> {
        let parted = |from: usize, to: usize| {
            self.marks.iter().any(|mark| {
                let parts = match mark.role {
                    Role::Modifies(
                        ModifierKind::With | ModifierKind::Place | ModifierKind::Negation,
                    ) => true,
                    Role::Modifies(ModifierKind::Purpose) => !leads,
                    _ => false,
                };
                parts && from <= mark.span.start && mark.span.end <= to
            })
        };
        let taken = candidates.iter().enumerate().filter(|(_, one)| {
            let (first, second) = if leads {
                (head, one.span)
            } else {
                (one.span, head)
            };
            one.counts
                && first.end <= second.start
                && below(one.category, of, self.reader.rules)
                && !parted(first.end, second.start)
        });
        taken.map(|(index, _)| index).collect()
    }

    /// How certain a head is of what it takes; nothing where it takes nothing.
    fn strength_of(&self, objects: &[usize], candidates: &[Candidate]) -> Option<Strength> {
        let strengths = objects.iter().filter_map(|index| {
            let object = candidates.get(*index)?;
            let weak = object.grade == Grade::Hint && !self.is_supported(object, candidates);
            let doubted = weak || self.is_doubted(object.span);
            Some(match doubted {
                true => Strength::Possible,
                false => Strength::Certain,
            })
        });
        strengths.min()
    }

    /// What only comes along with the goods, or is what they are for, is not what is supplied.
    pub fn drop_company(&self, candidates: &mut [Candidate]) {
        if !self.has(ModifierKind::With) && !self.has(ModifierKind::Purpose) {
            return;
        }
        let spans: Vec<(Span, bool, bool)> = candidates
            .iter()
            .map(|one| (one.span, one.counts, self.is_residual(one.category)))
            .collect();
        let heads: Vec<Span> = self
            .marks
            .iter()
            .filter(|mark| matches!(mark.role, Role::Heads(..)))
            .map(|mark| mark.span)
            .collect();
        for kind in [ModifierKind::With, ModifierKind::Purpose] {
            for word in self.of_kind(kind) {
                let goods = spans.iter().any(|(span, counts, residual)| {
                    span.end <= word.start
                        && (*counts || kind == ModifierKind::Purpose)
                        && !residual
                });
                let goes_on = word.start == self.stretch.start && self.stretch.start > 0;
                let other = kind == ModifierKind::Purpose
                    && (goes_on
                        || heads.iter().any(|head| head.end <= word.start)
                        || self
                            .unknown_word(Span::new(self.stretch.start, word.start))
                            .is_some()
                        || spans
                            .iter()
                            .any(|(span, _, residual)| *residual && span.end <= word.start));
                for one in candidates.iter_mut() {
                    if (goods || other) && word.end <= one.span.start {
                        one.counts = false;
                    }
                }
            }
        }
    }

    /// What only describes goods beside it does not count: a calibre beside a rifle.
    pub fn yield_to_others(&self, candidates: &mut [Candidate]) {
        let yields_to = |one: &Candidate| {
            let category = self.reader.rules.categories.get(one.category.index());
            category.map_or(&[][..], |category| category.yields_to.as_slice())
        };
        if candidates.iter().all(|one| yields_to(one).is_empty()) {
            return;
        }
        let counting = candidates.iter().filter(|one| one.counts);
        let mut standing: SmallVec<[CategoryId; 8]> = counting.map(|one| one.category).collect();
        if standing.len() == 1 {
            standing.extend_from_slice(&self.reader.before);
        }
        for one in candidates {
            let to = yields_to(one);
            one.counts &= !standing
                .iter()
                .any(|other| below(*other, to, self.reader.rules));
        }
    }

    /// Whether something beside a candidate agrees with it: a word that its category or one above
    /// names for that, or another phrase of a related category. Two hints do not support each
    /// other.
    fn is_supported(&self, one: &Candidate, candidates: &[Candidate]) -> bool {
        let Some(category) = self.reader.rules.categories.get(one.category.index()) else {
            return false;
        };
        let beside = self.marks.iter().any(|mark| match mark.role {
            Role::Beside(upper) => {
                category.above.contains_key(&upper) && !overlap(mark.span, one.span)
            }
            _ => false,
        });
        let related = |other: &Candidate| {
            let other = self.reader.rules.categories.get(other.category.index());
            other.is_some_and(|o| category.above.keys().any(|id| o.above.contains_key(id)))
        };
        beside
            || candidates.iter().any(|other| {
                let strong = other.grade != Grade::Hint || one.grade == Grade::Name;
                strong && !overlap(other.span, one.span) && related(other)
            })
    }

    fn is_doubted(&self, span: Span) -> bool {
        self.has(ModifierKind::Doubt)
            && self
                .of_kind(ModifierKind::Doubt)
                .any(|doubt| doubt.end <= span.start)
    }

    /// What a candidate is worth.
    pub fn hit(&self, one: &Candidate, candidates: &[Candidate]) -> Option<Hit> {
        if !one.counts {
            return None;
        }
        let plain = one.grade == Grade::Word;
        let supported = plain || self.is_supported(one, candidates);
        let ordinary = || {
            candidates.iter().any(|other| {
                self.is_residual(other.category)
                    && !self.is_residual(one.category)
                    && self.is_beside(other.span, one.span)
            })
        };
        let strength = match one.grade {
            _ if self.is_doubted(one.span) => Strength::Possible,
            // One plain word may still only describe something ordinary: `detonator mascara`.
            _ if plain
                && self.is_one_word(one.span)
                && ordinary()
                && !self.is_supported(one, candidates) =>
            {
                Strength::Possible
            }
            _ if supported => Strength::Certain,
            _ if ordinary() => return None,
            Grade::Hint => Strength::Possible,
            _ if self.has_other_head(one.span) => Strength::Possible,
            _ => Strength::Certain,
        };
        Some(Hit {
            category: one.category,
            strength,
            span: one.span,
            place: one.place,
            bare: !supported || self.is_residual(one.category),
        })
    }

    /// Whether a word that nothing is known of may be what is supplied, so that a bare name only
    /// describes it.
    fn has_other_head(&self, name: Span) -> bool {
        let places = self.marks.iter().filter(|mark| {
            let parts = matches!(
                mark.role,
                Role::Modifies(ModifierKind::Place | ModifierKind::With)
            );
            parts && name.end <= mark.span.start
        });
        let end = places.map(|mark| mark.span.start).min();
        let end = end.unwrap_or(self.stretch.end);
        self.unknown_word(Span::new(self.stretch.start, end))
            .is_some()
    }

    /// The first to the last word of a part of the stretch that nothing is known of. Words of
    /// fewer than three letters name no goods.
    fn unknown_word(&self, part: Span) -> Option<Span> {
        let text = self.reader.text;
        let mut unknown: Option<Span> = None;
        for word in text.words(part) {
            let said = word.quote(text.stream());
            let names = || {
                said.chars().filter(|c| c.is_alphabetic()).take(3).count() == 3
                    || said.chars().any(is_ideograph)
            };
            let known = |mark: &Mark| {
                overlap(mark.span, word) && mark.role != Role::Modifies(ModifierKind::Common)
            };
            if !self.marks.iter().any(known) && names() {
                unknown = Some(unknown.map_or(word, |first| first.to(word)));
            }
        }
        unknown
    }

    /// Where no phrase speaks or masks, nor reaches into the stretch: the words that nothing is known of.
    pub fn unknown(&self, candidates: &[Candidate]) -> Option<Span> {
        let explained = |mark: &Mark| {
            matches!(
                mark.role,
                Role::Masks(_) | Role::Modifies(ModifierKind::Decoy | ModifierKind::Negation)
            )
        };
        let is_spoken = !candidates.is_empty() || self.reader.spoken_until > self.stretch.start;
        if is_spoken || self.marks.iter().any(explained) || self.reader.decoyed {
            return None;
        }
        self.unknown_word(self.stretch)
    }

    pub fn says(&self) -> Vec<(FactId, Span)> {
        let denied = |span: Span| {
            let before = |word: Span| word.end <= span.start;
            self.of_kind(ModifierKind::Negation).any(before)
        };
        let said = self.marks.iter().filter_map(|mark| match mark.role {
            Role::Says(fact) if !denied(mark.span) => Some((fact, mark.span)),
            _ => None,
        });
        let mut said: Vec<_> = said.collect();
        said.dedup_by_key(|(fact, _)| *fact);
        said
    }

    /// Residual categories count only where nothing narrower is certain.
    pub fn drop_residual(&self, hits: &mut Vec<Hit>) {
        let narrower =
            |hit: &Hit| hit.strength == Strength::Certain && !self.is_residual(hit.category);
        if hits.iter().any(narrower) {
            hits.retain(|hit| !self.is_residual(hit.category));
        }
    }
}

/// The bit of a kind of modifier in a set of them.
fn kind_bit(kind: ModifierKind) -> u32 {
    1 << (kind as u32)
}

/// Whether a character is a word by itself.
fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{3040}'..='\u{30ff}')
}
