//! How text is drawn, and diagnostics drawn so.

use std::io::{IsTerminal, stdout};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, NarratableReportHandler, ThemeCharacters,
    ThemeStyles,
};

use terminal_size::terminal_size_of;

use crate::terms::Verdict;

/// The narrowest text that reports are drawn for, in columns.
const NARROWEST: usize = 60;

/// How text is drawn.
#[derive(Debug, Clone)]
pub struct Style {
    /// Columns.
    pub width: usize,
    /// Whether colours are used.
    pub color: bool,
    /// Whether reports are told in sentences, for a screen reader.
    pub narrated: bool,
}

impl Style {
    /// Without colour, for a file or a test.
    #[must_use]
    pub fn plain(width: usize) -> Self {
        Self {
            width: width.max(NARROWEST),
            color: false,
            narrated: false,
        }
    }

    /// For standard output as it is, or as `color` and the environment say. What goes to a file or
    /// a pipe is as wide everywhere, unless `COLUMNS` says otherwise.
    #[must_use]
    pub fn of_terminal(color: Option<bool>) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let terminal = stdout().is_terminal();
        let width = std::env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse().ok())
            .or_else(|| {
                let (width, _) = terminal_size_of(stdout())?;
                // A terminal that was told no size has none.
                (width.0 > 0).then_some(usize::from(width.0))
            });
        Self {
            color: color.unwrap_or(terminal && !set("NO_COLOR")),
            narrated: set("NO_GRAPHICS"),
            ..Self::plain(width.unwrap_or(100_usize).min(200))
        }
    }

    /// `text` in the colour of a verdict, where there is colour.
    #[must_use]
    pub fn verdict(&self, text: &str, verdict: Verdict) -> String {
        let color = match verdict {
            Verdict::Prohibited => 31,
            Verdict::Restricted => 35,
            Verdict::Undetermined => 33,
            Verdict::Advisory => 34,
            Verdict::Exempt => 32,
            Verdict::Clear => return text.to_owned(),
        };
        match self.color {
            true => format!("\u{1b}[1;{color}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }

    /// `text` in bold, where there is colour.
    #[must_use]
    pub fn bold(&self, text: &str) -> String {
        if self.color {
            format!("\u{1b}[1m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// A diagnostic as text that ends in a line end.
#[must_use]
pub fn render(diagnostic: &dyn Diagnostic, style: &Style) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail; a handler's own failure leaves what it wrote so far.
    let _ = if style.narrated {
        NarratableReportHandler::new().render_report(&mut text, diagnostic)
    } else {
        let theme = GraphicalTheme {
            characters: ThemeCharacters::unicode(),
            styles: if style.color {
                ThemeStyles::ansi()
            } else {
                ThemeStyles::none()
            },
        };
        GraphicalReportHandler::new_themed(theme)
            .with_width(style.width)
            .with_links(false)
            .with_context_lines(0)
            .render_report(&mut text, diagnostic)
    };
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    format!("{}\n", lines.join("\n").trim_matches('\n'))
}
