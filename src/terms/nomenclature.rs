//! The texts of the Harmonized System, in the editions of 2017 and 2022.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use super::HsCode;

/// One edition of the Harmonized System: which codes it has, and what each of them is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nomenclature {
    /// The year of the edition.
    pub edition: u16,
    /// The rows, in the order of their codes, without the first line.
    rows: &'static str,
}

pub(super) static HS2017: &str = include_str!("../../data/hs2017.csv");
pub(super) static HS2022: &str = include_str!("../../data/hs2022.csv");

/// What the nomenclature says of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeStatus {
    /// The edition has it, with this text; of longer codes, the text of their first six digits.
    Known {
        /// The edition: the stated one, or else the newest that has the code.
        edition: u16,
        /// The chapter's text, the heading's and the subheading's, as far as the code goes.
        texts: Vec<Cow<'static, str>>,
    },
    /// The edition that it names does not have it, but this one does.
    OtherEdition {
        /// The edition that has it.
        edition: u16,
        /// The last of its texts there.
        text: Cow<'static, str>,
    },
    /// No edition that is known has it.
    Unknown,
    /// It names an edition whose codes are not known.
    Untold,
}

impl Nomenclature {
    /// The editions whose codes are known, the newest first.
    ///
    /// ```
    /// use interdict::terms::Nomenclature;
    /// assert!(Nomenclature::all().all(|edition| edition.text("9301").is_some()));
    /// ```
    pub fn all() -> impl Iterator<Item = Self> {
        [(2022, HS2022), (2017, HS2017)]
            .into_iter()
            .map(|(edition, file)| Self {
                edition,
                rows: file.split_once('\n').map_or("", |(_, rows)| rows),
            })
    }

    /// The text of a code of two, four or six digits.
    ///
    /// ```
    /// use interdict::terms::Nomenclature;
    /// let newest = Nomenclature::all().next().unwrap();
    /// assert!(newest.text("8806").unwrap().starts_with("Unmanned aircraft"));
    /// assert_eq!(newest.text("8899"), None);
    /// ```
    #[must_use]
    pub fn text(&self, code: &str) -> Option<Cow<'static, str>> {
        let mut rest = self.rows;
        loop {
            let middle = rest.len().checked_div(2).unwrap_or_default();
            let start = rest
                .as_bytes()
                .get(..middle)?
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |at| at.saturating_add(1));
            let (before, from) = (rest.get(..start)?, rest.get(start..)?);
            let (row, after) = from.split_once('\n').unwrap_or((from, ""));
            let (found, fields) = row.split_once(',')?;
            rest = match found.cmp(code) {
                std::cmp::Ordering::Equal => return fields.splitn(3, ',').nth(2).map(unquoted),
                std::cmp::Ordering::Greater => before,
                std::cmp::Ordering::Less => after,
            };
            if rest.is_empty() {
                return None;
            }
        }
    }

    /// Every code of the edition, in order.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        let rows = self.rows.lines();
        rows.filter_map(|row| row.split_once(',').map(|(code, _)| code))
    }

    /// Its rows as they stand in the file.
    pub fn lines(self) -> impl Iterator<Item = &'static str> {
        self.rows.lines()
    }

    /// The texts of a code, from its chapter on; nothing where the edition does not have it.
    fn texts(&self, code: &HsCode) -> Option<Vec<Cow<'static, str>>> {
        let digits = code.digits();
        let lengths = [2, 4, 6]
            .into_iter()
            .filter(|length| *length <= digits.len());
        lengths
            .map(|length| self.text(digits.get(..length)?))
            .collect()
    }
}

/// Every code of each edition, for those who ask of many.
static CODES: LazyLock<Vec<(u16, HashSet<&'static str>)>> = LazyLock::new(|| {
    let editions = Nomenclature::all();
    editions
        .map(|one| (one.edition, one.codes().collect()))
        .collect()
});

impl CodeStatus {
    /// Whether [`of`](Self::of) would say that a code is known, without its texts.
    ///
    /// ```
    /// use interdict::terms::{CodeStatus, HsCode};
    /// let is_known = |code| CodeStatus::is_known(&HsCode::parse(code).unwrap());
    /// assert!(is_known("9306.21.00") && is_known("8806") && !is_known("2017:8806"));
    /// ```
    #[must_use]
    pub fn is_known(code: &HsCode) -> bool {
        let digits = code.digits();
        let heading = digits.get(..digits.len().min(6)).unwrap_or(digits);
        let stated = code.edition();
        CODES.iter().any(|(edition, codes)| {
            stated.is_none_or(|year| year == *edition) && codes.contains(heading)
        })
    }

    /// Looks a code up in the edition that it names, or in the newest that has it.
    ///
    /// ```
    /// use interdict::terms::{CodeStatus, HsCode};
    /// let status = |code| CodeStatus::of(&HsCode::parse(code).unwrap());
    /// assert!(matches!(status("9306.21"), CodeStatus::Known { edition: 2022, .. }));
    /// assert!(matches!(status("2017:8806.10"), CodeStatus::OtherEdition { edition: 2022, .. }));
    /// assert_eq!(status("9399"), CodeStatus::Unknown);
    /// assert_eq!(status("2002:8525"), CodeStatus::Untold);
    /// ```
    #[must_use]
    pub fn of(code: &HsCode) -> Self {
        let stated = code.edition();
        if stated.is_some_and(|year| Nomenclature::all().all(|one| one.edition != year)) {
            return Self::Untold;
        }
        let mut elsewhere = Self::Unknown;
        for nomenclature in Nomenclature::all() {
            let edition = nomenclature.edition;
            let Some(texts) = nomenclature.texts(code) else {
                continue;
            };
            if stated.is_none_or(|year| year == edition) {
                return Self::Known { edition, texts };
            }
            let text = texts.last().cloned().unwrap_or_default();
            elsewhere = Self::OtherEdition { edition, text };
        }
        elsewhere
    }
}

/// The last field of a row, without its quotes.
fn unquoted(field: &'static str) -> Cow<'static, str> {
    let field = field.trim_end_matches('\r');
    match field.strip_prefix('"').and_then(|f| f.strip_suffix('"')) {
        Some(inner) if inner.contains("\"\"") => Cow::Owned(inner.replace("\"\"", "\"")),
        Some(inner) => Cow::Borrowed(inner),
        None => Cow::Borrowed(field),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_in_its_edition_with_its_text() {
        for nomenclature in Nomenclature::all() {
            let mut before = "";
            for code in nomenclature.codes() {
                assert!(before < code, "{code} is out of order");
                before = code;
                let text = nomenclature.text(code).unwrap();
                assert!(!text.is_empty() && !text.starts_with('"'), "{code}: {text}");
            }
            assert!(nomenclature.codes().count() > 6000);
        }
    }

    #[test]
    fn codes_beside_those_of_the_edition_are_not_found() {
        let newest = Nomenclature::all().next().unwrap();
        for code in ["", "0", "00", "010", "9999999", "77", "zz"] {
            assert_eq!(newest.text(code), None, "{code}");
        }
    }
}
