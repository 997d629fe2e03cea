//! What goes through the server, inside the invitation's seal: knocks, announcements, refusals, welcomes, commits and
//! messages of the group.

use super::codec::{Malformed, Reader, put};
use super::record::Statement;
use crate::frames::digest::BYTES_MAX;

/// The largest message of any kind, in bytes.
pub const MESSAGE_MAX: usize = 1 << 20;
/// The largest commit: four key packages, a path for sixty-four members. Looked at before anything is decrypted, so that
/// it bounds the proposals of a commit too.
pub(super) const COMMIT_MAX: usize = 256 * 1024;
/// The largest key package.
pub(super) const PACKAGE_MAX: usize = 24 * 1024;
const VERSION: u8 = 1;

/// One message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wire<'a> {
    /// Somebody outside asks to be let in.
    Knock { package: &'a [u8] },
    /// A chair tells those outside of its group.
    Announce(Statement),
    /// A chair will not admit.
    Refused(Statement),
    /// To one who was admitted: the statement (see `Invited`), the MLS Welcome, the log so far (JSON).
    Welcome { statement: Statement, welcome: &'a [u8], log: &'a [u8] },
    /// An MLS commit, in the server's order.
    Commit { group: [u8; 16], mls: &'a [u8] },
    /// An MLS application message.
    App { group: [u8; 16], mls: &'a [u8] },
    /// A digest of frames, signed by its sender's leaf: from laptop to laptop, where the frames go. No MLS message: its
    /// ratchet would wait for those that somebody without a connection never gets.
    Frames { group: [u8; 16], digest: &'a [u8] },
}

impl<'a> Wire<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        if bytes.len() > MESSAGE_MAX {
            return Err(Malformed);
        }
        let mut r = Reader::new(bytes);
        if r.u8()? != VERSION {
            return Err(Malformed);
        }
        let wire = match r.u8()? {
            1 => Self::Knock { package: r.bytes(PACKAGE_MAX)? },
            2 => Self::Announce(Statement::read(&mut r)?),
            3 => Self::Refused(Statement::read(&mut r)?),
            4 => Self::Welcome {
                statement: Statement::read(&mut r)?,
                welcome: r.bytes(MESSAGE_MAX)?,
                log: r.bytes(MESSAGE_MAX)?,
            },
            5 => Self::Commit { group: r.array()?, mls: r.bytes(COMMIT_MAX)? },
            6 => Self::App { group: r.array()?, mls: r.bytes(MESSAGE_MAX)? },
            7 => Self::Frames { group: r.array()?, digest: r.bytes(BYTES_MAX)? },
            _ => return Err(Malformed),
        };
        r.end()?;
        Ok(wire)
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        match self {
            Self::Knock { package } => {
                out.push(1);
                put(&mut out, package);
            }
            Self::Announce(statement) => {
                out.push(2);
                statement.write(&mut out);
            }
            Self::Refused(statement) => {
                out.push(3);
                statement.write(&mut out);
            }
            Self::Welcome { statement, welcome, log } => {
                out.push(4);
                statement.write(&mut out);
                put(&mut out, welcome);
                put(&mut out, log);
            }
            Self::Commit { group, mls } => {
                out.push(5);
                out.extend_from_slice(group);
                put(&mut out, mls);
            }
            Self::App { group, mls } => {
                out.push(6);
                out.extend_from_slice(group);
                put(&mut out, mls);
            }
            Self::Frames { group, digest } => {
                out.push(7);
                out.extend_from_slice(group);
                put(&mut out, digest);
            }
        }
        out
    }
}

/// What a chair tells those outside, signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Announced {
    pub(super) group: [u8; 16],
    pub(super) epoch: u64,
    pub(super) authenticator: [u8; 32],
    /// The newest entry of the roster log.
    pub(super) log: [u8; 32],
    /// The founder's side and identifier.
    pub(super) founder: (u8, [u8; 16]),
    /// How many sides have somebody in.
    pub(super) sides: u8,
    /// The hashes of the authenticators of the epochs before this one, newest first: who is further behind than the other
    /// sees by them whether both have lived through the same.
    pub(super) before: Vec<[u8; 32]>,
    /// The signature keys of all chairs of its roster: with whom it goes on.
    pub(super) chairs: Vec<[u8; 32]>,
}

impl Announced {
    pub(super) const CONTEXT: &'static str = "announcement";
    /// How many epochs before its own one tells of.
    pub(super) const BEFORE: usize = 7;
    /// The most chairs that are named.
    pub(super) const CHAIRS: usize = 16;

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.group.to_vec();
        out.extend_from_slice(&self.epoch.to_be_bytes());
        out.extend_from_slice(&self.authenticator);
        out.extend_from_slice(&self.log);
        out.push(self.founder.0);
        out.extend_from_slice(&self.founder.1);
        out.push(self.sides);
        out.extend_from_slice(&(self.before.len() as u32).to_be_bytes());
        out.extend(self.before.iter().flatten());
        out.extend_from_slice(&(self.chairs.len() as u32).to_be_bytes());
        out.extend(self.chairs.iter().flatten());
        out
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut r = Reader::new(bytes);
        let announced = Self {
            group: r.array()?,
            epoch: r.u64()?,
            authenticator: r.array()?,
            log: r.array()?,
            founder: (r.u8()?, r.array()?),
            sides: r.u8()?,
            before: (0..r.count(Self::BEFORE)?).map(|_| r.array()).collect::<Result<_, _>>()?,
            chairs: (0..r.count(Self::CHAIRS)?).map(|_| r.array()).collect::<Result<_, _>>()?,
        };
        r.end()?;
        Ok(announced)
    }

    /// The epochs that it tells of, newest first, each with the hash of its authenticator.
    pub(super) fn told(&self) -> impl Iterator<Item = (u64, [u8; 32])> {
        let hashes = std::iter::once(self.authenticator).chain(self.before.iter().copied());
        hashes.enumerate().map_while(|(back, hash)| Some((self.epoch.checked_sub(back as u64)?, hash)))
    }
}

/// What the committer tells who it admitted, signed: the MLS Welcome does not say since when each leaf is there, nor where
/// the log stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Invited {
    /// Whose welcome it is: the SHA-256 of its key package.
    pub(super) joiner: [u8; 32],
    pub(super) group: [u8; 16],
    pub(super) epoch: u64,
    pub(super) log: [u8; 32],
    pub(super) founder: (u8, [u8; 16]),
    /// Leaf index and the epoch since which it is there.
    pub(super) since: Vec<(u32, u64)>,
}

impl Invited {
    pub(super) const CONTEXT: &'static str = "welcome";
    const MEMBERS: usize = 64;

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.joiner.to_vec();
        out.extend_from_slice(&self.group);
        out.extend_from_slice(&self.epoch.to_be_bytes());
        out.extend_from_slice(&self.log);
        out.push(self.founder.0);
        out.extend_from_slice(&self.founder.1);
        out.extend_from_slice(&(self.since.len() as u32).to_be_bytes());
        for (leaf, epoch) in &self.since {
            out.extend_from_slice(&leaf.to_be_bytes());
            out.extend_from_slice(&epoch.to_be_bytes());
        }
        out
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut r = Reader::new(bytes);
        let invited = Self {
            joiner: r.array()?,
            group: r.array()?,
            epoch: r.u64()?,
            log: r.array()?,
            founder: (r.u8()?, r.array()?),
            since: (0..r.count(Self::MEMBERS)?).map(|_| Ok((r.u32()?, r.u64()?))).collect::<Result<_, _>>()?,
        };
        r.end()?;
        Ok(invited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_too_large_is_not_looked_at() {
        let mut huge = Wire::App { group: [0; 16], mls: b"" }.to_bytes();
        huge.resize(MESSAGE_MAX + 1, 0);
        assert_eq!(Wire::parse(&huge), Err(Malformed));
        let commit = Wire::Commit { group: [0; 16], mls: &vec![0; COMMIT_MAX + 1] }.to_bytes();
        assert_eq!(Wire::parse(&commit), Err(Malformed));
    }

    #[test]
    fn an_announcement_tells_of_the_epochs_that_there_were() {
        let one = Announced {
            group: [1; 16],
            epoch: 1,
            authenticator: [0; 32],
            log: [0; 32],
            founder: (0, [5; 16]),
            sides: 1,
            before: vec![[7; 32], [8; 32]],
            chairs: vec![[3; 32]],
        };
        // There is no epoch before the first.
        assert_eq!(one.told().collect::<Vec<_>>(), [(1, [0; 32]), (0, [7; 32])]);
        assert_eq!(Announced::parse(&one.to_bytes()), Ok(one));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600), kind in 0u8..9) {
            let bytes = [&[VERSION, kind], &bytes[..]].concat();
            if let Ok(wire) = Wire::parse(&bytes) {
                prop_assert_eq!(wire.to_bytes(), bytes.clone());
            }
            let _ = Announced::parse(&bytes);
            let _ = Invited::parse(&bytes);
        }
    }
}
