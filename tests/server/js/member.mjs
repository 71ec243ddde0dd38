// A member on matrix-js-sdk that talks only to cross-signed devices (MSC4153), as Element does.
// Reads one JSON command per line, writes one JSON line per thing that happens.
import readline from "node:readline";
import * as sdk from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";
import {
  CryptoEvent,
  DeviceIsolationModeKind,
  OnlySignedDevicesIsolationMode,
  VerificationPhase,
  VerifierEvent,
} from "matrix-js-sdk/lib/crypto-api/index.js";

// Node 20 lacks it; matrix-js-sdk 43 asks for Node 22 and needs nothing else of that.
Promise.withResolvers ??= function () {
  let resolve, reject;
  const promise = new this((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
};

for (const name of ["trace", "debug", "info", "log", "warn"]) console[name] = () => {};
logger.setLevel("silent");

const [baseUrl, user, password] = process.argv.slice(2);
const tell = (line) => process.stdout.write(JSON.stringify(line) + "\n");

const login = await sdk
  .createClient({ baseUrl })
  .loginRequest({ type: "m.login.password", identifier: { type: "m.id.user", user }, password });
const client = sdk.createClient({
  baseUrl,
  userId: login.user_id,
  deviceId: login.device_id,
  accessToken: login.access_token,
  verificationMethods: ["m.sas.v1"],
});
await client.initRustCrypto({ useIndexedDB: false });
const crypto = client.getCrypto();
const isolation = new OnlySignedDevicesIsolationMode();
if (isolation.kind !== DeviceIsolationModeKind.OnlySignedDevicesIsolationMode) throw new Error("not the right mode");
crypto.setDeviceIsolationMode(isolation);
await crypto.bootstrapCrossSigning({
  authUploadDeviceSigningKeys: (request) =>
    request({ type: "m.login.password", identifier: { type: "m.id.user", user }, password }),
});

async function judge(event) {
  if (event.isDecryptionFailure()) {
    tell({ failed: event.decryptionFailureReason, sender: event.getSender(), id: event.getId() });
    return;
  }
  if (event.getType() !== "m.room.message") return;
  const info = await crypto.getEncryptionInfoForEvent(event);
  tell({
    heard: event.getContent().body,
    sender: event.getSender(),
    encrypted: event.isEncrypted(),
    shield: info ? info.shieldColour : null,
    reason: info ? info.shieldReason : null,
  });
}

client.on("Room.timeline", (event, room, toStart, removed, data) => {
  if (toStart || !data.liveEvent || event.getSender() === user) return;
  if (event.isBeingDecrypted() || event.shouldAttemptDecryption()) return; // "Event.decrypted" follows
  judge(event);
});
client.on("Event.decrypted", (event) => {
  if (event.getSender() !== user) judge(event);
});

async function verify(other, roomId) {
  const request = roomId
    ? await crypto.requestVerificationDM(other, roomId)
    : await crypto.requestDeviceVerification(other, (await devicesOf(other))[0]);
  request.on("change", async () => {
    tell({ phase: VerificationPhase[request.phase] });
    if (request.phase === VerificationPhase.Ready && !request.verifier) {
      const verifier = await request.startVerification("m.sas.v1");
      verifier.on(VerifierEvent.ShowSas, (sas) => {
        waiting = sas;
        tell({ emoji: sas.sas.emoji.map(([symbol]) => symbol) });
      });
      verifier.verify().then(
        () => tell({ verified: other }),
        (problem) => tell({ unverified: other, problem: String(problem) }),
      );
    }
  });
  if (request.phase === VerificationPhase.Ready) request.emit("change");
}
let waiting = null;

async function devicesOf(other) {
  const devices = await crypto.getUserDeviceInfo([other], true);
  return [...devices.get(other).keys()];
}

const commands = {
  join: async ({ room }) => tell({ joined: (await client.joinRoom(room)).roomId }),
  room: async ({ invite }) =>
    tell({
      room: (
        await client.createRoom({
          invite,
          initial_state: [
            { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } },
          ],
        })
      ).room_id,
    }),
  say: async ({ room, body }) => tell({ said: (await client.sendTextMessage(room, body)).event_id }),
  verify: async ({ user: other, room }) => verify(other, room),
  confirm: async () => waiting.confirm(),
  mismatch: async () => waiting.mismatch(),
  trusts: async ({ user: other }) => {
    const status = await crypto.getUserVerificationStatus(other);
    tell({ trusts: status.isCrossSigningVerified() });
  },
  quit: async () => {
    client.stopClient();
    process.exit(0);
  },
};

client.once(sdk.ClientEvent.Sync, () => tell({ ready: login.device_id }));
await client.startClient({ initialSyncLimit: 0 });

const lines = readline.createInterface({ input: process.stdin });
lines.on("close", commands.quit); // the test is over, however it ended
lines.on("line", async (line) => {
  const command = JSON.parse(line);
  try {
    await commands[command.do](command);
  } catch (problem) {
    tell({ problem: String(problem), command: command.do });
  }
});
