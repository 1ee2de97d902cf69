//! What a measure says differently.

use crate::law::{Appeal, Force, one_line};
use crate::source::Spanned;
use crate::syntax::{self, ParagraphClause};
use crate::terms::Date;

use super::book::Paragraph;
use super::paragraphs::{Changes, Clause};
use super::periods::periods;
use super::written::ChangeKind;

/// A measure with the clauses that hold for it.
pub(super) struct Measure<'p> {
    pub adopted: Date,
    pub head: Clause<'p>,
    pub own: Vec<Clause<'p>>,
    /// Those of its paragraph for all measures.
    pub general: Vec<Clause<'p>>,
}

impl<'p> Measure<'p> {
    fn tree(&self) -> Option<&'p syntax::Measure> {
        match self.head.tree {
            ParagraphClause::Measure(tree) => Some(tree),
            _ => None,
        }
    }

    /// Those of its clauses that `are`, with the paragraph's.
    fn clauses(&self, are: fn(&ParagraphClause) -> bool) -> Vec<Clause<'p>> {
        let all = self.general.iter().chain(&self.own);
        all.filter(|clause| are(clause.tree)).copied().collect()
    }

    /// Those that say when it is in force: its own, or else the paragraph's.
    pub fn dates(&self) -> Vec<Clause<'p>> {
        let all = if self.has_own_dates() {
            &self.own
        } else {
            &self.general
        };
        all.iter()
            .filter(|clause| is_date(clause))
            .copied()
            .collect()
    }

    /// Whether it says itself when it is in force.
    pub fn has_own_dates(&self) -> bool {
        self.own.iter().any(is_date)
    }

    /// How much two measures have in common.
    fn likeness(&self, other: &Self) -> usize {
        let (Some(one), Some(two)) = (self.tree(), other.tree()) else {
            let alike = self.tree().is_none() && other.tree().is_none();
            return if alike { SURE } else { 0 };
        };
        let mut points = usize::from(one.force == two.force);
        if one == two {
            points = points.saturating_add(SURE);
        }
        let shares = |found: bool| if found { 2 } else { 0 };
        let no_goods = one.goods.is_empty() && two.goods.is_empty();
        points = points.saturating_add(shares(
            no_goods || one.goods.iter().any(|goods| two.goods.contains(goods)),
        ));
        let directions = &two.directions;
        points.saturating_add(shares(
            one.directions.iter().any(|way| directions.contains(way)),
        ))
    }
}

fn is_date(clause: &Clause<'_>) -> bool {
    matches!(
        clause.tree,
        ParagraphClause::Since(_) | ParagraphClause::Until(_) | ParagraphClause::RecordedUntil(_)
    )
}

/// So much in common are two measures that are surely the same.
const SURE: usize = 9;

/// With less in common one measure went and another came.
const ALIKE: usize = 2;

/// The measures of two paragraphs side by side, those that are most alike together.
pub(super) fn matched<'m, 'p>(
    old: &'m [Measure<'p>],
    new: &'m [Measure<'p>],
) -> Vec<(Option<&'m Measure<'p>>, Option<&'m Measure<'p>>)> {
    let mut scores = Vec::new();
    for (at, before) in old.iter().enumerate() {
        for (to, after) in new.iter().enumerate() {
            let likeness = before.likeness(after);
            if likeness >= ALIKE || (old.len() == 1 && new.len() == 1 && likeness > 0) {
                scores.push((likeness, at, to));
            }
        }
    }
    // The most alike first; of equals those in the same order.
    scores.sort_by_key(|(likeness, at, to)| (std::cmp::Reverse(*likeness), at.abs_diff(*to), *at));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, at, to) in scores {
        if !pairs.iter().any(|(one, two)| *one == at || *two == to) {
            pairs.push((at, to));
        }
    }
    let partner = |at: usize| pairs.iter().find(|(one, _)| *one == at).map(|(_, to)| *to);
    let before = old.iter().enumerate();
    let before = before.map(|(at, measure)| {
        let after = partner(at).and_then(|to| new.get(to));
        (Some(measure), after)
    });
    let taken = |to: usize| pairs.iter().any(|(_, two)| *two == to);
    let after = new.iter().enumerate();
    let after = after.filter(|(to, _)| !taken(*to));
    before
        .chain(after.map(|(_, measure)| (None, Some(measure))))
        .collect()
}

/// What a measure says differently.
pub(super) fn measure(changes: &mut Changes<'_, '_>, old: &Measure<'_>, new: &Measure<'_>) {
    head(changes, old, new);
    periods(changes, old, new);
    let mut compare = |kind, what: &str, are: fn(&ParagraphClause) -> bool| {
        changes.clauses(kind, what, &old.clauses(are), &new.clauses(are));
    };
    compare(ChangeKind::Condition, "condition", |clause| {
        matches!(clause, ParagraphClause::When(_))
    });
    compare(ChangeKind::Exemption, "exemption", |clause| {
        matches!(clause, ParagraphClause::Except(_))
    });
    compare(ChangeKind::Provided, "provided clause", |clause| {
        matches!(clause, ParagraphClause::Provided(_))
    });
}

/// Force, directions and goods.
fn head(changes: &mut Changes<'_, '_>, old: &Measure<'_>, new: &Measure<'_>) {
    let (before, after) = (Some(old.head.span), Some(new.head.span));
    if old.head.text == new.head.text {
        return;
    }
    let (Some(was), Some(is)) = (old.tree(), new.tree()) else {
        let words = "serves other paragraphs than before";
        changes.add(ChangeKind::Link, words, before, after);
        return;
    };
    let (force, former) = (force_word(&is.force), force_word(&was.force));
    if force != former {
        changes.add(
            ChangeKind::Force,
            format!("{force}, was {former}"),
            before,
            after,
        );
    } else if was.force != is.force {
        let words = format!("{}, was {}", limit(new), limit(old));
        let term = |force: &Force| match force {
            Force::Allows(limit) => Some(limit.window),
            _ => None,
        };
        let kind = match term(&was.force) == term(&is.force) {
            true => ChangeKind::Limit,
            false => ChangeKind::Term,
        };
        changes.add(kind, words, before, after);
    }
    let turns = turns(changes, &was.directions, &is.directions);
    if let Some(words) = scope("directions", &turns) {
        changes.add(ChangeKind::Direction, words, before, after);
    }
    let turns = self::turns(changes, &was.goods, &is.goods);
    let words = match (was.goods.is_empty(), is.goods.is_empty()) {
        (true, false) => Some(format!(
            "goods narrowed: only {}, was anything",
            turns.came.join(", ")
        )),
        (false, true) => Some(format!(
            "goods widened: anything, was only {}",
            turns.gone.join(", ")
        )),
        _ => scope("goods", &turns),
    };
    if let Some(words) = words {
        changes.add(ChangeKind::Goods, words, before, after);
    }
    let turns = self::turns(changes, &was.other_than, &is.other_than);
    for (goods, words) in [
        (&turns.came, "goods narrowed: other than"),
        (&turns.gone, "goods widened: no longer other than"),
    ] {
        if !goods.is_empty() {
            let words = format!("{words} {}", goods.join(", "));
            changes.add(ChangeKind::Goods, words, before, after);
        }
    }
}

/// What is on one side alone.
struct Turns {
    came: Vec<String>,
    gone: Vec<String>,
}

fn turns<T: PartialEq>(changes: &Changes<'_, '_>, old: &[Spanned<T>], new: &[Spanned<T>]) -> Turns {
    let words = |of: &Paragraph<'_>, these: &[Spanned<T>], others: &[Spanned<T>]| {
        let only = these.iter().filter(|one| !others.contains(one));
        let words = only.map(|one| one_line(of.file.quote(one.span)));
        words.collect::<Vec<_>>()
    };
    Turns {
        came: words(changes.new, new, old),
        gone: words(changes.old, old, new),
    }
}

/// `goods widened: also coke`
fn scope(what: &str, turns: &Turns) -> Option<String> {
    let (came, gone) = (turns.came.join(", "), turns.gone.join(", "));
    Some(match (came.is_empty(), gone.is_empty()) {
        (true, true) => return None,
        (false, true) => format!("{what} widened: also {came}"),
        (true, false) => format!("{what} narrowed: no longer {gone}"),
        (false, false) => format!("{what} changed: also {came}, no longer {gone}"),
    })
}

fn force_word(force: &Force) -> &'static str {
    match force {
        Force::Forbids => "forbids",
        Force::Allows(_) => "allows up to a limit",
        Force::RequiresApproval => "requires approval",
        Force::RequiresNotice => "requires notice",
        Force::CallsUpon(Appeal::Watch) => "calls upon States to watch",
        Force::CallsUpon(Appeal::Prevent) => "calls upon States to prevent",
        Force::CallsUpon(Appeal::Inspect) => "calls upon States to inspect",
    }
}

/// `up to 500_000 bbl in all, all suppliers together`
fn limit(measure: &Measure<'_>) -> String {
    let text = measure.head.text;
    let limit = text.rsplit_once("up to ").map_or(text, |(_, limit)| limit);
    format!("up to {limit}")
}
