//! What a record was expected to give, compared with what it gave.

use std::fmt;

use crate::law::RuleSet;
use crate::record::Expect;
use crate::terms::{Citation, Verdict};

use super::checker::Checked;

/// An expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmet {
    /// Another verdict came out.
    Verdict {
        /// What was expected.
        expected: Verdict,
        /// What came out.
        found: Verdict,
    },
    /// A paragraph was expected and says something weaker, or nothing.
    Paragraph {
        /// The paragraph.
        citation: Citation,
        /// The weakest verdict that would do.
        expected: Verdict,
        /// What it says.
        found: Verdict,
    },
    /// A paragraph covers firmly that nobody expected.
    Unexpected {
        /// The paragraph.
        citation: Citation,
        /// What it says.
        found: Verdict,
    },
    /// A paragraph was found that must not be.
    Never {
        /// The paragraph.
        citation: Citation,
        /// What it says.
        found: Verdict,
    },
    /// No exemption of this paragraph is shown.
    ExemptBy(Citation),
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verdict { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::Paragraph {
                citation,
                expected,
                found,
            } => {
                write!(f, "expected {expected} by {citation}, which says {found}")
            }
            Self::Unexpected { citation, found } => {
                write!(f, "{citation} says {found}, which nobody expected")
            }
            Self::Never { citation, found } => {
                write!(f, "{citation} says {found}, and never should")
            }
            Self::ExemptBy(citation) => write!(f, "no exemption by {citation} is shown"),
        }
    }
}

/// What of an expectation was not met. With `all_firm`, a firm finding that the expectation does
/// not name counts as well.
#[must_use]
pub fn compare(expect: &Expect, checked: &Checked, rules: &RuleSet, all_firm: bool) -> Vec<Unmet> {
    let mut unmet = Vec::new();
    if let Some(expected) = expect
        .verdict
        .filter(|expected| *expected != checked.verdict)
    {
        unmet.push(Unmet::Verdict {
            expected,
            found: checked.verdict,
        });
    }
    let found_of = |citation: &Citation| {
        let findings = checked.findings.iter();
        let said = findings.filter(|f| {
            f.paragraph(rules)
                .is_some_and(|p| p.citation.is_within(citation))
        });
        said.map(|finding| finding.verdict)
            .min()
            .unwrap_or(Verdict::Clear)
    };
    // Where the record's verdict is not firm, its paragraphs count as they are.
    let firm = expect.verdict.is_none_or(Verdict::is_firm);
    for citation in &expect.paragraphs {
        let found = found_of(citation);
        let met = if firm {
            found.is_firm()
        } else {
            found != Verdict::Clear
        };
        if !met {
            let expected = expect.verdict.unwrap_or(Verdict::Prohibited);
            unmet.push(Unmet::Paragraph {
                citation: citation.clone(),
                expected,
                found,
            });
        }
    }
    for citation in &expect.undetermined {
        let found = found_of(citation);
        if found != Verdict::Undetermined {
            let expected = Verdict::Undetermined;
            unmet.push(Unmet::Paragraph {
                citation: citation.clone(),
                expected,
                found,
            });
        }
    }
    for citation in &expect.never {
        let found = found_of(citation);
        if !matches!(found, Verdict::Clear) {
            unmet.push(Unmet::Never {
                citation: citation.clone(),
                found,
            });
        }
    }
    for citation in &expect.exempt_by {
        let shown = checked
            .findings
            .iter()
            .any(|finding| finding.exempt_by().contains(&citation));
        if !shown {
            unmet.push(Unmet::ExemptBy(citation.clone()));
        }
    }
    if all_firm {
        unmet.extend(unexpected(expect, checked, rules));
    }
    unmet
}

fn unexpected(expect: &Expect, checked: &Checked, rules: &RuleSet) -> Vec<Unmet> {
    let named = |citation: &Citation| {
        let mut allowed = expect.paragraphs.iter().chain(&expect.may);
        allowed.any(|known| citation.is_within(known)) || expect.never.contains(citation)
    };
    let firm = checked
        .findings
        .iter()
        .filter(|finding| finding.verdict.is_firm());
    let firm = firm.filter_map(|finding| Some((finding.paragraph(rules)?, finding.verdict)));
    firm.filter(|(paragraph, _)| !named(&paragraph.citation))
        .map(|(paragraph, found)| Unmet::Unexpected {
            citation: paragraph.citation.clone(),
            found,
        })
        .collect()
}
