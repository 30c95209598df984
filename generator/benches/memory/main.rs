//! The memory of generating, compared with the text: `cargo bench -p openapi-crate-core --bench memory`.

#![expect(clippy::cast_precision_loss, reason = "what is measured is far from 2^53")]

#[path = "../generate/input.rs"]
mod input;
#[path = "../generate/made.rs"]
mod made;
#[path = "../generate/stages.rs"]
mod stages;

use std::{fmt::Write as _, iter};

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() {
    println!("| measurement | compared with | ours | other | other / ours | spread |");
    println!("| --- | --- | --: | --: | --: | --: |");
    let mut stages = String::new();
    for document in iter::once(input::bundled()).chain(input::made()) {
        let (input, options) = (document.input(), input::options());
        let before = MEMORY.current_usage();
        let peak = peak(&mut || {
            let run = generator::generate(&input, &options);
            assert!(run.output.is_some(), "{:?}", run.diagnostics);
        });
        let (what, peak, size) = (&document.what, beyond(before, peak), document.megabytes());
        println!("| memory for {what}, MB | its text | {peak:.1} | {size:.1} | {:.3} | |", size / peak);
        let mut peaks = Vec::new();
        stages::run(&input, &options, &mut |stage| peaks.push(format!("{:.1}", beyond(before, self::peak(stage)))));
        let _ = writeln!(stages, "| {what} | {} |", peaks.join(" | "));
    }
    println!("\n| stages: MB at most |{}\n{stages}", stages::HEAD);
}

/// The peak memory while `work` runs, in bytes.
fn peak(work: &mut dyn FnMut()) -> usize {
    MEMORY.reset_peak_usage();
    work();
    MEMORY.peak_usage()
}

/// The increase since `before`, in megabytes.
fn beyond(before: usize, peak: usize) -> f64 {
    peak.saturating_sub(before) as f64 / 1e6
}
