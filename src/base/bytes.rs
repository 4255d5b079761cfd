//! Numbers and texts as bytes, little-endian, and read back with every length checked against what is there.

use std::str;

/// Bytes being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByteWriter(Vec<u8>);

impl ByteWriter {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The bytes.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// One byte.
    pub fn u8(&mut self, number: u8) {
        self.0.push(number);
    }

    /// Two bytes.
    pub fn u16(&mut self, number: u16) {
        self.bytes(&number.to_le_bytes());
    }

    /// Four bytes.
    pub fn u32(&mut self, number: u32) {
        self.bytes(&number.to_le_bytes());
    }

    /// Four bytes.
    pub fn i32(&mut self, number: i32) {
        self.bytes(&number.to_le_bytes());
    }

    /// Eight bytes.
    pub fn u64(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    /// Eight bytes.
    pub fn i64(&mut self, number: i64) {
        self.bytes(&number.to_le_bytes());
    }

    /// The eight bytes of its bits.
    pub fn f64(&mut self, number: f64) {
        self.u64(number.to_bits());
    }

    /// How many things follow.
    pub fn count(&mut self, count: usize) {
        self.u64(count as u64);
    }

    /// A text with its length before it.
    pub fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes(text.as_bytes());
    }
}

/// Why bytes cannot be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// They end too early.
    #[error("the bytes end too early")]
    TooShort,
    /// They say something that cannot be.
    #[error("{0} cannot be")]
    Impossible(&'static str),
}

/// Bytes being read.
#[derive(Debug, Clone)]
pub struct ByteReader<'b>(&'b [u8]);

impl<'b> ByteReader<'b> {
    /// From the first byte on.
    pub const fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// What has not been read yet.
    pub const fn rest(&self) -> &'b [u8] {
        self.0
    }

    /// So many bytes as they are.
    pub fn bytes(&mut self, count: usize) -> Result<&'b [u8], DecodeError> {
        let (read, rest) = self.0.split_at_checked(count).ok_or(DecodeError::TooShort)?;
        self.0 = rest;
        Ok(read)
    }

    /// So many bytes as an array.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (read, rest) = self.0.split_first_chunk::<N>().ok_or(DecodeError::TooShort)?;
        self.0 = rest;
        Ok(*read)
    }

    /// One byte.
    pub fn u8(&mut self) -> Result<u8, DecodeError> {
        self.array().map(u8::from_le_bytes)
    }

    /// Two bytes.
    pub fn u16(&mut self) -> Result<u16, DecodeError> {
        self.array().map(u16::from_le_bytes)
    }

    /// Four bytes.
    pub fn u32(&mut self) -> Result<u32, DecodeError> {
        self.array().map(u32::from_le_bytes)
    }

    /// Four bytes.
    pub fn i32(&mut self) -> Result<i32, DecodeError> {
        self.array().map(i32::from_le_bytes)
    }

    /// Eight bytes.
    pub fn u64(&mut self) -> Result<u64, DecodeError> {
        self.array().map(u64::from_le_bytes)
    }

    /// Eight bytes.
    pub fn i64(&mut self) -> Result<i64, DecodeError> {
        self.array().map(i64::from_le_bytes)
    }

    /// The eight bytes of its bits.
    pub fn f64(&mut self) -> Result<f64, DecodeError> {
        self.u64().map(f64::from_bits)
    }

    /// How many things follow, each of which takes at least so many bytes: never more than there is room for, so that
    /// a wrong count asks for no memory.
    pub fn count(&mut self, least_bytes: usize) -> Result<usize, DecodeError> {
        let count = usize::try_from(self.u64()?).map_err(|_too_many| DecodeError::TooShort)?;
        match count.checked_mul(least_bytes.max(1)) {
            Some(bytes) if bytes <= self.0.len() => Ok(count),
            _ => Err(DecodeError::TooShort),
        }
    }

    /// A text with its length before it.
    pub fn text(&mut self) -> Result<&'b str, DecodeError> {
        let length = self.count(1)?;
        str::from_utf8(self.bytes(length)?)
            .map_err(|_not_text| DecodeError::Impossible("text that is not UTF-8"))
    }

    /// A list: its count, then each thing.
    pub fn list<T>(
        &mut self,
        least_bytes: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let count = self.count(least_bytes)?;
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            list.push(read(self)?);
        }
        Ok(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_nothing_beyond_it() {
        let mut writer = ByteWriter::new();
        writer.u8(7);
        writer.i32(-5);
        writer.f64(10.5);
        writer.text("Cần Giờ");
        writer.count(2);
        writer.u16(1);
        writer.u16(2);
        let bytes = writer.finish();
        let mut reader = ByteReader::new(&bytes);
        assert_eq!(reader.u8(), Ok(7));
        assert_eq!(reader.i32(), Ok(-5));
        assert_eq!(reader.f64(), Ok(10.5));
        assert_eq!(reader.text(), Ok("Cần Giờ"));
        assert_eq!(reader.list(2, ByteReader::u16), Ok(vec![1, 2]));
        assert_eq!(reader.u8(), Err(DecodeError::TooShort));
    }

    #[test]
    fn a_hostile_count_is_refused_before_any_memory_is_asked_for() {
        for count in [u64::MAX, u64::MAX / 4, 1 << 40, 5] {
            let mut writer = ByteWriter::new();
            writer.u64(count);
            writer.u32(0);
            let bytes = writer.finish();
            assert_eq!(
                ByteReader::new(&bytes).list(4, ByteReader::u32),
                Err(DecodeError::TooShort)
            );
        }
    }
}
