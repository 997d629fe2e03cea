//! Identities as a whole: made, shown, read again, judged.

use super::*;
use chancery_model::{DelegationCode, RandomSource};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::sync::LazyLock;
use zeroize::ZeroizeOnDrop;

/// The bytes 1, 2, 3, … from a start.
pub(crate) struct Counting(pub(crate) u8);

impl RandomSource for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
    }
}

pub(crate) fn now() -> Timestamp {
    "2026-11-22T18:00:00Z".parse().unwrap()
}

pub(crate) fn code(text: &str) -> DelegationCode {
    DelegationCode::new(text).unwrap()
}

#[test]
fn a_self_issued_identity_is_shown_as_such_and_read_again() {
    let me = Identity::self_issued(&mut Counting(0), now());
    let bytes = me.chain().to_bytes();
    let read = Chain::parse(&bytes).unwrap();
    assert_eq!(&read, me.chain());
    assert_eq!(read.fingerprint(), me.fingerprint());
    assert_eq!(read.standing(&code("ID"), &Pins::default(), now()), Ok(Standing::SelfIssued));
    assert!(read.standing(&code("ID"), &Pins::default(), now() - SignedDuration::from_hours(25)).is_ok(), "a day off");
    let signature = me.sign("a", b"text");
    assert_eq!(read.verify("a", b"text", &signature), Ok(()));
    for (context, text) in [("b", &b"text"[..]), ("a", b"texT"), ("at", b"ext"), ("", b"atext")] {
        assert_eq!(read.verify(context, text, &signature), Err(IdentityError::SignatureInvalid), "{context}");
    }
    for end in 0..bytes.len() {
        assert!(Chain::parse(&bytes[..end]).is_err(), "cut at {end}");
    }
    assert!(Chain::parse(&[&bytes[..], &[0]].concat()).is_err(), "trailing byte");
}

fn days(n: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * n)
}

/// Indonesia's root and a chair's laptop that it certified.
pub(crate) fn indonesia() -> (Root, Identity) {
    let mut random = Counting(40);
    let root = Root::new(&mut random, &code("ID"), "Ministry of Foreign Affairs of Indonesia", now()).unwrap();
    let key = DeviceKey::generate(&mut random);
    let chain = root.issue(&Request::of(&key), Role::Chair, 90, &mut random, now()).unwrap();
    (root, Identity::new(key, chain).unwrap())
}

fn pinned(root: &Root) -> Pins {
    let mut pins = Pins::default();
    pins.pin(root.delegation(), root.fingerprint(), now()).unwrap();
    pins
}

#[test]
fn a_certified_device_is_credentialed_where_its_root_is_pinned() {
    let (root, chair) = indonesia();
    let chain = Chain::parse(&chair.chain().to_bytes()).unwrap();
    assert_eq!(&chain, chair.chain());
    assert_eq!(&Chain::from_pem(&chain.to_pem()).unwrap(), &chain);
    let expires = now() - SignedDuration::from_hours(1) + days(90);
    let (ministry, role) = (root.fingerprint(), Role::Chair);
    assert_eq!(
        chain.standing(&code("ID"), &pinned(&root), now()),
        Ok(Standing::Credentialed { ministry, role, expires })
    );
    assert_eq!(
        chain.standing(&code("ID"), &Pins::default(), now()),
        Ok(Standing::Unpinned { ministry, role, expires })
    );
    assert_eq!(
        chain.standing(&code("ZA"), &pinned(&root), now()),
        Err(IdentityError::WrongDelegation { certified: code("ID"), shown_for: code("ZA") })
    );
    assert_eq!(root.certificate().name(), "Ministry of Foreign Affairs of Indonesia");
    for role in Role::ALL {
        let chain = root.issue(&Request::of(chair.key()), role, 1, &mut Counting(9), now()).unwrap();
        let standing = chain.standing(&code("ID"), &pinned(&root), now()).unwrap();
        assert!(matches!(standing, Standing::Credentialed { role: found, .. } if found == role));
        assert_eq!(role.as_str().parse(), Ok(role));
    }
}

#[test]
fn a_clock_a_day_off_is_named_as_what_may_be_wrong() {
    let (root, chair) = indonesia();
    let at = |when| chair.chain().standing(&code("ID"), &pinned(&root), when).unwrap_err();
    let early = at(now() - days(1));
    assert!(matches!(early, IdentityError::NotYetValid { part: Part::Root, .. }), "{early:?}");
    let said = early.to_string();
    assert!(said.contains("2026-11-21T18:00:00Z") && said.contains("set the clock right"), "{said}");
    let late = at(now() + days(90));
    assert!(matches!(late, IdentityError::Expired { part: Part::Device, .. }), "{late:?}");
    assert!(late.to_string().contains("2027-02-20T17:00:00Z") && late.to_string().contains("clock"), "{late}");
    // The first and the last second count.
    let device = chair.chain().device();
    for (when, holds) in [
        (device.not_before(), true),
        (device.not_before() - SignedDuration::from_secs(1), false),
        (device.not_after(), true),
        (device.not_after() + SignedDuration::from_secs(1), false),
    ] {
        assert_eq!(chair.chain().standing(&code("ID"), &pinned(&root), when).is_ok(), holds, "{when}");
    }
    let long_after = chair.chain().standing(&code("ID"), &pinned(&root), now() + days(4_000));
    assert!(matches!(long_after, Err(IdentityError::Expired { part: Part::Root, .. })), "{long_after:?}");
}

#[test]
fn a_changed_root_blocks_until_a_person_confirms_it() {
    let (root, _) = indonesia();
    let mut random = Counting(77);
    let other = Root::new(&mut random, &code("ID"), "Ministry of Foreign Affairs of Indonesia", now()).unwrap();
    let key = DeviceKey::generate(&mut random);
    let chain = other.issue(&Request::of(&key), Role::Chair, 30, &mut random, now()).unwrap();
    let mut pins = pinned(&root);
    let changed =
        IdentityError::RootChanged { delegation: code("ID"), pinned: root.fingerprint(), shown: other.fingerprint() };
    assert_eq!(chain.standing(&code("ID"), &pins, now()), Err(changed.clone()));
    // Also when it has expired: what blocks is the change.
    assert_eq!(chain.standing(&code("ID"), &pins, now() + days(60)), Err(changed.clone()));
    // Nothing to confirm before it was shown, and only what was shown can be.
    let nothing = Err(IdentityError::NothingToConfirm(code("ID")));
    assert_eq!(pins.confirm(&code("ID"), other.fingerprint(), now()), nothing);
    assert_eq!(pins.shown(&code("ID"), other.fingerprint(), now()), Err(changed));
    assert_eq!(pins.root(&code("ID")), Some(root.fingerprint()), "still the old one");
    assert_eq!(pins.confirm(&code("ID"), Fingerprint([1; 32]), now()), nothing);
    assert_eq!(pins.confirm(&code("ZA"), other.fingerprint(), now()), Err(IdentityError::NothingToConfirm(code("ZA"))));
    let kept: Pins = serde_json::from_str(&serde_json::to_string(&pins).unwrap()).unwrap();
    assert_eq!(kept, pins);
    pins.confirm(&code("ID"), other.fingerprint(), now()).unwrap();
    assert!(matches!(chain.standing(&code("ID"), &pins, now()), Ok(Standing::Credentialed { .. })));
    // A root that nobody pinned is not pinned by being shown.
    assert_eq!(pins.shown(&code("ZA"), other.fingerprint(), now()), Ok(()));
    assert_eq!(pins.root(&code("ZA")), None);
}

#[test]
fn a_revoked_certificate_stays_out_and_an_older_list_is_refused() {
    let (root, chair) = indonesia();
    let mut pins = pinned(&root);
    let serial = chair.chain().device().serial().clone();
    let first = root.revoke(None, &[Serial::new(&[7]).unwrap()], now()).unwrap();
    let second = root.revoke(Some(&first), std::slice::from_ref(&serial), now() + days(1)).unwrap();
    let second = DenyList::from_pem(&second.to_pem()).unwrap();
    assert_eq!((second.number(), second.made()), (2, now() + days(1)));
    assert_eq!(second.serials().map(|(_, at)| at).collect::<Vec<_>>(), vec![now(), now() + days(1)]);

    let elsewhere = Root::new(&mut Counting(3), &code("ZA"), "DIRCO", now()).unwrap();
    let foreign = elsewhere.revoke(None, &[], now()).unwrap();
    assert_eq!(pins.deny(foreign.clone(), None), Err(IdentityError::NotPinned(elsewhere.fingerprint())));
    // Of the root that certified this device itself, without a pin.
    assert_eq!(Pins::default().deny(foreign.clone(), Some(elsewhere.fingerprint())), Ok(true));
    assert!(root.revoke(Some(&foreign), &[], now()).is_err(), "another root's list is not continued");

    assert_eq!(pins.deny(first.clone(), None), Ok(true));
    assert!(chair.chain().standing(&code("ID"), &pins, now()).is_ok(), "another serial number");
    assert_eq!(pins.deny(second.clone(), None), Ok(true));
    assert_eq!(pins.deny(second, None), Ok(false), "no news");
    assert_eq!(pins.deny(first, None), Err(IdentityError::OlderDenyList { offered: 1, held: 2 }));
    let denied = chair.chain().standing(&code("ID"), &pins, now());
    assert_eq!(denied, Err(IdentityError::Revoked { serial: serial.clone() }));

    // Kept as JSON and read again, the list is checked again.
    let json = serde_json::to_string(&pins).unwrap();
    assert_eq!(serde_json::from_str::<Pins>(&json).unwrap(), pins);
    let list = pins.denied(root.fingerprint()).unwrap();
    let one = serde_json::to_value(list).unwrap()["list"].as_str().unwrap().to_owned();
    let changed = one.replace(&one[60..62], if &one[60..62] == "AA" { "BB" } else { "AA" });
    assert!(serde_json::from_str::<Pins>(&json.replace(&one, &changed)).is_err());
    assert!(serial.to_string().parse() == Ok(serial.clone()) && serial.as_bytes().len() == 16);
}

#[test]
fn devices_are_remembered_with_first_and_last_meeting_and_not_without_end() {
    let mut pins = Pins::default();
    let device = |n: u16| {
        Fingerprint::of(&{
            let mut key = [9; 32];
            key[..2].copy_from_slice(&n.to_be_bytes());
            key
        })
    };
    assert_eq!(pins.met(device(0), &code("ID"), now()), None);
    assert_eq!(pins.met(device(0), &code("ID"), now() + days(2)), Some(now()));
    let seen = pins.device(device(0)).unwrap();
    assert_eq!((seen.first, seen.last), (now(), now() + days(2)));
    for n in 1..5_000 {
        pins.met(device(n), &code("ZA"), now() + SignedDuration::from_secs(i64::from(n)));
    }
    assert_eq!(pins.devices().count(), 4_096);
    assert!(pins.device(device(1)).is_none(), "the one not seen for longest went");
    assert!(pins.device(device(0)).is_some() && pins.device(device(4_999)).is_some());
}

#[test]
fn a_ministry_issues_for_ninety_days_at_most_and_only_to_who_holds_the_key() {
    let (root, chair) = indonesia();
    let request = Request::of(chair.key());
    assert_eq!(Request::from_pem(&request.to_pem()).unwrap(), request);
    for wrong in [0, 91, u16::MAX] {
        let issued = root.issue(&request, Role::Member, wrong, &mut Counting(0), now());
        assert_eq!(issued, Err(IdentityError::TooLongLived { days: i64::from(wrong) }));
    }
    // Never beyond the root's own end.
    let end = root.certificate().not_after();
    let last = root.issue(&request, Role::Member, 90, &mut Counting(0), end - days(1)).unwrap();
    assert_eq!(last.device().not_after(), end);
    // A request for somebody else's key.
    let der = super::pem::decode_one(&request.to_pem(), super::pem::REQUEST, "signing request").unwrap();
    let key = chair.key().public_key();
    let at = der.windows(32).position(|window| window == key).unwrap();
    let mut forged = der.clone();
    forged[at..at + 32].copy_from_slice(DeviceKey::generate(&mut Counting(1)).public_key());
    assert_eq!(Request::parse(&forged), Err(IdentityError::Forged("the signing request")));
    for end in 0..der.len() {
        assert!(Request::parse(&der[..end]).is_err());
    }
    // A certificate for another device's key is of no use here.
    let stranger = DeviceKey::generate(&mut Counting(200));
    let chain = root.issue(&Request::of(&stranger), Role::Member, 3, &mut Counting(0), now()).unwrap();
    assert!(matches!(Identity::new(chair.key().clone(), chain), Err(IdentityError::OtherKey)));
    for bad in ["", "  ", &"x".repeat(65), "\u{202E}"] {
        assert!(Root::new(&mut Counting(0), &code("ID"), bad, now()).is_err(), "{bad}");
    }
}

#[test]
fn a_device_that_lives_too_long_is_refused_even_when_its_root_signed_it() {
    let (root, chair) = indonesia();
    let key = key_of(&root);
    let issuer = super::issue::issuer(&key, root.certificate().name());
    let kind = Kind::Device(code("ID"), Role::Chair);
    let serial = Serial::new(&[1]).unwrap();
    let make = |from, until| {
        let der = super::issue::device(&issuer, *chair.key().public_key(), &kind, &serial, from, until);
        Chain::new(Certificate::parse(&der).unwrap(), Some(root.certificate().clone())).unwrap()
    };
    let exact = make(now(), now() + days(90));
    assert!(exact.standing(&code("ID"), &pinned(&root), now()).is_ok());
    let long = make(now(), now() + days(90) + SignedDuration::from_secs(1));
    assert_eq!(long.standing(&code("ID"), &pinned(&root), now()), Err(IdentityError::TooLongLived { days: 91 }));
}

/// A root's key, by way of its file.
fn key_of(root: &Root) -> DeviceKey {
    let passphrase = Passphrase::new("correct horse");
    let file = root.to_file(&passphrase, &mut Counting(0));
    Root::from_file(&file, &passphrase).unwrap().key().clone()
}

#[test]
fn no_chain_is_made_of_parts_that_do_not_belong_together() {
    let (root, chair) = indonesia();
    let other = Root::new(&mut Counting(90), &code("ID"), root.certificate().name(), now()).unwrap();
    let elsewhere = Root::new(&mut Counting(91), &code("ZA"), root.certificate().name(), now()).unwrap();
    let device = chair.chain().device().clone();
    let alone = Identity::self_issued(&mut Counting(0), now()).chain().device().clone();
    let new = |device: &Certificate, root: Option<&Certificate>| Chain::new(device.clone(), root.cloned());
    assert_eq!(new(&device, Some(other.certificate())), Err(IdentityError::Forged("the device's certificate")));
    for (device, root) in [
        (&device, None),
        (&device, Some(elsewhere.certificate())),
        (&device, Some(&device)),
        (&device, Some(&alone)),
        (&alone, Some(root.certificate())),
        (root.certificate(), None),
        (root.certificate(), Some(root.certificate())),
    ] {
        assert!(matches!(new(device, root), Err(IdentityError::Unreadable { .. })), "{device:?} {root:?}");
    }
    // The root as a device of its own.
    let key = key_of(&root);
    let issuer = super::issue::issuer(&key, root.certificate().name());
    let kind = Kind::Device(code("ID"), Role::Chair);
    let der =
        super::issue::device(&issuer, *key.public_key(), &kind, &Serial::new(&[2]).unwrap(), now(), now() + days(1));
    assert!(new(&Certificate::parse(&der).unwrap(), Some(root.certificate())).is_err());
}

#[test]
fn a_roots_file_opens_with_its_passphrase_alone_and_shows_its_certificate_without() {
    let (root, _) = indonesia();
    let passphrase = Passphrase::new("correct horse");
    let text = root.to_file(&passphrase, &mut Counting(0));
    assert_eq!(&Root::certificate_in(&text).unwrap(), root.certificate());
    let again = Root::from_file(&text, &passphrase).unwrap();
    assert_eq!((again.fingerprint(), again.delegation()), (root.fingerprint(), &code("ID")));
    let wrong = Root::from_file(&text, &Passphrase::new("correct horsE")).unwrap_err();
    assert_eq!(wrong, RootFileError::Locked(CannotUnlock::WrongPassphrase));
    // Another root's certificate beside this key.
    let other = Root::new(&mut Counting(90), &code("ID"), "Ministry", now()).unwrap();
    let mut swapped: serde_json::Value = serde_json::from_str(&text).unwrap();
    let theirs: serde_json::Value = serde_json::from_str(&other.to_file(&passphrase, &mut Counting(1))).unwrap();
    swapped["certificate"] = theirs["certificate"].clone();
    assert_eq!(Root::from_file(&swapped.to_string(), &passphrase).unwrap_err(), RootFileError::Damaged);
    for end in 0..text.len() - 2 {
        assert_eq!(Root::certificate_in(&text[..end]), Err(RootFileError::Damaged), "cut at {end}");
    }
}

#[test]
fn every_secret_type_is_wiped_and_shows_nothing() {
    fn wiped<T: ZeroizeOnDrop>() {}
    wiped::<Seed>();
    wiped::<DeviceKey>();
    wiped::<Identity>();
    wiped::<Root>();
    wiped::<Passphrase>();
    wiped::<crate::MeetingSecret>();
    wiped::<crate::SideSecret>();
    let seed = Seed([0xAB; 32]);
    let key = DeviceKey::from_seed(seed.clone());
    let me = Identity::self_issued_with(key.clone(), &mut Counting(0), now());
    let (root, _) = indonesia();
    let locked = lock("test", &[0xAB; 32], &Passphrase::new("swordfish!"), &mut Counting(0));
    let shown = [
        format!("{seed:?}{seed:#?}"),
        format!("{key:?}{key:#?}"),
        format!("{me:?}{me:#?}"),
        format!("{root:?}{root:#?}"),
        format!("{:?}", Passphrase::new("swordfish!")),
        format!("{locked:?}{locked:#?}"),
        format!("{:?}", crate::MeetingSecret([0xAB; 32])),
        format!("{:?}", crate::SideSecret([0xAB; 32])),
    ];
    for text in shown {
        assert!(text.contains("redacted"), "{text}");
        for secret in ["171, 171", "ababab", "ABABAB", "swordfish", "q6urq6"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
    let of_root = format!("{:?}", key_of(&root).seed().0);
    assert!(!format!("{root:?}").contains(&of_root[1..20]));
}

/// RFC 8410 section 10: the private key of 10.3 is that of the public key of 10.1, which signed the certificate of 10.2.
/// That certificate is for an X25519 key and spells out a default, so that it is none of ours.
#[test]
fn the_examples_of_rfc_8410_hold() {
    use base64::Engine as _;
    let decode = |text: &str| base64::engine::general_purpose::STANDARD.decode(text).unwrap();
    let private = decode("MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC");
    let public = decode("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
    let key = DeviceKey::from_seed(Seed(private[16..].try_into().unwrap()));
    let mut spki = super::fingerprint::SPKI_HEAD.to_vec();
    spki.extend_from_slice(key.public_key());
    assert_eq!(spki, public);
    let certificate = decode(
        "MIIBLDCB36ADAgECAghWAUdKKo3DMDAFBgMrZXAwGTEXMBUGA1UEAwwOSUVURiBUZX\
         N0IERlbW8wHhcNMTYwODAxMTIxOTI0WhcNNDAxMjMxMjM1OTU5WjAZMRcwFQYDVQQD\
         DA5JRVRGIFRlc3QgRGVtbzAqMAUGAytlbgMhAIUg8AmJMKdUdIt93LQ+91oNvzoNJj\
         ga9OukqY6qm05qo0UwQzAPBgNVHRMBAf8EBTADAQEAMA4GA1UdDwEBAAQEAwIDCDAg\
         BgNVHQ4BAQAEFgQUmx9e7e0EM4Xk97xiPFl1uQvIuzswBQYDK2VwA0EAryMB/t3J5v\
         /BzKc9dNZIpDmAgs3babFOTQbs+BolzlDUwsPrdGxO3YNGhW7Ibz3OGhhlxXrCe1Cg\
         w1AH9efZBw==",
    );
    let (signed, signature) = (&certificate[4..230], &certificate[certificate.len() - 64..]);
    assert!(super::key::verifies_raw(key.public_key(), signed, signature));
    assert_eq!(key.sign_raw(signed).0, signature, "Ed25519 has one signature of a text");
    assert!(matches!(Certificate::parse(&certificate), Err(IdentityError::Unreadable { .. })));
}

#[test]
fn a_weak_key_is_none() {
    for y in [0_u8, 1] {
        for sign in [0, 0x80] {
            let mut key = [0; 32];
            key[0] = y;
            key[31] |= sign;
            assert!(super::key::is_weak(&key));
        }
    }
    assert!(!super::key::is_weak(DeviceKey::generate(&mut Counting(0)).public_key()));
}

static CHAIN: LazyLock<Vec<u8>> = LazyLock::new(|| indonesia().1.chain().to_bytes());
static ALONE: LazyLock<Vec<u8>> = LazyLock::new(|| Identity::self_issued(&mut Counting(0), now()).chain().to_bytes());
static LIST: LazyLock<(Certificate, Vec<u8>)> = LazyLock::new(|| {
    let (root, _) = indonesia();
    let list = root.revoke(None, &[Serial::new(&[7]).unwrap()], now()).unwrap();
    let blocks = super::pem::decode(&list.to_pem(), "deny-list").unwrap();
    (root.certificate().clone(), blocks[1].1.clone())
});

/// One change: a byte set, taken out or put in, or a stretch repeated.
fn change(bytes: &mut Vec<u8>, kind: u8, at: usize, value: u8) {
    let at = at % bytes.len();
    match kind % 4 {
        0 => bytes[at] = value,
        1 => drop(bytes.remove(at)),
        2 => bytes.insert(at, value),
        _ => {
            let piece = bytes[at..].iter().take(usize::from(value)).copied().collect::<Vec<_>>();
            bytes.splice(at..at, piece);
        }
    }
}

#[test]
fn every_single_changed_bit_is_seen() {
    for bytes in [&*CHAIN, &*ALONE] {
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(Chain::parse(&changed).is_err(), "bit {bit}");
        }
    }
    let (root, list) = &*LIST;
    for bit in 0..list.len() * 8 {
        let mut changed = list.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(DenyList::new(&changed, root).is_err(), "bit {bit} of the list");
    }
}

proptest! {
    #[test]
    fn a_changed_chain_is_refused(
        alone: bool,
        changes in proptest::collection::vec((any::<u8>(), any::<usize>(), any::<u8>()), 1..6),
    ) {
        let original = if alone { &*ALONE } else { &*CHAIN };
        let mut bytes = original.clone();
        for (kind, at, value) in changes {
            change(&mut bytes, kind, at, value);
        }
        prop_assert_eq!(Chain::parse(&bytes).is_ok(), &bytes == original);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = Certificate::parse(&bytes);
        let _ = Request::parse(&bytes);
        let _ = DenyList::new(&bytes, &LIST.0);
        prop_assert!(Chain::parse(&bytes).is_err());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(-----(BEGIN|END) (CERTIFICATE|X509 CRL)-----|[A-Za-z0-9+/=]{0,40}|\n|.){0,12}") {
        let _ = Chain::from_pem(&text);
        let _ = Request::from_pem(&text);
        let _ = DenyList::from_pem(&text);
        let _ = Root::certificate_in(&text);
        let _ = text.parse::<Serial>();
        let _ = Signatures::parse(&text);
    }
}
