//! See `chancery_decoders::stun`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::stun(bytes));
