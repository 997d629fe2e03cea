//! What fuzzing found worth keeping is read again with every run of the tests.

use proptest::prelude::*;
use std::path::Path;

#[test]
fn the_corpus_is_read_or_refused() {
    for (name, decoder) in chancery_decoders::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
        let files: Vec<_> = std::fs::read_dir(&folder)
            .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
            .map(|file| file.expect("an entry").path())
            .collect();
        assert!(files.len() >= 2, "{name}: a corpus of {}", files.len());
        for file in files {
            decoder(&std::fs::read(file).expect("a file"));
        }
    }
}

/// A decoder that takes nothing would pass everything else here.
#[test]
fn what_is_real_is_taken() {
    let real = chancery_decoders::beginnings();
    for (name, _) in chancery_decoders::ALL {
        assert!(real.iter().any(|(of, _)| of == name), "{name}: nothing real");
    }
    for (_, link) in real.iter().filter(|(name, _)| *name == "invitation") {
        let link = std::str::from_utf8(link).expect("a link is text");
        assert!(chancery_trust::Invitation::parse(link).is_ok());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_are_read_or_refused(which in 0..chancery_decoders::ALL.len(), bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        (chancery_decoders::ALL[which].1)(&bytes);
    }
}
