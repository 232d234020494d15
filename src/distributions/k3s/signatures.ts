/** What goes wrong with K3s goes wrong with its relatives too. */
export { SERVER_SIGNATURES as SIGNATURES } from "../shared/server-signatures.ts";
