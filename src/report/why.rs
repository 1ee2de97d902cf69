//! A paragraph explained: in its own words, or clause by clause for one record.

use crate::check::{Because, Clause, Why};
use crate::law::{Condition, ConditionKind, LinkKind, Paragraph, RuleSet};
use crate::record::Record;
use crate::source::{printable, printable_line};
use crate::terms::{Citation, Verdict};

use super::style::Style;

/// Every clause of a paragraph's measures with its truth for a record.
#[must_use]
pub fn why(
    record: &Record,
    paragraph: &Paragraph,
    whys: &[Why],
    rules: &RuleSet,
    style: &Style,
) -> String {
    let mut text = style.bold(&format!(
        "{} on {}",
        paragraph.citation,
        printable_line(&record.id)
    ));
    text.push('\n');
    for why in whys {
        let Some(measure) = paragraph.measures.get(why.measure) else {
            continue;
        };
        let says = match why.verdict {
            Verdict::Clear => "says nothing".to_owned(),
            verdict => format!("says {verdict}"),
        };
        text.push_str(&format!("\n  {}\n", words(rules, measure.place)));
        text.push_str(&format!("  {says} on {}, because\n", why.days));
        for clause in why.covers.leaves() {
            text.push_str(&lines(clause, record, rules, "    "));
        }
        if let Some(allowed) = &why.allowed {
            text.push_str("    allowed where\n");
            for leaf in allowed.leaves() {
                text.push_str(&lines(leaf, record, rules, "      "));
            }
        }
        for (clause, exemption) in &why.lifts {
            let status = exemption.status.word();
            text.push_str(&format!(
                "    lifted by {}, {}: {status}\n",
                exemption.by, exemption.text
            ));
            for leaf in clause.leaves() {
                text.push_str(&lines(leaf, record, rules, "      "));
            }
        }
    }
    text
}

/// `yes  supply to PRK: to North Korea ("PRK")`, and under it what is missing.
fn lines(clause: &Clause, record: &Record, rules: &RuleSet, indent: &str) -> String {
    let mark = match clause.truth {
        Some(true) => "yes",
        Some(false) => "no ",
        None => "?  ",
    };
    let cited = clause.cited();
    let said: Vec<String> = cited
        .iter()
        .map(|because| quoted(because, record))
        .collect();
    let about = words(rules, clause.place);
    let about = match about.split_once("other than ") {
        Some((_, taken_out)) if clause.is_negation() => format!("other than {taken_out}"),
        _ => about,
    };
    let said = match said.join("; ") {
        said if said.is_empty() => about,
        // A clause that says when the measure is in force has no words of its own.
        said if said.starts_with("in force") || said.contains("in force ") => said,
        said if said.starts_with(&about) => said,
        said => format!("{about}: {said}"),
    };
    let mut text = format!("{indent}{mark}  {said}\n");
    let mut asked: Vec<&str> = Vec::new();
    for question in &clause.questions() {
        let field = question.field(rules);
        if !asked.contains(&field) {
            text.push_str(&format!(
                "{indent}       missing `{field}`: {}\n",
                question.text(rules)
            ));
            asked.push(field);
        }
    }
    text
}

/// What is said, with the record's words in quotes.
pub(super) fn quoted(because: &Because, record: &Record) -> String {
    match because.span.map(|span| record.file.quote(span)) {
        Some(words) if !words.is_empty() => {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            format!(
                "{} (\"{}\")",
                because.text,
                printable(words.trim_matches('"'))
            )
        }
        _ => because.text.clone(),
    }
}

/// The rule's words at a place, on one line.
pub(super) fn words(rules: &RuleSet, place: crate::law::Place) -> String {
    rules
        .quote(place)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A paragraph in plain words: what it does, since when, what lifts it, how it stands to others
/// and how far it was checked.
#[must_use]
pub fn explain_paragraph(paragraph: &Paragraph, rules: &RuleSet, style: &Style) -> String {
    let heading = format!("{}: {}", paragraph.formal_citation(rules), paragraph.title);
    let mut text = format!("{}\n", style.bold(&heading));
    if let Some(url) = rules
        .resolution_of(paragraph)
        .and_then(|resolution| resolution.url.as_ref())
    {
        text.push_str(&format!("  {url}\n"));
    }
    for measure in &paragraph.measures {
        text.push_str(&format!("\n  {}\n", words(rules, measure.place)));
        for period in periods(&measure.in_force, "", rules) {
            text.push_str(&format!("    {period}\n"));
        }
        for condition in conditions_of(&measure.covers, measure.place) {
            text.push_str(&format!("    when {}\n", words(rules, condition.place)));
        }
        for condition in measure.allowed.iter().flat_map(asked) {
            text.push_str(&format!("    provided {}\n", words(rules, condition.place)));
        }
        for lift in &measure.lifts {
            let own = lift.by == paragraph.citation;
            let by = if own {
                String::new()
            } else {
                format!("by {}: ", lift.by)
            };
            text.push_str(&format!("    lifted {by}{}\n", lift.text));
        }
        text.push_str(&format!("    otherwise {}\n", measure.verdict()));
    }
    if paragraph.exempts {
        for line in rules.quote(paragraph.place).lines().skip(1) {
            text.push_str(&format!("  {}\n", line.trim()));
        }
    }
    text.push('\n');
    for (kind, citation) in &paragraph.links {
        text.push_str(&format!("  {} {}\n", kind.word(), titled(citation, rules)));
    }
    for other in &rules.paragraphs {
        for (kind, _) in other
            .links
            .iter()
            .filter(|(_, cited)| paragraph.citation.is_within(cited))
        {
            text.push_str(&format!(
                "  {} {}\n",
                passive(*kind),
                titled(&other.citation, rules)
            ));
        }
    }
    let standing = paragraph.standing.word();
    text.push_str(&format!("  {standing}: {}\n", paragraph.standing_note));
    for note in &paragraph.notes {
        text.push_str(&format!("  note: {note}\n"));
    }
    text
}

/// When a measure is in force; what a beginning hangs on, `only`, stands behind its day.
fn periods(in_force: &Condition, only: &str, rules: &RuleSet) -> Vec<String> {
    let periods = match &in_force.kind {
        ConditionKind::InForce(periods) => periods,
        ConditionKind::Any(parts) => {
            let each = parts.iter().flat_map(|part| periods(part, only, rules));
            return each.collect();
        }
        ConditionKind::All(parts) => {
            let own = parts.get(1).map(|own| match &own.kind {
                ConditionKind::Not(inner) => format!(" unless {}", words(rules, inner.place)),
                _ => format!(" if {}", words(rules, own.place)),
            });
            let only = format!("{}{only}", own.unwrap_or_default());
            let lasts = parts.first().map(|lasts| periods(lasts, &only, rules));
            return lasts.unwrap_or_default();
        }
        _ => return Vec::new(),
    };
    let shown = periods.iter().map(|period| {
        let until = period
            .until
            .map(|day| format!(", no longer from {day}"))
            .unwrap_or_default();
        let by = period
            .replaced_by
            .as_ref()
            .map(|by| format!(", replaced by {by}"))
            .unwrap_or_default();
        let recorded = period
            .recorded_until
            .map(|day| format!(", not checked from {day}"))
            .unwrap_or_default();
        let latest = period.certain_since;
        let latest = latest
            .map(|day| format!(", at the latest from {day}"))
            .unwrap_or_default();
        format!(
            "in force from {}{latest}{only}{until}{by}{recorded}",
            period.since
        )
    });
    shown.collect()
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
fn conditions_of(covers: &Condition, measure: crate::law::Place) -> Vec<&Condition> {
    let ConditionKind::All(parts) = &covers.kind else {
        return Vec::new();
    };
    let inside = |part: &&Condition| {
        part.place.span.start >= measure.span.start && part.place.span.end <= measure.span.end
    };
    parts.iter().filter(|part| !inside(part)).collect()
}

fn titled(citation: &Citation, rules: &RuleSet) -> String {
    let found = rules
        .paragraphs
        .iter()
        .find(|paragraph| paragraph.citation == *citation);
    match found {
        Some(paragraph) => format!("{citation}, {}", paragraph.title),
        None => citation.to_string(),
    }
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
