import type { Snapshot } from "../../src/session/index.ts";

/** A change of address through which somebody is connected, in force and not confirmed yet. */
export const TRIAL: NonNullable<Snapshot["network"]> = {
  title: "eth0",
  state: "applied",
  leftSeconds: 103,
  rows: [
    { title: "Method", was: "DHCP", now: "static" },
    { title: "Address", was: "10.10.216.81/24", now: "10.10.216.90/24" },
    { title: "Gateway", was: "10.10.216.1", now: "10.10.216.1" },
    { title: "DNS", was: "10.10.216.1", now: "10.10.216.1, 9.9.9.9" },
  ],
  proof: [
    { id: "link eth0", verdict: "ok", evidence: "eth0 has a link" },
    { id: "address eth0", verdict: "ok", evidence: "10.10.216.90/24" },
    { id: "gateway", verdict: "ok", evidence: "10.10.216.1 answers" },
    { id: "dns", verdict: "fail", evidence: "no name server answers: 9.9.9.9" },
  ],
  cutOff: ["10.10.216.7"],
  reconnect: ["10.10.216.90"],
  why: "",
  isAsBefore: false,
  differs: [],
};
