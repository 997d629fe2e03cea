export type NotKept = "no_keyring" | "keyring_locked" | "failed" | "pins_unreadable" | "no_folder";
