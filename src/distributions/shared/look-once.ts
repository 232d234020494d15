import type { StoreLook, StoreSource } from "../../datastore/index.ts";
import type { Fact } from "../../engine/index.ts";

/** One look, and nothing kept open after it. */
export async function lookOnce(
  stores: StoreSource,
  signal: AbortSignal,
): Promise<Fact<readonly StoreLook[]>> {
  try {
    return await stores.look(signal);
  } finally {
    stores.close();
  }
}
