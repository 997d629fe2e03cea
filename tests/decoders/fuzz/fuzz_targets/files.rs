//! See `chancery_decoders::files`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::files(bytes));
