//! Lines of examples and clauses of properties.

use nom::Parser;
use nom::combinator::opt;

use crate::source::{Spanned, brief};
use crate::terms::Verdict;

use super::fault::SyntaxFault;
use super::lexeme::{
    Parsed, Reader, after, at_keyword, blank, due, expected, fail, full_list, full_list_before,
    hs_code, is_date, keyword, list, symbol, word,
};
use super::outline::FIELDS;
use super::tree::*;

impl<'a> Reader<'a> {
    /// A line of an example.
    pub fn example_line(self, input: &'a str) -> Parsed<'a, ExampleLine> {
        let mut fields = Vec::new();
        let mut rest = input;
        while !at_keyword(rest, "expect") {
            let (next, mut more) = self.example_fields(rest)?;
            fields.append(&mut more);
            rest = next;
        }
        let (rest, ()) = keyword("`expect`")(rest)?;
        let (mut rest, verdict) = self.spanned(verdict)(rest)?;
        let (mut by, mut never) = (Vec::new(), Vec::new());
        if at_keyword(rest, "by") {
            (rest, by) = list(move |i| self.citation(i))(after(blank(rest), 2))?;
        }
        let comma = symbol(',', "`,`")(rest).map_or(rest, |(rest, ())| rest);
        if at_keyword(comma, "never") {
            let (next, ()) = keyword("`by`")(after(blank(comma), "never".len()))?;
            (rest, never) = full_list(move |i| self.citation(i))(next)?;
        }
        let line = ExampleLine {
            fields,
            verdict,
            by,
            never,
        };
        Ok((rest, line))
    }

    /// One field of an example; `with` may bring several facts.
    fn example_fields(self, input: &'a str) -> Parsed<'a, Vec<Spanned<ExampleField>>> {
        let start = blank(input);
        let rest = after(start, word(start).len());
        let country = |field| {
            move |_: &'a str| {
                let (rest, name) = self.country(rest)?;
                Ok((rest, ExampleField::Country(field, name.value)))
            }
        };
        let one = |parser: &dyn Fn(&'a str) -> Parsed<'a, ExampleField>| {
            let (rest, field) = due(parser(rest))?;
            Ok((rest, vec![Spanned::new(field, self.span(start, rest))]))
        };
        match word(start) {
            "item" => one(&|i| {
                self.text(i)
                    .map(|(r, text)| (r, ExampleField::Item(text.value)))
            }),
            "hs" => one(&|i| hs_code(i).map(|(r, code)| (r, ExampleField::Hs(code)))),
            "category" => one(&|i| {
                self.name("a category")(i).map(|(r, n)| (r, ExampleField::Category(n.value)))
            }),
            "from" => one(&country(CountryField::From)),
            "to" => one(&country(CountryField::To)),
            "origin" => one(&country(CountryField::Origin)),
            "via" => one(&country(CountryField::Via)),
            "flag" => one(&country(CountryField::Flag)),
            "on" => one(&|i| {
                self.interval(i)
                    .map(|(r, date)| (r, ExampleField::On(date.value)))
            }),
            "quantity" => one(&|i| self.line_amount(i, LineAmount::Quantity)),
            "value" => one(&|i| self.line_amount(i, LineAmount::Value)),
            "recipient" => one(&|i| self.party(i, Way::To)),
            "sender" => one(&|i| self.party(i, Way::From)),
            "with" => {
                let stated = self.spanned(move |i| self.stated(i));
                due(full_list_before(stated, "`,`, a field or `expect`")(rest))
            }
            _ => due(expected(
                start,
                "a field such as `from`, `to` or `on`, or `expect`",
            )),
        }
    }

    fn party(self, input: &'a str, way: Way) -> Parsed<'a, ExampleField> {
        let (rest, ()) = keyword("`is`")(input)?;
        let (rest, actor) = self.name("an actor")(rest)?;
        Ok((rest, ExampleField::Party(way, actor.value)))
    }

    fn line_amount(self, input: &'a str, of: LineAmount) -> Parsed<'a, ExampleField> {
        self.amount(input)
            .map(|(rest, amount)| (rest, ExampleField::Line(of, amount.value)))
    }

    /// `FACT`, `not FACT`, `QUANTITY AMOUNT`, `DAY DATE`
    fn stated(self, input: &'a str) -> Parsed<'a, ExampleField> {
        let mut fields = FIELDS.iter().chain(&["category"]);
        if fields.any(|field| at_keyword(input, field)) {
            return expected(blank(input), "a fact, a quantity or a day");
        }
        let (rest, not) = opt(keyword("`not`")).parse(input)?;
        let (rest, name) = self.name("a fact, a quantity or a day")(rest)?;
        let number = blank(rest).starts_with(|c: char| c.is_ascii_digit());
        if not.is_none() && is_date(blank(rest)) {
            let (rest, date) = due(self.interval(rest))?;
            return Ok((rest, ExampleField::Day(name.value, date.value)));
        }
        if not.is_none() && number {
            let (rest, amount) = due(self.amount(rest))?;
            return Ok((rest, ExampleField::Quantity(name.value, amount.value)));
        }
        Ok((rest, ExampleField::Fact(name.value, not.is_none())))
    }
}

impl<'a> Reader<'a> {
    /// A clause of a property.
    pub fn property_clause(self, input: &'a str) -> Parsed<'a, PropertyClause> {
        let rest = after(input, word(input).len());
        if word(input) == "for" {
            let (rest, ()) = keyword("`every`")(rest)?;
            let (rest, ()) = keyword("`record`")(rest)?;
            let (rest, ()) = keyword("`where`")(rest)?;
            let (rest, condition) = self.condition(rest)?;
            return Ok((rest, PropertyClause::Where(condition)));
        }
        let (rest, never) = opt(keyword("`never`")).parse(rest)?;
        let never = never.is_some();
        let (mut rest, mut verdicts) = (rest, Vec::new());
        if !(never && at_keyword(rest, "by")) {
            let (next, first) = self.spanned(verdict)(rest)?;
            verdicts.push(first);
            rest = next;
        }
        while !verdicts.is_empty() && at_keyword(rest, "or") {
            let (next, another) = due(self.spanned(verdict)(after(blank(rest), "or".len())))?;
            verdicts.push(another);
            rest = next;
        }
        let (rest, by) = match opt(keyword("`by`")).parse(rest)? {
            (rest, Some(())) => due(full_list(move |i| self.citation(i))(rest))?,
            (rest, None) => (rest, Vec::new()),
        };
        let expectation = PropertyExpectation {
            never,
            verdicts,
            by,
        };
        Ok((rest, PropertyClause::Expect(expectation)))
    }
}

fn verdict(input: &str) -> Parsed<'_, Verdict> {
    let input = blank(input);
    let found = word(input);
    match Verdict::from_word(found) {
        Some(verdict) => Ok((after(input, found.len()), verdict)),
        None if found.is_empty() => expected(input, "a verdict"),
        None => fail(
            input,
            found.len(),
            SyntaxFault::Verdict(brief(found).into_owned()),
        ),
    }
}
