//! Rebuilds the program when a rule file is added, changed or removed: the folder is embedded.

fn main() {
    println!("cargo:rerun-if-changed=rules");
}
