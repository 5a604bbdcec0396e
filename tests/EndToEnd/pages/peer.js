// Starts the peer that the address asks for. What the tests call is `window.peer`.

import { params } from "./surroundings.js";

const { start } = await import(`./${params.get("door")}.js`);
window.peer = await start();
