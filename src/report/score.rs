//! The score of labelled lines as a table.

use crate::check::{Rate, Score};
use crate::source::printable;

/// A score as aligned lines: the sums, then each category, then the lines that were not read as
/// they are labelled.
///
/// ```
/// use interdict::check::Score;
/// assert!(interdict::report::score_table(&Score::default()).starts_with("0 lines"));
/// ```
#[must_use]
pub fn score_table(score: &Score) -> String {
    let mut text = format!("{} lines\n\n", score.lines);
    text.push_str(&format!(
        "  {:<34} {:>9} {:>7} {:>7} {:>6} {:>6} {:>6}\n",
        "", "precision", "recall", "F1", "right", "wrong", "missed"
    ));
    text.push_str(&row("arms", &score.arms));
    text.push_str(&row("categories", &score.micro));
    text.push_str(&format!(
        "  {:<34} {:>9} {:>7} {:>7.3}\n",
        "mean of the categories",
        "",
        "",
        score.macro_f1()
    ));
    let (lines, arms) = score.review;
    text.push_str(&format!(
        "\n  may be arms: {lines} lines, {arms} of them arms\n\n"
    ));
    for (category, tally) in &score.categories {
        text.push_str(&row(category, tally));
    }
    if !score.errors.is_empty() {
        text.push('\n');
    }
    for miss in &score.errors {
        let code = miss.hs.as_ref().map(|hs| format!("  HS {}", printable(hs)));
        text.push_str(&format!(
            "line {}: {}{}\n",
            miss.line,
            printable(&miss.text),
            code.unwrap_or_default()
        ));
        let arms = if miss.arms { " (arms)" } else { "" };
        let said = [("missed", &miss.missed), ("wrong", &miss.wrong)];
        for (what, all) in said.iter().filter(|(_, all)| !all.is_empty()) {
            text.push_str(&format!("  {what}{arms}: {}\n", printable(&all.join(", "))));
        }
        if miss.missed.is_empty() && miss.wrong.is_empty() {
            text.push_str("  arms or not\n");
        }
    }
    text
}

fn row(name: &str, tally: &Rate) -> String {
    format!(
        "  {:<34} {:>9.3} {:>7.3} {:>7.3} {:>6} {:>6} {:>6}\n",
        printable(name),
        tally.precision(),
        tally.recall(),
        tally.f1(),
        tally.right,
        tally.wrong,
        tally.missed
    )
}
