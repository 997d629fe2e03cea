//! See `chancery_decoders::pictures`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::pictures(bytes));
