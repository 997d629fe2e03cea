//! See `chancery_decoders::descriptions`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::descriptions(bytes));
