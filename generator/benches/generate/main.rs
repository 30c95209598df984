//! The cost of generating, compared with reading the YAML into a tree: `cargo bench -p openapi-crate-core --bench generate`.
//!
//! With the arguments `-- document OPERATIONS` it prints a made document instead, for what is measured across processes.

#![expect(clippy::cast_precision_loss, reason = "what is measured is far from 2^53")]

mod made;
mod stages;

use std::{fmt::Write as _, hint::black_box, time::Instant};

use generator::{
    Errors, Options, Parts,
    load::{Input, Source},
    select::Selection,
};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// How often each document is read and generated, in turns.
const TURNS: usize = 7;

/// The operations of the made documents, from 0.1 to 20 MB.
const OPERATIONS: &[usize] = &[18, 60, 180, 600, 1800, 3300];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.as_slice() {
        [] => measure(),
        [word, operations] if word == "document" => {
            let operations = operations.parse().expect("a number of operations");
            print!("{}", yaml(operations));
        }
        _ => panic!("arguments: none, or `document OPERATIONS`"),
    }
}

fn measure() {
    println!("| what | beside | ours | other | other / ours | spread |");
    println!("| --- | --- | --: | --: | --: | --: |");
    let mut points = Vec::new();
    let mut stages = String::new();
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/anthropic-managed-agents-api-openapi.yml");
    let bundled = std::fs::read_to_string(bundled).expect("the bundled document");
    row("the bundled document", &bundled, &mut stages);
    for operations in OPERATIONS {
        let text = yaml(*operations);
        let what = format!("{operations} operations, {:.1} MB", megabytes(&text));
        points.push((megabytes(&text), row(&what, &text, &mut stages)));
    }
    println!("\ntime grows as size to the power of {:.2}\n", exponent(&points));
    println!("| stages: ms, MB at most |{}\n{stages}", stages::HEAD);
}

/// Measures one document. Gives the time of generating, in milliseconds.
fn row(what: &str, text: &str, stages: &mut String) -> f64 {
    let input = Input::from(Source { name: "made.yaml".to_owned(), bytes: text.as_bytes().to_vec() });
    let options = Options {
        environment_prefix: None,
        made_by: "a benchmark".to_owned(),
        errors: Errors::Refuse,
        parts: Parts::Whole,
        fake: false,
        selection: Selection::default(),
    };
    let mut turns = Vec::new();
    let mut best: Option<stages::Stages> = None;
    let mut peak = 0;
    for _ in 0..TURNS {
        MEMORY.reset_peak_usage();
        let before = MEMORY.current_usage();
        let (ours, run) = timed(|| generator::generate(&input, &options));
        peak = MEMORY.peak_usage() - before;
        assert!(run.output.is_some(), "{:?}", run.diagnostics);
        drop(run);
        let (other, _) = timed(|| serde_yaml::from_str::<serde_yaml::Value>(text).expect("YAML"));
        turns.push((ours, other));
        let alone = stages::run(&input, &options);
        if best.as_ref().is_none_or(|best| alone.total() < best.total()) {
            best = Some(alone);
        }
    }
    turns.sort_by(|left, right| (left.1 / left.0).total_cmp(&(right.1 / right.0)));
    let ratio = |at: usize| turns.get(at).map_or(f64::NAN, |(ours, other)| other / ours);
    let least = |of: fn(&(f64, f64)) -> f64| turns.iter().map(of).fold(f64::INFINITY, f64::min);
    println!(
        "| generate {what}, ms | YAML into a tree | {:.1} | {:.1} | {:.2} | {:.2} to {:.2} |",
        least(|turn| turn.0),
        least(|turn| turn.1),
        ratio(TURNS / 2),
        ratio(TURNS / 4),
        ratio(TURNS - 1 - TURNS / 4),
    );
    let (peak, size) = (peak as f64 / 1e6, megabytes(text));
    println!("| memory for {what}, MB | its text | {peak:.1} | {size:.1} | {:.3} | |", size / peak);
    if let Some(best) = best {
        let _ = writeln!(stages, "| {what} |{best}");
    }
    least(|turn| turn.0)
}

/// The result of `work`, and its milliseconds.
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begin = Instant::now();
    let made = black_box(work());
    (begin.elapsed().as_secs_f64() * 1e3, made)
}

fn yaml(operations: usize) -> String {
    serde_yaml::to_string(&made::document(operations)).expect("a tree can be written")
}

fn megabytes(text: &str) -> f64 {
    text.len() as f64 / 1e6
}

/// The slope of the straight line through the logarithms of sizes and times.
fn exponent(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(size, time)| (size.ln(), time.ln())).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / logs.len() as f64;
    let (x, y) = (mean(|log| log.0), mean(|log| log.1));
    let covariance: f64 = logs.iter().map(|log| (log.0 - x) * (log.1 - y)).sum();
    covariance / logs.iter().map(|log| (log.0 - x).powi(2)).sum::<f64>()
}
