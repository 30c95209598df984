//! The time of generating, compared with reading the YAML into a tree: `cargo bench -p openapi-crate-core --bench generate`.
//! Another program measures the memory, since an allocator that counts slows down several threads.
//!
//! With the arguments `-- document OPERATIONS`, it prints a made document instead, for measurements of whole processes.

#![expect(clippy::cast_precision_loss, reason = "what is measured is far from 2^53")]

mod input;
mod made;
mod stages;

use std::{fmt::Write as _, hint::black_box, time::Instant};

use input::{Document, yaml};

/// The number of times that each document is read and generated, in turns.
const TURNS: usize = 7;

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
    println!("| measurement | compared with | ours | other | other / ours | spread |");
    println!("| --- | --- | --: | --: | --: | --: |");
    let mut points = Vec::new();
    let mut stages = String::new();
    row(&input::bundled(), &mut stages);
    for document in input::made() {
        points.push((document.megabytes(), row(&document, &mut stages)));
    }
    println!("\ntime grows as size to the power of {:.2}\n", exponent(&points));
    println!("| stages: ms |{}\n{stages}", stages::HEAD);
}

/// Measures one document. Returns the time of generating, in milliseconds.
fn row(document: &Document, stages: &mut String) -> f64 {
    let (input, options) = (document.input(), input::options());
    let mut turns = Vec::new();
    let mut best: Vec<f64> = Vec::new();
    for _ in 0..TURNS {
        let (ours, run) = timed(|| generator::generate(&input, &options));
        assert!(run.output.is_some(), "{:?}", run.diagnostics);
        drop(run);
        let (other, _) = timed(|| serde_yaml::from_str::<serde_yaml::Value>(&document.text).expect("YAML"));
        turns.push((ours, other));
        let mut times = Vec::new();
        stages::run(&input, &options, &mut |stage| times.push(timed(stage).0));
        if best.is_empty() || times.iter().sum::<f64>() < best.iter().sum() {
            best = times;
        }
    }
    turns.sort_by(|left, right| (left.1 / left.0).total_cmp(&(right.1 / right.0)));
    let ratio = |at: usize| turns.get(at).map_or(f64::NAN, |(ours, other)| other / ours);
    let least = |of: fn(&(f64, f64)) -> f64| turns.iter().map(of).fold(f64::INFINITY, f64::min);
    let what = &document.what;
    println!(
        "| generate {what}, ms | YAML into a tree | {:.1} | {:.1} | {:.2} | {:.2} to {:.2} |",
        least(|turn| turn.0),
        least(|turn| turn.1),
        ratio(TURNS / 2),
        ratio(TURNS / 4),
        ratio(TURNS - 1 - TURNS / 4),
    );
    let times: Vec<String> = best.iter().map(|time| format!("{time:.1}")).collect();
    let _ = writeln!(stages, "| {what} | {} |", times.join(" | "));
    least(|turn| turn.0)
}

/// The result of `work`, and its milliseconds.
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begin = Instant::now();
    let made = black_box(work());
    (begin.elapsed().as_secs_f64() * 1e3, made)
}

/// The slope of the straight line through the logarithms of sizes and times.
fn exponent(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(size, time)| (size.ln(), time.ln())).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / logs.len() as f64;
    let (x, y) = (mean(|log| log.0), mean(|log| log.1));
    let covariance: f64 = logs.iter().map(|log| (log.0 - x) * (log.1 - y)).sum();
    covariance / logs.iter().map(|log| (log.0 - x).powi(2)).sum::<f64>()
}
