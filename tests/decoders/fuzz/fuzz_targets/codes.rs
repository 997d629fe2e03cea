//! See `chancery_decoders::codes`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::codes(bytes));
