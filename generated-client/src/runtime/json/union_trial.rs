//! Unions whose arms are distinguished by trying them.

use super::{Fault, Kind, Reader, Tolerance, Union, union::read_arm};
use crate::runtime::compact::joined;

/// An arm, and its name for messages.
type Named = (&'static str, usize);

/// Reads a value as the arm of `best` that knows most of it. If none of these fits, reads it as the first of `others`
/// that fits.
///
/// # Errors
///
/// If no arm fits.
pub(super) fn read(
    union: &mut dyn Union,
    best: &[Named],
    others: &[Named],
    kind: Kind,
    reader: &mut Reader<'_>,
) -> Result<(), Fault> {
    let tolerance = reader.tolerate(Tolerance::Nothing);
    let known_before = reader.unknown;
    let mut failures = Vec::new();
    let mut tried = try_all(union, best, reader, &mut failures);
    if let Ok(false) = tried {
        reader.unknown = known_before;
        tried = try_in_turn(union, others, reader, &mut failures);
    } else {
        reader.unknown += known_before;
    }
    reader.tolerate(tolerance);
    match tried {
        Ok(true) => Ok(()),
        Ok(false) => {
            let message = format!("invalid value, expected {}: {}", kind.described(), joined(&failures, "; "));
            Err(Fault::new(message))
        }
        Err(fault) => Err(fault),
    }
}

/// Reads the value as each of the arms, and then as the one that knows most of it, if any fits. The reader notes the parts that
/// this arm does not know.
fn try_all(
    union: &mut dyn Union,
    arms: &[Named],
    reader: &mut Reader<'_>,
    failures: &mut Vec<String>,
) -> Result<bool, Fault> {
    let place = reader.mark();
    let mut best: Option<(usize, usize)> = None;
    for (name, arm) in arms {
        reader.unknown = 0;
        match read_arm(union, *arm, reader) {
            // Nested unions take too long if all of them compare.
            Ok(()) if reader.unknown == 0 || reader.is_tired() => return Ok(true),
            Ok(()) if best.is_none_or(|(least, _)| reader.unknown < least) => best = Some((reader.unknown, *arm)),
            Ok(()) => {}
            Err(fault) if reader.is_exhausted() => return Err(fault),
            Err(fault) => failures.push(failure(name, &fault)),
        }
        reader.rewind(place);
    }
    let Some((unknown, arm)) = best else { return Ok(false) };
    read_arm(union, arm, reader)?;
    reader.unknown = unknown;
    Ok(true)
}

fn try_in_turn(
    union: &mut dyn Union,
    arms: &[Named],
    reader: &mut Reader<'_>,
    failures: &mut Vec<String>,
) -> Result<bool, Fault> {
    let place = reader.mark();
    for (name, arm) in arms {
        match read_arm(union, *arm, reader) {
            Ok(()) => return Ok(true),
            Err(fault) if reader.is_exhausted() => return Err(fault),
            Err(fault) => failures.push(failure(name, &fault)),
        }
        reader.rewind(place);
    }
    Ok(false)
}

/// The beginning of a message: nested unions have nested messages.
fn failure(name: &str, fault: &Fault) -> String {
    const SHOWN: usize = 300;
    let message = fault.to_string();
    let shown: String = message.chars().take(SHOWN).collect();
    let end = if shown.len() < message.len() { "…" } else { "" };
    format!("not {name} ({shown}{end})")
}
