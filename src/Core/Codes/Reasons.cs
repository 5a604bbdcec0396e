namespace Signaling.Core.Codes;

/// <summary>Every code a client can meet, in one place (promise P10). docs/codes.md shows the same table; a test compares them.</summary>
public static class Reasons
{
    // Input that cannot be understood. The connection goes on.
    public static readonly Code BadJson = new("bad-json", "The message is not one JSON object.", Retry.Never);
    public static readonly Code MissingType = new("missing-type", "The message has no \"type\".", Retry.Never);
    public static readonly Code UnknownType = new("unknown-type", "The server does not know this message type.", Retry.Never);
    public static readonly Code MissingField = new("missing-field", "A field that this message needs is missing.", Retry.Never);
    public static readonly Code BadField = new("bad-field", "A field of the message has the wrong type or a value out of range.", Retry.Never);
    public static readonly Code BadName = new("bad-name", "A name must be 1 to 128 bytes of UTF-8 without control characters.", Retry.Never);
    public static readonly Code DataTooLarge = new("data-too-large", "Presence data is larger than limits.dataBytes.", Retry.Never);
    public static readonly Code NotJoined = new("not-joined", "Send join-room or resume first.", Retry.Never);
    public static readonly Code AlreadyJoined = new("already-joined", "This connection is in a room already. Open another connection for another room.", Retry.Never);
    public static readonly Code MissingSeq = new("missing-seq", "A client that acknowledges must number this message with \"seq\".", Retry.Never);
    public static readonly Code BadSeen = new("bad-seen", "\"seen\" is higher than any number the server has sent.", Retry.Never);
    public static readonly Code BadTarget = new("bad-target", "A peer cannot send to itself.", Retry.Never);
    public static readonly Code UnknownTarget = new("unknown-target", "The receiver is in none of your rooms.", Retry.Never);
    public static readonly Code NotServed = new("not-served", "This server does not offer that.", Retry.Never);

    public static readonly Code NotAllowed = new("not-allowed", "Your token does not give you the right to do this.", Retry.Never);

    // Too much at once. The message was not consumed; send it again.
    public static readonly Code RateLimited = new("rate-limited", "Too many messages. Send it again after retryAfterMs.", Retry.After);
    public static readonly Code TooManyUnresolved = new("too-many-unresolved", "Too many of your messages wait for their receivers. Send it again after retryAfterMs.", Retry.After);

    public static readonly Code ServerLost = new("server-lost", "The server lost this message before its receiver had it. Send it again, and what followed it.", Retry.Now);

    // Join and resume refused. An error tells, then the connection is closed.
    public static readonly Code RoomFull = new("room-full", "The room has as many peers as it may have.", Retry.Never, CloseCodes.Refused);
    public static readonly Code PeerIdTaken = new("peer-id-taken", "Another client has this peerId in this room. Bring its ticket, or use another peerId.", Retry.Never, CloseCodes.Refused);
    public static readonly Code ReservedName = new("reserved-name", "This peerId is the server's own. Use another.", Retry.Never, CloseCodes.Refused);
    public static readonly Code ResumeInvalid = new("resume-invalid", "The ticket was not issued by this server, or was altered. Join anew.", Retry.Never, CloseCodes.Refused);
    public static readonly Code ResumeExpired = new("resume-expired", "The session ended before you came back. Join anew.", Retry.Never, CloseCodes.Refused);
    public static readonly Code PeerReplaced = new("peer-replaced", "Another page has taken this peerId over since. Join anew under another peerId.", Retry.Never, CloseCodes.Refused);
    public static readonly Code ServerFull = new("server-full", "The server has as many connections as it may have. Try again after retryAfterMs.", Retry.After, CloseCodes.Refused);

    // Tokens. After join-room or resume the connection is closed.
    public static readonly Code TokenMissing = new("token-missing", "This server needs a token. Bring one in \"token\".", Retry.Never, CloseCodes.Unauthorized);
    public static readonly Code TokenInvalid = new("token-invalid", "The token was not signed by anybody this server trusts, or is not for it.", Retry.Never, CloseCodes.Unauthorized);
    public static readonly Code TokenExpired = new("token-expired", "The token has expired. Get a fresh one and resume with it: the session waits for you.", Retry.Now, CloseCodes.Unauthorized);
    public static readonly Code TokenUnchecked = new("token-unchecked", "The keys for checking the token cannot be had at the moment. Try again after retryAfterMs.", Retry.After, CloseCodes.Unauthorized);
    public static readonly Code RoomForbidden = new("room-forbidden", "The token does not let you into this room.", Retry.Never, CloseCodes.Unauthorized);
    public static readonly Code IdentityMismatch = new("identity-mismatch", "The token is of somebody else than the session. Join anew.", Retry.Never, CloseCodes.Unauthorized);

    // Not let in at all: the answer to the request to connect, 403 and 429.
    public static readonly Code OriginForbidden = new("origin-forbidden", "Pages of this origin may not use this server.", Retry.Never);
    public static readonly Code AddressBusy = new("address-busy", "Too many connections from this address. Try again after retryAfterMs.", Retry.After);

    // Reasons for closing a connection.
    public static readonly Code Goodbye = new("goodbye", "The session ended as you asked.", Retry.Never, 1000);
    public static readonly Code ShuttingDown = new("shutting-down", "The server is shutting down. Resume after retryAfterMs.", Retry.After, 1001);
    public static readonly Code BinaryFrame = new("binary-frame", "Messages must be text frames.", Retry.Never, 1003);
    public static readonly Code BadUtf8 = new("bad-utf8", "The frame is not valid UTF-8.", Retry.Never, 1007);
    public static readonly Code MessageTooLarge = new("message-too-large", "The message is larger than limits.messageBytes.", Retry.Never, 1009);
    public static readonly Code HandshakeTimeout = new("handshake-timeout", "No join-room or resume came in time. Connect again.", Retry.Now, CloseCodes.HandshakeTimeout);
    public static readonly Code HeartbeatMissed = new("heartbeat-missed", "Nothing was heard for two heartbeats. Resume now.", Retry.Now, CloseCodes.HeartbeatMissed);
    public static readonly Code TakenOver = new("taken-over", "Another connection has taken this session over.", Retry.Never, CloseCodes.TakenOver);
    public static readonly Code StaleConnection = new("stale-connection", "The server lost its side of this session and does not know whether this is its newest connection. Resume now.", Retry.Now, CloseCodes.StaleConnection);
    public static readonly Code SlowReader = new("slow", "The connection did not read what was sent to it. Resume after retryAfterMs.", Retry.After, CloseCodes.SlowReader);
    public static readonly Code Abusive = new("abusive", "Far too many messages. Resume after retryAfterMs.", Retry.After, CloseCodes.Abusive);

    // Why a message was not delivered (undelivered.code). The number is resolved.
    public static readonly Code Expired = new("expired", "The receiver did not come in time, or a candidate's description did not.", Retry.Now);
    public static readonly Code ReceiverBusy = new("receiver-busy", "The receiver has too much waiting for it.", Retry.After);
    public static readonly Code PeerLeft = new("peer-left", "The receiver left the room before it had the message.", Retry.Never);
    public static readonly Code PeerReset = new("peer-reset", "The message was meant for a page that has been reloaded since.", Retry.Never);
    public static readonly Code GlareLost = new("glare-lost", "Both sides offered at once and the other side's offer stands. Roll back and answer it.", Retry.Never);
    public static readonly Code StaleAnswer = new("stale-answer", "The answer is for an older offer than the one that stands.", Retry.Never);

    // Why a peer left (peer-left.reason).
    public static readonly Code Left = new("left", "It left.", Retry.Never);
    public static readonly Code WindowEnded = new("window-ended", "It lost its connection and did not come back in time.", Retry.Never);

    // Why a moderator's deed ended a membership, and keeps its client out. Both also in peer-left.reason and in refusals of join and resume.
    public static readonly Code Kicked = new("kicked", "A moderator removed you from the room. Neither a token nor a ticket lets you in again before the ban ends.", Retry.Never, CloseCodes.Removed);
    public static readonly Code RoomClosed = new("room-closed", "A moderator closed the room.", Retry.Never, CloseCodes.Removed);

    /// <summary>All codes, in the order of this file.</summary>
    public static IReadOnlyList<Code> All { get; } =
    [
        BadJson, MissingType, UnknownType, MissingField, BadField, BadName, DataTooLarge, NotJoined, AlreadyJoined, MissingSeq,
        BadSeen, BadTarget, UnknownTarget, NotServed, NotAllowed, RateLimited, TooManyUnresolved, ServerLost, RoomFull, PeerIdTaken, ReservedName, ResumeInvalid, ResumeExpired, PeerReplaced,
        ServerFull, TokenMissing, TokenInvalid, TokenExpired, TokenUnchecked, RoomForbidden, IdentityMismatch, OriginForbidden, AddressBusy, Goodbye, ShuttingDown, BinaryFrame, BadUtf8, MessageTooLarge, HandshakeTimeout, HeartbeatMissed, TakenOver,
        StaleConnection, SlowReader, Abusive, Expired, ReceiverBusy, PeerLeft, PeerReset, GlareLost, StaleAnswer, Left, WindowEnded,
        Kicked, RoomClosed,
    ];
}
