import { believedStores, FRESH_MS } from "../src/datastore/index.ts";
import type { StoresSlice } from "../src/session/index.ts";
import { useActions, useSession } from "./session-provider.tsx";
import { useIsBefore } from "./use-time.ts";

/** The stores as they may be believed now: without new looks, nothing is promised 3 s later. */
export function useStores(): StoresSlice {
  const stores = useSession((state) => state.snapshot?.stores);
  const { clock } = useActions();
  const own = stores?.own.is === "known" ? stores.own.value : [];
  const oldest = Math.min(...[...own, ...(stores?.practice ?? [])].map(({ atMs }) => atMs));
  useIsBefore(Number.isFinite(oldest) ? oldest + FRESH_MS : 0);
  return believedStores(stores, clock.nowMs());
}
