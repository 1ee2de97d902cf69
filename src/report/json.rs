//! Results as JSON. The names here are fixed: scripts rely on them. Fields may be added.

use miette::Severity;
use serde::{Deserialize, Serialize};

use crate::check::{Checked, Crossed, Finding, Range, Supposed, Total};
use crate::classify::{By, Evidence, Goods, Strength};
use crate::law::{Link, Paragraph, RuleSet};
use crate::record::{Record, RecordError};
use crate::source::{Fault, SourceFile, Span};
use crate::terms::{Citation, Verdict};

use super::accounts::AccountJson;
use super::finding::lists;

/// A whole run.
#[derive(Debug, Serialize)]
pub struct ReportJson {
    schema: u32,
    tool: String,
    rules: RulesJson,
    summary: SummaryJson,
    faults: Vec<FaultJson>,
    records: Vec<RecordJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accounts: Vec<AccountJson>,
}

/// What is wrong with the input, or doubtful.
#[derive(Debug, Serialize)]
pub struct FaultJson {
    pub(super) file: String,
    pub(super) line: Option<usize>,
    span: Option<SpanJson>,
    severity: &'static str,
    code: &'static str,
    pub(super) message: String,
    pub(super) help: Option<String>,
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

#[derive(Debug, Serialize)]
struct RulesJson {
    paragraphs: usize,
    sha256: String,
    verified: Option<String>,
}

/// How many records have each verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryJson {
    /// All that were checked.
    pub records: usize,
    /// By verdict.
    #[serde(flatten)]
    pub verdicts: Verdicts,
    /// Those that could not be read, as far as they can be told apart.
    pub unread: usize,
}

/// Counts of verdicts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdicts {
    pub prohibited: usize,
    pub restricted: usize,
    pub undetermined: usize,
    pub advisory: usize,
    pub exempt: usize,
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
        let all = [("records", self.records), ("unread", self.unread)];
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
pub struct RecordJson {
    id: String,
    source: SourceJson,
    verdict: Verdict,
    stage: &'static str,
    assumed: Vec<AssumedJson>,
    categories: Vec<CategoryJson>,
    findings: Vec<FindingJson>,
}

#[derive(Debug, Serialize)]
struct SourceJson {
    file: String,
    line: usize,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum SupposedJson {
    Answer(bool),
    Total(String),
}

#[derive(Debug, Serialize)]
struct AssumedJson {
    fact: String,
    value: SupposedJson,
    matters_to: Vec<Citation>,
}

/// A category with what speaks for it.
#[derive(Debug, Serialize)]
pub struct CategoryJson {
    id: String,
    strength: Strength,
    by: By,
    text: String,
    span: Option<SpanJson>,
}

#[derive(Debug, Serialize)]
struct FindingJson {
    paragraph: String,
    citation: String,
    url: Option<String>,
    title: String,
    verdict: Verdict,
    prospect: bool,
    because: Vec<BecauseJson>,
    missing: Vec<MissingJson>,
    /// The smallest sets of answers that would make the paragraph cover.
    decides: Vec<Vec<String>>,
    exemptions: Vec<ExemptionJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    limits: Vec<TotalJson>,
    chain: Vec<StepJson>,
    encoding: Option<EncodingJson>,
    /// The lists that it rests on.
    lists: Vec<ListJson>,
}

#[derive(Debug, Serialize)]
struct BecauseJson {
    field: String,
    span: Option<SpanJson>,
    rule_file: String,
    rule_span: SpanJson,
    text: String,
}

#[derive(Debug, Serialize)]
struct MissingJson {
    fact: String,
    question: String,
}

#[derive(Debug, Serialize)]
struct ExemptionJson {
    by: Citation,
    text: String,
    status: &'static str,
}

/// What a limit holds in one unit.
#[derive(Debug, Serialize)]
struct TotalJson {
    unit: String,
    before: RangeJson,
    own: RangeJson,
    limit: String,
    crossed: CrossedJson,
}

/// A number known roughly; no most where nothing bounds it.
#[derive(Debug, Serialize)]
pub(super) struct RangeJson {
    least: String,
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
pub(super) struct CrossedJson {
    earliest: Option<String>,
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
struct StepJson {
    paragraph: Citation,
    link: &'static str,
    to: Citation,
}

#[derive(Debug, Serialize)]
struct ListJson {
    id: String,
    title: String,
    encoding: EncodingJson,
}

#[derive(Debug, Serialize)]
struct EncodingJson {
    status: &'static str,
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
        prospect: finding.is_prospect,
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
pub struct ClassifiedJson {
    id: String,
    text: String,
    categories: Vec<CategoryJson>,
    ancestors: Vec<String>,
    arms: ArmsJson,
}

/// Whether a description names arms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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
