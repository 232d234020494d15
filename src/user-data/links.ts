import { hostLinks } from "./host-links.ts";
import { installLinks } from "./install-links.ts";
import type { Link } from "./link.ts";
import { networkLinks } from "./network-links.ts";
import { plainLinks } from "./plain-links.ts";
import { proxyLinks } from "./proxy-links.ts";
import { registrationLinks } from "./registration-links.ts";

/** Every way between user-data and our document, in the order of our document. */
export const LINKS: readonly Link[] = [
  ...plainLinks,
  ...hostLinks,
  ...networkLinks,
  ...proxyLinks,
  ...registrationLinks,
  ...installLinks,
];
