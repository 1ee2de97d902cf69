//! Examples of rule files: small transfers with what must come out.

use maud::{Markup, html};

use crate::law::Example;
use crate::report::web::{verdict, wide};
use crate::source::Span;

use super::{Site, joined};

impl Site<'_> {
    /// Lines of examples, by the places of example and line; those of one example stand together.
    pub(super) fn example_lines(&self, lines: &[(usize, usize)], label: &str) -> Markup {
        let examples = &self.rules.examples;
        let groups = lines.chunk_by(|one, next| one.0 == next.0);
        wide(
            label,
            &html! {
                table {
                    thead { tr { th scope="col" { "example" } th scope="col" { "of a transfer" } th scope="col" { "must come out" } } }
                    @for group in groups {
                        @let example = group.first().and_then(|(place, _)| examples.get(*place));
                        @if let Some(example) = example { tbody { (self.example(example, group)) } }
                    }
                }
            },
        )
    }

    fn example(&self, example: &Example, lines: &[(usize, usize)]) -> Markup {
        html! {
            @for (place, (_, line)) in lines.iter().enumerate() {
                tr {
                    @if place == 0 { th scope="rowgroup" rowspan=(lines.len()) { (example.title) } }
                    (self.example_line(example, *line))
                }
            }
        }
    }

    fn example_line(&self, example: &Example, line: usize) -> Markup {
        let (Some(line), Some(file)) =
            (example.lines.get(line), self.rules.files.get(example.file))
        else {
            return html! {};
        };
        let said = line.value.fields.iter().map(|field| field.span);
        let said = said.reduce(Span::to).unwrap_or(line.span);
        let said: Vec<&str> = file.quote(said).split_whitespace().collect();
        let (by, never) = (&line.value.by, &line.value.never);
        html! {
            td.does { (self.linked(&said.join(" "))) }
            td {
                (verdict(line.value.verdict.value))
                @if !by.is_empty() { " by " (joined(by.iter().map(|by| self.cited(&by.value)))) }
                @if !never.is_empty() { ", never by " (joined(never.iter().map(|never| self.cited(&never.value)))) }
            }
        }
    }
}
