//! Writes small OSM PBF files, so that each case has exactly the objects that it is about.
//! Format: <https://wiki.openstreetmap.org/wiki/PBF_Format>, blocks not compressed.

type Tags<'t> = &'t [(&'t str, &'t str)];

/// Objects of a file.
#[derive(Default)]
pub struct PbfWriter {
    strings: Vec<String>,
    group: Vec<u8>,
}

/// A member of a relation.
#[derive(Clone, Copy)]
pub enum Member {
    Node(i64),
    Way(i64),
}

impl Member {
    const fn id(self) -> i64 {
        match self {
            Self::Node(id) | Self::Way(id) => id,
        }
    }

    /// As the format numbers kinds.
    const fn kind(self) -> u64 {
        match self {
            Self::Node(_) => 0,
            Self::Way(_) => 1,
        }
    }
}

impl PbfWriter {
    pub fn new() -> Self {
        Self {
            strings: vec![String::new()],
            group: Vec::new(),
        }
    }

    pub fn node(mut self, id: i64, lon: f64, lat: f64, tags: Tags<'_>) -> Self {
        let mut message = Vec::new();
        varint_field(&mut message, 1, zigzag(id));
        self.tags(&mut message, tags);
        varint_field(&mut message, 8, zigzag((lat * 1e7).round() as i64));
        varint_field(&mut message, 9, zigzag((lon * 1e7).round() as i64));
        bytes_field(&mut self.group, 1, &message);
        self
    }

    pub fn way(mut self, id: i64, refs: &[i64], tags: Tags<'_>) -> Self {
        let mut message = Vec::new();
        varint_field(&mut message, 1, id as u64);
        self.tags(&mut message, tags);
        bytes_field(&mut message, 8, &deltas(refs));
        bytes_field(&mut self.group, 3, &message);
        self
    }

    /// Members are ways with their roles.
    pub fn relation(self, id: i64, members: &[(i64, &str)], tags: Tags<'_>) -> Self {
        let ways: Vec<(Member, &str)> = members
            .iter()
            .map(|(way, role)| (Member::Way(*way), *role))
            .collect();
        self.relation_of(id, &ways, tags)
    }

    /// Members are nodes and ways with their roles.
    pub fn relation_of(mut self, id: i64, members: &[(Member, &str)], tags: Tags<'_>) -> Self {
        let mut message = Vec::new();
        varint_field(&mut message, 1, id as u64);
        self.tags(&mut message, tags);
        let roles: Vec<u64> = members.iter().map(|(_, role)| self.string(role)).collect();
        let ids: Vec<i64> = members.iter().map(|(member, _)| member.id()).collect();
        bytes_field(&mut message, 8, &packed(roles));
        bytes_field(&mut message, 9, &deltas(&ids));
        bytes_field(
            &mut message,
            10,
            &packed(members.iter().map(|(member, _)| member.kind())),
        );
        bytes_field(&mut self.group, 4, &message);
        self
    }

    pub fn finish(self) -> Vec<u8> {
        let mut table = Vec::new();
        for text in &self.strings {
            bytes_field(&mut table, 1, text.as_bytes());
        }
        let mut block = Vec::new();
        bytes_field(&mut block, 1, &table);
        bytes_field(&mut block, 2, &self.group);
        let mut header = Vec::new();
        bytes_field(&mut header, 4, b"OsmSchema-V0.6");
        let mut file = blob("OSMHeader", &header);
        file.extend(blob("OSMData", &block));
        file
    }

    fn string(&mut self, text: &str) -> u64 {
        let known = self.strings.iter().position(|known| known == text);
        known.unwrap_or_else(|| {
            self.strings.push(text.to_owned());
            self.strings.len() - 1
        }) as u64
    }

    fn tags(&mut self, message: &mut Vec<u8>, tags: Tags<'_>) {
        let keys: Vec<u64> = tags.iter().map(|(key, _)| self.string(key)).collect();
        let values: Vec<u64> = tags.iter().map(|(_, value)| self.string(value)).collect();
        bytes_field(message, 2, &packed(keys));
        bytes_field(message, 3, &packed(values));
    }
}

fn blob(kind: &str, content: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    bytes_field(&mut body, 1, content);
    let mut header = Vec::new();
    bytes_field(&mut header, 1, kind.as_bytes());
    varint_field(&mut header, 3, body.len() as u64);
    let mut bytes = (header.len() as u32).to_be_bytes().to_vec();
    bytes.extend(header);
    bytes.extend(body);
    bytes
}

fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number as u8 & 0x7F) | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn varint_field(message: &mut Vec<u8>, field: u64, number: u64) {
    varint(message, field << 3);
    varint(message, number);
}

fn bytes_field(message: &mut Vec<u8>, field: u64, content: &[u8]) {
    varint(message, field << 3 | 2);
    varint(message, content.len() as u64);
    message.extend(content);
}

fn packed(numbers: impl IntoIterator<Item = u64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in numbers {
        varint(&mut bytes, number);
    }
    bytes
}

fn deltas(numbers: &[i64]) -> Vec<u8> {
    let before = std::iter::once(0).chain(numbers.iter().copied());
    packed(
        numbers
            .iter()
            .zip(before)
            .map(|(number, before)| zigzag(number - before)),
    )
}
