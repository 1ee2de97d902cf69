//! The syntax tree of a rule file.
//!
//! Every part keeps its place. Names are texts here; the law room gives them a meaning.

use crate::source::{Span, Spanned};
use crate::terms::{Amount, Citation, Date, Dimension, HsRange, Interval, Unit, Verdict};

use super::vocabulary_tree::*;

/// A name or a text with its place.
pub type Name = Spanned<String>;

/// The items of a file, in their order. Of a broken item, what could be read is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleFile {
    /// The items.
    pub items: Vec<Item>,
    /// Whether an item, or the number of a resolution or paragraph, could not be read, so that
    /// it is not known what the file holds.
    pub lost: bool,
    /// The comments, in the order of their places. They count when files are compared: a
    /// printer that loses one does not give the same file.
    pub comments: Vec<Comment>,
    /// The items, by their index, that stand right under the one before, without a blank line.
    /// INVARIANT: in order; both are without clauses, with no comment between or under them.
    pub together: Vec<usize>,
}

/// A comment: lines one under the other, or the end of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// What it stands at.
    pub anchor: Anchor,
    /// What follows each `#`, without blanks at the end; never empty, and one line beside words.
    pub lines: Vec<String>,
}

/// What a comment stands at. Anchors are in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor {
    /// The index of the item; the number of items for what stands after the last.
    pub item: usize,
    /// The item's first line (0), its first clause (1) and so on; one more than there are
    /// clauses for what stands under the last.
    pub part: usize,
    /// On which side.
    pub side: Side,
}

/// On which side of an item or clause a comment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Above it, with a blank line between; only above an item or at the end of the file.
    Apart,
    /// Right above it.
    Above,
    /// Behind it, on its last line.
    Beside,
}

/// One item at the left margin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// `resolution NUMBER adopted DATE`
    Resolution(Resolution),
    /// `paragraph NUMBER "title"`
    Paragraph(Paragraph),
    /// `category NAME "definition"`
    Category(Category),
    /// `fact NAME "question"`
    Fact(Fact),
    /// `quantity NAME in UNIT "definition"`
    Quantity(Quantity),
    /// `day NAME "question"`
    Day(Day),
    /// `actor NAME "definition"`
    Actor(Actor),
    /// `area NAME in COUNTRY "definition"`
    Area(Area),
    /// `model "NAME", "NAME"`
    Model(Model),
    /// `list NAME "title"`
    List(List),
    /// `modifier KIND "definition"`
    Modifier(Modifier),
    /// `example "title"`
    Example(Example),
    /// `property "title"`
    Property(Property),
}

/// A resolution, to which the paragraphs after it belong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// Its number; 0 where it could not be read.
    pub number: Spanned<u16>,
    /// The day of adoption; [`Date::MIN`] where it could not be read.
    pub adopted: Spanned<Date>,
    /// Its clauses.
    pub clauses: Vec<Spanned<ResolutionClause>>,
    /// Whether a part of it could not be read.
    pub broken: bool,
}

/// A clause of a resolution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResolutionClause {
    /// `regime NAME`
    Regime(Name),
    /// `url "…"`
    Url(Name),
    /// `verified DATE`: up to when the encoding was compared with its sources
    Verified(Spanned<Interval>),
}

/// A paragraph and its clauses.
#[derive(Debug, Clone)]
pub struct Paragraph {
    /// `8(a)(i)`, as the resolution numbers it; empty where it could not be read.
    pub number: Name,
    /// What it is about, in a few words.
    pub title: Name,
    /// Its clauses in order; a clause after a measure belongs to that measure.
    pub clauses: Vec<Spanned<ParagraphClause>>,
    /// From the first word of the item to the last of its clauses.
    pub span: Span,
}

impl PartialEq for Paragraph {
    /// As with [`Spanned`], the place does not count.
    fn eq(&self, other: &Self) -> bool {
        let Self {
            number,
            title,
            clauses,
            span: _,
        } = self;
        (number, title, clauses) == (&other.number, &other.title, &other.clauses)
    }
}

impl Eq for Paragraph {}

/// A clause of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParagraphClause {
    /// `forbids …`, `requires …`, `calls upon …`
    Measure(Measure),
    /// `exempts regime NAME`, `exempts CITATIONS`
    Exempts(Exempts),
    /// `when CONDITION`
    When(Condition),
    /// `except CONDITION`
    Except(Condition),
    /// `provided CONDITION`
    Provided(Condition),
    /// `since DATE`, `since DATE, at the latest DATE`, `since DATE if CONDITION`
    Since(Since),
    /// `until DATE`, `until DATE, replaced by CITATION`, `until DATE if CONDITION`
    Until(Until),
    /// `recorded until DATE`
    RecordedUntil(Spanned<Date>),
    /// `extends CITATIONS` and its like
    Link(LinkKind, Vec<Spanned<Citation>>),
    /// `checked "…"` and its like
    Standing(Standing, Name),
    /// `note "…"`
    Note(Name),
    /// A clause that could not be read.
    Broken(Lost),
}

/// When a measure begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// The first day in force, or the first on which it may be.
    pub day: Spanned<Date>,
    /// The day by which it is in force for certain.
    pub latest: Option<Spanned<Date>>,
    /// It begins only where this holds.
    pub condition: Option<Condition>,
}

/// When a measure ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Until {
    /// The first day no longer in force.
    pub day: Spanned<Date>,
    /// The paragraph that takes over.
    pub replaced_by: Option<Spanned<Citation>>,
    /// It ends only where this holds.
    pub condition: Option<Condition>,
}

/// What a clause that could not be read would have said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lost {
    /// A measure, or nobody knows what.
    Measure,
    /// When a measure is in force.
    Date,
    /// Something that no other clause depends on.
    Other,
}

/// What a measure does to States.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Force {
    /// It decides that the transfer shall not happen.
    Forbids,
    /// It lets the transfer happen with a Committee's approval.
    RequiresApproval,
    /// It lets the transfer happen with notice to a Committee.
    RequiresNotice,
    /// It calls upon States, without binding them.
    CallsUpon(Appeal),
    /// It lets transfers happen up to a limit, and forbids what goes beyond.
    Allows(Limit),
}

/// How much an allowance lets pass, all suppliers together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The most, in one unit or in several.
    pub most: Vec<Amount>,
    /// Whether of several the lower one binds; else the one in which a record speaks does.
    pub lower: bool,
    /// Over which time transfers are added up.
    pub window: Window,
}

/// Over which time transfers are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// `in each calendar year`
    CalendarYear,
    /// `in each year from DATE`
    YearFrom(Date),
    /// `in all`: as long as the measure is in force.
    All,
}

/// What States are called upon to do about a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Appeal {
    /// To be vigilant over it.
    Watch,
    /// To keep it from happening.
    Prevent,
    /// To inspect it.
    Inspect,
}

/// One measure: what is done to which transfers of which goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// What it does.
    pub force: Force,
    /// The transfers: any of these.
    pub directions: Vec<Spanned<Direction>>,
    /// The goods: any of these; empty for anything.
    pub goods: Vec<Spanned<Goods>>,
    /// Goods taken out again.
    pub other_than: Vec<Spanned<Goods>>,
}

/// Which way a transfer goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Direction {
    /// To a place or from it.
    pub way: Way,
    /// Only to or from this kind of party there.
    pub party: Option<Party>,
    /// Where.
    pub place: Place,
}

/// A kind of party in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// An actor.
    pub actor: Name,
    /// Whether anyone but the actor is meant.
    pub but: bool,
}

/// Where a transfer goes or comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A country, as an alpha-3 code.
    Country(Name),
    /// An area; in a direction also an actor, wherever it is.
    Named(Name),
}

/// The two ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// `supply to`
    To,
    /// `procurement from`
    From,
}

/// Goods that a measure names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goods {
    /// A category or a list by its name.
    Named(String),
    /// One edition of a list.
    Edition(Name, Name),
    /// `hs CODES`
    Hs(Vec<HsRange>),
}

/// What an exempting paragraph serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exempts {
    /// Every paragraph of a regime.
    Regime(Name),
    /// These paragraphs and the points under them.
    Paragraphs(Vec<Spanned<Citation>>),
}

/// How a paragraph stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// It carries the other further.
    Extends,
    /// It changes the other.
    Amends,
    /// It takes the other's place.
    Replaces,
    /// It ends the other.
    Ends,
    /// It says how the other is read.
    Interprets,
}

impl LinkKind {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Extends => "extends",
            Self::Amends => "amends",
            Self::Replaces => "replaces",
            Self::Ends => "ends",
            Self::Interprets => "interprets",
        }
    }
}

/// How far an encoding was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Against the named source.
    Checked,
    /// Not in full; what is missing is said.
    Unconfirmed,
    /// Readings differ; how is said.
    Disputed,
}

impl Standing {
    /// As rules write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Unconfirmed => "unconfirmed",
            Self::Disputed => "disputed",
        }
    }
}

/// A condition with its place.
pub type Condition = Spanned<ConditionKind>;

/// The kinds of conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionKind {
    /// All of them; two or more.
    All(Vec<Condition>),
    /// Any of them; two or more.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// `item is CATEGORY`
    Item(Name),
    /// `hs in CODES`
    Hs(Vec<HsRange>),
    /// `item on LIST`, `item on LIST edition "…"`
    On(Name, Option<Name>),
    /// `to is COUNTRY`, `from is AREA`
    Place(Way, Place),
    /// `flag is COUNTRY`
    Flag(Name),
    /// `recipient is ACTOR` (`To`), `sender is ACTOR` (`From`)
    Party(Way, Name),
    /// A fact, with what silence means at this place.
    Fact(Name, Option<bool>),
    /// A quantity compared with an amount.
    Quantity(Name, Comparison, Spanned<Amount>),
    /// `value`, `value per piece` or `quantity` compared with an amount.
    Line(LineAmount, Comparison, Spanned<Amount>),
    /// The date compared with a day: `Less` or `AtLeast`.
    Date(Comparison, Date),
    /// A day that rules ask for, compared with a day: `Less` or `AtLeast`.
    Day(Name, Comparison, Date),
}

/// An amount that a record states of its whole line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineAmount {
    /// `quantity`
    Quantity,
    /// `value`
    Value,
    /// `value per piece`: the value divided by the number of pieces.
    PieceValue,
}

impl LineAmount {
    /// As rules write it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Quantity => "quantity",
            Self::Value => "value",
            Self::PieceValue => "value per piece",
        }
    }

    /// What a record states in such a unit: its value in money, its quantity in all others.
    #[must_use]
    pub fn in_unit(unit: Unit) -> Self {
        match unit.dimension() {
            Dimension::Money(_) => Self::Value,
            _ => Self::Quantity,
        }
    }
}

/// The comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `=`
    Equal,
    /// `>=`
    AtLeast,
    /// `>`
    More,
}

impl Comparison {
    /// As rules write it.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }

    /// The comparison that holds where this one does not, where there is one.
    #[must_use]
    pub fn opposite(self) -> Option<Self> {
        match self {
            Self::Less => Some(Self::AtLeast),
            Self::AtMost => Some(Self::More),
            Self::Equal => None,
            Self::AtLeast => Some(Self::Less),
            Self::More => Some(Self::AtMost),
        }
    }
}

/// An example: small records with what must come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What it shows.
    pub title: Name,
    /// Its lines.
    pub lines: Vec<Spanned<ExampleLine>>,
}

/// One small record and its expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleLine {
    /// What is said of the transfer.
    pub fields: Vec<Spanned<ExampleField>>,
    /// The verdict of the record.
    pub verdict: Spanned<Verdict>,
    /// Paragraphs that must be found with that verdict.
    pub by: Vec<Spanned<Citation>>,
    /// Paragraphs that must not be found.
    pub never: Vec<Spanned<Citation>>,
}

/// One thing that an example says of its transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExampleField {
    /// `item "…"`
    Item(String),
    /// `hs CODE`
    Hs(crate::terms::HsCode),
    /// `category NAME`
    Category(String),
    /// `from`, `to`, `origin`, `via` with a country code
    Country(CountryField, String),
    /// `on DATE`
    On(Interval),
    /// `with FACT`, `with not FACT`
    Fact(String, bool),
    /// `with QUANTITY AMOUNT`
    Quantity(String, Amount),
    /// `with DAY DATE`
    Day(String, Interval),
    /// `quantity AMOUNT`, `value AMOUNT`
    Line(LineAmount, Amount),
    /// `recipient is ACTOR`, `sender is ACTOR`
    Party(Way, String),
}

/// The country fields of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CountryField {
    /// Sender's country.
    From,
    /// Receiver's country.
    To,
    /// Country of origin.
    Origin,
    /// Country of transit.
    Via,
    /// The vessel's flag.
    Flag,
}

/// Something that must hold for all records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// What it says.
    pub title: Name,
    /// Its clauses.
    pub clauses: Vec<Spanned<PropertyClause>>,
    /// Whether a part of it could not be read.
    pub broken: bool,
}

/// A clause of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PropertyClause {
    /// `for every record where CONDITION`
    Where(Condition),
    /// `expect VERDICT or VERDICT`, `expect VERDICT by CITATIONS`, `expect never VERDICT`,
    /// `expect never by CITATIONS`
    Expect(PropertyExpectation),
}

/// What a property expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyExpectation {
    /// Whether the verdicts are those that must not be.
    pub never: bool,
    /// The verdicts; none stands for any but clear.
    pub verdicts: Vec<Spanned<Verdict>>,
    /// The paragraphs of which each says so; where there are none, all rules together.
    pub by: Vec<Spanned<Citation>>,
}
