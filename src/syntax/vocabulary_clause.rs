//! Clauses of the items that declare what rules speak of.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{opt, value};

use crate::source::Spanned;
use crate::terms::Amount;

use super::condition::{if_silent, yes_or_no};
use super::lexeme::{
    Parsed, Reader, after, at_keyword, blank, due, full_list, keyword, list, symbol, unit, word,
};
use super::tree::*;
use super::vocabulary_tree::*;

impl<'a> Reader<'a> {
    /// A clause of a category.
    pub fn category_clause(self, input: &'a str) -> Parsed<'a, CategoryClause> {
        let rest = after(input, word(input).len());
        let texts = full_list(move |i| self.text(i));
        match word(input) {
            "kind" => {
                let (rest, ()) = keyword("`of`")(rest)?;
                let (rest, parents) = full_list(self.name("a category"))(rest)?;
                let (rest, condition) = self.if_condition(rest)?;
                Ok((rest, CategoryClause::KindOf(parents, condition)))
            }
            "hs" => {
                if at_keyword(rest, "none") {
                    return Ok((after(blank(rest), "none".len()), CategoryClause::HsNone));
                }
                let (rest, always) = alt((
                    value(true, keyword("`always`")),
                    value(false, alt((keyword("`may`"), keyword("`none`")))),
                ))
                .parse(rest)?;
                let (rest, ranges) = full_list(move |i| self.hs_range(i))(rest)?;
                let clause = if always {
                    CategoryClause::HsAlways
                } else {
                    CategoryClause::HsMay
                };
                Ok((rest, clause(ranges)))
            }
            "one" => self
                .conversion(rest)
                .map(|(r, one)| (r, CategoryClause::One(one))),
            "words" => texts(rest).map(|(r, all)| (r, CategoryClause::Words(all))),
            "names" => texts(rest).map(|(r, all)| (r, CategoryClause::Names(all))),
            "hints" => texts(rest).map(|(r, all)| (r, CategoryClause::Hints(all))),
            "beside" => texts(rest).map(|(r, all)| (r, CategoryClause::Beside(all))),
            "heads" => {
                let (rest, heads) = list(move |i| self.text(i))(rest)?;
                let (rest, ()) = due(keyword("`of`")(rest))?;
                let (rest, of) = due(full_list(self.name("a category"))(rest))?;
                Ok((rest, CategoryClause::Heads(heads, of)))
            }
            "yields" => {
                let (rest, ()) = keyword("`to`")(rest)?;
                let (rest, to) = full_list(self.name("a category"))(rest)?;
                Ok((rest, CategoryClause::YieldsTo(to)))
            }
            "residual" => Ok((rest, CategoryClause::Residual)),
            _ => {
                let (rest, ()) = keyword("`not`")(rest)?;
                texts(rest).map(|(r, all)| (r, CategoryClause::ButNot(all)))
            }
        }
    }

    /// `UNIT is AMOUNT to AMOUNT, source "…"`
    fn conversion(self, input: &'a str) -> Parsed<'a, Conversion> {
        let (rest, unit) = self.spanned(unit)(input)?;
        let (rest, ()) = due(keyword("`is`")(rest))?;
        let (rest, (least, most)) = due(self.least_to_most(rest))?;
        let (rest, source) = due(self.source(rest))?;
        let conversion = Conversion {
            unit,
            least,
            most,
            source,
        };
        Ok((rest, conversion))
    }

    /// `AMOUNT`, `AMOUNT to AMOUNT`
    fn least_to_most(
        self,
        input: &'a str,
    ) -> Parsed<'a, (Spanned<Amount>, Option<Spanned<Amount>>)> {
        let (rest, least) = self.amount(input)?;
        match opt(keyword("`to`")).parse(rest)? {
            (rest, Some(())) => {
                due(self.amount(rest)).map(|(rest, most)| (rest, (least, Some(most))))
            }
            (rest, None) => Ok((rest, (least, None))),
        }
    }

    /// The texts of a clause, after its keyword.
    pub fn texts(self, input: &'a str) -> Parsed<'a, Vec<Name>> {
        full_list(move |i| self.text(i))(after(input, word(input).len()))
    }

    /// A clause of a fact.
    pub fn fact_clause(self, input: &'a str) -> Parsed<'a, FactClause> {
        if at_keyword(input, "if") {
            return if_silent(input).map(|(r, answer)| (r, FactClause::IfSilent(answer)));
        }
        if at_keyword(input, "words") {
            return self
                .texts(input)
                .map(|(r, all)| (r, FactClause::Words(all)));
        }
        let rest = after(input, word(input).len());
        let (rest, ()) = keyword("`of`")(rest)?;
        let (rest, categories) = list(self.name("a category"))(rest)?;
        let (rest, ()) = symbol(',', "`,`")(rest)?;
        let (rest, ()) = keyword("`otherwise`")(rest)?;
        let (rest, answer) = yes_or_no(rest)?;
        Ok((rest, FactClause::AskedOf(categories, answer)))
    }

    /// A clause of an actor.
    pub fn actor_clause(self, input: &'a str) -> Parsed<'a, ActorClause> {
        if at_keyword(input, "words") {
            return self
                .texts(input)
                .map(|(r, all)| (r, ActorClause::Words(all)));
        }
        let (rest, ()) = keyword("`if`")(input)?;
        let (rest, ()) = keyword("`silent`")(rest)?;
        keyword("`no`")(rest).map(|(rest, ())| (rest, ActorClause::IfSilentNo))
    }

    /// A clause of an area: `to if CONDITION`, `from if CONDITION`.
    pub fn area_clause(self, input: &'a str) -> Parsed<'a, (Way, Condition)> {
        let (rest, way) = alt((
            value(Way::To, keyword("`to`")),
            value(Way::From, keyword("`from`")),
        ))
        .parse(input)?;
        let (rest, ()) = keyword("`if`")(rest)?;
        let (rest, condition) = self.condition(rest)?;
        Ok((rest, (way, condition)))
    }

    /// A clause of a model.
    pub fn model_clause(self, input: &'a str) -> Parsed<'a, ModelClause> {
        let rest = after(input, word(input).len());
        if word(input) == "is" {
            return full_list(self.name("a category"))(rest)
                .map(|(rest, all)| (rest, ModelClause::Is(all)));
        }
        let (rest, not) = opt(keyword("`not`")).parse(rest)?;
        let (rest, name) = self.name("a fact or a quantity")(rest)?;
        let number = blank(rest).starts_with(|c: char| c.is_ascii_digit());
        if not.is_some() || !number {
            let (rest, source) = due(self.source(rest))?;
            return Ok((rest, ModelClause::Fact(name, not.is_none(), source)));
        }
        let (rest, (least, most)) = due(self.least_to_most(rest))?;
        let (rest, source) = due(self.source(rest))?;
        Ok((rest, ModelClause::Quantity(name, least, most, source)))
    }

    /// `, source "…"`
    fn source(self, input: &'a str) -> Parsed<'a, Name> {
        let (rest, ()) = symbol(',', "`,` and `source`")(input)?;
        let (rest, ()) = keyword("`source`")(rest)?;
        self.text(rest)
    }

    /// A clause of a list.
    pub fn list_clause(self, input: &'a str) -> Parsed<'a, ListClause> {
        let rest = after(input, word(input).len());
        match word(input) {
            "edition" => {
                let (rest, name) = self.text(rest)?;
                let (rest, ()) = keyword("`since`")(rest)?;
                let (rest, since) = self.day(rest)?;
                Ok((rest, ListClause::Edition(name, since)))
            }
            "includes" => {
                let (rest, goods) = self.goods(rest)?;
                let (rest, condition) = self.if_condition(rest)?;
                Ok((rest, ListClause::Includes(goods, condition)))
            }
            keyword => self
                .standing(keyword, rest)
                .map(|(r, (standing, text))| (r, ListClause::Standing(standing, text))),
        }
    }
}
