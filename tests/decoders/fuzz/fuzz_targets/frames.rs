//! See `chancery_decoders::frames`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::frames(bytes));
