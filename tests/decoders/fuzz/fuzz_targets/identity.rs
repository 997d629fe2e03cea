//! See `chancery_decoders::identity`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::identity(bytes));
