//! [`Gunzip`]: removes the encoding `gzip` (RFC 1952) from the pieces of a body.
//!
//! The decoder of the HTTP client stops after the first member of a body, and so loses the rest. Servers that compress each
//! event, or join compressed files, send several members.

use std::{
    io::{self, Write},
    mem,
};

use bytes::{Buf, Bytes};
use flate2::write::GzDecoder;

/// The most bytes that are decoded at once. Each can become a thousand bytes.
const MOST_AT_ONCE: usize = 1024;
/// The length of a decoded piece that is long enough to be returned.
const LONG_ENOUGH: usize = 64 * 1024;
/// The first byte of each member.
const FIRST: u8 = 0x1F;

/// Decodes a body of any number of members. Its memory is bounded, whatever the body contains.
pub(crate) struct Gunzip {
    /// Bytes that are not decoded yet.
    packed: Bytes,
    /// `None` before the first byte, and after the last member.
    member: Option<GzDecoder<Vec<u8>>>,
    has_begun: bool,
}

impl Gunzip {
    pub(crate) fn new() -> Self {
        Self { packed: Bytes::new(), member: None, has_begun: false }
    }

    /// Adds the next piece of the body, after all others have been decoded.
    pub(crate) fn push(&mut self, piece: Bytes) {
        self.packed = piece;
    }

    /// The next decoded piece; `None` if the decoder needs the next piece or the end of the body.
    pub(crate) fn next(&mut self) -> io::Result<Option<Bytes>> {
        let mut plain = Vec::new();
        while let (Some(first), true) = (self.packed.first().copied(), plain.len() < LONG_ENOUGH) {
            if !mem::replace(&mut self.has_begun, true) {
                self.member = begun(first);
                // The decoder would notice it only after ten bytes.
                if self.member.is_none() {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "the body is not gzip"));
                }
            }
            // Bytes after the last member mean nothing, as in gzip and in browsers.
            let Some(member) = &mut self.member else {
                self.packed.clear();
                break;
            };
            let read = member.write(self.packed.get(..MOST_AT_ONCE).unwrap_or(&self.packed))?;
            self.packed.advance(read);
            if read == 0 {
                member.try_finish()?;
            } else {
                member.flush()?;
            }
            plain.append(member.get_mut());
            if read == 0 {
                self.member = begun(first);
            }
        }
        Ok(if plain.is_empty() { None } else { Some(plain.into()) })
    }

    /// Checks that the last member is complete, when the body has ended. An empty body has no members.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        match mem::take(&mut self.member) {
            None => Ok(()),
            // Only a complete member takes no further byte.
            Some(mut member) => match member.write(&[FIRST]) {
                Ok(0) => member.try_finish(),
                Ok(_) | Err(_) => Err(io::ErrorKind::UnexpectedEof.into()),
            },
        }
    }
}

/// The decoder of the member that begins with this byte.
fn begun(first: u8) -> Option<GzDecoder<Vec<u8>>> {
    (first == FIRST).then(|| GzDecoder::new(Vec::new()))
}

#[cfg(test)]
mod tests {
    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(plain).expect("memory");
        encoder.finish().expect("memory")
    }

    /// Decodes a body that arrives in pieces of a size, and returns the lengths of the decoded pieces too.
    fn decoded(body: &[u8], size: usize) -> io::Result<(Vec<u8>, Vec<usize>)> {
        let (mut gunzip, mut plain, mut lengths) = (Gunzip::new(), Vec::new(), Vec::new());
        for piece in body.chunks(size) {
            gunzip.push(Bytes::copy_from_slice(piece));
            while let Some(piece) = gunzip.next()? {
                lengths.push(piece.len());
                plain.extend(piece);
            }
        }
        gunzip.finish()?;
        Ok((plain, lengths))
    }

    #[test]
    fn all_members_are_decoded_and_the_bytes_after_them_are_not() {
        let body = [packed(b"one, "), packed(b""), packed(b"two")].concat();
        for end in [&b""[..], &[0; 9], b"other bytes"] {
            let body = [&body, end].concat();
            for size in 1..=body.len() {
                assert_eq!(decoded(&body, size).expect("gzip").0, b"one, two", "by {size}");
            }
        }
        assert_eq!(decoded(b"", 1).expect("no members").0, b"");
    }

    #[test]
    fn a_body_that_ends_inside_a_member_is_incomplete() {
        let first = packed(b"one");
        let body = [&first[..], &packed(b"two")].concat();
        for length in (1..body.len()).filter(|length| *length != first.len()) {
            let error = decoded(&body[..length], 7).expect_err("a part");
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "{length}");
        }
    }

    #[test]
    fn other_bytes_and_a_wrong_checksum_are_malformed() {
        let mut spoilt = packed(b"one");
        let checksum = spoilt.len() - 8;
        spoilt[checksum] ^= 1;
        for body in [&spoilt, &b"{}"[..], b"\x1F and other bytes"] {
            for size in [1, 100] {
                let error = decoded(body, size).expect_err("not gzip");
                assert!(matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData), "{error}");
            }
        }
    }

    #[test]
    fn no_body_becomes_a_piece_of_any_length() {
        let (plain, lengths) = decoded(&packed(&vec![b' '; 8 << 20]), usize::MAX).expect("gzip");
        assert_eq!(plain.len(), 8 << 20);
        assert!(lengths.iter().all(|length| *length < 2 << 20), "{lengths:?}");
    }
}
