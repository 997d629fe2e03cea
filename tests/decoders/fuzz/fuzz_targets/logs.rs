//! See `chancery_decoders::logs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::logs(bytes));
