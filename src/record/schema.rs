//! The form of records in JSON, for JSON Schema. What reads records is `decode`; a test holds the
//! fields here to those there.

#![allow(
    dead_code,
    reason = "what stands here are forms, of which nobody makes one"
)]

use std::collections::BTreeMap;

use super::model::Stage;
use schemars::JsonSchema;

use crate::terms::Verdict;

/// A file of records in JSON, or a line of JSON Lines.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(crate) enum RecordsForm {
    /// One record.
    Record(Box<RecordForm>),
    /// A list of records.
    Records(Vec<RecordForm>),
    /// A case: records with a heading and sources.
    Case(CaseForm),
}

/// Records with a heading and sources.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct CaseForm {
    /// A heading.
    title: Option<String>,
    /// Where the reports come from.
    source: Option<OneOrSeveral<String>>,
    /// Anything for readers.
    remarks: Option<String>,
    /// The records.
    transfers: Vec<RecordForm>,
}

/// One reported transfer. What is missing or null is unknown.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [
    {"required": ["item"]}, {"required": ["hs"]}, {"required": ["category"]}
]))]
pub(crate) struct RecordForm {
    /// The record's own name, used in every report; where it is missing, its number in the file.
    #[schemars(length(min = 1))]
    id: Option<String>,
    /// The goods or service as reported, in the source's words.
    #[schemars(length(min = 1))]
    item: Option<String>,
    /// The same goods in other sources' words.
    wordings: Option<OneOrSeveral<WordingForm>>,
    /// What somebody already found the goods to be: categories that the rules declare.
    category: Option<OneOrSeveral<String>>,
    /// Code of the Harmonized System: 2, 4, 6, 8 or 10 digits, with or without dots; the edition may
    /// stand before it, as in `2022:8806.22`.
    hs: Option<String>,
    /// How many or how much.
    quantity: Option<NumberForm>,
    /// Of what: `units`, `kg`, `t`, `bbl` and others, or their names.
    unit: Option<String>,
    /// Stated value of the whole line.
    value: Option<NumberForm>,
    /// Its currency, by ISO 4217 code.
    currency: Option<String>,
    /// The sender's country: alpha-3 or alpha-2 code, or a usual name.
    from: Option<String>,
    /// The receiver's country.
    to: Option<String>,
    /// The country where the goods come from originally.
    origin: Option<String>,
    /// Countries of transit.
    via: Option<OneOrSeveral<String>>,
    /// When it was shipped or handed over: `2023-09-17`, `2023-09`, `2023`, or two of these with `/`
    /// between them.
    date: Option<String>,
    /// The sender as named.
    consignor: Option<String>,
    /// The receiver as named.
    consignee: Option<String>,
    /// Who will use the goods, as named.
    end_user: Option<String>,
    /// The ship or aircraft as named.
    vessel: Option<String>,
    /// The country of its flag.
    flag: Option<String>,
    /// What the sender is: actors that the rules declare.
    sender_is: Option<OneOrSeveral<String>>,
    /// What the receiver is: actors that the rules declare.
    recipient_is: Option<OneOrSeveral<String>>,
    /// Answers to what the rules ask, by the names that they declare.
    facts: Option<BTreeMap<String, Option<FactForm>>>,
    /// How far the transfer has come; delivered where it is missing.
    stage: Option<Stage>,
    /// The name under which its amounts are added up with those of others.
    account: Option<String>,
    /// The id of the record of the same transfer by another reporter: its amount counts once.
    same_as: Option<String>,
    /// A heading.
    title: Option<String>,
    /// Where the report comes from.
    source: Option<OneOrSeveral<String>>,
    /// Anything for readers.
    remarks: Option<String>,
    /// For tests: what must come out.
    expect: Option<ExpectForm>,
}

/// One value, or a list of them.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(crate) enum OneOrSeveral<T> {
    One(T),
    Several(Vec<Option<T>>),
}

/// A number that is not negative, also as a text of its digits.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(crate) enum NumberForm {
    Number(#[schemars(range(min = 0))] f64),
    Text(String),
}

/// `true` or `false`, an amount such as `90 min`, or a date.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(crate) enum FactForm {
    Answer(bool),
    Text(String),
}

/// The goods in other words.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(crate) enum WordingForm {
    Text(String),
    Sourced(SourcedForm),
}

/// The goods in the words of a source.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct SourcedForm {
    /// The words.
    #[schemars(length(min = 1))]
    text: String,
    /// Whose they are.
    source: Option<String>,
    /// What must come out for them, where that is something else.
    expect: Option<ExpectForm>,
}

/// What must come out of a record; paragraphs by citations such as `2270/6`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ExpectForm {
    /// The record's verdict.
    verdict: Option<Verdict>,
    /// Paragraphs that must be found.
    paragraphs: Option<OneOrSeveral<String>>,
    /// Paragraphs that must be found undetermined.
    undetermined: Option<OneOrSeveral<String>>,
    /// Paragraphs that may be found besides.
    may: Option<OneOrSeveral<String>>,
    /// Paragraphs that must not be found.
    never: Option<OneOrSeveral<String>>,
    /// Paragraphs that must exempt.
    exempt_by: Option<OneOrSeveral<String>>,
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;

    use super::*;
    use crate::record::decode::{CASE_FIELDS, EXPECT_FIELDS, FIELDS, WORDING_FIELDS};

    fn fields<T: JsonSchema>() -> Vec<String> {
        let schema = schemars::schema_for!(T);
        let properties = schema.get("properties").and_then(|all| all.as_object());
        let names = properties.unwrap().keys().cloned();
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    fn sorted(names: &[&str]) -> Vec<String> {
        let mut names: Vec<String> = names.iter().map(ToString::to_string).collect();
        names.sort();
        names
    }

    #[test]
    fn the_schema_has_the_fields_that_are_read() {
        assert_eq!(fields::<RecordForm>(), sorted(FIELDS));
        assert_eq!(fields::<CaseForm>(), sorted(CASE_FIELDS));
        assert_eq!(fields::<SourcedForm>(), sorted(WORDING_FIELDS));
        assert_eq!(fields::<ExpectForm>(), sorted(EXPECT_FIELDS));
    }

    #[test]
    fn the_schema_has_the_stages_that_are_read() {
        let schema = schemars::schema_for!(Stage);
        let stages = schema.get("oneOf").and_then(|all| all.as_array()).unwrap();
        let words: Vec<&str> = stages
            .iter()
            .filter_map(|stage| stage["const"].as_str())
            .collect();
        assert_eq!(words, Stage::WORDS.map(|(word, _)| word));
    }
}
