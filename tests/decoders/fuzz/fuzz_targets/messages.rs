//! See `chancery_decoders::messages`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::messages(bytes));
