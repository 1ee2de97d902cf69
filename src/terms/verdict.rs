//! What a paragraph, or all of them together, say of a record.

use std::fmt;

use serde::Serialize;

/// The six verdicts, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// A binding ban in force covers the record, and the record shows no exemption.
    Prohibited,
    /// A measure that asks for approval or notice covers it, and the record shows neither.
    Restricted,
    /// It would be covered if named facts, which the record does not state, held.
    Undetermined,
    /// Covered by a call upon States that does not bind.
    Advisory,
    /// Covered, or perhaps covered, and an exemption that the record shows applies.
    Exempt,
    /// No loaded rule covers it.
    Clear,
}

impl Verdict {
    /// Every verdict, the strongest first.
    pub const ALL: [Self; 6] = [
        Self::Prohibited,
        Self::Restricted,
        Self::Undetermined,
        Self::Advisory,
        Self::Exempt,
        Self::Clear,
    ];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Prohibited => "prohibited",
            Self::Restricted => "restricted",
            Self::Undetermined => "undetermined",
            Self::Advisory => "advisory",
            Self::Exempt => "exempt",
            Self::Clear => "clear",
        }
    }

    /// The verdict that a word names.
    ///
    /// ```
    /// use interdict::terms::Verdict;
    /// assert_eq!(Verdict::from_word("exempt"), Some(Verdict::Exempt));
    /// assert_eq!(Verdict::from_word("illegal"), None);
    /// ```
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }

    /// Whether the verdict is that a ban or a duty applies: prohibited or restricted.
    #[must_use]
    pub fn is_firm(self) -> bool {
        matches!(self, Self::Prohibited | Self::Restricted)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
