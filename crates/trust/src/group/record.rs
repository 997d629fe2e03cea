//! What is signed about a leaf: a chair's admission record, a leaver's notice; and the note that a commit carries in its
//! authenticated data.

use super::codec::{Malformed, Reader, put, sha256};
use super::provider::{LeafKey, signed_by};
use chancery_model::MeetingId;
use jiff::Timestamp;

/// The most admission records, removals and notices of one commit.
const NOTE_MAX: usize = 256;
const ADMISSION: &str = "admission";
const LEAVING: &str = "leaving";

/// Which group of which meeting something is signed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) meeting: MeetingId,
    pub(super) group: [u8; 16],
}

impl Place {
    fn bytes(&self) -> Vec<u8> {
        [&self.meeting.0.as_bytes()[..], &self.group].concat()
    }
}

/// The SHA-256 of a key package as it came: the candidate that a record is for.
pub(super) type PackageDigest = [u8; 32];

/// A chair admits one key package to one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) candidate: PackageDigest,
    /// The signature key of the admitting leaf.
    pub(super) chair: [u8; 32],
    signature: [u8; 64],
}

impl Record {
    fn signed(place: &Place, candidate: &PackageDigest, chair: &[u8; 32]) -> Vec<u8> {
        [&place.bytes()[..], candidate, chair].concat()
    }

    pub(super) fn new(place: &Place, candidate: PackageDigest, key: &LeafKey) -> Self {
        let chair = key.public();
        let signature = key.sign_as(ADMISSION, &Self::signed(place, &candidate, &chair));
        Self { candidate, chair, signature }
    }

    pub(super) fn holds(&self, place: &Place) -> bool {
        signed_by(&self.chair, ADMISSION, &Self::signed(place, &self.candidate, &self.chair), &self.signature)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.candidate);
        out.extend_from_slice(&self.chair);
        out.extend_from_slice(&self.signature);
    }

    pub(super) fn read(r: &mut Reader) -> Result<Self, Malformed> {
        Ok(Self { candidate: r.array()?, chair: r.array()?, signature: r.array()? })
    }
}

/// A leaver's own word: it may be removed by anybody.
pub(super) fn leave_notice(place: &Place, key: &LeafKey) -> [u8; 64] {
    key.sign_as(LEAVING, &place.bytes())
}

/// Whether the leaf with this key said that it leaves.
pub(super) fn is_leave_notice(place: &Place, key: &[u8; 32], signature: &[u8; 64]) -> bool {
    signed_by(key, LEAVING, &place.bytes(), signature)
}

/// What a commit says of itself, in its authenticated data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CommitNote {
    /// The committer's clock, whole seconds.
    pub(super) at: Timestamp,
    pub(super) records: Vec<Record>,
    /// Leaves that said they leave.
    pub(super) left: Vec<(u32, [u8; 64])>,
    /// Leaves that are gone without a word.
    pub(super) gone: Vec<u32>,
}

impl CommitNote {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.at.as_second().to_be_bytes().to_vec();
        out.extend_from_slice(&(self.records.len() as u32).to_be_bytes());
        for record in &self.records {
            record.write(&mut out);
        }
        out.extend_from_slice(&(self.left.len() as u32).to_be_bytes());
        for (leaf, signature) in &self.left {
            out.extend_from_slice(&leaf.to_be_bytes());
            out.extend_from_slice(signature);
        }
        out.extend_from_slice(&(self.gone.len() as u32).to_be_bytes());
        for leaf in &self.gone {
            out.extend_from_slice(&leaf.to_be_bytes());
        }
        out
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut r = Reader::new(bytes);
        let at = Timestamp::from_second(i64::from_be_bytes(r.array()?)).map_err(|_| Malformed)?;
        let records = (0..r.count(NOTE_MAX)?).map(|_| Record::read(&mut r)).collect::<Result<_, _>>()?;
        let left = (0..r.count(NOTE_MAX)?).map(|_| Ok((r.u32()?, r.array()?))).collect::<Result<_, _>>()?;
        let gone = (0..r.count(NOTE_MAX)?).map(|_| r.u32()).collect::<Result<_, _>>()?;
        r.end()?;
        Ok(Self { at, records, left, gone })
    }
}

/// What members tell each other inside the group, beside what the caller sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// The caller's bytes.
    Private(Vec<u8>),
    /// A chair's sign of life: the epoch, the hash of the log and of the epoch's authenticator.
    Heartbeat { epoch: u64, log: [u8; 32], authenticator: [u8; 32] },
    /// A chair's admission record.
    Admit(Record),
    /// The sender leaves.
    Leaving([u8; 64]),
}

impl Word {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Private(bytes) => [&[0], &bytes[..]].concat(),
            Self::Heartbeat { epoch, log, authenticator } => {
                [&[1], &epoch.to_be_bytes()[..], &log[..], &authenticator[..]].concat()
            }
            Self::Admit(record) => {
                let mut out = vec![2];
                record.write(&mut out);
                out
            }
            Self::Leaving(signature) => [&[3], &signature[..]].concat(),
        }
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut r = Reader::new(bytes);
        let word = match r.u8()? {
            0 => return Ok(Self::Private(r.rest().to_vec())),
            1 => Self::Heartbeat { epoch: r.u64()?, log: r.array()?, authenticator: r.array()? },
            2 => Self::Admit(Record::read(&mut r)?),
            3 => Self::Leaving(r.array()?),
            _ => return Err(Malformed),
        };
        r.end()?;
        Ok(word)
    }
}

/// The hash of an epoch's authenticator that heartbeats carry: not the authenticator, whose digits people read.
pub(super) fn authenticator_hash(authenticator: &[u8]) -> [u8; 32] {
    sha256(&[b"Chancery 1.0 heartbeat\0", authenticator])
}

/// A statement that a leaf signs towards those who are not in the group: the credential and the signature go with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) credential: Vec<u8>,
    pub(super) key: [u8; 32],
    pub(super) body: Vec<u8>,
    signature: [u8; 64],
}

impl Statement {
    pub(super) fn new(context: &str, credential: Vec<u8>, key: &LeafKey, body: Vec<u8>) -> Self {
        let signature = key.sign_as(context, &body);
        Self { credential, key: key.public(), body, signature }
    }

    pub(super) fn signed_in(&self, context: &str) -> bool {
        signed_by(&self.key, context, &self.body, &self.signature)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        put(out, &self.credential);
        out.extend_from_slice(&self.key);
        put(out, &self.body);
        out.extend_from_slice(&self.signature);
    }

    pub(super) fn read(r: &mut Reader) -> Result<Self, Malformed> {
        Ok(Self {
            credential: r.bytes(16 * 1024)?.to_vec(),
            key: r.array()?,
            body: r.bytes(2048)?.to_vec(),
            signature: r.array()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::RandomSource;
    use proptest::prelude::*;

    struct Fixed(u8);
    impl RandomSource for Fixed {
        fn fill(&mut self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    fn place(group: u8) -> Place {
        Place { meeting: MeetingId::from_random([1; 16]), group: [group; 16] }
    }

    #[test]
    fn a_record_holds_for_its_group_and_candidate_alone() {
        let key = LeafKey::new(&mut Fixed(7));
        let record = Record::new(&place(1), [5; 32], &key);
        assert!(record.holds(&place(1)));
        assert!(!record.holds(&place(2)));
        assert!(!Record { candidate: [6; 32], ..record.clone() }.holds(&place(1)));
        assert!(!Record { chair: LeafKey::new(&mut Fixed(8)).public(), ..record }.holds(&place(1)));
        let notice = leave_notice(&place(1), &key);
        assert!(is_leave_notice(&place(1), &key.public(), &notice));
        assert!(!is_leave_notice(&place(2), &key.public(), &notice));
    }

    #[test]
    fn notes_and_words_are_read_as_written_and_a_byte_over_is_refused() {
        let key = LeafKey::new(&mut Fixed(7));
        let record = Record::new(&place(1), [5; 32], &key);
        let note = CommitNote {
            at: "2026-12-01T07:00:00Z".parse().unwrap(),
            records: vec![record.clone()],
            left: vec![(3, [9; 64])],
            gone: vec![1, 2],
        };
        let mut bytes = note.to_bytes();
        assert_eq!(CommitNote::parse(&bytes), Ok(note));
        bytes.push(0);
        assert_eq!(CommitNote::parse(&bytes), Err(Malformed));
        for word in [
            Word::Private(b"x".to_vec()),
            Word::Heartbeat { epoch: 3, log: [1; 32], authenticator: [2; 32] },
            Word::Admit(record),
            Word::Leaving([4; 64]),
        ] {
            assert_eq!(Word::parse(&word.to_bytes()), Ok(word));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Word::parse(&bytes);
            if let Ok(note) = CommitNote::parse(&bytes) {
                prop_assert_eq!(note.to_bytes(), bytes.clone());
            }
            let _ = Statement::read(&mut Reader::new(&bytes));
        }
    }
}
