//! `cargo run --release --manifest-path benches/peers/Cargo.toml`

fn main() -> anyhow::Result<()> {
    use interdict::law::RuleSet;
    use peers_bench::question::{Kind, Record, compare};
    use peers_bench::{engines, generator::Generator, rules::Rules};
    let shipped = RuleSet::builtin().unwrap();
    let t = std::time::Instant::now();
    let rules = Rules::reduce(&shipped)?;
    eprintln!("{:?} rules {} categories {} phrases {}", t.elapsed(), rules.rules.len(), rules.categories.len(), rules.phrases.len());
    for kind in [Kind::Structured, Kind::Text] {
        let records: Vec<Record> = Generator::new(&rules).take(100_000).filter_map(|row| Record::of(&row, kind)).collect();
        let mut first = (engines::INTERDICT.make)(&rules, &records, kind)?;
        let right = first.answer()?;
        eprintln!("{kind:?} {} records, {} answers", records.len(), right.named());
        for engine in engines::others() {
            let mut one = (engine.make)(&rules, &records, kind)?;
            let (given, took) = peers_bench::measure::timed(|| one.answer())?;
            println!("{} {}", engine.name, records.len() as f64 / took.processor);
            if let Err(e) = compare(engine.name, &rules, &records, &right, &given) { println!("{e}"); }
        }
        let (_, took) = peers_bench::measure::timed(|| first.answer())?;
        println!("interdict {}", records.len() as f64 / took.processor);
    }
    Ok(())
}
