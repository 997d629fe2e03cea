//! See `chancery_decoders::texts`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::texts(bytes));
