import { networkText, parseNetwork } from "../../addresses/index.ts";

export interface Route {
  /** `10.10.216.0/24`; `0.0.0.0/0` is the default route. */
  readonly to: string;
  readonly via: string;
  readonly dev: string;
  readonly metric: number;
}

const UP = 0x1;
const REJECT = 0x200;

/** /proc/net/route: addresses are hex in the byte order of the machine (little). */
export function parseRoutes(text: string): readonly Route[] {
  return text.split("\n").flatMap((line) => {
    const [dev, destination, gateway, flags, , , metric, mask] = line.trim().split(/\s+/);
    const bits = Number.parseInt(flags ?? "0", 16);
    if (dev === undefined || mask === undefined || (bits & UP) === 0 || (bits & REJECT) !== 0)
      return [];
    const network = parseNetwork(`${fromHex(destination ?? "")}/${bitsIn(mask)}`);
    if (network === undefined) return [];
    return [{ to: networkText(network), via: fromHex(gateway ?? ""), dev, metric: Number(metric) }];
  });
}

function fromHex(hex: string): string {
  const bytes = hex.match(/../g)?.reverse() ?? [];
  return bytes.map((byte) => Number.parseInt(byte, 16)).join(".");
}

function bitsIn(mask: string): number {
  return [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === "1").length;
}
