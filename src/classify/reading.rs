//! What the phrases in a text say together: which of them count, and how much.
//!
//! A text is read stretch by stretch, from comma to comma or joining word. In each stretch the
//! words that deny, claim, or turn goods into something else are weighed first; then heads take
//! what they are about; then each phrase that is left counts as much as what stands beside it
//! lets it.

mod here;

use smallvec::SmallVec;

use crate::law::{CategoryId, FactId, ModifierKind, Place, RuleSet};
use crate::source::Span;
use crate::terms::Folded;

use super::goods::Strength;
use super::vocabulary::{Classifier, Mark, Role};
use here::Here;

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
            spoken_until: 0,
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
    /// How far phrases reach that began in stretches before: `coal, anthracite` is one.
    spoken_until: usize,
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
        let spoken = here
            .iter()
            .filter(|mark| matches!(mark.role, Role::Speaks(..)));
        let spoken_until = spoken.map(|mark| mark.span.end).max();
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
        self.spoken_until = self.spoken_until.max(spoken_until.unwrap_or_default());
        Stretch {
            hits,
            says,
            claimed: false,
            unknown,
        }
    }
}
