import type { HttpOutcome } from "../../engine/index.ts";
import type { MemoryHttpRequest } from "../../host/index.ts";
import type { Wire, WireAnswer, WireRequest } from "./wire.ts";

/** What one machine of a site answers to the others. */
export interface SiteMember {
  http(request: MemoryHttpRequest): Promise<HttpOutcome>;
  /** What its programs ask each other; `undefined`: nothing listens. */
  serve(request: WireRequest): Promise<WireAnswer | undefined>;
}

/** Several machines in memory, wired together by their addresses. They share a clock. */
export interface StandInSite {
  readonly wire: Wire;
  link(address: string, member: SiteMember): void;
  /** A second address of the same machine: a virtual one. `undefined`: nobody has it. */
  lead(address: string, to: string | undefined): void;
  /** As `lead`, unless a machine with its cable in has it already. */
  take(address: string, to: string): void;
  /** It gives back every virtual address it has. */
  giveBack(of: string): void;
  /** What a machine asks that is not meant for itself; `undefined`: nobody has this address. */
  ask(request: MemoryHttpRequest): Promise<HttpOutcome | undefined>;
  /** Pulls its cable, and puts it back. */
  unplug(address: string): void;
  plug(address: string): void;
}

export function createStandInSite(): StandInSite {
  const members = new Map<string, SiteMember>();
  const leads = new Map<string, string>();
  const unplugged = new Set<string>();
  const memberAt = (address: string) => {
    const own = leads.get(address) ?? address;
    return unplugged.has(own) ? undefined : members.get(own);
  };
  return {
    wire: async (request) => await memberAt(request.host)?.serve(request),
    link: (address, member) => void members.set(address, member),
    lead: (address, to) => void (to === undefined ? leads.delete(address) : leads.set(address, to)),
    take(address, to) {
      const holder = leads.get(address);
      if (holder === undefined || unplugged.has(holder)) leads.set(address, to);
    },
    giveBack(of) {
      for (const [address, to] of leads) if (to === of) leads.delete(address);
    },
    ask: async (request) => await memberAt(hostIn(request.url))?.http(request),
    unplug: (address) => void unplugged.add(address),
    plug: (address) => void unplugged.delete(address),
  };
}

export function hostIn(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, "");
}
