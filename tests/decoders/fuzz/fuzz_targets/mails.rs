//! See `chancery_decoders::mails`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chancery_decoders::mails(bytes));
