//! Descriptions per second and MB/s of text on one thread, against a bare pass of an Aho-Corasick automaton
//! over the same terms and texts in the same run.
//!
//! `cargo run --release --manifest-path benches/classify/Cargo.toml`

use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use interdict::classify::Classifier;
use interdict::law::RuleSet;
use interdict::terms::{Folded, Nomenclature};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long each side is measured in one round. Rounds alternate, and the best of each side counts,
/// so that other work on the machine disturbs both alike.
const ROUND: Duration = Duration::from_millis(300);
const ROUNDS: usize = 8;

/// The labelled descriptions: short, and nearly every word of them in the vocabulary.
fn labelled() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/labels");
    let files =
        ["open.jsonl", "own.jsonl"].map(|name| std::fs::read_to_string(format!("{folder}/{name}")));
    let lines = files
        .iter()
        .flat_map(|file| file.as_ref().expect("labels are in the repository").lines());
    let text = |line: &str| {
        let read: serde_json::Value = serde_json::from_str(line).expect("labels are JSON Lines");
        read["text"].as_str().unwrap_or_default().to_owned()
    };
    lines.map(text).collect()
}

/// Descriptions of 5 to 20 words drawn from the nomenclature, the same in every run.
fn drawn() -> Vec<String> {
    let newest = Nomenclature::all().next().expect("there is an edition");
    let texts = newest.codes().filter_map(|code| newest.text(code));
    let texts: Vec<String> = texts.map(|text| text.replace([',', ';'], " ")).collect();
    let words: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split_whitespace())
        .collect();
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or_default() % below
    };
    let mut line = || {
        let count = 5 + next(16);
        let drawn: Vec<&str> = (0..count).map(|_| words[next(words.len())]).collect();
        drawn.join(" ")
    };
    (0..5_000).map(|_| line()).collect()
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
    println!("{} terms, classifier made in {built:.1?}", literals.len());
    for (name, texts) in [("labelled lines", labelled()), ("drawn lines", drawn())] {
        compare(name, &texts, &classifier, &bare);
    }
}

/// Measures both sides on some texts.
fn compare(name: &str, texts: &[String], classifier: &Classifier<'_>, bare: &AhoCorasick) {
    let bytes: usize = texts.iter().map(String::len).sum();
    let folded: Vec<Folded> = texts.iter().map(|text| Folded::new(text)).collect();
    let (mut read, mut passed) = (0.0_f64, 0.0_f64);
    for _ in 0..ROUNDS {
        read = read.max(measure(|| {
            for text in texts {
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
        "{name}: {} texts of {} bytes",
        texts.len(),
        bytes / texts.len()
    );
    for (side, passes) in [("classify", read), ("bare pass", passed)] {
        let texts = passes * texts.len() as f64;
        println!(
            "  {side:<9} {texts:>9.0} descriptions/s  {:>6.1} MB/s",
            passes * megabytes
        );
    }
    println!("  ratio     {:.1}", passed / read);
}
