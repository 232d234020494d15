/**
 * How each kind of store is looked at: what its own client saw, in the words all stores share. Apart
 * from those words, so that whoever only shows a verdict does not load a client.
 */
export { type DqliteStore, lookFromDqlite } from "./from-dqlite.ts";
export { type EtcdStore, lookFromEtcd } from "./from-etcd.ts";
export { type GaugedStore, lookFromGauges } from "./from-gauges.ts";
export { type DqliteWatchOptions, type StoreWatch, watchDqlite } from "./watch-dqlite.ts";
export { type EtcdWatchOptions, watchEtcd } from "./watch-etcd.ts";
