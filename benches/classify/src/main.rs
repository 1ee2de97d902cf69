//! Descriptions per second and MB/s of text on one thread, against a bare pass of an Aho-Corasick automaton
//! over the same terms and texts in the same run.
//!
//! `cargo run --release --manifest-path benches/classify/Cargo.toml`

use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use interdict::classify::Classifier;
use interdict::law::RuleSet;
use interdict::terms::Folded;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long each side is measured in one round. Rounds alternate, and the best of each side counts,
/// so that other work on the machine disturbs both alike.
const ROUND: Duration = Duration::from_millis(300);
const ROUNDS: usize = 8;

fn texts() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/labels");
    let files =
        ["open.jsonl", "own.jsonl"].map(|name| std::fs::read_to_string(format!("{folder}/{name}")));
    let lines: Vec<String> = files
        .iter()
        .flat_map(|file| file.as_ref().expect("labels are in the repository").lines())
        .map(|line| {
            let read: serde_json::Value =
                serde_json::from_str(line).expect("labels are JSON Lines");
            read["text"].as_str().unwrap_or_default().to_owned()
        })
        .collect();
    lines
}

/// Passes over all texts in a second.
fn measure(mut pass: impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut passes = 0_u32;
    while start.elapsed() < ROUND {
        pass();
        passes += 1;
    }
    f64::from(passes) / start.elapsed().as_secs_f64()
}

fn main() {
    let rules = RuleSet::builtin().expect("the built-in rules are sound");
    let start = Instant::now();
    let classifier = Classifier::new(&rules);
    let built = start.elapsed();
    let literals = classifier.literals();
    let bare = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(&literals)
        .expect("the terms make an automaton");
    let texts = texts();
    let bytes: usize = texts.iter().map(String::len).sum();
    let folded: Vec<Folded> = texts.iter().map(|text| Folded::new(text)).collect();
    let (mut read, mut passed) = (0.0_f64, 0.0_f64);
    for _ in 0..ROUNDS {
        read = read.max(measure(|| {
            for text in &texts {
                black_box(classifier.goods(Some(text), &[], None));
            }
        }));
        passed = passed.max(measure(|| {
            for text in &folded {
                black_box(bare.find_overlapping_iter(text.stream()).count());
            }
        }));
    }
    let megabytes = bytes as f64 / 1e6;
    println!(
        "{} terms, {} texts, classifier built in {built:.1?}",
        literals.len(),
        texts.len()
    );
    println!(
        "classify  {:>9.0} descriptions/s  {:>6.1} MB/s",
        read * texts.len() as f64,
        read * megabytes
    );
    println!(
        "bare pass {:>9.0} descriptions/s  {:>6.1} MB/s",
        passed * texts.len() as f64,
        passed * megabytes
    );
    println!("ratio     {:.1}", passed / read);
}
