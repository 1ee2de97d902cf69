//! Clauses of every item, each read alone from its keyword to its end.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{opt, value};

use crate::source::Spanned;
use crate::terms::Country;

use super::lexeme::{
    Parsed, Reader, after, at_keyword, blank, due, expected, full_list, keyword, symbol, word,
};
use super::tree::*;

/// How an error calls what may stand after `supply to`.
const PLACE_OR_ACTOR: &str = "a country code such as `PRK`, an area or an actor";

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
        let condition = |make: fn(Condition) -> ParagraphClause| {
            self.condition(rest)
                .map(|(r, condition)| (r, make(condition)))
        };
        match word(input) {
            "forbids" => self.measure(rest, Some(Force::Forbids)),
            "allows" => self.measure(rest, None),
            "requires" => {
                let (rest, force) = alt((
                    value(Force::RequiresApproval, keyword("`approval`")),
                    value(Force::RequiresNotice, keyword("`notice`")),
                ))
                .parse(rest)?;
                let (rest, ()) = keyword("`of`")(rest)?;
                self.measure(rest, Some(force))
            }
            "calls" => {
                let (rest, appeal) = appeal(rest)?;
                self.measure(rest, Some(Force::CallsUpon(appeal)))
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
            keyword @ ("checked" | "unconfirmed" | "disputed") => self
                .standing(keyword, rest)
                .map(|(r, (standing, text))| (r, ParagraphClause::Standing(standing, text))),
            _ => self
                .text(rest)
                .map(|(r, note)| (r, ParagraphClause::Note(note))),
        }
    }

    /// `DIRECTIONS of GOODS other than GOODS`, and the limit where no other force is given.
    fn measure(self, input: &'a str, force: Option<Force>) -> Parsed<'a, ParagraphClause> {
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
        let (rest, force) = match force {
            Some(force) => (rest, force),
            None => due(self.limit(rest)).map(|(rest, limit)| (rest, Force::Allows(limit)))?,
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
        let (rest, party) = self.party_of(rest)?;
        let (rest, place) = due(self.place(rest, PLACE_OR_ACTOR))?;
        let direction = Direction { way, party, place };
        Ok((rest, direction))
    }

    /// `ACTOR in`, `anyone but ACTOR in`, or nothing.
    fn party_of(self, input: &'a str) -> Parsed<'a, Option<Party>> {
        let but = at_keyword(input, "anyone");
        let rest = match but {
            true => due(phrase(input, &["`anyone`", "`but`"]))?.0,
            false => input,
        };
        let party = |actor| Some(Party { actor, but });
        match self.name("an actor")(rest) {
            Ok((next, actor)) if but || at_keyword(next, "in") => {
                let (next, ()) = due(keyword("`in`")(next))?;
                Ok((next, party(actor)))
            }
            Err(stop) if but => due(Err(stop)),
            _ => Ok((input, None)),
        }
    }

    /// A country's code, or the name of an area; `what` is how an error calls them.
    pub fn place(self, input: &'a str, what: &'static str) -> Parsed<'a, Place> {
        let start = blank(input);
        if !start.starts_with(|c: char| c.is_ascii_lowercase()) {
            return match self.country(start) {
                Err(nom::Err::Error(_)) => expected(start, what),
                read => read.map(|(rest, country)| (rest, Place::Country(country))),
            };
        }
        let (rest, name) = self.name(what)(start)?;
        // A country's name or code in lower case is a slip, and no area.
        if Country::find(&name.value).is_ok() {
            return expected(start, what);
        }
        Ok((rest, Place::Named(name)))
    }

    pub fn goods(self, input: &'a str) -> Parsed<'a, Vec<Spanned<Goods>>> {
        full_list(self.spanned(move |input| {
            if at_keyword(input, "hs") {
                let (rest, ranges) = due(self.hs_ranges(after(blank(input), 2)))?;
                let ranges = ranges.into_iter().map(|range| range.value).collect();
                return Ok((rest, Goods::Hs(ranges)));
            }
            let (rest, name) = self.name("a category, a list or `hs`")(input)?;
            let (rest, edition) = self.edition(rest)?;
            let goods = match edition {
                Some(edition) => Goods::Edition(name, edition),
                None => Goods::Named(name.value),
            };
            Ok((rest, goods))
        }))(input)
    }

    /// `edition "…"`, or nothing.
    pub fn edition(self, input: &'a str) -> Parsed<'a, Option<Name>> {
        match opt(keyword("`edition`")).parse(input)? {
            (rest, Some(())) => due(self.text(rest)).map(|(rest, text)| (rest, Some(text))),
            (rest, None) => Ok((rest, None)),
        }
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

    /// `DATE, at the latest DATE if CONDITION`
    fn since(self, input: &'a str) -> Parsed<'a, ParagraphClause> {
        let (rest, day) = self.day(input)?;
        let (rest, comma) = opt(symbol(',', "`,`")).parse(rest)?;
        let (rest, latest) = match comma {
            Some(()) => {
                let (rest, ()) = due(keyword("`at`")(rest))?;
                let (rest, ()) = due(keyword("`the`")(rest))?;
                let (rest, ()) = due(keyword("`latest`")(rest))?;
                due(self.day(rest)).map(|(rest, latest)| (rest, Some(latest)))?
            }
            None => (rest, None),
        };
        let (rest, condition) = self.if_condition(rest)?;
        let since = Since {
            day,
            latest,
            condition,
        };
        Ok((rest, ParagraphClause::Since(since)))
    }

    /// `DATE, replaced by CITATION if CONDITION`
    fn until(self, input: &'a str) -> Parsed<'a, ParagraphClause> {
        let (rest, day) = self.day(input)?;
        if at_keyword(rest, "replaced") {
            return due(expected(blank(rest), "`,` or the end of the clause"));
        }
        let (rest, comma) = opt(symbol(',', "`,`")).parse(rest)?;
        let (rest, replaced_by) = match comma {
            Some(()) => {
                let (rest, ()) = due(keyword("`replaced`")(rest))?;
                let (rest, ()) = due(keyword("`by`")(rest))?;
                due(self.citation(rest)).map(|(rest, citation)| (rest, Some(citation)))?
            }
            None => (rest, None),
        };
        let (rest, condition) = self.if_condition(rest)?;
        let until = Until {
            day,
            replaced_by,
            condition,
        };
        Ok((rest, ParagraphClause::Until(until)))
    }

    /// `if CONDITION`, or nothing.
    pub fn if_condition(self, input: &'a str) -> Parsed<'a, Option<Condition>> {
        match opt(keyword("`if`")).parse(input)? {
            (rest, Some(())) => due(self.condition(rest)).map(|(rest, tree)| (rest, Some(tree))),
            (rest, None) => Ok((rest, None)),
        }
    }

    /// `checked "…"` and its like: the standing that the keyword names, and the text after it.
    pub fn standing(self, keyword: &str, rest: &'a str) -> Parsed<'a, (Standing, Name)> {
        let standing = match keyword {
            "checked" => Standing::Checked,
            "unconfirmed" => Standing::Unconfirmed,
            _ => Standing::Disputed,
        };
        self.text(rest).map(|(rest, text)| (rest, (standing, text)))
    }

    /// What follows the goods of `allows`: the limit.
    fn limit(self, input: &'a str) -> Parsed<'a, Limit> {
        let (rest, ()) = keyword("`up`")(input)?;
        let (rest, ()) = due(keyword("`to`")(rest))?;
        let (mut rest, first) = due(self.amount(rest))?;
        let mut most = vec![first.value];
        while at_keyword(rest, "or") {
            let (next, another) = due(self.amount(after(blank(rest), "or".len())))?;
            most.push(another.value);
            rest = next;
        }
        let (next, comma) = opt(symbol(',', "`,`")).parse(rest)?;
        let lower = comma.is_some();
        if lower {
            rest = due(phrase(next, &["`whichever`", "`is`", "`lower`"]))?.0;
        }
        let (rest, window) = due(self.window(rest))?;
        let (rest, ()) = due(phrase(rest, &["`,`", "`all`", "`suppliers`", "`together`"]))?;
        let limit = Limit {
            most,
            lower,
            window,
        };
        Ok((rest, limit))
    }

    /// `in each calendar year`, `in each year from DATE`, `in all`
    fn window(self, input: &'a str) -> Parsed<'a, Window> {
        let (rest, ()) = keyword("`in`")(input)?;
        if at_keyword(rest, "all") {
            return Ok((after(blank(rest), "all".len()), Window::All));
        }
        let Ok((rest, ())) = keyword("`each`")(rest) else {
            return expected(
                blank(rest),
                "`each calendar year`, `each year from` or `all`",
            );
        };
        if at_keyword(rest, "calendar") {
            let (rest, ()) = phrase(rest, &["`calendar`", "`year`"])?;
            return Ok((rest, Window::CalendarYear));
        }
        let (rest, ()) = phrase(rest, &["`year`", "`from`"])?;
        let (rest, day) = self.day(rest)?;
        Ok((rest, Window::YearFrom(day.value)))
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

/// Words, or a comma, one after the other, each as an error shows it.
fn phrase<'a>(input: &'a str, words: &[&'static str]) -> Parsed<'a, ()> {
    let mut rest = input;
    for word in words {
        rest = match *word {
            "`,`" => symbol(',', "`,`")(rest)?.0,
            word => keyword(word)(rest)?.0,
        };
    }
    Ok((rest, ()))
}
