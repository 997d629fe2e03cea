//! See `chancery_decoders::books`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::books(bytes));
