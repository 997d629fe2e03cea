//! The fingerprints in a session description: to which machine it would connect.

/// The longest description that is looked at; longer ones are refused anyway.
const LENGTH_MAX: usize = 256 * 1024;

/// Whether a session description names a DTLS certificate (`a=fingerprint`, RFC 8122), and no other than the one whose
/// SHA-256 is `dtls`. A fingerprint of another hash is another.
pub(super) fn names_only(sdp: &str, dtls: &[u8; 32]) -> bool {
    if sdp.len() > LENGTH_MAX {
        return false;
    }
    let mut named = false;
    for line in sdp.split(['\r', '\n']) {
        let Some(value) = attribute(line) else { continue };
        if !is(value, dtls) {
            return false;
        }
        named = true;
    }
    named
}

/// The value of a fingerprint attribute, read as generously as any engine may read it.
fn attribute(line: &str) -> Option<&str> {
    let (name, value) = line.trim().split_once(':')?;
    let name = name.trim_start_matches("a=").trim_start_matches("A=").trim();
    name.eq_ignore_ascii_case("fingerprint").then_some(value)
}

fn is(value: &str, dtls: &[u8; 32]) -> bool {
    let mut words = value.split_ascii_whitespace();
    let (Some(hash), Some(digits), None) = (words.next(), words.next(), words.next()) else { return false };
    let mut pairs = digits.split(':').map(|pair| if pair.len() == 2 { u8::from_str_radix(pair, 16).ok() } else { None });
    hash.eq_ignore_ascii_case("sha-256") && dtls.iter().all(|byte| pairs.next() == Some(Some(*byte))) && pairs.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(dtls: [u8; 32]) -> String {
        let digits: Vec<String> = dtls.iter().map(|b| format!("{b:02X}")).collect();
        format!("a=fingerprint:sha-256 {}\r\n", digits.join(":"))
    }

    #[test]
    fn every_fingerprint_must_be_the_bound_one_and_there_must_be_one() {
        let (mine, other) = ([0xab; 32], [0xcd; 32]);
        let sdp = |lines: &str| format!("v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n{lines}a=mid:0\r\n");
        assert!(names_only(&sdp(&line(mine)), &mine));
        assert!(names_only(&sdp(&[line(mine), line(mine).to_lowercase()].concat()), &mine));
        for swapped in [
            String::new(),
            line(other),
            line(mine) + &line(other),
            line(other) + &line(mine),
            line(mine).replace("sha-256", "sha-1"),
            line(mine) + "a=fingerprint:md5 00:11\r\n",
            line(mine).replace("AB:AB\r\n", "AB\r\n"),
            line(mine).replace("AB\r\n", "AB:AB\r\n"),
            line(mine).replace("AB:AB\r\n", "AB:AB AB\r\n"),
            line(mine) + &line(other).replace("a=f", "a= F"),
        ] {
            assert!(!names_only(&sdp(&swapped), &mine), "{swapped}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(sdp in any::<String>(), tail in "[a-fA-F0-9: ]{0,120}") {
            let swapped = format!("{sdp}\na=fingerprint:sha-256 {tail}");
            prop_assert!(!names_only(&swapped, &[0x77; 32]));
        }
    }
}
