//! `interdict lsp`: rule files in an editor.

use std::io::{stdin, stdout};
use std::path::Path;

use interdict::lsp::{Ended, serve};
use interdict::source::printable_line;

use super::output::say;
use super::{Common, Status};

const EXAMPLES: &str =
    "An editor starts this and speaks the Language Server Protocol with it; docs/editors.md has the
settings for VS Code, Helix and Neovim.

Examples:
  interdict lsp                                      the rules of the folder that is open
  interdict lsp --rules builtin --rules my-rules     these rules, whatever folder is open

Exit status: 0 the editor ended it, 1 it broke off.";

/// Arguments of `lsp`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// What editors add for servers that know several ways to speak; there is only this one
    #[arg(long, hide = true)]
    stdio: bool,
}

pub fn run(_: &Arguments, common: &Common) -> Status {
    let named = common
        .rules
        .iter()
        .filter(|path| *path != Path::new("builtin"));
    for path in named.filter(|path| !path.exists()) {
        let path = path.to_string_lossy();
        say!(
            "cannot read `{}`: there is no such file",
            printable_line(&path)
        );
    }
    match serve(stdin(), stdout(), &common.rules) {
        Ok(Ended::Asked) => Status::Fine,
        Ok(Ended::Unasked) => {
            say!("the input ended before the editor asked for the end");
            Status::Found
        }
        Ok(Ended::Lost(reason)) => {
            say!("what came is no message of an editor: {reason}");
            Status::Found
        }
        Err(error) => {
            say!("cannot write to the editor: {error}");
            Status::Failed
        }
    }
}
