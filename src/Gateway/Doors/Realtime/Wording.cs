using Signaling.Core.Codes;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>Codes in the words of the Realtime server, where it has a word for the same; everywhere with the code itself.</summary>
internal static class Wording
{
    private static readonly Dictionary<Code, string> Words = new()
    {
        [Reasons.NotJoined] = "unmatched topic",
        [Reasons.RoomFull] = "ConnectionRateLimitReached: Too many connected users",
        [Reasons.AlreadyJoined] = "ChannelRateLimitReached: Too many channels",
        [Reasons.RateLimited] = "MessagePerSecondRateLimitReached: Too many messages per second",
        [Reasons.Abusive] = "MessagePerSecondRateLimitReached: Too many messages per second",
        [Reasons.TokenMissing] = "InvalidJWTToken: This server needs a token",
        [Reasons.TokenInvalid] = "InvalidJWTToken: The token was not signed by anybody this server trusts, or is not for it",
        [Reasons.TokenExpired] = "InvalidJWTToken: Token has expired",
        [Reasons.IdentityMismatch] = "InvalidJWTToken: The token is of somebody else",
        [Reasons.RoomForbidden] = "Unauthorized: You do not have permissions to read from this Channel topic",
        [Reasons.NotAllowed] = "Unauthorized: You do not have permissions to write to this Channel topic",
        [Reasons.ShuttingDown] = "RealtimeRestarting: Realtime is restarting, please standby",
        [Reasons.DataTooLarge] = "Track message size exceeded",
        [Reasons.MessageTooLarge] = "payload_size_exceeded",
    };

    public static string Of(Code code) => Words.GetValueOrDefault(code) ?? $"{code.Name}: {code.Sentence}";

    /// <summary>The members that name a code, for the end of an object.</summary>
    public static void Write(ref JsonText json, Code code, int retryAfterMs)
    {
        json.Raw(",\"code\":"u8);
        json.String(code.Name);
        json.Raw(code.Retry switch { Retry.Never => ",\"retry\":\"never\""u8, Retry.Now => ",\"retry\":\"now\""u8, _ => ",\"retry\":\"after\""u8 });
        if (retryAfterMs <= 0) return;
        json.Raw(",\"retryAfterMs\":"u8);
        json.Number(retryAfterMs);
    }

    /// <summary>The refusal of one message.</summary>
    public static void Refuse(PhoenixWriter writer, string topic, string? joinRef, string? number, Code code, int retryAfterMs = 0, string? words = null)
    {
        var json = writer.Begin(topic, "phx_reply", joinRef, number);
        json.Raw("{\"status\":\"error\",\"response\":{\"reason\":"u8);
        json.String(words ?? Of(code));
        Write(ref json, code, retryAfterMs);
        json.Raw("}}"u8);
        writer.End(ref json);
    }

    /// <summary>What went wrong and was nobody's question: <c>channel.on("system", {}, ...)</c> hears it.</summary>
    /// <param name="writer">The client.</param>
    /// <param name="topic">The channel's topic.</param>
    /// <param name="joinRef">Its join.</param>
    /// <param name="extension">What it is about: system, broadcast, presence or postgres_changes.</param>
    /// <param name="code">What went wrong.</param>
    /// <param name="retryAfterMs">When to try again, where that helps.</param>
    /// <param name="words">How the Realtime server would say it; null for the words of the code.</param>
    /// <param name="target">Whom a message did not reach; null where it is about none.</param>
    public static void Complain(
        PhoenixWriter writer, string topic, string? joinRef, string extension, Code code, int retryAfterMs = 0, string? words = null, string? target = null)
    {
        var json = writer.Begin(topic, "system", joinRef, null);
        json.Raw("{\"extension\":"u8);
        json.String(extension);
        json.Raw(",\"status\":\"error\",\"message\":"u8);
        json.String(words ?? Of(code));
        json.Raw(",\"channel\":"u8);
        json.String(topic.StartsWith(RealtimeDoor.TopicPrefix, StringComparison.Ordinal) ? topic[RealtimeDoor.TopicPrefix.Length..] : topic);
        Write(ref json, code, retryAfterMs);
        if (target is not null)
        {
            json.Raw(",\"targetPeerId\":"u8);
            json.String(target);
        }

        json.Raw("}"u8);
        writer.End(ref json);
    }
}
