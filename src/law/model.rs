//! The parts of a rule set.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::source::{SourceFile, Span, Spanned};
use crate::syntax::{Comparison, Force, Limit, LineAmount, LinkKind, ModifierKind, Standing, Way};
use crate::terms::{
    Amount, Citation, Country, Date, Folded, HsRange, Interval, Part, Template, TemplateError,
    Unit, Verdict,
};

/// A place in one of the rule set's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Index of the file in [`RuleSet::files`].
    pub file: usize,
    /// The words there.
    pub span: Span,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub struct $name(pub(crate) usize);

        impl $name {
            /// The index into the rule set's list.
            #[must_use]
            pub fn index(self) -> usize {
                self.0
            }
        }
    )*};
}

ids! {
    /// A category of the rule set.
    CategoryId,
    /// A fact of the rule set.
    FactId,
    /// A quantity of the rule set.
    QuantityId,
    /// A day that the rule set asks for.
    DayId,
    /// An actor of the rule set.
    ActorId,
    /// A paragraph of the rule set.
    ParagraphId,
    /// An allowance of the rule set.
    AllowanceId
}

/// Rules that were read, resolved and checked together.
///
/// What has a name is in the order of names, and paragraphs are in the order of their citations,
/// so that the order of files changes nothing.
#[derive(Debug)]
pub struct RuleSet {
    /// The files, in the order of their names.
    pub files: Vec<Arc<SourceFile>>,
    /// The categories.
    pub categories: Vec<Category>,
    /// The facts.
    pub facts: Vec<Fact>,
    /// The quantities.
    pub quantities: Vec<Quantity>,
    /// The days that rules ask for.
    pub days: Vec<Day>,
    /// The actors.
    pub actors: Vec<Actor>,
    /// Parts of countries.
    pub areas: Vec<Area>,
    /// Goods of one make, with what is known of them.
    pub models: Vec<Model>,
    /// Documents that list goods.
    pub lists: Vec<List>,
    /// Words that change how those around them are read.
    pub modifiers: Vec<Modifier>,
    /// The resolutions.
    pub resolutions: Vec<Resolution>,
    /// The paragraphs.
    pub paragraphs: Vec<Paragraph>,
    /// The examples.
    pub examples: Vec<Example>,
    /// What must hold for all records.
    pub properties: Vec<Property>,
    /// The limits of its allowances.
    pub allowances: Vec<Allowance>,
    /// Every day on which a rule or a condition on the date changes, in order.
    pub boundaries: Vec<Date>,
    /// What is doubtful in the files, though not wrong, but for what is set aside.
    pub warnings: Vec<super::RuleError>,
    /// What the files set aside.
    pub silencers: Vec<super::Silencer>,
    /// Those of them, by their places, that set one of the warnings aside.
    pub silencing: std::collections::BTreeSet<usize>,
    /// SHA-256 over the files' texts, whatever their names and order, in hexadecimal.
    pub digest: String,
}

/// A category of goods or services.
#[derive(Debug)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// What falls under it.
    pub definition: String,
    /// Where it is declared.
    pub place: Place,
    /// The categories it is a kind of.
    pub parents: Vec<Parent>,
    /// Codes that mean the category.
    pub hs_always: Vec<HsRange>,
    /// Codes that its goods can have, as declared.
    pub hs_may: Vec<HsRange>,
    /// Whether no code describes such a thing, as with services.
    pub hs_none: bool,
    /// What one of a unit of such goods is in other units.
    pub conversions: Vec<Conversion>,
    /// Phrases that make it certain.
    pub words: Vec<Phrase>,
    /// Bare names and models that make it certain, unless something ordinary stands against it.
    pub names: Vec<Phrase>,
    /// Phrases that make it possible.
    pub hints: Vec<Phrase>,
    /// Phrases that take words of other categories as what they are about.
    pub heads: Vec<Heads>,
    /// Phrases beside which its hints, and those of the categories below it, are certain.
    pub beside: Vec<Phrase>,
    /// Phrases in which no word of it counts.
    pub but_not: Vec<Phrase>,
    /// Categories beside whose goods its phrases only describe those.
    pub yields_to: Vec<CategoryId>,
    /// Whether it counts only where nothing narrower is known.
    pub residual: bool,
    /// The category itself and everything above it, each with what must hold on the way.
    pub above: BTreeMap<CategoryId, Link>,
    /// The category itself and everything below it, on whatever condition.
    pub below: Vec<CategoryId>,
    /// Every code that its goods can have, with those of the categories below it; empty where
    /// no list was given.
    pub codes: Vec<HsRange>,
}

/// What one of a unit of goods is in a unit of another dimension.
#[derive(Debug, Clone)]
pub struct Conversion {
    /// The unit.
    pub unit: Unit,
    /// The least that one is.
    pub least: Amount,
    /// The most.
    pub most: Amount,
    /// Where it was read.
    pub source: String,
    /// The clause.
    pub place: Place,
}

/// A parent in the category graph.
#[derive(Debug, Clone)]
pub struct Parent {
    /// The category above.
    pub category: CategoryId,
    /// What must hold.
    pub link: Link,
    /// Where it is named.
    pub place: Place,
}

/// What must hold for a category to be a kind of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Nothing.
    Always,
    /// This.
    If(Condition),
}

/// A phrase of the vocabulary.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// As written.
    pub text: String,
    /// Where.
    pub place: Place,
    /// What to look for, made when it is first asked for: most of the time that it takes to load
    /// the vocabulary would go into it.
    template: OnceLock<Result<Template, TemplateError>>,
}

impl Phrase {
    /// A phrase as written, and where.
    pub(super) fn new(text: String, place: Place) -> Self {
        let template = OnceLock::new();
        Self {
            text,
            place,
            template,
        }
    }

    /// What to look for.
    ///
    /// # Errors
    /// Says what is wrong with the phrase; of a phrase in a rule set that was loaded, never.
    pub fn template(&self) -> Result<&Template, &TemplateError> {
        let made = self.template.get_or_init(|| Template::parse(&self.text));
        made.as_ref()
    }

    /// The parts of what to look for; none where the phrase is wrong.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        self.template().map_or(&[], |template| &template.parts)
    }
}

/// Phrases that name the goods beside what they are made for, such as `magazine` of small arms.
#[derive(Debug)]
pub struct Heads {
    /// The phrases.
    pub phrases: Vec<Phrase>,
    /// What they take: these categories and those below them.
    pub of: Vec<CategoryId>,
}

/// A yes-or-no question that rules ask.
#[derive(Debug)]
pub struct Fact {
    /// Its name.
    pub name: String,
    /// The question in words.
    pub question: String,
    /// Where it is declared.
    pub place: Place,
    /// What a record's silence means.
    pub silence: Silence,
    /// Phrases of a description that say yes.
    pub words: Vec<Phrase>,
}

/// What silence about a fact means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Silence {
    /// Nothing: the fact is unknown.
    Unknown,
    /// The answer is taken to be this.
    Means(bool),
    /// Unknown for these goods; for others the answer is taken to be this.
    AskedOf(Vec<CategoryId>, bool),
}

/// A number that rules compare.
#[derive(Debug)]
pub struct Quantity {
    /// Its name.
    pub name: String,
    /// The units in which it is asked for, one for each dimension; never empty.
    pub units: Vec<Unit>,
    /// What is measured.
    pub definition: String,
    /// Where it is declared.
    pub place: Place,
}

/// A day that rules ask for.
#[derive(Debug)]
pub struct Day {
    /// Its name.
    pub name: String,
    /// The question in words.
    pub question: String,
    /// Where it is declared.
    pub place: Place,
}

/// A kind of party.
#[derive(Debug)]
pub struct Actor {
    /// Its name.
    pub name: String,
    /// Who counts as one.
    pub definition: String,
    /// Where it is declared.
    pub place: Place,
    /// Whether a receiver who is not said to be it is taken not to be.
    pub silent_no: bool,
    /// Names under which it is reported.
    pub words: Vec<Phrase>,
    /// The same as they are looked for: there may be thousands, and every party is held to each.
    pub folded: Vec<Folded>,
}

/// A part of a country. Where a rule names it, the rule's condition says what shows it.
#[derive(Debug)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// The country.
    pub country: Country,
    /// What belongs to it.
    pub definition: String,
    /// Where it is declared.
    pub place: Place,
}

/// Goods of one make, with what is known of them.
#[derive(Debug)]
pub struct Model {
    /// Its names.
    pub names: Vec<Phrase>,
    /// What it is.
    pub categories: Vec<CategoryId>,
    /// What is known of it.
    pub attributes: Vec<Attribute>,
}

/// Something known of a model.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// What.
    pub says: Says,
    /// Where it was read.
    pub source: String,
    /// The clause.
    pub place: Place,
}

/// What an attribute says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// The answer to a fact.
    Fact(FactId, bool),
    /// The least and the most that sources say of a quantity; both of one dimension.
    Quantity(QuantityId, Amount, Amount),
}

/// A document that lists goods.
#[derive(Debug, Clone)]
pub struct List {
    /// Its name.
    pub name: String,
    /// What it is.
    pub title: String,
    /// Its editions in order of time; never empty.
    pub editions: Vec<Edition>,
    /// How far its entries were checked.
    pub standing: Standing,
    /// Where they were checked, or what is missing.
    pub standing_note: String,
    /// Where it is declared.
    pub place: Place,
    /// All of it, down to the last clause.
    pub whole: Place,
}

/// An edition of a list.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Its name, as the document's number.
    pub name: String,
    /// When it is the list.
    pub period: Period,
    /// Whether goods are on it: any of its entries.
    pub entries: Condition,
    /// Where it is declared.
    pub place: Place,
}

/// Words that change how those around them are read.
#[derive(Debug)]
pub struct Modifier {
    /// How.
    pub kind: ModifierKind,
    /// The words.
    pub words: Vec<Phrase>,
}

/// A resolution.
#[derive(Debug)]
pub struct Resolution {
    /// Its number.
    pub number: u16,
    /// The day of adoption.
    pub adopted: Date,
    /// The regime its paragraphs belong to.
    pub regime: String,
    /// The document, where named.
    pub url: Option<String>,
    /// Up to when the encoding was compared with its sources, where said.
    pub verified: Option<Interval>,
    /// Where it is declared.
    pub place: Place,
}

/// A paragraph of a resolution.
#[derive(Debug)]
pub struct Paragraph {
    /// Its citation.
    pub citation: Citation,
    /// What it is about, in a few words.
    pub title: String,
    /// Index of its resolution in [`RuleSet::resolutions`].
    pub resolution: usize,
    /// The whole paragraph in its file.
    pub place: Place,
    /// Its measures, in the order of the file.
    pub measures: Vec<Measure>,
    /// Whether it lifts measures of others.
    pub exempts: bool,
    /// How it stands to other paragraphs.
    pub links: Vec<(LinkKind, Citation)>,
    /// How far the encoding was checked.
    pub standing: Standing,
    /// Where it was checked, or what is missing.
    pub standing_note: String,
    /// Remarks for readers.
    pub notes: Vec<String>,
}

/// One measure, ready to be judged.
#[derive(Debug)]
pub struct Measure {
    /// What it does to States.
    pub force: Force,
    /// The clause that states it.
    pub place: Place,
    /// The transfers it is about, for leaving out measures that cannot meet a record: any one of
    /// these must hold for `covers` to.
    pub reach: Condition,
    /// When it is in force; part of `covers`.
    pub in_force: Condition,
    /// When it covers a record: in force, direction, goods, and every `when`.
    pub covers: Condition,
    /// Of an allowance: that the limit is kept and what else is asked. It covers nothing where
    /// this holds, and forbids where it does not.
    pub allowed: Option<Condition>,
    /// What lifts it.
    pub lifts: Vec<Lift>,
}

/// The limit of a measure that allows.
#[derive(Debug, Clone)]
pub struct Allowance {
    /// How much, and over which time.
    pub limit: Limit,
    /// The quantity in which a record states what was transferred before it, where one is declared.
    pub before: Option<QuantityId>,
    /// The clause.
    pub place: Place,
}

/// An exemption or a met requirement.
#[derive(Debug, Clone)]
pub struct Lift {
    /// The paragraph that grants it.
    pub by: Citation,
    /// When it is in force, where that is not as long as the measure; part of `condition`.
    pub in_force: Option<Condition>,
    /// When it applies.
    pub condition: Condition,
    /// The clause's words, on one line.
    pub text: String,
}

/// A condition with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What must hold.
    pub kind: ConditionKind,
    /// The clause, or the part of one, that says so.
    pub place: Place,
}

/// The kinds of conditions. An empty `All` is true, an empty `Any` false.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionKind {
    /// All of them.
    All(Vec<Condition>),
    /// Any of them.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// The goods are this or a kind of it.
    Item(CategoryId),
    /// Their code lies in one of these ranges.
    Hs(Vec<HsRange>),
    /// The transfer goes to, or comes from, a country.
    Place(Way, Country),
    /// The carrying vessel flies a country's flag.
    Flag(Country),
    /// The receiver (`To`) or sender (`From`) is such a party.
    Party(Way, ActorId),
    /// A fact is yes; with what silence means here, where that differs from its declaration.
    Fact(FactId, Option<bool>),
    /// A quantity compares so with an amount.
    Quantity(QuantityId, Comparison, Amount),
    /// An amount of the whole line compares so with an amount.
    Line(LineAmount, Comparison, Amount),
    /// What was transferred before, with this, keeps within the limit of an allowance.
    Within(AllowanceId),
    /// The date compares so with a day.
    Date(Comparison, Date),
    /// A day that rules ask for compares so with a day.
    Day(DayId, Comparison, Date),
    /// The date lies in one of these periods.
    InForce(Vec<Period>),
}

/// A stretch of time in which a measure is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The first day on which it may be in force.
    pub since: Date,
    /// The first day on which it is in force for certain, where that is not the same.
    pub certain_since: Option<Date>,
    /// The first day no longer in force.
    pub until: Option<Date>,
    /// The first day of which nobody has checked whether it is still in force.
    pub recorded_until: Option<Date>,
    /// The paragraph that takes over at the end.
    pub replaced_by: Option<Citation>,
}

impl Period {
    /// A period that begins on a day and has no end.
    #[must_use]
    pub fn from(since: Date) -> Self {
        Self {
            since,
            certain_since: None,
            until: None,
            recorded_until: None,
            replaced_by: None,
        }
    }
}

/// An example and its lines.
#[derive(Debug)]
pub struct Example {
    /// What it shows.
    pub title: String,
    /// Index of the file.
    pub file: usize,
    /// Its lines as written; names in them are checked.
    pub lines: Vec<Spanned<crate::syntax::ExampleLine>>,
}

/// Something that must hold for all records.
#[derive(Debug)]
pub struct Property {
    /// What it says.
    pub title: String,
    /// The records it is about.
    pub records: Condition,
    /// The verdicts that may come out.
    pub verdicts: Vec<Verdict>,
    /// The paragraphs of which each says one of them; where there are none, all rules together do.
    pub by: Vec<Citation>,
    /// Where it stands.
    pub place: Place,
}

impl RuleSet {
    /// The category of a name.
    #[must_use]
    pub fn category(&self, name: &str) -> Option<CategoryId> {
        let found = self
            .categories
            .binary_search_by(|c| c.name.as_str().cmp(name));
        found.ok().map(CategoryId)
    }

    /// The fact of a name.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<FactId> {
        let found = self.facts.binary_search_by(|f| f.name.as_str().cmp(name));
        found.ok().map(FactId)
    }

    /// The quantity of a name.
    #[must_use]
    pub fn quantity(&self, name: &str) -> Option<QuantityId> {
        let found = self
            .quantities
            .binary_search_by(|q| q.name.as_str().cmp(name));
        found.ok().map(QuantityId)
    }

    /// The day of a name.
    #[must_use]
    pub fn day(&self, name: &str) -> Option<DayId> {
        let found = self.days.binary_search_by(|d| d.name.as_str().cmp(name));
        found.ok().map(DayId)
    }

    /// The actor of a name.
    #[must_use]
    pub fn actor(&self, name: &str) -> Option<ActorId> {
        let found = self.actors.binary_search_by(|a| a.name.as_str().cmp(name));
        found.ok().map(ActorId)
    }

    /// The paragraph of a citation.
    #[must_use]
    pub fn paragraph(&self, citation: &Citation) -> Option<ParagraphId> {
        let found = self
            .paragraphs
            .binary_search_by(|p| p.citation.cmp(citation));
        found.ok().map(ParagraphId)
    }

    /// The resolution of a paragraph.
    #[must_use]
    pub fn resolution_of(&self, paragraph: &Paragraph) -> Option<&Resolution> {
        self.resolutions.get(paragraph.resolution)
    }

    /// The words at a place.
    #[must_use]
    pub fn quote(&self, place: Place) -> &str {
        self.files
            .get(place.file)
            .map_or("", |file| file.quote(place.span))
    }
}

/// How one paragraph stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step<'r> {
    /// The paragraph that says so.
    pub from: &'r Citation,
    /// How.
    pub kind: LinkKind,
    /// The other, which need not be among the rules.
    pub to: &'r Citation,
}

impl Paragraph {
    /// The chain of paragraphs that this one builds on, from its own links to those of the
    /// paragraphs they lead to; each link once, the nearest first.
    ///
    /// ```
    /// let rules = interdict::law::RuleSet::builtin().unwrap();
    /// let citation = interdict::terms::Citation::parse("1718/8(b)").unwrap();
    /// let id = rules.paragraph(&citation).unwrap();
    /// let chain = rules.paragraphs[id.index()].chain(&rules);
    /// assert_eq!(chain[0].to.to_string(), "1718/8(a)(i)");
    /// ```
    #[must_use]
    pub fn chain<'r>(&'r self, rules: &'r RuleSet) -> Vec<Step<'r>> {
        let mut chain: Vec<Step<'r>> = Vec::new();
        let mut reached = vec![self];
        let mut next = 0;
        while let Some(paragraph) = reached.get(next).copied() {
            next = next.saturating_add(1);
            for (kind, to) in &paragraph.links {
                let from = &paragraph.citation;
                chain.push(Step {
                    from,
                    kind: *kind,
                    to,
                });
                let known = |other: &&Self| std::ptr::eq(*other, paragraph);
                let further = rules.paragraphs.iter().filter(|p| p.citation.is_within(to));
                for other in further.filter(|p| !known(p)) {
                    if !reached.iter().any(|known| std::ptr::eq(*known, other)) {
                        reached.push(other);
                    }
                }
            }
        }
        chain
    }

    /// `S/RES/2270 (2016) ¶6`
    #[must_use]
    pub fn formal_citation(&self, rules: &RuleSet) -> String {
        let year = rules.resolution_of(self).map_or(0, |r| r.adopted.year());
        format!(
            "S/RES/{} ({year}) ¶{}",
            self.citation.resolution(),
            self.citation.paragraph()
        )
    }
}

impl Measure {
    /// The verdict where the measure covers a record and nothing lifts it.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.force {
            Force::Forbids | Force::Allows(_) => Verdict::Prohibited,
            Force::RequiresApproval | Force::RequiresNotice => Verdict::Restricted,
            Force::CallsUpon(_) => Verdict::Advisory,
        }
    }
}

impl Condition {
    /// The periods that the condition names.
    #[must_use]
    pub fn periods(&self) -> Vec<&Period> {
        let mut periods = Vec::new();
        self.walk(&mut |part| {
            if let ConditionKind::InForce(here) = &part.kind {
                periods.extend(here);
            }
        });
        periods
    }

    /// Calls `visit` on the condition and every condition inside it.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        match &self.kind {
            ConditionKind::All(parts) | ConditionKind::Any(parts) => {
                parts.iter().for_each(|part| part.walk(visit));
            }
            ConditionKind::Not(inner) => inner.walk(visit),
            _ => {}
        }
    }
}
