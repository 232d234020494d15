import { BringupError } from "../errors/index.ts";

/** The address as it is used everywhere: no trailing slash, no secrets, encrypted unless it stays here. */
export function planeAddress(typed: string): string {
  const url = URL.parse(typed.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw invalid("The address of the plane must start with https:// and name a host.");
  }
  if (url.username !== "" || url.password !== "") {
    throw invalid("The address of the plane must not contain a user or password.");
  }
  if (url.search !== "" || url.hash !== "") {
    throw invalid("The address of the plane must not contain ? or #.");
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw invalid("With http:// a token would travel readable to everyone on the way.");
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** As Palette's own settings have it, a name alone will do. */
export function paletteAddress(typed: string): string {
  const text = typed.trim();
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  return planeAddress(address).replace(/\/v1$/, "");
}

/** A folder of this host, where files are put for somebody to carry. */
export function folderAddress(typed: string): string {
  const path = typed.trim();
  if (!path.startsWith("/") || path.includes("\0") || path.split("/").includes("..")) {
    throw invalid("The folder for files must be a path from / on.");
  }
  return path.replace(/\/+$/, "") || "/";
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

function invalid(message: string): BringupError {
  return new BringupError("PLANE_ADDRESS_INVALID", message);
}
