//! See `chancery_decoders::group`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::group(bytes));
