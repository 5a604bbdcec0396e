// Private channels and setAuth of @supabase/realtime-js from npm, unmodified, at a server that needs tokens.
// node tokens.mjs <url> <version of the framing> <a token> <one that ends in a few seconds> <one for no room>; exit code 0 when all of it went well.
import assert from "node:assert/strict";
import { clientOf, end, inboxOf, more, outsider } from "./client.mjs";

const [good, short, elsewhere] = more;

async function page(name, token) {
    const client = clientOf(200);
    const { inbox, heard, next } = inboxOf(name);
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
await assert.rejects(outsider().channel("hall", { config: { private: true } }).httpSend("chat", { text: "from outside" }), /InvalidJWTToken/);

// A token for other rooms closes the channel: the page does not come back.
await bob.client.setAuth(elsewhere);
const told = await bob.next("system");
assert.deepEqual([told.code, told.message], ["room-forbidden", "Unauthorized: You do not have permissions to read from this Channel topic"]);
await bob.next("CLOSED");
assert.equal(ann.inbox.filter(([what]) => what === "chat").length, 0);
for (const { client } of [ann, bob]) client.disconnect();
end();
