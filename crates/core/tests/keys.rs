//! The key of this machine in the person's hands: kept under a passphrase, opened with it, looked for again; and never
//! another one in the middle of a meeting.

use chancery_core::view::{KeyPlace, NotKept, Standing};
use chancery_core::{App, Effect, Input, Intent, KeyCommand, Problem, RandomSource, ViewModel};
use chancery_model::{Now, Tick};
use chancery_trust::identity::{Passphrase, Request, Role, Root};
use chancery_trust::{Identity, Pins};
use std::sync::Arc;

/// Random bytes that are the same for the same beginning.
struct Counting(u64);

impl RandomSource for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (self.0 >> 56) as u8;
        }
    }
}

struct Hand {
    app: App,
    now: Now,
    me: Arc<Identity>,
}

fn file() -> KeyPlace {
    KeyPlace::File { path: "/home/thandi/device.key".into() }
}

fn locked() -> KeyPlace {
    KeyPlace::Locked { path: "/home/thandi/device.key".into() }
}

const NO_KEYRING: KeyPlace = KeyPlace::Session { why: NotKept::NoKeyring, can_keep: true };

fn identity(seed: u64) -> Arc<Identity> {
    Arc::new(Identity::self_issued(&mut Counting(seed), "2026-12-01T07:00:00Z".parse().unwrap()))
}

impl Hand {
    /// At the desk, with a key that is there.
    fn with(kept: KeyPlace) -> Self {
        let now = Now { tick: Tick(1_000_000), wall: "2026-12-01T07:00:00Z".parse().unwrap() };
        let mut hand = Self { app: App::new(Box::new(Counting(1))), now, me: identity(7) };
        let me = hand.me.clone();
        hand.take(Input::Identity { identity: me, kept, pins: Pins::default(), problem: None });
        hand
    }

    /// What is asked of the vault.
    fn take(&mut self, input: Input) -> Vec<KeyCommand> {
        let mut out = Vec::new();
        self.app.handle(self.now, input, &mut out);
        out.into_iter()
            .filter_map(|effect| if let Effect::Key(command) = effect { Some(command) } else { None })
            .collect()
    }

    fn want(&mut self, intent: Intent) -> Vec<KeyCommand> {
        self.take(Input::Intent(intent))
    }

    fn view(&self) -> ViewModel {
        self.app.view(self.now)
    }
}

fn keep(text: &str) -> Intent {
    Intent::KeepKey { passphrase: Passphrase::new(text) }
}

fn unlock(text: &str) -> Intent {
    Intent::UnlockKey { passphrase: Passphrase::new(text) }
}

#[test]
fn the_key_of_this_run_is_the_one_that_is_kept() {
    let mut hand = Hand::with(NO_KEYRING);
    let before = hand.view().keys.fingerprint;
    assert!(hand.want(keep("1234567")).is_empty(), "too short");
    assert_eq!(hand.view().keys.refused, Some(Problem::PassphraseShort));
    let asked = hand.want(keep("four words are better"));
    let [KeyCommand::Keep { identity, passphrase }] = asked.as_slice() else { panic!("{asked:?}") };
    assert!(Arc::ptr_eq(identity, &hand.me) && *passphrase == Passphrase::new("four words are better"));
    assert!(hand.view().keys.opening && hand.view().keys.refused.is_none());
    assert!(hand.want(keep("four words are better")).is_empty(), "once is enough");
    let identity = hand.me.clone();
    hand.take(Input::KeyOpened { identity, kept: file(), problem: None });
    let keys = hand.view().keys;
    assert_eq!((keys.fingerprint, keys.kept, keys.opening, keys.refused), (before, file(), false, None));
    assert!(hand.want(keep("four words are better")).is_empty(), "it is kept already");
}

#[test]
fn what_is_not_kept_stays_as_it_was_and_says_why() {
    let mut hand = Hand::with(NO_KEYRING);
    hand.want(keep("four words are better"));
    let full = Problem::KeyNotKept { detail: "no space left".into() };
    hand.take(Input::KeyRefused { problem: full.clone(), kept: None });
    let keys = hand.view().keys;
    assert_eq!((keys.kept, keys.opening, keys.refused), (NO_KEYRING, false, Some(full)));
    assert_eq!(hand.want(keep("four words are better")).len(), 1, "and it can be tried again");
}

#[test]
fn a_wrong_passphrase_is_said_and_the_right_one_brings_the_key() {
    let mut hand = Hand::with(locked());
    assert!(hand.want(keep("four words are better")).is_empty(), "never over a key that is kept");
    assert!(hand.want(Intent::RetryKey).is_empty());
    assert!(matches!(hand.want(unlock("wrong")).as_slice(), [KeyCommand::Unlock { .. }]), "whatever its length");
    hand.take(Input::KeyRefused { problem: Problem::WrongPassphrase, kept: None });
    assert_eq!((hand.view().keys.refused, hand.view().keys.kept), (Some(Problem::WrongPassphrase), locked()));
    assert_eq!(hand.want(unlock("right")).len(), 1);
    assert_eq!(hand.view().keys.refused, None, "what was wrong before is not said of the next try");
    let kept = identity(9);
    hand.take(Input::KeyOpened { identity: kept.clone(), kept: file(), problem: Some(Problem::CertificateExpired) });
    let keys = hand.view().keys;
    assert_eq!(keys.fingerprint, Some(kept.fingerprint().to_string()));
    assert_eq!((keys.kept, keys.problem), (file(), Some(Problem::CertificateExpired)));
    assert!(hand.want(unlock("right")).is_empty());
}

#[test]
fn a_locked_keyring_is_tried_again() {
    let locked = |can_keep| KeyPlace::Session { why: NotKept::KeyringLocked, can_keep };
    let mut hand = Hand::with(locked(false));
    assert!(hand.want(keep("four words are better")).is_empty(), "another key is in the keyring");
    let asked = hand.want(Intent::RetryKey);
    assert!(matches!(asked.as_slice(), [KeyCommand::Retry { identity }] if Arc::ptr_eq(identity, &hand.me)));
    let away = Problem::KeyUnavailable { detail: "locked".into() };
    hand.take(Input::KeyRefused { problem: away.clone(), kept: Some(locked(true)) });
    assert_eq!((hand.view().keys.kept, hand.view().keys.refused), (locked(true), Some(away)));
    assert_eq!(hand.want(keep("four words are better")).len(), 1);
    for kept in [KeyPlace::Keyring, file(), KeyPlace::default()] {
        assert!(Hand::with(kept).want(Intent::RetryKey).is_empty());
    }
}

#[test]
fn a_passphrase_is_written_nowhere() {
    for intent in [keep("swordfish!"), unlock("swordfish!")] {
        let written = format!("{intent:?} {}", serde_json::to_string(&intent).unwrap());
        assert!(!written.contains("swordfish"), "{written}");
    }
    let read: Intent = serde_json::from_str(r#"{"is":"unlock_key","passphrase":"swordfish!"}"#).unwrap();
    assert!(read == unlock("swordfish!"));
    let mut hand = Hand::with(locked());
    let effects = format!("{:?}", hand.want(unlock("swordfish!")));
    let view = format!("{:?} {}", hand.view(), serde_json::to_string(&hand.view()).unwrap());
    assert!(!effects.contains("swordfish") && !view.contains("swordfish"));
}

fn za() -> chancery_model::DelegationCode {
    chancery_model::DelegationCode::new("ZA").unwrap()
}

fn root(seed: u64) -> Root {
    Root::new(&mut Counting(seed), &za(), "Department of Roads", "2026-12-01T07:00:00Z".parse().unwrap()).unwrap()
}

fn given(document: String) -> Intent {
    Intent::TakeCredentials { document: document.into() }
}

fn not_taken(hand: &Hand) -> bool {
    matches!(hand.view().keys.refused, Some(Problem::CredentialsNotTaken { .. }))
}

#[test]
fn the_ministrys_certificate_goes_to_the_key_that_is_kept() {
    let root = root(3);
    let certificate = |whose: &Identity| {
        let now = "2026-12-01T07:00:00Z".parse().unwrap();
        root.issue(&Request::of(whose.key()), Role::Chair, 30, &mut Counting(5), now).unwrap()
    };
    for kept in [KeyPlace::Keyring, file()] {
        let mut hand = Hand::with(kept.clone());
        let chain = certificate(&hand.me.clone());
        let asked = hand.want(given(chain.to_pem()));
        let [KeyCommand::Install { identity, chain: installed }] = asked.as_slice() else { panic!("{asked:?}") };
        assert!(Arc::ptr_eq(identity, &hand.me) && **installed == chain);
        let renewed = Arc::new(Identity::new(hand.me.key().clone(), chain).unwrap());
        hand.take(Input::KeyOpened { identity: renewed, kept, problem: None });
        assert!(matches!(hand.view().keys.standing, Some(Standing::Credentialed { .. })));
    }
    let mut hand = Hand::with(file());
    assert!(hand.want(given(certificate(&identity(9)).to_pem())).is_empty(), "another device's");
    assert!(not_taken(&hand));
    let mut hand = Hand::with(NO_KEYRING);
    let chain = certificate(&hand.me.clone());
    assert!(hand.want(given(chain.to_pem())).is_empty(), "a key that is gone after this run is not certified");
}

#[test]
fn a_deny_list_is_taken_of_a_pinned_root_and_never_an_older_one() {
    let root = root(3);
    let now = "2026-12-01T07:00:00Z".parse().unwrap();
    let first = root.revoke(None, &["4b".parse().unwrap()], now).unwrap();
    let second = root.revoke(Some(&first), &["4c".parse().unwrap()], now).unwrap();
    let mut hand = Hand::with(file());
    hand.want(given(second.to_pem()));
    assert!(not_taken(&hand), "nobody here relies on that root");
    let fingerprint = root.fingerprint().to_string();
    hand.want(Intent::PinRoot { delegation: za(), fingerprint: fingerprint.into() });
    let mut out = Vec::new();
    hand.app.handle(hand.now, Input::Intent(given(second.to_pem())), &mut out);
    assert!(out.iter().any(|effect| matches!(effect, Effect::Store(_))), "it is kept: {out:?}");
    let held = hand.view().keys;
    let denied = held.pins[0].denied.as_ref().expect("a list");
    assert_eq!((denied.number, denied.certificates, held.refused), (2, 2, None));
    hand.want(given(first.to_pem()));
    assert!(not_taken(&hand), "somebody may be hiding that one was taken back");
    assert_eq!(hand.view().keys.pins[0].denied.as_ref().map(|list| list.number), Some(2));
    hand.want(given("Dear colleague".into()));
    assert!(not_taken(&hand));
}
