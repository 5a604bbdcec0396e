// What the codes mean, for a person. The server's table is the source; a code that is not here is shown as it is.

/** @type {Readonly<Record<string, string>>} */
const sentences = Object.freeze({
  // Made by this client.
  "closed": "The room was left.",
  "session-lost": "The session ended while the connection was lost; the message may not have arrived.",
  "session-ended": "The server ended the session.",
  "protocol-error": "The server did not understand this client. They may be of different versions.",
  "queue-full": "Too much is waiting to be sent.",
  "removed": "You were removed from the room, or the room was closed.",
  "token-unavailable": "No access token could be had.",

  // Refused.
  "bad-name": "A name must be 1 to 128 bytes long and without control characters.",
  "data-too-large": "The data about yourself is too large.",
  "rate-limited": "Too many messages at once.",
  "server-lost": "The server lost the message and asks for it again.",
  "too-many-unresolved": "Too many messages wait for their receivers.",
  "room-full": "The room is full.",
  "peer-id-taken": "Somebody else has this name in the room already.",
  "reserved-name": "This name is the server's own.",
  "resume-invalid": "The session cannot be continued here.",
  "resume-expired": "The session ended before the connection came back.",
  "peer-replaced": "Another page has taken this place over.",
  "taken-over": "Another page has taken this session over.",
  "token-expired": "The access token has expired.",
  "token-missing": "An access token is needed.",
  "token-invalid": "The access token is not good here.",
  "token-unchecked": "The access token cannot be checked at the moment.",
  "room-forbidden": "You may not enter this room.",
  "identity-mismatch": "You are signed in as somebody else than before.",
  "not-allowed": "You may not do this here.",
  "kicked": "You were removed from the room.",
  "room-closed": "The room was closed.",
  "server-full": "The server is full. Try again in a moment.",
  "shutting-down": "The server is restarting.",
  "message-too-large": "The message is too large.",
  "slow": "The connection is too slow for what is sent to it.",
  "abusive": "Far too many messages.",
  "heartbeat-missed": "The connection went silent.",

  // Not delivered.
  "expired": "The receiver did not come in time.",
  "receiver-busy": "The receiver has too much waiting for it.",
  "peer-left": "The receiver left the room.",
  "peer-reset": "The receiver reloaded the page.",
  "glare-lost": "Both sides offered at once; the other side's offer stands.",
  "stale-answer": "The answer was for an older offer.",

  // Why a peer left.
  "left": "They left.",
  "window-ended": "They lost their connection and did not come back in time.",
});

/**
 * A sentence for a code, or the fallback.
 * @param {string} code
 * @param {string} [fallback]
 * @returns {string}
 */
export function explain(code, fallback = code) {
  return Object.hasOwn(sentences, code) ? sentences[code] : fallback;
}
