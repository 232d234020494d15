import type { RegistrationMethod } from "../view.ts";
import { manual } from "./manual.ts";
import type { Method } from "./method.ts";
import { qr } from "./qr.ts";
import { token } from "./token.ts";

export type { Method } from "./method.ts";

/** In the order of the menu. A method is one file and one line here. */
export const METHODS: readonly Method[] = [token, manual, qr];

export function methodOf(id: RegistrationMethod | undefined): Method {
  return METHODS.find((method) => method.id === id) ?? manual;
}
