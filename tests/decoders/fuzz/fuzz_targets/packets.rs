//! See `chancery_decoders::packets`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::packets(bytes));
