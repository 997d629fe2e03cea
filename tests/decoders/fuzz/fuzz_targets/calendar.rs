//! See `chancery_decoders::calendar`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::calendar(bytes));
