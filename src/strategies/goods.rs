//! What is sent: a category at any depth, in one of the forms in which goods are named, and a code.

use crate::law::{Category, CategoryId, ConditionKind, Link, Phrase, RuleSet};
use crate::record::Draft;
use crate::terms::{CodeStatus, HsCode, HsRange, Part};

use super::chance::Chance;
use super::wish::{Want, Wish, wish};

/// What no vocabulary knows.
const UNKNOWN: &str = "goods";

/// Puts goods into a draft, and adds the wishes that what they are to be hangs on.
pub(super) fn put_goods<'r>(
    draft: &mut Draft,
    wishes: &mut Vec<Wish<'r>>,
    rules: &'r RuleSet,
    chance: &mut Chance<'_>,
) {
    let category = category(wishes, rules, chance);
    if let Some(category) = category {
        hang_on(category, wishes, chance);
        name(draft, category, rules, chance);
    }
    let asks_code = wishes.iter().any(|wish| is_code(wish.leaf));
    if asks_code && chance.happens(85) || chance.happens(20) {
        draft.hs = code(category, wishes, chance);
    }
    // A code alone names goods as well.
    if draft.hs.is_some() && chance.happens(20) {
        draft.item = None;
        draft.categories.clear();
    }
    if !draft.names_goods() {
        draft.item = Some(UNKNOWN.into());
    }
}

fn is_code(leaf: &ConditionKind) -> bool {
    matches!(leaf, ConditionKind::Hs(_))
}

/// The categories that wishes ask for, or against.
fn asked(wishes: &[Wish<'_>], want: Want) -> Vec<CategoryId> {
    let with = wishes.iter().filter(|wish| wish.want == want);
    with.filter_map(|wish| match wish.leaf {
        ConditionKind::Item(category) => Some(*category),
        _ => None,
    })
    .collect()
}

/// A category that meets the wishes, the earlier ones first.
fn category<'r>(
    wishes: &[Wish<'_>],
    rules: &'r RuleSet,
    chance: &mut Chance<'_>,
) -> Option<&'r Category> {
    let below = |id: &CategoryId| rules.categories.get(id.index()).map(|c| &c.below);
    let (wanted, unwanted) = (asked(wishes, Want::Yes), asked(wishes, Want::No));
    let silent = !asked(wishes, Want::Silent).is_empty();
    let asks_code = wishes.iter().any(|wish| is_code(wish.leaf));
    if wanted.is_empty() && (silent || chance.happens(if asks_code { 60 } else { 10 })) {
        return None;
    }
    let all = || (0..rules.categories.len()).map(CategoryId).collect();
    let mut candidates = wanted.first().and_then(below).cloned().unwrap_or_else(all);
    for other in wanted.iter().skip(1).filter_map(below) {
        narrow(&mut candidates, |id| other.contains(id));
    }
    for other in unwanted.iter().filter_map(below) {
        narrow(&mut candidates, |id| !other.contains(id));
    }
    // That at the top is as good as all those below it.
    let top = wanted.iter().find(|id| candidates.contains(id));
    let top = top.filter(|_| chance.happens(30));
    let chosen = top.or_else(|| chance.pick(&candidates))?;
    rules.categories.get(chosen.index())
}

/// Keeps those candidates of which something holds, where there are any.
pub(super) fn narrow<T>(candidates: &mut Vec<T>, holds: impl Fn(&T) -> bool) {
    if candidates.iter().any(&holds) {
        candidates.retain(holds);
    }
}

/// Wishes for what has to hold for a category to be those that are asked for, and none of those
/// that must not be.
fn hang_on<'r>(category: &'r Category, wishes: &mut Vec<Wish<'r>>, chance: &mut Chance<'_>) {
    for want in [Want::Yes, Want::No] {
        for upper in asked(wishes, want) {
            if let Some(Link::If(condition)) = category.above.get(&upper) {
                wish(condition, want == Want::Yes, None, chance, wishes);
            }
        }
    }
    // What a fact hangs on may matter without being asked for.
    if let (true, Some(parent)) = (chance.happens(20), chance.pick(&category.parents))
        && let Link::If(condition) = &parent.link
    {
        let holds = chance.happens(50);
        wish(condition, holds, None, chance, wishes);
    }
}

/// Names goods of a category: by its name, by words or hints of it, by a make.
fn name(draft: &mut Draft, category: &Category, rules: &RuleSet, chance: &mut Chance<'_>) {
    let id = rules.category(&category.name);
    let makes = rules.models.iter().filter(|model| {
        let mut categories = model.categories.iter();
        categories.any(|other| Some(*other) == id)
    });
    let makes: Vec<&Phrase> = makes.flat_map(|model| &model.names).collect();
    let words: Vec<&Phrase> = category.words.iter().chain(&category.names).collect();
    let hints: Vec<&Phrase> = category.hints.iter().collect();
    let phrases = match chance.below(100) {
        0..45 => Vec::new(),
        45..80 => words,
        80..90 => hints,
        _ => makes,
    };
    let text = chance
        .pick(&phrases)
        .map(|phrase| write(phrase.parts(), chance));
    match text.filter(|text| !text.trim().is_empty()) {
        Some(text) => draft.item = Some(text),
        None => draft.categories = vec![category.name.clone()],
    }
}

/// A text in which a phrase is found.
pub(super) fn write(parts: &[Part], chance: &mut Chance<'_>) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Text(folded, starts) => {
                for (at, c) in folded.char_indices() {
                    if starts.contains(&at) && !text.is_empty() && !text.ends_with(' ') {
                        text.push(' ');
                    }
                    text.push(c);
                }
            }
            Part::Number(least, most) => {
                if !text.is_empty() {
                    text.push(' ');
                }
                let number = if chance.happens(50) { least } else { most };
                // Any number at all has no end that somebody would write.
                let number = (*number).min(least.saturating_add(900_000));
                text.push_str(&number.div_ceil(1000).to_string());
            }
            Part::Ending => {}
            Part::Choice(choices) => {
                if let Some(choice) = chance.pick(choices) {
                    let inner = write(choice, chance);
                    if !inner.is_empty() {
                        if !text.is_empty() && !text.ends_with(' ') {
                            text.push(' ');
                        }
                        text.push_str(&inner);
                    }
                }
            }
        }
    }
    text.trim().to_owned()
}

/// A code that meets the wishes and fits the category: at the ends of ranges, inside, just outside.
fn code(
    category: Option<&Category>,
    wishes: &[Wish<'_>],
    chance: &mut Chance<'_>,
) -> Option<String> {
    let own = category.map_or(&[][..], |category| category.codes.as_slice());
    let asked = wishes.iter().filter_map(|wish| match wish.leaf {
        ConditionKind::Hs(ranges) => Some((ranges, wish.want)),
        _ => None,
    });
    let asked: Vec<(&Vec<HsRange>, Want)> = asked.collect();
    let ranges = asked
        .iter()
        .flat_map(|(ranges, _)| ranges.iter())
        .chain(own);
    let mut candidates: Vec<HsCode> = ranges.flat_map(HsRange::around).collect();
    for (ranges, want) in &asked {
        match want {
            Want::Yes => narrow(&mut candidates, |code| inside(ranges, code) == Some(true)),
            Want::No => narrow(&mut candidates, |code| inside(ranges, code) == Some(false)),
            Want::Silent => narrow(&mut candidates, |code| inside(ranges, code).is_none()),
        }
    }
    let exists = |code: &HsCode| matches!(CodeStatus::of(code), CodeStatus::Known { .. });
    narrow(&mut candidates, exists);
    if !own.is_empty() && chance.happens(90) {
        narrow(&mut candidates, |code| inside(own, code) == Some(true));
    }
    chance
        .pick(&candidates)
        .map(|code| code.digits().to_owned())
}

fn inside(ranges: &[HsRange], code: &HsCode) -> Option<bool> {
    let is = |truth: Option<bool>| move |range: &HsRange| range.holds(code) == truth;
    match () {
        () if ranges.iter().any(is(Some(true))) => Some(true),
        () if ranges.iter().all(is(Some(false))) => Some(false),
        () => None,
    }
}
