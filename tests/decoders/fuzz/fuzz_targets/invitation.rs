//! See `chancery_decoders::invitation`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::invitation(bytes));
