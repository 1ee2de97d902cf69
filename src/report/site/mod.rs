//! The rules as a folder of pages that lead to each other: nothing is loaded from elsewhere, and
//! nothing in them needs a script.

mod asked;
mod bars;
mod categories;
mod category;
mod examples;
mod linked;
mod lists;
mod naming;
mod paragraph;
mod resolution;
mod start;
mod timeline;
mod uses;

use maud::{Markup, html};

use crate::law::{Coverage, Paragraph, ParagraphId, RuleSet};
use crate::terms::Citation;

use super::web::document;
use super::web::scale::Scale;
use naming::{ASKED, CATEGORIES, LISTS, START, TIMELINE};
use uses::Uses;

const TOOL: &str = concat!("interdict ", env!("CARGO_PKG_VERSION"));

/// The rules as a site.
///
/// ```
/// use interdict::law::{RuleSet, coverage};
/// use interdict::report::Site;
/// let rules = RuleSet::builtin()?;
/// let coverage = coverage();
/// let site = Site::new(&rules, &coverage);
/// let start = site.pages().next().unwrap();
/// assert_eq!(start.file, "index.html");
/// assert!(start.text.contains("<h1>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Site<'r> {
    rules: &'r RuleSet,
    /// What became of each paragraph; empty where nobody lists them.
    coverage: &'r [Coverage],
    uses: Uses,
}

/// One file of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitePage {
    /// Its name in the folder: lower case, safe in every file system and in an address.
    pub file: String,
    /// What it holds.
    pub text: String,
}

impl<'r> Site<'r> {
    /// A site of rules, and of what became of the paragraphs that they may leave out.
    #[must_use]
    pub fn new(rules: &'r RuleSet, coverage: &'r [Coverage]) -> Self {
        Self {
            rules,
            coverage,
            uses: Uses::of(rules),
        }
    }

    /// Its pages, the start page first. Each is made when it is asked for, so that a large site
    /// need not be held as a whole.
    pub fn pages(&self) -> impl Iterator<Item = SitePage> + '_ {
        type Make = fn(&Site<'_>) -> SitePage;
        let fixed: [Make; 5] = [
            start::page,
            timeline::page,
            categories::page,
            lists::page,
            asked::page,
        ];
        let fixed = fixed.into_iter().map(move |make| make(self));
        let resolutions = 0..self.rules.resolutions.len();
        let resolutions = resolutions.filter_map(|index| resolution::page(self, index));
        let categories = 0..self.rules.categories.len();
        let categories = categories.filter_map(|index| category::page(self, index));
        fixed.chain(resolutions).chain(categories)
    }

    /// A page with the way to the others around what it holds.
    fn page(&self, file: String, title: &str, inner: &Markup) -> SitePage {
        let body = html! {
            header {
                nav aria-label="pages" {
                    @for (page, name) in NAVIGATION {
                        @if page == file {
                            a href=(page) aria-current="page" { (name) }
                        } @else {
                            a href=(page) { (name) }
                        }
                    }
                }
            }
            main { h1 { (title) } (inner) }
            footer {
                p.faint {
                    "Made by " (TOOL) " from rules with the SHA-256 " code { (self.rules.digest) } ". "
                    "The rules are an encoding and no official text; what binds is the resolution itself."
                }
            }
        };
        let head = match file == START {
            true => title.to_owned(),
            false => format!("{title}: {}", start::TITLE),
        };
        let text = document(&head, TOOL, &body);
        SitePage { file, text }
    }

    /// A paragraph by its id.
    fn paragraph(&self, id: ParagraphId) -> Option<&'r Paragraph> {
        self.rules.paragraphs.get(id.index())
    }

    /// A citation that leads to its paragraph, or to the first point under it, where the rules
    /// have one.
    fn cited(&self, citation: &Citation) -> Markup {
        let among = &self.rules.paragraphs;
        let at = among.partition_point(|paragraph| paragraph.citation < *citation);
        let found = among.get(at).map(|paragraph| &paragraph.citation);
        let found = found.filter(|found| found.is_within(citation));
        html! {
            @match found {
                Some(found) => a href=(naming::paragraph(found)) { (citation) },
                None => (citation),
            }
        }
    }

    /// Days as places, on all drawings the same.
    fn scale(&self) -> Scale {
        Scale::of(self.rules, None)
    }
}

/// The pages that every page leads to.
const NAVIGATION: [(&str, &str); 5] = [
    (START, "Start"),
    (TIMELINE, "Timeline"),
    (CATEGORIES, "Categories"),
    (LISTS, "Lists"),
    (ASKED, "What is asked"),
];

/// Markup of each, with a comma between.
fn joined(all: impl IntoIterator<Item = Markup>) -> Markup {
    html! {
        @for (place, one) in all.into_iter().enumerate() {
            @if place > 0 { ", " }
            (one)
        }
    }
}

/// A count with the word for one or for several.
fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
