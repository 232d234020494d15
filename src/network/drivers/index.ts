/** Programs that keep links and can be told. One folder each; shared code asks for properties. */
import type { NetworkDriver } from "./driver.ts";
import { netplan } from "./netplan/index.ts";
import { networkManager } from "./network-manager/index.ts";
import { networkd } from "./networkd/index.ts";

/** netplan first: where it is in use, the other two only have what it made for them. */
export const DRIVERS: readonly NetworkDriver[] = [netplan, networkManager, networkd];
