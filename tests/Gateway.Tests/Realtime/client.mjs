// What the stories here share: @supabase/realtime-js from npm, unmodified, what a page has heard, and an end when one waits for too long.
import { createRequire } from "node:module";

const require = createRequire(new URL("../../EndToEnd/package.json", import.meta.url));
const { RealtimeClient } = require("@supabase/realtime-js");
const WebSocket = require("ws");
export const [url, vsn, ...more] = process.argv.slice(2);
let waits = "";
const watchdog = setTimeout(() => {
    console.error(`too slow; waiting for ${waits}`);
    process.exit(2);
}, 40_000);

function connect(options) {
    return new RealtimeClient(`${url.replace("http", "ws")}/realtime/v1`, { params: { apikey: "anon" }, transport: WebSocket, ...options });
}

export const clientOf = reconnectMs => connect({ vsn, reconnectAfterMs: () => reconnectMs, heartbeatIntervalMs: 1_000 });

/** Somebody with the client's own settings, who has not joined. */
export const outsider = () => connect();

/** What a page hears, in order; next takes the first of a kind out, as soon as it is there. */
export function inboxOf(name) {
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
    return { inbox, heard, next };
}

/** The story has been told. */
export const end = () => clearTimeout(watchdog);
