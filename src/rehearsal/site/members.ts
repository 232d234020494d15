import type { Member } from "../../dqlite/index.ts";

/** Of the range for documentation: they lead nowhere but through the network of the site. */
export const MEMBERS: readonly (Member & { readonly name: string })[] = [
  { name: "rack12-a", id: 0x2dc171858c3155ben, address: "192.0.2.11:9000", role: "voter" },
  { name: "rack12-b", id: 0xff940b53fd4677d4n, address: "192.0.2.12:9000", role: "voter" },
  { name: "rack12-c", id: 0x83ee9f3a0b2271c6n, address: "192.0.2.13:9000", role: "voter" },
];

/** Where this host stands. */
export const OWN = "rack12-a";

/** Not this host: whoever stops the leader first shall still have a member of their own. */
export const FIRST_LEADER = "rack12-b";
