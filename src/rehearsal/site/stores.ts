import type { StoreSource } from "../../datastore/index.ts";
import { type HostView, known } from "../../engine/index.ts";
import { type DqliteWatchOptions, watchDqlite } from "../../store-looks/index.ts";
import { MEMBERS, OWN } from "./members.ts";

/** As a real store of Dqlite is watched; `host` has to have the network of the site. */
export function storesOf(
  host: HostView,
  patience: Pick<DqliteWatchOptions, "timeoutMs"> = {},
): StoreSource {
  const nameOf = (address: string) =>
    MEMBERS.find((each) => each.address === address)?.name ?? address;
  const ownAddress = MEMBERS.find(({ name }) => name === OWN)?.address ?? "";
  const watch = watchDqlite(host, {
    ...patience,
    store: {
      ...{ id: "practice", title: "Practice Dqlite (simulated)", ownAddress },
      nameOf,
    },
    wayTo: (address) => ({
      target: {
        host: address.slice(0, address.lastIndexOf(":")),
        port: Number(address.slice(address.lastIndexOf(":") + 1)),
      },
    }),
    // Own member first, then those that a file of this host would name.
    addresses: MEMBERS.map(({ address }) => address),
  });
  return {
    look: async (signal) => known([await watch.look(signal)]),
    close: watch.close,
  };
}
