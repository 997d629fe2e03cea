//! See `chancery_decoders::plans`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::plans(bytes));
