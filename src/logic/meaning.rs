//! The one meaning of conditions and measures.

use crate::law::{
    ActorId, AllowanceId, CategoryId, Comparison, Condition, ConditionKind, DayId, FactId,
    LineAmount, Link, Measure, Period, QuantityId, RuleSet, Silence, Way,
};
use crate::terms::{Amount, Country, Date, HsRange, Verdict};

use super::algebra::{Boolean, Tri, Verdicts};

/// What can be known of one part of a line (or of many lines at once) on one slice of time.
///
/// A world answers the questions at the leaves; what is made of the answers is written here,
/// once.
pub trait World: Sized {
    /// The algebra of its answers.
    type B: Boolean;

    /// A value that does not depend on the record.
    fn constant(&self, value: bool) -> Self::B;
    /// The categories that something speaks for: certain ones with *must*, possible ones with
    /// *may* alone. A category that is absent is false.
    fn evidence(&self) -> &[(CategoryId, Tri<Self::B>)];
    /// Whether the transfer goes to or comes from a country.
    fn place(&self, way: Way, country: Country) -> Tri<Self::B>;
    /// Whether the carrying vessel flies a country's flag.
    fn flag(&self, country: Country) -> Tri<Self::B>;
    /// Whether the receiver or the sender is such a party.
    fn party(&self, way: Way, actor: ActorId) -> Tri<Self::B>;
    /// What is stated of a fact.
    fn stated(&self, fact: FactId) -> Stated<Self::B>;
    /// Whether a quantity compares so with an amount.
    fn quantity(
        &self,
        quantity: QuantityId,
        comparison: Comparison,
        amount: Amount,
    ) -> Tri<Self::B>;
    /// Whether an amount of the whole line compares so with an amount.
    fn line(&self, of: LineAmount, comparison: Comparison, amount: Amount) -> Tri<Self::B>;
    /// Whether what was transferred before, with this, keeps within the limit of an allowance.
    fn within(&self, allowance: AllowanceId) -> Tri<Self::B>;
    /// Whether a day that rules ask for compares so with a day.
    fn asked_day(&self, day: DayId, comparison: Comparison, limit: Date) -> Tri<Self::B>;
    /// Whether the goods' code lies in one of the ranges.
    fn hs(&self, ranges: &[HsRange]) -> Tri<Self::B>;
    /// Whether the slice begins on a day or after it. No boundary of the rules lies inside a
    /// slice, so what holds of its first day holds of all.
    fn since(&self, day: Date) -> Self::B;

    /// Whether the goods are of a category. A world may know what it was asked before.
    fn item(&self, category: CategoryId, rules: &RuleSet) -> Tri<Self::B> {
        item_is(category, rules, self)
    }

    /// The same world where only those lines count for which `counts` holds: of the others its
    /// answers may be anything.
    #[must_use]
    fn narrowed(&self, counts: &Self::B) -> Self;
}

/// What is stated of a fact: yes, no, different things, or nothing. INVARIANT: never two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated<B> {
    /// It is stated to hold.
    pub yes: B,
    /// It is stated not to hold.
    pub no: B,
    /// What is stated differs: that is no silence, and leaves it unknown.
    pub differs: B,
}

/// Whether a condition holds.
pub fn holds<W: World>(condition: &Condition, rules: &RuleSet, world: &W) -> Tri<W::B> {
    let constant = |value| Tri::known(world.constant(value));
    match &condition.kind {
        ConditionKind::All(parts) => {
            let mut all = constant(true);
            for part in parts {
                // What is false stays so, whatever the other parts are.
                all = all.and(&holds(part, rules, &world.narrowed(&all.may)));
                if all.may.is_never() {
                    break;
                }
            }
            all
        }
        ConditionKind::Any(parts) => {
            let mut any = constant(false);
            for part in parts {
                any = any.or(&holds(part, rules, world));
                if any.must.not().is_never() {
                    break;
                }
            }
            any
        }
        ConditionKind::Not(inner) => holds(inner, rules, world).not(),
        ConditionKind::Item(category) => world.item(*category, rules),
        ConditionKind::Hs(ranges) => world.hs(ranges),
        ConditionKind::Place(way, country) => world.place(*way, *country),
        ConditionKind::Flag(country) => world.flag(*country),
        ConditionKind::Party(way, actor) => world.party(*way, *actor),
        ConditionKind::Fact(fact, silent) => fact_holds(*fact, *silent, rules, world),
        ConditionKind::Quantity(quantity, comparison, amount) => {
            world.quantity(*quantity, *comparison, *amount)
        }
        ConditionKind::Line(of, comparison, amount) => world.line(*of, *comparison, *amount),
        ConditionKind::Within(allowance) => world.within(*allowance),
        ConditionKind::Day(day, comparison, limit) => world.asked_day(*day, *comparison, *limit),
        ConditionKind::Date(comparison, day) => Tri::known(match comparison {
            Comparison::Less => world.since(*day).not(),
            _ => world.since(*day),
        }),
        ConditionKind::InForce(periods) => in_force(periods, world),
    }
}

/// Whether the goods are of a category: for certain where a certain category is it or lies below
/// it; perhaps where the category and one that something speaks for have a kind in common.
pub fn item_is<W: World>(category: CategoryId, rules: &RuleSet, world: &W) -> Tri<W::B> {
    let mut is = Tri::known(world.constant(false));
    for (evident, strength) in world.evidence() {
        is = is.or(&evident_is(*evident, strength, category, rules, world));
    }
    is
}

/// What one category that something speaks for says of another.
pub fn evident_is<W: World>(
    evident: CategoryId,
    strength: &Tri<W::B>,
    category: CategoryId,
    rules: &RuleSet,
    world: &W,
) -> Tri<W::B> {
    let above = rules.categories.get(evident.index()).map(|c| &c.above);
    if above.and_then(|above| above.get(&category)) == Some(&Link::Always) {
        return strength.clone();
    }
    let up = link(evident, category, rules, world);
    let mut may = up.may.clone();
    for kind in common_kinds(evident, category, rules) {
        let to = |upper| link(kind, upper, rules, world).may;
        may = may.or(&to(category).and(&to(evident)));
    }
    Tri {
        must: strength.must.and(&up.must),
        may: strength.may.and(&may),
    }
}

/// Whether one category is a kind of another, given what its links ask.
fn link<W: World>(from: CategoryId, to: CategoryId, rules: &RuleSet, world: &W) -> Tri<W::B> {
    let link = rules
        .categories
        .get(from.index())
        .and_then(|c| c.above.get(&to));
    match link {
        None => Tri::known(world.constant(false)),
        Some(Link::Always) => Tri::known(world.constant(true)),
        Some(Link::If(condition)) => holds(condition, rules, world),
    }
}

/// The categories that may lie below both.
fn common_kinds(a: CategoryId, b: CategoryId, rules: &RuleSet) -> impl Iterator<Item = CategoryId> {
    let below = |id: CategoryId| {
        let category = rules.categories.get(id.index());
        category.map_or(&[][..], |category| category.below.as_slice())
    };
    // Both lists are in order.
    let others = below(b);
    let of_both = move |kind: &CategoryId| others.binary_search(kind).is_ok();
    below(a).iter().copied().filter(of_both)
}

/// A fact, with what silence means.
fn fact_holds<W: World>(
    fact: FactId,
    silent: Option<bool>,
    rules: &RuleSet,
    world: &W,
) -> Tri<W::B> {
    let Stated { yes, no, differs } = world.stated(fact);
    let unknown = Tri {
        must: yes.clone(),
        may: no.not(),
    };
    let silent_yes = no.or(&differs).not();
    let silent_no = yes.or(&differs);
    let declared = rules.facts.get(fact.index()).map(|fact| &fact.silence);
    match (silent, declared) {
        (Some(true), _) | (None, Some(Silence::Means(true))) => Tri {
            must: silent_yes,
            ..unknown
        },
        (Some(false), _) | (None, Some(Silence::Means(false))) => Tri {
            may: silent_no,
            ..unknown
        },
        (None, Some(Silence::AskedOf(categories, otherwise))) => {
            let asked = asked(categories, rules, world);
            if *otherwise {
                Tri {
                    must: silent_yes.and(&yes.or(&asked.not())),
                    ..unknown
                }
            } else {
                Tri {
                    may: silent_no.or(&no.not().and(&asked)),
                    ..unknown
                }
            }
        }
        (None, _) => unknown,
    }
}

/// Whether the goods may be of one of the categories that a fact is asked of.
///
/// Conditions on links are left out here and taken to hold: a link may ask for this very fact.
fn asked<W: World>(categories: &[CategoryId], rules: &RuleSet, world: &W) -> W::B {
    let mut asked = world.constant(false);
    for (evident, strength) in world.evidence() {
        if categories
            .iter()
            .any(|category| common_kinds(*evident, *category, rules).next().is_some())
        {
            asked = asked.or(&strength.may);
        }
    }
    asked
}

fn in_force<W: World>(periods: &[Period], world: &W) -> Tri<W::B> {
    let mut in_force = Tri::known(world.constant(false));
    for period in periods {
        let before = |day: Option<Date>| match day {
            Some(day) => world.since(day).not(),
            None => world.constant(true),
        };
        // Of periods that overlap the first counts.
        let lasts = world.since(period.since).and(&before(period.until));
        let lasts = lasts.and(&in_force.may.not());
        let certain = match period.certain_since {
            Some(start) => world.since(start),
            None => world.constant(true),
        };
        let certain = certain.and(&before(period.recorded_until));
        in_force = in_force.or(&Tri {
            must: lasts.and(&certain),
            may: lasts,
        });
    }
    in_force
}

/// The outcome of a measure: what holds where it covers, and what lifts it.
pub fn outcome<W: World>(measure: &Measure, rules: &RuleSet, world: &W) -> Verdicts<W::B> {
    let covers = holds(&measure.covers, rules, world);
    if covers.may.is_never() {
        return Verdicts::from_each(|verdict| world.constant(verdict == Verdict::Clear));
    }
    let world = &world.narrowed(&covers.may);
    // An allowance lets pass what it asks, and forbids what it does not.
    let allowed = match &measure.allowed {
        Some(allowed) => holds(allowed, rules, world),
        None => Tri::known(world.constant(false)),
    };
    let lifted = lifted(measure, rules, world).must.or(&allowed.must);
    let stands = lifted.not();
    let binds = covers.must.and(&allowed.may.not());
    Verdicts::from_each(|verdict| match verdict {
        Verdict::Exempt => lifted.and(&covers.may),
        Verdict::Undetermined => stands.and(&covers.may).and(&binds.not()),
        Verdict::Clear => covers.may.not(),
        firm if firm == measure.verdict() => stands.and(&binds),
        _ => world.constant(false),
    })
}

/// Whether something lifts a measure.
fn lifted<W: World>(measure: &Measure, rules: &RuleSet, world: &W) -> Tri<W::B> {
    let nothing = Tri::known(world.constant(false));
    let lifts = measure.lifts.iter();
    lifts.fold(nothing, |any, lift| {
        any.or(&holds(&lift.condition, rules, world))
    })
}

/// Whether a measure in force, and not lifted, may be about such a transfer, whatever the goods.
pub fn reaches<W: World>(measure: &Measure, rules: &RuleSet, world: &W) -> W::B {
    let in_force = holds(&measure.in_force, rules, world).may;
    let reach = holds(&measure.reach, rules, &world.narrowed(&in_force));
    let reaches = in_force.and(&reach.may);
    if reaches.is_never() {
        return reaches;
    }
    let lifted = lifted(measure, rules, &world.narrowed(&reaches));
    reaches.and(&lifted.must.not())
}
