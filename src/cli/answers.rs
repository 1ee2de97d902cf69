//! Answers to questions that a record leaves open, as people type them.

use interdict::check::Question;
use interdict::law::{LineAmount, RuleSet, Way};
use interdict::record::Draft;
use interdict::terms::{Dimension, Unit, parse_decimal};

/// What an answer looks like; nothing where no field of a record can give it.
pub fn form(question: &Question, rules: &RuleSet) -> Option<String> {
    Some(match question {
        Question::Fact(_) => "yes or no".into(),
        Question::Quantity(_, _, amount) => format!("an amount such as `{amount}`"),
        Question::Day(_, _, day) => format!("a date such as `{day}`"),
        Question::Line(_, _, amount, LineAmount::Quantity) => {
            format!(
                "an amount such as `1500 {}`",
                amount_unit(question, amount.unit.symbol())
            )
        }
        Question::Line(_, _, amount, _) => format!("an amount such as `1500 {}`", amount.unit),
        Question::Code => "a code such as `8703.24`".into(),
        Question::Item(kinds) => {
            let kinds = kinds
                .iter()
                .filter_map(|id| rules.categories.get(id.index()));
            let names: Vec<&str> = kinds.take(6).map(|kind| kind.name.as_str()).collect();
            match names.is_empty() {
                true => "words, or the name of a category".into(),
                false => format!("words, or a category such as `{}`", names.join("`, `")),
            }
        }
        Question::Place(_, country) => format!("a country such as `{}`", country.name()),
        Question::Recipient(_) => {
            let names = rules.actors.iter().map(|actor| actor.name.as_str());
            let names: Vec<&str> = names.collect();
            format!("one or several of `{}`", names.join("`, `"))
        }
        Question::Date => "a date such as `2017-08-05`, `2017-08` or `2017`".into(),
        Question::InForceBefore(_) | Question::InForceAfter(_) => return None,
    })
}

/// Pieces, where what each is worth is asked.
fn amount_unit<'u>(question: &Question, unit: &'u str) -> &'u str {
    match question {
        Question::Line(LineAmount::PieceValue, ..) => "units",
        _ => unit,
    }
}

/// An answer as a record that says nothing else, in RON.
pub fn one_answer(question: &Question, text: &str, rules: &RuleSet) -> Result<String, String> {
    // Quotes are due where records are written, and no harm here.
    let inside = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let text = inside.unwrap_or(text);
    let field = question.field(rules);
    fits(question, text)?;
    let field = match question {
        Question::Item(_) if rules.category(text).is_some() => "category",
        _ => field,
    };
    let said = match question {
        Question::Fact(_) => format!("facts: {{{}: {}}}", quoted(field), yes_or_no(text)?),
        Question::Quantity(..) | Question::Day(..) => {
            format!("facts: {{{}: {}}}", quoted(field), quoted(text))
        }
        Question::Line(.., of) => {
            let (number, unit) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
            let Some(number) = parse_decimal(number) else {
                return Err(format!(
                    "`{text}` does not begin with a number such as `1500`"
                ));
            };
            let (number_field, unit_field) = match of {
                LineAmount::Quantity => ("quantity", "unit"),
                _ => ("value", "currency"),
            };
            format!(
                "{number_field}: {number}, {unit_field}: {}",
                quoted(unit.trim())
            )
        }
        Question::Recipient(_) => {
            let names = text.split([',', ' ']).filter(|name| !name.is_empty());
            let names: Vec<String> = names.map(quoted).collect();
            format!("{field}: [{}]", names.join(", "))
        }
        Question::Place(_, country) if is_yes(text) => {
            format!("{field}: {}", quoted(country.alpha3()))
        }
        // As a country it would be Norway.
        Question::Place(..) if yes_or_no(text) == Ok(false) => {
            return Err("name the country that it is instead".into());
        }
        _ => format!("{field}: {}", quoted(text)),
    };
    Ok(match question {
        Question::Item(_) => format!("({said})"),
        _ => format!("(item: \"goods\", {said})"),
    })
}

/// Whether an amount is money where money is asked for, and none where it is not. What the other
/// says of it a record could hold, and nothing would come of it.
fn fits(question: &Question, text: &str) -> Result<(), String> {
    let asked = match question {
        Question::Quantity(_, _, amount) | Question::Line(_, _, amount, LineAmount::Quantity) => {
            amount.unit
        }
        _ => return Ok(()),
    };
    let unit = text.split_once(char::is_whitespace).map(|(_, unit)| unit);
    let Some(unit) = unit.and_then(|unit| Unit::parse(unit).ok()) else {
        return Ok(());
    };
    let is_money = |unit: Unit| matches!(unit.dimension(), Dimension::Money(_));
    match is_money(unit) == is_money(asked) {
        true => Ok(()),
        false => Err(format!("`{text}` is no amount in {asked}")),
    }
}

/// Takes an answer over from a record that says nothing else.
pub fn take(question: &Question, answer: Draft, into: &mut Draft) {
    match question {
        Question::Fact(_) | Question::Quantity(..) | Question::Day(..) => {
            into.facts.extend(answer.facts);
        }
        Question::Line(.., LineAmount::Quantity) => {
            (into.quantity, into.unit) = (answer.quantity, answer.unit);
        }
        Question::Line(..) => (into.value, into.currency) = (answer.value, answer.currency),
        Question::Code => into.hs = answer.hs,
        // What was reported stays.
        Question::Item(_) if answer.categories.is_empty() => {
            let said = into.item.take().into_iter().chain(answer.item);
            into.item = said.reduce(|reported, more| format!("{reported} ({more})"));
        }
        Question::Item(_) => into.categories = answer.categories,
        Question::Place(Way::To, _) => into.to = answer.to,
        Question::Place(Way::From, _) => into.from = answer.from,
        Question::Recipient(_) => into.recipient_is = answer.recipient_is,
        Question::Date => into.date = answer.date,
        Question::InForceBefore(_) | Question::InForceAfter(_) => {}
    }
}

fn is_yes(text: &str) -> bool {
    ["yes", "y", "true"].contains(&text.to_lowercase().as_str())
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        _ if is_yes(text) => Ok(true),
        "no" | "n" | "false" => Ok(false),
        _ => Err(format!("`{text}` is neither `yes` nor `no`")),
    }
}

fn quoted(text: &str) -> String {
    ron::ser::to_string(text).unwrap_or_default()
}
