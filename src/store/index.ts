/** The durable memory of one host: journal, audit, state, lock and secrets, in one private folder. */
export { loadHostKey } from "./host-key.ts";
export { acquireHostLock, hostLockHolder } from "./lock.ts";
export { type FileStore, hasStore, openStore } from "./open.ts";
export { openSecretVault, type SecretVault } from "./vault.ts";
