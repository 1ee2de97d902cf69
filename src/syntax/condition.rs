//! Conditions.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::value;

use crate::source::Spanned;

use super::fault::SyntaxFault;
use super::lexeme::{
    Parsed, Reader, after, at_keyword, blank, due, expected, fail, is_date, is_operator, keyword,
    symbol, token, word,
};
use super::tree::{Comparison, Condition, ConditionKind, LineAmount, Way};

/// How deep conditions may be nested: each level costs stack.
const DEPTH_LIMIT: usize = 64;

impl<'a> Reader<'a> {
    /// A whole condition.
    pub fn condition(self, input: &'a str) -> Parsed<'a, Condition> {
        self.joined(input, 0)
    }

    /// Operands joined by `and` or by `or`, never by both.
    fn joined(self, input: &'a str, depth: usize) -> Parsed<'a, Condition> {
        let (mut rest, first) = self.operand(input, depth)?;
        let Some(joint) = ["and", "or"]
            .into_iter()
            .find(|joint| at_keyword(rest, joint))
        else {
            return Ok((rest, first));
        };
        let mut operands = vec![first];
        while at_keyword(rest, joint) {
            let (next, operand) = due(self.operand(after(blank(rest), joint.len()), depth))?;
            operands.push(operand);
            rest = next;
        }
        let other = if joint == "and" { "or" } else { "and" };
        if at_keyword(rest, other) {
            return fail(blank(rest), other.len(), SyntaxFault::Mixed);
        }
        let kind = match joint {
            "and" => ConditionKind::All(operands),
            _ => ConditionKind::Any(operands),
        };
        Ok((rest, Spanned::new(kind, self.span(input, rest))))
    }

    fn operand(self, input: &'a str, depth: usize) -> Parsed<'a, Condition> {
        let start = blank(input);
        if depth > DEPTH_LIMIT {
            return fail(start, 1, SyntaxFault::TooDeep(DEPTH_LIMIT));
        }
        let deeper = depth.saturating_add(1);
        if let Some(inside) = start.strip_prefix('(') {
            let (rest, mut condition) = due(self.joined(inside, deeper))?;
            if blank(rest).is_empty() {
                return fail(start, 1, SyntaxFault::UnclosedBracket);
            }
            let (rest, ()) = due(symbol(')', "`)`")(rest))?;
            condition.span = self.span(start, rest);
            return Ok((rest, condition));
        }
        if at_keyword(start, "not") {
            let (rest, inner) = due(self.operand(after(start, "not".len()), deeper))?;
            let kind = ConditionKind::Not(Box::new(inner));
            return Ok((rest, Spanned::new(kind, self.span(start, rest))));
        }
        self.spanned(move |input| self.atom(input))(start)
    }

    fn atom(self, input: &'a str) -> Parsed<'a, ConditionKind> {
        let rest = after(input, word(input).len());
        let is = |rest| due(keyword("`is`")(rest));
        match word(input) {
            "item" if at_keyword(rest, "on") => {
                let rest = after(blank(rest), "on".len());
                let (rest, list) = due(self.name("a list")(rest))?;
                let (rest, edition) = self.edition(rest)?;
                Ok((rest, ConditionKind::On(list, edition)))
            }
            "item" => {
                let (rest, ()) = due(keyword("`is`")(rest))
                    .or_else(|_| due(expected(blank(rest), "`is` or `on`")))?;
                let (rest, name) = due(self.name("a category")(rest))?;
                Ok((rest, ConditionKind::Item(name)))
            }
            "hs" => {
                let (rest, ()) = due(keyword("`in`")(rest))?;
                let (rest, ranges) = due(self.hs_ranges(rest))?;
                let ranges = ranges.into_iter().map(|range| range.value).collect();
                Ok((rest, ConditionKind::Hs(ranges)))
            }
            place @ ("to" | "from") => {
                let way = if place == "to" { Way::To } else { Way::From };
                let (rest, ()) = is(rest)?;
                let (rest, place) =
                    due(self.place(rest, "a country code such as `PRK`, or an area"))?;
                Ok((rest, ConditionKind::Place(way, place)))
            }
            "flag" => {
                let (rest, ()) = is(rest)?;
                let (rest, country) = due(self.country(rest))?;
                Ok((rest, ConditionKind::Flag(country)))
            }
            party @ ("recipient" | "sender") => {
                let way = if party == "recipient" {
                    Way::To
                } else {
                    Way::From
                };
                let (rest, ()) = is(rest)?;
                let (rest, actor) = due(self.name("an actor")(rest))?;
                Ok((rest, ConditionKind::Party(way, actor)))
            }
            "date" => {
                let (rest, comparison) = due(date_comparison(rest))?;
                let (rest, day) = due(self.day(rest))?;
                Ok((rest, ConditionKind::Date(comparison, day.value)))
            }
            "quantity" => self.line(rest, LineAmount::Quantity),
            "value" if at_keyword(rest, "per") => {
                let rest = after(blank(rest), "per".len());
                let (rest, ()) = due(keyword("`piece`")(rest))?;
                self.line(rest, LineAmount::PieceValue)
            }
            "value" => self.line(rest, LineAmount::Value),
            _ => self.asked(input),
        }
    }

    /// What a record states of its whole line, compared.
    fn line(self, input: &'a str, of: LineAmount) -> Parsed<'a, ConditionKind> {
        let (rest, comparison) = due(comparison(input))?;
        let (rest, amount) = due(self.amount(rest))?;
        Ok((rest, ConditionKind::Line(of, comparison, amount)))
    }

    /// A fact, or a quantity or day compared.
    fn asked(self, input: &'a str) -> Parsed<'a, ConditionKind> {
        let (rest, name) = self.name("a condition")(input)?;
        let next = blank(rest);
        if next.starts_with(|c: char| is_operator(c) || c.is_ascii_digit()) {
            let (rest, comparison) = due(comparison(next))?;
            if is_date(blank(rest)) {
                let (rest, comparison) = due(date_comparison(next))?;
                let (rest, day) = due(self.day(rest))?;
                return Ok((rest, ConditionKind::Day(name, comparison, day.value)));
            }
            let (rest, amount) = due(self.amount(rest))?;
            return Ok((rest, ConditionKind::Quantity(name, comparison, amount)));
        }
        if !at_keyword(rest, "if") {
            return Ok((rest, ConditionKind::Fact(name, None)));
        }
        let (rest, answer) = due(if_silent(rest))?;
        Ok((rest, ConditionKind::Fact(name, Some(answer))))
    }
}

/// `if silent yes`, `if silent no`
pub(super) fn if_silent(input: &str) -> Parsed<'_, bool> {
    let (rest, ()) = keyword("`if`")(input)?;
    let (rest, ()) = keyword("`silent`")(rest)?;
    yes_or_no(rest)
}

/// `yes`, `no`
pub(super) fn yes_or_no(input: &str) -> Parsed<'_, bool> {
    alt((value(true, keyword("`yes`")), value(false, keyword("`no`")))).parse(input)
}

/// How a quantity is compared.
fn comparison(input: &str) -> Parsed<'_, Comparison> {
    let input = blank(input);
    let operator = token(input);
    let comparison = match operator {
        "<" => Comparison::Less,
        "<=" => Comparison::AtMost,
        "=" => Comparison::Equal,
        ">=" => Comparison::AtLeast,
        ">" => Comparison::More,
        _ => return expected(input, "`<`, `<=`, `=`, `>=` or `>`"),
    };
    Ok((after(input, operator.len()), comparison))
}

/// How the date is compared.
fn date_comparison(input: &str) -> Parsed<'_, Comparison> {
    match comparison(input) {
        Ok((rest, found @ (Comparison::Less | Comparison::AtLeast))) => Ok((rest, found)),
        _ => expected(blank(input), "`<` or `>=`"),
    }
}
