//! What the engine reads in a peer's session description (RFC 8866) by itself: which stream is which.

use chancery_model::MediaKind;
use thiserror::Error;

/// The most media sections taken: three of ours, a data channel, and a few that a browser may keep.
const SECTIONS_MAX: usize = 8;
/// The most streams read in one section.
const STREAMS_MAX: usize = 4;

/// Why a description is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum BadDescription {
    /// More media sections than anyone needs.
    #[error("the peer's session description has more than {SECTIONS_MAX} media sections")]
    TooManySections,
}

/// The peer's streams: SSRC and kind, without those of retransmissions. The first audio section is the voice, the first
/// video section the camera, the second one the screen; others are ignored.
pub(crate) fn streams(sdp: &str) -> Result<Vec<(u32, MediaKind)>, BadDescription> {
    let mut streams: Vec<(u32, MediaKind)> = Vec::new();
    let mut repairs: Vec<u32> = Vec::new();
    let (mut sections, mut voices, mut pictures) = (0, 0, 0);
    let mut kind = None;
    let mut in_section = 0;
    for line in sdp.lines() {
        if let Some(media) = line.strip_prefix("m=") {
            sections += 1;
            if sections > SECTIONS_MAX {
                return Err(BadDescription::TooManySections);
            }
            in_section = 0;
            kind = if media.starts_with("audio ") {
                voices += 1;
                (voices == 1).then_some(MediaKind::Audio)
            } else if media.starts_with("video ") {
                pictures += 1;
                [MediaKind::Video, MediaKind::Screen].get(pictures - 1).copied()
            } else {
                None
            };
        } else if let Some(group) = line.strip_prefix("a=ssrc-group:FID ") {
            repairs
                .extend(group.split(' ').skip(1).take(STREAMS_MAX).filter_map(|ssrc| ssrc.trim().parse::<u32>().ok()));
        } else if let Some(attribute) = line.strip_prefix("a=ssrc:")
            && let Some(kind) = kind
            && let Some(ssrc) = attribute.split(' ').next().and_then(|ssrc| ssrc.parse().ok())
            && !streams.contains(&(ssrc, kind))
            && in_section < STREAMS_MAX
        {
            in_section += 1;
            streams.push((ssrc, kind));
        }
    }
    streams.retain(|(ssrc, _)| !repairs.contains(ssrc));
    Ok(streams)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn streams_by_section_without_retransmissions() {
        let sdp = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=ssrc:11 cname:a\r\na=ssrc:11 msid:a b\r\n\
                   m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=ssrc-group:FID 21 22\r\na=ssrc:21 cname:a\r\na=ssrc:22 cname:a\r\n\
                   m=video 9 UDP/TLS/RTP/SAVPF 98 99\r\na=ssrc-group:FID 31 32\r\na=ssrc:31 cname:a\r\na=ssrc:32 cname:a\r\n\
                   m=video 9 UDP/TLS/RTP/SAVPF 98\r\na=ssrc:41 cname:a\r\n\
                   m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=ssrc:51 cname:a\r\n";
        let expected = vec![(11, MediaKind::Audio), (21, MediaKind::Video), (31, MediaKind::Screen)];
        assert_eq!(streams(sdp), Ok(expected));
    }

    #[test]
    fn ten_thousand_sections_are_refused() {
        assert_eq!(streams(&"m=video 9 x 96\r\n".repeat(10_000)), Err(BadDescription::TooManySections));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(
            lines in prop::collection::vec("(m=(audio|video) 9|a=ssrc:|a=ssrc-group:FID )[ 0-9a-z:]{0,12}|.{0,20}", 0..60),
        ) {
            if let Ok(found) = streams(&lines.join("\n")) {
                prop_assert!(found.len() <= 3 * STREAMS_MAX);
            }
        }
    }
}
