using System.Buffers;
using System.Text.Json;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Doors.PeerJs;

/// <summary>
/// PeerJS wraps a description or candidate in a payload with the connection's id, kind and metadata; in a room it is the description itself
/// that counts. So the wrapping travels inside of it, as one more member that browsers ignore: <c>{"type":"offer","sdp":"...","peerjs":{"sdp":null,
/// "type":"data",...}}</c>, and comes out at another PeerJS client byte for byte. A client of another door that wraps nothing gets a wrapping made.
/// </summary>
internal static class PeerJsPayload
{
    /// <summary>The connection id under which a connection without a label is known to PeerJS clients.</summary>
    public const string MainConnection = "mc_main";

    /// <summary>What goes into the room, and the label of the connection (null for the only one).</summary>
    public static (ReadOnlyMemory<byte> Payload, string? Connection) ToRoom(ReadOnlySpan<byte> payload, SignalKind kind)
    {
        if (payload.IsEmpty) payload = "null"u8;
        var field = FieldOf(kind);
        var connection = JsonMembers.First(payload, "connectionId"u8, JsonTokenType.String) is { } id ? JsonMembers.Text(payload[id]) : null;
        if (connection == MainConnection || !Name.IsValid(connection)) connection = null;
        var text = new ArrayBufferWriter<byte>(payload.Length + 24);
        if (JsonMembers.First(payload, field, JsonTokenType.StartObject) is { } inner && !IsEmptyObject(payload[inner]))
        {
            text.Write(payload[inner][..^1]);
            text.Write(""","peerjs":"""u8);
            text.Write(payload[..inner.Start]);
            text.Write("null"u8);
            text.Write(payload[inner.End..]);
        }
        else
        {
            text.Write("""{"peerjs":"""u8);
            text.Write(payload);
        }

        text.Write("}"u8);
        return (text.WrittenMemory, connection);
    }

    /// <summary>What a PeerJS client gets; false when it has no use for it (an end of candidates).</summary>
    public static bool TryWrite(ref JsonText json, in Signal signal)
    {
        var payload = signal.Payload.Span;
        if (JsonMembers.Last(payload, "peerjs"u8) is not { } wrapping) return TryWrap(ref json, signal);
        var wrapped = payload[wrapping];
        var inner = payload[..payload[..wrapping.Start.Value].LastIndexOf("\"peerjs\""u8)].TrimEnd(" \t\r\n"u8);
        if (inner.EndsWith(","u8) && JsonMembers.First(wrapped, FieldOf(signal.Kind), JsonTokenType.Null) is { } hole)
        {
            json.Raw(wrapped[..hole.Start]);
            json.Raw(inner[..^1]);
            json.Raw("}"u8);
            json.Raw(wrapped[hole.End..]);
        }
        else
        {
            json.Raw(wrapped);
        }

        return true;
    }

    private static bool TryWrap(ref JsonText json, in Signal signal)
    {
        var payload = signal.Payload.Span;
        var isText = payload.StartsWith("\""u8);
        if (signal.Kind == SignalKind.Candidate)
        {
            if (Core.Negotiation.CandidateScan.Read(payload).IsEnd) return false;
            json.Raw("""{"candidate":"""u8);
            if (isText) json.Raw("""{"sdpMLineIndex":0,"candidate":"""u8);
        }
        else
        {
            json.Raw("""{"sdp":"""u8);
            if (isText) json.Raw(signal.Kind == SignalKind.Offer ? """{"type":"offer","sdp":"""u8 : """{"type":"answer","sdp":"""u8);
        }

        json.Raw(payload);
        if (isText) json.Raw("}"u8);
        var isMedia = payload.IndexOf("m=audio"u8) >= 0 || payload.IndexOf("m=video"u8) >= 0;
        json.Raw(isMedia ? ""","type":"media","connectionId":"""u8 : ""","type":"data","reliable":true,"serialization":"raw","connectionId":"""u8);
        json.String(signal.Connection ?? MainConnection);
        json.Raw(""","label":"""u8);
        json.String(signal.Connection ?? MainConnection);
        json.Raw("}"u8);
        return true;
    }

    private static ReadOnlySpan<byte> FieldOf(SignalKind kind) => kind == SignalKind.Candidate ? "candidate"u8 : "sdp"u8;

    private static bool IsEmptyObject(ReadOnlySpan<byte> json) => json[1..^1].Trim(" \t\r\n"u8).IsEmpty;
}
