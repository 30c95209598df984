//! The steps of a command: each is shown on a terminal while it runs, and with `--verbose` its time is printed.

use std::{
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::{
    print,
    shown::{Shown, is_terminal},
};

/// The time between two updates of the terminal.
const TICK: Duration = Duration::from_millis(200);

/// The most characters of a step that are shown: a longer line would wrap, and could not be cleared.
const MOST_CHARACTERS: usize = 60;

/// A step that is running. It ends when this is dropped.
#[derive(Debug)]
pub struct Step {
    text: String,
    begun: Instant,
    is_timed: bool,
    ticker: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Step {
    /// Begins a step, such as `Reading openapi.yaml`.
    pub fn begin(shown: Shown, text: impl Into<String>) -> Self {
        let (text, begun) = (text.into(), Instant::now());
        let ticker = (shown.has_summary() && is_terminal()).then(|| tick(shortened(&text), begun));
        Self { text, begun, is_timed: shown.verbose && shown.has_summary(), ticker }
    }
}

/// Updates the terminal until the step ends.
fn tick(text: String, begun: Instant) -> (Sender<()>, JoinHandle<()>) {
    let (end, ended) = mpsc::channel();
    let ticks = move || {
        loop {
            let seconds = begun.elapsed().as_secs();
            let time = if seconds == 0 { String::new() } else { format!(" {seconds} s") };
            print::status(&format!("{text}…{time}"));
            if ended.recv_timeout(TICK) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    };
    (end, thread::spawn(ticks))
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= MOST_CHARACTERS {
        return text.to_owned();
    }
    let kept: String = text.chars().take(MOST_CHARACTERS).collect();
    format!("{kept}…")
}

impl Drop for Step {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.ticker.take() {
            drop(end);
            // The thread only prints, so a panic in it is ignored.
            let _ = thread.join();
            print::end_status();
        }
        if self.is_timed {
            print::message(&format!("{}: {:.2} s", self.text, self.begun.elapsed().as_secs_f64()));
        }
    }
}
