//! Any text as an invitation link: read or refused; what is read is written back the same.
#![no_main]

use chancery_trust::Invitation;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(invitation) = Invitation::parse(text) {
        assert_eq!(Invitation::parse(&invitation.to_link()), Ok(invitation));
    }
});
