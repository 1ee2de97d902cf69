//! Paragraphs and resolutions as people write them.

use interdict::law::{Paragraph, ParagraphId, RuleSet};
use interdict::source::printable;
use interdict::terms::{Citation, CitationError};

/// What was cited.
pub struct Cited {
    resolution: u16,
    /// The year behind the number of the resolution.
    year: Option<i16>,
    paragraph: Option<Citation>,
}

/// What of the rules a citation means.
pub enum Found<'r> {
    Paragraph(ParagraphId, &'r Paragraph),
    /// The paragraphs of a resolution, or the points of a paragraph. Never empty.
    Several(Vec<&'r Paragraph>),
}

/// Reads `2270/6`, `S/RES/2270 (2016) ¶6`, or either without the paragraph.
pub fn parse(text: &str) -> Result<Cited, CitationError> {
    read(text).ok_or_else(|| CitationError(text.chars().take(40).collect()))
}

fn read(text: &str) -> Option<Cited> {
    let text = text.trim();
    let rest = after(text, "S/RES/").unwrap_or(text).trim_start();
    let (number, rest) = digits(rest);
    let (year, rest) = year(rest.trim_start()).map_or((None, rest), |(y, r)| (Some(y), r));
    let rest = rest.trim_start_matches([',', ' ']);
    let signs = ["¶", "/", "paragraph", "para.", "para"];
    let paragraph = signs.iter().find_map(|sign| after(rest, sign));
    let points: String = paragraph.unwrap_or(rest).split_whitespace().collect();
    let resolution = number.parse().ok().filter(|_| !number.starts_with('0'))?;
    let paragraph = match points.as_str() {
        "" if paragraph.is_some() => return None,
        "" => None,
        // Without a sign before it, more digits may be anything.
        _ if paragraph.is_none() => return None,
        points => Some(Citation::in_resolution(resolution, points).ok()?),
    };
    Some(Cited {
        resolution,
        year,
        paragraph,
    })
}

/// What follows `start`, in any letter case.
fn after<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}

fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text.split_at_checked(end.unwrap_or(text.len()))
        .unwrap_or((text, ""))
}

/// A year in brackets.
fn year(text: &str) -> Option<(i16, &str)> {
    let (year, rest) = text.strip_prefix('(')?.split_once(')')?;
    Some((year.trim().parse().ok()?, rest))
}

impl Cited {
    /// What of the rules is meant, or what there is instead.
    pub fn find<'r>(&self, rules: &'r RuleSet) -> Result<Found<'r>, String> {
        let of_resolution = |p: &&Paragraph| p.citation.resolution() == self.resolution;
        let same: Vec<&Paragraph> = rules.paragraphs.iter().filter(of_resolution).collect();
        if same.is_empty() {
            let number = self.resolution;
            return Err(format!(
                "no rule encodes a paragraph of resolution {number}"
            ));
        }
        self.check_year(rules)?;
        let Some(citation) = &self.paragraph else {
            return Ok(Found::Several(same));
        };
        let exact = rules.paragraph(citation);
        if let Some((id, found)) =
            exact.and_then(|id| Some((id, rules.paragraphs.get(id.index())?)))
        {
            return Ok(Found::Paragraph(id, found));
        }
        let points = same.iter().filter(|p| p.citation.is_within(citation));
        let points: Vec<&Paragraph> = points.copied().collect();
        if !points.is_empty() {
            return Ok(Found::Several(points));
        }
        let same: Vec<String> = same.iter().map(|p| p.citation.to_string()).collect();
        Err(format!(
            "no rule encodes `{citation}`; of that resolution there are {}",
            same.join(", ")
        ))
    }

    /// A year that is not the resolution's own may mean that another resolution was meant.
    fn check_year(&self, rules: &RuleSet) -> Result<(), String> {
        let declared = rules
            .resolutions
            .iter()
            .find(|r| r.number == self.resolution);
        let own = declared.map(|resolution| resolution.adopted.year());
        match (self.year, own) {
            (Some(year), Some(own)) if year != own => {
                let number = self.resolution;
                Err(format!("resolution {number} is of {own}, not of {year}"))
            }
            _ => Ok(()),
        }
    }
}

/// A line for each paragraph.
pub fn listed(paragraphs: &[&Paragraph], rules: &RuleSet) -> String {
    let line = |paragraph: &&Paragraph| {
        let title = printable(&paragraph.title);
        format!("{}: {title}\n", paragraph.formal_citation(rules))
    };
    paragraphs.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let Cited {
            resolution,
            year,
            paragraph,
        } = read(text)?;
        let year = year.map_or(String::new(), |year| format!(" ({year})"));
        let paragraph = paragraph.map_or(String::new(), |p| format!(" {}", p.paragraph()));
        Some(format!("{resolution}{year}{paragraph}"))
    }

    #[test]
    fn citations_are_read_as_people_write_them() {
        for (text, expected) in [
            ("2270/6", "2270 6"),
            (" 1718/8(a)(i) ", "1718 8(a)(i)"),
            ("S/RES/2270 (2016) ¶6", "2270 (2016) 6"),
            ("S/RES/2270(2016)", "2270 (2016)"),
            ("s/res/1718 (2006), para. 8 (a) (i)", "1718 (2006) 8(a)(i)"),
            ("2270 (2016) paragraph 6", "2270 (2016) 6"),
            ("2270", "2270"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "¶6",
            "2270/",
            "2270 6",
            "2270 (x) ¶6",
            "2270/six",
            "99999",
            "02270/6",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
