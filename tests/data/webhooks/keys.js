// Verifies what our signer made, with the public library and with Node's Ed25519; signs what ours is to verify.
const crypto = require("node:crypto");
const { Webhook } = require(process.argv[2]);
const told = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const hook = new Webhook(told.secret);
const raw = Buffer.from(told.public.slice("whpk_".length), "base64");
const key = crypto.createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });

function verified({ body, headers }) {
  hook.verify(body, headers);
  const signed = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`);
  const given = headers["webhook-signature"].split(" ").filter((one) => one.startsWith("v1a,"));
  return given.some((one) => crypto.verify(null, signed, key, Buffer.from(one.slice(4), "base64")));
}

function refused(one) {
  try { hook.verify(one.body + " ", one.headers); return false; } catch { return true; }
}

function signed({ body }) {
  const now = new Date();
  return {
    "webhook-id": "msg_2",
    "webhook-timestamp": String(Math.floor(now / 1000)),
    "webhook-signature": hook.sign("msg_2", now, body),
  };
}

console.log(JSON.stringify({
  verified: told.cases.map(verified),
  refused: told.cases.map(refused),
  signed: told.cases.map(signed),
}));
