// Private channels and setAuth of @supabase/realtime-js from npm, unmodified, at a server that needs tokens.
// node tokens.mjs <url> <version of the framing> <a token> <one that ends in a few seconds> <one for no room>; exit code 0 when all of it went well.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../EndToEnd/package.json", import.meta.url));
const { RealtimeClient } = require("@supabase/realtime-js");
const WebSocket = require("ws");
const [url, vsn, good, short, elsewhere] = process.argv.slice(2);
let waits = "";
const watchdog = setTimeout(() => {
    console.error(`too slow; waiting for ${waits}`);
    process.exit(2);
}, 40_000);

async function page(name, token) {
    const client = new RealtimeClient(`${url.replace("http", "ws")}/realtime/v1`, {
        params: { apikey: "anon" }, transport: WebSocket, vsn, reconnectAfterMs: () => 200, heartbeatIntervalMs: 1_000,
    });
    const inbox = [];
    let wake = () => {};
    const heard = (what, value) => (inbox.push([what, value]), wake());
    const next = async what => {
        waits = `${name}: ${what}; has ${JSON.stringify(inbox)}`;
        for (;;) {
            const index = inbox.findIndex(([had]) => had === what);
            if (index >= 0) return inbox.splice(index, 1)[0][1];
            await new Promise(resolve => (wake = resolve));
        }
    };
    if (token) await client.setAuth(token);
    const channel = client.channel("hall", { config: { private: true, broadcast: { ack: true }, presence: { key: name } } });
    channel.on("broadcast", { event: "chat" }, ({ payload }) => heard("chat", payload)).on("system", {}, payload => heard("system", payload));
    channel.subscribe((status, error) => heard(status, error));
    return { client, channel, inbox, next, say: payload => channel.send({ type: "broadcast", event: "chat", payload }) };
}

// Without a token there is no way in; with one there is, by itself.
const ann = await page("ann");
assert.match((await ann.next("CHANNEL_ERROR")).message, /^InvalidJWTToken: .*token-missing/);
await ann.client.setAuth(good);
await ann.next("SUBSCRIBED");

// A token that ends ends the channel; setAuth brings the page back, and keeps it.
const bob = await page("bob", short);
await bob.next("SUBSCRIBED");
assert.equal(await bob.say({ text: "soon gone" }), "ok");
assert.deepEqual(await ann.next("chat"), { text: "soon gone" });
assert.equal((await bob.next("system")).code, "token-expired");
await bob.next("CHANNEL_ERROR");
await bob.client.setAuth(good);
await bob.next("SUBSCRIBED");
await ann.say({ text: "back" });
assert.deepEqual(await bob.next("chat"), { text: "back" });

// Over HTTP with the token of setAuth, and without.
assert.deepEqual(await bob.channel.httpSend("chat", { text: "by post" }), { success: true });
assert.deepEqual(await ann.next("chat"), { text: "by post" });
const outsider = new RealtimeClient(`${url.replace("http", "ws")}/realtime/v1`, { params: { apikey: "anon" }, transport: WebSocket });
await assert.rejects(outsider.channel("hall", { config: { private: true } }).httpSend("chat", { text: "from outside" }), /InvalidJWTToken/);

// A token for other rooms closes the channel: the page does not come back.
await bob.client.setAuth(elsewhere);
const told = await bob.next("system");
assert.deepEqual([told.code, told.message], ["room-forbidden", "Unauthorized: You do not have permissions to read from this Channel topic"]);
await bob.next("CLOSED");
assert.equal(ann.inbox.filter(([what]) => what === "chat").length, 0);
for (const { client } of [ann, bob]) client.disconnect();
clearTimeout(watchdog);
