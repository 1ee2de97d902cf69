//! What a diagnostic code means: its page, for `interdict explain`, and the line that leads there.

use interdict::report::{CodePage, NoPage};
use interdict::source::printable;

use super::Common;
use super::output::say;

/// The page on a code; of a name without a room nothing where no code has it.
pub fn page(name: &str) -> Option<Result<&'static str, String>> {
    let shown = printable(name);
    let reason = match CodePage::named(name) {
        Ok(page) => return Some(Ok(page.text)),
        Err(NoPage::Unknown(_)) if !name.contains("::") => return None,
        Err(NoPage::Unknown(meant)) => {
            let meant = match meant.is_empty() {
                true => "; docs/codes/README.md lists all codes".to_owned(),
                false => format!("; did you mean {}?", listed(&meant)),
            };
            format!("no diagnostic has the code `{shown}`{meant}")
        }
        Err(NoPage::Several(same)) => {
            let same = listed(&same);
            format!("several diagnostics have the name `{shown}`: {same}")
        }
    };
    Some(Err(reason))
}

/// Which codes a name may mean that is nothing else either.
pub fn meant(name: &str) -> Option<String> {
    match CodePage::named(name) {
        Err(NoPage::Unknown(meant)) if !meant.is_empty() => {
            Some(format!("did you mean the code {}?", listed(&meant)))
        }
        _ => None,
    }
}

fn listed(codes: &[String]) -> String {
    let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    codes.join(" or ")
}

/// Says once where more is told of what was found, by the code of one of it.
pub fn say_where(code: Option<&str>, common: &Common) {
    if let Some(code) = code.filter(|code| CodePage::of(code).is_some() && !common.quiet) {
        say!("`interdict explain {code}` says more");
    }
}
