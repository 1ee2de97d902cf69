//! The items of the tree that declare what rules speak of: goods, words, questions, parties,
//! places, lists.

use crate::source::Spanned;
use crate::terms::{Amount, Date, HsRange, Unit};

use super::tree::{Condition, Goods, Name, Standing, Way};

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
    /// `one UNIT is AMOUNT, source "…"`, `one UNIT is AMOUNT to AMOUNT, source "…"`
    One(Conversion),
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

/// What one of a unit of goods is in another unit, of another dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// The unit.
    pub unit: Spanned<Unit>,
    /// The least that one is.
    pub least: Spanned<Amount>,
    /// The most, where sources differ.
    pub most: Option<Spanned<Amount>>,
    /// Where it was read.
    pub source: Name,
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
    /// The units in which it is asked for, one for each dimension; empty where they could not be
    /// read.
    pub units: Vec<Name>,
    /// What is measured.
    pub definition: Name,
}

/// A day that rules ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Its name.
    pub name: Name,
    /// The question to ask, where a record is silent.
    pub question: Name,
}

/// A kind of party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Its name.
    pub name: Name,
    /// Who counts as one.
    pub definition: Name,
    /// Its clauses.
    pub clauses: Vec<Spanned<ActorClause>>,
}

/// A clause of an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActorClause {
    /// `if silent no`: who is not said to be it is not.
    IfSilentNo,
    /// `words "…"`: names under which it is reported.
    Words(Vec<Name>),
}

/// A part of a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: Name,
    /// The country, as an alpha-3 code.
    pub country: Name,
    /// What belongs to it.
    pub definition: Name,
    /// `to if CONDITION`, `from if CONDITION`: what shows that a transfer goes there, or comes
    /// from there.
    pub clauses: Vec<Spanned<(Way, Condition)>>,
}

/// Goods of one make, with what is known of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Its names.
    pub names: Vec<Name>,
    /// Its clauses.
    pub clauses: Vec<Spanned<ModelClause>>,
}

/// A clause of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelClause {
    /// `is CATEGORIES`
    Is(Vec<Name>),
    /// `has FACT, source "…"`, `has not FACT, source "…"`
    Fact(Name, bool, Name),
    /// `has QUANTITY AMOUNT, source "…"`, `has QUANTITY AMOUNT to AMOUNT, source "…"`
    Quantity(Name, Spanned<Amount>, Option<Spanned<Amount>>, Name),
}

/// A document that lists goods, in its editions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Its name.
    pub name: Name,
    /// What it is.
    pub title: Name,
    /// Its clauses; an entry belongs to the edition above it.
    pub clauses: Vec<Spanned<ListClause>>,
    /// Whether a part of it could not be read.
    pub broken: bool,
}

/// A clause of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListClause {
    /// `edition "…" since DATE`: in force until the next edition is.
    Edition(Name, Spanned<Date>),
    /// `includes GOODS`, `includes GOODS if CONDITION`
    Includes(Vec<Spanned<Goods>>, Option<Condition>),
    /// `checked "…"` and its like
    Standing(Standing, Name),
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
