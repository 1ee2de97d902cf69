//! What the phrases in a text say together: which of them count, and how much.
//!
//! A text is read stretch by stretch, from comma to comma or joining word. In each stretch the
//! words that deny, claim, or turn goods into something else are weighed first; then heads take
//! what they are about; then each phrase that is left counts as much as what stands beside it
//! lets it.

use crate::law::{CategoryId, FactId, ModifierKind, Place, RuleSet};
use crate::source::Span;
use crate::terms::Folded;

use super::goods::Strength;
use smallvec::SmallVec;

use super::vocabulary::{Classifier, Grade, Mark, Role};

/// A phrase that counts.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub category: CategoryId,
    pub strength: Strength,
    /// In the folded text.
    pub span: Span,
    /// The phrase in the rules.
    pub place: Place,
    /// Whether nothing but a name or a hint speaks here, so that an ordinary code outweighs it.
    pub bare: bool,
}

/// What one stretch of a text says.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    /// The phrases that count.
    pub hits: Vec<Hit>,
    /// Facts that its words state, with the words.
    pub says: Vec<(FactId, Span)>,
    /// Whether it is only what a label or a paper says.
    pub claimed: bool,
    /// The words that nothing is known of, where no phrase stands in it: from the first to the
    /// last of them.
    pub unknown: Option<Span>,
}

/// A candidate on the way to being a hit.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    category: CategoryId,
    grade: Grade,
    span: Span,
    place: Place,
    /// Whether it still counts.
    counts: bool,
}

impl Classifier<'_> {
    /// Reads a folded text with its marks: what each of its stretches says.
    ///
    /// The marks are in the order of their starts.
    pub(super) fn read(&self, text: &Folded, marks: &mut Vec<Mark>) -> Vec<Stretch> {
        let stops: Stops = stops(text).collect();
        let plain = marks.len();
        self.turned(text, &stops, marks);
        if marks.len() > plain {
            marks.sort_by_key(|mark| mark.span.start);
        }
        self.keep_standing(marks);
        let mut reader = Reader {
            rules: self.rules,
            text,
            marks,
            before: SmallVec::new(),
            denied: false,
            decoyed: false,
        };
        let cuts = cuts(text, &stops, marks);
        let mut start = 0;
        let mut claimed = false;
        let mut all = Vec::with_capacity(cuts.len().saturating_add(1));
        let end = Cut {
            span: Span::new(text.stream().len(), text.stream().len()),
            kind: CutKind::Stop,
        };
        for cut in cuts.into_iter().chain([end]) {
            if start < cut.span.start {
                let stretch = Span::new(start, cut.span.start);
                let mut read = reader.stretch(stretch, cut.kind);
                read.claimed = claimed;
                all.push(read);
            }
            claimed = match cut.kind {
                CutKind::Claim => true,
                // A colon goes on with what a label says.
                CutKind::Colon | CutKind::Packing => claimed,
                CutKind::Stop | CutKind::Join => false,
            };
            start = cut.span.end.max(start);
        }
        all
    }

    /// Phrases in customs order: `launcher, rocket` is a rocket launcher. A stretch of one word
    /// is read behind the stretch that follows it.
    fn turned(&self, text: &Folded, stops: &Stops, marks: &mut Vec<Mark>) {
        if stops.is_empty() {
            return;
        }
        let stops = stops.iter().map(|(at, _)| *at);
        let mut found = Vec::new();
        let mut before: Option<Span> = None;
        let mut start = 0;
        for stop in stops.chain([text.stream().len()]) {
            let second = Span::new(start, stop);
            start = stop.saturating_add(1);
            let Some(first) = before.replace(second) else {
                continue;
            };
            let words = |span: Span| text.words(span).take(4).count();
            if first.len() < 4 || words(first) != 1 || !(1..=3).contains(&words(second)) {
                continue;
            }
            let joined = text.joined(second, first);
            let seam = second.len();
            let across = |mark: &Mark| mark.span.start < seam && seam < mark.span.end;
            let span = first.to(second);
            self.marks(&joined, &mut found);
            let across = found.drain(..).filter(across);
            marks.extend(across.map(|mark| Mark { span, ..mark }));
        }
    }

    /// Keeps the marks that stand: words inside a phrase that masks them do not count, and of
    /// phrases inside each other the longest does.
    fn keep_standing(&self, marks: &mut Vec<Mark>) {
        let is_mask = |mark: &Mark| matches!(mark.role, Role::Masks(_));
        if marks.iter().any(is_mask) {
            let all: SmallVec<[Mark; 16]> = marks.as_slice().into();
            marks.retain(|mark| match mark.role {
                Role::Speaks(category, _) | Role::Heads(category, _) => {
                    !all.iter().any(|mask| match mask.role {
                        Role::Masks(upper) => {
                            within(mark.span, mask.span) && below(category, &[upper], self.rules)
                        }
                        _ => false,
                    })
                }
                _ => true,
            });
        }
        let stands: SmallVec<[bool; 32]> = marks.iter().map(|mark| stands(*mark, marks)).collect();
        let mut stands = stands.into_iter();
        marks.retain(|_| stands.next().unwrap_or(true));
    }
}

/// Whether a mark counts beside the others that no mask covers.
fn stands(mark: Mark, marks: &[Mark]) -> bool {
    let inside = |counts: fn(Role) -> bool| {
        let holds = |other: &Mark| within(mark.span, other.span) && other.span != mark.span;
        marks.iter().any(|other| counts(other.role) && holds(other))
    };
    let in_hit = || inside(|role| matches!(role, Role::Speaks(..)));
    let in_mask = || inside(|role| matches!(role, Role::Masks(_)));
    // `no 8` denies nothing, and nothing `brand new` is a brand.
    let in_longer = || inside(|role| matches!(role, Role::Modifies(_)));
    match mark.role {
        Role::Masks(_) | Role::Says(_) => true,
        Role::Modifies(ModifierKind::Filler | ModifierKind::Common) => true,
        Role::Modifies(ModifierKind::Join | ModifierKind::Doubt | ModifierKind::Claim) => {
            !in_longer() && !in_hit() && !in_mask()
        }
        Role::Modifies(_) => !in_longer() && !in_hit(),
        _ => !in_hit(),
    }
}

/// The signs of a text that part its stretches, each with whether it is a colon.
type Stops = SmallVec<[(usize, bool); 8]>;

/// Finds them.
fn stops(text: &Folded) -> impl Iterator<Item = (usize, bool)> {
    let bytes = text.stream().bytes().enumerate();
    bytes.filter_map(|(at, byte)| match char::from(byte) {
        Folded::STOP => Some((at, false)),
        Folded::COLON => Some((at, true)),
        _ => None,
    })
}

/// Whether a category is one of several or lies below one of them.
fn below(category: CategoryId, uppers: &[CategoryId], rules: &RuleSet) -> bool {
    uppers.iter().any(|upper| {
        let upper = rules.categories.get(upper.index());
        upper.is_some_and(|c| c.below.binary_search(&category).is_ok())
    })
}

/// Whether one stretch lies inside another, or is it.
fn within(small: Span, large: Span) -> bool {
    large.start <= small.start && small.end <= large.end
}

fn overlap(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

/// Where a text is cut into stretches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cut {
    span: Span,
    kind: CutKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum CutKind {
    Stop,
    Colon,
    Join,
    Claim,
    /// Before a number with its packing.
    Packing,
}

/// The cuts of a text, in order.
fn cuts(text: &Folded, stops: &Stops, marks: &[Mark]) -> SmallVec<[Cut; 8]> {
    let stream = text.stream();
    let mut cuts = SmallVec::new();
    for (at, colon) in stops.iter().copied() {
        let span = Span::new(at, at.saturating_add(1));
        let kind = if colon { CutKind::Colon } else { CutKind::Stop };
        cuts.push(Cut { span, kind });
    }
    let is_number = |span: Span| span.quote(stream).starts_with(|c: char| c.is_ascii_digit());
    let in_hit = |at: usize| {
        marks.iter().any(|mark| {
            let spoken = matches!(mark.role, Role::Speaks(..));
            spoken && mark.span.start < at && at < mark.span.end
        })
    };
    for mark in marks {
        let (span, kind) = match mark.role {
            Role::Modifies(ModifierKind::Join) => (mark.span, CutKind::Join),
            Role::Modifies(ModifierKind::Claim) => (mark.span, CutKind::Claim),
            Role::Modifies(ModifierKind::Packing) if mark.span.start > 0 => {
                let number = Span::new(text.word_start(mark.span.start), mark.span.start);
                if !is_number(number) || in_hit(number.start) || in_hit(number.end) {
                    continue;
                }
                (Span::new(number.start, number.start), CutKind::Packing)
            }
            _ => continue,
        };
        cuts.push(Cut { span, kind });
    }
    cuts.sort_unstable();
    cuts
}

/// Reads the stretches of one text, one after the other.
struct Reader<'a> {
    rules: &'a RuleSet,
    text: &'a Folded,
    marks: &'a [Mark],
    /// The categories that count in the stretch before, where only a comma parts them.
    before: SmallVec<[CategoryId; 4]>,
    /// Whether a denial reaches into the next stretch.
    denied: bool,
    /// Whether a heading before a colon says that all that follows is something else.
    decoyed: bool,
}

impl Reader<'_> {
    /// Whether a stretch begins with an amount of packages: `no pistols; 40 cases of cartridges`
    /// denies no cartridges.
    fn is_counted(&self, marks: &[Mark], stretch: Span) -> bool {
        let stream = self.text.stream();
        let begins = stretch
            .quote(stream)
            .starts_with(|c: char| c.is_ascii_digit());
        let end = self.text.word_end(stretch.start.saturating_add(1));
        let packs = |mark: &Mark| {
            mark.role == Role::Modifies(ModifierKind::Packing) && mark.span.start == end
        };
        begins && marks.iter().any(packs)
    }

    fn stretch(&mut self, stretch: Span, ends_with: CutKind) -> Stretch {
        let from = |at: usize| self.marks.partition_point(|mark| mark.span.start < at);
        let here = self.marks.get(from(stretch.start)..from(stretch.end));
        let here = here.unwrap_or_default();
        self.denied &= !self.is_counted(here, stretch);
        let here = Here::new(self, here, stretch);
        let mut candidates = here.candidates();
        here.deny(&mut candidates);
        here.clear_decoys(&mut candidates);
        here.claim_overlaps(&mut candidates);
        let mut hits = here.heads(&mut candidates);
        here.drop_company(&mut candidates);
        here.yield_to_others(&mut candidates);
        hits.extend(
            candidates
                .iter()
                .filter_map(|one| here.hit(one, &candidates)),
        );
        here.drop_residual(&mut hits);
        hits.sort_by_key(|hit| (hit.span, hit.category, hit.strength));
        hits.dedup_by_key(|hit| (hit.span, hit.category, hit.place));
        let says = here.says();
        let unknown = here.unknown(&candidates);
        let headed = ends_with == CutKind::Colon;
        let denied = here.denies_on(&candidates, headed);
        let decoyed = headed && here.of_kind(ModifierKind::Decoy).next().is_some();
        self.before = match ends_with {
            CutKind::Stop => hits.iter().map(|hit| hit.category).collect(),
            _ => SmallVec::new(),
        };
        self.denied = denied;
        self.decoyed |= decoyed;
        Stretch {
            hits,
            says,
            claimed: false,
            unknown,
        }
    }
}

/// One stretch with its marks.
struct Here<'a> {
    reader: &'a Reader<'a>,
    marks: &'a [Mark],
    stretch: Span,
    /// A bit for each kind of modifier in it.
    kinds: u32,
    /// Whether there are heads in it.
    has_heads: bool,
}

/// What speaks in a stretch.
type Candidates = SmallVec<[Candidate; 8]>;

impl<'a> Here<'a> {
    fn new(reader: &'a Reader<'a>, marks: &'a [Mark], stretch: Span) -> Self {
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

    fn of_kind(&self, kind: ModifierKind) -> impl Iterator<Item = Span> {
        let of_kind = move |mark: &&Mark| mark.role == Role::Modifies(kind);
        self.marks.iter().filter(of_kind).map(|mark| mark.span)
    }

    fn candidates(&self) -> Candidates {
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
    fn deny(&self, candidates: &mut [Candidate]) {
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
    fn denies_on(&self, candidates: &[Candidate], colon: bool) -> bool {
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
    fn clear_decoys(&self, candidates: &mut [Candidate]) {
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
    fn claim_overlaps(&self, candidates: &mut [Candidate]) {
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
    fn heads(&self, candidates: &mut [Candidate]) -> Vec<Hit> {
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
    fn drop_company(&self, candidates: &mut [Candidate]) {
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
    fn yield_to_others(&self, candidates: &mut [Candidate]) {
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
    fn hit(&self, one: &Candidate, candidates: &[Candidate]) -> Option<Hit> {
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

    /// Where no phrase speaks or masks: the words that nothing is known of.
    fn unknown(&self, candidates: &[Candidate]) -> Option<Span> {
        let explained = |mark: &Mark| {
            matches!(
                mark.role,
                Role::Masks(_) | Role::Modifies(ModifierKind::Decoy | ModifierKind::Negation)
            )
        };
        if !candidates.is_empty() || self.marks.iter().any(explained) || self.reader.decoyed {
            return None;
        }
        self.unknown_word(self.stretch)
    }

    fn says(&self) -> Vec<(FactId, Span)> {
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
    fn drop_residual(&self, hits: &mut Vec<Hit>) {
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
