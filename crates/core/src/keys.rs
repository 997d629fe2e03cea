//! The keys of this machine and those that it trusts: who we are, which roots are pinned, which devices were met; and what
//! of this engine the others hold session descriptions to.

use crate::cx::Cx;
use crate::view::{self, Admission, ChangedRoot, KeyPlace, NotKept, Pin, Role};
use crate::{Effect, KeyCommand, Problem, RandomSource, StoreCommand};
use chancery_model::DelegationCode;
use chancery_trust::group::Policy;
use chancery_trust::identity::{Certificate, DenyList, Given, Kind, Passphrase};
use chancery_trust::{Chain, Fingerprint, Identity, IdentityError, Pins, Standing};
use jiff::Timestamp;
use std::sync::Arc;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    identity: Option<Arc<Identity>>,
    kept: KeyPlace,
    /// What is pinned and met.
    pub(crate) pins: Pins,
    problem: Option<Problem>,
    /// The key is being opened or kept.
    opening: bool,
    /// Why the last wish to open or keep it did nothing.
    refused: Option<Problem>,
    /// SHA-256 of the engine's DTLS certificate; `None`: not known yet.
    pub(crate) dtls: Option<[u8; 32]>,
    /// Whether one is asked before somebody is admitted.
    pub(crate) admission: Admission,
}

impl Keys {
    /// From where the device's key is kept.
    pub(crate) fn given(&mut self, identity: Arc<Identity>, kept: KeyPlace, pins: Pins, problem: Option<Problem>) {
        self.identity = Some(identity);
        self.kept = kept;
        self.pins = pins;
        self.problem = problem;
    }

    /// The person wants the key that is in memory only to be kept under a passphrase.
    pub(crate) fn keep(&mut self, out: &mut Vec<Effect>, identity: Arc<Identity>, passphrase: Passphrase) {
        if self.opening || !matches!(self.kept, KeyPlace::Session { can_keep: true, .. }) {
            return;
        }
        if passphrase.is_short() {
            self.refused = Some(Problem::PassphraseShort);
            return;
        }
        self.open(out, KeyCommand::Keep { identity, passphrase });
    }

    /// The person has typed the passphrase of the key that is kept.
    pub(crate) fn unlock(&mut self, out: &mut Vec<Effect>, passphrase: Passphrase) {
        if !self.opening && matches!(self.kept, KeyPlace::Locked { .. }) {
            self.open(out, KeyCommand::Unlock { passphrase });
        }
    }

    /// The person has unlocked the keyring, or mended what was broken.
    pub(crate) fn retry(&mut self, out: &mut Vec<Effect>, identity: Arc<Identity>) {
        let may = matches!(self.kept, KeyPlace::Session { why: NotKept::KeyringLocked | NotKept::Failed, .. });
        if may && !self.opening {
            self.open(out, KeyCommand::Retry { identity });
        }
    }

    /// A ministry gave something. `true`: what is known of others has changed.
    pub(crate) fn take(
        &mut self,
        out: &mut Vec<Effect>,
        identity: Arc<Identity>,
        document: &str,
        in_use: bool,
    ) -> bool {
        let mut refuse = |e: IdentityError| {
            self.refused = Some(Problem::CredentialsNotTaken { detail: e.to_string() });
            false
        };
        match Given::from_pem(document) {
            Ok(Given::DenyList(list)) => {
                match self.pins.deny(*list, identity.chain().root().map(Certificate::fingerprint)) {
                    Ok(news) => {
                        self.refused = None;
                        news
                    }
                    Err(e) => refuse(e),
                }
            }
            Ok(Given::Certificate(chain)) if chain.fingerprint() != identity.fingerprint() => {
                refuse(IdentityError::OtherKey)
            }
            Ok(Given::Certificate(chain)) => {
                let kept = matches!(self.kept, KeyPlace::Keyring | KeyPlace::File { .. });
                if kept && !in_use && !self.opening {
                    self.open(out, KeyCommand::Install { identity, chain });
                }
                false
            }
            Err(e) => refuse(e),
        }
    }

    fn open(&mut self, out: &mut Vec<Effect>, command: KeyCommand) {
        self.opening = true;
        self.refused = None;
        out.push(Effect::Key(command));
    }

    /// It is open and kept.
    pub(crate) fn opened(&mut self, identity: Arc<Identity>, kept: KeyPlace, problem: Option<Problem>) {
        self.opening = false;
        self.refused = None;
        self.identity = Some(identity);
        self.kept = kept;
        self.problem = problem;
    }

    /// It is not.
    pub(crate) fn refused(&mut self, problem: Problem, kept: Option<KeyPlace>) {
        self.opening = false;
        self.refused = Some(problem);
        if let Some(kept) = kept {
            self.kept = kept;
        }
    }

    /// Who this machine is: one that lasts as long as the process, where none was given.
    pub(crate) fn identity(&mut self, random: &mut dyn RandomSource, now: Timestamp) -> Arc<Identity> {
        Arc::clone(self.identity.get_or_insert_with(|| Arc::new(Identity::self_issued(random, now))))
    }

    /// How knocks are answered.
    pub(crate) fn policy(&self) -> Policy {
        match self.admission {
            Admission::Ask => Policy::Ask,
            Admission::Auto => Policy::Auto,
        }
    }

    /// The person pins a root. `true`: what is pinned has changed.
    pub(crate) fn pin(&mut self, now: Timestamp, delegation: &DelegationCode, typed: &str) -> bool {
        let Ok(root) = typed.parse::<Fingerprint>() else {
            self.problem = Some(Problem::FingerprintUnreadable);
            return false;
        };
        self.problem = match self.pins.pin(delegation, root, now) {
            Ok(()) => None,
            Err(_) => Some(Problem::RootChanged { delegation: delegation.clone() }),
        };
        true
    }

    /// The person has compared the changed root.
    pub(crate) fn confirm(&mut self, now: Timestamp, delegation: &DelegationCode) -> bool {
        let pin = self.pins.roots().find(|(code, _)| *code == delegation).map(|(_, pin)| pin.changed);
        let Some(Some((shown, _))) = pin else { return false };
        self.problem = None;
        self.pins.confirm(delegation, shown, now).is_ok()
    }

    /// The person trusts no root for a delegation any more.
    pub(crate) fn unpin(&mut self, delegation: &DelegationCode) -> bool {
        self.problem = None;
        self.pins.unpin(delegation)
    }

    /// A meeting has met devices, or seen another root.
    pub(crate) fn learnt(&mut self, out: &mut Vec<Effect>, pins: &Pins) {
        if self.pins != *pins {
            self.pins = pins.clone();
            self.store(out);
        }
    }

    /// Has the pins kept.
    pub(crate) fn store(&self, out: &mut Vec<Effect>) {
        out.push(Effect::Store(StoreCommand::Pins(self.pins.clone())));
    }

    /// For the screen.
    pub(crate) fn view(&self, now: Timestamp) -> view::Keys {
        let pins = self.pins.roots().map(|(delegation, pin)| Pin {
            delegation: delegation.clone(),
            ministry: String::new(),
            fingerprint: pin.fingerprint.to_string(),
            since: pin.pinned.to_string(),
            expires: None,
            changed: pin.changed.map(|(root, at)| ChangedRoot { fingerprint: root.to_string(), at: at.to_string() }),
            denied: self.pins.denied(pin.fingerprint).map(denied),
        });
        let own = self.identity.as_ref();
        let problem = self.problem.clone().or_else(|| own.and_then(|own| expired(own.chain(), now)));
        view::Keys {
            fingerprint: own.map(|own| own.fingerprint().to_string()),
            kept: self.kept.clone(),
            standing: own.map(|own| own_standing(own.chain())),
            pins: pins.collect(),
            problem,
            opening: self.opening,
            refused: self.refused.clone(),
        }
    }
}

/// For the screen: a ministry's deny-list.
fn denied(list: &DenyList) -> view::Denied {
    view::Denied {
        number: list.number(),
        certificates: u32::try_from(list.serials().count()).unwrap_or(u32::MAX),
        made: list.made().to_string(),
        next: list.next().map(|at| at.to_string()),
    }
}

/// Signs a file: its signatures, as JSON (RFC 7515). `None`: it could not be signed.
pub(crate) fn sign(identity: &Identity, typ: &str, payload: &[u8]) -> Option<String> {
    let mut signatures = chancery_trust::identity::Signatures::default();
    signatures.sign(identity, typ, payload).ok()?;
    Some(signatures.to_json())
}

/// What is wrong with the dates of one's own certificate.
fn expired(chain: &Chain, now: Timestamp) -> Option<Problem> {
    if now > chain.device().not_after() {
        Some(Problem::CertificateExpired)
    } else if now < chain.device().not_before() {
        Some(Problem::CertificateNotYetValid)
    } else {
        None
    }
}

/// What one's own certificates say, whoever trusts them.
fn own_standing(chain: &Chain) -> view::Standing {
    match (chain.device().kind(), chain.root()) {
        (Kind::Device(_, role), Some(root)) => view::Standing::Credentialed {
            ministry: root.name().to_owned(),
            root: root.fingerprint().to_string(),
            role: role_of(*role),
            expires: chain.device().not_after().to_string(),
        },
        _ => view::Standing::SelfIssued,
    }
}

fn role_of(role: chancery_trust::Role) -> Role {
    match role {
        chancery_trust::Role::Chair => Role::Chair,
        chancery_trust::Role::Member => Role::Member,
        chancery_trust::Role::Interpreter => Role::Interpreter,
        chancery_trust::Role::Expert => Role::Expert,
        chancery_trust::Role::NoteTaker => Role::NoteTaker,
    }
}

/// For the screen: by whose word somebody is who they say. A root that is not pinned here proves nothing, but of oneself
/// one knows it.
pub(crate) fn standing(standing: &Result<Standing, IdentityError>, name: Option<&String>, own: bool) -> view::Standing {
    match standing {
        Ok(Standing::Unpinned { ministry, .. }) if !own => {
            view::Standing::Unpinned { ministry: name.cloned().unwrap_or_default(), root: ministry.to_string() }
        }
        Ok(Standing::Credentialed { ministry, role, expires } | Standing::Unpinned { ministry, role, expires }) => {
            view::Standing::Credentialed {
                ministry: name.cloned().unwrap_or_default(),
                root: ministry.to_string(),
                role: role_of(*role),
                expires: expires.to_string(),
            }
        }
        Ok(Standing::SelfIssued) => view::Standing::SelfIssued,
        Err(_) => view::Standing::Invalid,
    }
}

/// What to tell where somebody's credentials do not hold here.
pub(crate) fn blocked(error: &IdentityError, name: chancery_model::Personal) -> Problem {
    match error {
        IdentityError::RootChanged { delegation, .. } => Problem::RootChanged { delegation: delegation.clone() },
        _ => Problem::CredentialsInvalid { name },
    }
}

impl Cx<'_> {
    /// Who this machine is.
    pub(crate) fn identity(&mut self) -> Arc<Identity> {
        self.keys.identity(self.random, self.now.wall)
    }
}
