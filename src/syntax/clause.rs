//! Clauses of every item, each read alone from its keyword to its end.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{opt, value};

use crate::source::{Spanned, brief};
use crate::terms::{Country, Verdict};

use super::condition::{if_silent, yes_or_no};
use super::fault::SyntaxFault;
use super::lexeme::{
    Parsed, Reader, after, at_keyword, blank, due, expected, fail, full_list, hs_code, keyword,
    list, symbol, word,
};
use super::outline::FIELDS;
use super::tree::*;

impl<'a> Reader<'a> {
    /// A clause of a resolution.
    pub fn resolution_clause(self, input: &'a str) -> Parsed<'a, ResolutionClause> {
        let rest = after(input, word(input).len());
        match word(input) {
            "regime" => {
                self.name("a regime")(rest).map(|(r, name)| (r, ResolutionClause::Regime(name)))
            }
            "url" => self
                .text(rest)
                .map(|(r, url)| (r, ResolutionClause::Url(url))),
            _ => self
                .interval(rest)
                .map(|(r, date)| (r, ResolutionClause::Verified(date))),
        }
    }

    /// A clause of a paragraph.
    pub fn paragraph_clause(self, input: &'a str) -> Parsed<'a, ParagraphClause> {
        let rest = after(input, word(input).len());
        let citations = |kind| {
            full_list(move |i| self.citation(i))(rest)
                .map(|(r, all)| (r, ParagraphClause::Link(kind, all)))
        };
        let standing = |standing| {
            self.text(rest)
                .map(|(r, text)| (r, ParagraphClause::Standing(standing, text)))
        };
        let condition = |make: fn(Condition) -> ParagraphClause| {
            self.condition(rest)
                .map(|(r, condition)| (r, make(condition)))
        };
        match word(input) {
            "forbids" => self.measure(rest, Force::Forbids),
            "requires" => {
                let (rest, force) = alt((
                    value(Force::RequiresApproval, keyword("`approval`")),
                    value(Force::RequiresNotice, keyword("`notice`")),
                ))
                .parse(rest)?;
                let (rest, ()) = keyword("`of`")(rest)?;
                self.measure(rest, force)
            }
            "calls" => {
                let (rest, appeal) = appeal(rest)?;
                self.measure(rest, Force::CallsUpon(appeal))
            }
            "exempts" => self
                .exempts(rest)
                .map(|(r, exempts)| (r, ParagraphClause::Exempts(exempts))),
            "when" => condition(ParagraphClause::When),
            "except" => condition(ParagraphClause::Except),
            "provided" => condition(ParagraphClause::Provided),
            "since" => self.since(rest),
            "until" => self.until(rest),
            "recorded" => {
                let (rest, ()) = keyword("`until`")(rest)?;
                self.day(rest)
                    .map(|(r, day)| (r, ParagraphClause::RecordedUntil(day)))
            }
            "extends" => citations(LinkKind::Extends),
            "amends" => citations(LinkKind::Amends),
            "replaces" => citations(LinkKind::Replaces),
            "ends" => citations(LinkKind::Ends),
            "interprets" => citations(LinkKind::Interprets),
            "checked" => standing(Standing::Checked),
            "unconfirmed" => standing(Standing::Unconfirmed),
            "disputed" => standing(Standing::Disputed),
            _ => self
                .text(rest)
                .map(|(r, note)| (r, ParagraphClause::Note(note))),
        }
    }

    /// `DIRECTIONS of GOODS other than GOODS`
    fn measure(self, input: &'a str, force: Force) -> Parsed<'a, ParagraphClause> {
        let (rest, directions) = full_list(self.spanned(move |i| self.direction(i)))(input)?;
        let (rest, of) = opt(keyword("`of`")).parse(rest)?;
        let (rest, goods) = match of {
            Some(()) => due(self.goods(rest))?,
            None => (rest, Vec::new()),
        };
        let (rest, other) = opt(keyword("`other`")).parse(rest)?;
        let (rest, other_than) = match other {
            Some(()) => {
                let (rest, ()) = due(keyword("`than`")(rest))?;
                due(self.goods(rest))?
            }
            None => (rest, Vec::new()),
        };
        let measure = Measure {
            force,
            directions,
            goods,
            other_than,
        };
        Ok((rest, ParagraphClause::Measure(measure)))
    }

    fn direction(self, input: &'a str) -> Parsed<'a, Direction> {
        let (rest, way) = alt((
            value(Way::To, (keyword("`supply`"), keyword("`to`"))),
            value(Way::From, (keyword("`procurement`"), keyword("`from`"))),
        ))
        .parse(input)?;
        let lower = blank(rest).starts_with(|c: char| c.is_ascii_lowercase());
        let (rest, actor) = if lower {
            let country_or_actor = "a country code such as `PRK`, or an actor";
            let (next, actor) = due(self.name(country_or_actor)(rest))?;
            if !at_keyword(next, "in") && Country::parse(&actor.value).is_ok() {
                return due(expected(blank(rest), country_or_actor));
            }
            let (next, ()) = due(keyword("`in`")(next))?;
            (next, Some(actor))
        } else {
            (rest, None)
        };
        let (rest, country) = due(self.country(rest))?;
        Ok((
            rest,
            Direction {
                way,
                actor,
                country,
            },
        ))
    }

    fn goods(self, input: &'a str) -> Parsed<'a, Vec<Spanned<Goods>>> {
        full_list(self.spanned(move |input| {
            if at_keyword(input, "hs") {
                let (rest, ranges) = due(self.hs_ranges(after(blank(input), 2)))?;
                let ranges = ranges.into_iter().map(|range| range.value).collect();
                return Ok((rest, Goods::Hs(ranges)));
            }
            let (rest, name) = self.name("a category or `hs`")(input)?;
            Ok((rest, Goods::Category(name.value)))
        }))(input)
    }

    fn exempts(self, input: &'a str) -> Parsed<'a, Exempts> {
        if at_keyword(input, "regime") {
            let rest = after(blank(input), "regime".len());
            return due(self.name("a regime")(rest)).map(|(r, name)| (r, Exempts::Regime(name)));
        }
        match full_list(move |i| self.citation(i))(input) {
            Err(nom::Err::Error(_)) => {
                expected(blank(input), "`regime` or a paragraph such as `2270/6`")
            }
            parsed => parsed.map(|(r, all)| (r, Exempts::Paragraphs(all))),
        }
    }

    fn since(self, input: &'a str) -> Parsed<'a, ParagraphClause> {
        let (rest, day) = self.day(input)?;
        let (rest, comma) = opt(symbol(',', "`,`")).parse(rest)?;
        if comma.is_none() {
            return Ok((rest, ParagraphClause::Since(day, None)));
        }
        let (rest, ()) = due(keyword("`at`")(rest))?;
        let (rest, ()) = due(keyword("`the`")(rest))?;
        let (rest, ()) = due(keyword("`latest`")(rest))?;
        let (rest, latest) = due(self.day(rest))?;
        Ok((rest, ParagraphClause::Since(day, Some(latest))))
    }

    fn until(self, input: &'a str) -> Parsed<'a, ParagraphClause> {
        let (rest, day) = self.day(input)?;
        if at_keyword(rest, "replaced") {
            return due(expected(blank(rest), "`,` or the end of the clause"));
        }
        let (rest, comma) = opt(symbol(',', "`,`")).parse(rest)?;
        if comma.is_none() {
            return Ok((rest, ParagraphClause::Until(day, None)));
        }
        let (rest, ()) = due(keyword("`replaced`")(rest))?;
        let (rest, ()) = due(keyword("`by`")(rest))?;
        let (rest, citation) = due(self.citation(rest))?;
        Ok((rest, ParagraphClause::Until(day, Some(citation))))
    }

    /// A clause of a category.
    pub fn category_clause(self, input: &'a str) -> Parsed<'a, CategoryClause> {
        let rest = after(input, word(input).len());
        let texts = full_list(move |i| self.text(i));
        match word(input) {
            "kind" => {
                let (rest, ()) = keyword("`of`")(rest)?;
                let (rest, parents) = full_list(self.name("a category"))(rest)?;
                let (rest, condition) = match opt(keyword("`if`")).parse(rest)? {
                    (rest, Some(())) => {
                        let (rest, condition) = due(self.condition(rest))?;
                        (rest, Some(condition))
                    }
                    (rest, None) => (rest, None),
                };
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
            "on" => one(&|i| {
                self.interval(i)
                    .map(|(r, date)| (r, ExampleField::On(date.value)))
            }),
            "recipient" => one(&|i| self.party(i, Way::To)),
            "sender" => one(&|i| self.party(i, Way::From)),
            "with" => due(full_list(self.spanned(move |i| self.stated(i)))(rest)),
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

    /// `FACT`, `not FACT`, `QUANTITY AMOUNT`
    fn stated(self, input: &'a str) -> Parsed<'a, ExampleField> {
        let mut fields = FIELDS.iter().chain(&["category"]);
        if fields.any(|field| at_keyword(input, field)) {
            return expected(blank(input), "a fact or a quantity");
        }
        let (rest, not) = opt(keyword("`not`")).parse(input)?;
        let (rest, name) = self.name("a fact or a quantity")(rest)?;
        let number = blank(rest).starts_with(|c: char| c.is_ascii_digit());
        if not.is_none() && number {
            let (rest, amount) = due(self.amount(rest))?;
            return Ok((rest, ExampleField::Quantity(name.value, amount.value)));
        }
        Ok((rest, ExampleField::Fact(name.value, not.is_none())))
    }
}

/// `upon States to watch`, `prevent` or `inspect`
fn appeal(input: &str) -> Parsed<'_, Appeal> {
    let (rest, ()) = keyword("`upon`")(input)?;
    let (rest, ()) = keyword("`States`")(rest)?;
    let (rest, ()) = keyword("`to`")(rest)?;
    alt((
        value(Appeal::Watch, keyword("`watch`")),
        value(Appeal::Prevent, keyword("`prevent`")),
        value(Appeal::Inspect, keyword("`inspect`")),
    ))
    .parse(rest)
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
