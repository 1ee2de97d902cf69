//! `interdict test --coverage`: which truths the clauses of the rules had.

use clap::ValueEnum;
use interdict::check::{Checker, Coverage};
use interdict::report::{coverage_json, coverage_lcov, coverage_text};

/// Arguments of coverage.
#[derive(Debug, clap::Args)]
pub struct Covering {
    /// Say of every clause whether some record made it true, false and unknown
    #[arg(long, conflicts_with = "labels")]
    coverage: bool,
    /// Form of the coverage; in any but text it is all of the output, and the rest goes to standard
    /// error
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Form::Text, requires = "coverage")]
    coverage_format: Form,
    /// End with status 1 where less than this percentage of the clauses was both true and false
    #[arg(long, value_name = "PERCENT", requires = "coverage", value_parser = clap::value_parser!(u8).range(0..=100))]
    fail_under: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A line for each clause
    Text,
    /// One JSON object
    Json,
    /// Lines and branches, for genhtml and the like
    Lcov,
}

impl Covering {
    /// Where truths are gathered, if that is asked for.
    pub fn gather<'r>(&self, checker: &Checker<'r>) -> Option<Coverage<'r>> {
        self.coverage.then(|| Coverage::of(checker.rules()))
    }

    /// Whether the coverage is all of the output.
    pub fn is_whole_output(&self) -> bool {
        self.coverage && self.coverage_format != Form::Text
    }

    /// The coverage in the form asked for.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn text(
        &self,
        coverage: &Coverage<'_>,
        checker: &Checker<'_>,
    ) -> serde_json::Result<String> {
        let rules = checker.rules();
        Ok(match self.coverage_format {
            Form::Text => coverage_text(coverage, rules),
            Form::Lcov => coverage_lcov(coverage, rules),
            Form::Json => {
                let json = coverage_json(coverage, rules);
                format!("{}\n", serde_json::to_string_pretty(&json)?)
            }
        })
    }

    /// What is said where the coverage is less than what was asked for.
    pub fn lacks(&self, coverage: &Coverage<'_>) -> Option<String> {
        let (least, percent) = (self.fail_under?, coverage.percent());
        let shown = (percent * 100.0).floor() / 100.0;
        (percent < f64::from(least))
            .then(|| format!("the coverage is {shown} of 100, less than the {least} asked for"))
    }
}
