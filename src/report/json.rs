//! Results as JSON. The names here are fixed: scripts rely on them. Fields may be added.

use miette::Severity;
use serde::{Deserialize, Serialize};

use crate::check::{Checked, Crossed, Finding, InTurn, Range, Supposed, Total};
use crate::classify::{By, Evidence, Goods, Strength};
use crate::law::{Link, Paragraph, RuleSet};
use crate::record::{Record, RecordError};
use crate::source::{Fault, SourceFile, Span};
use crate::terms::{Citation, Verdict};

use super::accounts::AccountJson;
use super::finding::lists;

/// A whole run.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportJson {
    /// The form of this object.
    schema: u32,
    /// The program and its version.
    tool: String,
    /// The rules that were loaded.
    rules: RulesJson,
    /// How many records there were, by verdict.
    summary: SummaryJson,
    /// What is wrong with the input, or doubtful.
    faults: Vec<FaultJson>,
    /// Each record that was checked and is shown.
    records: Vec<RecordJson>,
    /// The accounts in which limits were kept, where they are asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accounts: Vec<AccountJson>,
}

/// What is wrong with the input, or doubtful.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FaultJson {
    /// The file.
    file: String,
    /// The line, from 1; null where it is the whole file.
    line: Option<usize>,
    /// The bytes of the file that it is about.
    span: Option<SpanJson>,
    /// `error`, where it keeps a record out, or `warning`.
    severity: &'static str,
    /// A stable name, such as `record::unknown_country`.
    code: &'static str,
    /// What is wrong.
    message: String,
    /// The way out, where there is one.
    help: Option<String>,
}

impl FaultJson {
    /// A fault of a record, or of what stands around it.
    #[must_use]
    pub fn of_record(error: &RecordError) -> Self {
        let span = error.span();
        let severity = match error.fault.severity() {
            Severity::Error => "error",
            _ => "warning",
        };
        Self {
            file: error.file.name().to_owned(),
            line: Some(error.file.line(span.start)),
            span: Some(pair(error.file.in_whole(span))),
            severity,
            code: error.fault.code(),
            message: error.fault.to_string(),
            help: error.fault.help(),
        }
    }

    /// A file that could not be read at all.
    #[must_use]
    pub fn of_file(file: String, reason: String) -> Self {
        Self {
            file,
            line: None,
            span: None,
            severity: "error",
            code: "record::unreadable",
            message: reason,
            help: None,
        }
    }
}

/// The rules that were loaded.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct RulesJson {
    /// How many paragraphs there are.
    paragraphs: usize,
    /// The SHA-256 of all rules, in hexadecimal digits.
    sha256: String,
    /// As of when they were compared with their sources.
    verified: Option<String>,
}

/// How many records have each verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SummaryJson {
    /// All that were checked.
    pub records: usize,
    /// By verdict.
    #[serde(flatten)]
    pub verdicts: Verdicts,
    /// Those that could not be read, as far as they can be told apart.
    pub unread: usize,
    /// Rows that a mapping passes over.
    #[serde(default)]
    pub skipped: usize,
}

/// Counts of verdicts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verdicts {
    /// Records that a ban covers, without an exemption shown.
    pub prohibited: usize,
    /// Records that need approval or notice, neither shown.
    pub restricted: usize,
    /// Records of which a fact is missing.
    pub undetermined: usize,
    /// Records that a call upon States covers.
    pub advisory: usize,
    /// Records that show an exemption.
    pub exempt: usize,
    /// Records that no loaded paragraph covers.
    pub clear: usize,
}

impl SummaryJson {
    /// Counts one more record.
    pub fn count(&mut self, verdict: Verdict) {
        self.records = self.records.saturating_add(1);
        let verdicts = &mut self.verdicts;
        let count = match verdict {
            Verdict::Prohibited => &mut verdicts.prohibited,
            Verdict::Restricted => &mut verdicts.restricted,
            Verdict::Undetermined => &mut verdicts.undetermined,
            Verdict::Advisory => &mut verdicts.advisory,
            Verdict::Exempt => &mut verdicts.exempt,
            Verdict::Clear => &mut verdicts.clear,
        };
        *count = count.saturating_add(1);
    }

    /// Adds the counts of other records.
    pub fn add(&mut self, other: &Self) {
        self.records = self.records.saturating_add(other.records);
        self.unread = self.unread.saturating_add(other.unread);
        self.skipped = self.skipped.saturating_add(other.skipped);
        let (own, other) = (&mut self.verdicts, &other.verdicts);
        for (count, more) in [
            (&mut own.prohibited, other.prohibited),
            (&mut own.restricted, other.restricted),
            (&mut own.undetermined, other.undetermined),
            (&mut own.advisory, other.advisory),
            (&mut own.exempt, other.exempt),
            (&mut own.clear, other.clear),
        ] {
            *count = count.saturating_add(more);
        }
    }

    /// Every count with its name.
    pub(super) fn counts(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let verdicts = Verdict::ALL.map(|verdict| (verdict.word(), self.of(verdict)));
        let all = [
            ("records", self.records),
            ("unread", self.unread),
            ("skipped", self.skipped),
        ];
        all.into_iter().chain(verdicts)
    }

    /// How many records have a verdict.
    #[must_use]
    pub fn of(&self, verdict: Verdict) -> usize {
        match verdict {
            Verdict::Prohibited => self.verdicts.prohibited,
            Verdict::Restricted => self.verdicts.restricted,
            Verdict::Undetermined => self.verdicts.undetermined,
            Verdict::Advisory => self.verdicts.advisory,
            Verdict::Exempt => self.verdicts.exempt,
            Verdict::Clear => self.verdicts.clear,
        }
    }
}

/// A stretch of bytes as `[start, end]`.
type SpanJson = [usize; 2];

/// One record with its findings.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecordJson {
    /// Its own name, or its number in the file.
    id: String,
    /// Where it stands.
    source: SourceJson,
    /// The strongest verdict of its findings, or of those that take turns over its date.
    verdict: Verdict,
    /// How far the transfer has come.
    stage: &'static str,
    /// The day of `--on`, which stands in for the record's date; left out where none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// Answers that were taken from silence and mattered.
    assumed: Vec<AssumedJson>,
    /// What the goods are.
    categories: Vec<CategoryJson>,
    /// What paragraphs say of it, the strongest first.
    findings: Vec<FindingJson>,
}

/// Where a record stands.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct SourceJson {
    /// The file.
    file: String,
    /// The line, from 1.
    line: usize,
}

/// An answer, or a total with its unit.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
enum SupposedJson {
    Answer(bool),
    Total(String),
}

/// An answer that was taken from silence.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct AssumedJson {
    /// The fact, or the total.
    fact: String,
    /// What was assumed of it.
    value: SupposedJson,
    /// The paragraphs that would say something else.
    matters_to: Vec<Citation>,
}

/// A category with what speaks for it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CategoryJson {
    /// Its name.
    id: String,
    /// How much speaks for it.
    strength: Strength,
    /// What speaks for it.
    by: By,
    /// The words that do.
    text: String,
    /// Their bytes in the file.
    span: Option<SpanJson>,
}

/// Words that nothing is known of.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct UnknownJson {
    /// The words.
    text: String,
    /// Their bytes in the file.
    span: SpanJson,
}

/// What paragraphs say in turn, each on some days of a rough date.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct InTurnJson {
    /// What one of them says on each day, and so the verdict of the record.
    verdict: Verdict,
    /// The days, in their order.
    days: Vec<TurnJson>,
}

/// Some days, and which paragraphs say so on them.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct TurnJson {
    /// A day, or the first and the last with `/` between them.
    on: String,
    /// The paragraphs.
    paragraphs: Vec<Citation>,
}

impl InTurnJson {
    fn of(turn: &InTurn) -> Self {
        let days = turn.days.iter().map(|(days, cited)| TurnJson {
            on: days.to_string(),
            paragraphs: cited.clone(),
        });
        Self {
            verdict: turn.verdict,
            days: days.collect(),
        }
    }
}

/// What a paragraph says of a record.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FindingJson {
    /// The paragraph, such as `2270/6`; `unclassified` where nothing is known of what the goods are.
    paragraph: String,
    /// The paragraph as people cite it.
    citation: String,
    /// The document.
    url: Option<String>,
    /// What the paragraph is about.
    title: String,
    /// What it says of the record.
    verdict: Verdict,
    /// Where it says so with others in turn, each on some days: what they say of every day.
    #[serde(skip_serializing_if = "Option::is_none")]
    in_turn: Option<InTurnJson>,
    /// Whether the transfer has not happened, so that it "would be" so.
    prospect: bool,
    /// The words of the record that nothing is known of, where that is what it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown: Vec<UnknownJson>,
    /// The words of the record and the clauses that they met.
    because: Vec<BecauseJson>,
    /// What the record does not state, where that is what it hangs on.
    missing: Vec<MissingJson>,
    /// The smallest sets of answers that would make the paragraph cover.
    decides: Vec<Vec<String>>,
    /// What could lift it, or does.
    exemptions: Vec<ExemptionJson>,
    /// What a limit holds at the record, in each unit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    limits: Vec<TotalJson>,
    /// How the paragraph builds on others.
    chain: Vec<StepJson>,
    /// How far the rule was compared with its source.
    encoding: Option<EncodingJson>,
    /// The lists that it rests on.
    lists: Vec<ListJson>,
}

/// A word of the record, and the clause that it met.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct BecauseJson {
    /// The field.
    field: String,
    /// The bytes in the file of the record; null where it is silent.
    span: Option<SpanJson>,
    /// The rule file.
    rule_file: String,
    /// The bytes of the clause there.
    rule_span: SpanJson,
    /// What the one has to do with the other.
    text: String,
}

/// What the record does not state.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct MissingJson {
    /// The fact or field.
    fact: String,
    /// The question to ask.
    question: String,
}

/// What could lift a finding.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ExemptionJson {
    /// The paragraph that grants it.
    by: Citation,
    /// What it asks.
    text: String,
    /// Whether the record shows it.
    status: &'static str,
}

/// What a limit holds in one unit.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct TotalJson {
    /// The unit.
    unit: String,
    /// The total before the record.
    before: RangeJson,
    /// What the record adds.
    own: RangeJson,
    /// The most that is allowed.
    limit: String,
    /// With which records it is crossed.
    crossed: CrossedJson,
}

/// A number known roughly; no most where nothing bounds it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct RangeJson {
    /// The least it can be.
    least: String,
    /// The most it can be; null where nothing bounds it.
    most: Option<String>,
}

impl RangeJson {
    pub(super) fn of(range: Range) -> Self {
        Self {
            least: range.least.normalize().to_string(),
            most: range.most.map(|most| most.normalize().to_string()),
        }
    }
}

/// The records with which a limit is crossed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct CrossedJson {
    /// The record before which it is not crossed.
    earliest: Option<String>,
    /// The record with which it is crossed for certain.
    latest: Option<String>,
}

impl CrossedJson {
    pub(super) fn of(crossed: &Crossed) -> Self {
        Self {
            earliest: crossed.earliest.clone(),
            latest: crossed.latest.clone(),
        }
    }
}

/// How one paragraph of a chain stands to another.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct StepJson {
    /// The one.
    paragraph: Citation,
    /// What it does to the other, such as `extends`.
    link: &'static str,
    /// The other.
    to: Citation,
}

/// A list that a finding rests on.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ListJson {
    /// Its name.
    id: String,
    /// Its title.
    title: String,
    /// How far it was compared with its source.
    encoding: EncodingJson,
}

/// How far a rule or list was compared with its source.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct EncodingJson {
    /// `checked`, `unconfirmed` or `disputed`.
    status: &'static str,
    /// What was compared with what.
    note: String,
}

impl ReportJson {
    /// A run of some rules over some records, with everything that is wrong with the input.
    #[must_use]
    pub fn new(
        rules: &RuleSet,
        summary: SummaryJson,
        faults: Vec<FaultJson>,
        records: Vec<RecordJson>,
    ) -> Self {
        Self {
            schema: 1,
            tool: concat!("interdict ", env!("CARGO_PKG_VERSION")).into(),
            rules: RulesJson {
                paragraphs: rules.paragraphs.len(),
                sha256: rules.digest.clone(),
                verified: rules.verified().map(|date| date.to_string()),
            },
            summary,
            faults,
            records,
            accounts: Vec::new(),
        }
    }

    /// The same with the accounts in which limits were kept.
    #[must_use]
    pub fn with_accounts(self, accounts: Vec<AccountJson>) -> Self {
        Self { accounts, ..self }
    }
}

/// One record with its findings, as JSON.
#[must_use]
pub fn record_json(record: &Record, checked: &Checked, rules: &RuleSet) -> RecordJson {
    let line = record.file.line(record.span.start);
    let assumed = checked.assumed.iter().map(|assumed| AssumedJson {
        fact: assumed.supposed.name(rules).to_owned(),
        value: match &assumed.supposed {
            Supposed::Answer(_, answer) => SupposedJson::Answer(*answer),
            Supposed::Total(_, total, unit) => SupposedJson::Total(format!("{total} {unit}")),
        },
        matters_to: assumed.matters_to.clone(),
    });
    let place = |span: Span| record.item.as_ref().map_or(span, |item| item.place(span));
    RecordJson {
        id: record.id.clone(),
        source: SourceJson {
            file: record.file.name().to_owned(),
            line,
        },
        verdict: checked.verdict,
        stage: record.stage.word(),
        as_of: checked.as_of.map(|day| day.to_string()),
        assumed: assumed.collect(),
        categories: categories(
            &checked.goods,
            rules,
            |evidence| match evidence.by {
                By::Item => Some(place(evidence.span)),
                By::Category => {
                    let name = name_of(evidence, rules);
                    record
                        .categories
                        .iter()
                        .find(|c| c.value == name)
                        .map(|c| c.span)
                }
                By::Hs => record.hs.as_ref().map(|hs| hs.span),
            },
            record.file.text(),
            |span| record.file.in_whole(span),
        ),
        findings: checked
            .findings
            .iter()
            .map(|finding| finding_json(finding, &record.file, rules))
            .collect(),
    }
}

fn finding_json(finding: &Finding, file: &SourceFile, rules: &RuleSet) -> FindingJson {
    let paragraph = finding.paragraph(rules);
    let because = finding.because.iter().map(|because| BecauseJson {
        field: because.field.clone(),
        span: because.span.map(|span| pair(file.in_whole(span))),
        rule_file: rules
            .files
            .get(because.rule.file)
            .map(|f| f.name().to_owned())
            .unwrap_or_default(),
        rule_span: pair(because.rule.span),
        text: because.text.clone(),
    });
    let missing = finding
        .missing
        .questions
        .iter()
        .map(|question| MissingJson {
            fact: question.field(rules).to_owned(),
            question: question.text(rules),
        });
    let exemptions = finding.exemptions.iter().map(|exemption| ExemptionJson {
        by: exemption.by.clone(),
        text: exemption.text.clone(),
        status: exemption.status.word(),
    });
    let lists = lists(finding, rules).into_iter();
    let lists = lists.map(|(list, _)| ListJson {
        id: list.name.clone(),
        title: list.title.clone(),
        encoding: EncodingJson {
            status: list.standing.word(),
            note: list.standing_note.clone(),
        },
    });
    let unknown = finding.unknown.iter().map(|span| UnknownJson {
        text: file.quote(*span).to_owned(),
        span: pair(file.in_whole(*span)),
    });
    FindingJson {
        paragraph: paragraph.map_or_else(|| "unclassified".into(), |p| p.citation.to_string()),
        citation: paragraph
            .map(|p| p.formal_citation(rules))
            .unwrap_or_default(),
        url: paragraph.and_then(|p| rules.resolution_of(p)?.url.clone()),
        title: paragraph.map_or_else(
            || "nothing is known of what the goods are".into(),
            |p| p.title.clone(),
        ),
        verdict: finding.verdict,
        in_turn: finding.in_turn.as_ref().map(InTurnJson::of),
        prospect: finding.is_prospect,
        unknown: unknown.collect(),
        because: because.collect(),
        missing: missing.collect(),
        decides: finding.missing.sets.clone(),
        exemptions: exemptions.collect(),
        limits: finding.totals.iter().map(total).collect(),
        chain: paragraph.map_or_else(Vec::new, |paragraph| chain(paragraph, rules)),
        encoding: paragraph.map(|p| EncodingJson {
            status: p.standing.word(),
            note: p.standing_note.clone(),
        }),
        lists: lists.collect(),
    }
}

fn total(total: &Total) -> TotalJson {
    TotalJson {
        unit: total.most.unit.to_string(),
        before: RangeJson::of(total.before),
        own: RangeJson::of(total.own),
        limit: total.most.number.to_string(),
        crossed: CrossedJson::of(&total.crossed),
    }
}

fn chain(paragraph: &Paragraph, rules: &RuleSet) -> Vec<StepJson> {
    let steps = paragraph.chain(rules).into_iter();
    steps
        .map(|step| StepJson {
            paragraph: step.from.clone(),
            link: step.kind.word(),
            to: step.to.clone(),
        })
        .collect()
}

/// A description with its categories.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClassifiedJson {
    id: String,
    text: String,
    categories: Vec<CategoryJson>,
    ancestors: Vec<String>,
    arms: ArmsJson,
}

/// Whether a description names arms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
enum ArmsJson {
    Known(bool),
    Possible(&'static str),
}

/// The goods of a description as JSON; `arms` is true, false, or nothing for possible.
#[must_use]
pub fn classified(
    id: String,
    text: &str,
    goods: &[Goods],
    arms: Option<bool>,
    rules: &RuleSet,
) -> ClassifiedJson {
    let mut ancestors: Vec<String> = Vec::new();
    for (category, _) in goods.iter().flat_map(|one| one.categories(rules)) {
        let Some(declared) = rules.categories.get(category.index()) else {
            continue;
        };
        let above = declared
            .above
            .iter()
            .filter(|(id, link)| **id != category && **link == Link::Always);
        let names =
            above.filter_map(|(id, _)| rules.categories.get(id.index()).map(|c| c.name.clone()));
        ancestors.extend(names);
    }
    ancestors.sort();
    ancestors.dedup();
    ClassifiedJson {
        id,
        text: text.to_owned(),
        categories: categories(
            goods,
            rules,
            |e| (e.by == By::Item).then_some(e.span),
            text,
            |span| span,
        ),
        ancestors,
        arms: arms.map_or(ArmsJson::Possible("possible"), ArmsJson::Known),
    }
}

/// The most specific categories of all goods, each with the first thing that speaks for it.
fn categories(
    goods: &[Goods],
    rules: &RuleSet,
    place: impl Fn(&Evidence) -> Option<Span>,
    text: &str,
    in_whole: impl Fn(Span) -> Span,
) -> Vec<CategoryJson> {
    let mut all = Vec::new();
    for one in goods {
        for (category, strength) in one.categories(rules) {
            let speaks = |e: &&Evidence| e.category == category && e.strength == strength;
            let Some(evidence) = one.evidence.iter().find(speaks) else {
                continue;
            };
            let span = place(evidence);
            all.push(CategoryJson {
                id: name_of(evidence, rules),
                strength,
                by: evidence.by,
                text: span
                    .map(|span| span.quote(text).to_owned())
                    .unwrap_or_default(),
                span: span.map(|span| pair(in_whole(span))),
            });
        }
    }
    all
}

fn name_of(evidence: &Evidence, rules: &RuleSet) -> String {
    let category = rules.categories.get(evidence.category.index());
    category
        .map(|category| category.name.clone())
        .unwrap_or_default()
}

fn pair(span: Span) -> SpanJson {
    [span.start, span.end]
}
