//! A paragraph in plain words, in parts that every format of the output can arrange.

use crate::law::{
    Condition, ConditionKind, Lift, LinkKind, Measure, Paragraph, Period, Place, RuleSet,
};
use crate::source::{printable, printable_line};
use crate::terms::{Citation, Verdict};

use super::style::Style;

/// A paragraph in plain words: what it does, since when, what lifts it, how it stands to others
/// and how far it was checked.
///
/// ```
/// use interdict::report::{Style, explain_paragraph};
/// let rules = interdict::law::RuleSet::builtin()?;
/// let citation = interdict::terms::Citation::parse("2270/6")?;
/// let id = rules.paragraph(&citation).unwrap();
/// let text = explain_paragraph(&rules.paragraphs[id.index()], &rules, &Style::plain(90));
/// assert!(text.contains("forbids supply to PRK of arms"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn explain_paragraph(paragraph: &Paragraph, rules: &RuleSet, style: &Style) -> String {
    let heading = format!("{}: {}", paragraph.formal_citation(rules), paragraph.title);
    let heading = style.bold(&printable_line(&heading));
    format!("{heading}\n{}", printable(&below_heading(paragraph, rules)))
}

/// What is told of a paragraph below its title.
fn below_heading(paragraph: &Paragraph, rules: &RuleSet) -> String {
    let mut text = String::new();
    if let Some(url) = rules
        .resolution_of(paragraph)
        .and_then(|resolution| resolution.url.as_ref())
    {
        text.push_str(&format!("  {url}\n"));
    }
    for measure in &paragraph.measures {
        let told = PlainMeasure::of(measure, rules);
        text.push_str(&format!("\n  {}\n", told.does));
        for period in &told.periods {
            text.push_str(&format!("    {period}\n"));
        }
        for condition in &told.when {
            text.push_str(&format!("    when {condition}\n"));
        }
        for condition in &told.provided {
            text.push_str(&format!("    provided {condition}\n"));
        }
        for PlainLift { lift, lasts } in &told.lifted {
            let by = match lift.by == paragraph.citation {
                true => String::new(),
                false => format!("by {}: ", lift.by),
            };
            let lasts = match lasts.is_empty() {
                true => String::new(),
                false => format!(" ({})", lasts.join("; ")),
            };
            text.push_str(&format!("    lifted {by}{}{lasts}\n", lift.text));
        }
        text.push_str(&format!("    otherwise {}\n", told.otherwise));
    }
    for line in exempting(paragraph, rules) {
        text.push_str(&format!("  {line}\n"));
    }
    text.push('\n');
    for relation in relations(paragraph, rules) {
        let Relation { how, other, title } = relation;
        let title = title.map(|title| format!(", {title}"));
        text.push_str(&format!("  {how} {other}{}\n", title.unwrap_or_default()));
    }
    let standing = paragraph.standing.word();
    text.push_str(&format!("  {standing}: {}\n", paragraph.standing_note));
    for note in &paragraph.notes {
        text.push_str(&format!("  note: {note}\n"));
    }
    text
}

/// The rule's words at a place, on one line.
pub(super) fn words(rules: &RuleSet, place: Place) -> String {
    rules
        .quote(place)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A measure in plain words.
pub(super) struct PlainMeasure<'r> {
    /// What it does, in the words of its clause.
    pub does: String,
    /// When it is in force.
    pub periods: Vec<String>,
    /// What else must hold for it to cover a transfer.
    pub when: Vec<String>,
    /// What an allowance asks beside its limit.
    pub provided: Vec<String>,
    /// What lifts it.
    pub lifted: Vec<PlainLift<'r>>,
    /// What it says of a transfer that it covers and nothing lifts.
    pub otherwise: Verdict,
    /// Whether it says so only of what goes beyond a limit.
    pub is_limit: bool,
}

/// What lifts a measure at some time.
pub(super) struct PlainLift<'r> {
    pub lift: &'r Lift,
    /// When, where that is not as long as the measure.
    pub lasts: Vec<String>,
}

impl<'r> PlainLift<'r> {
    /// Of a measure; nothing where it is over before the measure begins, or begins after its end.
    fn of(lift: &'r Lift, measure: &Measure, rules: &RuleSet) -> Option<Self> {
        let Some(in_force) = &lift.in_force else {
            let lasts = Vec::new();
            return Some(Self { lift, lasts });
        };
        let own = stretches(in_force, rules);
        let theirs = stretches(&measure.in_force, rules);
        let meets = |other: &Stretch<'_>| own.iter().any(|own| own.meets(other));
        if !own.is_empty() && !theirs.is_empty() && !theirs.iter().any(meets) {
            return None;
        }
        let is_within = |other: &Stretch<'_>| own.iter().any(|own| own.holds(other));
        let lasts = match theirs.iter().all(is_within) {
            true => Vec::new(),
            false => own.iter().map(Stretch::text).collect(),
        };
        Some(Self { lift, lasts })
    }
}

impl<'r> PlainMeasure<'r> {
    /// A measure of some rules.
    pub fn of(measure: &'r Measure, rules: &RuleSet) -> Self {
        let told = |condition: &Condition| words(rules, condition.place);
        let when = conditions_of(&measure.covers, measure.place);
        let provided = measure.allowed.iter().flat_map(asked);
        let lifts = measure.lifts.iter();
        Self {
            does: words(rules, measure.place),
            periods: periods(&measure.in_force, rules),
            when: when.into_iter().map(told).collect(),
            provided: provided.map(told).collect(),
            lifted: lifts
                .filter_map(|lift| PlainLift::of(lift, measure, rules))
                .collect(),
            otherwise: measure.verdict(),
            is_limit: measure.allowed.is_some(),
        }
    }

    /// What lifts the measures of other paragraphs, as if it were a measure.
    pub fn lifting(lift: &Lift, rules: &RuleSet) -> Self {
        let told = |condition: &Condition| words(rules, condition.place);
        let when = conditions_of(&lift.condition, lift.condition.place);
        let in_force = lift.in_force.as_ref();
        Self {
            does: told(&lift.condition),
            periods: in_force.map_or_else(Vec::new, |one| periods(one, rules)),
            when: when.into_iter().map(told).collect(),
            provided: Vec::new(),
            lifted: Vec::new(),
            otherwise: Verdict::Exempt,
            is_limit: false,
        }
    }
}

/// The clauses of a paragraph that lifts others, as they stand; of another paragraph none.
pub(super) fn exempting<'r>(paragraph: &Paragraph, rules: &'r RuleSet) -> Vec<&'r str> {
    match paragraph.exempts {
        true => {
            let lines = rules.quote(paragraph.place).lines().skip(1);
            lines.map(str::trim).collect()
        }
        false => Vec::new(),
    }
}

/// What a paragraph lifts, each of its clauses once; nothing where it lifts only its own measures.
pub(super) fn lifts<'r>(paragraph: &Paragraph, rules: &'r RuleSet) -> Vec<&'r Lift> {
    let mut lifts: Vec<&Lift> = Vec::new();
    if !paragraph.exempts {
        return lifts;
    }
    let measures = rules.paragraphs.iter().flat_map(|other| &other.measures);
    for lift in measures.flat_map(|measure| &measure.lifts) {
        let is_known = |known: &&Lift| known.condition.place == lift.condition.place;
        if lift.by == paragraph.citation && !lifts.iter().any(is_known) {
            lifts.push(lift);
        }
    }
    lifts
}

/// How a paragraph stands to another.
pub(super) struct Relation<'r> {
    /// `extends`, or from the other side `extended by`.
    pub how: &'static str,
    /// The other, which need not be among the rules.
    pub other: &'r Citation,
    /// What the other is about, where it is among the rules.
    pub title: Option<&'r str>,
}

/// How a paragraph stands to others: its own links first, then theirs.
pub(super) fn relations<'r>(paragraph: &'r Paragraph, rules: &'r RuleSet) -> Vec<Relation<'r>> {
    let title = |citation: &Citation| {
        let found = rules.paragraph(citation)?;
        let found = rules.paragraphs.get(found.index())?;
        Some(found.title.as_str())
    };
    let own = paragraph.links.iter().map(|(kind, other)| Relation {
        how: kind.word(),
        other,
        title: title(other),
    });
    let theirs = rules.paragraphs.iter().flat_map(|other| {
        let links = other.links.iter();
        let here = links.filter(|(_, cited)| paragraph.citation.is_within(cited));
        here.map(|(kind, _)| Relation {
            how: passive(*kind),
            other: &other.citation,
            title: Some(&other.title),
        })
    });
    own.chain(theirs).collect()
}

fn passive(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Extends => "extended by",
        LinkKind::Amends => "amended by",
        LinkKind::Replaces => "replaced by",
        LinkKind::Ends => "ended by",
        LinkKind::Interprets => "interpreted by",
    }
}

/// A period of a measure, with what its beginning or end hangs on.
pub(super) struct Stretch<'r> {
    /// The days.
    pub period: &'r Period,
    /// ` if …` and ` unless …`; empty where it hangs on nothing.
    pub only: String,
}

impl Stretch<'_> {
    /// Whether it shares a day with another, or may.
    fn meets(&self, other: &Self) -> bool {
        let begins_before_end =
            |one: &Period, other: &Period| other.until.is_none_or(|until| one.since < until);
        begins_before_end(self.period, other.period) && begins_before_end(other.period, self.period)
    }

    /// Whether all of another lies in it for certain.
    fn holds(&self, other: &Self) -> bool {
        let since = self.period.certain_since.unwrap_or(self.period.since);
        let lasts = match (self.period.until, other.period.until) {
            (None, _) => true,
            (Some(until), other) => other.is_some_and(|other| other <= until),
        };
        self.only.is_empty() && since <= other.period.since && lasts
    }

    /// The period in words.
    pub fn text(&self) -> String {
        let Self { period, only } = self;
        let day = |before: &str, day: Option<crate::terms::Date>| {
            day.map_or_else(String::new, |day| format!(", {before} {day}"))
        };
        let until = day("no longer from", period.until);
        let recorded = day("not checked from", period.recorded_until);
        let latest = day("at the latest from", period.certain_since);
        let by = period.replaced_by.as_ref();
        let by = by.map(|by| format!(", replaced by {by}"));
        format!(
            "in force from {}{latest}{only}{until}{}{recorded}",
            period.since,
            by.unwrap_or_default()
        )
    }
}

/// When a measure is in force, in the order of its clauses.
pub(super) fn stretches<'r>(in_force: &'r Condition, rules: &RuleSet) -> Vec<Stretch<'r>> {
    let mut all = Vec::new();
    gather(in_force, "", rules, &mut all);
    all
}

fn periods(in_force: &Condition, rules: &RuleSet) -> Vec<String> {
    let stretches = stretches(in_force, rules);
    stretches.iter().map(Stretch::text).collect()
}

/// What a beginning hangs on, `only`, stands behind its day.
fn gather<'r>(in_force: &'r Condition, only: &str, rules: &RuleSet, all: &mut Vec<Stretch<'r>>) {
    match &in_force.kind {
        ConditionKind::InForce(periods) => all.extend(periods.iter().map(|period| Stretch {
            period,
            only: only.to_owned(),
        })),
        ConditionKind::Any(parts) => {
            for part in parts {
                gather(part, only, rules, all);
            }
        }
        ConditionKind::All(parts) => {
            let own = parts.get(1).map(|own| match &own.kind {
                ConditionKind::Not(inner) => format!(" unless {}", words(rules, inner.place)),
                _ => format!(" if {}", words(rules, own.place)),
            });
            let only = format!("{}{only}", own.unwrap_or_default());
            if let Some(lasts) = parts.first() {
                gather(lasts, &only, rules, all);
            }
        }
        _ => {}
    }
}

/// What an allowance asks beside its limit, which its own words say.
fn asked(allowed: &Condition) -> impl Iterator<Item = &Condition> {
    let parts = match &allowed.kind {
        ConditionKind::All(parts) => parts.as_slice(),
        _ => &[],
    };
    let limit = |part: &&Condition| matches!(part.kind, ConditionKind::Within(..));
    parts.iter().filter(move |part| !limit(part))
}

/// The conditions of a measure that stand in clauses of their own.
fn conditions_of(covers: &Condition, measure: Place) -> Vec<&Condition> {
    let ConditionKind::All(parts) = &covers.kind else {
        return Vec::new();
    };
    let inside = |part: &&Condition| {
        part.place.span.start >= measure.span.start && part.place.span.end <= measure.span.end
    };
    parts.iter().filter(|part| !inside(part)).collect()
}
