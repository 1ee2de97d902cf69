//! `interdict completions` and `interdict man`: what shells and readers of manuals want, made from
//! the arguments themselves.

use std::path::PathBuf;

use clap::CommandFactory;
use clap_complete::Shell;
use interdict::source::printable_line;

use super::output::say;
use super::{Common, Status, write_text};

const SHELLS: &str = "Examples:
  interdict completions bash > ~/.local/share/bash-completion/completions/interdict
  interdict completions fish > ~/.config/fish/completions/interdict.fish
  interdict completions zsh -o _interdict";

const PAGES: &str = "Examples:
  interdict man ~/.local/share/man/man1
  man interdict-check";

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = SHELLS)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Arguments of `man`.
#[derive(Debug, clap::Args)]
#[command(after_help = PAGES)]
pub struct Man {
    /// The folder to write the pages to; it is made where it is not there
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

pub fn completions(arguments: &Completions, common: &Common) -> Status {
    let mut command = super::Arguments::command();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "interdict", &mut script);
    write_text(&String::from_utf8_lossy(&script), common)
}

pub fn man(arguments: &Man) -> Status {
    let folder = &arguments.folder;
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(super::Arguments::command(), folder));
    match written {
        Ok(()) => Status::Fine,
        Err(error) => {
            let folder = folder.to_string_lossy();
            say!("cannot write to `{}`: {error}", printable_line(&folder));
            Status::Failed
        }
    }
}
