//! Measures two ways to do the same work, in turns, and prints a row of a table.

use std::hint::black_box;
use std::time::Instant;

/// The number of turns of each of the two.
const TURNS: usize = 41;

/// Prints the head of a table of figures in `unit`.
pub(crate) fn head(unit: &str) {
    println!("| measurement | compared with | ours, {unit} | other, {unit} | other / ours | spread |");
    println!("| --- | --- | --: | --: | --: | --: |");
}

/// Measures the time that `ours` and `other` take. Each of them does the work of a row `repetitions` times.
pub(crate) fn compare<T, U>(
    what: &str,
    compared_with: &str,
    repetitions: u32,
    mut ours: impl FnMut() -> T,
    mut other: impl FnMut() -> U,
) {
    let ours = || milliseconds(repetitions, &mut ours);
    compare_figures(what, compared_with, ours, || milliseconds(repetitions, &mut other));
}

/// Compares the figures that `ours` and `other` return for each turn. The ratio is the median of the ratios of all turns. The
/// spread has the middle half of these ratios.
pub(crate) fn compare_figures(
    what: &str,
    compared_with: &str,
    mut ours: impl FnMut() -> f64,
    mut other: impl FnMut() -> f64,
) {
    let mut turns: Vec<(f64, f64)> = (0..TURNS).map(|_| (ours(), other())).collect();
    turns.sort_by(|left, right| (left.1 / left.0).total_cmp(&(right.1 / right.0)));
    let ratio = |index: usize| turns.get(index).map_or(f64::NAN, |(ours, other)| other / ours);
    let best = |of: fn(&(f64, f64)) -> f64| turns.iter().map(of).fold(f64::INFINITY, f64::min);
    println!(
        "| {what} | {compared_with} | {:.3} | {:.3} | {:.2} | {:.2} to {:.2} |",
        best(|turn| turn.0),
        best(|turn| turn.1),
        ratio(TURNS / 2),
        ratio(TURNS / 4),
        ratio(TURNS - 1 - TURNS / 4),
    );
}

fn milliseconds<T>(repetitions: u32, work: &mut impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    for _ in 0..repetitions {
        black_box(work());
    }
    start.elapsed().as_secs_f64() * 1e3
}
