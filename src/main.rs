//! The program `interdict`.

#![forbid(unsafe_code)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
