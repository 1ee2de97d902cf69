//! Paragraphs as resolutions number them.

use std::fmt;

use serde::{Serialize, Serializer};
use thiserror::Error;

/// A paragraph of a resolution, such as `1718/8(a)(i)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Citation {
    resolution: u16,
    paragraph: u16,
    /// The points under the paragraph with their brackets, `(a)(i)`; empty for the whole.
    points: String,
}

/// A text that cites no paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a paragraph of a resolution")]
pub struct CitationError(pub String);

impl CitationError {
    /// How a paragraph is cited.
    pub const HELP: &'static str = "write the resolution, a stroke and the paragraph as the \
        resolution numbers it: `2270/6` or `1718/8(a)(i)`";
}

impl Citation {
    /// Reads a citation.
    ///
    /// # Errors
    /// Where the text is none.
    ///
    /// ```
    /// use interdict::terms::Citation;
    /// let citation = Citation::parse("1718/8(a)(i)").unwrap();
    /// assert_eq!(citation.resolution(), 1718);
    /// assert!(Citation::parse("1718").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, CitationError> {
        let error = || CitationError(text.chars().take(40).collect());
        let (resolution, paragraph) = text.split_once('/').ok_or_else(error)?;
        let resolution = parse_number(resolution).ok_or_else(error)?;
        Self::in_resolution(resolution, paragraph).map_err(|_| error())
    }

    /// The paragraph `6` or `8(a)(i)` of a resolution.
    ///
    /// # Errors
    /// Where the text is no paragraph number.
    pub fn in_resolution(resolution: u16, paragraph: &str) -> Result<Self, CitationError> {
        let error = || CitationError(paragraph.chars().take(40).collect());
        let bracket = paragraph.find('(').unwrap_or(paragraph.len());
        let (number, points) = paragraph.split_at_checked(bracket).ok_or_else(error)?;
        let mut rest = points;
        while let Some(inside) = rest.strip_prefix('(') {
            let (point, after) = inside.split_once(')').ok_or_else(error)?;
            let plain = point
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            if point.is_empty() || point.len() > 5 || !plain {
                return Err(error());
            }
            rest = after;
        }
        if !rest.is_empty() || points.len() > 24 {
            return Err(error());
        }
        Ok(Self {
            resolution,
            paragraph: parse_number(number).ok_or_else(error)?,
            points: points.to_owned(),
        })
    }

    /// The number of the resolution.
    #[must_use]
    pub fn resolution(&self) -> u16 {
        self.resolution
    }

    /// The paragraph and its points, `8(a)(i)`.
    #[must_use]
    pub fn paragraph(&self) -> String {
        format!("{}{}", self.paragraph, self.points)
    }

    /// Whether this is `other` or a point under it: `1718/8(a)(i)` is within `1718/8(a)`.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.resolution == other.resolution
            && self.paragraph == other.paragraph
            && self.points.starts_with(&other.points)
    }
}

fn parse_number(text: &str) -> Option<u16> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    plain.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!(
            "{}/{}{}",
            self.resolution, self.paragraph, self.points
        ))
    }
}

impl Serialize for Citation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_print_as_they_are_written() {
        for text in ["2270/6", "1718/8(a)(iii)", "2321/11(a)", "2397/4"] {
            assert_eq!(Citation::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "/",
            "2270/",
            "/6",
            "2270/6(",
            "2270/6()",
            "2270/6(A)",
            "2270/06",
            "2270/6 ",
            "99999/1",
            "2270/6(a)x",
        ] {
            assert!(Citation::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn points_lie_within_their_paragraph() {
        let cite = |text| Citation::parse(text).unwrap();
        assert!(cite("1718/8(a)(i)").is_within(&cite("1718/8(a)")));
        assert!(!cite("1718/8(b)").is_within(&cite("1718/8(a)")));
        assert!(!cite("1718/18").is_within(&cite("1718/1")));
    }
}
