// `ADMIN_CONF`: the serial number of the certificate that the API server of this cluster shows.
import { readFileSync } from "node:fs";
import { connect } from "node:tls";

const [file = ""] = process.argv.slice(2);
const server = /^\s*server: https:\/\/(\S+):(\d+)$/m.exec(readFileSync(file, "utf8"));
const [, host = "", port = ""] = server ?? [];
const socket = connect({ host, port: Number(port), rejectUnauthorized: false }, () => {
  process.stdout.write(`${socket.getPeerCertificate().serialNumber}\n`);
  socket.destroy();
});
