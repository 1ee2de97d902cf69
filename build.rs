//! Rebuilds the program when a rule file or a page on a code is added, changed or removed: the
//! folders are embedded.

fn main() {
    for folder in ["rules", "docs/codes", "docs/lints"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
