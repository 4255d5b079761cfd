//! Lots from committed seeds: nobody can choose a seed after the names are known, and everyone can recompute a lot.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// A SHA-256.
pub type Hash = [u8; 32];

/// The seed of a round, with the parts that it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    /// The key of all lots.
    pub key: Vec<u8>,
    /// The officer's part, where it was revealed.
    pub officer_part: Option<Vec<u8>>,
    /// Its hash, published before the list of pseudonyms was frozen.
    pub commitment: Option<Vec<u8>>,
    /// The public draw, made after that.
    pub public_draw: Option<Vec<u8>>,
}

/// Why there is no seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    /// Nothing was given.
    #[error(
        "no seed is given; give --seed, or --public-draw alone where the officer's part was not revealed"
    )]
    Missing,
    /// The revealed part is not the one that was committed to.
    #[error(
        "the SHA-256 of --seed is not --commitment; the revealed part is not the one that was committed to"
    )]
    NotAsCommitted,
    /// A commitment without a draw decides nothing.
    #[error("--commitment is given without --public-draw; give the draw too")]
    NoDraw,
}

impl Seed {
    /// The seed of revealed parts: `SHA-256(officer's part ‖ public draw)`; the draw alone where the part was never
    /// revealed; the part itself where there was no draw.
    pub fn of_parts(
        officer_part: Option<Vec<u8>>,
        commitment: Option<Vec<u8>>,
        public_draw: Option<Vec<u8>>,
    ) -> Result<Self, SeedError> {
        if let (Some(part), Some(commitment)) = (&officer_part, &commitment)
            && commitment_of(part).as_slice() != commitment.as_slice()
        {
            return Err(SeedError::NotAsCommitted);
        }
        let key = match (&officer_part, &public_draw) {
            (Some(part), Some(draw)) => Sha256::new()
                .chain_update(part)
                .chain_update(draw)
                .finalize()
                .to_vec(),
            (None, Some(draw)) => draw.clone(),
            (Some(_), None) if commitment.is_some() => return Err(SeedError::NoDraw),
            (Some(part), None) => part.clone(),
            (None, None) => return Err(SeedError::Missing),
        };
        Ok(Self {
            key,
            officer_part,
            commitment,
            public_draw,
        })
    }
}

/// What an officer publishes before the list is frozen: the SHA-256 of the part.
pub fn commitment_of(part: &[u8]) -> Hash {
    Sha256::digest(part).into()
}

/// The lot of a pseudonym in a round: `HMAC-SHA256(seed, pseudonym ‖ round)`, smaller is better.
pub fn lot(seed: &[u8], applicant: &str, round: &str) -> Hash {
    hmac(seed, &[applicant.as_bytes(), round.as_bytes()])
}

/// HMAC-SHA256 of the parts one after another (RFC 2104).
pub fn hmac(key: &[u8], parts: &[&[u8]]) -> Hash {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length is taken");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::enrollment::hexadecimal::to_hex;

    #[test]
    fn the_mac_is_that_of_rfc_4231() {
        let mac = hmac(b"Jefe", &[b"what do ya want ", b"for nothing?"]);
        assert_eq!(
            to_hex(&mac),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_part_that_was_not_committed_to_is_refused() {
        let good = commitment_of(b"part").to_vec();
        let seed =
            Seed::of_parts(Some(b"part".to_vec()), Some(good.clone()), Some(b"draw".to_vec())).unwrap();
        assert_eq!(seed.key, Sha256::digest(b"partdraw").to_vec());
        let other = Seed::of_parts(
            Some(b"another".to_vec()),
            Some(good.clone()),
            Some(b"draw".to_vec()),
        );
        assert_eq!(other, Err(SeedError::NotAsCommitted));
        let unopened = Seed::of_parts(None, Some(good.clone()), Some(b"draw".to_vec())).unwrap();
        assert_eq!(unopened.key, b"draw");
        assert_eq!(
            Seed::of_parts(Some(b"part".to_vec()), Some(good), None),
            Err(SeedError::NoDraw)
        );
        assert_eq!(Seed::of_parts(None, None, None), Err(SeedError::Missing));
    }
}
