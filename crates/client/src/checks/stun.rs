//! STUN messages (RFC 8489), as far as a Binding and a TURN allocation (RFC 8656) need them. Bytes in, values out.

use ring::hmac;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

const COOKIE: u32 = 0x2112_A442;
/// Type, length, cookie, transaction.
pub(crate) const HEADER: usize = 20;

/// Methods and classes, as they stand together in a message's type (RFC 8489 section 5).
pub(crate) mod kind {
    pub(crate) const BINDING: u16 = 0x0001;
    pub(crate) const ALLOCATE: u16 = 0x0003;
    pub(crate) const REFRESH: u16 = 0x0004;
    /// Set in a success response.
    pub(crate) const SUCCESS: u16 = 0x0100;
    /// Set in an error response.
    pub(crate) const ERROR: u16 = 0x0110;
}

mod attribute {
    pub const USERNAME: u16 = 0x0006;
    pub const MESSAGE_INTEGRITY: u16 = 0x0008;
    pub const ERROR_CODE: u16 = 0x0009;
    pub const LIFETIME: u16 = 0x000D;
    pub const REALM: u16 = 0x0014;
    pub const NONCE: u16 = 0x0015;
    pub const XOR_RELAYED_ADDRESS: u16 = 0x0016;
    pub const REQUESTED_TRANSPORT: u16 = 0x0019;
    pub const XOR_MAPPED_ADDRESS: u16 = 0x0020;
}

/// What proves a client to a TURN server: the long-term credential (RFC 8489 section 9.2).
pub(crate) struct Credential<'a> {
    pub(crate) username: &'a str,
    pub(crate) password: &'a str,
    pub(crate) realm: &'a str,
    pub(crate) nonce: &'a [u8],
}

/// A request being written.
pub(crate) struct Request(Vec<u8>);

impl Request {
    pub(crate) fn new(kind: u16, transaction: [u8; 12]) -> Self {
        let mut bytes = Vec::with_capacity(128);
        bytes.extend_from_slice(&kind.to_be_bytes());
        bytes.extend_from_slice(&[0, 0]);
        bytes.extend_from_slice(&COOKIE.to_be_bytes());
        bytes.extend_from_slice(&transaction);
        Self(bytes)
    }

    fn attribute(&mut self, kind: u16, value: &[u8]) {
        self.0.extend_from_slice(&kind.to_be_bytes());
        self.0.extend_from_slice(&(value.len() as u16).to_be_bytes());
        self.0.extend_from_slice(value);
        self.0.resize(self.0.len().next_multiple_of(4), 0);
        self.set_length(0);
    }

    fn set_length(&mut self, further: usize) {
        let length = (self.0.len() - HEADER + further) as u16;
        self.0[2..4].copy_from_slice(&length.to_be_bytes());
    }

    /// Asks for a relay of UDP (RFC 8656 section 18.7).
    pub(crate) fn requested_transport_udp(mut self) -> Self {
        self.attribute(attribute::REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
        self
    }

    /// In seconds; 0 gives the allocation back.
    pub(crate) fn lifetime(mut self, seconds: u32) -> Self {
        self.attribute(attribute::LIFETIME, &seconds.to_be_bytes());
        self
    }

    /// Signs; nothing may be added afterwards.
    pub(crate) fn signed(mut self, credential: &Credential<'_>) -> Self {
        self.attribute(attribute::USERNAME, credential.username.as_bytes());
        self.attribute(attribute::NONCE, credential.nonce);
        self.attribute(attribute::REALM, credential.realm.as_bytes());
        // The length that is signed counts the signature too (RFC 8489 section 14.5).
        self.set_length(24);
        let tag = hmac::sign(&long_term_key(credential), &self.0);
        self.attribute(attribute::MESSAGE_INTEGRITY, tag.as_ref());
        self
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// MD5 and HMAC-SHA-1 are what RFC 8489 section 9.2.2 prescribes for servers that announce nothing else; they guard
/// a relay's use, no secret of a meeting.
fn long_term_key(credential: &Credential<'_>) -> hmac::Key {
    use md5::Digest;
    let text = format!("{}:{}:{}", credential.username, credential.realm, credential.password);
    hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &md5::Md5::digest(text.as_bytes()))
}

/// A message that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) kind: u16,
    pub(crate) mapped: Option<SocketAddr>,
    pub(crate) relayed: Option<SocketAddr>,
    /// The error's number (RFC 8489 section 14.8).
    pub(crate) error: Option<u16>,
    pub(crate) realm: Option<String>,
    pub(crate) nonce: Option<Vec<u8>>,
}

/// How long the message is whose first bytes these are; `None`: no STUN message.
pub(crate) fn message_length(header: &[u8; HEADER]) -> Option<usize> {
    let cookie = u32::from_be_bytes([header[4], header[5], header[6], header[7]]);
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    (cookie == COOKIE && header[0] & 0xC0 == 0 && length % 4 == 0).then_some(HEADER + length)
}

/// Reads the answer to the request `transaction`; `None`: something else.
pub(crate) fn read(bytes: &[u8], transaction: &[u8; 12]) -> Option<Response> {
    let header: &[u8; HEADER] = bytes.first_chunk()?;
    if message_length(header)? != bytes.len() || header[8..] != transaction[..] {
        return None;
    }
    let mut response = Response { kind: u16::from_be_bytes([bytes[0], bytes[1]]), ..Response::default() };
    let mut rest = &bytes[HEADER..];
    while let Some((head, tail)) = rest.split_first_chunk::<4>() {
        let kind = u16::from_be_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let value = tail.get(..length)?;
        match kind {
            attribute::XOR_MAPPED_ADDRESS => response.mapped = xor_address(value, transaction),
            attribute::XOR_RELAYED_ADDRESS => response.relayed = xor_address(value, transaction),
            attribute::ERROR_CODE => {
                let [_, _, class, number] = *value.first_chunk::<4>()?;
                response.error = Some(u16::from(class & 7) * 100 + u16::from(number % 100));
            }
            // RFC 8489 sections 14.9 and 14.10: fewer than 128 characters, at most 763 bytes.
            attribute::REALM if length <= 763 => response.realm = String::from_utf8(value.to_vec()).ok(),
            attribute::NONCE if length <= 763 => response.nonce = Some(value.to_vec()),
            _ => {}
        }
        rest = tail.get(length.next_multiple_of(4)..)?;
    }
    Some(response)
}

fn xor_address(value: &[u8], transaction: &[u8; 12]) -> Option<SocketAddr> {
    let (&[_, family, p0, p1], address) = value.split_first_chunk::<4>()?;
    let port = u16::from_be_bytes([p0, p1]) ^ (COOKIE >> 16) as u16;
    let ip: IpAddr = match family {
        1 => Ipv4Addr::from(u32::from_be_bytes(*address.first_chunk()?) ^ COOKIE).into(),
        2 => {
            let mut mask = [0; 16];
            mask[..4].copy_from_slice(&COOKIE.to_be_bytes());
            mask[4..].copy_from_slice(transaction);
            let address = u128::from_be_bytes(*address.first_chunk()?);
            Ipv6Addr::from(address ^ u128::from_be_bytes(mask)).into()
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        let pairs = digits.chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
    }

    /// RFC 5769 section 2.2, without its SOFTWARE text's meaning: an IPv4 response.
    #[test]
    fn the_ipv4_response_of_rfc_5769() {
        let bytes = hex("0101003c 2112a442 b7e7a701bc34d686fa87dfae 8022000b 7465737420766563746f7220 \
             00200008 0001a147e112a643 00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7 80280004 c07d4c96");
        let response = read(&bytes, bytes[8..20].try_into().unwrap()).unwrap();
        assert_eq!(response.kind, kind::BINDING | kind::SUCCESS);
        assert_eq!(response.mapped, Some("192.0.2.1:32853".parse().unwrap()));
    }

    /// RFC 5769 section 2.3: an IPv6 response.
    #[test]
    fn the_ipv6_response_of_rfc_5769() {
        let bytes = hex("01010048 2112a442 b7e7a701bc34d686fa87dfae 8022000b 7465737420766563746f7220 \
             00200014 0002a1470113a9faa5d3f179bc25f4b5bed2b9d9 00080014 a382954e4be67bf11784c97c8292c275bfe3ed41 80280004 c8fb0b4c");
        let response = read(&bytes, bytes[8..20].try_into().unwrap()).unwrap();
        assert_eq!(response.mapped, Some("[2001:db8:1234:5678:11:2233:4455:6677]:32853".parse().unwrap()));
    }

    /// RFC 5769 section 2.4: a request under a long-term credential.
    #[test]
    fn the_signed_request_of_rfc_5769() {
        let wanted = hex("00010060 2112a442 78ad3433c6ad72c029da412e \
             00060012 e3839ee38388e383aae38383e382afe382b9 0000 \
             0015001c 662f2f3439396b39353464364f4c33346f4c39465354767936347341 \
             0014000b 6578616d706c652e6f7267 00 \
             00080014 f67024656dd64a3e02b8e0712e85c9a28ca89666");
        let credential = Credential {
            username: "\u{30DE}\u{30C8}\u{30EA}\u{30C3}\u{30AF}\u{30B9}",
            password: "TheMatrIX",
            realm: "example.org",
            nonce: b"f//499k954d6OL34oL9FSTvy64sA",
        };
        let request = Request::new(kind::BINDING, wanted[8..20].try_into().unwrap()).signed(&credential);
        assert_eq!(request.bytes(), wanted);
    }

    #[test]
    fn an_answer_to_another_question_is_none() {
        let request = Request::new(kind::BINDING, [1; 12]);
        assert!(read(request.bytes(), &[1; 12]).is_some());
        assert_eq!(read(request.bytes(), &[2; 12]), None);
        assert_eq!(read(&request.bytes()[..19], &[1; 12]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(mut bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes, &[0; 12]);
            // With a header that is right, so that the attributes are reached.
            if bytes.len() >= HEADER {
                bytes.truncate(bytes.len() / 4 * 4);
                let length = (bytes.len() - HEADER) as u16;
                bytes[0] &= 0x3F;
                bytes[2..4].copy_from_slice(&length.to_be_bytes());
                bytes[4..8].copy_from_slice(&COOKIE.to_be_bytes());
                let transaction = bytes[8..20].try_into().unwrap();
                let _ = read(&bytes, &transaction);
            }
        }
    }
}
