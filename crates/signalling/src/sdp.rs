//! The DTLS fingerprints in a session description, compared with the one that a peer's leaf is bound to: what ties the
//! transport to a member of the group.

use thiserror::Error;

/// The longest description read, in bytes. Ours have 6 kB, a browser's with all its codecs 20.
pub const SDP_MAX: usize = 64 * 1024;
/// The most fingerprints read: one for each media section and one for all.
pub const FINGERPRINTS_MAX: usize = 16;

/// Why a description does not prove whose it is. The connection is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadFingerprint {
    /// Longer than [`SDP_MAX`], or more fingerprints than [`FINGERPRINTS_MAX`].
    #[error("a session description larger than any that is needed")]
    TooLarge,
    /// A fingerprint that is not SHA-256 or cannot be read: which of several would count is not ours to guess.
    #[error("a session description with a fingerprint that is not SHA-256")]
    Unreadable,
    /// There is none, or one that is not the peer's.
    #[error("a session description whose DTLS fingerprint is not the one its sender is known by")]
    Mismatch,
}

/// Every `a=fingerprint` of a description (RFC 8122 section 5), which all have to be SHA-256.
pub fn sdp_fingerprints(sdp: &str) -> Result<Vec<[u8; 32]>, BadFingerprint> {
    if sdp.len() > SDP_MAX {
        return Err(BadFingerprint::TooLarge);
    }
    let mut found = Vec::new();
    // Lines end in CR LF, LF, or CR, whatever a lenient reader takes for an end: none may hide a second fingerprint.
    for line in sdp.split(['\r', '\n']) {
        let line = line.trim();
        let Some(attribute) = line.get(..14).filter(|start| start.eq_ignore_ascii_case("a=fingerprint:")) else {
            continue;
        };
        if found.len() == FINGERPRINTS_MAX {
            return Err(BadFingerprint::TooLarge);
        }
        found.push(fingerprint(&line[attribute.len()..]).ok_or(BadFingerprint::Unreadable)?);
    }
    Ok(found)
}

/// `sha-256 AB:CD:...`, 32 bytes.
fn fingerprint(text: &str) -> Option<[u8; 32]> {
    let (hash, value) = text.trim().split_once(' ')?;
    let value = value.trim();
    if !hash.eq_ignore_ascii_case("sha-256") || value.len() != 95 {
        return None;
    }
    let mut out = [0; 32];
    for (byte, pair) in out.iter_mut().zip(value.split(':')) {
        if pair.len() != 2 || !pair.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    (value.split(':').count() == 32).then_some(out)
}

/// Whether a description is of the peer whose leaf is bound to `expected`: it has a fingerprint, and no other one.
pub fn check_fingerprint(sdp: &str, expected: &[u8; 32]) -> Result<(), BadFingerprint> {
    let found = sdp_fingerprints(sdp)?;
    if found.is_empty() || found.iter().any(|one| one != expected) {
        return Err(BadFingerprint::Mismatch);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(byte: u8) -> String {
        format!("a=fingerprint:sha-256 {}", vec![format!("{byte:02X}"); 32].join(":"))
    }

    fn sdp(lines: &[String]) -> String {
        format!(
            "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n{}\r\na=mid:0\r\n",
            lines.join("\r\n")
        )
    }

    #[test]
    fn hostile_08_swapped_fingerprint() {
        let (own, other) = ([0xAB; 32], [0xCD; 32]);
        assert_eq!(check_fingerprint(&sdp(&[line(0xAB)]), &own), Ok(()));
        assert_eq!(check_fingerprint(&sdp(&[line(0xAB), line(0xAB).to_lowercase()]), &own), Ok(()));
        assert_eq!(check_fingerprint(&sdp(&[line(0xAB)]), &other), Err(BadFingerprint::Mismatch));
        // Beside the true one, in whatever way it is slipped in.
        for second in [line(0xCD), format!(" {}", line(0xCD)), line(0xCD).replace("a=f", "A=F")] {
            assert_eq!(check_fingerprint(&sdp(&[line(0xAB), second.clone()]), &own), Err(BadFingerprint::Mismatch));
            let bare = sdp(&[format!("{}\r{second}", line(0xAB))]);
            assert_eq!(check_fingerprint(&bare, &own), Err(BadFingerprint::Mismatch));
        }
        assert_eq!(check_fingerprint(&sdp(&[]), &own), Err(BadFingerprint::Mismatch), "none at all");
        for weak in ["a=fingerprint:sha-1 AB:CD", "a=fingerprint:sha-256 AB", "a=fingerprint:", "a=fingerprint:sha-256"]
        {
            let text = sdp(&[line(0xAB), weak.to_owned()]);
            assert_eq!(check_fingerprint(&text, &own), Err(BadFingerprint::Unreadable), "{weak}");
        }
        let plus = line(0xAB).replacen("AB", "+B", 1);
        assert_eq!(check_fingerprint(&sdp(&[plus]), &own), Err(BadFingerprint::Unreadable));
    }

    #[test]
    fn hostile_20_ten_thousand_sections() {
        let sections = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n".repeat(10_000);
        assert_eq!(sdp_fingerprints(&sections), Err(BadFingerprint::TooLarge));
        let many = vec![line(1); 10_000].join("\n");
        assert_eq!(sdp_fingerprints(&many), Err(BadFingerprint::TooLarge));
        let few = vec![line(1); FINGERPRINTS_MAX + 1].join("\n");
        assert_eq!(sdp_fingerprints(&few), Err(BadFingerprint::TooLarge));
        assert_eq!(sdp_fingerprints(&vec![line(1); FINGERPRINTS_MAX].join("\n")).map(|all| all.len()), Ok(16));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(a=fingerprint:sha-256 [0-9A-F:]{0,99}\n|\\PC{0,30}\r|é){0,8}") {
            if let Ok(found) = sdp_fingerprints(&text) {
                prop_assert!(found.len() <= FINGERPRINTS_MAX);
            }
        }
    }
}
