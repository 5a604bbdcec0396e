using System.Runtime.InteropServices;
using System.Text.Json;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>
/// Events of the application's own, as messages of the room: <c>{"event":"chat","args":[...],"binary":["base64"]}</c>, which clients of other
/// doors can read and send. An event <c>message</c> with <c>{data}</c> is the message of the native protocol itself.
/// </summary>
internal static class RoomEvent
{
    private static readonly HashSet<string> Ours =
    [
        "join-room", "leave-room", "token", "offer", "answer", "ice-candidate", "existing-peers", "resumed", "peer-joined", "peer-updated", "peer-suspended", "peer-resumed",
        "peer-reset", "peer-left", "applied", "undelivered", "glare", "ice-servers", "error", "ack", "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",
    ];

    /// <summary>The server's own: no client may make another believe that the server said it.</summary>
    public static bool IsOurs(string name) => Ours.Contains(name);

    public static byte[] Encode(string name, JsonElement args, IReadOnlyList<byte[]> attachments)
    {
        if (name == "message" && args.GetArrayLength() == 2 && attachments.Count == 0 && JsonFields.Field(args[1], "data") is { } data)
            return JsonMarshal.GetRawUtf8Value(data).ToArray();
        var json = new JsonText();
        json.Raw("{\"event\":"u8);
        json.String(name);
        json.Raw(",\"args\":["u8);
        for (var i = 1; i < args.GetArrayLength(); i++)
        {
            if (i > 1) json.Raw(","u8);
            json.Raw(JsonMarshal.GetRawUtf8Value(args[i]));
        }

        json.Raw("]"u8);
        for (var i = 0; i < attachments.Count; i++)
        {
            json.Raw(i == 0 ? ",\"binary\":["u8 : ","u8);
            json.String(Convert.ToBase64String(attachments[i]));
        }

        json.Raw(attachments.Count == 0 ? "}"u8 : "]}"u8);
        return json.Written.ToArray();
    }

    /// <summary>Tells a message as the event it is. False when it is none.</summary>
    public static bool TryTell(PeerSocket socket, ReadOnlyMemory<byte> payload, string fromPeerId)
    {
        if (!payload.Span.StartsWith("{\"event\":"u8)) return false;
        JsonElement json;
        try
        {
            json = JsonElement.Parse(payload.Span);
        }
        catch (JsonException)
        {
            return false; // opaque, and no event
        }

        if (JsonFields.Field(json, "event") is not { } named || JsonFields.Text(named) is not { } name || IsOurs(name)) return false;
        if (JsonFields.Field(json, "args") is not { } args || args.ValueKind != JsonValueKind.Array || Attachments(json) is not { } attachments) return false;
        var text = socket.BeginEvent(name, attachments.Count);
        for (var i = 0; i < args.GetArrayLength(); i++)
        {
            if (i > 0) text.Raw(","u8);
            if (i == 0 && JsonFields.Field(args[0], "targetPeerId") is not null) Directed(ref text, args[0], fromPeerId);
            else text.Raw(JsonMarshal.GetRawUtf8Value(args[i]));
        }

        if (args.GetArrayLength() == 0) text.Raw("null"u8);
        socket.EndEvent(ref text, attachments);
        return true;
    }

    /// <summary>The object with whom it is from instead of whom it is for.</summary>
    private static void Directed(ref JsonText text, JsonElement fields, string fromPeerId)
    {
        text.Raw("{"u8);
        foreach (var field in fields.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(field);
            if (name.SequenceEqual("targetPeerId"u8) || name.SequenceEqual("fromPeerId"u8)) continue;
            text.Raw("\""u8);
            text.Raw(name);
            text.Raw("\":"u8);
            text.Raw(JsonMarshal.GetRawUtf8Value(field.Value));
            text.Raw(","u8);
        }

        text.Raw("\"fromPeerId\":"u8); // last, so that it holds against one in disguise
        text.String(fromPeerId);
        text.Raw("}"u8);
    }

    /// <summary>The binary parts; null when they are not well-formed.</summary>
    private static List<byte[]>? Attachments(JsonElement json)
    {
        var list = new List<byte[]>();
        if (JsonFields.Field(json, "binary") is not { } binary) return list;
        if (binary.ValueKind != JsonValueKind.Array) return null;
        foreach (var item in binary.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !item.TryGetBytesFromBase64(out var bytes)) return null;
            list.Add(bytes);
        }

        return list;
    }
}
