//! What is doubtful in rules that can be used.

use miette::Severity;
use thiserror::Error;

use crate::law::doubt_id;
use crate::source::{Fault, nearest};
use crate::syntax::did_you_mean;
use crate::terms::{Citation, Date};

/// The codes of all doubts, those that are said when rules are loaded among them.
pub const DOUBTS: [&str; 20] = [
    "law::always_masked",
    "law::claimed",
    "law::gap",
    "law::goes_on",
    "law::masks_nothing",
    "law::never_covers",
    "law::never_lifts",
    "law::paragraph",
    "law::strange_code",
    "law::unreachable",
    "lint::lifts_all",
    "lint::never_covers",
    "lint::never_firm",
    "lint::never_lifts",
    "lint::never_matters",
    "lint::no_reason",
    "lint::same_paragraph",
    "lint::silences_nothing",
    "lint::too_large",
    "lint::uncovered",
];

/// A doubt about rules that can be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Lint {
    /// A measure that covers no record there can be.
    #[error("this can never cover anything")]
    NeverCovers,
    /// A measure that no record meets for certain.
    #[error("this never covers anything for certain")]
    NeverFirm,
    /// An exemption that changes the outcome of no record.
    #[error("this can never matter")]
    NeverLifts,
    /// A part of a condition without which it would say the same.
    #[error("this part never decides anything")]
    NeverMatters,
    /// An exemption that holds wherever its measure covers.
    #[error("this lifts all that the measure covers")]
    LiftsAll,
    /// Two paragraphs of a resolution that say the same of every record.
    #[error("{first} and {second} say the same of every record")]
    SameParagraph {
        /// The one.
        first: Citation,
        /// The other.
        second: Citation,
    },
    /// Records that a paragraph covers to its last day, and its successor only later.
    #[error("from {day} on `{by}` should cover what this did, and begins later with some of it")]
    Uncovered {
        /// The successor.
        by: Citation,
        /// The first day without either.
        day: Date,
    },
    /// A condition that is not looked at, since its diagram would be too large.
    #[error("this is too much to work out, so that nothing is said of it")]
    TooLarge,
    /// A silencer of nothing, with the id that it names.
    #[error("this silences nothing")]
    SilencesNothing(String),
    /// A silencer that does not say why.
    #[error("this silencer gives no reason")]
    NoReason,
}

impl Fault for Lint {
    fn code(&self) -> &'static str {
        match self {
            Self::NeverCovers => "lint::never_covers",
            Self::NeverFirm => "lint::never_firm",
            Self::NeverLifts => "lint::never_lifts",
            Self::NeverMatters => "lint::never_matters",
            Self::LiftsAll => "lint::lifts_all",
            Self::SameParagraph { .. } => "lint::same_paragraph",
            Self::Uncovered { .. } => "lint::uncovered",
            Self::TooLarge => "lint::too_large",
            Self::SilencesNothing(_) => "lint::silences_nothing",
            Self::NoReason => "lint::no_reason",
        }
    }

    fn help(&self) -> Option<String> {
        let help = match self {
            Self::NeverCovers => {
                "no record meets all that it asks; does a condition exclude another?"
            }
            Self::NeverFirm => "whatever a record says, something that it asks stays open",
            Self::NeverLifts => {
                "wherever the measure covers, this never holds, or something else lifts it already"
            }
            Self::NeverMatters => {
                "what stands beside it says as much; take it out, or say what was meant"
            }
            Self::LiftsAll => "is a `not` missing, or a part of the condition?",
            Self::SameParagraph { .. } => "is one of them a copy that was never changed?",
            Self::Uncovered { .. } => "move the end of this, or the beginning of what follows it",
            Self::TooLarge => "write the ways in which it can hold as paragraphs of their own",
            Self::SilencesNothing(id) => return Some(silencer_help(id)),
            Self::NoReason => "write `# silence lint ID: REASON`",
        };
        Some(help.to_owned())
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }
}

/// The doubt that a silencer of nothing may mean, where it names none.
fn silencer_help(id: &str) -> String {
    if id.contains([',', ' ']) {
        return "write a silencer for each doubt".to_owned();
    }
    let ids = DOUBTS.map(doubt_id);
    if ids.iter().any(|known| known == id) {
        return "take it out, or move it above what it is about".to_owned();
    }
    let small = doubt_id(&id.to_lowercase());
    let near = match ids.contains(&small) {
        true => vec![small.as_str()],
        false => nearest(&small, ids.iter().map(String::as_str)),
    };
    did_you_mean(&near).unwrap_or_else(|| {
        "`interdict lint` names doubts: of `lint::gap` the id is `gap`".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silencer_of_what_is_no_doubt_is_told_the_one_that_is_meant() {
        for id in [
            "never_matters",
            "lint::never_matters",
            "Never-Matters",
            "never-mattters",
        ] {
            assert_eq!(silencer_help(id), "did you mean `never-matters`?", "{id}");
        }
        assert_eq!(
            silencer_help("gap, claimed"),
            "write a silencer for each doubt"
        );
        assert!(silencer_help("never-matters").starts_with("take it out"));
        assert!(silencer_help("weather").contains("`interdict lint` names"));
    }
}
