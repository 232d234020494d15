import type { MemberLook, StoreLook } from "../../datastore/index.ts";
import type { Member, Way } from "../../dqlite/index.ts";
import type { Endpoint, Fact, HostView } from "../../engine/index.ts";
import { type StoreWatch, watchDqlite } from "../../store-looks/index.ts";

/** One Dqlite as this host's files describe it. */
export interface DqliteSetup extends Pick<StoreLook, "id" | "title" | "repairsWithinMs"> {
  readonly ownAddress?: string;
  readonly addresses: readonly string[];
  /** As written by the store itself some time ago; believed when nobody tells. */
  readonly lastKnown: readonly Member[];
  nameOf(address: string): string;
  readonly tls: Fact<NonNullable<Way["tls"]>>;
  readonly tunnel?: string;
}

/** Looks at one store, opening it again when the files of this host say something else. */
export interface StoreLooker<T> {
  look(setup: T, signal: AbortSignal): Promise<StoreLook>;
  close(): void;
}

export function createDqliteLooker(host: HostView): StoreLooker<DqliteSetup> {
  let open: { readonly key: string; readonly watch: StoreWatch } | undefined;
  let lastKnown: readonly Member[] = [];

  function opened(setup: DqliteSetup, tls: NonNullable<Way["tls"]>): StoreWatch {
    const { addresses, ownAddress, tunnel, ...about } = setup;
    const key = JSON.stringify([addresses, ownAddress, tls, tunnel]);
    if (open?.key === key) return open.watch;
    open?.watch.close();
    const { id, title, repairsWithinMs, nameOf } = about;
    const watch = watchDqlite(host, {
      wayTo: (address) => ({
        target: endpointOf(address),
        tls,
        ...(tunnel === undefined ? {} : { tunnel }),
      }),
      addresses: [...new Set([...(ownAddress === undefined ? [] : [ownAddress]), ...addresses])],
      store: {
        ...{ id, title, nameOf },
        ...(repairsWithinMs === undefined ? {} : { repairsWithinMs }),
        ...(ownAddress === undefined ? {} : { ownAddress }),
        lastKnown: () => lastKnown,
      },
    });
    open = { key, watch };
    return watch;
  }

  return {
    async look(setup, signal) {
      lastKnown = setup.lastKnown;
      const { tls } = setup;
      if (tls.is === "known") return opened(setup, tls.value).look(signal);
      return blindLook(setup, tls.is === "unknown" ? tls.why : "its keys are not on this host");
    },
    close: () => open?.watch.close(),
  };
}

/** Without keys nobody can be asked: what the files say, and that it is no more than that. */
function blindLook(setup: DqliteSetup, why: string): StoreLook {
  const { id, title, ownAddress, lastKnown, nameOf, repairsWithinMs } = setup;
  return {
    ...{ id, title, kind: "dqlite", electionMs: 0, notes: [`it cannot be asked: ${why}`] },
    ...(repairsWithinMs === undefined ? {} : { repairsWithinMs }),
    source: lastKnown.length === 0 ? "nobody" : "last-known",
    members: lastKnown.map(
      (member): MemberLook => ({
        id: member.id.toString(16),
        name: nameOf(member.address),
        address: member.address,
        role: member.role,
        isThisHost: member.address === ownAddress,
        answer: { is: "not-asked", why },
      }),
    ),
  };
}

/** `host:port` or `[v6]:port`. */
export function endpointOf(address: string): Endpoint {
  const at = address.lastIndexOf(":");
  const port = Number(address.slice(at + 1));
  const host = address.slice(0, Math.max(0, at)).replace(/^\[|\]$/g, "");
  // Nobody listens on port 0: an address without one is answered as if nobody was there.
  return { host, port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0 };
}

/** Members of one node have the same host and different ports in the two stores. */
export function hostOf(address: string): string {
  return endpointOf(address).host;
}
