//! What a record says to each kind of condition.

use crate::classify::{By, Strength};
use crate::law::{
    ActorId, Allowance, AllowanceId, CategoryId, Comparison, Condition, ConditionKind, DayId,
    FactId, LineAmount, Link, Period, QuantityId, Says, Silence, Way, one_line,
};
use crate::logic::{World, holds};
use crate::record::Text;
use crate::source::Span;
use crate::terms::{Amount, Date, Decimal};

use super::clause::{Clause, Joint};
use super::explain::Explainer;
use super::missing::Question;
use super::parties::actors_named;
use super::range::Range;

impl Explainer<'_> {
    pub(super) fn leaf(&self, condition: &Condition) -> Clause {
        let rules = self.moment.known.rules;
        let truth = holds(condition, rules, &self.moment).truth();
        let mut clause = Clause {
            place: condition.place,
            truth,
            because: Vec::new(),
            open: Vec::new(),
            parts: Vec::new(),
            joint: Joint::Leaf,
        };
        match &condition.kind {
            ConditionKind::Item(category) => self.item(*category, &mut clause),
            ConditionKind::Hs(ranges) => {
                let shown: Vec<String> = ranges.iter().map(ToString::to_string).collect();
                self.hs(&shown.join(", "), &mut clause);
            }
            ConditionKind::Place(way, country) => self.place(*way, *country, &mut clause),
            ConditionKind::Flag(country) => self.flag(*country, &mut clause),
            ConditionKind::Party(way, actor) => self.party(*way, *actor, &mut clause),
            ConditionKind::Fact(fact, silent) => self.fact(*fact, *silent, &mut clause),
            ConditionKind::Quantity(quantity, comparison, amount) => {
                self.quantity(*quantity, *comparison, *amount, &mut clause);
            }
            ConditionKind::Line(of, comparison, amount) => {
                self.line(*of, *comparison, *amount, &mut clause);
            }
            ConditionKind::Within(allowance) => self.within(*allowance, &mut clause),
            ConditionKind::Day(day, comparison, limit) => {
                self.asked_day(*day, *comparison, *limit, &mut clause);
            }
            ConditionKind::Date(comparison, day) => {
                self.date(&format!("date {} {day}", comparison.sign()), &mut clause);
            }
            ConditionKind::InForce(periods) => self.in_force(periods, &mut clause),
            ConditionKind::All(_) | ConditionKind::Any(_) | ConditionKind::Not(_) => {}
        }
        clause
    }

    fn item(&self, wanted: CategoryId, clause: &mut Clause) {
        let rules = self.moment.known.rules;
        let name = |id: CategoryId| {
            rules
                .categories
                .get(id.index())
                .map_or("", |c| c.name.as_str())
        };
        let Some(goods) = self.moment.goods else {
            return;
        };
        for (category, strength) in goods.categories(rules) {
            let link = rules
                .categories
                .get(category.index())
                .and_then(|c| c.above.get(&wanted));
            if let (None, Some(true)) = (link, clause.truth) {
                continue;
            }
            let relation = match link {
                _ if category == wanted && strength == Strength::Possible => {
                    format!("it may be {}", name(wanted))
                }
                _ if category == wanted => format!("it is {}", name(wanted)),
                Some(_) if clause.truth == Some(true) => {
                    format!("{} is a kind of {}", name(category), name(wanted))
                }
                Some(_) => format!("{} may be a kind of {}", name(category), name(wanted)),
                None if clause.truth == Some(false) => {
                    format!("{} is no {}", name(category), name(wanted))
                }
                None => format!("{} may be {}", name(category), name(wanted)),
            };
            for evidence in goods.evidence.iter().filter(|e| e.category == category) {
                let (field, span) = self.evidence_place(evidence.by, evidence.span, name(category));
                clause.because(field, span, relation.clone());
            }
            if let Some(Link::If(condition)) = link {
                let inner = self.clause(condition);
                clause.because.extend(inner.cited());
                if clause.truth.is_none() {
                    clause.open.extend(inner.questions());
                }
            }
        }
        if clause.truth.is_none() {
            self.open_kinds(wanted, clause);
        }
    }

    /// Which kind of the goods would make them the wanted category: asked where what is known
    /// leaves more than one kind open.
    fn open_kinds(&self, wanted: CategoryId, clause: &mut Clause) {
        let rules = self.moment.known.rules;
        let below = |id: CategoryId| {
            rules
                .categories
                .get(id.index())
                .map_or(&[][..], |c| c.below.as_slice())
        };
        for &(category, strength) in self.moment.evidence() {
            let certain = strength.must;
            let kinds = below(category)
                .iter()
                .filter(|kind| below(wanted).contains(kind));
            let kinds: Vec<CategoryId> = kinds
                .copied()
                .filter(|kind| !certain || *kind != category)
                .collect();
            if !kinds.is_empty() {
                clause.open.push(Question::Item(kinds));
            }
        }
    }

    /// Where the record says what a piece of evidence rests on.
    fn evidence_place(&self, by: By, span: Span, category: &str) -> (String, Option<Span>) {
        match by {
            By::Item => {
                let place = self.record.item.as_ref().map(|text| text.place(span));
                ("item".into(), place)
            }
            By::Category => {
                let assigned = self
                    .record
                    .categories
                    .iter()
                    .find(|name| name.value == category);
                ("category".into(), assigned.map(|name| name.span))
            }
            By::Hs => ("hs".into(), self.record.hs.as_ref().map(|hs| hs.span)),
        }
    }

    fn hs(&self, ranges: &str, clause: &mut Clause) {
        let Some(goods) = self.moment.goods else {
            return;
        };
        if let (true, Some(hs)) = (goods.has_code, &self.record.hs) {
            let relation = match clause.truth {
                Some(true) => "lies in",
                Some(false) => "lies outside",
                None => "is too short, or of another edition, to say whether it lies in",
            };
            clause.because(
                "hs".into(),
                Some(hs.span),
                format!("{} {relation} {ranges}", hs.value),
            );
        }
        if clause.truth.is_none() {
            clause.open.push(Question::Code);
            return;
        }
        if goods.has_code {
            return;
        }
        for evidence in &goods.evidence {
            let category = self
                .moment
                .known
                .rules
                .categories
                .get(evidence.category.index());
            let name = category.map_or("", |c| c.name.as_str());
            let (field, span) = self.evidence_place(evidence.by, evidence.span, name);
            let all = if clause.truth == Some(true) {
                "every"
            } else {
                "no"
            };
            clause.because(
                field,
                span,
                format!("{all} code that {name} can have lies in {ranges}"),
            );
        }
    }

    fn place(&self, way: Way, country: crate::terms::Country, clause: &mut Clause) {
        let record = self.record;
        let field = if way == Way::To { "to" } else { "from" };
        let text = format!("{field} {}", country.name());
        let is = |place: &Option<crate::source::Spanned<crate::terms::Country>>| {
            place
                .filter(|place| place.value == country)
                .map(|place| place.span)
        };
        let via = record
            .via
            .iter()
            .find(|place| place.value == country)
            .map(|place| place.span);
        let end_user = record.end_user.as_ref().map(|user| user.span);
        let places: [(&str, Option<Span>); 3] = match way {
            Way::To => [("to", is(&record.to)), ("end_user", end_user), ("to", None)],
            Way::From => [
                ("from", is(&record.from)),
                ("origin", is(&record.origin)),
                ("via", via),
            ],
        };
        match clause.truth {
            Some(true) => {
                if let Some((field, span)) = places.into_iter().find(|(_, span)| span.is_some()) {
                    clause.because(field.into(), span, text);
                }
            }
            Some(false) => {
                let here = if way == Way::To {
                    record.to
                } else {
                    record.from
                };
                let said = here.map_or_else(
                    || format!("not {text}: sender and receiver differ"),
                    |place| format!("{field} {}, not {}", place.value.name(), country.name()),
                );
                clause.because(field.into(), here.map(|place| place.span), said);
            }
            None => clause.open.push(Question::Place(way, country)),
        }
    }

    fn flag(&self, country: crate::terms::Country, clause: &mut Clause) {
        let Some(flag) = self.record.flag else { return };
        let said = match clause.truth {
            Some(true) => format!("flag of {}", country.name()),
            _ => format!("flag of {}, not {}", flag.value.name(), country.name()),
        };
        clause.because("flag".into(), Some(flag.span), said);
    }

    fn party(&self, way: Way, actor: ActorId, clause: &mut Clause) {
        let record = self.record;
        let rules = self.moment.known.rules;
        let (field, stated) = match way {
            Way::To => ("recipient_is", &record.recipient_is),
            Way::From => ("sender_is", &record.sender_is),
        };
        if clause.truth.is_none() {
            clause.open.push(Question::Recipient(actor));
        }
        for party in stated {
            clause.because(field.into(), Some(party.span), party.value.clone());
        }
        let names: &[(&str, &Option<Text>)] = match way {
            Way::To => &[
                ("consignee", &record.consignee),
                ("end_user", &record.end_user),
            ],
            Way::From => &[("consignor", &record.consignor)],
        };
        let declared = rules.actors.get(actor.index());
        let called = declared.map_or("", |actor| actor.name.as_str());
        for (field, name) in names {
            let Some(name) = name else { continue };
            if actors_named(&name.value, rules).contains(&actor) {
                clause.because(
                    (*field).into(),
                    Some(name.span),
                    format!("named as {called}"),
                );
            }
        }
    }

    /// The words of the record that state a fact.
    fn said(&self, fact: FactId) -> Option<Span> {
        let goods = self.moment.goods?;
        let (_, words) = goods.says.iter().find(|(said, _)| *said == fact)?;
        self.evidence_place(By::Item, *words, "").1
    }

    fn fact(&self, fact: FactId, silent: Option<bool>, clause: &mut Clause) {
        let rules = self.moment.known.rules;
        let Some(declared) = rules.facts.get(fact.index()) else {
            return;
        };
        let field = format!("facts.{}", declared.name);
        if let (None, Some(words)) = (self.record.facts.get(&declared.name), self.said(fact)) {
            let said = format!("says so: {}", declared.name);
            return clause.because("item".into(), Some(words), said);
        }
        let of_fact = |says| matches!(says, Says::Fact(of, _) if of == fact);
        match (self.record.facts.get(&declared.name), clause.truth) {
            (Some(stated), _) => clause.because(
                field,
                Some(stated.span),
                format!("stated: {}", declared.name),
            ),
            (None, None) => clause.open.push(Question::Fact(fact)),
            (None, Some(_)) if self.model(of_fact, None, clause) => {}
            (None, Some(answer)) => {
                let assumed = silent.is_some() || declared.silence != Silence::Unknown;
                let how = if assumed {
                    "assumed, as the record is silent"
                } else {
                    "supposed"
                };
                let answer = if answer { "yes" } else { "no" };
                clause.because(field, None, format!("{}: {answer} ({how})", declared.name));
            }
        }
    }

    /// What the models that the goods are named as have of a fact or quantity.
    fn model(&self, of: impl Fn(Says) -> bool, against: Option<&str>, clause: &mut Clause) -> bool {
        let rules = self.moment.known.rules;
        let attributes = self.moment.part.models.attributes(of);
        for (attribute, words) in &attributes {
            let span = self.record.item.as_ref().map(|text| text.place(*words));
            let said = one_line(rules.quote(attribute.place));
            let said = said.trim_start_matches("has").trim();
            let text = match against {
                Some(against) => format!("{said}; against {against}"),
                None => said.to_owned(),
            };
            clause.because("item".into(), span, text);
        }
        !attributes.is_empty()
    }

    fn quantity(
        &self,
        quantity: QuantityId,
        comparison: Comparison,
        amount: Amount,
        clause: &mut Clause,
    ) {
        let known = self.moment.known;
        let declared = known.rules.quantities.get(quantity.index());
        let name = declared.map_or("", |q| q.name.as_str());
        let against = format!("{} {amount}", comparison.sign());
        match self.record.facts.get(name) {
            Some(stated) => {
                let known = known.amounts.get(&quantity);
                let known = known.map(ToString::to_string).unwrap_or_default();
                let text = format!("{name} {known}, against {against}");
                clause.because(format!("facts.{name}"), Some(stated.span), text);
            }
            None => {
                let of = |says| matches!(says, Says::Quantity(of, ..) if of == quantity);
                self.model(of, Some(&against), clause);
            }
        }
        // What is stated in a unit of another kind leaves it open, too.
        if clause.truth.is_none() {
            let question = Question::Quantity(quantity, comparison, amount);
            clause.open.push(question);
        }
    }

    fn line(&self, of: LineAmount, comparison: Comparison, amount: Amount, clause: &mut Clause) {
        let record = self.record;
        let against = format!("{} {} {amount}", of.words(), comparison.sign());
        let value = record.value.as_ref().map(|value| {
            let currency = record.currency.as_ref().map(|c| c.value.code());
            let text = format!("{} {}", value.value, currency.unwrap_or_default());
            (value.span, text.trim_end().to_owned())
        });
        let quantity = record.quantity.as_ref().map(|quantity| {
            let unit = record.unit.as_ref().map_or("", |unit| unit.value.symbol());
            let text = format!("{} {unit}", quantity.value);
            (quantity.span, text.trim_end().to_owned())
        });
        let said = match (of, value, quantity) {
            (LineAmount::Quantity, _, Some((span, text))) => Some(("quantity", span, text)),
            (LineAmount::Value, Some((span, text)), _)
            | (LineAmount::PieceValue, Some((span, text)), None) => Some(("value", span, text)),
            (LineAmount::PieceValue, Some((span, worth)), Some((_, pieces))) => {
                Some(("value", span, format!("{worth} for {pieces}")))
            }
            (LineAmount::PieceValue, None, Some((span, text))) => Some(("quantity", span, text)),
            _ => None,
        };
        if let Some((field, span, text)) = said {
            let text = format!("{text}, against {against}");
            clause.because(field.into(), Some(span), text);
        }
        if clause.truth.is_none() {
            let known = &self.moment.known.line;
            let field = match of {
                LineAmount::Quantity => LineAmount::Quantity,
                LineAmount::PieceValue if known.states(LineAmount::Value) => LineAmount::Quantity,
                _ => LineAmount::Value,
            };
            clause
                .open
                .push(Question::Line(of, comparison, amount, field));
        }
    }

    fn within(&self, allowance: AllowanceId, clause: &mut Clause) {
        let rules = self.moment.known.rules;
        let Some(declared) = rules.allowances.get(allowance.index()) else {
            return;
        };
        let before = declared
            .before
            .and_then(|id| rules.quantities.get(id.index()));
        let stated = before.and_then(|quantity| {
            let fact = self.record.facts.get(&quantity.name)?;
            Some((format!("facts.{}", quantity.name), fact.span))
        });
        for (unit, most) in declared.limit.most.iter().enumerate() {
            let Some(own) = self.moment.own(most.unit) else {
                continue;
            };
            let before = self.moment.before(allowance, unit);
            let total = before.plus(own);
            let text = format!(
                "{own} {} with {before} before: {total}, of {most}",
                most.unit
            );
            let (field, span) = match LineAmount::in_unit(most.unit) {
                LineAmount::Quantity => ("quantity", self.record.quantity.map(|q| q.span)),
                _ => ("value", self.record.value.map(|v| v.span)),
            };
            clause.because(field.into(), span, text);
            if let Some((field, span)) = &stated {
                let text = format!("{before} {} before this", most.unit);
                clause.because(field.clone(), Some(*span), text);
            }
        }
        if clause.truth.is_none() {
            self.open_total(declared, stated.is_some(), allowance, clause);
        }
    }

    /// What would have to be known of a total: what came before, where that has no bound or was
    /// not stated, and the amount itself.
    fn open_total(
        &self,
        declared: &Allowance,
        stated: bool,
        allowance: AllowanceId,
        clause: &mut Clause,
    ) {
        let units = declared.limit.most.iter().enumerate();
        if declared.limit.lower {
            // All of them must hold; what is certain of one says nothing of the others.
            for (unit, most) in units {
                let own = self.moment.own(most.unit).unwrap_or(Range::ANY);
                let total = self.moment.before(allowance, unit).plus(own);
                let holds = total.is_at_most(most.number);
                if holds.may && !holds.must {
                    self.open_unit(declared, stated, (allowance, unit, *most), clause);
                }
            }
            return;
        }
        let spoken = units
            .clone()
            .find(|(_, most)| self.moment.own(most.unit).is_some());
        if let Some((unit, most)) = spoken.or_else(|| units.clone().next()) {
            self.open_unit(declared, stated, (allowance, unit, *most), clause);
        }
    }

    /// The same of one of its units.
    fn open_unit(
        &self,
        declared: &Allowance,
        stated: bool,
        (allowance, unit, most): (AllowanceId, usize, Amount),
        clause: &mut Clause,
    ) {
        let before = self.moment.before(allowance, unit);
        let own = self.moment.own(most.unit);
        let left = |taken: Decimal| Amount {
            number: most
                .number
                .saturating_sub(taken)
                .max(Decimal::ZERO)
                .normalize(),
            unit: most.unit,
        };
        let rest = left(own.map_or(Decimal::ZERO, |own| own.least));
        let is_rough = before.most != Some(before.least);
        let asked = declared.before.filter(|_| !stated && is_rough);
        if let Some(quantity) = asked {
            let question = Question::Quantity(quantity, Comparison::AtMost, rest);
            clause.open.push(question);
        }
        // Where the amount is known, it may be so only roughly in the limit's unit.
        if own.is_none() || asked.is_none() {
            let of = LineAmount::in_unit(most.unit);
            let rest = left(before.least);
            clause
                .open
                .push(Question::Line(of, Comparison::AtMost, rest, of));
        }
    }

    fn asked_day(&self, day: DayId, comparison: Comparison, limit: Date, clause: &mut Clause) {
        let rules = self.moment.known.rules;
        let name = rules
            .days
            .get(day.index())
            .map_or("", |day| day.name.as_str());
        if let (Some(stated), Some(known)) = (
            self.record.facts.get(name),
            self.moment.known.days.get(&day),
        ) {
            let text = format!("{name} {known}, against {} {limit}", comparison.sign());
            clause.because(format!("facts.{name}"), Some(stated.span), text);
        }
        if clause.truth.is_none() {
            clause.open.push(Question::Day(day, comparison, limit));
        }
    }

    fn date(&self, text: &str, clause: &mut Clause) {
        let (span, text) = match self.moment.known.as_of {
            None => (
                self.record.date.as_ref().map(|date| date.span),
                text.to_owned(),
            ),
            // The record's own date is not what the rules were held to.
            Some(day) => (None, format!("as of {day}: {text}")),
        };
        clause.because("date".into(), span, text);
    }

    /// The edition of a list that a clause is about, as words before what is said of its period.
    fn edition(&self, clause: &Clause) -> String {
        let lists = self.moment.known.rules.lists.iter();
        let mut editions = lists.flat_map(|list| &list.editions);
        let found = editions.find(|edition| edition.place == clause.place);
        found.map_or_else(String::new, |edition| format!("{} ", edition.name))
    }

    fn in_force(&self, periods: &[Period], clause: &mut Clause) {
        let edition = self.edition(clause);
        let day = self.moment.day;
        let lasts =
            |period: &&Period| period.since <= day && period.until.is_none_or(|until| day < until);
        match periods.iter().find(lasts) {
            Some(period) if clause.truth.is_none() => {
                let begins = period.certain_since.filter(|start| day < *start);
                clause.open.push(match begins {
                    Some(start) => Question::InForceBefore(start),
                    None => Question::InForceAfter(period.recorded_until.unwrap_or(period.since)),
                });
            }
            Some(period) => {
                self.date(&format!("{edition}in force since {}", period.since), clause);
            }
            None => {
                let next = periods.iter().find(|period| day < period.since);
                let text = match (next, periods.last().and_then(|period| period.until)) {
                    (Some(next), _) => format!("not in force before {}", next.since),
                    (None, Some(until)) => format!("no longer in force since {until}"),
                    (None, None) => "not in force".into(),
                };
                self.date(&format!("{edition}{text}"), clause);
            }
        }
    }
}
