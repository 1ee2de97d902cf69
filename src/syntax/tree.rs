//! The syntax tree of a rule file.
//!
//! Every part keeps its place. Names are texts here; the law room gives them a meaning.

use crate::source::{Span, Spanned};
use crate::terms::{Amount, Citation, Date, HsRange, Interval, Verdict};

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
    /// `actor NAME "definition"`
    Actor(Actor),
    /// `modifier KIND "definition"`
    Modifier(Modifier),
    /// `example "title"`
    Example(Example),
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
    /// `since DATE`, `since DATE, at the latest DATE`
    Since(Spanned<Date>, Option<Spanned<Date>>),
    /// `until DATE`, `until DATE, replaced by CITATION`
    Until(Spanned<Date>, Option<Spanned<Citation>>),
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Force {
    /// It decides that the transfer shall not happen.
    Forbids,
    /// It lets the transfer happen with a Committee's approval.
    RequiresApproval,
    /// It lets the transfer happen with notice to a Committee.
    RequiresNotice,
    /// It calls upon States, without binding them.
    CallsUpon(Appeal),
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
    pub actor: Option<Name>,
    /// The country, as an alpha-3 code.
    pub country: Name,
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
    /// A category by its name.
    Category(String),
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
    /// `to is COUNTRY`, `from is COUNTRY`
    Place(Way, Name),
    /// `recipient is ACTOR` (`To`), `sender is ACTOR` (`From`)
    Party(Way, Name),
    /// A fact, with what silence means at this place.
    Fact(Name, Option<bool>),
    /// A quantity compared with an amount.
    Quantity(Name, Comparison, Spanned<Amount>),
    /// The date compared with a day: `Less` or `AtLeast`.
    Date(Comparison, Date),
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
}

/// A category and its clauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its name.
    pub name: Name,
    /// What falls under it.
    pub definition: Name,
    /// Its clauses.
    pub clauses: Vec<Spanned<CategoryClause>>,
    /// Whether a part of it could not be read.
    pub broken: bool,
}

/// A clause of a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CategoryClause {
    /// `kind of NAMES`, `kind of NAMES if CONDITION`
    KindOf(Vec<Name>, Option<Condition>),
    /// `hs always CODES`
    HsAlways(Vec<Spanned<HsRange>>),
    /// `hs may CODES`
    HsMay(Vec<Spanned<HsRange>>),
    /// `hs none`: no code describes such a thing
    HsNone,
    /// `words "…"`
    Words(Vec<Name>),
    /// `names "…"`
    Names(Vec<Name>),
    /// `hints "…"`
    Hints(Vec<Name>),
    /// `heads "…" of NAMES`
    Heads(Vec<Name>, Vec<Name>),
    /// `beside "…"`
    Beside(Vec<Name>),
    /// `but not "…"`
    ButNot(Vec<Name>),
    /// `yields to NAMES`: it does not count beside these
    YieldsTo(Vec<Name>),
    /// `residual`: it counts only where nothing narrower is known
    Residual,
}

/// A fact and its clauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its name.
    pub name: Name,
    /// The question to ask, where a record is silent.
    pub question: Name,
    /// Its clauses.
    pub clauses: Vec<Spanned<FactClause>>,
}

/// A clause of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactClause {
    /// `if silent yes`, `if silent no`
    IfSilent(bool),
    /// `asked of NAMES, otherwise yes|no`
    AskedOf(Vec<Name>, bool),
    /// `words "…"`: phrases that say so
    Words(Vec<Name>),
}

/// A quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// Its name.
    pub name: Name,
    /// The unit in which it is asked for; empty where it could not be read.
    pub unit: Name,
    /// What is measured.
    pub definition: Name,
}

/// A kind of party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Its name.
    pub name: Name,
    /// Who counts as one.
    pub definition: Name,
}

/// Words that change how those around them are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifier {
    /// How.
    pub kind: Spanned<ModifierKind>,
    /// What they do, for readers.
    pub definition: Name,
    /// The words.
    pub clauses: Vec<Spanned<Vec<Name>>>,
}

/// How words change those around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ModifierKind {
    /// They set one of a line's goods apart from another.
    Join,
    /// They make what follows them doubtful.
    Doubt,
    /// They name no goods.
    Filler,
    /// They show that the words around them name something else.
    Decoy,
    /// They say that what follows is not there.
    Negation,
    /// They say that what stands before them is not there.
    Absence,
    /// What follows is only what a label or a paper says.
    Claim,
    /// What follows only comes along with what stands before.
    With,
    /// What follows is what the goods are for.
    Purpose,
    /// What follows is where the goods are.
    Place,
    /// After a number they end one of a line's goods.
    Packing,
    /// They are spelt as they should be.
    Common,
}

impl ModifierKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Join,
        Self::Doubt,
        Self::Filler,
        Self::Decoy,
        Self::Negation,
        Self::Absence,
        Self::Claim,
        Self::With,
        Self::Purpose,
        Self::Place,
        Self::Packing,
        Self::Common,
    ];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Doubt => "doubt",
            Self::Filler => "filler",
            Self::Decoy => "decoy",
            Self::Negation => "negation",
            Self::Absence => "absence",
            Self::Claim => "claim",
            Self::With => "with",
            Self::Purpose => "purpose",
            Self::Place => "place",
            Self::Packing => "packing",
            Self::Common => "common",
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
}
