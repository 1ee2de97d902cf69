//! How fast the inner parts are, each by itself: the reader of tables, the matcher of descriptions,
//! the batch, and the explanation at each depth.

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use interdict::check::{Before, Checker, Depth, names};
use interdict::law::RuleSet;
use interdict::prove::{Proof, Prover};
use interdict::record::{Format, Names, Pieces, Record, read};
use interdict::source::SourceFile;
use interdict::terms::Nomenclature;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

static RULES: LazyLock<RuleSet> =
    LazyLock::new(|| RuleSet::builtin().expect("the built-in rules are sound"));
static CHECKER: LazyLock<Checker<'static>> = LazyLock::new(|| Checker::new(&RULES));
static NAMES: LazyLock<Names> = LazyLock::new(|| names(&RULES));

const ROWS: usize = 4_000;

/// Whom the transfers of a table go to.
#[derive(Debug, Clone, Copy)]
enum To {
    /// Countries without a measure.
    Elsewhere,
    /// The DPRK, with a weapon in each row.
    Target,
    /// One in eight to the DPRK, few of them weapons.
    Mixed,
}

/// A table of made-up declarations, the same in every run.
fn table(to: To) -> String {
    let mut random = fastrand::Rng::with_seed(7);
    let texts: Vec<&str> = Nomenclature::all().flat_map(Nomenclature::lines).collect();
    let words: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    let mut table = String::from("id,item,quantity,unit,value,currency,from,to,date,consignee\n");
    for row in 0..ROWS {
        let (is_target, is_weapon) = match to {
            To::Elsewhere => (false, false),
            To::Target => (true, true),
            To::Mixed => (random.u8(..8) == 0, random.u8(..16) == 0),
        };
        let weapons = ["assault rifles", "diesel fuel", "gyroscopes", "tank parts"];
        let mut item: Vec<&str> = (0..random.usize(5..=20))
            .filter_map(|_| random.choice(&words).copied())
            .collect();
        if is_weapon {
            item.extend(random.choice(weapons));
        }
        let country = if is_target { "PRK" } else { "IND" };
        let (year, month, day) = (random.u16(2010..2026), random.u8(1..=12), random.u8(1..=28));
        table.push_str(&format!(
            "r{row},{},{},kg,{},USD,CHN,{country},{year}-{month:02}-{day:02},Trading Co {row}\n",
            item.join(" "),
            random.u32(1..10_000),
            random.u32(100..1_000_000),
        ));
    }
    table
}

fn records(to: To) -> Vec<Record> {
    let file = SourceFile::new("made-up.csv", table(to));
    read(&file, Format::Csv, &NAMES).records
}

const ALL: [To; 3] = [To::Elsewhere, To::Mixed, To::Target];

/// Bytes of a table to records, piece by piece.
#[divan::bench(args = [To::Mixed])]
fn reader(bencher: Bencher<'_, '_>, to: To) {
    let table = table(to);
    let read = || {
        let input = Box::new(table.as_bytes());
        let pieces = Pieces::new("made-up.csv", input, Format::Csv, &NAMES);
        let records = pieces.filter_map(|piece| Some(piece.ok()?.read(&NAMES).records.len()));
        records.sum::<usize>()
    };
    let counted = bencher
        .counter(ItemsCount::new(ROWS))
        .counter(BytesCount::new(table.len()));
    counted.bench_local(read);
}

/// Descriptions to goods.
#[divan::bench(args = [To::Mixed])]
fn matcher(bencher: Bencher<'_, '_>, to: To) {
    let records = records(to);
    let items: Vec<&str> = records
        .iter()
        .filter_map(|record| Some(record.item.as_ref()?.value.as_str()))
        .collect();
    let goods = |item: &&str| CHECKER.classifier().goods(Some(item), &[], None).len();
    let all = || items.iter().map(goods).sum::<usize>();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(all);
}

/// Records together to the verdicts of paragraphs, without explanation; descriptions included where
/// a measure reaches.
#[divan::bench(args = ALL)]
fn batch(bencher: Bencher<'_, '_>, to: To) {
    let records = records(to);
    let records: Vec<&Record> = records.iter().collect();
    let judged = || CHECKER.verdicts_together(&records).len();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(judged);
}

fn screened(bencher: Bencher<'_, '_>, to: To, depth: Depth) {
    let records = records(to);
    let screened = || CHECKER.screen(records.iter(), None, depth).len();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(screened);
}

/// Records to findings, as a line for each shows them.
#[divan::bench(args = ALL)]
fn explanation_off(bencher: Bencher<'_, '_>, to: To) {
    screened(bencher, to, Depth::Findings);
}

/// Records to findings with everything that JSON shows.
#[divan::bench(args = ALL)]
fn explanation_on(bencher: Bencher<'_, '_>, to: To) {
    screened(bencher, to, Depth::Whole);
}

/// Each record by itself.
#[divan::bench(args = [To::Mixed], sample_count = 10)]
fn one_by_one(bencher: Bencher<'_, '_>, to: To) {
    let records = records(to);
    let before = Before::default();
    let check = |record| CHECKER.check_after(record, &before, None).findings.len();
    let all = || records.iter().map(check).sum::<usize>();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(all);
}

/// The built-in rules from their text to a checker.
#[divan::bench(sample_count = 50)]
fn rules() -> usize {
    let rules = RuleSet::builtin().expect("the built-in rules are sound");
    Checker::new(&rules).rules().paragraphs.len()
}

/// The built-in rules and so many copies less one, each for another country with resolutions and a
/// regime of its own.
fn copied(times: usize) -> RuleSet {
    let countries = ["PRK", "TKM", "TLS", "TGO", "TUN", "UGA", "URY", "UZB", "VUT", "WSM", "ZMB", "ALB", "AND"];
    let more = ["ARG", "AUT", "BEL", "BEN", "BFA", "BGD", "BGR", "BHR", "BOL", "BRN", "BTN", "BWA"];
    let countries = countries.into_iter().chain(more);
    let shipped = RuleSet::builtin().expect("the built-in rules are sound");
    let mut files: Vec<_> = shipped.files.clone();
    for (copy, country) in countries.enumerate().take(times).skip(1) {
        for file in shipped.files.iter().filter(|file| file.text().contains("PRK")) {
            let text = without_examples(file.text()).replace("PRK", country);
            let text = text.replace("regime    dprk", &format!("regime    dprk{copy}"));
            let text = text.replace("regime dprk", &format!("regime dprk{copy}"));
            let mut text = text.replace("flag is PRK", &format!("flag is {country}"));
            for resolution in shipped.resolutions.iter().map(|r| r.number) {
                let other = usize::from(resolution) + 1000 * copy;
                text = text.replace(&format!("{resolution}/"), &format!("{other}/"));
                text = text.replace(&format!("resolution {resolution} "), &format!("resolution {other} "));
            }
            if text.contains("paragraph ") || text.contains("property ") {
                files.push(SourceFile::new(format!("{copy}/{}", file.name()), text));
            }
        }
    }
    RuleSet::from_files(files).unwrap_or_else(|errors| panic!("{:?}", errors.errors.first()))
}

/// The resolutions, paragraphs and properties of a file.
fn without_examples(text: &str) -> String {
    let mut kept = String::new();
    let mut keeps = true;
    for line in text.lines() {
        if !line.starts_with(' ') && !line.is_empty() {
            let word = line.split_whitespace().next().unwrap_or_default();
            keeps = ["resolution", "paragraph", "property"].contains(&word);
        }
        if keeps {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// All properties of the rules, and of copies of them for other countries, held against all records.
#[divan::bench(args = [1, 5, 25], sample_count = 3)]
fn proofs(bencher: Bencher, times: usize) {
    let rules = copied(times);
    let properties: Vec<_> = rules.properties.iter().collect();
    bencher.bench_local(|| {
        let prover = Prover::new(&rules).expect("there are not too many");
        let proofs = prover.prove_each(&properties);
        assert!(proofs.iter().all(|proof| matches!(proof, Proof::Proved)));
        proofs.len()
    });
}

/// What in the rules, and in copies of them, cannot matter.
#[divan::bench(args = [1, 5, 25], sample_count = 3)]
fn lints(bencher: Bencher, times: usize) {
    let rules = copied(times);
    bencher.bench_local(|| {
        let prover = Prover::new(&rules).expect("there are not too many");
        prover.lint().len()
    });
}

fn main() {
    divan::main();
}
