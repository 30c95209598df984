//! The most similar of some names, for "did you mean".

/// The candidate that differs from `name` in at most two letters (one in names of less than six), the nearest first.
pub fn similar<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 100;
    let letters = name.chars().count();
    if letters > LONGEST {
        return None;
    }
    let most = (letters / 3).clamp(1, 2);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(letters) <= most)
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The Levenshtein distance, without regard to case.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, letter) in left.to_lowercase().chars().enumerate() {
        let mut next = vec![line + 1];
        let steps = row.iter().zip(row.iter().skip(1)).zip(&right);
        for ((diagonal, above), other) in steps {
            let before = next.last().copied().unwrap_or_default();
            next.push((diagonal + usize::from(letter != *other)).min(above + 1).min(before + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::similar;

    #[test]
    fn the_nearest_name_is_found_and_far_ones_are_not() {
        assert_eq!(similar("strng", ["number", "string"]), Some("string"));
        assert_eq!(similar("discription", ["description"]), Some("description"));
        assert_eq!(similar("strng", ["object"]), None);
    }
}
