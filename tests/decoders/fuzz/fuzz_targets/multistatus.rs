//! See `chancery_decoders::multistatus`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::multistatus(bytes));
