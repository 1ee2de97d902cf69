//! What all pages of HTML share: their head, their style, and what rules bring into them made safe.

pub(super) mod scale;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::source::printable;
use crate::terms::Verdict;

const STYLE: &str = include_str!("style.css");

/// A page from its title, who made it, and its body: nothing is loaded, and no script runs.
///
/// What cannot be seen is shown by its number, wherever it comes from.
pub(super) fn document(title: &str, generator: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(generator);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    printable(&page.into_string()).into_owned()
}

/// A verdict in its colour, and always in its word.
pub(super) fn verdict(verdict: Verdict) -> Markup {
    html! { span class={ "verdict " (verdict.word()) } { (verdict.word()) } }
}

/// An address that a page may lead to. Rules come from anybody, and a page must not run what they
/// bring.
pub(super) fn address(url: &str) -> Option<&str> {
    let leads = url.starts_with("https://") || url.starts_with("http://");
    leads.then_some(url)
}

/// Something wide that is moved sideways by itself, so that the page is not.
pub(super) fn wide(label: &str, inner: &Markup) -> Markup {
    html! { div.wide tabindex="0" role="region" aria-label=(label) { (inner) } }
}
