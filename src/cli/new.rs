//! `interdict new`: a commented skeleton to begin with.

use clap::Subcommand;
use interdict::source::{printable, printable_line};
use interdict::terms::{Citation, Date};

use super::output::say;
use super::{Common, Status, write_text};

const EXAMPLES: &str = "The skeleton goes to standard output, or to the file behind `-o`. What it says in capitals is to be \
replaced; until then a rule file has errors that name the places.

Examples:
  interdict new resolution 2270 2016-03-02 -o rules/2270.rule
  interdict new paragraph 2270/6 \"All arms, small arms included\" >> rules/2270.rule
  interdict new case \"Coal in spring 2018\" -o cases/coal.ron";

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A rule file for a resolution
    Resolution {
        /// Its number, such as 2270
        #[arg(value_parser = clap::value_parser!(u16).range(1..))]
        number: u16,
        /// The day it was adopted
        #[arg(value_name = "YYYY-MM-DD")]
        adopted: Date,
    },
    /// A paragraph of a resolution
    Paragraph {
        /// Its citation, such as `2270/6` or `1718/8(a)(i)`
        #[arg(value_parser = Citation::parse)]
        citation: Citation,
        /// What it does, in a few words
        #[arg(default_value = "WHAT IT DOES, IN A FEW WORDS")]
        title: String,
    },
    /// A file of cases
    Case {
        /// Its heading
        #[arg(default_value = "WHAT WAS REPORTED")]
        title: String,
    },
}

pub fn run(arguments: &Arguments, common: &Common) -> Status {
    // Whoever begins something new wants nothing old to be gone.
    let kept = common.output.as_deref().filter(|path| path.is_file());
    if let Some(kept) = kept {
        let kept = kept.to_string_lossy();
        let kept = printable_line(&kept);
        say!("`{kept}` is there already; name another file, or add to it with `>> {kept}`");
        return Status::Failed;
    }
    if let What::Paragraph { title, .. } | What::Case { title } = &arguments.what
        && (printable(title) != title.as_str() || title.contains(['\n', '\r']))
    {
        let title = printable_line(title);
        say!("`{title}` is no heading: it stands on one line, without control characters");
        return Status::Failed;
    }
    let text = match &arguments.what {
        What::Resolution { number, adopted } => resolution(*number, *adopted),
        What::Paragraph { citation, title } => paragraph(citation, title),
        What::Case { title } => case(title),
    };
    write_text(&text, common)
}

fn resolution(number: u16, adopted: Date) -> String {
    let year = adopted.year();
    format!(
        "# Resolution {number} ({year}): WHAT IT IS ABOUT
#
# The page on the language, docs/language.md, says what every line means; `interdict test` tells
# what is still wrong, and `interdict fmt` puts the file into its one form.

resolution {number} adopted {adopted}
  # What its measures are filed under: the same word in all resolutions of one series.
  regime    REGIME
  url       \"https://docs.un.org/en/S/RES/{number}({year})\"
  # The year in which somebody last compared this file with the text.
  # verified  {year}

{}",
        paragraph_of("1", "WHAT IT DOES, IN A FEW WORDS", number)
    )
}

fn paragraph(citation: &Citation, title: &str) -> String {
    paragraph_of(&citation.paragraph(), title, citation.resolution())
}

fn paragraph_of(paragraph: &str, title: &str, resolution: u16) -> String {
    let title = title.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "paragraph {paragraph} \"{title}\"
  # One of: forbids, requires approval of, requires notice of, calls upon States to watch, allows, exempts.
  # supply to is what goes there, procurement from what comes from there; goods are categories, or `hs 8806`.
  forbids      supply to COUNTRY of CATEGORY
  # What else must hold, and what lifts it; a line for each. A fact that nobody states is unknown.
  # when       FACT
  # except     committee_approved
  # In force from the day of adoption, unless:
  # since      YYYY-MM-DD
  # until      YYYY-MM-DD, replaced by RESOLUTION/PARAGRAPH
  # How it stands to others: extends, amends, interprets.
  # amends     RESOLUTION/PARAGRAPH
  # How far this was compared with the text: checked, unconfirmed or disputed, and against what.
  unconfirmed  \"WHAT IT WAS READ IN\"

example \"{resolution}/{paragraph} in use\"
  item \"GOODS IN THE WORDS OF A REPORT\" from CHN to COUNTRY on YYYY-MM-DD expect prohibited by {resolution}/{paragraph}
  item \"GOODS IT IS NOT ABOUT\" from CHN to COUNTRY on YYYY-MM-DD expect clear
"
    )
}

fn case(title: &str) -> String {
    let title = ron::ser::to_string(title).unwrap_or_default();
    format!(
        "// Transfers that somebody reported. Leave out what no source says: what is missing is unknown.
(
    title: {title},
    source: [\"WHO REPORTED IT, AND WHEN\"],
    transfers: [
        (
            id: \"first\",
            // The goods as they were reported; a code where one was stated.
            item: \"GOODS IN THE WORDS OF THE REPORT\",
            // hs: \"8806.22\",
            // quantity: 5,
            // unit: \"units\",
            // value: 100000,
            // currency: \"USD\",
            // Countries by their codes or usual names.
            // from: \"CHN\",
            // to: \"PRK\",
            // A day, a month, a year, or an interval.
            // date: \"2018-03\",
            // consignor: \"AS NAMED\",
            // consignee: \"AS NAMED\",
            // What rules ask for; `interdict ask` puts the questions.
            // facts: {{\"committee_approved\": false}},
            // What must come out, for `interdict test`.
            // expect: (verdict: prohibited, paragraphs: [\"2397/7\"]),
        ),
    ],
)
"
    )
}
