//! The table of `spec/README.md` that says which document is bundled.

use std::fmt::Write;

use sha2::Digest;

/// The SHA-256 of a document, in hexadecimal digits.
pub(crate) fn checksum(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes).iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("a String can be written to");
        digits
    })
}

/// The README with other values in rows of its table. A row that is missing is the error.
pub(crate) fn update<'r>(readme: &str, rows: &[(&'r str, String)]) -> Result<String, &'r str> {
    let mut lines: Vec<String> = readme.lines().map(str::to_owned).collect();
    for (name, value) in rows {
        let start = format!("| {name} | ");
        let row = lines.iter_mut().find(|line| line.starts_with(&start)).ok_or(*name)?;
        // A bar would end the cell.
        *row = format!("{start}{} |", value.replace('|', "\\|"));
    }
    Ok(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_rows_change() {
        let readme = "# Spec\n\n| | |\n| --- | --- |\n| Origin | there |\n| Version | `1` |\n\nText.\n";
        let updated = update(readme, &[("Version", "`2|3`".to_owned())]);
        assert_eq!(updated, Ok(readme.replace("`1`", "`2\\|3`")));
        assert_eq!(update(readme, &[("SHA-256", String::new())]), Err("SHA-256"));
    }
}
