//! Pseudonyms: another one each round, and nobody without the key can go back.

use super::hexadecimal::to_hex;
use super::lot::hmac;

/// Bytes of a pseudonym; 128 bits meet by chance in no round that there will be.
const LENGTH: usize = 16;

/// The pseudonym of a personal identifier in a round: the first 16 bytes of `HMAC-SHA256(key, identifier ‖ 0x00 ‖ round)`
/// as hexadecimal digits.
pub fn pseudonym(key: &[u8], identifier: &str, round: &str) -> String {
    to_hex(&hmac(key, &[identifier.as_bytes(), &[0], round.as_bytes()])[..LENGTH])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_changes_with_the_round_the_key_and_the_child() {
        let all = [
            pseudonym(b"k", "child", "1"),
            pseudonym(b"k", "child", "2"),
            pseudonym(b"l", "child", "1"),
            pseudonym(b"k", "child1", ""),
        ];
        assert_eq!(all[0], pseudonym(b"k", "child", "1"));
        for (at, one) in all.iter().enumerate() {
            assert_eq!(one.len(), 32);
            assert!(all[..at].iter().all(|other| other != one));
        }
    }
}
