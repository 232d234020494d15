import { contentHandlers } from "../content/index.ts";
import type { Driver } from "../distributions/index.ts";
import { type HttpView, handlerMap } from "../engine/index.ts";
import { KAIROS_HANDLERS } from "../kairos/index.ts";
import { KUBE_HANDLERS } from "../kube/index.ts";
import { networkHandlers } from "../network/index.ts";
import { PROFILE_HANDLERS } from "../profile/index.ts";
import { STEP_HANDLERS } from "../steps/index.ts";

interface HandlerParts {
  readonly drivers: readonly Pick<Driver, "handlers">[];
  readonly proving: Parameters<typeof networkHandlers>[0];
  /** The way of requests of ours. */
  readonly http: HttpView;
}

/** Every kind of step this program can take. */
export function everyHandler({ drivers, proving, http }: HandlerParts) {
  return handlerMap(
    STEP_HANDLERS,
    networkHandlers(proving),
    KUBE_HANDLERS,
    contentHandlers(http),
    PROFILE_HANDLERS,
    KAIROS_HANDLERS,
    ...drivers.map((driver) => driver.handlers),
  );
}
