//! Hashes: SHA-256 and HMAC-SHA256 of several pieces one after another (FIPS 180-4, RFC 2104).

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::domain::enrollment::hexadecimal::to_hex;

/// A hash.
pub(super) type Digest = [u8; 32];

/// SHA-256 of the pieces.
pub(super) fn sha256(pieces: &[&[u8]]) -> Digest {
    let mut hasher = Sha256::new();
    for piece in pieces {
        hasher.update(piece);
    }
    hasher.finalize().into()
}

/// The same in hexadecimal digits.
pub(super) fn sha256_hex(pieces: &[&[u8]]) -> String {
    to_hex(&sha256(pieces))
}

/// HMAC-SHA256 of the pieces.
pub(super) fn hmac_sha256(key: &[u8], pieces: &[&[u8]]) -> Digest {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
    for piece in pieces {
        mac.update(piece);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_vectors_come_out() {
        assert_eq!(
            sha256_hex(&[b"a", b"bc"]),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        // RFC 4231, test case 2.
        assert_eq!(
            to_hex(&hmac_sha256(b"Jefe", &[b"what do ya want ", b"for nothing?"])),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
